//! The town's providers and what they offer.

use chrono::NaiveDateTime;
use handpick::accounts::Role;
use handpick::accounts::service::enrol as people;
use handpick::db::{Db, DbError};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, Breakdown, CareGroup, Delivery, ListingCommand,
    ListingState, ListingTerms, ListingTime, NewPrice, OutcomeFamily, PriceUnit, ProviderKind, ProviderSource,
    ProviderState,
};
use handpick::directory::service::enrol::{self, Check, NewAccreditation, NewListing, NewProvider};
use handpick::kernel::{
    BasisPoints, ListingId, Money, OrganisationId, ProviderId, TimeBand, TimeOfDay, UserId, Weekdays,
};

use super::town::{day, staff};

/// Grace, her "Help at home", and "Walks and company" of another provider. There are four more listings to choose
/// between.
pub fn providers(db: &mut Db, now: NaiveDateTime) -> Result<(UserId, ListingId, ListingId), DbError> {
    let organisation = |db: &mut Db, name: &str| {
        people::organisation(db, Role::ProviderStaff.organisation_kind(), name, (None, None), now)
    };
    let aire = organisation(db, "Aire Valley Home Support")?;
    let otley = organisation(db, "Otley Road Company")?;
    let kirkstall = organisation(db, "Kirkstall Care")?;
    let grace = staff(db, ("grace@example.org", "Grace Mensah"), Role::ProviderStaff, aire, now)?;
    staff(db, ("otto@example.org", "Otto Reid"), Role::ProviderStaff, otley, now)?;
    let aire = provider(db, "Aire Valley Home Support", Some(aire), "LS6 3AA", now)?;
    let otley = provider(db, "Otley Road Company", Some(otley), "LS6 2AL", now)?;
    let kirkstall = provider(db, "Kirkstall Care", Some(kirkstall), "LS5 3BD", now)?;
    let help = listing(db, aire, "Help at home", "personal-care", 2_000, now)?;
    listing(db, aire, "Night care at home", "personal-care/night-care", 2_600, now)?;
    let walks = listing(db, otley, "Walks and company", "leisure/befriending", 1_500, now)?;
    listing(db, otley, "Help at home with a smile", "personal-care", 2_450, now)?;
    listing(db, kirkstall, "Home care in Kirkstall", "personal-care", 1_850, now)?;
    draft(db, aire, now)?;
    unchecked(db, otley, now)?;
    Ok((grace, help, walks))
}

fn provider(
    db: &mut Db,
    name: &str,
    organisation_id: Option<OrganisationId>,
    postcode: &str,
    now: NaiveDateTime,
) -> Result<ProviderId, DbError> {
    let new = NewProvider {
        organisation_id,
        name: name.to_owned(),
        kind: ProviderKind::Voluntary,
        workers: Some(9),
        state: ProviderState::Verified,
        summary: "A not-for-profit company in Leeds.".to_owned(),
        description: "We began in 2009.\n\nMost of us have been here for more than three years.".to_owned(),
        address: Some("2 Otley Road".to_owned()),
        postcode: Some(postcode.to_owned()),
        place: "Leeds".to_owned(),
        phone: Some("0113 496 0000".to_owned()),
        email: Some("hello@provider.example".to_owned()),
        website: Some("https://provider.example".to_owned()),
        cqc_location: Some("1-466088203".to_owned()),
        cqc_rating: Some("Good".to_owned()),
        cqc_checked_on: Some(day("2025-02-01")),
        answers_in_days: Some(1),
        ..NewProvider::default()
    };
    let id = enrol::provider(db, &new, now)?;
    for (scheme, scope, expires) in [
        (AccreditationScheme::DBS, "Enhanced, all 9 workers", Some("2027-11-03")),
        (AccreditationScheme::CQC, "", None),
        (AccreditationScheme::INSURANCE, "Up to £10 million", Some("2027-05-31")),
    ] {
        let expires_on = expires.map(day);
        let (reference, scope) = ("A-1".to_owned(), scope.to_owned());
        let command = AccreditationCommand {
            scheme,
            reference,
            scope,
            evidence_file: None,
            level: None,
            renews: None,
            expires_on,
        };
        let check = Check {
            state: AccreditationState::Verified,
            by: None,
            by_name: Some("Leeds City Council".to_owned()),
            on: Some(day("2026-01-12")),
        };
        enrol::accreditation(db, &NewAccreditation { provider_id: id, command, check }, now)?;
    }
    Ok(id)
}

