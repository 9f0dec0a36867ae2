//! What is beyond the plan, where a pot's rules say that the council is asked first: asking, answering, and holding
//! orders to it.
//!
//! Invariant: what a pot asks about is ordered only with a request that was agreed, and each is used once.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::{SETTLERS, settles_for};
use super::basket::basket_of;
use super::lay::{Assessed, assess};
use super::package::{Draft, For};
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused};
use crate::app::App;
use crate::audit;
use crate::budgets::model::Pot;
use crate::budgets::service::{self as budgets, alerts};
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{BasketLineId, HolderId, Money, SpendingRequestId};
use crate::mail;
use crate::orders::emails;
use crate::orders::error::{PlaceOrderError, SpendingError};
use crate::orders::model::beyond::{
    Beyond, Planned, RequestState, SpendingRequest, Wish, about, beyond as beyond_plan, lets,
};
use crate::orders::store::spending::{self as store, New};
use crate::plans::service as plans;

pub use crate::orders::store::spending::Listed;

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// What the council is asked about first, and how far that has come.
#[derive(Clone, Debug)]
pub struct Asking {
    /// How it is beyond the plan.
    pub beyond: Beyond,
    /// What was asked already.
    pub request: Option<SpendingRequest>,
}

/// The plan's lines, with what is ordered and spent of each.
fn planned(db: &mut Db, holder: HolderId, pot: &Pot, today: NaiveDate) -> Result<Vec<Planned>, DbError> {
    let Some(plan) = plans::current_plan(db, holder, today)? else { return Ok(Vec::new()) };
    let spends = budgets::spends(db, pot)?;
    let used = |line| {
        let spend = spends.iter().find(|spend| spend.plan_line == Some(line));
        spend.and_then(|spend| spend.committed.checked_add(spend.spent)).unwrap_or(Money::ZERO)
    };
    let lines = plan.lines.iter();
    Ok(lines.map(|line| Planned { line: line.id, amount: line.amount, used: used(line.id) }).collect())
}

/// What of these is beyond the plan and not agreed to, where the pot's rules ask about it. The caller has looked whether
/// they do.
pub(super) fn asked_first(
    db: &mut Db,
    (holder, pot): (HolderId, &Pot),
    wishes: &[Wish],
    today: NaiveDate,
) -> Result<Vec<Option<Asking>>, DbError> {
    let found = beyond_plan(&planned(db, holder, pot, today)?, wishes);
    if found.iter().all(Option::is_none) {
        return Ok(found.into_iter().map(|_| None).collect());
    }
    let requests = store::of_pot(db, holder, pot.id)?;
    let asking = |(beyond, wish): (Option<Beyond>, &Wish)| {
        let request = about(&requests, wish).cloned();
        beyond.map(|beyond| Asking { beyond, request })
    };
    Ok(found.into_iter().zip(wishes).map(asking).collect())
}

/// Refuses what the council is to be asked about first, and uses what it agreed to.
pub(super) fn hold_to(db: &mut Db, package: &For<'_>, drafts: &[Draft]) -> Result<(), PlaceOrderError> {
    let lines: Vec<_> = drafts.iter().flat_map(|draft| &draft.lines).collect();
    let wish = |line: &&super::package::Line| Wish {
        listing: line.listing.listing_id,
        plan_line: line.plan_line,
        total: line.costing.total,
    };
    let wishes: Vec<Wish> = lines.iter().map(wish).collect();
    let today = london(package.now).date();
    let asking = asked_first(db, (package.holder, package.pot), &wishes, today)?;
    for ((asking, wish), line) in asking.into_iter().zip(&wishes).zip(&lines) {
        let Some(asking) = asking else { continue };
        let agreed = asking.request.filter(|request| lets(request, wish));
        let used = match &agreed {
            Some(request) => store::turn(db, request.id, (RequestState::Agreed, RequestState::Used), None)?,
            None => false,
        };
        if !used {
            return Err(PlaceOrderError::AskFirst { title: line.listing.title.clone() });
        }
    }
    Ok(())
}

/// Marks the lines of a basket that the council is to be asked about first.
pub(super) fn mark(
    db: &mut Db,
    (holder, pot): (HolderId, &Pot),
    lines: &mut [Assessed],
    today: NaiveDate,
) -> Result<(), DbError> {
    if !budgets::asks(db, pot.id)? {
        return Ok(());
    }
    let mut fitting: Vec<(&mut Assessed, Wish)> = Vec::new();
    for line in lines {
        let Some(total) = line.costing.as_ref().map(|costing| costing.total).filter(|_| line.fits()) else { continue };
        let wish = Wish { listing: line.line.listing_id, plan_line: line.line.plan_line_id, total };
        fitting.push((line, wish));
    }
    let wishes: Vec<Wish> = fitting.iter().map(|(_, wish)| *wish).collect();
    let asking = asked_first(db, (holder, pot), &wishes, today)?;
    for ((line, wish), asking) in fitting.into_iter().zip(asking) {
        line.asking = asking.filter(|asking| !asking.request.as_ref().is_some_and(|request| lets(request, &wish)));
    }
    Ok(())
}

/// A line of a basket that the council is to be asked about.
#[derive(Clone, Debug)]
pub struct ToAsk {
    /// Which line.
    pub line: BasketLineId,
    /// What it is.
    pub title: String,
    /// From whom.
    pub provider: String,
    /// What it costs.
    pub total: Money,
    /// How it is beyond the plan, and what was asked already.
    pub asking: Asking,
}

