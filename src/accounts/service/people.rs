//! Reading about budget holders and mandates, for other features. Callers hold the transaction.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::duty::Duty;
use crate::accounts::model::{Actor, HolderSummary, Mandate, OrganisationKind, Role, Scope};
use crate::accounts::store::{holders, mandates, organisations, staff, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, SessionId, UserId};

/// A budget holder with their communication needs. The caller has checked that the actor may know them.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such holder.
pub fn holder_summary(db: &mut Db, holder: HolderId) -> Result<HolderSummary, DbError> {
    holders::summary(db, holder)
}

/// A holder's postcode and their council's GSS code, where they are known. The caller has checked that the actor may know.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such holder.
pub fn whereabouts(db: &mut Db, holder: HolderId) -> Result<(Option<String>, Option<String>), DbError> {
    holders::whereabouts(db, holder)
}

/// The holder with this reference. The caller then checks that the actor may know them.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn holder_by_reference(db: &mut Db, reference: &str) -> Result<HolderId, DbError> {
    holders::by_reference(db, reference)
}

/// Since when a holder's case is closed, and who closed it; none while it is open.
///
/// # Errors
/// When the database fails.
pub fn closed_case(db: &mut Db, holder: HolderId) -> Result<Option<(NaiveDate, UserId)>, DbError> {
    holders::closed_case(db, holder)
}

/// Whether somebody may act for anybody today.
///
/// # Errors
/// When the database fails.
pub fn has_mandates(db: &mut Db, user: UserId, today: NaiveDate) -> Result<bool, DbError> {
    mandates::any_of(db, user, today)
}

/// The holder whom somebody is; none for anybody else.
///
/// # Errors
/// When the database fails.
pub fn holder_of(db: &mut Db, user: UserId) -> Result<Option<HolderId>, DbError> {
    holders::of_user(db, user)
}

/// The mandates somebody has that hold today, by the holder's name.
///
/// # Errors
/// When the database fails.
pub fn mandates_in_force(db: &mut Db, user: UserId, today: NaiveDate) -> Result<Vec<Mandate>, DbError> {
    let all = mandates::of_user(db, user)?;
    Ok(all.into_iter().filter(|mandate| mandate.holds_on(today)).collect())
}

/// A mandate as it stands now; read inside the transaction that relies on it.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such mandate.
pub fn mandate(db: &mut Db, id: MandateId) -> Result<Mandate, DbError> {
    mandates::by_id(db, id)
}

/// Every mandate somebody was given, by the holder's name, whether or not it is in force.
///
/// # Errors
/// When the database fails.
pub fn mandates_of(db: &mut Db, user: UserId) -> Result<Vec<Mandate>, DbError> {
    mandates::of_user(db, user)
}

/// Every mandate a holder gave, newest first.
///
/// # Errors
/// When the database fails.
pub fn mandates_given(db: &mut Db, holder: HolderId) -> Result<Vec<Mandate>, DbError> {
    mandates::of_holder(db, holder)
}

/// Every mandate a holder gave, newest first, with the name of whoever has it. The caller has checked that the actor
/// may know who helps this holder.
///
/// # Errors
/// When the database fails.
pub fn helpers_of(db: &mut Db, holder: HolderId) -> Result<Vec<(Mandate, String)>, DbError> {
    Ok(mandates::given_by(db, holder)?.into_iter().map(|(mandate, name, _)| (mandate, name)).collect())
}

/// An organisation's name.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such organisation.
pub fn organisation_name(db: &mut Db, id: OrganisationId) -> Result<String, DbError> {
    organisations::name_of(db, id)
}

/// Somebody as they are now, in no session: for work of theirs that the program goes on with after their request.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such user.
pub fn at_work(db: &mut Db, user: UserId) -> Result<Actor, DbError> {
    let (name, email) = user_contact(db, user)?;
    Ok(Actor {
        user_id: user,
        name,
        email,
        session_id: SessionId(0),
        memberships: organisations::memberships_of(db, user)?,
        own_holder: None,
        acting_for: None,
    })
}

/// The GSS code of a council's area ("E08000035"), where it is known.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such organisation.
pub fn council_code(db: &mut Db, id: OrganisationId) -> Result<Option<String>, DbError> {
    organisations::code_of(db, id)
}

/// Where to write to an organisation: everybody with a role in it.
///
/// # Errors
/// When the database fails.
pub fn organisation_emails(db: &mut Db, id: OrganisationId) -> Result<Vec<String>, DbError> {
    organisations::emails_of(db, id)
}

/// Where to write to those of a provider's staff who do this.
///
/// # Errors
/// When the database fails.
pub fn staff_emails(db: &mut Db, id: OrganisationId, duty: Duty) -> Result<Vec<String>, DbError> {
    let all = staff::members(db, id)?;
    Ok(all.into_iter().filter(|member| member.role.covers(duty)).map(|member| member.email).collect())
}

/// Whether somebody does this among a provider's staff.
///
/// # Errors
/// When the database fails.
pub fn is_staff_for(db: &mut Db, user: UserId, organisation: OrganisationId, duty: Duty) -> Result<bool, DbError> {
    let all = staff::members(db, organisation)?;
    Ok(all.iter().any(|member| member.user == user && member.role.covers(duty)))
}

