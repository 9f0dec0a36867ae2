//! Setting a new password when the old one is forgotten.

use maud::html;

use super::{chosen_password, narrow};
use crate::web::components::{Button, Input, csrf_field, link, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Asks for the address.
pub fn forgotten(ctx: &Ctx, email: &str, errors: &FieldErrors) -> Page {
    Page::new("Set a new password").back("/sign-in", "Sign in").errors(errors).body(narrow(&html! {
        (paragraph("We send you a link to set a new one."))
        form method="post" action="/forgotten-password" novalidate {
            (csrf_field(ctx))
            (Input::email("email", "Email address").value(email).error(errors.get("email")))
            (Button::submit("Send me a link").once())
        }
    }))
}

/// After asking, whether or not the address was known.
pub fn sent() -> Page {
    Page::new("Check your email for the link").body(narrow(&html! {
        p.govuk-body-l { "If that address has an account, we have sent it a link." }
        (paragraph("The link works for 1 hour. The message may take a few minutes. Look in your junk folder too."))
        p.govuk-body {
            "Nothing came? " (link("/forgotten-password", "Try again")) ", or " (link("/sign-up", "sign up"))
            " if you never confirmed your address."
        }
    }))
}

/// The page behind the link.
pub fn new_password(ctx: &Ctx, token: &str, errors: &FieldErrors) -> Page {
    Page::new("Choose a new password").errors(errors).body(narrow(&html! {
        (paragraph("You will be signed out everywhere. Then sign in with the new password."))
        form method="post" action=(format!("/reset-password/{token}")) novalidate {
            (csrf_field(ctx))
            (chosen_password("New password", errors))
            (Button::submit("Set the new password").once())
        }
    }))
}
