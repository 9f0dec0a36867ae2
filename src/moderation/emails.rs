//! The messages of moderation to whoever reported something, and to a provider who answered a decision.

use super::model::{AppealOutcome, ReportOutcome};
use crate::mail::Email;

/// To whoever reported: what became of it, in general words.
pub(super) fn outcome(site: &str, to: &str, outcome: ReportOutcome) -> Email {
    let what = match outcome {
        ReportOutcome::Acted => "A moderator looked into it, and we did something about it.",
        ReportOutcome::NothingFound => {
            "A moderator looked into it carefully, and found no reason to act. What you told us is kept, and counts if \
             others tell us the same."
        }
    };
    Email {
        to: to.to_owned(),
        subject: "What you reported on Handpick".to_owned(),
        text: format!(
            "Thank you for telling us about something on Handpick.\n\n{what}\n\nTo be fair to everybody we don’t say \
             more. If you are not happy with this, here is how to complain:\n{site}/content-rules\n"
        ),
    }
}

/// To a provider's staff: what became of their answer.
pub(super) fn answered(site: &str, to: &str, about: &str, outcome: AppealOutcome, words: &str) -> Email {
    let lead = match outcome {
        AppealOutcome::Changed => "We have read your answer, and you were right. The decision is changed.",
        AppealOutcome::Kept => "We have read your answer. The decision stands.",
    };
    Email {
        to: to.to_owned(),
        subject: format!("Your answer about {about}"),
        text: format!(
            "{lead}\n\n{words}\n\nSee it here:\n{site}/provider/decisions\n\nIf you are still not happy, here is how \
             to complain:\n{site}/content-rules\n"
        ),
    }
}
