//! Beginning a shared order, and who is in it with how many parts, before anything is ordered.

use std::sync::Arc;

use chrono::Days;

use super::agreeing::Acting;
use super::group::{Group, locks, still_allowed};
use super::invites::let_in;
use super::looking::NewForm;
use super::messages;
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::Db;
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, ListingId, MandateId, PlanLineId, SharedMemberId, SharedOrderId};
use crate::orders::model::LineRequest;
use crate::orders::service::{agreed, shares};
use crate::plans::service as plans;
use crate::sharing::error::ShareError;
use crate::sharing::model::{FEWEST, GATHERS_DAYS, MemberStatus, SharedStatus};
use crate::sharing::store;

/// Asks to begin a shared order.
#[derive(Clone, Copy, Debug)]
pub struct NewShared {
    /// What.
    pub listing: ListingId,
    /// How much and when.
    pub request: LineRequest,
    /// The part of the plan that it is for.
    pub plan_line: Option<PlanLineId>,
}

/// What can be shared of a listing, for whoever may begin.
///
/// # Errors
/// [`ShareError::NotFound`] when there is no such listing.
pub async fn new_form(app: &App, actor: &Actor, listing: ListingId) -> Result<NewForm, ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let window = agreed::window_of(db, holder, now)?;
            let today = window.now.date();
            let listing = directory::orderable(db, listing, today)?;
            let units = crate::directory::model::PriceUnit::ALL.iter().copied();
            let steps = units.map(|unit| (unit, shares::steps(&listing, unit, today)));
            let for_groups = |steps: &[(i32, crate::kernel::Money)]| {
                steps.iter().any(|(size, _)| usize::try_from(*size).is_ok_and(|size| size >= FEWEST))
            };
            let steps = steps.filter(|(_, steps)| for_groups(steps)).collect();
            let plan_lines = plans::current_lines(db, holder, today)?;
            let plan_lines = plan_lines.into_iter().map(|line| (line.id, line.title)).collect();
            Ok(NewForm { listing, window, steps, plan_lines })
        })
        .await
}

/// Refuses a plan line that isn't theirs.
pub(super) fn check_plan_line(
    db: &mut Db,
    holder: HolderId,
    wanted: Option<PlanLineId>,
    today: chrono::NaiveDate,
) -> Result<(), ShareError> {
    let Some(wanted) = wanted else { return Ok(()) };
    if plans::current_lines(db, holder, today)?.iter().any(|line| line.id == wanted) {
        Ok(())
    } else {
        Err(ShareError::Field("plan_line", "Choose a part of the current plan.".to_owned()))
    }
}

/// Begins a shared order; nothing is ordered.
///
/// # Errors
/// [`ShareError`]; then nothing was begun.
pub async fn start(app: &App, actor: &Actor, new: NewShared) -> Result<SharedOrderId, ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let (now, today) = (app.clock.now(), app.clock.today());
    let actor = Arc::new(actor.clone());
    app.db
        .write(move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            check_plan_line(db, holder, new.plan_line, today)?;
            let window = agreed::window_of(db, holder, now)?;
            let listing = directory::orderable(db, new.listing, today)?;
            if let Some(why) = listing.refusal {
                return Err(ShareError::Field("", why));
            }
            let sizes = shares::steps(&listing, new.request.unit, today);
            let least = sizes.iter().filter_map(|(size, _)| usize::try_from(*size).ok()).find(|size| *size >= FEWEST);
            let Some(least) = least else {
                let words = "This service has no price for several people who share it.";
                return Err(ShareError::Field("unit", words.to_owned()));
            };
            shares::cost_together(&listing, &new.request, &window, least)?;
            let lapses_on = today.checked_add_days(Days::new(GATHERS_DAYS)).unwrap_or(today);
            let id = store::insert(db, (new.listing, &new.request), holder, lapses_on, now)?;
            store::join(db, id, holder, new.plan_line, actor.by(), now)?;
            messages::record(db, Some(actor.by()), (holder, id), ("share.begun", "Began a shared order"), now)?;
            Ok(id)
        })
        .await
}

