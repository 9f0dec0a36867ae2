//! What is left of a pot when its person's case is closed: their own money is theirs, all else goes back to the council.
//! By the same rules as at the end of a year, with nothing carried forward.

use chrono::NaiveDateTime;

use super::model::{Facts, Keep, Settlement, settle};
use super::overpaid::overpaid;
use super::store;
use crate::accounts::By;
use crate::budgets::arrivals;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason, Way};
use crate::budgets::model::{HeldAs, Pot, Stream};
use crate::budgets::pots::service::fences;
use crate::budgets::store as pots;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{OrganisationId, PotId};

/// A pot that is cleared.
#[derive(Clone, Debug)]
pub struct Clearing {
    /// Which pot.
    pub pot: PotId,
    /// Whose policy says whose money is used first.
    pub council: Option<OrganisationId>,
    /// What went out because of the same closing before.
    pub before: Settlement,
    /// Names this clearing for ever.
    pub key: String,
    /// What stands beside what goes to the council.
    pub taken: String,
    /// Who does it; none for the program.
    pub by: Option<By>,
    /// When.
    pub at: NaiveDateTime,
}

/// Takes out what is free, and says to whom it goes; it adds up to the penny. Nothing where nothing is free.
///
/// # Errors
/// When the database fails.
pub fn clear(db: &mut Db, clearing: &Clearing) -> Result<Settlement, BudgetError> {
    let (pot, holds) = (pots::pot_by_id(db, clearing.pot)?, ledger::balances(db, clearing.pot)?);
    if holds.available.is_zero() {
        return Ok(Settlement::default());
    }
    let said = clearing.council.map(|council| store::policy(db, council)).transpose()?.flatten();
    let policy = super::model::Policy { keep: Keep::Nothing, ..said.unwrap_or_default() };
    let books = store::books_of(db, clearing.pot, pot.budget_id)?;
    let (own, others) = (books.own, books.others);
    let [to_come, contribution] = own_to_come(db, &pot)?;
    let (own, others) = if pot.held_as == HeldAs::OwnMoney {
        (sum(own, others)?, Money::ZERO)
    } else {
        // What has not arrived was never theirs to get back.
        (less(own, to_come)?, sum(others, to_come)?)
    };
    let before = books.before;
    let before = Settlement {
        given_back: sum(before.given_back, clearing.before.given_back)?,
        carried: before.carried,
        recovered: sum(before.recovered, clearing.before.recovered)?,
        fenced: sum(before.fenced, clearing.before.fenced)?,
    };
    let days = pot.ends_on.signed_duration_since(pot.starts_on).num_days() + 1;
    let overpaid =
        if pot.held_as == HeldAs::OwnMoney { Money::ZERO } else { overpaid(&books.beside, pot.id, policy.give_back) };
    let fenced = if pot.held_as == HeldAs::OwnMoney { Money::ZERO } else { books.fenced };
    let facts = Facts { left: holds.available, own, others, overpaid, amount: pot.amount, days, fenced, before };
    let went = settle(&policy, &facts).ok_or_else(too_large)?;
    let fenced = fences::for_something(db, clearing.pot)?.left_in_all;
    let went = Settlement { recovered: sum(went.recovered, went.carried)?, carried: Money::ZERO, fenced, ..went };
    let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
    // Of what went out, in all, so much was planned and never came.
    let planned = sum(to_come, contribution)?;
    let never = less(planned.min(sum(before.recovered, went.recovered)?), planned.min(before.recovered))?;
    let parts = [
        ("give", went.given_back, "Their own money, given back".to_owned()),
        ("never", never, "Money of their own that was planned and had not arrived, taken out".to_owned()),
        ("recover", less(went.recovered, never)?, clearing.taken.clone()),
    ];
    for (what, amount, memo) in parts {
        let key = format!("{}:{what}", clearing.key);
        post(db, (clearing.pot, amount, key), way, (clearing.by, clearing.at, memo))?;
    }
    Ok(went)
}

fn too_large() -> DbError {
    DbError::Other("what is left comes to more than can be held".to_owned())
}

fn sum(a: Money, b: Money) -> Result<Money, DbError> {
    a.checked_add(b).ok_or_else(too_large)
}

fn less(a: Money, b: Money) -> Result<Money, DbError> {
    a.checked_sub(b).ok_or_else(too_large)
}

/// What a person was still to put in of their own, and to contribute, by the plan of how it arrives: nothing arrives in what
/// is closed. Nothing of a pot that is all theirs.
fn own_to_come(db: &mut Db, pot: &Pot) -> Result<[Money; 2], DbError> {
    if pot.held_as == HeldAs::OwnMoney {
        return Ok([Money::ZERO; 2]);
    }
    let arrivals = arrivals::store::of_pot(db, pot.id)?;
    let later = |stream: Stream| {
        let own = arrivals.streams.iter().filter(|terms| terms.stream == stream);
        let later = own.flat_map(|terms| &terms.parts).filter(|part| !part.arrived);
        Money::sum(later.map(|part| part.amount)).ok_or_else(too_large)
    };
    Ok([later(Stream::OwnTopUp)?, later(Stream::OwnContribution)?])
}

/// Puts back what went out, because the case was closed by mistake.
///
/// # Errors
/// When the database fails.
pub fn put_back(
    db: &mut Db,
    what: (PotId, Money, String),
    by: Option<By>,
    at: NaiveDateTime,
) -> Result<(), BudgetError> {
    let way = (AccountKind::Recovered, AccountKind::Available, Reason::Reverse);
    post(db, what, way, (by, at, "The case is open again".to_owned()))
}

fn post(
    db: &mut Db,
    (pot, amount, key): (PotId, Money, String),
    way: Way,
    said: (Option<By>, NaiveDateTime, String),
) -> Result<(), BudgetError> {
    if amount <= Money::ZERO {
        return Ok(());
    }
    match ledger::post(db, &Posting::within(pot, way, (key, amount), said)) {
        Ok(_) => Ok(()),
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}
