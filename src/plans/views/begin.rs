//! Where a draft is begun: a change, the next plan, or a first one.

use maud::{Markup, html};

use super::draft_tag;
use crate::kernel::dates::{london, long_date};
use crate::plans::forms::BeginForm;
use crate::plans::model::head::Head;
use crate::plans::model::state::State;
use crate::plans::service::reading::BeginView;
use crate::web::components::{Button, actions, csrf_field, details, inset, link};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Why there is nothing to write on a draft that somebody else has to answer.
pub fn waiting(state: State) -> &'static str {
    match state {
        State::Appealed => {
            "The council is looking at a plan again, as it was asked to. There is nothing to write on it until the council has answered."
        }
        State::WithPanel => {
            "The risk panel is asked about a plan. There is nothing to write on it until the council has answered."
        }
        _ => "A plan is with the council. To write on it, take it back first.",
    }
}

/// Drafts, each with when it was changed and where it is.
fn list(drafts: &[Head]) -> Markup {
    html! {
        ul.govuk-list {
            @for head in drafts {
                li {
                    (link(&head.path(), format!("{}, last changed on {}", head.kind.label(), long_date(london(head.updated_at).date()))))
                    " " (draft_tag(head.state))
                }
            }
        }
    }
}

/// What day can be chosen.
fn first_day(view: &BeginView) -> String {
    match &view.running {
        Some(_) => format!("{} or later: agreed plans share no day. A change needs no day.", long_date(view.free)),
        None => "For example, 6 4 2027.".to_owned(),
    }
}

/// How long a plan is.
const YEAR: &str = "It is for one year, if you choose no other days.";

/// The page.
pub fn page(ctx: &Ctx, view: &BeginView, form: &BeginForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let name = &view.holder.name;
    let own_money = view.holder.council_id.is_none();
    let free = if own_money { "Nobody has to agree it." } else { "Small changes need no council." };
    let mut kinds = fields.radios("kind", "What do you want to write?", &form.kind);
    if let Some(plan) = view.running.as_ref().filter(|_| view.runs) {
        let runs = format!("It runs until {}. {free}", long_date(plan.ends_on));
        kinds = kinds.choice_with_hint("change", "A change to the plan that runs now", runs);
    }
    for (plan, (from, until)) in &view.later {
        let days = format!("A change to the plan from {} to {}", long_date(*from), long_date(*until));
        kinds =
            kinds.choice_with_hint(format!("change-{plan}"), days, format!("It is agreed and begins later. {free}"));
    }
    kinds = if view.running.is_some() {
        kinds
            .choice_with_hint(
                "copy",
                if view.runs {
                    "The next plan, starting from this one"
                } else {
                    "The next plan, starting from the last one"
                },
                "You change what should be different.",
            )
            .choice_with_hint("new", "A new plan, starting from nothing", YEAR)
    } else {
        kinds.choice_with_hint("new", "A new plan", format!("{YEAR} You can save and come back."))
    };
    let open = view.drafts.iter().find(|head| !head.state.is_over() && head.state != State::Refused);
    let title = if view.own { "Write a plan".to_owned() } else { format!("Write a plan for {name}") };
    Page::new(title)
        .nav("/plan")
        .back(if form.person.is_empty() { "/plan" } else { "/council" }, "Back")
        .errors(errors)
        .body(html! {
            p.govuk-body-l { "A support plan says what matters, what should change, what helps, and what it costs." }
            @if let Some(head) = open {
                (inset(&html! {
                    @if head.state.is_written() {
                        "A plan is being written already. " (link(&head.path(), "Go on with it")) "."
                    } @else { (waiting(head.state)) " " (link(&head.path(), "Look at it")) "." }
                }))
            }
            @if !view.drafts.is_empty() {
                section.app-panel aria-labelledby="drafts" {
                    h2.govuk-heading-m #drafts { "Plans written before" }
                    (list(&view.drafts))
                }
            }
            @if !view.thrown.is_empty() { (details("Plans that were thrown away", &list(&view.thrown))) }
            @if view.may_write {
            form method="post" action="/plans/new" novalidate {
                (csrf_field(ctx))
                input type="hidden" name="person" value=(form.person);
                (kinds)
                (fields.date("on", "When does the new plan begin?", form.on()).hint(first_day(view)))
                (actions(html! {
                    (Button::submit("Start writing").once())
                    (link("/plans/examples", "Show me plans like this"))
                }))
            }
            }
        })
}
