//! Who may act for a budget holder.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::narrow;
use crate::accounts::forms::GrantForm;
use crate::accounts::model::Scope;
use crate::accounts::service::mandates::Given;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{
    Button, DateText, Input, PostForm, SummaryList, actions, csrf_field, empty_state, link, lu, panel, paragraph,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Everybody who may act, and who could before.
pub fn people(given: &[Given], today: NaiveDate) -> Page {
    let (now, before): (Vec<&Given>, Vec<&Given>) = given
        .iter()
        .partition(|given| !given.mandate.revoked && given.mandate.ends_on.is_none_or(|ends| today <= ends));
    Page::new("People who act for you").back("/account", "Your account").body(html! {
        (paragraph("You can let someone act for you, such as a relative or a broker. You choose what they may do. You can take it back at any time."))
        @if now.is_empty() {
            (empty_state(lu::LuUserCheck, "Nobody acts for you", &paragraph("Only you can change your plan, your budget and your orders.")))
        }
        @for one in &now { (helper(one)) }
        (actions(html! { (Button::link("/account/people/add", "Let someone act for you")) }))
        @if !before.is_empty() {
            h2.govuk-heading-m { "Before" }
            ul.govuk-list.govuk-list--bullet { @for one in &before { li { (who(one)) ": " (ended(one)) } } }
        }
    })
}

pub(super) fn who(given: &Given) -> String {
    given.name.as_ref().map_or_else(|| given.email.clone(), |name| format!("{name} ({})", given.email))
}

fn ended(given: &Given) -> String {
    match given.mandate.ends_on {
        Some(day) if !given.mandate.revoked => format!("it ended on {}", long_date(day)),
        _ => "you took it back".to_owned(),
    }
}

fn helper(given: &Given) -> Markup {
    let mandate = &given.mandate;
    let used =
        given.last_used.map_or_else(|| "Not yet".to_owned(), |at| format!("Last on {}", long_date(london(at).date())));
    let up_to = |limit: Option<crate::kernel::Money>| {
        limit.map_or_else(|| "No limit".to_owned(), |limit| format!("Up to {limit}"))
    };
    let list = SummaryList::new()
        .fact("May", mandate.scopes.words())
        .fact("One order", up_to(mandate.order_limit))
        .fact("Four weeks", up_to(mandate.four_week_limit))
        .fact("Until", mandate.ends_on.map_or_else(|| "You take it back".to_owned(), long_date))
        .fact("Used", used);
    let stop = format!("Stop {} acting for you", given.name.as_ref().unwrap_or(&given.email));
    let body = html! {
        (list)
        p.govuk-body { (link(&format!("/account/people/{}/take-back", mandate.id), stop)) }
    };
    panel(&format!("mandate-{}", mandate.id), &who(given), &body)
}

/// What somebody may do, for how much, and until when.
pub(super) fn scopes_and_limits(filled: &GrantForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let money = |name: &str, label: &str, value: &str| {
        Input::money(name, label).value(value).error(errors.get(name)).hint("Leave it empty for no limit")
    };
    let scopes = fields
        .checkboxes("scopes", "What may they do?", &filled.scopes)
        .choice_with_hint(Scope::View.as_str(), "See", "The plan, the budget and the orders. Everybody who acts can.")
        .choice_with_hint(Scope::Plan.as_str(), "Plan", "Write the plan, and say how to be contacted")
        .choice_with_hint(Scope::Propose.as_str(), "Propose", "Put support in the basket, for somebody else to order")
        .choice_with_hint(Scope::Order.as_str(), "Order", "Place orders and confirm visits with the money");
    let last_day = DateText::typed(&filled.ends_on_day, &filled.ends_on_month, &filled.ends_on_year);
    html! {
        (scopes)
        (money("order_limit", "The most one order may cost", &filled.order_limit))
        (money("four_week_limit", "The most that orders may cost in four weeks", &filled.four_week_limit))
        (fields.date("ends_on", "The last day (optional)", last_day)
            .hint("For example, 30 6 2027. Leave it empty for until it is taken back."))
    }
}

/// The form to let somebody act.
pub fn grant(ctx: &Ctx, filled: &GrantForm, errors: &FieldErrors) -> Page {
    let body = html! {
        (paragraph("We write to them and say what they may do. They need an account with the same email address."))
        form method="post" action="/account/people/add" novalidate {
            (csrf_field(ctx))
            (Input::email("email", "Their email address").value(&filled.email).autocomplete("off").error(errors.get("email")))
            (scopes_and_limits(filled, errors))
            (Button::submit("Let them act for me").once())
        }
    };
    Page::new("Let someone act for you")
        .back("/account/people", "People who act for you")
        .errors(errors)
        .body(narrow(&body))
}

/// Asks once more.
pub fn take_back(ctx: &Ctx, given: &Given) -> Page {
    let name = given.name.as_ref().unwrap_or(&given.email);
    let action = format!("/account/people/{}/take-back", given.mandate.id);
    let body = html! {
        (paragraph("From now on they can no longer see your plan, budget and orders, or order for you."))
        (paragraph("Orders that were placed stay as they are. We write to them."))
        (PostForm::new(ctx, action, Button::submit("Stop them acting for me").warning()))
        p.govuk-body { (link("/account/people", "Keep it as it is")) }
    };
    Page::new(format!("Stop {name} acting for you?"))
        .back("/account/people", "People who act for you")
        .body(narrow(&body))
}
