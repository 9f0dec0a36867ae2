//! The tables `statements` and `statement_mail_stops`, and the movements that are on a statement.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{max, min, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::{PotRow, pot as pot_from, unknown};
use crate::budgets::ledger::{AccountKind, Balances, Movement};
use crate::budgets::model::Pot;
use crate::budgets::statement::{Closed, Cut, Entry, Month, Moved};
use crate::db::schema::{
    budgets, ledger_accounts, order_lines, orders, plan_lines, pots, providers, statement_mail_stops, statements,
    transfers, users,
};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, PlanId, PlanLineId, PotId, TransferId, UserId};

/// A holder's pots, the newest budget first.
pub(in crate::budgets) fn pots_of(db: &mut Db, holder: HolderId) -> Result<Vec<Pot>, DbError> {
    let rows: Vec<PotRow> = pots::table
        .inner_join(budgets::table)
        .filter(pots::holder_id.eq(holder.0))
        .order((budgets::starts_on.desc(), budgets::id.desc(), pots::id.asc()))
        .select((
            pots::id,
            pots::budget_id,
            pots::holder_id,
            budgets::plan_id,
            pots::held_as,
            budgets::starts_on,
            budgets::ends_on,
            budgets::amount_pence,
            pots::closed_at,
        ))
        .load(db)?;
    rows.into_iter().map(pot_from).collect()
}

/// Whose pot it is; none when there is no such pot.
pub(in crate::budgets) fn holder_of(db: &mut Db, pot: PotId) -> Result<Option<HolderId>, DbError> {
    let id: Option<i64> = pots::table.find(pot.0).select(pots::holder_id).get_result(db).optional()?;
    Ok(id.map(HolderId))
}

type ClosedRow = (NaiveDate, i64, Option<i64>, (i64, i64, i64, i64, i64, i64), NaiveDateTime);

/// A pot's closed months, oldest first.
pub(in crate::budgets) fn closed(db: &mut Db, pot: PotId) -> Result<Vec<Closed>, DbError> {
    let rows: Vec<ClosedRow> = statements::table
        .filter(statements::pot_id.eq(pot.0))
        .order(statements::month.asc())
        .select((
            statements::month,
            statements::newest_transfer_id,
            statements::plan_id,
            (
                statements::available_pence,
                statements::committed_pence,
                statements::delivered_pence,
                statements::invoiced_pence,
                statements::paid_pence,
                statements::recovered_pence,
            ),
            statements::closed_at,
        ))
        .load(db)?;
    let closed = |(month, newest, plan, pence, closed_at): ClosedRow| {
        let (available, committed, delivered, invoiced, paid, recovered) = pence;
        let closing = Balances {
            available: Money::from_pence(available),
            committed: Money::from_pence(committed),
            delivered: Money::from_pence(delivered),
            invoiced: Money::from_pence(invoiced),
            paid: Money::from_pence(paid),
            recovered: Money::from_pence(recovered),
        };
        Closed { month: Month::of(month), newest, plan_id: plan.map(PlanId), closing, closed_at }
    };
    Ok(rows.into_iter().map(closed).collect())
}

