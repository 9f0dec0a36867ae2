//! The tables `plan_drafts` and `plan_versions`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{plan_drafts, plan_moves, plan_versions, plans, users};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{DraftId, HolderId, MandateId, OrganisationId, PlanId, UserId};
use crate::plans::model::draft::Draft;
use crate::plans::model::head::{Head, Kind, Version, VersionRow, Who};
use crate::plans::model::state::{OPEN, State, Step};

/// A draft to be begun.
pub struct NewDraft {
    /// The plan it becomes, or changes.
    pub plan: PlanId,
    /// Whose.
    pub holder: HolderId,
    /// Their council.
    pub council: Option<OrganisationId>,
    /// What it is for.
    pub kind: Kind,
    /// What the assessment suggested.
    pub indicative: Option<Money>,
}

type HeadRow = (
    (i64, i64, i64, Option<i64>),
    (String, String, i32, Option<i64>),
    (Option<NaiveDate>, Option<NaiveDateTime>, NaiveDateTime),
);

#[allow(clippy::type_complexity, reason = "a list of columns is its own type")]
const HEAD: (
    (plan_drafts::id, plan_drafts::plan_id, plan_drafts::holder_id, plan_drafts::council_id),
    (plan_drafts::kind, plan_drafts::state, plan_drafts::version, plan_drafts::indicative_pence),
    (plan_drafts::due_on, plan_drafts::appealed_at, plan_drafts::updated_at),
) = (
    (plan_drafts::id, plan_drafts::plan_id, plan_drafts::holder_id, plan_drafts::council_id),
    (plan_drafts::kind, plan_drafts::state, plan_drafts::version, plan_drafts::indicative_pence),
    (plan_drafts::due_on, plan_drafts::appealed_at, plan_drafts::updated_at),
);

fn head(
    ((id, plan, holder, council), (kind, state, version, indicative), (due_on, appealed_at, updated_at)): HeadRow,
) -> Result<Head, DbError> {
    Ok(Head {
        id: DraftId(id),
        plan_id: PlanId(plan),
        holder_id: HolderId(holder),
        council_id: council.map(OrganisationId),
        kind: DbError::parsed(&kind)?,
        state: DbError::parsed(&state)?,
        version,
        indicative: indicative.map(Money::from_pence),
        due_on,
        appealed_at,
        updated_at,
    })
}

fn written(said: &str) -> Result<Draft, DbError> {
    serde_json::from_str(said).map_err(|error| DbError::Other(format!("a plan's version can't be read: {error}")))
}

fn as_text(draft: &Draft) -> Result<String, DbError> {
    serde_json::to_string(draft).map_err(|error| DbError::Other(error.to_string()))
}

pub fn by_id(db: &mut Db, id: DraftId) -> Result<Head, DbError> {
    head(plan_drafts::table.find(id.0).select(HEAD).get_result(db)?)
}

/// Whether a newer draft of the same plan, or of another for some of its days, was agreed.
pub fn overtaken(db: &mut Db, head: &Head) -> Result<bool, DbError> {
    let (from, until): (NaiveDate, NaiveDate) =
        plans::table.find(head.plan_id.0).select((plans::starts_on, plans::ends_on)).get_result(db)?;
    let same_days = plans::starts_on.le(until).and(plans::ends_on.ge(from));
    let found: i64 = plan_drafts::table
        .inner_join(plans::table.on(plans::id.eq(plan_drafts::plan_id)))
        .filter(plan_drafts::holder_id.eq(head.holder_id.0).and(plan_drafts::id.gt(head.id.0)))
        .filter(plan_drafts::state.eq(State::Agreed.as_str()))
        .filter(plan_drafts::plan_id.eq(head.plan_id.0).or(same_days))
        .count()
        .get_result(db)?;
    Ok(found > 0)
}

