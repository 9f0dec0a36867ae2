//! What a moderator decides and why, and what changed since something was last approved. Pure.

use chrono::NaiveDateTime;

use super::commands::{Fault, tidy};
use super::listing::Listing;
use crate::kernel::ids::{DecisionId, ProviderId};
use crate::kernel::text_enum;
use crate::search::categories;

/// The most letters of a reason, a report's words or an answer.
pub const LONGEST_WORDS: usize = 2_000;

text_enum! {
    /// What a decision is about.
    pub enum Subject {
        /// A listing.
        Listing = "listing" => "Listing",
        /// An accreditation.
        Accreditation = "accreditation" => "Accreditation",
        /// A provider.
        Provider = "provider" => "Provider",
        /// A review.
        Rating = "rating" => "Review",
    }
}

text_enum! {
    /// What was decided.
    pub enum Ruling {
        /// A listing may be seen.
        Approved = "approved" => "Approved",
        /// A listing must be changed first.
        SentBack = "sent_back" => "Sent back",
        /// A listing was taken off the site.
        TakenOff = "taken_off" => "Taken off",
        /// A listing that was taken off is back.
        PutBack = "put_back" => "Put back",
        /// A provider or an accreditation was checked and found right.
        Verified = "verified" => "Verified",
        /// An accreditation was not accepted.
        Refused = "refused" => "Not accepted",
        /// A claim on a page was not accepted.
        ClaimRefused = "claim_refused" => "Claim not accepted",
        /// A page from open data is its organisation's now.
        ClaimAccepted = "claim_accepted" => "Claim accepted",
        /// Somebody's claim on a page that nobody runs yet was not accepted.
        RivalRefused = "rival_refused" => "A claim not accepted",
        /// Two entries are one provider now.
        Merged = "merged" => "Merged",
        /// Two entries that look alike are two providers.
        KeptApart = "kept_apart" => "Not the same provider",
        /// A provider was taken out of the market.
        Suspended = "suspended" => "Suspended",
        /// A suspended provider is back.
        Unsuspended = "unsuspended" => "Back on the market",
        /// A review that was held is on the page.
        RatingShown = "rating_shown" => "Review shown",
        /// A review is not on the page.
        RatingRemoved = "rating_removed" => "Review taken off",
        /// Asked to put something right.
        Warned = "warned" => "Asked to put it right",
        /// What was reported was looked into, and nothing had to change.
        NothingFound = "nothing_found" => "Nothing to change",
    }
}

impl Ruling {
    /// Whether the provider may ask for a second look: it goes against them.
    #[must_use]
    pub const fn can_be_answered(self) -> bool {
        matches!(self, Self::SentBack | Self::TakenOff | Self::Refused | Self::Suspended | Self::Warned)
    }

    /// Whether the provider is told. What was reported without reason is not: it would only worry them. Nor is what
    /// became of somebody else's claim: that is theirs to know.
    #[must_use]
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::NothingFound | Self::RivalRefused | Self::KeptApart)
    }

    /// What the provider can do now, in a sentence or two.
    #[must_use]
    pub const fn what_next(self) -> &'static str {
        match self {
            Self::Approved => "People can find and order it now.",
            Self::SentBack => "Change what the reason says. Then send it to be checked again.",
            Self::TakenOff => "Change what the reason says and save it. We check it again, and then it goes back.",
            Self::PutBack => "People can find and order it again.",
            Self::Verified => "People see it now.",
            Self::Refused => "Add it again, with evidence that shows what the reason asks for.",
            Self::ClaimRefused => "Ring us if this is your organisation, and we will look at it together.",
            Self::ClaimAccepted => "You can change the page now, add prices and take orders.",
            Self::Merged => "Look at the page, and ring us if something on it isn’t right.",
            Self::Suspended => {
                "Nobody can find you or place new orders. Orders you have go on. Please answer, or ring us."
            }
            Self::Unsuspended => "People can find and order from you again.",
            Self::RatingShown => "Everybody can read it. You can reply to it once.",
            Self::RatingRemoved | Self::NothingFound | Self::RivalRefused | Self::KeptApart => {
                "You don’t need to do anything."
            }
            Self::Warned => "Please put it right within 7 days. If it stays as it is, we may take it off.",
        }
    }

    /// Reasons that are often given, as the provider reads them.
    #[must_use]
    pub const fn usual_reasons(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::SentBack => &[
                ("unclear", "It isn’t clear what people get for their money."),
                ("price", "The price leaves something out, or it isn’t clear what it covers."),
                ("category", "It is in the wrong category."),
                ("promises", "It promises more than anybody can be sure of."),
                ("contact", "Please leave telephone numbers and web addresses out of the text."),
                ("plain", "Please use shorter sentences and everyday words."),
            ],
            Self::TakenOff | Self::Warned => &[
                ("wrong", "What it says isn’t right."),
                ("unsafe", "It may not be safe."),
                ("rude", "It is rude to people, or treats some worse than others."),
                ("misleading", "It misleads people about the price or about what they get."),
                ("check", "A check that it needs is missing or has run out."),
            ],
            Self::Suspended => &[
                ("closed", "We heard that you have closed."),
                ("safety", "We are worried about people’s safety."),
                ("check", "A check that you need is missing or has run out."),
                ("identity", "We could not find out that you are who you say."),
            ],
            Self::RatingRemoved => &[
                ("names", "It names a worker or gives private details."),
                ("rude", "It is rude, or treats people worse for who they are."),
                ("fake", "It isn’t about something that really happened."),
                ("harm", "It says that somebody was harmed. The council has it now."),
            ],
            _ => &[],
        }
    }
}

