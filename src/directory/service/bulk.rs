//! A provider's own listings as a file: sent out, taken in, looked at, and applied as one.
//!
//! Applying does what the editor does, with the same functions, in one transaction: all of the file or nothing. The
//! file is kept for a day, so that it needn't be sent again; what changed meanwhile is noticed.

use std::fmt::Write as _;

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::authority::{self, Done};
use super::listings as editor;
use crate::accounts::Actor;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::bulk::plan::{self, Item, Now, Plan};
use crate::directory::bulk::sheet::{self, Sheet, SheetError};
use crate::directory::bulk::write;
use crate::directory::error::DirectoryError;
use crate::directory::model::Provider;
use crate::directory::store::bulk::{self as store, Upload};
use crate::directory::store::{listings, loading};
use crate::jobs::{self, JobKind};
use crate::kernel::{ProviderId, UploadId, UserId, words};

/// How long a file waits to be applied, in hours.
const KEPT_HOURS: i64 = 24;
/// Files with more rows than this are saved by a job, while a page says so: nobody waits that long for an answer.
const AT_ONCE: usize = 500;
/// The longest name of a file that is kept, in letters.
const LONGEST_NAME: usize = 100;

/// Everything of a provider's listings, as the file says it.
///
/// # Errors
/// When it isn't theirs.
pub async fn export(app: &App, actor: &Actor, provider: ProviderId, mark: bool) -> Result<String, DirectoryError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    let now = app.db.read(move |db| now_of(db, &actor, provider, today)).await?;
    Ok(write::file(&now.listings, &now.references, mark))
}

fn now_of(db: &mut Db, actor: &Actor, provider: ProviderId, today: chrono::NaiveDate) -> Result<Now, DirectoryError> {
    let provider = authority::own_provider_to_change(db, actor, provider)?;
    Ok(state(db, &provider, today)?)
}

fn state(db: &mut Db, provider: &Provider, today: chrono::NaiveDate) -> Result<Now, DbError> {
    let own = listings::of_provider(db, provider.id)?;
    Ok(Now {
        listings: loading::by_ids(db, &own)?,
        references: store::references(db, provider.id)?,
        has_place: provider.easting.is_some(),
        today,
    })
}

