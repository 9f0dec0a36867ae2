//! Every address of the site, in one place.
//!
//! A route that is not here does not exist; `tests/it/tidy/routes.rs` checks that each has an HTTP test.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::{self as http, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::{App, server};
use crate::config::Environment;
use crate::web::{assets, error, headers, prefs, styleguide};
use crate::{
    accounts, assessments, billing, brokerage, budgets, closing, directory, find, guidance, health, intake, moderation,
    orders, oversight, plans, ratings, requests, safeguarding, sharing, storefront, visit,
};

/// The site, for one HTTP worker thread.
pub fn build(
    app: App,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let https = app.config.is_https();
    let development = app.config.environment == Environment::Development;
    actix_web::App::new()
        .app_data(server::data(&app))
        .app_data(visit::Seen::default())
        .app_data(find::service::Persons::default())
        .wrap(Compress::default())
        .wrap(headers::strict(https))
        .wrap(from_fn(head_as_get))
        .configure(assets::configure)
        .route("/healthz", get().to(health::live))
        .route("/readyz", get().to(health::ready))
        .route("/search/suggest", get().to(find::suggest::suggest))
        .service(
            http::scope("")
                .wrap(from_fn(visit::middleware))
                .wrap(from_fn(error::pages))
                .configure(move |site| pages(site, development))
                .default_service(http::to(elsewhere)),
        )
}

/// HEAD asks for all that GET answers but the body, and the server sends none: handlers need to know only GET.
async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// What no route takes: an address that isn't there (404), or one that is, asked in a way it doesn't know (405 with
/// what it may know). Pages are asked by GET, and forms sent by POST: whichever was used isn't the one.
async fn elsewhere(request: HttpRequest) -> HttpResponse {
    if !request.resource_map().has_resource(request.path()) {
        return HttpResponse::NotFound().finish();
    }
    let allow = match *request.method() {
        Method::GET => "POST",
        Method::POST => "GET, HEAD",
        _ => "GET, HEAD, POST",
    };
    HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, allow)).finish()
}

/// Every page, by feature. What is asked for most comes first: addresses are tried in this order.
fn pages(site: &mut ServiceConfig, development: bool) {
    site.route("/search", get().to(find::routes::search)).route("/", get().to(find::routes::home));
    storefront::configure(site);
    prefs::configure(site);
    accounts::configure(site);
    assessments::configure(site);
    orders::configure(site);
    billing::configure(site);
    billing::own_bank::configure(site);
    budgets::pots::configure(site);
    budgets::funds::configure(site);
    budgets::own::configure(site);
    brokerage::configure(site);
    closing::configure(site);
    intake::configure(site);
    safeguarding::configure(site);
    moderation::configure(site);
    oversight::configure(site);
    directory::configure(site);
    requests::configure(site);
    sharing::configure(site);
    find::shortlist::routes::configure(site);
    find::compare::routes::configure(site);
    find::saved::routes::configure(site);
    plans::routes::configure(site);
    site.route("/budget", get().to(budgets::routes::show)).route("/budget.csv", get().to(budgets::routes::download));
    site.route("/budget/tracking", get().to(budgets::routes::tracking));
    site.route("/budget/easy-read", get().to(budgets::routes::easy));
    budgets::routes::statements::configure(site);
    site.configure(budgets::routes::configure);
    site.route("/orders/{reference}/rate/{line}", get().to(ratings::routes::rate_form))
        .route("/orders/{reference}/rate/{line}", post().to(ratings::routes::rate))
        .route("/provider/ratings", get().to(ratings::routes::staff))
        .route("/provider/ratings/{id}/reply", get().to(ratings::routes::reply_form))
        .route("/provider/ratings/{id}/reply", post().to(ratings::routes::reply))
        .route("/moderation/ratings", get().to(ratings::routes::held))
        .route("/moderation/ratings/{id}", get().to(ratings::routes::show_held))
        .route("/moderation/ratings/{id}", post().to(ratings::routes::decide_held));
    for path in guidance::routes::paths() {
        site.route(path, get().to(guidance::routes::show));
    }
    if development {
        styleguide::configure(site);
    }
}
