//! Check your answers: everything that is about to be agreed to, on one list, before the button.

use maud::{Markup, html};

use crate::budgets::HeldAs;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::orders::service::{BasketView, LineView, PotView};
use crate::web::components::{Button, Checkboxes, SummaryList, SummaryRow, actions, csrf_field, link};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The last part of the basket's page.
pub fn check(ctx: &Ctx, view: &BasketView, key: &str, errors: &FieldErrors) -> Markup {
    let (Some(pot), true) = (&view.pot, view.fitting().next().is_some()) else { return html! {} };
    html! {
        section.app-check aria-labelledby="check" {
            h2.govuk-heading-l #check { "Check your answers" }
            (answers(ctx, view, pot))
            @if view.may_order { (form(ctx, view, key, errors)) }
            @else {
                p.govuk-body {
                    "You may fill this basket and not order from it. " (view.holder.name) ", or somebody who may order for "
                    "them, has to press the button."
                }
            }
        }
    }
}

fn answers(ctx: &Ctx, view: &BasketView, pot: &PotView) -> Markup {
    let orders = html! {
        @for line in view.fitting() {
            p."govuk-!-margin-bottom-1" { (line.title) " from " (provider_of(view, line)) ", " (line.line.request.when_words()) }
        }
    };
    let needs = view.holder.needs.as_ref().map(crate::accounts::model::CommunicationNeeds::line).unwrap_or_default();
    let known = match needs.as_str() {
        "" => "Name, address and phone".to_owned(),
        needs => format!("Name, address and phone, and how to be in touch: {needs}"),
    };
    let total = match view.weekly {
        Some(weekly) => format!("{weekly} a week, {} in all until {}", view.total, last_day(view, pot)),
        None => format!("{} in all", view.total),
    };
    let mut known = SummaryRow::new("What they will know", known.as_str());
    if ctx.acting.is_none() {
        known = known.change("/account/contact", "what they will know");
    }
    let mut paid = SummaryRow::new("How it is paid", paid_words(pot).as_str());
    if pot.others {
        paid = paid.change("/budget/pots", "the part of the budget that pays");
    }
    let list = SummaryList::new()
        .fact("Who the support is for", view.holder.name.as_str())
        .fact("Orders", orders)
        .fact("Ends", format!("{}, or sooner if you say so", last_day(view, pot)).as_str())
        .fact("Where", place(view).as_str())
        .row(paid)
        .fact("Cancelling", cancelling(view))
        .row(known)
        .fact("Total", html! { b { (total) } });
    html! { (list) }
}

fn paid_words(pot: &PotView) -> String {
    format!("From {}, after each visit is confirmed", held(pot.held_as))
}

fn provider_of<'a>(view: &'a BasketView, line: &LineView) -> &'a str {
    let holds = |group: &&crate::orders::service::ProviderGroup| group.lines.iter().any(|l| l.line.id == line.line.id);
    view.groups.iter().find(holds).map_or("", |group| group.name.as_str())
}

/// The day of the last delivery.
fn last_day(view: &BasketView, pot: &PotView) -> String {
    let last = view.fitting().filter_map(|line| line.costing()?.last_day()).max();
    long_date(last.unwrap_or(pot.ends_on))
}

fn place(view: &BasketView) -> String {
    let parts: Vec<&str> =
        [&view.holder.address, &view.holder.postcode].into_iter().filter_map(Option::as_deref).collect();
    if parts.is_empty() {
        "As you agree with each provider".to_owned()
    } else {
        format!("At home, {}", parts.join(" "))
    }
}

/// Each rule of cancelling once, with what it is for where they differ.
fn cancelling(view: &BasketView) -> Markup {
    let lines: Vec<&LineView> = view.fitting().collect();
    let same = lines.windows(2).all(|pair| matches!(pair, [one, other] if one.cancelling == other.cancelling));
    html! {
        @if same { @if let Some(line) = lines.first() { (line.cancelling) } }
        @else { @for line in &lines { p."govuk-!-margin-bottom-1" { (line.title) ": " (line.cancelling) } } }
    }
}

fn form(ctx: &Ctx, view: &BasketView, key: &str, errors: &FieldErrors) -> Markup {
    let button = match view.weekly {
        Some(weekly) => format!("Place order for {weekly} a week"),
        None => format!("Place order for {}", view.total),
    };
    html! {
        form method="post" action="/orders" {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(key);
            input type="hidden" name="total" value=(view.total.pence());
            @if let Some(pot) = &view.pot { input type="hidden" name="pot" value=(pot.id); }
            @for line in view.fitting() { input type="hidden" name="line" value=(line.line.id); }
            (Checkboxes::single("agree", "I have read this, and I want these orders.", false, errors.get("agree")))
            (actions(html! { (Button::submit(button).once()) (link("/search", "Keep looking")) }))
            p.app-small."govuk-!-margin-bottom-0" { (what_happens(view)) }
        }
    }
}

/// "This places 2 orders, one with each provider. “Saturday out” stays in the basket. …"
fn what_happens(view: &BasketView) -> String {
    let orders = view.groups.iter().filter(|group| group.lines.iter().any(LineView::fits)).count();
    let places = match orders {
        1 => "This places 1 order.".to_owned(),
        many => format!("This places {many} orders, one with each provider."),
    };
    let stay: Vec<String> = view.lines().filter(|line| !line.fits()).map(|line| format!("“{}”", line.title)).collect();
    let stays = match stay.len() {
        0 => String::new(),
        1 => format!(" {} stays in the basket.", words::list(&stay)),
        _ => format!(" {} stay in the basket.", words::list(&stay)),
    };
    format!("{places}{stays} You can cancel free until a provider accepts.")
}

/// The money, as the end of "paid from".
pub fn held(held_as: HeldAs) -> &'static str {
    match held_as {
        HeldAs::DirectPayment => "your direct payment",
        HeldAs::CouncilManaged => "the budget that the council manages",
        HeldAs::LeadProfessional => "the budget that a professional holds",
        HeldAs::Isf => "the budget that a provider holds",
        HeldAs::Brokered => "the budget that a broker holds",
        HeldAs::ThirdParty => "the budget that a nominee holds",
        HeldAs::Voucher => "your voucher",
        HeldAs::OwnMoney => "your own money",
    }
}
