//! The addresses of requests, quotes, and what the market lacks.

mod answering;
mod quoting;

use actix_web::http::header;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::error::RequestError;
use super::forms::AskForm;
use super::model::Audience;
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::ids::RequestId;
use crate::orders::PlaceOrderError;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/requests", get().to(mine))
        .route("/requests/new", get().to(form))
        .route("/requests/new", post().to(ask))
        .route("/requests/{id}", get().to(answering::show))
        .route("/requests/{id}/messages/{provider}", get().to(answering::write))
        .route("/requests/{id}/messages/{provider}", post().to(answering::say))
        .route("/requests/{id}/quotes/{quote}/accept", get().to(answering::show_accept))
        .route("/requests/{id}/quotes/{quote}/accept", post().to(answering::accept))
        .route("/requests/{id}/quotes/{quote}/decline", get().to(answering::show_decline))
        .route("/requests/{id}/quotes/{quote}/decline", post().to(answering::decline))
        .route("/requests/{id}/sent", get().to(sent))
        .route("/requests/{id}/cancel", get().to(cancel_form))
        .route("/requests/{id}/cancel", post().to(cancel))
        .route("/provider/requests", get().to(for_provider))
        .route("/provider/requests/{id}", get().to(quoting::show))
        .route("/provider/requests/{id}/messages", post().to(quoting::ask))
        .route("/provider/requests/{id}/quote", get().to(quoting::draft))
        .route("/provider/requests/{id}/quote", post().to(quoting::send))
        .route("/provider/requests/{id}/quote/line", get().to(quoting::line))
        .route("/provider/requests/{id}/quote/line", post().to(quoting::add_line))
        .route("/provider/requests/{id}/quote/lines/{line}/remove", post().to(quoting::remove_line))
        .route("/provider/requests/{id}/quote/change", post().to(quoting::change))
        .route("/provider/requests/{id}/quote/discard", post().to(quoting::discard))
        .route("/provider/requests/{id}/quote/withdraw", get().to(quoting::show_withdraw))
        .route("/provider/requests/{id}/quote/withdraw", post().to(quoting::withdraw))
        .route("/council/gaps", get().to(for_council))
        .route("/council/gaps.csv", get().to(download));
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::NotFound => Self::not_found(),
            RequestError::Order(PlaceOrderError::Db(error)) | RequestError::Db(error) => error.into(),
            RequestError::NotAllowed(_)
            | RequestError::MandateEnded
            | RequestError::Order(PlaceOrderError::NotAllowed(_) | PlaceOrderError::MandateEnded) => {
                Self::forbidden(error.to_string())
            }
            RequestError::Closed(_)
            | RequestError::TooMany
            | RequestError::Field(..)
            | RequestError::TooLate
            | RequestError::QuoteOver(_)
            | RequestError::NoLines
            | RequestError::TooManyLines
            | RequestError::NotAgreed
            | RequestError::BadKey
            | RequestError::Order(_) => Self::conflict(error.to_string()),
        }
    }
}

/// A refusal as a message beside its field, or above the form.
fn beside(error: RequestError) -> Result<FieldErrors, Error> {
    let field = match &error {
        RequestError::Field(field, _) => *field,
        RequestError::NotAgreed => "agree",
        RequestError::Order(
            PlaceOrderError::Db(_) | PlaceOrderError::NotAllowed(_) | PlaceOrderError::MandateEnded,
        ) => return Err(error.into()),
        RequestError::TooMany
        | RequestError::NoLines
        | RequestError::TooManyLines
        | RequestError::BadKey
        | RequestError::Order(_)
        | RequestError::QuoteOver(_)
        | RequestError::Closed(_)
        | RequestError::TooLate => "",
        _ => return Err(error.into()),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
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
    asking(&app, &ctx, &actor, &form, &FieldErrors::new()).await
}

/// The form, with the providers to choose from where that was asked.
async fn asking(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    form: &AskForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let area = if form.chooses() { form.area.as_str() } else { "" };
    let choices = service::choices(app, actor, &form.category, area).await?;
    Ok(views::asking::form(ctx, form, &choices, errors).respond(ctx))
}

/// POST /requests/new
async fn ask(app: Data<App>, ctx: Ctx, actor: LoggedIn, Posted(form): Posted<AskForm>) -> Result<HttpResponse, Error> {
    if form.only_finds() {
        let form = AskForm { audience: Audience::Chosen.as_str().to_owned(), ..form };
        return asking(&app, &ctx, &actor, &form, &FieldErrors::new()).await;
    }
    let asked = match form.check() {
        Ok(asked) => asked,
        Err(errors) => return asking(&app, &ctx, &actor, &form, &errors).await,
    };
    match service::ask(&app, &actor, asked).await {
        Ok(id) => Ok(see_other(&format!("/requests/{id}/sent"))),
        Err(error) => asking(&app, &ctx, &actor, &form, &beside(error)?).await,
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
