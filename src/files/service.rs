//! Storing a file so that it is never forgotten, and deleting what nobody wants.

use chrono::{NaiveDateTime, TimeDelta};

use super::{FileKey, Files, FilesError, store};
use crate::db::Database;

/// A file that no transaction kept within this time was never used.
const WAITS: TimeDelta = TimeDelta::days(1);

/// A file that was let go can be brought back for this long.
const LINGERS: TimeDelta = TimeDelta::days(30);

/// Files deleted at a time.
const BATCH: i64 = 200;

/// Stores a file under a new key. It is deleted after a day unless a transaction calls [`super::keep`].
///
/// # Errors
/// When the database or the file store fails; nothing then needs to be put right.
pub async fn upload(
    database: &Database,
    files: &Files,
    key: &FileKey,
    bytes: Vec<u8>,
    now: NaiveDateTime,
) -> Result<(), FilesError> {
    let (entered, size) = (key.clone(), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    database.write(move |db| store::enter(db, &entered, size, now)).await?;
    files.put(key, bytes).await
}

/// Deletes files that were never used, and those let go 30 days ago; gives how many. May run at any time, and twice.
///
/// # Errors
/// When the database or the file store fails; what is left is deleted next time.
pub async fn tidy(database: &Database, files: &Files, now: NaiveDateTime) -> Result<usize, FilesError> {
    let mut deleted = 0;
    loop {
        let unwanted = database.read(move |db| store::unwanted(db, now - WAITS, now - LINGERS, BATCH)).await?;
        if unwanted.is_empty() {
            return Ok(deleted);
        }
        for key in &unwanted {
            // Taken out of the table first, so that nobody brings back what is about to go.
            let gone = key.clone();
            if database.write(move |db| store::forget(db, &gone, now - WAITS, now - LINGERS)).await? {
                if let Ok(key) = key.parse() {
                    files.delete(&key).await?;
                }
                deleted += 1;
            }
        }
    }
}
