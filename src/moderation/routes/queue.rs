//! `/moderation`: everything that waits.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::PageNumber;
use crate::moderation::service;
use crate::moderation::views::queue as views;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::page::Ctx;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
    page: String,
}

/// GET /moderation
pub(super) async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Error> {
    let queue = service::queue(&app, &actor, asked.kind.parse().ok(), PageNumber::parse(&asked.page)).await?;
    Ok(views::page(&queue, app.clock.now()).respond(&ctx))
}

/// GET /moderation/next: to whatever should be looked at now.
pub(super) async fn next(app: Data<App>, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let next = service::next(&app, &actor).await?;
    Ok(see_other(next.as_deref().unwrap_or("/moderation")))
}
