//! What the thesaurus's files must be, and what phrases find.

use super::*;

fn finds(typed: &str, other: &str) -> bool {
    let stems = analyser::stems(typed);
    let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
    get()
        .meaning(&stems)
        .is_some_and(|meaning| meaning.phrases.iter().any(|phrase| **phrase == positioned_stems(other)))
}

fn names(typed: &str, code: &str) -> bool {
    let stems = analyser::stems(typed);
    let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
    get().meaning(&stems).is_some_and(|meaning| meaning.categories.contains(&code))
}

/// All groups of all files: the file, the words typed, the words found, and the categories they name.
#[allow(clippy::type_complexity, reason = "only tests read it")]
fn groups() -> Vec<(&'static str, Vec<String>, Vec<String>, Vec<String>)> {
    let mut all = Vec::new();
    for (path, text) in FILES {
        let file: File = toml::from_str(text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        all.extend(
            file.same
                .into_iter()
                .map(|group| (path, group.means.clone(), group.means, [group.categories, group.related].concat())),
        );
        all.extend(
            file.also
                .into_iter()
                .map(|group| (path, group.typed, group.finds, [group.categories, group.related].concat())),
        );
    }
    all
}

#[test]
fn the_files_read_and_hold_thousands_of_phrases() {
    let phrases: usize = groups().iter().map(|group| group.1.len()).sum();
    assert!(groups().len() >= 200 && phrases >= 2_000, "{} groups, {phrases} phrases", groups().len());
}

#[test]
fn every_phrase_has_something_to_search_for() {
    let mut faults = Vec::new();
    for (path, typed, finds, _) in groups() {
        for phrase in typed.iter().chain(&finds) {
            let stems = analyser::stems(phrase);
            let one_filler = stems.len() == 1 && stems.iter().all(|stem| small_words::is_filler_stem(stem));
            if stems.is_empty() || one_filler {
                faults.push(format!("{path}: “{phrase}” is all small words"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_group_says_something_and_names_categories_that_there_are() {
    for (path, typed, finds, named) in groups() {
        let said = finds.len() > 1 || !named.is_empty();
        assert!(!typed.is_empty() && (said || finds.len() == 1 && finds != typed), "{path}: {typed:?} finds nothing");
        for code in &named {
            assert!(categories::is_known(code), "{path}: {typed:?} names “{code}”, which is no category");
        }
    }
}

#[test]
fn phrases_that_mean_the_same_find_each_other() {
    assert!(finds("home help", "domiciliary care"));
    assert!(finds("Domiciliary Care", "home help"));
    assert!(finds("meals-on-wheels", "meal delivery"));
}

#[test]
fn one_way_phrases_find_only_one_way() {
    assert!(finds("lonely", "befriending"));
    assert!(!finds("befriending", "lonely"));
}

#[test]
fn words_that_mean_the_same_name_the_same_categories() {
    assert!(names("home help", "personal-care"));
    assert!(names("groceries", "help-around-the-home/shopping"));
    assert!(names("hoovering", "help-around-the-home/cleaning"));
}

#[test]
fn the_order_of_words_and_small_words_between_dont_matter() {
    let meaning = get().meaning_in_any_order(&["taxi", "that", "take", "wheelchair"]).unwrap();
    assert!(meaning.categories.contains(&"transport/wheelchair-taxis"));
    assert!(get().meaning_in_any_order(&["hous"]).is_none(), "one word is too little to go by");
}

#[test]
fn words_that_sound_alike_are_found() {
    assert!(get().sounding_like("demensha").contains(&"dementia".to_owned()));
    assert!(get().sounding_like("fisio").contains(&"physio".to_owned()));
}

#[test]
fn small_words_between_tell_phrases_apart_where_it_matters() {
    let of = |text: &str| {
        let placed = positioned_stems(text);
        let meaning = get().meaning_as_written(placed.iter().map(|(at, stem)| (*at, stem.as_str())));
        meaning.map(|meaning| meaning.categories.clone()).unwrap_or_default()
    };
    let (home, homes) = (of("care at home"), of("care home"));
    assert!(home.contains(&"personal-care") && !home.contains(&"living-and-breaks/care-homes"), "{home:?}");
    assert!(homes.contains(&"living-and-breaks/care-homes") && !homes.contains(&"personal-care"), "{homes:?}");
}
