//! What is looked for, for what is typed, with an index that knows only a few words.

use super::*;

/// Knows the words it is made of.
struct Known(&'static [&'static str]);

impl Spelling for Known {
    fn frequency(&self, stem: &str) -> u64 {
        self.0.iter().filter(|word| Word::new((**word).to_owned()).stem.as_deref() == Some(stem)).count() as u64
    }
    fn completions(&self, beginning: &str) -> Vec<String> {
        self.0.iter().filter(|word| word.starts_with(beginning)).map(|word| (*word).to_owned()).collect()
    }
    fn similar(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn plan(text: &str, known: &'static [&'static str]) -> Plan {
    Plan::of(Typed::parse(text), &Known(known))
}

fn names(plan: &Plan, code: &str) -> bool {
    plan.units.iter().flat_map(|unit| &unit.ways).any(|way| way.look == Look::Category(categories(code)))
}

fn categories(code: &str) -> &'static str {
    crate::search::categories::get(code).unwrap().code.as_str()
}

#[test]
fn the_filler_of_a_question_falls_away() {
    let plan = plan("can someone please help me find a xylophone zebra near me?", &["xylophone", "zebra", "help"]);
    let wanted = plan.units.iter().filter(|unit| unit.role != Role::Topic);
    let roles: Vec<_> = wanted.map(|unit| (unit.ways[0].look.clone(), unit.role)).collect();
    let stem = |stem: &str| Look::Stem(stem.to_owned());
    let wanted = [(stem("xylophon"), Role::Plain), (stem("zebra"), Role::Plain), (stem("help"), Role::Weak)];
    assert!(wanted.iter().all(|one| roles.contains(one)) && roles.len() == 3, "{roles:?}");
}

#[test]
fn a_search_of_nothing_but_filler_is_still_a_search() {
    assert_eq!(plan("find someone", &[]).units.len(), 2);
    assert!(plan("the of and", &[]).units.is_empty());
    assert!(plan("", &[]).units.is_empty());
}

#[test]
fn a_phrase_of_the_thesaurus_is_one_unit_however_it_is_put() {
    for text in ["meals on wheels", "Meals-on-Wheels", "meal on wheel", "wheels meals"] {
        let plan = plan(text, &["meals", "wheels"]);
        assert_eq!(plan.units.iter().filter(|unit| unit.role != Role::Part).count(), 1, "{text}");
        assert!(names(&plan, "meals/delivered"), "{text}");
    }
}

#[test]
fn words_written_apart_or_together_are_the_same() {
    for (text, code) in [
        ("wheel chair", "equipment/mobility"),
        ("daycentre", "day-opportunities/day-centres"),
        ("homehelp", "personal-care"),
        ("hair dresser", "leisure/beauty-and-grooming"),
    ] {
        assert!(names(&plan(text, &[]), code), "{text}");
    }
}

#[test]
fn only_an_unfinished_last_word_is_completed() {
    let finds = |text| {
        plan(text, &["zebra"])
            .units
            .iter()
            .flat_map(|u| u.ways.clone())
            .any(|way| way.look == Look::Stem("zebra".into()))
    };
    assert!(finds("zeb"));
    assert!(!finds("zeb "));
    assert!(!finds("ze"));
}

#[test]
fn a_postcode_is_looked_for_as_a_place_and_never_respelt() {
    let plan = plan("zebra ls6 3hn", &["zebra"]);
    assert_eq!(plan.units.len(), 2);
    let place = plan.units.iter().find(|unit| unit.role == Role::Exact).unwrap();
    assert!(place.ways.iter().any(|way| way.look == Look::District("LS6".into())));
}

#[test]
fn who_it_is_for_never_stands_in_the_way_of_what_is_wanted() {
    let plan = plan("swimming for people with autism", &[]);
    let roles: Vec<_> = plan.units.iter().map(|unit| unit.role).collect();
    assert_eq!(roles, [Role::Known, Role::Who, Role::Topic]);
    let first = &plan.attempts()[0];
    assert_eq!((first.all.len(), first.extra.len()), (1, 2));
}

#[test]
fn who_it_is_for_is_what_is_wanted_when_nothing_else_is() {
    let plan = plan("autism", &[]);
    assert_eq!(plan.units[0].role, Role::Known);
}

#[test]
fn what_the_thesaurus_knows_is_kept_longest() {
    let plan = plan("wheelchair taxi zebra", &["zebra"]);
    let attempts = plan.attempts();
    assert_eq!(attempts[0].all.len(), 2);
    assert_eq!(attempts[1].all.len(), 1);
    assert_eq!(plan.units[attempts[1].all[0]].role, Role::Known);
    assert!(attempts[1].widens_below > 0);
}

#[test]
fn five_hundred_times_the_same_word_is_one_word() {
    assert_eq!(plan(&"zebra ".repeat(500), &["zebra"]).units.len(), 1);
}

#[test]
fn what_a_sentence_is_about_brings_forward_and_is_never_insisted_on() {
    let plan = plan("swimming for people with autism", &[]);
    let topic = plan.units.iter().position(|unit| unit.role == Role::Topic).unwrap();
    let swimming = Look::Category(categories("leisure/sport-and-exercise"));
    assert!(plan.units[topic].ways.iter().any(|way| way.look == swimming));
    assert!(plan.attempts().iter().all(|attempt| !attempt.all.contains(&topic)));
}

#[test]
fn how_somebody_asks_hardly_counts_beside_what_they_ask_for() {
    let plan = plan("what help is there for people who are going blind", &[]);
    let wanted: Vec<_> = plan.units.iter().filter(|unit| unit.role == Role::Known).collect();
    assert!(wanted.iter().all(|unit| unit.ways.iter().all(|way| way.look != Look::Category(categories("advice")))));
    assert!(!wanted.is_empty());
}

#[test]
fn words_that_nearly_every_listing_has_are_no_phrase_where_they_stand_apart() {
    let scattered =
        |text| plan(text, &["help", "home", "meals", "wheels"]).units.into_iter().flat_map(|unit| unit.ways);
    assert!(scattered("help at home").all(|way| !matches!(way.look, Look::AllOf(_))));
    assert!(scattered("meals on wheels").any(|way| matches!(way.look, Look::AllOf(_))));
}

#[test]
fn a_word_that_everybody_can_spell_is_left_alone() {
    struct Guesses;
    impl Spelling for Guesses {
        fn frequency(&self, _: &str) -> u64 {
            0
        }
        fn completions(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
        fn similar(&self, _: &str) -> Vec<String> {
            vec!["broker".to_owned()]
        }
    }
    assert_eq!(Plan::of(Typed::parse("chance "), &Guesses).corrected, None);
    assert!(Plan::of(Typed::parse("brokur "), &Guesses).corrected.is_some());
}
