//! The addresses for taking somebody on, and the page behind an invitation.

use actix_web::web::{Data, Path, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};

use super::error::{IntakeError, JoinError};
use super::forms::{InviteForm, JoinForm, Nothing, PersonForm};
use super::model::{LookFirst, Taken};
use super::service::{self, TakeOn, joining};
use super::views;
use crate::accounts::service::LinkError;
use crate::accounts::{LoggedIn, MaybeActor};
use crate::app::App;
use crate::visit;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const NEW: &str = "/council/people/new";

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/people/new", get().to(show_new))
        .route("/council/people/new", post().to(take_on))
        .route("/council/invitations/{id}/withdraw", post().to(withdraw))
        .route("/council/people/{reference}/edit", get().to(show_edit))
        .route("/council/people/{reference}/edit", post().to(edit))
        .route("/council/people/{reference}/invite", post().to(invite))
        .route("/welcome/{token}", get().to(show_welcome))
        .route("/welcome/{token}", post().to(welcome));
}

fn problem(error: IntakeError) -> Error {
    match error {
        IntakeError::Refused(_) => Error::not_found(),
        IntakeError::Limited(limited) => limited.into(),
        IntakeError::Db(error) => error.into(),
        other => Error::conflict(other.to_string()),
    }
}

/// Beside the field that it is about.
fn beside(error: IntakeError) -> Result<FieldErrors, Error> {
    let field = match error {
        IntakeError::CaseTaken => "case_reference",
        IntakeError::AddressTaken(_) | IntakeError::AddressUnusable => "email",
        other => return Err(problem(other)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

fn person(reference: &str) -> String {
    format!("/council/people/{reference}")
}

/// GET /council/people/new
async fn show_new(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let waiting = service::waiting(&app, &actor).await.map_err(problem)?;
    let (form, look) = (PersonForm::default(), LookFirst::default());
    Ok(views::new(&ctx, &form, (&look, &waiting), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/new: once more with what there is to look at first.
async fn take_on(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<PersonForm>,
) -> Result<HttpResponse, Error> {
    let waiting = service::waiting(&app, &actor).await.map_err(problem)?;
    let mut look = LookFirst::default();
    let errors = match form.read(app.clock.today()) {
        Err(errors) => errors,
        Ok((details, email)) => {
            let wanted = TakeOn { details, email, sure: form.sure == "yes", address: visit::address(&request) };
            let mailed = wanted.email.is_some();
            match service::take_on(&app, &actor, wanted).await {
                Ok(Taken::On(reference)) if mailed => {
                    return Ok(done(&app, &person(&reference), "Their record is made. We have written to them."));
                }
                Ok(Taken::On(reference)) => return Ok(done(&app, &person(&reference), "Their record is made.")),
                Ok(Taken::Asked) => {
                    return Ok(done(&app, NEW, "We have asked them. You hear from us when they say yes."));
                }
                Err(IntakeError::LookFirst(found)) => {
                    look = found;
                    let mut errors = FieldErrors::new();
                    errors.push("sure", "Look at this first, then tick the box");
                    errors
                }
                Err(error) => beside(error)?,
            }
        }
    };
    Ok(views::new(&ctx, &form, (&look, &waiting), &errors).respond(&ctx))
}

/// POST /council/invitations/{id}/withdraw
async fn withdraw(
    app: Data<App>,
    actor: LoggedIn,
    id: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = id.parse().map_err(|_| Error::not_found())?;
    service::withdraw(&app, &actor, id).await.map_err(problem)?;
    Ok(done(&app, "/council", "The invitation no longer works."))
}

/// GET /council/people/{reference}/edit
async fn show_edit(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let known = service::look(&app, &actor, &path).await.map_err(problem)?;
    let form = PersonForm::of(&known.details);
    Ok(views::edit(&ctx, &known, (&form, ""), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/edit
async fn edit(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PersonForm>,
) -> Result<HttpResponse, Error> {
    let mut changed = false;
    let errors = match form.read(app.clock.today()) {
        Err(errors) => errors,
        Ok((details, _)) => match service::change(&app, &actor, &path, (&form.seen, details)).await {
            Ok(()) => return Ok(done(&app, &person(&path), "Saved.")),
            Err(error @ IntakeError::ChangedSince) => {
                changed = true;
                let mut errors = FieldErrors::new();
                errors.push("", error.to_string());
                errors
            }
            Err(error) => beside(error)?,
        },
    };
    let known = service::look(&app, &actor, &path).await.map_err(problem)?;
    // Who reads now what somebody else saved may save their own instead.
    let form = if changed { PersonForm { seen: known.details.mark(), ..form } } else { form };
    Ok(views::edit(&ctx, &known, (&form, ""), &errors).respond(&ctx))
}

/// POST /council/people/{reference}/invite
async fn invite(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<InviteForm>,
) -> Result<HttpResponse, Error> {
    let known = service::look(&app, &actor, &path).await.map_err(problem)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(email) => match service::invite(&app, &actor, &path, (&email, &visit::address(&request))).await {
            Ok(()) => return Ok(done(&app, &person(&path), "We have written to them.")),
            Err(IntakeError::LookFirst(_)) => {
                let mut errors = FieldErrors::new();
                let words = "Somebody uses Handpick for themselves with this address, and work on this record has begun. \
                             One person can’t have both.";
                errors.push("email", words);
                errors
            }
            Err(error) => beside(error)?,
        },
    };
    Ok(views::edit(&ctx, &known, (&PersonForm::of(&known.details), &form.email), &errors).respond(&ctx))
}

fn not_joined(error: JoinError, ctx: &Ctx) -> Result<HttpResponse, Error> {
    match error {
        JoinError::Link(LinkError::Spent) => Ok(views::spent().respond(ctx)),
        JoinError::Link(LinkError::Limited(limited)) => Err(limited.into()),
        JoinError::Link(LinkError::Hash(error)) => Err(error.into()),
        JoinError::Link(LinkError::Db(error)) => Err(error.into()),
        refused @ (JoinError::Elsewhere(_) | JoinError::Begun(_)) => Err(Error::conflict(refused.to_string())),
    }
}

/// GET /welcome/{token}
async fn show_welcome(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
) -> Result<HttpResponse, Error> {
    match joining::invitation(&app, &token).await {
        Ok(shown) => {
            let opens = views::Opens::of(&shown, actor.as_deref().map(|actor| actor.email.as_str()));
            Ok(views::welcome(&ctx, &token, &shown, opens, &FieldErrors::new()).respond(&ctx))
        }
        Err(error) => not_joined(error, &ctx),
    }
}

/// POST /welcome/{token}
async fn welcome(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    token: Path<String>,
    Posted(form): Posted<JoinForm>,
) -> Result<HttpResponse, Error> {
    if let Some(actor) = actor {
        return match joining::join(&app, &actor, &token).await {
            Ok(()) => Ok(done(&app, "/assessment", "Your council helps you from now on.")),
            Err(error) => not_joined(error, &ctx),
        };
    }
    let password = match form.read() {
        Ok(password) => password,
        Err(errors) => {
            return match joining::invitation(&app, &token).await {
                Ok(shown) => {
                    let opens = views::Opens::of(&shown, None);
                    Ok(views::welcome(&ctx, &token, &shown, opens, &errors).respond(&ctx))
                }
                Err(error) => not_joined(error, &ctx),
            };
        }
    };
    match joining::join_anew(&app, &token, password, &visit::address(&request)).await {
        Ok(()) => Ok(done(&app, "/sign-in?next=/assessment", "Your account is made. Sign in to begin.")),
        Err(error) => not_joined(error, &ctx),
    }
}
