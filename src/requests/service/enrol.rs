//! Writing requests and gaps down without a form: for the demo and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::{NaiveDate, NaiveDateTime};

use super::answering::{self, Yes};
use super::asking::last_day;
use crate::accounts::By;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, ProviderId, QuoteId, RequestId, UserId};
use crate::orders::service::agreed::Agreed;
use crate::requests::error::RequestError;
use crate::requests::gaps::Gap;
use crate::requests::model::{AskFor, NewQuoteLine, Side};
use crate::requests::store::{gaps, messages, quotes, requests};

/// Writes a request; nobody is told.
///
/// # Errors
/// [`DbError::Constraint`] when there are no words, or too many.
pub fn request(db: &mut Db, holder: HolderId, ask: &AskFor, by: By, now: NaiveDateTime) -> Result<RequestId, DbError> {
    requests::insert(db, holder, ask, by, (now, last_day(ask, london(now).date())))
}

/// Writes a quote and sends it; nobody is told.
///
/// # Errors
/// When the rows can't be written.
pub fn quote(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    lines: &[NewQuoteLine],
    (notes, valid_until): (&str, NaiveDate),
    by: UserId,
    now: NaiveDateTime,
) -> Result<QuoteId, DbError> {
    let version =
        i32::try_from(quotes::of_provider(db, request, provider)?.len()).unwrap_or(i32::MAX).saturating_add(1);
    let id = quotes::insert(db, (request, provider), version, notes, by, now)?;
    for line in lines {
        quotes::add_line(db, id, line)?;
    }
    let quote = quotes::by_id(db, id)?;
    quotes::send(db, &quote, &quotes::Sending { notes, valid_until, by, now })?;
    Ok(id)
}

/// Writes a question of a provider, or the answer to one; nobody is told.
///
/// # Errors
/// When the row can't be written.
pub fn message(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    (side, words): (Side, &str),
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    messages::insert(db, (request, provider), side, words, by, now)
}

/// Accepts a quote, as [`super::accept`] does, without mails of the request; gives the order.
///
/// # Errors
/// As [`super::accept`].
pub fn accept(db: &mut Db, yes: &Yes<'_>, quote: QuoteId) -> Result<Agreed, RequestError> {
    let quote = quotes::by_id(db, quote)?;
    let request = requests::by_id(db, quote.request_id)?;
    answering::accept_in(db, yes, &request, &quote)
}

/// Counts searches that found nothing.
///
/// # Errors
/// When the row can't be written.
pub fn gap(db: &mut Db, gap: &Gap, searches: i64) -> Result<(), DbError> {
    gaps::add(db, gap, searches)
}
