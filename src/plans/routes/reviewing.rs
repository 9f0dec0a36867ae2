//! The review of an agreed plan.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::id;
use super::writing::done;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::plans::error::DraftError;
use crate::plans::forms::Typed;
use crate::plans::service::reviewing as service;
use crate::plans::views::review as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /plans/{id}/review
pub async fn page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, id(&path)?).await?;
    Ok(views::page(&ctx, &view, &Typed::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/review
pub async fn save(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let (typed, _) = Typed::posted(pairs);
    let view = service::view(&app, &actor, id).await?;
    let errors = match typed.review(&view.draft.version.draft) {
        Ok(review) => match service::review(&app, &actor, id, review).await {
            Ok(()) => return Ok(done(&app, &format!("/plans/{id}/review"), "The review is kept.")),
            Err(error @ DraftError::Twice(_)) => {
                let mut errors = FieldErrors::new();
                errors.push("", error.to_string());
                errors
            }
            Err(other) => return Err(other.into()),
        },
        Err(errors) => errors,
    };
    Ok(views::page(&ctx, &view, &typed, &errors).respond(&ctx))
}
