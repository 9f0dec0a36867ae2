//! What a moderator does with a rating: shows one that was held, or takes one off the page.

use super::super::RateError;
use super::super::emails;
use super::super::model::{Rating, RatingState};
use super::super::store::{self, Moderated};
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::service::decisions::{self, Decided, Deciding};
use crate::kernel::ids::{ProviderId, RatingId};
use crate::mail;

/// A rating that waits for a moderator.
#[derive(Clone, Debug)]
pub struct HeldRating {
    /// Which one.
    pub id: RatingId,
    /// The listing's title.
    pub title: String,
    /// Whose listing.
    pub provider: ProviderId,
    /// When it was written, in UTC.
    pub since: chrono::NaiveDateTime,
}

/// Ratings that are held back and wait, oldest first, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub fn waiting(db: &mut Db, limit: i64) -> Result<Vec<HeldRating>, DbError> {
    let rows = store::waiting(db, limit)?;
    Ok(rows.into_iter().map(|(id, title, provider, since)| HeldRating { id, title, provider, since }).collect())
}

/// A rating and whose it is about, in the caller's transaction: for a report, and for deciding on it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn rating(db: &mut Db, id: RatingId) -> Result<(Rating, ProviderId), DbError> {
    let found = store::to_moderate(db, id)?;
    Ok((found.rating, found.provider))
}

fn found(db: &mut Db, actor: &Actor, id: RatingId) -> Result<Moderated, RateError> {
    if !actor.has(Role::Moderator) {
        return Err(Refused.into());
    }
    match store::to_moderate(db, id) {
        Err(DbError::NotFound) => Err(Refused.into()),
        other => Ok(other?),
    }
}

/// One rating for a moderator of another organisation; the name is its provider's, and true means that somebody
/// decided on it before.
///
/// # Errors
/// [`RateError::Refused`] for everybody else, and a conflict of interest.
pub async fn to_decide(app: &App, actor: &Actor, id: RatingId) -> Result<(Rating, String, bool), RateError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let found = found(db, &actor, id)?;
            let provider = decisions::provider_to_decide(db, &actor, found.provider)?;
            Ok((found.rating, provider.name, found.decided))
        })
        .await
}

/// Shows a rating, or takes it off, in the caller's transaction; whoever wrote it is told.
///
/// # Errors
/// [`RateError::Moved`] when it is so already or somebody was quicker, and as [`to_decide`].
pub fn set_shown(db: &mut Db, by: Deciding<'_>, id: RatingId, show: bool, words: &str) -> Result<(), RateError> {
    let found = found(db, by.actor, id)?;
    let provider = decisions::provider_to_decide(db, by.actor, found.provider)?;
    let (was, is) = (found.rating.state, if show { RatingState::Shown } else { RatingState::Held });
    let nothing_new = was == is && (show || found.decided);
    if nothing_new || !store::moderate(db, id, (was, is), found.decided, by.now)? {
        return Err(RateError::Moved);
    }
    if was != is {
        let (sum, count) = (found.rating.scores.sum(), 1);
        let (sum, count) = if show { (sum, count) } else { (-sum, -count) };
        directory::service::add_rating(db, found.listing, found.provider, sum, count, by.now)?;
    }
    let ruling = if show { Ruling::RatingShown } else { Ruling::RatingRemoved };
    let title = found.rating.listing_title.as_str();
    decisions::record(db, by, &provider, Decided { on: (Subject::Rating, id.0), about: title, ruling, words })?;
    let (_, address) = people::user_contact(db, found.by)?;
    let email = if show { emails::shown(&address, title) } else { emails::not_shown(by.site, &address, title, words) };
    mail::queue(db, &email, by.now)?;
    audit::record(
        db,
        &audit::Entry {
            at: by.now,
            user: Some(by.actor.user_id),
            mandate: None,
            holder: None,
            action: if show { "rating.shown" } else { "rating.taken_off" },
            subject: "ratings",
            subject_id: id.0,
            detail: words,
        },
    )?;
    Ok(())
}

/// Shows a rating that was held, or keeps it off.
///
/// # Errors
/// As [`set_shown`].
pub async fn decide(app: &App, actor: &Actor, id: RatingId, show: bool, words: &str) -> Result<(), RateError> {
    let (actor, now, words, site) = (actor.clone(), app.clock.now(), words.to_owned(), app.config.public_url.clone());
    app.db.write(move |db| set_shown(db, Deciding { actor: &actor, now, site: &site }, id, show, &words)).await?;
    app.wake.notify_one();
    Ok(())
}
