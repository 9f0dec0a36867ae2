//! Asking the council about what is beyond the plan, and its answers.

use maud::{Markup, html};

use super::asking;
use crate::kernel::dates::{london, long_date};
use crate::orders::forms::AnswerForm;
use crate::orders::model::beyond::{Beyond, RequestState};
use crate::orders::service::spending::{ForCouncil, Listed, ToAsk};
use crate::web::components::{
    Button, Radios, SummaryList, Table, actions, csrf_field, empty_state, link, lu, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const LIST: &str = "/council/spending-requests";

/// The form in which somebody asks.
pub fn ask(ctx: &Ctx, what: &ToAsk, words: &str, errors: &FieldErrors) -> Page {
    let why = match what.asking.beyond {
        Beyond::Outside => "It isn’t in the plan.".to_owned(),
        Beyond::Over(by) => format!("It goes {by} over the plan."),
    };
    let facts = SummaryList::new()
        .fact("What", what.title.as_str())
        .fact("With", what.provider.as_str())
        .fact("It costs", what.total.to_string().as_str())
        .fact("Why we ask", why.as_str());
    Page::new("Ask your council").nav("/basket").back("/basket", "Your basket").errors(errors).body(html! {
        (paragraph("The rules of this budget say that your council agrees to this first. It stays in your basket until they have answered."))
        (facts)
        form method="post" action=(format!("/basket/{}/ask", what.line)) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Why do you need it?", words)
                .hint("A sentence or two is enough. Your council reads this.").longest(500))
            (actions(html! { (Button::submit("Ask").once()) (link("/basket", "Go back")) }))
        }
    })
}

/// What waits for an answer.
pub fn list(requests: &[Listed]) -> Page {
    let page = Page::new("Requests to spend").nav(LIST);
    if requests.is_empty() {
        let words = html! {
            p.govuk-body { "When somebody asks to buy what isn’t in their plan, or goes over it, it shows here. You say in the rules of a budget whether they have to ask." }
        };
        return page.body(empty_state(lu::LuCircleCheck, "Nobody waits for an answer", &words));
    }
    let rows = requests.iter().map(|one| {
        let day = long_date(london(one.request.asked_at).date());
        vec![
            html! { (link(&format!("{LIST}/{}", one.request.id), &one.name)) span.app-sub { (one.reference) } },
            html! { (one.title) span.app-sub { (one.provider) } span.app-sub { (one.request.purpose.label()) } },
            text(one.plan_title.as_deref().unwrap_or("Outside the plan")),
            text(day),
            text(one.request.amount),
        ]
    });
    page.body(html! {
        p.govuk-body-l { "They want to buy what isn’t in the plan, or goes over it. It is ordered only when you agree." }
        (Table::new("Requests").column("Who").column("What").column("Plan line").column("Asked").numbers("Cost").rows(rows))
    })
}

/// One request, with its answer or the form for it.
pub fn one(ctx: &Ctx, view: &ForCouncil, typed: &AnswerForm, errors: &FieldErrors) -> Page {
    let Listed { request, name, reference, .. } = &view.listed;
    Page::new("A request to spend").caption(name.as_str()).nav(LIST).back(LIST, "Requests to spend").errors(errors).body(html! {
        (facts(view))
        p.govuk-body { (link(&format!("/council/people/{reference}"), format!("See what {name} has"))) }
        @if request.state == RequestState::Asked {
            form method="post" action=(format!("{LIST}/{}", request.id)) novalidate {
                (csrf_field(ctx))
                (Radios::new("answer", "May it be ordered?").chosen(typed.answer.as_str()).error(errors.get("answer"))
                    .choice_with_hint("yes", "Yes", "Once, for up to this cost.")
                    .choice("no", "No"))
                (errors.fields().textarea("words", "What do you want to tell them?", &typed.words)
                    .hint("They read this. Where you say no, say why.").longest(500))
                (Button::submit("Answer").once())
            }
        }
    })
}

fn facts(view: &ForCouncil) -> Markup {
    let Listed { request, title, provider, plan_title, by, .. } = &view.listed;
    let mut list = SummaryList::new()
        .fact("What", title.as_str())
        .fact("With", provider.as_str())
        .fact("It costs", request.amount.to_string().as_str())
        .fact("Free in the pot", view.available.to_string().as_str());
    list = match (&view.planned, plan_title) {
        (Some(line), Some(title)) => {
            list.fact("Plan line", format!("{title}: {} planned, {} ordered or spent", line.amount, line.used).as_str())
        }
        _ => list.fact("Plan line", "None: it is outside the plan"),
    };
    list = list.fact("What it is for", asking::what_for(&view.listed));
    if view.agreed > crate::kernel::Money::ZERO {
        list = list.fact("Agreed to before, and not used", view.agreed.to_string().as_str());
    }
    let asked = format!("{}, on {}", by.1, long_date(london(request.asked_at).date()));
    list = list.fact("Asked by", asked.as_str()).fact("Why", request.why.as_str()).fact("State", request.state.label());
    let list = match request.answer.as_deref().filter(|words| !words.is_empty()) {
        Some(words) => list.fact("What was answered", words),
        None => list,
    };
    html! { (list) }
}
