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

/// Keeps a review under its number; whether there was none of that number before.
pub fn insert(
    db: &mut Db,
    (draft, number): (DraftId, i32),
    review: &Review,
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
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}

type Row = (String, i64, Option<i64>, NaiveDateTime, String);

fn reviewed((said, user, mandate, at, name): Row) -> Result<Reviewed, DbError> {
    let review = serde_json::from_str(&said).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(Reviewed { review, by: Who { user: UserId(user), name, mandate: mandate.map(MandateId) }, at })
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
            plan_reviews::said,
            plan_reviews::made_by,
            plan_reviews::mandate_id,
            plan_reviews::made_at,
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
            plan_reviews::said,
            plan_reviews::made_by,
            plan_reviews::mandate_id,
            plan_reviews::made_at,
            users::name,
        ))
        .first(db)
        .optional()?;
    row.map(reviewed).transpose()
}
