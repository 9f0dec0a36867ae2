//! Asking the council to look again at a plan that it didn't agree.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};

use super::agreeing::beside;
use super::id;
use super::writing::done;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::plans::error::DraftError;
use crate::plans::forms::AppealForm;
use crate::plans::service::{appealing, reading};
use crate::plans::views::appeal as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The addresses.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/plans/{id}/look-again", get().to(show)).route("/plans/{id}/look-again", post().to(appeal));
}

/// GET /plans/{id}/look-again
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    Ok(views::look_again(&ctx, &view, &AppealForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/look-again
async fn appeal(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AppealForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let view = reading::whole(&app, &actor, id).await?;
    let officer = views::written_down(&view);
    let errors = match form.check(officer) {
        Err(errors) => errors,
        Ok(told) => match appealing::appeal(&app, &actor, id, (told, form.said())).await {
            Ok(()) => {
                return Ok(done(
                    &app,
                    &format!("/plans/{id}"),
                    "The council will look at the plan again. Another officer decides.",
                ));
            }
            Err(DraftError::NeedsDay(words)) => {
                let mut errors = FieldErrors::new();
                errors.push("asked", words);
                errors
            }
            Err(error) => beside(error)?,
        },
    };
    Ok(views::look_again(&ctx, &view, &form, &errors).respond(&ctx))
}
