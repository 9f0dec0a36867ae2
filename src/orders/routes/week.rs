//! Recording a week's visits from a file, and confirming visits by a link from a mail.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{act_problem, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::VisitFileId;
use crate::orders::forms::Nothing;
use crate::orders::model::week_file::{Fault, LARGEST};
use crate::orders::service::asking::{self, Confirmed, Opened};
use crate::orders::service::week;
use crate::orders::views::week as views;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted, PostedFiles, TakesFiles};
use crate::web::page::{Ctx, Page};

/// A form that is only a file.
#[derive(Debug, Deserialize)]
pub struct FileForm {}

impl TakesFiles for FileForm {
    const LARGEST_FILE: usize = LARGEST;
}

/// Which week.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WeekQuery {
    week: String,
}

/// GET /provider/visits/week.csv
pub async fn download(app: Data<App>, actor: LoggedIn, query: Query<WeekQuery>) -> Result<HttpResponse, Error> {
    let day = query.week.parse().unwrap_or_else(|_| app.clock.today());
    let rows = week::template(&app, &actor, day).await.map_err(act_problem)?;
    let mut file = csv::Writer::from_writer(Vec::new());
    for row in rows {
        file.write_record(row).map_err(Error::internal)?;
    }
    let body = file.into_inner().map_err(|error| Error::internal(error.into_error()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"visits-{day}.csv\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(body))
}

fn page(app: &App, ctx: &Ctx, faults: &[Fault], errors: &FieldErrors) -> HttpResponse {
    views::home(ctx, app.clock.today(), faults, errors).respond(ctx)
}

/// GET /provider/visits/file
pub async fn home(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    week::template(&app, &actor, app.clock.today()).await.map_err(act_problem)?;
    Ok(page(&app, &ctx, &[], &FieldErrors::new()))
}

/// POST /provider/visits/file
pub async fn send(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    mut posted: PostedFiles<FileForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let Some(file) = posted.take("file") else {
        errors.push("file", "Choose the file to send.");
        return Ok(page(&app, &ctx, &[], &errors));
    };
    match week::take(&app, &actor, &file.declared_name, &file.bytes).await.map_err(act_problem)? {
        Ok(id) => Ok(see_other(&format!("/provider/visits/file/{id}"))),
        Err(faults) => {
            errors.push("file", faults.first().map(|fault| fault.words.clone()).unwrap_or_default());
            Ok(page(&app, &ctx, &faults, &errors))
        }
    }
}

/// GET /provider/visits/file/{file}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let file: VisitFileId = id(&path)?;
    let preview = week::preview(&app, &actor, file).await.map_err(act_problem)?;
    Ok(views::preview(&ctx, file, &preview).respond(&ctx))
}

/// POST /provider/visits/file/{file}
pub async fn apply(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let file: VisitFileId = id(&path)?;
    week::apply(&app, &actor, file).await.map_err(act_problem)?;
    Ok(see_other(&format!("/provider/visits/file/{file}")))
}

/// GET /confirm/{token}, for whoever has the mail.
pub async fn show_confirm(app: Data<App>, ctx: Ctx, token: Path<String>) -> Result<HttpResponse, Error> {
    let opened = asking::open(&app, &token).await.map_err(act_problem)?;
    Ok(views::confirm(&ctx, &token, &opened).respond(&ctx))
}

/// POST /confirm/{token}
pub async fn confirm(app: Data<App>, ctx: Ctx, token: Path<String>, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    Ok(match asking::confirm(&app, &token).await.map_err(act_problem)? {
        Confirmed::Now(count) => {
            let words = format!("{} confirmed.", crate::kernel::words::count(count, "visit is", "visits are"));
            Page::new("Thank you").body(maud::html! { p.govuk-body-l { (words) } }).respond(&ctx)
        }
        Confirmed::Before => views::confirm(&ctx, &token, &Opened::Used).respond(&ctx),
        Confirmed::Over => views::confirm(&ctx, &token, &Opened::Over).respond(&ctx),
    })
}
