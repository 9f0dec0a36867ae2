//! Leaving what is running: with the listing's notice. The others say yes to a new share by then, or all of it ends.

use std::sync::Arc;

use chrono::TimeDelta;

use super::agreeing::Acting;
use super::group::{Group, locks, still_allowed};
use super::messages;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::{HolderId, SharedOrderId};
use crate::orders::model::CostFault;
use crate::orders::service::reshare::{self, Repriced};
use crate::orders::service::shares;
use crate::sharing::error::ShareError;
use crate::sharing::model::{MemberStatus, SharedOrder, SharedStatus};
use crate::sharing::store;

/// The most that is followed in one go.
const BATCH: i64 = 200;

/// Gives notice. Visits that begin within the listing's notice still happen, and are paid as before.
///
/// # Errors
/// [`ShareError`]; then nothing was changed.
pub async fn leave(app: &App, actor: &Actor, id: SharedOrderId) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Order)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let actor = Arc::new(actor.clone());
    let locks = app.db.read(move |db| locks(db, id, today)).await?;
    app.db
        .write_locked(locks, move |db| {
            still_allowed(db, &actor, Scope::Order, today)?;
            leave_one(db, holder, id, (Some(actor.by()), &site, now))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Gives notice for somebody. The caller holds the locks.
pub(super) fn leave_one(
    db: &mut Db,
    holder: HolderId,
    id: SharedOrderId,
    (by, site, now): Acting<'_>,
) -> Result<(), ShareError> {
    let group = Group::read(db, id, now)?;
    let (_, own) = group.own(holder)?;
    group.must_be(SharedStatus::Running)?;
    let from = now + TimeDelta::hours(i64::from(group.listing.notice_hours.max(0)));
    if store::set_member(db, own, MemberStatus::Leaving)? != 1
        || store::set_status(db, &group.shared, SharedStatus::Leaving, (Some(from), None))? != 1
        || store::next_terms(db, &group.shared)? != 1
    {
        return Err(ShareError::Changed);
    }
    let name = messages::name(db, holder)?;
    let until = long_date(london(from).date());
    let said = ("share.left", "Gave notice to leave a shared order");
    messages::record(db, by, (holder, id), said, now)?;
    let what = format!(
        "{name} is leaving, from {until} on. Your share would be another from then. Please look at it and say yes \
         before that. If not everybody does, the shared order ends then."
    );
    let said = ("Somebody is leaving: your yes is needed", what.as_str());
    messages::tell_others(db, &group, Some(holder), said, (site, now))?;
    if group.members.len() == 1 {
        let alone = Group::read(db, id, now)?;
        return end(db, &alone, (by, site, now));
    }
    Ok(())
}

/// Says no to a new share, while somebody is leaving: it ends for all with the notice, and everybody is told now.
///
/// # Errors
/// [`ShareError`]; then nothing was changed.
pub async fn say_no(app: &App, actor: &Actor, id: SharedOrderId, terms: i32) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Order)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let actor = Arc::new(actor.clone());
    let held = app.db.read(move |db| locks(db, id, today)).await?;
    app.db
        .write_locked(held, move |db| {
            still_allowed(db, &actor, Scope::Order, today)?;
            let group = Group::read(db, id, now)?;
            let (_, own) = group.own(holder)?;
            group.must_be(SharedStatus::Leaving)?;
            if group.shared.terms != terms || own.status == MemberStatus::Leaving {
                return Err(ShareError::Changed);
            }
            let said = ("share.refused", "Said no to a new share of a shared order");
            messages::record(db, Some(actor.by()), (holder, id), said, now)?;
            end(db, &group, (Some(actor.by()), &site, now))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// What those who stay would pay from the end of the notice on.
pub(super) fn repriced(db: &mut Db, group: &Group) -> Result<Result<Vec<Repriced>, ShareError>, DbError> {
    let (Some(leaver), Some(from)) = (group.leaver().and_then(|one| one.order_id), group.changes_from) else {
        return Ok(Err(ShareError::MovedOn(group.shared.status)));
    };
    let found = reshare::reprice(db, group.shared.id, (&group.listing, &group.window), leaver, from)?;
    Ok(found.map_err(|fault| match fault {
        CostFault::NoPrice(_) => ShareError::NoStep(group.staying().count()),
        other => ShareError::Cost(other),
    }))
}

/// What somebody is asked to say yes to now: their share of all of it, or of what comes after somebody has left.
pub(super) fn share_now(db: &mut Db, group: &Group, holder: HolderId) -> Result<Option<Money>, DbError> {
    Ok(match group.shared.status {
        SharedStatus::Gathering => {
            let place = group.place_of(holder);
            let each = group.each().ok();
            place.and_then(|place| each?.get(place).map(|own| own.total))
        }
        SharedStatus::Leaving => {
            let all = repriced(db, group)?.ok();
            all.and_then(|all| all.iter().find(|one| one.holder == holder).map(|own| own.after))
        }
        _ => None,
    })
}

/// Everybody who stays has said yes: the leaver's visits go, the others' cost what the new shares say.
pub(super) fn apply(
    db: &mut Db,
    group: &Group,
    repriced: &[Repriced],
    (by, site, now): Acting<'_>,
) -> Result<(), ShareError> {
    let (Some(leaver), Some(from)) = (group.leaver(), group.changes_from) else {
        return Err(ShareError::MovedOn(group.shared.status));
    };
    if let Some(order) = leaver.order_id {
        reshare::stop(db, order, from, (by, now, "Left the shared order."))?;
    }
    for one in repriced {
        let key = format!("{}:{}", group.shared.id, group.shared.terms);
        // Each is set aside for whoever said yes to it.
        let own = group.own(one.holder)?.1.by;
        reshare::apply(db, one, from, &key, (Some(own), now))?;
    }
    if store::set_member(db, leaver, MemberStatus::Left)? != 1
        || store::set_status(db, &group.shared, SharedStatus::Running, (None, None))? != 1
    {
        return Err(ShareError::Changed);
    }
    let of = (group.shared.started_by, group.shared.id);
    messages::record(db, by, of, ("share.changed", "Everybody who stays has said yes to a new share"), now)?;
    let day = long_date(london(from).date());
    let what = format!("Everybody who stays has said yes. The new shares hold from {day} on.");
    Ok(messages::tell_others(db, group, None, ("The shared order goes on", &what), (site, now))?)
}

/// Ends it at the notice's end: nothing after that happens, and it costs nobody anything.
pub(super) fn end(db: &mut Db, group: &Group, (by, site, now): Acting<'_>) -> Result<(), ShareError> {
    let from = group.changes_from.unwrap_or(now);
    for (order, status) in shares::standing(db, group.shared.id)? {
        if !status.is_over() {
            reshare::stop(db, order, from, (by, now, "The shared order ended."))?;
        }
    }
    if store::set_status(db, &group.shared, SharedStatus::Ended, (group.shared.leaving_from, Some(now)))? != 1 {
        return Err(ShareError::Changed);
    }
    let of = (group.shared.started_by, group.shared.id);
    messages::record(db, by, of, ("share.ended", "The shared order ended"), now)?;
    let what = "The shared order has ended. Visits that were to come are called off, and the money for them is back in \
                the budgets.";
    Ok(messages::tell_others(db, group, None, ("The shared order has ended", what), (site, now))?)
}

/// What comes due by the calendar, for the worker, which may run twice: what nobody agreed to in time lapses; a notice
/// that is over ends what nobody said yes to; what has no running orders left has ended. Gives how many that was.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn follow(app: &App) -> Result<usize, DbError> {
    let found = app
        .db
        .read(|db| {
            let mut found = Vec::new();
            for status in [SharedStatus::Gathering, SharedStatus::Leaving, SharedStatus::Running] {
                found.extend(store::in_state(db, status, BATCH)?);
            }
            Ok::<Vec<SharedOrder>, DbError>(found)
        })
        .await?;
    let (now, today, mut changed) = (app.clock.now(), app.clock.today(), 0);
    for one in found {
        let (id, site) = (one.id, app.config.public_url.clone());
        let late = match one.status {
            SharedStatus::Gathering => one.lapses_on < today,
            SharedStatus::Leaving => one.leaving_from.is_some_and(|from| from <= now),
            _ => app.db.read(move |db| over(db, id)).await?,
        };
        if !late {
            continue;
        }
        let held = app.db.read(move |db| locks(db, id, today)).await?;
        let done = app.db.write_locked(held, move |db| {
            let group = Group::read(db, id, now)?;
            if group.shared.status != one.status || group.shared.terms != one.terms {
                return Ok(());
            }
            if one.status == SharedStatus::Gathering {
                lapse(db, &group, (None, &site, now))
            } else {
                end(db, &group, (None, &site, now))
            }
        });
        match done.await {
            Ok(()) => changed += 1,
            // One that can't be moved on must not keep the others waiting.
            Err(error) => tracing::error!(shared = id.0, %error, "a shared order could not be moved on"),
        }
    }
    if changed > 0 {
        app.wake.notify_one();
    }
    Ok(changed)
}

/// Whether none of its orders runs any more.
fn over(db: &mut Db, id: SharedOrderId) -> Result<bool, DbError> {
    Ok(shares::standing(db, id)?.iter().all(|(_, status)| status.is_over()))
}

fn lapse(db: &mut Db, group: &Group, (by, site, now): Acting<'_>) -> Result<(), ShareError> {
    if store::set_status(db, &group.shared, SharedStatus::Lapsed, (None, Some(now)))? != 1 {
        return Err(ShareError::Changed);
    }
    let of = (group.shared.started_by, group.shared.id);
    messages::record(db, by, of, ("share.lapsed", "Not everybody said yes in time"), now)?;
    let what = "Not everybody has said yes in time, so nothing was ordered. You can begin again at any time.";
    Ok(messages::tell_others(db, group, None, ("A shared order has run out", what), (site, now))?)
}
