//! Claiming an entry from open data: found, said to be theirs, shown by a code or by evidence, decided.
//!
//! Until a claim is accepted the entry stays as it is: unclaimed, not to be ordered from, and nobody's to change. A code
//! proves that somebody reads the organisation's own mail, so it is enough, unless somebody else claims it too; then,
//! and for evidence, a moderator decides. Everybody is told by mail at each step.

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::authority::Done;
pub use super::claim_checks::{ClaimToCheck, accept_claim, one_to_check, refuse_claim_of};
use super::evidence::{self, Sent};
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::emails::onboarding as emails;
use crate::directory::error::DirectoryError;
use crate::directory::model::claim::{self, Claim, ClaimState, NewClaim, Proof};
use crate::directory::model::evidence::{Evidence, EvidenceOf};
use crate::directory::model::{Fault, Provider, ProviderState};
use crate::directory::store::{claims, evidence as files, providers};
use crate::kernel::ids::{ClaimId, OrganisationId, ProviderId, UserId};
use crate::kernel::reference::order_reference;
use crate::mail;

/// The most entries that a search for one's own shows.
const MOST_FOUND: i64 = 20;
/// What a rival reads when somebody else's claim was accepted.
pub(super) const THEIRS: &str = "We found that it belongs to somebody else.";

/// The organisation for which somebody may claim.
fn managed(actor: &Actor) -> Result<OrganisationId, DirectoryError> {
    actor.organisations_for(Duty::Manage).next().ok_or(DirectoryError::Refused)
}

