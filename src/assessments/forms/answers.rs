//! Forms of whoever answers.

use serde::Deserialize;

use crate::assessments::model::questionnaire::LONGEST_ANSWER;
use crate::assessments::model::{Answer, Done, Kind, Question};
use crate::web::form::FieldErrors;

/// What stands for "I would rather talk about this"; no choice has such a key.
pub const TALK: &str = "~talk";

/// To begin.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    pub kind: String,
    pub done: String,
    /// With whom.
    pub with: String,
}

/// The longest name of whom somebody answers with.
const LONGEST_NAME: usize = 100;

impl StartForm {
    /// Which questions. None for kinds that don't exist.
    pub fn kind(&self) -> Option<Kind> {
        self.kind.parse().ok()
    }

    /// Who answers them, and with whom. `named` is whether whoever acts for the person is the one.
    pub fn who(&self, named: bool) -> Result<(Done, Option<String>), FieldErrors> {
        let done: Done = self.done.parse().unwrap_or_default();
        let with = self.with.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut errors = FieldErrors::new();
        let length = with.chars().count();
        if length > LONGEST_NAME {
            errors.push("with", format!("Write it in {LONGEST_NAME} letters or fewer."));
        } else if done == Done::Together && with.is_empty() && !named {
            errors.push("with", "Write who answers with you: their name, or who they are to you.");
        }
        if errors.is_empty() { Ok((done, Some(with).filter(|with| !with.is_empty()))) } else { Err(errors) }
    }
}

/// An answer to one question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// The key of a choice, or [`TALK`].
    pub answer: String,
    pub words: String,
}

impl AnswerForm {
    /// As the answer that was given stands in the form.
    pub fn of(answer: Option<&Answer>) -> Self {
        match answer {
            Some(Answer::Choice(key)) => Self { answer: key.clone(), words: String::new() },
            Some(Answer::Words(words)) => Self { answer: String::new(), words: words.clone() },
            Some(Answer::Talk) => Self { answer: TALK.to_owned(), words: String::new() },
            None => Self::default(),
        }
    }

    pub fn check(&self, question: &Question) -> Result<Answer, FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.answer == TALK {
            return Ok(Answer::Talk);
        }
        if question.is_open() {
            let words = self.words.trim();
            let length = words.chars().count();
            if length <= LONGEST_ANSWER {
                return Ok(Answer::Words(words.to_owned()));
            }
            let over = length - LONGEST_ANSWER;
            errors.push("words", format!("Your answer is {over} letters too long. Use {LONGEST_ANSWER} or fewer."));
        } else if question.choice(&self.answer).is_some() {
            return Ok(Answer::Choice(self.answer.clone()));
        } else {
            errors.push("answer", "Choose an answer. You can also choose to talk about it.");
        }
        Err(errors)
    }
}

/// To send in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SubmitForm {
    pub agreed: String,
    /// The newest answer the page showed.
    pub seen: i64,
}

/// To stop.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StopForm {
    pub sure: String,
}
