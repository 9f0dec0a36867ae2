//! The risk panel: who may sit on it, and its answer.

use std::sync::Arc;

use super::agreeing::{Now, ONLY_OFFICERS, move_on, needed};
use super::authority::{has_a_hand, known, still_open, takes_part};
use crate::accounts::service::people;
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::kernel::ids::{DraftId, OrganisationId, PanelId, UserId};
use crate::plans::error::DraftError;
use crate::plans::model::head::Head;
use crate::plans::model::state::{CannotAgree, Decision, Step};
use crate::plans::store::panels;

/// What the panel says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Of which sitting.
    pub panel: PanelId,
    /// Yes, yes if, or no.
    pub decision: Decision,
    /// Why, and on which conditions.
    pub words: String,
    /// Who was there, besides whoever writes it down.
    pub members: Vec<UserId>,
}

/// A council's panel members, by name.
pub(super) fn members(db: &mut Db, council: OrganisationId) -> Result<Vec<(UserId, String)>, DbError> {
    let mut members = Vec::new();
    for (user, name) in people::users_with_role(db, Role::PanelMember)? {
        if people::is_member(db, user, council)? {
            members.push((user, name));
        }
    }
    Ok(members)
}

/// Whether anybody on the council's panel could answer about a draft: somebody with no hand in it.
pub(super) fn can_answer(db: &mut Db, head: &Head) -> Result<bool, DbError> {
    let Some(council) = head.council_id else { return Ok(false) };
    for (user, _) in members(db, council)? {
        if !is_of_it(db, user, head)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether somebody has a hand in a draft: wrote some of it, acts for the person, or is the person.
fn is_of_it(db: &mut Db, user: UserId, head: &Head) -> Result<bool, DbError> {
    Ok(people::holder_of(db, user)? == Some(head.holder_id) || takes_part(db, user, head)?)
}

/// Who may sit on the panel about a draft: its members who have no hand in it.
///
/// # Errors
/// [`DraftError::NotFound`] when the draft isn't theirs to read.
pub async fn candidates(app: &App, actor: &Actor, id: DraftId) -> Result<Vec<(UserId, String)>, DraftError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            let mut free = Vec::new();
            if let Some(council) = known.head.council_id {
                for (user, name) in members(db, council)? {
                    if !is_of_it(db, user, &known.head)? {
                        free.push((user, name));
                    }
                }
            }
            Ok(free)
        })
        .await
}

/// Writes down what the panel said.
///
/// # Errors
/// [`DraftError`]; then nothing was written down.
pub async fn advise(app: &App, actor: &Actor, id: DraftId, advice: Advice) -> Result<(), DraftError> {
    needed(&advice.words, "Say why, and what has to be done.")?;
    let (actor, advice) = (Arc::new(actor.clone()), Arc::new(advice));
    let (site, at) = (app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            let known = known(db, &actor, id)?;
            if !known.may.sit {
                return Err(DraftError::NotAllowed("Only a member of the council’s risk panel can do this."));
            }
            still_open(db, &known)?;
            if has_a_hand(db, &actor, &known.head)? {
                return Err(CannotAgree::Wrote.into());
            }
            let waiting = panels::of_draft(db, id)?.into_iter().rev().find(|panel| panel.answer.is_none());
            if waiting.map(|panel| panel.id) != Some(advice.panel) {
                return Err(DraftError::MovedOn);
            }
            let council = known.head.council_id.ok_or(DraftError::NotFound)?;
            let mut there: Vec<UserId> = Vec::new();
            for (user, name) in members(db, council)? {
                if !advice.members.contains(&user) && user != actor.user_id || there.contains(&user) {
                    continue;
                }
                if is_of_it(db, user, &known.head)? {
                    return Err(DraftError::HasAHand(name));
                }
                there.push(user);
            }
            let words = format!("{}. {}", advice.decision.label(), advice.words);
            move_on(db, &actor, &known, (Step::Advise, &words, None), &site, at)?;
            let answer = (advice.decision, advice.words.as_str(), there.as_slice());
            Ok(panels::answer(db, advice.panel, answer, actor.user_id, at.now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// A care manager takes back what the risk panel was asked, with the reason; then the council decides.
///
/// # Errors
/// [`DraftError`]; then the panel is still asked.
pub async fn recall(app: &App, actor: &Actor, id: DraftId, words: String) -> Result<(), DraftError> {
    needed(&words, "Say why the panel need not answer.")?;
    let (actor, words) = (Arc::new(actor.clone()), Arc::new(words));
    let (site, at) = (app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            let known = known(db, &actor, id)?;
            if !known.may.decide {
                return Err(DraftError::NotAllowed(ONLY_OFFICERS));
            }
            still_open(db, &known)?;
            move_on(db, &actor, &known, (Step::Recall, &words, None), &site, at)?;
            Ok(panels::call_off(db, id)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
