//! Taking back all that somebody asks for, because their case is closed. Callers hold the transaction and the lock of the
//! holder, and have checked that it is theirs to do.

use chrono::NaiveDateTime;

use super::messages::{self, Who};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;
use crate::requests::model::RequestStatus;
use crate::requests::store::requests;

/// Takes open requests back, and tells the providers whose quotes wait.
///
/// # Errors
/// When the database fails.
pub fn close_all(db: &mut Db, holder: HolderId, (site, now): (&str, NaiveDateTime)) -> Result<(), DbError> {
    for request in requests::of_holder(db, holder)? {
        if request.status != RequestStatus::Open || requests::close(db, request.id, RequestStatus::Withdrawn, now)? != 1
        {
            continue;
        }
        let what = "The request was taken back. Thank you for your quote.";
        messages::close_quotes(db, request.id, None, what, (site, now))?;
        let said = ("request.withdrawn", "Took a request back, because the case is closed");
        messages::record(db, Who::Nobody, (holder, request.id), said, now)?;
    }
    Ok(())
}
