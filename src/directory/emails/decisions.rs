//! The messages of moderation to a provider's staff, in plain text: what was decided, why, and what to do next.

use crate::directory::model::decisions::Ruling;
use crate::mail::Email;

/// What a decision's message is about.
#[derive(Clone, Copy, Debug)]
pub(in crate::directory) struct About<'a> {
    /// The site's address, without a trailing slash.
    pub site: &'a str,
    /// Where it can be read, with a slash first.
    pub page: &'a str,
    /// The provider's name.
    pub provider: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What was decided.
    pub ruling: Ruling,
    /// Why; may be empty.
    pub words: &'a str,
}

fn sentence(about: &About<'_>) -> String {
    let (what, provider) = (about.subject, about.provider);
    match about.ruling {
        Ruling::Approved => format!("We have read “{what}” and approved it."),
        Ruling::SentBack => format!("We have read “{what}”. Something has to change before people can see it."),
        Ruling::TakenOff => format!("We have taken “{what}” off the site for now."),
        Ruling::PutBack => format!("“{what}” is back on the site."),
        Ruling::Verified => format!("We have checked “{what}” and found it right."),
        Ruling::Refused => format!("We can’t accept “{what}” yet."),
        Ruling::ClaimRefused => format!("We could not find out that the page of {what} is yours."),
        Ruling::ClaimAccepted => format!("The page of {what} is yours."),
        Ruling::RivalRefused => format!("A claim on the page of {what} was not accepted."),
        Ruling::Merged => format!("The pages of {what} and another one were about the same. They are one page now."),
        Ruling::KeptApart => format!("{what} looked like another one and isn’t."),
        Ruling::Suspended => format!("We have suspended {provider}."),
        Ruling::Unsuspended => format!("{provider} is back on the market."),
        Ruling::RatingShown => {
            format!("A review of “{what}” is on the page now. We had held it back to read it first.")
        }
        Ruling::RatingRemoved => format!("We have taken a review of “{what}” off the page."),
        Ruling::Warned => format!("Please put something right with “{what}”."),
        Ruling::NothingFound => format!("We looked into “{what}”. Nothing has to change."),
    }
}

/// To each of the provider's staff.
pub(in crate::directory) fn decided(about: &About<'_>, to: &str) -> Email {
    let why = if about.words.is_empty() { String::new() } else { format!("\nWhy: {}\n", about.words) };
    let answer = if about.ruling.can_be_answered() {
        "If you think that we are wrong, you can answer once on that page. Somebody else reads your answer.\n"
    } else {
        ""
    };
    let text = format!(
        "{}\n{why}\n{}\n\nSee it here:\n{}{}\n{answer}",
        sentence(about),
        about.ruling.what_next(),
        about.site,
        about.page
    );
    Email { to: to.to_owned(), subject: format!("{}: {}", about.ruling.label(), about.subject), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_says_what_why_and_what_next() {
        let about = About {
            site: "https://handpick.example",
            page: "/provider/decisions/7",
            provider: "Aire Valley",
            subject: "Help at home",
            ruling: Ruling::SentBack,
            words: "Say where you meet.",
        };
        let email = decided(&about, "grace@example.org");
        assert_eq!(email.subject, "Sent back: Help at home");
        for words in ["Why: Say where you meet.", "Then send it", "/provider/decisions/7\n", "answer once"] {
            assert!(email.text.contains(words), "{words} in {}", email.text);
        }
        let good = decided(&About { ruling: Ruling::Approved, words: "", ..about }, "grace@example.org");
        assert!(!good.text.contains("Why:") && !good.text.contains("answer once"));
    }
}
