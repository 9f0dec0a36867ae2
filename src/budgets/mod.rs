//! Personal budgets: a year's money in pots, and the ledger that says where each penny is.
//!
//! Invariants: money moves through [`ledger`] only; a budget's figures always add up to the penny (what was put in
//! = spent + committed + left + taken back); planned figures come from the plan, all others from the ledger.
//!
//! Next: [`ledger`] for moving money, [`overview`] for what the page `/budget` says, [`service`] for the use-cases;
//! [`arrivals`] for when money comes, [`contributions`] for what follows when what the person pays changes,
//! [`rules`] for what it may buy, [`correcting`] for what officers put right by hand, [`yearend`] for what becomes of what is left,
//! [`reviewing`] for what was spent beside what changed.

pub mod arrivals;
pub mod contributions;
pub mod correcting;
mod emails;
pub mod error;
pub mod funds;
pub mod ledger;
pub mod model;
pub mod overview;
pub mod own;
pub mod pots;
pub mod reviewing;
pub mod routes;
pub mod rules;
pub mod service;
pub mod statement;
mod store;
pub mod tracking;
pub mod views;
pub mod yearend;

pub use error::BudgetError;
pub use model::{Allowance, Allowed, Budget, FundingStream, HeldAs, NewBudget, NewFunding, Pot, Stream};
