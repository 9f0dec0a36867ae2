//! One visit of an order, for the holder's side: confirm it or cancel it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::orders::reference;
use super::{act_problem, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::{DeliveryId, Money};
use crate::orders::error::ActError;
use crate::orders::forms::{CancelForm, ConfirmForm};
use crate::orders::model::Delivery;
use crate::orders::service::{self, ConfirmDelivery, OrderView};
use crate::orders::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

type At = Path<(String, String)>;

/// That calling off costs more than was shown, above the new figures.
pub(super) fn costs_more(error: &ActError) -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.push("", error.to_string());
    errors
}

/// The order and the visit of an address, for somebody who may act on them.
async fn find(app: &App, actor: &LoggedIn, path: &At) -> Result<(OrderView, Delivery), Error> {
    let visit: DeliveryId = id(&path.1)?;
    let view = service::order_view(app, actor, &reference(&path.0)?).await.map_err(act_problem)?;
    let delivery = view.deliveries.iter().find(|delivery| delivery.id == visit).cloned();
    match delivery.filter(|_| view.may_act) {
        Some(delivery) => Ok((view, delivery)),
        None => Err(Error::not_found()),
    }
}

fn back_to(view: &OrderView) -> String {
    format!("/orders/{}", view.order.reference)
}

/// GET /orders/{reference}/visits/{visit}/cancel
pub async fn show_cancel(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let (view, delivery) = find(&app, &actor, &path).await?;
    let preview = service::preview_cancel(&app, &actor, &view.order.reference, Some(delivery.id)).await;
    Ok(views::settling::cancel(&ctx, &preview.map_err(act_problem)?, &FieldErrors::new()).respond(&ctx))
}

/// POST /orders/{reference}/visits/{visit}/cancel
pub async fn cancel(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<CancelForm>,
) -> Result<HttpResponse, Error> {
    let (view, delivery) = find(&app, &actor, &path).await?;
    let charge = match service::cancel_delivery(&app, &actor, delivery.id, Some(form.seen())).await {
        Ok(charge) => charge,
        Err(error @ ActError::CostsMore(_)) => {
            let preview = service::preview_cancel(&app, &actor, &view.order.reference, Some(delivery.id)).await;
            let preview = preview.map_err(act_problem)?;
            return Ok(views::settling::cancel(&ctx, &preview, &costs_more(&error)).respond(&ctx));
        }
        Err(error) => return Err(act_problem(error)),
    };
    let words = match charge {
        Money::ZERO => "The visit is cancelled. It costs nothing.".to_owned(),
        charge => format!("The visit is cancelled. {charge} is charged, because it was late."),
    };
    Ok(done(&app, &back_to(&view), &Flash::success(words)))
}

/// GET /orders/{reference}/visits/{visit}/confirm, for a visit that came to more than was ordered.
pub async fn show_confirm(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let (view, delivery) = find(&app, &actor, &path).await?;
    let over = service::deliveries::over_plan_of_visit(&app, &actor, delivery.id).await.map_err(act_problem)?;
    Ok(views::settling::confirm_more(&ctx, &view, (&delivery, over.as_ref()), &FieldErrors::new()).respond(&ctx))
}

/// POST /orders/{reference}/visits/{visit}/confirm
pub async fn confirm(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<ConfirmForm>,
) -> Result<HttpResponse, Error> {
    let (view, delivery) = find(&app, &actor, &path).await?;
    let command = ConfirmDelivery { delivery: delivery.id, yes_to_more: form.yes == "yes", seen: form.seen() };
    match service::confirm_delivery(&app, &actor, command).await {
        Ok(()) => Ok(done(&app, &back_to(&view), &Flash::success("Thank you. The visit is confirmed."))),
        Err(
            error @ (ActError::NeedsYes(_)
            | ActError::NotEnough(_)
            | ActError::PotMayNotBuy { .. }
            | ActError::OverLimit(_)
            | ActError::AskFirst(_)
            | ActError::RecordedAnew { .. }),
        ) => {
            let anew = matches!(error, ActError::RecordedAnew { .. });
            let (view, delivery) = if anew { find(&app, &actor, &path).await? } else { (view, delivery) };
            let mut errors = FieldErrors::new();
            errors.push(if delivery.over() > Money::ZERO { "yes" } else { "" }, error.to_string());
            let over = service::deliveries::over_plan_of_visit(&app, &actor, delivery.id).await.map_err(act_problem)?;
            Ok(views::settling::confirm_more(&ctx, &view, (&delivery, over.as_ref()), &errors).respond(&ctx))
        }
        Err(error) => Err(act_problem(error)),
    }
}
