//! Asking the council first, from wherever something goes beyond the plan, and what somebody asked before.

use maud::{Markup, html};

use crate::kernel::dates::{london, long_date};
use crate::orders::forms::AskForm;
use crate::orders::model::beyond::{AskFirst, AskFor, Beyond, Purpose, RequestState};
use crate::orders::service::spending::{Listed, Looked, Mine, OverPlan};
use crate::web::components::{
    Button, PostForm, SummaryList, TagKind, Verdict, actions, csrf_field, empty_state, entry, link, lu, paragraph, tag,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Where somebody sees what they asked.
pub const MINE: &str = "/budget/requests";

/// The form that asks, filled in.
pub fn path(ask: &AskFor) -> String {
    let AskFor { wish, pot, purpose, order } = ask;
    let line = wish.plan_line.map(|line| format!("&plan_line={line}")).unwrap_or_default();
    let order = order.as_ref().map(|order| format!("&order={order}")).unwrap_or_default();
    let (listing, amount) = (wish.listing, wish.total.plain());
    format!("/budget/ask?listing={listing}&pot={pot}&amount={amount}&purpose={purpose}{line}{order}")
}

/// "This goes £40.00 over the plan."
pub fn beyond_words(beyond: Beyond) -> String {
    match beyond {
        Beyond::Outside => "This is outside of the plan.".to_owned(),
        Beyond::Over(by) => format!("This goes {by} over the plan."),
    }
}

/// Ways to ask about everything that was refused; nothing where nothing was.
pub fn links(asks: &[AskFirst]) -> Markup {
    html! {
        @if !asks.is_empty() {
            ul.govuk-list {
                @for one in asks {
                    li {
                        (beyond_words(one.beyond)) " "
                        a.govuk-link href=(path(&one.ask)) {
                            "Ask your council" span.govuk-visually-hidden { " about " (one.title) }
                        }
                    }
                }
            }
            p.govuk-body { "Come back when they have agreed. " (link(MINE, "See what you asked")) }
        }
    }
}

/// That something on top of an order is beyond the plan: a warning, or what to do first.
pub fn note(over: &OverPlan, may_ask: bool) -> Markup {
    let lead = beyond_words(over.ask.beyond);
    if !over.asks {
        return html! { (Verdict::warm(lead).more("Your council may ask about this.")) };
    }
    if over.is_agreed() {
        return html! { (Verdict::good("Your council agreed to this.").more(lead)) };
    }
    let request = over.request.as_ref();
    let ask = |words: &str| {
        html! {
            @if may_ask { " " a.govuk-link href=(path(&over.ask.ask)) { (words) span.govuk-visually-hidden { " about " (over.ask.title) } } }
        }
    };
    let next = match request.map(|request| (request.state, request)) {
        Some((RequestState::Asked, request)) => html! {
            " You asked on " (long_date(london(request.asked_at).date())) ". " (link(MINE, "See what you asked"))
        },
        Some((RequestState::Refused, request)) => html! {
            " They didn’t agree" @if let Some(words) = &request.answer { ": “" (words) "”" } @else { "." }
            (ask("Ask again"))
        },
        Some((RequestState::Agreed, request)) => html! {
            " They agreed to " (request.amount) ", and this costs more." (ask("Ask again"))
        },
        _ => ask("Ask your council"),
    };
    html! { (Verdict::warm(lead).more_markup(html! { "Your council has to agree to it first." (next) })) }
}

fn purpose(purpose: Purpose, order: Option<&str>) -> Markup {
    html! {
        (purpose.label())
        @if let Some(order) = order { ": " (link(&format!("/orders/{order}"), format!("order {order}"))) }
    }
}

/// What a request is for, with its order.
pub fn what_for(listed: &Listed) -> Markup {
    purpose(listed.request.purpose, listed.order.as_deref())
}

/// The form in which somebody asks, whatever for.
pub fn ask(ctx: &Ctx, found: &Looked, typed: &AskForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let facts = SummaryList::new()
        .fact("What", found.title.as_str())
        .fact("With", found.provider.as_str())
        .fact("What it is for", purpose(found.ask.purpose, found.ask.order.as_deref()))
        .fact("Plan line", found.plan_title.as_deref().unwrap_or("None: it is outside the plan"));
    let facts = match found.beyond {
        Some(beyond) => facts.fact("Why we ask", beyond_words(beyond).as_str()),
        None => facts,
    };
    let amount = if found.ask.order.is_some() { "How much more does it cost?" } else { "How much does it cost?" };
    Page::new("Ask your council").nav("/budget").back(MINE, "What you asked your council").errors(errors).body(html! {
        (paragraph("The rules of this budget say that your council agrees to this first. Nothing is ordered or changed until they have answered and you go on with it."))
        (facts)
        form method="post" action="/budget/ask" novalidate {
            (csrf_field(ctx))
            @for (name, value) in typed.hidden() { input type="hidden" name=(name) value=(value); }
            (fields.input("amount", amount, &typed.amount).prefix("£").width(10).mode("decimal")
                .hint("Your council agrees to this once, and to no more than this."))
            (fields.textarea("words", "Why do you need it?", &typed.words)
                .hint("A sentence or two is enough. Your council reads this.").longest(500))
            (actions(html! { (Button::submit("Ask").once()) (link(MINE, "See what you asked before")) }))
        }
    })
}

fn state_tag(state: RequestState) -> Markup {
    let kind = match state {
        RequestState::Asked => TagKind::Lilac,
        RequestState::Agreed => TagKind::Ok,
        RequestState::Refused => TagKind::Warm,
        RequestState::TakenBack | RequestState::Used => TagKind::Plain,
    };
    tag(kind, None, state.label())
}

/// What somebody asked their council, and what came of it.
pub fn mine(ctx: &Ctx, mine: &Mine) -> Page {
    let page = Page::new("What you asked your council").nav("/budget").back("/budget", "The budget");
    if mine.requests.is_empty() {
        let words = paragraph(
            "Where the rules of a budget say so, your council is asked before you order what isn’t in the plan.",
        );
        return page.body(empty_state(lu::LuMessageCircle, "You have asked nothing yet", &words));
    }
    page.body(html! {
        (paragraph("Each yes is for one order, and for no more than what you asked for."))
        @for one in &mine.requests { (entry(&format!("request-{}", one.request.id), &one.title, &request(ctx, one, mine.may_ask))) }
    })
}

fn request(ctx: &Ctx, one: &Listed, may_ask: bool) -> Markup {
    let request = &one.request;
    let facts = SummaryList::new()
        .fact("With", one.provider.as_str())
        .fact("What it is for", what_for(one))
        .fact("Plan line", one.plan_title.as_deref().unwrap_or("Outside the plan"))
        .fact("How much", request.amount.to_string().as_str())
        .fact("Asked", format!("{}, on {}", one.by.1, long_date(london(request.asked_at).date())).as_str())
        .fact("Why", request.why.as_str());
    let facts = match request.answer.as_deref().filter(|words| !words.is_empty()) {
        Some(words) => facts.fact("What they answered", words),
        None => facts,
    };
    let open = matches!(request.state, RequestState::Asked | RequestState::Agreed);
    html! {
        p.govuk-body { (state_tag(request.state)) }
        (facts)
        @if request.state == RequestState::Agreed { p.govuk-body { (go_on(one)) } }
        @if open && may_ask {
            (PostForm::new(ctx, format!("{MINE}/{}/take-back", request.id), Button::submit("Take it back").secondary().about(format!("{}, {}", one.title, request.amount))))
        }
    }
}

/// Where what was agreed is ordered or done.
fn go_on(one: &Listed) -> Markup {
    let (to, words) = match (&one.order, one.request.purpose) {
        (Some(order), _) => (format!("/orders/{order}"), "Go on with it at the order"),
        (None, Purpose::Quote) => ("/requests".to_owned(), "Go on to the quote"),
        (None, Purpose::Share) => ("/shared".to_owned(), "Go on to what you share"),
        (None, _) => ("/basket".to_owned(), "Go on to your basket"),
    };
    link(&to, words)
}