/// Only the hash is kept, bound to the entry and the organisation.
#[allow(clippy::format_collect, reason = "32 bytes, once")]
fn hash(provider: ProviderId, organisation: OrganisationId, code: &str) -> String {
    let text = format!("{provider}/{organisation}/{}", claim::plain_code(code));
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unclaimed entries that match a name, a postcode or a number at the Care Quality Commission.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever manages no provider's organisation.
pub async fn find(app: &App, actor: &Actor, words: &str) -> Result<Vec<Provider>, DirectoryError> {
    managed(actor)?;
    let words: String = words.trim().chars().take(200).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    app.db
        .read(move |db| {
            let ids = claims::unclaimed_like(db, &words, MOST_FOUND)?;
            Ok(providers::by_ids(db, &ids)?)
        })
        .await
}

/// An entry that somebody wants to claim.
///
/// # Errors
/// [`DirectoryError::Refused`], [`DirectoryError::AlreadyHasProvider`], [`DirectoryError::AlreadyClaimed`].
pub async fn to_claim(app: &App, actor: &Actor, id: ProviderId) -> Result<Provider, DirectoryError> {
    let organisation = managed(actor)?;
    app.db.read(move |db| claimable(db, organisation, id)).await
}

fn claimable(db: &mut Db, organisation: OrganisationId, id: ProviderId) -> Result<Provider, DirectoryError> {
    if providers::of_organisation(db, organisation)?.is_some() {
        return Err(DirectoryError::AlreadyHasProvider);
    }
    let provider = providers::by_id(db, id)?;
    match provider.state {
        ProviderState::Unclaimed => Ok(provider),
        _ => Err(DirectoryError::AlreadyClaimed),
    }
}

/// Says that an entry is the actor's organisation.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::ClaimOpen`] when their organisation has a claim already, and as
/// [`to_claim`].
pub async fn make(
    app: &App,
    actor: &Actor,
    id: ProviderId,
    new: NewClaim,
    sent: Vec<Sent>,
) -> Result<ClaimId, DirectoryError> {
    let organisation = managed(actor)?;
    let provider = to_claim(app, actor, id).await?;
    let new = new.checked(&provider, sent.len()).map_err(DirectoryError::Invalid)?;
    let taken = evidence::take(app, sent).await?;
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    let code = order_reference(app.random.u64());
    // Nobody claims the same entry at the same time: the second must see the first.
    let made = app
        .db
        .write_locked(vec![LockKey::Listing(0)], move |db| {
            let provider = claimable(db, organisation, id)?;
            if claims::newest_of(db, organisation)?.is_some_and(|claim| claim.state.is_open()) {
                return Err(DirectoryError::ClaimOpen);
            }
            let rivals = claims::open_on(db, id)?;
            let to = claim::code_address(&provider).filter(|_| new.proof == Proof::Code && rivals.is_empty());
            let state = if to.is_some() { ClaimState::CodeSent } else { ClaimState::Waiting };
            let hashed = hash(id, organisation, &code);
            let row = claims::Insert {
                provider: id,
                organisation,
                user: actor.user_id,
                new: &new,
                state,
                code: to.map(|_| (hashed.as_str(), claim::code_ends(now))),
                now,
            };
            let made = claims::insert(db, &row)?;
            evidence::keep(db, EvidenceOf::Claim(made), &taken, &actor, now)?;
            if let Some(to) = to {
                mail::queue(db, &emails::claim_code(to, &provider.name, &code), now)?;
            }
            for rival in rivals.iter().filter(|rival| rival.state == ClaimState::CodeSent) {
                claims::set_state(db, rival.id, ClaimState::Waiting, now)?;
                tell(db, rival, |to| emails::claim_waits(to, &provider.name, true, &site), now)?;
            }
            let made_claim = claims::by_id(db, made)?;
            let rivalled = !rivals.is_empty();
            tell(
                db,
                &made_claim,
                |to| match state {
                    ClaimState::CodeSent => emails::claim_made(to, &provider.name, &site),
                    _ => emails::claim_waits(to, &provider.name, rivalled, &site),
                },
                now,
            )?;
            Done { actor: &actor, now }.on_provider(db, id, "provider.claim_made", &new.job)?;
            Ok(made)
        })
        .await?;
    app.wake.notify_one();
    Ok(made)
}

/// Tells whoever made a claim.
fn tell(
    db: &mut Db,
    claim: &Claim,
    message: impl FnOnce(&str) -> mail::Email,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let (_, email) = people::user_contact(db, claim.user)?;
    mail::queue(db, &message(&email), now)
}

/// A claim with what it is on.
#[derive(Clone, Debug)]
pub struct ClaimView {
    /// The claim.
    pub claim: Claim,
    /// The entry.
    pub provider: Provider,
    /// Files that were sent.
    pub files: Vec<Evidence>,
}

pub(super) fn view(db: &mut Db, claim: Claim) -> Result<ClaimView, DbError> {
    let provider = providers::by_id(db, claim.provider)?;
    let files = files::of_claim(db, claim.id)?;
    Ok(ClaimView { claim, provider, files })
}

/// The newest claim of the actor's organisation; none when it has made none.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever manages no provider's organisation.
pub async fn own(app: &App, actor: &Actor) -> Result<Option<ClaimView>, DirectoryError> {
    let organisation = managed(actor)?;
    app.db.read(move |db| Ok(claims::newest_of(db, organisation)?.map(|claim| view(db, claim)).transpose()?)).await
}

/// An open claim of the actor's organisation.
fn own_open(db: &mut Db, actor: &Actor, id: ClaimId) -> Result<Claim, DirectoryError> {
    let claim = claims::by_id(db, id)?;
    if !actor.may(Duty::Manage, claim.organisation) {
        return Err(DirectoryError::Refused);
    }
    if claim.state.is_open() { Ok(claim) } else { Err(DirectoryError::ClaimDecided) }
}

/// What became of a code that was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It was right, and the entry is theirs.
    Accepted,
    /// It was right, but somebody else claims the entry too: a moderator decides.
    Waits,
    /// It was wrong; so many tries are left.
    Wrong(i32),
}

