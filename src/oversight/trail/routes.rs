//! `/council/money`: following a pound.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query, ServiceConfig, get};
use serde::Deserialize;

use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::web::error::Error;
use crate::web::page::Ctx;

/// References and names are shorter; more would only cost time.
const LONGEST: usize = 100;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/money", get().to(search))
        .route("/council/money/pots/{pot}", get().to(pot))
        .route("/council/money/pots/{pot}/transfers.csv", get().to(download))
        .route("/council/money/lines/{line}", get().to(line))
        .route("/council/money/visits/{visit}", get().to(visit))
        .route("/council/money/invoices/{reference}", get().to(invoice));
}

/// What somebody looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Looking {
    q: String,
}

/// An id in an address; what is none is nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /council/money
async fn search(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(looking): Query<Looking>,
) -> Result<HttpResponse, Error> {
    let typed: String = looking.q.trim().chars().take(LONGEST).collect();
    let found = service::search(&app, &actor, typed.clone()).await?;
    Ok(views::search(&typed, &found).respond(&ctx))
}

/// GET /council/money/pots/{pot}
async fn pot(app: Data<App>, ctx: Ctx, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let trail = service::pot(&app, &actor, id(&pot)?).await?;
    Ok(views::pot(&trail).respond(&ctx))
}

/// GET /council/money/pots/{pot}/transfers.csv
async fn download(app: Data<App>, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let (fits, steps) = service::every_step(&app, &actor, id(&pot)?).await?;
    let file = views::csv(fits, &steps).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"pot-{pot}-{}.csv\"", app.clock.today());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// GET /council/money/lines/{line}
async fn line(app: Data<App>, ctx: Ctx, actor: LoggedIn, line: Path<String>) -> Result<HttpResponse, Error> {
    let trail = service::line(&app, &actor, id(&line)?).await?;
    Ok(views::line(&trail).respond(&ctx))
}

/// GET /council/money/visits/{visit}
async fn visit(app: Data<App>, ctx: Ctx, actor: LoggedIn, visit: Path<String>) -> Result<HttpResponse, Error> {
    let trail = service::delivery(&app, &actor, id(&visit)?).await?;
    Ok(views::delivery(&trail).respond(&ctx))
}

/// GET /council/money/invoices/{reference}
async fn invoice(app: Data<App>, ctx: Ctx, actor: LoggedIn, reference: Path<String>) -> Result<HttpResponse, Error> {
    let (invoice, trail) = service::invoice(&app, &actor, reference.into_inner()).await?;
    Ok(views::invoice(&invoice, &trail).respond(&ctx))
}
