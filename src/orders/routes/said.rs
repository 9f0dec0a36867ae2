//! What a listing said when something of it was ordered.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{act_problem, orders::reference};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::orders::service;
use crate::orders::views;
use crate::web::error::Error;
use crate::web::page::Ctx;

/// GET /orders/{reference}/said/{line}
pub async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (order, line) = path.into_inner();
    let line = line.parse().map_err(|_| Error::not_found())?;
    let said = service::said_when_ordered(&app, &actor, &reference(&order)?, line).await.map_err(act_problem)?;
    Ok(views::said::page(&said).respond(&ctx))
}
