//! A council's plans that somebody has to do something about, by when that is due; none of closed cases.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::service::{Named, is_named};
use crate::db::schema::{closed_cases, holders, plan_drafts, plan_reminders, plans};
use crate::db::{Db, DbError};
use crate::kernel::ids::{DraftId, HolderId, OrganisationId};
use crate::kernel::{Money, PageNumber};
use crate::plans::model::caseload::{Asked, Case, Due};
use crate::plans::model::state::{OPEN, State};

type Row = (
    (i64, String, String, Option<i64>, i64),
    (Option<NaiveDate>, NaiveDateTime),
    (i64, String, String),
    (NaiveDate, NaiveDate),
);

fn open() -> Vec<&'static str> {
    OPEN.iter().map(|state| state.as_str()).collect()
}

/// Nobody has to do anything about somebody whose case is closed.
macro_rules! of_open_cases {
    ($query:expr) => {{
        let closed = closed_cases::table.filter(closed_cases::reopened_at.is_null()).select(closed_cases::holder_id);
        $query.filter(plan_drafts::holder_id.ne_all(closed))
    }};
}

/// Narrows a query to what is asked for.
macro_rules! narrowed {
    ($query:expr, $council:expr, $asked:expr, $today:expr) => {{
        let mut query = of_open_cases!($query).filter(plan_drafts::council_id.eq($council.0)).into_boxed();
        query = match $asked.state {
            Some(state) => query.filter(plan_drafts::state.eq(state.as_str())),
            None => query.filter(plan_drafts::state.eq_any(open())),
        };
        query = match $asked.due {
            Due::Any => query,
            Due::Soon => query.filter(plan_drafts::due_on.le($today + chrono::TimeDelta::weeks(8))),
            Due::Overdue => query.filter(plan_drafts::due_on.lt($today)),
            Due::Week => query.filter(
                plan_drafts::due_on.ge($today).and(plan_drafts::due_on.le($today + chrono::TimeDelta::days(7))),
            ),
        };
        query
    }};
}

pub fn count(db: &mut Db, council: OrganisationId, asked: &Asked, today: NaiveDate) -> Result<i64, DbError> {
    if asked.name.is_empty() {
        return Ok(narrowed!(plan_drafts::table, council, asked, today).count().get_result(db)?);
    }
    let named = plan_drafts::table.inner_join(holders::table);
    let query = narrowed!(named, council, asked, today);
    Ok(query.filter(is_named!(Named::of(&asked.name))).count().get_result(db)?)
}

/// What is due first, then what has no day: an index is in this order on both databases.
fn due_first() -> diesel::expression::SqlLiteral<diesel::sql_types::Untyped> {
    diesel::dsl::sql("plan_drafts.due_on ASC NULLS LAST, plan_drafts.id ASC")
}

/// The drafts on one page: found before people and plans are joined to them, so that only a page of them is.
fn on_page(
    db: &mut Db,
    council: OrganisationId,
    asked: &Asked,
    today: NaiveDate,
    (page, per_page): (PageNumber, u32),
) -> Result<Vec<i64>, DbError> {
    let (limit, offset) = (i64::from(per_page), page.offset(per_page));
    if asked.name.is_empty() {
        let query = narrowed!(plan_drafts::table, council, asked, today).select(plan_drafts::id);
        return Ok(query.order(due_first()).limit(limit).offset(offset).load(db)?);
    }
    let named = plan_drafts::table.inner_join(holders::table);
    let query = narrowed!(named, council, asked, today).select(plan_drafts::id);
    let query = query.filter(is_named!(Named::of(&asked.name)));
    Ok(query.order(due_first()).limit(limit).offset(offset).load(db)?)
}

/// One page, what is due first at the top.
pub fn page(
    db: &mut Db,
    council: OrganisationId,
    asked: &Asked,
    today: NaiveDate,
    page: (PageNumber, u32),
) -> Result<Vec<Case>, DbError> {
    let ids = on_page(db, council, asked, today, page)?;
    let rows: Vec<Row> = plan_drafts::table
        .inner_join(holders::table)
        .inner_join(plans::table)
        .filter(plan_drafts::id.eq_any(ids))
        .order(due_first())
        .select((
            (
                plan_drafts::id,
                plan_drafts::kind,
                plan_drafts::state,
                plan_drafts::indicative_pence,
                plan_drafts::total_pence,
            ),
            (plan_drafts::due_on, plan_drafts::updated_at),
            (holders::id, holders::name, holders::reference),
            (plans::starts_on, plans::ends_on),
        ))
        .load(db)?;
    let case = |((id, kind, state, indicative, total), (due_on, updated_at), (holder, name, reference), days): Row| {
        Ok(Case {
            draft: DraftId(id),
            kind: DbError::parsed(&kind)?,
            state: DbError::parsed(&state)?,
            indicative: indicative.map(Money::from_pence),
            checked: true,
            total: Money::from_pence(total),
            due_on,
            updated_at,
            holder: HolderId(holder),
            days,
            name,
            reference,
        })
    };
    rows.into_iter().map(case).collect()
}

/// How many of a council's plans are in each state in which there is something to do.
pub fn by_state(db: &mut Db, council: OrganisationId) -> Result<Vec<(State, i64)>, DbError> {
    let rows: Vec<(String, i64)> = of_open_cases!(plan_drafts::table)
        .filter(plan_drafts::council_id.eq(council.0).and(plan_drafts::state.eq_any(open())))
        .group_by(plan_drafts::state)
        .select((plan_drafts::state, diesel::dsl::count_star()))
        .load(db)?;
    rows.into_iter().map(|(state, count)| Ok((DbError::parsed(&state)?, count))).collect()
}

/// Drafts that are due between two days, of which nobody was told so yet, the earliest first; none of closed cases.
pub fn to_tell(
    db: &mut Db,
    (from, until): (NaiveDate, NaiveDate),
    (kind, states): (&str, &[State]),
    limit: i64,
) -> Result<Vec<DraftId>, DbError> {
    let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    let told = plan_reminders::table.filter(
        plan_reminders::draft_id
            .eq(plan_drafts::id)
            .and(plan_reminders::kind.eq(kind))
            .and(plan_reminders::due_on.nullable().eq(plan_drafts::due_on)),
    );
    let ids: Vec<i64> = of_open_cases!(plan_drafts::table)
        .filter(plan_drafts::due_on.ge(from).and(plan_drafts::due_on.le(until)))
        .filter(plan_drafts::state.eq_any(states))
        .filter(diesel::dsl::not(diesel::dsl::exists(told)))
        .order(plan_drafts::due_on.asc())
        .limit(limit)
        .select(plan_drafts::id)
        .load(db)?;
    Ok(ids.into_iter().map(DraftId).collect())
}
