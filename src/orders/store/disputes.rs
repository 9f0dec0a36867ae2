//! The tables `disputes`, `dispute_messages` and `dispute_offers`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::word;
use crate::accounts::By;
use crate::db::schema::{
    deliveries, dispute_messages, dispute_offers, disputes, holders, order_lines, orders, providers, users,
};
use crate::db::{Db, DbError};
use crate::kernel::{DeliveryId, DisputeId, DisputeOfferId, OrganisationId, Quantity, UserId};
use crate::orders::model::dispute::{Dispute, DisputeStatus, Offer, Said, Side};

type Row = (i64, i64, String, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);

macro_rules! columns {
    () => {
        (
            disputes::id,
            disputes::delivery_id,
            disputes::status,
            disputes::opened_at,
            disputes::council_asked_at,
            disputes::settled_at,
        )
    };
}

fn dispute((id, delivery, status, opened_at, council_asked_at, settled_at): Row) -> Result<Dispute, DbError> {
    let (id, delivery_id, status) = (DisputeId(id), DeliveryId(delivery), word(&status)?);
    Ok(Dispute { id, delivery_id, status, opened_at, council_asked_at, settled_at })
}

/// Opens one.
pub fn insert(db: &mut Db, delivery: DeliveryId, now: NaiveDateTime) -> Result<DisputeId, DbError> {
    let id = diesel::insert_into(disputes::table)
        .values((
            disputes::delivery_id.eq(delivery.0),
            disputes::status.eq(DisputeStatus::Open.as_str()),
            disputes::opened_at.eq(now),
        ))
        .returning(disputes::id)
        .get_result(db)?;
    Ok(DisputeId(id))
}

/// The newest dispute of a delivery.
pub fn newest_of(db: &mut Db, delivery: DeliveryId) -> Result<Option<Dispute>, DbError> {
    let of = disputes::table.filter(disputes::delivery_id.eq(delivery.0)).order(disputes::id.desc());
    of.select(columns!()).get_result::<Row>(db).optional()?.map(dispute).transpose()
}

