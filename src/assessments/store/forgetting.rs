//! Deleting a person's answers.

use diesel::prelude::*;

use crate::db::schema::{assessment_answers, assessments, contributions};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

pub fn delete_answers(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let ids: Vec<i64> =
        assessments::table.filter(assessments::holder_id.eq(holder.0)).select(assessments::id).load(db)?;
    let theirs = assessment_answers::table.filter(assessment_answers::assessment_id.eq_any(ids));
    diesel::update(assessments::table.filter(assessments::holder_id.eq(holder.0)))
        .set(assessments::together_with.eq(None::<String>))
        .execute(db)?;
    Ok(diesel::delete(theirs).execute(db)?)
}

/// Takes out why contributions were decided, and leaves how much they are.
pub fn blank_reasons(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let theirs = contributions::table.filter(contributions::holder_id.eq(holder.0));
    Ok(diesel::update(theirs).set(contributions::reason.eq("")).execute(db)?)
}
