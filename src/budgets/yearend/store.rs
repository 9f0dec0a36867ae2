//! The tables `year_end_policies` and `year_ends`, and the pots whose year is over.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Ended, Policy, Settled, Settlement};
use crate::budgets::HeldAs;
use crate::budgets::ledger::AccountKind;
use crate::db::schema::{budgets, funding_streams, holders, ledger_accounts, pots, year_end_policies, year_ends};
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

type EndedRow = (i64, i64, String, String, String, NaiveDate, NaiveDate, i64, i64);

/// A council's pots whose budget ended before a day and that have something left; at most `limit`, or the one asked for.
/// People's own money that no council put in is theirs; what is closed is settled with its case.
pub(super) fn ended(
    db: &mut Db,
    council: OrganisationId,
    (today, only, limit): (NaiveDate, Option<PotId>, i64),
) -> Result<Vec<Ended>, DbError> {
    let all = pots::table
        .inner_join(budgets::table)
        .inner_join(holders::table)
        .inner_join(ledger_accounts::table.on(ledger_accounts::pot_id.eq(pots::id)))
        .filter(holders::council_id.eq(council.0).and(budgets::ends_on.lt(today)))
        .filter(pots::held_as.ne(HeldAs::OwnMoney.as_str()).and(pots::closed_at.is_null()))
        .filter(ledger_accounts::kind.eq(AccountKind::Available.as_str()).and(ledger_accounts::balance_pence.gt(0)))
        .order((holders::name_key.asc(), pots::id.asc()))
        .select((
            pots::id,
            holders::id,
            holders::name,
            holders::reference,
            pots::held_as,
            budgets::starts_on,
            budgets::ends_on,
            budgets::amount_pence,
            ledger_accounts::balance_pence,
        ))
        .into_boxed();
    let rows: Vec<EndedRow> = match only {
        Some(pot) => all.filter(pots::id.eq(pot.0)).load(db)?,
        None => all.limit(limit).load(db)?,
    };
    let of = |row: EndedRow| {
        let (id, holder_id, holder, reference, held_as, starts_on, ends_on, amount, left) = row;
        let held_as = DbError::parsed(&held_as)?;
        let next = next_pot(db, HolderId(holder_id), held_as, ends_on)?;
        Ok(Ended {
            pot: PotId(id),
            holder_id: HolderId(holder_id),
            holder,
            reference,
            held_as,
            span: (starts_on, ends_on),
            amount: Money::from_pence(amount),
            left: Money::from_pence(left),
            next,
        })
    };
    rows.into_iter().map(of).collect()
}

/// The pot of somebody's next budget, held in the same way if there is one; else the first of it.
fn next_pot(db: &mut Db, holder: HolderId, held_as: HeldAs, ended: NaiveDate) -> Result<Option<PotId>, DbError> {
    let next: Vec<(i64, i64, String)> = pots::table
        .inner_join(budgets::table)
        .filter(pots::holder_id.eq(holder.0).and(budgets::starts_on.gt(ended)))
        .filter(pots::held_as.ne(HeldAs::OwnMoney.as_str()))
        .order((budgets::starts_on.asc(), budgets::id.asc(), pots::id.asc()))
        .select((budgets::id, pots::id, pots::held_as))
        .load(db)?;
    let Some((budget, first, _)) = next.first() else { return Ok(None) };
    let same = next.iter().find(|(of, _, held)| of == budget && held == held_as.as_str());
    Ok(Some(PotId(same.map_or(*first, |(_, pot, _)| *pot))))
}

/// The first day of a pot's budget.
pub(super) fn starts_on(db: &mut Db, pot: PotId) -> Result<NaiveDate, DbError> {
    Ok(pots::table.inner_join(budgets::table).filter(pots::id.eq(pot.0)).select(budgets::starts_on).get_result(db)?)
}

/// What people put into a pot of their own, and what all others did.
pub(super) fn put_in(db: &mut Db, pot: PotId) -> Result<(Money, Money), DbError> {
    let rows: Vec<(String, i64)> = funding_streams::table
        .filter(funding_streams::pot_id.eq(pot.0))
        .select((funding_streams::stream, funding_streams::amount_pence - funding_streams::moved_pence))
        .load(db)?;
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(stream, _)| stream == "own_top_up");
    let sum = |of: &[(String, i64)]| {
        Money::sum(of.iter().map(|(_, pence)| Money::from_pence(*pence)))
            .ok_or_else(|| DbError::Other("a pot's streams come to more than can be held".to_owned()))
    };
    Ok((sum(&own)?, sum(&others)?))
}

fn total(column: &str) -> diesel::expression::SqlLiteral<BigInt> {
    sql::<BigInt>(&format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"))
}

/// What was settled of a pot before, and how often.
pub(super) fn before(db: &mut Db, pot: PotId) -> Result<(i64, Settlement), DbError> {
    let (times, given, carried, recovered): (i64, i64, i64, i64) = year_ends::table
        .filter(year_ends::pot_id.eq(pot.0))
        .select((
            sql::<BigInt>("COUNT(*)"),
            total("given_back_pence"),
            total("carried_pence"),
            total("recovered_pence"),
        ))
        .get_result(db)?;
    let [given_back, carried, recovered] = [given, carried, recovered].map(Money::from_pence);
    Ok((times, Settlement { given_back, carried, recovered }))
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
        ))
        .execute(db)?;
    Ok(())
}

/// The newest that were settled for a council.
pub(super) fn done(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Settled>, DbError> {
    let rows: Vec<(String, String, NaiveDate, i64, i64, i64)> = year_ends::table
        .inner_join(pots::table.on(pots::id.eq(year_ends::pot_id)))
        .inner_join(budgets::table.on(budgets::id.eq(pots::budget_id)))
        .inner_join(holders::table.on(holders::id.eq(pots::holder_id)))
        .filter(holders::council_id.eq(council.0))
        .order(year_ends::id.desc())
        .limit(limit)
        .select((
            holders::name,
            holders::reference,
            budgets::ends_on,
            year_ends::given_back_pence,
            year_ends::carried_pence,
            year_ends::recovered_pence,
        ))
        .load(db)?;
    let settled = |(holder, reference, ended_on, given, carried, recovered): (_, _, _, i64, i64, i64)| {
        let [given_back, carried, recovered] = [given, carried, recovered].map(Money::from_pence);
        Settled { holder, reference, ended_on, was: Settlement { given_back, carried, recovered } }
    };
    Ok(rows.into_iter().map(settled).collect())
}
