//! A council's payment runs and bank statements.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{Nothing, RunForm, StatementForm, WordsForm};
use crate::billing::service::bank_lines;
use crate::billing::service::runs::{self, MakeRun};
use crate::billing::service::statements;
use crate::billing::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted, PostedFiles};
use crate::web::page::Ctx;

async fn overview(app: &App, ctx: &Ctx, actor: &LoggedIn, errors: &FieldErrors) -> Result<HttpResponse, Error> {
    let view = runs::overview(app, actor).await.map_err(problem)?;
    Ok(views::runs::list(ctx, &view, &app.random.token(), errors).respond(ctx))
}

/// GET /council/payments
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    overview(&app, &ctx, &actor, &FieldErrors::new()).await
}

/// POST /council/payments
pub async fn make(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<RunForm>,
) -> Result<HttpResponse, Error> {
    let Some(invoices) = form.invoices() else {
        return Err(Error::bad_request("Part of the form did not make sense to us."));
    };
    match runs::make(&app, &actor, MakeRun { key: form.key.clone(), invoices }).await {
        Ok(run) => {
            let flash = Flash::success("The payment run is made. Check it, then make the file for the bank.");
            Ok(done(&app, &format!("/council/payments/{run}"), &flash))
        }
        Err(error) => overview(&app, &ctx, &actor, &beside("invoice", error)?).await,
    }
}

/// GET /council/payments/{run}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = runs::view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::runs::run(&ctx, &view).respond(&ctx))
}

/// POST /council/payments/{run}/send
pub async fn send(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let run = id(&path)?;
    runs::send(&app, &actor, run).await.map_err(problem)?;
    let flash = Flash::success("The file is made. Download it, and give it to your bank.");
    Ok(done(&app, &format!("/council/payments/{run}"), &flash))
}

/// POST /council/payments/{run}/cancel
pub async fn cancel(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    runs::cancel(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(done(
        &app,
        "/council/payments",
        &Flash::success("The payment run is given up. Its invoices can be paid by another."),
    ))
}

/// GET /council/payments/{run}/file
pub async fn file(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (name, file) = runs::file(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(super::file(&name, "application/xml", file.into_bytes()))
}

/// POST /council/payments/{run}/{payment}/out
pub async fn take_out(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let run = id(&path.0)?;
    runs::take_out(&app, &actor, run, id(&path.1)?).await.map_err(problem)?;
    Ok(done(&app, &format!("/council/payments/{run}"), &Flash::success("It is out of this payment run.")))
}

/// GET /council/payments/{run}/{payment}/bounced
pub async fn show_bounced(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let view = runs::view(&app, &actor, id(&path.0)?).await.map_err(problem)?;
    Ok(views::runs::bounced(&ctx, &view, id(&path.1)?, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /council/payments/{run}/{payment}/bounced
pub async fn bounced(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let (run, payment) = (id(&path.0)?, id(&path.1)?);
    match bank_lines::bounced(&app, &actor, run, (payment, &form.words)).await {
        Ok(()) => {
            let flash = Flash::success("The invoice is to be paid again.");
            Ok(done(&app, &format!("/council/payments/{run}"), &flash))
        }
        Err(error) => {
            let errors = beside("words", error)?;
            let view = runs::view(&app, &actor, run).await.map_err(problem)?;
            Ok(views::runs::bounced(&ctx, &view, payment, &form.words, &errors).respond(&ctx))
        }
    }
}

/// GET /council/payments/statements
pub async fn statements(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let known = statements::list(&app, &actor).await.map_err(problem)?;
    Ok(views::runs::statements(&ctx, &known, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/payments/statements
pub async fn read_in(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    mut posted: PostedFiles<StatementForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    match posted.take("file") {
        None => errors.push("file", "Choose a file"),
        Some(sent) => match statements::read_in(&app, &actor, &sent.declared_name, sent.bytes).await {
            Ok(id) => {
                let flash = Flash::success("The statement is read.");
                return Ok(done(&app, &format!("/council/payments/statements/{id}"), &flash));
            }
            Err(error) => errors = beside("file", error)?,
        },
    }
    let known = statements::list(&app, &actor).await.map_err(problem)?;
    Ok(views::runs::statements(&ctx, &known, &errors).respond(&ctx))
}

/// GET /council/payments/statements/{statement}
pub async fn statement(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = statements::view(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::runs::statement(&view).respond(&ctx))
}
