//! The one message of the inbox. It names nobody: mail is read on screens that others see.

use crate::mail::Email;

/// To a care manager or commissioner: there is something to read.
pub(super) fn waiting(site: &str, to: &str) -> Email {
    Email {
        to: to.to_owned(),
        subject: "Something new in your safeguarding inbox".to_owned(),
        text: format!(
            "Somebody may be at risk. Please read it on Handpick today. We leave the details out of this mail on \
             purpose.\n\n{site}/council/safeguarding\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_where_and_nothing_else() {
        let email = waiting("https://handpick.example", "ruth@example.org");
        assert!(email.text.contains("https://handpick.example/council/safeguarding\n"));
    }
}