/// A holder's drafts that aren't thrown away, newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Head>, DbError> {
    let rows: Vec<HeadRow> = plan_drafts::table
        .filter(plan_drafts::holder_id.eq(holder.0).and(plan_drafts::state.ne(State::Dropped.as_str())))
        .order(plan_drafts::id.desc())
        .limit(50)
        .select(HEAD)
        .load(db)?;
    rows.into_iter().map(head).collect()
}

/// A holder's drafts that were thrown away, newest first.
pub fn thrown_away(db: &mut Db, holder: HolderId) -> Result<Vec<Head>, DbError> {
    let rows: Vec<HeadRow> = plan_drafts::table
        .filter(plan_drafts::holder_id.eq(holder.0).and(plan_drafts::state.eq(State::Dropped.as_str())))
        .order(plan_drafts::id.desc())
        .limit(20)
        .select(HEAD)
        .load(db)?;
    rows.into_iter().map(head).collect()
}

/// The draft of a plan in which somebody still has something to do.
pub fn open_of_plan(db: &mut Db, plan: PlanId) -> Result<Option<DraftId>, DbError> {
    let open: Vec<&str> = OPEN.iter().map(|state| state.as_str()).collect();
    let id: Option<i64> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq_any(open)))
        .select(plan_drafts::id)
        .get_result(db)
        .optional()?;
    Ok(id.map(DraftId))
}

/// When a draft was agreed or put to use last, by the steps that were taken: a draft that was begun earlier can be agreed
/// later, when a refusal is looked at again.
fn last_agreed() -> diesel::expression::SqlLiteral<diesel::sql_types::BigInt> {
    diesel::dsl::sql(
        "COALESCE((SELECT MAX(step.id) FROM plan_moves step WHERE step.draft_id = plan_drafts.id \
         AND step.step IN ('agree', 'adopt')), 0)",
    )
}

/// The draft of a plan that was agreed or put to use last: what its running form says in full.
pub fn agreed_of_plan(db: &mut Db, plan: PlanId) -> Result<Option<Head>, DbError> {
    let row: Option<HeadRow> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq(State::Agreed.as_str())))
        .order((last_agreed().desc(), plan_drafts::id.desc()))
        .select(HEAD)
        .first(db)
        .optional()?;
    row.map(head).transpose()
}

/// The draft of a plan that the council agreed last, whatever was put to use without it since.
pub fn agreed_by_council(db: &mut Db, plan: PlanId) -> Result<Option<Head>, DbError> {
    let agreed = plan_moves::table
        .filter(plan_moves::draft_id.eq(plan_drafts::id).and(plan_moves::step.eq(Step::Agree.as_str())));
    let row: Option<HeadRow> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq(State::Agreed.as_str())))
        .filter(diesel::dsl::exists(agreed))
        .order((last_agreed().desc(), plan_drafts::id.desc()))
        .select(HEAD)
        .first(db)
        .optional()?;
    row.map(head).transpose()
}

/// The draft of the same plan that was agreed before this one.
pub fn agreed_before(db: &mut Db, head: &Head) -> Result<Option<DraftId>, DbError> {
    let id: Option<i64> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(head.plan_id.0).and(plan_drafts::id.ne(head.id.0)))
        .filter(plan_drafts::state.eq(State::Agreed.as_str()))
        .order((last_agreed().desc(), plan_drafts::id.desc()))
        .select(plan_drafts::id)
        .first(db)
        .optional()?;
    Ok(id.map(DraftId))
}

pub fn insert(db: &mut Db, new: &NewDraft, by: By, now: NaiveDateTime) -> Result<DraftId, DbError> {
    let id: i64 = diesel::insert_into(plan_drafts::table)
        .values((
            plan_drafts::plan_id.eq(new.plan.0),
            plan_drafts::holder_id.eq(new.holder.0),
            plan_drafts::council_id.eq(new.council.map(OrganisationId::get)),
            plan_drafts::kind.eq(new.kind.as_str()),
            plan_drafts::state.eq(State::Draft.as_str()),
            plan_drafts::version.eq(1),
            plan_drafts::indicative_pence.eq(new.indicative.map(Money::pence)),
            plan_drafts::total_pence.eq(0_i64),
            plan_drafts::created_by.eq(by.user.0),
            plan_drafts::created_at.eq(now),
            plan_drafts::updated_at.eq(now),
        ))
        .returning(plan_drafts::id)
        .get_result(db)?;
    Ok(DraftId(id))
}

