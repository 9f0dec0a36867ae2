//! The tables `quotes` and `quote_lines`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::{quote_lines, quotes};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{ListingId, OrderId, ProviderId, QuoteId, QuoteLineId, RequestId, UserId};
use crate::requests::model::{NewQuoteLine, Quote, QuoteLine, QuoteStatus};

type Row = (
    (i64, i64, i64, i32, String),
    (String, Option<NaiveDate>, i64),
    (Option<NaiveDateTime>, Option<NaiveDateTime>, Option<String>, Option<i64>),
);
type LineRow = (i64, i64, i64, String, String, i64, String);

macro_rules! columns {
    () => {
        (
            (quotes::id, quotes::request_id, quotes::provider_id, quotes::version, quotes::status),
            (quotes::notes, quotes::valid_until, quotes::made_by),
            (quotes::sent_at, quotes::ended_at, quotes::reason, quotes::order_id),
        )
    };
}

fn line((id, _, listing, title, request, price, vat): LineRow) -> Result<QuoteLine, DbError> {
    let broken = |error: serde_json::Error| DbError::Other(format!("a quote's line makes no sense: {error}"));
    Ok(QuoteLine {
        id: QuoteLineId(id),
        listing_id: ListingId(listing),
        title,
        request: serde_json::from_str(&request).map_err(broken)?,
        price: Money::from_pence(price),
        vat: DbError::parsed(&vat)?,
    })
}

fn quote((which, said, ended): Row) -> Result<Quote, DbError> {
    let (id, request, provider, version, status) = which;
    Ok(Quote {
        id: QuoteId(id),
        request_id: RequestId(request),
        provider_id: ProviderId(provider),
        version,
        status: DbError::parsed(&status)?,
        notes: said.0,
        valid_until: said.1,
        made_by: UserId(said.2),
        sent_at: ended.0,
        ended_at: ended.1,
        reason: ended.2,
        order_id: ended.3.map(OrderId),
        lines: Vec::new(),
    })
}

/// Gives each quote its lines, in two statements for any number of them.
fn with_lines(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Quote>, DbError> {
    let mut found = rows.into_iter().map(quote).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<i64> = found.iter().map(|quote| quote.id.0).collect();
    let lines: Vec<LineRow> = quote_lines::table
        .filter(quote_lines::quote_id.eq_any(ids))
        .order(quote_lines::id.asc())
        .select(quote_lines::all_columns)
        .load(db)?;
    for row in lines {
        if let Some(of) = found.iter_mut().find(|quote| quote.id.0 == row.1) {
            of.lines.push(line(row)?);
        }
    }
    Ok(found)
}

/// Begins a quote.
pub fn insert(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    version: i32,
    notes: &str,
    by: UserId,
    now: NaiveDateTime,
) -> Result<QuoteId, DbError> {
    let id = diesel::insert_into(quotes::table)
        .values((
            quotes::request_id.eq(request.0),
            quotes::provider_id.eq(provider.0),
            quotes::version.eq(version),
            quotes::status.eq(QuoteStatus::Draft.as_str()),
            quotes::notes.eq(notes),
            quotes::made_by.eq(by.0),
            quotes::made_at.eq(now),
        ))
        .returning(quotes::id)
        .get_result(db)?;
    Ok(QuoteId(id))
}

pub fn by_id(db: &mut Db, id: QuoteId) -> Result<Quote, DbError> {
    let row: Row = quotes::table.find(id.0).select(columns!()).get_result(db)?;
    with_lines(db, vec![row])?.pop().ok_or(DbError::NotFound)
}

/// All quotes for a request, by provider and version; drafts among them.
pub fn of_request(db: &mut Db, request: RequestId) -> Result<Vec<Quote>, DbError> {
    let rows: Vec<Row> = quotes::table
        .filter(quotes::request_id.eq(request.0))
        .order((quotes::provider_id.asc(), quotes::version.asc(), quotes::id.asc()))
        .select(columns!())
        .load(db)?;
    with_lines(db, rows)
}

/// One provider's quotes for a request, oldest first.
pub fn of_provider(db: &mut Db, request: RequestId, provider: ProviderId) -> Result<Vec<Quote>, DbError> {
    let rows: Vec<Row> = quotes::table
        .filter(quotes::request_id.eq(request.0).and(quotes::provider_id.eq(provider.0)))
        .order((quotes::version.asc(), quotes::id.asc()))
        .select(columns!())
        .load(db)?;
    with_lines(db, rows)
}

/// Which requests these providers have quoted for or begun to, with how far the newest version of each has come.
pub fn standings(db: &mut Db, providers: &[ProviderId]) -> Result<Vec<(RequestId, QuoteStatus)>, DbError> {
    let ids: Vec<i64> = providers.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, String)> = quotes::table
        .filter(quotes::provider_id.eq_any(ids))
        .order((quotes::id.desc(),))
        .select((quotes::request_id, quotes::status))
        .limit(500)
        .load(db)?;
    let mut found: Vec<(RequestId, QuoteStatus)> = Vec::new();
    for (request, status) in rows {
        if !found.iter().any(|(known, _)| known.0 == request) {
            found.push((RequestId(request), DbError::parsed(&status)?));
        }
    }
    Ok(found)
}

