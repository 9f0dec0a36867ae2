//! Who may see an invoice and who may do what. Everything here runs inside the transaction that relies on it.

use chrono::NaiveDate;

use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Role, Scope};
use crate::billing::error::BillingError;
use crate::billing::model::{Invoice, Payer};
use crate::budgets::pots::service as pots;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::{OrganisationId, ProviderId};

/// On which side of an invoice somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The provider's staff.
    Provider,
    /// The holder, or someone with their mandate.
    Holder,
    /// The holder's council.
    Council,
}

/// The first provider whose orders somebody looks after.
///
/// # Errors
/// [`BillingError::NotFound`] when there is none.
pub(super) fn own_provider(db: &mut Db, actor: &Actor) -> Result<ProviderId, BillingError> {
    for organisation in actor.organisations_for(Duty::Visits) {
        if let Some(provider) = directory::provider_of_organisation(db, organisation)? {
            return Ok(provider);
        }
    }
    Err(BillingError::NotFound)
}

fn is_staff_of(db: &mut Db, actor: &Actor, provider: ProviderId) -> Result<bool, DbError> {
    for organisation in actor.organisations_for(Duty::Visits) {
        if directory::provider_of_organisation(db, organisation)? == Some(provider) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The council whose money somebody pays out.
///
/// # Errors
/// [`BillingError::NotFound`] when they are no finance officer.
pub(super) fn own_council(actor: &Actor) -> Result<OrganisationId, BillingError> {
    Ok(actor.organisation(Role::FinanceOfficer)?)
}

/// On which side somebody stands; [`BillingError::NotFound`] on none, because that an invoice exists is private.
pub(super) fn viewer(db: &mut Db, actor: &Actor, invoice: &Invoice) -> Result<Viewer, BillingError> {
    if actor.holder(Scope::View) == Ok(invoice.holder) {
        return Ok(Viewer::Holder);
    }
    if is_staff_of(db, actor, invoice.provider)? {
        return Ok(Viewer::Provider);
    }
    // Whoever holds the money as an individual service fund stands where the holder does.
    if invoice.payer == Payer::Holder && pots::manages(db, actor, invoice.pot)? {
        return Ok(Viewer::Holder);
    }
    let of_council =
        |council| [Role::FinanceOfficer, Role::CareManager].iter().any(|role| actor.has_in(*role, council));
    if invoice.council.is_some_and(of_council) { Ok(Viewer::Council) } else { Err(BillingError::NotFound) }
}

/// Refuses whoever doesn't look after the orders of this invoice's provider.
pub(super) fn as_provider(db: &mut Db, actor: &Actor, invoice: &Invoice) -> Result<(), BillingError> {
    if is_staff_of(db, actor, invoice.provider)? {
        return Ok(());
    }
    viewer(db, actor, invoice)?;
    Err(BillingError::NotAllowed)
}

/// Refuses whoever doesn't pay this invoice: the holder's side, with leave to order, or the council's finance officers.
/// Nobody decides about an invoice of a provider that they work for.
pub(in crate::billing) fn as_payer(
    db: &mut Db,
    actor: &Actor,
    invoice: &Invoice,
    today: NaiveDate,
) -> Result<(), BillingError> {
    let side = viewer(db, actor, invoice)?;
    let pays = match invoice.payer {
        Payer::Holder => {
            let own = actor.holder(Scope::Order) == Ok(invoice.holder);
            side == Viewer::Holder && (own || pots::manages(db, actor, invoice.pot)?)
        }
        Payer::Council => invoice.council.is_some_and(|council| actor.has_in(Role::FinanceOfficer, council)),
    };
    if !pays {
        return Err(BillingError::NotAllowed);
    }
    no_conflict(db, actor, invoice)?;
    if invoice.payer == Payer::Holder && actor.holder(Scope::View) == Ok(invoice.holder) {
        mandate_holds(db, actor, today)?;
    }
    Ok(())
}

/// Refuses whoever works for the provider of an invoice, unless it is for their own support.
pub(super) fn no_conflict(db: &mut Db, actor: &Actor, invoice: &Invoice) -> Result<(), BillingError> {
    if works_for(db, actor, invoice)? { Err(BillingError::ConflictOfInterest) } else { Ok(()) }
}

/// Whether somebody works for the provider of an invoice that isn't for their own support.
pub(super) fn works_for(db: &mut Db, actor: &Actor, invoice: &Invoice) -> Result<bool, DbError> {
    let provider = directory::provider_summary(db, invoice.provider)?;
    Ok(actor.gains_from(provider.organisation_id, invoice.holder))
}

/// The mandate somebody acts under, read again in the transaction it is used in.
fn mandate_holds(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(), BillingError> {
    let Some(carried) = &actor.acting_for else { return Ok(()) };
    let mandate = people::mandate(db, carried.id).map_err(|error| match error {
        DbError::NotFound => BillingError::MandateEnded,
        other => other.into(),
    })?;
    let same = mandate.user_id == actor.user_id && mandate.holder_id == carried.holder_id;
    let holds = same && mandate.holds_on(today) && mandate.scopes.has(Scope::Order);
    if holds { Ok(()) } else { Err(BillingError::MandateEnded) }
}
