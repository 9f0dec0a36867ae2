//! What goes with a draft: comments, and files as PDF, JPEG or PNG.

use std::sync::Arc;

use chrono::NaiveDate;

use super::appealing::in_time;
use super::authority::{Known, known, still_planning, writing};
use super::drafting::record;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::evidence::EvidenceKind;
use crate::files::{FileKey, keep as keep_file, release, service as files};
use crate::kernel::ids::{DraftId, PlanFileId};
use crate::plans::error::DraftError;
use crate::plans::model::draft::LONGEST_TEXT;
use crate::plans::model::head::{Attachment, Taken};
use crate::plans::model::state::{State, Step};
use crate::plans::store::said;

/// The most files of one draft while it is written, and what is said of more.
const MOST_FILES: (usize, &str) = (10, "There are 10 files already, which is the most.");
/// The same with those that are sent to have it looked at again.
const MOST_TO_LOOK_AGAIN: (usize, &str) = (20, "There are 20 files already, which is the most.");
/// The most comments on one draft.
const MOST_COMMENTS: i64 = 300;

/// Says something about a draft, to all who may read it.
///
/// # Errors
/// [`DraftError`]; then nothing was said.
pub async fn comment(app: &App, actor: &Actor, id: DraftId, words: String) -> Result<(), DraftError> {
    if words.is_empty() {
        return Err(DraftError::NeedsWords("Write what you want to say."));
    }
    if words.chars().count() > LONGEST_TEXT {
        return Err(DraftError::NeedsWords("Use 4,000 letters or fewer."));
    }
    let (actor, words) = (Arc::new(actor.clone()), Arc::new(words));
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let known = known(db, &actor, id)?;
            if known.may.own {
                still_planning(db, &actor, today)?;
            } else if !known.may.officer() {
                return Err(DraftError::NotAllowed("You may not write here."));
            }
            if said::count_comments(db, id)? >= MOST_COMMENTS {
                return Err(DraftError::NeedsWords("There are as many comments as there can be."));
            }
            Ok(said::insert_comment(db, id, &words, actor.by(), now)?)
        })
        .await
}

/// Whether the reader may add a file: while it is being written; and the person's side, to have a refusal looked at
/// again, for as long as they may ask for that and while it is looked at.
pub(super) fn takes_files(db: &mut Db, known: &Known, today: NaiveDate) -> Result<bool, DbError> {
    let head = &known.head;
    Ok(match head.state {
        State::Draft | State::ChangesAsked | State::Appealed => known.may.write(),
        State::Refused => known.may.write() && !head.appealed() && in_time(db, known, today)?,
        State::WithPanel => known.may.write() && head.appealed(),
        _ => false,
    })
}

fn taking(db: &mut Db, actor: &Actor, id: DraftId, today: NaiveDate) -> Result<Known, DraftError> {
    still_planning(db, actor, today)?;
    let known = known(db, actor, id)?;
    if takes_files(db, &known, today)? {
        return Ok(known);
    }
    if known.may.write() {
        return Err(DraftError::NotWritten(known.head.state));
    }
    Err(DraftError::NotAllowed("Only the person, somebody they let plan, or their care manager can add files."))
}

/// Keeps a file with a draft.
///
/// # Errors
/// [`DraftError::File`] for what is no PDF, JPEG or PNG, whatever it is called; and others. Nothing was kept then.
pub async fn attach(app: &App, actor: &Actor, id: DraftId, name: String, bytes: Vec<u8>) -> Result<(), DraftError> {
    let kind = EvidenceKind::of(&bytes)
        .ok_or(DraftError::File("This file can’t be read. Send a PDF, or a picture as JPEG or PNG."))?;
    let (today, now) = (app.clock.today(), app.clock.now());
    let asking = actor.clone();
    app.db.read(move |db| taking(db, &asking, id, today).map(drop)).await?;
    let key = FileKey::new("plans", app.random.bytes());
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    files::upload(&app.db, &app.files, &key, bytes, now).await?;
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let name = if name.is_empty() { "File".to_owned() } else { name };
    let (actor, key, name) = (Arc::new(actor.clone()), Arc::new(key), Arc::new(name));
    app.db
        .write(move |db| {
            let known = taking(db, &actor, id, today)?;
            let (most, words) = if known.head.state.is_written() { MOST_FILES } else { MOST_TO_LOOK_AGAIN };
            if said::files(db, id)?.len() >= most {
                return Err(DraftError::File(words));
            }
            keep_file(db, &key, now)?;
            let new = said::NewFile { name: &name, kind, size, stored: key.as_str() };
            said::insert_file(db, id, &new, actor.user_id, now)?;
            Ok(record(db, &actor, &known.head, ("plan.file", "Added a file to the support plan"), now)?)
        })
        .await
}

/// A file of a draft, for whoever may read the draft.
///
/// # Errors
/// [`DraftError::NotFound`] for everybody else, and when there is no such file.
pub async fn file(
    app: &App,
    actor: &Actor,
    id: DraftId,
    file: PlanFileId,
) -> Result<(Attachment, Vec<u8>), DraftError> {
    let actor = actor.clone();
    let found = app
        .db
        .read(move |db| {
            known(db, &actor, id)?;
            said::files(db, id)?.into_iter().find(|one| one.id == file).ok_or(DraftError::NotFound)
        })
        .await?;
    let key: FileKey = found.stored.parse().map_err(|_| DraftError::NotFound)?;
    let bytes = app.files.get(&key).await?;
    Ok((found, bytes))
}

/// Whether the reader may take a file back that they sent for a refusal to be looked at again: until somebody decided.
pub(super) fn takes_back(known: &Known, steps: &[Taken], file: &Attachment, actor: &Actor) -> bool {
    let refused = steps.iter().rfind(|taken| taken.step == Step::Refuse).map(|taken| taken.at);
    let undecided = match known.head.state {
        State::Refused => !known.head.appealed(),
        State::Appealed => true,
        State::WithPanel => known.head.appealed(),
        _ => false,
    };
    undecided && known.may.write() && file.by == actor.user_id && refused.is_some_and(|refused| file.at >= refused)
}

/// Takes a file off a draft that is being written, or back while it is looked at again and was one's own.
///
/// # Errors
/// [`DraftError`]; then the file is still there.
pub async fn take_off(app: &App, actor: &Actor, id: DraftId, file: PlanFileId) -> Result<(), DraftError> {
    let actor = Arc::new(actor.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let seen = known(db, &actor, id)?;
            let found = said::files(db, id)?.into_iter().find(|one| one.id == file).ok_or(DraftError::NotFound)?;
            let known = if takes_back(&seen, &said::steps(db, id)?, &found, &actor) {
                still_planning(db, &actor, today)?;
                seen
            } else {
                writing(db, &actor, id, today)?
            };
            said::delete_file(db, id, file)?;
            let key: FileKey = found.stored.parse().map_err(|_| DraftError::NotFound)?;
            release(db, &key, now)?;
            Ok(record(db, &actor, &known.head, ("plan.file", "Took a file off the support plan"), now)?)
        })
        .await
}
