//! The `accreditations` table.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::among;
use crate::db::schema::accreditations;
use crate::db::{Db, DbError};
use crate::directory::model::{Accreditation, AccreditationCommand, AccreditationState, Notice};
use crate::each_backend;
use crate::kernel::{AccreditationId, HolderId, ProviderId, UserId};

/// Who looked at an accreditation, and what they found.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// What they found.
    pub state: AccreditationState,
    /// Who they are, when they have an account.
    pub by: Option<UserId>,
    /// Their name, as it is shown.
    pub by_name: Option<String>,
    /// When they looked.
    pub on: Option<NaiveDate>,
}

pub fn insert(
    db: &mut Db,
    provider: ProviderId,
    command: &AccreditationCommand,
    check: &Check,
    now: NaiveDateTime,
) -> Result<AccreditationId, DbError> {
    let id = diesel::insert_into(accreditations::table)
        .values((
            accreditations::provider_id.eq(provider.0),
            accreditations::scheme.eq(command.scheme.as_str()),
            accreditations::reference.eq(&command.reference),
            accreditations::scope.eq(&command.scope),
            accreditations::evidence_file.eq(&command.evidence_file),
            accreditations::level.eq(&command.level),
            accreditations::renews_id.eq(command.renews.map(|id| id.0)),
            accreditations::state.eq(check.state.as_str()),
            accreditations::checked_by.eq(check.by.map(|id| id.0)),
            accreditations::checked_by_name.eq(&check.by_name),
            accreditations::checked_on.eq(check.on),
            accreditations::expires_on.eq(command.expires_on),
            accreditations::created_at.eq(now),
        ))
        .returning(accreditations::id)
        .get_result(db)?;
    Ok(AccreditationId(id))
}

pub fn set_check(db: &mut Db, id: AccreditationId, check: &Check) -> Result<(), DbError> {
    diesel::update(accreditations::table.find(id.0))
        .set((
            accreditations::state.eq(check.state.as_str()),
            accreditations::checked_by.eq(check.by.map(|id| id.0)),
            accreditations::checked_by_name.eq(&check.by_name),
            accreditations::checked_on.eq(check.on),
        ))
        .execute(db)?;
    Ok(())
}

pub fn set_end(db: &mut Db, id: AccreditationId, expires_on: Option<NaiveDate>) -> Result<(), DbError> {
    diesel::update(accreditations::table.find(id.0)).set(accreditations::expires_on.eq(expires_on)).execute(db)?;
    Ok(())
}

/// A newer one stands in its place from this day on.
pub fn set_replaced(db: &mut Db, id: AccreditationId, on: NaiveDate) -> Result<(), DbError> {
    diesel::update(accreditations::table.find(id.0)).set(accreditations::replaced_on.eq(Some(on))).execute(db)?;
    Ok(())
}

/// Why it was refused.
pub fn set_reason(db: &mut Db, id: AccreditationId, why: &str) -> Result<(), DbError> {
    let why = (!why.is_empty()).then_some(why);
    diesel::update(accreditations::table.find(id.0)).set(accreditations::refused_reason.eq(why)).execute(db)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accreditations)]
struct Row {
    id: i64,
    provider_id: i64,
    scheme: String,
    reference: String,
    scope: String,
    evidence_file: Option<String>,
    state: String,
    checked_by_name: Option<String>,
    checked_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    level: Option<String>,
    refused_reason: Option<String>,
    renews_id: Option<i64>,
    replaced_on: Option<NaiveDate>,
}

impl Row {
    fn into_accreditation(self) -> Result<Accreditation, DbError> {
        Ok(Accreditation {
            id: AccreditationId(self.id),
            provider_id: ProviderId(self.provider_id),
            scheme: DbError::parsed(&self.scheme)?,
            reference: self.reference,
            scope: self.scope,
            evidence_file: self.evidence_file,
            state: DbError::parsed(&self.state)?,
            checked_by_name: self.checked_by_name,
            checked_on: self.checked_on,
            expires_on: self.expires_on,
            level: self.level,
            refused_reason: self.refused_reason,
            renews: self.renews_id.map(AccreditationId),
            replaced_on: self.replaced_on,
        })
    }
}

/// Those of several providers, oldest first.
pub fn of_providers(db: &mut Db, ids: Vec<i64>) -> Result<HashMap<ProviderId, Vec<Accreditation>>, DbError> {
    let rows: Vec<Row> = among!(
        db,
        accreditations::table.order(accreditations::id.asc()).select(Row::as_select()),
        accreditations::provider_id,
        ids.as_slice()
    )?;
    let mut found: HashMap<ProviderId, Vec<Accreditation>> = HashMap::new();
    for row in rows {
        let accreditation = row.into_accreditation()?;
        found.entry(accreditation.provider_id).or_default().push(accreditation);
    }
    Ok(found)
}

pub fn by_id(db: &mut Db, id: AccreditationId) -> Result<Accreditation, DbError> {
    accreditations::table.find(id.0).select(Row::as_select()).get_result::<Row>(db)?.into_accreditation()
}

/// Those that wait for a moderator, oldest first.
pub fn waiting(db: &mut Db, limit: i64) -> Result<Vec<Accreditation>, DbError> {
    let rows: Vec<Row> = accreditations::table
        .filter(accreditations::state.eq(AccreditationState::Claimed.as_str()))
        .order(accreditations::id.asc())
        .limit(limit)
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::into_accreditation).collect()
}

/// The providers with a checked accreditation that nothing replaced and that ends on this day or before.
pub fn providers_ending_by(db: &mut Db, day: NaiveDate) -> Result<Vec<ProviderId>, DbError> {
    let ids: Vec<i64> = accreditations::table
        .filter(accreditations::state.eq(AccreditationState::Verified.as_str()))
        .filter(accreditations::replaced_on.is_null())
        .filter(accreditations::expires_on.le(day))
        .select(accreditations::provider_id)
        .distinct()
        .order(accreditations::provider_id.asc())
        .load(db)?;
    Ok(ids.into_iter().map(ProviderId).collect())
}

/// Notes that something was told of an accreditation; false when it was told before.
pub fn note_told(db: &mut Db, id: AccreditationId, notice: Notice, now: NaiveDateTime) -> Result<bool, DbError> {
    use crate::db::schema::accreditation_notices as notices;
    let rows = each_backend!(db, |c| diesel::insert_into(notices::table)
        .values((notices::accreditation_id.eq(id.0), notices::notice.eq(notice.as_str()), notices::sent_at.eq(now),))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// Notes that a holder was told that it ran out; false when they were told before.
pub fn note_warned(db: &mut Db, id: AccreditationId, holder: HolderId, now: NaiveDateTime) -> Result<bool, DbError> {
    use crate::db::schema::lapse_warnings as warnings;
    let rows = each_backend!(db, |c| diesel::insert_into(warnings::table)
        .values((warnings::accreditation_id.eq(id.0), warnings::holder_id.eq(holder.0), warnings::sent_at.eq(now),))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// The providers with an accreditation whose last day lies between two days.
pub fn providers_expiring(db: &mut Db, from: NaiveDate, to: NaiveDate) -> Result<Vec<ProviderId>, DbError> {
    let ids: Vec<i64> = accreditations::table
        .filter(accreditations::state.eq(AccreditationState::Verified.as_str()))
        .filter(accreditations::expires_on.between(from, to))
        .select(accreditations::provider_id)
        .distinct()
        .load(db)?;
    Ok(ids.into_iter().map(ProviderId).collect())
}
