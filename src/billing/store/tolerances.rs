//! The table `tolerances`: where a council lets a provider's lines, or those of an order, differ by another amount.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::billing::model::matching::Tolerances;
use crate::db::schema::{holders, orders, providers, tolerances};
use crate::db::{Db, DbError};
use crate::kernel::{Money, OrderId, OrganisationId, ProviderId, ToleranceId, UserId};

/// What an exception is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Everything of a provider.
    Provider(ProviderId),
    /// One order.
    Order(OrderId),
}

/// An exception in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Which.
    pub id: ToleranceId,
    /// The provider's name, or the order's reference.
    pub whom: String,
    /// Whether it is for an order.
    pub of_order: bool,
    /// How much a line may be above what was ordered.
    pub amount: Money,
}

/// A council's exceptions, those of providers first.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<Exception>, DbError> {
    let rows: Vec<(i64, i64, Option<String>, Option<String>)> = tolerances::table
        .left_join(providers::table.on(providers::id.nullable().eq(tolerances::provider_id)))
        .left_join(orders::table.on(orders::id.nullable().eq(tolerances::order_id)))
        .filter(tolerances::council_id.eq(council.0))
        .order((tolerances::order_id.is_null().desc(), tolerances::id.asc()))
        .select((tolerances::id, tolerances::tolerance_pence, providers::name.nullable(), orders::reference.nullable()))
        .load(db)?;
    let exception = |(id, pence, provider, order): (i64, i64, Option<String>, Option<String>)| Exception {
        id: ToleranceId(id),
        of_order: provider.is_none(),
        whom: provider.or(order).unwrap_or_default(),
        amount: Money::from_pence(pence),
    };
    Ok(rows.into_iter().map(exception).collect())
}

/// What holds for the invoices of a provider to a council, where `usual` is what it lets everybody.
pub fn of_provider(
    db: &mut Db,
    (council, provider): (OrganisationId, ProviderId),
    usual: Money,
) -> Result<Tolerances, DbError> {
    let own: Option<i64> = tolerances::table
        .filter(tolerances::council_id.eq(council.0).and(tolerances::provider_id.eq(provider.0)))
        .select(tolerances::tolerance_pence)
        .first(db)
        .optional()?;
    let orders: Vec<(String, i64)> = tolerances::table
        .inner_join(orders::table.on(orders::id.nullable().eq(tolerances::order_id)))
        .filter(tolerances::council_id.eq(council.0).and(orders::provider_id.eq(provider.0)))
        .select((orders::reference, tolerances::tolerance_pence))
        .load(db)?;
    let orders: HashMap<String, Money> =
        orders.into_iter().map(|(reference, pence)| (reference, Money::from_pence(pence))).collect();
    Ok(Tolerances { usual: own.map_or(usual, Money::from_pence), orders })
}

/// An order of one of a council's people.
pub fn order(db: &mut Db, council: OrganisationId, reference: &str) -> Result<Option<OrderId>, DbError> {
    let id: Option<i64> = orders::table
        .inner_join(holders::table.on(holders::id.eq(orders::holder_id)))
        .filter(orders::reference.eq(reference).and(holders::council_id.eq(council.0)))
        .select(orders::id)
        .first(db)
        .optional()?;
    Ok(id.map(OrderId))
}

/// Sets an exception in place of the one before.
pub fn set(
    db: &mut Db,
    council: OrganisationId,
    (whom, amount): (For, Money),
    (by, now): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    let own = tolerances::table.filter(tolerances::council_id.eq(council.0));
    let (provider, order) = match whom {
        For::Provider(id) => {
            diesel::delete(own.filter(tolerances::provider_id.eq(id.0))).execute(db)?;
            (Some(id.0), None)
        }
        For::Order(id) => {
            diesel::delete(own.filter(tolerances::order_id.eq(id.0))).execute(db)?;
            (None, Some(id.0))
        }
    };
    diesel::insert_into(tolerances::table)
        .values((
            tolerances::council_id.eq(council.0),
            tolerances::provider_id.eq(provider),
            tolerances::order_id.eq(order),
            tolerances::tolerance_pence.eq(amount.pence()),
            tolerances::updated_by.eq(by.0),
            tolerances::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes an exception away. Whether there was one.
pub fn remove(db: &mut Db, council: OrganisationId, id: ToleranceId) -> Result<bool, DbError> {
    let own = tolerances::table.find(id.0).filter(tolerances::council_id.eq(council.0));
    Ok(diesel::delete(own).execute(db)? == 1)
}