/// Closes a month; false when it was closed before.
pub(in crate::budgets) fn close(db: &mut Db, pot: PotId, closed: &Closed) -> Result<bool, DbError> {
    let closing = &closed.closing;
    let row = (
        statements::pot_id.eq(pot.0),
        statements::month.eq(closed.month.first()),
        statements::newest_transfer_id.eq(closed.newest),
        statements::plan_id.eq(closed.plan_id.map(PlanId::get)),
        statements::available_pence.eq(closing.available.pence()),
        statements::committed_pence.eq(closing.committed.pence()),
        statements::delivered_pence.eq(closing.delivered.pence()),
        statements::invoiced_pence.eq(closing.invoiced.pence()),
        statements::paid_pence.eq(closing.paid.pence()),
        statements::recovered_pence.eq(closing.recovered.pence()),
        statements::closed_at.eq(closed.closed_at),
    );
    let rows =
        each_backend!(db, |c| diesel::insert_into(statements::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// The pots whose month is still to be closed: their budget reaches into it, or money moved since the last closing.
pub(in crate::budgets) fn to_close(db: &mut Db, month: Month) -> Result<Vec<PotId>, DbError> {
    let closed = statements::table.filter(statements::month.ge(month.first())).select(statements::pot_id);
    let moved = sql::<Bool>(
        "EXISTS (SELECT 1 FROM transfers WHERE transfers.pot_id = pots.id AND transfers.id > COALESCE((SELECT \
         MAX(statements.newest_transfer_id) FROM statements WHERE statements.pot_id = pots.id), 0))",
    );
    let ids: Vec<i64> = pots::table
        .inner_join(budgets::table)
        .filter(pots::id.ne_all(closed))
        .filter(budgets::ends_on.ge(month.first()).or(moved))
        .order(pots::id.asc())
        .select(pots::id)
        .load(db)?;
    Ok(ids.into_iter().map(PotId).collect())
}

/// When a pot's first money moved, and the number of its newest transfer; none before there is any.
pub(in crate::budgets) fn span(db: &mut Db, pot: PotId) -> Result<Option<(NaiveDateTime, i64)>, DbError> {
    let (first, newest): (Option<NaiveDateTime>, Option<i64>) = transfers::table
        .filter(transfers::pot_id.eq(pot.0))
        .select((min(transfers::made_at), max(transfers::id)))
        .get_result(db)?;
    Ok(first.zip(newest))
}

fn kinds(db: &mut Db, pot: PotId) -> Result<Vec<(i64, AccountKind)>, DbError> {
    let rows: Vec<(i64, String)> = ledger_accounts::table
        .filter(ledger_accounts::pot_id.eq(pot.0))
        .select((ledger_accounts::id, ledger_accounts::kind))
        .load(db)?;
    rows.into_iter().map(|(id, kind)| Ok((id, kind.parse().map_err(unknown)?))).collect()
}

fn kind(kinds: &[(i64, AccountKind)], id: i64) -> Result<AccountKind, DbError> {
    let found = kinds.iter().find(|(account, _)| *account == id);
    found.map(|(_, kind)| *kind).ok_or_else(|| DbError::Other(format!("account {id} is another pot's")))
}

/// All that moved in a pot up to a cut, added up by part of the plan and way.
pub(in crate::budgets) fn moved(db: &mut Db, pot: PotId, cut: Cut) -> Result<Vec<Moved>, DbError> {
    type Row = (Option<i64>, Option<String>, Option<i64>, i64, i64);
    let kinds = kinds(db, pot)?;
    let rows: Vec<Row> = transfers::table
        .left_join(plan_lines::table)
        .filter(transfers::pot_id.eq(pot.0))
        .filter(transfers::made_at.lt(cut.before).and(transfers::id.le(cut.newest)))
        .group_by((transfers::plan_line_id, transfers::from_account_id, transfers::to_account_id))
        .order(transfers::plan_line_id.asc())
        .select((
            transfers::plan_line_id,
            sql::<Nullable<Text>>("MIN(plan_lines.title)"),
            transfers::from_account_id,
            transfers::to_account_id,
            sql::<BigInt>("CAST(SUM(transfers.amount_pence) AS BIGINT)"),
        ))
        .load(db)?;
    let moved = |(plan_line, title, from, to, pence): (Option<i64>, Option<String>, Option<i64>, i64, i64)| {
        Ok(Moved {
            plan_line: plan_line.map(PlanLineId),
            title,
            from: from.map(|id| kind(&kinds, id)).transpose()?,
            to: kind(&kinds, to)?,
            amount: Money::from_pence(pence),
        })
    };
    rows.into_iter().map(moved).collect()
}

type EntryRow = (
    (i64, NaiveDateTime, String, Option<i64>, i64, i64),
    (Option<String>, Option<String>, Option<i64>, String),
    (Option<String>, Option<String>),
);

/// What moved in a pot up to a cut and wasn't in the one before, oldest first. Orders stand above budgets and can't be
/// asked, so this reads their tables.
pub(in crate::budgets) fn entries(
    db: &mut Db,
    pot: PotId,
    (before, cut): (Option<Cut>, Cut),
) -> Result<Vec<Entry>, DbError> {
    let kinds = kinds(db, pot)?;
    let (earlier, known) = before.map_or((NaiveDateTime::MIN, 0), |before| (before.before, before.newest));
    let of_order = order_lines::table.inner_join(orders::table.inner_join(providers::table));
    let mut query = transfers::table
        .left_join(plan_lines::table)
        .left_join(users::table)
        .left_join(of_order)
        .filter(transfers::pot_id.eq(pot.0))
        .filter(transfers::made_at.lt(cut.before).and(transfers::id.le(cut.newest)))
        .order((transfers::made_at.asc(), transfers::id.asc()))
        .select((
            (
                transfers::id,
                transfers::made_at,
                transfers::reason,
                transfers::from_account_id,
                transfers::to_account_id,
                transfers::amount_pence,
            ),
            (plan_lines::title.nullable(), users::name.nullable(), transfers::mandate_id, transfers::memo),
            (orders::reference.nullable(), providers::name.nullable()),
        ))
        .into_boxed();
    if before.is_some() {
        query = query.filter(transfers::made_at.ge(earlier).or(transfers::id.gt(known)));
    }
    let rows: Vec<EntryRow> = query.load(db)?;
    let entry = |(what, who, order): EntryRow| {
        let ((id, at, reason, from, to, amount), (plan_line, by, mandate, memo)) = (what, who);
        let movement = Movement {
            id: TransferId(id),
            at,
            reason: reason.parse().map_err(unknown)?,
            from: from.map(|id| kind(&kinds, id)).transpose()?,
            to: kind(&kinds, to)?,
            amount: Money::from_pence(amount),
            plan_line,
            by,
            under_mandate: mandate.is_some(),
            memo,
        };
        Ok(Entry { movement, order: order.0, provider: order.1 })
    };
    rows.into_iter().map(entry).collect()
}

/// Who wants no mails about a holder's statements.
pub(in crate::budgets) fn stops(db: &mut Db, holder: HolderId) -> Result<Vec<UserId>, DbError> {
    let of = statement_mail_stops::table.filter(statement_mail_stops::holder_id.eq(holder.0));
    let ids: Vec<i64> = of.select(statement_mail_stops::user_id).load(db)?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Sends somebody no more mails about a holder's statements. Twice is the same as once.
pub(in crate::budgets) fn stop(db: &mut Db, user: UserId, holder: HolderId, now: NaiveDateTime) -> Result<(), DbError> {
    let row = (
        statement_mail_stops::user_id.eq(user.0),
        statement_mail_stops::holder_id.eq(holder.0),
        statement_mail_stops::stopped_at.eq(now),
    );
    each_backend!(db, |c| diesel::insert_into(statement_mail_stops::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Sends somebody mails about a holder's statements again.
pub(in crate::budgets) fn go_on(db: &mut Db, user: UserId, holder: HolderId) -> Result<(), DbError> {
    let theirs = statement_mail_stops::user_id.eq(user.0).and(statement_mail_stops::holder_id.eq(holder.0));
    diesel::delete(statement_mail_stops::table.filter(theirs)).execute(db)?;
    Ok(())
}
