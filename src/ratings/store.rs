//! The `ratings` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{NewRating, Rating, RatingState, Scores};
use crate::accounts::By;
use crate::db::schema::{listings, ratings};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{HolderId, ListingId, OrderLineId, ProviderId, RatingId, UserId};

/// What a rating is about and who gives it.
pub(super) struct About {
    pub line: OrderLineId,
    pub listing: ListingId,
    pub provider: ProviderId,
    pub holder: HolderId,
    pub by: By,
    pub outcome: Option<String>,
    pub state: RatingState,
    pub now: NaiveDateTime,
}

/// Writes a rating; none when this line was rated before.
pub(super) fn insert(db: &mut Db, about: &About, new: &NewRating) -> Result<Option<RatingId>, DbError> {
    let values = (
        (
            ratings::order_line_id.eq(about.line.0),
            ratings::listing_id.eq(about.listing.0),
            ratings::provider_id.eq(about.provider.0),
            ratings::holder_id.eq(about.holder.0),
            ratings::by_user_id.eq(about.by.user.0),
            ratings::mandate_id.eq(about.by.mandate.map(|id| id.0)),
            ratings::shown_name.eq(&new.shown_name),
        ),
        (
            ratings::quality.eq(i32::from(new.scores.quality)),
            ratings::reliability.eq(i32::from(new.scores.reliability)),
            ratings::dignity.eq(i32::from(new.scores.dignity)),
            ratings::value.eq(i32::from(new.scores.value)),
            ratings::words.eq(&new.words),
            ratings::helped.eq(new.helped.as_str()),
            ratings::outcome_words.eq(&about.outcome),
            ratings::state.eq(about.state.as_str()),
            ratings::created_at.eq(about.now),
        ),
    );
    let id: Option<i64> = each_backend!(db, |c| diesel::insert_into(ratings::table)
        .values(values)
        .on_conflict_do_nothing()
        .returning(ratings::id)
        .get_result(c)
        .optional())?;
    Ok(id.map(RatingId))
}

pub(super) fn of_line(db: &mut Db, line: OrderLineId) -> Result<Option<RatingId>, DbError> {
    let id: Option<i64> =
        ratings::table.filter(ratings::order_line_id.eq(line.0)).select(ratings::id).get_result(db).optional()?;
    Ok(id.map(RatingId))
}

/// The provider a rating is about.
pub(super) fn provider_of(db: &mut Db, id: RatingId) -> Result<ProviderId, DbError> {
    let shown = ratings::state.eq(RatingState::Shown.as_str());
    Ok(ProviderId(ratings::table.find(id.0).filter(shown).select(ratings::provider_id).get_result(db)?))
}

/// Writes the reply if there is none; false when there is.
pub(super) fn set_reply(
    db: &mut Db,
    id: RatingId,
    by: UserId,
    words: &str,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let changed = diesel::update(ratings::table.find(id.0).filter(ratings::reply.is_null()))
        .set((ratings::reply.eq(Some(words)), ratings::replied_by.eq(Some(by.0)), ratings::replied_at.eq(Some(now))))
        .execute(db)?;
    Ok(changed == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ratings)]
struct Row {
    id: i64,
    quality: i32,
    reliability: i32,
    dignity: i32,
    value: i32,
    words: String,
    helped: String,
    outcome_words: Option<String>,
    shown_name: String,
    state: String,
    created_at: NaiveDateTime,
    reply: Option<String>,
}

fn rating((row, listing_title): (Row, String)) -> Result<Rating, DbError> {
    let score = |score: i32| u8::try_from(score).unwrap_or(1);
    Ok(Rating {
        id: RatingId(row.id),
        listing_title,
        scores: Scores {
            quality: score(row.quality),
            reliability: score(row.reliability),
            dignity: score(row.dignity),
            value: score(row.value),
        },
        words: row.words,
        helped: DbError::parsed(&row.helped)?,
        outcome: row.outcome_words,
        shown_name: row.shown_name,
        state: DbError::parsed(&row.state)?,
        created_at: row.created_at,
        reply: row.reply,
    })
}

/// Whose ratings to read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    Listing(ListingId),
    Provider(ProviderId),
}

