//! Saying yes to a share. The last yes orders: one order for each, all in one transaction or none.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::group::{Group, locks, still_allowed};
use super::joining::check_plan_line;
use super::messages;
use crate::accounts::{Actor, By, Scope};
use crate::app::App;
use crate::db::Db;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, PlanLineId, SharedOrderId};
use crate::kernel::{Money, OrderId};
use crate::orders::service::reshare;
use crate::orders::service::shares::{self, NewShare, Together};
use crate::orders::{ActError, PlaceOrderError};
use crate::sharing::error::ShareError;
use crate::sharing::model::{FEWEST, MOST, MemberStatus, SharedStatus};
use crate::sharing::store;

/// Asks to say yes to a share.
#[derive(Clone, Copy, Debug)]
pub struct Agree {
    /// "I have read this, and I say yes to my share."
    pub agreed: bool,
    /// The terms that the page showed.
    pub terms: i32,
    /// What the page showed that the share costs.
    pub seen: Money,
    /// The part of the plan that it is for.
    pub plan_line: Option<PlanLineId>,
}

/// What a yes came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed {
    /// It is kept; others have not said yes yet.
    Waiting,
    /// It was the last one: everything is ordered.
    Ordered(OrderId),
    /// It was the last one: the new shares hold.
    Changed,
}

/// Says yes to a share. The same yes again changes nothing.
///
/// # Errors
/// [`ShareError`]; then nothing was changed. [`ShareError::SomebodyElse`] keeps the yes.
pub async fn agree(app: &App, actor: &Actor, id: SharedOrderId, command: Agree) -> Result<Agreed, ShareError> {
    let holder = actor.holder(Scope::Order)?;
    if !command.agreed {
        return Err(ShareError::NotAgreed);
    }
    let today = app.clock.today();
    let actor = Arc::new(actor.clone());
    let held = app.db.read(move |db| locks(db, id, today)).await?;
    let yes = Yes {
        actor,
        holder,
        id,
        command,
        now: app.clock.now(),
        seeds: (0..MOST).map(|_| app.random.u64()).collect(),
        site: app.config.public_url.clone(),
    };
    let yes = Arc::new(yes);
    let (first, again) = (Arc::clone(&yes), Arc::clone(&yes));
    let done = app.db.write_locked(held.clone(), move |db| first.run(db)).await;
    let done = match done {
        Err(Failed::Other(other, why)) => {
            app.db.write_locked(held, move |db| again.keep_without(db, other, &why)).await?;
            Err(ShareError::SomebodyElse)
        }
        Err(Failed::Own(error)) => Err(error),
        Ok(agreed) => Ok(agreed),
    };
    app.wake.notify_one();
    done
}

/// Why a yes didn't go through.
enum Failed {
    /// For a reason of their own.
    Own(ShareError),
    /// Somebody else's share can't be ordered: whose, and why, for them alone to read.
    Other(HolderId, String),
}

impl<E: Into<ShareError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Own(error.into())
    }
}

/// All that the transaction needs; it may run more than once.
struct Yes {
    actor: Arc<Actor>,
    holder: HolderId,
    id: SharedOrderId,
    command: Agree,
    now: NaiveDateTime,
    seeds: Vec<u64>,
    site: String,
}

impl Yes {
    fn run(&self, db: &mut Db) -> Result<Agreed, Failed> {
        let today = london(self.now).date();
        still_allowed(db, &self.actor, Scope::Order, today)?;
        let group = Group::read(db, self.id, self.now)?;
        let (_, own) = group.own(self.holder)?;
        let now = super::leaving::share_now(db, &group, self.holder)?;
        let same = now.is_none_or(|now| !own.said_yes_to_another(now));
        if own.status == MemberStatus::Agreed && same && group.shared.terms == self.command.terms {
            return Ok(own
                .order_id
                .filter(|_| group.shared.status == SharedStatus::Running)
                .map_or(Agreed::Waiting, Agreed::Ordered));
        }
        if group.shared.terms != self.command.terms {
            return Err(ShareError::Changed.into());
        }
        check_plan_line(db, self.holder, self.command.plan_line, today)?;
        match group.shared.status {
            SharedStatus::Gathering => self.gather(db, &group),
            SharedStatus::Leaving => self.stay(db, &group),
            other => Err(ShareError::MovedOn(other).into()),
        }
    }

