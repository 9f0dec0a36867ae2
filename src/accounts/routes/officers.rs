//! A council's officers, and the page behind an invitation to be one.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{Nothing, done, link_problem};
use crate::accounts::forms::staff::{JoinForm, OfficerForm};
use crate::accounts::guard::{LoggedIn, MaybeActor};
use crate::accounts::officer::Rights;
use crate::accounts::service::officers::{self, OfficerError};
use crate::accounts::views::officers as views;
use crate::accounts::views::staff::Opens;
use crate::app::App;
use crate::kernel::ids::UserId;
use crate::visit;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const HERE: &str = "/council/staff";
const AGAIN: (&str, &str, &str) = ("invitation", "/help", "ask whoever invited you for another");

impl From<OfficerError> for Error {
    fn from(error: OfficerError) -> Self {
        match error {
            OfficerError::Refused(_) => Self::not_found(),
            OfficerError::Oneself | OfficerError::LastManager | OfficerError::Already => {
                Self::conflict(error.to_string())
            }
            OfficerError::Limited(limited) => limited.into(),
            OfficerError::Db(error) => error.into(),
        }
    }
}

fn user(text: &str) -> Result<UserId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /council/staff
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let all = officers::list(&app, &actor).await?;
    Ok(views::list(&ctx, &all, actor.user_id).respond(&ctx))
}

/// GET /council/staff/invite
pub async fn show_invite(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    officers::managed_list(&app, &actor).await?;
    Ok(views::invite(&ctx, &OfficerForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/staff/invite
pub async fn send_invite(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<OfficerForm>,
) -> Result<HttpResponse, Error> {
    officers::managed_list(&app, &actor).await?;
    let (email, rights) = match form.check() {
        Ok(checked) => checked,
        Err(errors) => return Ok(views::invite(&ctx, &form, &errors).respond(&ctx)),
    };
    match officers::invite(&app, &actor, (&email, rights), &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, HERE, "We have sent the invitation.")),
        Err(error @ OfficerError::Already) => {
            let mut errors = FieldErrors::new();
            errors.push("email", error.to_string());
            Ok(views::invite(&ctx, &form, &errors).respond(&ctx))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /council/staff/invites/{id}/withdraw
pub async fn withdraw_invite(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = path.parse().map_err(|_| Error::not_found())?;
    officers::withdraw_invite(&app, &actor, id).await?;
    Ok(done(&app, HERE, "The invitation no longer works."))
}

/// GET /council/staff/{user}/roles
pub async fn show_roles(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let all = officers::managed_list(&app, &actor).await?;
    let officer = all.one(user(&path)?).map_err(OfficerError::from)?;
    Ok(views::roles(&ctx, officer, &officer.rights.words(), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/staff/{user}/roles
pub async fn save_roles(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<OfficerForm>,
) -> Result<HttpResponse, Error> {
    let (id, mut errors) = (user(&path)?, FieldErrors::new());
    if let Some(rights) = form.rights(&mut errors) {
        match officers::change(&app, &actor, id, rights).await {
            Ok(()) => return Ok(done(&app, HERE, "Saved. It holds at once. We have written to them.")),
            Err(error @ (OfficerError::LastManager | OfficerError::Oneself)) => {
                errors.push("rights", error.to_string());
            }
            Err(other) => return Err(other.into()),
        }
    }
    let all = officers::managed_list(&app, &actor).await?;
    let officer = all.one(id).map_err(OfficerError::from)?;
    let ticked: Vec<&str> = form.rights.iter().map(String::as_str).collect();
    Ok(views::roles(&ctx, officer, &ticked, &errors).respond(&ctx))
}

/// GET /council/staff/{user}/remove
pub async fn show_remove(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let all = officers::managed_list(&app, &actor).await?;
    Ok(views::remove(&ctx, all.one(user(&path)?).map_err(OfficerError::from)?).respond(&ctx))
}

/// POST /council/staff/{user}/remove
pub async fn remove(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    officers::change(&app, &actor, user(&path)?, Rights::default()).await?;
    Ok(done(&app, HERE, "They are no longer on your staff. We have written to them."))
}

/// GET /join-council/{token}
pub async fn show_join(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
) -> Result<HttpResponse, Error> {
    let shown = match officers::invitation(&app, &token).await {
        Ok(shown) => shown,
        Err(error) => return link_problem(error, &ctx, AGAIN),
    };
    let blank = JoinForm::default();
    let opens = match &actor {
        Some(actor) if actor.email == shown.email => Opens::Invited,
        Some(_) => Opens::Other,
        None if shown.known => Opens::Known,
        None => Opens::New(&blank),
    };
    Ok(views::join(&ctx, &token, &shown, &opens, &FieldErrors::new()).respond(&ctx))
}

/// POST /join-council/{token}
pub async fn join(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
    Posted(form): Posted<JoinForm>,
) -> Result<HttpResponse, Error> {
    if let Some(actor) = actor {
        return match officers::join(&app, &actor, &token).await {
            Ok(()) => Ok(done(&app, HERE, "You are an officer of the council now.")),
            Err(error) => link_problem(error, &ctx, AGAIN),
        };
    }
    let who = match form.check() {
        Ok(who) => who,
        Err(errors) => {
            return match officers::invitation(&app, &token).await {
                Ok(shown) => Ok(views::join(&ctx, &token, &shown, &Opens::New(&form), &errors).respond(&ctx)),
                Err(error) => link_problem(error, &ctx, AGAIN),
            };
        }
    };
    match officers::join_anew(&app, &token, who, &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, "/sign-in?next=/council/staff", "Your account is made. Sign in to begin.")),
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}
