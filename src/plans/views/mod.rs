//! The page about a support plan: where it stands, what the person wants, what each thing costs.

mod cost;
mod outcomes;

use maud::{Markup, html};

use super::model::{Plan, PlanStatus};
use super::service::PlanView;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{TagKind, Verdict, empty_state, icon, link, lu, tag_big};

/// "My support plan", or whose it is.
pub fn title(view: &PlanView) -> String {
    if view.own { "My support plan".to_owned() } else { format!("{}’s support plan", view.holder.name) }
}

/// Whose it is and the days it covers: "Priya Shah, 6 April 2026 to 5 April 2027".
pub fn caption(view: &PlanView, plan: &Plan) -> String {
    format!("{}, {} to {}", view.holder.name, long_date(plan.starts_on), long_date(plan.ends_on))
}

/// How far it has come, for beside the heading.
pub fn status(plan: &Plan) -> Markup {
    let (kind, shown) = match plan.status {
        PlanStatus::Draft => (TagKind::Plain, lu::LuPencil),
        PlanStatus::Submitted => (TagKind::Lilac, lu::LuSend),
        PlanStatus::ChangesAsked => (TagKind::Warm, lu::LuMessageCircle),
        PlanStatus::Agreed => (TagKind::Ok, lu::LuCircleCheck),
        PlanStatus::Refused => (TagKind::Bad, lu::LuCircleX),
    };
    tag_big(kind, Some(shown), plan.status.label())
}

/// All of the page below its heading.
pub fn body(view: &PlanView) -> Markup {
    let Some(plan) = &view.plan else {
        return if view.own { none_yet() } else { none_yet_of(&view.holder.name) };
    };
    html! {
        (verdict(view, plan))
        div.app-with-side.app-with-side--first {
            div.app-with-side__side {
                (cost::panels(view, plan))
                button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print this plan" }
            }
            div.app-with-side__main { (outcomes::all(view, plan)) }
        }
    }
}

/// For somebody who has no plan: what one is, and what to do.
pub fn none_yet() -> Markup {
    empty_state(
        lu::LuClipboardList,
        "You have no support plan here yet",
        &html! {
            p.govuk-body {
                "A support plan says what you want from your life, what would help, and what it costs. "
                "You write it with somebody you trust, and your council agrees it."
            }
            ul.govuk-list.govuk-list--bullet {
                li { (link("/help", "How to ask your council for an assessment")) }
                li { (link("/search", "Look at support and what it costs")) }
            }
        },
    )
}

fn none_yet_of(name: &str) -> Markup {
    empty_state(
        lu::LuClipboardList,
        &format!("{name} has no support plan here yet"),
        &html! { p.govuk-body { "It appears here when it has been written." } },
    )
}

fn verdict(view: &PlanView, plan: &Plan) -> Markup {
    let whose = if view.own { "Your plan".to_owned() } else { format!("{}’s plan", view.holder.name) };
    let council = view.holder.council_name.as_deref().unwrap_or("the council");
    let until = format!("It runs until {}.", long_date(plan.ends_on));
    let verdict = match plan.status {
        PlanStatus::Draft => {
            Verdict::lilac(format!("{whose} is being written")).more("Nothing can be ordered on it yet.")
        }
        PlanStatus::Submitted => {
            Verdict::lilac(format!("{whose} is with {council}")).icon(lu::LuSend).more("They will answer soon.")
        }
        PlanStatus::ChangesAsked => {
            Verdict::warm(format!("{council} asked for changes")).more("Change the plan and send it again.")
        }
        PlanStatus::Refused => {
            Verdict::bad(format!("{council} did not agree the plan")).more("Ask them for the reasons.")
        }
        PlanStatus::Agreed => Verdict::good(format!("{whose} is agreed")).more(match agreed(plan) {
            Some(when) => format!("{when} {until}"),
            None => until,
        }),
    };
    html! { (verdict) }
}

/// "Agreed on 20 March 2026 by Jo Wren."
fn agreed(plan: &Plan) -> Option<String> {
    let on = long_date(london(plan.agreed_at?).date());
    Some(plan.agreed_by.as_ref().map_or_else(|| format!("Agreed on {on}."), |by| format!("Agreed on {on} by {by}.")))
}
