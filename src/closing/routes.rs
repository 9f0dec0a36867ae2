//! The addresses for closing a case.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::error::ClosingError;
use super::forms::{CloseForm, KeepForm, Nothing, PaidForm, ReopenForm};
use super::service::{self, keeping};
use super::views;
use crate::accounts::{LoggedIn, Role};
use crate::app::App;
use crate::kernel::Money;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/closed", get().to(list))
        .route("/council/closed", post().to(set_years))
        .route("/moderation/people", get().to(find));
    // The same for a council's people and, by moderators, for people without a council.
    for place in ["council", "moderation"] {
        let case = |rest: &str| format!("/{place}/people/{{reference}}/close{rest}");
        site.route(&case(""), get().to(show))
            .route(&case(""), post().to(close))
            .route(&case("/settle"), post().to(settle))
            .route(&case("/paid"), post().to(paid))
            .route(&case("/reopen"), get().to(show_reopen))
            .route(&case("/reopen"), post().to(reopen))
            .route(&case("/export"), post().to(export));
    }
}

fn problem(error: ClosingError) -> Error {
    match error {
        ClosingError::Refused(_) => Error::not_found(),
        ClosingError::Db(error) => error.into(),
        ClosingError::BadDay
        | ClosingError::DeliveredSince(_)
        | ClosingError::ClosedBefore(_)
        | ClosingError::Open
        | ClosingError::TooLate
        | ClosingError::NeedsWords(_)
        | ClosingError::Changed => Error::conflict(error.to_string()),
    }
}

fn beside(field: &str, error: ClosingError) -> Result<FieldErrors, Error> {
    match error {
        ClosingError::NeedsWords(_) | ClosingError::BadDay | ClosingError::DeliveredSince(_) => {
            let mut errors = FieldErrors::new();
            errors.push(field, error.to_string());
            Ok(errors)
        }
        other => Err(problem(other)),
    }
}

/// The page of the case that a request is about, in the place where it was made.
fn address(ctx: &Ctx) -> String {
    let (before, _) = ctx.path.split_once("/close").unwrap_or((ctx.path.as_str(), ""));
    format!("{before}/close")
}

fn done(app: &App, to: &str, told: &Flash) -> HttpResponse {
    flash::redirect(to, told, app.config.secret_key.bytes())
}

/// GET /council/people/{reference}/close
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let looked = service::look(&app, &actor, &path).await.map_err(problem)?;
    Ok(match &looked.closed {
        Some(closed) => views::closed(&ctx, &looked, closed, &PaidForm::default(), &FieldErrors::new()),
        None => views::form(&ctx, &looked, &CloseForm::default(), &FieldErrors::new()),
    }
    .respond(&ctx))
}

/// POST /council/people/{reference}/close: first to see what it does, then to do it.
async fn close(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<CloseForm>,
) -> Result<HttpResponse, Error> {
    let looked = service::look(&app, &actor, &path).await.map_err(problem)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(wanted) if form.sure == "yes" => match service::close(&app, &actor, &path, wanted).await {
            Ok(()) => return Ok(done(&app, &address(&ctx), &Flash::success("The case is closed."))),
            Err(error @ ClosingError::ClosedBefore(_)) => {
                return Ok(done(&app, &address(&ctx), &Flash::warning(error.to_string())));
            }
            Err(error) => beside("on", error)?,
        },
        Ok(wanted) => match service::may_end_on(&app, &actor, &path, wanted.ended_on).await {
            Ok(()) => return Ok(views::check(&ctx, &looked, &wanted, &form).respond(&ctx)),
            Err(error) => beside("on", error)?,
        },
    };
    Ok(views::form(&ctx, &looked, &form, &errors).respond(&ctx))
}

/// POST /council/people/{reference}/close/settle
async fn settle(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let told = match service::settle(&app, &actor, &path).await.map_err(problem)? {
        Money::ZERO => Flash::warning("There is nothing to settle at the moment."),
        back => Flash::success(format!("{back} is settled.")),
    };
    Ok(done(&app, &address(&ctx), &told))
}

/// POST /council/people/{reference}/close/paid
async fn paid(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PaidForm>,
) -> Result<HttpResponse, Error> {
    let invoice = form.invoice.parse().map_err(|_| Error::not_found())?;
    match service::paid(&app, &actor, &path, (invoice, &form.evidence)).await {
        Ok(()) => Ok(done(&app, &address(&ctx), &Flash::success("The invoice is marked as paid."))),
        Err(error) => {
            let errors = beside("evidence", error)?;
            let looked = service::look(&app, &actor, &path).await.map_err(problem)?;
            let closed = looked.closed.clone().ok_or_else(|| problem(ClosingError::Open))?;
            Ok(views::closed(&ctx, &looked, &closed, &form, &errors).respond(&ctx))
        }
    }
}

/// GET /council/people/{reference}/close/reopen
async fn show_reopen(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let looked = service::look(&app, &actor, &path).await.map_err(problem)?;
    Ok(views::reopen(&ctx, &looked, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/close/reopen
async fn reopen(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ReopenForm>,
) -> Result<HttpResponse, Error> {
    match service::reopen(&app, &actor, &path, &form.why).await {
        Ok(()) => {
            let told = Flash::success("The case is open again. The money is back.");
            // A council has a page of the person; moderators have the one where they find people.
            let case = address(&ctx);
            let to = if case.starts_with("/council") { case.trim_end_matches("/close") } else { "/moderation/people" };
            Ok(done(&app, to, &told))
        }
        Err(error) => {
            let errors = beside("why", error)?;
            let looked = service::look(&app, &actor, &path).await.map_err(problem)?;
            Ok(views::reopen(&ctx, &looked, &form.why, &errors).respond(&ctx))
        }
    }
}

/// POST /council/people/{reference}/close/export: that it was taken out is recorded.
async fn export(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let file = service::export(&app, &actor, &path).await.map_err(problem)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file.text))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FindQuery {
    reference: String,
}

/// GET /moderation/people
async fn find(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<FindQuery>) -> Result<HttpResponse, Error> {
    actor.organisation(Role::Moderator).map_err(|_| Error::not_found())?;
    let typed = query.reference.trim();
    let found = match typed {
        "" => None,
        typed => match service::find(&app, &actor, typed).await {
            Ok(holder) => Some(holder),
            Err(ClosingError::Refused(_)) => None,
            Err(error) => return Err(problem(error)),
        },
    };
    Ok(views::find(typed, found.as_ref()).respond(&ctx))
}

/// GET /council/closed
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let cases = keeping::list(&app, &actor).await.map_err(problem)?;
    Ok(views::list(&ctx, &cases, &cases.years.to_string(), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/closed: for how long records are kept.
async fn set_years(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<KeepForm>,
) -> Result<HttpResponse, Error> {
    // What is no number is none that the law allows.
    let years = form.years.trim().parse().unwrap_or_default();
    match keeping::set_years(&app, &actor, years).await {
        Ok(()) => {
            Ok(done(&app, "/council/closed", &Flash::success("That is saved, also for cases that are closed already.")))
        }
        Err(error) => {
            let errors = beside("years", error)?;
            let cases = keeping::list(&app, &actor).await.map_err(problem)?;
            Ok(views::list(&ctx, &cases, &form.years, &errors).respond(&ctx))
        }
    }
}
