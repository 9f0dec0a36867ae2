//! A moderator's look at claims: what waits, and what they decide. The claims themselves are in [`super::claims`].

use super::authority::{self, Done};
use super::claims::{ClaimView, THEIRS, accept, refuse, view};
use super::decisions::{self, Decided, Deciding};
use crate::accounts::Actor;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::error::DirectoryError;
use crate::directory::model::Fault;
use crate::directory::model::claim::Claim;
use crate::directory::model::commands::tidy;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::store::{claims, providers};
use crate::kernel::ids::ClaimId;

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

/// Notes what became of a claim in the log. Whoever made it has a message of its own.
fn log(db: &mut Db, by: Deciding<'_>, claim: &Claim, ruling: Ruling, words: &str) -> Result<(), DbError> {
    let provider = providers::by_id(db, claim.provider)?;
    let decided = Decided { on: (Subject::Provider, provider.id.0), about: &provider.name, ruling, words };
    decisions::note(db, by, &provider, decided)
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
            let rivals = claims::open_on(db, claim.provider)?.len().saturating_sub(1);
            accept(db, &claim, Some(actor.user_id), &Done { actor: &actor, now }, &site)?;
            let by = Deciding { actor: &actor, now, site: &site };
            log(db, by, &claim, Ruling::ClaimAccepted, "")?;
            (0..rivals).try_for_each(|_| log(db, by, &claim, Ruling::RivalRefused, THEIRS))?;
            Ok::<_, DirectoryError>(())
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
            log(db, Deciding { actor: &actor, now, site: &site }, &claim, Ruling::RivalRefused, &why)?;
            Done { actor: &actor, now }.on_provider(db, claim.provider, "provider.claim_refused", &why)?;
            Ok::<_, DirectoryError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
