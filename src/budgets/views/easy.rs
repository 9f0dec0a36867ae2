//! The budget in easy read: one idea a line, with a picture.

use maud::{Markup, html};

use super::Reader;
use crate::budgets::pots::model::To;
use crate::budgets::service::BudgetView;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::web::components::{Button, actions, idea, lu};

/// The address of it for a reader.
pub const PATH: &str = "/budget/easy-read";

/// All of the page below its heading.
pub fn body(view: &BudgetView, reader: Reader) -> Markup {
    let Some(budget) = &view.budget else { return super::body(view, reader) };
    let (overview, own) = (&budget.overview, view.own);
    let to = if own { To::Them } else { To::Other(&view.holder.name) };
    let council = view.holder.council_name.as_deref();
    html! {
        ul.app-easy {
            (idea(lu::LuWallet, &html! { "There is " b { (overview.amount.short()) } " for support." }))
            (idea(lu::LuCalendarDays, &html! { "It is for the time from " (long_date(budget.pot.starts_on)) " to " (long_date(budget.pot.ends_on)) "." }))
            (idea(lu::LuReceiptPoundSterling, &html! { b { (overview.spent.short()) } " is spent." }))
            @if overview.committed > Money::ZERO {
                (idea(lu::LuClipboardList, &html! { b { (overview.committed.short()) } " is for support that is ordered. It is not spent yet." }))
            }
            (idea(lu::LuCheck, &html! { b { (overview.left.short()) } " is left to use." }))
            @if let Some(a_week) = overview.left_a_week {
                (idea(lu::LuCalendarDays, &html! { "That is about " b { (a_week.short()) } " each week." }))
            }
            @if let Some((net, _)) = budget.net.as_ref().filter(|(net, _)| net.contribution > Money::ZERO) {
                (idea(lu::LuWallet, &html! { @if own { "You pay " } @else { "They pay " } b { (net.contribution) } " of it." }))
            }
        }
        h2.govuk-heading-m { "Who has the money" }
        ul.app-easy {
            @for pot in &budget.pots {
                (idea(lu::LuLandmark, &html! { (pot.now.sentence(&pot.share.short(), council, to)) }))
            }
        }
        (actions(html! { (Button::link("/budget", "See all of it").secondary()) }))
    }
}
