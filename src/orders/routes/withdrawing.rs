//! A provider who can't come: to one visit, or no more at all.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::provider::own_order;
use super::{act_problem, beside_words, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::DeliveryId;
use crate::orders::forms::WordsForm;
use crate::orders::service::{provider_day, withdrawing};
use crate::orders::views::withdrawing as views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /provider/visits/{visit}/cancel
pub async fn show_visit(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let visit = provider_day::visit(&app, &actor, id(&path)?).await.map_err(act_problem)?;
    Ok(views::visit(&ctx, &visit, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/visits/{visit}/cancel
pub async fn visit(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let visit_id: DeliveryId = id(&path)?;
    let visit = provider_day::visit(&app, &actor, visit_id).await.map_err(act_problem)?;
    match withdrawing::withdraw_visit(&app, &actor, visit_id, &form.words).await {
        Ok(()) => {
            let words = format!("The visit is called off, and {} is told.", visit.holder_name);
            Ok(done(&app, &format!("/orders/{}", visit.reference), &Flash::success(words)))
        }
        Err(error) => {
            let errors = beside_words(error)?;
            Ok(views::visit(&ctx, &visit, &form.words, &errors).respond(&ctx))
        }
    }
}

/// GET /provider/orders/{reference}/end
pub async fn show_order(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = own_order(&app, &actor, &path).await?;
    Ok(views::order(&ctx, &view, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/orders/{reference}/end
pub async fn order(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let view = own_order(&app, &actor, &path).await?;
    match withdrawing::end_order(&app, &actor, &view.order.reference, &form.words).await {
        Ok(()) => {
            let words = format!("Order {} has ended, and {} is told.", view.order.reference, view.holder.name);
            Ok(done(&app, "/provider/orders", &Flash::success(words)))
        }
        Err(error) => {
            let errors = beside_words(error)?;
            Ok(views::order(&ctx, &view, &form.words, &errors).respond(&ctx))
        }
    }
}
