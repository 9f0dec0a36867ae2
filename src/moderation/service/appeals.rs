//! What a provider answers to a decision, once, and what a moderator says to that.

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::DirectoryError;
use crate::directory::model::Provider;
use crate::directory::model::decisions::{Decision, Ruling};
use crate::directory::service::decisions::{self, Deciding};
use crate::directory::service::taking_off;
use crate::kernel::ids::{AppealId, DecisionId, ListingId, ProviderId};
use crate::mail;
use crate::moderation::model::{Answerable, AppealOutcome};
use crate::moderation::store::appeals as store;
use crate::moderation::{ModerationError, emails};

/// Decisions that a provider sees.
const SHOWN: i64 = 200;

fn with_answers(db: &mut Db, decisions: Vec<Decision>) -> Result<Vec<Answerable>, DbError> {
    let ids: Vec<DecisionId> = decisions.iter().map(|decision| decision.id).collect();
    let mut answers = store::to(db, &ids)?;
    let mut take = |id: DecisionId| {
        let place = answers.iter().position(|(to, _)| *to == id)?;
        Some(answers.swap_remove(place).1)
    };
    Ok(decisions.into_iter().map(|decision| Answerable { appeal: take(decision.id), decision }).collect())
}

/// Every decision on the actor's own provider, newest first.
///
/// # Errors
/// [`ModerationError::Refused`] unless they are a provider's staff.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Answerable>, ModerationError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let decisions = decisions::own(db, &actor, SHOWN)?;
            Ok(with_answers(db, decisions)?)
        })
        .await
}

fn own_one(db: &mut Db, actor: &Actor, id: DecisionId) -> Result<Answerable, ModerationError> {
    let decisions = decisions::own(db, actor, SHOWN)?.into_iter().filter(|decision| decision.id == id).collect();
    with_answers(db, decisions)?.pop().ok_or(Refused.into())
}

/// One decision on the actor's own provider.
///
/// # Errors
/// As [`own`], and when it isn't on theirs.
pub async fn one(app: &App, actor: &Actor, id: DecisionId) -> Result<Answerable, ModerationError> {
    let actor = actor.clone();
    app.db.read(move |db| own_one(db, &actor, id)).await
}

/// Answers a decision, once.
///
/// # Errors
/// [`ModerationError::Answered`] when that was done or the decision is good news, and as [`one`].
pub async fn make(app: &App, actor: &Actor, id: DecisionId, words: String) -> Result<(), ModerationError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let found = own_one(db, &actor, id)?;
            if !found.is_open() || !store::insert(db, id, &words, actor.user_id, now)? {
                return Err(ModerationError::Answered);
            }
            Ok(())
        })
        .await
}

/// The provider, if this moderator may judge the answer to a decision: not their own while another moderator can.
pub(super) fn may_answer(db: &mut Db, actor: &Actor, decision: &Decision) -> Result<Provider, ModerationError> {
    let provider = decisions::provider_to_decide(db, actor, decision.provider_id)?;
    if decision.by_id != actor.user_id {
        return Ok(provider);
    }
    for (other, _) in people::users_with_role(db, Role::Moderator)? {
        let conflicted = match provider.organisation_id {
            Some(organisation) => people::is_member(db, other, organisation)?,
            None => false,
        };
        if other != actor.user_id && !conflicted {
            return Err(ModerationError::OwnDecision);
        }
    }
    Ok(provider)
}

fn to_judge(db: &mut Db, actor: &Actor, id: AppealId) -> Result<(Answerable, Provider), ModerationError> {
    if !actor.has(Role::Moderator) {
        return Err(Refused.into());
    }
    let decision = store::decision_of(db, id)?;
    let decision = decisions::by_id(db, decision)?;
    let provider = may_answer(db, actor, &decision)?;
    let found = with_answers(db, vec![decision])?.pop().ok_or(Refused)?;
    Ok((found, provider))
}

/// An answer with its decision and the provider's newest decisions, for a moderator.
///
/// # Errors
/// [`ModerationError::OwnDecision`], a conflict of interest, or not theirs.
pub async fn appeal(app: &App, actor: &Actor, id: AppealId) -> Result<(Answerable, Vec<Decision>), ModerationError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (found, provider) = to_judge(db, &actor, id)?;
            Ok((found, decisions::of_provider(db, provider.id, 8)?))
        })
        .await
}

/// Says to a provider what became of their answer. A changed decision is undone where that can be done at once: what
/// was taken off goes back, who was suspended is let back.
///
/// # Errors
/// [`ModerationError::Already`] when somebody was quicker, and as [`appeal`].
pub async fn settle(
    app: &App,
    actor: &Actor,
    id: AppealId,
    outcome: AppealOutcome,
    words: String,
) -> Result<(), ModerationError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (found, provider) = to_judge(db, &actor, id)?;
            if !store::settle(db, id, outcome, &words, actor.user_id, now)? {
                return Err(ModerationError::Already);
            }
            if outcome == AppealOutcome::Changed {
                undo(db, Deciding { actor: &actor, now, site: &site }, &found.decision, &words)?;
            }
            if let Some(organisation) = provider.organisation_id {
                for to in people::organisation_emails(db, organisation)? {
                    mail::queue(db, &emails::answered(&site, &to, &found.decision.about, outcome, &words), now)?;
                }
            }
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn undo(db: &mut Db, by: Deciding<'_>, decision: &Decision, words: &str) -> Result<(), ModerationError> {
    let undone = match decision.ruling {
        Ruling::TakenOff => taking_off::put_back(db, by, ListingId(decision.subject_id), words),
        Ruling::Suspended => taking_off::unsuspend(db, by, ProviderId(decision.subject_id), words),
        _ => Ok(()),
    };
    match undone {
        // It isn't as the decision left it: there is nothing to undo.
        Err(DirectoryError::WrongState { .. } | DirectoryError::WrongProviderState(_)) => Ok(()),
        other => Ok(other?),
    }
}