    /// Writes the yes down; gives the group as it is then.
    fn keep(&self, db: &mut Db, group: &Group) -> Result<Group, ShareError> {
        let (_, own) = group.own(self.holder)?;
        // A yes to another sum is in place of the one before.
        if own.status != MemberStatus::Agreed && store::set_member(db, own, MemberStatus::Agreed)? != 1 {
            return Err(ShareError::Changed);
        }
        store::set_yes(db, own.id, (self.actor.by(), self.command.seen), self.command.plan_line)?;
        let detail = format!("Said yes to a share of {}", self.command.seen);
        let of = (self.holder, self.id);
        messages::record(db, Some(self.actor.by()), of, ("share.agreed", &detail), self.now)?;
        Ok(Group::read(db, self.id, self.now)?)
    }

    fn gather(&self, db: &mut Db, group: &Group) -> Result<Agreed, Failed> {
        if group.members.len() < FEWEST {
            let words = "Nobody shares it with you yet. Ask somebody first.";
            return Err(ShareError::Field("", words.to_owned()).into());
        }
        let (place, _) = group.own(self.holder)?;
        let seen = group.each()?.get(place).map(|own| own.total);
        if seen != Some(self.command.seen) {
            return Err(ShareError::Changed.into());
        }
        let group = self.keep(db, group)?;
        let sums: Vec<(HolderId, Money)> = group
            .members
            .iter()
            .map(|member| member.holder_id)
            .zip(group.each()?.iter().map(|own| own.total))
            .collect();
        let group = self.drop_other_sums(db, group, &sums)?;
        let (what, all) = (self.together(&group), self.shares(&group)?);
        let own = all.get(place).ok_or(ShareError::NotFound)?;
        shares::check(db, &what, own).map_err(ShareError::Order)?;
        if !group.members.iter().all(|member| member.status == MemberStatus::Agreed) {
            let name = messages::name(db, self.holder)?;
            let words = format!("{name} has said yes.");
            let said = ("A yes to a shared order", words.as_str());
            messages::tell_others(db, &group, Some(self.holder), said, (&self.site, self.now))?;
            return Ok(Agreed::Waiting);
        }
        let made = shares::place(db, &what, &all).map_err(|(place, error)| match group.members.get(place) {
            Some(member) if member.holder_id != self.holder && !matches!(error, PlaceOrderError::Db(_)) => {
                Failed::Other(member.holder_id, error.to_string())
            }
            _ => Failed::Own(ShareError::Order(error)),
        })?;
        let mut ordered = Agreed::Waiting;
        for (member, (order, reference)) in group.members.iter().zip(made) {
            store::set_order(db, member.id, order)?;
            let detail = format!("Everybody has said yes: order {reference}");
            messages::record(db, Some(member.by), (member.holder_id, self.id), ("share.ordered", &detail), self.now)?;
            if member.holder_id == self.holder {
                ordered = Agreed::Ordered(order);
            }
        }
        if store::set_status(db, &group.shared, SharedStatus::Running, (None, None))? != 1 {
            return Err(ShareError::Changed.into());
        }
        Ok(ordered)
    }

    fn together<'a>(&'a self, group: &'a Group) -> Together<'a> {
        Together {
            shared: self.id,
            listing: &group.listing,
            request: &group.shared.request,
            size: group.members.len(),
            now: self.now,
            site: &self.site,
        }
    }

