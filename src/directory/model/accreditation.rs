//! Accreditations, and what stops new orders.
//!
//! An accreditation is shown only when a moderator checked it and it is in date. Some are required, by the kind of
//! support: a required one that has run out stops new orders.

use chrono::NaiveDate;

use super::catalogue::{self, AccreditationScheme, Ends, Requirement};
use super::commands::{Fault, tidy_line};
use super::listing::Listing;
use super::provider::Provider;
use super::words::{AccreditationState, ListingState, ProviderState};
use crate::kernel::dates::long_date;
use crate::kernel::text_enum;
use crate::kernel::{AccreditationId, ProviderId};

/// An accreditation of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    /// Which one.
    pub id: AccreditationId,
    /// Whose it is.
    pub provider_id: ProviderId,
    /// What it is.
    pub scheme: AccreditationScheme,
    /// The number on the certificate.
    pub reference: String,
    /// Its level, as the catalogue codes it: "enhanced".
    pub level: Option<String>,
    /// What it covers: "All visiting staff".
    pub scope: String,
    /// Where the evidence can be seen, when it isn't in a file of ours.
    pub evidence_file: Option<String>,
    /// Where it is on its way.
    pub state: AccreditationState,
    /// The name of whoever checked it.
    pub checked_by_name: Option<String>,
    /// When it was checked.
    pub checked_on: Option<NaiveDate>,
    /// The last day it holds; none for one without an end.
    pub expires_on: Option<NaiveDate>,
    /// Why it was refused.
    pub refused_reason: Option<String>,
    /// The one it renews.
    pub renews: Option<AccreditationId>,
    /// Since when a newer one stands in its place.
    pub replaced_on: Option<NaiveDate>,
}

impl Accreditation {
    /// Whether it was checked and holds on this day, and no newer one stands in its place.
    #[must_use]
    pub fn in_date(&self, day: NaiveDate) -> bool {
        self.state == AccreditationState::Verified
            && self.replaced_on.is_none()
            && self.expires_on.is_none_or(|expires| day <= expires)
    }

    /// What it is with its level: "DBS check, enhanced".
    #[must_use]
    pub fn title(&self) -> String {
        let level = self.level.as_deref().and_then(|level| self.scheme.level_words(level));
        level.map_or_else(
            || self.scheme.label().to_owned(),
            |level| format!("{}, {}", self.scheme.label(), lower(level)),
        )
    }

    /// What should be said of its end on this day; none while there is time, and for what was never checked.
    #[must_use]
    pub fn notice_due(&self, day: NaiveDate) -> Option<Notice> {
        let left = self.days_left(day).filter(|_| self.state == AccreditationState::Verified)?;
        Notice::for_days_left(left)
    }

    /// How many days it still holds, when that is known; below 0 when it has run out.
    #[must_use]
    pub fn days_left(&self, day: NaiveDate) -> Option<i64> {
        self.expires_on.map(|expires| expires.signed_duration_since(day).num_days())
    }
}

/// What a provider says it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccreditationCommand {
    /// What it is.
    pub scheme: AccreditationScheme,
    /// The number on the certificate.
    pub reference: String,
    /// Its level, as the catalogue codes it.
    pub level: Option<String>,
    /// What it covers: "All visiting staff".
    pub scope: String,
    /// Where the evidence can be seen, when it isn't in a file of ours.
    pub evidence_file: Option<String>,
    /// The last day it holds; none for one without an end.
    pub expires_on: Option<NaiveDate>,
    /// The one it is to take the place of.
    pub renews: Option<AccreditationId>,
}

text_enum! {
    /// What is said once of an accreditation that runs out.
    pub enum Notice {
        Days60 = "days_60" => "60 days before",
        Days30 = "days_30" => "30 days before",
        Days7 = "days_7" => "7 days before",
        Ended = "ended" => "It has run out",
    }
}

impl Notice {
    /// The nearest that is due with so many days left, so that nobody hears three things at once.
    #[must_use]
    pub const fn for_days_left(left: i64) -> Option<Self> {
        match left {
            ..0 => Some(Self::Ended),
            0..=7 => Some(Self::Days7),
            8..=30 => Some(Self::Days30),
            31..=60 => Some(Self::Days60),
            _ => None,
        }
    }
}

