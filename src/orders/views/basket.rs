//! The basket: what is in it, whether it fits, the week with it, and what will be left.

use maud::{Markup, html};

use super::{basket_check, basket_line, icon_of};
use crate::budgets::HeldAs;
use crate::budgets::arrivals::service::may_top_up;
use crate::kernel::dates::long_date;
use crate::kernel::weekdays::weekday_name;
use crate::kernel::{Money, words};
use crate::orders::model::calendar::{Slot, SlotKind};
use crate::orders::service::{BasketView, Elsewhere, LineState, LineView, PotView, ProviderGroup};
use crate::web::components::{
    Button, PostForm, Table, Tone, Verdict, empty_state, inset, link, lu, panel, supplier_panel, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The basket's page. `key` goes into the form that places the order.
pub fn page(ctx: &Ctx, view: &BasketView, key: &str, errors: &FieldErrors) -> Page {
    let lines = view.lines().count();
    let title =
        if ctx.acting.is_some() { format!("{}’s basket", view.holder.name) } else { "Your basket".to_owned() };
    let page = Page::new(title).nav("/basket").errors(errors);
    if lines == 0 {
        return page.body(empty());
    }
    let of = words::count(view.groups.len(), "provider", "providers");
    page.caption(format!("{} from {of}", words::count(lines, "line", "lines"))).body(body(ctx, view, key, errors))
}

/// For somebody who has no budget and acts for nobody: what they can do instead.
pub fn nobodys() -> Page {
    let way_on = html! {
        p.govuk-body { "Only people with a budget, and those who act for them, have a basket." }
        p.govuk-body { "If you help somebody, choose first for whom you act. If it is for yourself, sign up as somebody who wants support." }
        p.govuk-body { a.govuk-link href="/search" { "Look at what there is" } }
        p.govuk-body { a.govuk-link href="/help" { "Ask us for help" } }
    };
    Page::new("Your basket").nav("/basket").body(empty_state(lu::LuShoppingBasket, "You have no basket", &way_on))
}

fn empty() -> Markup {
    let way_on = html! {
        p.govuk-body { "Find support, choose days and times, and it will wait here until you order it." }
        p.govuk-body { a.govuk-link href="/search" { "Find support" } }
    };
    empty_state(lu::LuShoppingBasket, "There is nothing in the basket", &way_on)
}

fn body(ctx: &Ctx, view: &BasketView, key: &str, errors: &FieldErrors) -> Markup {
    html! {
        (verdict(view))
        @for other in &view.elsewhere { (elsewhere(ctx, view, other)) }
        @for group in &view.groups { (supplier(ctx, group)) }
        (week(view))
        @if let Some(pot) = &view.pot {
            @if view.fitting().next().is_some() {
                div.app-two.app-two--panels {
                    (panel("cost", "What it costs", &costs(view, pot)))
                    (panel("left", "What will be left", &left(view, pot)))
                }
            }
        }
        (basket_check::check(ctx, view, key, errors))
    }
}

/// Whether everything fits, in a sentence.
fn verdict(view: &BasketView) -> Markup {
    let Some(pot) = &view.pot else {
        return html! {
            (Verdict::warm("There is no budget to pay from yet.").more("Nothing is lost: what you choose waits here."))
        };
    };
    let have = format!("You have {} left to use until {}.", pot.available, long_date(pot.ends_on));
    let (all, fitting) = (view.lines().count(), view.fitting().count());
    if all == fitting {
        let lead = if all == 1 { "This fits your budget." } else { "Everything here fits your budget." };
        return html! { (Verdict::good(lead).more(have)) };
    }
    let waiting = view.lines().filter(|line| line.waits()).count();
    let rest = rest(all - fitting - waiting, waiting);
    let lead = match fitting {
        0 if all == 1 && waiting == 1 => "This waits for your council.".to_owned(),
        0 if all == 1 => "This needs a choice from you.".to_owned(),
        0 if waiting > 0 => rest,
        0 => "Nothing here can be ordered as it is.".to_owned(),
        1 => format!("One line fits your budget. {rest}"),
        some => format!("{} lines fit your budget. {rest}", capital(&number(some))),
    };
    let over = view.lines().find_map(|line| match &line.state {
        LineState::Over { by, .. } => Some(format!("“{}” costs {by} more than will be left.", line.title)),
        _ => None,
    });
    html! {
        (Verdict::warm(lead).more(format!("{have} {}", over.as_deref().unwrap_or_default())))
        @if over.is_some() { (more_money(pot.held_as)) }
    }
}

/// What becomes of the lines that can't be ordered now: some need a choice, some wait for an answer of the council.
fn rest(stuck: usize, waiting: usize) -> String {
    let mut said = Vec::new();
    match stuck {
        0 => {}
        1 => said.push("One needs a choice from you.".to_owned()),
        some => said.push(format!("{} need a choice from you.", capital(&number(some)))),
    }
    match waiting {
        0 => {}
        1 => said.push("One waits for your council.".to_owned()),
        some => said.push(format!("{} wait for your council.", capital(&number(some)))),
    }
    said.join(" ")
}

/// What else can be done when something costs more than is left, besides taking it out.
fn more_money(held_as: HeldAs) -> Markup {
    inset(&html! {
        p.govuk-body { "What you can do:" }
        ul.govuk-list.govuk-list--bullet {
            li { "choose fewer visits, or a shorter time" }
            @if held_as == HeldAs::OwnMoney { li { (link("/budget/own-money", "set more of your own money aside")) } }
            @else {
                @if may_top_up(held_as) { li { (link("/budget/top-up", "add money of your own")) } }
                li { (link("/plans/new", "write a change to the plan")) ", and ask your council to agree it" }
            }
        }
    })
}

/// That another part of the budget could pay for what this one can't, in an order of its own.
fn elsewhere(ctx: &Ctx, view: &BasketView, other: &Elsewhere) -> Markup {
    let titles: Vec<String> = other.titles.iter().map(|title| format!("“{title}”")).collect();
    let way = other.held_as.label();
    let button = Button::submit(format!("Pay from “{way}” instead")).secondary().once();
    inset(&html! {
        p.govuk-body {
            "Another part of the budget could pay for " (words::list(&titles)) ", " (other.total) ": " b { (way) } ". "
            @if view.fitting().next().is_some() {
                "One order is paid from one part. First order what fits here, then choose that part and order the rest."
            } @else { "Choose that part, and order it from there." }
        }
        (PostForm::new(ctx, "/budget/pots", button).with("pot", other.pot))
    })
}

/// Small numbers as words.
fn number(count: usize) -> String {
    const WORDS: [&str; 10] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn supplier(ctx: &Ctx, group: &ProviderGroup) -> Markup {
    let category = group.lines.first().map_or("", |line| line.category.as_str());
    let id = format!("provider-{}", group.provider_id);
    let lines = html! { ul.app-lines { @for line in &group.lines { (basket_line::line(ctx, line)) } } };
    supplier_panel(&id, icon_of(category), Tone::Tint, &group.name, &rating_words(group.rating), &lines)
}

/// "4.8 out of 5, 32 reviews."
fn rating_words((count, sum): (u32, u64)) -> String {
    match crate::directory::model::rating::shrunk(count, sum) {
        Some(hundredths) => {
            let tenths = (hundredths + 5) / 10;
            format!("{}.{} out of 5, {}.", tenths / 10, tenths % 10, words::count(count, "review", "reviews"))
        }
        None => "No reviews yet.".to_owned(),
    }
}

fn week(view: &BasketView) -> Markup {
    if view.week.iter().all(|(_, slots)| slots.is_empty()) {
        return clashes(view);
    }
    let new = if view.new_hours.is_zero() {
        String::new()
    } else {
        let one = view.new_hours == crate::kernel::Quantity::ONE;
        format!("{} new {} of support a week. ", view.new_hours, if one { "hour" } else { "hours" })
    };
    let calm = if view.clashes.is_empty() { "Nothing clashes." } else { "Some things are at the same time." };
    panel(
        "week",
        "Your week with these orders",
        &html! {
            p.govuk-body { (new) (calm) }
            @if !view.clashes.is_empty() { (clashes(view)) }
            ol.app-week {
                @for (day, slots) in &view.week {
                    li { h3 { (weekday_name(*day)) } @for one in slots { (slot(one)) } }
                }
            }
        },
    )
}

fn clashes(view: &BasketView) -> Markup {
    html! {
        @if !view.clashes.is_empty() {
            (Verdict::warm("Two things are at the same time.").more(view.clashes.join(" ")))
        }
    }
}

fn slot(slot: &Slot) -> Markup {
    let (class, note) = match slot.kind {
        SlotKind::Running => ("", None),
        SlotKind::New => ("app-slot--new", Some("New")),
        SlotKind::Waiting => ("app-slot--wait", Some("Needs a choice")),
    };
    html! { div.app-slot.(class) { b { (slot.time) } span { (slot.title) } @if let Some(note) = note { em { (note) } } } }
}

fn costs(view: &BasketView, pot: &PotView) -> Markup {
    let fitting: Vec<&LineView> = view.fitting().collect();
    let lead = match (fitting.len(), view.weekly) {
        (1, Some(weekly)) => format!("The line that fits costs {weekly} a week."),
        (1, None) => format!("The line that fits costs {}.", view.total),
        (count, Some(weekly)) => format!("The {count} lines that fit cost {weekly} a week."),
        (count, None) => format!("The {count} lines that fit cost {}.", view.total),
    };
    let dash = || text("–");
    let rows = fitting.iter().map(|line| {
        let costing = line.costing();
        let weekly = costing.and_then(crate::orders::model::Costing::weekly);
        let total = costing.map_or(Money::ZERO, |costing| costing.total);
        vec![text(&line.title), weekly.map_or_else(dash, text), text(total)]
    });
    let table = Table::new("Cost of each line").column("Line").numbers("A week").numbers("In all").rows(rows);
    let together = view.weekly.map_or_else(dash, text);
    html! {
        p.govuk-body { (lead) }
        (table.total([text("Together"), together, text(view.total)]))
        p.app-small."govuk-!-margin-bottom-0" {
            "Placing these orders sets aside " (view.total) ", up to " (long_date(pot.ends_on)) " at the latest."
        }
    }
}

fn left(view: &BasketView, pot: &PotView) -> Markup {
    let after = pot.available.checked_sub(view.total).unwrap_or(Money::ZERO);
    let mut table = Table::new("Effect on each plan line")
        .column("Plan line")
        .numbers("Now")
        .numbers("These orders")
        .numbers("Left");
    let mut rest = (pot.available, view.total);
    for row in &view.effect {
        let title = row.title.clone().unwrap_or_else(|| "Outside the plan".to_owned());
        let (now, left) = (row.now.map_or_else(|| text("–"), text), row.left().map_or_else(|| text("–"), text));
        table = table.row([text(title), now, text(row.takes), left]);
        rest.0 = rest.0.checked_sub(row.now.unwrap_or(Money::ZERO)).unwrap_or(rest.0);
        rest.1 = rest.1.checked_sub(row.takes).unwrap_or(rest.1);
    }
    if rest.0 > Money::ZERO {
        table = table.row([text("Everything else"), text(rest.0), text(Money::ZERO), text(rest.0)]);
    }
    let short = view.effect.iter().find_map(|row| {
        let left = row.left().filter(|left| left.is_negative())?;
        Some(format!("“{}” goes {} over its plan.", row.title.clone()?, left.checked_neg()?))
    });
    html! {
        p.govuk-body { "After these orders you will have " (after) " left." }
        @if let Some(short) = short { p.govuk-body { b { (short) } " The money is there, and your council may ask about it." } }
        @for sentence in &pot.ahead { p.govuk-body { b { "Spending runs ahead of the money. " } (sentence) } }
        (table.total([text("Your pot"), text(pot.available), text(view.total), text(after)]))
        p.app-small."govuk-!-margin-bottom-0" { "Paid from " (basket_check::held(pot.held_as)) "." }
    }
}
