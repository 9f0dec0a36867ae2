//! What a holder does about the quotes for a request.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{beside, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::ids::{ProviderId, QuoteId, RequestId};
use crate::requests::forms::{AcceptForm, WordsForm};
use crate::requests::service;
use crate::requests::views::quotes as views;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

type At = Path<(String, String)>;

fn of(path: &At) -> Result<(RequestId, QuoteId), Error> {
    let quote = path.1.parse().map_err(|_| Error::not_found())?;
    Ok((id(&path.0)?, quote))
}

/// GET /requests/{id}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::request_view(&app, &actor, id(&path)?).await?;
    Ok(views::show(&view).respond(&ctx))
}

/// GET /requests/{id}/messages/{provider}
pub async fn write(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let provider: ProviderId = path.1.parse().map_err(|_| Error::not_found())?;
    let view = service::request_view(&app, &actor, id(&path.0)?).await?;
    let page = views::say(&ctx, &view, provider, &FieldErrors::new(), "");
    Ok(page.ok_or_else(Error::not_found)?.respond(&ctx))
}

/// POST /requests/{id}/messages/{provider}
pub async fn say(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let request = id(&path.0)?;
    let provider: ProviderId = path.1.parse().map_err(|_| Error::not_found())?;
    match service::answer(&app, &actor, (request, provider), &form.words).await {
        Ok(()) => {
            let done = Flash::success("Sent. They don’t see who you are.");
            Ok(flash::redirect(&format!("/requests/{request}"), &done, app.config.secret_key.bytes()))
        }
        Err(error) => {
            let errors = beside(error)?;
            let view = service::request_view(&app, &actor, request).await?;
            let page = views::say(&ctx, &view, provider, &errors, &form.words);
            Ok(page.ok_or_else(Error::not_found)?.respond(&ctx))
        }
    }
}

/// GET /requests/{id}/quotes/{quote}/accept
pub async fn show_accept(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let (view, quote) = service::quote_view(&app, &actor, of(&path)?).await?;
    let key = app.random.token();
    Ok(views::accept(&ctx, &view, &quote, (&key, None, &[]), &FieldErrors::new()).respond(&ctx))
}

/// POST /requests/{id}/quotes/{quote}/accept
pub async fn accept(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<AcceptForm>,
) -> Result<HttpResponse, Error> {
    let which = of(&path)?;
    let Some(command) = form.read() else {
        return Err(Error::bad_request("Part of the form did not make sense to us."));
    };
    match service::accept(&app, &actor, which, command).await {
        Ok(reference) => {
            let done =
                Flash::success("The quote is accepted, and this is your order. The provider knows now who you are.");
            Ok(flash::redirect(&format!("/orders/{reference}"), &done, app.config.secret_key.bytes()))
        }
        Err(error) => {
            let asks = error.asks().to_vec();
            let errors = beside(error)?;
            let (view, quote) = service::quote_view(&app, &actor, which).await?;
            let key = app.random.token();
            Ok(views::accept(&ctx, &view, &quote, (&key, Some(&form.plan_line), &asks), &errors).respond(&ctx))
        }
    }
}

/// GET /requests/{id}/quotes/{quote}/decline
pub async fn show_decline(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let (view, quote) = service::quote_view(&app, &actor, of(&path)?).await?;
    Ok(views::decline(&ctx, &view, &quote, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /requests/{id}/quotes/{quote}/decline
pub async fn decline(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let which = of(&path)?;
    match service::decline(&app, &actor, which, &form.words).await {
        Ok(()) => {
            let done = Flash::success("The provider will read that it isn’t wanted, and why.");
            Ok(flash::redirect(&format!("/requests/{}", which.0), &done, app.config.secret_key.bytes()))
        }
        Err(error) => {
            let errors = beside(error)?;
            let (view, quote) = service::quote_view(&app, &actor, which).await?;
            Ok(views::decline(&ctx, &view, &quote, &form.words, &errors).respond(&ctx))
        }
    }
}
