//! What was put into pots, what was used and what was settled of them before: for a hundred pots at a time, in as many
//! questions as for one, but for money that is only for something, which is asked pot by pot.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::budgets::ledger::AccountKind;
use crate::budgets::model::Stream;
use crate::budgets::pots::service::fences::{self, ForSomething};
use crate::budgets::yearend::model::{Books, Settlement};
use crate::budgets::yearend::overpaid::InBudget;
use crate::db::schema::{
    arrivals, case_settlements, closed_cases, funding_streams, ledger_accounts, pots, stream_purposes, year_ends,
};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{BudgetId, PotId};

/// What was put into each of some pots, each with its budget, and what was settled of it before.
pub(in crate::budgets::yearend) fn books(
    db: &mut Db,
    pots_of: &[(PotId, i64)],
) -> Result<BTreeMap<i64, Books>, DbError> {
    let budgets: Vec<i64> = pots_of.iter().map(|(_, budget)| *budget).collect();
    let rows = rows(db, &budgets)?;
    let fenced = rows.fenced(db)?;
    let beside = rows.beside(&fenced)?;
    let broken = || DbError::Other("a pot's streams come to more than can be held".to_owned());
    let mut all: BTreeMap<i64, Books> = BTreeMap::new();
    for (pot, budget) in pots_of {
        let beside = beside.iter().filter(|(of, _)| of == budget).map(|(_, one)| *one).collect();
        let fenced = fenced.get(&pot.0).map_or(Money::ZERO, |sums| sums.left);
        all.insert(pot.0, Books { fenced, beside, ..Books::default() });
    }
    for put in &rows.put_in {
        let Some(books) = all.get_mut(&put.pot) else { continue };
        let sum = if put.stream == Stream::OwnTopUp { &mut books.own } else { &mut books.others };
        *sum = sum.checked_add(put.amount).ok_or_else(broken)?;
    }
    for (pot, given, carried, recovered, fenced) in rows.settled {
        let Some(books) = all.get_mut(&pot) else { continue };
        let [given_back, carried, recovered, fenced] = [given, carried, recovered, fenced].map(Money::from_pence);
        let one = Settlement { given_back, carried, recovered, fenced };
        books.before = books.before.with(&one).ok_or_else(broken)?;
        books.times += 1;
    }
    Ok(all)
}

/// The same for one pot.
pub(in crate::budgets::yearend) fn books_of(db: &mut Db, pot: PotId, budget: BudgetId) -> Result<Books, DbError> {
    Ok(books(db, &[(pot, budget.0)])?.remove(&pot.0).unwrap_or_default())
}

/// One stream of a pot, without what others pay instead of it.
struct PutIn {
    id: i64,
    pot: i64,
    stream: Stream,
    amount: Money,
    /// Whether it is only for some kinds of support.
    fenced: bool,
}

/// Everything of some budgets that the books are made of.
struct Rows {
    /// A budget, its pot, and what an account of it holds.
    accounts: Vec<(i64, i64, AccountKind, i64)>,
    put_in: Vec<PutIn>,
    /// A pot, and what of the person's contribution has not come.
    to_come: Vec<(i64, i64)>,
    /// The same of what was added privately.
    own_to_come: Vec<(i64, i64)>,
    /// A pot; given back, carried forward, taken back at the end of a year; and what of it was only for something.
    settled: Vec<(i64, i64, i64, i64, i64)>,
    /// A pot, and what was given back because its person's case is closed.
    closed: Vec<(i64, i64)>,
}

fn rows(db: &mut Db, budgets: &[i64]) -> Result<Rows, DbError> {
    let accounts: Vec<(i64, i64, String, i64)> = ledger_accounts::table
        .inner_join(pots::table)
        .filter(pots::budget_id.eq_any(budgets))
        .order(pots::id.asc())
        .select((pots::budget_id, pots::id, ledger_accounts::kind, ledger_accounts::balance_pence))
        .load(db)?;
    let kind = |(budget, pot, kind, pence): (i64, i64, String, i64)| Ok((budget, pot, DbError::parsed(&kind)?, pence));
    let mut pots: Vec<i64> = accounts.iter().map(|(_, pot, ..)| *pot).collect();
    pots.dedup();
    let theirs = [Stream::OwnContribution.as_str(), Stream::OwnTopUp.as_str()];
    let coming: Vec<(i64, String, i64)> = arrivals::table
        .inner_join(funding_streams::table.on(funding_streams::id.eq(arrivals::funding_stream_id)))
        .filter(funding_streams::pot_id.eq_any(&pots).and(arrivals::arrived_at.is_null()))
        .filter(funding_streams::stream.eq_any(theirs))
        .select((funding_streams::pot_id, funding_streams::stream, arrivals::amount_pence - arrivals::moved_pence))
        .load(db)?;
    let (to_come, own_to_come): (Vec<_>, Vec<_>) =
        coming.into_iter().partition(|(_, stream, _)| stream == Stream::OwnContribution.as_str());
    let [to_come, own_to_come] = [to_come, own_to_come]
        .map(|rows| rows.into_iter().map(|(pot, _, pence)| (pot, pence)).collect::<Vec<(i64, i64)>>());
    let settled = year_ends::table
        .filter(year_ends::pot_id.eq_any(&pots))
        .select((
            year_ends::pot_id,
            year_ends::given_back_pence,
            year_ends::carried_pence,
            year_ends::recovered_pence,
            year_ends::fenced_pence,
        ))
        .load(db)?;
    let accounts = accounts.into_iter().map(kind).collect::<Result<_, DbError>>()?;
    Ok(Rows { closed: given_back(db, &pots)?, put_in: put_in(db, &pots)?, accounts, to_come, own_to_come, settled })
}

