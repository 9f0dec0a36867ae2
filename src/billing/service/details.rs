//! What stands on a provider's invoices, and how far a council lets an invoice differ.

use chrono::NaiveDateTime;

use super::authority::{own_council, own_provider};
use crate::accounts::Actor;
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::Details;
use crate::billing::store::details;
pub use crate::billing::store::tolerances::Exception;
use crate::billing::store::tolerances::{self, For};
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::{Money, OrganisationId, ToleranceId, UserId};

/// What stands on the invoices of somebody's provider: what it said, or what the directory knows.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no provider's staff.
pub async fn own(app: &App, actor: &Actor) -> Result<Details, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            match details::of_provider(db, provider)? {
                Some(own) => Ok(own),
                None => Ok(details::from_directory(db, provider)?),
            }
        })
        .await
}

/// Changes what stands on invoices from now on; those that were made stay as they are.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no provider's staff.
pub async fn set(app: &App, actor: &Actor, new: Details) -> Result<(), BillingError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let provider = own_provider(db, &actor)?;
            details::set(db, provider, &new, actor.user_id, now)?;
            let entry = audit::Entry {
                at: now,
                user: Some(actor.user_id),
                mandate: None,
                holder: None,
                action: "billing.details",
                subject: "providers",
                subject_id: provider.0,
                detail: "Changed what stands on invoices",
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}

/// The settings of somebody's council: its tolerance, and where Peppol delivers to it.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn of_council(app: &App, actor: &Actor) -> Result<(Money, Option<String>), BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok((details::tolerance(db, council)?, details::electronic_address(db, council)?))).await
}

/// Changes the settings of somebody's council, for invoices made from now on.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn set_council(
    app: &App,
    actor: &Actor,
    (tolerance, electronic_address): (Money, Option<String>),
) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            details::set_council(db, council, (tolerance, electronic_address.as_deref()), user, now)?;
            let detail = format!("Invoices may differ from orders by {tolerance} a line");
            Ok(changed(db, council, (user, now), &detail)?)
        })
        .await
}

/// Where somebody's council lets lines differ by another amount.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn exceptions(app: &App, actor: &Actor) -> Result<Vec<Exception>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(tolerances::of_council(db, council)?)).await
}

/// Lets the lines of a provider, by name, or of an order, by its reference, differ by another amount.
///
/// # Errors
/// [`BillingError::Nobody`] when there is no such provider or order.
pub async fn except(
    app: &App,
    actor: &Actor,
    (of_order, whom, amount): (bool, String, Money),
) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            let found = if of_order {
                tolerances::order(db, council, &whom.to_uppercase())?.map(For::Order)
            } else {
                directory::doors::provider_by_name(db, &whom)?.map(For::Provider)
            };
            let found = found.ok_or(BillingError::Nobody)?;
            tolerances::set(db, council, (found, amount), (user, now))?;
            let detail = format!("Invoices may differ from orders by {amount} a line: {whom}");
            Ok(changed(db, council, (user, now), &detail)?)
        })
        .await
}

/// Takes such an exception away.
///
/// # Errors
/// [`BillingError::NotFound`] when it isn't one of theirs.
pub async fn remove_exception(app: &App, actor: &Actor, id: ToleranceId) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            if !tolerances::remove(db, council, id)? {
                return Err(BillingError::NotFound);
            }
            Ok(changed(db, council, (user, now), "Took an exception from the tolerance away")?)
        })
        .await
}

fn changed(
    db: &mut Db,
    council: OrganisationId,
    (user, now): (UserId, NaiveDateTime),
    detail: &str,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: now,
        user: Some(user),
        mandate: None,
        holder: None,
        action: "billing.tolerance",
        subject: "organisations",
        subject_id: council.0,
        detail,
    };
    audit::record(db, &entry)
}
