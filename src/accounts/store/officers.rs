//! A council's officers: rows of `memberships`, of `officer_managers`, and of `officer_invites`, which keep only the hash
//! of a link.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::officer::Rights;
use crate::accounts::store::organisations;
use crate::db::schema::{memberships, officer_invites, officer_managers, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, UserId};

/// One of a council's officers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub rights: Rights,
}

/// An invitation that can still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerInvite {
    /// Which one.
    pub id: i64,
    /// To join whom.
    pub council: OrganisationId,
    /// The address it went to.
    pub email: String,
    /// What they shall do.
    pub rights: Rights,
    /// When it ends, in UTC.
    pub expires_at: NaiveDateTime,
}

/// Everybody who has a role in a council or looks after its staff, by name.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<Officer>, DbError> {
    let roles: Vec<(i64, String)> = memberships::table
        .filter(memberships::organisation_id.eq(council.0))
        .order(memberships::id.asc())
        .select((memberships::user_id, memberships::role))
        .load(db)?;
    let managers: Vec<i64> = officer_managers::table
        .filter(officer_managers::organisation_id.eq(council.0))
        .select(officer_managers::user_id)
        .load(db)?;
    let ids: Vec<i64> = roles.iter().map(|(user, _)| *user).chain(managers.iter().copied()).collect();
    let people: Vec<(i64, String, String)> = users::table
        .filter(users::id.eq_any(ids))
        .order((users::name.asc(), users::id.asc()))
        .select((users::id, users::name, users::email))
        .load(db)?;
    let mut all = Vec::with_capacity(people.len());
    for (id, name, email) in people {
        let theirs = roles.iter().filter(|(user, _)| *user == id);
        let theirs = theirs.map(|(_, role)| DbError::parsed(role)).collect::<Result<Vec<_>, _>>()?;
        let rights = Rights::new(&theirs, managers.contains(&id));
        all.push(Officer { user: UserId(id), name, email, rights });
    }
    Ok(all)
}

/// Gives somebody exactly these rights in a council; none takes them off its staff.
pub fn set(
    db: &mut Db,
    council: OrganisationId,
    user: UserId,
    rights: &Rights,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let theirs =
        memberships::table.filter(memberships::organisation_id.eq(council.0)).filter(memberships::user_id.eq(user.0));
    let had: Vec<String> = theirs.select(memberships::role).load(db)?;
    let wanted: Vec<String> = rights.roles().iter().map(|role| role.as_str().to_owned()).collect();
    diesel::delete(theirs.filter(memberships::role.ne_all(wanted.clone()))).execute(db)?;
    for role in rights.roles().iter().filter(|role| !had.iter().any(|one| one == role.as_str())) {
        organisations::add_member(db, user, council, *role, now)?;
    }
    let managing = officer_managers::table
        .filter(officer_managers::organisation_id.eq(council.0))
        .filter(officer_managers::user_id.eq(user.0));
    diesel::delete(managing).execute(db)?;
    if rights.manages() {
        diesel::insert_into(officer_managers::table)
            .values((
                officer_managers::organisation_id.eq(council.0),
                officer_managers::user_id.eq(user.0),
                officer_managers::given_at.eq(now),
            ))
            .execute(db)?;
    }
    Ok(())
}

/// An invitation to be sent.
pub struct NewOfficerInvite<'a> {
    pub council: OrganisationId,
    pub email: &'a str,
    pub rights: &'a Rights,
    pub hash: &'a str,
    pub by: Option<UserId>,
    pub now: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

pub fn insert_invite(db: &mut Db, new: &NewOfficerInvite<'_>) -> Result<(), DbError> {
    diesel::insert_into(officer_invites::table)
        .values((
            officer_invites::organisation_id.eq(new.council.0),
            officer_invites::email.eq(new.email),
            officer_invites::rights.eq(new.rights.as_text()),
            officer_invites::token_hash.eq(new.hash),
            officer_invites::invited_by.eq(new.by.map(|user| user.0)),
            officer_invites::created_at.eq(new.now),
            officer_invites::expires_at.eq(new.expires_at),
        ))
        .execute(db)?;
    Ok(())
}

type InviteRow = (i64, i64, String, String, NaiveDateTime);

fn invite((id, council, email, rights, expires_at): InviteRow) -> OfficerInvite {
    OfficerInvite { id, council: OrganisationId(council), email, rights: Rights::parse(&rights), expires_at }
}

const INVITE: (
    officer_invites::id,
    officer_invites::organisation_id,
    officer_invites::email,
    officer_invites::rights,
    officer_invites::expires_at,
) = (
    officer_invites::id,
    officer_invites::organisation_id,
    officer_invites::email,
    officer_invites::rights,
    officer_invites::expires_at,
);

/// The invitation of this link, if it is neither used, withdrawn nor too old.
pub fn live_invite(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Option<OfficerInvite>, DbError> {
    let row: Option<InviteRow> = officer_invites::table
        .filter(officer_invites::token_hash.eq(hash))
        .filter(officer_invites::ended_at.is_null().and(officer_invites::expires_at.gt(now)))
        .select(INVITE)
        .get_result(db)
        .optional()?;
    Ok(row.map(invite))
}

/// Those of a council that can still be used, oldest first.
pub fn live_invites(db: &mut Db, council: OrganisationId, now: NaiveDateTime) -> Result<Vec<OfficerInvite>, DbError> {
    let rows: Vec<InviteRow> = officer_invites::table
        .filter(officer_invites::organisation_id.eq(council.0))
        .filter(officer_invites::ended_at.is_null().and(officer_invites::expires_at.gt(now)))
        .order(officer_invites::id.asc())
        .select(INVITE)
        .load(db)?;
    Ok(rows.into_iter().map(invite).collect())
}

/// Ends what somebody has invited and nobody has used: they may not invite any more.
pub fn end_invites_by(db: &mut Db, council: OrganisationId, user: UserId, now: NaiveDateTime) -> Result<(), DbError> {
    let theirs = officer_invites::table
        .filter(officer_invites::organisation_id.eq(council.0).and(officer_invites::invited_by.eq(user.0)))
        .filter(officer_invites::ended_at.is_null());
    diesel::update(theirs).set(officer_invites::ended_at.eq(Some(now))).execute(db)?;
    Ok(())
}

/// Ends one, used or withdrawn; false when it had ended.
pub fn end_invite(db: &mut Db, council: OrganisationId, id: i64, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = officer_invites::table
        .find(id)
        .filter(officer_invites::organisation_id.eq(council.0).and(officer_invites::ended_at.is_null()));
    Ok(diesel::update(open).set(officer_invites::ended_at.eq(Some(now))).execute(db)? == 1)
}
