//! The tables `stream_terms` and `arrivals`.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Arrival, Arrivals, Arrives, Collector, Terms};
use crate::accounts::Actor;
use crate::db::schema::{arrivals, budgets, funding_streams, holders, pots, stream_terms};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{FundingStreamId, HolderId, OrganisationId, PotId};

/// Writes down how a stream arrives, and in which parts.
pub(super) fn insert(
    db: &mut Db,
    stream: FundingStreamId,
    (arrives, collector): (Arrives, Option<Collector>),
    parts: &[(NaiveDate, Money)],
) -> Result<(), DbError> {
    diesel::insert_into(stream_terms::table)
        .values((
            stream_terms::funding_stream_id.eq(stream.0),
            stream_terms::arrives.eq(arrives.as_str()),
            stream_terms::collector.eq(collector.map(Collector::as_str)),
        ))
        .execute(db)?;
    for (number, (on, amount)) in (1_i32..).zip(parts) {
        diesel::insert_into(arrivals::table)
            .values((
                arrivals::funding_stream_id.eq(stream.0),
                arrivals::number.eq(number),
                arrivals::due_on.eq(on),
                arrivals::amount_pence.eq(amount.pence()),
            ))
            .execute(db)?;
    }
    Ok(())
}

type TermsRow = (i64, String, i64, NaiveDateTime, Option<String>, Option<String>);

/// When a pot's money arrives, without what another stream pays instead. A stream of which nothing more was said arrived whole when it was put in.
pub(in crate::budgets) fn of_pot(db: &mut Db, pot: PotId) -> Result<Arrivals, DbError> {
    let rows: Vec<TermsRow> = funding_streams::table
        .left_join(stream_terms::table.on(stream_terms::funding_stream_id.eq(funding_streams::id)))
        .filter(funding_streams::pot_id.eq(pot.0).and(funding_streams::moved_pence.lt(funding_streams::amount_pence)))
        .order(funding_streams::id.asc())
        .select((
            funding_streams::id,
            funding_streams::stream,
            funding_streams::amount_pence - funding_streams::moved_pence,
            funding_streams::created_at,
            stream_terms::arrives.nullable(),
            stream_terms::collector.nullable(),
        ))
        .load(db)?;
    let mut parts: BTreeMap<i64, Vec<Arrival>> = BTreeMap::new();
    if rows.iter().any(|row| row.4.is_some()) {
        let planned: Vec<(i64, NaiveDate, i64, Option<NaiveDateTime>)> = arrivals::table
            .inner_join(funding_streams::table.on(funding_streams::id.eq(arrivals::funding_stream_id)))
            .filter(funding_streams::pot_id.eq(pot.0).and(arrivals::moved_pence.lt(arrivals::amount_pence)))
            .order((arrivals::due_on.asc(), arrivals::id.asc()))
            .select((
                arrivals::funding_stream_id,
                arrivals::due_on,
                arrivals::amount_pence - arrivals::moved_pence,
                arrivals::arrived_at,
            ))
            .load(db)?;
        for (stream, on, pence, arrived) in planned {
            let arrival = Arrival { on, amount: Money::from_pence(pence), arrived: arrived.is_some() };
            parts.entry(stream).or_default().push(arrival);
        }
    }
    let terms = |(id, stream, pence, created, arrives, collector): TermsRow| {
        let amount = Money::from_pence(pence);
        let whole = || vec![Arrival { on: london(created).date(), amount, arrived: true }];
        Ok(Terms {
            id: FundingStreamId(id),
            stream: DbError::parsed(&stream)?,
            amount,
            arrives: arrives.as_deref().map_or(Ok(Arrives::AllAtOnce), DbError::parsed)?,
            collector: collector.as_deref().map(DbError::parsed).transpose()?,
            parts: parts.remove(&id).unwrap_or_else(whole),
        })
    };
    Ok(Arrivals { streams: rows.into_iter().map(terms).collect::<Result<_, DbError>>()? })
}

/// Notes that everything due by a day has arrived; says how many parts are new. Into what is closed nothing comes.
pub(super) fn note_arrived(db: &mut Db, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let open =
        funding_streams::table.inner_join(pots::table).filter(pots::closed_at.is_null()).select(funding_streams::id);
    let due = arrivals::table
        .filter(arrivals::arrived_at.is_null().and(arrivals::due_on.le(today)))
        .filter(arrivals::moved_pence.lt(arrivals::amount_pence))
        .filter(arrivals::funding_stream_id.eq_any(open));
    Ok(diesel::update(due).set(arrivals::arrived_at.eq(now)).execute(db)?)
}

/// A pot with whose it is, if they are this council's.
pub(in crate::budgets) struct CouncilPot {
    pub holder: HolderId,
    pub name: String,
    pub reference: String,
    pub held_as: String,
    pub span: (NaiveDate, NaiveDate),
}

/// A pot of one of the council's people, for one of its officers. Nobody decides about their own money.
pub(in crate::budgets) fn pot_of_council(
    db: &mut Db,
    (officer, council): (&Actor, OrganisationId),
    pot: PotId,
) -> Result<Option<CouncilPot>, DbError> {
    let row: Option<(i64, String, String, String, NaiveDate, NaiveDate)> = pots::table
        .inner_join(budgets::table)
        .inner_join(holders::table)
        .filter(pots::id.eq(pot.0).and(holders::council_id.eq(council.0)))
        .select((holders::id, holders::name, holders::reference, pots::held_as, budgets::starts_on, budgets::ends_on))
        .get_result(db)
        .optional()?;
    let row = row.filter(|(holder, ..)| officer.own_holder != Some(HolderId(*holder)));
    Ok(row.map(|(holder, name, reference, held_as, starts_on, ends_on)| CouncilPot {
        holder: HolderId(holder),
        name,
        reference,
        held_as,
        span: (starts_on, ends_on),
    }))
}