/// Shown ratings, newest first.
pub(super) fn shown(db: &mut Db, of: Of, limit: i64) -> Result<Vec<Rating>, DbError> {
    let query = ratings::table
        .inner_join(listings::table)
        .filter(ratings::state.eq(RatingState::Shown.as_str()))
        .order(ratings::id.desc())
        .limit(limit)
        .select((Row::as_select(), listings::title))
        .into_boxed();
    let rows: Vec<(Row, String)> = match of {
        Of::Listing(id) => query.filter(ratings::listing_id.eq(id.0)).load(db)?,
        Of::Provider(id) => query.filter(ratings::provider_id.eq(id.0)).load(db)?,
    };
    rows.into_iter().map(rating).collect()
}

/// The four scores and whether it helped, of every shown rating: what means and counts are made from.
pub(super) fn scores(db: &mut Db, of: Of) -> Result<Vec<(Scores, bool)>, DbError> {
    let query = ratings::table
        .filter(ratings::state.eq(RatingState::Shown.as_str()))
        .select((ratings::quality, ratings::reliability, ratings::dignity, ratings::value, ratings::helped))
        .into_boxed();
    let rows: Vec<(i32, i32, i32, i32, String)> = match of {
        Of::Listing(id) => query.filter(ratings::listing_id.eq(id.0)).load(db)?,
        Of::Provider(id) => query.filter(ratings::provider_id.eq(id.0)).load(db)?,
    };
    let score = |score: i32| u8::try_from(score).unwrap_or(1);
    Ok(rows
        .into_iter()
        .map(|(quality, reliability, dignity, value, helped)| {
            let scores = Scores {
                quality: score(quality),
                reliability: score(reliability),
                dignity: score(dignity),
                value: score(value),
            };
            (scores, helped == "yes")
        })
        .collect())
}

/// Ratings held back that nobody has decided on, oldest first, for a moderator.
pub(super) fn held(db: &mut Db, limit: i64) -> Result<Vec<Rating>, DbError> {
    let rows: Vec<(Row, String)> = ratings::table
        .inner_join(listings::table)
        .filter(ratings::state.eq(RatingState::Held.as_str()).and(ratings::moderated_at.is_null()))
        .order(ratings::id.asc())
        .limit(limit)
        .select((Row::as_select(), listings::title))
        .load(db)?;
    rows.into_iter().map(rating).collect()
}

/// What deciding on a rating needs to know.
pub(super) struct Moderated {
    pub rating: Rating,
    pub listing: ListingId,
    pub provider: ProviderId,
    pub by: UserId,
    /// A moderator has decided on it before.
    pub decided: bool,
}

pub(super) fn to_moderate(db: &mut Db, id: RatingId) -> Result<Moderated, DbError> {
    let found: (Row, String, i64, i64, i64, Option<NaiveDateTime>) = ratings::table
        .inner_join(listings::table)
        .filter(ratings::id.eq(id.0))
        .select((
            Row::as_select(),
            listings::title,
            ratings::listing_id,
            ratings::provider_id,
            ratings::by_user_id,
            ratings::moderated_at,
        ))
        .get_result(db)?;
    let (row, title, listing, provider, by, moderated) = found;
    Ok(Moderated {
        rating: rating((row, title))?,
        listing: ListingId(listing),
        provider: ProviderId(provider),
        by: UserId(by),
        decided: moderated.is_some(),
    })
}

/// Moves it from one state to another, as a moderator decided; false when somebody was quicker. The first decision on
/// one that is held may also leave it held.
pub(super) fn moderate(
    db: &mut Db,
    id: RatingId,
    (from, to): (RatingState, RatingState),
    decided: bool,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let as_read = ratings::table.find(id.0).filter(ratings::state.eq(from.as_str()));
    let values = (ratings::state.eq(to.as_str()), ratings::moderated_at.eq(Some(now)));
    let rows = if decided {
        diesel::update(as_read.filter(ratings::moderated_at.is_not_null())).set(values).execute(db)?
    } else {
        diesel::update(as_read.filter(ratings::moderated_at.is_null())).set(values).execute(db)?
    };
    Ok(rows == 1)
}

/// How long a held rating has waited, and for whom: id, provider, since.
pub(super) fn waiting(db: &mut Db, limit: i64) -> Result<Vec<(RatingId, String, ProviderId, NaiveDateTime)>, DbError> {
    let rows: Vec<(i64, String, i64, NaiveDateTime)> = ratings::table
        .inner_join(listings::table)
        .filter(ratings::state.eq(RatingState::Held.as_str()).and(ratings::moderated_at.is_null()))
        .order(ratings::id.asc())
        .limit(limit)
        .select((ratings::id, listings::title, ratings::provider_id, ratings::created_at))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, title, provider, at)| (RatingId(id), title, ProviderId(provider), at)).collect())
}
