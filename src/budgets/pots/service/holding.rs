//! Bringing a way of holding into force: the pot, the mandate, a voucher's list. No money moves.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::service::enrol::{self, NewMandate};
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Scope, Scopes};
use crate::app::App;
use crate::audit;
use crate::budgets::model::{Allowed, HeldAs};
use crate::budgets::pots::model::Holding;
use crate::budgets::pots::store;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::{HolderId, OrganisationId, PotId, UserId};

/// Who decides, and when.
pub(super) struct Decision<'a> {
    pub by: &'a Actor,
    pub now: NaiveDateTime,
    pub today: NaiveDate,
}

/// Brings a way of holding into force, once.
pub(super) fn apply(db: &mut Db, now: NaiveDateTime, today: NaiveDate, holding: &Holding) -> Result<(), DbError> {
    let Some(id) = holding.id else { return Ok(()) };
    let pot = crate::budgets::store::pot_by_id(db, holding.pot)?;
    let history = store::holdings(db, holding.pot)?;
    let before = history.iter().rfind(|other| other.applied_at.is_some() && other.id != holding.id);
    let mandate = match (&holding.person, decided_by(db, holding, pot.holder_id)?) {
        (Some((user, _)), Some(granted_by)) if !may_already(db, (pot.holder_id, *user), holding, today)? => {
            let new = NewMandate {
                holder_id: pot.holder_id,
                user_id: *user,
                scopes: holding.scopes.clone(),
                order_limit: None,
                four_week_limit: None,
                starts_on: today,
                ends_on: Some(pot.ends_on),
                granted_by,
            };
            Some((enrol::mandate(db, &new, now)?, granted_by))
        }
        _ => None,
    };
    if !store::set_applied(db, id, mandate.map(|(mandate, _)| mandate), now)? {
        return Err(DbError::Other("a pot was switched twice at once".to_owned()));
    }
    if let (Some(old), Some(by)) = (before.and_then(|before| before.mandate), decided_by(db, holding, pot.holder_id)?) {
        people::end_mandate(db, old, by, now)?;
    }
    store::set_held_as(db, holding.pot, holding.held_as.as_str())?;
    if before.is_some_and(|before| before.held_as == HeldAs::Voucher) || holding.held_as == HeldAs::Voucher {
        store::clear_allows(db, holding.pot)?;
    }
    for category in &holding.allows.categories {
        crate::budgets::store::allow(db, holding.pot, &Allowed::Category(category.clone()))?;
    }
    for provider in &holding.allows.providers {
        crate::budgets::store::allow(db, holding.pot, &Allowed::Provider(*provider))?;
    }
    let entry = audit::Entry {
        at: now,
        user: decided_by(db, holding, pot.holder_id)?,
        mandate: None,
        holder: Some(pot.holder_id),
        action: "pot.held",
        subject: "pots",
        subject_id: holding.pot.0,
        detail: &format!("From {}: {}", crate::kernel::dates::long_date(holding.from_on), holding.held_as.label()),
    };
    audit::record(db, &entry)
}

/// Whether somebody has a mandate already that lets them do all that a holding says.
fn may_already(
    db: &mut Db,
    (holder, user): (HolderId, UserId),
    holding: &Holding,
    today: NaiveDate,
) -> Result<bool, DbError> {
    let given = people::mandates_given(db, holder)?;
    let covers = |scopes: &Scopes| Scope::ALL.iter().all(|scope| scopes.has(*scope) || !holding.scopes.has(*scope));
    Ok(given.iter().any(|one| one.user_id == user && one.holds_on(today) && covers(&one.scopes)))
}

/// The user who decided on a holding, else the holder themselves.
fn decided_by(db: &mut Db, holding: &Holding, holder: HolderId) -> Result<Option<UserId>, DbError> {
    match holding.id {
        Some(id) => match store::decided_by(db, id)? {
            Some(user) => Ok(Some(user)),
            None => Ok(people::holder_summary(db, holder)?.user_id),
        },
        None => Ok(None),
    }
}

/// The addresses of whoever holds a pot now: the person, or those of the organisation who see to visits.
pub(super) fn whom_to_tell(db: &mut Db, holding: &Holding) -> Result<Vec<String>, DbError> {
    let mut addresses = Vec::new();
    if let Some((user, _)) = &holding.person {
        addresses.push(people::user_contact(db, *user)?.1);
    }
    if let Some((organisation, _)) = &holding.organisation {
        for address in people::staff_emails(db, *organisation, Duty::Manage)? {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    Ok(addresses)
}

/// Brings into force what was decided for today or before. The worker calls it often; it may be done twice. Returns
/// how many pots were switched.
///
/// # Errors
/// When the database fails.
pub async fn follow(app: &App) -> Result<usize, DbError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let due = app.db.read(move |db| store::due(db, today)).await?;
    let count = due.len();
    for holding in due {
        let lock = vec![LockKey::Pot(holding.pot.0)];
        app.db
            .write_locked(lock, move |db| {
                let waits = store::due(db, today)?.iter().any(|other| other.id == holding.id);
                if waits { apply(db, now, today, &holding) } else { Ok(()) }
            })
            .await?;
    }
    Ok(count)
}

/// The organisation that holds a pot today, as an individual service fund.
///
/// # Errors
/// When the database can't be read.
pub fn held_by(db: &mut Db, pot: PotId) -> Result<Option<OrganisationId>, DbError> {
    store::held_by(db, pot)
}

/// Whether somebody manages a pot's money today: for an organisation that holds it.
///
/// # Errors
/// When the database can't be read.
pub fn manages(db: &mut Db, actor: &Actor, pot: PotId) -> Result<bool, DbError> {
    let Some(organisation) = store::held_by(db, pot)? else { return Ok(false) };
    Ok(actor.organisations_for(Duty::Manage).any(|own| own == organisation))
}
