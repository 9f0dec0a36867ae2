//! What stands on a provider's invoices, and a council's tolerance.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{done, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{CouncilForm, DetailsForm};
use crate::billing::service::details;
use crate::billing::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /provider/invoices/details
pub async fn show_details(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let own = details::own(&app, &actor).await.map_err(problem)?;
    Ok(views::settings::details(&ctx, &DetailsForm::of(&own), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/invoices/details
pub async fn details(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<DetailsForm>,
) -> Result<HttpResponse, Error> {
    let new = match form.read() {
        Ok(new) => new,
        Err(errors) => return Ok(views::settings::details(&ctx, &form, &errors).respond(&ctx)),
    };
    details::set(&app, &actor, new).await.map_err(problem)?;
    Ok(done(&app, "/provider/invoices", &Flash::success("Your next invoices will say that.")))
}

/// GET /council/invoices/settings
pub async fn show_council(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let now = details::of_council(&app, &actor).await.map_err(problem)?;
    Ok(views::settings::council(&ctx, &CouncilForm::of(&now), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/invoices/settings
pub async fn council(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<CouncilForm>,
) -> Result<HttpResponse, Error> {
    let new = match form.read() {
        Ok(new) => new,
        Err(errors) => return Ok(views::settings::council(&ctx, &form, &errors).respond(&ctx)),
    };
    details::set_council(&app, &actor, new).await.map_err(problem)?;
    Ok(done(&app, "/council/invoices", &Flash::success("Invoices made from now on follow that.")))
}
