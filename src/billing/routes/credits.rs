//! Credit notes, and their refunds.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::forms::{CreditForm, Nothing};
use crate::billing::service::{self, CreditInvoice, InvoiceView, Viewer};
use crate::billing::views;
use crate::kernel::InvoiceId;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The invoice, for its provider.
async fn creditable(app: &App, actor: &LoggedIn, invoice: InvoiceId) -> Result<InvoiceView, Error> {
    let view = service::invoice_view(app, actor, invoice).await.map_err(problem)?;
    if view.viewer == Viewer::Provider { Ok(view) } else { Err(problem(BillingError::NotAllowed)) }
}

/// GET /invoices/{invoice}/credit
pub async fn show_form(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = creditable(&app, &actor, id(&path)?).await?;
    let form = CreditForm::start(app.random.token());
    Ok(views::credits::form(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /invoices/{invoice}/credit
pub async fn credit(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<CreditForm>,
) -> Result<HttpResponse, Error> {
    let invoice = id(&path)?;
    let view = creditable(&app, &actor, invoice).await?;
    let again = form.is_sure();
    let (reason, lines) = match form.read(&view.lines) {
        Ok(read) => read,
        // The same form once more: what it credited is no longer left, and its key knows the answer.
        Err(_) if again => (form.get("reason").to_owned(), Vec::new()),
        Err(errors) => return Ok(views::credits::form(&ctx, &view, &form, &errors).respond(&ctx)),
    };
    if !again {
        return Ok(views::credits::check(&ctx, &view, &form, &lines).respond(&ctx));
    }
    let command = CreditInvoice { key: form.get("key").to_owned(), invoice, reason, lines };
    match service::crediting::credit_then(&app, &actor, command, views::credits::then(&form)).await {
        Ok(note) => Ok(done(&app, &format!("/credit-notes/{note}"), &Flash::success("The credit note is made."))),
        Err(error) => {
            let errors = beside("which", error)?;
            Ok(views::credits::form(&ctx, &view, &form, &errors).respond(&ctx))
        }
    }
}

/// GET /credit-notes/{note}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::credit_note_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::credits::page(&view).respond(&ctx))
}

/// GET /credit-notes/{note}/refund
pub async fn show_refund(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::credit_note_view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::credits::refund(&ctx, &view).respond(&ctx))
}

/// POST /credit-notes/{note}/refund
pub async fn refund(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let invoice = service::record_refund(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(done(
        &app,
        &format!("/invoices/{invoice}"),
        &Flash::success("The refund is recorded. The money can be used again."),
    ))
}
