//! The messages of requests, in plain text.

use super::model::AskFor;
use crate::mail::Email;

/// To whoever asked: providers can see it.
pub fn asked(to: &str, holder: &str, ask: &AskFor, site: &str) -> Email {
    let text = format!(
        "We have what you asked for, for {holder}:\n\n{}\n\nProviders who work in {} can see it. They can’t see who \
         asked.\n\nYou can see it or cancel it here:\n{site}/requests\n",
        ask.words, ask.area
    );
    Email { to: to.to_owned(), subject: "Your request for support".to_owned(), text }
}
