//! What a source said of an entry the last time, field by field, so that the next import updates what it brought and
//! never touches what people have edited.
//!
//! The rule, for each field on its own: it takes the source's new value only if it still holds what the source brought
//! the last time. A digest of each value is kept, not the value: comparing is all that is done with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::commands::ListingCommand;
use super::listing::ListingTime;
use super::words::{CareGroup, Delivery, OutcomeFamily, ProviderKind};

/// A digest for each field, by the field's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought(BTreeMap<String, String>);

impl Brought {
    /// As it is stored; none when nothing is known of what the source said.
    #[must_use]
    pub fn read(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok().map(Self)
    }

    /// For storing.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

/// What the stored value of a field was before this import.
#[derive(Clone, Copy, Debug)]
pub enum Last<'a> {
    /// This is what the source brought.
    Known(&'a Brought),
    /// Nobody could edit the entry yet, so what is there is what the source brought.
    AsItIs,
    /// Nothing is known, and somebody may have edited it: only what is the same is the source's.
    Unknown,
}

/// One entry as its source says it now, beside what is there and what the source said before.
#[derive(Debug)]
pub struct Comparison<'a> {
    last: Last<'a>,
    /// What the source says now, to be kept for the next time.
    pub brought: Brought,
    /// Fields that people edited and the source says something new about, as people call them.
    pub kept: Vec<&'static str>,
    /// Whether a field took a new value.
    pub changed: bool,
}

impl<'a> Comparison<'a> {
    /// Nothing compared yet.
    #[must_use]
    pub fn new(last: Last<'a>) -> Self {
        Self { last, brought: Brought::default(), kept: Vec::new(), changed: false }
    }

    /// Compares one field, and puts the new value in place where it may.
    pub fn field<T: Said + Clone>(&mut self, name: &'static str, current: &mut T, new: &T) {
        let (held, said) = (digest(current), digest(new));
        let before = match self.last {
            Last::Known(brought) => brought.0.get(name).cloned(),
            Last::AsItIs => Some(held.clone()),
            Last::Unknown => None,
        };
        self.brought.0.insert(name.to_owned(), said.clone());
        if held == said || before.as_ref() == Some(&said) {
            return;
        }
        if before == Some(held) {
            *current = new.clone();
            self.changed = true;
        } else {
            self.kept.push(name);
        }
    }

    /// Compares everything that a listing says.
    pub fn listing(&mut self, current: &mut ListingCommand, new: &ListingCommand) {
        self.field("title", &mut current.title, &new.title);
        self.field("summary", &mut current.summary, &new.summary);
        self.field("description", &mut current.description, &new.description);
        self.field("easy-read words", &mut current.easy_read, &new.easy_read);
        self.field("category", &mut current.category, &new.category);
        self.field("who it is for", &mut current.terms.care_groups, &new.terms.care_groups);
        self.field("what it helps with", &mut current.terms.outcomes, &new.terms.outcomes);
        self.field("how people get it", &mut current.terms.delivery, &new.terms.delivery);
        self.field("languages", &mut current.terms.languages, &new.terms.languages);
        self.field("access", &mut current.terms.access, &new.terms.access);
        self.field("what is included", &mut current.terms.included, &new.terms.included);
        self.field("what is not included", &mut current.terms.not_included, &new.terms.not_included);
        self.field("postcode areas", &mut current.terms.districts, &new.terms.districts);
        self.field("councils", &mut current.terms.councils, &new.terms.councils);
        self.field("times", &mut current.times, &new.times);
        self.field("distance", &mut current.radius_miles, &new.radius_miles);
        self.field("spaces", &mut current.spaces_left, &new.spaces_left);
        self.field("how soon it can start", &mut current.starts_within_days, &new.starts_within_days);
        self.field("notice", &mut current.notice_hours, &new.notice_hours);
        self.field("where it takes place", &mut current.venue, &new.venue);
        self.field("late charge", &mut current.late_charge_percent, &new.late_charge_percent);
    }
}

/// Nothing for nothing, else the first 16 digits of a SHA-256.
fn digest(value: &impl Said) -> String {
    let said = value.said();
    if said.is_empty() {
        return said;
    }
    Sha256::digest(said).iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A value as a text that stays the same in later versions of this program.
pub trait Said {
    /// The text; empty for nothing.
    fn said(&self) -> String;
}

impl Said for String {
    fn said(&self) -> String {
        self.clone()
    }
}

impl<T: Said> Said for Option<T> {
    fn said(&self) -> String {
        self.as_ref().map(Said::said).unwrap_or_default()
    }
}

impl<T: Said> Said for Vec<T> {
    fn said(&self) -> String {
        self.iter().map(Said::said).collect::<Vec<_>>().join("\u{1f}")
    }
}

impl Said for i32 {
    fn said(&self) -> String {
        self.to_string()
    }
}

impl Said for NaiveDate {
    fn said(&self) -> String {
        self.to_string()
    }
}

impl Said for ListingTime {
    fn said(&self) -> String {
        format!("{} {} {}", self.weekdays.bits(), self.from.hhmm(), self.to.hhmm())
    }
}

macro_rules! said_as_stored {
    ($($word:ty),+) => {
        $(impl Said for $word {
            fn said(&self) -> String {
                self.as_str().to_owned()
            }
        })+
    };
}

said_as_stored!(CareGroup, Delivery, OutcomeFamily, ProviderKind);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compared(last: Last<'_>, held: &str, said: &str) -> (String, bool, usize) {
        let mut comparison = Comparison::new(last);
        let mut current = held.to_owned();
        comparison.field("phone", &mut current, &said.to_owned());
        (current, comparison.changed, comparison.kept.len())
    }

    fn brought(said: &str) -> Brought {
        let mut comparison = Comparison::new(Last::Unknown);
        comparison.field("phone", &mut said.to_owned(), &said.to_owned());
        Brought::read(&comparison.brought.stored()).unwrap()
    }

    #[test]
    fn a_field_follows_its_source_until_somebody_edits_it() {
        let last = brought("1");
        assert_eq!(compared(Last::Known(&last), "1", "2"), ("2".to_owned(), true, 0));
        assert_eq!(compared(Last::Known(&last), "mine", "2"), ("mine".to_owned(), false, 1));
        assert_eq!(compared(Last::Known(&last), "mine", "1"), ("mine".to_owned(), false, 0));
        assert_eq!(compared(Last::Known(&last), "", "2"), (String::new(), false, 1));
    }

    #[test]
    fn what_isnt_known_is_taken_for_edited_unless_nobody_could() {
        assert_eq!(compared(Last::Unknown, "1", "2"), ("1".to_owned(), false, 1));
        assert_eq!(compared(Last::AsItIs, "1", "2"), ("2".to_owned(), true, 0));
        assert_eq!(Brought::read(""), None);
    }

    proptest! {
        /// A source that says this and that, and a person who edits now and then.
        #[test]
        fn no_edit_is_ever_lost(steps in proptest::collection::vec(proptest::option::of(0_u8..4), 1..40)) {
            let (mut last, mut held, mut edited) = (brought("s0"), "s0".to_owned(), None);
            for (number, step) in steps.into_iter().enumerate() {
                if let Some(says) = step {
                    let mut comparison = Comparison::new(Last::Known(&last));
                    comparison.field("phone", &mut held, &format!("s{says}"));
                    last = comparison.brought;
                } else {
                    held = format!("edit {number}");
                    edited = Some(held.clone());
                }
                if let Some(edit) = &edited {
                    prop_assert_eq!(&held, edit);
                } else {
                    prop_assert!(held.starts_with('s'));
                }
            }
        }
    }
}
