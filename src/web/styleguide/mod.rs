//! Every part with its states, at `/styleguide`, for whoever writes a view: look here before making something new.
//! Mounted only in development. The people and amounts in it are invented and mean nothing.

mod forms;
mod market;
mod money;
mod words;

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get};
use maud::{Markup, html};

use super::components::{Tab, tabs};
use super::form::FieldErrors;
use super::page::{Ctx, Page};

/// Routes of the style guide.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/styleguide", get().to(show_words))
        .route("/styleguide/forms", get().to(show_forms))
        .route("/styleguide/market", get().to(show_market))
        .route("/styleguide/money", get().to(show_money))
        .route("/styleguide/front", get().to(show_front));
}

async fn show_words(ctx: Ctx) -> HttpResponse {
    page("Style guide: words and lists", "/styleguide").body(guide("/styleguide", &words::body())).respond(&ctx)
}

async fn show_forms(ctx: Ctx) -> HttpResponse {
    let mut errors = FieldErrors::new();
    errors.push("email", "Enter an email address in the right form, like name@example.com");
    errors.push("help", "Choose what you need help with");
    errors.push("starts_on", "The start must be a day that is still to come");
    let body = guide("/styleguide/forms", &forms::body(&ctx, &errors));
    page("Style guide: forms", "/styleguide/forms").errors(&errors).body(body).respond(&ctx)
}

async fn show_market(ctx: Ctx) -> HttpResponse {
    let body = guide("/styleguide/market", &market::body(&ctx));
    page("Style guide: finding and choosing", "/styleguide/market").body(body).respond(&ctx)
}

async fn show_money(ctx: Ctx) -> HttpResponse {
    let body = guide("/styleguide/money", &money::body(&ctx));
    page("Style guide: money", "/styleguide/money").caption("6 April 2026 to 5 April 2027").body(body).respond(&ctx)
}

async fn show_front(ctx: Ctx) -> HttpResponse {
    Page::new("Find support that fits your life").full(market::front()).respond(&ctx)
}

fn page(title: &str, here: &str) -> Page {
    Page::new(title).nav(here).crumbs([("/", "Home"), ("/styleguide", "Style guide")])
}

/// The ways between the guide's pages, then one of them.
fn guide(here: &str, body: &Markup) -> Markup {
    let pages = [
        ("/styleguide", "Words and lists"),
        ("/styleguide/forms", "Forms"),
        ("/styleguide/market", "Finding and choosing"),
        ("/styleguide/money", "Money"),
        ("/styleguide/front", "Front page"),
    ];
    let pages = pages.map(|(href, label)| Tab { href, label, icon: None, here: href == here });
    html! { (tabs("Pages of the style guide", &pages)) (body) }
}
