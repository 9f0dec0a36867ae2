//! Orders, for the holder's side and whoever else may look.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::visits::costs_more;
use super::{ListQuery, act_problem, done};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::reference::parse_reference;
use crate::kernel::{Money, Paged};
use crate::orders::error::ActError;
use crate::orders::forms::CancelForm;
use crate::orders::service;
use crate::orders::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The reference in an address, as it is stored.
pub(super) fn reference(text: &str) -> Result<String, Error> {
    parse_reference(text).ok_or_else(Error::not_found)
}

/// GET /orders
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<ListQuery>) -> Result<HttpResponse, Error> {
    // Somebody with no budget yet has this page in their menu: to them it says that there are no orders.
    let nobody = actor.memberships.is_empty() && actor.own_holder.is_none() && actor.acting_for.is_none();
    let orders = if nobody {
        Paged { items: Vec::new(), total: 0, page: query.page(), per_page: 1 }
    } else {
        service::list_for_holder(&app, &actor, query.page()).await.map_err(act_problem)?
    };
    Ok(views::orders::list(&ctx, &orders).respond(&ctx))
}

/// GET /orders/placed/{package}
pub async fn placed(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let package = reference(&path)?;
    let orders = service::placed_package(&app, &actor, &package).await.map_err(act_problem)?;
    Ok(views::orders::placed(&orders, &package).respond(&ctx))
}

/// GET /orders/{reference}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::order_view(&app, &actor, &reference(&path)?).await.map_err(act_problem)?;
    Ok(views::order::page(&ctx, &view, &FieldErrors::new()).respond(&ctx))
}

/// GET /orders/{reference}/cancel
pub async fn show_cancel(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let preview = service::preview_cancel(&app, &actor, &reference(&path)?, None).await.map_err(act_problem)?;
    Ok(views::settling::cancel(&ctx, &preview, &FieldErrors::new()).respond(&ctx))
}

/// POST /orders/{reference}/cancel
pub async fn cancel(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<CancelForm>,
) -> Result<HttpResponse, Error> {
    let reference = reference(&path)?;
    let charge = match service::cancel_order(&app, &actor, &reference, Some(form.seen())).await {
        Ok(charge) => charge,
        Err(error @ ActError::CostsMore(_)) => {
            let preview = service::preview_cancel(&app, &actor, &reference, None).await.map_err(act_problem)?;
            return Ok(views::settling::cancel(&ctx, &preview, &costs_more(&error)).respond(&ctx));
        }
        Err(error) => return Err(act_problem(error)),
    };
    let words = match charge {
        Money::ZERO => "The order is cancelled.".to_owned(),
        charge => format!("The order is cancelled. {charge} is charged, because it was late."),
    };
    Ok(done(&app, &format!("/orders/{reference}"), &Flash::success(words)))
}
