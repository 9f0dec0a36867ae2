//! What a council's officers may do: roles, and looking after the staff. Pure.

use super::model::{OrganisationKind, Role};

/// The word for looking after the staff, as it is stored and posted beside roles.
pub const MANAGES: &str = "staff";

/// The roles there are in a council.
pub const COUNCIL_ROLES: [Role; 4] = [Role::CareManager, Role::FinanceOfficer, Role::Commissioner, Role::PanelMember];

/// What one officer may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    roles: Vec<Role>,
    manages: bool,
}

impl Rights {
    /// These roles, of those that there are in a council.
    #[must_use]
    pub fn new(roles: &[Role], manages: bool) -> Self {
        let mut roles: Vec<Role> =
            roles.iter().copied().filter(|role| role.organisation_kind() == OrganisationKind::Council).collect();
        roles.sort_unstable();
        roles.dedup();
        Self { roles, manages }
    }

    /// Those that are among these words; words it doesn't know give no right.
    #[must_use]
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut roles, mut manages) = (Vec::new(), false);
        for word in words {
            manages |= word == MANAGES;
            roles.extend(word.parse::<Role>().ok());
        }
        Self::new(&roles, manages)
    }

    /// Reads what [`Rights::as_text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::of_words(text.split(','))
    }

    /// As words: what a form ticks.
    #[must_use]
    pub fn words(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.as_str()).chain(self.manages.then_some(MANAGES)).collect()
    }

    /// As it is stored.
    #[must_use]
    pub fn as_text(&self) -> String {
        self.words().join(",")
    }

    /// For people: "Care manager, Looks after staff".
    #[must_use]
    pub fn labels(&self) -> String {
        let roles = self.roles.iter().map(|role| role.label());
        roles.chain(self.manages.then_some("Looks after staff")).collect::<Vec<_>>().join(", ")
    }

    /// The roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Whether they look after the staff.
    #[must_use]
    pub fn manages(&self) -> bool {
        self.manages
    }

    /// Whether there is nothing that they may do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && !self.manages
    }
}

/// What a role in a council lets somebody do, in a sentence.
#[must_use]
pub const fn sentence(role: Role) -> &'static str {
    match role {
        Role::CareManager => "Takes people on, asks what they need, agrees their plans.",
        Role::FinanceOfficer => "Funds budgets, pays invoices, settles what is left.",
        Role::Commissioner => "Writes questions and money rules, sees what is missing in the market.",
        Role::PanelMember => "Advises on plans that hold a risk.",
        Role::ProviderStaff | Role::Broker | Role::Moderator => "Has no part in a council.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_survive_being_stored_and_only_a_councils_count() {
        let rights = Rights::new(&[Role::FinanceOfficer, Role::CareManager, Role::Moderator], true);
        assert_eq!(rights.roles(), [Role::CareManager, Role::FinanceOfficer]);
        assert_eq!(rights.labels(), "Care manager, Finance officer, Looks after staff");
        assert_eq!(Rights::parse(&rights.as_text()), rights);
        assert!(Rights::parse("moderator,everything").is_empty());
        assert!(COUNCIL_ROLES.iter().all(|role| role.organisation_kind() == OrganisationKind::Council));
    }
}
