//! Asking the council about what is beyond the plan, from the basket or any other page, and taking it back. The council's
//! answers are in [`answers`]; what is held to them is in [`super::beyond`].
//!
//! Invariant: about the same listing, plan line and pot, one request at a time waits for an answer.

mod answers;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::{Lapsed, SETTLERS, mandate_now};
use super::basket::basket_of;
use super::beyond::asked_first;
use super::lay::{Assessed, assess};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, Refused, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{BasketLineId, HolderId, Money, OrderId, PotId, SpendingRequestId};
use crate::mail;
use crate::orders::emails;
use crate::orders::error::SpendingError;
use crate::orders::model::beyond::{AskFor, Beyond, Purpose, RequestState, SpendingRequest, Wish};
use crate::orders::store::spending::{self as store, New};
use crate::orders::store::{lines, orders};

pub use self::answers::{Answer, ForCouncil, answer, of_council, one};
pub use super::beyond::{Asking, OverPlan};
pub use crate::orders::store::spending::Listed;

/// The longest reason, in characters.
const LONGEST: usize = 500;

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
) -> Result<(ToAsk, Assessed, PotId), SpendingError> {
    let assessment = assess(db, holder, now)?;
    let pot = assessment.pot.ok_or(SpendingError::NotFound)?;
    let found = assessment.lines.into_iter().find(|one| one.line.id == line).ok_or(SpendingError::NotFound)?;
    let asking = found.asking.clone().ok_or(SpendingError::NothingToAsk)?;
    let total = found.costing.as_ref().map_or(Money::ZERO, |costing| costing.total);
    let provider = directory::provider_summary(db, found.listing.provider_id)?.name;
    Ok((ToAsk { line, title: found.listing.title.clone(), provider, total, asking }, found, pot.id))
}

/// A line of the basket that the council is to be asked about first.
///
/// # Errors
/// [`SpendingError::NothingToAsk`] where it isn't.
pub async fn show(app: &App, actor: &Actor, line: BasketLineId) -> Result<ToAsk, SpendingError> {
    let (holder, now) = (basket_of(actor)?, app.clock.now());
    app.db.read(move |db| Ok(to_ask(db, holder, line, now)?.0)).await
}

/// Something that the council can be asked about, as the form shows it.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What is asked.
    pub ask: AskFor,
    /// What it is called.
    pub title: String,
    /// From whom.
    pub provider: String,
    /// The plan line's title; none is outside of the plan.
    pub plan_title: Option<String>,
    /// How it is beyond the plan; none when it isn't.
    pub beyond: Option<Beyond>,
    order: Option<OrderId>,
}

/// What can be asked for somebody. What isn't theirs isn't found: the pot, the plan line, the order and its line.
fn look_at(db: &mut Db, holder: HolderId, ask: &AskFor, today: NaiveDate) -> Result<Looked, SpendingError> {
    let Wish { listing, plan_line, .. } = ask.wish;
    if budgets::holder_of_pot(db, ask.pot)? != Some(holder) {
        return Err(SpendingError::NotFound);
    }
    let pot = budgets::ending::pot(db, ask.pot)?;
    if pot.closed || !budgets::asks(db, pot.id)? {
        return Err(SpendingError::NothingToAsk);
    }
    let plan_title = match plan_line {
        Some(line) => Some(store::plan_title(db, holder, line)?.ok_or(SpendingError::NotFound)?),
        None => None,
    };
    let known = directory::orderable(db, listing, today)?;
    let (title, order) = match &ask.order {
        Some(reference) => {
            let order = orders::by_reference(db, reference)?;
            let lines = lines::of_orders(db, &[order.id])?;
            let same =
                |line: &crate::orders::model::OrderLine| line.listing_id == listing && line.plan_line_id == plan_line;
            let line = lines.into_iter().find(same).filter(|_| order.holder_id == holder && order.pot_id == pot.id);
            (line.ok_or(SpendingError::NotFound)?.title, Some(order.id))
        }
        // What isn't offered is nobody's to read; of an order there is, it is known.
        None if known.refusal.is_some() => return Err(SpendingError::NotFound),
        None if matches!(ask.purpose, Purpose::Change | Purpose::Resume | Purpose::Visit) => {
            return Err(SpendingError::NotFound);
        }
        None => (known.title, None),
    };
    let beyond = asked_first(db, (holder, &pot), &[ask.wish], today)?.into_iter().next().flatten();
    let beyond = beyond.map(|asking| asking.beyond);
    Ok(Looked { ask: ask.clone(), title, provider: known.provider_name, plan_title, beyond, order })
}

