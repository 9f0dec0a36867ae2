//! The newest movements, each in a sentence with who did it.

use maud::{Markup, html};

use crate::budgets::ledger::{Movement, Reason};
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Icon, icon, lu, panel};

pub(super) fn newest(movements: &[Movement], holder: &str) -> Markup {
    panel(
        "happened",
        "What happened lately",
        &html! {
            @if movements.is_empty() {
                p.app-note { "Nothing yet. Orders, deliveries and payments will be listed here." }
            } @else {
                ul.app-feed { @for movement in movements { li { (icon(shown(movement.reason))) (one(movement, holder)) } } }
            }
        },
    )
}

fn one(movement: &Movement, holder: &str) -> Markup {
    html! {
        div {
            b { (movement.amount) " " (word(movement.reason)) }
            @if !movement.memo.is_empty() { ": " (movement.memo) }
            " "
            span.app-note {
                (long_date(london(movement.at).date()))
                @if let Some(by) = by(movement, holder) { ", " (by) }
                ". "
                @if let Some(line) = &movement.plan_line { "Part of the plan: " (line) "." }
            }
        }
    }
}

/// "by Tom Adeyemi for Priya Shah"; none for what the program did by itself.
pub(super) fn by(movement: &Movement, holder: &str) -> Option<String> {
    let by = movement.by.as_deref()?;
    Some(if movement.under_mandate { format!("by {by} for {holder}") } else { format!("by {by}") })
}

/// What happened to the money, after the amount.
pub(super) fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Fund => "added",
        Reason::Commit => "committed",
        Reason::Release => "given back",
        Reason::Deliver => "spent",
        Reason::Charge => "charged",
        Reason::Invoice => "invoiced",
        Reason::Pay => "paid",
        Reason::Recover => "taken back",
        Reason::Reverse => "put right",
    }
}

fn shown(reason: Reason) -> Icon {
    match reason {
        Reason::Fund => lu::LuPiggyBank,
        Reason::Commit => lu::LuShoppingBasket,
        Reason::Release | Reason::Reverse => lu::LuUndo2,
        Reason::Deliver => lu::LuCircleCheck,
        Reason::Charge => lu::LuTriangleAlert,
        Reason::Invoice => lu::LuFileText,
        Reason::Pay => lu::LuPoundSterling,
        Reason::Recover => lu::LuLandmark,
    }
}