/// The words of a level inside a sentence; "DBS" and the like keep their capitals.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl AccreditationCommand {
    /// The same, tidied.
    ///
    /// # Errors
    /// Every fault.
    pub fn checked(&self, today: NaiveDate) -> Result<Self, Vec<Fault>> {
        let tidied = Self { reference: tidy_line(&self.reference), scope: tidy_line(&self.scope), ..self.clone() };
        let mut faults = Vec::new();
        let about = self.scheme.about();
        if tidied.reference.is_empty() || tidied.reference.chars().count() > 100 {
            faults.push(Fault::new("reference", "Enter the number on the certificate, in 100 letters or fewer."));
        } else if let Some(about) = about.filter(|about| !about.takes(&tidied.reference)) {
            let words =
                format!("This is not the shape of a {}. Enter one like {}.", lower(&about.number), about.example);
            faults.push(Fault::new("reference", words));
        }
        if tidied.level.as_deref().is_some_and(|level| self.scheme.level_words(level).is_none()) {
            faults.push(Fault::new("level", "Choose a level from the list."));
        }
        if tidied.scope.chars().count() > 200 {
            faults.push(Fault::new("scope", "Say what it covers in 200 letters or fewer."));
        }
        if tidied.evidence_file.as_deref().is_some_and(|where_| where_.chars().count() > 200) {
            faults.push(Fault::new("evidence_file", "Shorten this to 200 letters or fewer."));
        }
        if tidied.expires_on.is_some_and(|expires| expires < today) {
            faults.push(Fault::new("expires_on", "This has already run out. Enter one that is in date."));
        }
        if tidied.expires_on.is_none() && about.is_some_and(|about| about.ends == Ends::Always) {
            faults.push(Fault::new("expires_on", "Enter the last day it holds."));
        }
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }
}

/// What this provider must have to offer this category. Personal assistants and micro-providers have the lighter tier:
/// no registration with the Care Quality Commission, which one person employed by another doesn't need.
#[must_use]
pub fn required(provider: &Provider, category: &str) -> Vec<AccreditationScheme> {
    requirements_of(provider, category).map(|required| required.scheme).collect()
}

/// The same, with the reasons and what does as well.
pub fn requirements_of(provider: &Provider, category: &str) -> impl Iterator<Item = &'static Requirement> {
    let kind = provider.kind;
    catalogue::requirements().iter().filter(move |required| required.holds_for(category, kind))
}

/// How a provider stands with one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Checked and in date.
    InDate,
    /// It was checked and has run out: the last day it held.
    Expired(NaiveDate),
    /// A moderator took it back or didn't accept it.
    NotAccepted,
    /// Never checked.
    Missing,
}

/// An accreditation that ran out and that new orders need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// Which one.
    pub id: AccreditationId,
    /// What it was.
    pub scheme: AccreditationScheme,
    /// The last day it held.
    pub ended_on: NaiveDate,
}

impl Provider {
    /// How it stands with this scheme on this day.
    #[must_use]
    pub fn standing(&self, scheme: AccreditationScheme, day: NaiveDate) -> Standing {
        stands(self.accreditations.iter().filter(|held| held.scheme == scheme), day).0
    }

    /// How it stands with what is required: another scheme may do as well, and some levels aren't enough.
    #[must_use]
    pub fn stands_with(&self, required: &Requirement, day: NaiveDate) -> (Standing, Option<Lapse>) {
        let counts = |held: &&Accreditation| {
            let low = held.level.as_ref().is_some_and(|level| required.not_levels.contains(level));
            (held.scheme == required.scheme && !low) || required.instead.contains(&held.scheme)
        };
        stands(self.accreditations.iter().filter(counts), day)
    }

    /// What is required for this category and isn't there; asked before a listing is approved.
    #[must_use]
    pub fn missing_for(&self, category: &str, day: NaiveDate) -> Vec<AccreditationScheme> {
        requirements_of(self, category)
            .filter(|required| self.stands_with(required, day).0 != Standing::InDate)
            .map(|required| required.scheme)
            .collect()
    }

    /// What ran out and stops new orders in this category. Insurance isn't required of everyone; whoever has shown
    /// theirs must keep it in date.
    #[must_use]
    pub fn lapse_for(&self, category: &str, day: NaiveDate) -> Option<Lapse> {
        let required = requirements_of(self, category).find_map(|required| self.stands_with(required, day).1);
        let once_shown = || {
            AccreditationScheme::all()
                .filter(|scheme| scheme.about().is_some_and(|about| about.once_shown))
                .find_map(|scheme| stands(self.accreditations.iter().filter(|held| held.scheme == scheme), day).1)
        };
        required.or_else(once_shown)
    }

