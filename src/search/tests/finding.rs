//! Words: what people call things, spelling, phrases, nothing found.

use proptest::prelude::*;

use super::super::{Search, SearchRequest, Sort, SuggestionKind};
use super::{found, ids, listing, market, mixed, words};

fn village() -> Search {
    let mut listings = vec![
        listing(1, "Carer at home, mornings and evenings", "personal-care"),
        listing(2, "Wheelchair accessible taxi", "transport/wheelchair-taxis"),
        listing(3, "Physiotherapy after a stroke", "health/physiotherapy"),
        listing(4, "Hot meals brought to your door", "meals/delivered"),
        listing(5, "Gardening and hedge cutting", "help-around-the-home/gardening"),
        listing(6, "Sitting service for carers", "living-and-breaks/sitting-service"),
        listing(7, "Pottery afternoons", "leisure/arts-and-music"),
    ];
    listings[6].description = "Clay, wheels and a kiln. Tea is made at four. Everyone goes home with a pot.".to_owned();
    market(listings)
}

fn first(search: &Search, typed: &str) -> Option<i64> {
    found(search, &words(typed)).first().copied()
}

#[test]
fn home_help_finds_a_carer_at_home() {
    assert_eq!(first(&village(), "home help"), Some(1));
}

#[test]
fn words_people_use_find_what_providers_call_it() {
    let village = village();
    for (typed, expected) in [
        ("domiciliary care", 1),
        ("wheelchair taxi", 2),
        ("physio", 3),
        ("meals on wheels", 4),
        ("someone to cut the grass", 5),
        ("someone to sit with my mum", 6),
        ("pots", 7),
    ] {
        assert_eq!(first(&village, typed), Some(expected), "{typed}");
    }
}

#[test]
fn a_whole_question_works_too() {
    assert_eq!(first(&village(), "Hello, where can I find someone to do some gardening for my nan please?"), Some(5));
}

#[test]
fn help_at_home_is_neither_a_walk_for_the_dog_nor_a_home_to_move_to() {
    let mut listings = vec![
        listing(1, "Morning visits", "personal-care"),
        listing(2, "Dusting and hoovering", "help-around-the-home/cleaning"),
        listing(3, "Dog walking", "help-around-the-home/pets"),
        listing(4, "A room with a view", "living-and-breaks/care-homes"),
    ];
    for listing in &mut listings {
        listing.summary = "We help. You stay at home, or leave home to us.".to_owned();
    }
    let search = market(listings);
    for typed in ["home help", "help at home", "care at home"] {
        let found = found(&search, &words(typed));
        assert!(found.contains(&1) && !found.contains(&3) && !found.contains(&4), "{typed}: {found:?}");
    }
    assert_eq!(first(&search, "dog walker"), Some(3));
    assert_eq!(found(&search, &words("care home")), [4]);
}

#[test]
fn a_word_that_everybody_can_spell_is_no_misspelling() {
    let search = market(vec![listing(1, "Change of address", "advice"), listing(2, "Fixed-fee brokers", "brokerage")]);
    for typed in ["chance ", "broke "] {
        assert_eq!(search.search(&words(typed)).unwrap().corrected, None, "{typed}");
    }
}

#[test]
fn endings_make_no_difference() {
    let village = village();
    assert_eq!(first(&village, "gardener"), Some(5));
    assert_eq!(first(&village, "carers homes"), first(&village, "carer home"));
}

#[test]
fn typing_mistakes_are_put_right_and_said() {
    let village = village();
    for (typed, expected, meant) in [
        ("gardning", 5, "gardening"),
        ("physiotherepy", 3, "physiotherapy"),
        ("domicilary care", 1, "domiciliary care"),
        ("weelchair taxi", 2, "wheelchair taxi"),
        ("pottrey", 7, "pottery"),
    ] {
        let results = village.search(&words(typed)).unwrap();
        assert_eq!(ids(&results).first(), Some(&expected), "{typed}");
        assert_eq!(results.corrected.as_deref(), Some(meant));
    }
}

#[test]
fn what_is_spelt_right_is_left_alone() {
    assert_eq!(village().search(&words("gardening")).unwrap().corrected, None);
}

