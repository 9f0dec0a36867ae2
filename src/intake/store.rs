//! Rows of `holders` as a council writes them, and of `holder_invites`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Alike, Details, Invite};
use crate::db::schema::{audit_entries, holder_invites, holders};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, OrganisationId, UserId};
use crate::kernel::slug::fold_key;

pub(super) fn case_reference(db: &mut Db, id: HolderId) -> Result<Option<String>, DbError> {
    Ok(holders::table.find(id.0).select(holders::case_reference).get_result(db)?)
}

/// Whether another of the same council's cases is called so.
pub(super) fn case_taken(db: &mut Db, id: HolderId, name: Option<&str>) -> Result<bool, DbError> {
    let council: Option<i64> = holders::table.find(id.0).select(holders::council_id).get_result(db)?;
    let (Some(council), Some(name)) = (council, name) else { return Ok(false) };
    let others = holders::table
        .filter(holders::council_id.eq(council).and(holders::case_reference.eq(name)).and(holders::id.ne(id.0)));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(db)?)
}

/// Puts what a council knows in place of what was known.
pub(super) fn update(db: &mut Db, id: HolderId, details: &Details, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(holders::table.find(id.0))
        .set((
            holders::name.eq(&details.name),
            holders::name_key.eq(fold_key(&details.name)),
            holders::case_reference.eq(&details.case_reference),
            holders::born_on.eq(details.born_on),
            holders::care_group.eq(&details.care_group),
            holders::address.eq(&details.address),
            holders::postcode.eq(&details.postcode),
            holders::phone.eq(&details.phone),
            holders::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Somebody signs in as this person from now on; false when somebody does already.
pub(super) fn set_user(db: &mut Db, id: HolderId, user: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let unclaimed = holders::table.find(id.0).filter(holders::user_id.is_null());
    let set = (holders::user_id.eq(Some(user.0)), holders::updated_at.eq(now));
    Ok(diesel::update(unclaimed).set(set).execute(db)? == 1)
}

/// Nobody signs in as this person any more.
pub(super) fn release_user(db: &mut Db, id: HolderId, now: NaiveDateTime) -> Result<(), DbError> {
    let set = (holders::user_id.eq(None::<i64>), holders::updated_at.eq(now));
    diesel::update(holders::table.find(id.0)).set(set).execute(db)?;
    Ok(())
}

/// Whoever paid for themselves is one of a council's people from now on; false when they are some council's already.
pub(super) fn set_council(
    db: &mut Db,
    id: HolderId,
    council: OrganisationId,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let free = holders::table.find(id.0).filter(holders::council_id.is_null());
    let set = (holders::council_id.eq(Some(council.0)), holders::updated_at.eq(now));
    Ok(diesel::update(free).set(set).execute(db)? == 1)
}

/// Nobody needs this record any more: the person brought their own. What was typed about them goes.
pub(super) fn leave_behind(db: &mut Db, id: HolderId, now: NaiveDateTime) -> Result<(), DbError> {
    update(db, id, &Details { name: "Joined with their own account".to_owned(), ..Details::default() }, now)?;
    diesel::update(holders::table.find(id.0)).set(holders::council_id.eq(None::<i64>)).execute(db)?;
    Ok(())
}

/// Whether anything was done for this person but these acts.
pub(super) fn was_worked_on(db: &mut Db, id: HolderId, but: &[&str]) -> Result<bool, DbError> {
    let others = audit_entries::table
        .filter(audit_entries::holder_id.eq(id.0))
        .filter(audit_entries::action.ne_all(but.iter().map(|action| (*action).to_owned()).collect::<Vec<_>>()));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(db)?)
}

/// People of a council with the same name, and the same postcode or day of birth; those of whom neither is known too.
pub(super) fn alike(db: &mut Db, council: OrganisationId, wanted: &Details) -> Result<Vec<Alike>, DbError> {
    let rows: Vec<(String, String, Option<String>, Option<NaiveDate>)> = holders::table
        .filter(holders::council_id.eq(council.0).and(holders::name_key.eq(fold_key(&wanted.name))))
        .order(holders::id.asc())
        .select((holders::reference, holders::name, holders::postcode, holders::born_on))
        .load(db)?;
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_uppercase();
    let same_place = |place: &str| wanted.postcode.as_deref().is_some_and(|typed| plain(typed) == plain(place));
    let rows = rows.into_iter().filter(|(_, _, postcode, born_on)| {
        let place = postcode.as_deref().is_none_or(same_place) || wanted.postcode.is_none();
        let day = born_on.is_some() && *born_on == wanted.born_on;
        let other_day = born_on.is_some() && wanted.born_on.is_some() && !day;
        day || place && !other_day
    });
    Ok(rows.map(|(reference, name, postcode, born_on)| Alike { reference, name, postcode, born_on }).collect())
}

/// An invitation to be sent.
pub(super) struct NewInvite<'a> {
    pub council: OrganisationId,
    pub holder: Option<HolderId>,
    pub email: &'a str,
    pub hash: &'a str,
    pub detail: &'a str,
    pub by: UserId,
    pub now: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

pub(super) fn insert_invite(db: &mut Db, new: &NewInvite<'_>) -> Result<(), DbError> {
    diesel::insert_into(holder_invites::table)
        .values((
            holder_invites::council_id.eq(new.council.0),
            holder_invites::holder_id.eq(new.holder.map(|id| id.0)),
            holder_invites::email.eq(new.email),
            holder_invites::token_hash.eq(new.hash),
            holder_invites::detail.eq(new.detail),
            holder_invites::invited_by.eq(new.by.0),
            holder_invites::created_at.eq(new.now),
            holder_invites::expires_at.eq(new.expires_at),
        ))
        .execute(db)?;
    Ok(())
}

type InviteRow = (i64, i64, Option<i64>, String, String, i64, NaiveDateTime);

const INVITE: (
    holder_invites::id,
    holder_invites::council_id,
    holder_invites::holder_id,
    holder_invites::email,
    holder_invites::detail,
    holder_invites::invited_by,
    holder_invites::expires_at,
) = (
    holder_invites::id,
    holder_invites::council_id,
    holder_invites::holder_id,
    holder_invites::email,
    holder_invites::detail,
    holder_invites::invited_by,
    holder_invites::expires_at,
);

fn invite((id, council, holder, email, detail, by, expires_at): InviteRow) -> Result<Invite, DbError> {
    let details = serde_json::from_str(&detail).map_err(|error| DbError::Other(error.to_string()))?;
    let (council, holder, by) = (OrganisationId(council), holder.map(HolderId), UserId(by));
    Ok(Invite { id, council, holder, email, details, by, expires_at })
}

/// The invitation of this link, if it is neither used, withdrawn nor too old.
pub(super) fn live_invite(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Option<Invite>, DbError> {
    let row: Option<InviteRow> = holder_invites::table
        .filter(holder_invites::token_hash.eq(hash))
        .filter(holder_invites::ended_at.is_null().and(holder_invites::expires_at.gt(now)))
        .select(INVITE)
        .get_result(db)
        .optional()?;
    row.map(invite).transpose()
}

/// A council's invitations that can still be used, oldest first.
pub(super) fn live_invites(db: &mut Db, council: OrganisationId, now: NaiveDateTime) -> Result<Vec<Invite>, DbError> {
    let rows: Vec<InviteRow> = holder_invites::table
        .filter(holder_invites::council_id.eq(council.0))
        .filter(holder_invites::ended_at.is_null().and(holder_invites::expires_at.gt(now)))
        .order(holder_invites::id.asc())
        .select(INVITE)
        .load(db)?;
    rows.into_iter().map(invite).collect()
}

/// Ends one, used or withdrawn, and forgets what was typed; false when it had ended.
pub(super) fn end_invite(db: &mut Db, council: OrganisationId, id: i64, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = holder_invites::table
        .find(id)
        .filter(holder_invites::council_id.eq(council.0).and(holder_invites::ended_at.is_null()));
    let set = (holder_invites::ended_at.eq(Some(now)), holder_invites::detail.eq("{}"));
    Ok(diesel::update(open).set(set).execute(db)? == 1)
}
