//! The `duplicate_pairs` and `merged_providers` tables, and the keys by which two providers are found to be alike.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{duplicate_pairs, merged_providers, provider_profiles, providers};
use crate::db::{Db, DbError};
use crate::directory::model::duplicates::{Likeness, PairState};
use crate::each_backend;
use crate::kernel::{DuplicateId, ProviderId, UserId};

/// The most providers that share a key and are looked at.
const MOST: i64 = 60;

/// A provider as far as it can be told from others by what it says.
#[derive(Clone, Debug, Queryable)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
    pub name_key: String,
    pub postcode: Option<String>,
    pub easting: Option<i32>,
    pub northing: Option<i32>,
    pub cqc_location: Option<String>,
    pub source: Option<String>,
}

type Columns = (
    providers::id,
    providers::name,
    providers::name_key,
    providers::postcode,
    providers::easting,
    providers::northing,
    providers::cqc_location,
    providers::source,
);
const COLUMNS: Columns = (
    providers::id,
    providers::name,
    providers::name_key,
    providers::postcode,
    providers::easting,
    providers::northing,
    providers::cqc_location,
    providers::source,
);

pub fn candidate(db: &mut Db, id: ProviderId) -> Result<Candidate, DbError> {
    Ok(providers::table.find(id.0).select(COLUMNS).first(db)?)
}

