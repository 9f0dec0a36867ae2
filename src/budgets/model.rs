//! Budgets, pots and funding streams (DOMAIN, section 2, step 5). Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::accounts::By;
use crate::kernel::ids::{BudgetId, FundingStreamId, HolderId, PlanId, PotId, ProviderId};
use crate::kernel::{Money, text_enum};

text_enum! {
    /// How a pot is held: who has the money, and who pays.
    pub enum HeldAs {
        /// The holder gets the money and pays.
        DirectPayment = "direct_payment" => "Direct payment",
        /// The council keeps the money and pays: a virtual budget.
        CouncilManaged = "council_managed" => "Managed by the council",
        /// A professional who knows the person holds it.
        LeadProfessional = "lead_professional" => "Held by a lead professional",
        /// A provider holds it; it can be spent on other providers too.
        Isf = "isf" => "Individual service fund",
        /// A broker holds it.
        Brokered = "brokered" => "Held by a broker",
        /// A nominee or a trust holds it.
        ThirdParty = "third_party" => "Held by a nominee or trust",
        /// It buys approved services only.
        Voucher = "voucher" => "Voucher",
        /// A self-funder's own money.
        OwnMoney = "own_money" => "Own money",
    }
}

impl HeldAs {
    /// Whether the person, or somebody who holds it for them, pays from a bank account of their own.
    pub const fn pays_itself(self) -> bool {
        matches!(self, Self::DirectPayment | Self::ThirdParty | Self::Brokered | Self::OwnMoney)
    }
}

text_enum! {
    /// Where money comes from.
    pub enum Stream {
        /// The council's adult social care.
        AdultSocialCare = "adult_social_care" => "Adult social care",
        /// The NHS.
        NhsPersonalHealthBudget = "nhs_personal_health_budget" => "NHS personal health budget",
        /// Housing-related support.
        SupportingPeople = "supporting_people" => "Supporting People",
        /// The Independent Living Fund.
        IndependentLivingFund = "independent_living_fund" => "Independent Living Fund",
        /// Adapting a home.
        DisabledFacilitiesGrant = "disabled_facilities_grant" => "Disabled Facilities Grant",
        /// Support at work.
        AccessToWork = "access_to_work" => "Access to Work",
        /// Community equipment.
        CommunityEquipment = "community_equipment" => "Community equipment",
        /// What the financial assessment asks the person to pay.
        OwnContribution = "own_contribution" => "Own contribution",
        /// What the person chooses to add.
        OwnTopUp = "own_top_up" => "Own top-up",
    }
}

/// A personal budget: the final amount for a span of days, usually a year from 6 April.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Which budget.
    pub id: BudgetId,
    /// Whose.
    pub holder_id: HolderId,
    /// The plan it pays for.
    pub plan_id: Option<PlanId>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day: nothing can be ordered beyond it.
    pub ends_on: NaiveDate,
    /// The amount agreed.
    pub amount: Money,
}

/// A part of a budget that is held in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pot {
    /// Which pot.
    pub id: PotId,
    /// Of which budget.
    pub budget_id: BudgetId,
    /// Whose.
    pub holder_id: HolderId,
    /// The plan that the budget pays for.
    pub plan_id: Option<PlanId>,
    /// How it is held.
    pub held_as: HeldAs,
    /// The budget's first day.
    pub starts_on: NaiveDate,
    /// The budget's last day.
    pub ends_on: NaiveDate,
    /// The budget's agreed amount.
    pub amount: Money,
    /// Its person's case is closed: nothing new is paid from it.
    pub closed: bool,
}

/// Money that a pot gets from one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundingStream {
    /// Which one.
    pub id: FundingStreamId,
    /// From where.
    pub stream: Stream,
    /// How much in all.
    pub amount: Money,
    /// The only categories it is for; empty for anything.
    pub only_for: Vec<String>,
}

/// A budget to be written down.
#[derive(Clone, Debug)]
pub struct NewBudget {
    /// Whose.
    pub holder_id: HolderId,
    /// The plan it pays for.
    pub plan_id: Option<PlanId>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day; after the first.
    pub ends_on: NaiveDate,
    /// The amount agreed.
    pub amount: Money,
}

/// Money to be put into a pot, all of it now.
#[derive(Clone, Debug)]
pub struct NewFunding {
    /// Into which pot.
    pub pot_id: PotId,
    /// From where.
    pub stream: Stream,
    /// How much; above zero.
    pub amount: Money,
    /// Who put it in; none for the program itself.
    pub by: Option<By>,
}

/// One thing that a pot may buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Anything in this category, by code; a top-level one also allows its subcategories.
    Category(String),
    /// Anything of this provider.
    Provider(ProviderId),
}

/// What a pot may buy, where it may not buy everything: a voucher's approved services, a stream for one purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Codes of categories.
    pub categories: Vec<String>,
    /// Providers.
    pub providers: Vec<ProviderId>,
}

impl Allowance {
    /// Whether it may buy something of this category and provider.
    pub fn allows(&self, category: &str, provider: ProviderId) -> bool {
        let top = category.split('/').next().unwrap_or(category);
        self.providers.contains(&provider) || self.categories.iter().any(|code| code == category || code == top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pot_buys_what_its_categories_hold_and_what_its_providers_offer() {
        let allowance = Allowance {
            categories: vec!["meals".to_owned(), "leisure/befriending".to_owned()],
            providers: vec![ProviderId(7)],
        };
        for (category, provider, may) in [
            ("meals", 1, true),
            ("meals/lunch-clubs", 1, true),
            ("leisure/befriending", 1, true),
            ("leisure", 1, false),
            ("leisure/clubs-and-groups", 1, false),
            ("transport", 7, true),
        ] {
            assert_eq!(allowance.allows(category, ProviderId(provider)), may, "{category} of {provider}");
        }
        assert!(!Allowance::default().allows("meals", ProviderId(1)));
    }
}
