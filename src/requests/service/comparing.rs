//! What a holder sees of a request: quotes side by side, each at what it costs in their budget, and what was said.

use chrono::NaiveDate;

use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::budgets::ledger;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::service::doors::{self as directory, ProviderSummary};
use crate::kernel::dates::london;
use crate::kernel::ids::{PlanLineId, QuoteId, RequestId};
use crate::kernel::{HolderId, Money};
use crate::orders::model::{Costing, Window};
use crate::orders::service::agreed::{self, AgreedLine};
use crate::plans::service as plans;
use crate::requests::error::RequestError;
use crate::requests::model::{Message, Quote, QuoteLine, QuoteStatus, Request};
use crate::requests::store::{messages, quotes, requests};

/// A line of a quote with what it costs.
#[derive(Clone, Debug)]
pub struct LineCost {
    /// The line.
    pub line: QuoteLine,
    /// What it costs in this budget, or why that can't be said, in a sentence.
    pub cost: Result<Costing, String>,
}

/// A quote with what it costs.
#[derive(Clone, Debug)]
pub struct QuoteView {
    /// The quote.
    pub quote: Quote,
    /// Whose.
    pub provider: ProviderSummary,
    /// Its lines.
    pub lines: Vec<LineCost>,
    /// What it costs up to its end or the budget's; none when a line can't be ordered as it is.
    pub total: Option<Money>,
    /// What it costs in a usual week; none when all of it is once.
    pub weekly: Option<Money>,
    /// Why it can't be ordered now, in a sentence; none when it can.
    pub refusal: Option<String>,
}

/// A conversation with one provider.
#[derive(Clone, Debug)]
pub struct Thread {
    /// With whom.
    pub provider: ProviderSummary,
    /// What was said, oldest first.
    pub messages: Vec<Message>,
}

/// What the costs are laid beside.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// What is left in the pot; none without one.
    pub available: Option<Money>,
    /// The last day of the budget.
    pub ends_on: Option<NaiveDate>,
    /// The parts of the plan, each with its title and what is left of it.
    pub plan_lines: Vec<(PlanLineId, String, Money)>,
}

impl Compared {
    /// The part of the plan that something is for, with what is left of it.
    pub fn line(&self, id: Option<PlanLineId>) -> Option<&(PlanLineId, String, Money)> {
        self.plan_lines.iter().find(|(known, ..)| Some(*known) == id)
    }
}

/// A request with everything that its holder may see.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// The providers that it was sent to, where they were chosen.
    pub chosen: Vec<String>,
    /// Quotes that wait, and those that were answered, newest first; no drafts.
    pub quotes: Vec<QuoteView>,
    /// The order that a quote became, by its reference.
    pub order: Option<String>,
    /// Questions and answers.
    pub threads: Vec<Thread>,
    /// What the costs are laid beside.
    pub compared: Compared,
    /// Whether whoever looks may answer questions and say no to quotes.
    pub may_ask: bool,
    /// Whether whoever looks may accept a quote.
    pub may_order: bool,
    /// Today.
    pub today: NaiveDate,
}

/// A quote's line as ordering sees it.
pub(super) fn agreed_line(line: &QuoteLine) -> AgreedLine {
    AgreedLine {
        listing: line.listing_id,
        title: line.title.clone(),
        request: line.request,
        unit_price: line.price,
        vat: line.vat,
    }
}

/// A quote at what it costs in a window. What it costs here is what accepting it commits.
fn view_of(db: &mut Db, quote: Quote, window: &Window) -> Result<QuoteView, DbError> {
    let provider = directory::provider_summary(db, quote.provider_id)?;
    let today = window.now.date();
    let mut refusal = None;
    let mut lines = Vec::with_capacity(quote.lines.len());
    for line in quote.lines.clone() {
        let cost = agreed::cost_of(&agreed_line(&line), window).map_err(|fault| fault.to_string());
        if quote.status == QuoteStatus::Sent {
            let listing = directory::orderable(db, line.listing_id, today)?;
            refusal = refusal.or(listing.refusal);
        }
        lines.push(LineCost { line, cost });
    }
    let costs: Option<Vec<&Costing>> = lines.iter().map(|line| line.cost.as_ref().ok()).collect();
    let total = costs.as_ref().and_then(|costs| Money::sum(costs.iter().map(|cost| cost.total)));
    let weekly: Vec<Money> = costs.iter().flatten().filter_map(|cost| cost.weekly()).collect();
    let weekly = if weekly.is_empty() { None } else { Money::sum(weekly) };
    Ok(QuoteView { quote, provider, lines, total, weekly, refusal })
}

