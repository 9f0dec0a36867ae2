//! The pages about a support plan: where it stands, what the person wants, what each thing costs; and those on which
//! one is written and agreed.

pub mod appeal;
pub mod begin;
pub mod caseload;
mod cost;
pub mod days;
pub mod easy;
pub mod edit;
pub mod examples;
pub mod find;
mod outcomes;
pub mod overview;
pub mod paper;
pub mod read;
mod rows;
pub mod steps;
pub mod versions;

use maud::{Markup, html};

use super::model::head::{Head, Taken};
use super::model::state::State;
use super::model::{Plan, PlanStatus};
use super::service::PlanView;
use super::service::reading::BeginView;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Button, TagKind, Verdict, empty_state, icon, inset, link, lu, tag, tag_big};

/// "My support plan", or whose it is.
pub fn title(view: &PlanView) -> String {
    if view.own { "My support plan".to_owned() } else { format!("{}’s support plan", view.holder.name) }
}

/// Whose it is and the days it covers: "Priya Shah, 6 April 2026 to 5 April 2027".
pub fn caption(view: &PlanView, plan: &Plan) -> String {
    format!("{}, {} to {}", view.holder.name, long_date(plan.starts_on), long_date(plan.ends_on))
}

/// How far it has come, for beside the heading.
pub fn status(view: &PlanView, plan: &Plan) -> Markup {
    // A plan of their own that ended when a council began to help was never refused.
    let ended = plan.status == PlanStatus::Refused && plan.agreed_at.is_some();
    if ended || view.over && plan.status == PlanStatus::Agreed {
        return tag_big(TagKind::Plain, None, "Ended");
    }
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
pub fn body(view: &PlanView, begin: Option<&BeginView>) -> Markup {
    let Some(plan) = &view.plan else {
        return html! {
            @if view.own { (none_yet(begin)) } @else { (none_yet_of(&view.holder.name, begin)) }
        };
    };
    html! {
        (verdict(view, plan))
        (whole(view))
        @if let Some(begin) = begin { (writing(begin)) }
        div.app-with-side.app-with-side--first {
            div.app-with-side__side {
                (cost::panels(view, plan))
                button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print this plan" }
            }
            div.app-with-side__main { (outcomes::all(view, plan)) }
        }
    }
}

/// The plan shown, to be read whole, and the agreed ones that begin later.
fn whole(view: &PlanView) -> Markup {
    html! {
        @if let Some(draft) = view.draft {
            p.govuk-body { (link(&format!("/plans/{draft}/read"), "Read the whole plan, and have it in other ways")) }
        }
        @for (draft, from, until) in &view.later {
            @let days = format!("from {} to {}", long_date(*from), long_date(*until));
            (inset(&html! {
                "The next plan is agreed too: " (days) ". "
                @if let Some(draft) = draft { (link(&format!("/plans/{draft}/read"), format!("Read the plan {days}"))) }
            }))
        }
    }
}

/// What is being written, and what can be begun.
fn writing(begin: &BeginView) -> Markup {
    let open: Vec<&Head> = begin.drafts.iter().filter(|head| head.state != State::Agreed).take(10).collect();
    html! {
        @if !open.is_empty() {
            section.app-panel aria-labelledby="drafts" {
                h2.govuk-heading-m #drafts { "Plans being written" }
                ul.govuk-list {
                    @for head in open {
                        li {
                            (link(&head.path(), format!("{}, {}", head.kind.label(), long_date(london(head.updated_at).date()))))
                            " " (draft_tag(head.state))
                        }
                    }
                }
            }
        }
        p.govuk-body {
            @if begin.may_write { (link("/plans/new", "Change the plan, or write the next one")) " · " }
            (link("/plans/examples", "Show me plans like this"))
        }
    }
}

/// Where a draft is, as a tag.
pub(super) fn draft_tag(state: State) -> Markup {
    let (kind, shown) = match state {
        State::Draft => (TagKind::Plain, lu::LuPencil),
        State::Submitted => (TagKind::Lilac, lu::LuSend),
        State::WithPanel | State::Appealed => (TagKind::Lilac, lu::LuUsers),
        State::ChangesAsked => (TagKind::Warm, lu::LuMessageCircle),
        State::Agreed => (TagKind::Ok, lu::LuCircleCheck),
        State::Refused => (TagKind::Bad, lu::LuCircleX),
        State::Dropped => (TagKind::Plain, lu::LuX),
    };
    tag(kind, Some(shown), state.label())
}

/// For somebody who has no plan: what one is, and what to do.
pub fn none_yet(begin: Option<&BeginView>) -> Markup {
    let empty = empty_state(
        lu::LuClipboardList,
        "You have no support plan here yet",
        &html! {
            p.govuk-body {
                "A support plan says what you want from your life, what would help, and what it costs. "
                @if begin.is_some_and(|begin| begin.holder.council_id.is_none()) {
                    "You write it, alone or with somebody you trust. You pay for yourself, so nobody has to agree it."
                } @else { "You write it with somebody you trust, and your council agrees it." }
            }
            @if begin.is_some_and(|begin| begin.may_write) {
                (Button::link("/plans/new", "Write my plan"))
            }
            ul.govuk-list.govuk-list--bullet {
                li { (link("/plans/examples", "Show me plans that others might have")) }
                li { (link("/help", "How to ask your council for an assessment")) }
                li { (link("/search", "Look at support and what it costs")) }
            }
        },
    );
    html! { (empty) @if let Some(begin) = begin.filter(|begin| !begin.drafts.is_empty()) { (writing(begin)) } }
}

fn none_yet_of(name: &str, begin: Option<&BeginView>) -> Markup {
    html! {
        (empty_state(
            lu::LuClipboardList,
            &format!("{name} has no support plan here yet"),
            &html! {
                p.govuk-body { "It appears here when it has been written." }
                @if begin.is_some_and(|begin| begin.may_write) { (Button::link("/plans/new", "Write their plan")) }
            },
        ))
        @if let Some(begin) = begin.filter(|begin| !begin.drafts.is_empty()) { (writing(begin)) }
    }
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
        // What somebody agreed with themselves, before a council helped them.
        PlanStatus::Refused if plan.agreed_at.is_some() => {
            Verdict::lilac(format!("{whose} ended when {council} began to help"))
                .more("The next plan is agreed with them.")
        }
        PlanStatus::Refused => {
            Verdict::bad(format!("{council} did not agree the plan")).more("Ask them for the reasons.")
        }
        PlanStatus::Agreed if view.over => {
            Verdict::lilac(format!("{whose} has ended")).more(format!("It ran until {}.", long_date(plan.ends_on)))
        }
        PlanStatus::Agreed if view.used.is_some() => Verdict::good(format!("{whose} is in use"))
            .more(view.used.as_ref().map(|taken| used(taken, &view.holder.name)).unwrap_or_default())
            .more(until),
        PlanStatus::Agreed => Verdict::good(format!("{whose} is agreed")).more(match agreed(plan) {
            Some(when) => format!("{when} {until}"),
            None => until,
        }),
    };
    html! { (verdict) }
}

/// "Used by Priya Shah on 21 November 2026."
pub(super) fn used(taken: &Taken, holder: &str) -> String {
    format!("Used by {} on {}.", overview::name(&taken.by, holder), long_date(london(taken.at).date()))
}

/// "Agreed on 20 March 2026 by Jo Wren."
fn agreed(plan: &Plan) -> Option<String> {
    let on = long_date(london(plan.agreed_at?).date());
    Some(plan.agreed_by.as_ref().map_or_else(|| format!("Agreed on {on}."), |by| format!("Agreed on {on} by {by}.")))
}
