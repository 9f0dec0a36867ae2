//! A small market to stand on: a provider with a listing, entries of open data, and the people around them.

use chrono::NaiveDate;
use handpick::accounts::Role;
use handpick::accounts::service::enrol as accounts;
use handpick::budgets::ledger::LedgerError;
use handpick::db::{Db, DbError};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, Breakdown, CareGroup, Delivery, ListingCommand,
    ListingState, ListingTerms, ListingTime, NewPrice, OutcomeFamily, PriceUnit, ProviderKind, ProviderSource,
    ProviderState,
};
use handpick::directory::service::enrol::{self, Check, NewAccreditation, NewListing, NewProvider};
use handpick::kernel::dates::{TimeOfDay, Weekdays};
use handpick::kernel::ids::{HolderId, ListingId, OrganisationId, ProviderId, UserId};
use handpick::kernel::{BasisPoints, Money, TimeBand};
use handpick::plans::model::{NewLine, NewPlan, PlanStatus};

use crate::support::{TestApp, purse};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Somebody with a role in a new organisation.
pub fn staff(app: &TestApp, email: &str, name: &str, role: Role, organisation: &str) -> (UserId, OrganisationId) {
    let (user, now, called) = (app.user(email, name), app.now(), organisation.to_owned());
    let organisation = app.write(move |db| {
        let id = accounts::organisation(db, role.organisation_kind(), &called, (None, None), now)?;
        accounts::member(db, user, id, role, now)?;
        Ok(id)
    });
    (user, organisation)
}

pub fn moderator(app: &TestApp) -> UserId {
    staff(app, "moderator@example.org", "Nia Moss", Role::Moderator, "Handpick").0
}

/// Aire Valley Home Support, with Grace on its staff.
pub fn provider(app: &TestApp) -> ProviderId {
    let (_, organisation) =
        staff(app, "grace@example.org", "Grace Mensah", Role::ProviderStaff, "Aire Valley Home Support");
    let now = app.now();
    app.write(move |db| {
        let id = enrol::provider(db, &NewProvider { organisation_id: Some(organisation), ..new_provider() }, now)?;
        checked(db, id, AccreditationScheme::DBS, "Enhanced, all 9 workers", Some("2027-11-03"), now)?;
        checked(db, id, AccreditationScheme::CQC, "", None, now)?;
        checked(db, id, AccreditationScheme::INSURANCE, "Up to £10 million", Some("2027-03-31"), now)?;
        Ok(id)
    })
}

fn checked(
    db: &mut Db,
    provider_id: ProviderId,
    scheme: AccreditationScheme,
    scope: &str,
    expires: Option<&str>,
    now: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    let command = AccreditationCommand {
        scheme,
        reference: "A-1".to_owned(),
        scope: scope.to_owned(),
        evidence_file: None,
        level: None,
        renews: None,
        expires_on: expires.map(day),
    };
    let check = Check {
        state: AccreditationState::Verified,
        by: None,
        by_name: Some("Leeds City Council".to_owned()),
        on: Some(day("2026-11-12")),
    };
    enrol::accreditation(db, &NewAccreditation { provider_id, command, check }, now).map(drop)
}

fn new_provider() -> NewProvider {
    NewProvider {
        organisation_id: None,
        name: "Aire Valley Home Support".to_owned(),
        kind: ProviderKind::Voluntary,
        workers: Some(9),
        state: ProviderState::Verified,
        summary: "A not-for-profit company in Headingley.".to_owned(),
        description: "We began in 2009.\n\nMost of us have been here for more than three years.".to_owned(),
        address: Some("2 Otley Road".to_owned()),
        postcode: Some("LS6 3AA".to_owned()),
        place: "Headingley, Leeds".to_owned(),
        easting: None,
        northing: None,
        council_code: None,
        phone: Some("0113 496 0000".to_owned()),
        email: Some("hello@airevalley.example".to_owned()),
        website: Some("https://airevalley.example".to_owned()),
        cqc_location: Some("1-466088203".to_owned()),
        cqc_rating: Some("Good".to_owned()),
        cqc_checked_on: Some(day("2025-02-01")),
        answers_in_days: Some(1),
        source: None,
    }
}

/// A live listing of theirs with everything filled in.
pub fn listing(app: &TestApp, provider_id: ProviderId, state: ListingState) -> ListingId {
    let now = app.now();
    app.write(move |db| {
        let new = NewListing { provider_id, command: command(), prices: prices(), state, published_at: None };
        enrol::listing(db, &new, now)
    })
}

fn list(entries: &[&str]) -> Vec<String> {
    entries.iter().map(|entry| (*entry).to_owned()).collect()
}

