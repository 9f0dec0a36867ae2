//! What stands on a provider's invoices, and a council's tolerance.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{CouncilForm, DetailsForm, ExceptionForm, Nothing};
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
    council_page(&app, &ctx, &actor, (None, ExceptionForm::default()), &FieldErrors::new()).await
}

/// The page, with what was typed into either of its forms.
async fn council_page(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    (typed, exception): (Option<CouncilForm>, ExceptionForm),
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let now = details::of_council(app, actor).await.map_err(problem)?;
    let exceptions = details::exceptions(app, actor).await.map_err(problem)?;
    let typed = typed.unwrap_or_else(|| CouncilForm::of(&now));
    Ok(views::settings::council(ctx, &typed, (&exceptions, &exception), errors).respond(ctx))
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
        Err(errors) => {
            return council_page(&app, &ctx, &actor, (Some(form), ExceptionForm::default()), &errors).await;
        }
    };
    details::set_council(&app, &actor, new).await.map_err(problem)?;
    Ok(done(&app, "/council/invoices", &Flash::success("Invoices made from now on follow that.")))
}

/// POST /council/invoices/settings/exceptions
pub async fn except(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<ExceptionForm>,
) -> Result<HttpResponse, Error> {
    let errors = match form.read() {
        Ok(new) => match details::except(&app, &actor, new).await {
            Ok(()) => {
                let said = Flash::success("Invoices made from now on follow that.");
                return Ok(done(&app, "/council/invoices/settings", &said));
            }
            Err(error) => beside("whom", error)?,
        },
        Err(errors) => errors,
    };
    council_page(&app, &ctx, &actor, (None, form), &errors).await
}

/// POST /council/invoices/settings/exceptions/{id}/remove
pub async fn remove_exception(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    details::remove_exception(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(done(&app, "/council/invoices/settings", &Flash::success("The exception is gone.")))
}
