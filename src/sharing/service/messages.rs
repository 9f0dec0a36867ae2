//! Who is written to when something happens to a shared order, and what is recorded.

use chrono::NaiveDateTime;

use super::group::Group;
use crate::accounts::service::people;
use crate::accounts::{By, Scope};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, SharedOrderId};
use crate::mail;
use crate::sharing::emails;
use crate::sharing::model::Member;

/// Writes to one person's side: a subject, and what happened in sentences.
pub(super) fn tell(
    db: &mut Db,
    (group, member): (&Group, &Member),
    (subject, what): (&str, &str),
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let holder = people::holder_summary(db, member.holder_id)?;
    let did_it = member.by.mandate.map(|mandate| (member.by.user, mandate));
    let to = people::holders_side(db, member.holder_id, did_it, (Scope::Order, london(now).date()))?;
    let link = format!("{site}/shared/{}", group.shared.id);
    let said = (what, group.listing.title.as_str(), holder.name.as_str());
    to.iter().try_for_each(|to| mail::queue(db, &emails::news(to, subject, said, &link), now))
}

/// Writes to everybody who is in, but for one.
pub(super) fn tell_others(
    db: &mut Db,
    group: &Group,
    but: Option<HolderId>,
    said: (&str, &str),
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let others = group.members.iter().filter(|member| Some(member.holder_id) != but);
    others.into_iter().try_for_each(|member| tell(db, (group, member), said, (site, now)))
}

/// Records one act.
pub(super) fn record(
    db: &mut Db,
    by: Option<By>,
    (holder, id): (HolderId, SharedOrderId),
    (action, detail): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: now,
        user: by.map(|by| by.user),
        mandate: by.and_then(|by| by.mandate),
        holder: Some(holder),
        action,
        subject: "shared_orders",
        subject_id: id.0,
        detail,
    };
    audit::record(db, &entry)
}

/// A holder's name, as the others who share read it.
pub(super) fn name(db: &mut Db, holder: HolderId) -> Result<String, DbError> {
    Ok(people::holder_summary(db, holder)?.name)
}
