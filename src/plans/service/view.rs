//! What the page `/plan` shows, and who may see it.

use chrono::NaiveDate;

use crate::accounts::service::people::holder_summary;
use crate::accounts::{Actor, HolderSummary, Role, Scope};
use crate::app::App;
use crate::assessments::model::figure::Behind;
use crate::assessments::service as assessments;
use crate::db::{Db, DbError};
use crate::kernel::ids::{DraftId, HolderId, PlanId};
use crate::plans::error::PlanError;
use crate::plans::model::head::Taken;
use crate::plans::model::state::Step;
use crate::plans::model::{Plan, PlanStatus};
use crate::plans::store::{self, drafts, said};

/// A holder's plan, with whose it is.
#[derive(Clone, Debug)]
pub struct PlanView {
    /// Whose.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// The plan that counts today, else the newest one in any state; none before there is any.
    pub plan: Option<Plan>,
    /// Its last day is past.
    pub over: bool,
    /// The draft that the plan shown is, once it is agreed: it can be read whole.
    pub draft: Option<DraftId>,
    /// Who put it to use, where nobody had to agree it as it is now.
    pub used: Option<Taken>,
    /// Agreed plans that begin later, with their first and last day, the next one first.
    pub later: Vec<(Option<DraftId>, NaiveDate, NaiveDate)>,
    /// The figure that they have, and what they were asked to pay.
    pub behind: Behind,
}

/// The plan of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`PlanError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn view(app: &App, actor: &Actor) -> Result<PlanView, PlanError> {
    let holder = actor.holder(Scope::View)?;
    view_for(app, actor, holder).await
}

/// A named holder's plan, for themselves, whoever acts for them, or a care manager of their council.
///
/// # Errors
/// [`PlanError::Refused`] when it isn't theirs to see, also when there is no such holder.
pub async fn view_for(app: &App, actor: &Actor, holder: HolderId) -> Result<PlanView, PlanError> {
    let actor = actor.clone();
    let today = app.clock.today();
    app.db
        .read(move |db| {
            let holder = may_see(db, &actor, holder)?;
            let id = match store::current(db, holder.id, today)? {
                Some(id) => Some(id),
                None => store::newest(db, holder.id)?,
            };
            let plan = id.map(|id| store::by_id(db, id)).transpose()?;
            let behind = assessments::behind(db, holder.id)?;
            let agreed = plan.as_ref().filter(|plan| plan.status == PlanStatus::Agreed);
            let (draft, later) = match agreed {
                Some(plan) => (draft_of(db, plan.id)?, later(db, plan)?),
                None => (None, Vec::new()),
            };
            let used = match draft {
                Some(draft) => said::steps(db, draft)?.pop().filter(|taken| taken.step == Step::Adopt),
                None => None,
            };
            let over = plan.as_ref().is_some_and(|plan| plan.ends_on < today);
            Ok(PlanView { own: actor.own_holder == Some(holder.id), holder, plan, over, draft, used, later, behind })
        })
        .await
}

/// The draft that a plan is now.
fn draft_of(db: &mut Db, plan: PlanId) -> Result<Option<DraftId>, DbError> {
    Ok(drafts::agreed_of_plan(db, plan)?.map(|head| head.id))
}

fn later(db: &mut Db, plan: &Plan) -> Result<Vec<(Option<DraftId>, NaiveDate, NaiveDate)>, DbError> {
    let found = store::later(db, plan.holder_id, plan.starts_on)?;
    found.into_iter().map(|(id, from, until)| Ok((draft_of(db, id)?, from, until))).collect()
}

/// The holder, if the actor may see their plan and budget: their own, under a mandate that is in use and lets them
/// see it, or as an officer of the holder's council.
///
/// # Errors
/// [`PlanError::Refused`] otherwise, also when there is no such holder.
pub fn may_see(db: &mut Db, actor: &Actor, holder: HolderId) -> Result<HolderSummary, PlanError> {
    let summary = match holder_summary(db, holder) {
        Err(DbError::NotFound) => return Err(crate::accounts::Refused.into()),
        other => other?,
    };
    let theirs = actor.holder(Scope::View) == Ok(holder);
    let council = [Role::CareManager, Role::FinanceOfficer, Role::PanelMember]
        .iter()
        .any(|role| summary.council_id.is_some_and(|council| actor.has_in(*role, council)));
    if theirs || council { Ok(summary) } else { Err(crate::accounts::Refused.into()) }
}
