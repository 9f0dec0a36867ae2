//! The table `spending_requests`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::word;
use crate::accounts::By;
use crate::db::schema::{holders, listings, orders, plan_lines, plans, providers, spending_requests, users};
use crate::db::{Db, DbError};
use crate::kernel::{
    HolderId, ListingId, Money, OrderId, OrganisationId, PlanLineId, PotId, SpendingRequestId, UserId,
};
use crate::orders::model::beyond::{Purpose, RequestState, SpendingRequest};

/// More than anybody answers in a sitting: the rest shows when these are answered.
const MOST_LISTED: i64 = 500;

type Row = (i64, i64, Option<i64>, i64, String, String, NaiveDateTime, Option<String>, (String, Option<i64>));

macro_rules! columns {
    () => {
        (
            spending_requests::id,
            spending_requests::listing_id,
            spending_requests::plan_line_id,
            spending_requests::amount_pence,
            spending_requests::state,
            spending_requests::why,
            spending_requests::asked_at,
            spending_requests::answer,
            (spending_requests::purpose, spending_requests::order_id),
        )
    };
}

fn request(
    (id, listing, line, pence, state, why, asked_at, answer, (purpose, order)): Row,
) -> Result<SpendingRequest, DbError> {
    Ok(SpendingRequest {
        id: SpendingRequestId(id),
        listing: ListingId(listing),
        plan_line: line.map(PlanLineId),
        amount: Money::from_pence(pence),
        state: word(&state)?,
        why,
        asked_at,
        answer,
        purpose: word(&purpose)?,
        order: order.map(OrderId),
    })
}

/// What is asked anew.
pub struct New<'a> {
    pub holder: HolderId,
    pub pot: PotId,
    pub listing: ListingId,
    pub plan_line: Option<PlanLineId>,
    pub amount: Money,
    pub why: &'a str,
    pub by: By,
    pub purpose: Purpose,
    pub order: Option<OrderId>,
}

/// Asks.
pub fn insert(db: &mut Db, new: &New<'_>, now: NaiveDateTime) -> Result<SpendingRequestId, DbError> {
    let id = diesel::insert_into(spending_requests::table)
        .values((
            spending_requests::holder_id.eq(new.holder.0),
            spending_requests::pot_id.eq(new.pot.0),
            spending_requests::listing_id.eq(new.listing.0),
            spending_requests::plan_line_id.eq(new.plan_line.map(|id| id.0)),
            spending_requests::amount_pence.eq(new.amount.pence()),
            spending_requests::state.eq(RequestState::Asked.as_str()),
            spending_requests::why.eq(new.why),
            spending_requests::asked_by.eq(new.by.user.0),
            spending_requests::mandate_id.eq(new.by.mandate.map(|id| id.0)),
            spending_requests::asked_at.eq(now),
            spending_requests::purpose.eq(new.purpose.as_str()),
            spending_requests::order_id.eq(new.order.map(|id| id.0)),
        ))
        .returning(spending_requests::id)
        .get_result(db)?;
    Ok(SpendingRequestId(id))
}

/// What was asked of a pot and isn't ordered, newest last.
pub fn of_pot(db: &mut Db, holder: HolderId, pot: PotId) -> Result<Vec<SpendingRequest>, DbError> {
    let rows: Vec<Row> = spending_requests::table
        .filter(spending_requests::holder_id.eq(holder.0).and(spending_requests::pot_id.eq(pot.0)))
        .filter(spending_requests::state.ne(RequestState::Used.as_str()))
        .order(spending_requests::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(request).collect()
}

/// Moves a request from one state to another; whether it still was in the first.
pub fn turn(
    db: &mut Db,
    id: SpendingRequestId,
    (from, to): (RequestState, RequestState),
    answer: Option<(&str, UserId, NaiveDateTime)>,
) -> Result<bool, DbError> {
    let there = spending_requests::id.eq(id.0).and(spending_requests::state.eq(from.as_str()));
    let turned = match answer {
        None => diesel::update(spending_requests::table.filter(there))
            .set(spending_requests::state.eq(to.as_str()))
            .execute(db)?,
        Some((words, by, at)) => diesel::update(spending_requests::table.filter(there))
            .set((
                spending_requests::state.eq(to.as_str()),
                spending_requests::answer.eq(words),
                spending_requests::answered_by.eq(by.0),
                spending_requests::answered_at.eq(at),
            ))
            .execute(db)?,
    };
    Ok(turned == 1)
}

/// A request as the council reads it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The request.
    pub request: SpendingRequest,
    /// Whose budget it is.
    pub holder: HolderId,
    /// Their name.
    pub name: String,
    /// Their reference.
    pub reference: String,
    /// What is to be ordered.
    pub title: String,
    /// From whom.
    pub provider: String,
    /// The plan line's title; none is outside of the plan.
    pub plan_title: Option<String>,
    /// From which pot.
    pub pot: PotId,
    /// Who asked.
    pub by: (UserId, String),
    /// The reference of the order whose cost grows; none for something new.
    pub order: Option<String>,
}

