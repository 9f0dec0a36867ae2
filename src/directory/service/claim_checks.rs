//! A moderator's look at claims: what waits, and what they decide. The claims themselves are in [`super::claims`].

use super::authority::{self, Done};
use super::claims::{ClaimView, accept, refuse, view};
use crate::accounts::Actor;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::error::DirectoryError;
use crate::directory::model::Fault;
use crate::directory::model::claim::Claim;
use crate::directory::model::commands::tidy;
use crate::directory::store::{claims, providers};
use crate::kernel::ids::ClaimId;

/// The most claims that are listed.
const QUEUE: i64 = 200;
/// The longest reason, in letters.
const LONGEST_REASON: usize = 1_000;

/// A claim as a moderator sees it.
#[derive(Clone, Debug)]
pub struct ClaimToCheck {
    /// The claim with its entry and files.
    pub view: ClaimView,
    /// The organisation that claims.
    pub organisation: String,
    /// Who says so: name and address.
    pub by: (String, String),
    /// How many others claim the same.
    pub rivals: usize,
}

fn to_check(db: &mut Db, claim: Claim) -> Result<ClaimToCheck, DbError> {
    let open = claims::open_on(db, claim.provider)?;
    Ok(ClaimToCheck {
        organisation: people::organisation_name(db, claim.organisation)?,
        by: people::user_contact(db, claim.user)?,
        rivals: open.iter().filter(|other| other.id != claim.id).count(),
        view: view(db, claim)?,
    })
}

/// Claims that wait for this moderator, oldest first; those of their own organisation are left out.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever is no moderator.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<ClaimToCheck>, DirectoryError> {
    let actor = actor.clone();
    app.db.read(move |db| waiting_in(db, &actor)).await
}

/// The same, in the caller's transaction.
///
/// # Errors
/// As [`waiting`].
pub fn waiting_in(db: &mut Db, actor: &Actor) -> Result<Vec<ClaimToCheck>, DirectoryError> {
    authority::moderator(actor)?;
    let all = claims::waiting(db, QUEUE)?.into_iter().filter(|claim| !actor.belongs_to(claim.organisation));
    Ok(all.map(|claim| to_check(db, claim)).collect::<Result<Vec<_>, DbError>>()?)
}

/// A claim for a moderator to look at.
///
/// # Errors
/// [`DirectoryError::ConflictOfInterest`], or not theirs to see.
pub async fn one_to_check(app: &App, actor: &Actor, id: ClaimId) -> Result<ClaimToCheck, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let claim = moderators(db, &actor, id)?;
            Ok(to_check(db, claim)?)
        })
        .await
}

/// The claim, for a moderator who doesn't belong to the organisation that makes it.
fn moderators(db: &mut Db, actor: &Actor, id: ClaimId) -> Result<Claim, DirectoryError> {
    authority::moderator(actor)?;
    let claim = claims::by_id(db, id)?;
    if actor.belongs_to(claim.organisation) { Err(DirectoryError::ConflictOfInterest) } else { Ok(claim) }
}

/// A moderator found that the claim is right: the entry is theirs, and other claims on it end.
///
/// # Errors
/// [`DirectoryError::ClaimDecided`], [`DirectoryError::ConflictOfInterest`], or not theirs to do.
pub async fn accept_claim(app: &App, actor: &Actor, id: ClaimId) -> Result<(), DirectoryError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(vec![LockKey::Listing(0)], move |db| {
            let claim = moderators(db, &actor, id)?;
            accept(db, &claim, Some(actor.user_id), &Done { actor: &actor, now }, &site)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// A moderator doesn't believe a claim.
///
/// # Errors
/// [`DirectoryError::Invalid`] without a reason, and as [`accept_claim`].
pub async fn refuse_claim_of(app: &App, actor: &Actor, id: ClaimId, why: &str) -> Result<(), DirectoryError> {
    let why: String = tidy(why).chars().take(LONGEST_REASON).collect();
    if why.is_empty() {
        return Err(DirectoryError::Invalid(vec![Fault::new("reason", "Say why. They read it.")]));
    }
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let claim = moderators(db, &actor, id)?;
            let name = providers::by_id(db, claim.provider)?.name;
            refuse(db, &claim, Some(actor.user_id), &why, &name, (now, &site))?;
            Done { actor: &actor, now }.on_provider(db, claim.provider, "provider.claim_refused", &why)?;
            Ok::<_, DirectoryError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
