//! What a provider does about a request. Who is no provider's staff finds nothing here.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{Nothing, beside, hidden, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::ids::{QuoteLineId, RequestId};
use crate::orders::error::CostFault;
use crate::requests::error::RequestError;
use crate::requests::forms::{QuoteLineForm, SendForm, WordsForm};
use crate::requests::service::{self, ProviderView};
use crate::requests::views::quoting as views;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

fn done(app: &App, to: &str, flash: &Flash) -> HttpResponse {
    flash::redirect(to, flash, app.config.secret_key.bytes())
}

async fn find(app: &App, actor: &LoggedIn, id: RequestId) -> Result<ProviderView, Error> {
    service::provider_view(app, actor, id).await.map_err(hidden)
}

/// GET /provider/requests/{id}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, id(&path)?).await?;
    Ok(views::show(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/requests/{id}/messages
pub async fn ask(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let request = id(&path)?;
    match service::ask_holder(&app, &actor, request, &form.words).await {
        Ok(()) => Ok(done(&app, &format!("/provider/requests/{request}"), &Flash::success("Your question is sent."))),
        Err(error) => {
            let errors = refused(error)?;
            let view = find(&app, &actor, request).await?;
            Ok(views::show(&ctx, &view, &form.words, &errors).respond(&ctx))
        }
    }
}

/// A refusal as a message; pages of other roles don't exist.
fn refused(error: RequestError) -> Result<FieldErrors, Error> {
    match error {
        RequestError::NotAllowed(_) => Err(Error::not_found()),
        other => beside(other),
    }
}

/// GET /provider/requests/{id}/quote
pub async fn draft(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::line_form(&app, &actor, id(&path)?).await.map_err(hidden)?;
    let form = views::start(&view);
    Ok(views::draft(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/requests/{id}/quote
pub async fn send(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SendForm>,
) -> Result<HttpResponse, Error> {
    let request = id(&path)?;
    let sent = match form.check() {
        Ok(command) => service::send(&app, &actor, request, command).await.map_err(refused),
        Err(errors) => Err(Ok(errors)),
    };
    match sent {
        Ok(()) => {
            let words = "Your quote is sent. You can see here what becomes of it.";
            Ok(done(&app, &format!("/provider/requests/{request}"), &Flash::success(words)))
        }
        Err(errors) => {
            let (errors, view) = (errors?, find(&app, &actor, request).await?);
            Ok(views::draft(&ctx, &view, &form, &errors).respond(&ctx))
        }
    }
}

/// GET /provider/requests/{id}/quote/line
pub async fn line(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::line_form(&app, &actor, id(&path)?).await.map_err(hidden)?;
    Ok(views::line(&ctx, &view, &views::start_line(&view), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/requests/{id}/quote/line
pub async fn add_line(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(mut form): Posted<QuoteLineForm>,
) -> Result<HttpResponse, Error> {
    let view = service::line_form(&app, &actor, id(&path)?).await.map_err(hidden)?;
    if form.line.asks_for_more() {
        return Ok(views::line(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx));
    }
    let errors = match form.check() {
        Ok(new) => match service::add_line(&app, &actor, view.request.id, new).await {
            Ok(Ok(())) => {
                let to = format!("/provider/requests/{}/quote", view.request.id);
                return Ok(done(&app, &to, &Flash::success("The line is in your quote. It isn’t sent yet.")));
            }
            Ok(Err(fault)) => of_fault(&fault),
            Err(error) => refused(error)?,
        },
        Err(errors) => errors,
    };
    Ok(views::line(&ctx, &view, &form, &errors).respond(&ctx))
}

/// What is wrong with days and times, beside the field it is about.
fn of_fault(fault: &CostFault) -> FieldErrors {
    let field = match fault {
        CostFault::Line(line) => line.field(),
        CostFault::NoPrice(_) | CostFault::Free(_) => "price".to_owned(),
        CostFault::TooDear => "units".to_owned(),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, fault.to_string());
    errors
}

/// POST /provider/requests/{id}/quote/lines/{line}/remove
pub async fn remove_line(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let request = id(&path.0)?;
    let line: QuoteLineId = path.1.parse().map_err(|_| Error::not_found())?;
    service::remove_line(&app, &actor, request, line).await.map_err(hidden)?;
    let to = format!("/provider/requests/{request}/quote");
    Ok(done(&app, &to, &Flash::success("The line is taken out.")))
}

/// POST /provider/requests/{id}/quote/change
pub async fn change(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let request = id(&path)?;
    service::change_quote(&app, &actor, request).await.map_err(hidden)?;
    let words = "This is a new version with the same lines. The one that you sent counts until you send this.";
    Ok(done(&app, &format!("/provider/requests/{request}/quote"), &Flash::success(words)))
}

/// POST /provider/requests/{id}/quote/discard
pub async fn discard(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let request = id(&path)?;
    service::discard(&app, &actor, request).await.map_err(hidden)?;
    let to = format!("/provider/requests/{request}");
    Ok(done(&app, &to, &Flash::success("What you had begun is thrown away.")))
}

/// GET /provider/requests/{id}/quote/withdraw
pub async fn show_withdraw(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, id(&path)?).await?;
    Ok(views::withdraw(&ctx, &view).respond(&ctx))
}

/// POST /provider/requests/{id}/quote/withdraw
pub async fn withdraw(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let request = id(&path)?;
    service::withdraw(&app, &actor, request).await.map_err(hidden)?;
    let to = format!("/provider/requests/{request}");
    Ok(done(&app, &to, &Flash::success("Your quote is taken back.")))
}