/// What was given back of these pots because their person's case is closed.
fn given_back(db: &mut Db, pots: &[i64]) -> Result<Vec<(i64, i64)>, DbError> {
    let rows: Vec<(i64, i64, i64)> = case_settlements::table
        .filter(case_settlements::pot_id.eq_any(pots))
        .select((case_settlements::case_id, case_settlements::pot_id, case_settlements::given_back_pence))
        .load(db)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    // What went out of a case that was opened again is back.
    let cases: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let closed: Vec<i64> = closed_cases::table
        .filter(closed_cases::id.eq_any(cases).and(closed_cases::reopened_at.is_null()))
        .select(closed_cases::id)
        .load(db)?;
    Ok(rows.into_iter().filter(|row| closed.contains(&row.0)).map(|row| (row.1, row.2)).collect())
}

fn put_in(db: &mut Db, pots: &[i64]) -> Result<Vec<PutIn>, DbError> {
    let rows: Vec<(i64, i64, String, i64, Option<i64>)> = funding_streams::table
        .left_join(stream_purposes::table.on(stream_purposes::funding_stream_id.eq(funding_streams::id)))
        .filter(funding_streams::pot_id.eq_any(pots))
        .order(funding_streams::id.asc())
        .select((
            funding_streams::id,
            funding_streams::pot_id,
            funding_streams::stream,
            funding_streams::amount_pence - funding_streams::moved_pence,
            stream_purposes::id.nullable(),
        ))
        .load(db)?;
    let mut all: Vec<PutIn> = Vec::with_capacity(rows.len());
    for (id, pot, stream, pence, only_for) in rows {
        // One that is for several kinds of support has a row for each.
        if all.last().is_none_or(|last| last.id != id) {
            let (stream, amount) = (DbError::parsed(&stream)?, Money::from_pence(pence));
            all.push(PutIn { id, pot, stream, amount, fenced: only_for.is_some() });
        }
    }
    Ok(all)
}

fn less(a: Money, b: Money) -> Money {
    a.checked_sub(b).unwrap_or_default().max(Money::ZERO)
}

fn sum(all: impl Iterator<Item = Money>) -> Result<Money, DbError> {
    Money::sum(all).ok_or_else(|| DbError::Other("the sum of a pot's money is too large".to_owned()))
}

/// Adds up what belongs to a pot.
fn of_pot(rows: &[(i64, i64)], pot: i64) -> Result<Money, DbError> {
    sum(rows.iter().filter(|row| row.0 == pot).map(|row| Money::from_pence(row.1)))
}

impl Rows {
    /// All pots of these budgets, each with its budget, in their order.
    fn beside(&self, fenced: &BTreeMap<i64, ForSomething>) -> Result<Vec<(i64, InBudget)>, DbError> {
        let mut rows: Vec<(i64, i64)> = self.accounts.iter().map(|(budget, pot, ..)| (*budget, *pot)).collect();
        rows.dedup();
        let mut all = Vec::with_capacity(rows.len());
        for (budget, pot) in rows {
            let put_in = |stream: Stream| {
                sum(self.put_in.iter().filter(|put| put.pot == pot && put.stream == stream).map(|put| put.amount))
            };
            let used = self.held(pot, |kind| kind == AccountKind::Committed || kind.is_spent())?;
            let given: Vec<(i64, i64)> = self.settled.iter().map(|row| (row.0, row.1)).collect();
            let fenced = fenced.get(&pot).copied().unwrap_or_default();
            let free = less(self.held(pot, |kind| kind == AccountKind::Available)?, fenced.left);
            let given = sum([of_pot(&given, pot)?, of_pot(&self.closed, pot)?].into_iter())?;
            let one = InBudget {
                pot: PotId(pot),
                paid: less(put_in(Stream::OwnContribution)?, of_pot(&self.to_come, pot)?),
                to_come: of_pot(&self.to_come, pot)?,
                own_to_come: of_pot(&self.own_to_come, pot)?,
                own: less(put_in(Stream::OwnTopUp)?, of_pot(&self.own_to_come, pot)?),
                used: less(used, fenced.used),
                given,
                there: sum([free, given].into_iter())?,
            };
            all.push((budget, one));
        }
        Ok(all)
    }

    /// What some accounts of a pot hold.
    fn held(&self, pot: i64, counts: impl Fn(AccountKind) -> bool) -> Result<Money, DbError> {
        let of = self.accounts.iter().filter(|(_, of, kind, _)| *of == pot && counts(*kind));
        sum(of.map(|(.., pence)| Money::from_pence(*pence)))
    }

    /// The pots with money that is only for something: what others gave of it is nothing that the person's contribution pays
    /// for, nor does it go back from there.
    fn fenced(&self, db: &mut Db) -> Result<BTreeMap<i64, ForSomething>, DbError> {
        let pots: BTreeSet<i64> = self.put_in.iter().filter(|put| put.fenced).map(|put| put.pot).collect();
        pots.into_iter().map(|pot| Ok((pot, fences::for_something(db, PotId(pot))?))).collect()
    }
}