/// Says something.
pub fn say(db: &mut Db, id: DisputeId, side: Side, words: &str, by: By, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::insert_into(dispute_messages::table)
        .values((
            (dispute_messages::dispute_id.eq(id.0), dispute_messages::side.eq(side.as_str())),
            dispute_messages::words.eq(words),
            (dispute_messages::made_by.eq(by.user.0), dispute_messages::mandate_id.eq(by.mandate.map(|id| id.0))),
            dispute_messages::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Everything that was said about a delivery, oldest first.
pub fn said(db: &mut Db, delivery: DeliveryId) -> Result<Vec<Said>, DbError> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = dispute_messages::table
        .inner_join(disputes::table)
        .inner_join(users::table)
        .filter(disputes::delivery_id.eq(delivery.0))
        .order(dispute_messages::id.asc())
        .select((dispute_messages::side, users::name, dispute_messages::words, dispute_messages::made_at))
        .load(db)?;
    let said =
        |(side, by, words, at): (String, String, String, NaiveDateTime)| Ok(Said { side: word(&side)?, by, words, at });
    rows.into_iter().map(said).collect()
}

/// Offers that this much is paid.
pub fn offer(
    db: &mut Db,
    id: DisputeId,
    side: Side,
    units: Quantity,
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(dispute_offers::table)
        .values((
            (dispute_offers::dispute_id.eq(id.0), dispute_offers::side.eq(side.as_str())),
            dispute_offers::units_hundredths.eq(units.hundredths()),
            (dispute_offers::made_by.eq(by.user.0), dispute_offers::mandate_id.eq(by.mandate.map(|id| id.0))),
            dispute_offers::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// The newest offer in a dispute.
pub fn newest_offer(db: &mut Db, id: DisputeId) -> Result<Option<Offer>, DbError> {
    let row: Option<(i64, String, String, i64)> = dispute_offers::table
        .inner_join(users::table)
        .filter(dispute_offers::dispute_id.eq(id.0))
        .order(dispute_offers::id.desc())
        .select((dispute_offers::id, dispute_offers::side, users::name, dispute_offers::units_hundredths))
        .first(db)
        .optional()?;
    let offer = |(id, side, by, hundredths): (i64, String, String, i64)| {
        let (id, units) = (DisputeOfferId(id), Quantity::from_hundredths(hundredths));
        Ok(Offer { id, side: word(&side)?, by, units })
    };
    row.map(offer).transpose()
}

/// How many offers a dispute has had.
pub fn count_offers(db: &mut Db, id: DisputeId) -> Result<i64, DbError> {
    Ok(dispute_offers::table.filter(dispute_offers::dispute_id.eq(id.0)).count().get_result(db)?)
}

/// How many messages a dispute has.
pub fn count_said(db: &mut Db, id: DisputeId) -> Result<i64, DbError> {
    Ok(dispute_messages::table.filter(dispute_messages::dispute_id.eq(id.0)).count().get_result(db)?)
}

/// Notes that the council is asked, once; gives how many rows that was.
pub fn ask_council(db: &mut Db, id: DisputeId, now: NaiveDateTime) -> Result<usize, DbError> {
    let open = disputes::id.eq(id.0).and(disputes::status.eq(DisputeStatus::Open.as_str()));
    Ok(diesel::update(disputes::table.filter(open.and(disputes::council_asked_at.is_null())))
        .set(disputes::council_asked_at.eq(Some(now)))
        .execute(db)?)
}

/// Settles the open dispute of a delivery; gives how many rows that was.
pub fn settle(
    db: &mut Db,
    delivery: DeliveryId,
    to: DisputeStatus,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let open = disputes::delivery_id.eq(delivery.0).and(disputes::status.eq(DisputeStatus::Open.as_str()));
    Ok(diesel::update(disputes::table.filter(open))
        .set((
            disputes::status.eq(to.as_str()),
            disputes::settled_by.eq(by.map(|id| id.0)),
            disputes::settled_at.eq(Some(now)),
        ))
        .execute(db)?)
}

/// An open dispute, as a council's list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The dispute.
    pub dispute: Dispute,
    /// The order's reference.
    pub reference: String,
    /// Whose support it is.
    pub holder: String,
    /// The provider.
    pub provider: String,
    /// What was ordered.
    pub title: String,
    /// The day of the visit.
    pub on: chrono::NaiveDate,
    /// What the visit was to cost, in pence.
    pub amount: crate::kernel::Money,
}

/// The open disputes of a council's people: those that it was asked to settle first, then the oldest.
pub fn of_council(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Listed>, DbError> {
    type Found = (Row, (String, String, String, String), (chrono::NaiveDate, i64));
    let rows: Vec<Found> = disputes::table
        .inner_join(
            deliveries::table
                .inner_join(order_lines::table)
                .inner_join(orders::table.inner_join(holders::table).inner_join(providers::table)),
        )
        .filter(holders::council_id.eq(council.0).and(disputes::status.eq(DisputeStatus::Open.as_str())))
        .order(disputes::opened_at.asc())
        .limit(limit)
        .select((
            columns!(),
            (orders::reference, holders::name, providers::name, order_lines::title),
            (deliveries::on_day, deliveries::amount_pence),
        ))
        .load(db)?;
    let listed = |(row, (reference, holder, provider, title), (on, amount)): Found| {
        let amount = crate::kernel::Money::from_pence(amount);
        Ok(Listed { dispute: dispute(row)?, reference, holder, provider, title, on, amount })
    };
    let mut listed: Vec<Listed> = rows.into_iter().map(listed).collect::<Result<_, DbError>>()?;
    listed.sort_by_key(|one| (one.dispute.council_asked_at.is_none(), one.dispute.opened_at));
    Ok(listed)
}