    /// Whether a newer one, checked and in date, has taken the place of this one.
    #[must_use]
    pub fn is_followed(&self, held: &Accreditation, day: NaiveDate) -> bool {
        let newer = |other: &Accreditation| {
            other.id != held.id
                && other.scheme == held.scheme
                && other.in_date(day)
                && (other.expires_on.is_none() || other.expires_on > held.expires_on)
        };
        held.replaced_on.is_some() || self.accreditations.iter().any(newer)
    }

    /// Whether a new one that is to take its place waits to be checked.
    #[must_use]
    pub fn renewal_waits(&self, held: &Accreditation) -> bool {
        let waits = |other: &Accreditation| {
            other.state == AccreditationState::Claimed && other.scheme == held.scheme && other.id > held.id
        };
        self.accreditations.iter().any(waits)
    }
}

/// How somebody stands who has these.
fn stands<'a>(own: impl Iterator<Item = &'a Accreditation>, day: NaiveDate) -> (Standing, Option<Lapse>) {
    let own: Vec<&Accreditation> = own.collect();
    if own.iter().any(|held| held.in_date(day)) {
        return (Standing::InDate, None);
    }
    let checked = own.iter().filter(|held| held.state == AccreditationState::Verified);
    let ended = checked.filter_map(|held| held.expires_on.map(|ended_on| (ended_on, held))).max_by_key(|(on, _)| *on);
    if let Some((ended_on, held)) = ended {
        return (Standing::Expired(ended_on), Some(Lapse { id: held.id, scheme: held.scheme, ended_on }));
    }
    let refused = own.iter().any(|held| held.state == AccreditationState::Refused);
    (if refused { Standing::NotAccepted } else { Standing::Missing }, None)
}

/// Why nothing new can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The provider was suspended.
    Suspended,
    /// The entry came from open data and nobody runs it here.
    Unclaimed,
    /// Somebody says it is theirs; a moderator hasn't looked yet.
    AwaitsVerification,
    /// The listing isn't live.
    NotLive(ListingState),
    /// A required accreditation has run out.
    Expired(AccreditationScheme, NaiveDate),
    /// A required accreditation was not accepted.
    NotAccepted(AccreditationScheme),
}

impl Reason {
    /// A sentence for whoever wanted to order.
    #[must_use]
    pub fn sentence(self, provider_name: &str) -> String {
        match self {
            Self::Suspended => format!("{provider_name} can’t take new orders at the moment."),
            Self::Unclaimed => {
                format!("{provider_name} doesn’t take orders through Handpick yet. You can contact them yourself.")
            }
            Self::AwaitsVerification => {
                format!("We are checking who runs {provider_name}. Until then you can’t order from them here.")
            }
            Self::NotLive(ListingState::Paused) => format!("{provider_name} has paused this. Please try again later."),
            Self::NotLive(_) => "This is no longer offered.".to_owned(),
            Self::Expired(scheme, on) => format!(
                "{provider_name} can’t take new orders: their {} ran out on {}.",
                scheme.inside(),
                long_date(on)
            ),
            Self::NotAccepted(scheme) => {
                format!("{provider_name} can’t take new orders: we couldn’t confirm their {}.", scheme.inside())
            }
        }
    }
}

/// What stops new orders of this listing on this day, if anything does. Insurance isn't required of everyone; whoever
/// has shown theirs must keep it in date.
#[must_use]
pub fn blocks_new_orders(provider: &Provider, listing: &Listing, day: NaiveDate) -> Option<Reason> {
    blocks(provider, listing.state, &listing.category, day)
}

/// As [`blocks_new_orders`], from the parts of a listing that matter.
#[must_use]
pub fn blocks(provider: &Provider, state: ListingState, category: &str, day: NaiveDate) -> Option<Reason> {
    match provider.state {
        ProviderState::Suspended => return Some(Reason::Suspended),
        ProviderState::Unclaimed => return Some(Reason::Unclaimed),
        ProviderState::Claimed if provider.awaits_verification() => return Some(Reason::AwaitsVerification),
        ProviderState::Claimed | ProviderState::Verified => {}
    }
    if state != ListingState::Live {
        return Some(Reason::NotLive(state));
    }
    let refused = || {
        requirements_of(provider, category)
            .find(|required| provider.stands_with(required, day).0 == Standing::NotAccepted)
            .map(|required| Reason::NotAccepted(required.scheme))
    };
    let lapse = provider.lapse_for(category, day);
    lapse.map(|lapse| Reason::Expired(lapse.scheme, lapse.ended_on)).or_else(refused)
}

#[cfg(test)]
#[path = "accreditation_tests.rs"]
mod tests;
