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
use maud::{Markup, html};

use super::model::{Answer, Question};
use crate::kernel::dates::{london, long_date};
use crate::web::components::inset;
use crate::web::form::FieldErrors;

/// Once somebody else has changed a draft: what it says now where something else was typed, as the field, what it says
/// and what was typed.
fn stands_now(errors: &FieldErrors, fields: &[(&str, &str, &str)]) -> Markup {
    let differs = |now: &str, typed: &str| !now.trim().lines().eq(typed.trim().lines());
    let other: Vec<_> = fields.iter().filter(|(_, now, typed)| differs(now, typed)).collect();
    html! {
        @if errors.get("").is_some() && !other.is_empty() {
            (inset(&html! {
                p.govuk-body { b { "What is there now, where yours is different:" } }
                ul.govuk-list.govuk-list--bullet {
                    @for (field, now, _) in other {
                        li { (field) ": " @if now.trim().is_empty() { "nothing" } @else { (now.lines().collect::<Vec<_>>().join("; ")) } }
                    }
                }
            }))
        }
    }
}

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
