//! The tables `shared_orders`, `shared_members` and `shared_invites`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{shared_invites, shared_members, shared_orders};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{
    HolderId, ListingId, MandateId, OrderId, PlanLineId, SharedInviteId, SharedMemberId, SharedOrderId, UserId,
};
use crate::orders::model::LineRequest;
use crate::sharing::model::{Invite, Member, MemberStatus, SharedOrder, SharedStatus};

type SharedRow = (i64, i64, String, String, i32, i64, NaiveDate, Option<NaiveDateTime>);
type MemberRow = (i64, i64, i64, i32, String, (Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>));
type InviteRow = (i64, i64, String, NaiveDateTime, Option<NaiveDateTime>);

const SHARED: (
    shared_orders::id,
    shared_orders::listing_id,
    shared_orders::request,
    shared_orders::status,
    shared_orders::terms,
    shared_orders::started_by,
    shared_orders::lapses_on,
    shared_orders::leaving_from,
) = (
    shared_orders::id,
    shared_orders::listing_id,
    shared_orders::request,
    shared_orders::status,
    shared_orders::terms,
    shared_orders::started_by,
    shared_orders::lapses_on,
    shared_orders::leaving_from,
);

macro_rules! member_columns {
    () => {
        (
            shared_members::id,
            shared_members::shared_order_id,
            shared_members::holder_id,
            shared_members::parts,
            shared_members::status,
            (
                shared_members::plan_line_id,
                shared_members::acted_by,
                shared_members::mandate_id,
                shared_members::order_id,
                shared_members::yes_pence,
            ),
        )
    };
}

fn shared(
    (id, listing, request, status, terms, by, lapses_on, leaving_from): SharedRow,
) -> Result<SharedOrder, DbError> {
    let broken = |error: serde_json::Error| DbError::Other(format!("a shared order makes no sense: {error}"));
    Ok(SharedOrder {
        id: SharedOrderId(id),
        listing_id: ListingId(listing),
        request: serde_json::from_str(&request).map_err(broken)?,
        status: DbError::parsed(&status)?,
        terms,
        started_by: HolderId(by),
        lapses_on,
        leaving_from,
    })
}

fn member((id, shared, holder, parts, status, more): MemberRow) -> Result<Member, DbError> {
    let (plan_line, user, mandate, order, yes) = more;
    Ok(Member {
        id: SharedMemberId(id),
        shared_id: SharedOrderId(shared),
        holder_id: HolderId(holder),
        parts: u32::try_from(parts).unwrap_or(1),
        status: DbError::parsed(&status)?,
        plan_line: plan_line.map(PlanLineId),
        by: By { user: UserId(user), mandate: mandate.map(MandateId) },
        order_id: order.map(OrderId),
        yes: yes.map(Money::from_pence),
    })
}

/// Begins one.
pub fn insert(
    db: &mut Db,
    (listing, request): (ListingId, &LineRequest),
    started_by: HolderId,
    lapses_on: NaiveDate,
    now: NaiveDateTime,
) -> Result<SharedOrderId, DbError> {
    let request = serde_json::to_string(request).map_err(|error| DbError::Other(error.to_string()))?;
    let id = diesel::insert_into(shared_orders::table)
        .values((
            shared_orders::listing_id.eq(listing.0),
            shared_orders::request.eq(request),
            shared_orders::status.eq(SharedStatus::Gathering.as_str()),
            shared_orders::terms.eq(1),
            shared_orders::started_by.eq(started_by.0),
            shared_orders::lapses_on.eq(lapses_on),
            shared_orders::made_at.eq(now),
        ))
        .returning(shared_orders::id)
        .get_result(db)?;
    Ok(SharedOrderId(id))
}

pub fn by_id(db: &mut Db, id: SharedOrderId) -> Result<SharedOrder, DbError> {
    let row: SharedRow = shared_orders::table.find(id.0).select(SHARED).get_result(db)?;
    shared(row)
}

/// Those in a state, oldest first.
pub fn in_state(db: &mut Db, status: SharedStatus, limit: i64) -> Result<Vec<SharedOrder>, DbError> {
    let rows: Vec<SharedRow> = shared_orders::table
        .filter(shared_orders::status.eq(status.as_str()))
        .order(shared_orders::id.asc())
        .limit(limit)
        .select(SHARED)
        .load(db)?;
    rows.into_iter().map(shared).collect()
}

