//! The market that the bench of orders orders in: one provider with one listing, and as many budget holders as wanted,
//! three of them with years of visits behind them.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::accounts::service::enrol as people;
use crate::accounts::{OrganisationKind, Role, token};
use crate::db::{Database, Db, DbError};
use crate::directory::model::{
    Delivery, ListingCommand, ListingState, ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState, Vat,
};
use crate::directory::service::enrol as directory;
use crate::kernel::ids::{ListingId, OrganisationId};
use crate::kernel::{Money, Quantity, TimeBand};
use crate::web::csrf;

/// What one visit costs.
pub(in crate::bench) const VISIT_PENCE: i64 = 100;
/// What signs cookies and forms while measuring.
pub(super) const SECRET: &str = "a key for measuring, of thirty-two characters and more";
/// Visits of the first three holders: three years of about twenty a week, a third and a tenth of that.
pub(in crate::bench) const PASTS: [i64; 3] = [3_300, 1_100, 330];

/// Who is there.
#[derive(Clone, Debug)]
pub(in crate::bench) struct Crowd {
    /// How many budget holders.
    pub holders: i64,
    /// Visits of each, but for the first three.
    pub visits: i64,
    /// When all this is.
    pub now: NaiveDateTime,
}

impl Crowd {
    /// The visits of a holder.
    pub fn visits(&self, number: i64) -> i64 {
        usize::try_from(number).ok().and_then(|number| PASTS.get(number).copied()).unwrap_or(self.visits)
    }

    /// About how many transfers all of them have.
    pub fn transfers(&self) -> i64 {
        self.holders * (2 + self.visits * 3)
    }

    /// The first day of every budget.
    pub fn from(&self) -> NaiveDate {
        self.now.date() - Days::new(3 * 366 + 60)
    }

    /// The last day of every budget.
    pub fn to(&self) -> NaiveDate {
        self.now.date() + Days::new(200)
    }
}

/// The session of a holder.
pub(in crate::bench) fn session(number: i64) -> String {
    format!("bench-session-of-holder-{number:012}")
}

/// What somebody's browser holds: the cookie, and the token of their forms.
pub(super) struct Visitor {
    pub cookie: String,
    pub csrf: String,
}

impl Visitor {
    pub fn of(number: i64, now: NaiveDateTime) -> Result<Self, String> {
        let session = session(number);
        let token = token::issue(SECRET.as_bytes(), &session, now).map_err(|error| error.to_string())?;
        let csrf = csrf::token(SECRET.as_bytes(), &session);
        Ok(Self { cookie: format!("handpick={token}"), csrf })
    }
}

/// Makes the tables, the provider and the listing.
///
/// # Errors
/// What the database says.
pub(super) fn market(database: &Database, now: NaiveDateTime) -> Result<ListingId, String> {
    database.migrate().map_err(|error| error.to_string())?;
    database.write_blocking(move |db| listing(db, now)).map_err(|error: DbError| error.to_string())
}

fn listing(db: &mut Db, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let organisation: OrganisationId =
        people::organisation(db, OrganisationKind::Provider, "Bench Support", (None, None), now)?;
    let staff = people::user(db, "staff@bench.example", "Bench Staff", "no password", now)?;
    people::member(db, staff, organisation, Role::ProviderStaff, now)?;
    let provider = directory::NewProvider {
        organisation_id: Some(organisation),
        name: "Bench Support".to_owned(),
        kind: ProviderKind::Private,
        state: ProviderState::Verified,
        place: "Leeds".to_owned(),
        ..directory::NewProvider::default()
    };
    let provider_id = directory::provider(db, &provider, now)?;
    let command = ListingCommand {
        title: "An hour of help".to_owned(),
        summary: "Help for an hour.".to_owned(),
        category: "help-around-the-home/gardening".to_owned(),
        terms: ListingTerms {
            delivery: vec![Delivery::AtHome],
            districts: vec!["LS6".to_owned()],
            ..ListingTerms::default()
        },
        notice_hours: 24,
        ..ListingCommand::default()
    };
    let price = NewPrice {
        unit: PriceUnit::Hour,
        band: TimeBand::Weekday,
        group_size: 1,
        amount: Money::from_pence(VISIT_PENCE),
        vat: Vat::Exempt,
        minimum: Quantity::ONE,
        valid_from: None,
        breakdown: None,
    };
    let listing = directory::NewListing {
        provider_id,
        command,
        prices: vec![price],
        state: ListingState::Live,
        published_at: None,
    };
    directory::listing(db, &listing, now)
}