/// Why a file isn't taken in.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It can't be read at all.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// It isn't theirs to do, or the database failed.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// Takes in a file, to be looked at before it is applied. Another one that waits is thrown away.
///
/// # Errors
/// [`UploadError`]: what is wrong with the file as a whole, or not theirs to do.
pub async fn upload(
    app: &App,
    actor: &Actor,
    provider: ProviderId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<UploadId, UploadError> {
    // Reading ten megabytes takes longer than a request's thread should be held.
    let sheet = tokio::task::spawn_blocking(move || sheet::read(&bytes)).await;
    let sheet = sheet.map_err(|error| DirectoryError::Db(DbError::Other(error.to_string())))??;
    let parsed = serde_json::to_string(&sheet).map_err(|error| DbError::Other(error.to_string()));
    let parsed = parsed.map_err(DirectoryError::from)?;
    let name: String = crate::directory::model::commands::tidy_line(name).chars().take(LONGEST_NAME).collect();
    let (actor, now, today) = (actor.clone(), app.clock.now(), app.clock.today());
    let id = app.db.write(move |db| {
        let current = now_of(db, &actor, provider, today)?;
        store::prune(db, provider, now)?;
        let expires_at = now + TimeDelta::hours(KEPT_HOURS);
        let new = store::NewUpload { name: &name, parsed: &parsed, basis: &basis(&current), expires_at };
        Ok::<_, DirectoryError>(store::insert(db, provider, actor.user_id, new, now)?)
    });
    Ok(id.await?)
}

/// A digest of everything that a file may change, to notice that it has.
fn basis(now: &Now) -> String {
    let mut references: Vec<_> = now.references.iter().collect();
    references.sort_unstable();
    let mut digest = Sha256::new();
    for listing in &now.listings {
        digest.update(format!("{:?}{:?}{:?}{:?}", listing.id, listing.state, listing.as_command(), listing.prices));
    }
    digest.update(format!("{references:?}{}", now.has_place));
    digest.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A file that was taken in.
#[derive(Clone, Debug)]
pub enum Preview {
    /// It waits: this is what it would do.
    Waiting {
        /// What it was called where it came from.
        name: String,
        /// How its letters were written.
        encoding: String,
        /// What it would do.
        plan: Plan,
        /// Until when it waits.
        expires_at: NaiveDateTime,
        /// Why it wasn't saved when that was tried.
        problem: Option<String>,
    },
    /// It is being saved.
    Saving {
        /// What it was called.
        name: String,
        /// How many rows it has.
        rows: usize,
        /// How many of them are done; none while nobody has begun, or on another node.
        done: Option<usize>,
        /// Since when.
        since: NaiveDateTime,
    },
    /// It was applied: what was done.
    Applied {
        /// What it was called.
        name: String,
        /// What was done, in words.
        outcome: String,
    },
}

/// What a file would do, as things are now.
///
/// # Errors
/// [`DirectoryError::Refused`] when there is none, it is somebody else's, or it has waited too long.
pub async fn preview(app: &App, actor: &Actor, id: UploadId) -> Result<Preview, DirectoryError> {
    let (actor, at, today) = (actor.clone(), app.clock.now(), app.clock.today());
    let (upload, now) = app
        .db
        .read(move |db| {
            let upload = own_upload(db, &actor, id, at)?;
            let now = now_of(db, &actor, upload.provider_id, today)?;
            Ok::<_, DirectoryError>((upload, now))
        })
        .await?;
    if let Some(outcome) = upload.outcome {
        return Ok(Preview::Applied { name: upload.name, outcome });
    }
    let sheet = read(&upload.parsed)?;
    if let Some(since) = upload.queued_at {
        return Ok(Preview::Saving { name: upload.name, rows: sheet.rows.len(), done: app.saves.done(id), since });
    }
    let planned = tokio::task::spawn_blocking(move || (plan::plan(&sheet, &now), sheet.encoding)).await;
    let (plan, encoding) = planned.map_err(|error| DbError::Other(error.to_string()))?;
    let Upload { name, expires_at, problem, .. } = upload;
    Ok(Preview::Waiting { name, encoding, plan, expires_at, problem })
}

fn read(parsed: &str) -> Result<Sheet, DbError> {
    serde_json::from_str(parsed).map_err(|error| DbError::Other(error.to_string()))
}

fn own_upload(db: &mut Db, actor: &Actor, id: UploadId, now: NaiveDateTime) -> Result<Upload, DirectoryError> {
    let upload = store::by_id(db, id)?;
    authority::own_provider_to_change(db, actor, upload.provider_id)?;
    if upload.expires_at <= now { Err(DirectoryError::Refused) } else { Ok(upload) }
}

/// What became of applying a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// All of it holds now, or did before.
    Done(String),
    /// It is long: a job saves it, and its page says when that is done.
    Saving,
    /// Something changed since it was looked at. Nothing was done: look again.
    ChangedMeanwhile,
    /// Something is wrong with it. Nothing was done.
    Faulty,
}

/// Why applying ends without being kept.
enum Stop {
    Directory(DirectoryError),
    Look(Applied),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Directory(error.into())
    }
}

impl From<DirectoryError> for Stop {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

/// A long file that somebody wants saved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LongFile {
    upload: UploadId,
    user: UserId,
}

