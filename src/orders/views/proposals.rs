//! Other times: the form to ask for them, and the panel where the other side says yes or no.

use maud::{Markup, html};

use super::asking;
use super::when::When;
use crate::kernel::{Money, words};
use crate::orders::forms::LineForm;
use crate::orders::model::beyond::AskFirst;
use crate::orders::model::proposal::Replan;
use crate::orders::model::{ProposalKind, units};
use crate::orders::service::proposals::{ProposalView, TimesForm};
use crate::orders::service::spending::OverPlan;
use crate::orders::service::{OrderView, Viewer};
use crate::web::components::{
    Button, PostForm, SummaryList, Verdict, actions, csrf_field, details, inset, link, panel,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The proposals of an order that wait.
pub fn panel_of(ctx: &Ctx, view: &OrderView) -> Markup {
    html! { @for waiting in &view.proposals { (one(ctx, view, waiting)) } }
}

fn one(ctx: &Ctx, view: &OrderView, waiting: &ProposalView) -> Markup {
    let (kind, provider) = (waiting.proposal.kind, view.viewer == Viewer::Provider);
    let mine = match kind {
        ProposalKind::Counter => provider,
        ProposalKind::Change => !provider,
    };
    let who = if kind == ProposalKind::Counter { view.provider_name.as_str() } else { view.holder.name.as_str() };
    let title = match (kind, mine) {
        (ProposalKind::Counter, true) => "You suggested another time".to_owned(),
        (ProposalKind::Change, true) if view.viewer == Viewer::Holder => "You asked for other times".to_owned(),
        (ProposalKind::Counter, _) => format!("{who} suggests another time"),
        (ProposalKind::Change, _) => format!("{who} asks for other times"),
    };
    let id = format!("proposal-{}", waiting.proposal.id);
    let list = SummaryList::new()
        .fact("What", waiting.title.as_str())
        .fact("Now", waiting.ordered.when_words().as_str())
        .fact("Instead", html! { b { (waiting.proposal.request.when_words()) } })
        .fact("How much", waiting.proposal.request.each_words().as_str())
        .fact("What it does", effect(waiting).as_str());
    let body = html! {
        (list)
        @if !waiting.proposal.words.is_empty() { (inset(&html! { "“" (waiting.proposal.words) "”" })) }
        @if let Err(why) = &waiting.effect { (Verdict::warm("This can’t be agreed to any more.").more(why)) }
        @if let Some(over) = waiting.over.as_ref().filter(|_| !provider) { (asking::note(over, view.may_act)) }
        (answers(ctx, view, waiting, mine))
    };
    panel(&id, &title, &body)
}

fn effect(waiting: &ProposalView) -> String {
    waiting.effect.as_ref().map_or_else(|_| "It can’t be said.".to_owned(), effect_words)
}

/// "4 visits move and 14 stay. It costs £20.00 more." in words.
pub fn effect_words(plan: &Replan) -> String {
    let number = |count: usize| if count == 0 { "none".to_owned() } else { count.to_string() };
    let one = |count: usize, one: &'static str, many: &'static str| if count == 1 { one } else { many };
    let moves = format!(
        "{} will not happen, {} {} new, and {} {} as they are.",
        words::count(plan.drop.len(), "visit", "visits"),
        number(plan.add.len()),
        one(plan.add.len(), "is", "are"),
        number(plan.stay),
        one(plan.stay, "stays", "stay"),
    );
    let money = match plan.difference() {
        Money::ZERO => "It costs the same.".to_owned(),
        more if more > Money::ZERO => format!("It costs {more} more."),
        less => format!("It costs {} less.", less.checked_neg().unwrap_or(Money::ZERO)),
    };
    format!("{moves} {money}")
}

fn answers(ctx: &Ctx, view: &OrderView, waiting: &ProposalView, mine: bool) -> Markup {
    let action = format!("/orders/{}/proposals/{}", view.order.reference, waiting.proposal.id);
    let may = view.may_act || view.viewer == Viewer::Provider;
    let about = format!("to {}", waiting.proposal.request.when_words());
    html! {
        @if may && mine {
            (PostForm::new(ctx, action.as_str(), Button::submit("Take it back").secondary()).with("answer", "back"))
        } @else if may {
            @if waiting.effect.is_ok() && (view.viewer == Viewer::Provider || !waits_for_council(waiting)) {
                (PostForm::new(ctx, action.as_str(), Button::submit("Yes, agree").about(about.as_str())).with("answer", "yes"))
            }
            (details("No, it doesn’t suit", &html! {
                form method="post" action=(action) {
                    (csrf_field(ctx))
                    input type="hidden" name="answer" value="no";
                    (FieldErrors::new().fields().textarea("words", "What would suit? (optional)", "").longest(500))
                    (Button::submit("Say no").secondary().about(about.as_str()))
                }
            }))
        }
    }
}

/// Whether the council has to agree first, and hasn't.
fn waits_for_council(waiting: &ProposalView) -> bool {
    waiting.over.as_ref().is_some_and(|over| over.asks && !over.is_agreed())
}

/// What the page for other times shows.
pub struct Times<'a> {
    /// What can be chosen.
    pub form: &'a TimesForm,
    /// What was typed.
    pub typed: &'a LineForm,
    /// What was wrong with it.
    pub errors: &'a FieldErrors,
    /// What it would do, and how that is beyond the plan, when that was asked.
    pub effect: Option<(Replan, Option<OverPlan>)>,
    /// What there is to ask the council first.
    pub asks: &'a [AskFirst],
}

impl Times<'_> {
    /// The page.
    pub fn page(&self, ctx: &Ctx) -> Page {
        let order = format!("/orders/{}", self.form.order.reference);
        let title = match self.form.viewer {
            Viewer::Provider => "Suggest another time",
            _ => "Ask for other days and times",
        };
        Page::new(title)
            .caption(self.form.line.title.as_str())
            .nav("/orders")
            .back(order.as_str(), "The order")
            .errors(self.errors)
            .body(self.body(ctx, &order))
    }

    fn body(&self, ctx: &Ctx, order: &str) -> Markup {
        let action = format!("{order}/lines/{}/times", self.form.line.id);
        let known = [self.form.line.request.unit];
        let fields = self.errors.fields();
        let when = When {
            typed: self.typed,
            fields,
            units: &known,
            shortest: None,
            window: &self.form.window,
            action: &action,
        };
        let explain = match self.form.viewer {
            Viewer::Provider => {
                "They say yes or no. Until then nothing changes. If they say yes, you have accepted the order."
            }
            _ => {
                "The provider says yes or no. Until then nothing changes. The change holds from the first day that you \
                 choose; visits before that stay as they are."
            }
        };
        html! {
            p.govuk-body-l { (explain) }
            p.govuk-body { "It is now: " (self.form.line.request.when_words()) ", " (self.form.line.request.each_words()) "." }
            @if let Some((effect, over)) = &self.effect {
                (Verdict::lilac("If they say yes:").more(effect_words(effect)))
                @if let Some(over) = over.as_ref().filter(|_| self.form.viewer == Viewer::Holder) { (asking::note(over, true)) }
            }
            (asking::links(self.asks))
            form method="post" action=(action) novalidate {
                (csrf_field(ctx))
                (when.all())
                (fields.textarea("words", "What do you want to say with it? (optional)", &self.typed.words).longest(500))
                (actions(html! {
                    (Button::submit("Send").once())
                    (Button::submit("See what it does").secondary().value("action", "look"))
                    (link(order, "Go back"))
                }))
            }
            p.app-small { "Counted in " (units::words(self.form.line.request.unit).1) "." }
        }
    }
}
