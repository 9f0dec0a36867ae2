//! The `order_pauses` table, and the deliveries that a pause called off.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::order_pauses::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{MandateId, OrderId, PauseId, UserId};
use crate::orders::model::Pause;

type Row = (
    (i64, i64),
    (NaiveDate, Option<NaiveDate>),
    String,
    (i64, Option<i64>, NaiveDateTime),
    (Option<NaiveDate>, Option<NaiveDateTime>),
);

macro_rules! columns {
    () => {
        (
            (dsl::id, dsl::order_id),
            (dsl::from_day, dsl::until_day),
            dsl::words,
            (dsl::made_by, dsl::mandate_id, dsl::made_at),
            (dsl::resumed_on, dsl::ended_at),
        )
    };
}

fn pause(((id, order), (from, until), words, (by, mandate, made_at), (resumed_on, ended_at)): Row) -> Pause {
    Pause {
        id: PauseId(id),
        order_id: OrderId(order),
        from,
        until,
        words,
        made_by: UserId(by),
        mandate_id: mandate.map(MandateId),
        made_at,
        resumed_on,
        ended_at,
    }
}

/// Writes a pause.
pub fn insert(
    db: &mut Db,
    order: OrderId,
    (from, until): (NaiveDate, Option<NaiveDate>),
    words: &str,
    by: By,
    now: NaiveDateTime,
) -> Result<PauseId, DbError> {
    let id = diesel::insert_into(dsl::order_pauses)
        .values((
            dsl::order_id.eq(order.0),
            (dsl::from_day.eq(from), dsl::until_day.eq(until), dsl::words.eq(words)),
            (dsl::made_by.eq(by.user.0), dsl::mandate_id.eq(by.mandate.map(|id| id.0)), dsl::made_at.eq(now)),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    Ok(PauseId(id))
}

/// The pauses of an order, oldest first.
pub fn of_order(db: &mut Db, order: OrderId) -> Result<Vec<Pause>, DbError> {
    let rows: Vec<Row> =
        dsl::order_pauses.filter(dsl::order_id.eq(order.0)).order(dsl::id.asc()).select(columns!()).load(db)?;
    Ok(rows.into_iter().map(pause).collect())
}

/// Pauses whose last day has passed and that nobody ended.
pub fn over(db: &mut Db, today: NaiveDate, limit: i64) -> Result<Vec<Pause>, DbError> {
    let rows: Vec<Row> = dsl::order_pauses
        .filter(dsl::ended_at.is_null().and(dsl::until_day.lt(today)))
        .order(dsl::id.asc())
        .limit(limit)
        .select(columns!())
        .load(db)?;
    Ok(rows.into_iter().map(pause).collect())
}

/// Ends a pause that has not ended; gives how many rows that was.
pub fn end(
    db: &mut Db,
    id: PauseId,
    resumed_on: Option<NaiveDate>,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    Ok(diesel::update(dsl::order_pauses.filter(dsl::id.eq(id.0).and(dsl::ended_at.is_null())))
        .set((dsl::resumed_on.eq(resumed_on), dsl::ended_by.eq(by.map(|id| id.0)), dsl::ended_at.eq(Some(now))))
        .execute(db)?)
}
