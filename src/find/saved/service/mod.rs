//! Saving a search, changing it, deleting it, and stopping its mails.

pub mod telling;

use chrono::{Days, TimeDelta};

use super::model::{LONGEST_ADDRESS, LONGEST_NAME, MOST, Mails, SavedSearch, SavedSearchError, stored};
use super::store;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::commands::tidy_line;
use crate::find::address::SearchAddress;
use crate::kernel::{SavedSearchId, UserId};

/// How long a deleted search can be put back.
const KEPT_HOURS: i64 = 48;
/// How long it is remembered who got a mail on which day.
const MAILS_KEPT_DAYS: u64 = 30;

/// This person's own searches, newest first: also while they act for somebody.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<SavedSearch>, DbError> {
    let user = actor.user_id;
    app.db.read(move |db| store::of_user(db, user)).await
}

/// One of this person's searches.
///
/// # Errors
/// [`SavedSearchError::NotFound`] for anybody else's.
pub async fn one(app: &App, actor: &Actor, id: SavedSearchId) -> Result<SavedSearch, SavedSearchError> {
    let user = actor.user_id;
    app.db.read(move |db| Ok(store::by_id(db, user, id)?)).await
}

fn checked_name(name: &str) -> Result<String, SavedSearchError> {
    let name = tidy_line(name);
    if name.is_empty() || name.chars().count() > LONGEST_NAME { Err(SavedSearchError::Name) } else { Ok(name) }
}

/// Saves a search. What matches it now is not new.
///
/// # Errors
/// [`SavedSearchError`]; then nothing was saved.
pub async fn save(
    app: &App,
    actor: &Actor,
    name: &str,
    address: SearchAddress,
    mails: Mails,
) -> Result<SavedSearchId, SavedSearchError> {
    let name = checked_name(name)?;
    if stored(&address).len() > LONGEST_ADDRESS {
        return Err(SavedSearchError::TooLong);
    }
    let (user, now, today) = (actor.user_id, app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            let there = store::of_user(db, user)?;
            if let Some(same) = there.iter().find(|saved| saved.address == address) {
                return Err(SavedSearchError::Already(same.name.clone()));
            }
            if there.len() >= MOST {
                return Err(SavedSearchError::Full);
            }
            Ok(store::insert(db, user, (&name, &address, mails), now, today)?)
        })
        .await
}

/// Changes what a search is called and how often it tells.
///
/// # Errors
/// [`SavedSearchError`]; then nothing was changed.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: SavedSearchId,
    name: &str,
    mails: Mails,
) -> Result<(), SavedSearchError> {
    let (name, user) = (checked_name(name)?, actor.user_id);
    app.db.write(move |db| some_row(store::update(db, user, id, &name, mails)?)).await
}

/// Deletes a search. It can be put back for a while.
///
/// # Errors
/// [`SavedSearchError::NotFound`].
pub async fn remove(app: &App, actor: &Actor, id: SavedSearchId) -> Result<(), SavedSearchError> {
    let (user, now) = (actor.user_id, app.clock.now());
    app.db.write(move |db| some_row(store::set_removed(db, user, id, Some(now))?)).await
}

/// Puts a deleted search back.
///
/// # Errors
/// [`SavedSearchError::NotFound`] when it was not deleted, or is no longer remembered; [`SavedSearchError::Full`].
pub async fn restore(app: &App, actor: &Actor, id: SavedSearchId) -> Result<(), SavedSearchError> {
    let user = actor.user_id;
    app.db
        .write(move |db| {
            if store::of_user(db, user)?.len() >= MOST {
                return Err(SavedSearchError::Full);
            }
            some_row(store::set_removed(db, user, id, None)?)
        })
        .await
}

fn some_row(rows: usize) -> Result<(), SavedSearchError> {
    if rows == 0 { Err(SavedSearchError::NotFound) } else { Ok(()) }
}

/// Stops all mails about saved searches to the person whom a link was sent to. The caller has checked the link.
///
/// # Errors
/// When the database fails.
pub async fn stop_mails(app: &App, user: UserId) -> Result<(), DbError> {
    app.db.write(move |db| store::stop_mails(db, user).map(drop)).await
}

/// Forgets for good what was deleted long enough ago.
///
/// # Errors
/// When the database fails.
pub async fn tidy(app: &App) -> Result<usize, DbError> {
    let before = app.clock.now() - TimeDelta::hours(KEPT_HOURS);
    let mails_before = app.clock.today() - Days::new(MAILS_KEPT_DAYS);
    app.db.write(move |db| store::forget(db, before, mails_before)).await
}

/// Saves a search without a form: for the demo.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &mut Db,
    user: UserId,
    name: &str,
    query: &str,
    mails: Mails,
    now: chrono::NaiveDateTime,
) -> Result<SavedSearchId, DbError> {
    let address = super::model::worth_keeping(query);
    store::insert(db, user, (name, &address, mails), now, crate::kernel::dates::london(now).date())
}
