//! Other times for a line: the provider suggests them instead of saying yes, or the holder asks for them while it runs.
//! The other side says yes or no; only a yes changes anything, and then visits and money change together.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::accounts::service::people;
use crate::accounts::{Actor, By, Mandate, Scope};
use crate::app::App;
use crate::db::{Db, LockKey};
use crate::directory::model::PriceUnit;
use crate::kernel::dates::london;
use crate::kernel::{OrderLineId, ProposalId};
use crate::orders::error::ActError;
use crate::orders::model::proposal::Replan;
use crate::orders::model::{
    LineRequest, Order, OrderLine, OrderStatus, Proposal, ProposalKind, ProposalStatus, Window,
};
use crate::orders::store::proposals::Answer as Answered;
use crate::orders::store::{lines, orders, proposals};

use super::answer::LONGEST_REASON;
use super::authority::{Viewer, as_holder, as_payer, as_provider, mandate_now, viewer};
use super::beyond::{OverPlan, Yes};
use super::messages::{self, To};
use super::moves::{self, Act};
use super::replanning::{apply, assess, check_money, over_plan_of, refuse_paused, window};
use super::shares::refuse_shared;

/// Asks for other times.
#[derive(Clone, Debug)]
pub struct Propose {
    /// For which line of the order.
    pub line: OrderLineId,
    /// How much and when.
    pub request: LineRequest,
    /// What is said with it.
    pub words: String,
}

/// A proposal that waits, as the order's page shows it.
#[derive(Clone, Debug)]
pub struct ProposalView {
    /// The proposal.
    pub proposal: Proposal,
    /// What the line is called.
    pub title: String,
    /// When it is now.
    pub ordered: LineRequest,
    /// What agreeing to it would do, or why it can't be agreed to any more.
    pub effect: Result<Replan, String>,
    /// How it is beyond the plan; none when it isn't.
    pub over: Option<OverPlan>,
}

/// The kind of proposal that somebody on this side may make now.
fn kind_for(viewer: Viewer, order: &Order) -> Result<ProposalKind, ActError> {
    match (viewer, order.status) {
        (Viewer::Provider, OrderStatus::Placed) => Ok(ProposalKind::Counter),
        (Viewer::Holder, OrderStatus::Accepted | OrderStatus::Active) => Ok(ProposalKind::Change),
        (Viewer::Council, _) => Err(ActError::NotFound),
        (_, status) => Err(ActError::OrderMovedOn(status)),
    }
}

/// What the form for other times needs.
#[derive(Clone, Debug)]
pub struct TimesForm {
    /// The order.
    pub order: Order,
    /// The line, as it is.
    pub line: OrderLine,
    /// On which side whoever looks stands.
    pub viewer: Viewer,
    /// When it may be.
    pub window: Window,
}

/// What can be proposed for a line.
///
/// # Errors
/// [`ActError`] when nothing can, by whoever asks.
pub async fn times_form(app: &App, actor: &Actor, reference: &str, id: OrderLineId) -> Result<TimesForm, ActError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    app.db
        .read(move |db| {
            let order = orders::by_reference(db, &reference)?;
            let viewer = viewer(db, &actor, &order)?;
            kind_for(viewer, &order)?;
            if viewer == Viewer::Holder {
                as_holder(db, &actor, &order, london(now).date())?;
            }
            let line = lines::by_id(db, id)?;
            if line.order_id != order.id {
                return Err(ActError::NotFound);
            }
            refuse_shared(db, order.id)?;
            let window = window(db, &order, now)?;
            Ok(TimesForm { order, line, viewer, window })
        })
        .await
}

/// What a proposal would do, and how that is beyond the plan, before it is made.
///
/// # Errors
/// [`ActError`], as when it were made.
pub async fn preview(
    app: &App,
    actor: &Actor,
    reference: &str,
    command: Propose,
) -> Result<(Replan, Option<OverPlan>), ActError> {
    let form = times_form(app, actor, reference, command.line).await?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let kind = kind_for(form.viewer, &form.order)?;
            let request = LineRequest { unit: form.line.request.unit, ..command.request };
            let of = (&form.order, &form.line);
            let plan = assess(db, of, kind, &request, now)?;
            let over = over_plan_of(db, of, &plan, now)?;
            Ok((plan, over))
        })
        .await
}

