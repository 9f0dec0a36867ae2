//! The days of a plan that is written: choosing them, and that they are free when it is sent and agreed.

use std::sync::Arc;

use chrono::NaiveDate;

use super::agreeing::Now;
use super::authority::writing;
use super::drafting::keep;
use super::reading::{DraftView, view_of};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Db;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::model::days::{Days, WrongDays, are_enough, are_free};
use crate::plans::model::draft::Draft;
use crate::plans::model::head::Kind;
use crate::plans::model::sums::{Sums, over_other_weeks, weeks};
use crate::plans::store::{self, agreed, drafts};

/// Refuses a plan of its own for days that an agreed plan of the person has, and a change to a plan that is over.
pub(super) fn still_free(db: &mut Db, view: &DraftView, today: NaiveDate) -> Result<(), DraftError> {
    let (head, draft) = (&view.known.head, &view.version.draft);
    if head.kind == Kind::Change {
        let plan = store::by_id(db, head.plan_id)?;
        return if plan.ends_on < today { Err(WrongDays::PlanOver(plan.ends_on).into()) } else { Ok(()) };
    }
    Ok(are_free((draft.starts_on, draft.ends_on), &store::taken(db, head.holder_id)?)?)
}

/// Gives a plan of its own other days: what it costs, and what the figure comes to, follow. `seen` is what they were when
/// the form was opened.
///
/// # Errors
/// [`DraftError::Days`] when they can't be, or somebody changed them meanwhile, and others; then they stay.
pub async fn choose(app: &App, actor: &Actor, id: DraftId, (seen, wanted): (Days, Days)) -> Result<(), DraftError> {
    let (actor, at) = (Arc::new(actor.clone()), Now::of(app));
    app.db
        .write(move |db| {
            let known = writing(db, &actor, id, at.today)?;
            if known.head.kind == Kind::Change {
                return Err(DraftError::NotAllowed("A change keeps the days of the plan that it changes."));
            }
            let view = view_of(db, known)?;
            let (head, old) = (&view.known.head, &view.version.draft);
            let now = (old.starts_on, old.ends_on);
            if now == wanted {
                return Ok(());
            }
            if now != seen {
                return Err(WrongDays::Moved(now).into());
            }
            are_enough(wanted, at.today)?;
            are_free(wanted, &store::taken(db, head.holder_id)?)?;
            let draft = Draft { starts_on: wanted.0, ends_on: wanted.1, ..old.clone() };
            let rule = (weeks(old), weeks(&draft));
            let known = head.indicative.map(|amount| over_other_weeks(amount, rule));
            let indicative = view.behind.over(rule.1).or(known);
            let total = Sums::of(&draft, indicative).ok_or(DraftError::TooMuch)?.total;
            keep(db, &actor, &view.known, &view.version, (&draft, total), at.now)?;
            drafts::keep_indicative(db, id, indicative)?;
            Ok(agreed::set_days(db, head.plan_id, (wanted, indicative), at.now)?)
        })
        .await
}