/// Enters the code that was mailed to the organisation. A wrong one counts.
///
/// # Errors
/// [`DirectoryError::CodeOver`] when it is too old or was tried too often, [`DirectoryError::ClaimDecided`].
pub async fn enter_code(app: &App, actor: &Actor, id: ClaimId, typed: &str) -> Result<Entered, DirectoryError> {
    let (actor, now, typed) = (actor.clone(), app.clock.now(), typed.to_owned());
    let site = app.config.public_url.clone();
    let entered = app
        .db
        .write_locked(vec![LockKey::Listing(0)], move |db| {
            let claim = own_open(db, &actor, id)?;
            let left = claim.tries_left(now).ok_or(DirectoryError::CodeOver)?;
            let given = hash(claim.provider, claim.organisation, &typed);
            if claim.code_hash.as_deref() != Some(given.as_str()) {
                claims::add_try(db, id)?;
                return Ok::<_, DirectoryError>(Entered::Wrong(left.saturating_sub(1)));
            }
            if claims::open_on(db, claim.provider)?.iter().any(|other| other.id != id) {
                claims::set_state(db, id, ClaimState::Waiting, now)?;
                return Ok(Entered::Waits);
            }
            accept(db, &claim, None, &Done { actor: &actor, now }, &site)?;
            Ok(Entered::Accepted)
        })
        .await?;
    app.wake.notify_one();
    Ok(entered)
}

/// Sends evidence for a claim whose code didn't come; a moderator then looks.
///
/// # Errors
/// [`DirectoryError::Invalid`] with the field `evidence`, [`DirectoryError::ClaimDecided`], or not theirs to do.
pub async fn send_evidence(app: &App, actor: &Actor, id: ClaimId, sent: Vec<Sent>) -> Result<(), DirectoryError> {
    if sent.is_empty() {
        let words = "Choose a file, such as a letter or a certificate with its name.";
        return Err(DirectoryError::Invalid(vec![Fault::new("evidence", words)]));
    }
    let asking = actor.clone();
    app.db.read(move |db| own_open(db, &asking, id)).await?;
    let taken = evidence::take(app, sent).await?;
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let claim = own_open(db, &actor, id)?;
            evidence::keep(db, EvidenceOf::Claim(id), &taken, &actor, now)?;
            if claim.state == ClaimState::CodeSent {
                claims::set_state(db, id, ClaimState::Waiting, now)?;
                let name = providers::by_id(db, claim.provider)?.name;
                tell(db, &claim, |to| emails::claim_waits(to, &name, false, &site), now)?;
            }
            Ok::<_, DirectoryError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Takes a claim back.
///
/// # Errors
/// [`DirectoryError::ClaimDecided`], or not theirs to do.
pub async fn withdraw(app: &App, actor: &Actor, id: ClaimId) -> Result<(), DirectoryError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let claim = own_open(db, &actor, id)?;
            claims::set_state(db, id, ClaimState::Withdrawn, now)?;
            Done { actor: &actor, now }.on_provider(db, claim.provider, "provider.claim_withdrawn", "Took it back")?;
            Ok::<_, DirectoryError>(())
        })
        .await
}

pub(super) fn accept(
    db: &mut Db,
    claim: &Claim,
    by: Option<UserId>,
    done: &Done<'_>,
    site: &str,
) -> Result<(), DirectoryError> {
    let now = done.now;
    let provider = claimable(db, claim.organisation, claim.provider)?;
    if !claims::set_state(db, claim.id, ClaimState::Accepted, now)? {
        return Err(DirectoryError::ClaimDecided);
    }
    claims::set_decision(db, claim.id, by, None, now)?;
    let to = (ProviderState::Verified, Some(claim.organisation));
    if !providers::set_state(db, claim.provider, ProviderState::Unclaimed, to, now)? {
        return Err(DirectoryError::AlreadyClaimed);
    }
    tell(db, claim, |to| emails::claim_accepted(to, &provider.name, site), now)?;
    for rival in claims::open_on(db, claim.provider)? {
        refuse(db, &rival, by, THEIRS, &provider.name, (now, site))?;
    }
    let how = if by.is_some() { "A moderator found it right" } else { "Shown by a code" };
    done.on_provider(db, claim.provider, "provider.claimed", how)?;
    Ok(())
}

pub(super) fn refuse(
    db: &mut Db,
    claim: &Claim,
    by: Option<UserId>,
    why: &str,
    name: &str,
    (now, site): (NaiveDateTime, &str),
) -> Result<(), DirectoryError> {
    if !claims::set_state(db, claim.id, ClaimState::Refused, now)? {
        return Err(DirectoryError::ClaimDecided);
    }
    claims::set_decision(db, claim.id, by, Some(why), now)?;
    tell(db, claim, |to| emails::claim_refused(to, name, why, site), now)?;
    Ok(())
}
