//! What can be done with accreditations: claimed by the provider's managers with evidence, checked by a moderator,
//! renewed by a newer one. What is told of those that run out is in [`super::lapses`].

use chrono::NaiveDate;

use super::authority::{self, Done};
use super::decisions::{self, Decided, Deciding};
use super::evidence::{self, Sent};
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::db::Db;
use crate::directory::error::DirectoryError;
use crate::directory::model::commands::tidy;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::model::evidence::{Evidence, EvidenceOf};
use crate::directory::model::{Accreditation, AccreditationCommand, AccreditationState, Fault, Provider};
use crate::directory::store::accreditations::{self, Check};
use crate::kernel::{AccreditationId, ProviderId};

/// The longest reason of a refusal, in letters.
const LONGEST_REASON: usize = 1_000;

/// Says that a provider has an accreditation. Nobody else sees it until it is checked.
///
/// # Errors
/// [`DirectoryError::Invalid`], or not theirs to do.
pub async fn add_accreditation(
    app: &App,
    actor: &Actor,
    provider: ProviderId,
    command: AccreditationCommand,
) -> Result<AccreditationId, DirectoryError> {
    send_accreditation(app, actor, provider, command, Vec::new()).await
}

/// The same, with files of evidence.
///
/// # Errors
/// As [`add_accreditation`]; a file that is no PDF, JPEG or PNG is a fault of the field `evidence`.
pub async fn send_accreditation(
    app: &App,
    actor: &Actor,
    provider: ProviderId,
    command: AccreditationCommand,
    sent: Vec<Sent>,
) -> Result<AccreditationId, DirectoryError> {
    let (mut faults, mut checked) = (Vec::new(), None);
    match command.checked(app.clock.today()) {
        Ok(command) => checked = Some(command),
        Err(found) => faults = found,
    }
    let Some(command) = checked else { return Err(DirectoryError::Invalid(faults)) };
    let manager = actor.clone();
    app.db.read(move |db| authority::managed_provider(db, &manager, provider)).await?;
    let taken = evidence::take(app, sent).await?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let owner = authority::managed_provider(db, &actor, provider)?;
            let old = |id| owner.accreditations.iter().find(|held| held.id == id && held.scheme == command.scheme);
            if command.renews.is_some_and(|id| old(id).is_none()) {
                return Err(DirectoryError::Refused);
            }
            let id = accreditations::insert(db, provider, &command, &Check::default(), now)?;
            evidence::keep(db, EvidenceOf::Accreditation(id), &taken, &actor, now)?;
            let detail = format!("{} {}", command.scheme.label(), command.reference);
            Done { actor: &actor, now }.on_provider(db, provider, "accreditation.added", &detail)?;
            Ok(id)
        })
        .await
}

/// Adds a file to one that nobody has checked yet.
///
/// # Errors
/// [`DirectoryError::Invalid`] with the field `evidence`, [`DirectoryError::AlreadyChecked`], or not theirs to do.
pub async fn add_evidence(
    app: &App,
    actor: &Actor,
    id: AccreditationId,
    sent: Vec<Sent>,
) -> Result<(), DirectoryError> {
    own_accreditation(app, actor, id).await?;
    let taken = evidence::take(app, sent).await?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let held = accreditations::by_id(db, id)?;
            authority::managed_provider(db, &actor, held.provider_id)?;
            if held.state != AccreditationState::Claimed {
                return Err(DirectoryError::AlreadyChecked);
            }
            evidence::keep(db, EvidenceOf::Accreditation(id), &taken, &actor, now)?;
            let done = Done { actor: &actor, now };
            done.on_provider(db, held.provider_id, "accreditation.evidence", held.scheme.label())?;
            Ok(())
        })
        .await
}

/// An accreditation with its files.
#[derive(Clone, Debug)]
pub struct WithFiles {
    /// Whose it is, with all it has.
    pub provider: Provider,
    /// The accreditation.
    pub held: Accreditation,
    /// Its files, oldest first.
    pub files: Vec<Evidence>,
}

fn with_files(db: &mut Db, held: Accreditation, provider: Provider) -> Result<WithFiles, DirectoryError> {
    let files = evidence::of_accreditations(db, &[held.id])?;
    Ok(WithFiles { provider, held, files })
}