#[test]
fn numbers_and_postcodes_are_never_respelt() {
    let results = village().search(&words("ls99 12345")).unwrap();
    assert_eq!((results.total, results.corrected), (0, None));
}

#[test]
fn an_unfinished_word_finds_what_it_may_become() {
    assert_eq!(first(&village(), "physioth"), Some(3));
    assert_eq!(first(&village(), "pott"), Some(7));
}

#[test]
fn a_phrase_in_quotes_is_found_only_as_it_stands() {
    let village = village();
    assert_eq!(found(&village, &words("\"wheels and a kiln\"")), [7]);
    assert_eq!(found(&village, &words("\"kiln and wheels\"")), Vec::<i64>::new());
    assert_eq!(found(&village, &words("\"kiln wheels")), [7], "a quote without its partner is nothing");
}

#[test]
fn a_word_in_the_title_beats_one_in_the_description() {
    let mut deep = listing(1, "Afternoon club", "leisure/clubs-and-groups");
    deep.description = "We play snooker, cards and darts, and there is tea.".to_owned();
    let search = market(vec![deep, listing(2, "Snooker", "leisure/clubs-and-groups")]);
    assert_eq!(found(&search, &words("snooker")), [2, 1]);
}

#[test]
fn when_nothing_has_all_the_words_some_will_do_and_it_is_said() {
    let results = village().search(&words("pottery kiln astronomy")).unwrap();
    assert_eq!(ids(&results), [7]);
    assert!(results.relaxed);
    assert!(!village().search(&words("pottery kiln")).unwrap().relaxed);
}

#[test]
fn a_postcode_among_the_words_finds_who_delivers_there() {
    let mut there = listing(1, "Cleaning", "help-around-the-home/cleaning");
    there.districts = vec!["LS6".to_owned()];
    let search = market(vec![there, listing(2, "Cleaning", "help-around-the-home/cleaning")]);
    assert_eq!(found(&search, &words("cleaning LS6 3HN")), [1]);
}

#[test]
fn nothing_typed_or_only_small_words_finds_everything() {
    for typed in ["", "  ", "the", "?!", "\"\""] {
        assert_eq!(found(&village(), &words(typed)).len(), 7, "{typed:?}");
    }
}

#[test]
fn a_snippet_is_parts_and_never_html() {
    let mut risky = listing(1, "Pottery", "leisure/arts-and-music");
    risky.summary = "Learn <script>alert(1)</script> pottery & more.".to_owned();
    let results = market(vec![risky]).search(&words("pottery")).unwrap();
    let snippet = &results.hits[0].snippet;
    assert!(snippet.contains(&("pottery".to_owned(), true)));
    assert!(snippet.iter().any(|(text, _)| text.contains("<script>alert(1)</script>")), "text stays text");
}

#[test]
fn each_result_says_why_it_is_there() {
    let village = village();
    let why = &village.search(&words("meals on wheels")).unwrap().hits[0].why;
    assert!(why[0].contains("“meals”"), "{why:?}");
    let why = &village.search(&words("hedge cutting")).unwrap().hits[0].why;
    assert!(why.iter().any(|sentence| sentence.contains("Nobody has rated it yet")), "{why:?}");
}

#[test]
fn suggestions_come_while_typing() {
    let village = village();
    let all = village.suggest("gard", 6);
    assert!(all.iter().any(|s| s.kind == SuggestionKind::Category && s.text == "Gardening"), "{all:?}");
    assert!(all.iter().any(|s| s.kind == SuggestionKind::Listing && s.text.starts_with("Gardening and hedge")));
    assert!(village.suggest("hedge", 6).iter().any(|s| s.text == "Gardening and hedge cutting"), "from any word");
    assert!(village.suggest("aire", 6).iter().any(|s| s.kind == SuggestionKind::Provider && s.text == "Aire Valley"));
    assert!(village.suggest("meals on w", 6).iter().any(|s| s.code.as_deref() == Some("meals/delivered")));
    assert!(village.suggest("", 6).is_empty());
    assert!(village.suggest("g", 3).len() <= 3);
}

#[test]
fn words_spelt_by_ear_are_understood() {
    let village = village();
    for (typed, expected) in [
        ("fisio", 3),
        ("meels on weels", 4),
        ("hepl with my gardan", 5),
        ("wheel chair taxi", 2),
        ("homehelp", 1),
        ("taxi that takes a wheelchair", 2),
    ] {
        assert_eq!(first(&village, typed), Some(expected), "{typed}");
    }
}

