//! Every part with its states on one page, `/styleguide`, for whoever writes a view. Mounted only in development.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get};
use maud::html;

use super::page::{Ctx, Page};

/// Route of the style guide.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/styleguide", get().to(show));
}

async fn show(ctx: Ctx) -> HttpResponse {
    Page::new("Style guide").body(html! {}).respond(&ctx)
}
