//! What a council's list of people shows. Pure.

use crate::accounts::Mandate;
use crate::audit::Recorded;
use crate::budgets::HeldAs;
use crate::budgets::service::BudgetView;
use crate::kernel::{Money, PageNumber, Paged, text_enum};
use crate::orders::service::OrderSummary;
use crate::plans::Plan;

text_enum! {
    /// What the list is sorted by.
    pub enum Sort {
        /// By name.
        Name = "name" => "Name",
        /// The largest budget first.
        Budget = "budget" => "Largest budget",
        /// Most spent first.
        Spent = "spent" => "Most spent",
        /// Most committed first.
        Committed = "committed" => "Most committed",
        /// Least left first.
        Left = "left" => "Least left to use",
    }
}

/// What somebody asks of the list.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Part of a name, or a case number; empty for everybody.
    pub name: String,
    /// The order.
    pub sort: Sort,
    /// Which page.
    pub page: PageNumber,
}

/// Somebody in the list, with the budget of today.
#[derive(Clone, Debug)]
pub struct Person {
    /// The reference that stands in addresses.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Their care group, as stored.
    pub care_group: Option<String>,
    /// Their budget; none when they have none today.
    pub budget: Option<Spending>,
}

/// A pot's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// How it is held.
    pub held_as: HeldAs,
    /// What the budget is.
    pub amount: Money,
    /// Ordered and not yet delivered.
    pub committed: Money,
    /// Delivered and after.
    pub spent: Money,
    /// Left to use.
    pub left: Money,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct PeopleView {
    /// The council.
    pub council: String,
    /// Whether the reader may take somebody on.
    pub care_manager: bool,
    /// The people of this page.
    pub people: Paged<Person>,
}

/// One of the council's people.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// Whether the reader is a care manager of the council.
    pub care_manager: bool,
    /// Whether the reader is a finance officer of their council.
    pub finance: bool,
    /// Their case is closed.
    pub closed: bool,
    /// Who they are, and their budget.
    pub budget: BudgetView,
    /// Their newest orders.
    pub orders: Vec<OrderSummary>,
    /// Their plan.
    pub plan: Option<Plan>,
    /// Who may act for them, or could, with their names, newest first.
    pub helpers: Vec<(Mandate, String)>,
    /// What was done lately, newest first.
    pub history: Vec<Recorded>,
}
