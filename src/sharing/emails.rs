//! The messages of shared orders, in plain text.

use crate::mail::Email;

/// To somebody who is asked to share: what, when, and a link that works once. Not by whom.
pub fn invited(to: &str, (what, when): (&str, &str), link: &str) -> Email {
    let text = format!(
        "Somebody would like to share a service with you, and the cost of it:\n\n{what}\n{when}\n\nYou can look at it, and \
         join if you like, here. The link works once, for 14 days:\n{link}\n\nNothing is ordered until everybody has said \
         yes to their share.\n"
    );
    Email { to: to.to_owned(), subject: "Share a service, and its cost".to_owned(), text }
}

/// To one of those who share: something happened. `what` is sentences.
pub fn news(to: &str, subject: &str, (what, title, holder): (&str, &str, &str), link: &str) -> Email {
    let text =
        format!("{what}\n\nIt is about “{title}”, shared by {holder} and others. You can see it here:\n{link}\n");
    Email { to: to.to_owned(), subject: subject.to_owned(), text }
}
