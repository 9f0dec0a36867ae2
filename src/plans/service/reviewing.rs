//! Reviewing an agreed plan: once, by the person's side or their care manager, against what was agreed.

use std::sync::Arc;

use super::authority::{known, still_planning};
use super::drafting::record;
use super::reading::{DraftView, view_of};
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::model::review::{Review, Reviewed};
use crate::plans::model::state::State;
use crate::plans::store::{drafts, reviews};

/// An agreed plan with its review, once there is one.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The draft as it was agreed.
    pub draft: DraftView,
    /// Its review.
    pub reviewed: Option<Reviewed>,
}

/// An agreed plan and its review.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read, or isn't agreed.
pub async fn view(app: &App, actor: &Actor, id: DraftId) -> Result<ReviewView, DraftError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            if known.head.state != State::Agreed {
                return Err(DraftError::NotFound);
            }
            Ok(ReviewView { draft: view_of(db, known)?, reviewed: reviews::of_draft(db, id)? })
        })
        .await
}

/// Keeps a review; the reminders of it stop.
///
/// # Errors
/// [`DraftError::Twice`] when the plan was reviewed before, and others; then nothing was kept.
pub async fn review(app: &App, actor: &Actor, id: DraftId, review: Review) -> Result<(), DraftError> {
    let (actor, review) = (Arc::new(actor.clone()), Arc::new(review));
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            still_planning(db, &actor, today)?;
            let known = known(db, &actor, id)?;
            if !known.may.write() {
                return Err(DraftError::NotAllowed(
                    "Only the person, somebody they let plan, or their care manager can review it.",
                ));
            }
            if known.head.state != State::Agreed {
                return Err(DraftError::MovedOn);
            }
            if !reviews::insert(db, id, &review, actor.by(), now)? {
                return Err(DraftError::Twice("This plan was reviewed before. Nothing was changed."));
            }
            drafts::set_due(db, id, None)?;
            Ok(record(db, &actor, &known.head, ("plan.reviewed", "Reviewed the support plan"), now)?)
        })
        .await
}
