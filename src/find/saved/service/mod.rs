//! Saving a search, changing it, deleting it, and stopping its mails.

pub mod telling;

use chrono::{Days, TimeDelta};

use super::model::{LONGEST_ADDRESS, LONGEST_NAME, MOST, Mails, SavedSearch, SavedSearchError, stored};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, Mandate, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::commands::tidy_line;
use crate::find::address::SearchAddress;
use crate::find::person::Person;
use crate::find::service as find;
use crate::kernel::{HolderId, SavedSearchId, UserId};

/// How long a deleted search can be put back.
const KEPT_HOURS: i64 = 48;
/// How long it is remembered who got a mail on which day.
const MAILS_KEPT_DAYS: u64 = 30;

/// A saved search, and the plan and money of the holder it is narrowed to.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The search.
    pub saved: SavedSearch,
    /// As they stand today; none where it asks nothing of them, and where this person may no longer see them.
    pub person: Option<Person>,
}

impl Shown {
    /// Whether it asks for a line, a budget or a pot that is no longer there, or that this person may not see now.
    pub fn is_stale(&self) -> bool {
        let understood = match &self.person {
            Some(person) => person.understood(&self.saved.address),
            None => self.saved.address.for_anybody(),
        };
        understood != self.saved.address
    }
}

/// This person's own searches, newest first: also while they act for somebody.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Shown>, DbError> {
    let (user, today) = (actor.user_id, app.clock.today());
    app.db
        .read(move |db| {
            let mut people: Vec<(HolderId, Option<Person>)> = Vec::new();
            let mut all = Vec::new();
            for saved in store::of_user(db, user)? {
                if let Some(holder) = saved.holder
                    && people.iter().all(|(known, _)| *known != holder)
                {
                    people.push((holder, find::person_for(db, user, holder, today)?));
                }
                let person = people.iter().find(|(known, _)| Some(*known) == saved.holder);
                all.push(Shown { person: person.and_then(|(_, person)| person.clone()), saved });
            }
            Ok(all)
        })
        .await
}

/// Where the results of a search are for this person now.
#[derive(Clone, Debug)]
pub enum Results {
    /// Here.
    At(SearchAddress),
    /// They may act for the holder whose plan it is narrowed to, and don't yet.
    After(Mandate, SearchAddress),
    /// It is for their own plan, and they act for somebody else.
    AfterStopping(SearchAddress),
    /// They may no longer see that plan.
    Lost,
}

/// Where to find the results of one of this person's searches.
///
/// # Errors
/// [`SavedSearchError::NotFound`] for anybody else's.
pub async fn results(app: &App, actor: &Actor, id: SavedSearchId) -> Result<Results, SavedSearchError> {
    let (saved, today) = (one(app, actor, id).await?, app.clock.today());
    let address = saved.newest();
    let Some(holder) = saved.holder else { return Ok(Results::At(address)) };
    if actor.holder(Scope::View) == Ok(holder) {
        return Ok(Results::At(address));
    }
    if actor.own_holder == Some(holder) {
        return Ok(Results::AfterStopping(address));
    }
    let user = actor.user_id;
    let mandates = app.db.read(move |db| people::mandates_in_force(db, user, today)).await?;
    let found = mandates.into_iter().find(|mandate| mandate.holder_id == holder && mandate.scopes.has(Scope::View));
    Ok(found.map_or(Results::Lost, |mandate| Results::After(mandate, address)))
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
    let holder = if address.is_personal() { actor.holder(Scope::View).ok() } else { None };
    let address = if holder.is_some() { address } else { address.for_anybody() };
    app.db
        .write(move |db| {
            let there = store::of_user(db, user)?;
            if let Some(same) = there.iter().find(|saved| saved.address == address && saved.holder == holder) {
                return Err(SavedSearchError::Already(same.name.clone()));
            }
            if there.len() >= MOST {
                return Err(SavedSearchError::Full);
            }
            Ok(store::insert(db, (user, holder), (&name, &address, mails), now, today)?)
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

/// Saves a search without a form, for the plan of this holder where it is narrowed to one: for the demo.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &mut Db,
    (user, holder): (UserId, HolderId),
    name: &str,
    query: &str,
    mails: Mails,
    now: chrono::NaiveDateTime,
) -> Result<SavedSearchId, DbError> {
    let address = super::model::worth_keeping(query);
    let holder = address.is_personal().then_some(holder);
    store::insert(db, (user, holder), (name, &address, mails), now, crate::kernel::dates::london(now).date())
}
