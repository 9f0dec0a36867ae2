//! Leaving everything that somebody shares, because their case is closed. Callers hold the transaction and the locks, and
//! have checked that it is theirs to do.

use chrono::NaiveDate;

use super::agreeing::Acting;
use super::group::{Group, locks};
use super::{joining, leaving};
use crate::accounts::By;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::HolderId;
use crate::sharing::error::ShareError;
use crate::sharing::model::{MemberStatus, SharedOrder, SharedStatus};
use crate::sharing::store;

fn open(db: &mut Db, holder: HolderId) -> Result<Vec<SharedOrder>, DbError> {
    let mut all = store::of_holder(db, holder)?;
    all.retain(|one| matches!(one.status, SharedStatus::Gathering | SharedStatus::Running | SharedStatus::Leaving));
    let mut in_it = Vec::new();
    for one in all {
        let members = store::members(db, one.id)?;
        let stays = |status| matches!(status, MemberStatus::Joined | MemberStatus::Agreed);
        if members.iter().any(|member| member.holder_id == holder && stays(member.status)) {
            in_it.push(one);
        }
    }
    Ok(in_it)
}

/// What has to be locked to leave them.
///
/// # Errors
/// When the database can't be read.
pub fn locks_of(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<LockKey>, DbError> {
    let mut all = Vec::new();
    for one in open(db, holder)? {
        all.extend(locks(db, one.id, today)?);
    }
    Ok(all)
}

/// Leaves them: what is running with the listing's notice, so that the others can say yes to a new share; what is only
/// being agreed at once. Where somebody else is leaving already, it ends for all with that notice.
///
/// # Errors
/// [`ShareError`]; then the caller's transaction has to be undone.
pub fn leave_all(
    db: &mut Db,
    holder: HolderId,
    by: By,
    (site, now): (&str, chrono::NaiveDateTime),
) -> Result<(), ShareError> {
    let acting: Acting<'_> = (Some(by), site, now);
    for one in open(db, holder)? {
        match one.status {
            SharedStatus::Running => leaving::leave_one(db, holder, one.id, acting)?,
            SharedStatus::Leaving => {
                let group = Group::read(db, one.id, now)?;
                leaving::end(db, &group, acting)?;
            }
            _ => joining::withdraw_one(db, holder, one.id, acting)?,
        }
    }
    Ok(())
}
