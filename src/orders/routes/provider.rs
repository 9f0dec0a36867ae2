//! A provider's day, its orders and its visits.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::orders::reference;
use super::{ListQuery, act_problem, beside_words, done, id};
use crate::accounts::{Duty, LoggedIn};
use crate::app::App;
use crate::kernel::{DeliveryId, Quantity, TimeOfDay};
use crate::orders::error::ActError;
use crate::orders::forms::{Nothing, RecordForm, WordsForm};
use crate::orders::model::DeliveryStatus;
use crate::orders::service::{self, Viewer, answer, deliveries, provider_day};
use crate::orders::views;
use crate::web::error::Error;
use crate::web::flash::{Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /provider
pub async fn today(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let day = match provider_day::day(&app, &actor).await {
        // Somebody new tells us who they are first; whoever only writes listings begins there.
        Err(ActError::NotAllowed(_)) if actor.may_anywhere(Duty::Manage) => return Ok(see_other("/provider/start")),
        Err(ActError::NotAllowed(_)) if actor.may_anywhere(Duty::Listings) => {
            return Ok(see_other("/provider/listings"));
        }
        other => other.map_err(act_problem)?,
    };
    Ok(views::provider::today(&ctx, &day, &actor.name).respond(&ctx))
}

/// GET /provider/orders
pub async fn orders(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    let day = provider_day::day(&app, &actor).await.map_err(act_problem)?;
    let all = service::list_for_provider(&app, &actor, None, query.page()).await.map_err(act_problem)?;
    Ok(views::provider_lists::orders(&ctx, &day.to_answer.items, &all).respond(&ctx))
}

/// POST /provider/orders/{reference}/accept
pub async fn accept(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let reference = reference(&path)?;
    answer::accept(&app, &actor, &reference).await.map_err(act_problem)?;
    let words = format!("Order {reference} is accepted. Its visits are in your diary.");
    Ok(done(&app, "/provider/orders", &Flash::success(words)))
}

/// GET /provider/orders/{reference}/decline
pub async fn show_decline(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let view = own_order(&app, &actor, &path).await?;
    Ok(views::provider_lists::decline(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

pub(super) async fn own_order(app: &App, actor: &LoggedIn, path: &str) -> Result<service::OrderView, Error> {
    let view = service::order_view(app, actor, &reference(path)?).await.map_err(act_problem)?;
    if view.viewer == Viewer::Provider { Ok(view) } else { Err(Error::not_found()) }
}

/// POST /provider/orders/{reference}/decline
pub async fn decline(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let view = own_order(&app, &actor, &path).await?;
    match answer::decline(&app, &actor, &view.order.reference, &form.words).await {
        Ok(()) => {
            let words = format!("Order {} is declined, and {} can read why.", view.order.reference, view.holder.name);
            Ok(done(&app, "/provider/orders", &Flash::success(words)))
        }
        Err(error) => {
            let errors = beside_words(error)?;
            Ok(views::provider_lists::decline(&ctx, &view, &form.words, &errors).respond(&ctx))
        }
    }
}

/// GET /provider/visits
pub async fn visits(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let day = provider_day::day(&app, &actor).await.map_err(act_problem)?;
    let week = provider_day::coming_week(&app, &actor).await.map_err(act_problem)?;
    Ok(views::provider_lists::visits(&ctx, &day, &week).respond(&ctx))
}

/// GET /provider/visits/{visit}
pub async fn show_record(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let visit = provider_day::visit(&app, &actor, id(&path)?).await.map_err(act_problem)?;
    let units = visit.delivery.recorded.unwrap_or(visit.delivery.units).to_string();
    let time = |of: fn((TimeOfDay, TimeOfDay)) -> TimeOfDay| visit.delivery.times.map(of).map(|at| at.to_string());
    let (started, ended) = (time(|(from, _)| from).unwrap_or_default(), time(|(_, to)| to).unwrap_or_default());
    let recorded = visit.delivery.status == DeliveryStatus::Recorded;
    let note = visit.delivery.note.clone().filter(|_| recorded).unwrap_or_default();
    let typed = RecordForm { units, started, ended, note, ..RecordForm::default() };
    Ok(views::provider_lists::record(&ctx, &visit, &typed, &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/visits/{visit}
pub async fn record(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<RecordForm>,
) -> Result<HttpResponse, Error> {
    let visit_id: DeliveryId = id(&path)?;
    let visit = provider_day::visit(&app, &actor, visit_id).await.map_err(act_problem)?;
    let wrong = |message: &str| {
        let mut errors = FieldErrors::new();
        errors.push("units", message);
        Ok(views::provider_lists::record(&ctx, &visit, &form, &errors).respond(&ctx))
    };
    let mut errors = FieldErrors::new();
    let units = errors.take("units", Quantity::parse(&form.units));
    let times = form.times(&mut errors);
    let Some(units) = units.filter(|_| errors.is_empty()) else {
        return Ok(views::provider_lists::record(&ctx, &visit, &form, &errors).respond(&ctx));
    };
    let said = deliveries::Record { units, times, note: form.note.clone(), seen: form.seen() };
    match deliveries::record_visit(&app, &actor, visit_id, said).await {
        Ok(()) => {
            let words = format!("Recorded. {} will be asked to confirm it.", visit.holder_name);
            Ok(done(&app, "/provider/visits", &Flash::success(words)))
        }
        Err(error @ (ActError::BadUnits(_) | ActError::NotYet)) => wrong(&error.to_string()),
        Err(error @ ActError::RecordedMeanwhile) => {
            let now = provider_day::visit(&app, &actor, visit_id).await.map_err(act_problem)?;
            let mut errors = FieldErrors::new();
            errors.push("units", error.to_string());
            Ok(views::provider_lists::record(&ctx, &now, &form, &errors).respond(&ctx))
        }
        Err(error) => Err(act_problem(error)),
    }
}

/// POST /provider/visits/{visit}/as-planned
pub async fn as_planned(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    deliveries::record_as_planned(&app, &actor, id(&path)?).await.map_err(act_problem)?;
    Ok(done(&app, "/provider", &Flash::success("Recorded as planned.")))
}
