//! What moved in a pot, added up by the database: as many rows as there are hours with movements, however many
//! transfers each has.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{Flow, Kinds, accounts};
use crate::budgets::ledger::{AccountKind, Reason};
use crate::db::schema::{ledger_accounts, transfers};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{DeliveryId, MandateId, OrderLineId, PlanLineId, PotId};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<BigInt>)]
    plan_line: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    leaves: Option<i64>,
    #[diesel(sql_type = BigInt)]
    reaches: i64,
    #[diesel(sql_type = Text)]
    hour: String,
    #[diesel(sql_type = BigInt)]
    pence: i64,
}

/// Some of a pot's transfers, by their places in its chain.
pub(in crate::budgets::ledger) enum Which {
    /// Those after a place, and those that have none yet.
    After(i64),
    /// Those after the first place, up to the second.
    Between(i64, i64),
}

/// What moved between a pot's accounts for each plan line, hour by hour in UTC; London's days begin on the hour. Money
/// that only went from one spent account to another, as when an invoice is made or paid, is left out.
pub(in crate::budgets::ledger) fn by_hour(
    db: &mut Db,
    pot: PotId,
    which: Which,
) -> Result<Vec<(NaiveDateTime, Flow)>, DbError> {
    let accounts = accounts(db, pot)?;
    let spent = accounts.iter().filter(|account| account.kind.is_spent()).map(|account| account.id.0.to_string());
    let spent = spent.collect::<Vec<_>>().join(", ");
    if spent.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = Kinds(accounts);
    let hour = match db {
        Db::Sqlite(_) => "substr(made_at, 1, 13)",
        Db::Postgres(_) => "to_char(made_at, 'YYYY-MM-DD HH24')",
    };
    let places = match which {
        Which::After(0) => String::new(),
        Which::After(place) => format!("AND (position > {place} OR position IS NULL)"),
        Which::Between(after, to) => format!("AND position > {after} AND position <= {to}"),
    };
    // Numbers of ours only, so nothing needs binding. Money from a stream has no account that it leaves.
    let query = format!(
        "SELECT plan_line_id AS plan_line, from_account_id AS leaves, to_account_id AS reaches, {hour} AS hour,
             CAST(SUM(amount_pence) AS BIGINT) AS pence
         FROM transfers
         WHERE pot_id = {pot} {places} AND NOT (COALESCE(from_account_id, 0) IN ({spent}) AND to_account_id IN ({spent}))
         GROUP BY 1, 2, 3, 4"
    );
    let rows: Vec<Row> = diesel::sql_query(query).load(db)?;
    let flow = |row: Row| {
        let flow = Flow {
            plan_line: row.plan_line.map(PlanLineId),
            from: kinds.from(row.leaves)?,
            to: kinds.of(row.reaches)?,
            amount: Money::from_pence(row.pence),
        };
        Ok((begins(&row.hour)?, flow))
    };
    rows.into_iter().map(flow).collect()
}

/// When money last reached an account of what is spent, from one that isn't.
pub(in crate::budgets::ledger) fn last_spent(db: &mut Db, pot: PotId) -> Result<Option<NaiveDateTime>, DbError> {
    let accounts = accounts(db, pot)?;
    let spent: Vec<i64> =
        accounts.iter().filter(|account| account.kind.is_spent()).map(|account| account.id.0).collect();
    let before =
        transfers::from_account_id.is_null().or(transfers::from_account_id.ne_all(spent.clone()).assume_not_null());
    Ok(transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(transfers::to_account_id.eq_any(spent)).and(before))
        .select(max(transfers::made_at))
        .get_result(db)?)
}

/// When an hour begins that is written as "2026-11-21 09".
fn begins(hour: &str) -> Result<NaiveDateTime, DbError> {
    let (day, hour) = hour.split_once([' ', 'T']).unwrap_or((hour, ""));
    let begins =
        day.parse::<NaiveDate>().ok().zip(hour.parse().ok()).and_then(|(day, hour)| day.and_hms_opt(hour, 0, 0));
    begins.ok_or_else(|| DbError::Other("a transfer has no time".to_owned()))
}

/// What moved for order lines under a mandate since an instant: why, from which account, and how much.
pub(in crate::budgets::ledger) fn under(
    db: &mut Db,
    mandate: MandateId,
    since: NaiveDateTime,
) -> Result<Vec<(OrderLineId, Reason, AccountKind, Money)>, DbError> {
    let rows: Vec<(Option<i64>, String, String, i64)> = transfers::table
        .inner_join(ledger_accounts::table.on(transfers::from_account_id.eq(ledger_accounts::id.nullable())))
        .filter(transfers::mandate_id.eq(mandate.0).and(transfers::made_at.gt(since)))
        .filter(transfers::order_line_id.is_not_null())
        .select((transfers::order_line_id, transfers::reason, ledger_accounts::kind, transfers::amount_pence))
        .load(db)?;
    let mut found = Vec::with_capacity(rows.len());
    for (line, reason, kind, pence) in rows {
        if let Some(line) = line {
            let moved = (DbError::parsed(&reason)?, DbError::parsed(&kind)?);
            found.push((OrderLineId(line), moved.0, moved.1, Money::from_pence(pence)));
        }
    }
    Ok(found)
}

/// What moved in a pot for a line of the plan since money of some deliveries was first given back, by order line.
pub(in crate::budgets::ledger) fn since_release(
    db: &mut Db,
    pot: PotId,
    line: PlanLineId,
    deliveries: &[DeliveryId],
) -> Result<Vec<(Option<OrderLineId>, Flow)>, DbError> {
    let ids: Vec<i64> = deliveries.iter().map(|id| id.0).collect();
    let back = transfers::delivery_id.eq_any(ids).and(transfers::reason.eq(Reason::Release.as_str()));
    let first: Option<i64> =
        transfers::table.filter(back.assume_not_null()).select(min(transfers::id)).get_result(db)?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let kinds = Kinds(accounts(db, pot)?);
    let after = transfers::pot_id.eq(pot.0).and(transfers::plan_line_id.eq(line.0)).and(transfers::id.gt(first));
    let rows: Vec<(Option<i64>, Option<i64>, i64, i64)> = transfers::table
        .filter(after.assume_not_null())
        .select((
            transfers::order_line_id,
            transfers::from_account_id,
            transfers::to_account_id,
            transfers::amount_pence,
        ))
        .load(db)?;
    let flow = |(order_line, from, to, pence): (Option<i64>, Option<i64>, i64, i64)| {
        let (from, to, amount) = (kinds.from(from)?, kinds.of(to)?, Money::from_pence(pence));
        Ok((order_line.map(OrderLineId), Flow { plan_line: Some(line), from, to, amount }))
    };
    rows.into_iter().map(flow).collect()
}
