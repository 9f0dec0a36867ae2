//! Raising a worry, and what a council does with it.

use chrono::NaiveDateTime;

use super::ConcernError;
use super::model::{Concern, ConcernState, NewConcern, Note};
use super::{emails, store};
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{ConcernId, OrganisationId};
use crate::kernel::{PageNumber, Paged};
use crate::mail;

/// Worries on one page.
const PER_PAGE: u32 = 25;

/// Who reads the inbox.
const READERS: [Role; 2] = [Role::CareManager, Role::Commissioner];

/// Puts a worry into a council's inbox, in the running transaction, and tells its readers by a mail without details;
/// `site` is this site's address, and none tells nobody. The same worry twice is one.
///
/// # Errors
/// When the row can't be written.
pub fn raise(db: &mut Db, new: &NewConcern, site: Option<&str>, now: NaiveDateTime) -> Result<(), DbError> {
    if !store::insert(db, new, now)? {
        return Ok(());
    }
    let Some(site) = site else { return Ok(()) };
    for to in people::emails_with_roles(db, new.council, &READERS)? {
        mail::queue(db, &emails::waiting(site, &to), now)?;
    }
    Ok(())
}

/// The councils whose inbox this person reads.
fn councils(actor: &Actor) -> Result<Vec<i64>, Refused> {
    let mut all: Vec<i64> = READERS.iter().flat_map(|role| actor.organisations(*role)).map(|id| id.0).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() { Err(Refused) } else { Ok(all) }
}

/// One page of the inbox.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The worries on this page, oldest first.
    pub concerns: Paged<Concern>,
    /// Whether these are the closed ones.
    pub closed: bool,
    /// How many are open.
    pub open: i64,
    /// How many are closed.
    pub done: i64,
}

/// The inbox of the actor's council: what is open, or what was closed.
///
/// # Errors
/// [`ConcernError::Refused`] for whoever doesn't read one.
pub async fn inbox(app: &App, actor: &Actor, closed: bool, page: PageNumber) -> Result<Inbox, ConcernError> {
    let councils = councils(actor)?;
    app.db
        .read(move |db| {
            let (open, shut) = ([ConcernState::New, ConcernState::Acknowledged], [ConcernState::Closed]);
            let states: &[ConcernState] = if closed { &shut } else { &open };
            let items = store::list(db, &councils, states, (page.offset(PER_PAGE), i64::from(PER_PAGE)))?;
            let (open, done) = (store::count(db, &councils, &open)?, store::count(db, &councils, &shut)?);
            let total = if closed { done } else { open };
            Ok(Inbox { concerns: Paged { items, total, page, per_page: PER_PAGE }, closed, open, done })
        })
        .await
}

/// One worry with its notes.
///
/// # Errors
/// [`ConcernError::Refused`] unless it is their council's.
pub async fn concern(app: &App, actor: &Actor, id: ConcernId) -> Result<(Concern, Vec<Note>), ConcernError> {
    let councils = councils(actor)?;
    app.db
        .read(move |db| {
            let concern = store::by_id(db, &councils, id)?;
            Ok((concern, store::notes_of(db, id)?))
        })
        .await
}

/// What somebody does with a worry.
#[derive(Clone, Debug)]
pub enum Step {
    /// They deal with it now.
    Acknowledge,
    /// They write something down.
    Note(String),
    /// It is done; the words say how.
    Close(String),
}

/// Takes one step with a worry.
///
/// # Errors
/// [`ConcernError::Already`] when somebody was quicker, [`ConcernError::Refused`] unless it is their council's.
pub async fn take(app: &App, actor: &Actor, id: ConcernId, step: Step) -> Result<(), ConcernError> {
    let (councils, actor, now) = (councils(actor)?, actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            store::by_id(db, &councils, id)?;
            let done = match &step {
                Step::Acknowledge => store::acknowledge(db, id, actor.user_id, now)?,
                Step::Note(_) => true,
                Step::Close(_) => store::close(db, id, actor.user_id, now)?,
            };
            if !done {
                return Err(ConcernError::Already);
            }
            if let Step::Note(words) | Step::Close(words) = &step {
                store::add_note(db, id, words, actor.user_id, now)?;
            }
            record(db, &actor, id, &step, now)
        })
        .await
}

/// Not recorded as the holder's history: those who act for them read that, and may be whom it is about.
fn record(db: &mut Db, actor: &Actor, id: ConcernId, step: &Step, now: NaiveDateTime) -> Result<(), ConcernError> {
    let (action, detail) = match step {
        Step::Acknowledge => ("safeguarding.acknowledged", "Deals with it"),
        Step::Note(_) => ("safeguarding.noted", "Wrote a note"),
        Step::Close(_) => ("safeguarding.closed", "Closed it"),
    };
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(actor.user_id),
            mandate: None,
            holder: None,
            action,
            subject: "safeguarding_concerns",
            subject_id: id.0,
            detail,
        },
    )?;
    Ok(())
}

/// The council that a worry about this place goes to, by its code of the statistics office; none when it isn't here.
///
/// # Errors
/// When the database fails.
pub fn council_of_place(db: &mut Db, code: Option<&str>) -> Result<Option<OrganisationId>, DbError> {
    match code {
        Some(code) => people::council_by_code(db, code),
        None => Ok(None),
    }
}
