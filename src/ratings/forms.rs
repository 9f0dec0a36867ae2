//! What was posted, as a rating or a reply.

use serde::Deserialize;

use super::model::{Helped, LONGEST_WORDS, NewRating, Scores};
use crate::web::form::FieldErrors;

/// The form of a rating.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RateForm {
    /// 1 to 5.
    pub quality: String,
    /// 1 to 5.
    pub reliability: String,
    /// 1 to 5.
    pub dignity: String,
    /// 1 to 5.
    pub value: String,
    /// A word of [`Helped`].
    pub helped: String,
    /// In their words.
    pub words: String,
    /// The name to show beside it.
    pub shown_name: String,
}

impl RateForm {
    /// An empty form with the name the person may want to show.
    pub(super) fn new(shown_name: &str) -> Self {
        Self { shown_name: shown_name.to_owned(), ..Self::default() }
    }

    pub(super) fn check(&self) -> Result<NewRating, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut score = |field: &str, text: &str, what: &str| {
            text.parse::<u8>().ok().filter(|score| (1..=5).contains(score)).unwrap_or_else(|| {
                errors.push(field, format!("Choose 1 to 5 for {what}"));
                1
            })
        };
        let scores = Scores {
            quality: score("quality", &self.quality, "quality"),
            reliability: score("reliability", &self.reliability, "reliability"),
            dignity: score("dignity", &self.dignity, "dignity and respect"),
            value: score("value", &self.value, "value"),
        };
        let helped = self.helped.parse::<Helped>().unwrap_or_else(|_| {
            errors.push("helped", "Say whether it helped, or that you would rather not say");
            Helped::NotSaid
        });
        check_words(&mut errors, "words", &self.words, "review");
        let shown_name = self.shown_name.trim();
        if shown_name.is_empty() {
            errors.push("shown_name", "Enter a name to show beside your review. A first name is enough");
        } else if shown_name.chars().count() > 60 {
            errors.push("shown_name", "Make the name 60 letters or shorter");
        }
        if errors.is_empty() {
            let words = self.words.trim().to_owned();
            Ok(NewRating { scores, words, helped, shown_name: shown_name.to_owned() })
        } else {
            Err(errors)
        }
    }
}

/// The form of a reply.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReplyForm {
    /// In the provider's words.
    pub words: String,
}

impl ReplyForm {
    pub(super) fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.words.trim().is_empty() {
            errors.push("words", "Write your reply");
        }
        check_words(&mut errors, "words", &self.words, "reply");
        if errors.is_empty() { Ok(self.words.trim().to_owned()) } else { Err(errors) }
    }
}

fn check_words(errors: &mut FieldErrors, field: &str, words: &str, what: &str) {
    if words.chars().count() > LONGEST_WORDS {
        errors.push(field, format!("Make your {what} {LONGEST_WORDS} letters or shorter"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_needs_all_four_and_says_which_is_missing() {
        let form =
            RateForm { quality: "5".into(), dignity: "6".into(), shown_name: "Ann".into(), ..RateForm::default() };
        let errors = form.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["reliability", "dignity", "value", "helped"]);
    }

    #[test]
    fn words_have_a_limit_and_may_be_left_out() {
        let mut form = RateForm {
            quality: "5".into(),
            reliability: "4".into(),
            dignity: "5".into(),
            value: "3".into(),
            helped: "yes".into(),
            words: String::new(),
            shown_name: "Ann".into(),
        };
        assert!(form.check().is_ok());
        form.words = "x".repeat(LONGEST_WORDS + 1);
        assert_eq!(form.check().unwrap_err().get("words"), Some("Make your review 2000 letters or shorter"));
    }
}
