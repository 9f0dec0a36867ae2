//! "Why is my figure this?", and what a care manager does with it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{id, stale};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::forms::money::FigureForm;
use crate::assessments::service::figures::{self as service, Step};
use crate::assessments::views::figure as views;
use crate::kernel::ids::{AssessmentId, FigureId};
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /assessments/{id}/figure
pub(super) async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (view, figure) = service::view(&app, &actor, id(&path)?).await?;
    let (form, errors) = (FigureForm::default(), FieldErrors::new());
    Ok(views::page(&ctx, &view, figure.as_ref(), &form, &errors).private().respond(&ctx))
}

/// GET /assessments/{id}/figure/easy-read
pub async fn easy(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (view, figure) = service::view(&app, &actor, id(&path)?).await?;
    Ok(views::easy(&view, figure.as_ref()).private().respond(&ctx))
}

/// POST /assessments/{id}/figure
pub(super) async fn take(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<FigureForm>,
) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path)?;
    let (step, words) = match form.step.as_str() {
        "check" => (Step::Check, "You have checked the figure."),
        "again" => (Step::Again, "The figure is worked out again."),
        "remove" => (Step::Remove(form.place), "The adjustment is gone."),
        _ => {
            let (view, figure) = service::view(&app, &actor, id).await?;
            let named = figure.as_ref().map(|figure| figure.rules.content.named.clone()).unwrap_or_default();
            match form.adjustment(&named) {
                Ok(adjustment) => (Step::Add(adjustment), "The figure is adjusted."),
                Err(errors) => {
                    return Ok(views::page(&ctx, &view, figure.as_ref(), &form, &errors).private().respond(&ctx));
                }
            }
        }
    };
    let seen = (form.seen > 0).then_some(FigureId(form.seen));
    let adjusts = matches!(step, Step::Add(_));
    match service::take(&app, &actor, id, seen, step).await {
        Err(AssessmentError::Stale) if adjusts => {
            let (view, figure) = service::view(&app, &actor, id).await?;
            if figure.as_ref().is_none_or(|figure| figure.figure.replaced) {
                return Err(AssessmentError::Stale.into());
            }
            return Ok(views::page(&ctx, &view, figure.as_ref(), &form, &stale()).private().respond(&ctx));
        }
        other => other?,
    }
    let to = format!("/assessments/{id}/figure");
    Ok(flash::redirect(&to, &Flash::success(words), app.config.secret_key.bytes()))
}