macro_rules! found_by {
    ($(#[$what:meta])* $name:ident, $column:ident) => {
        $(#[$what])*
        pub fn $name(db: &mut Db, key: &str, but: i64) -> Result<Vec<Candidate>, DbError> {
            Ok(providers::table
                .filter(providers::$column.eq(key).and(providers::id.ne(but)))
                .filter(providers::id.ne_all(merged_providers::table.select(merged_providers::provider_id)))
                .order(providers::id.asc())
                .limit(MOST)
                .select(COLUMNS)
                .load(db)?)
        }
    };
}

found_by!(
    /// Other providers with this number at the Care Quality Commission.
    by_cqc_location,
    cqc_location
);
found_by!(
    /// Other providers at this postcode.
    by_postcode,
    postcode
);
found_by!(
    /// Other providers whose name folds to the same.
    by_name_key,
    name_key
);

/// A provider's numbers as a charity and as a company.
pub fn numbers(db: &mut Db, id: i64) -> Result<(Option<String>, Option<String>), DbError> {
    let found = provider_profiles::table.filter(provider_profiles::provider_id.eq(id));
    let found = found.select((provider_profiles::charity_number, provider_profiles::company_number)).first(db);
    Ok(found.optional()?.unwrap_or_default())
}

macro_rules! numbered_alike {
    ($(#[$what:meta])* $name:ident, $column:ident) => {
        $(#[$what])*
        pub fn $name(db: &mut Db, number: &str, but: i64) -> Result<Vec<Candidate>, DbError> {
            let same: Vec<i64> = provider_profiles::table
                .filter(provider_profiles::$column.eq(number).and(provider_profiles::provider_id.ne(but)))
                .limit(MOST)
                .select(provider_profiles::provider_id)
                .load(db)?;
            Ok(providers::table
                .filter(providers::id.eq_any(same))
                .filter(providers::id.ne_all(merged_providers::table.select(merged_providers::provider_id)))
                .order(providers::id.asc())
                .limit(MOST)
                .select(COLUMNS)
                .load(db)?)
        }
    };
}

numbered_alike!(
    /// Other providers with this number as a charity.
    by_charity_number,
    charity_number
);
numbered_alike!(
    /// Other providers with this number as a company.
    by_company_number,
    company_number
);

/// Two providers that may be one.
#[derive(Clone, Debug)]
pub struct Pair {
    pub id: DuplicateId,
    /// The one made first.
    pub first: ProviderId,
    pub second: ProviderId,
    pub likeness: Likeness,
    pub state: PairState,
    pub found_at: NaiveDateTime,
}

type Row = (i64, i64, i64, String, String, NaiveDateTime);
type PairColumns = (
    duplicate_pairs::id,
    duplicate_pairs::first_id,
    duplicate_pairs::second_id,
    duplicate_pairs::reason,
    duplicate_pairs::state,
    duplicate_pairs::found_at,
);
const PAIR: PairColumns = (
    duplicate_pairs::id,
    duplicate_pairs::first_id,
    duplicate_pairs::second_id,
    duplicate_pairs::reason,
    duplicate_pairs::state,
    duplicate_pairs::found_at,
);

fn pair((id, first, second, reason, state, found_at): Row) -> Result<Pair, DbError> {
    Ok(Pair {
        id: DuplicateId(id),
        first: ProviderId(first),
        second: ProviderId(second),
        likeness: DbError::parsed(&reason)?,
        state: DbError::parsed(&state)?,
        found_at,
    })
}

/// Notes two providers as alike, unless that was noted, or decided, before.
pub fn insert(
    db: &mut Db,
    (one, other): (ProviderId, ProviderId),
    likeness: Likeness,
    state: PairState,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let (first, second) = (one.min(other), one.max(other));
    let insert = diesel::insert_into(duplicate_pairs::table).values((
        duplicate_pairs::first_id.eq(first.0),
        duplicate_pairs::second_id.eq(second.0),
        duplicate_pairs::reason.eq(likeness.as_str()),
        duplicate_pairs::state.eq(state.as_str()),
        duplicate_pairs::found_at.eq(now),
    ));
    each_backend!(db, |c| insert.on_conflict_do_nothing().execute(c))?;
    Ok(())
}

pub fn by_id(db: &mut Db, id: DuplicateId) -> Result<Pair, DbError> {
    pair(duplicate_pairs::table.find(id.0).select(PAIR).first(db)?)
}

/// Those that wait for a moderator, longest first.
pub fn open(db: &mut Db, limit: i64) -> Result<Vec<Pair>, DbError> {
    let rows: Vec<Row> = duplicate_pairs::table
        .filter(duplicate_pairs::state.eq(PairState::Open.as_str()))
        .order(duplicate_pairs::id.asc())
        .limit(limit)
        .select(PAIR)
        .load(db)?;
    rows.into_iter().map(pair).collect()
}

pub fn count_open(db: &mut Db) -> Result<i64, DbError> {
    Ok(duplicate_pairs::table.filter(duplicate_pairs::state.eq(PairState::Open.as_str())).count().get_result(db)?)
}

/// Every pair that a provider is in.
pub fn of_provider(db: &mut Db, id: ProviderId) -> Result<Vec<Pair>, DbError> {
    let mut rows: Vec<Row> = duplicate_pairs::table.filter(duplicate_pairs::first_id.eq(id.0)).select(PAIR).load(db)?;
    rows.extend(duplicate_pairs::table.filter(duplicate_pairs::second_id.eq(id.0)).select(PAIR).load::<Row>(db)?);
    rows.into_iter().map(pair).collect()
}

/// Notes what was decided; false when somebody was first.
pub fn decide(db: &mut Db, id: DuplicateId, state: PairState, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = duplicate_pairs::state.eq(PairState::Open.as_str());
    let rows = diesel::update(duplicate_pairs::table.find(id.0).filter(open))
        .set((
            duplicate_pairs::state.eq(state.as_str()),
            duplicate_pairs::decided_by.eq(by.0),
            duplicate_pairs::decided_at.eq(now),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

/// Where a provider that was merged away is now.
pub fn merged_into(db: &mut Db, id: ProviderId) -> Result<Option<ProviderId>, DbError> {
    let found: Option<i64> =
        merged_providers::table.find(id.0).select(merged_providers::into_id).first(db).optional()?;
    Ok(found.map(ProviderId))
}

/// Notes where a provider went; what had gone to it goes on there.
pub fn set_merged(
    db: &mut Db,
    (loser, winner): (ProviderId, ProviderId),
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(merged_providers::table.filter(merged_providers::into_id.eq(loser.0)))
        .set(merged_providers::into_id.eq(winner.0))
        .execute(db)?;
    diesel::insert_into(merged_providers::table)
        .values((
            merged_providers::provider_id.eq(loser.0),
            merged_providers::into_id.eq(winner.0),
            merged_providers::merged_by.eq(by.0),
            merged_providers::merged_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}
