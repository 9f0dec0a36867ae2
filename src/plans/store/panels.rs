//! The tables `plan_panels` and `plan_panel_members`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::{plan_drafts, plan_panel_members, plan_panels, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{DraftId, PanelId, PlanId, UserId};
use crate::plans::model::head::{Answer, Panel, Who};
use crate::plans::model::state::{Decision, State};

pub fn insert(
    db: &mut Db,
    draft: DraftId,
    (version, question, meets_on): (i32, &str, NaiveDate),
    by: UserId,
    now: NaiveDateTime,
) -> Result<PanelId, DbError> {
    let id: i64 = diesel::insert_into(plan_panels::table)
        .values((
            plan_panels::draft_id.eq(draft.0),
            plan_panels::version.eq(version),
            plan_panels::question.eq(question),
            plan_panels::meets_on.eq(meets_on),
            plan_panels::referred_by.eq(by.0),
            plan_panels::referred_at.eq(now),
        ))
        .returning(plan_panels::id)
        .get_result(db)?;
    Ok(PanelId(id))
}

/// Nobody waits for an answer of the panel any more; what it was asked stands with the step that asked it.
pub fn call_off(db: &mut Db, draft: DraftId) -> Result<(), DbError> {
    let waiting = plan_panels::table.filter(plan_panels::draft_id.eq(draft.0).and(plan_panels::decided_at.is_null()));
    diesel::delete(waiting).execute(db)?;
    Ok(())
}

/// Writes down what the panel said, and who was there.
pub fn answer(
    db: &mut Db,
    id: PanelId,
    (decision, words, members): (Decision, &str, &[UserId]),
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(plan_panels::table.find(id.0))
        .set((
            plan_panels::decision.eq(decision.as_str()),
            plan_panels::words.eq(words),
            plan_panels::decided_by.eq(by.0),
            plan_panels::decided_at.eq(now),
        ))
        .execute(db)?;
    for member in members {
        diesel::insert_into(plan_panel_members::table)
            .values((plan_panel_members::panel_id.eq(id.0), plan_panel_members::user_id.eq(member.0)))
            .execute(db)?;
    }
    Ok(())
}

/// The sittings that supported a plan as it was agreed, if some things are done, oldest first.
pub fn conditions(db: &mut Db, plan: PlanId) -> Result<Vec<Panel>, DbError> {
    let forms: Vec<(i64, i32)> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plan.0).and(plan_drafts::state.eq(State::Agreed.as_str())))
        .order(plan_drafts::id.asc())
        .select((plan_drafts::id, plan_drafts::version))
        .load(db)?;
    let mut found = Vec::new();
    for (draft, version) in forms {
        let all = of_draft(db, DraftId(draft))?.into_iter();
        found.extend(all.filter(|panel| panel.version == version && panel.conditions().is_some()));
    }
    Ok(found)
}

type AnswerRow = (Option<String>, Option<String>, Option<i64>, Option<NaiveDateTime>);

/// All sittings about a draft, oldest first.
pub fn of_draft(db: &mut Db, draft: DraftId) -> Result<Vec<Panel>, DbError> {
    let rows: Vec<(i64, i32, String, NaiveDate, AnswerRow)> = plan_panels::table
        .filter(plan_panels::draft_id.eq(draft.0))
        .order(plan_panels::id.asc())
        .select((
            plan_panels::id,
            plan_panels::version,
            plan_panels::question,
            plan_panels::meets_on,
            (plan_panels::decision, plan_panels::words, plan_panels::decided_by, plan_panels::decided_at),
        ))
        .load(db)?;
    let mut panels = Vec::new();
    for (id, version, question, meets_on, answered) in rows {
        let answer = match answered {
            (Some(decision), words, Some(user), Some(at)) => {
                let name: String = users::table.find(user).select(users::name).get_result(db)?;
                let by = Who { user: UserId(user), name, mandate: None };
                Some(Answer { decision: DbError::parsed(&decision)?, words: words.unwrap_or_default(), by, at })
            }
            _ => None,
        };
        let members: Vec<(i64, String)> = plan_panel_members::table
            .inner_join(users::table)
            .filter(plan_panel_members::panel_id.eq(id))
            .order(plan_panel_members::id.asc())
            .select((users::id, users::name))
            .load(db)?;
        let members = members.into_iter().map(|(user, name)| (UserId(user), name)).collect();
        panels.push(Panel { id: PanelId(id), version, question, meets_on, members, answer });
    }
    Ok(panels)
}
