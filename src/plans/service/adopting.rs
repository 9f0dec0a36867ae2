//! Putting a draft to use without the council: a self-funder's, or a small change to a plan that runs. What the council
//! agreed last is what a change is held against, however many small ones came since.

use std::sync::Arc;

use super::agreeing::{Now, ONLY_OWN, move_on, newest};
use super::applying::apply;
use super::authority::{of_holder, writing};
use super::days::still_free;
use super::drafting::{from_rows, running_words};
use super::reading::{DraftView, view_of};
use super::telling::tell_amounts;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Db;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::model::Plan;
use crate::plans::model::checks::may_send;
use crate::plans::model::draft::Draft;
use crate::plans::model::head::Kind;
use crate::plans::model::small;
use crate::plans::model::state::Step;
use crate::plans::store::{agreed, drafts};

/// Puts a draft to use without the council: a self-funder's plan, or a change to a running plan within the rules.
///
/// # Errors
/// [`DraftError::NeedsCouncil`] with the reasons, and others; then nothing was changed.
pub async fn adopt(app: &App, actor: &Actor, id: DraftId, read: i32) -> Result<(), DraftError> {
    let (actor, site, at) = (Arc::new(actor.clone()), app.config.public_url.clone(), Now::of(app));
    app.db
        .write_locked_by(
            move |db| of_holder(db, id),
            move |db| {
                let known = writing(db, &actor, id, at.today)?;
                newest(&known, read)?;
                if !known.may.own {
                    return Err(DraftError::NotAllowed(ONLY_OWN));
                }
                let view = view_of(db, known)?;
                let head = &view.known.head;
                if view.known.holder.council_id.is_some() && head.kind == Kind::New {
                    return Err(DraftError::NeedsCouncil("It is a new plan.".to_owned()));
                }
                let why = needs_council(db, &view)?;
                if !why.is_empty() {
                    return Err(DraftError::NeedsCouncil(why.join(" ")));
                }
                may_send(&view.version.draft, &view.sums)?;
                still_free(db, &view, at.today)?;
                let plan = super::plan(db, head.plan_id)?;
                let before = running_words(db, &plan)?;
                drafts::mark_sent(db, id, view.version.number, at.now)?;
                drafts::keep_indicative(db, id, head.indicative)?;
                move_on(db, &actor, &view.known, (Step::Adopt, "", None), &site, at)?;
                apply(db, head, &view.version, (actor.user_id, false), at.now)?;
                if head.kind == Kind::New {
                    agreed::set_agreed(db, head.plan_id, (head.indicative, None), at.now)?;
                } else {
                    tell_amounts(db, &actor, &view.known, (&before, &view.version.draft), (&site, at.now))?;
                }
                Ok(())
            },
        )
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Why a change needs the council; none for a plan of its own, and for self-funders.
pub(super) fn needs_council(db: &mut Db, view: &DraftView) -> Result<Vec<String>, DraftError> {
    let head = &view.known.head;
    // By the council that helps them now: they may have joined it since this was begun.
    if head.kind == Kind::New || view.known.holder.council_id.is_none() {
        return Ok(Vec::new());
    }
    Ok(match agreed_words(db, view)? {
        Some(agreed) => small::needs_council(&agreed, &view.version.draft),
        None => vec!["The council has not agreed this plan yet.".to_owned()],
    })
}

/// What the council agreed last of the plan that a draft changes; none when it never did.
fn agreed_words(db: &mut Db, view: &DraftView) -> Result<Option<Draft>, DraftError> {
    let plan = view.known.head.plan_id;
    if let Some(head) = drafts::agreed_by_council(db, plan)? {
        return Ok(Some(drafts::version(db, head.id, head.version)?.draft));
    }
    if let Some(agreed) = &view.version.draft.agreed {
        return Ok(Some(Draft::clone(agreed)));
    }
    let plan = super::plan(db, plan)?;
    as_written_down(db, &plan)
}

/// What a plan says that an officer agreed before there were drafts of it; none once there was one.
fn as_written_down(db: &mut Db, plan: &Plan) -> Result<Option<Draft>, DraftError> {
    let untouched = plan.agreed_by.is_some() && drafts::agreed_of_plan(db, plan.id)?.is_none();
    Ok(untouched.then(|| from_rows(plan)))
}

/// What a change to a plan begins with: what the plan says now, and what the council agreed where no draft has kept that.
pub(super) fn change_of(db: &mut Db, plan: &Plan) -> Result<Draft, DraftError> {
    let mut draft = running_words(db, plan)?;
    if draft.agreed.is_none() {
        draft.agreed = as_written_down(db, plan)?.map(Box::new);
    }
    Ok(draft)
}
