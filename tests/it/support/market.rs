//! A small market for tests of orders: a program on a test database, one holder with a plan and a pot, a broker with
//! their mandate, and a provider with a listing.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use handpick::accounts::service::enrol::{self as people, NewHolder, NewMandate};
use handpick::accounts::service::people as known;
use handpick::accounts::{Actor, Membership, OrganisationKind, ProviderRole, Role, Scope, Scopes};
use handpick::app::App;
use handpick::budgets::service::enrol as money;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream, ledger};
use handpick::db::{Database, Db, DbError, schema};
use handpick::directory::model::PriceUnit;
use handpick::kernel::ids::{
    HolderId, ListingId, MandateId, OrganisationId, PlanLineId, PotId, ProviderId, SessionId, UserId,
};
use handpick::kernel::{Money, Quantity, Schedule, TimeOfDay, Weekdays};
use handpick::orders::model::LineRequest;
use handpick::orders::service::{self, AddToBasket, PlaceOrder, Placed};
use handpick::plans::{NewLine, NewOutcome, NewPlan, OutcomeFamily, PlanStatus, service::enrol as plans};

use super::purse::{day, noon};
use super::{TestApp, TestDb};

/// The program and the people of one test. Keep it: the database goes with it.
pub struct Market {
    pub app: App,
    pub site: TestApp,
    pub holder: HolderId,
    pub pot: PotId,
    pub plan_line: PlanLineId,
    pub listing: ListingId,
    /// Priya Shah, the holder.
    pub priya: Actor,
    /// Grace Mensah, who works for the provider.
    pub grace: Actor,
    /// Tom Adeyemi, Priya's broker, not acting for anybody.
    pub tom: Actor,
    /// Tom's mandate: order, up to £600 an order and £1,000 in four weeks.
    pub mandate: MandateId,
}

pub fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

/// An hour every week on these days from a day, until the budget ends.
pub fn weekly(days: &[&str], hours: u32, at: &str, from: &str) -> LineRequest {
    let schedule = Schedule::weekly(Weekdays::parse(days).unwrap(), TimeOfDay::parse(at).unwrap(), day(from));
    LineRequest::new(PriceUnit::Hour, Quantity::from_units(hours), schedule)
}

/// Some hours, once.
pub fn once(hours: u32, on: &str, at: &str) -> LineRequest {
    let schedule = Schedule::one_off(day(on), TimeOfDay::parse(at).unwrap());
    LineRequest::new(PriceUnit::Hour, Quantity::from_units(hours), schedule)
}

fn actor(user: UserId, name: &str, email: &str) -> Actor {
    Actor {
        user_id: user,
        name: name.to_owned(),
        email: email.to_owned(),
        session_id: SessionId(1),
        memberships: Vec::new(),
        own_holder: None,
        acting_for: None,
    }
}

fn membership(id: OrganisationId, name: &str, kind: OrganisationKind, role: Role) -> Membership {
    Membership {
        organisation_id: id,
        organisation_name: name.to_owned(),
        organisation_kind: kind,
        role,
        provider_role: ProviderRole::Manager,
    }
}

