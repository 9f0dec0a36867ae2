//! Setting a new password when the old one is forgotten.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{done, link_problem};
use crate::accounts::forms::{ForgottenForm, NewPasswordForm};
use crate::accounts::service::passwords::{self, AskError};
use crate::accounts::views;
use crate::app::App;
use crate::visit;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const AGAIN: (&str, &str, &str) = ("link", "/forgotten-password", "ask for another link");

/// GET /forgotten-password
pub async fn show_forgotten(ctx: Ctx) -> HttpResponse {
    views::forgotten(&ctx, "", &FieldErrors::new()).respond(&ctx)
}

/// POST /forgotten-password
pub async fn send_forgotten(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    Posted(form): Posted<ForgottenForm>,
) -> Result<HttpResponse, Error> {
    let email = match form.check() {
        Ok(email) => email,
        Err(errors) => return Ok(views::forgotten(&ctx, &form.email, &errors).respond(&ctx)),
    };
    match passwords::ask_for_reset(&app, &email, &visit::address(&request)).await {
        Ok(()) => Ok(see_other("/forgotten-password/sent")),
        Err(AskError::Limited(limited)) => Err(limited.into()),
        Err(AskError::Db(error)) => Err(error.into()),
    }
}

/// GET /forgotten-password/sent
pub async fn sent(ctx: Ctx) -> HttpResponse {
    views::sent().respond(&ctx)
}

/// GET /reset-password/{token}
pub async fn show(app: Data<App>, ctx: Ctx, token: Path<String>) -> Result<HttpResponse, Error> {
    match passwords::check_link(&app, &token).await {
        Ok(()) => Ok(views::new_password(&ctx, &token, &FieldErrors::new()).respond(&ctx)),
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}

/// POST /reset-password/{token}
pub async fn send(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    token: Path<String>,
    Posted(form): Posted<NewPasswordForm>,
) -> Result<HttpResponse, Error> {
    let password = match form.check() {
        Ok(password) => password,
        Err(errors) => return Ok(views::new_password(&ctx, &token, &errors).respond(&ctx)),
    };
    match passwords::reset(&app, &token, password, &visit::address(&request)).await {
        Ok(()) => {
            let mut response = done(&app, "/sign-in", "Your password is changed. Sign in with the new one.");
            visit::forget_session(&app, &mut response);
            Ok(response)
        }
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}
