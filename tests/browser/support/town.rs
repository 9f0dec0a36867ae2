//! A small town to test in: three providers with listings around Headingley, somebody of each role, and holders made
//! for each test, so that tests can run beside each other.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, NaiveDateTime};
use handpick::accounts::service::enrol::{self as people, NewHolder, NewMandate};
use handpick::accounts::{By, CommunicationNeeds, Role, Scope, Scopes};
use handpick::app::App;
use handpick::budgets::service::{current_pot, enrol as money};
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Db, DbError};
use handpick::directory::model::{PriceUnit, Vat};
use handpick::directory::service::orderable;
use handpick::kernel::{
    HolderId, ListingId, MandateId, Money, OrderLineId, OrganisationId, PlanId, Quantity, Schedule, TimeOfDay, UserId,
    Weekdays,
};
use handpick::orders::model::LineRequest;
use handpick::orders::service::enrol::{self as orders, NewPackage, Wanted};
use handpick::plans::service::{current_plan, enrol as plans};
use handpick::plans::{NewLine, NewOutcome, NewPlan, OutcomeFamily, PlanStatus};
use handpick::ratings::model::{Helped, NewRating, Scores};
use handpick::ratings::service as ratings;
use handpick::requests::model::{AskFor, NewQuoteLine, Side};
use handpick::requests::service::enrol as requests;
use handpick::sharing::service::enrol::{self as sharing, Sharer};

use super::Site;
use super::market;

/// The password of everybody in town.
pub const PASSWORD: &str = "three random words";

/// What everybody in town shares.
pub struct Town {
    /// "Help at home" from Aire Valley Home Support, £20 an hour.
    pub help: ListingId,
    /// "Walks and company" from Otley Road Company, £15 an hour.
    pub walks: ListingId,
    /// A care home that nobody has claimed.
    pub unclaimed: ListingId,
    /// Grace, of Aire Valley Home Support; she signs in as `grace@example.org`.
    pub grace: UserId,
    pub council: OrganisationId,
    pub brokers: OrganisationId,
}

/// Somebody with a budget.
#[derive(Clone, Debug)]
pub struct Holder {
    pub email: String,
    pub name: String,
    pub reference: String,
    pub user: UserId,
    pub id: HolderId,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

/// One hash for all: hashing is slow on purpose.
pub fn user(db: &mut Db, email: &str, name: &str, now: NaiveDateTime) -> Result<UserId, DbError> {
    static HASH: LazyLock<String> =
        LazyLock::new(|| handpick::accounts::password::hash_now(PASSWORD, &[3; 16]).unwrap());
    people::user(db, email, name, &HASH, now)
}

/// Somebody with a role in an organisation.
pub fn staff(
    db: &mut Db,
    (email, name): (&str, &str),
    role: Role,
    organisation: OrganisationId,
    now: NaiveDateTime,
) -> Result<UserId, DbError> {
    let id = user(db, email, name, now)?;
    people::member(db, id, organisation, role, now)?;
    Ok(id)
}

/// Fills the town.
pub fn build(app: &App) -> Town {
    let now = app.clock.now();
    app.db.write_blocking(move |db| rows(db, now)).unwrap()
}

fn rows(db: &mut Db, now: NaiveDateTime) -> Result<Town, DbError> {
    let organisation = |db: &mut Db, role: Role, name: &str| {
        people::organisation(db, role.organisation_kind(), name, (None, None), now)
    };
    let council = organisation(db, Role::CareManager, "Leeds City Council")?;
    let brokers = organisation(db, Role::Broker, "Leeds Circle of Support")?;
    let site = organisation(db, Role::Moderator, "Handpick")?;
    staff(db, ("chidi@example.org", "Chidi Okoro"), Role::CareManager, council, now)?;
    staff(db, ("fay@example.org", "Fay Turner"), Role::FinanceOfficer, council, now)?;
    staff(db, ("paula@example.org", "Paula Reed"), Role::PanelMember, council, now)?;
    staff(db, ("nia@example.org", "Nia Moss"), Role::Moderator, site, now)?;
    let (grace, help, walks) = market::providers(db, now)?;
    let unclaimed = market::unclaimed(db, now)?;
    Ok(Town { help, walks, unclaimed, grace, council, brokers })
}

impl Site {
    /// Somebody new with this much in their pot, who signs in as `name@example.org` in small letters.
    pub fn holder(&self, name: &str, pot: Money) -> Holder {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (now, council, name) = (self.now(), self.town.council, name.to_owned());
        let email = format!("{}.{number}@example.org", name.to_lowercase().replace(' ', "."));
        let reference = format!("HP-TEST-{number:04}");
        self.write(move |db| {
            let user = user(db, &email, &name, now)?;
            let new = NewHolder {
                reference: reference.clone(),
                user_id: Some(user),
                council_id: Some(council),
                name: name.clone(),
                born_on: Some(day("1961-03-14")),
                care_group: Some("older_people".to_owned()),
                address: Some("14 Cardigan Road, Leeds".to_owned()),
                postcode: Some("LS6 3HN".to_owned()),
                phone: Some("0113 496 0001".to_owned()),
            };
            let id = people::holder(db, &new, now)?;
            people::communication_needs(db, id, &needs())?;
            let plan = plan(db, id, now)?;
            fund(db, id, plan, pot, now)?;
            Ok(Holder { email: email.clone(), name: name.clone(), reference: reference.clone(), user, id })
        })
    }

