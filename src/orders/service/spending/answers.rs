//! What the council reads of what it is asked, and its answers, each once.

use std::sync::Arc;

use super::{record, words};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, Refused};
use crate::app::App;
use crate::budgets::service::{self as budgets, alerts};
use crate::directory::service as directory;
use crate::kernel::{Money, SpendingRequestId};
use crate::mail;
use crate::orders::emails;
use crate::orders::error::SpendingError;
use crate::orders::model::beyond::{Planned, RequestState, SpendingRequest, Wish};
use crate::orders::service::authority::settles_for;
use crate::orders::service::beyond::planned;
use crate::orders::store::spending::{self as store, Listed};

/// What waits for an answer of somebody's council, the oldest first.
///
/// # Errors
/// [`SpendingError::NotAllowed`] for anybody but its care managers and finance officers.
pub async fn of_council(app: &App, actor: &Actor) -> Result<Vec<Listed>, SpendingError> {
    let council = settles_for(actor)?;
    app.db.read(move |db| Ok(store::of_council(db, council)?)).await
}

/// One request, as the council reads it: with what the plan line holds now; none is outside of the plan.
#[derive(Clone, Debug)]
pub struct ForCouncil {
    /// The request.
    pub listed: Listed,
    /// What was planned for its line, and what is ordered and spent of it.
    pub planned: Option<Planned>,
    /// What is free in the pot.
    pub available: Money,
    /// What was agreed to about the same, and isn't used.
    pub agreed: Money,
}

/// One request.
///
/// # Errors
/// [`SpendingError::NotFound`] for anybody else's.
pub async fn one(app: &App, actor: &Actor, id: SpendingRequestId) -> Result<ForCouncil, SpendingError> {
    let (council, today) = (settles_for(actor)?, app.clock.today());
    app.db
        .read(move |db| {
            let listed = store::one_of(db, council, id)?;
            let pot = budgets::ending::pot(db, listed.pot)?;
            let plan = planned(db, listed.holder, &pot, today)?;
            let planned = plan.into_iter().find(|line| Some(line.line) == listed.request.plan_line);
            let available = budgets::limits(db, pot.id)?.available;
            let SpendingRequest { listing, plan_line, amount: total, .. } = listed.request;
            let wish = Wish { listing, plan_line, total };
            let agreed = store::of_pot(db, listed.holder, listed.pot)?
                .into_iter()
                .filter(|one| one.id != id && one.state == RequestState::Agreed && one.is_about(&wish));
            let agreed = Money::sum(agreed.map(|one| one.amount)).unwrap_or_default();
            Ok(ForCouncil { listed, planned, available, agreed })
        })
        .await
}

/// What an officer answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether it may be ordered.
    pub agrees: bool,
    /// What the person reads; needed where it is refused.
    pub words: String,
}

/// Answers a request, once; the person and those who act for them are told.
///
/// # Errors
/// [`SpendingError::Answered`] when it was answered or taken back meanwhile.
pub async fn answer(app: &App, actor: &Actor, id: SpendingRequestId, answer: Answer) -> Result<(), SpendingError> {
    let (council, user) = (settles_for(actor)?, actor.user_id);
    let (own, acts, actor) = (actor.own_holder, actor.acting_for.is_some(), actor.clone());
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let said = if answer.agrees && answer.words.trim().is_empty() { String::new() } else { words(&answer.words)? };
    let (answer, said) = (Arc::new(answer), Arc::new(said));
    app.db
        .write(move |db| {
            let listed = store::one_of(db, council, id)?;
            // Nobody answers for themselves, for whom they help, as somebody else, or so that their own firm is paid.
            let from = directory::orderable(db, listed.request.listing, today)?.provider_organisation;
            let paid = actor.gains_from(from, listed.holder);
            let helps = people::mandates_of(db, user)?.iter().any(|mandate| mandate.holder_id == listed.holder);
            if listed.by.0 == user || own == Some(listed.holder) || acts || helps || paid {
                return Err(SpendingError::NotAllowed(Refused));
            }
            let to = if answer.agrees { RequestState::Agreed } else { RequestState::Refused };
            if !store::turn(db, id, (RequestState::Asked, to), Some((&said, user, now)))? {
                return Err(SpendingError::Answered);
            }
            let by = By { user, mandate: None };
            let detail =
                if answer.agrees { "Agreed to spending beyond the plan" } else { "Refused spending beyond the plan" };
            record(db, Some(by), (listed.holder, id, "spending.answered"), detail, now)?;
            let (holder, title) = (listed.name.as_str(), listed.title.as_str());
            let Listed { request: SpendingRequest { amount, purpose, .. }, .. } = listed;
            let about = emails::Spending { site: &site, id, holder, title, amount, purpose };
            for (to, name) in alerts::readers(db, listed.holder, today)? {
                let mail = emails::spending_answered(&about, &to, name.as_deref(), answer.agrees, &said);
                mail::queue(db, &mail, now)?;
            }
            Ok::<_, SpendingError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
