//! Making people and organisations without a sign-up form: for the command line, the demo, councils and tests.
//!
//! Callers hold the transaction and have checked that it is theirs to do.

use chrono::NaiveDateTime;

use crate::accounts::duty::ProviderRole;
use crate::accounts::model::{CommunicationNeeds, OrganisationKind, Role};
use crate::accounts::officer::Rights;
use crate::accounts::store::{holders, mandates, officers, organisations, sessions, staff, tokens, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, UserId};

pub use crate::accounts::store::holders::NewHolder;
pub use crate::accounts::store::mandates::NewMandate;

/// Makes a user whose address counts as confirmed.
///
/// # Errors
/// [`DbError::Constraint`] when the address is taken.
pub fn user(db: &mut Db, email: &str, name: &str, password_hash: &str, now: NaiveDateTime) -> Result<UserId, DbError> {
    let email = super::sessions::fold_email(email);
    users::insert(
        db,
        &users::NewUser { email: &email, name, phone: None, password_hash, email_confirmed_at: Some(now), now },
    )
}

/// An account for the address that a mailed link went to: the link proves the address, so the account is theirs at once.
/// None when that address has an account: then they sign in.
///
/// # Errors
/// When the row can't be written.
pub fn claimed(
    db: &mut Db,
    email: &str,
    (name, password_hash): (&str, &str),
    now: NaiveDateTime,
) -> Result<Option<UserId>, DbError> {
    let user = match users::by_email(db, email)? {
        Some(user) if user.email_confirmed_at.is_some() => return Ok(None),
        Some(user) => UserId(user.id),
        None => super::sign_up::unconfirmed(db, email, now)?,
    };
    if !users::set_confirmed(db, user, name, password_hash, now)? {
        return Ok(None);
    }
    // A link that confirms what somebody else typed for this address must not open the account later.
    tokens::use_up_all(db, user, tokens::Purpose::Confirm, now)?;
    Ok(Some(user))
}

/// Makes an organisation.
///
/// # Errors
/// When the row can't be written.
pub fn organisation(
    db: &mut Db,
    kind: OrganisationKind,
    name: &str,
    contact: (Option<&str>, Option<&str>),
    now: NaiveDateTime,
) -> Result<OrganisationId, DbError> {
    organisations::insert(db, kind, name, contact, now)
}

/// Says which area is a council's, by its code of the statistics office, as "E08000035".
///
/// # Errors
/// When the row can't be written.
pub fn council_code(db: &mut Db, council: OrganisationId, code: &str) -> Result<(), DbError> {
    organisations::set_code(db, council, code)
}

/// Gives somebody a role.
///
/// # Errors
/// [`DbError::Constraint`] when they have it.
pub fn member(
    db: &mut Db,
    user: UserId,
    organisation: OrganisationId,
    role: Role,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    organisations::add_member(db, user, organisation, role, now)
}

/// Gives an officer of a council exactly these rights.
///
/// # Errors
/// When the rows can't be written.
pub fn officer(
    db: &mut Db,
    user: UserId,
    council: OrganisationId,
    rights: &Rights,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    officers::set(db, council, user, rights, now)
}

/// Says what somebody does among a provider's staff.
///
/// # Errors
/// When the row can't be written.
pub fn staff_role(db: &mut Db, organisation: OrganisationId, user: UserId, role: ProviderRole) -> Result<(), DbError> {
    staff::set_role(db, organisation, user, role)
}

/// Makes a budget holder.
///
/// # Errors
/// [`DbError::Constraint`] when the reference or the user is taken.
pub fn holder(db: &mut Db, new: &NewHolder, now: NaiveDateTime) -> Result<HolderId, DbError> {
    holders::insert(db, new, now)
}

/// Records communication needs, in place of what was recorded before.
///
/// # Errors
/// When the row can't be written.
pub fn communication_needs(db: &mut Db, holder: HolderId, needs: &CommunicationNeeds) -> Result<(), DbError> {
    holders::set_needs(db, holder, needs)
}

/// Grants a mandate.
///
/// # Errors
/// When the row can't be written.
pub fn mandate(db: &mut Db, new: &NewMandate, now: NaiveDateTime) -> Result<MandateId, DbError> {
    mandates::insert(db, new, now)
}

/// Nobody signs in with this account any more, and whoever is signed in isn't now.
///
/// # Errors
/// When the rows can't be written.
pub fn end_account(db: &mut Db, user: UserId, now: NaiveDateTime) -> Result<(), DbError> {
    sessions::revoke_all(db, user, now)?;
    users::set_closed(db, user, Some(now))
}

/// Somebody can sign in again.
///
/// # Errors
/// When the row can't be written.
pub fn reopen_account(db: &mut Db, user: UserId) -> Result<(), DbError> {
    users::set_closed(db, user, None)
}

/// Mandates of a holder that somebody ended at an instant hold again, because that was a mistake.
///
/// # Errors
/// When the rows can't be written.
pub fn restore_mandates(db: &mut Db, holder: HolderId, ended: (UserId, NaiveDateTime)) -> Result<usize, DbError> {
    mandates::restore(db, holder, ended)
}

/// Deletes where somebody lives and how they are reached, once nothing needs it any more.
///
/// # Errors
/// When the rows can't be written.
pub fn forget_contact(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<(), DbError> {
    holders::forget_contact(db, holder, now)
}