type ListedRow = (Row, i64, String, String, String, String, Option<String>, i64, (i64, String));

macro_rules! listed {
    ($db:expr, $which:expr, $order:expr) => {
        spending_requests::table
            .inner_join(holders::table)
            .inner_join(listings::table.inner_join(providers::table))
            .left_join(plan_lines::table)
            .inner_join(users::table)
            .filter($which)
            .order($order)
            .select((
                columns!(),
                holders::id,
                holders::name,
                holders::reference,
                listings::title,
                providers::name,
                plan_lines::title.nullable(),
                spending_requests::pot_id,
                (users::id, users::name),
            ))
            .limit(MOST_LISTED)
            .load::<ListedRow>($db)?
    };
}

fn listed(db: &mut Db, rows: Vec<ListedRow>) -> Result<Vec<Listed>, DbError> {
    let mut all = Vec::with_capacity(rows.len());
    for (row, holder, name, reference, title, provider, plan_title, pot, by) in rows {
        let (request, by) = (request(row)?, (UserId(by.0), by.1));
        let order = match request.order {
            Some(id) => Some(orders::table.find(id.0).select(orders::reference).get_result(db)?),
            None => None,
        };
        let (holder, pot) = (HolderId(holder), PotId(pot));
        all.push(Listed { request, holder, name, reference, title, provider, plan_title, pot, by, order });
    }
    Ok(all)
}

/// The requests of a council's people that wait for an answer, the oldest first.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<Listed>, DbError> {
    let waits = spending_requests::state.eq(RequestState::Asked.as_str());
    let rows = listed!(db, holders::council_id.eq(council.0).and(waits), spending_requests::id.asc());
    listed(db, rows)
}

/// One request of a council's people.
pub fn one_of(db: &mut Db, council: OrganisationId, id: SpendingRequestId) -> Result<Listed, DbError> {
    let own = holders::council_id.eq(council.0).and(spending_requests::id.eq(id.0));
    let rows = listed!(db, own, spending_requests::id.asc());
    listed(db, rows)?.pop().ok_or(DbError::NotFound)
}

/// Everything that was asked for somebody, the newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Listed>, DbError> {
    let rows = listed!(db, spending_requests::holder_id.eq(holder.0), spending_requests::id.desc());
    listed(db, rows)
}

/// The state of one request of somebody.
pub fn state(db: &mut Db, holder: HolderId, id: SpendingRequestId) -> Result<RequestState, DbError> {
    let own = spending_requests::id.eq(id.0).and(spending_requests::holder_id.eq(holder.0));
    let state: String = spending_requests::table.filter(own).select(spending_requests::state).get_result(db)?;
    word(&state)
}

/// The requests of somebody that wait for an answer, or may yet be used.
pub fn open_of(db: &mut Db, holder: HolderId) -> Result<Vec<(SpendingRequestId, RequestState)>, DbError> {
    let open = [RequestState::Asked, RequestState::Agreed].map(RequestState::as_str);
    let own = spending_requests::holder_id.eq(holder.0).and(spending_requests::state.eq_any(open));
    let rows: Vec<(i64, String)> = spending_requests::table
        .filter(own)
        .order(spending_requests::id.asc())
        .select((spending_requests::id, spending_requests::state))
        .load(db)?;
    rows.into_iter().map(|(id, state)| Ok((SpendingRequestId(id), word(&state)?))).collect()
}

/// What a line of one of somebody's plans is called; none when it is in none of theirs.
pub fn plan_title(db: &mut Db, holder: HolderId, line: PlanLineId) -> Result<Option<String>, DbError> {
    let own = plan_lines::id.eq(line.0).and(plans::holder_id.eq(holder.0));
    let row = plan_lines::table.inner_join(plans::table).filter(own).select(plan_lines::title);
    Ok(row.get_result(db).optional()?)
}

/// Forgets what was written about somebody.
pub fn forget(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let theirs = spending_requests::table.filter(spending_requests::holder_id.eq(holder.0));
    Ok(diesel::update(theirs)
        .set((spending_requests::why.eq(""), spending_requests::answer.eq(None::<String>)))
        .execute(db)?)
}