/// A provider whose listings anybody can order from.
pub fn provider(db: &mut Db, name: &str, organisation: OrganisationId) -> Result<ProviderId, DbError> {
    use schema::providers::dsl;
    let id: i64 = diesel::insert_into(dsl::providers)
        .values((
            (dsl::organisation_id.eq(organisation.0), dsl::name.eq(name), dsl::name_key.eq(name.to_lowercase())),
            (dsl::slug.eq("a-provider"), dsl::kind.eq("private"), dsl::state.eq("verified")),
            (dsl::summary.eq(""), dsl::description.eq(""), dsl::place.eq("Leeds")),
            (dsl::rating_count.eq(0), dsl::rating_sum.eq(0_i64)),
            (dsl::created_at.eq(noon()), dsl::updated_at.eq(noon())),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    diesel::insert_into(schema::accreditations::table)
        .values((
            (schema::accreditations::provider_id.eq(id), schema::accreditations::scheme.eq("insurance")),
            (schema::accreditations::reference.eq("INS-1"), schema::accreditations::scope.eq("All work")),
            (schema::accreditations::state.eq("verified"), schema::accreditations::checked_on.eq(day("2026-01-05"))),
            (schema::accreditations::expires_on.eq(day("2028-01-05")), schema::accreditations::created_at.eq(noon())),
        ))
        .execute(db)?;
    Ok(ProviderId(id))
}

/// A live listing with 24 hours of notice, half the price after that, and a price an hour for each band named.
pub fn listing(db: &mut Db, provider: ProviderId, title: &str, prices: &[(&str, i64)]) -> Result<ListingId, DbError> {
    use schema::listings::dsl;
    let id: i64 = diesel::insert_into(dsl::listings)
        .values((
            (dsl::provider_id.eq(provider.0), dsl::title.eq(title), dsl::slug.eq("a-listing")),
            (dsl::summary.eq(""), dsl::description.eq(""), dsl::easy_read.eq("")),
            (dsl::category.eq("help-around-the-home"), dsl::state.eq("live")),
            (dsl::notice_hours.eq(24), dsl::late_charge_percent.eq(50)),
            (dsl::rating_count.eq(0), dsl::rating_sum.eq(0_i64)),
            (dsl::created_at.eq(noon()), dsl::updated_at.eq(noon()), dsl::published_at.eq(noon())),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    for (band, pence) in prices {
        use schema::prices::dsl as price;
        diesel::insert_into(price::prices)
            .values((
                (price::listing_id.eq(id), price::unit.eq("hour"), price::band.eq(*band), price::group_size.eq(1)),
                (price::amount_pence.eq(*pence), price::vat.eq("exempt"), price::minimum_hundredths.eq(100_i64)),
                (price::valid_from.eq(day("2026-01-01")), price::created_at.eq(noon())),
            ))
            .execute(db)?;
    }
    Ok(ListingId(id))
}

struct Rows {
    holder: HolderId,
    pot: PotId,
    plan_line: PlanLineId,
    listing: ListingId,
    organisations: (OrganisationId, OrganisationId),
    users: (UserId, UserId, UserId),
    mandate: MandateId,
}

fn rows(db: &mut Db, pot: Money, users: (UserId, UserId, UserId)) -> Result<Rows, DbError> {
    let (priya, grace, tom) = users;
    let now = noon();
    let organisation =
        people::organisation(db, OrganisationKind::Provider, "Aire Valley Home Support", (None, None), now)?;
    let brokers = people::organisation(db, OrganisationKind::Broker, "Leeds Circle of Support", (None, None), now)?;
    people::member(db, grace, organisation, Role::ProviderStaff, now)?;
    people::member(db, tom, brokers, Role::Broker, now)?;
    let new = NewHolder {
        reference: "HP-204-7719".to_owned(),
        user_id: Some(priya),
        name: "Priya Shah".to_owned(),
        ..NewHolder::default()
    };
    let holder = people::holder(db, &new, now)?;
    let mandate = people::mandate(
        db,
        &NewMandate {
            holder_id: holder,
            user_id: tom,
            scopes: Scopes::new(&[Scope::Propose, Scope::Order]),
            order_limit: Some(pounds(600)),
            four_week_limit: Some(pounds(1_000)),
            starts_on: day("2026-04-06"),
            ends_on: Some(day("2027-06-30")),
            granted_by: priya,
        },
        now,
    )?;
    let (plan, plan_line) = a_plan(db, holder)?;
    let provider = provider(db, "Aire Valley Home Support", organisation)?;
    let listing = listing(db, provider, "Help at home", &[("weekday", 2_000), ("bank_holiday", 4_000)])?;
    let new = NewBudget {
        holder_id: holder,
        plan_id: Some(plan),
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        amount: pot,
    };
    let budget = money::budget(db, &new, now)?;
    let pot_id = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount: pot, by: None };
    money::funding(db, &funding, now).map_err(|error| DbError::Other(error.to_string()))?;
    let organisations = (organisation, brokers);
    Ok(Rows { holder, pot: pot_id, plan_line, listing, organisations, users, mandate })
}

fn a_plan(db: &mut Db, holder: HolderId) -> Result<(handpick::kernel::PlanId, PlanLineId), DbError> {
    let line = NewLine {
        title: "Help at home".to_owned(),
        category: None,
        detail: "3 hours a week".to_owned(),
        weekly: Some(pounds(60)),
        hours: None,
        amount: pounds(3_120),
    };
    let outcome = NewOutcome {
        words: "I want to stay in my own home".to_owned(),
        family: OutcomeFamily::Health,
        need: None,
        lines: vec![line],
    };
    let new = NewPlan {
        holder_id: holder,
        status: PlanStatus::Agreed,
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        indicative: None,
        written_by: None,
        agreed: None,
        outcomes: vec![outcome],
        other_lines: Vec::new(),
    };
    let plan = plans::plan(db, &new, noon())?;
    let line = schema::plan_lines::table.filter(schema::plan_lines::plan_id.eq(plan.0));
    Ok((plan, PlanLineId(line.select(schema::plan_lines::id).first(db)?)))
}

impl Market {
    /// A market whose holder has this much in their pot.
    pub async fn with(db: TestDb, pot: Money) -> Self {
        let site = TestApp::start(db).await;
        site.app.clock.set(noon());
        let users = (
            site.user("priya@example.org", "Priya Shah"),
            site.user("grace@example.org", "Grace Mensah"),
            site.user("tom@example.org", "Tom Adeyemi"),
        );
        let rows = site.write(move |db| rows(db, pot, users));
        let mut priya = actor(rows.users.0, "Priya Shah", "priya@example.org");
        priya.own_holder = Some(rows.holder);
        let mut grace = actor(rows.users.1, "Grace Mensah", "grace@example.org");
        let (aire, circle) = rows.organisations;
        grace.memberships =
            vec![membership(aire, "Aire Valley Home Support", OrganisationKind::Provider, Role::ProviderStaff)];
        let mut tom = actor(rows.users.2, "Tom Adeyemi", "tom@example.org");
        tom.memberships = vec![membership(circle, "Leeds Circle of Support", OrganisationKind::Broker, Role::Broker)];
        Self {
            app: site.app.clone(),
            site,
            holder: rows.holder,
            pot: rows.pot,
            plan_line: rows.plan_line,
            listing: rows.listing,
            priya,
            grace,
            tom,
            mandate: rows.mandate,
        }
    }

    /// Gives Priya a council, and answers with somebody there who settles what two sides can't: Ruth Okafor, who signs
    /// in as ruth@example.org.
    pub fn council(&self) -> Actor {
        let (user, holder) = (self.site.user("ruth@example.org", "Ruth Okafor"), self.holder);
        let council = self.site.write(move |db| {
            use schema::holders::dsl;
            let id = people::organisation(db, OrganisationKind::Council, "Leeds City Council", (None, None), noon())?;
            people::member(db, user, id, Role::CareManager, noon())?;
            diesel::update(dsl::holders.find(holder.0)).set(dsl::council_id.eq(id.0)).execute(db)?;
            Ok(id)
        });
        let mut ruth = actor(user, "Ruth Okafor", "ruth@example.org");
        ruth.memberships =
            vec![membership(council, "Leeds City Council", OrganisationKind::Council, Role::CareManager)];
        ruth
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.app.db
    }

    /// Tom, acting for Priya under the mandate as it is stored now.
    pub fn tom_for_priya(&self) -> Actor {
        let id = self.mandate;
        let mandate = self.database().read_blocking(|db| known::mandate(db, id)).unwrap();
        Actor { acting_for: Some(mandate), ..self.tom.clone() }
    }

    /// What is in the pot's accounts: available, committed, delivered, in pence.
    pub fn balances(&self) -> (i64, i64, i64) {
        let pot = self.pot;
        let balances = self.database().read_blocking(|db| ledger::balances(db, pot)).unwrap();
        (balances.available.pence(), balances.committed.pence(), balances.delivered.pence())
    }

    /// Puts a line for the listing and the plan line into the basket.
    pub async fn add(&self, actor: &Actor, request: LineRequest) {
        let command = AddToBasket {
            key: self.app.random.token(),
            listing: self.listing,
            plan_line: Some(self.plan_line),
            request,
        };
        service::add(&self.app, actor, command).await.unwrap();
    }

    /// Places the whole basket.
    pub async fn place(&self, actor: &Actor) -> Placed {
        service::place(&self.app, actor, whole_basket(&self.app.random.token())).await.unwrap()
    }

    /// Orders for Priya, accepted by the provider: gives the order's reference.
    pub async fn accepted(&self, request: LineRequest) -> String {
        self.add(&self.priya, request).await;
        let placed = self.place(&self.priya).await;
        service::answer::accept(&self.app, &self.grace, &placed.package_reference).await.unwrap();
        placed.package_reference
    }

    /// Moves the clock to an instant in UTC.
    pub fn now_is(&self, at: &str) {
        self.app.clock.set(at.parse::<NaiveDateTime>().unwrap());
    }
}

/// Asks to place everything in the basket.
pub fn whole_basket(key: &str) -> PlaceOrder {
    PlaceOrder { key: key.to_owned(), agreed: true, seen: None }
}
