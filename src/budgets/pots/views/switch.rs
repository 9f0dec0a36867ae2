//! Changing how a pot is held: choosing the way, the form, and what changes before it is done.

use maud::{Markup, html};

use super::split::terms;
use super::{may, ways};
use crate::budgets::model::HeldAs;
use crate::budgets::pots::forms::PartForm;
use crate::budgets::pots::model::To;
use crate::budgets::pots::service::Switching;
use crate::kernel::dates::long_date;
use crate::kernel::words::count;
use crate::web::components::{Button, Radios, SummaryList, actions, csrf_field, link, warning_text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn base(view: &Switching) -> String {
    format!("/council/people/{}/pots", view.holder.reference)
}

fn page(view: &Switching, title: &str) -> Page {
    Page::new(title).caption(view.holder.name.as_str()).nav("/council").back(base(view), "How the budget is held")
}

fn today(view: &Switching) -> Markup {
    let said = view.pot.now.sentence(
        &view.pot.share.short(),
        view.holder.council_name.as_deref(),
        To::Other(&view.holder.name),
    );
    html! { p.govuk-body { "Today: " (said) } }
}

/// Choosing the way.
pub fn choose(view: &Switching) -> Page {
    let radios = ways(view.holder.council_name.as_deref()).into_iter().fold(
        Radios::new("held_as", "How is it to be held?").chosen(view.pot.now.held_as.as_str()),
        |radios, (way, means)| radios.choice_with_hint(way.as_str(), way.label(), means),
    );
    let body = html! {
        (today(view))
        form method="get" action=(format!("{}/{}/switch", base(view), view.pot.pot.id)) {
            (radios)
            (actions(html! { (Button::submit("Go on")) (link(&base(view), "Go back")) }))
        }
    };
    page(view, "Change how it is held").body(body)
}

/// Who, from when, and why.
pub fn form(ctx: &Ctx, view: &Switching, typed: &PartForm, errors: &FieldErrors) -> Page {
    let way = typed.way().unwrap_or(HeldAs::DirectPayment);
    let body = html! {
        (today(view))
        form method="post" action=(format!("{}/{}/switch", base(view), view.pot.pot.id)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="held_as" value=(way.as_str());
            (terms(way, typed, errors))
            (errors.fields().date("from", "From which day on?", typed.from()).hint("Today or a later day."))
            (errors.fields().textarea("reason", "Why?", &typed.reason).rows(3).longest(500)
                .hint("The person reads this."))
            (actions(html! { (Button::submit("See what changes")) (link(&base(view), "Go back")) }))
        }
    };
    page(view, &format!("Change it to: {}", way.label().to_lowercase())).errors(errors).body(body)
}

/// What changes and what stays, before it is done.
pub fn check(ctx: &Ctx, view: &Switching, typed: &PartForm) -> Page {
    let Some(then) = &view.then else { return form(ctx, view, typed, &FieldErrors::new()) };
    let (council, share) = (view.holder.council_name.as_deref(), view.pot.share.short());
    let to = To::Other(&view.holder.name);
    let balances = &view.pot.balances;
    let orders = u32::try_from(view.orders).unwrap_or(u32::MAX);
    let mut ends = Vec::new();
    if let Some((_, name)) = &view.pot.now.person {
        ends.push(format!("What {name} could do because they held it ends."));
    }
    let list = SummaryList::new()
        .fact("Until then", view.pot.now.sentence(&share, council, to).as_str())
        .fact(format!("From {}", long_date(then.from_on)), then.sentence(&share, council, to).as_str())
        .fact("What they may do", may(then).unwrap_or_else(|| "Nothing new.".to_owned()).as_str())
        .fact("What ends", if ends.is_empty() { "Nothing.".to_owned() } else { ends.join(" ") }.as_str())
        .fact(
            "Orders that run",
            format!("{} with {} to come go on as they are.", count(orders, "order", "orders"), balances.committed)
                .as_str(),
        )
        .fact("Invoices", "What was invoiced before is paid as before. What is invoiced later is paid in the new way.")
        .fact(
            "Money",
            format!(
                "No money moves: {} left, {} committed and {} spent stay as they are.",
                balances.available,
                balances.committed,
                balances.spent().unwrap_or_default()
            )
            .as_str(),
        )
        .fact("Why", then.reason.as_str());
    let body = html! {
        (list)
        (warning_text("The person, and whoever holds the money before and after, are told by email."))
        form method="post" action=(format!("{}/{}/switch", base(view), view.pot.pot.id)) novalidate {
            (csrf_field(ctx))
            (hidden(typed))
            (actions(html! { (Button::submit("Change it").once()) (link(&base(view), "Go back")) }))
        }
    };
    page(view, "What changes").body(body)
}

fn hidden(typed: &PartForm) -> Markup {
    let one = [
        ("held_as", &typed.held_as),
        ("email", &typed.email),
        ("provider", &typed.provider),
        ("fee", &typed.fee),
        ("providers", &typed.providers),
        ("from_day", &typed.from_day),
        ("from_month", &typed.from_month),
        ("from_year", &typed.from_year),
        ("reason", &typed.reason),
    ];
    html! {
        @for (name, value) in one { input type="hidden" name=(name) value=(value); }
        @for scope in &typed.scope { input type="hidden" name="scope" value=(scope); }
        @for category in &typed.category { input type="hidden" name="category" value=(category); }
        input type="hidden" name="sure" value="yes";
    }
}
