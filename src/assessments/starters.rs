//! The questionnaires that come with the program, for councils to copy and change: `static/questionnaires/*.toml`.

use serde::Deserialize;

use super::model::choices::read_choices;
use super::model::questionnaire::{Choice, CountsFor, Kind, OnlyIf, Question, Questionnaire};
use super::model::ras::{By, Informal, Named, Ras, Row, Table, Whom};
use crate::kernel::{BasisPoints, Money};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    about: String,
    question: Vec<Written>,
}

/// A question as it is written in a file: answers as an editor types them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    words: String,
    easy: String,
    #[serde(default)]
    help: String,
    counts_for: CountsFor,
    #[serde(default)]
    answers: String,
    only_if: Option<OnlyIf>,
}

fn text(kind: Kind) -> &'static str {
    match kind {
        Kind::Adults => include_str!("../../static/questionnaires/adults.toml"),
        Kind::Carers => include_str!("../../static/questionnaires/carers.toml"),
        Kind::Quality => include_str!("../../static/questionnaires/quality.toml"),
    }
}

/// The questionnaire of this kind that comes with the program.
///
/// # Errors
/// What is wrong with the file; a test reads them all.
pub fn questionnaire(kind: Kind) -> Result<Questionnaire, String> {
    let file: File = toml::from_str(text(kind)).map_err(|error| error.to_string())?;
    let mut made = Questionnaire { title: file.title, about: file.about, questions: Vec::new() };
    for written in file.question {
        let choices = match written.counts_for {
            CountsFor::Words => Vec::new(),
            _ => read_choices(&written.answers, &[])?,
        };
        let only_if = written.only_if.map(|only_if| by_keys(&made, only_if)).transpose()?;
        made.questions.push(Question {
            key: written.key,
            words: written.words,
            easy: written.easy,
            help: written.help,
            counts_for: written.counts_for,
            choices,
            only_if,
        });
    }
    Ok(made)
}

/// Money rules to begin with, for a council to change before it uses them: they reach as far as our questions.
#[must_use]
pub fn rules() -> Ras {
    let curve = |rows: &[(i64, i64)]| Table::Curve {
        rows: rows
            .iter()
            .map(|(points, pounds)| Row { points: *points, amount: Money::from_pence(pounds * 100) })
            .collect(),
    };
    let part = |percent: i32| BasisPoints::new(percent * 100).unwrap_or_default();
    let named = |key: &str, words: &str, by: By| Named { key: key.to_owned(), words: words.to_owned(), by };
    Ras {
        about: "Figures are for a year and for support at ordinary local prices.".to_owned(),
        tables: vec![
            (
                Whom::Everybody,
                curve(&[
                    (0, 0),
                    (5, 500),
                    (10, 1_400),
                    (20, 3_900),
                    (35, 8_320),
                    (52, 14_200),
                    (70, 22_000),
                    (95, 36_000),
                    (122, 56_000),
                ]),
            ),
            (Whom::Carers, curve(&[(0, 0), (10, 260), (25, 1_040), (40, 2_080), (63, 3_640)])),
        ],
        informal: vec![
            Informal { from: 10, off: part(10) },
            Informal { from: 15, off: part(20) },
            Informal { from: 25, off: part(30) },
        ],
        named: vec![
            named("journeys", "Lives where journeys take long", By::More(part(5))),
            named("shared", "Shares support with somebody in the same home", By::Less(part(10))),
            named("two-people", "Two people are needed to lift", By::Amount(Money::from_pence(150_000))),
        ],
    }
}

/// Files name answers by their words; versions by their keys.
fn by_keys(made: &Questionnaire, only_if: OnlyIf) -> Result<OnlyIf, String> {
    let question = made.question(&only_if.question).ok_or_else(|| format!("no question {}", only_if.question))?;
    let key = |words: &String| {
        let found: Option<&Choice> = question.choices.iter().find(|choice| choice.words == *words);
        found.map(|choice| choice.key.clone()).ok_or_else(|| format!("no answer “{words}”"))
    };
    let answers = only_if.answers.iter().map(key).collect::<Result<_, _>>()?;
    Ok(OnlyIf { answers, ..only_if })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_money_rules_that_come_with_the_program_fit_its_questions() {
        let most = [Kind::Adults, Kind::Carers].map(|kind| (kind, questionnaire(kind).unwrap().most()));
        assert_eq!(rules().faults(&most), Vec::<String>::new());
        assert!(rules().tables.iter().all(|(_, table)| table.falls_after().is_none()));
    }

    #[test]
    fn what_comes_with_the_program_is_whole_and_in_easy_read() {
        for kind in Kind::ALL {
            let made = questionnaire(*kind).unwrap();
            assert_eq!(made.faults(), Vec::<String>::new(), "{kind}");
            assert!(made.questions.iter().all(|question| !question.easy.is_empty()), "{kind}");
            let keys: std::collections::HashSet<_> = made.questions.iter().map(|question| &question.key).collect();
            assert_eq!(keys.len(), made.questions.len(), "{kind}");
        }
        assert_eq!(questionnaire(Kind::Adults).unwrap().most().total(), 110);
    }
}