/// Who is written to about something of a holder: the holder, where they have an account, and whoever did it for them while
/// their mandate holds. Where that is nobody, those who may do such things for the holder today.
///
/// # Errors
/// When the database can't be read.
pub fn holders_side(
    db: &mut Db,
    holder: HolderId,
    did_it: Option<(UserId, MandateId)>,
    (scope, today): (Scope, NaiveDate),
) -> Result<Vec<String>, DbError> {
    let mut to = Vec::new();
    if let Some(user) = holder_summary(db, holder)?.user_id {
        to.push(user_contact(db, user)?.1);
    }
    if let Some((user, id)) = did_it
        && mandate(db, id)?.holds_on(today)
    {
        to.push(user_contact(db, user)?.1);
    }
    if to.is_empty() {
        for mandate in mandates_given(db, holder)? {
            if mandate.holds_on(today) && mandate.scopes.has(scope) {
                to.push(user_contact(db, mandate.user_id)?.1);
            }
        }
    }
    to.sort_unstable();
    to.dedup();
    Ok(to)
}

/// Whether an address has an account that was confirmed, and whether nobody signs in with it any more.
///
/// # Errors
/// When the database fails.
pub fn account_of(db: &mut Db, email: &str) -> Result<Option<(UserId, bool)>, DbError> {
    let found = users::by_email(db, email)?.filter(|user| user.email_confirmed_at.is_some());
    Ok(found.map(|user| (UserId(user.id), user.closed_at.is_some())))
}

/// A user's name and e-mail address.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such user.
pub fn user_contact(db: &mut Db, id: UserId) -> Result<(String, String), DbError> {
    users::by_id(db, id).map(|user| (user.name, user.email))
}

/// The names of users; those that aren't there are left out.
///
/// # Errors
/// When the database fails.
pub fn names(db: &mut Db, ids: &[UserId]) -> Result<Vec<(UserId, String)>, DbError> {
    users::names(db, ids)
}

/// Where to write to everybody with one of these roles in an organisation.
///
/// # Errors
/// When the database fails.
pub fn emails_with_roles(db: &mut Db, id: OrganisationId, roles: &[Role]) -> Result<Vec<String>, DbError> {
    organisations::emails_with_roles(db, id, roles)
}

/// Everybody with this role anywhere, with their names.
///
/// # Errors
/// When the database fails.
pub fn users_with_role(db: &mut Db, role: Role) -> Result<Vec<(UserId, String)>, DbError> {
    organisations::users_with_role(db, role)
}

/// Whether somebody belongs to an organisation; asked for conflicts of interest of people who aren't here.
///
/// # Errors
/// When the database fails.
pub fn is_member(db: &mut Db, user: UserId, organisation: OrganisationId) -> Result<bool, DbError> {
    organisations::is_member(db, user, organisation)
}

/// Whether an organisation is a council.
///
/// # Errors
/// When the database fails.
pub fn is_council(db: &mut Db, id: OrganisationId) -> Result<bool, DbError> {
    Ok(organisations::councils(db)?.iter().any(|council| council.id == id))
}

/// The council with this code of the statistics office, as "E08000035", if it is on Handpick.
///
/// # Errors
/// When the database fails.
pub fn council_by_code(db: &mut Db, code: &str) -> Result<Option<OrganisationId>, DbError> {
    organisations::council_by_code(db, code)
}

/// An organisation's name and telephone number.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such organisation.
pub fn organisation_contact(db: &mut Db, id: OrganisationId) -> Result<(String, Option<String>), DbError> {
    organisations::contact_of(db, id)
}

/// Gives an organisation that is still called by its old name another: old, then new.
///
/// # Errors
/// When the database fails.
pub fn rename_organisation(db: &mut Db, id: OrganisationId, names: (&str, &str)) -> Result<(), DbError> {
    organisations::rename(db, id, names)
}

/// Somebody who can sign in with this address, with their name.
///
/// # Errors
/// When the database fails.
pub fn user_by_email(db: &mut Db, email: &str) -> Result<Option<(UserId, String)>, DbError> {
    let found = users::by_email(db, &super::sessions::fold_email(email))?;
    let found = found.filter(|user| user.email_confirmed_at.is_some());
    Ok(found.map(|user| (UserId(user.id), user.name)))
}

/// The organisation of this kind with this name, however it is written; none when there is none, or more than one.
///
/// # Errors
/// When the database fails.
pub fn organisation_by_name(
    db: &mut Db,
    kind: OrganisationKind,
    name: &str,
) -> Result<Option<OrganisationId>, DbError> {
    organisations::by_name(db, kind, name)
}

/// Whether somebody has this role anywhere.
///
/// # Errors
/// When the database fails.
pub fn has_role(db: &mut Db, user: UserId, role: Role) -> Result<bool, DbError> {
    Ok(organisations::memberships_of(db, user)?.iter().any(|membership| membership.role == role))
}

/// Takes a mandate back, for use-cases that end what it was for. Callers have checked that it is theirs to do.
///
/// # Errors
/// When the database fails.
pub fn end_mandate(db: &mut Db, id: MandateId, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    Ok(mandates::revoke(db, id, by, now)? == 1)
}
