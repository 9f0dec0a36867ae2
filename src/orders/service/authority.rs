//! Who may do what to an order. Everything here runs inside the transaction that relies on it.

use chrono::NaiveDate;

use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Mandate, Refused, Role, Scope};
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::{HolderId, OrganisationId, ProviderId};
use crate::orders::error::{ActError, PlaceOrderError};
use crate::orders::model::Order;

/// On which side of an order somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The holder, or someone with their mandate.
    Holder,
    /// The provider's staff.
    Provider,
    /// The holder's council; it looks and doesn't act.
    Council,
}

const COUNCIL_ROLES: [Role; 3] = [Role::CareManager, Role::FinanceOfficer, Role::Commissioner];

/// Who of a council settles what two sides can't.
pub(super) const SETTLERS: [Role; 2] = [Role::CareManager, Role::FinanceOfficer];

/// The council for whose people somebody settles disputes.
///
/// # Errors
/// [`Refused`] when they have no such role.
pub(super) fn settles_for(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&SETTLERS)
}

/// The mandate somebody acts under, read again: [`Lapsed::Ended`] when it no longer holds or lacks the scope.
pub(super) fn mandate_now(
    db: &mut Db,
    actor: &Actor,
    scope: Scope,
    today: NaiveDate,
) -> Result<Option<Mandate>, Lapsed> {
    let Some(carried) = &actor.acting_for else { return Ok(None) };
    let mandate = people::mandate(db, carried.id)?;
    let holds = mandate.holds_on(today)
        && mandate.scopes.has(scope)
        && mandate.user_id == actor.user_id
        && mandate.holder_id == carried.holder_id;
    if holds { Ok(Some(mandate)) } else { Err(Lapsed::Ended) }
}

/// Why a mandate doesn't carry an act.
pub(super) enum Lapsed {
    /// It no longer holds.
    Ended,
    /// The database.
    Db(DbError),
}

impl From<DbError> for Lapsed {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::Ended } else { Self::Db(error) }
    }
}

impl From<Lapsed> for PlaceOrderError {
    fn from(lapsed: Lapsed) -> Self {
        match lapsed {
            Lapsed::Ended => Self::MandateEnded,
            Lapsed::Db(error) => Self::Db(error),
        }
    }
}

impl From<Lapsed> for ActError {
    fn from(lapsed: Lapsed) -> Self {
        match lapsed {
            Lapsed::Ended => Self::MandateEnded,
            Lapsed::Db(error) => Self::Db(error),
        }
    }
}

/// The holder an actor speaks for, when it is this order's; [`ActError::NotFound`] for anybody else's order, because
/// that it exists is private.
pub(super) fn as_holder(db: &mut Db, actor: &Actor, order: &Order, today: NaiveDate) -> Result<HolderId, ActError> {
    let own = actor.holder(Scope::View).map_err(|Refused| ActError::NotFound)?;
    if own != order.holder_id {
        return Err(ActError::NotFound);
    }
    let holder = actor.holder(Scope::Order)?;
    mandate_now(db, actor, Scope::Order, today)?;
    Ok(holder)
}

/// As [`as_holder`], for what the provider is paid for in the end: whoever works for them doesn't say so for somebody else.
pub(super) fn as_payer(db: &mut Db, actor: &Actor, order: &Order, today: NaiveDate) -> Result<HolderId, ActError> {
    let holder = as_holder(db, actor, order, today)?;
    if works_for(db, actor, order)? { Err(ActError::ConflictOfInterest) } else { Ok(holder) }
}

/// Whether somebody works for the provider of an order that isn't for their own support.
pub(super) fn works_for(db: &mut Db, actor: &Actor, order: &Order) -> Result<bool, DbError> {
    let organisation = directory::provider_summary(db, order.provider_id)?.organisation_id;
    Ok(actor.gains_from(organisation, order.holder_id))
}

/// Refuses whoever doesn't look after the orders of this order's provider.
pub(super) fn as_provider(db: &mut Db, actor: &Actor, order: &Order) -> Result<(), ActError> {
    if is_staff_of(db, actor, order.provider_id)? { Ok(()) } else { Err(ActError::NotFound) }
}

/// The first provider whose orders somebody looks after.
///
/// # Errors
/// [`ActError::NotAllowed`] when there is none.
pub(super) fn own_provider(db: &mut Db, actor: &Actor) -> Result<ProviderId, ActError> {
    for organisation in actor.organisations_for(Duty::Visits) {
        if let Some(provider) = directory::provider_of_organisation(db, organisation)? {
            return Ok(provider);
        }
    }
    Err(ActError::NotAllowed(Refused))
}

fn is_staff_of(db: &mut Db, actor: &Actor, provider: ProviderId) -> Result<bool, DbError> {
    for organisation in actor.organisations_for(Duty::Visits) {
        if directory::provider_of_organisation(db, organisation)? == Some(provider) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// On which side of this order somebody stands; [`ActError::NotFound`] on none.
pub(super) fn viewer(db: &mut Db, actor: &Actor, order: &Order) -> Result<Viewer, ActError> {
    if actor.holder(Scope::View) == Ok(order.holder_id) {
        return Ok(Viewer::Holder);
    }
    if is_staff_of(db, actor, order.provider_id)? {
        return Ok(Viewer::Provider);
    }
    let council = people::holder_summary(db, order.holder_id)?.council_id;
    let of_council = |council| COUNCIL_ROLES.iter().any(|role| actor.has_in(*role, council));
    if council.is_some_and(of_council) { Ok(Viewer::Council) } else { Err(ActError::NotFound) }
}

/// The council whose people somebody looks after.
///
/// # Errors
/// [`Refused`] when they have no such role.
pub(super) fn own_council(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&COUNCIL_ROLES)
}
