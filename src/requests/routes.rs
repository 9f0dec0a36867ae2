//! The addresses of requests and of what the market lacks.

use actix_web::http::header;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::error::RequestError;
use super::forms::AskForm;
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::ids::RequestId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/requests", get().to(mine))
        .route("/requests/new", get().to(form))
        .route("/requests/new", post().to(ask))
        .route("/requests/{id}/sent", get().to(sent))
        .route("/requests/{id}/cancel", get().to(cancel_form))
        .route("/requests/{id}/cancel", post().to(cancel))
        .route("/provider/requests", get().to(for_provider))
        .route("/council/gaps", get().to(for_council))
        .route("/council/gaps.csv", get().to(download));
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::NotFound => Self::not_found(),
            RequestError::NotAllowed(_) | RequestError::MandateEnded => Self::forbidden(error.to_string()),
            RequestError::Closed | RequestError::TooMany => Self::conflict(error.to_string()),
            RequestError::Db(error) => error.into(),
        }
    }
}

/// An address that names no request is nobody's page.
fn id(text: &str) -> Result<RequestId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A form that holds nothing but its token.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

/// GET /requests
async fn mine(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let mine = service::mine(&app, &actor).await?;
    Ok(views::mine::list(&mine).respond(&ctx))
}

/// GET /requests/new
async fn form(app: Data<App>, ctx: Ctx, actor: LoggedIn, request: HttpRequest) -> Result<HttpResponse, Error> {
    let mut form = AskForm::from_search(request.query_string());
    let home = service::starting_area(&app, &actor).await?;
    if form.area.is_empty() {
        form.area = home;
    }
    Ok(views::mine::form(&ctx, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /requests/new
async fn ask(app: Data<App>, ctx: Ctx, actor: LoggedIn, Posted(form): Posted<AskForm>) -> Result<HttpResponse, Error> {
    let asked = match form.check() {
        Ok(asked) => asked,
        Err(errors) => return Ok(views::mine::form(&ctx, &form, &errors).respond(&ctx)),
    };
    match service::ask(&app, &actor, asked).await {
        Ok(id) => Ok(see_other(&format!("/requests/{id}/sent"))),
        Err(error @ RequestError::TooMany) => {
            let mut errors = FieldErrors::new();
            errors.push("", error.to_string());
            Ok(views::mine::form(&ctx, &form, &errors).respond(&ctx))
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /requests/{id}/sent
async fn sent(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let request = service::one(&app, &actor, id(&path)?).await?;
    Ok(views::mine::sent(&request).respond(&ctx))
}

/// GET /requests/{id}/cancel
async fn cancel_form(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let request = service::one(&app, &actor, id(&path)?).await?;
    Ok(views::mine::cancel(&ctx, &request).respond(&ctx))
}

/// POST /requests/{id}/cancel
async fn cancel(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::cancel(&app, &actor, id(&path)?).await?;
    let done = Flash::success("Your request is cancelled. Providers no longer see it.");
    Ok(flash::redirect("/requests", &done, app.config.secret_key.bytes()))
}

/// GET /provider/requests
async fn for_provider(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let requests = service::for_provider(&app, &actor).await.map_err(hidden)?;
    Ok(views::market::for_provider(&requests).respond(&ctx))
}

/// GET /council/gaps
async fn for_council(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let view = service::for_council(&app, &actor).await.map_err(hidden)?;
    Ok(views::market::for_council(&view).respond(&ctx))
}

/// GET /council/gaps.csv
async fn download(app: Data<App>, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let view = service::for_council(&app, &actor).await.map_err(hidden)?;
    let file = views::market::csv(&view).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"gaps-{}.csv\"", app.clock.today());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// Pages of other roles don't exist for whoever has none of them.
fn hidden(error: RequestError) -> Error {
    match error {
        RequestError::NotAllowed(_) => Error::not_found(),
        other => other.into(),
    }
}
