//! A provider.

use chrono::{NaiveDate, NaiveDateTime};

use super::accreditation::Accreditation;
use super::commands::ProviderCommand;
use super::words::{ProviderKind, ProviderState};
use crate::kernel::{OrganisationId, ProviderId};

/// A micro-provider has this many workers or fewer (DOMAIN, section 1).
pub const MICRO_WORKERS: i32 = 5;

/// Where an entry that was loaded from open data comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSource {
    /// Whose data it is.
    pub name: String,
    /// What tells it from others in that data; the same on each run.
    pub key: String,
    /// The line the licence asks to show.
    pub licence: String,
    /// Of what was read, to see whether a later file says something new.
    pub hash: String,
}

/// A provider with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which one.
    pub id: ProviderId,
    /// Whose staff may change it; none while it is unclaimed.
    pub organisation_id: Option<OrganisationId>,
    /// For its address: `/providers/{id}-{slug}`.
    pub slug: String,
    /// What people know it by.
    pub name: String,
    /// What sort of provider it is.
    pub kind: ProviderKind,
    /// How many people work there.
    pub workers: Option<i32>,
    /// Where it is on its way.
    pub state: ProviderState,
    /// Two plain sentences for results.
    pub summary: String,
    /// All about it.
    pub description: String,
    /// Street and town.
    pub address: Option<String>,
    /// As "M33 3NB".
    pub postcode: Option<String>,
    /// Where it is, in words: "Headingley, Leeds".
    pub place: String,
    /// Metres on the national grid.
    pub easting: Option<i32>,
    /// Metres north on the national grid.
    pub northing: Option<i32>,
    /// The council it is in.
    pub council_code: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub website: Option<String>,
    /// The location's number at the Care Quality Commission.
    pub cqc_location: Option<String>,
    /// Its rating there, in its words; shown beside, never mixed into, people's own ratings.
    pub cqc_rating: Option<String>,
    /// When it was last inspected.
    pub cqc_checked_on: Option<NaiveDate>,
    /// How soon it usually answers.
    pub answers_in_days: Option<i32>,
    /// How many people rated it.
    pub rating_count: u32,
    /// The sum of the four dimensions over all ratings of all its listings.
    pub rating_sum: u64,
    /// None for a provider that signed up itself.
    pub source: Option<ProviderSource>,
    /// What it says it has, checked or not.
    pub accreditations: Vec<Accreditation>,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it last changed.
    pub updated_at: NaiveDateTime,
}

impl Provider {
    /// Its own address: `/providers/3-bridge-home-care`.
    #[must_use]
    pub fn path(&self) -> String {
        provider_path(self.id, &self.slug)
    }

    /// Whether it is a micro-provider: few workers, or one person.
    #[must_use]
    pub fn is_micro(&self) -> bool {
        self.kind == ProviderKind::Person || self.workers.is_some_and(|workers| workers <= MICRO_WORKERS)
    }

    /// Whether somebody says it is theirs and no moderator has yet found that true. Such a provider's staff can't
    /// change what open data says, and it can't be ordered from: otherwise anybody could take any name.
    #[must_use]
    pub fn awaits_verification(&self) -> bool {
        self.source.is_some() && self.state == ProviderState::Claimed
    }

    /// The shrunk mean rating in hundredths of a star.
    #[must_use]
    pub fn rating_hundredths(&self) -> Option<u32> {
        super::rating::shrunk(self.rating_count, self.rating_sum)
    }

    /// What may be shown on this day: checked and in date.
    pub fn shown_accreditations(&self, day: NaiveDate) -> impl Iterator<Item = &Accreditation> {
        self.accreditations.iter().filter(move |accreditation| accreditation.in_date(day))
    }

    /// Its page at the Care Quality Commission.
    #[must_use]
    pub fn cqc_page(&self) -> Option<String> {
        let location = self.cqc_location.as_deref()?;
        let plain = location.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        plain.then(|| format!("https://www.cqc.org.uk/location/{location}"))
    }

    /// What it says of itself now, as it would be asked for again.
    #[must_use]
    pub fn as_command(&self) -> ProviderCommand {
        ProviderCommand {
            name: self.name.clone(),
            kind: self.kind,
            workers: self.workers,
            summary: self.summary.clone(),
            description: self.description.clone(),
            address: self.address.clone(),
            postcode: self.postcode.clone(),
            place: self.place.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            website: self.website.clone(),
            cqc_location: self.cqc_location.clone(),
            answers_in_days: self.answers_in_days,
        }
    }
}

/// The address of a provider.
#[must_use]
pub fn provider_path(id: ProviderId, slug: &str) -> String {
    if slug.is_empty() { format!("/providers/{id}") } else { format!("/providers/{id}-{slug}") }
}