    /// A broker who may order for these holders.
    pub fn broker(&self, name: &str, holders: &[&Holder]) -> String {
        let (now, organisation, name) = (self.now(), self.town.brokers, name.to_owned());
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let granted: Vec<(HolderId, UserId)> = holders.iter().map(|holder| (holder.id, holder.user)).collect();
        let address = email.clone();
        self.write(move |db| {
            let broker = staff(db, (&email, &name), Role::Broker, organisation, now)?;
            for (holder_id, granted_by) in &granted {
                mandate(db, (*holder_id, *granted_by), broker, now)?;
            }
            Ok(())
        });
        address
    }

    /// Two hours of help every Tuesday since 27 October, accepted, delivered and confirmed up to 10 November; that of
    /// 17 November is not recorded yet. Gives the order's reference.
    pub fn running_order(&self, holder: &Holder) -> String {
        let (holder, grace, listing) = (holder.clone(), self.town.grace, self.town.help);
        let seed = self.app.random.u64();
        self.write(move |db| running(db, &holder, grace, listing, seed))
    }
}

impl Site {
    /// What the holder would like to share with somebody who has joined. Gives its address.
    pub fn shared(&self, holder: &Holder) -> String {
        let other = self.holder("Somebody Else", pounds(1_000));
        let (now, help) = (self.now(), self.town.help);
        let sharer = |of: &Holder| Sharer {
            holder: of.id,
            by: By { user: of.user, mandate: None },
            plan_line: None,
            yes: false,
        };
        let sharers = [sharer(holder), sharer(&other)];
        let tuesdays = Weekdays::parse(["Tuesday"]).unwrap();
        let schedule = Schedule::weekly(tuesdays, TimeOfDay::parse("10am").unwrap(), day("2026-12-01"));
        let request = LineRequest::new(PriceUnit::Hour, Quantity::from_units(2), schedule);
        let id = self.write(move |db| {
            sharing::shared(db, (help, &request), &sharers, &[], now).map_err(|error| DbError::Other(error.to_string()))
        });
        format!("/shared/{id}")
    }

    /// What the holder asks for, with a question and a quote from Grace. Gives the addresses of both sides' pages, and of
    /// the quote.
    pub fn quoted(&self, holder: &Holder) -> (String, String, String) {
        let (now, by, help, grace) =
            (self.now(), By { user: holder.user, mandate: None }, self.town.help, self.town.grace);
        let holder = holder.id;
        let (request, quote) = self.write(move |db| {
            let ask = AskFor { words: "Somebody to cook with".to_owned(), area: "LS6".to_owned(), ..AskFor::default() };
            let request = requests::request(db, holder, &ask, by, now)?;
            let provider = orderable(db, help, day("2026-11-21"))?.provider_id;
            let grace_says = By { user: grace, mandate: None };
            requests::message(db, (request, provider), (Side::Provider, "Is there a cooker?"), grace_says, now)?;
            let tuesdays = Weekdays::parse(["Tuesday"]).unwrap();
            let schedule = Schedule::weekly(tuesdays, TimeOfDay::parse("10am").unwrap(), day("2026-12-01"));
            let line = NewQuoteLine {
                listing: help,
                title: "Cooking together".to_owned(),
                request: LineRequest::new(PriceUnit::Hour, Quantity::from_units(2), schedule),
                price: Money::from_pence(1_850),
                vat: Vat::Exempt,
            };
            let quote = requests::quote(db, (request, provider), &[line], ("", day("2026-12-10")), grace, now)?;
            Ok((request, quote))
        });
        let page = format!("/requests/{request}");
        (page.clone(), format!("/provider/requests/{request}"), format!("{page}/quotes/{quote}"))
    }

