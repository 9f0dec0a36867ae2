//! The page about a budget: what it comes to in a sentence, four figures that add up, a chart, a table, what happened.

pub mod easy;
mod figures;
mod happened;
pub mod statement;
pub mod statements;
pub mod tracking;

use maud::{Markup, html};

use super::arrivals::service::may_top_up;
use super::model::{HeldAs, Pot};
use super::overview::{Mood, Overview};
use super::pots;
use super::service::{BudgetFigures, BudgetView};
use crate::accounts::HolderSummary;
use crate::assessments::model::contribution::{Collector, Net};
use crate::kernel::dates::long_date;
use crate::kernel::words::count;
use crate::web::components::{
    Button, Sums, Tile, TileKind, Verdict, actions, empty_state, icon, inset, link, lu, panel, tiles,
};

/// Where the parts of the page lead. Readers who only look in have no links to a plan or a download of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The holder, or whoever acts for them.
    Holder,
    /// An officer of the holder's council.
    Council,
}

/// "My budget", or whose it is.
pub fn title(view: &BudgetView) -> String {
    if view.own { "My budget".to_owned() } else { format!("{}’s budget", view.holder.name) }
}

/// The days it covers: "6 April 2026 to 5 April 2027".
pub fn caption(view: &BudgetView) -> Option<String> {
    let pot = &view.budget.as_ref()?.pot;
    Some(format!("{} to {}", long_date(pot.starts_on), long_date(pot.ends_on)))
}

/// All of the page below its heading.
pub fn body(view: &BudgetView, reader: Reader) -> Markup {
    match &view.budget {
        Some(budget) => html! {
            (verdict(view, &budget.overview))
            @for later in &view.later {
                (inset(&html! {
                    p.govuk-body {
                        "The next budget is set: " b { (later.amount) } " from " (long_date(later.starts_on)) " to "
                        (long_date(later.ends_on)) "."
                    }
                }))
            }
            (four(&view.holder, budget, view.own))
            (figures::chart(&budget.overview))
            (figures::parts(&budget.overview, reader, view.own))
            @if let Some((net, collector)) = &budget.net { (who_pays(net, *collector, view.own)) }
            (super::arrivals::views::on_budget(budget))
            (happened::newest(&budget.newest, &view.holder.name))
            (pots::views::where_it_is(&view.holder, &budget.pots, view.own, reader == Reader::Council))
            (actions(html! {
                @if reader == Reader::Holder {
                    @if may_top_up(budget.pot.held_as) { (Button::link("/budget/top-up", "Add money of your own").secondary()) }
                    @if view.own && budget.pot.held_as == HeldAs::OwnMoney {
                        (Button::link("/budget/own-money", "Add more of my own money").secondary())
                    }
                    (Button::link(easy::PATH, "Easy read").secondary().icon(lu::LuBookOpen).about("the budget"))
                    (Button::link("/budget/tracking", "Where the money goes").secondary().icon(lu::LuRoute))
                    @if view.asked { (Button::link("/budget/requests", "What you asked your council").secondary().icon(lu::LuMessageCircle)) }
                    (Button::link("/budget/statements", "Monthly statements").secondary().icon(lu::LuReceiptPoundSterling))
                    @if budget.pots.iter().any(|pot| pot.pot.held_as.pays_itself()) {
                        (Button::link("/budget/bank", "The bank account").secondary())
                    }
                    (Button::link("/budget.csv", "Download every movement (CSV)").secondary().icon(lu::LuDownload))
                } @else {
                    (Button::link(format!("/council/people/{}/statements", view.holder.reference), "Monthly statements")
                        .secondary()
                        .icon(lu::LuReceiptPoundSterling))
                    @if budget.pots.iter().any(|pot| pot.pot.held_as.pays_itself()) {
                        (Button::link(format!("/council/people/{}/bank", view.holder.reference), "The bank account").secondary())
                    }
                }
                button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print this page" }
            }))
        },
        None if view.holder.council_id.is_none() => own_money(view),
        None if view.own => none_yet(),
        None => html! {
            (empty_state(lu::LuWallet, &format!("{} has no budget here yet", view.holder.name), &html! {
                p.govuk-body { "It appears here when the council has agreed it and put the first money in." }
            }))
        },
    }
}