/// Something that the council can be asked about.
///
/// # Errors
/// [`SpendingError::NotFound`] for what isn't theirs; [`SpendingError::NothingToAsk`] where the pot doesn't ask.
pub async fn look(app: &App, actor: &Actor, ask: AskFor) -> Result<Looked, SpendingError> {
    let (holder, today) = (basket_of(actor)?, app.clock.today());
    app.db.read(move |db| look_at(db, holder, &ask, today)).await
}

/// Who asks, for whom.
struct Asker {
    actor: Actor,
    holder: HolderId,
    now: NaiveDateTime,
    site: String,
}

impl Asker {
    fn new(app: &App, actor: &Actor) -> Result<Arc<Self>, Refused> {
        let (holder, now, site) = (basket_of(actor)?, app.clock.now(), app.config.public_url.clone());
        Ok(Arc::new(Self { actor: actor.clone(), holder, now, site }))
    }

    /// Refuses whoever's mandate has ended since.
    fn still(&self, db: &mut Db) -> Result<(), SpendingError> {
        let today = london(self.now).date();
        let mut last = None;
        for scope in [Scope::Propose, Scope::Order] {
            match mandate_now(db, &self.actor, scope, today) {
                Ok(_) => return Ok(()),
                Err(Lapsed::Db(error)) => return Err(error.into()),
                Err(Lapsed::Ended) => last = Some(Refused),
            }
        }
        Err(last.unwrap_or(Refused).into())
    }

    /// Asks, unless the same is asked already, and tells the council.
    fn put(
        &self,
        db: &mut Db,
        (ask, order): (&AskFor, Option<OrderId>),
        title: &str,
        why: &str,
    ) -> Result<(), SpendingError> {
        let Self { holder, now, .. } = *self;
        self.still(db)?;
        let waits = |one: &SpendingRequest| one.state == RequestState::Asked && one.is_about(&ask.wish);
        if store::of_pot(db, holder, ask.pot)?.iter().any(waits) {
            return Err(SpendingError::Asked);
        }
        let (Wish { listing, plan_line, total: amount }, by) = (ask.wish, self.actor.by());
        let new = New { holder, pot: ask.pot, listing, plan_line, amount, why, by, purpose: ask.purpose, order };
        let id = store::insert(db, &new, now)?;
        record(db, Some(by), (holder, id, "spending.asked"), "Asked to spend beyond the plan", now)?;
        let summary = people::holder_summary(db, holder)?;
        let Some(council) = summary.council_id else { return Ok(()) };
        let site = self.site.as_str();
        let about = emails::Spending { site, id, holder: &summary.name, title, amount, purpose: ask.purpose };
        for to in people::emails_with_roles(db, council, &SETTLERS)? {
            mail::queue(db, &emails::asks_to_spend(&about, &to, &self.actor.name, why), now)?;
        }
        Ok(())
    }
}

