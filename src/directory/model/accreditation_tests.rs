//! Tests of what stops new orders.

use super::*;
use crate::directory::model::ProviderKind;
use crate::directory::model::provider::ProviderSource;
use crate::kernel::ids::OrganisationId;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-11-21";
const CARE: &str = "personal-care/washing-and-dressing";

fn provider(accreditations: &[(AccreditationScheme, AccreditationState, Option<&str>)]) -> Provider {
    let made = day(TODAY).and_hms_opt(9, 0, 0).unwrap();
    let held = accreditations.iter().zip(1..).map(|((scheme, state, expires), id)| Accreditation {
        id: AccreditationId(id),
        provider_id: ProviderId(1),
        scheme: *scheme,
        reference: "A1".to_owned(),
        scope: String::new(),
        evidence_file: None,
        level: None,
        refused_reason: None,
        renews: None,
        replaced_on: None,
        state: *state,
        checked_by_name: None,
        checked_on: None,
        expires_on: expires.map(day),
    });
    Provider {
        id: ProviderId(1),
        organisation_id: Some(OrganisationId(1)),
        slug: "bridge-home-care".to_owned(),
        name: "Bridge Home Care".to_owned(),
        kind: ProviderKind::Private,
        workers: Some(40),
        state: ProviderState::Verified,
        summary: String::new(),
        description: String::new(),
        address: None,
        postcode: None,
        place: "Sale, Trafford".to_owned(),
        easting: None,
        northing: None,
        council_code: None,
        phone: None,
        email: None,
        website: None,
        cqc_location: Some("1-466088203".to_owned()),
        cqc_rating: None,
        cqc_checked_on: None,
        answers_in_days: None,
        rating_count: 0,
        rating_sum: 0,
        source: None,
        accreditations: held.collect(),
        created_at: made,
        updated_at: made,
    }
}

fn reason(provider: &Provider, category: &str) -> Option<Reason> {
    blocks(provider, ListingState::Live, category, day(TODAY))
}

const CQC: AccreditationScheme = AccreditationScheme::CQC;
const DBS: AccreditationScheme = AccreditationScheme::DBS;
const INSURANCE: AccreditationScheme = AccreditationScheme::INSURANCE;
use AccreditationState::{Claimed, Refused, Verified};

#[test]
fn an_expired_required_accreditation_stops_new_orders() {
    let expired = provider(&[(DBS, Verified, Some("2026-11-20")), (CQC, Verified, None)]);
    assert_eq!(reason(&expired, CARE), Some(Reason::Expired(DBS, day("2026-11-20"))));
    assert_eq!(reason(&expired, "meals/delivered"), None);
    let last_day = provider(&[(DBS, Verified, Some(TODAY)), (CQC, Verified, None)]);
    assert_eq!(reason(&last_day, CARE), None);
    let renewed = provider(&[(DBS, Verified, Some("2026-11-20")), (DBS, Verified, Some("2027-11-20"))]);
    assert_eq!(reason(&renewed, CARE), None);
    let unchecked = provider(&[(DBS, Verified, Some("2026-11-20")), (DBS, Claimed, Some("2027-11-20"))]);
    assert!(reason(&unchecked, CARE).is_some());
}

#[test]
fn insurance_once_shown_must_stay_in_date() {
    let lapsed = provider(&[(INSURANCE, Verified, Some("2026-10-01"))]);
    assert_eq!(reason(&lapsed, "leisure/arts-and-music"), Some(Reason::Expired(INSURANCE, day("2026-10-01"))));
    assert_eq!(reason(&provider(&[]), "leisure/arts-and-music"), None);
    assert_eq!(reason(&provider(&[(INSURANCE, Refused, None)]), "leisure/arts-and-music"), None);
}

#[test]
fn a_check_that_was_not_accepted_stops_new_orders() {
    assert_eq!(reason(&provider(&[(DBS, Refused, None)]), CARE), Some(Reason::NotAccepted(DBS)));
}

#[test]
fn one_person_needs_no_registration_for_care() {
    let mut assistant = provider(&[(CQC, Verified, Some("2020-01-01"))]);
    assert_eq!(required(&assistant, CARE), [DBS, CQC]);
    assistant.kind = ProviderKind::Person;
    assert_eq!(required(&assistant, CARE), [DBS]);
    assert_eq!(required(&assistant, "personal-assistants/at-home"), [DBS]);
    assert!(required(&assistant, "transport/wheelchair-taxis").is_empty());
    assert!(assistant.is_micro());
    assert_eq!(assistant.missing_for(CARE, day(TODAY)), [DBS]);
}

#[test]
fn the_states_of_provider_and_listing_come_first() {
    let mut provider = provider(&[]);
    assert_eq!(
        blocks(&provider, ListingState::Paused, "meals", day(TODAY)),
        Some(Reason::NotLive(ListingState::Paused))
    );
    provider.source = Some(ProviderSource {
        name: "CQC".to_owned(),
        key: "cqc:1-1".to_owned(),
        licence: "OGL".to_owned(),
        hash: "0".to_owned(),
    });
    assert_eq!(reason(&provider, "meals"), None);
    provider.state = ProviderState::Claimed;
    assert_eq!(reason(&provider, "meals"), Some(Reason::AwaitsVerification));
    provider.state = ProviderState::Unclaimed;
    assert_eq!(reason(&provider, "meals"), Some(Reason::Unclaimed));
    provider.state = ProviderState::Suspended;
    assert_eq!(reason(&provider, "meals"), Some(Reason::Suspended));
}

#[test]
fn reasons_are_sentences() {
    let reasons = [
        Reason::Suspended,
        Reason::Unclaimed,
        Reason::AwaitsVerification,
        Reason::NotLive(ListingState::Paused),
        Reason::NotLive(ListingState::Withdrawn),
        Reason::Expired(INSURANCE, day(TODAY)),
        Reason::NotAccepted(CQC),
    ];
    for reason in reasons {
        let sentence = reason.sentence("Bridge Home Care");
        assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
    }
}

#[test]
fn only_what_is_checked_and_in_date_is_shown() {
    let provider = provider(&[(DBS, Claimed, None), (INSURANCE, Verified, Some("2026-11-20")), (CQC, Verified, None)]);
    let shown: Vec<_> = provider.shown_accreditations(day(TODAY)).map(|shown| shown.scheme).collect();
    assert_eq!(shown, [CQC]);
    assert_eq!(provider.cqc_page().unwrap(), "https://www.cqc.org.uk/location/1-466088203");
}

#[test]
fn a_new_accreditation_must_be_in_date() {
    let command = AccreditationCommand {
        scheme: INSURANCE,
        reference: " PL 1 ".to_owned(),
        scope: String::new(),
        evidence_file: None,
        level: None,
        renews: None,
        expires_on: Some(day("2026-11-20")),
    };
    assert_eq!(command.checked(day(TODAY)).unwrap_err()[0].field, "expires_on");
    let command = AccreditationCommand { expires_on: None, ..command };
    assert_eq!(command.checked(day(TODAY)).unwrap_err()[0].field, "expires_on");
    let command = AccreditationCommand { expires_on: Some(day("2027-11-20")), ..command };
    assert_eq!(command.checked(day(TODAY)).unwrap().reference, "PL 1");
}
