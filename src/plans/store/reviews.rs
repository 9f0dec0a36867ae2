//! The table `plan_reviews`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{plan_reviews, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{DraftId, MandateId, UserId};
use crate::plans::model::head::Who;
use crate::plans::model::review::{Review, Reviewed};

/// Keeps a review; whether there was none of this draft before.
pub fn insert(db: &mut Db, draft: DraftId, review: &Review, by: By, now: NaiveDateTime) -> Result<bool, DbError> {
    let said = serde_json::to_string(review).map_err(|error| DbError::Other(error.to_string()))?;
    let row = diesel::insert_into(plan_reviews::table).values((
        plan_reviews::draft_id.eq(draft.0),
        plan_reviews::said.eq(said),
        plan_reviews::made_by.eq(by.user.0),
        plan_reviews::mandate_id.eq(by.mandate.map(MandateId::get)),
        plan_reviews::made_at.eq(now),
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}

/// The review of a draft, once there is one.
pub fn of_draft(db: &mut Db, draft: DraftId) -> Result<Option<Reviewed>, DbError> {
    let row: Option<(String, i64, Option<i64>, NaiveDateTime, String)> = plan_reviews::table
        .inner_join(users::table)
        .filter(plan_reviews::draft_id.eq(draft.0))
        .select((
            plan_reviews::said,
            plan_reviews::made_by,
            plan_reviews::mandate_id,
            plan_reviews::made_at,
            users::name,
        ))
        .first(db)
        .optional()?;
    let Some((said, user, mandate, at, name)) = row else { return Ok(None) };
    let review = serde_json::from_str(&said).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(Some(Reviewed { review, by: Who { user: UserId(user), name, mandate: mandate.map(MandateId) }, at }))
}
