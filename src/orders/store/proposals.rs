//! The `order_proposals` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{RequestColumns, kind_columns, list_columns, request, request_columns, word};
use crate::accounts::By;
use crate::db::schema::order_proposals::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{MandateId, OrderId, OrderLineId, ProposalId, UserId};
use crate::orders::model::{LineRequest, Proposal, ProposalKind, ProposalStatus};

type Row = (
    (i64, i64, i64),
    (String, String),
    RequestColumns,
    String,
    (i64, Option<i64>, NaiveDateTime),
    (Option<NaiveDateTime>, Option<String>),
);

macro_rules! columns {
    () => {
        (
            (dsl::id, dsl::order_id, dsl::order_line_id),
            (dsl::kind, dsl::status),
            request_columns!(dsl),
            dsl::words,
            (dsl::made_by, dsl::mandate_id, dsl::made_at),
            (dsl::answered_at, dsl::answer),
        )
    };
}

fn proposal(((id, order, line), (kind, status), columns, words, made, answered): Row) -> Result<Proposal, DbError> {
    Ok(Proposal {
        id: ProposalId(id),
        order_id: OrderId(order),
        line_id: OrderLineId(line),
        kind: word(&kind)?,
        status: word(&status)?,
        request: request(columns)?,
        words,
        made_by: UserId(made.0),
        mandate_id: made.1.map(MandateId),
        made_at: made.2,
        answered_at: answered.0,
        answer: answered.1,
    })
}

/// Writes an open proposal.
pub fn insert(
    db: &mut Db,
    (order, line, kind): (OrderId, OrderLineId, ProposalKind),
    wanted: &LineRequest,
    words: &str,
    by: By,
    now: NaiveDateTime,
) -> Result<ProposalId, DbError> {
    let (schedule_kind, weekdays, every_weeks) = kind_columns(wanted.schedule.kind);
    let (more, breaks) = list_columns(wanted)?;
    let id = diesel::insert_into(dsl::order_proposals)
        .values((
            (dsl::order_id.eq(order.0), dsl::order_line_id.eq(line.0)),
            (dsl::kind.eq(kind.as_str()), dsl::status.eq(ProposalStatus::Open.as_str())),
            (dsl::unit.eq(wanted.unit.as_str()), dsl::units_hundredths.eq(wanted.units.hundredths())),
            (dsl::schedule_kind.eq(schedule_kind), dsl::weekdays.eq(weekdays), dsl::every_weeks.eq(every_weeks)),
            dsl::at_time.eq(wanted.schedule.at.hhmm()),
            (dsl::starts_on.eq(wanted.schedule.starts_on), dsl::ends_on.eq(wanted.schedule.ends_on)),
            (dsl::more_visits.eq(more), dsl::breaks.eq(breaks)),
            dsl::on_bank_holidays.eq(wanted.schedule.holidays.as_str()),
            dsl::words.eq(words),
            (dsl::made_by.eq(by.user.0), dsl::mandate_id.eq(by.mandate.map(|id| id.0)), dsl::made_at.eq(now)),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    Ok(ProposalId(id))
}

pub fn by_id(db: &mut Db, id: ProposalId) -> Result<Proposal, DbError> {
    proposal(dsl::order_proposals.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// The proposals of an order that wait for an answer.
pub fn open_of(db: &mut Db, order: OrderId) -> Result<Vec<Proposal>, DbError> {
    let open = dsl::order_id.eq(order.0).and(dsl::status.eq(ProposalStatus::Open.as_str()));
    let rows: Vec<Row> = dsl::order_proposals.filter(open).order(dsl::id.asc()).select(columns!()).load(db)?;
    rows.into_iter().map(proposal).collect()
}

/// What was said to a proposal, by whom and when; nobody when the order moved on without it.
pub struct Answer<'a> {
    pub by: Option<By>,
    pub at: NaiveDateTime,
    pub words: Option<&'a str>,
}

/// Moves a proposal on, if it still is where it is thought to be; gives how many rows that was.
pub fn set_status(db: &mut Db, proposal: &Proposal, to: ProposalStatus, answer: &Answer<'_>) -> Result<usize, DbError> {
    let from = dsl::id.eq(proposal.id.0).and(dsl::status.eq(proposal.status.as_str()));
    Ok(diesel::update(dsl::order_proposals.filter(from))
        .set((
            dsl::status.eq(to.as_str()),
            dsl::answered_by.eq(answer.by.map(|by| by.user.0)),
            dsl::answered_mandate_id.eq(answer.by.and_then(|by| by.mandate).map(|id| id.0)),
            dsl::answered_at.eq(Some(answer.at)),
            dsl::answer.eq(answer.words),
        ))
        .execute(db)?)
}
