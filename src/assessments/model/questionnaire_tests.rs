//! The rules of questionnaires: branching, the score, and what an editor types.

use proptest::prelude::*;

use super::choices::read_choices;
use super::questionnaire::*;

fn choice(key: &str, points: i64) -> Choice {
    Choice { key: key.to_owned(), words: key.to_owned(), points }
}

fn question(key: &str, counts_for: CountsFor, only_if: Option<(&str, &str)>) -> Question {
    Question {
        key: key.to_owned(),
        words: key.to_owned(),
        counts_for,
        choices: vec![choice("no", 0), choice("yes", 5)],
        only_if: only_if.map(|(question, answer)| OnlyIf {
            question: question.to_owned(),
            answers: vec![answer.to_owned()],
            at_least: None,
        }),
        ..Question::default()
    }
}

fn questionnaire() -> Questionnaire {
    Questionnaire {
        title: "Needs".to_owned(),
        about: String::new(),
        questions: vec![
            question("wash", CountsFor::Health, None),
            question("wash-nights", CountsFor::Health, Some(("wash", "yes"))),
            question("nights-who", CountsFor::Informal, Some(("wash-nights", "yes"))),
            question("work", CountsFor::Economic, None),
        ],
    }
}

fn answers(said: &[(&str, &str)]) -> Answers {
    said.iter().map(|(key, choice)| ((*key).to_owned(), Answer::Choice((*choice).to_owned()))).collect()
}

#[test]
fn what_is_asked_follows_the_answers_and_only_that_counts() {
    let needs = questionnaire();
    let keys = |said: &Answers| needs.asked(said).iter().map(|question| question.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&answers(&[])), ["wash", "work"]);
    let all = answers(&[("wash", "yes"), ("wash-nights", "yes"), ("nights-who", "yes"), ("work", "yes")]);
    assert_eq!(keys(&all), ["wash", "wash-nights", "nights-who", "work"]);
    assert_eq!(needs.score(&all), Score { health: 10, economic: 5, informal: 5, ..Score::default() });
    assert_eq!(needs.score(&all).total(), 15, "help from family is no need");
    let mut changed = all.clone();
    changed.insert("wash".to_owned(), Answer::Choice("no".to_owned()));
    assert_eq!(keys(&changed), ["wash", "work"], "what hangs on a question that isn't asked isn't asked either");
    assert_eq!(needs.score(&changed).total(), 5);
    changed.insert("work".to_owned(), Answer::Talk);
    assert_eq!(needs.score(&changed).total(), 0);
    assert_eq!(needs.to_talk_about(&changed).len(), 1);
    assert_eq!(needs.most_of(&changed).total(), 5, "what is to be talked about takes nothing off what was answered");
}

#[test]
fn answers_are_read_line_by_line_and_keep_their_keys() {
    let before = [Choice { key: "old".to_owned(), words: "I need help every day".to_owned(), points: 3 }];
    let read = read_choices("0 No\n\n 4  I need help every day \n", &before).unwrap();
    assert_eq!(read[1], Choice { key: "old".to_owned(), words: "I need help every day".to_owned(), points: 4 });
    for (text, says) in [
        ("No", "Line 1: begin with the points"),
        ("0 No\nfive Yes", "Line 2: begin with the points"),
        ("0 No\n-1 Yes", "Line 2: points are from 0 to 1000."),
        ("0 No\n1001 Yes", "Line 2: points are from 0 to 1000."),
        ("0 No\n1", "Line 2: write the answer after the points."),
        ("0 No\n1 No", "Line 2: this answer is there twice."),
        ("0 No", "Write two answers or more"),
    ] {
        let told = read_choices(text, &[]).unwrap_err();
        assert!(told.starts_with(says), "{text}: {told}");
    }
    assert!(read_choices(&format!("0 No\n1 {}", "x".repeat(100_000)), &[]).is_err());
}

