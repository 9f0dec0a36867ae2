//! Deleting a person's answers.

use diesel::prelude::*;

use super::figures::NONE;
use super::{from_json, to_json};
use crate::assessments::model::ras::Adjustment;
use crate::db::schema::{assessment_answers, assessments, contributions, figure_lines, figures};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

/// What an adjustment is called that wasn't one of the council's own.
const UNNAMED: &str = "An adjustment";

pub fn delete_answers(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let ids: Vec<i64> =
        assessments::table.filter(assessments::holder_id.eq(holder.0)).select(assessments::id).load(db)?;
    let theirs = assessment_answers::table.filter(assessment_answers::assessment_id.eq_any(ids));
    diesel::update(assessments::table.filter(assessments::holder_id.eq(holder.0)))
        .set(assessments::together_with.eq(None::<String>))
        .execute(db)?;
    Ok(diesel::delete(theirs).execute(db)?)
}

/// Takes out why figures were adjusted, and how an adjustment of its own was called; leaves what it changed.
pub fn blank_adjustments(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let adjusted: Vec<(i64, String)> = figures::table
        .filter(figures::holder_id.eq(holder.0).and(figures::adjustments.ne(NONE)))
        .select((figures::id, figures::adjustments))
        .load(db)?;
    for (figure, said) in &adjusted {
        let mut adjustments: Vec<Adjustment> = from_json(said)?;
        let lines: Vec<(i64, String)> = figure_lines::table
            .filter(figure_lines::figure_id.eq(figure))
            .select((figure_lines::id, figure_lines::words))
            .load(db)?;
        for one in &mut adjustments {
            let called = if one.key.is_some() { one.words.clone() } else { UNNAMED.to_owned() };
            for (line, words) in &lines {
                let by =
                    words.strip_prefix(&format!("{}: ", one.words)).and_then(|rest| rest.strip_suffix(&one.reason));
                let Some(by) = by.filter(|_| !one.reason.is_empty()) else { continue };
                let words = format!("{called}: {}", by.trim_end().trim_end_matches('.'));
                diesel::update(figure_lines::table.find(line)).set(figure_lines::words.eq(words)).execute(db)?;
            }
            one.words = called;
            one.reason.clear();
        }
        let said = to_json(&adjustments)?;
        diesel::update(figures::table.find(figure)).set(figures::adjustments.eq(said)).execute(db)?;
    }
    Ok(adjusted.len())
}

/// Takes out why contributions were decided, and leaves how much they are.
pub fn blank_reasons(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let theirs = contributions::table.filter(contributions::holder_id.eq(holder.0));
    Ok(diesel::update(theirs).set(contributions::reason.eq("")).execute(db)?)
}
