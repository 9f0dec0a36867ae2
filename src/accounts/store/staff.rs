//! A provider's staff: rows of `memberships`, and of `staff_invites`, which keep only the hash of a link.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::duty::ProviderRole;
use crate::accounts::model::Role;
use crate::db::schema::{memberships, organisations, staff_invites, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{OrganisationId, UserId};

/// One of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they do.
    pub role: ProviderRole,
}

/// An invitation that can still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Which one.
    pub id: i64,
    /// To join whom.
    pub organisation: OrganisationId,
    /// The address it went to.
    pub email: String,
    /// What they shall do.
    pub role: ProviderRole,
    /// When it ends, in UTC.
    pub expires_at: NaiveDateTime,
}

/// Everybody on an organisation's staff, longest there first.
pub fn members(db: &mut Db, organisation: OrganisationId) -> Result<Vec<Member>, DbError> {
    let staff = memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(organisation.0))
        .filter(memberships::role.eq(Role::ProviderStaff.as_str()))
        .order(memberships::id.asc())
        .select((users::id, users::name, users::email, memberships::provider_role));
    let rows: Vec<(i64, String, String, Option<String>)> = each_backend!(db, |c| staff.load(c))?;
    rows.into_iter()
        .map(|(user, name, email, role)| {
            let role = role.as_deref().map_or(Ok(ProviderRole::Manager), DbError::parsed)?;
            Ok(Member { user: UserId(user), name, email, role })
        })
        .collect()
}

/// Makes writers to one organisation's staff take turns: each changes the organisation's own row.
pub fn take_turn(db: &mut Db, organisation: OrganisationId) -> Result<(), DbError> {
    diesel::update(organisations::table.find(organisation.0))
        .set(organisations::kind.eq(organisations::kind))
        .execute(db)?;
    Ok(())
}

pub fn set_role(db: &mut Db, organisation: OrganisationId, user: UserId, role: ProviderRole) -> Result<(), DbError> {
    diesel::update(staff(organisation, user)).set(memberships::provider_role.eq(role.as_str())).execute(db)?;
    Ok(())
}

pub fn remove(db: &mut Db, organisation: OrganisationId, user: UserId) -> Result<(), DbError> {
    diesel::delete(staff(organisation, user)).execute(db)?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn staff(organisation: OrganisationId, user: UserId) -> _ {
    let (organisation, user): (i64, i64) = (organisation.0, user.0);
    let role: &'static str = Role::ProviderStaff.as_str();
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.eq(user))
        .filter(memberships::role.eq(role))
}

/// An invitation to be sent.
pub struct NewInvite<'a> {
    pub organisation: OrganisationId,
    pub email: &'a str,
    pub role: ProviderRole,
    pub hash: &'a str,
    pub by: UserId,
    pub now: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

pub fn insert_invite(db: &mut Db, new: &NewInvite<'_>) -> Result<i64, DbError> {
    Ok(diesel::insert_into(staff_invites::table)
        .values((
            staff_invites::organisation_id.eq(new.organisation.0),
            staff_invites::email.eq(new.email),
            staff_invites::provider_role.eq(new.role.as_str()),
            staff_invites::token_hash.eq(new.hash),
            staff_invites::invited_by.eq(new.by.0),
            staff_invites::created_at.eq(new.now),
            staff_invites::expires_at.eq(new.expires_at),
        ))
        .returning(staff_invites::id)
        .get_result(db)?)
}

type InviteRow = (i64, i64, String, String, NaiveDateTime);

fn invite(row: InviteRow) -> Result<Invite, DbError> {
    let (id, organisation, email, role, expires_at) = row;
    Ok(Invite { id, organisation: OrganisationId(organisation), email, role: DbError::parsed(&role)?, expires_at })
}

const INVITE: (
    staff_invites::id,
    staff_invites::organisation_id,
    staff_invites::email,
    staff_invites::provider_role,
    staff_invites::expires_at,
) = (
    staff_invites::id,
    staff_invites::organisation_id,
    staff_invites::email,
    staff_invites::provider_role,
    staff_invites::expires_at,
);

/// Ends what somebody has invited and nobody has used: they may not invite any more.
pub fn end_invites_by(
    db: &mut Db,
    organisation: OrganisationId,
    user: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let theirs = staff_invites::table
        .filter(staff_invites::organisation_id.eq(organisation.0).and(staff_invites::invited_by.eq(user.0)))
        .filter(staff_invites::ended_at.is_null());
    diesel::update(theirs).set(staff_invites::ended_at.eq(Some(now))).execute(db)?;
    Ok(())
}

/// The invitation of this link, if it is neither used, withdrawn nor too old.
pub fn live_invite(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Option<Invite>, DbError> {
    let row: Option<InviteRow> = staff_invites::table
        .filter(staff_invites::token_hash.eq(hash))
        .filter(staff_invites::ended_at.is_null())
        .filter(staff_invites::expires_at.gt(now))
        .select(INVITE)
        .get_result(db)
        .optional()?;
    row.map(invite).transpose()
}

/// Those that can still be used, oldest first.
pub fn live_invites(db: &mut Db, organisation: OrganisationId, now: NaiveDateTime) -> Result<Vec<Invite>, DbError> {
    let rows: Vec<InviteRow> = staff_invites::table
        .filter(staff_invites::organisation_id.eq(organisation.0))
        .filter(staff_invites::ended_at.is_null())
        .filter(staff_invites::expires_at.gt(now))
        .order(staff_invites::id.asc())
        .select(INVITE)
        .load(db)?;
    rows.into_iter().map(invite).collect()
}

/// Ends one, used or withdrawn; false when it had ended.
pub fn end_invite(db: &mut Db, organisation: OrganisationId, id: i64, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = staff_invites::table
        .find(id)
        .filter(staff_invites::organisation_id.eq(organisation.0))
        .filter(staff_invites::ended_at.is_null());
    Ok(diesel::update(open).set(staff_invites::ended_at.eq(Some(now))).execute(db)? == 1)
}

/// Ends every open one to this address, so that a newer link replaces the older ones.
pub fn end_invites_to(
    db: &mut Db,
    organisation: OrganisationId,
    email: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let open = staff_invites::table
        .filter(staff_invites::organisation_id.eq(organisation.0))
        .filter(staff_invites::email.eq(email))
        .filter(staff_invites::ended_at.is_null());
    diesel::update(open).set(staff_invites::ended_at.eq(Some(now))).execute(db)?;
    Ok(())
}
