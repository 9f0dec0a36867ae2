//! Signing in.

use maud::{Markup, html};

use super::sign_up::who_cards;
use crate::accounts::forms::SignInForm;
use crate::web::components::{
    Button, CategoryCard, Input, NotificationBanner, PasswordInput, csrf_field, icon, link, lu,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// What brought somebody here, where it needs saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They came by themselves.
    Themselves,
    /// Their session was over when they asked for a page.
    Ended,
    /// Their session was over when they sent a form.
    Form,
}

/// The page to sign in.
pub fn sign_in(ctx: &Ctx, filled: &SignInForm, errors: &FieldErrors, why: Why) -> Page {
    Page::new("Sign in").errors(errors).body(html! {
        @match why {
            Why::Themselves => {}
            Why::Ended => (NotificationBanner::info("You were signed out. Sign in again to go on where you were.")),
            Why::Form => (NotificationBanner::info(
                "You were signed out before your form reached us, so nothing was changed. Sign in, then send it again."
            )),
        }
        div.app-signin {
            div {
                h1.govuk-heading-l { "Sign in" }
                (form(ctx, filled, errors))
                @if !ctx.phone.is_empty() { (other_way(ctx)) }
            }
            section.app-aside aria-labelledby="new" {
                h2.govuk-heading-l id="new" { "New to Handpick?" }
                p.govuk-body-l { "It is free. Who is the account for?" }
                (CategoryCard::stack(&who_cards()))
                p.govuk-body { "You can look round without an account: " (link("/search", "find support")) "." }
            }
        }
    })
}

fn form(ctx: &Ctx, filled: &SignInForm, errors: &FieldErrors) -> Markup {
    html! {
        form.app-panel.app-signin__form method="post" action="/sign-in" novalidate {
            (csrf_field(ctx))
            @if !filled.next.is_empty() { input type="hidden" name="next" value=(filled.next); }
            (Input::email("email", "Email address").value(&filled.email).autocomplete("username").error(errors.get("email")))
            (PasswordInput::current("password", "Password").error(errors.get("password")))
            p.govuk-body { (link("/forgotten-password", "I forgot my password")) }
            (Button::submit("Sign in"))
        }
    }
}

fn other_way(ctx: &Ctx) -> Markup {
    let digits: String = ctx.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! {
        h2.govuk-heading-m { "Or sign in another way" }
        ul.app-feed {
            li {
                (icon(lu::LuPhone))
                div {
                    (link(&format!("tel:{digits}"), format!("Phone us on {}", ctx.phone)))
                    span.app-note { "8am to 8pm, every day. We can do it with you." }
                }
            }
        }
    }
}
