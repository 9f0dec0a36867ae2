//! Forms of whoever writes a council's questions.

use serde::Deserialize;

use crate::assessments::model::choices::read_choices;
use crate::assessments::model::questionnaire::LONGEST_WORDS;
use crate::assessments::model::{CountsFor, Kind, OnlyIf, Question, Questionnaire};
use crate::web::form::FieldErrors;

/// To begin a draft.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DraftForm {
    pub kind: String,
    /// `ours` for what comes with the program.
    pub from: String,
}

impl DraftForm {
    pub fn kind(&self) -> Option<Kind> {
        self.kind.parse().ok()
    }
}

/// A step with a draft: `about`, `up`, or putting it in use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    pub revision: i32,
    pub title: String,
    pub about: String,
    pub sure: String,
}

impl StepForm {
    /// A title and what it is for.
    pub fn about(&self) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        words(&mut errors, "title", &self.title, "Write a title.");
        too_long(&mut errors, "about", &self.about);
        if errors.is_empty() { Ok((self.title.trim().to_owned(), self.about.trim().to_owned())) } else { Err(errors) }
    }
}

/// One question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct QuestionForm {
    pub revision: i32,
    pub words: String,
    pub easy: String,
    pub help: String,
    pub counts_for: String,
    pub answers: String,
    /// The key of an earlier question; empty for none.
    pub after: String,
    pub at_least: String,
    /// `remove` takes the question away.
    pub step: String,
}

fn words(errors: &mut FieldErrors, field: &str, typed: &str, missing: &str) {
    if typed.trim().is_empty() {
        errors.push(field, missing);
    } else {
        too_long(errors, field, typed);
    }
}

fn too_long(errors: &mut FieldErrors, field: &str, typed: &str) {
    if typed.trim().chars().count() > LONGEST_WORDS {
        errors.push(field, format!("Use {LONGEST_WORDS} letters or fewer."));
    }
}

impl QuestionForm {
    /// A question as it stands in the form.
    pub fn of(question: &Question, content: &Questionnaire, revision: i32) -> Self {
        let lines = question.choices.iter().map(|choice| format!("{} {}", choice.points, choice.words));
        let least = question.only_if.as_ref().and_then(|only_if| {
            let earlier = content.question(&only_if.question)?;
            let named = only_if.answers.iter().filter_map(|key| earlier.choice(key));
            only_if.at_least.or_else(|| named.map(|choice| choice.points).min())
        });
        Self {
            revision,
            words: question.words.clone(),
            easy: question.easy.clone(),
            help: question.help.clone(),
            counts_for: question.counts_for.as_str().to_owned(),
            answers: lines.collect::<Vec<_>>().join("\n"),
            after: question.only_if.as_ref().map(|only_if| only_if.question.clone()).unwrap_or_default(),
            at_least: least.map(|points| points.to_string()).unwrap_or_default(),
            step: String::new(),
        }
    }

    /// The question that was typed, in place of the one with this key, or as a new one.
    pub fn check(&self, content: &Questionnaire, key: Option<&str>) -> Result<Question, FieldErrors> {
        let mut errors = FieldErrors::new();
        words(&mut errors, "words", &self.words, "Write the question.");
        words(&mut errors, "easy", &self.easy, "Write the question in easy read: one short sentence.");
        too_long(&mut errors, "help", &self.help);
        let counts_for = errors.take("counts_for", self.counts_for.parse().map_err(|_| "Choose what it counts for."));
        let before = key.and_then(|key| content.question(key));
        let choices = match counts_for {
            Some(CountsFor::Words) | None => Vec::new(),
            Some(_) => {
                let before = before.map(|question| question.choices.as_slice()).unwrap_or_default();
                errors.take("answers", read_choices(&self.answers, before)).unwrap_or_default()
            }
        };
        let only_if = self.only_if(content, key, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Question {
            key: key.map_or_else(|| content.fresh_key(&self.words), ToOwned::to_owned),
            words: self.words.trim().to_owned(),
            easy: self.easy.trim().to_owned(),
            help: self.help.trim().to_owned(),
            counts_for: counts_for.unwrap_or_default(),
            choices,
            only_if,
        })
    }

    fn only_if(&self, content: &Questionnaire, key: Option<&str>, errors: &mut FieldErrors) -> Option<OnlyIf> {
        if self.after.is_empty() {
            return None;
        }
        let before = content.questions.iter().take_while(|question| Some(question.key.as_str()) != key);
        let Some(earlier) = before.into_iter().find(|question| question.key == self.after && !question.is_open())
        else {
            errors.push("after", "Choose a question that comes before this one.");
            return None;
        };
        let Ok(least) = self.at_least.trim().parse::<i64>() else {
            errors.push("at_least", "Write how many points the answer there must give, as 4.");
            return None;
        };
        let answers: Vec<String> =
            earlier.choices.iter().filter(|choice| choice.points >= least).map(|choice| choice.key.clone()).collect();
        if answers.is_empty() {
            errors.push("at_least", "No answer to that question gives so many points.");
            return None;
        }
        Some(OnlyIf { question: earlier.key.clone(), answers, at_least: Some(least) })
    }
}
