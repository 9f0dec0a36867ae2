//! The tables `year_end_policies` and `year_ends`, and the pots whose year is over.

mod books;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use self::books::books;
pub(super) use self::books::books_of;
use super::model::{Ended, Policy, Settled, Settlement};
use crate::budgets::ledger::AccountKind;
use crate::budgets::model::HeldAs;
use crate::db::schema::{budgets, holders, ledger_accounts, pots, year_end_policies, year_ends};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, OrganisationId, PotId, UserId};

/// What a council has said.
pub(super) fn policy(db: &mut Db, council: OrganisationId) -> Result<Option<Policy>, DbError> {
    let row: Option<(String, i32, i32, String)> = year_end_policies::table
        .filter(year_end_policies::council_id.eq(council.0))
        .select((
            year_end_policies::keep,
            year_end_policies::per_cent,
            year_end_policies::weeks,
            year_end_policies::give_back,
        ))
        .get_result(db)
        .optional()?;
    let Some((keep, per_cent, weeks, give_back)) = row else { return Ok(None) };
    Ok(Some(Policy {
        keep: DbError::parsed(&keep)?,
        per_cent: per_cent.unsigned_abs(),
        weeks: weeks.unsigned_abs(),
        give_back: DbError::parsed(&give_back)?,
    }))
}