/// What it comes to and the four figures, for pages about the person.
pub fn summary(view: &BudgetView) -> Markup {
    match &view.budget {
        Some(budget) => html! { (verdict(view, &budget.overview)) (four(&view.holder, budget, view.own)) },
        None => body(view, Reader::Council),
    }
}

/// For somebody without a council: paying for one's own support, or having it worked out.
fn own_money(view: &BudgetView) -> Markup {
    let name = view.holder.name.as_str();
    let title =
        if view.own { "You have no budget here yet".to_owned() } else { format!("{name} has no budget here yet") };
    empty_state(
        lu::LuWallet,
        &title,
        &html! {
            @if view.own {
                p.govuk-body {
                    "Do you pay for your support yourself? Say how much money you set aside, and order support from it."
                }
            } @else {
                p.govuk-body {
                    "Does " (name) " pay for the support? Say how much money is set aside, and order support from it. "
                    "For this you need to be allowed to plan and to order for " (name) "."
                }
            }
            (actions(html! {
                (Button::link("/budget/own-money", if view.own { "Set up my own money" } else { "Set up their own money" }))
            }))
            ul.govuk-list.govuk-list--bullet {
                li { (link("/help", "How to ask your council for an assessment")) }
                li { (link("/search", "Look at support and what it costs")) }
            }
        },
    )
}

/// For somebody who has no budget: what one is, and what to do.
pub fn none_yet() -> Markup {
    empty_state(
        lu::LuWallet,
        "You have no budget here yet",
        &html! {
            p.govuk-body {
                "A personal budget is money for your support. Your council works it out with you and agrees it. "
                "When it is agreed, this page shows what is planned, what is spent and what is left."
            }
            ul.govuk-list.govuk-list--bullet {
                li { (link("/help", "How to ask your council for an assessment")) }
                li { (link("/search", "Look at support and what it costs")) }
            }
        },
    )
}

fn verdict(view: &BudgetView, overview: &Overview) -> Markup {
    let said = overview.verdict((!view.own).then_some(view.holder.name.as_str()));
    let verdict = match said.mood {
        Mood::Good => Verdict::good(said.lead),
        Mood::Note => Verdict::lilac(said.lead),
        Mood::Look => Verdict::warm(said.lead),
    };
    html! { (verdict.more(said.more)) }
}

/// What there is, spent, committed and left. The last three add up to the first.
fn four(holder: &HolderSummary, budget: &BudgetFigures, own: bool) -> Markup {
    let overview = &budget.overview;
    let end = long_date(overview.ends_on);
    let all = if own { "Your budget for this time" } else { "Budget for this time" };
    let orders =
        if overview.orders == 0 { "No orders under way".to_owned() } else { count(overview.orders, "order", "orders") };
    let left = overview
        .left_a_week
        .map_or_else(|| format!("Until {end}"), |a_week| format!("{} a week until {end}", a_week.short()));
    tiles(&[
        Tile::new(TileKind::Plan, all, overview.amount.short()).note(agreed_by(holder, &budget.pot)),
        Tile::new(TileKind::Spent, "Spent so far", overview.spent.short())
            .note(format!("{}% of the budget", overview.spent_per_cent())),
        Tile::new(TileKind::Committed, "Committed, still to come", overview.committed.short()).note(orders),
        Tile::new(TileKind::Left, "Left to use", overview.left.short()).note(left),
    ])
}

/// Gross, contribution and net.
fn who_pays(net: &Net, collector: Option<Collector>, own: bool) -> Markup {
    let person = if own { "Paid by you" } else { "Paid by the person" };
    panel(
        "who-pays",
        "Who pays for it",
        &html! {
            (Sums::new().line("The budget, gross", net.gross).line(person, net.contribution)
                .total("Paid by the council, net", net.net))
            @if let Some(collector) = collector { p.app-note { (collector.label()) "." } }
        },
    )
}

fn agreed_by(holder: &HolderSummary, pot: &Pot) -> String {
    match &holder.council_name {
        Some(council) if pot.held_as != HeldAs::OwnMoney => format!("Agreed by {council}"),
        _ => pot.held_as.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_without_a_budget_is_told_what_one_is() {
        let page = none_yet().into_string();
        assert!(page.contains("You have no budget here yet") && page.contains("href=\"/help\""));
    }
}
