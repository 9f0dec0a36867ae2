//! Who acts for somebody who doesn't sign in.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::narrow;
use super::people::{scopes_and_limits, who};
use crate::accounts::forms::HelperForm;
use crate::accounts::service::mandates::Given;
use crate::accounts::service::speaking_for::Helpers;
use crate::kernel::dates::long_date;
use crate::kernel::ids::MandateId;
use crate::web::components::{Button, Input, Table, actions, csrf_field, link, panel, paragraph, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn here(view: &Helpers) -> String {
    format!("/council/people/{}/helpers", view.holder.reference)
}

/// Who may, and the form to write down somebody else.
pub fn page(ctx: &Ctx, view: &Helpers, today: NaiveDate, typed: &HelperForm, errors: &FieldErrors) -> Page {
    let name = view.holder.name.as_str();
    let back = format!("/council/people/{}", view.holder.reference);
    Page::new(format!("Who acts for {name}")).nav("/council").back(back, name).errors(errors).body(html! {
        @if view.given.is_empty() { (paragraph("Nobody acts for them.")) } @else { (table(view, today)) }
        @if view.closed { (paragraph("The case is closed. Nobody can act for them.")) }
        @else if view.holder.user_id.is_some() {
            (paragraph("They sign in themselves, and say on their own page who may act for them. Only they can change it."))
        } @else { (panel("write-down", "Write down who acts for them", &form(ctx, view, typed, errors))) }
    })
}

fn table(view: &Helpers, today: NaiveDate) -> Table {
    let table = Table::new("Who may act for them").column("Who").column("May").column("Until").column("Change");
    view.given.iter().fold(table, |table, one| {
        let holds = one.mandate.holds_on(today);
        let until = match one.mandate.ends_on {
            _ if one.mandate.revoked => "It was ended".to_owned(),
            Some(day) => long_date(day),
            None => "You end it".to_owned(),
        };
        let change = if holds && view.written_here() { end_link(view, one) } else { text("–") };
        table.row([text(who(one)), text(one.mandate.scopes.words()), text(until), change])
    })
}

fn end_link(view: &Helpers, one: &Given) -> Markup {
    let name = one.name.as_ref().unwrap_or(&one.email);
    link(&format!("{}/{}/end", here(view), one.mandate.id), format!("End it for {name}"))
}

fn form(ctx: &Ctx, view: &Helpers, typed: &HelperForm, errors: &FieldErrors) -> Markup {
    html! {
        (narrow(&html! {
            (paragraph("They don’t sign in. Somebody else can act for them: because they agreed to it, or because the law says so, such as an attorney or a deputy. We write to whoever it is. They need an account with the same email address."))
            form method="post" action=(here(view)) novalidate {
                (csrf_field(ctx))
                (Input::email("email", "Their email address").value(&typed.email).autocomplete("off").error(errors.get("email")))
                (scopes_and_limits(&typed.grant(), errors))
                (errors.fields().textarea("seen", "What have you seen that says so?", &typed.seen).rows(3).longest(300)
                    .hint("For example: a lasting power of attorney, or a letter that they signed, with its date. It is kept in the record of what was done."))
                (actions(html! { (Button::submit("Write it down").once()) (link(&format!("/council/people/{}", view.holder.reference), "Go back")) }))
            }
        }))
    }
}

/// Asks once more.
pub fn end(ctx: &Ctx, view: &Helpers, id: MandateId, typed: &str, errors: &FieldErrors) -> Page {
    let name = view.given.iter().find(|one| one.mandate.id == id).map(who).unwrap_or_default();
    let back = here(view);
    Page::new(format!("End it for {name}?")).nav("/council").back(&back, "Who acts for them").errors(errors).body(narrow(&html! {
        (paragraph("From now on they can no longer see anything of this person here, or order for them. Orders that were placed stay as they are. We write to them."))
        form method="post" action=(format!("{back}/{id}/end")) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("why", "Why?", typed).rows(2).longest(300).hint("They read it."))
            (actions(html! { (Button::submit("End it").warning().once()) (link(&back, "Keep it as it is")) }))
        }
    }))
}
