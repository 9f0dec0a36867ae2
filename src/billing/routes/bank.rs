//! Bank accounts: where a provider is paid, and from where a council pays.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{beside, done, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{BankForm, CodeForm};
use crate::billing::service::banking;
use crate::billing::views;
use crate::kernel::BankAccountId;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const HERE: &str = "/provider/bank";

async fn page(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    typed: &BankForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let banking = banking::of_provider(app, actor).await.map_err(problem)?;
    Ok(views::bank::provider(ctx, &banking, typed, errors).respond(ctx))
}

/// GET /provider/bank
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    page(&app, &ctx, &actor, &BankForm::default(), &FieldErrors::new()).await
}

/// POST /provider/bank
pub async fn enter(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<BankForm>,
) -> Result<HttpResponse, Error> {
    let account = match form.read() {
        Ok(account) => account,
        Err(errors) => return page(&app, &ctx, &actor, &form, &errors).await,
    };
    banking::enter(&app, &actor, account).await.map_err(problem)?;
    Ok(done(
        &app,
        HERE,
        &Flash::success("We have sent you a code. Nothing is paid to this account until it is confirmed."),
    ))
}

/// POST /provider/bank/confirm
pub async fn confirm(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<CodeForm>,
) -> Result<HttpResponse, Error> {
    match banking::confirm(&app, &actor, form.account.map(BankAccountId), &form.code).await {
        Ok(()) => Ok(done(&app, HERE, &Flash::success("The account is confirmed. You are paid to it from now on."))),
        Err(error) => page(&app, &ctx, &actor, &BankForm::default(), &beside("code", error)?).await,
    }
}

/// POST /provider/bank/refuse
pub async fn refuse(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<CodeForm>,
) -> Result<HttpResponse, Error> {
    match banking::refuse(&app, &actor, form.account.map(BankAccountId)).await {
        Ok(()) => Ok(done(&app, HERE, &Flash::success("It is thrown away."))),
        Err(error) => page(&app, &ctx, &actor, &BankForm::default(), &beside("code", error)?).await,
    }
}

/// GET /council/payments/account
pub async fn show_council(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let now = banking::of_council(&app, &actor).await.map_err(problem)?;
    let form = now.as_ref().map(BankForm::of).unwrap_or_default();
    Ok(views::bank::council(&ctx, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/payments/account
pub async fn council(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<BankForm>,
) -> Result<HttpResponse, Error> {
    let account = match form.read() {
        Ok(account) => account,
        Err(errors) => return Ok(views::bank::council(&ctx, &form, &errors).respond(&ctx)),
    };
    banking::set_council(&app, &actor, account).await.map_err(problem)?;
    Ok(done(&app, "/council/payments", &Flash::success("Payment runs made from now on are paid from that account.")))
}
