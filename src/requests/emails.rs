//! The messages of requests and quotes, in plain text. What goes to a provider never says who asked.

use super::model::AskFor;
use crate::mail::Email;

fn email(to: &str, subject: &str, text: String) -> Email {
    Email { to: to.to_owned(), subject: subject.to_owned(), text }
}

/// To whoever asked: providers can see it.
pub fn asked(to: &str, holder: &str, ask: &AskFor, site: &str) -> Email {
    let who = if ask.providers.is_empty() {
        format!("Providers who work in {} can see it.", ask.area)
    } else {
        "The providers that you chose can see it.".to_owned()
    };
    let text = format!(
        "We have what you asked for, for {holder}:\n\n{}\n\n{who} They can’t see who asked.\n\nYou can see it or cancel \
         it here:\n{site}/requests\n",
        ask.words
    );
    email(to, "Your request for support", text)
}

/// To a provider: somebody asks for what they may offer.
pub fn wanted(to: &str, (words, area): (&str, &str), link: &str) -> Email {
    let text = format!(
        "Somebody in {area} asks for support that you may be able to give:\n\n{words}\n\nWe don’t say who asks. They learn \
         your name when you answer. You can send a quote, or ask a question, here:\n{link}\n"
    );
    email(to, &format!("Somebody asks for support in {area}"), text)
}

/// To whoever asked: something happened to a quote or a question. `what` is sentences.
pub fn news_for_holder(to: &str, subject: &str, (what, holder): (&str, &str), link: &str) -> Email {
    let text = format!("{what}\n\nIt is about the request for {holder}. You can see it here:\n{link}\n");
    email(to, subject, text)
}

/// To a provider: something happened to their quote or their question. `what` is sentences.
pub fn news_for_provider(to: &str, subject: &str, what: &str, link: &str) -> Email {
    let text = format!("{what}\n\nYou can see the request here:\n{link}\n");
    email(to, subject, text)
}
