//! Who may do what with a draft: read it, write it, decide about it.
//!
//! The holder, and whoever has their mandate to plan, write it; so do care managers of their council. Only care
//! managers decide, and none who wrote any of it; finance officers say yes to high costs; panel members answer for the
//! risk panel. A mandate is read again in the transaction that relies on it.

use chrono::NaiveDate;

use super::view::may_see;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Role, Scope};
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::{DraftId, HolderId, UserId};
use crate::plans::error::DraftError;
use crate::plans::model::head::Head;
use crate::plans::store::drafts;

/// What somebody may do with a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is asked by itself, by pages and by use-cases")]
pub struct May {
    /// Write it, send it and take it back, as the holder or for them.
    pub own: bool,
    /// The reader is the holder themselves.
    pub is_holder: bool,
    /// Write it, as a care manager, and decide about it where they didn't.
    pub decide: bool,
    /// Say yes to a high cost.
    pub approve: bool,
    /// Answer for the risk panel.
    pub sit: bool,
}

impl May {
    /// Write it.
    pub fn write(self) -> bool {
        self.own || self.decide
    }

    /// Anything as an officer.
    pub fn officer(self) -> bool {
        self.decide || self.approve || self.sit
    }
}

/// A draft, whose it is and what the actor may do with it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The draft.
    pub head: Head,
    /// Whose.
    pub holder: HolderSummary,
    /// What the actor may do.
    pub may: May,
}

fn may(actor: &Actor, holder: &HolderSummary) -> May {
    let own = actor.holder(Scope::Plan) == Ok(holder.id);
    // Somebody who acts for a person acts as that person, not as an officer.
    let officer =
        |role| actor.acting_for.is_none() && holder.council_id.is_some_and(|council| actor.has_in(role, council));
    May {
        own,
        is_holder: own && actor.acting_for.is_none(),
        decide: officer(Role::CareManager),
        approve: officer(Role::FinanceOfficer),
        sit: officer(Role::PanelMember),
    }
}

/// A holder, if the actor may read their plans, and what they may do with them.
pub(super) fn known_holder(db: &mut Db, actor: &Actor, holder: HolderId) -> Result<(HolderSummary, May), DraftError> {
    let holder = may_see(db, actor, holder)?;
    let may = may(actor, &holder);
    Ok((holder, may))
}

/// A draft, if the actor may read it.
pub(super) fn known(db: &mut Db, actor: &Actor, id: DraftId) -> Result<Known, DraftError> {
    let head = drafts::by_id(db, id)?;
    let (holder, may) = known_holder(db, actor, head.holder_id)?;
    Ok(Known { head, holder, may })
}

/// Refuses when the mandate that is acted under no longer lets them plan, read anew.
pub(super) fn still_planning(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(), DraftError> {
    let Some(carried) = &actor.acting_for else { return Ok(()) };
    let mandate = people::mandate(db, carried.id)?;
    let holds = mandate.holds_on(today)
        && mandate.scopes.has(Scope::Plan)
        && mandate.user_id == actor.user_id
        && mandate.holder_id == carried.holder_id;
    if holds { Ok(()) } else { Err(DraftError::MandateEnded) }
}

/// A draft that is being written, for somebody who may write it.
pub(super) fn writing(db: &mut Db, actor: &Actor, id: DraftId, today: NaiveDate) -> Result<Known, DraftError> {
    still_planning(db, actor, today)?;
    let known = known(db, actor, id)?;
    if !known.may.write() {
        return Err(DraftError::NotAllowed(
            "Only the person, somebody they let plan, or their care manager can change it.",
        ));
    }
    if !known.head.state.is_written() {
        return Err(DraftError::NotWritten(known.head.state));
    }
    still_open(db, &known)?;
    Ok(known)
}

/// The lock under which a plan of its own is agreed or put to use: of two for the same days, one is.
pub(super) fn of_holder(db: &mut Db, id: DraftId) -> Result<Vec<LockKey>, DbError> {
    Ok(vec![LockKey::Holder(drafts::by_id(db, id)?.holder_id.0)])
}

/// Refuses what is about somebody whose case is closed.
pub(super) fn still_open(db: &mut Db, known: &Known) -> Result<(), DraftError> {
    if people::closed_case(db, known.holder.id)?.is_some() { Err(DraftError::CaseClosed) } else { Ok(()) }
}

/// Whether somebody has a hand in a draft: wrote some of it, is the person, or may act for them.
pub(super) fn has_a_hand(db: &mut Db, actor: &Actor, head: &Head) -> Result<bool, DbError> {
    let own = actor.own_holder == Some(head.holder_id);
    Ok(own || takes_part(db, actor.user_id, head)?)
}

/// The same of somebody who isn't here, but for whether they are the person.
pub(super) fn takes_part(db: &mut Db, user: UserId, head: &Head) -> Result<bool, DbError> {
    if drafts::wrote(db, head.id, user)? {
        return Ok(true);
    }
    let mandates = people::mandates_of(db, user)?;
    Ok(mandates.iter().any(|mandate| mandate.holder_id == head.holder_id))
}
