//! What was posted as the review of a plan.

use super::{Reading, Typed, field};
use crate::plans::model::draft::{Draft, LONGEST_TEXT};
use crate::plans::model::review::{Review, Score};
use crate::web::form::FieldErrors;

/// As much of an outcome as a message has room for.
pub fn short(words: &str) -> String {
    let words = words.trim_end_matches('.');
    let cut: String = words.chars().take(60).collect();
    if cut.len() < words.len() { format!("{cut}…") } else { cut }
}

impl Typed {
    /// What a review of this draft says.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn review(&self, draft: &Draft) -> Result<Review, FieldErrors> {
        let mut reading = Reading { typed: self, errors: FieldErrors::new() };
        let mut scores = Vec::new();
        for wish in &draft.wishes {
            let words = reading.text(&field("words", wish.key), 1_000);
            if let Ok(after) = self.of("score", wish.key).parse() {
                let outcome = wish.words.clone();
                scores.push(Score { key: wish.key, outcome, before: wish.now, after, words });
            } else {
                let what = short(&wish.words);
                reading.errors.push(field("score", wish.key), format!("Choose how far “{what}” is now"));
            }
        }
        let life = self.get("life").parse().ok();
        if life.is_none() {
            reading.errors.push("life", "Choose how good life is");
        }
        let changed = reading.text("changed", LONGEST_TEXT);
        match life {
            Some(life) if reading.errors.is_empty() => {
                Ok(Review { scores, life, life_before: None, changed, spent: Vec::new() })
            }
            _ => Err(reading.errors),
        }
    }
}