fn to_ask(
    db: &mut Db,
    holder: HolderId,
    line: BasketLineId,
    now: NaiveDateTime,
) -> Result<(ToAsk, Assessed, Pot), SpendingError> {
    let assessment = assess(db, holder, now)?;
    let pot = assessment.pot.ok_or(SpendingError::NotFound)?;
    let found = assessment.lines.into_iter().find(|one| one.line.id == line).ok_or(SpendingError::NotFound)?;
    let asking = found.asking.clone().ok_or(SpendingError::NothingToAsk)?;
    let total = found.costing.as_ref().map_or(Money::ZERO, |costing| costing.total);
    let provider = directory::provider_summary(db, found.listing.provider_id)?.name;
    Ok((ToAsk { line, title: found.listing.title.clone(), provider, total, asking }, found, pot))
}

/// A line of the basket that the council is to be asked about first.
///
/// # Errors
/// [`SpendingError::NothingToAsk`] where it isn't.
pub async fn show(app: &App, actor: &Actor, line: BasketLineId) -> Result<ToAsk, SpendingError> {
    let (holder, now) = (basket_of(actor)?, app.clock.now());
    app.db.read(move |db| Ok(to_ask(db, holder, line, now)?.0)).await
}

/// Asks the council whether a line of the basket may be ordered, though it is beyond the plan.
///
/// # Errors
/// [`SpendingError`]; then nothing was asked.
pub async fn ask(app: &App, actor: &Actor, line: BasketLineId, why: &str) -> Result<(), SpendingError> {
    let (holder, by, now) = (basket_of(actor)?, actor.by(), app.clock.now());
    let (why, site, asker) = (words(why)?, app.config.public_url.clone(), actor.name.clone());
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let (what, found, pot) = to_ask(db, holder, line, now)?;
            if what.asking.request.as_ref().is_some_and(|request| request.state == RequestState::Asked) {
                return Err(SpendingError::Asked);
            }
            let (listing, plan_line, amount) = (found.line.listing_id, found.line.plan_line_id, what.total);
            let new = New { holder, pot: pot.id, listing, plan_line, amount, why: &why, by };
            let id = store::insert(db, &new, now)?;
            record(db, Some(by), (holder, id, "spending.asked"), "Asked to spend beyond the plan", now)?;
            let summary = people::holder_summary(db, holder)?;
            let Some(council) = summary.council_id else { return Ok(()) };
            let about = emails::Spending { site: &site, id, holder: &summary.name, title: &what.title, amount };
            for to in people::emails_with_roles(db, council, &SETTLERS)? {
                mail::queue(db, &emails::asks_to_spend(&about, &to, &asker, &why), now)?;
            }
            Ok::<_, SpendingError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Takes back what was asked about a line of the basket, and not answered.
///
/// # Errors
/// [`SpendingError::Answered`] when it was answered meanwhile.
pub async fn take_back(app: &App, actor: &Actor, line: BasketLineId) -> Result<(), SpendingError> {
    let (holder, by, now) = (basket_of(actor)?, actor.by(), app.clock.now());
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let (what, _, _) = to_ask(db, holder, line, now)?;
            let id = what.asking.request.ok_or(SpendingError::NotFound)?.id;
            if !store::turn(db, id, (RequestState::Asked, RequestState::TakenBack), None)? {
                return Err(SpendingError::Answered);
            }
            Ok(record(db, Some(by), (holder, id, "spending.taken_back"), "Took back what was asked", now)?)
        })
        .await
}

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
            Ok(ForCouncil { listed, planned, available })
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
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let said = if answer.agrees && answer.words.trim().is_empty() { String::new() } else { words(&answer.words)? };
    let (answer, said) = (Arc::new(answer), Arc::new(said));
    app.db
        .write(move |db| {
            let listed = store::one_of(db, council, id)?;
            if listed.by.0 == user {
                return Err(SpendingError::NotAllowed(Refused));
            }
            let to = if answer.agrees { RequestState::Agreed } else { RequestState::Refused };
            if !store::turn(db, id, (RequestState::Asked, to), Some((&said, user, now)))? {
                return Err(SpendingError::Answered);
            }
            let by = crate::accounts::By { user, mandate: None };
            let detail =
                if answer.agrees { "Agreed to spending beyond the plan" } else { "Refused spending beyond the plan" };
            record(db, Some(by), (listed.holder, id, "spending.answered"), detail, now)?;
            let (holder, title) = (listed.name.as_str(), listed.title.as_str());
            let about = emails::Spending { site: &site, id, holder, title, amount: listed.request.amount };
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

/// Forgets what was written about somebody whose case was closed long enough ago. Gives how many texts that was.
///
/// # Errors
/// When the database can't be written.
pub fn forget(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    store::forget(db, holder)
}

fn words(typed: &str) -> Result<String, SpendingError> {
    match typed.trim() {
        "" => Err(SpendingError::NeedsReason("Write why.")),
        words if words.chars().count() > LONGEST => {
            Err(SpendingError::NeedsReason("Say it in 500 characters or fewer."))
        }
        words => Ok(words.to_owned()),
    }
}

fn record(
    db: &mut Db,
    by: Option<crate::accounts::By>,
    (holder, id, action): (HolderId, SpendingRequestId, &str),
    detail: &str,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at,
        user: by.map(|by| by.user),
        mandate: by.and_then(|by| by.mandate),
        holder: Some(holder),
        action,
        subject: "spending_requests",
        subject_id: id.0,
        detail,
    };
    audit::record(db, &entry)
}