/// One reason from the usual ones that were ticked, and the moderator's own words.
///
/// # Errors
/// A fault of the field `reason`: none was given, or it is too long.
pub fn reason(ruling: Ruling, ticked: &[String], own: &str) -> Result<String, Vec<Fault>> {
    let usual = ruling.usual_reasons().iter().filter(|(code, _)| ticked.iter().any(|ticked| ticked == code));
    let mut parts: Vec<String> = usual.map(|(_, words)| (*words).to_owned()).collect();
    let own = tidy(own);
    if !own.is_empty() {
        parts.push(own);
    }
    let words = parts.join(" ");
    if words.is_empty() {
        let words = match ruling {
            Ruling::SentBack => "Say what should change. Tick a reason, or write one.",
            _ => "Say why. Tick a reason, or write one.",
        };
        return Err(vec![Fault::new("reason", words)]);
    }
    if words.chars().count() > LONGEST_WORDS {
        return Err(vec![Fault::new("reason", format!("Use {LONGEST_WORDS} letters or fewer."))]);
    }
    Ok(words)
}

/// A decision, as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Which one.
    pub id: DecisionId,
    /// What kind of thing it is about.
    pub subject: Subject,
    /// The row it is about.
    pub subject_id: i64,
    /// Whose it is.
    pub provider_id: ProviderId,
    /// The provider's name, as it is now.
    pub provider: String,
    /// What it is about, as it was called then.
    pub about: String,
    /// What was decided.
    pub ruling: Ruling,
    /// Why, as the provider reads it; may be empty for good news.
    pub words: String,
    /// The name of whoever decided.
    pub by: String,
    /// Who decided.
    pub by_id: crate::kernel::ids::UserId,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// What a moderator approves of a listing, part by part.
pub type ApprovedText = Vec<(String, String)>;

/// The parts of a listing that a moderator reads, with their headings.
#[must_use]
pub fn text_of(listing: &Listing) -> ApprovedText {
    let lines = |lines: &[String]| lines.join("\n");
    [
        ("Title", listing.title.clone()),
        ("Category", categories::name(&listing.category).to_owned()),
        ("Summary", listing.summary.clone()),
        ("Description", listing.description.clone()),
        ("Easy read", listing.easy_read.clone()),
        ("What people get", lines(&listing.terms.included)),
        ("What they don’t get", lines(&listing.terms.not_included)),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}

/// A part that reads otherwise than when it was approved. The words before and after what changed are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The part's heading.
    pub part: String,
    /// The same at the beginning.
    pub start: String,
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
    /// The same at the end.
    pub end: String,
}

/// What changed between two texts, part by part.
#[must_use]
pub fn changes(approved: &ApprovedText, now: &ApprovedText) -> Vec<Change> {
    let of = |part: &str| approved.iter().find(|(name, _)| name == part).map_or("", |(_, text)| text.as_str());
    now.iter()
        .filter(|(part, text)| of(part) != text)
        .map(|(part, text)| {
            let (start, old, new, end) = difference(of(part), text);
            Change { part: part.clone(), start, old, new, end }
        })
        .collect()
}

/// Beginning alike, what was, what is, end alike; cut between words.
fn difference(old: &str, new: &str) -> (String, String, String, String) {
    let (was, is): (Vec<&str>, Vec<&str>) = (old.split_inclusive(' ').collect(), new.split_inclusive(' ').collect());
    let start = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let left = was.len().min(is.len()) - start;
    let end = was.iter().rev().zip(is.iter().rev()).take(left).take_while(|(a, b)| a == b).count();
    let part = |words: &[&str], from: usize, to: usize| words.get(from..to).unwrap_or_default().concat();
    (
        part(&is, 0, start),
        part(&was, start, was.len() - end),
        part(&is, start, is.len() - end),
        part(&is, is.len() - end, is.len()),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reason_is_what_was_ticked_and_what_was_written() {
        let words = reason(Ruling::SentBack, &["plain".to_owned(), "nonsense".to_owned()], " Say where you meet. ");
        assert_eq!(words.unwrap(), "Please use shorter sentences and everyday words. Say where you meet.");
        assert!(reason(Ruling::SentBack, &["nonsense".to_owned()], "  ").is_err());
        assert!(reason(Ruling::Suspended, &[], &"x".repeat(LONGEST_WORDS + 1)).is_err());
    }

    #[test]
    fn only_what_changed_is_shown_as_changed() {
        let (start, old, new, end) = difference("We help you wash each day.", "We help you bathe twice each day.");
        assert_eq!(
            (start.as_str(), old.as_str(), new.as_str(), end.as_str()),
            ("We help you ", "wash ", "bathe twice ", "each day.")
        );
        let text =
            |summary: &str| vec![("Title".to_owned(), "A".to_owned()), ("Summary".to_owned(), summary.to_owned())];
        assert!(changes(&text("x"), &text("x")).is_empty());
        assert_eq!(changes(&text("x"), &text("y")).len(), 1);
    }

    proptest! {
        #[test]
        fn the_pieces_make_both_texts_again(old in "[ab ]{0,20}", new in "[ab ]{0,20}") {
            let (start, was, is, end) = difference(&old, &new);
            prop_assert_eq!(format!("{}{}{}", start, was, end), old);
            prop_assert_eq!(format!("{}{}{}", start, is, end), new);
        }
    }
}
