//! A fund's statement, and the list of an organisation's funds.

use maud::{Markup, html};

use super::model::{Reader, Statement, Stretch};
use crate::budgets::pots::model::To;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::count;
use crate::web::components::{
    Button, PostForm, Table, Tile, TileKind, empty_state, link, lu, panel, paragraph, text, tiles,
};
use crate::web::page::{Ctx, Page};

/// Whose money an organisation holds.
pub fn list(funds: &[Statement]) -> Page {
    let table = Table::new("Whose money you hold")
        .column("Person")
        .column("Held")
        .numbers("Entrusted")
        .numbers("Committed")
        .numbers("Spent")
        .numbers("Left")
        .numbers("With others");
    let table = funds.iter().fold(table, |table, fund| {
        table.row([
            link(&format!("/funds/{}", fund.pot.pot.id), &fund.holder.name),
            text(held(&fund.stretch)),
            text(fund.sums.entrusted),
            text(fund.sums.committed),
            text(fund.sums.spent),
            text(fund.sums.left),
            text(format!("{}%", fund.elsewhere().1)),
        ])
    });
    let body = html! {
        p.govuk-body {
            "Individual service funds: you hold the money, the person decides how it is spent, with you or with others."
        }
        @if funds.is_empty() {
            (empty_state(lu::LuWallet, "You hold nobody’s money", &paragraph("A council that entrusts you with some tells you by email.")))
        } @else { (table) }
    };
    Page::new("Money you hold").nav("/provider/funds").body(body)
}

/// From when until when money was held.
fn held(stretch: &Stretch) -> String {
    let from = long_date(stretch.holding.from_on);
    stretch.last_day().map_or_else(|| format!("Since {from}"), |last| format!("{from} to {}", long_date(last)))
}

/// The statement of one fund.
pub fn statement(ctx: &Ctx, fund: &Statement) -> Page {
    let pot = &fund.pot;
    let (nav, back, label) = match fund.reader {
        Reader::Manager | Reader::Former => ("/provider/funds", "/provider/funds".to_owned(), "Money you hold"),
        Reader::Person => ("/budget", "/budget".to_owned(), "Budget"),
        Reader::Council => {
            ("/council", format!("/council/people/{}/pots", fund.holder.reference), "How the budget is held")
        }
    };
    let to = if fund.reader == Reader::Person { To::Them } else { To::Other(&fund.holder.name) };
    let (elsewhere, share) = fund.elsewhere();
    let body = html! {
        @if fund.stretch.until.is_none() {
            p.govuk-body-l { (pot.now.sentence(&pot.share.short(), fund.holder.council_name.as_deref(), to)) }
        } @else { p.govuk-body-l { (ended(fund)) } }
        (sums(fund))
        (panel("who", "Who has what of it", &who(fund, elsewhere, share)))
        @if fund.reader != Reader::Former {
            p.govuk-body { (link(&format!("/funds/{}/invoices", pot.pot.id), "The invoices that are paid from it")) }
        }
        @if let Some(fee) = fund.stretch.holding.fee { (panel("fee", "Managing the money", &fees(ctx, fund, fee))) }
        @if fund.stretches.len() > 1 { (panel("times", "When it was held", &times(fund))) }
    };
    Page::new(format!("{}’s money", fund.holder.name))
        .caption(held(&fund.stretch))
        .nav(nav)
        .back(back, label)
        .body(body)
}

/// That somebody else has the money now.
fn ended(fund: &Statement) -> Markup {
    let name = fund.stretch.holding.holder_name().unwrap_or("A provider");
    let last = fund.stretch.last_day().map(long_date).unwrap_or_default();
    html! {
        (name) " held this money until " (last) ". " (fund.sums.left) " was left then"
        @if fund.sums.committed > Money::ZERO { ", and " (fund.sums.committed) " was ordered and not delivered yet" }
        ". Whoever holds the money now pays for that."
    }
}

fn sums(fund: &Statement) -> Markup {
    let sums = &fund.sums;
    let over = fund.stretch.until.is_some();
    let (open, left) =
        if over { ("Committed at the end", "Left at the end") } else { ("Committed, still to come", "Left to use") };
    let note = match &fund.stretch.since {
        Some(_) => "What was left and ordered at the start, and what was put in since".to_owned(),
        None if over => "All that was put in".to_owned(),
        None => format!("Until {}", long_date(fund.pot.pot.ends_on)),
    };
    tiles(&[
        Tile::new(TileKind::Plan, "Entrusted", sums.entrusted.short()).note(note),
        Tile::new(TileKind::Spent, "Spent", sums.spent.short()).note(format!("{} of it is paid", sums.paid)),
        Tile::new(TileKind::Committed, open, sums.committed.short()).note("Ordered, not delivered yet"),
        Tile::new(TileKind::Left, left, sums.left.short()).note(if over {
            "Handed over"
        } else {
            "Free to be ordered with"
        }),
    ])
}

/// All times in which a provider held the money, to choose from.
fn times(fund: &Statement) -> Markup {
    html! {
        ul.govuk-list {
            @for stretch in &fund.stretches {
                @let words = format!("{}: {}", stretch.holding.holder_name().unwrap_or("A provider"), held(stretch));
                li {
                    @if stretch.holding.id == fund.stretch.holding.id { b { (words) } }
                    @else {
                        (link(&format!("/funds/{}?holding={}", fund.pot.pot.id, stretch.holding.id.unwrap_or_default()), &words))
                    }
                }
            }
        }
    }
}

fn who(fund: &Statement, elsewhere: Money, share: i64) -> Markup {
    let table = Table::new("By provider").column("Provider").numbers("Committed").numbers("Spent");
    let table = fund.used.iter().fold(table, |table, used| {
        let name = if used.own { used.name.clone() } else { format!("{} (another provider)", used.name) };
        table.row([text(name), text(used.committed), text(used.spent)])
    });
    html! {
        @if fund.used.is_empty() { p.govuk-body { "Nothing was ordered from it." } }
        @else {
            p.govuk-body { (elsewhere) " goes to other providers. That is " (share) "% of all that was ordered and spent." }
            (table)
        }
    }
}

fn fees(ctx: &Ctx, fund: &Statement, fee: Money) -> Markup {
    let due = u32::try_from(fund.due.len()).unwrap_or_default();
    let sum = fee.checked_mul(i64::from(due)).unwrap_or_default();
    html! {
        p.govuk-body {
            @if fund.stretch.until.is_some() { (fee) " could be charged every four weeks. " (fund.charged) " was charged." }
            @else {
                (fee) " may be charged every four weeks, when they are over. " (fund.charged) " was charged up to now."
            }
        }
        @if fund.reader == Reader::Manager {
            @if due == 0 { p.app-note { "Nothing is due at the moment." } }
            @else {
                p.govuk-body { (count(due, "time", "times")) " four weeks are due: " (sum) "." }
                (PostForm::new(ctx, format!("/funds/{}/charge", fund.pot.pot.id), Button::submit(format!("Charge {sum}")).once()))
            }
        }
    }
}
