//! Lists of invoices, as pages and as files.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::{file, id, problem};
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
    let owed = service::owing::to_provider(&app, &actor).await.map_err(problem)?;
    Ok(views::lists::provider(&ledger, &owed, wanted, app.clock.today()).respond(&ctx))
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
    let owed = service::owing::by_council(&app, &actor).await.map_err(problem)?;
    Ok(views::lists::council(&found, &owed, wanted, app.clock.today()).respond(&ctx))
}

/// GET /council/invoices.csv
pub async fn council_csv(app: Data<App>, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let rows = service::council_rows(&app, &actor, query.wanted()).await.map_err(problem)?;
    csv(&app, &rows)
}

/// GET /funds/{pot}/invoices
pub async fn fund(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    pot: Path<String>,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Error> {
    let (pot, wanted) = (id(&pot)?, query.wanted());
    let found = service::fund_list(&app, &actor, pot, wanted).await.map_err(problem)?;
    Ok(views::lists::fund(pot, &found, wanted, app.clock.today()).respond(&ctx))
}
