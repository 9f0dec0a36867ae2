//! A draft to be read: as a page, in easy read, as a PDF in ordinary or large print, as plain text to be read aloud;
//! and its versions.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::id;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::plans::service::reading;
use crate::plans::views::{easy, paper, read as views, versions as version_views};
use crate::web::error::Error;
use crate::web::page::Ctx;
use crate::web::pdf::Print;

/// GET /plans/{id}/read
pub async fn read(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::draft(&app, &actor, id(&path)?).await?;
    Ok(views::page(&view).respond(&ctx))
}

/// GET /plans/{id}/easy-read
pub async fn easy_read(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::draft(&app, &actor, id(&path)?).await?;
    Ok(easy::page(&view).respond(&ctx))
}

/// How large the letters are to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PrintQuery {
    print: String,
}

fn file(name: &str, content_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// GET /plans/{id}/plan.pdf
pub async fn pdf(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let view = reading::draft(&app, &actor, id(&path)?).await?;
    let print = if query.print == "large" { Print::Large } else { Print::Usual };
    let (written, made_at) = (paper::paper(&view, print), view.known.head.updated_at);
    // Drawing takes a core for a while, so it stays off the threads that answer.
    let work = tokio::task::spawn_blocking(move || written.render(made_at)).await;
    let bytes = work.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(file("support-plan.pdf", "application/pdf", bytes))
}

/// GET /plans/{id}/plan.txt
pub async fn text(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::draft(&app, &actor, id(&path)?).await?;
    Ok(file("support-plan.txt", "text/plain; charset=utf-8", paper::text(&view).into_bytes()))
}

/// Which versions are compared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Compared {
    from: String,
    to: String,
}

/// GET /plans/{id}/versions
pub async fn versions(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<Compared>,
) -> Result<HttpResponse, Error> {
    let wanted = (query.from.parse().ok(), query.to.parse().ok());
    let view = reading::history(&app, &actor, id(&path)?, wanted).await?;
    Ok(version_views::page(&view).respond(&ctx))
}