/// Moves a draft on, if it still is where it was, with the version it had. Whether it was.
pub fn set_state(
    db: &mut Db,
    from: &Head,
    to: State,
    due_on: Option<NaiveDate>,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let still = plan_drafts::table
        .find(from.id.0)
        .filter(plan_drafts::state.eq(from.state.as_str()).and(plan_drafts::version.eq(from.version)));
    let moved = diesel::update(still)
        .set((plan_drafts::state.eq(to.as_str()), plan_drafts::due_on.eq(due_on), plan_drafts::updated_at.eq(now)))
        .execute(db)?;
    Ok(moved == 1)
}

/// Puts whatever is still open of a holder's under a council.
pub fn set_council(db: &mut Db, holder: HolderId, council: OrganisationId) -> Result<(), DbError> {
    let states: Vec<&str> = OPEN.iter().map(|state| state.as_str()).collect();
    let open = plan_drafts::holder_id.eq(holder.0).and(plan_drafts::state.eq_any(states));
    diesel::update(plan_drafts::table.filter(open)).set(plan_drafts::council_id.eq(Some(council.0))).execute(db)?;
    Ok(())
}

pub fn set_appealed(db: &mut Db, id: DraftId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(plan_drafts::table.find(id.0)).set(plan_drafts::appealed_at.eq(now)).execute(db)?;
    Ok(())
}

/// When something about it is due next.
pub fn set_due(db: &mut Db, id: DraftId, due_on: Option<NaiveDate>) -> Result<(), DbError> {
    diesel::update(plan_drafts::table.find(id.0)).set(plan_drafts::due_on.eq(due_on)).execute(db)?;
    Ok(())
}

/// Nothing about what was agreed of a plan is due any more.
pub fn nothing_due(db: &mut Db, plan: PlanId) -> Result<(), DbError> {
    let agreed = plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq(State::Agreed.as_str()));
    diesel::update(plan_drafts::table.filter(agreed)).set(plan_drafts::due_on.eq(None::<NaiveDate>)).execute(db)?;
    Ok(())
}

/// Keeps the figure that the plan stands beside now, for lists.
pub fn keep_indicative(db: &mut Db, id: DraftId, amount: Option<Money>) -> Result<(), DbError> {
    let to = plan_drafts::indicative_pence.eq(amount.map(Money::pence));
    diesel::update(plan_drafts::table.find(id.0)).set(to).execute(db)?;
    Ok(())
}

