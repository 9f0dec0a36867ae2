//! A provider's own listings as a file: to download, to send back, to look at, to apply.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{Nothing, done, id, own_provider, told};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::bulk::{sheet, write};
use crate::directory::service::bulk::{self as service, Applied, Preview, UploadError};
use crate::directory::views::own::{bulk as views, bulk_columns};
use crate::kernel::UploadId;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted, PostedFiles, TakesFiles};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/listings/bulk";

/// A form that is only a file.
#[derive(Debug, Deserialize)]
pub struct UploadForm {}

impl TakesFiles for UploadForm {
    const LARGEST_FILE: usize = sheet::LARGEST;
}

/// What the address of the download may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// "1" for a file that older spreadsheets know as UTF-8.
    mark: String,
}

fn home_page(ctx: &Ctx, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new("Many listings at once").nav("/provider/listings").back("/provider/listings", "Your listings");
    page.errors(errors).body(views::home(ctx, errors)).respond(ctx)
}

/// GET /provider/listings/bulk
pub async fn home(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match own_provider(&app, &actor).await? {
        Ok(_) => Ok(home_page(&ctx, &FieldErrors::new())),
        Err(first) => Ok(first),
    }
}

fn csv(name: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(body)
}

/// GET /provider/listings/bulk/listings.csv
pub async fn export(app: Data<App>, actor: LoggedIn, Query(wanted): Query<Wanted>) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    Ok(csv("listings.csv", service::export(&app, &actor, provider.id, wanted.mark == "1").await?))
}

/// GET /provider/listings/bulk/template.csv
pub async fn template(_: LoggedIn) -> HttpResponse {
    csv("listings-template.csv", write::template())
}

/// GET /provider/listings/bulk/columns
pub async fn columns(ctx: Ctx, _: LoggedIn) -> HttpResponse {
    let page = Page::new("The columns of the file").nav("/provider/listings").back(HERE, "Many listings at once");
    page.body(bulk_columns::page()).respond(&ctx)
}

/// POST /provider/listings/bulk
pub async fn send(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    mut posted: PostedFiles<UploadForm>,
) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    let mut errors = FieldErrors::new();
    let Some(file) = posted.take("file") else {
        errors.push("file", "Choose a CSV file.");
        return Ok(home_page(&ctx, &errors));
    };
    match service::upload(&app, &actor, provider.id, &file.declared_name, file.bytes).await {
        Ok(id) => Ok(see_other(&format!("{HERE}/{id}"))),
        Err(UploadError::Sheet(refusal)) => {
            errors.push("file", refusal.to_string());
            Ok(home_page(&ctx, &errors))
        }
        Err(UploadError::Directory(error)) => Err(error.into()),
    }
}

/// GET /provider/listings/bulk/{id}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let id: UploadId = id(&path)?;
    let page = match service::preview(&app, &actor, id).await? {
        Preview::Saving { name, rows, done, since } => return Ok(saving(&ctx, id, &name, (done, rows), since)),
        Preview::Waiting { name, encoding, plan, expires_at, problem } => {
            let problem = problem.as_deref();
            let waiting = views::Waiting { id, encoding: &encoding, plan: &plan, expires_at, problem };
            Page::new("Check what this file does").caption(name).body(views::preview(&ctx, &waiting))
        }
        Preview::Applied { name, outcome } => Page::new("Saved").caption(name).body(views::applied(&outcome)),
    };
    Ok(page.nav("/provider/listings").back(HERE, "Many listings at once").respond(&ctx))
}

/// It looks again by itself, without scripts, until the file is saved.
fn saving(
    ctx: &Ctx,
    id: UploadId,
    name: &str,
    rows: (Option<usize>, usize),
    since: chrono::NaiveDateTime,
) -> HttpResponse {
    let page = Page::new("Saving your listings").caption(name).nav("/provider/listings");
    let body = views::saving(id, rows, since);
    let mut answer = page.back(HERE, "Many listings at once").body(body).respond(ctx);
    answer.headers_mut().insert(header::REFRESH, header::HeaderValue::from_static("5"));
    answer
}

/// POST /provider/listings/bulk/{id}/apply
pub async fn apply(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id: UploadId = id(&path)?;
    let here = format!("{HERE}/{id}");
    Ok(match service::apply(&app, &actor, id).await? {
        Applied::Done(outcome) => done(&app, &here, &outcome),
        Applied::Saving => see_other(&here),
        Applied::ChangedMeanwhile => told(
            &app,
            &here,
            "Your listings have changed since you looked, so nothing was saved. This is what it does now.",
        ),
        Applied::Faulty => told(&app, &here, "Nothing was saved: something is wrong with the file now."),
    })
}

/// POST /provider/listings/bulk/{id}/discard
pub async fn discard(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::discard(&app, &actor, id(&path)?).await?;
    Ok(done(&app, HERE, "The file is thrown away. Nothing was changed."))
}
