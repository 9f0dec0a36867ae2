//! `/healthz`: the process answers. `/readyz`: it can do its work, so send it requests.

use actix_web::{HttpResponse, web};

use crate::app::App;

/// Alive; touches nothing.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// Ready: the database answers. Its tables were brought up to date before the program listened.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let text = |response: &mut actix_web::HttpResponseBuilder, body: &'static str| {
        response.content_type("text/plain; charset=utf-8").body(body)
    };
    match app.db.ping().await {
        Ok(()) => text(&mut HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            text(&mut HttpResponse::ServiceUnavailable(), "the database does not answer\n")
        }
    }
}
