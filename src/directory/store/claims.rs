//! The `provider_claims` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{provider_claims, providers};
use crate::db::{Db, DbError};
use crate::directory::model::ProviderState;
use crate::directory::model::claim::{Claim, ClaimState, NewClaim};
use crate::geo::Postcode;
use crate::kernel::ids::{ClaimId, OrganisationId, ProviderId, UserId};
use crate::kernel::slug::fold_key;

/// A claim to be made.
pub struct Insert<'a> {
    pub provider: ProviderId,
    pub organisation: OrganisationId,
    pub user: UserId,
    pub new: &'a NewClaim,
    pub state: ClaimState,
    pub code: Option<(&'a str, NaiveDateTime)>,
    pub now: NaiveDateTime,
}

pub fn insert(db: &mut Db, row: &Insert<'_>) -> Result<ClaimId, DbError> {
    let id = diesel::insert_into(provider_claims::table)
        .values((
            provider_claims::provider_id.eq(row.provider.0),
            provider_claims::organisation_id.eq(row.organisation.0),
            provider_claims::user_id.eq(row.user.0),
            provider_claims::job.eq(&row.new.job),
            provider_claims::words.eq(&row.new.words),
            provider_claims::state.eq(row.state.as_str()),
            provider_claims::code_hash.eq(row.code.map(|(hash, _)| hash)),
            provider_claims::code_expires_at.eq(row.code.map(|(_, ends)| ends)),
            provider_claims::tries.eq(0),
            provider_claims::created_at.eq(row.now),
            provider_claims::updated_at.eq(row.now),
        ))
        .returning(provider_claims::id)
        .get_result(db)?;
    Ok(ClaimId(id))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = provider_claims)]
struct Row {
    id: i64,
    provider_id: i64,
    organisation_id: i64,
    user_id: i64,
    job: String,
    words: String,
    state: String,
    code_hash: Option<String>,
    code_expires_at: Option<NaiveDateTime>,
    tries: i32,
    reason: Option<String>,
    created_at: NaiveDateTime,
}

impl Row {
    fn into_claim(self) -> Result<Claim, DbError> {
        Ok(Claim {
            id: ClaimId(self.id),
            provider: ProviderId(self.provider_id),
            organisation: OrganisationId(self.organisation_id),
            user: UserId(self.user_id),
            job: self.job,
            words: self.words,
            state: DbError::parsed(&self.state)?,
            code_hash: self.code_hash,
            code_expires_at: self.code_expires_at,
            tries: self.tries,
            reason: self.reason,
            created_at: self.created_at,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Claim>, DbError> {
    rows.into_iter().map(Row::into_claim).collect()
}

const OPEN: [&str; 2] = [ClaimState::CodeSent.as_str(), ClaimState::Waiting.as_str()];

pub fn by_id(db: &mut Db, id: ClaimId) -> Result<Claim, DbError> {
    provider_claims::table.find(id.0).select(Row::as_select()).get_result::<Row>(db)?.into_claim()
}

/// The newest claim of an organisation, whatever became of it.
pub fn newest_of(db: &mut Db, organisation: OrganisationId) -> Result<Option<Claim>, DbError> {
    let row: Option<Row> = provider_claims::table
        .filter(provider_claims::organisation_id.eq(organisation.0))
        .order(provider_claims::id.desc())
        .select(Row::as_select())
        .first(db)
        .optional()?;
    row.map(Row::into_claim).transpose()
}

/// Claims on an entry that are still to be decided, oldest first.
pub fn open_on(db: &mut Db, provider: ProviderId) -> Result<Vec<Claim>, DbError> {
    all(provider_claims::table
        .filter(provider_claims::provider_id.eq(provider.0))
        .filter(provider_claims::state.eq_any(OPEN))
        .order(provider_claims::id.asc())
        .select(Row::as_select())
        .load(db)?)
}

/// Moves an open claim on; false when it was decided meanwhile.
pub fn set_state(db: &mut Db, id: ClaimId, to: ClaimState, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = provider_claims::table.find(id.0).filter(provider_claims::state.eq_any(OPEN));
    let rows = diesel::update(open)
        .set((provider_claims::state.eq(to.as_str()), provider_claims::updated_at.eq(now)))
        .execute(db)?;
    Ok(rows == 1)
}

/// Who decided it, and why.
pub fn set_decision(
    db: &mut Db,
    id: ClaimId,
    by: Option<UserId>,
    reason: Option<&str>,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(provider_claims::table.find(id.0))
        .set((
            provider_claims::decided_by.eq(by.map(|id| id.0)),
            provider_claims::decided_at.eq(Some(now)),
            provider_claims::reason.eq(reason),
        ))
        .execute(db)?;
    Ok(())
}

/// Counts a wrong code.
pub fn add_try(db: &mut Db, id: ClaimId) -> Result<(), DbError> {
    diesel::update(provider_claims::table.find(id.0))
        .set(provider_claims::tries.eq(provider_claims::tries + 1))
        .execute(db)?;
    Ok(())
}

/// Unclaimed entries with this CQC number or postcode, or whose name begins so or holds it.
pub fn unclaimed_like(db: &mut Db, words: &str, limit: i64) -> Result<Vec<ProviderId>, DbError> {
    let key = fold_key(words);
    let upper = words.trim().to_uppercase();
    let postcode = words.parse::<Postcode>().map_or_else(|_| upper.clone(), |postcode| postcode.to_string());
    let unclaimed = || {
        providers::table
            .filter(providers::state.eq(ProviderState::Unclaimed.as_str()))
            .order((providers::name_key.asc(), providers::id.asc()))
            .limit(limit)
            .select(providers::id)
    };
    let exact: Vec<i64> =
        unclaimed().filter(providers::cqc_location.eq(&upper).or(providers::postcode.eq(&postcode))).load(db)?;
    if !exact.is_empty() || key.is_empty() {
        return Ok(exact.into_iter().map(ProviderId).collect());
    }
    let after = format!("{key}\u{10ffff}");
    let begins: Vec<i64> =
        unclaimed().filter(providers::name_key.ge(&key).and(providers::name_key.lt(&after))).load(db)?;
    if !begins.is_empty() {
        return Ok(begins.into_iter().map(ProviderId).collect());
    }
    let pattern = format!("%{}%", key.replace(['%', '_', '\\'], " "));
    let holds: Vec<i64> = unclaimed().filter(providers::name_key.like(pattern)).load(db)?;
    Ok(holds.into_iter().map(ProviderId).collect())
}
