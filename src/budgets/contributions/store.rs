//! What of the tables `funding_streams` and `arrivals` another stream pays instead.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::Part;
use crate::budgets::arrivals::{Arrives, Collector};
use crate::budgets::model::Stream;
use crate::budgets::pots::store::purposes;
use crate::db::schema::{arrivals, funding_streams, stream_terms};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{FundingStreamId, PotId};

/// What of a pot's streams others pay instead.
pub(in crate::budgets) fn moved(db: &mut Db, pot: PotId) -> Result<Money, DbError> {
    let of = funding_streams::table.filter(funding_streams::pot_id.eq(pot.0).and(funding_streams::moved_pence.gt(0)));
    let rows: Vec<i64> = of.select(funding_streams::moved_pence).load(db)?;
    let sum = Money::sum(rows.into_iter().map(Money::from_pence));
    sum.ok_or_else(|| DbError::Other("what moved between streams can't be held".to_owned()))
}

/// The parts of one kind of stream of a pot that are for anything, the earliest first.
pub(super) fn parts(db: &mut Db, pot: PotId, stream: Stream) -> Result<Vec<Part>, DbError> {
    type Row = (i64, i64, i64, chrono::NaiveDateTime, Option<String>, Option<String>);
    let mut streams: Vec<Row> = funding_streams::table
        .left_join(stream_terms::table.on(stream_terms::funding_stream_id.eq(funding_streams::id)))
        .filter(funding_streams::pot_id.eq(pot.0).and(funding_streams::stream.eq(stream.as_str())))
        .order(funding_streams::id.asc())
        .select((
            funding_streams::id,
            funding_streams::amount_pence,
            funding_streams::moved_pence,
            funding_streams::created_at,
            stream_terms::collector.nullable(),
            stream_terms::arrives.nullable(),
        ))
        .load(db)?;
    let ids: Vec<i64> = streams.iter().map(|row| row.0).collect();
    let fenced = purposes(db, &ids)?;
    streams.retain(|(id, ..)| fenced.iter().all(|(fenced, _)| fenced != id));
    let rows: Vec<(i64, i64, NaiveDate, i64, i64, bool)> = arrivals::table
        .filter(arrivals::funding_stream_id.eq_any(ids))
        .order((arrivals::due_on.asc(), arrivals::id.asc()))
        .select((
            arrivals::id,
            arrivals::funding_stream_id,
            arrivals::due_on,
            arrivals::amount_pence,
            arrivals::moved_pence,
            arrivals::arrived_at.is_not_null(),
        ))
        .load(db)?;
    let mut all = Vec::new();
    for (stream, pence, moved, created, collector, arrives) in streams {
        let collector: Option<Collector> = collector.as_deref().map(DbError::parsed).transpose()?;
        let of = |id, on, pence: i64, moved: i64, arrived| Part {
            id,
            stream: FundingStreamId(stream),
            on,
            left: Money::from_pence(pence.saturating_sub(moved)),
            arrived,
            whole: arrives.as_deref().is_none_or(|how| how == Arrives::AllAtOnce.as_str()),
            collector,
        };
        let mut theirs = rows.iter().filter(|row| row.1 == stream).peekable();
        if theirs.peek().is_none() {
            // Of which nothing more was said arrived whole when it was put in.
            all.push(of(None, london(created).date(), pence, moved, true));
        }
        all.extend(theirs.map(|(id, _, on, pence, moved, arrived)| of(Some(*id), *on, *pence, *moved, *arrived)));
    }
    all.sort_by_key(|part| part.on);
    Ok(all)
}

/// Notes that another stream pays so much of a part instead.
pub(super) fn move_part(db: &mut Db, part: &Part, amount: Money) -> Result<(), DbError> {
    let more = amount.pence();
    if let Some(id) = part.id {
        diesel::update(arrivals::table.find(id))
            .set(arrivals::moved_pence.eq(arrivals::moved_pence + more))
            .execute(db)?;
    }
    diesel::update(funding_streams::table.find(part.stream.0))
        .set(funding_streams::moved_pence.eq(funding_streams::moved_pence + more))
        .execute(db)?;
    Ok(())
}
