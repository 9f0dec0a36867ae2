//! The pages of assessments.

pub mod answers;
pub mod contributions;
mod curve;
pub mod figure;
pub mod home;
pub mod paper;
pub mod public;
pub mod questions;
pub mod rules;
pub mod what_if;

use chrono::NaiveDateTime;

use super::model::{Answer, Question};
use crate::kernel::dates::{london, long_date};

/// "21 November 2026 at 09:04".
fn moment(at: NaiveDateTime) -> String {
    let there = london(at);
    format!("{} at {}", long_date(there.date()), there.format("%H:%M"))
}

/// An answer as people read it.
fn said(question: &Question, answer: &Answer) -> String {
    match answer {
        Answer::Choice(key) => question.choice(key).map_or_else(String::new, |choice| choice.words.clone()),
        Answer::Words(words) if words.is_empty() => "Nothing written".to_owned(),
        Answer::Words(words) => words.clone(),
        Answer::Talk => "Would rather talk about it".to_owned(),
    }
}
