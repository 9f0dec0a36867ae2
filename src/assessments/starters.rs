//! The questionnaires that come with the program, for councils to copy and change: `static/questionnaires/*.toml`.

use serde::Deserialize;

use super::model::questionnaire::{Choice, CountsFor, Kind, OnlyIf, Question, Questionnaire, read_choices};

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

/// Files name answers by their words; versions by their keys.
fn by_keys(made: &Questionnaire, only_if: OnlyIf) -> Result<OnlyIf, String> {
    let question = made.question(&only_if.question).ok_or_else(|| format!("no question {}", only_if.question))?;
    let key = |words: &String| {
        let found: Option<&Choice> = question.choices.iter().find(|choice| choice.words == *words);
        found.map(|choice| choice.key.clone()).ok_or_else(|| format!("no answer “{words}”"))
    };
    let answers = only_if.answers.iter().map(key).collect::<Result<_, _>>()?;
    Ok(OnlyIf { question: only_if.question, answers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_is_whole_and_in_easy_read() {
        for kind in Kind::ALL {
            let made = questionnaire(*kind).unwrap();
            assert_eq!(made.faults(), Vec::<String>::new(), "{kind}");
            assert!(made.questions.iter().all(|question| !question.easy.is_empty()), "{kind}");
            let keys: std::collections::HashSet<_> = made.questions.iter().map(|question| &question.key).collect();
            assert_eq!(keys.len(), made.questions.len(), "{kind}");
        }
        assert_eq!(questionnaire(Kind::Adults).unwrap().most().total(), 122);
    }
}
