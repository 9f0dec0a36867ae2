//! Moving money from one account of a pot to another, in one statement.
//!
//! It is written out here because diesel prepares an `UPDATE` of its own anew each time, whatever it says. This one both
//! databases keep.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Text};

use crate::budgets::ledger::model::AccountKind;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::Money;
use crate::kernel::ids::{AccountId, PotId};

/// Takes an amount from one account and adds it to the other, if the first holds so much. Gives both, with their kinds.
#[derive(QueryId)]
struct Shift {
    pot: i64,
    from: &'static str,
    to: &'static str,
    pence: i64,
}

impl Query for Shift {
    type SqlType = (BigInt, Text);
}

impl<C> RunQueryDsl<C> for Shift {}

impl<DB: Backend> QueryFragment<DB> for Shift
where
    i64: ToSql<BigInt, DB>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ledger_accounts SET balance_pence = balance_pence + CASE WHEN kind = ");
        out.push_bind_param::<Text, str>(self.from)?;
        out.push_sql(" THEN -");
        out.push_bind_param::<BigInt, i64>(&self.pence)?;
        out.push_sql(" ELSE ");
        out.push_bind_param::<BigInt, i64>(&self.pence)?;
        out.push_sql(" END WHERE pot_id = ");
        out.push_bind_param::<BigInt, i64>(&self.pot)?;
        out.push_sql(" AND kind IN (");
        out.push_bind_param::<Text, str>(self.from)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, str>(self.to)?;
        out.push_sql(") AND (SELECT s.balance_pence FROM ledger_accounts s WHERE s.pot_id = ");
        out.push_bind_param::<BigInt, i64>(&self.pot)?;
        out.push_sql(" AND s.kind = ");
        out.push_bind_param::<Text, str>(self.from)?;
        out.push_sql(") >= ");
        out.push_bind_param::<BigInt, i64>(&self.pence)?;
        out.push_sql(" RETURNING id, kind");
        Ok(())
    }
}

/// Moves money from one account of a pot to another, if the first holds enough of it. None, and nothing moved, when it
/// doesn't, or when they aren't there.
pub(in crate::budgets::ledger) fn shift(
    db: &mut Db,
    pot: PotId,
    (from, to): (AccountKind, AccountKind),
    amount: Money,
) -> Result<Option<(AccountId, AccountId)>, DbError> {
    let shift = Shift { pot: pot.0, from: from.as_str(), to: to.as_str(), pence: amount.pence() };
    let rows: Vec<(i64, String)> = each_backend!(db, |c| shift.load(c))?;
    let of = |kind: AccountKind| rows.iter().find(|(_, found)| found == kind.as_str()).map(|(id, _)| AccountId(*id));
    match (of(from), of(to)) {
        (Some(from), Some(to)) => Ok(Some((from, to))),
        (None, None) => Ok(None),
        _ => Err(DbError::Other(format!("pot {pot} has no account {from} or {to}"))),
    }
}
