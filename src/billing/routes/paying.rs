//! A holder who pays themselves: saying so, and saying that the money came back.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{again, beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{PaidForm, WordsForm};
use crate::billing::service;
use crate::billing::service::owing;
use crate::billing::service::paying::{self, PaidMyself};
use crate::billing::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /invoices/{invoice}/pay
pub async fn show_pay(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    let form = PaidForm { key: app.random.token(), ..PaidForm::default() };
    Ok(views::paying::pay(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/pay
pub async fn pay(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PaidForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok((paid_on, evidence)) => {
            let command = PaidMyself { key: form.key.clone(), invoice, paid_on, evidence };
            match paying::paid_myself(&app, &actor, command).await {
                Ok(()) => {
                    return Ok(done(
                        &app,
                        &format!("/invoices/{invoice}"),
                        &Flash::success("The invoice is marked as paid."),
                    ));
                }
                Err(error) => beside("paid_on", error)?,
            }
        }
    };
    let view = service::invoice_view(&app, &actor, invoice).await.map_err(problem)?;
    Ok(views::paying::pay(&ctx, &view, &form, &errors).respond(&ctx))
}

/// GET /invoices/{invoice}/came-back
pub async fn show_came_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::paying::came_back(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/came-back
pub async fn came_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    match paying::came_back(&app, &actor, invoice, &form.words).await {
        Ok(()) => Ok(done(&app, &format!("/invoices/{invoice}"), &Flash::success("The invoice is to be paid again."))),
        Err(error) => again(&app, &ctx, &actor, (invoice, &form.words), error, views::paying::came_back).await,
    }
}

/// GET /invoices/{invoice}/given-back
pub async fn show_given_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let view = service::invoice_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::paying::given_back(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/given-back
pub async fn given_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    match owing::given_back(&app, &actor, invoice, &form.words).await {
        Ok(()) => Ok(done(&app, &format!("/invoices/{invoice}"), &Flash::success("The provider is told."))),
        Err(error) => again(&app, &ctx, &actor, (invoice, &form.words), error, views::paying::given_back).await,
    }
}