/// What is left in the pot and of each part of the plan.
fn compared(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Compared, DbError> {
    let titles = plans::current_lines(db, holder, today)?;
    let Some(pot) = budgets::current_pot(db, holder, today)? else {
        let plan_lines = titles.into_iter().map(|line| (line.id, line.title, line.amount)).collect();
        return Ok(Compared { plan_lines, ..Compared::default() });
    };
    // A part of the plan may be paid from several pots of the budget.
    let mut used = Vec::new();
    for one in budgets::pots_of_budget(db, pot.budget_id)? {
        used.extend(ledger::by_plan_line(db, one)?);
    }
    let left = |line: &crate::plans::model::PlanLine| {
        let own = used.iter().filter(|spend| spend.plan_line == Some(line.id));
        let taken = Money::sum(own.flat_map(|spend| [spend.committed, spend.spent]));
        line.amount.checked_sub(taken.unwrap_or(Money::ZERO)).unwrap_or(Money::ZERO)
    };
    let plan_lines = titles.iter().map(|line| (line.id, line.title.clone(), left(line))).collect();
    let available = Some(ledger::balances(db, pot.id)?.available);
    Ok(Compared { available, ends_on: Some(pot.ends_on), plan_lines })
}

/// A request with its quotes and questions, for its holder or whoever acts for them.
///
/// # Errors
/// [`RequestError::NotFound`] for somebody else's.
pub async fn request_view(app: &App, actor: &Actor, id: RequestId) -> Result<RequestView, RequestError> {
    let holder = actor.holder(Scope::View)?;
    let (may_ask, may_order) = (actor.holder(Scope::Propose).is_ok(), actor.holder(Scope::Order).is_ok());
    let (now, today) = (app.clock.now(), app.clock.today());
    app.db
        .read(move |db| {
            let request = requests::by_id(db, id)?;
            if request.holder_id != holder {
                return Err(RequestError::NotFound);
            }
            let window = agreed::window_of(db, holder, now)?;
            let mut views = Vec::new();
            for quote in quotes::of_request(db, id)? {
                if quote.status != QuoteStatus::Draft {
                    views.push(view_of(db, quote, &window)?);
                }
            }
            views.sort_by_key(|view| std::cmp::Reverse((view.quote.sent_at, view.quote.id)));
            let order = views.iter().find_map(|view| view.quote.order_id);
            let order = order.map(|order| crate::orders::service::reference_of(db, order)).transpose()?;
            let chosen = requests::chosen(db, id)?;
            let chosen = directory::provider_summaries(db, &chosen)?.into_iter().map(|one| one.name).collect();
            let threads = threads(db, id)?;
            let compared = compared(db, holder, london(now).date())?;
            Ok(RequestView { request, chosen, quotes: views, order, threads, compared, may_ask, may_order, today })
        })
        .await
}

fn threads(db: &mut Db, id: RequestId) -> Result<Vec<Thread>, DbError> {
    let mut threads: Vec<Thread> = Vec::new();
    for message in messages::of(db, id, None)? {
        if let Some(thread) = threads.iter_mut().find(|thread| thread.provider.id == message.provider_id) {
            thread.messages.push(message);
        } else {
            let provider = directory::provider_summary(db, message.provider_id)?;
            threads.push(Thread { provider, messages: vec![message] });
        }
    }
    Ok(threads)
}

/// One quote of a request, with what it is laid beside.
///
/// # Errors
/// [`RequestError::NotFound`] for somebody else's, and for one that isn't of this request.
pub async fn quote_view(
    app: &App,
    actor: &Actor,
    (request, quote): (RequestId, QuoteId),
) -> Result<(RequestView, QuoteView), RequestError> {
    let view = request_view(app, actor, request).await?;
    let found = view.quotes.iter().find(|one| one.quote.id == quote).cloned();
    Ok((view, found.ok_or(RequestError::NotFound)?))
}
