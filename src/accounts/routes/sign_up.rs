//! Signing up and confirming the address.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{Nothing, done, link_problem};
use crate::accounts::forms::{Kind, SignUpForm};
use crate::accounts::service::sign_up::{self, SignUp, SignUpError};
use crate::accounts::views;
use crate::app::App;
use crate::visit;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const AGAIN: (&str, &str, &str) = ("link", "/sign-up", "sign up again");

/// GET /sign-up
pub async fn who(ctx: Ctx) -> HttpResponse {
    views::who().respond(&ctx)
}

/// GET /sign-up/council
pub async fn council(ctx: Ctx) -> HttpResponse {
    views::council().respond(&ctx)
}

/// GET /sign-up/check-your-email
pub async fn check_your_email(ctx: Ctx) -> HttpResponse {
    views::check_your_email().respond(&ctx)
}

/// GET /sign-up/{kind}
pub async fn show(ctx: Ctx, kind: Path<String>) -> Result<HttpResponse, Error> {
    let kind = Kind::parse(&kind).ok_or_else(Error::not_found)?;
    Ok(views::form(&ctx, kind, &SignUpForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /sign-up/{kind}
pub async fn send(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    kind: Path<String>,
    Posted(form): Posted<SignUpForm>,
) -> Result<HttpResponse, Error> {
    let kind = Kind::parse(&kind).ok_or_else(Error::not_found)?;
    let checked = match form.check(kind) {
        Ok(checked) => checked,
        Err(errors) => return Ok(views::form(&ctx, kind, &form, &errors).respond(&ctx)),
    };
    let wanted = SignUp {
        name: checked.name,
        email: checked.email,
        password: checked.password,
        account_for: checked.account_for,
        address: visit::address(&request),
    };
    match sign_up::sign_up(&app, wanted).await {
        Ok(()) => Ok(see_other("/sign-up/check-your-email")),
        Err(SignUpError::Limited(limited)) => Err(limited.into()),
        Err(SignUpError::Hash(error)) => Err(error.into()),
        Err(SignUpError::Db(error)) => Err(error.into()),
    }
}

/// GET /confirm-email/{token}
pub async fn show_confirm(app: Data<App>, ctx: Ctx, token: Path<String>) -> Result<HttpResponse, Error> {
    match sign_up::check_link(&app, &token).await {
        Ok(()) => Ok(views::confirm(&ctx, &token).respond(&ctx)),
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}

/// POST /confirm-email/{token}
pub async fn confirm(app: Data<App>, ctx: Ctx, token: Path<String>, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    match sign_up::confirm(&app, &token).await {
        Ok(()) => Ok(done(&app, "/sign-in", "Your email address is confirmed. You can sign in now.")),
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}