    /// What the holder says of a running order.
    pub fn rated(&self, holder: &Holder, order: &str, words: &str) {
        let (now, by, order) = (self.now(), By { user: holder.user, mandate: None }, order.to_owned());
        let scores = Scores { quality: 5, reliability: 4, dignity: 5, value: 3 };
        let new = NewRating { scores, words: words.to_owned(), helped: Helped::Yes, shown_name: holder.name.clone() };
        self.write(move |db| {
            let line = line_of(db, &order)?;
            ratings::enrol(db, line, by, &new, now).map_err(|error| DbError::Other(error.to_string()))
        });
    }
}

fn line_of(db: &mut Db, reference: &str) -> Result<OrderLineId, DbError> {
    use diesel::prelude::*;
    use handpick::db::schema::{order_lines, orders};
    let of = order_lines::table.inner_join(orders::table).filter(orders::reference.eq(reference));
    Ok(OrderLineId(of.select(order_lines::id).first(db)?))
}

fn needs() -> CommunicationNeeds {
    CommunicationNeeds {
        format: Some("Easy read".to_owned()),
        language: None,
        contact_by: Some("Text message first".to_owned()),
        contact_name: None,
        notes: None,
        checked_on: day("2026-05-01"),
        review_on: day("2027-05-01"),
    }
}

fn plan(db: &mut Db, holder_id: HolderId, now: NaiveDateTime) -> Result<PlanId, DbError> {
    let line = |title: &str, category: &str, weekly, amount| NewLine {
        title: title.to_owned(),
        category: Some(category.to_owned()),
        detail: "As my plan says".to_owned(),
        weekly: Some(pounds(weekly)),
        hours: Some(Quantity::from_units(3)),
        amount: pounds(amount),
    };
    let outcome = |words: &str, family, lines| NewOutcome { words: words.to_owned(), family, need: None, lines };
    let new = NewPlan {
        holder_id,
        status: PlanStatus::Agreed,
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        indicative: Some(pounds(5_000)),
        written_by: None,
        agreed: None,
        outcomes: vec![
            outcome(
                "I want to stay in my own home",
                OutcomeFamily::Health,
                vec![line("Help at home", "personal-care", 60, 3_120)],
            ),
            outcome("I want to see people", OutcomeFamily::Choice, vec![line("Getting out", "leisure", 20, 1_040)]),
        ],
        other_lines: Vec::new(),
    };
    plans::plan(db, &new, now)
}

fn fund(db: &mut Db, holder_id: HolderId, plan: PlanId, amount: Money, now: NaiveDateTime) -> Result<(), DbError> {
    let (starts_on, ends_on) = (day("2026-04-06"), day("2027-04-05"));
    let budget = money::budget(db, &NewBudget { holder_id, plan_id: Some(plan), starts_on, ends_on, amount }, now)?;
    let pot_id = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map(drop).map_err(|error| DbError::Other(error.to_string()))
}

fn mandate(
    db: &mut Db,
    (holder_id, granted_by): (HolderId, UserId),
    user_id: UserId,
    now: NaiveDateTime,
) -> Result<MandateId, DbError> {
    let new = NewMandate {
        holder_id,
        user_id,
        scopes: Scopes::new(&[Scope::Plan, Scope::Propose, Scope::Order]),
        order_limit: None,
        four_week_limit: None,
        starts_on: day("2026-04-06"),
        ends_on: Some(day("2027-06-30")),
        granted_by,
    };
    people::mandate(db, &new, now)
}

fn running(db: &mut Db, holder: &Holder, grace: UserId, listing: ListingId, seed: u64) -> Result<String, DbError> {
    let other = |error: &dyn std::fmt::Display| DbError::Other(error.to_string());
    let at: NaiveDateTime = "2026-10-20T10:00:00".parse().unwrap();
    let today = day("2026-11-21");
    let pot = current_pot(db, holder.id, today)?.unwrap();
    let plan_line = current_plan(db, holder.id, today)?.unwrap().lines[0].id;
    let tuesdays = Weekdays::parse(["Tuesday"]).unwrap();
    let schedule = Schedule {
        ends_on: Some(day("2026-12-22")),
        ..Schedule::weekly(tuesdays, TimeOfDay::parse("2pm").unwrap(), day("2026-10-27"))
    };
    let request = LineRequest::new(PriceUnit::Hour, Quantity::from_units(2), schedule);
    let by = By { user: holder.user, mandate: None };
    let provider = By { user: grace, mandate: None };
    let wanted = vec![Wanted { listing, plan_line: Some(plan_line), request }];
    let package = NewPackage { holder: holder.id, pot, wanted, by, at, seeds: vec![seed] };
    let order = orders::place(db, &package).map_err(|error| other(&error))?[0];
    orders::accept(db, order, provider, at).map_err(|error| other(&error))?;
    let to = day("2026-11-10");
    orders::deliver(db, order, (provider, by), to, to).map_err(|error| other(&error))?;
    reference(db, order)
}

fn reference(db: &mut Db, order: handpick::kernel::OrderId) -> Result<String, DbError> {
    use diesel::prelude::*;
    use handpick::db::schema::orders::dsl;
    Ok(dsl::orders.find(order.0).select(dsl::reference).first(db)?)
}
