//! Lists of invoices, as pages and as files.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

use super::{file, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::ListQuery;
use crate::billing::model::Listed;
use crate::billing::service;
use crate::billing::views;
use crate::web::error::Error;
use crate::web::page::Ctx;

fn csv(app: &App, rows: &[Listed]) -> Result<HttpResponse, Error> {
    let bytes = views::csv::invoices(rows).map_err(Error::internal)?;
    Ok(file(&format!("invoices-{}.csv", app.clock.today()), "text/csv; charset=utf-8", bytes))
}

/// GET /provider/invoices
pub async fn provider(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Error> {
    let wanted = query.wanted();
    let ledger = service::provider_ledger(&app, &actor, wanted).await.map_err(problem)?;
    Ok(views::lists::provider(&ledger, wanted, app.clock.today()).respond(&ctx))
}

/// GET /provider/invoices.csv
pub async fn provider_csv(app: Data<App>, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let rows = service::provider_rows(&app, &actor, query.wanted()).await.map_err(problem)?;
    csv(&app, &rows)
}

/// GET /invoices
pub async fn holder(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let wanted = query.wanted();
    let found = service::holder_list(&app, &actor, wanted).await.map_err(problem)?;
    Ok(views::lists::holder(&ctx, &found, wanted, app.clock.today()).respond(&ctx))
}

/// GET /invoices.csv
pub async fn holder_csv(app: Data<App>, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let rows = service::holder_rows(&app, &actor, query.wanted()).await.map_err(problem)?;
    csv(&app, &rows)
}

/// GET /council/invoices
pub async fn council(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Error> {
    let wanted = query.wanted();
    let found = service::council_list(&app, &actor, wanted).await.map_err(problem)?;
    Ok(views::lists::council(&found, wanted, app.clock.today()).respond(&ctx))
}

/// GET /council/invoices.csv
pub async fn council_csv(app: Data<App>, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let rows = service::council_rows(&app, &actor, query.wanted()).await.map_err(problem)?;
    csv(&app, &rows)
}
