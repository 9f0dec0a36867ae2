//! One invoice, and what payer and provider do with it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{again, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{Nothing, WordsForm};
use crate::billing::service;
use crate::billing::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /invoices/{invoice}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::invoice::page(&ctx, &view).respond(&ctx))
}

/// POST /invoices/{invoice}/approve
pub async fn approve(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    service::approve(&app, &actor, invoice).await.map_err(problem)?;
    Ok(done(&app, &format!("/invoices/{invoice}"), &Flash::success("The invoice is approved. It can be paid now.")))
}

/// GET /invoices/{invoice}/query
pub async fn show_query(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::invoice::query(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/query
pub async fn query(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    match service::query(&app, &actor, invoice, &form.words).await {
        Ok(()) => Ok(done(&app, &format!("/invoices/{invoice}"), &Flash::success("Your question is sent."))),
        Err(error) => again(&app, &ctx, &actor, (invoice, &form.words), error, views::invoice::query).await,
    }
}

/// GET /invoices/{invoice}/answer
pub async fn show_answer(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::invoice::answer(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/answer
pub async fn answer(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    match service::answer(&app, &actor, invoice, &form.words).await {
        Ok(()) => Ok(done(&app, &format!("/invoices/{invoice}"), &Flash::success("Your answer is sent."))),
        Err(error) => again(&app, &ctx, &actor, (invoice, &form.words), error, views::invoice::answer).await,
    }
}