/// How many quotes wait for an answer, for each of these requests.
pub fn waiting(db: &mut Db, requests: &[RequestId]) -> Result<Vec<(RequestId, i64)>, DbError> {
    let ids: Vec<i64> = requests.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, i64)> = quotes::table
        .filter(quotes::request_id.eq_any(ids).and(quotes::status.eq(QuoteStatus::Sent.as_str())))
        .group_by(quotes::request_id)
        .select((quotes::request_id, diesel::dsl::count_star()))
        .load(db)?;
    Ok(rows.into_iter().map(|(request, count)| (RequestId(request), count)).collect())
}

/// Quotes that wait and held only until before this day.
pub fn over(db: &mut Db, today: NaiveDate, limit: i64) -> Result<Vec<Quote>, DbError> {
    let rows: Vec<Row> = quotes::table
        .filter(quotes::status.eq(QuoteStatus::Sent.as_str()).and(quotes::valid_until.lt(today)))
        .order(quotes::id.asc())
        .limit(limit)
        .select(columns!())
        .load(db)?;
    with_lines(db, rows)
}

/// Adds a line to a quote.
pub fn add_line(db: &mut Db, quote: QuoteId, new: &NewQuoteLine) -> Result<(), DbError> {
    let request = serde_json::to_string(&new.request).map_err(|error| DbError::Other(error.to_string()))?;
    diesel::insert_into(quote_lines::table)
        .values((
            quote_lines::quote_id.eq(quote.0),
            quote_lines::listing_id.eq(new.listing.0),
            quote_lines::title.eq(&new.title),
            quote_lines::request.eq(request),
            quote_lines::price_pence.eq(new.price.pence()),
            quote_lines::vat.eq(new.vat.as_str()),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes a line out of a quote; gives how many rows that was.
pub fn remove_line(db: &mut Db, quote: QuoteId, line: QuoteLineId) -> Result<usize, DbError> {
    let line = quote_lines::table.filter(quote_lines::id.eq(line.0).and(quote_lines::quote_id.eq(quote.0)));
    Ok(diesel::delete(line).execute(db)?)
}

/// Throws a draft away.
pub fn discard(db: &mut Db, quote: QuoteId) -> Result<usize, DbError> {
    diesel::delete(quote_lines::table.filter(quote_lines::quote_id.eq(quote.0))).execute(db)?;
    let draft = quotes::id.eq(quote.0).and(quotes::status.eq(QuoteStatus::Draft.as_str()));
    Ok(diesel::delete(quotes::table.filter(draft)).execute(db)?)
}

/// What is written when a draft is sent.
pub struct Sending<'a> {
    pub notes: &'a str,
    pub valid_until: NaiveDate,
    pub by: UserId,
    pub now: NaiveDateTime,
}

/// Sends a draft, if it still is one; gives how many rows that was.
pub fn send(db: &mut Db, quote: &Quote, sending: &Sending<'_>) -> Result<usize, DbError> {
    let draft = quotes::id.eq(quote.id.0).and(quotes::status.eq(QuoteStatus::Draft.as_str()));
    Ok(diesel::update(quotes::table.filter(draft))
        .set((
            quotes::status.eq(QuoteStatus::Sent.as_str()),
            quotes::notes.eq(sending.notes),
            quotes::valid_until.eq(Some(sending.valid_until)),
            quotes::made_by.eq(sending.by.0),
            quotes::sent_at.eq(Some(sending.now)),
        ))
        .execute(db)?)
}

/// Ends a quote, if it still is where it is thought to be; gives how many rows that was.
pub fn end(
    db: &mut Db,
    quote: &Quote,
    to: QuoteStatus,
    (reason, order): (Option<&str>, Option<OrderId>),
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    if !quote.status.may_become(to) {
        return Ok(0);
    }
    if quote.status == QuoteStatus::Draft {
        return discard(db, quote.id);
    }
    let from = quotes::id.eq(quote.id.0).and(quotes::status.eq(quote.status.as_str()));
    Ok(diesel::update(quotes::table.filter(from))
        .set((
            quotes::status.eq(to.as_str()),
            quotes::ended_at.eq(Some(now)),
            quotes::reason.eq(reason),
            quotes::order_id.eq(order.map(OrderId::get)),
        ))
        .execute(db)?)
}
