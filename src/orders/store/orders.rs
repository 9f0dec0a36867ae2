//! The `orders` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::word;
use crate::accounts::By;
use crate::db::schema::{holders, order_lines, orders, providers};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{
    HolderId, MandateId, Money, OrderId, OrderLineId, OrganisationId, PageNumber, Paged, PotId, ProviderId, UserId,
};
use crate::orders::model::{Order, OrderStatus};

type Row = (
    i64,
    String,
    String,
    (i64, i64, i64),
    String,
    i64,
    (i64, Option<i64>, NaiveDateTime),
    (Option<NaiveDateTime>, Option<String>, Option<NaiveDateTime>),
);

macro_rules! columns {
    () => {
        (
            orders::id,
            orders::reference,
            orders::package_reference,
            (orders::holder_id, orders::provider_id, orders::pot_id),
            orders::status,
            orders::total_pence,
            (orders::placed_by, orders::mandate_id, orders::placed_at),
            (orders::answered_at, orders::decline_reason, orders::ended_at),
        )
    };
}

fn order(row: Row) -> Result<Order, DbError> {
    let (id, reference, package_reference, (holder, provider, pot), status, total, placed, answered) = row;
    Ok(Order {
        id: OrderId(id),
        reference,
        package_reference,
        holder_id: HolderId(holder),
        provider_id: ProviderId(provider),
        pot_id: PotId(pot),
        status: word(&status)?,
        total: Money::from_pence(total),
        placed_by: UserId(placed.0),
        mandate_id: placed.1.map(MandateId),
        placed_at: placed.2,
        answered_at: answered.0,
        decline_reason: answered.1,
        ended_at: answered.2,
    })
}

/// An order with the names of both sides, for lists.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The order.
    pub order: Order,
    /// The provider's name.
    pub provider_name: String,
    /// The holder's name.
    pub holder_name: String,
}

/// An order to be written.
pub struct NewOrder<'a> {
    pub reference: &'a str,
    pub package_reference: &'a str,
    pub holder: HolderId,
    pub provider: ProviderId,
    pub pot: PotId,
    pub total: Money,
    pub by: By,
    pub at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewOrder<'_>) -> Result<OrderId, DbError> {
    let insert = diesel::insert_into(orders::table)
        .values((
            orders::reference.eq(new.reference),
            orders::package_reference.eq(new.package_reference),
            orders::holder_id.eq(new.holder.0),
            orders::provider_id.eq(new.provider.0),
            orders::pot_id.eq(new.pot.0),
            orders::status.eq(OrderStatus::Placed.as_str()),
            orders::total_pence.eq(new.total.pence()),
            orders::placed_by.eq(new.by.user.0),
            orders::mandate_id.eq(new.by.mandate.map(|id| id.0)),
            orders::placed_at.eq(new.at),
        ))
        .returning(orders::id);
    Ok(OrderId(each_backend!(db, |c| insert.get_result(c))?))
}

