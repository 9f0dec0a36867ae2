//! Accreditations, and what stops new orders.
//!
//! An accreditation is shown only when a moderator checked it and it is in date. Some are required, by the kind of
//! support: a required one that has run out stops new orders.

use chrono::NaiveDate;

use super::commands::{Fault, tidy_line};
use super::listing::Listing;
use super::provider::Provider;
use super::words::{AccreditationScheme, AccreditationState, ListingState, ProviderKind, ProviderState};
use crate::kernel::dates::long_date;
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
    /// What it covers: "All visiting staff".
    pub scope: String,
    /// Where the evidence lies.
    pub evidence_file: Option<String>,
    /// Where it is on its way.
    pub state: AccreditationState,
    /// The name of whoever checked it.
    pub checked_by_name: Option<String>,
    /// When it was checked.
    pub checked_on: Option<NaiveDate>,
    /// The last day it holds; none for one without an end.
    pub expires_on: Option<NaiveDate>,
}

impl Accreditation {
    /// Whether it was checked and holds on this day.
    #[must_use]
    pub fn in_date(&self, day: NaiveDate) -> bool {
        self.state == AccreditationState::Verified && self.expires_on.is_none_or(|expires| day <= expires)
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
    /// What it covers: "All visiting staff".
    pub scope: String,
    /// Where the evidence lies.
    pub evidence_file: Option<String>,
    /// The last day it holds; none for one without an end.
    pub expires_on: Option<NaiveDate>,
}

impl AccreditationCommand {
    /// The same, tidied.
    ///
    /// # Errors
    /// Every fault.
    pub fn checked(&self, today: NaiveDate) -> Result<Self, Vec<Fault>> {
        let tidied = Self { reference: tidy_line(&self.reference), scope: tidy_line(&self.scope), ..self.clone() };
        let mut faults = Vec::new();
        if tidied.reference.is_empty() || tidied.reference.chars().count() > 100 {
            faults.push(Fault::new("reference", "Enter the number on the certificate, in 100 letters or fewer."));
        }
        if tidied.scope.chars().count() > 200 {
            faults.push(Fault::new("scope", "Say what it covers in 200 letters or fewer."));
        }
        if tidied.expires_on.is_some_and(|expires| expires < today) {
            faults.push(Fault::new("expires_on", "This has already run out. Enter one that is in date."));
        }
        if tidied.expires_on.is_none() && tidied.scheme == AccreditationScheme::Insurance {
            faults.push(Fault::new("expires_on", "Enter the day the insurance ends."));
        }
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }
}

/// What this provider must have to offer this category. Personal assistants and micro-providers have the lighter tier:
/// no registration with the Care Quality Commission, which one person employed by another doesn't need.
#[must_use]
pub fn required(provider: &Provider, category: &str) -> Vec<AccreditationScheme> {
    let top = category.split('/').next().unwrap_or_default();
    let mut schemes = Vec::new();
    let personal_care = top == "personal-care";
    let alone_with_somebody =
        personal_care || top == "personal-assistants" || category == "living-and-breaks/sitting-service";
    if alone_with_somebody {
        schemes.push(AccreditationScheme::Dbs);
    }
    let care_home = matches!(category, "living-and-breaks/care-homes" | "living-and-breaks/nursing-homes");
    if care_home || (personal_care && provider.kind != ProviderKind::Person) {
        schemes.push(AccreditationScheme::Cqc);
    }
    schemes
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

impl Provider {
    /// How it stands with this scheme on this day.
    #[must_use]
    pub fn standing(&self, scheme: AccreditationScheme, day: NaiveDate) -> Standing {
        let own = || self.accreditations.iter().filter(|accreditation| accreditation.scheme == scheme);
        if own().any(|accreditation| accreditation.in_date(day)) {
            return Standing::InDate;
        }
        let verified = own().filter(|accreditation| accreditation.state == AccreditationState::Verified);
        if let Some(last) = verified.filter_map(|accreditation| accreditation.expires_on).max() {
            return Standing::Expired(last);
        }
        if own().any(|accreditation| accreditation.state == AccreditationState::Refused) {
            return Standing::NotAccepted;
        }
        Standing::Missing
    }

    /// What is required for this category and was never checked; asked before a listing is approved.
    #[must_use]
    pub fn missing_for(&self, category: &str, day: NaiveDate) -> Vec<AccreditationScheme> {
        let lacks = |scheme: &AccreditationScheme| self.standing(*scheme, day) != Standing::InDate;
        required(self, category).into_iter().filter(lacks).collect()
    }
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
                scheme_words(scheme),
                long_date(on)
            ),
            Self::NotAccepted(scheme) => {
                format!("{provider_name} can’t take new orders: we couldn’t confirm their {}.", scheme_words(scheme))
            }
        }
    }
}

/// The scheme inside a sentence.
fn scheme_words(scheme: AccreditationScheme) -> &'static str {
    match scheme {
        AccreditationScheme::Insurance => "public liability insurance",
        AccreditationScheme::Cqc => "registration with the Care Quality Commission",
        other => other.label(),
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
    let mut schemes = required(provider, category);
    schemes.push(AccreditationScheme::Insurance);
    schemes.into_iter().find_map(|scheme| match provider.standing(scheme, day) {
        Standing::Expired(on) => Some(Reason::Expired(scheme, on)),
        Standing::NotAccepted if scheme != AccreditationScheme::Insurance => Some(Reason::NotAccepted(scheme)),
        Standing::InDate | Standing::NotAccepted | Standing::Missing => None,
    })
}

#[cfg(test)]
#[path = "accreditation_tests.rs"]
mod tests;
