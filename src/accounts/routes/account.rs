//! One's own account: sessions, password, how to be contacted.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{Nothing, done};
use crate::accounts::forms::{ChangePasswordForm, NeedsForm};
use crate::accounts::guard::LoggedIn;
use crate::accounts::model::HolderSummary;
use crate::accounts::service::contact::{self, ContactError};
use crate::accounts::service::passwords::{self, ChangeError};
use crate::accounts::service::{account, sessions};
use crate::accounts::views;
use crate::app::App;
use crate::visit;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /account
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let overview = account::overview(&app, &actor).await?;
    Ok(views::account(&ctx, &actor, &overview).respond(&ctx))
}

/// GET /account/workplaces
pub async fn show_workplaces(ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    if actor.workplaces().is_empty() {
        return Err(Error::not_found());
    }
    Ok(views::workplaces(&ctx, &actor).respond(&ctx))
}

/// Which of their organisations somebody chose.
#[derive(Debug, Deserialize)]
pub struct Workplace {
    organisation: String,
}

/// POST /account/workplaces
pub async fn choose_workplace(
    app: Data<App>,
    actor: LoggedIn,
    Posted(form): Posted<Workplace>,
) -> Result<HttpResponse, Error> {
    let organisation = form.organisation.parse().map_err(|_| Error::not_found())?;
    match sessions::work_for(&app, &actor, organisation).await {
        Ok(name) => Ok(done(&app, "/", &format!("You work for {name} now."))),
        Err(sessions::ActError::Refused(_)) => Err(Error::not_found()),
        Err(sessions::ActError::Db(error)) => Err(error.into()),
    }
}

/// POST /account/sign-out-everywhere
pub async fn sign_out_everywhere(app: Data<App>, actor: LoggedIn, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    sessions::sign_out_everywhere(&app, &actor).await?;
    let mut response = done(&app, "/sign-in", "You are signed out everywhere.");
    visit::forget_session(&app, &mut response);
    Ok(response)
}

/// GET /account/password
pub async fn show_password(ctx: Ctx, _: LoggedIn) -> HttpResponse {
    views::change_password(&ctx, &FieldErrors::new()).respond(&ctx)
}

/// POST /account/password
pub async fn send_password(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<ChangePasswordForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = form.check();
    if !errors.is_empty() {
        return Ok(views::change_password(&ctx, &errors).respond(&ctx));
    }
    match passwords::change(&app, &actor, form.current, form.password, &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, "/account", "Your password is changed.")),
        Err(ChangeError::Wrong) => {
            errors.push("current", "This is not the password you have now");
            Ok(views::change_password(&ctx, &errors).respond(&ctx))
        }
        Err(ChangeError::Limited(limited)) => Err(limited.into()),
        Err(ChangeError::Hash(error)) => Err(error.into()),
        Err(ChangeError::Db(error)) => Err(error.into()),
    }
}

fn contact_problem(error: ContactError) -> Error {
    match error {
        ContactError::Refused(_) => Error::not_found(),
        ContactError::Db(error) => error.into(),
    }
}

/// GET /account/contact
pub async fn show_contact(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let holder = contact::view(&app, &actor).await.map_err(contact_problem)?;
    let own = actor.acting_for.is_none();
    Ok(views::contact(&ctx, &holder, own, &filled(&holder), &FieldErrors::new()).respond(&ctx))
}

/// The form as it was last answered.
fn filled(holder: &HolderSummary) -> NeedsForm {
    let Some(needs) = holder.needs.clone() else { return NeedsForm::default() };
    NeedsForm {
        format: needs.format.unwrap_or_default(),
        language: needs.language.unwrap_or_default(),
        contact_by: needs.contact_by.unwrap_or_default(),
        contact_name: needs.contact_name.unwrap_or_default(),
        notes: needs.notes.unwrap_or_default(),
    }
}

/// POST /account/contact
pub async fn send_contact(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<NeedsForm>,
) -> Result<HttpResponse, Error> {
    let own = actor.acting_for.is_none();
    match form.check() {
        Ok(needs) => {
            contact::record(&app, &actor, needs).await.map_err(contact_problem)?;
            let to = if own { "/account" } else { "/account/contact" };
            Ok(done(&app, to, "Saved. Whoever helps with support can see it now."))
        }
        Err(errors) => {
            let holder = contact::view(&app, &actor).await.map_err(contact_problem)?;
            Ok(views::contact(&ctx, &holder, own, &form, &errors).respond(&ctx))
        }
    }
}
