//! Reading about budget holders and mandates, for other features. Callers hold the transaction.

use crate::accounts::model::{HolderSummary, Mandate};
use crate::accounts::store::{holders, mandates, organisations, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, UserId};

/// A budget holder with their communication needs. The caller has checked that the actor may know them.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such holder.
pub fn holder_summary(db: &mut Db, holder: HolderId) -> Result<HolderSummary, DbError> {
    holders::summary(db, holder)
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

/// An organisation's name.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such organisation.
pub fn organisation_name(db: &mut Db, id: OrganisationId) -> Result<String, DbError> {
    organisations::name_of(db, id)
}

/// Where to write to an organisation: everybody with a role in it.
///
/// # Errors
/// When the database fails.
pub fn organisation_emails(db: &mut Db, id: OrganisationId) -> Result<Vec<String>, DbError> {
    organisations::emails_of(db, id)
}

/// A user's name and e-mail address.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such user.
pub fn user_contact(db: &mut Db, id: UserId) -> Result<(String, String), DbError> {
    users::by_id(db, id).map(|user| (user.name, user.email))
}
