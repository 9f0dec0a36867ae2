//! The pages about pots, and the panel about them on the page of a budget.

pub mod split;
pub mod switch;

use maud::{Markup, html};

use super::model::{Holding, To, purpose};
use super::service::{Choice, PotFigures, PotsView};
use crate::accounts::HolderSummary;
use crate::budgets::model::HeldAs;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::{count, list};
use crate::web::components::{
    Button, PostForm, Radios, Table, actions, csrf_field, empty_state, inset, lu, panel, paragraph, text,
};
use crate::web::page::{Ctx, Page};

/// Who has the money, part by part, with what is in each. `own` when the reader is the holder.
pub fn where_it_is(holder: &HolderSummary, pots: &[PotFigures], own: bool, council: bool) -> Markup {
    let to = if own { To::Them } else { To::Other(&holder.name) };
    panel(
        "pots",
        "Who holds the money",
        &html! {
            @for pot in pots {
                p.govuk-body { (pot.now.sentence(&pot.share.short(), holder.council_name.as_deref(), to)) }
                p.app-small {
                    (made_of(pot))
                    @if pot.was_fund() {
                        @let words = if pot.now.held_as == HeldAs::Isf { "See its statement" } else { "See the statement of the provider that held it" };
                        " " (crate::web::components::link(&format!("/funds/{}", pot.pot.id), words))
                    }
                }
                @if let Some(then) = pot.planned() {
                    (inset(&html! {
                        p { "From " (long_date(then.from_on)) ": "
                            (then.sentence(&pot.share.short(), holder.council_name.as_deref(), to)) }
                    }))
                }
            }
            @if pots.len() > 1 { (parts(pots)) }
            @if council {
                (actions(html! {
                    (Button::link(address(holder), "How it is held").secondary())
                }))
            } @else if pots.len() > 1 {
                (actions(html! { (Button::link("/budget/pots", "Choose which part pays").secondary()) }))
            }
        },
    )
}

fn address(holder: &HolderSummary) -> String {
    format!("/council/people/{}/pots", holder.reference)
}

/// "It is made up of £3,900 from Adult social care and £212 from Own contribution, for meals only."
fn made_of(pot: &PotFigures) -> String {
    let streams: Vec<String> = pot
        .streams
        .iter()
        .map(|stream| {
            let what = format!("{} from {}", stream.amount.short(), stream.stream.label());
            purpose(&stream.only_for).map_or(what.clone(), |only| format!("{what} {only}"))
        })
        .collect();
    let mut said = if streams.is_empty() {
        "No money is in it yet.".to_owned()
    } else {
        format!("It is made up of {}.", list(&streams))
    };
    if pot.balances.recovered > Money::ZERO {
        said = format!("{said} {} was taken back.", pot.balances.recovered.short());
    }
    said
}

/// The pots side by side; they add up to the budget's figures.
fn parts(pots: &[PotFigures]) -> Table {
    let table = Table::new(if pots.len() == 1 { "What is in it" } else { "What is in each part" })
        .show_caption()
        .column("Held as")
        .numbers("In all")
        .numbers("Spent")
        .numbers("Committed")
        .numbers("Left");
    let spent = |pot: &PotFigures| pot.balances.spent().unwrap_or_default();
    let table = pots.iter().fold(table, |table, pot| {
        let name = if pot.chosen && pots.len() > 1 {
            format!("{} (pays next)", pot.now.held_as.label())
        } else {
            pot.now.held_as.label().to_owned()
        };
        table.row([
            text(name),
            text(pot.share),
            text(spent(pot)),
            text(pot.balances.committed),
            text(pot.balances.available),
        ])
    });
    if pots.len() == 1 {
        return table;
    }
    let sum = |of: &dyn Fn(&PotFigures) -> Money| text(Money::sum(pots.iter().map(of)).unwrap_or_default());
    table.total([
        text("All together"),
        sum(&|pot| pot.share),
        sum(&spent),
        sum(&|pot| pot.balances.committed),
        sum(&|pot| pot.balances.available),
    ])
}

/// A council's page about somebody's pots.
pub fn pots(ctx: &Ctx, view: &PotsView) -> Page {
    let holder = &view.holder;
    let at = address(holder);
    let body = html! {
        @if let Some(plan) = &view.waiting {
            (inset(&html! {
                p.govuk-body {
                    "A plan from " (long_date(plan.starts_on)) " to " (long_date(plan.ends_on)) " is agreed and has no budget yet."
                }
                (actions(html! {
                    (Button::link(format!("{at}/split"), if view.begun { "Go on splitting the budget" } else { "Split the budget" }))
                }))
            }))
        }
        @if let Some(plan) = &view.joins {
            (inset(&html! {
                p.govuk-body {
                    "A plan from " (long_date(plan.starts_on)) " to " (long_date(plan.ends_on)) " is agreed. It costs "
                    (plan.total().unwrap_or_default()) ". This budget covers some of its days, and is still counted against the plan before."
                }
                (PostForm::new(ctx, format!("{at}/join"), Button::submit("Count this budget against the new plan").once()))
            }))
        }
        @if view.pots.is_empty() && view.waiting.is_none() {
            (empty_state(lu::LuWallet, "There is no budget yet", &paragraph("It is split into parts when a plan is agreed.")))
        }
        @if view.pots.len() > 1 { (panel("sums", "All parts", &html! { (parts(&view.pots)) })) }
        @for pot in &view.pots { (one(holder, pot)) }
        @for later in view.later.chunk_by(|a, b| a.pot.budget_id == b.pot.budget_id) {
            @if let Some(first) = later.first() {
                h2.govuk-heading-m { "From " (long_date(first.pot.starts_on)) }
                @for pot in later { (one(holder, pot)) }
            }
        }
        (actions(html! {
            (Button::link(format!("/council/people/{}/close", holder.reference), "Close the case").secondary())
        }))
    };
    Page::new("How the budget is held")
        .caption(holder.name.as_str())
        .nav("/council")
        .back(format!("/council/people/{}", holder.reference), holder.name.as_str())
        .body(body)
}

