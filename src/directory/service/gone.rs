//! Entries that a source no longer holds: their listings are paused, never deleted, and what its provider runs itself
//! is left to the provider.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError, LockKey};
use crate::directory::model::ListingState;
use crate::directory::store::imported::{self, Entry};
use crate::directory::store::{listings, loading, providers};
use crate::kernel::{ListingId, ProviderId};

/// No listing has this number: the lock makes two imports at the same time take turns.
pub(super) const IMPORTS: LockKey = LockKey::Listing(0);

/// How many entries are looked at in one transaction.
const BATCH: i64 = 500;

/// What a whole file no longer holds.
#[derive(Clone, Debug, Default)]
pub(in crate::directory) struct Gone {
    /// How many entries of the data set were looked at.
    pub(in crate::directory) of: usize,
    /// The keys of those that the file doesn't hold.
    pub(in crate::directory) keys: Vec<String>,
}

/// Which entries of a data set a file doesn't hold. `held` says of a key whether the file has it.
pub(in crate::directory) fn find(app: &App, data_set: &str, held: impl Fn(&str) -> bool) -> Result<Gone, DbError> {
    let mut gone = Gone::default();
    let mut after = 0;
    loop {
        let data_set = data_set.to_owned();
        let some = app.db.read_blocking(move |db| imported::listings_of(db, &data_set, after, BATCH))?;
        let Some(last) = some.last() else { return Ok(gone) };
        after = last.id;
        gone.of += some.len();
        gone.keys.extend(some.into_iter().map(|entry| entry.key).filter(|key| !held(key)));
    }
}

/// Pauses the listings of these entries; gives how many were paused, and how many were left to their providers. A dry run
/// only counts them.
pub(in crate::directory) fn pause(
    app: &App,
    data_set: &str,
    keys: Vec<String>,
    dry_run: bool,
) -> Result<(u64, u64), DbError> {
    let now = app.clock.now();
    let keys: Arc<HashSet<String>> = Arc::new(keys.into_iter().collect());
    let (mut paused, mut left, mut after) = (0, 0, 0);
    loop {
        let (data_set, keys) = (data_set.to_owned(), Arc::clone(&keys));
        let done = app.db.write_locked_blocking(vec![IMPORTS], move |db| {
            let some = imported::listings_of(db, &data_set, after, BATCH)?;
            let last = some.last().map(|entry| entry.id);
            let (mut paused, mut left) = (0, 0);
            for entry in some.iter().filter(|entry| keys.contains(&entry.key)) {
                let live = live_and_unclaimed(db, entry)?;
                if !dry_run {
                    imported::set_gone(db, &data_set, &entry.key, now)?;
                }
                match live {
                    Some(id) if dry_run || pause_one(db, id, now)? => paused += 1,
                    _ => left += 1,
                }
            }
            Ok::<_, DbError>((last, paused, left))
        })?;
        let Some(last) = done.0 else { return Ok((paused, left)) };
        after = last;
        paused += done.1;
        left += done.2;
    }
}

/// The entry's listing, if it is live and nobody runs it.
fn live_and_unclaimed(db: &mut Db, entry: &Entry) -> Result<Option<ListingId>, DbError> {
    let Some(id) = entry.listing_id.map(ListingId) else { return Ok(None) };
    let provider = providers::by_id(db, ProviderId(entry.provider_id))?;
    let listing = loading::by_id(db, id)?;
    let is_ours = provider.organisation_id.is_none() && listing.state == ListingState::Live;
    Ok(is_ours.then_some(id))
}

/// Whether it was paused.
fn pause_one(db: &mut Db, id: ListingId, now: NaiveDateTime) -> Result<bool, DbError> {
    let paused = listings::set_state(db, id, ListingState::Live, ListingState::Paused, now)?;
    crate::db::outbox::touch_listing(db, id, now)?;
    let detail = "No longer in the data it came from";
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: None,
            mandate: None,
            holder: None,
            action: "listing.gone_from_source",
            subject: "listings",
            subject_id: id.0,
            detail,
        },
    )?;
    Ok(paused)
}
