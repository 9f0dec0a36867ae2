//! The words of "who is who" (DOMAIN, section 1) as types, and the rules of authority. Pure.

use chrono::NaiveDate;

use super::duty::ProviderRole;
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, SessionId, UserId};
use crate::kernel::text_enum;

text_enum! {
    /// What kind of organisation somebody works for.
    pub enum OrganisationKind {
        /// Lists and delivers services.
        Provider = "provider" => "Provider",
        /// Plans and assembles support for budget holders.
        Broker = "broker" => "Broker organisation",
        /// A local authority.
        Council = "council" => "Council",
        /// Runs this site.
        Site = "site" => "Handpick",
    }
}

text_enum! {
    /// What somebody does for an organisation.
    pub enum Role {
        /// Manages a provider's listings, orders and deliveries.
        ProviderStaff = "provider_staff" => "Provider staff",
        /// Plans and orders for the holders whose mandate they have.
        Broker = "broker" => "Broker",
        /// Assesses and signs plans off.
        CareManager = "care_manager" => "Care manager",
        /// Funds, pays and reconciles.
        FinanceOfficer = "finance_officer" => "Finance officer",
        /// Shapes the market.
        Commissioner = "commissioner" => "Commissioner",
        /// Sits on the risk enablement panel.
        PanelMember = "panel_member" => "Panel member",
        /// Checks listings, accreditations and ratings.
        Moderator = "moderator" => "Moderator",
    }
}

impl Role {
    /// The kind of organisation this role belongs to.
    pub fn organisation_kind(self) -> OrganisationKind {
        match self {
            Self::ProviderStaff => OrganisationKind::Provider,
            Self::Broker => OrganisationKind::Broker,
            Self::CareManager | Self::FinanceOfficer | Self::Commissioner | Self::PanelMember => {
                OrganisationKind::Council
            }
            Self::Moderator => OrganisationKind::Site,
        }
    }
}

text_enum! {
    /// What a mandate lets somebody do for a holder.
    pub enum Scope {
        /// See the plan, the budget and the orders.
        View = "view" => "see the plan, budget and orders",
        /// Write the support plan.
        Plan = "plan" => "write the plan",
        /// Put things in the basket and send packages.
        Propose = "propose" => "propose support",
        /// Place orders and confirm deliveries.
        Order = "order" => "place orders",
    }
}

/// A set of scopes, stored as their words parted by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// These scopes; seeing is always among them.
    pub fn new(scopes: &[Scope]) -> Self {
        let mut all: Vec<Scope> = scopes.iter().copied().chain([Scope::View]).collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Reads what [`Scopes::as_text`] wrote; words it doesn't know give no right.
    pub fn parse(text: &str) -> Self {
        Self(text.split(',').filter_map(|word| word.trim().parse().ok()).collect())
    }

    /// As it is stored.
    pub fn as_text(&self) -> String {
        self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",")
    }

    /// Whether it is one of them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// In words: "see the plan, budget and orders, and place orders".
    pub fn words(&self) -> String {
        crate::kernel::words::list(&self.0.iter().map(|scope| scope.label()).collect::<Vec<_>>())
    }
}

/// One person's role in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Its kind.
    pub organisation_kind: OrganisationKind,
    /// What they do there.
    pub role: Role,
    /// For a provider's staff: what of it; means nothing for other roles.
    pub provider_role: ProviderRole,
}

/// What lets one person act for a budget holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Which mandate.
    pub id: MandateId,
    /// For whom.
    pub holder_id: HolderId,
    /// The holder's name.
    pub holder_name: String,
    /// Who may act.
    pub user_id: UserId,
    /// What they may do.
    pub scopes: Scopes,
    /// The most that one order may cost; none for no limit.
    pub order_limit: Option<Money>,
    /// The most that orders placed in four weeks may cost; none for no limit.
    pub four_week_limit: Option<Money>,
    /// The first day it holds.
    pub starts_on: NaiveDate,
    /// The last day it holds; none for until it is revoked.
    pub ends_on: Option<NaiveDate>,
    /// Taken back.
    pub revoked: bool,
}

impl Mandate {
    /// Whether it holds on this day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        !self.revoked && self.starts_on <= day && self.ends_on.is_none_or(|ends| day <= ends)
    }

    /// What it allows, as the banner says it: "You may … up to £250.00 an order …, until 30 June 2027."
    pub fn sentence(&self) -> String {
        let order = self.order_limit.map(|limit| format!(", up to {limit} an order")).unwrap_or_default();
        let weeks = self.four_week_limit.map(|limit| format!(" and {limit} in four weeks")).unwrap_or_default();
        let until =
            self.ends_on.map(|ends| format!(", until {}", crate::kernel::dates::long_date(ends))).unwrap_or_default();
        format!("You may {}{order}{weeks}{until}.", self.scopes.words())
    }
}

