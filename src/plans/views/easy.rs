//! A draft in easy read: one idea a line, a picture beside each.

use maud::{Markup, html};

use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::plans::model::draft::{AboutPart, Cost, Draft};
use crate::plans::model::sums::whole;
use crate::plans::service::reading::DraftView;
use crate::web::components::{idea, lu};
use crate::web::page::Page;

/// The page.
pub fn page(view: &DraftView) -> Page {
    let draft = &view.version.draft;
    let path = view.known.head.path();
    let own = view.known.may.is_holder;
    let whose =
        if own { "This is my plan.".to_owned() } else { format!("This is the plan of {}.", view.known.holder.name) };
    Page::new(format!("{}, easy read", super::read::whose(view))).nav("/plan").back(path, "The plan").body(html! {
        ul.app-easy {
            (idea(lu::LuClipboardList, &html! { (whose) }))
            (idea(lu::LuCalendarDays, &html! {
                "It begins on " (long_date(draft.starts_on)) "." br;
                "It ends on " (long_date(draft.ends_on)) "."
            }))
        }
        (section("About me", &about(draft)))
        (section("What I want", &wishes(draft)))
        (section("Keeping safe", &safe(draft)))
        (section("Who does what", &actions(draft)))
        (section("Money", &money(view)))
    })
}

/// A heading with its pictures, where there are any.
fn section(heading: &str, ideas: &Markup) -> Markup {
    html! {
        @if !ideas.0.is_empty() {
            h2.govuk-heading-m { (heading) }
            ul.app-easy { (ideas) }
        }
    }
}

fn about(draft: &Draft) -> Markup {
    html! {
        @for part in AboutPart::ALL {
            @if !draft.about(*part).is_empty() {
                (idea(lu::LuHeart, &html! { b { (part.label()) } br; (draft.about(*part)) }))
            }
        }
    }
}

fn actions(draft: &Draft) -> Markup {
    html! {
        @for action in &draft.actions { (idea(lu::LuCheck, &html! {
                (action.who) ": " (action.what)
                @if let Some(day) = action.by { br; "By " (long_date(day)) "." }
            })) }
    }
}

fn wishes(draft: &Draft) -> Markup {
    let helps = |cost: &Cost| {
        let all = whole(draft, cost).unwrap_or_default();
        idea(
            lu::LuHandHelping,
            &html! { (cost.title) " helps me. It costs " (all) "." @if !cost.detail.is_empty() { br; (cost.detail) } },
        )
    };
    html! {
        @for wish in &draft.wishes {
            (idea(lu::LuTarget, &html! {
                (wish.words)
                @if !wish.need.is_empty() { br; "I need help with this: " (wish.need) "." }
            }))
            @for cost in draft.costs_of(Some(wish.key)) { (helps(cost)) }
        }
        @for cost in draft.costs_of(None) { (helps(cost)) }
    }
}

fn safe(draft: &Draft) -> Markup {
    html! {
        @for risk in &draft.risks {
            (idea(lu::LuShield, &html! {
                (risk.what) br; (risk.handled)
                @if !risk.who.is_empty() { br; "Who does this: " (risk.who) "." }
            }))
        }
        @if !draft.contingency.words.is_empty() {
            (idea(lu::LuPhone, &html! { b { "If support can’t come:" } " " (draft.contingency.words) }))
        }
    }
}

/// The costs and what is kept aside make what the plan costs.
fn money(view: &DraftView) -> Markup {
    let (draft, own) = (&view.version.draft, view.known.may.is_holder);
    html! {
        (idea(lu::LuHandHelping, &html! { "All of the support costs " (view.sums.costs(draft)) "." }))
        @if draft.contingency.amount > Money::ZERO {
            (idea(lu::LuShield, &html! { (draft.contingency.amount) " is kept for when things go wrong." }))
        }
        (idea(lu::LuPiggyBank, &html! { "That is " (view.sums.total) " in all." }))
        @if !draft.why_over.is_empty() {
            (idea(lu::LuMessageCircle, &html! { b { "Why it costs more than the indicative budget:" } " " (draft.why_over) }))
        }
        (idea(lu::LuPoundSterling, &html! { "It is about " (view.sums.weekly) " a week." }))
        @if let Some(net) = &view.sums.net {
            (idea(lu::LuWallet, &html! { @if own { "I pay " } @else { "They pay " } (net.contribution) " of it. The council pays " (net.net) "." }))
        }
    }
}