fn list(entries: &[&str]) -> Vec<String> {
    entries.iter().map(|entry| (*entry).to_owned()).collect()
}

fn command(title: &str, category: &str) -> ListingCommand {
    let time = ListingTime {
        weekdays: Weekdays::MONDAY_TO_FRIDAY,
        from: TimeOfDay::parse("7am").unwrap(),
        to: TimeOfDay::parse("10pm").unwrap(),
    };
    ListingCommand {
        title: title.to_owned(),
        summary: format!("{title} from a small team of 9. You meet your worker before you start."),
        description: "The same two people come to you.\n\nWe begin when you like.".to_owned(),
        easy_read: "We help you.\nYou choose when.".to_owned(),
        category: category.to_owned(),
        terms: ListingTerms {
            care_groups: vec![CareGroup::OlderPeople, CareGroup::PhysicalDisability],
            outcomes: vec![OutcomeFamily::Health, OutcomeFamily::Choice],
            delivery: vec![Delivery::AtHome],
            languages: list(&["English", "Gujarati"]),
            access: list(&["Visit notes in easy read"]),
            included: list(&["Breakfast made with you"]),
            not_included: list(&["Cleaning the whole house"]),
            districts: list(&["LS4", "LS5", "LS6"]),
            councils: Vec::new(),
        },
        times: vec![time],
        radius_miles: None,
        spaces_left: Some(400),
        starts_within_days: Some(14),
        notice_hours: 24,
        late_charge_percent: 50,
        venue: None,
    }
}

fn prices(pence: i64) -> Vec<NewPrice> {
    let part = |points| BasisPoints::new(points).unwrap();
    let breakdown = Breakdown { direct: part(7_700), coordination: part(1_350), company: part(950) };
    let price = |band, pence| NewPrice {
        breakdown: Some(breakdown),
        ..NewPrice::new(PriceUnit::Hour, band, Money::from_pence(pence))
    };
    vec![
        price(TimeBand::Weekday, pence),
        price(TimeBand::Evening, pence + 200),
        price(TimeBand::BankHoliday, pence * 2),
    ]
}

fn listing(
    db: &mut Db,
    provider_id: ProviderId,
    title: &str,
    category: &str,
    pence: i64,
    now: NaiveDateTime,
) -> Result<ListingId, DbError> {
    let new = NewListing {
        provider_id,
        command: command(title, category),
        prices: prices(pence),
        state: ListingState::Live,
        published_at: day("2026-03-02").and_hms_opt(9, 0, 0),
    };
    enrol::listing(db, &new, now)
}

/// A certificate that a moderator has to look at.
fn unchecked(db: &mut Db, provider_id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    let command = AccreditationCommand {
        scheme: AccreditationScheme::DBS,
        reference: "DBS-7".to_owned(),
        scope: "Enhanced, two new workers".to_owned(),
        evidence_file: None,
        level: None,
        renews: None,
        expires_on: Some(day("2028-01-31")),
    };
    enrol::accreditation(db, &NewAccreditation { provider_id, command, check: Check::default() }, now).map(drop)
}

/// A listing that a moderator has to look at.
fn draft(db: &mut Db, provider_id: ProviderId, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let new = NewListing {
        provider_id,
        command: command("Garden mornings", "help-around-the-home/gardening"),
        prices: prices(1_700),
        state: ListingState::InReview,
        published_at: None,
    };
    enrol::listing(db, &new, now)
}

/// A care home as the open data has it.
pub fn unclaimed(db: &mut Db, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let source = ProviderSource {
        name: "Trafford care homes".to_owned(),
        key: "trafford:1".to_owned(),
        licence: "Contains public sector information licensed under the Open Government Licence v3.0.".to_owned(),
        hash: "1".to_owned(),
    };
    let new = NewProvider {
        name: "The Elms".to_owned(),
        kind: ProviderKind::Unknown,
        state: ProviderState::Unclaimed,
        postcode: Some("M33 3NB".to_owned()),
        place: "Sale".to_owned(),
        phone: Some("0161 496 0000".to_owned()),
        source: Some(source),
        ..NewProvider::default()
    };
    let provider_id = enrol::provider(db, &new, now)?;
    let command = ListingCommand {
        title: "Care home: The Elms".to_owned(),
        category: "living-and-breaks/care-homes".to_owned(),
        ..ListingCommand::default()
    };
    let state = ListingState::Live;
    enrol::listing(db, &NewListing { provider_id, command, prices: Vec::new(), state, published_at: None }, now)
}