/// Proposes other times to the other side.
///
/// # Errors
/// [`ActError`]; then nothing was proposed.
pub async fn propose(app: &App, actor: &Actor, reference: &str, command: Propose) -> Result<(), ActError> {
    if command.words.chars().count() > LONGEST_REASON {
        return Err(ActError::NeedsReason("Say it in 500 characters or fewer."));
    }
    let order = find(app, reference).await?;
    let (actor, command, now) = (Arc::new(actor.clone()), Arc::new(command), app.clock.now());
    let site = app.config.public_url.clone();
    app.db
        .write_locked(vec![LockKey::Pot(order.pot_id.0)], move |db| {
            let order = orders::by_id(db, order.id)?;
            let viewer = viewer(db, &actor, &order)?;
            let kind = kind_for(viewer, &order)?;
            let mandate = match viewer {
                Viewer::Holder => {
                    as_payer(db, &actor, &order, london(now).date())?;
                    mandate_now(db, &actor, Scope::Order, london(now).date())?
                }
                _ => None,
            };
            let line = lines::by_id(db, command.line)?;
            if line.order_id != order.id {
                return Err(ActError::NotFound);
            }
            let request = LineRequest { unit: line.request.unit, ..command.request };
            if let Some(open) = proposals::open_of(db, order.id)?.into_iter().find(|open| open.line_id == line.id) {
                let again = open.request == request && open.kind == kind;
                return if again { Ok(()) } else { Err(ActError::AlreadyProposed) };
            }
            refuse_paused(db, &order, now)?;
            refuse_shared(db, order.id)?;
            let plan = assess(db, (&order, &line), kind, &request, now)?;
            if plan.add.is_empty() && plan.drop.is_empty() {
                return Err(ActError::NothingChanges);
            }
            if viewer == Viewer::Holder {
                check_money(db, (&order, &line), &plan, (mandate.as_ref(), Yes::Looked), now)?;
            }
            let by = if viewer == Viewer::Holder { actor.by() } else { By { user: actor.user_id, mandate: None } };
            let words = command.words.trim();
            proposals::insert(db, (order.id, line.id, kind), &request, words, by, now)?;
            let (action, detail) = match kind {
                ProposalKind::Counter => ("order.counter_offered", "Suggested another time"),
                ProposalKind::Change => ("order.change_asked", "Asked for a change"),
            };
            let detail = format!("{detail} for {}: {}", line.title, request.when_words());
            moves::record(db, Act { by: Some(by), now }, &order, action, &detail)?;
            let to = if viewer == Viewer::Holder { To::Provider } else { To::Holder };
            let said = if words.is_empty() { String::new() } else { format!("\n\nThey say: {words}") };
            let what = format!(
                "{} for “{}”:\n{}.{said}\n\nPlease say yes or no on the order’s page.",
                if kind == ProposalKind::Counter {
                    "The provider suggests another time"
                } else {
                    "They ask for other times"
                },
                line.title,
                request.when_words()
            );
            Ok(messages::tell(db, order.id, to, &site, now, ("another time is suggested", &what))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

async fn find(app: &App, reference: &str) -> Result<Order, ActError> {
    let asked = reference.to_owned();
    app.db.read(move |db| Ok::<_, ActError>(orders::by_reference(db, &asked)?)).await
}

/// What the other side says to a proposal, or its maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes: the visits and the money change.
    Yes,
    /// No, with a word about it.
    No(String),
    /// Its maker takes it back.
    TakeBack,
}

/// Answers a proposal, or takes it back.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn answer(
    app: &App,
    actor: &Actor,
    reference: &str,
    id: ProposalId,
    answer: Answer,
) -> Result<ProposalStatus, ActError> {
    let order = find(app, reference).await?;
    let (actor, answer, now) = (Arc::new(actor.clone()), Arc::new(answer), app.clock.now());
    let site = app.config.public_url.clone();
    let status = app
        .db
        .write_locked(vec![LockKey::Pot(order.pot_id.0)], move |db| {
            let answering = Answering { actor: &actor, answer: &answer, now, site: &site };
            let mut order = orders::by_id(db, order.id)?;
            answering.run(db, &mut order, id)
        })
        .await?;
    app.wake.notify_one();
    Ok(status)
}

struct Answering<'a> {
    actor: &'a Actor,
    answer: &'a Answer,
    now: NaiveDateTime,
    site: &'a str,
}

impl Answering<'_> {
    fn run(&self, db: &mut Db, order: &mut Order, id: ProposalId) -> Result<ProposalStatus, ActError> {
        let proposal = proposals::by_id(db, id)?;
        if proposal.order_id != order.id {
            return Err(ActError::NotFound);
        }
        // The maker takes it back; the other side says yes or no.
        let by_holder = (proposal.kind == ProposalKind::Change) == (*self.answer == Answer::TakeBack);
        let mut mandate = None;
        let by = if by_holder {
            let today = london(self.now).date();
            as_payer(db, self.actor, order, today)?;
            mandate = mandate_now(db, self.actor, Scope::Order, today)?;
            self.actor.by()
        } else {
            as_provider(db, self.actor, order)?;
            By { user: self.actor.user_id, mandate: None }
        };
        let (to, words) = match self.answer {
            Answer::Yes => (ProposalStatus::Agreed, None),
            Answer::No(words) => (ProposalStatus::Refused, Some(words.trim())),
            Answer::TakeBack => (ProposalStatus::Withdrawn, None),
        };
        if proposal.status == to {
            return Ok(to);
        }
        let written = Answered { by: Some(by), at: self.now, words };
        if !proposal.status.may_become(to) || proposals::set_status(db, &proposal, to, &written)? != 1 {
            return Err(ActError::OrderMovedOn(order.status));
        }
        let act = Act { by: Some(by), now: self.now };
        if to == ProposalStatus::Agreed {
            self.agree(db, act, order, &proposal, mandate.as_ref())?;
        }
        self.tell(db, act, order, &proposal, (to, by_holder))?;
        Ok(to)
    }

    /// Visits and money change as was proposed; a provider's own suggestion is their yes to the order.
    fn agree(
        &self,
        db: &mut Db,
        act: Act,
        order: &mut Order,
        proposal: &Proposal,
        mandate: Option<&Mandate>,
    ) -> Result<(), ActError> {
        refuse_paused(db, order, self.now)?;
        let line = lines::by_id(db, proposal.line_id)?;
        let plan = assess(db, (order, &line), proposal.kind, &proposal.request, self.now)?;
        // What the holder's side asked for is set aside for whoever asked, and counts against their mandate.
        let (act, mandate) = match proposal.kind {
            ProposalKind::Change => {
                let by = By { user: proposal.made_by, mandate: proposal.mandate_id };
                (Act { by: Some(by), ..act }, by.mandate.map(|id| people::mandate(db, id)).transpose()?)
            }
            ProposalKind::Counter => (act, mandate.cloned()),
        };
        let paid = check_money(db, (order, &line), &plan, (mandate.as_ref(), Yes::Used), self.now);
        paid.map_err(|error| match (proposal.kind, error) {
            (ProposalKind::Change, ActError::AskFirst(_)) => ActError::WaitsForCouncil,
            (ProposalKind::Change, ActError::WouldOverspend { .. } | ActError::OverLimit(_)) => ActError::NotPayable,
            (_, error) => error,
        })?;
        apply(db, act, order, &line, (proposal, &plan))?;
        if order.status == OrderStatus::Placed && proposals::open_of(db, order.id)?.is_empty() {
            // Whoever suggested it takes it.
            let provider = Act { by: Some(By { user: proposal.made_by, mandate: None }), now: self.now };
            moves::accept(db, provider, order)?;
        }
        Ok(())
    }

    fn tell(
        &self,
        db: &mut Db,
        act: Act,
        order: &Order,
        proposal: &Proposal,
        (to, by_holder): (ProposalStatus, bool),
    ) -> Result<(), ActError> {
        let when = proposal.request.when_words();
        let (action, subject, mut what) = match to {
            ProposalStatus::Agreed => ("order.change_agreed", "the new times are agreed", format!("Agreed: {when}")),
            ProposalStatus::Refused => ("order.change_refused", "the new times don’t suit", format!("Refused: {when}")),
            _ => ("order.change_withdrawn", "the suggestion is taken back", format!("Took back: {when}")),
        };
        if let Answer::No(words) = self.answer
            && !words.trim().is_empty()
        {
            what = format!("{what}. They say: {}", words.trim());
        }
        moves::record(db, act, order, action, &what)?;
        let side = if by_holder { To::Provider } else { To::Holder };
        Ok(messages::tell(db, order.id, side, self.site, self.now, (subject, &what))?)
    }
}

/// The proposals of an order that wait, for its page.
pub(super) fn views(db: &mut Db, order: &Order, now: NaiveDateTime) -> Result<Vec<ProposalView>, ActError> {
    let mut views = Vec::new();
    for proposal in proposals::open_of(db, order.id)? {
        let line = lines::by_id(db, proposal.line_id)?;
        let effect = match assess(db, (order, &line), proposal.kind, &proposal.request, now) {
            Ok(plan) => Ok(plan),
            Err(ActError::Db(error)) => return Err(error.into()),
            Err(other) => Err(other.to_string()),
        };
        let over = match &effect {
            Ok(plan) => over_plan_of(db, (order, &line), plan, now)?,
            Err(_) => None,
        };
        views.push(ProposalView { proposal, title: line.title, ordered: line.request, effect, over });
    }
    Ok(views)
}

/// The units that can be chosen for other times: the line's own.
pub fn units(line: &OrderLine) -> [PriceUnit; 1] {
    [line.request.unit]
}
