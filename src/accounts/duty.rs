//! What a provider's staff may do: the one place that decides it. The directory and orders both ask here.
//!
//! A provider has managers, people who look after listings, and people who look after orders and visits. The answer is
//! read with the session on each request ([`super::service::sessions::actor`]), so that a role that was taken away is
//! gone at once.

use super::model::{Actor, Role};
use crate::kernel::ids::OrganisationId;
use crate::kernel::text_enum;

text_enum! {
    /// What somebody does among a provider's staff.
    #[derive(Default)]
    pub enum ProviderRole {
        /// Everything, and who else may do what.
        #[default]
        Manager = "manager" => "Manager",
        /// Writes and prices listings.
        Listings = "listings" => "Listings",
        /// Answers orders and records visits.
        Visits = "visits" => "Orders and visits",
    }
}

impl ProviderRole {
    /// What it lets somebody do, in a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Manager => "Everything: details, checks, staff, listings, orders and visits.",
            Self::Listings => "Writes, prices and pauses listings.",
            Self::Visits => "Answers orders and records visits.",
        }
    }

    /// Whether it covers this.
    #[must_use]
    pub fn covers(self, duty: Duty) -> bool {
        match self {
            Self::Manager => true,
            Self::Listings => duty == Duty::Listings,
            Self::Visits => duty == Duty::Visits,
        }
    }
}

/// What there is to do for a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Its details, accreditations, staff, claims and bulk changes.
    Manage,
    /// Its listings.
    Listings,
    /// Its orders and visits.
    Visits,
}

impl Actor {
    /// Whether they may do this for the provider that this organisation runs.
    #[must_use]
    pub fn may(&self, duty: Duty, organisation: OrganisationId) -> bool {
        self.organisations_for(duty).any(|id| id == organisation)
    }

    /// Whether they may do this for any provider.
    #[must_use]
    pub fn may_anywhere(&self, duty: Duty) -> bool {
        self.organisations_for(duty).next().is_some()
    }

    /// The organisations for whose provider they may do this.
    pub fn organisations_for(&self, duty: Duty) -> impl Iterator<Item = OrganisationId> {
        self.memberships
            .iter()
            .filter(move |membership| membership.role == Role::ProviderStaff && membership.provider_role.covers(duty))
            .map(|membership| membership.organisation_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_does_its_own_and_managers_do_all() {
        for duty in [Duty::Manage, Duty::Listings, Duty::Visits] {
            assert!(ProviderRole::Manager.covers(duty));
        }
        assert!(ProviderRole::Listings.covers(Duty::Listings) && ProviderRole::Visits.covers(Duty::Visits));
        for (role, duty) in [
            (ProviderRole::Listings, Duty::Manage),
            (ProviderRole::Listings, Duty::Visits),
            (ProviderRole::Visits, Duty::Manage),
            (ProviderRole::Visits, Duty::Listings),
        ] {
            assert!(!role.covers(duty), "{role} {duty:?}");
        }
    }
}
