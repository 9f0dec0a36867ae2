//! What waits, what was reported, and what a provider answered. Pure.

use chrono::NaiveDateTime;

use crate::directory::model::decisions::{Decision, Subject};
use crate::kernel::ids::AppealId;
use crate::kernel::text_enum;

/// The most letters of a report or of an answer.
pub const LONGEST_WORDS: usize = 2_000;

text_enum! {
    /// What kind of thing waits.
    pub enum Kind {
        /// Something that was reported.
        Report = "report" => "Reports",
        /// A review that is held back.
        Rating = "rating" => "Reviews",
        /// What a provider answered to a decision.
        Appeal = "appeal" => "Answers",
        /// A listing in review.
        Listing = "listing" => "Listings",
        /// An accreditation to be seen.
        Accreditation = "accreditation" => "Accreditations",
        /// Somebody says that a page from open data is theirs.
        Claim = "page" => "Claims",
        /// A provider that nobody has verified.
        Provider = "claim" => "Providers",
    }
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What kind of thing.
    pub kind: Kind,
    /// Where it is decided.
    pub href: String,
    /// What it is called.
    pub about: String,
    /// Whose it is.
    pub provider: String,
    /// Why it waits, in a few words.
    pub why: String,
    /// Since when, in UTC.
    pub since: NaiveDateTime,
    /// Somebody may be at risk.
    pub urgent: bool,
}

/// Sorts a queue: urgent first, then what waited longest.
pub fn sort(queue: &mut [Waiting]) {
    queue.sort_by(|a, b| (!a.urgent, a.since, &a.href).cmp(&(!b.urgent, b.since, &b.href)));
}

/// "today", "1 day", "12 days".
#[must_use]
pub fn age(since: NaiveDateTime, now: NaiveDateTime) -> String {
    match now.signed_duration_since(since).num_days() {
        days if days < 1 => "Today".to_owned(),
        days => crate::kernel::words::count(days, "day", "days"),
    }
}

text_enum! {
    /// What can be reported.
    pub enum Reported {
        /// A listing.
        Listing = "listing" => "listing",
        /// A provider's page.
        Provider = "provider" => "provider",
        /// A review.
        Rating = "rating" => "review",
    }
}

impl Reported {
    /// As decisions call it.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Listing => Subject::Listing,
            Self::Provider => Subject::Provider,
            Self::Rating => Subject::Rating,
        }
    }
}

text_enum! {
    /// What somebody says is wrong.
    pub enum Complaint {
        /// It says something that isn't so.
        Wrong = "wrong" => "The information is wrong or out of date",
        /// It could hurt somebody.
        Unsafe = "unsafe" => "It looks unsafe",
        /// The review isn't real.
        Fake = "fake" => "I think the review is fake",
        /// It insults people, or treats some worse.
        Rude = "rude" => "It is rude, or treats some people worse than others",
        /// It is after people's money.
        Scam = "scam" => "It looks like a scam",
        /// Somebody is being harmed, or may be.
        AtRisk = "at_risk" => "Someone is at risk",
        /// Anything else.
        Other = "other" => "Something else",
    }
}

impl Complaint {
    /// Whether it can't wait.
    #[must_use]
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::AtRisk)
    }

    /// Whether taking the thing off at once may be right.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::AtRisk | Self::Unsafe | Self::Scam)
    }
}

/// A report to be made.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// What is wrong.
    pub complaint: Complaint,
    /// In their words.
    pub words: String,
    /// Where to send an answer.
    pub email: Option<String>,
}

/// A report as a moderator reads it. Who made it isn't there: it doesn't matter for the decision.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is wrong.
    pub complaint: Complaint,
    /// In their words.
    pub words: String,
    /// They left an address.
    pub wants_answer: bool,
    /// They were signed in.
    pub signed_in: bool,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

text_enum! {
    /// What became of a report, as whoever made it is told.
    pub enum ReportOutcome {
        /// Something was done.
        Acted = "acted" => "We did something about it",
        /// Nothing had to be done.
        NothingFound = "nothing_found" => "We found no reason to act",
    }
}

text_enum! {
    /// What became of an appeal.
    pub enum AppealOutcome {
        /// The decision stands.
        Kept = "kept" => "The decision stands",
        /// The decision was changed.
        Changed = "changed" => "The decision was changed",
    }
}

/// What a provider answered to a decision.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Which one.
    pub id: AppealId,
    /// What they wrote.
    pub words: String,
    /// Who wrote it.
    pub by: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What became of it, and the words that went with it.
    pub answered: Option<(AppealOutcome, String)>,
}

/// A decision with what was answered to it.
#[derive(Clone, Debug)]
pub struct Answerable {
    /// The decision.
    pub decision: Decision,
    /// The provider's answer.
    pub appeal: Option<Appeal>,
}

impl Answerable {
    /// Whether the provider may answer it now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decision.ruling.can_be_answered() && self.appeal.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(href: &str, since: &str, urgent: bool) -> Waiting {
        let (about, provider, why) = (String::new(), String::new(), String::new());
        Waiting {
            kind: Kind::Listing,
            href: href.to_owned(),
            about,
            provider,
            why,
            since: since.parse().unwrap(),
            urgent,
        }
    }

    #[test]
    fn what_is_urgent_comes_first_and_then_what_waited_longest() {
        let mut queue = [
            waiting("b", "2026-11-02T09:00:00", false),
            waiting("a", "2026-11-01T09:00:00", false),
            waiting("c", "2026-11-03T09:00:00", true),
        ];
        sort(&mut queue);
        assert_eq!(queue.map(|waiting| waiting.href), ["c", "a", "b"]);
    }

    #[test]
    fn ages_are_in_days() {
        let at = |text: &str| text.parse().unwrap();
        assert_eq!(age(at("2026-11-21T08:00:00"), at("2026-11-21T09:00:00")), "Today");
        assert_eq!(age(at("2026-11-20T08:00:00"), at("2026-11-21T09:00:00")), "1 day");
        assert_eq!(age(at("2026-11-01T09:00:00"), at("2026-11-21T09:00:00")), "20 days");
    }
}