/// Does what a file says: all of it, or nothing. A long one is left to a job. Twice does no harm.
///
/// # Errors
/// As [`preview`].
pub async fn apply(app: &App, actor: &Actor, id: UploadId) -> Result<Applied, DirectoryError> {
    let (asking, at) = (actor.clone(), app.clock.now());
    let long = app.db.read(move |db| {
        let upload = own_upload(db, &asking, id, at)?;
        let waits = upload.outcome.is_none();
        Ok::<_, DirectoryError>(waits && (upload.queued_at.is_some() || read(&upload.parsed)?.rows.len() > AT_ONCE))
    });
    if !long.await? {
        return apply_now(app, actor, id).await;
    }
    let actor = actor.clone();
    app.db
        .write(move |db| {
            let upload = own_upload(db, &actor, id, at)?;
            if upload.outcome.is_none() && upload.queued_at.is_none() {
                store::set_queued(db, id, Some(at), None)?;
                jobs::enqueue(db, JobKind::SaveListings, &LongFile { upload: id, user: actor.user_id }, at)?;
            }
            Ok::<_, DirectoryError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(Applied::Saving)
}

/// Saves a long file, as whoever wanted it may do now. Why it isn't saved is kept for its page.
///
/// # Errors
/// When the database fails: then it is tried again.
pub async fn save_long(app: &App, file: LongFile) -> Result<(), DirectoryError> {
    let actor = app.db.read(move |db| people::at_work(db, file.user)).await?;
    let problem = match apply_now(app, &actor, file.upload).await {
        Ok(Applied::Done(_)) => None,
        Ok(Applied::ChangedMeanwhile | Applied::Saving) => Some(
            "Your listings have changed since you looked, so nothing was saved. This is what it does now.".to_owned(),
        ),
        Ok(Applied::Faulty) => Some("Nothing was saved: something is wrong with the file now.".to_owned()),
        // It was thrown away, or waited too long.
        Err(DirectoryError::Db(DbError::NotFound)) => return Ok(()),
        Err(DirectoryError::Db(error)) => return Err(error.into()),
        Err(other) => Some(format!("Nothing was saved. {other}")),
    };
    app.db.write(move |db| Ok::<_, DirectoryError>(store::set_queued(db, file.upload, None, problem.as_deref())?)).await
}

async fn apply_now(app: &App, actor: &Actor, id: UploadId) -> Result<Applied, DirectoryError> {
    let (actor, at, today) = (actor.clone(), app.clock.now(), app.clock.today());
    let site = app.config.public_url.clone();
    let saving = app.saves.begin(id);
    let done = app.db.write(move |db| {
        saving.restart();
        let upload = own_upload(db, &actor, id, at)?;
        if let Some(outcome) = upload.outcome {
            return Ok(Applied::Done(outcome));
        }
        let provider = authority::own_provider_to_change(db, &actor, upload.provider_id)?;
        let now = state(db, &provider, today)?;
        let digest = basis(&now);
        if digest != upload.basis {
            store::set_basis(db, id, &digest)?;
            return Ok(Applied::ChangedMeanwhile);
        }
        let plan = plan::plan(&read(&upload.parsed)?, &now);
        if !plan.faults.is_empty() {
            return Err(Stop::Look(Applied::Faulty));
        }
        let by = By { done: Done { actor: &actor, now: at }, today, site: &site };
        for item in &plan.items {
            apply_one(db, &by, &provider, item)?;
            saving.one_more();
        }
        let outcome = outcome(&plan);
        store::set_applied(db, id, &outcome, at)?;
        Ok(Applied::Done(outcome))
    });
    match done.await {
        Ok(applied) | Err(Stop::Look(applied)) => {
            app.wake.notify_one();
            Ok(applied)
        }
        Err(Stop::Directory(error)) => Err(error),
    }
}

/// Who applies a file, and when.
struct By<'a> {
    done: Done<'a>,
    today: chrono::NaiveDate,
    /// The site's address, for links in mails.
    site: &'a str,
}

/// Does what one row says. Prices come first: new words may send the listing back to be checked, and then it is closed
/// to changes.
fn apply_one(db: &mut Db, by: &By<'_>, provider: &Provider, item: &Item) -> Result<(), DirectoryError> {
    let id = match (item.listing, &item.command) {
        (Some(id), _) => id,
        (None, Some(command)) => editor::create_in(db, &by.done, provider.id, command)?,
        (None, None) => return Ok(()),
    };
    if let Some(prices) = &item.prices {
        editor::set_prices_in(db, &by.done, id, prices, (None, by.today))?;
    }
    if let (Some(_), Some(command)) = (item.listing, &item.command) {
        editor::update_in(db, &by.done, id, command, None, by.site)?;
    }
    if let Some(reference) = &item.reference {
        store::set_reference(db, provider.id, id, reference)?;
    }
    Ok(())
}

fn outcome(plan: &Plan) -> String {
    let listings = |number: usize| words::count(number, "listing", "listings");
    format!("{} added, {} changed, {} as they were.", listings(plan.added()), plan.changed(), plan.unchanged)
}

/// Throws a file away that waits.
///
/// # Errors
/// As [`preview`].
pub async fn discard(app: &App, actor: &Actor, id: UploadId) -> Result<(), DirectoryError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            if own_upload(db, &actor, id, now)?.queued_at.is_some() {
                return Err(DirectoryError::ChangedMeanwhile);
            }
            Ok(store::delete(db, id)?)
        })
        .await
}