/// Those that a holder is or was part of, newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<SharedOrder>, DbError> {
    let own = shared_members::table.filter(shared_members::holder_id.eq(holder.0));
    let ids: Vec<i64> = own.select(shared_members::shared_order_id).load(db)?;
    let rows: Vec<SharedRow> = shared_orders::table
        .filter(shared_orders::id.eq_any(ids))
        .order(shared_orders::id.desc())
        .limit(100)
        .select(SHARED)
        .load(db)?;
    rows.into_iter().map(shared).collect()
}

/// Moves one on, if it still is where it is thought to be; gives how many rows that was.
pub fn set_status(
    db: &mut Db,
    one: &SharedOrder,
    to: SharedStatus,
    (leaving_from, ended_at): (Option<NaiveDateTime>, Option<NaiveDateTime>),
) -> Result<usize, DbError> {
    if !one.status.may_become(to) {
        return Ok(0);
    }
    let from = shared_orders::id.eq(one.id.0).and(shared_orders::status.eq(one.status.as_str()));
    let same = from.and(shared_orders::terms.eq(one.terms));
    Ok(diesel::update(shared_orders::table.filter(same))
        .set((
            shared_orders::status.eq(to.as_str()),
            shared_orders::leaving_from.eq(leaving_from),
            shared_orders::ended_at.eq(ended_at),
        ))
        .execute(db)?)
}

/// Says that everybody has to say yes again: the next terms, and nobody has.
pub fn next_terms(db: &mut Db, one: &SharedOrder) -> Result<usize, DbError> {
    let agreed =
        shared_members::shared_order_id.eq(one.id.0).and(shared_members::status.eq(MemberStatus::Agreed.as_str()));
    diesel::update(shared_members::table.filter(agreed))
        .set(shared_members::status.eq(MemberStatus::Joined.as_str()))
        .execute(db)?;
    let same = shared_orders::id.eq(one.id.0).and(shared_orders::terms.eq(one.terms));
    Ok(diesel::update(shared_orders::table.filter(same))
        .set(shared_orders::terms.eq(one.terms.saturating_add(1)))
        .execute(db)?)
}

/// Lets somebody in.
pub fn join(
    db: &mut Db,
    id: SharedOrderId,
    holder: HolderId,
    plan_line: Option<PlanLineId>,
    by: By,
    now: NaiveDateTime,
) -> Result<SharedMemberId, DbError> {
    let id = diesel::insert_into(shared_members::table)
        .values((
            shared_members::shared_order_id.eq(id.0),
            shared_members::holder_id.eq(holder.0),
            shared_members::parts.eq(1),
            shared_members::status.eq(MemberStatus::Joined.as_str()),
            shared_members::plan_line_id.eq(plan_line.map(PlanLineId::get)),
            shared_members::acted_by.eq(by.user.0),
            shared_members::mandate_id.eq(by.mandate.map(MandateId::get)),
            shared_members::joined_at.eq(now),
        ))
        .returning(shared_members::id)
        .get_result(db)?;
    Ok(SharedMemberId(id))
}

/// Everybody who is or was part of it, in the order they joined.
pub fn members(db: &mut Db, id: SharedOrderId) -> Result<Vec<Member>, DbError> {
    let rows: Vec<MemberRow> = shared_members::table
        .filter(shared_members::shared_order_id.eq(id.0))
        .order(shared_members::id.asc())
        .select(member_columns!())
        .load(db)?;
    rows.into_iter().map(member).collect()
}

/// Moves a person on, if they still are where they are thought to be; gives how many rows that was.
pub fn set_member(db: &mut Db, one: &Member, to: MemberStatus) -> Result<usize, DbError> {
    if !one.status.may_become(to) {
        return Ok(0);
    }
    let from = shared_members::id.eq(one.id.0).and(shared_members::status.eq(one.status.as_str()));
    Ok(diesel::update(shared_members::table.filter(from)).set(shared_members::status.eq(to.as_str())).execute(db)?)
}

