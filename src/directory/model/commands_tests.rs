//! Tests of what may be asked for.

use proptest::prelude::*;

use super::*;

fn listing() -> ListingCommand {
    ListingCommand {
        title: "Help at home".to_owned(),
        summary: "Help with the house.".to_owned(),
        description: "Cleaning and shopping.".to_owned(),
        category: "help-around-the-home/cleaning".to_owned(),
        terms: ListingTerms {
            delivery: vec![Delivery::AtHome],
            districts: vec!["M33".to_owned()],
            ..ListingTerms::default()
        },
        notice_hours: 24,
        late_charge_percent: 50,
        ..ListingCommand::default()
    }
}

fn fields(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.field.as_str()).collect()
}

#[test]
fn a_sound_listing_is_taken() {
    let mut command = listing();
    command.title = "  Help \t at home ".to_owned();
    assert_eq!(command.checked().unwrap().title, "Help at home");
    assert!(listing().missing_before_review(1, false).is_empty());
}

#[test]
fn each_fault_of_a_listing_is_named() {
    let command = ListingCommand {
        title: " ".to_owned(),
        summary: "x".repeat(301),
        category: "no-such".to_owned(),
        terms: ListingTerms {
            languages: (0..61).map(|n| n.to_string()).collect(),
            districts: vec!["LONDON".to_owned()],
            councils: vec!["E99999999".to_owned()],
            ..ListingTerms::default()
        },
        radius_miles: Some(501),
        spaces_left: Some(-1),
        notice_hours: -1,
        late_charge_percent: 101,
        ..ListingCommand::default()
    };
    let faults = command.checked().unwrap_err();
    let expected = [
        "title",
        "summary",
        "category",
        "languages",
        "districts",
        "councils",
        "radius_miles",
        "spaces_left",
        "notice_hours",
        "late_charge_percent",
    ];
    assert_eq!(fields(&faults), expected);
    assert!(faults.iter().any(|fault| fault.words == "Shorten this by 1 letter: 300 is the most."));
}

#[test]
fn titles_are_measured_in_letters() {
    let mut command = listing();
    command.title = "é".repeat(120);
    assert!(command.checked().is_ok());
    command.title.push('é');
    assert_eq!(fields(&command.checked().unwrap_err()), ["title"]);
}

#[test]
fn what_is_missing_before_review_is_said() {
    let command =
        ListingCommand { title: "Help".to_owned(), category: "meals".to_owned(), ..ListingCommand::default() };
    let missing = command.missing_before_review(0, false);
    assert_eq!(fields(&missing), ["summary", "description", "delivery", "prices"]);
    let mut nowhere = listing();
    nowhere.terms.districts.clear();
    assert_eq!(fields(&nowhere.missing_before_review(1, true)), ["districts"]);
    nowhere.radius_miles = Some(5);
    assert!(nowhere.missing_before_review(1, true).is_empty());
    assert_eq!(fields(&nowhere.missing_before_review(1, false)), ["radius_miles"]);
}

#[test]
fn a_provider_gives_safe_links_only() {
    let sound = ProviderCommand { name: "Bridge Home Care".to_owned(), ..ProviderCommand::default() };
    assert!(sound.checked().is_ok());
    for website in ["javascript:alert(1)", "www.example.org", "https://", "https://a b.example", "data:text/html,x"] {
        let command = ProviderCommand { website: Some(website.to_owned()), ..sound.clone() };
        assert_eq!(fields(&command.checked().unwrap_err()), ["website"], "{website}");
    }
    let broken = ProviderCommand {
        name: String::new(),
        email: Some("nobody".to_owned()),
        postcode: Some("nowhere".to_owned()),
        workers: Some(-1),
        ..sound
    };
    assert_eq!(fields(&broken.checked().unwrap_err()), ["name", "workers", "postcode", "email"]);
}

#[test]
fn districts_have_their_shape() {
    for district in ["M1", "M33", "LS6", "EC1A", "W1A", "SK14"] {
        assert!(is_district(district), "{district}");
    }
    for other in ["", "M", "33", "M33 7XX", "ABC1", "m33", "M333", "LS6!"] {
        assert!(!is_district(other), "{other}");
    }
}

proptest! {
    #[test]
    fn what_was_taken_is_taken_again_unchanged(title in "\\PC{0,140}", description in "(\\PC|\\n|\\t|\\x00){0,80}", tag in "\\PC{0,30}") {
        let mut command = listing();
        command.title = title;
        command.description = description;
        command.terms.access = vec![tag.clone(), tag];
        if let Ok(once) = command.checked() {
            prop_assert!(!once.description.contains('\0') && !once.title.contains('\n'));
            prop_assert!((1..=LONGEST_TITLE).contains(&once.title.chars().count()));
            prop_assert!(once.terms.access.len() <= 1);
            prop_assert_eq!(once.checked(), Ok(once.clone()));
        }
    }
}
