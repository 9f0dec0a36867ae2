//! The basket, and placing it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{basket_problem, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::orders::error::{BasketError, PlaceOrderError};
use crate::orders::forms::{Nothing, PlaceForm, WayForm};
use crate::orders::model::Change;
use crate::orders::service::{self, PlaceOrder};
use crate::orders::views;
use crate::web::error::Error;
use crate::web::flash::{Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

async fn page(app: &App, ctx: &Ctx, actor: &LoggedIn, errors: &FieldErrors) -> Result<HttpResponse, Error> {
    let view = service::view(app, actor).await.map_err(basket_problem)?;
    Ok(views::basket::page(ctx, &view, &app.random.token(), errors).respond(ctx))
}

/// GET /basket
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    if actor.acting_for.is_none() && actor.own_holder.is_none() {
        return Ok(views::basket::nobodys().respond(&ctx));
    }
    page(&app, &ctx, &actor, &FieldErrors::new()).await
}

/// POST /basket/{line}/remove
pub async fn remove(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::remove(&app, &actor, id(&path)?).await.map_err(basket_problem)?;
    Ok(done(&app, "/basket", &Flash::success("It is out of the basket.")))
}

/// POST /basket/{line}/fit
pub async fn take_way(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WayForm>,
) -> Result<HttpResponse, Error> {
    let line = id(&path)?;
    let taken = match (form.way(), Change::parse(form.way())) {
        ("remove", _) => service::remove(&app, &actor, line).await,
        (_, Some(change)) => service::take_way(&app, &actor, line, change).await,
        ("", None) => return Ok(done(&app, "/basket", &Flash::warning("Choose what you would like to do about it."))),
        (_, None) => Err(BasketError::NoSuchWay),
    };
    match taken {
        Ok(()) => Ok(done(&app, "/basket", &Flash::success("Your basket is changed."))),
        Err(error @ (BasketError::NoSuchWay | BasketError::NotFound)) => {
            Ok(done(&app, "/basket", &Flash::warning(error.to_string())))
        }
        Err(error) => Err(basket_problem(error)),
    }
}

/// POST /orders
pub async fn place(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<PlaceForm>,
) -> Result<HttpResponse, Error> {
    let Some(seen) = form.seen() else { return Err(Error::bad_request("Part of the form did not make sense to us.")) };
    let command = PlaceOrder { key: form.key.clone(), agreed: form.agree == "yes", seen: Some(seen) };
    match service::place(&app, &actor, command).await {
        Ok(placed) => Ok(see_other(&format!("/orders/placed/{}", placed.package_reference))),
        Err(error) => page(&app, &ctx, &actor, &refused(error)?).await,
    }
}

/// A refusal as a message on the basket's page; nothing was ordered.
fn refused(error: PlaceOrderError) -> Result<FieldErrors, Error> {
    let field = match &error {
        PlaceOrderError::Db(_) | PlaceOrderError::NotAllowed(_) | PlaceOrderError::MandateEnded => {
            return Err(match error {
                PlaceOrderError::Db(error) => error.into(),
                other => Error::forbidden(other.to_string()),
            });
        }
        PlaceOrderError::NotAgreed => "agree",
        PlaceOrderError::Empty
        | PlaceOrderError::NoBudget
        | PlaceOrderError::Changed
        | PlaceOrderError::Unavailable { .. }
        | PlaceOrderError::Line { .. }
        | PlaceOrderError::PotMayNotBuy { .. }
        | PlaceOrderError::WouldOverspend { .. }
        | PlaceOrderError::OverOrderLimit { .. }
        | PlaceOrderError::OverFourWeekLimit { .. }
        | PlaceOrderError::AskFirst { .. }
        | PlaceOrderError::ConflictOfInterest { .. }
        | PlaceOrderError::BadKey => "",
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}
