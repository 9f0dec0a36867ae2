//! `/compare`: for everybody.

use actix_web::web::{Data, ServiceConfig, get};
use actix_web::{HttpRequest, HttpResponse};

use super::model::Asked;
use super::{service, views};
use crate::accounts::MaybeActor;
use crate::app::App;
use crate::web::error::Error;
use crate::web::page::Ctx;

/// The one address.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/compare", get().to(show));
}

/// GET /compare
async fn show(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let comparison = service::compare(&app, actor.as_deref(), Asked::parse(request.query_string())).await?;
    Ok(views::page(&ctx, &comparison, app.clock.today()).respond(&ctx))
}
