//! The mails of taking somebody on. None of them holds words that an officer typed about the person.

use crate::mail::Email;

/// To somebody whom a council took on, at the address it was told.
pub(super) fn invitation(to: &str, council: &str, link: &str, days: i64) -> Email {
    Email {
        to: to.to_owned(),
        subject: format!("{council} asks you to join Handpick"),
        text: format!(
            "Hello,\n\n{council} helps you with your care and support. On Handpick you can answer its questions, write \
             your plan, and see your budget.\n\nOpen this link to begin:\n\n{link}\n\nThe link works for {days} days, \
             and once. If you use Handpick already, sign in first, and you can join with the account you have. Nothing \
             happens before you say yes.\n\nIf you don't know why you get this, you need do nothing.\n\nHandpick\n"
        ),
    }
}

/// To the care manager who asked.
pub(super) fn joined(to: &str, name: &str, link: &str) -> Email {
    Email {
        to: to.to_owned(),
        subject: format!("{name} has joined"),
        text: format!("Hello,\n\n{name} can now sign in and work with you on Handpick.\n\n{link}\n\nHandpick\n"),
    }
}
