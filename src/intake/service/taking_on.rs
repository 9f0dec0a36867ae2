//! Taking somebody on: a record is made at once, unless their address has an account of their own; then they are asked.

use super::{council, record, send};
use crate::accounts::Actor;
use crate::accounts::service::links;
use crate::accounts::service::sessions::fold_email;
use crate::accounts::service::{enrol, people};
use crate::app::App;
use crate::db::Db;
use crate::geo;
use crate::intake::error::IntakeError;
use crate::intake::model::{Details, Invite, LookFirst, Taken};
use crate::intake::store;
use crate::kernel::ids::OrganisationId;
use crate::kernel::reference::order_reference;

/// What a care manager typed, checked.
#[derive(Clone, Debug)]
pub struct TakeOn {
    /// What is known.
    pub details: Details,
    /// Where they get mail; none when they have no account here and get none.
    pub email: Option<String>,
    /// What there was to look at was looked at.
    pub sure: bool,
    /// The network address of the browser.
    pub address: String,
}

/// Who was asked to bring their own account and hasn't answered.
///
/// # Errors
/// [`IntakeError::Refused`] for anybody but a care manager.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<Invite>, IntakeError> {
    let (council, now) = (council(actor)?, app.clock.now());
    let mut all = app.db.read(move |db| store::live_invites(db, council, now)).await?;
    all.retain(|invite| invite.holder.is_none());
    Ok(all)
}

/// Takes somebody on.
///
/// # Errors
/// [`IntakeError::LookFirst`] before anything is made; [`IntakeError::CaseTaken`], [`IntakeError::AddressTaken`].
pub async fn take_on(app: &App, actor: &Actor, wanted: TakeOn) -> Result<Taken, IntakeError> {
    let council = council(actor)?;
    if wanted.email.is_some() {
        app.limits.check("invite", &actor.email, &wanted.address).map_err(IntakeError::Limited)?;
    }
    let (by, now, own) = (actor.user_id, app.clock.now(), actor.email.clone());
    let (link, reference) = (links::new(app, "/welcome"), order_reference(app.random.u64()));
    let taken = app
        .db
        .write(move |db| {
            let email = wanted.email.as_deref().map(fold_email);
            if email.as_deref() == Some(own.as_str()) {
                return Err(IntakeError::AddressUnusable);
            }
            let mut look = first(db, council, &wanted.details)?;
            if let Some(email) = &email {
                look.has_account = has_own(db, council, email)?;
            }
            if !wanted.sure && !look.is_clear() {
                return Err(IntakeError::LookFirst(look));
            }
            if let Some(email) = email.as_deref().filter(|_| look.has_account) {
                send(db, (council, None), (email, &wanted.details), &link, (by, now))?;
                return Ok(Taken::Asked);
            }
            let new = enrol::NewHolder {
                reference: reference.clone(),
                council_id: Some(council),
                name: wanted.details.name.clone(),
                ..enrol::NewHolder::default()
            };
            let holder = enrol::holder(db, &new, now)?;
            store::update(db, holder, &wanted.details, now)?;
            record(db, by, ("holder.taken_on", "Took them on"), holder, now)?;
            if let Some(email) = &email {
                send(db, (council, Some(holder)), (email, &Details::default()), &link, (by, now))?;
            }
            Ok(Taken::On(reference.clone()))
        })
        .await?;
    app.wake.notify_one();
    Ok(taken)
}

/// What a care manager should see before.
fn first(db: &mut Db, council: OrganisationId, details: &Details) -> Result<LookFirst, IntakeError> {
    let area = people::council_code(db, council)?;
    let place = details.postcode.as_deref().and_then(|postcode| geo::lookup(postcode).ok());
    let lies_in =
        place.and_then(|place| place.council_code).filter(|code| area.is_some() && Some(code) != area.as_ref());
    Ok(LookFirst {
        alike: store::alike(db, council, details)?,
        has_account: false,
        elsewhere: lies_in.and_then(|code| geo::council_name(&code).map(ToOwned::to_owned)),
    })
}

/// Whether an address belongs to somebody who uses the site for themselves: then only they can bring their account.
pub(super) fn has_own(db: &mut Db, council: OrganisationId, email: &str) -> Result<bool, IntakeError> {
    let Some((user, closed)) = people::account_of(db, email)? else { return Ok(false) };
    if closed {
        return Err(IntakeError::AddressUnusable);
    }
    let Some(own) = people::holder_of(db, user)? else { return Ok(false) };
    let closed = people::closed_case(db, own)?.is_some();
    let own = people::holder_summary(db, own)?;
    match own.council_id {
        None => Ok(true),
        Some(theirs) if theirs == council => Err(IntakeError::AddressTaken(own.name)),
        // They moved: the council that helped them has closed their case.
        Some(_) if closed => Ok(true),
        Some(_) => Err(IntakeError::AddressUnusable),
    }
}
