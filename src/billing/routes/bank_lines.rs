//! Lines of bank statements that somebody has to look at, and payments that the bank made unmatched.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::forms::{PaidForm, WordsForm};
use crate::billing::service::bank_lines::{self, BankPaid};
use crate::billing::service::runs;
use crate::billing::views;
use crate::kernel::{PaymentId, PaymentRunId};
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /council/payments/lines
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let lines = bank_lines::open(&app, &actor).await.map_err(problem)?;
    Ok(views::bank_lines::list(&lines).respond(&ctx))
}

/// GET /council/payments/lines/{line}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let line = bank_lines::line(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::bank_lines::one(&ctx, &line, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /council/payments/lines/{line}
pub async fn settle(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let line = id(&path)?;
    match bank_lines::settle(&app, &actor, line, &form.words).await {
        Ok(()) => Ok(done(&app, "/council/payments/lines", &Flash::success("The line is settled."))),
        Err(error) => {
            let errors = beside("words", error)?;
            let line = bank_lines::line(&app, &actor, line).await.map_err(problem)?;
            Ok(views::bank_lines::one(&ctx, &line, &form.words, &errors).respond(&ctx))
        }
    }
}

async fn paid_page(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    (run, payment): (PaymentRunId, PaymentId),
    (form, errors): (&PaidForm, &FieldErrors),
) -> Result<HttpResponse, Error> {
    let view = runs::view(app, actor, run).await.map_err(problem)?;
    Ok(views::bank_lines::paid(ctx, &view, payment, form, errors).respond(ctx))
}

/// GET /council/payments/{run}/{payment}/paid
pub async fn show_paid(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let of = (id(&path.0)?, id(&path.1)?);
    paid_page(&app, &ctx, &actor, of, (&PaidForm::default(), &FieldErrors::new())).await
}

/// POST /council/payments/{run}/{payment}/paid
pub async fn paid(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<PaidForm>,
) -> Result<HttpResponse, Error> {
    let (run, payment) = (id(&path.0)?, id(&path.1)?);
    let errors = match form.read() {
        Ok((paid_on, evidence)) => {
            match bank_lines::bank_paid(&app, &actor, run, BankPaid { payment, paid_on, evidence }).await {
                Ok(()) => {
                    let flash = Flash::success("The payment is marked as paid.");
                    return Ok(done(&app, &format!("/council/payments/{run}"), &flash));
                }
                Err(error @ BillingError::NeedsBankDay) => beside("paid_on", error)?,
                Err(error) => beside("evidence", error)?,
            }
        }
        Err(errors) => errors,
    };
    paid_page(&app, &ctx, &actor, (run, payment), (&form, &errors)).await
}