/// A broker lets another of their people in.
///
/// # Errors
/// [`ShareError`]; then nobody was let in.
pub async fn add_person(app: &App, actor: &Actor, id: SharedOrderId, mandate: MandateId) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let actor = Arc::new(actor.clone());
    let locks = app.db.read(move |db| locks(db, id, today)).await?;
    app.db
        .write_locked(locks, move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            let group = Group::read(db, id, now)?;
            group.own(holder)?;
            group.must_be(SharedStatus::Gathering)?;
            let mandate = people::mandate(db, mandate)?;
            let holds = mandate.user_id == actor.user_id
                && mandate.holds_on(london(now).date())
                && mandate.scopes.has(Scope::Propose);
            if !holds {
                return Err(ShareError::MandateEnded);
            }
            if group.place_of(mandate.holder_id).is_some() {
                return Err(ShareError::Already);
            }
            let person = mandate.holder_id;
            let mut other = (*actor).clone();
            other.acting_for = Some(mandate);
            let_in(db, &group, &other, person, (&site, now))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Whoever began it says who has how many parts. Everybody's yes is asked for again.
///
/// # Errors
/// [`ShareError`]; then nothing was changed.
pub async fn set_parts(
    app: &App,
    actor: &Actor,
    id: SharedOrderId,
    parts: Vec<(SharedMemberId, u32)>,
) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let (actor, parts) = (Arc::new(actor.clone()), Arc::new(parts));
    let locks = app.db.read(move |db| locks(db, id, today)).await?;
    app.db
        .write_locked(locks, move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            let group = Group::read(db, id, now)?;
            group.own(holder)?;
            group.must_be(SharedStatus::Gathering)?;
            if group.shared.started_by != holder {
                return Err(ShareError::NotFound);
            }
            let mut changed = false;
            for member in &group.members {
                let new = parts.iter().find(|(known, _)| *known == member.id).map_or(member.parts, |(_, parts)| *parts);
                if new != member.parts {
                    store::set_parts(db, member.id, new)?;
                    changed = true;
                }
            }
            if !changed {
                return Ok(());
            }
            if store::next_terms(db, &group.shared)? != 1 {
                return Err(ShareError::Changed);
            }
            let said = ("share.parts", "Changed who pays how many parts");
            messages::record(db, Some(actor.by()), (holder, id), said, now)?;
            let what = "Who pays how much is changed, so everybody is asked for a yes again.";
            Ok(messages::tell_others(db, &group, Some(holder), ("The shares are changed", what), (&site, now))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Goes out again before anything is ordered. When whoever began it does, it is called off.
///
/// # Errors
/// [`ShareError`]; then nothing was changed.
pub async fn withdraw(app: &App, actor: &Actor, id: SharedOrderId) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let actor = Arc::new(actor.clone());
    let locks = app.db.read(move |db| locks(db, id, today)).await?;
    app.db
        .write_locked(locks, move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            withdraw_one(db, holder, id, (Some(actor.by()), &site, now))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Goes out for somebody before anything is ordered. The caller holds the locks.
pub(super) fn withdraw_one(
    db: &mut Db,
    holder: HolderId,
    id: SharedOrderId,
    (by, site, now): Acting<'_>,
) -> Result<(), ShareError> {
    let group = Group::read(db, id, now)?;
    let (_, own) = group.own(holder)?;
    group.must_be(SharedStatus::Gathering)?;
    let name = messages::name(db, holder)?;
    if group.shared.started_by == holder {
        if store::set_status(db, &group.shared, SharedStatus::CalledOff, (None, Some(now)))? != 1 {
            return Err(ShareError::Changed);
        }
        let said = ("share.called_off", "Called a shared order off before it was ordered");
        messages::record(db, by, (holder, id), said, now)?;
        let what = format!("{name} has called it off. Nothing was ordered.");
        let said = ("A shared order is called off", what.as_str());
        return Ok(messages::tell_others(db, &group, Some(holder), said, (site, now))?);
    }
    if store::set_member(db, own, MemberStatus::Left)? != 1 || store::next_terms(db, &group.shared)? != 1 {
        return Err(ShareError::Changed);
    }
    let said = ("share.withdrawn", "Went out of a shared order before it was ordered");
    messages::record(db, by, (holder, id), said, now)?;
    let what =
        format!("{name} doesn’t share it any more. The shares are others now, so everybody is asked for a yes again.");
    Ok(messages::tell_others(db, &group, Some(holder), ("Somebody is out", &what), (site, now))?)
}
