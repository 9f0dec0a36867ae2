//! The job that tells people what is new: once a day, by the worker's calendar. It may run at any time, twice, or on
//! several nodes at once: rows say what was looked at and told, and the mail is queued with them or not at all.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::super::emails::{self, Found, Item};
use super::super::model::SavedSearch;
use super::super::store;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::find::person::Person;
use crate::find::service::{person_for, request};
use crate::geo;
use crate::kernel::dates::london;
use crate::kernel::{ListingId, UserId};
use crate::mail;
use crate::search::{Hit, MAX_PER_PAGE, SearchError, SearchRequest, Sort};
use crate::web::signed;

/// Not before seven in the morning in London.
const EARLIEST_HOUR: u32 = 7;
/// People told in one run; the next run goes on with the others.
const MOST_PEOPLE: i64 = 500;
/// Pages of the newest results that are read of one search.
const MOST_PAGES: usize = 5;
/// What a stop link's signature is for.
const PURPOSE: &str = "saved-searches-stop";

/// One person's search with what may be new to it.
type Looked = (SavedSearch, Vec<Hit>);

/// Looks for new matches for everybody who is due, and queues a mail to each who has some. Gives how many mails.
///
/// # Errors
/// When the database or the index fails; whoever was not reached is due still.
pub async fn tell(app: &App) -> Result<usize, TellError> {
    let (now, today) = (app.clock.now(), app.clock.today());
    if london(now).hour() < EARLIEST_HOUR {
        return Ok(0);
    }
    let people = app.db.read(move |db| store::due_users(db, today, MOST_PEOPLE)).await?;
    let mut mails = 0;
    for user in people {
        mails += usize::from(tell_one(app, user, now, today).await?);
    }
    if mails > 0 {
        app.wake.notify_one();
    }
    Ok(mails)
}

/// Why telling stopped.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The index.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// Tells one person. Whether a mail was queued.
async fn tell_one(app: &App, user: UserId, now: NaiveDateTime, today: NaiveDate) -> Result<bool, TellError> {
    let mut due = app.db.read(move |db| store::of_user(db, user)).await?;
    due.retain(|search| search.is_due(today));
    // The index is asked first: work in a transaction touches nothing but the database.
    let mut looked: Vec<Looked> = Vec::new();
    for search in due {
        let person = match search.holder {
            Some(holder) => app.db.read(move |db| person_for(db, user, holder, today)).await?,
            None => None,
        };
        let hits = maybe_new(app, &search, person.as_ref())?;
        looked.push((search, hits));
    }
    let (looked, site) = (Arc::new(looked), app.config.public_url.clone());
    let stop = format!("{site}{}", stop_path(app, user));
    let queued = app.db.write(move |db| queue(db, user, &looked, (&site, &stop), (now, today))).await?;
    Ok(queued)
}

/// What was published since the last look, newest first.
fn maybe_new(app: &App, saved: &SavedSearch, person: Option<&Person>) -> Result<Vec<Hit>, SearchError> {
    // A place that is no longer understood would find things anywhere: nothing is told then.
    if matches!(geo::lookup(&saved.address.near), Err(error) if error != geo::PlaceError::Empty) {
        return Ok(Vec::new());
    }
    // Nor where the plan or the budget it was narrowed to is gone, or may not be seen any more.
    let understood = person.map_or_else(|| saved.address.for_anybody(), |person| person.understood(&saved.address));
    if understood != saved.address {
        return Ok(Vec::new());
    }
    let asked = SearchRequest { sort: Sort::Newest, per_page: MAX_PER_PAGE, ..request(app, &saved.address, person) };
    let mut hits = Vec::new();
    for page in 1..=MOST_PAGES {
        let found = app.search.search(&SearchRequest { page, ..asked.clone() })?;
        // Listings that match only some of the words are offered on a page, but nobody is called back for them.
        if found.relaxed {
            return Ok(Vec::new());
        }
        let all = found.hits.len();
        hits.extend(found.hits.into_iter().filter(|hit| saved.may_be_new(hit.listing.published_at)));
        if all < MAX_PER_PAGE || hits.len() < page * MAX_PER_PAGE {
            break;
        }
    }
    Ok(hits)
}

/// Notes what was looked at and told, and queues the mail. Whether there was anything to tell.
fn queue(
    db: &mut Db,
    user: UserId,
    looked: &[Looked],
    (site, stop): (&str, &str),
    (now, today): (NaiveDateTime, NaiveDate),
) -> Result<bool, DbError> {
    let mut found: Vec<Found> = Vec::new();
    for (search, hits) in looked {
        if store::looked(db, search, today, now)? == 0 {
            continue;
        }
        let mut new = Vec::new();
        for hit in hits {
            if store::tell(db, search.id, ListingId(hit.listing.listing_id), now)? {
                new.push(item(site, hit));
            }
        }
        if !new.is_empty() {
            let href = format!("{site}{}", search.results_href());
            found.push(Found { name: search.name.clone(), href, new });
        }
    }
    if found.is_empty() {
        return Ok(false);
    }
    if !store::mailed(db, user, today)? {
        // Somebody else told them in the meantime: nothing of this is kept, and it is told tomorrow.
        return Err(DbError::Contention);
    }
    let (name, address) = people::user_contact(db, user)?;
    let settings = format!("{site}/saved-searches");
    mail::queue(db, &emails::new_matches(&address, &name, &found, (&settings, stop)), now)?;
    Ok(true)
}

fn item(site: &str, hit: &Hit) -> Item {
    let listing = &hit.listing;
    Item {
        listing: listing.listing_id,
        title: listing.title.clone(),
        provider: listing.provider_name.clone(),
        away: hit.distance_m.map(geo::miles),
        href: format!("{site}/listings/{}-{}", listing.listing_id, listing.slug),
    }
}

/// The page that stops these mails, signed, so that it needs no signing in and nobody can make one for somebody else.
pub fn stop_path(app: &App, user: UserId) -> String {
    let signature = signed::sign(app.config.secret_key.bytes(), PURPOSE, &user.to_string());
    format!("/saved-searches/stop/{user}/{signature}")
}

/// Whose mails a link stops; none for one that isn't ours.
pub fn whose(app: &App, user: &str, signature: &str) -> Option<UserId> {
    let right = signed::sign(app.config.secret_key.bytes(), PURPOSE, user);
    signed::same(signature, &right).then(|| user.parse().ok())?
}
