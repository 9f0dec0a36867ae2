//! Which provider each order line is with, and which four weeks were charged for.

use diesel::prelude::*;

use crate::db::schema::{order_lines, orders, providers, transfers};
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, PotId};

/// A line's provider: its name, and its organisation.
pub type Provider = (i64, String, Option<OrganisationId>);

/// The provider of each of these order lines.
pub fn providers_of(db: &mut Db, lines: &[i64]) -> Result<Vec<Provider>, DbError> {
    let rows: Vec<(i64, String, Option<i64>)> = order_lines::table
        .inner_join(orders::table.inner_join(providers::table))
        .filter(order_lines::id.eq_any(lines.to_vec()))
        .select((order_lines::id, providers::name, providers::organisation_id))
        .load(db)?;
    Ok(rows.into_iter().map(|(line, name, organisation)| (line, name, organisation.map(OrganisationId))).collect())
}

/// The keys and amounts of a pot's transfers whose key begins so.
pub fn charged(db: &mut Db, pot: PotId, prefix: &str) -> Result<Vec<(String, i64)>, DbError> {
    Ok(transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(transfers::key.like(format!("{prefix}%"))))
        .select((transfers::key, transfers::amount_pence))
        .load(db)?)
}