/// Who did something and under which mandate: written on every row an act makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// The person.
    pub user: UserId,
    /// The mandate, when it was done for somebody else.
    pub mandate: Option<MandateId>,
}

/// Who acts, and for whom. Made from the session on each request; never kept.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The session they came with.
    pub session_id: SessionId,
    /// Their roles.
    pub memberships: Vec<Membership>,
    /// The holder they themselves are.
    pub own_holder: Option<HolderId>,
    /// The mandate they act under now. It was checked when the request came in.
    pub acting_for: Option<Mandate>,
}

/// Not allowed. Pages answer "not found", because that something exists may itself be private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed")]
pub struct Refused;

impl Actor {
    /// The holder this person acts as: the one whose mandate they act under, if it has the scope, or themselves.
    ///
    /// # Errors
    /// [`Refused`] when they are no holder, or the mandate lacks the scope.
    pub fn holder(&self, scope: Scope) -> Result<HolderId, Refused> {
        match &self.acting_for {
            Some(mandate) if mandate.scopes.has(scope) => Ok(mandate.holder_id),
            Some(_) => Err(Refused),
            None => self.own_holder.ok_or(Refused),
        }
    }

    /// Who to write on the rows of an act for a holder.
    pub fn by(&self) -> By {
        By { user: self.user_id, mandate: self.acting_for.as_ref().map(|mandate| mandate.id) }
    }

    /// Whether they have this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.memberships.iter().any(|membership| membership.role == role)
    }

    /// Whether they have this role in this organisation.
    pub fn has_in(&self, role: Role, organisation: OrganisationId) -> bool {
        self.organisations(role).any(|id| id == organisation)
    }

    /// The organisations where they have this role.
    pub fn organisations(&self, role: Role) -> impl Iterator<Item = OrganisationId> {
        self.memberships
            .iter()
            .filter(move |membership| membership.role == role)
            .map(|membership| membership.organisation_id)
    }

    /// The first organisation where they have this role.
    ///
    /// # Errors
    /// [`Refused`] when they don't have it anywhere.
    pub fn organisation(&self, role: Role) -> Result<OrganisationId, Refused> {
        self.organisations(role).next().ok_or(Refused)
    }

    /// The first organisation where they have any of these roles.
    ///
    /// # Errors
    /// [`Refused`] when they have none of them anywhere.
    pub fn organisation_in_any(&self, roles: &[Role]) -> Result<OrganisationId, Refused> {
        let theirs = self.memberships.iter().find(|membership| roles.contains(&membership.role));
        theirs.map(|membership| membership.organisation_id).ok_or(Refused)
    }

    /// Where they can choose to work: the organisations they belong to that aren't the only one of their kind, where they
    /// work now first. Empty for nearly everybody.
    pub fn workplaces(&self) -> Vec<(OrganisationId, String)> {
        let is_alone = |one: &Membership| {
            let same = |other: &&Membership| other.organisation_kind == one.organisation_kind;
            self.memberships.iter().filter(same).all(|other| other.organisation_id == one.organisation_id)
        };
        let mut places: Vec<(OrganisationId, String)> = Vec::new();
        for one in self.memberships.iter().filter(|one| !is_alone(one)) {
            if places.iter().all(|place| place.0 != one.organisation_id) {
                places.push((one.organisation_id, one.organisation_name.clone()));
            }
        }
        places
    }

    /// Whether they belong to this organisation in any role; asked for conflicts of interest.
    pub fn belongs_to(&self, organisation: OrganisationId) -> bool {
        self.memberships.iter().any(|membership| membership.organisation_id == organisation)
    }

    /// Whether they belong to the organisation of the provider who would be paid with this holder's money, and the holder
    /// is somebody else: of their own support everybody says what they like.
    pub fn gains_from(&self, provider: Option<OrganisationId>, holder: HolderId) -> bool {
        provider.is_some_and(|organisation| self.belongs_to(organisation)) && self.own_holder != Some(holder)
    }
}