/// One of the actor's own provider, for its managers.
///
/// # Errors
/// [`DirectoryError::Refused`] for anybody else's.
pub async fn own_accreditation(app: &App, actor: &Actor, id: AccreditationId) -> Result<WithFiles, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let held = accreditations::by_id(db, id)?;
            let provider = authority::own_provider(db, &actor, held.provider_id, Duty::Manage)?;
            with_files(db, held, provider)
        })
        .await
}

/// The files of one that a moderator is to look at, in short: for the page where they decide.
///
/// # Errors
/// [`DirectoryError::ConflictOfInterest`], or not theirs to see.
pub async fn files_to_check(app: &App, actor: &Actor, id: AccreditationId) -> Result<Vec<Evidence>, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let held = accreditations::by_id(db, id)?;
            authority::provider_to_check(db, &actor, held.provider_id)?;
            Ok(evidence::of_accreditations(db, &[id])?)
        })
        .await
}

/// What a moderator saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The day they looked.
    pub on: NaiveDate,
    /// The last day it holds, as the evidence says; none for one without an end.
    pub expires_on: Option<NaiveDate>,
}

impl Seen {
    fn checked(self, today: NaiveDate) -> Result<Self, DirectoryError> {
        let mut faults = Vec::new();
        if self.on > today {
            faults.push(Fault::new("checked_on", "The day you saw it can’t be in the future."));
        }
        if self.expires_on.is_some_and(|expires| expires < today) {
            faults.push(Fault::new("expires_on", "This has already run out. Refuse it, or correct the day."));
        }
        if faults.is_empty() { Ok(self) } else { Err(DirectoryError::Invalid(faults)) }
    }
}

/// A moderator has seen the evidence. The one it renews, if any, is replaced.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::AlreadyChecked`], [`DirectoryError::ConflictOfInterest`], or not
/// theirs to do.
pub async fn verify_accreditation(
    app: &App,
    actor: &Actor,
    id: AccreditationId,
    seen: Seen,
) -> Result<(), DirectoryError> {
    let seen = seen.checked(app.clock.today())?;
    check(app, actor, id, Found::Right(seen)).await
}

/// A moderator doesn't accept it, or no longer does. The provider reads why.
///
/// # Errors
/// As [`verify_accreditation`].
pub async fn refuse_accreditation(
    app: &App,
    actor: &Actor,
    id: AccreditationId,
    why: &str,
) -> Result<(), DirectoryError> {
    let why: String = tidy(why).chars().take(LONGEST_REASON).collect();
    check(app, actor, id, Found::Wrong(why)).await
}

/// What a moderator found.
#[derive(Clone)]
enum Found {
    Right(Seen),
    Wrong(String),
}

/// Records what was found.
async fn check(app: &App, actor: &Actor, id: AccreditationId, found: Found) -> Result<(), DirectoryError> {
    let (actor, now, today, site) = (actor.clone(), app.clock.now(), app.clock.today(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            authority::moderator(&actor)?;
            let held = accreditations::by_id(db, id)?;
            let provider = authority::provider_to_check(db, &actor, held.provider_id)?;
            let (state, on, action) = match &found {
                Found::Right(seen) => (AccreditationState::Verified, seen.on, "accreditation.verified"),
                Found::Wrong(_) => (AccreditationState::Refused, today, "accreditation.refused"),
            };
            let may_change = held.state == AccreditationState::Claimed || state == AccreditationState::Refused;
            if !may_change || held.state == state {
                return Err(DirectoryError::AlreadyChecked);
            }
            let by_name = Some(actor.name.clone());
            accreditations::set_check(db, id, &Check { state, by: Some(actor.user_id), by_name, on: Some(on) })?;
            match &found {
                Found::Right(seen) => {
                    accreditations::set_end(db, id, seen.expires_on)?;
                    if let Some(old) = held.renews {
                        accreditations::set_replaced(db, old, today)?;
                    }
                }
                Found::Wrong(why) => accreditations::set_reason(db, id, why)?,
            }
            let (ruling, words) = match &found {
                Found::Right(_) => (Ruling::Verified, ""),
                Found::Wrong(why) => (Ruling::Refused, why.as_str()),
            };
            let about = held.scheme.label();
            let decided = Decided { on: (Subject::Accreditation, id.0), about, ruling, words };
            decisions::record(db, Deciding { actor: &actor, now, site: &site }, &provider, decided)?;
            let detail = format!("{} {}", held.scheme.label(), held.reference);
            Done { actor: &actor, now }.on_provider(db, held.provider_id, action, &detail)?;
            Ok::<_, DirectoryError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
