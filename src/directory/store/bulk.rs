//! The `bulk_uploads` and `listing_references` tables: files that wait, and what providers call their listings.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{bulk_uploads, listing_references};
use crate::db::{Db, DbError};
use crate::kernel::{ListingId, ProviderId, UploadId, UserId};

/// A file that was sent.
#[derive(Clone, Debug)]
pub struct Upload {
    pub provider_id: ProviderId,
    pub name: String,
    /// What could be read of it, as JSON; nothing once it is applied.
    pub parsed: String,
    pub basis: String,
    pub expires_at: NaiveDateTime,
    pub outcome: Option<String>,
    /// Since when it waits to be saved by a job.
    pub queued_at: Option<NaiveDateTime>,
    /// Why the job didn't save it.
    pub problem: Option<String>,
}

/// A file to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewUpload<'a> {
    pub name: &'a str,
    pub parsed: &'a str,
    pub basis: &'a str,
    pub expires_at: NaiveDateTime,
}

pub fn insert(
    db: &mut Db,
    provider: ProviderId,
    by: UserId,
    new: NewUpload<'_>,
    now: NaiveDateTime,
) -> Result<UploadId, DbError> {
    let id = diesel::insert_into(bulk_uploads::table)
        .values((
            bulk_uploads::provider_id.eq(provider.0),
            bulk_uploads::user_id.eq(by.0),
            bulk_uploads::name.eq(new.name),
            bulk_uploads::parsed.eq(new.parsed),
            bulk_uploads::basis.eq(new.basis),
            bulk_uploads::created_at.eq(now),
            bulk_uploads::expires_at.eq(new.expires_at),
        ))
        .returning(bulk_uploads::id)
        .get_result(db)?;
    Ok(UploadId(id))
}

pub fn by_id(db: &mut Db, id: UploadId) -> Result<Upload, DbError> {
    type Row = (i64, String, String, String, NaiveDateTime, Option<String>, Option<NaiveDateTime>, Option<String>);
    let row: Row = bulk_uploads::table
        .find(id.0)
        .select((
            bulk_uploads::provider_id,
            bulk_uploads::name,
            bulk_uploads::parsed,
            bulk_uploads::basis,
            bulk_uploads::expires_at,
            bulk_uploads::outcome,
            bulk_uploads::queued_at,
            bulk_uploads::problem,
        ))
        .get_result(db)?;
    let (provider_id, name, parsed, basis, expires_at, outcome, queued_at, problem) = row;
    let provider_id = ProviderId(provider_id);
    Ok(Upload { provider_id, name, parsed, basis, expires_at, outcome, queued_at, problem })
}

pub fn set_basis(db: &mut Db, id: UploadId, basis: &str) -> Result<(), DbError> {
    diesel::update(bulk_uploads::table.find(id.0)).set(bulk_uploads::basis.eq(basis)).execute(db)?;
    Ok(())
}

/// Notes what was done; what the file held isn't needed any more.
pub fn set_applied(db: &mut Db, id: UploadId, outcome: &str, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(bulk_uploads::table.find(id.0))
        .set((bulk_uploads::applied_at.eq(now), bulk_uploads::outcome.eq(outcome), bulk_uploads::parsed.eq("")))
        .execute(db)?;
    Ok(())
}

/// Notes that it waits for a job, or that the job is over: then why it didn't save it.
pub fn set_queued(
    db: &mut Db,
    id: UploadId,
    queued_at: Option<NaiveDateTime>,
    problem: Option<&str>,
) -> Result<(), DbError> {
    diesel::update(bulk_uploads::table.find(id.0))
        .set((bulk_uploads::queued_at.eq(queued_at), bulk_uploads::problem.eq(problem)))
        .execute(db)?;
    Ok(())
}

pub fn delete(db: &mut Db, id: UploadId) -> Result<(), DbError> {
    diesel::delete(bulk_uploads::table.find(id.0)).execute(db)?;
    Ok(())
}

/// Throws away what has waited too long, and what waits of this provider.
pub fn prune(db: &mut Db, provider: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::delete(bulk_uploads::table.filter(bulk_uploads::expires_at.le(now))).execute(db)?;
    let waits = bulk_uploads::provider_id.eq(provider.0).and(bulk_uploads::applied_at.is_null());
    let waits = waits.and(bulk_uploads::queued_at.is_null());
    diesel::delete(bulk_uploads::table.filter(waits)).execute(db)?;
    Ok(())
}

/// The own references of a provider's listings.
pub fn references(db: &mut Db, provider: ProviderId) -> Result<HashMap<ListingId, String>, DbError> {
    let rows: Vec<(i64, String)> = listing_references::table
        .filter(listing_references::provider_id.eq(provider.0))
        .select((listing_references::listing_id, listing_references::reference))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, reference)| (ListingId(id), reference)).collect())
}

/// Gives a listing its own reference, in place of the one it had.
pub fn set_reference(db: &mut Db, provider: ProviderId, id: ListingId, reference: &str) -> Result<(), DbError> {
    diesel::delete(listing_references::table.find(id.0)).execute(db)?;
    diesel::insert_into(listing_references::table)
        .values((
            listing_references::listing_id.eq(id.0),
            listing_references::provider_id.eq(provider.0),
            listing_references::reference.eq(reference),
        ))
        .execute(db)?;
    Ok(())
}