/// A budget holder as others need to see them.
#[derive(Clone, Debug)]
pub struct HolderSummary {
    /// Which holder.
    pub id: HolderId,
    /// The reference people quote, as "HP-7K3M-9QXT".
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Their council; none for a self-funder.
    pub council_id: Option<OrganisationId>,
    /// The council's name.
    pub council_name: Option<String>,
    /// The council's area, as the statistics office codes it.
    pub council_code: Option<String>,
    /// Where they live.
    pub address: Option<String>,
    /// Their postcode.
    pub postcode: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Their care group.
    pub care_group: Option<String>,
    /// When they were born.
    pub born_on: Option<NaiveDate>,
    /// The user they sign in as, if they do.
    pub user_id: Option<UserId>,
    /// How they like to be contacted (Accessible Information Standard).
    pub needs: Option<CommunicationNeeds>,
}

/// A record of communication needs, asked once, shown to whoever deals with the person, reviewed yearly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunicationNeeds {
    /// The format they need, as "Easy read".
    pub format: Option<String>,
    /// The language they use, as "British Sign Language".
    pub language: Option<String>,
    /// How to reach them, as "Text message first, please do not phone".
    pub contact_by: Option<String>,
    /// Who to contact instead of or beside them.
    pub contact_name: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
    /// When it was last checked.
    pub checked_on: NaiveDate,
    /// When it must be checked again.
    pub review_on: NaiveDate,
}

impl CommunicationNeeds {
    /// In one line: "Easy read. Text message first."
    pub fn line(&self) -> String {
        let parts: Vec<&str> =
            [&self.format, &self.language, &self.contact_by].into_iter().filter_map(Option::as_deref).collect();
        if parts.is_empty() { String::new() } else { format!("{}.", parts.join(". ")) }
    }

    /// Whether what is written to them must be in large print.
    pub fn wants_large_print(&self) -> bool {
        self.format.as_ref().is_some_and(|format| format.to_lowercase().contains("large print"))
    }

    /// One by one, as a list shows them.
    pub fn lines(&self) -> Vec<String> {
        let said = [&self.format, &self.language, &self.contact_by, &self.contact_name, &self.notes];
        said.into_iter().flatten().cloned().collect()
    }
}

/// A council on this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// Which one.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The code of its area, as "E08000035".
    pub code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn mandate() -> Mandate {
        Mandate {
            id: MandateId(1),
            holder_id: HolderId(7),
            holder_name: "Priya Shah".to_owned(),
            user_id: UserId(2),
            scopes: Scopes::new(&[Scope::Propose]),
            order_limit: Some(Money::from_pence(25_000)),
            four_week_limit: None,
            starts_on: day("2026-04-06"),
            ends_on: Some(day("2027-06-30")),
            revoked: false,
        }
    }

    fn actor(acting_for: Option<Mandate>, own_holder: Option<HolderId>) -> Actor {
        Actor {
            user_id: UserId(2),
            name: "Tom Adeyemi".to_owned(),
            email: "tom@example.org".to_owned(),
            session_id: SessionId(1),
            memberships: Vec::new(),
            own_holder,
            acting_for,
        }
    }

    #[test]
    fn a_mandate_holds_from_its_first_to_its_last_day_unless_revoked() {
        let mut mandate = mandate();
        assert!(mandate.holds_on(day("2026-04-06")) && mandate.holds_on(day("2027-06-30")));
        assert!(!mandate.holds_on(day("2026-04-05")) && !mandate.holds_on(day("2027-07-01")));
        mandate.revoked = true;
        assert!(!mandate.holds_on(day("2026-05-01")));
    }

    #[test]
    fn acting_for_somebody_gives_their_rights_and_not_ones_own() {
        let acting = actor(Some(mandate()), Some(HolderId(9)));
        assert_eq!(acting.holder(Scope::Propose), Ok(HolderId(7)));
        assert_eq!(acting.holder(Scope::View), Ok(HolderId(7)));
        assert_eq!(acting.holder(Scope::Order), Err(Refused));
        assert_eq!(actor(None, Some(HolderId(9))).holder(Scope::Order), Ok(HolderId(9)));
        assert_eq!(actor(None, None).holder(Scope::View), Err(Refused));
    }

    #[test]
    fn scopes_survive_being_stored() {
        let scopes = Scopes::new(&[Scope::Order, Scope::Plan]);
        assert_eq!(Scopes::parse(&scopes.as_text()), scopes);
        assert!(!Scopes::parse("everything").has(Scope::Order));
    }

    #[test]
    fn the_banner_says_what_is_allowed() {
        let words = mandate().sentence();
        assert_eq!(
            words,
            "You may see the plan, budget and orders and propose support, up to £250.00 an order, until 30 June 2027."
        );
    }
}