/// Lets a person in again who left before it was ordered.
pub fn rejoin(db: &mut Db, id: SharedMemberId, by: By) -> Result<usize, DbError> {
    let left = shared_members::id.eq(id.0).and(shared_members::status.eq(MemberStatus::Left.as_str()));
    Ok(diesel::update(shared_members::table.filter(left))
        .set((
            shared_members::status.eq(MemberStatus::Joined.as_str()),
            shared_members::acted_by.eq(by.user.0),
            shared_members::mandate_id.eq(by.mandate.map(MandateId::get)),
        ))
        .execute(db)?)
}

/// Writes who says yes, to which sum, and for which part of the plan.
pub fn set_yes(
    db: &mut Db,
    id: SharedMemberId,
    (by, sum): (By, Money),
    plan_line: Option<PlanLineId>,
) -> Result<usize, DbError> {
    Ok(diesel::update(shared_members::table.find(id.0))
        .set((
            shared_members::acted_by.eq(by.user.0),
            shared_members::mandate_id.eq(by.mandate.map(MandateId::get)),
            shared_members::yes_pence.eq(Some(sum.pence())),
            shared_members::plan_line_id.eq(plan_line.map(PlanLineId::get)),
        ))
        .execute(db)?)
}

/// Writes how many parts somebody has.
pub fn set_parts(db: &mut Db, id: SharedMemberId, parts: u32) -> Result<usize, DbError> {
    let parts = i32::try_from(parts).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(diesel::update(shared_members::table.find(id.0)).set(shared_members::parts.eq(parts)).execute(db)?)
}

/// Writes which order is theirs.
pub fn set_order(db: &mut Db, id: SharedMemberId, order: OrderId) -> Result<usize, DbError> {
    Ok(diesel::update(shared_members::table.find(id.0)).set(shared_members::order_id.eq(order.0)).execute(db)?)
}

/// Makes a link.
pub fn invite(
    db: &mut Db,
    id: SharedOrderId,
    label: &str,
    by: UserId,
    (now, expires_at): (NaiveDateTime, NaiveDateTime),
) -> Result<SharedInviteId, DbError> {
    let id = diesel::insert_into(shared_invites::table)
        .values((
            shared_invites::shared_order_id.eq(id.0),
            shared_invites::label.eq(label),
            shared_invites::made_by.eq(by.0),
            shared_invites::made_at.eq(now),
            shared_invites::expires_at.eq(expires_at),
        ))
        .returning(shared_invites::id)
        .get_result(db)?;
    Ok(SharedInviteId(id))
}

fn read_invite((id, shared, label, expires_at, used_at): InviteRow) -> Invite {
    Invite { id: SharedInviteId(id), shared_id: SharedOrderId(shared), label, expires_at, used_at }
}

pub fn invite_by_id(db: &mut Db, id: SharedInviteId) -> Result<Invite, DbError> {
    let columns = (
        shared_invites::id,
        shared_invites::shared_order_id,
        shared_invites::label,
        shared_invites::expires_at,
        shared_invites::used_at,
    );
    let row: InviteRow = shared_invites::table.find(id.0).select(columns).get_result(db)?;
    Ok(read_invite(row))
}

/// The links of a shared order, oldest first.
pub fn invites(db: &mut Db, id: SharedOrderId) -> Result<Vec<Invite>, DbError> {
    let rows: Vec<InviteRow> = shared_invites::table
        .filter(shared_invites::shared_order_id.eq(id.0))
        .order(shared_invites::id.asc())
        .select((
            shared_invites::id,
            shared_invites::shared_order_id,
            shared_invites::label,
            shared_invites::expires_at,
            shared_invites::used_at,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(read_invite).collect())
}

/// Uses a link up; gives how many rows that was: none when somebody used it before.
pub fn use_invite(db: &mut Db, id: SharedInviteId, now: NaiveDateTime) -> Result<usize, DbError> {
    let unused = shared_invites::id.eq(id.0).and(shared_invites::used_at.is_null());
    Ok(diesel::update(shared_invites::table.filter(unused)).set(shared_invites::used_at.eq(Some(now))).execute(db)?)
}
