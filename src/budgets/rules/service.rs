//! Saying what a pot may buy. For finance officers, of their own council's people.

use super::{HighestPrices, store};
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::budgets::arrivals::store::pot_of_council;
use crate::budgets::error::BudgetError;
use crate::budgets::model::{Allowance, Allowed, HeldAs};
use crate::budgets::pots::service::fences::{self, Fence};
use crate::budgets::store as pots;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::ids::{PotId, ProviderId};

/// What a pot may buy, as it is shown and set. Empty lists stand for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Codes of categories.
    pub categories: Vec<String>,
    /// Names of providers.
    pub providers: Vec<String>,
    /// The highest price of each unit.
    pub highest: HighestPrices,
    /// The council is asked first about what is outside of the plan, or goes over it.
    pub asks: bool,
}

/// A pot's rules, with whose it is.
#[derive(Clone, Debug)]
pub struct PotRules {
    /// Which pot.
    pub pot: PotId,
    /// Whose.
    pub holder: String,
    /// The rules.
    pub rules: Rules,
}

/// What an order from a pot has to keep to.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// What is free to be ordered with.
    pub available: Money,
    /// What it may buy; none for anything.
    pub allowance: Option<Allowance>,
    /// What its money is only for; none when it may buy anything.
    pub fence: Option<Fence>,
    /// The highest prices.
    pub highest: HighestPrices,
    /// The council is asked first about what is outside of the plan, or goes over it.
    pub asks: bool,
}

/// What an order from a pot has to keep to. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn limits(db: &mut Db, pot: PotId) -> Result<Limits, DbError> {
    let Some(bound) = store::bound(db, pot)? else { return Ok(Limits::default()) };
    Ok(Limits {
        available: bound.available,
        allowance: if bound.allows { pots::allowance(db, pot)? } else { None },
        fence: if bound.fenced { fences::of(db, pot)? } else { None },
        highest: if bound.dear { store::highest(db, pot)? } else { HighestPrices::default() },
        asks: bound.asks,
    })
}

/// The highest prices of a pot. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn highest(db: &mut Db, pot: PotId) -> Result<HighestPrices, DbError> {
    store::highest(db, pot)
}

/// Whether the council is asked first about what is outside of the plan, or goes over it. The caller has checked that
/// the pot may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn asks(db: &mut Db, pot: PotId) -> Result<bool, DbError> {
    store::asks(db, pot)
}

/// What a pot of one of the council's people may buy.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody else's.
pub async fn view(app: &App, actor: &Actor, pot: PotId) -> Result<PotRules, BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let found = pot_of_council(db, (&actor, council), pot)?.ok_or(Refused)?;
            let allowance = pots::allowance(db, pot)?.unwrap_or_default();
            let providers = store::names(db, &allowance.providers)?;
            let (highest, asks) = (store::highest(db, pot)?, store::asks(db, pot)?);
            let rules = Rules { categories: allowance.categories, providers, highest, asks };
            Ok(PotRules { pot, holder: found.name, rules })
        })
        .await
}

/// Says what a pot may buy from now on; what is ordered already stays.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody else's; [`BudgetError::UnknownProvider`] for a name that no provider has;
/// [`BudgetError::VoucherNeedsList`] for a voucher that would buy anything.
pub async fn set(app: &App, actor: &Actor, pot: PotId, rules: Rules) -> Result<(), BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let found = pot_of_council(db, (&actor, council), pot)?.ok_or(Refused)?;
            let providers = providers(db, &rules.providers)?;
            let known = pots::pot_by_id(db, pot)?;
            if known.held_as == HeldAs::Voucher && rules.categories.is_empty() && providers.is_empty() {
                return Err(BudgetError::VoucherNeedsList);
            }
            store::clear(db, pot)?;
            for code in &rules.categories {
                pots::allow(db, pot, &Allowed::Category(code.clone()))?;
            }
            for provider in providers {
                pots::allow(db, pot, &Allowed::Provider(provider))?;
            }
            store::limit(db, pot, &rules.highest)?;
            store::set_asks(db, pot, rules.asks)?;
            let entry = audit::Entry {
                at: now,
                user: Some(user),
                mandate: None,
                holder: Some(found.holder),
                action: "pot.rules",
                subject: "pots",
                subject_id: pot.0,
                detail: "Changed what the budget may be spent on",
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}

/// Every provider of these names, each once: where several have one name, all of them.
fn providers(db: &mut Db, names: &[String]) -> Result<Vec<ProviderId>, BudgetError> {
    let mut all = Vec::new();
    for name in names {
        let found = store::named(db, name)?;
        if found.is_empty() {
            return Err(BudgetError::UnknownProvider(name.clone()));
        }
        all.extend(found);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
