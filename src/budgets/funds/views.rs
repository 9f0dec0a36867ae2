//! A fund's statement, and the list of an organisation's funds.

use maud::{Markup, html};

use super::model::{Reader, Statement};
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
        .numbers("In all")
        .numbers("Committed")
        .numbers("Spent")
        .numbers("Left")
        .numbers("With others");
    let table = funds.iter().fold(table, |table, fund| {
        table.row([
            link(&format!("/funds/{}", fund.pot.pot.id), &fund.holder.name),
            text(fund.pot.share),
            text(fund.pot.balances.committed),
            text(fund.pot.balances.spent().unwrap_or_default()),
            text(fund.pot.balances.available),
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

/// The statement of one fund.
pub fn statement(ctx: &Ctx, fund: &Statement) -> Page {
    let pot = &fund.pot;
    let (nav, back, label) = match fund.reader {
        Reader::Manager => ("/provider/funds", "/provider/funds".to_owned(), "Money you hold"),
        Reader::Person => ("/budget", "/budget".to_owned(), "Budget"),
        Reader::Council => {
            ("/council", format!("/council/people/{}/pots", fund.holder.reference), "How the budget is held")
        }
    };
    let to = if fund.reader == Reader::Person { To::Them } else { To::Other(&fund.holder.name) };
    let (elsewhere, share) = fund.elsewhere();
    let body = html! {
        p.govuk-body-l { (pot.now.sentence(&pot.share.short(), fund.holder.council_name.as_deref(), to)) }
        (tiles(&[
            Tile::new(TileKind::Plan, "Put in", pot.share.short()).note(format!("Until {}", long_date(pot.pot.ends_on))),
            Tile::new(TileKind::Spent, "Spent", pot.balances.spent().unwrap_or_default().short())
                .note(format!("{} of it is paid", pot.balances.paid)),
            Tile::new(TileKind::Committed, "Committed, still to come", pot.balances.committed.short()).note("Ordered, not delivered yet"),
            Tile::new(TileKind::Left, "Left to use", pot.balances.available.short()).note("Free to be ordered with"),
        ]))
        (panel("who", "Who has what of it", &who(fund, elsewhere, share)))
        p.govuk-body { (link(&format!("/funds/{}/invoices", pot.pot.id), "The invoices that are paid from it")) }
        @if let Some(fee) = pot.now.fee { (panel("fee", "Managing the money", &fees(ctx, fund, fee))) }
    };
    Page::new(format!("{}’s money", fund.holder.name))
        .caption(format!("{} to {}", long_date(pot.pot.starts_on), long_date(pot.pot.ends_on)))
        .nav(nav)
        .back(back, label)
        .body(body)
}

fn who(fund: &Statement, elsewhere: Money, share: i64) -> Markup {
    let table = Table::new("By provider").column("Provider").numbers("Committed").numbers("Spent");
    let table = fund.used.iter().fold(table, |table, used| {
        let name = if used.own { used.name.clone() } else { format!("{} (another provider)", used.name) };
        table.row([text(name), text(used.committed), text(used.spent)])
    });
    html! {
        @if fund.used.is_empty() { p.govuk-body { "Nothing is ordered from it yet." } }
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
            (fee) " may be charged every four weeks, when they are over. " (fund.charged) " was charged up to now."
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