fn time(weekdays: Weekdays, from: &str, to: &str) -> ListingTime {
    ListingTime { weekdays, from: TimeOfDay::parse(from).unwrap(), to: TimeOfDay::parse(to).unwrap() }
}

pub fn command() -> ListingCommand {
    ListingCommand {
        title: "Morning help to wash and dress".to_owned(),
        summary: "A small team of 9 support workers. You meet your worker before you start.".to_owned(),
        description: "The same two people come to you each morning.".to_owned(),
        easy_read: "We help you wash.\nWe help you dress.".to_owned(),
        category: "personal-care/washing-and-dressing".to_owned(),
        terms: ListingTerms {
            care_groups: vec![CareGroup::OlderPeople, CareGroup::PhysicalDisability],
            outcomes: vec![OutcomeFamily::Health, OutcomeFamily::Choice],
            delivery: vec![Delivery::AtHome],
            languages: list(&["English", "Gujarati"]),
            access: list(&["Visit notes in easy read"]),
            included: list(&["A wash, bath or shower your way", "Breakfast made with you"]),
            not_included: list(&["Cleaning the whole house"]),
            districts: list(&["LS4", "LS6"]),
            councils: Vec::new(),
        },
        times: vec![time(Weekdays::MONDAY_TO_FRIDAY, "7am", "10am")],
        radius_miles: None,
        spaces_left: Some(4),
        starts_within_days: Some(14),
        notice_hours: 24,
        late_charge_percent: 50,
        venue: None,
    }
}

fn prices() -> Vec<NewPrice> {
    let part = |points| BasisPoints::new(points).unwrap();
    let breakdown = Breakdown { direct: part(7_700), coordination: part(1_350), company: part(950) };
    let price = |band, pence| NewPrice {
        breakdown: Some(breakdown),
        ..NewPrice::new(PriceUnit::Hour, band, Money::from_pence(pence))
    };
    vec![price(TimeBand::Weekday, 2_150), price(TimeBand::Evening, 2_450), price(TimeBand::BankHoliday, 4_300)]
}

/// A budget holder who signs in.
pub fn holder(app: &TestApp, email: &str, postcode: &str, reference: &str) {
    let (user, now) = (app.user(email, "Priya Shah"), app.now());
    let new = accounts::NewHolder {
        reference: reference.to_owned(),
        user_id: Some(user),
        name: "Priya Shah".to_owned(),
        postcode: Some(postcode.to_owned()),
        ..accounts::NewHolder::default()
    };
    app.write(move |db| accounts::holder(db, &new, now));
}

/// Gives the first holder there is a plan with one line for help at home, and a pot; both in pence.
pub fn money(app: &TestApp, line: i64, pot: i64) {
    let (holder_id, now) = (HolderId(1), app.now());
    let line = NewLine {
        title: "Help at home".to_owned(),
        category: Some("personal-care".to_owned()),
        detail: String::new(),
        weekly: None,
        hours: None,
        amount: Money::from_pence(line),
    };
    let plan = NewPlan {
        holder_id,
        status: PlanStatus::Agreed,
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        indicative: None,
        written_by: None,
        agreed: None,
        outcomes: Vec::new(),
        other_lines: vec![line],
    };
    let spend = move |db: &mut Db| -> Result<(), LedgerError> {
        let plan = handpick::plans::service::enrol::plan(db, &plan, now)?;
        purse::pot(db, holder_id, Some(plan), Money::from_pence(pot)).map(drop)
    };
    app.app.db.write_blocking(spend).unwrap();
}

/// A care home as the open data has it, with its listing.
pub fn unclaimed(app: &TestApp) -> (ProviderId, ListingId) {
    let now = app.now();
    app.write(move |db| {
        let source = ProviderSource {
            name: "Trafford care homes".to_owned(),
            key: "trafford:1".to_owned(),
            licence: "Contains public sector information licensed under the Open Government Licence v3.0.".to_owned(),
            hash: "1".to_owned(),
        };
        let new = NewProvider {
            name: "The Elms".to_owned(),
            kind: ProviderKind::Unknown,
            workers: None,
            state: ProviderState::Unclaimed,
            postcode: Some("M33 3NB".to_owned()),
            place: "Sale".to_owned(),
            phone: Some("0161 496 0000".to_owned()),
            source: Some(source),
            ..new_provider()
        };
        let provider = enrol::provider(db, &new, now)?;
        let command = ListingCommand {
            title: "Care home: The Elms".to_owned(),
            category: "living-and-breaks/care-homes".to_owned(),
            ..ListingCommand::default()
        };
        let new = NewListing {
            provider_id: provider,
            command,
            prices: Vec::new(),
            state: ListingState::Live,
            published_at: None,
        };
        Ok((provider, enrol::listing(db, &new, now)?))
    })
}
