//! A shared order with everything that its rules need, read in the transaction that relies on it.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service::{self as directory, Orderable};
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, SharedOrderId};
use crate::orders::model::{CostFault, Costing, Window};
use crate::orders::service::{agreed, shares};
use crate::sharing::error::ShareError;
use crate::sharing::model::{Member, MemberStatus, SharedOrder, SharedStatus};
use crate::sharing::store;

/// A shared order with those who share it.
pub(super) struct Group {
    pub shared: SharedOrder,
    /// Those who are in, in the order they joined; whoever is leaving is the last to go.
    pub members: Vec<Member>,
    /// What each pays from; in the members' order.
    pub pots: Vec<Option<Pot>>,
    pub listing: Orderable,
    /// What lies within the budgets of all.
    pub window: Window,
    /// While somebody is leaving: from when on it changes or ends. The notice's end, or now where that is over, since what
    /// has begun can't be called off any more and stays to be recorded.
    pub changes_from: Option<NaiveDateTime>,
}

impl Group {
    pub fn read(db: &mut Db, id: SharedOrderId, now: NaiveDateTime) -> Result<Self, DbError> {
        let shared = store::by_id(db, id)?;
        let today = london(now).date();
        let mut members = store::members(db, id)?;
        members.retain(|member| member.status != MemberStatus::Left);
        let mut pots = Vec::with_capacity(members.len());
        for member in &members {
            pots.push(budgets::current_pot(db, member.holder_id, today)?);
        }
        let listing = directory::orderable(db, shared.listing_id, today)?;
        // Bank holidays are those of whoever began it: the visits are the same for all.
        let mut window = agreed::window_of(db, shared.started_by, now)?;
        for pot in pots.iter().flatten() {
            let (from, until) = window.budget.unwrap_or((pot.starts_on, pot.ends_on));
            window.budget = Some((from.max(pot.starts_on), until.min(pot.ends_on)));
        }
        let changes_from = shared.leaving_from.map(|from| from.max(now));
        Ok(Self { shared, members, pots, listing, window, changes_from })
    }

    /// What all of it costs, for as many as there are.
    pub fn whole(&self) -> Result<Costing, CostFault> {
        shares::cost_together(&self.listing, &self.shared.request, &self.window, self.members.len())
    }

    /// What each pays, in the members' order.
    pub fn each(&self) -> Result<Vec<Costing>, ShareError> {
        let count = self.members.len();
        let whole = self.whole().map_err(|fault| match fault {
            CostFault::NoPrice(_) => ShareError::NoStep(count),
            other => ShareError::Cost(other),
        })?;
        let parts: Vec<u32> = self.members.iter().map(|member| member.parts).collect();
        shares::shares_of(&whole, &parts).ok_or(ShareError::Cost(CostFault::TooDear))
    }

    /// Where in the list somebody is.
    pub fn place_of(&self, holder: HolderId) -> Option<usize> {
        self.members.iter().position(|member| member.holder_id == holder)
    }

    /// Refuses whoever doesn't share it: that it exists is private.
    pub fn own(&self, holder: HolderId) -> Result<(usize, &Member), ShareError> {
        let place = self.place_of(holder).ok_or(ShareError::NotFound)?;
        Ok((place, self.members.get(place).ok_or(ShareError::NotFound)?))
    }

    /// Those who stay when somebody leaves.
    pub fn staying(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.status != MemberStatus::Leaving)
    }

    /// Whoever is leaving.
    pub fn leaver(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.status == MemberStatus::Leaving)
    }

    /// Refuses unless it is in this state.
    pub fn must_be(&self, status: SharedStatus) -> Result<(), ShareError> {
        if self.shared.status == status { Ok(()) } else { Err(ShareError::MovedOn(self.shared.status)) }
    }
}

/// The locks that a change of a shared order takes: its listing's, and all pots'.
pub(super) fn locks(db: &mut Db, id: SharedOrderId, today: NaiveDate) -> Result<Vec<LockKey>, DbError> {
    let shared = store::by_id(db, id)?;
    let mut locks = vec![LockKey::Listing(shared.listing_id.0)];
    for member in store::members(db, id)? {
        locks.extend(budgets::current_pot(db, member.holder_id, today)?.map(|pot| LockKey::Pot(pot.id.0)));
    }
    for (order, _) in shares::standing(db, id)? {
        locks.push(LockKey::Pot(shares::pot_of(db, order)?.0));
    }
    Ok(locks)
}

/// Refuses when the mandate that is acted under no longer holds today, read anew.
pub(super) fn still_allowed(db: &mut Db, actor: &Actor, scope: Scope, today: NaiveDate) -> Result<(), ShareError> {
    let Some(carried) = &actor.acting_for else { return Ok(()) };
    let mandate = people::mandate(db, carried.id)?;
    let holds = mandate.holds_on(today)
        && mandate.scopes.has(scope)
        && mandate.user_id == actor.user_id
        && mandate.holder_id == carried.holder_id;
    if holds { Ok(()) } else { Err(ShareError::MandateEnded) }
}