/// Puts a council's policy in place of what it said before.
pub(super) fn set_policy(
    db: &mut Db,
    council: OrganisationId,
    policy: &Policy,
    (by, now): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    diesel::delete(year_end_policies::table.filter(year_end_policies::council_id.eq(council.0))).execute(db)?;
    diesel::insert_into(year_end_policies::table)
        .values((
            year_end_policies::council_id.eq(council.0),
            year_end_policies::keep.eq(policy.keep.as_str()),
            year_end_policies::per_cent.eq(small(policy.per_cent)),
            year_end_policies::weeks.eq(small(policy.weeks)),
            year_end_policies::give_back.eq(policy.give_back.as_str()),
            year_end_policies::updated_by.eq(by.0),
            year_end_policies::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

type EndedRow = ((i64, i64, i64, String, String, String), (String, NaiveDate, NaiveDate, i64, i64));

/// Which of a council's pots whose year is over.
#[derive(Clone, Debug)]
pub(super) enum Which {
    /// This one.
    One(PotId),
    /// So many after a place in the list; from its beginning without.
    After(Option<Place>, i64),
}

/// A place in the list: after this name, and this pot.
pub(super) type Place = (String, PotId);

/// A council's pots whose budget ended before a day and that have something left, by name; and where the list goes on, if
/// there may be more. Takes as many statements however many there are, and a few for each pot with money that is only for
/// something. People's own money that no council put in is
/// theirs; what is closed is settled with its case.
pub(super) fn ended(
    db: &mut Db,
    council: OrganisationId,
    (today, which): (NaiveDate, Which),
) -> Result<(Vec<Ended>, Option<Place>), DbError> {
    let all = pots::table
        .inner_join(budgets::table)
        .inner_join(holders::table)
        .inner_join(ledger_accounts::table.on(ledger_accounts::pot_id.eq(pots::id)))
        .filter(holders::council_id.eq(council.0).and(budgets::ends_on.lt(today)))
        .filter(pots::held_as.ne(HeldAs::OwnMoney.as_str()).and(pots::closed_at.is_null()))
        .filter(ledger_accounts::kind.eq(AccountKind::Available.as_str()).and(ledger_accounts::balance_pence.gt(0)))
        .order((holders::name_key.asc(), pots::id.asc()))
        .select((
            (pots::id, budgets::id, holders::id, holders::name, holders::name_key, holders::reference),
            (
                pots::held_as,
                budgets::starts_on,
                budgets::ends_on,
                budgets::amount_pence,
                ledger_accounts::balance_pence,
            ),
        ))
        .into_boxed();
    let (rows, limit): (Vec<EndedRow>, i64) = match which {
        Which::One(pot) => (all.filter(pots::id.eq(pot.0)).load(db)?, i64::MAX),
        Which::After(None, limit) => (all.limit(limit).load(db)?, limit),
        Which::After(Some((name, pot)), limit) => {
            let later = holders::name_key.gt(name.clone()).or(holders::name_key.eq(name).and(pots::id.gt(pot.0)));
            (all.filter(later).limit(limit).load(db)?, limit)
        }
    };
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let on = rows.last().filter(|_| full).map(|((pot, .., name, _), _)| (name.clone(), PotId(*pot)));
    Ok((complete(db, rows)?, on))
}

/// Puts beside each what was put in, what was settled before, and the pot of the next year.
fn complete(db: &mut Db, rows: Vec<EndedRow>) -> Result<Vec<Ended>, DbError> {
    let pots: Vec<(PotId, i64)> = rows.iter().map(|((pot, budget, ..), _)| (PotId(*pot), *budget)).collect();
    let books = books(db, &pots)?;
    let next = nexts(db, rows.iter().map(|((_, _, holder, ..), _)| *holder).collect())?;
    let of = |((id, _, holder_id, holder, _, reference), (held_as, starts_on, ends_on, amount, left)): EndedRow| {
        let next = next.get(&holder_id).and_then(|all| next_pot(all, &held_as, ends_on));
        Ok(Ended {
            pot: PotId(id),
            holder_id: HolderId(holder_id),
            holder,
            reference,
            held_as: DbError::parsed(&held_as)?,
            span: (starts_on, ends_on),
            amount: Money::from_pence(amount),
            left: Money::from_pence(left),
            next,
            books: books.get(&id).cloned().unwrap_or_default(),
        })
    };
    rows.into_iter().map(of).collect()
}

/// The pots of somebody that could be next year's: first day, budget, pot, and how it is held.
type Next = (NaiveDate, i64, i64, String);

/// Everybody's pots, the earliest first.
fn nexts(db: &mut Db, holders: Vec<i64>) -> Result<BTreeMap<i64, Vec<Next>>, DbError> {
    let rows: Vec<(i64, Next)> = pots::table
        .inner_join(budgets::table)
        .filter(pots::holder_id.eq_any(holders).and(pots::held_as.ne(HeldAs::OwnMoney.as_str())))
        .order((budgets::starts_on.asc(), budgets::id.asc(), pots::id.asc()))
        .select((pots::holder_id, (budgets::starts_on, budgets::id, pots::id, pots::held_as)))
        .load(db)?;
    let mut all: BTreeMap<i64, Vec<Next>> = BTreeMap::new();
    for (holder, next) in rows {
        all.entry(holder).or_default().push(next);
    }
    Ok(all)
}

/// The pot of somebody's next budget, held in the same way if there is one; else the first of it.
fn next_pot(all: &[Next], held_as: &str, ended: NaiveDate) -> Option<PotId> {
    let mut later = all.iter().filter(|(starts_on, ..)| *starts_on > ended);
    let (_, budget, first, _) = later.clone().next()?;
    let same = later.find(|(_, of, _, held)| of == budget && held == held_as);
    Some(PotId(same.map_or(*first, |(_, _, pot, _)| *pot)))
}

/// The first day of a pot's budget.
pub(super) fn starts_on(db: &mut Db, pot: PotId) -> Result<NaiveDate, DbError> {
    Ok(pots::table.inner_join(budgets::table).filter(pots::id.eq(pot.0)).select(budgets::starts_on).get_result(db)?)
}

/// Writes down what was settled; the database refuses the same number twice.
pub(super) fn insert(
    db: &mut Db,
    (ended, number): (&Ended, i64),
    was: &Settlement,
    (by, now): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    diesel::insert_into(year_ends::table)
        .values((
            year_ends::pot_id.eq(ended.pot.0),
            year_ends::number.eq(number),
            year_ends::next_pot_id.eq(ended.next.filter(|_| was.carried > Money::ZERO).map(|pot| pot.0)),
            year_ends::given_back_pence.eq(was.given_back.pence()),
            year_ends::carried_pence.eq(was.carried.pence()),
            year_ends::recovered_pence.eq(was.recovered.pence()),
            year_ends::done_by.eq(by.0),
            year_ends::done_at.eq(now),
            year_ends::fenced_pence.eq(was.fenced.pence()),
        ))
        .execute(db)?;
    Ok(())
}

/// The newest that were settled for a council, before one of them if it is said; and where the list goes on, if there may
/// be more.
pub(super) fn done(
    db: &mut Db,
    council: OrganisationId,
    (before, limit): (Option<i64>, i64),
) -> Result<(Vec<Settled>, Option<i64>), DbError> {
    let rows: Vec<(i64, String, String, NaiveDate, i64, i64, i64)> = year_ends::table
        .inner_join(pots::table.on(pots::id.eq(year_ends::pot_id)))
        .inner_join(budgets::table.on(budgets::id.eq(pots::budget_id)))
        .inner_join(holders::table.on(holders::id.eq(pots::holder_id)))
        .filter(holders::council_id.eq(council.0).and(year_ends::id.lt(before.unwrap_or(i64::MAX))))
        .order(year_ends::id.desc())
        .limit(limit)
        .select((
            year_ends::id,
            holders::name,
            holders::reference,
            budgets::ends_on,
            year_ends::given_back_pence,
            year_ends::carried_pence,
            year_ends::recovered_pence,
        ))
        .load(db)?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let on = rows.last().filter(|_| full).map(|row| row.0);
    let settled = |(_, holder, reference, ended_on, given, carried, recovered): (_, _, _, _, i64, i64, i64)| {
        let [given_back, carried, recovered] = [given, carried, recovered].map(Money::from_pence);
        Settled {
            holder,
            reference,
            ended_on,
            was: Settlement { given_back, carried, recovered, ..Settlement::default() },
        }
    };
    Ok((rows.into_iter().map(settled).collect(), on))
}