/// Asks the council whether something may be ordered, though it is beyond the plan.
///
/// # Errors
/// [`SpendingError`]; then nothing was asked. [`SpendingError::Asked`] when the same waits for an answer.
pub async fn ask_for(app: &App, actor: &Actor, ask: AskFor, why: &str) -> Result<(), SpendingError> {
    let (asker, why, ask) = (Asker::new(app, actor)?, Arc::new(words(why)?), Arc::new(ask));
    app.db
        .write_locked(vec![LockKey::Holder(asker.holder.0)], move |db| {
            let found = look_at(db, asker.holder, &ask, london(asker.now).date())?;
            if found.beyond.is_none() || ask.wish.total <= Money::ZERO {
                return Err(SpendingError::NothingToAsk);
            }
            asker.put(db, (&ask, found.order), &found.title, &why)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Asks the council whether a line of the basket may be ordered, though it is beyond the plan.
///
/// # Errors
/// [`SpendingError`]; then nothing was asked.
pub async fn ask(app: &App, actor: &Actor, line: BasketLineId, why: &str) -> Result<(), SpendingError> {
    let (asker, why) = (Asker::new(app, actor)?, Arc::new(words(why)?));
    app.db
        .write_locked(vec![LockKey::Holder(asker.holder.0)], move |db| {
            let (what, found, pot) = to_ask(db, asker.holder, line, asker.now)?;
            let (listing, plan_line) = (found.line.listing_id, found.line.plan_line_id);
            let wish = Wish { listing, plan_line, total: what.total };
            let ask = AskFor { wish, pot, purpose: Purpose::Basket, order: None };
            asker.put(db, (&ask, None), &what.title, &why)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Which request somebody takes back: what was asked of a line of the basket, or one of the list.
#[derive(Clone, Copy, Debug)]
pub enum TakeBack {
    /// What waits for an answer about this line.
    OfLine(BasketLineId),
    /// This one, also when it was agreed and not used.
    One(SpendingRequestId),
}

/// Takes back what was asked, and not used.
///
/// # Errors
/// [`SpendingError::Answered`] when it was answered with a no, used or taken back meanwhile.
pub async fn take_back(app: &App, actor: &Actor, which: TakeBack) -> Result<(), SpendingError> {
    let asker = Asker::new(app, actor)?;
    app.db
        .write_locked(vec![LockKey::Holder(asker.holder.0)], move |db| {
            let Asker { holder, now, .. } = *asker;
            asker.still(db)?;
            let (id, from) = match which {
                TakeBack::OfLine(line) => {
                    let request = to_ask(db, holder, line, now)?.0.asking.request.ok_or(SpendingError::NotFound)?;
                    (request.id, RequestState::Asked)
                }
                TakeBack::One(id) => (id, store::state(db, holder, id)?),
            };
            let to = RequestState::TakenBack;
            if !from.may_become(to) || !store::turn(db, id, (from, to), None)? {
                return Err(SpendingError::Answered);
            }
            let by = asker.actor.by();
            Ok(record(db, Some(by), (holder, id, "spending.taken_back"), "Took back what was asked", now)?)
        })
        .await
}

/// Takes back all that waits for an answer or may yet be used, because the case is closed. The caller holds the holder's
/// lock and has checked that it is theirs to do.
///
/// # Errors
/// When the database fails.
pub fn end_all(db: &mut Db, holder: HolderId, by: By, now: NaiveDateTime) -> Result<(), DbError> {
    for (id, from) in store::open_of(db, holder)? {
        if store::turn(db, id, (from, RequestState::TakenBack), None)? {
            let detail = "Took back what was asked, because the case is closed";
            record(db, Some(by), (holder, id, "spending.taken_back"), detail, now)?;
        }
    }
    Ok(())
}

/// What was asked for somebody, as they see it.
#[derive(Clone, Debug)]
pub struct Mine {
    /// The requests, the newest first.
    pub requests: Vec<Listed>,
    /// Whether whoever looks may take them back.
    pub may_ask: bool,
}

/// Everything that the council was asked about for the holder somebody is or acts for.
///
/// # Errors
/// [`SpendingError::NotAllowed`] for whoever is no holder and acts for none.
pub async fn mine(app: &App, actor: &Actor) -> Result<Mine, SpendingError> {
    let (holder, may_ask) = (actor.holder(Scope::View)?, basket_of(actor).is_ok());
    app.db.read(move |db| Ok(Mine { requests: store::of_holder(db, holder)?, may_ask })).await
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
    by: Option<By>,
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
