//! `/report/…` for everybody, and `/moderation/reports/…` for moderators.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{done, id};
use crate::accounts::{LoggedIn, MaybeActor};
use crate::app::App;
use crate::directory::forms::moderation::{ReviewForm, after};
use crate::directory::model::decisions::Ruling;
use crate::moderation::forms::ReportForm;
use crate::moderation::model::Reported;
use crate::moderation::service::reports::{self, Remedy};
use crate::moderation::views::reports as views;
use crate::visit;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// What an address names: a kind of thing, and which.
fn named((kind, number): &(String, String)) -> Result<(Reported, i64), Error> {
    let number: crate::kernel::ids::ReportId = id(number)?;
    Ok((id(kind)?, number.0))
}

/// GET /report/{kind}/{id}
pub(super) async fn form(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (kind, id) = named(&path)?;
    let about = reports::reportable(&app, actor.as_deref(), kind, id).await?;
    let form =
        ReportForm { email: actor.map(|actor| actor.email.clone()).unwrap_or_default(), ..ReportForm::default() };
    Ok(views::form(&ctx, (kind, id), &about, &form, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /report/{kind}/{id}
pub(super) async fn send(
    app: Data<App>,
    ctx: Ctx,
    request: HttpRequest,
    MaybeActor(actor): MaybeActor,
    path: Path<(String, String)>,
    Posted(form): Posted<ReportForm>,
) -> Result<HttpResponse, Error> {
    let (kind, id) = named(&path)?;
    let about = reports::reportable(&app, actor.as_deref(), kind, id).await?;
    let new = match form.check() {
        Ok(new) => new,
        Err(errors) => return Ok(views::form(&ctx, (kind, id), &about, &form, &errors).private().respond(&ctx)),
    };
    let urgent = new.complaint.is_urgent();
    reports::make(&app, actor.as_deref(), &visit::address(&request), (kind, id), new).await?;
    let urgent = if urgent { "?urgent=1" } else { "" };
    Ok(see_other(&format!("/report/{}/{id}/thanks{urgent}", kind.as_str())))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Thanks {
    urgent: String,
}

/// GET /report/{kind}/{id}/thanks
pub(super) async fn thanks(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    path: Path<(String, String)>,
    Query(thanks): Query<Thanks>,
) -> Result<HttpResponse, Error> {
    let (kind, id) = named(&path)?;
    let about = reports::reportable(&app, actor.as_deref(), kind, id).await?;
    Ok(views::thanks(&ctx, &about, thanks.urgent == "1").private().respond(&ctx))
}

/// GET /moderation/reports/{kind}/{id}
pub(super) async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (kind, id) = named(&path)?;
    let group = reports::group(&app, &actor, kind, id).await?;
    Ok(views::group(&ctx, &group, &ReviewForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /moderation/reports/{kind}/{id}
pub(super) async fn decide(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<ReviewForm>,
) -> Result<HttpResponse, Error> {
    let (kind, id) = named(&path)?;
    let mut errors = FieldErrors::new();
    let chosen = match form.decision.as_str() {
        "nothing" => Some((Remedy::Nothing, "Closed. Whoever left an address is told.", None)),
        "put_right" => Some((Remedy::PutRight, "The provider is asked to put it right.", Some(Ruling::Warned))),
        "take_off" => {
            Some((Remedy::TakeOff, "Taken off. The provider is told why. You can put it back.", Some(views::off(kind))))
        }
        _ => None,
    };
    let Some((remedy, told, ruling)) = chosen else {
        errors.push("decision", "Choose what you decide.");
        let group = reports::group(&app, &actor, kind, id).await?;
        return Ok(views::group(&ctx, &group, &form, &errors).respond(&ctx));
    };
    let words = match ruling {
        Some(ruling) => form.why(ruling, &mut errors),
        None => Some(form.reason.trim().chars().take(crate::moderation::model::LONGEST_WORDS).collect()),
    };
    let Some(words) = words else {
        let group = reports::group(&app, &actor, kind, id).await?;
        return Ok(views::group(&ctx, &group, &form, &errors).respond(&ctx));
    };
    reports::decide(&app, &actor, (kind, id), remedy, words).await?;
    Ok(done(&app, after(&form.then), told))
}
