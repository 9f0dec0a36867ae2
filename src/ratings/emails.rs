//! What somebody is told when a moderator decided on their review.

use crate::mail::Email;

/// To whoever wrote it: it isn't on the page.
pub(super) fn not_shown(site: &str, to: &str, title: &str, why: &str) -> Email {
    Email {
        to: to.to_owned(),
        subject: format!("Your review of {title}"),
        text: format!(
            "Thank you for your review of “{title}”. It is not on the page.\n\nWhy: {why}\n\nWhat we allow is written \
             here, and how to complain if you think that we are wrong:\n{site}/content-rules\n"
        ),
    }
}

/// To whoever wrote it: it is on the page now.
pub(super) fn shown(to: &str, title: &str) -> Email {
    Email {
        to: to.to_owned(),
        subject: format!("Your review of {title} is on the page"),
        text: format!("Thank you for your review of “{title}”. A person has read it, and everybody can see it now.\n"),
    }
}