    fn shares<'a>(&self, group: &'a Group) -> Result<Vec<NewShare<'a>>, ShareError> {
        let mut all = Vec::with_capacity(group.members.len());
        let each = group.each()?.into_iter().zip(&self.seeds);
        for ((member, pot), (costing, seed)) in group.members.iter().zip(&group.pots).zip(each) {
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
        Ok(all)
    }

    /// A yes to the share that will be theirs when somebody has left.
    fn stay(&self, db: &mut Db, group: &Group) -> Result<Agreed, Failed> {
        let repriced = super::leaving::repriced(db, group)??;
        let own = repriced.iter().find(|one| one.holder == self.holder).ok_or(ShareError::NotFound)?;
        if own.after != self.command.seen {
            return Err(ShareError::Changed.into());
        }
        if self.actor.gains_from(group.listing.provider_organisation, self.holder) {
            return Err(ShareError::Act(ActError::ConflictOfInterest).into());
        }
        // What the pot hasn't got is refused before the others are asked for theirs.
        reshare::check(db, own, Some(self.actor.by()), self.now).map_err(ShareError::Act)?;
        let group = self.keep(db, group)?;
        let sums: Vec<(HolderId, Money)> = repriced.iter().map(|one| (one.holder, one.after)).collect();
        let group = self.drop_other_sums(db, group, &sums)?;
        if !group.staying().all(|member| member.status == MemberStatus::Agreed) {
            return Ok(Agreed::Waiting);
        }
        for one in repriced.iter().filter(|one| one.holder != self.holder) {
            let by = group.own(one.holder)?.1.by;
            match reshare::check(db, one, Some(by), self.now) {
                Ok(()) => {}
                Err(ActError::Db(error)) => return Err(error.into()),
                Err(why) => return Err(Failed::Other(one.holder, why.to_string())),
            }
        }
        super::leaving::apply(db, &group, &repriced, (Some(self.actor.by()), &self.site, self.now))?;
        Ok(Agreed::Changed)
    }

    /// Takes back each yes that was to another sum than the share is now, and asks for it again.
    fn drop_other_sums(&self, db: &mut Db, group: Group, now: &[(HolderId, Money)]) -> Result<Group, ShareError> {
        let mut dropped = false;
        for member in &group.members {
            let Some((_, sum)) = now.iter().find(|(holder, _)| *holder == member.holder_id) else { continue };
            if !member.said_yes_to_another(*sum) {
                continue;
            }
            store::set_member(db, member, MemberStatus::Joined)?;
            let what = format!(
                "The share is {sum} now, and not what you said yes to. Please look at it and say yes again. Nothing is \
                 ordered or changed before everybody has."
            );
            messages::tell(db, (&group, member), ("Your share has changed", &what), (&self.site, self.now))?;
            dropped = true;
        }
        if dropped { Ok(Group::read(db, self.id, self.now)?) } else { Ok(group) }
    }

    /// Keeps the yes, and asks whoever's share can't be ordered for theirs again.
    fn keep_without(&self, db: &mut Db, other: HolderId, why: &str) -> Result<(), ShareError> {
        let group = Group::read(db, self.id, self.now)?;
        let waits = matches!(group.shared.status, SharedStatus::Gathering | SharedStatus::Leaving);
        if group.shared.terms != self.command.terms || !waits {
            return Err(ShareError::Changed);
        }
        let group = self.keep(db, &group)?;
        let (_, member) = group.own(other)?;
        store::set_member(db, member, MemberStatus::Joined)?;
        let what = format!(
            "Everybody has said yes, and your share can’t be ordered:\n\n{why}\n\nThe others don’t see why. Please say yes \
             again when it is put right."
        );
        let said = ("Your share can’t be ordered", what.as_str());
        Ok(messages::tell(db, (&group, member), said, (&self.site, self.now))?)
    }
}

/// Who acts, for callers without an actor.
pub(super) type Acting<'a> = (Option<By>, &'a str, NaiveDateTime);
