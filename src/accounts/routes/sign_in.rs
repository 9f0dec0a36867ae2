//! Signing in and out.

use actix_web::http::header;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{Nothing, done};
use crate::accounts::forms::SignInForm;
use crate::accounts::guard::{LoggedIn, MaybeActor};
use crate::accounts::service::account::start_page;
use crate::accounts::service::sessions::{self, SignIn, SignInError};
use crate::accounts::views::{self, Why};
use crate::app::App;
use crate::visit;
use crate::web::error::Error;
use crate::web::flash::{local, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Where to go after, and what brought them here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
    why: String,
}

/// GET /sign-in
pub async fn show(ctx: Ctx, actor: MaybeActor, Query(asked): Query<Asked>) -> HttpResponse {
    if let Some(actor) = actor.0 {
        return see_other(after(&asked.next, start_page(&actor)));
    }
    let why = match asked.why.as_str() {
        "ended" => Why::Ended,
        "form" => Why::Form,
        _ => Why::Themselves,
    };
    let filled = SignInForm { next: asked.next, ..SignInForm::default() };
    views::sign_in(&ctx, &filled, &FieldErrors::new(), why).respond(&ctx)
}

/// POST /sign-in
pub async fn send(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    Posted(form): Posted<SignInForm>,
) -> Result<HttpResponse, Error> {
    let errors = form.check();
    if !errors.is_empty() {
        return Ok(views::sign_in(&ctx, &form, &errors, Why::Themselves).respond(&ctx));
    }
    match sessions::sign_in(&app, attempt(&request, &form)).await {
        Ok(session) => {
            let (id, now) = (session.clone(), app.clock.now());
            let actor = app.db.read(move |db| sessions::actor(db, &id, now)).await?;
            let mut response = see_other(after(&form.next, actor.as_ref().map_or("/", start_page)));
            visit::remember_session(&app, &mut response, &session);
            Ok(response)
        }
        Err(SignInError::Wrong) => {
            let mut errors = FieldErrors::new();
            errors.push("email", "The email address or the password is wrong. Check both and try again.");
            Ok(views::sign_in(&ctx, &form, &errors, Why::Themselves).respond(&ctx))
        }
        Err(SignInError::Limited(limited)) => Err(limited.into()),
        Err(SignInError::Hash(error)) => Err(error.into()),
        Err(SignInError::Db(error)) => Err(error.into()),
    }
}

fn attempt(request: &HttpRequest, form: &SignInForm) -> SignIn {
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    SignIn {
        email: form.email.clone(),
        password: form.password.clone(),
        address: visit::address(request),
        user_agent: agent.unwrap_or_default().to_owned(),
    }
}

/// Where somebody goes after signing in: the page they asked for, if it is ours, or where they start.
fn after<'a>(next: &'a str, start: &'a str) -> &'a str {
    match local(next) {
        "/" => start,
        page if page.starts_with("/sign-in") => start,
        page => page,
    }
}

/// POST /sign-out
pub async fn sign_out(app: Data<App>, actor: LoggedIn, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    sessions::sign_out(&app, &actor).await?;
    let mut response = done(&app, "/", "You are signed out.");
    visit::forget_session(&app, &mut response);
    Ok(response)
}
