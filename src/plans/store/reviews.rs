//! The table `plan_reviews`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{plan_drafts, plan_reviews, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{DraftId, HolderId, MandateId, PlanId, UserId};
use crate::plans::model::head::Who;
use crate::plans::model::review::{Review, Reviewed};
use crate::plans::model::state::State;

/// Keeps a review under its number, and whether it counts at once; whether there was none of that number before.
pub fn insert(
    db: &mut Db,
    (draft, number): (DraftId, i32),
    (review, counts): (&Review, bool),
    by: By,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let said = serde_json::to_string(review).map_err(|error| DbError::Other(error.to_string()))?;
    let row = diesel::insert_into(plan_reviews::table).values((
        plan_reviews::draft_id.eq(draft.0),
        plan_reviews::number.eq(number),
        plan_reviews::said.eq(said),
        plan_reviews::made_by.eq(by.user.0),
        plan_reviews::mandate_id.eq(by.mandate.map(MandateId::get)),
        plan_reviews::made_at.eq(now),
        plan_reviews::confirmed_by.eq(counts.then_some(by.user.0)),
        plan_reviews::confirmed_at.eq(counts.then_some(now)),
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}

/// A review that the person's side wrote counts from now on; whether it didn't before.
pub fn confirm(db: &mut Db, id: i64, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = plan_reviews::table.find(id).filter(plan_reviews::confirmed_at.is_null());
    let set = diesel::update(open)
        .set((plan_reviews::confirmed_by.eq(by.0), plan_reviews::confirmed_at.eq(now)))
        .execute(db)?;
    Ok(set == 1)
}

type Row = (i64, String, i64, Option<i64>, NaiveDateTime, (Option<i64>, Option<NaiveDateTime>), String);

fn reviewed((id, said, user, mandate, at, confirmed, name): Row) -> Result<Reviewed, DbError> {
    let review = serde_json::from_str(&said).map_err(|error| DbError::Other(error.to_string()))?;
    let by = Who { user: UserId(user), name, mandate: mandate.map(MandateId) };
    let counts = confirmed.0.map(UserId).zip(confirmed.1);
    Ok(Reviewed { id, review, by, at, counts })
}

/// The reviews of a plan, whichever form of it was reviewed, oldest first.
pub fn of_plan(db: &mut Db, plan: PlanId) -> Result<Vec<Reviewed>, DbError> {
    let forms = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq(State::Agreed.as_str())))
        .select(plan_drafts::id);
    let rows: Vec<Row> = plan_reviews::table
        .inner_join(users::table)
        .filter(plan_reviews::draft_id.eq_any(forms))
        .order(plan_reviews::id.asc())
        .select((
            plan_reviews::id,
            plan_reviews::said,
            plan_reviews::made_by,
            plan_reviews::mandate_id,
            plan_reviews::made_at,
            (plan_reviews::confirmed_by, plan_reviews::confirmed_at),
            users::name,
        ))
        .load(db)?;
    rows.into_iter().map(reviewed).collect()
}

/// The newest review of any of somebody's plans.
pub fn newest_of(db: &mut Db, holder: HolderId) -> Result<Option<Reviewed>, DbError> {
    let theirs = plan_drafts::table
        .filter(plan_drafts::holder_id.eq(holder.0).and(plan_drafts::state.eq(State::Agreed.as_str())))
        .select(plan_drafts::id);
    let row: Option<Row> = plan_reviews::table
        .inner_join(users::table)
        .filter(plan_reviews::draft_id.eq_any(theirs))
        .order(plan_reviews::id.desc())
        .select((
            plan_reviews::id,
            plan_reviews::said,
            plan_reviews::made_by,
            plan_reviews::mandate_id,
            plan_reviews::made_at,
            (plan_reviews::confirmed_by, plan_reviews::confirmed_at),
            users::name,
        ))
        .first(db)
        .optional()?;
    row.map(reviewed).transpose()
}
