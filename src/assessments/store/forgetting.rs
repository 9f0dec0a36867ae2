//! Deleting a person's answers.

use diesel::prelude::*;

use crate::db::schema::{assessment_answers, assessments};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

pub fn delete_answers(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let ids: Vec<i64> =
        assessments::table.filter(assessments::holder_id.eq(holder.0)).select(assessments::id).load(db)?;
    let theirs = assessment_answers::table.filter(assessment_answers::assessment_id.eq_any(ids));
    Ok(diesel::delete(theirs).execute(db)?)
}
