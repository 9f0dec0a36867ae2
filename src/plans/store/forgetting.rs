//! Taking people's words and files out of plans.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::{
    plan_approvals, plan_comments, plan_drafts, plan_files, plan_lines, plan_moves, plan_outcomes, plan_panels,
    plan_reviews, plan_versions, plans, review_signs,
};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;
use crate::plans::model::draft::Draft;

/// What stands where words were.
const GONE: &str = "Deleted";

pub fn drafts_of(db: &mut Db, holder: HolderId) -> Result<Vec<i64>, DbError> {
    Ok(plan_drafts::table.filter(plan_drafts::holder_id.eq(holder.0)).select(plan_drafts::id).load(db)?)
}

/// Takes all files off drafts; gives their keys.
pub fn take_files(db: &mut Db, drafts: &[i64]) -> Result<Vec<String>, DbError> {
    let keys = plan_files::table.filter(plan_files::draft_id.eq_any(drafts)).select(plan_files::stored).load(db)?;
    diesel::delete(plan_files::table.filter(plan_files::draft_id.eq_any(drafts))).execute(db)?;
    Ok(keys)
}

/// Takes the words out of drafts and what was said of them; how many rows that was.
pub fn blank_drafts(db: &mut Db, drafts: &[i64]) -> Result<usize, DbError> {
    let mut rows = diesel::delete(plan_comments::table.filter(plan_comments::draft_id.eq_any(drafts))).execute(db)?;
    rows += diesel::delete(plan_reviews::table.filter(plan_reviews::draft_id.eq_any(drafts))).execute(db)?;
    rows += diesel::delete(review_signs::table.filter(review_signs::draft_id.eq_any(drafts))).execute(db)?;
    rows += blank_versions(db, drafts)?;
    diesel::update(plan_drafts::table.filter(plan_drafts::id.eq_any(drafts)))
        .set(plan_drafts::due_on.eq(None::<NaiveDate>))
        .execute(db)?;
    rows += diesel::update(plan_moves::table.filter(plan_moves::draft_id.eq_any(drafts)))
        .set(plan_moves::words.eq(""))
        .execute(db)?;
    rows += diesel::update(plan_approvals::table.filter(plan_approvals::draft_id.eq_any(drafts)))
        .set(plan_approvals::words.eq(""))
        .execute(db)?;
    rows += diesel::update(plan_panels::table.filter(plan_panels::draft_id.eq_any(drafts)))
        .set((plan_panels::question.eq(""), plan_panels::words.eq(None::<String>)))
        .execute(db)?;
    Ok(rows)
}

/// Leaves the days of each version, so that it can still be opened, and nothing else.
fn blank_versions(db: &mut Db, drafts: &[i64]) -> Result<usize, DbError> {
    let broken = |error: serde_json::Error| DbError::Other(format!("a plan's version can't be read: {error}"));
    let all: Vec<(i64, String)> = plan_versions::table
        .filter(plan_versions::draft_id.eq_any(drafts))
        .select((plan_versions::id, plan_versions::said))
        .load(db)?;
    for (id, said) in &all {
        let draft: Draft = serde_json::from_str(said).map_err(broken)?;
        let days = serde_json::json!({ "starts_on": draft.starts_on, "ends_on": draft.ends_on });
        diesel::update(plan_versions::table.find(id)).set(plan_versions::said.eq(days.to_string())).execute(db)?;
    }
    Ok(all.len())
}

/// Takes the words out of a holder's plans, and leaves what they cost; how many rows that was.
pub fn blank_plans(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let ids: Vec<i64> = plans::table.filter(plans::holder_id.eq(holder.0)).select(plans::id).load(db)?;
    let mut rows = diesel::update(plan_outcomes::table.filter(plan_outcomes::plan_id.eq_any(&ids)))
        .set((plan_outcomes::words.eq(GONE), plan_outcomes::need.eq(None::<String>)))
        .execute(db)?;
    rows += diesel::update(plan_lines::table.filter(plan_lines::plan_id.eq_any(&ids)))
        .set(plan_lines::detail.eq(""))
        .execute(db)?;
    Ok(rows)
}