fn one(holder: &HolderSummary, pot: &PotFigures) -> Markup {
    let council = holder.council_name.as_deref();
    let to = To::Other(&holder.name);
    panel(
        &format!("pot-{}", pot.pot.id),
        &format!("{}: {}", pot.now.held_as.label(), pot.share),
        &html! {
            p.govuk-body { (pot.now.sentence(&pot.share.short(), council, to)) }
            p.govuk-body { (made_of(pot)) }
            @if let Some(may) = may(&pot.now) { p.govuk-body { (may) } }
            @if pot.history.len() > 1 { (history(pot)) }
            @if !pot.pot.closed { (actions(html! {
                (Button::link(format!("{}/{}/switch", address(holder), pot.pot.id), "Change how it is held")
                    .secondary().about(pot.now.held_as.label()))
            })) }
        },
    )
}

/// What whoever holds it may do.
pub(super) fn may(holding: &Holding) -> Option<String> {
    let mut said = Vec::new();
    if let Some((_, name)) = &holding.person {
        said.push(format!("{name} may {}.", holding.scopes.words()));
    }
    if let Some((_, name)) = &holding.organisation {
        said.push(format!("{name} pays the invoices of other providers from it."));
    }
    if let Some(fee) = holding.fee.filter(|fee| *fee > Money::ZERO) {
        said.push(format!("{fee} may be charged for managing it, every four weeks."));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn history(pot: &PotFigures) -> Table {
    let table = Table::new("How it was, is and will be held")
        .show_caption()
        .column("From")
        .column("Held as")
        .column("By")
        .column("Why")
        .column("Decided by");
    pot.history.iter().fold(table, |table, holding| {
        table.row([
            text(long_date(holding.from_on)),
            text(holding.held_as.label()),
            text(holding.holder_name().unwrap_or("–")),
            text(if holding.reason.is_empty() { "–" } else { &holding.reason }),
            text(holding.made_by.as_deref().unwrap_or("–")),
        ])
    })
}

/// Choosing which part of the budget pays for the next orders.
pub fn choice(ctx: &Ctx, view: &Choice) -> Page {
    let to = if view.own { To::Them } else { To::Other(&view.holder.name) };
    let council = view.holder.council_name.as_deref();
    let chosen = view.pots.iter().find(|pot| pot.chosen).map(|pot| pot.pot.id.to_string()).unwrap_or_default();
    let radios = view.pots.iter().fold(
        Radios::new("pot", "Which part of the budget pays for the next orders?").chosen(chosen),
        |radios, pot| {
            let hint = format!(
                "{} Left to use: {}.",
                pot.now.sentence(&pot.share.short(), council, to),
                pot.balances.available
            );
            radios.choice_with_hint(pot.pot.id.to_string(), pot.now.held_as.label(), hint)
        },
    );
    let body = html! {
        @if view.pots.is_empty() {
            (empty_state(lu::LuWallet, "There is no budget yet", &paragraph("When there is one, its parts are here.")))
        } @else if let [only] = view.pots.as_slice() {
            p.govuk-body-l { (only.now.sentence(&only.share.short(), council, to)) }
            p.govuk-body { "The whole budget is in one part, so there is nothing to choose. Everything is paid from it." }
            (parts(&view.pots))
            p.govuk-body { (made_of(only)) }
            @if only.now.held_as == HeldAs::OwnMoney {
                p.govuk-body { (crate::web::components::link("/budget/own-money", "Add money of my own")) }
            } @else {
                p.govuk-body {
                    "Would you like it to be held in another way, or in several parts? Ask "
                    (council.unwrap_or("your council")) ". It can be changed at any time, and no order is lost."
                }
            }
            (actions(html! { (Button::link("/budget", "See the budget").secondary()) (crate::web::components::link("/basket", "Go to the basket")) }))
        } @else {
            p.govuk-body {
                "The budget has " (count(u32::try_from(view.pots.len()).unwrap_or_default(), "part", "parts"))
                ". What is ordered already is paid as before."
            }
            form method="post" action="/budget/pots" novalidate {
                (csrf_field(ctx))
                (radios)
                (actions(html! { (Button::submit("Use this part").once()) (crate::web::components::link("/basket", "Go back")) }))
            }
        }
    };
    Page::new("Which part of the budget pays").nav("/budget").back("/budget", "Budget").body(body)
}

/// The names of ways to hold money, with what each means.
pub(super) fn ways(council: Option<&str>) -> Vec<(HeldAs, String)> {
    super::model::ways()
        .map(|way| {
            let council = council.unwrap_or("the council");
            let means = match way {
                HeldAs::DirectPayment => "The person gets the money and pays.".to_owned(),
                HeldAs::CouncilManaged => format!("{council} keeps the money and pays."),
                HeldAs::LeadProfessional => "A professional who knows the person looks after it.".to_owned(),
                HeldAs::Isf => "A provider holds it and pays; other providers can be paid from it, too.".to_owned(),
                HeldAs::Brokered => "A broker holds it and pays.".to_owned(),
                HeldAs::ThirdParty => "Family, a friend or a trust holds it and pays.".to_owned(),
                HeldAs::Voucher => "It buys approved support only, and the council pays.".to_owned(),
                HeldAs::OwnMoney => String::new(),
            };
            (way, means)
        })
        .collect()
}
