//! What somebody pays, for the council's officers.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::accounts::LoggedIn;
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::forms::contributions::{DecideForm, EndForm};
use crate::assessments::service::{answering, contributions as service};
use crate::assessments::views::contributions as views;
use crate::kernel::ids::ContributionId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

fn here(reference: &str) -> String {
    format!("/council/people/{reference}/contribution")
}

/// GET /council/people/{reference}/contribution
pub(super) async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, &path).await?;
    let typed = (&DecideForm::default(), &EndForm::default());
    Ok(views::page(&ctx, &view, typed, &FieldErrors::new(), app.clock.today()).private().respond(&ctx))
}

/// GET /council/people/{reference}/contribution/easy-read
pub(super) async fn easy(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, &path).await?;
    let shown = (view.indicative.as_ref(), view.contributions.as_slice());
    let page = views::easy(&view.holder, false, shown, (&here(&path), app.clock.today()));
    Ok(page.private().respond(&ctx))
}

/// GET /assessment/contribution/easy-read
pub(super) async fn own_easy(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let home = answering::home(&app, &actor).await?;
    let shown = (home.indicative.as_ref(), home.contributions.as_slice());
    let page = views::easy(&home.holder, home.own, shown, ("/assessment", app.clock.today()));
    Ok(page.private().respond(&ctx))
}

/// POST /council/people/{reference}/contribution
pub(super) async fn decide(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<DecideForm>,
) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, &path).await?;
    let errors = match form.check() {
        Err(errors) => errors,
        Ok(new) => match service::decide(&app, &actor, &path, new).await {
            Ok(_) => {
                let done = Flash::success("The contribution is decided.");
                return Ok(flash::redirect(&here(&path), &done, app.config.secret_key.bytes()));
            }
            Err(error) => {
                let field = match &error {
                    AssessmentError::AboveBudget(_) => "weekly",
                    AssessmentError::Overlaps(_) => "from",
                    AssessmentError::EndsFirst => "until",
                    AssessmentError::CaseClosed => "",
                    _ => return Err(error.into()),
                };
                let mut errors = FieldErrors::new();
                errors.push(field, error.to_string());
                errors
            }
        },
    };
    let typed = (&form, &EndForm::default());
    Ok(views::page(&ctx, &view, typed, &errors, app.clock.today()).private().respond(&ctx))
}

/// POST /council/people/{reference}/contribution/end
pub(super) async fn end(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<HashMap<String, String>>,
) -> Result<HttpResponse, Error> {
    let form = EndForm::read(&posted);
    let errors = match form.check() {
        Err(errors) => errors,
        Ok(end) => match service::end(&app, &actor, &path, ContributionId(form.id), end).await {
            Ok(()) => {
                let done = Flash::success("The contribution is changed.");
                return Ok(flash::redirect(&here(&path), &done, app.config.secret_key.bytes()));
            }
            Err(error @ (AssessmentError::EndsFirst | AssessmentError::EndsLater)) => {
                let mut errors = FieldErrors::new();
                errors.push(format!("last-{}", form.id), error.to_string());
                errors
            }
            Err(error) => return Err(error.into()),
        },
    };
    let view = service::view(&app, &actor, &path).await?;
    let typed = (&DecideForm::default(), &form);
    Ok(views::page(&ctx, &view, typed, &errors, app.clock.today()).private().respond(&ctx))
}