pub fn by_id(db: &mut Db, id: OrderId) -> Result<Order, DbError> {
    order(orders::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

pub fn by_reference(db: &mut Db, reference: &str) -> Result<Order, DbError> {
    order(orders::table.filter(orders::reference.eq(reference)).select(columns!()).get_result::<Row>(db)?)
}

/// A provider's orders that aren't over, oldest first.
pub fn running_of_provider(db: &mut Db, provider: ProviderId) -> Result<Vec<Order>, DbError> {
    let running: Vec<&str> = OrderStatus::ALL.iter().filter(|s| !s.is_over()).map(|s| s.as_str()).collect();
    let own = orders::table.filter(orders::provider_id.eq(provider.0)).filter(orders::status.eq_any(running));
    let rows: Vec<Row> = own.order(orders::id.asc()).select(columns!()).load(db)?;
    rows.into_iter().map(order).collect()
}

/// The orders of a package, in the order they were made.
pub fn of_package(db: &mut Db, package_reference: &str) -> Result<Vec<Order>, DbError> {
    // The first of them has the package's reference for its own; the others are in a small index.
    let others = orders::package_reference.eq(package_reference).and(orders::package_reference.ne(orders::reference));
    let first = orders::reference.eq(package_reference).and(orders::package_reference.eq(package_reference));
    let package = orders::table.filter(first.or(others));
    let rows: Vec<Row> = package.order(orders::id.asc()).select(columns!()).load(db)?;
    rows.into_iter().map(order).collect()
}

/// Moves an order on, if it still is where it is thought to be; gives how many rows that was.
pub fn set_status(db: &mut Db, order: &Order, to: OrderStatus, ended: Option<NaiveDateTime>) -> Result<usize, DbError> {
    let from = orders::id.eq(order.id.0).and(orders::status.eq(order.status.as_str()));
    Ok(diesel::update(orders::table.filter(from))
        .set((orders::status.eq(to.as_str()), orders::ended_at.eq(ended)))
        .execute(db)?)
}

/// Writes what all that was ordered costs by now.
pub fn set_total(db: &mut Db, id: OrderId, total: Money) -> Result<usize, DbError> {
    Ok(diesel::update(orders::table.find(id.0)).set(orders::total_pence.eq(total.pence())).execute(db)?)
}

/// A holder's orders that the provider said yes to and that aren't over, oldest first.
pub fn running_of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Order>, DbError> {
    let running = [OrderStatus::Accepted.as_str(), OrderStatus::Active.as_str()];
    let own = orders::table.filter(orders::holder_id.eq(holder.0).and(orders::status.eq_any(running)));
    let rows: Vec<Row> = own.order(orders::id.asc()).select(columns!()).load(db)?;
    rows.into_iter().map(order).collect()
}

/// A holder's orders that nobody has answered yet, oldest first.
pub fn unanswered_of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Order>, DbError> {
    let open = orders::status.eq(OrderStatus::Placed.as_str());
    let own = orders::table.filter(orders::holder_id.eq(holder.0).and(open));
    let rows: Vec<Row> = own.order(orders::id.asc()).select(columns!()).load(db)?;
    rows.into_iter().map(order).collect()
}

/// Writes who answered, when and, for a no, why.
pub fn set_answer(
    db: &mut Db,
    id: OrderId,
    by: UserId,
    at: NaiveDateTime,
    reason: Option<&str>,
) -> Result<usize, DbError> {
    Ok(diesel::update(orders::table.find(id.0))
        .set((orders::answered_by.eq(Some(by.0)), orders::answered_at.eq(Some(at)), orders::decline_reason.eq(reason)))
        .execute(db)?)
}

/// Those of these lines whose orders count as ordered: all but the declined, and those withdrawn before an answer.
pub fn counting(db: &mut Db, lines: &[OrderLineId]) -> Result<Vec<OrderLineId>, DbError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, String, Option<NaiveDateTime>)> = order_lines::table
        .inner_join(orders::table)
        .filter(order_lines::id.eq_any(lines.iter().map(|line| line.0)))
        .select((order_lines::id, orders::status, orders::answered_at))
        .load(db)?;
    let mut counting = Vec::with_capacity(rows.len());
    for (line, status, answered_at) in rows {
        let counts = match word::<OrderStatus>(&status)? {
            OrderStatus::Declined => false,
            OrderStatus::Cancelled => answered_at.is_some(),
            _ => true,
        };
        if counts {
            counting.push(OrderLineId(line));
        }
    }
    Ok(counting)
}

/// Whose orders a list shows.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// One holder's.
    Holder(HolderId),
    /// One provider's.
    Provider(ProviderId),
    /// Those of all holders of a council.
    Council(OrganisationId),
}

/// A page of orders, newest first, of all states or one.
pub fn list(
    db: &mut Db,
    of: Of,
    status: Option<OrderStatus>,
    page: PageNumber,
    per_page: u32,
) -> Result<Paged<Listed>, DbError> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed();
            query = match of {
                Of::Holder(id) => query.filter(orders::holder_id.eq(id.0)),
                Of::Provider(id) => query.filter(orders::provider_id.eq(id.0)),
                Of::Council(id) => query.filter(holders::council_id.eq(id.0)),
            };
            if let Some(status) = status {
                query = query.filter(orders::status.eq(status.as_str()));
            }
            query
        }};
    }
    let total: i64 =
        filtered!(orders::table.inner_join(holders::table).select(diesel::dsl::count_star())).get_result(db)?;
    let joined = orders::table.inner_join(holders::table).inner_join(providers::table);
    let rows: Vec<(Row, String, String)> = filtered!(joined.select((columns!(), providers::name, holders::name)))
        .order(orders::id.desc())
        .limit(i64::from(per_page))
        .offset(page.offset(per_page))
        .load(db)?;
    let listed = |(row, provider_name, holder_name)| Ok(Listed { order: order(row)?, provider_name, holder_name });
    Ok(Paged { items: rows.into_iter().map(listed).collect::<Result<_, DbError>>()?, total, page, per_page })
}
