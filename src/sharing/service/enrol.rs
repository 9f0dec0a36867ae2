//! Writing shared orders down without forms: for the demo and tests. Callers hold the transaction and have checked that
//! it is theirs to do.

use chrono::{Days, NaiveDateTime};

use super::group::Group;
use crate::accounts::By;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, ListingId, PlanLineId, SharedOrderId};
use crate::orders::PlaceOrderError;
use crate::orders::model::LineRequest;
use crate::orders::service::shares::{self, NewShare, Together};
use crate::sharing::error::ShareError;
use crate::sharing::model::{GATHERS_DAYS, MemberStatus, SharedStatus};
use crate::sharing::store;

/// One who shares.
#[derive(Clone, Copy, Debug)]
pub struct Sharer {
    /// Who.
    pub holder: HolderId,
    /// Who acts for them.
    pub by: By,
    /// The part of their plan.
    pub plan_line: Option<PlanLineId>,
    /// Whether they have said yes.
    pub yes: bool,
}

/// Writes a shared order, as its first sharer began it. When everybody has said yes it is ordered.
///
/// # Errors
/// [`ShareError`], as when it were agreed to.
pub fn shared(
    db: &mut Db,
    (listing, request): (ListingId, &LineRequest),
    sharers: &[Sharer],
    seeds: &[u64],
    now: NaiveDateTime,
) -> Result<SharedOrderId, ShareError> {
    let first = sharers.first().ok_or(ShareError::NotFound)?;
    let lapses_on = london(now).date().checked_add_days(Days::new(GATHERS_DAYS)).unwrap_or_default();
    let id = store::insert(db, (listing, request), first.holder, lapses_on, now)?;
    for sharer in sharers {
        store::join(db, id, sharer.holder, sharer.plan_line, sharer.by, now)?;
    }
    for (sharer, member) in sharers.iter().zip(store::members(db, id)?) {
        if sharer.yes {
            store::set_member(db, &member, MemberStatus::Agreed)?;
        }
    }
    if sharers.iter().all(|sharer| sharer.yes) {
        order(db, id, seeds, now)?;
    }
    Ok(id)
}

fn order(db: &mut Db, id: SharedOrderId, seeds: &[u64], now: NaiveDateTime) -> Result<(), ShareError> {
    let group = Group::read(db, id, now)?;
    let what = Together {
        shared: id,
        listing: &group.listing,
        request: &group.shared.request,
        size: group.members.len(),
        now,
        site: "https://localhost",
    };
    let mut all = Vec::new();
    for (((member, pot), costing), seed) in group.members.iter().zip(&group.pots).zip(group.each()?).zip(seeds) {
        let pot = pot.as_ref().ok_or(PlaceOrderError::NoBudget)?;
        all.push(NewShare {
            holder: member.holder_id,
            pot,
            plan_line: member.plan_line,
            by: member.by,
            parts: member.parts,
            costing,
            seed: *seed,
        });
    }
    let made = shares::place(db, &what, &all).map_err(|(_, error)| error)?;
    for (member, (order, _)) in group.members.iter().zip(made) {
        store::set_order(db, member.id, order)?;
    }
    match store::set_status(db, &group.shared, SharedStatus::Running, (None, None))? {
        1 => Ok(()),
        _ => Err(DbError::NotFound.into()),
    }
}

/// The orders of a shared order, in the order its people joined.
///
/// # Errors
/// When the database fails.
pub fn orders(db: &mut Db, id: SharedOrderId) -> Result<Vec<crate::kernel::OrderId>, DbError> {
    Ok(store::members(db, id)?.into_iter().filter_map(|member| member.order_id).collect())
}
