//! Invoices and credit notes as papers (PDF) and for machines (UBL).

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDateTime;

use super::{file, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::PrintQuery;
use crate::billing::model::ubl;
use crate::billing::service;
use crate::billing::views;
use crate::web::error::Error;
use crate::web::pdf::Paper;

const PDF: &str = "application/pdf";
const XML: &str = "application/xml";

/// Drawing takes a core for a while, so it stays off the threads that answer.
async fn drawn(paper: Paper, name: &str, made_at: NaiveDateTime) -> Result<HttpResponse, Error> {
    let work = tokio::task::spawn_blocking(move || paper.render(made_at)).await;
    let bytes = work.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(file(&format!("{name}.pdf"), PDF, bytes))
}

/// GET /invoices/{invoice}/invoice.pdf
pub async fn invoice_pdf(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    let (name, made_at) = (view.invoice.reference.clone(), view.invoice.made_at);
    drawn(views::paper::invoice(&view, query.print()), &name, made_at).await
}

/// GET /invoices/{invoice}/invoice.xml
pub async fn invoice_xml(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    let written = ubl::invoice(&view.invoice, &view.lines, &view.rates);
    Ok(file(&format!("{}.xml", view.invoice.reference), XML, written.into_bytes()))
}

/// GET /credit-notes/{note}/credit-note.pdf
pub async fn credit_note_pdf(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let view = service::credit_note_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    let made_at = view.note.made_on.and_time(chrono::NaiveTime::MIN);
    drawn(views::paper::credit_note(&view, query.print()), &view.note.reference, made_at).await
}

/// GET /credit-notes/{note}/credit-note.xml
pub async fn credit_note_xml(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::credit_note_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    let lines: Vec<_> = view.lines.iter().map(|one| (&one.credited, &one.line)).collect();
    let written = ubl::credit_note(&view.note, &view.invoice, &lines, &view.rates);
    Ok(file(&format!("{}.xml", view.note.reference), XML, written.into_bytes()))
}