#[test]
fn a_word_that_is_no_mistake_is_not_called_one() {
    let village = village();
    for typed in ["a tall hedge", "gardeners wanted", "sheds", "dementia", "draughty"] {
        assert_eq!(village.search(&words(typed)).unwrap().corrected, None, "{typed}");
    }
}

#[test]
fn where_little_has_everything_what_has_less_comes_after() {
    let mut here = listing(3, "Lawns", "help-around-the-home/gardening");
    here.place = "Bingley".to_owned();
    let search = market(vec![
        listing(1, "Gardening", "help-around-the-home/gardening"),
        listing(2, "Taxi", "transport/wheelchair-taxis"),
        here,
    ]);
    let results = search.search(&words("gardener bingley")).unwrap();
    assert_eq!(ids(&results), [3, 1]);
    assert!(!results.relaxed, "one has all the words");
}

#[test]
fn who_it_is_for_brings_forward_and_never_hides() {
    let mut theirs = listing(2, "Swimming", "leisure/sport-and-exercise");
    theirs.care_groups = vec!["autism".to_owned()];
    let search = market(vec![listing(1, "Swimming", "leisure/sport-and-exercise"), theirs]);
    assert_eq!(found(&search, &words("swimming for my autistic son")), [2, 1]);
}

#[test]
fn a_word_known_only_from_phrases_still_finds_what_they_are_about() {
    let search = market(vec![listing(1, "Handyman", "help-around-the-home/repairs"), listing(2, "Taxi", "transport")]);
    assert_eq!(found(&search, &words("squeaky")), [1]);
}

#[test]
fn what_nobody_would_type_is_answered_quickly_all_the_same() {
    let village = village();
    let long = "x".repeat(10_000);
    let same = "cleaning ".repeat(500);
    let many = (0..500).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let marks = "\u{202e}garden\u{200f}\u{feff}\u{0}ing 🧑‍🦽🏡 \"\"\"' ((( ~~~ ^2 +-!";
    for typed in [long.as_str(), &same, &many, marks, "🧑‍🦽", "\u{202e}", "…?!", "\" \" \"", "a\tb\nc\r\u{7f}"]
    {
        village.search(&words(typed)).unwrap();
        let _ = village.suggest(typed, 8);
    }
    assert_eq!(first(&village, "\u{202e}gardening\u{200f} 🏡"), Some(5));
}

#[test]
fn suggestions_bear_a_mistake_and_know_what_people_call_things() {
    let village = village();
    let category = |typed: &str, code: &str| {
        let all = village.suggest(typed, 8);
        assert!(all.iter().any(|s| s.code.as_deref() == Some(code)), "{typed}: {all:?}");
    };
    category("gardn", "help-around-the-home/gardening");
    category("meels on wh", "meals/delivered");
    category("toenai", "leisure/beauty-and-grooming");
    category("taxi wheelchair", "transport/wheelchair-taxis");
    assert!(village.suggest("pottrey af", 8).iter().any(|s| s.text == "Pottery afternoons"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_that_can_be_typed_makes_it_fail(typed in any::<String>(), page in any::<usize>(), per_page in any::<usize>(), price in any::<i64>(), within in any::<u32>()) {
        thread_local!(static SEARCH: Search = market(mixed(60)));
        let request = SearchRequest {
            words: typed.clone(), page, per_page, min_pence: Some(price), within_m: Some(within), sort: Sort::Nearest,
            categories: vec![typed.clone()], checks: vec![typed.clone()], unit: Some(typed.clone()), ..SearchRequest::default()
        };
        SEARCH.with(|search| {
            search.search(&request).unwrap();
            search.search(&words(&typed)).unwrap();
            let _ = search.suggest(&typed, page);
        });
    }

    #[test]
    fn nothing_written_like_a_search_makes_it_fail(typed in "[a-c\"' \\-*:()\\[\\]~^+0-9é]{0,80}") {
        thread_local!(static SEARCH: Search = market(mixed(60)));
        SEARCH.with(|search| drop(search.search(&words(&typed)).unwrap()));
    }
}
