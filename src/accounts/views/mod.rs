//! The account pages. Functions of plain data.

mod account;
mod contact;
pub mod officers;
mod people;
mod reset;
mod sign_in;
mod sign_up;
pub mod speaking_for;
pub mod staff;

pub use account::{account, change_password, workplaces};
pub use contact::contact;
pub use people::{grant, people, take_back};
pub use reset::{forgotten, new_password, sent};
pub use sign_in::{Why, sign_in};
pub use sign_up::{check_your_email, confirm, council, form, who};

use actix_web::http::StatusCode;
use maud::{Markup, html};

use crate::accounts::password;
use crate::web::components::{PasswordInput, link};
use crate::web::form::FieldErrors;
use crate::web::page::Page;

/// A link that can't be used any more; never says why.
pub fn spent_link(what: &str, again: &str, label: &str) -> Page {
    Page::new(format!("This {what} no longer works")).status(StatusCode::GONE).body(narrow(&html! {
        p.govuk-body-l { "It has been used, or it is too old." }
        ul.govuk-list.govuk-list--bullet {
            li { "If it did its work already, you can " (link("/sign-in", "sign in")) "." }
            li { "If not, you can " (link(again, label)) "." }
        }
    }))
}

/// A column that is easy to read.
fn narrow(body: &Markup) -> Markup {
    html! { div.govuk-grid-row { div.govuk-grid-column-two-thirds { (body) } } }
}

/// The field for a password being chosen. It is never filled in again.
fn chosen_password(label: &str, errors: &FieldErrors) -> PasswordInput {
    PasswordInput::chosen("password", label)
        .error(errors.get("password"))
        .hint(format!("{} letters, numbers or signs, or more. Three random words work well.", password::SHORTEST))
}