#[test]
fn an_answer_that_is_only_reworded_stays_the_same_answer() {
    let before = read_choices("0 No\n4 Some days\n9 Every day\n12 Two people", &[]).unwrap();
    let keys = |text: &str| {
        let read = read_choices(text, &before).unwrap();
        read.into_iter().map(|choice| choice.key).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("0 No\n4 Some days\n9 Every day\n12 Help from two people"), "no some-days every-day two-people");
    assert_eq!(keys("0 By myself\n5 Now and then\n8 Daily\n15 Two helpers"), "no some-days every-day two-people");
    assert_eq!(keys("12 Two helpers\n9 Daily\n4 At times\n0 Never"), "two-people every-day some-days no");
    assert_eq!(keys("0 No\n12 Two helpers"), "no two-people", "what it is worth says which one it is");
    assert_eq!(
        keys("0 No\n2 Once a week\n4 At times\n9 Daily\n12 Two helpers"),
        "no once-a-week some-days every-day two-people"
    );
    assert_eq!(
        keys("0 No\n20 Somebody all day"),
        "no somebody-all-day",
        "nothing says that this is one of those before"
    );
    assert_eq!(keys("0 Two people\n12 No"), "two-people no", "the same words are the same answer");
}

#[test]
fn what_waits_for_a_lost_answer_is_said() {
    let mut lost = questionnaire();
    lost.questions[1].only_if.as_mut().unwrap().answers.push("often".to_owned());
    let said = lost.faults();
    assert_eq!(said.len(), 1, "one of two answers is gone: {said:?}");
    assert!(said[0].starts_with("Question 2 waits for an answer to question 1 that is no longer there."), "{said:?}");
}

#[test]
fn what_cannot_be_asked_is_said() {
    assert!(questionnaire().faults().is_empty());
    let mut turned = questionnaire();
    turned.questions.swap(0, 1);
    assert_eq!(turned.faults(), ["Question 1 depends on a question that does not come before it."]);
    let mut few = questionnaire();
    few.questions[0].choices.remove(1);
    assert_eq!(few.faults().len(), 2, "too few answers, and one that another hangs on is gone");
    assert_eq!(Questionnaire::default().faults().len(), 2);
}

proptest! {
    #[test]
    fn the_points_of_each_answer_add_up_to_the_score(said in proptest::collection::vec((0usize..4, 0usize..4), 0..8)) {
        let needs = questionnaire();
        let mut answers = Answers::new();
        for (question, answer) in said {
            let key = needs.questions[question].key.clone();
            let keys = ["no", "yes", "gone"].get(answer).map(|key| Answer::Choice((*key).to_owned()));
            answers.insert(key, keys.unwrap_or(Answer::Talk));
        }
        let (worth, score) = (needs.worth(&answers), needs.score(&answers));
        let of = |family: bool| worth.iter().filter(|one| (one.counts_for == CountsFor::Informal) == family).map(|one| one.points).sum::<i64>();
        prop_assert_eq!((of(false), of(true)), (score.total(), score.informal));
    }

    #[test]
    fn no_score_is_above_the_most(said in proptest::collection::vec((0usize..4, 0usize..3), 0..8)) {
        let needs = questionnaire();
        let mut all = Answers::new();
        for (place, what) in said {
            let key = needs.questions[place].key.clone();
            let answer = match what { 0 => Answer::Talk, 1 => Answer::Choice("no".to_owned()), _ => Answer::Choice("yes".to_owned()) };
            all.insert(key, answer);
        }
        let (score, most) = (needs.score(&all), needs.most());
        prop_assert!(score.total() <= most.total() && score.informal <= most.informal);
        prop_assert!(needs.asked(&all).len() <= needs.questions.len());
    }

    #[test]
    fn reading_answers_never_panics(text in "\\PC*") {
        let _ = read_choices(&text, &[]);
    }

    #[test]
    fn no_two_answers_share_a_key(typed in proptest::collection::vec((0i64..4, "[a-c]{1,2}"), 2..7), before in proptest::collection::vec((0i64..4, "[a-c]{1,2}"), 2..7)) {
        let text = |lines: &[(i64, String)]| lines.iter().map(|(points, words)| format!("{points} {words}")).collect::<Vec<_>>().join("\n");
        if let Ok(before) = read_choices(&text(&before), &[]) && let Ok(read) = read_choices(&text(&typed), &before) {
            let keys: std::collections::HashSet<&str> = read.iter().map(|choice| choice.key.as_str()).collect();
            prop_assert_eq!(keys.len(), read.len());
            for choice in &read {
                let same = before.iter().find(|one| one.words == choice.words);
                prop_assert!(same.is_none_or(|same| same.key == choice.key));
            }
        }
    }
}
