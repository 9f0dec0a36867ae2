//! A provider's staff, and the page behind an invitation.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{Nothing, done, link_problem};
use crate::accounts::forms::staff::{InviteForm, JoinForm};
use crate::accounts::guard::{LoggedIn, MaybeActor};
use crate::accounts::model::{Actor, Refused};
use crate::accounts::service::staff::{self, StaffError};
use crate::accounts::views::staff as views;
use crate::app::App;
use crate::kernel::ids::UserId;
use crate::visit;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const HERE: &str = "/provider/staff";
const AGAIN: (&str, &str, &str) = ("invitation", "/help", "ask whoever invited you for another");

impl From<StaffError> for Error {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Refused(_) => Self::not_found(),
            StaffError::LastManager | StaffError::Already => Self::conflict(error.to_string()),
            StaffError::Limited(limited) => limited.into(),
            StaffError::Db(error) => error.into(),
        }
    }
}

fn user(text: &str) -> Result<UserId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// The name of the organisation whose staff the actor manages.
fn organisation(actor: &Actor) -> Result<&str, Error> {
    let id = staff::managed(actor).map_err(|Refused| Error::not_found())?;
    let own = actor.memberships.iter().find(|membership| membership.organisation_id == id);
    Ok(own.map_or("", |membership| membership.organisation_name.as_str()))
}

/// GET /provider/staff
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let all = staff::list(&app, &actor).await?;
    Ok(views::list(&ctx, &all, actor.user_id, organisation(&actor)?).respond(&ctx))
}

/// GET /provider/staff/invite
pub async fn show_invite(ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    organisation(&actor)?;
    Ok(views::invite(&ctx, &InviteForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/staff/invite
pub async fn send_invite(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<InviteForm>,
) -> Result<HttpResponse, Error> {
    organisation(&actor)?;
    let (email, role) = match form.check() {
        Ok(checked) => checked,
        Err(errors) => return Ok(views::invite(&ctx, &form, &errors).respond(&ctx)),
    };
    match staff::invite(&app, &actor, &email, role, &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, HERE, "We have sent the invitation.")),
        Err(error @ StaffError::Already) => {
            let mut errors = FieldErrors::new();
            errors.push("email", error.to_string());
            Ok(views::invite(&ctx, &form, &errors).respond(&ctx))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /provider/staff/invites/{id}/withdraw
pub async fn withdraw_invite(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = path.parse().map_err(|_| Error::not_found())?;
    staff::withdraw_invite(&app, &actor, id).await?;
    Ok(done(&app, HERE, "The invitation no longer works."))
}

/// GET /provider/staff/{user}/role
pub async fn show_role(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let all = staff::list(&app, &actor).await?;
    let member = all.member(user(&path)?).map_err(StaffError::from)?;
    Ok(views::role(&ctx, member, member.role.as_str(), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/staff/{user}/role
pub async fn save_role(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<InviteForm>,
) -> Result<HttpResponse, Error> {
    let (id, mut errors) = (user(&path)?, FieldErrors::new());
    if let Some(role) = form.role(&mut errors) {
        match staff::change_role(&app, &actor, id, role).await {
            Ok(()) => {
                return Ok(done(
                    &app,
                    if id == actor.user_id { "/provider" } else { HERE },
                    "Saved. It holds at once.",
                ));
            }
            Err(error @ StaffError::LastManager) => errors.push("role", error.to_string()),
            Err(other) => return Err(other.into()),
        }
    }
    let all = staff::list(&app, &actor).await?;
    let member = all.member(id).map_err(StaffError::from)?;
    Ok(views::role(&ctx, member, &form.role, &errors).respond(&ctx))
}

/// GET /provider/staff/{user}/remove
pub async fn show_remove(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let all = staff::list(&app, &actor).await?;
    Ok(views::remove(&ctx, all.member(user(&path)?).map_err(StaffError::from)?).respond(&ctx))
}

/// POST /provider/staff/{user}/remove
pub async fn remove(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = user(&path)?;
    staff::remove(&app, &actor, id).await?;
    Ok(done(&app, if id == actor.user_id { "/account" } else { HERE }, "They are no longer on your staff."))
}

/// GET /join/{token}
pub async fn show_join(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
) -> Result<HttpResponse, Error> {
    let shown = match staff::invitation(&app, &token).await {
        Ok(shown) => shown,
        Err(error) => return link_problem(error, &ctx, AGAIN),
    };
    let blank = JoinForm::default();
    let opens = match &actor {
        Some(actor) if actor.email == shown.email => views::Opens::Invited,
        Some(_) => views::Opens::Other,
        None if shown.known => views::Opens::Known,
        None => views::Opens::New(&blank),
    };
    Ok(views::join(&ctx, &token, &shown, &opens, &FieldErrors::new()).respond(&ctx))
}

/// POST /join/{token}
pub async fn join(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
    Posted(form): Posted<JoinForm>,
) -> Result<HttpResponse, Error> {
    if let Some(actor) = actor {
        return match staff::join(&app, &actor, &token).await {
            Ok(()) => Ok(done(&app, "/provider", "You are on the staff now.")),
            Err(error) => link_problem(error, &ctx, AGAIN),
        };
    }
    let who = match form.check() {
        Ok(who) => who,
        Err(errors) => {
            return match staff::invitation(&app, &token).await {
                Ok(shown) => Ok(views::join(&ctx, &token, &shown, &views::Opens::New(&form), &errors).respond(&ctx)),
                Err(error) => link_problem(error, &ctx, AGAIN),
            };
        }
    };
    match staff::join_anew(&app, &token, who, &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, "/sign-in", "Your account is made, and you are on the staff. Sign in to begin.")),
        Err(error) => link_problem(error, &ctx, AGAIN),
    }
}