/// Writes down the figure that a plan stands beside where nothing was assessed here, and who says so.
pub fn set_indicative(
    db: &mut Db,
    id: DraftId,
    amount: Money,
    (by, now): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    diesel::update(plan_drafts::table.find(id.0))
        .set((
            plan_drafts::indicative_pence.eq(amount.pence()),
            plan_drafts::indicative_by.eq(by.0),
            plan_drafts::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Who wrote that figure down; none when nobody did.
pub fn indicative_by(db: &mut Db, id: DraftId) -> Result<Option<UserId>, DbError> {
    let by: Option<i64> = plan_drafts::table.find(id.0).select(plan_drafts::indicative_by).get_result(db)?;
    Ok(by.map(UserId))
}

/// Says which version is the newest and what it costs, if it still was this one. Whether it was.
pub fn set_version(db: &mut Db, head: &Head, version: i32, total: Money, now: NaiveDateTime) -> Result<bool, DbError> {
    let still = plan_drafts::table
        .find(head.id.0)
        .filter(plan_drafts::state.eq(head.state.as_str()).and(plan_drafts::version.eq(head.version)));
    let set = diesel::update(still)
        .set((
            plan_drafts::version.eq(version),
            plan_drafts::total_pence.eq(total.pence()),
            plan_drafts::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(set == 1)
}

type VersionHead = (i32, i64, Option<i64>, NaiveDateTime, Option<NaiveDateTime>, String);

fn who(user: i64, mandate: Option<i64>, name: String) -> Who {
    Who { user: UserId(user), name, mandate: mandate.map(MandateId) }
}

/// A version; [`DbError::NotFound`] when there is none of this number.
pub fn version(db: &mut Db, draft: DraftId, number: i32) -> Result<Version, DbError> {
    let (row, said): (VersionHead, String) = plan_versions::table
        .inner_join(users::table)
        .filter(plan_versions::draft_id.eq(draft.0).and(plan_versions::number.eq(number)))
        .select((
            (
                plan_versions::number,
                plan_versions::made_by,
                plan_versions::mandate_id,
                plan_versions::made_at,
                plan_versions::sent_at,
                users::name,
            ),
            plan_versions::said,
        ))
        .get_result(db)?;
    let (number, user, mandate, made_at, sent_at, name) = row;
    Ok(Version { number, draft: written(&said)?, by: who(user, mandate, name), made_at, sent_at })
}

/// All versions, newest first, without their words.
pub fn versions(db: &mut Db, draft: DraftId) -> Result<Vec<VersionRow>, DbError> {
    let rows: Vec<(VersionHead, i64)> = plan_versions::table
        .inner_join(users::table)
        .filter(plan_versions::draft_id.eq(draft.0))
        .order(plan_versions::number.desc())
        .limit(200)
        .select((
            (
                plan_versions::number,
                plan_versions::made_by,
                plan_versions::mandate_id,
                plan_versions::made_at,
                plan_versions::sent_at,
                users::name,
            ),
            plan_versions::total_pence,
        ))
        .load(db)?;
    let row = |((number, user, mandate, made_at, sent_at, name), total): (VersionHead, i64)| VersionRow {
        number,
        total: Money::from_pence(total),
        by: who(user, mandate, name),
        made_at,
        sent_at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Whether somebody wrote any version.
pub fn wrote(db: &mut Db, draft: DraftId, user: UserId) -> Result<bool, DbError> {
    let found: i64 = plan_versions::table
        .filter(plan_versions::draft_id.eq(draft.0).and(plan_versions::made_by.eq(user.0)))
        .count()
        .get_result(db)?;
    Ok(found > 0)
}

pub fn insert_version(
    db: &mut Db,
    id: DraftId,
    (number, draft, total): (i32, &Draft, Money),
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(plan_versions::table)
        .values((
            plan_versions::draft_id.eq(id.0),
            plan_versions::number.eq(number),
            plan_versions::said.eq(as_text(draft)?),
            plan_versions::total_pence.eq(total.pence()),
            plan_versions::made_by.eq(by.user.0),
            plan_versions::mandate_id.eq(by.mandate.map(MandateId::get)),
            plan_versions::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

pub fn rewrite_version(db: &mut Db, id: DraftId, (number, draft, total): (i32, &Draft, Money)) -> Result<(), DbError> {
    let version = plan_versions::draft_id.eq(id.0).and(plan_versions::number.eq(number));
    diesel::update(plan_versions::table.filter(version))
        .set((plan_versions::said.eq(as_text(draft)?), plan_versions::total_pence.eq(total.pence())))
        .execute(db)?;
    Ok(())
}

/// Marks a version as sent: it isn't changed after that.
pub fn mark_sent(db: &mut Db, id: DraftId, number: i32, now: NaiveDateTime) -> Result<(), DbError> {
    let version = plan_versions::draft_id.eq(id.0).and(plan_versions::number.eq(number));
    diesel::update(plan_versions::table.filter(version)).set(plan_versions::sent_at.eq(now)).execute(db)?;
    Ok(())
}
