//! The days of a plan that is written.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::id;
use super::writing::{done, writable};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::plans::error::DraftError;
use crate::plans::forms::{DaysForm, day};
use crate::plans::model::days::WrongDays;
use crate::plans::model::head::Kind;
use crate::plans::service::days as service;
use crate::plans::views::days as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /plans/{id}/days
pub async fn page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = writable(&app, &actor, id(&path)?).await?;
    if view.known.head.kind == Kind::Change {
        return Err(Error::not_found());
    }
    let draft = &view.version.draft;
    let form = DaysForm::of((draft.starts_on, draft.ends_on));
    Ok(views::page(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/days
pub async fn choose(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(mut form): Posted<DaysForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let view = writable(&app, &actor, id).await?;
    let mut errors = FieldErrors::new();
    let days = (day(&form.first()), day(&form.last()));
    if days.0.is_none() {
        errors.push("first", "Enter the first day of the plan, for example 6 4 2027");
    }
    if days.1.is_none() {
        errors.push("last", "Enter the last day of the plan, for example 5 4 2028");
    }
    if let (Some(first), Some(last)) = days {
        let seen = form.seen().ok_or_else(Error::not_found)?;
        match service::choose(&app, &actor, id, (seen, (first, last))).await {
            Ok(()) => return Ok(done(&app, &format!("/plans/{id}"), "Saved: the days of the plan.")),
            Err(DraftError::Days(wrong)) => {
                if let WrongDays::Moved(now) = wrong {
                    form.seen = DaysForm::of(now).seen;
                }
                errors.push(if wrong.is_first() { "first" } else { "last" }, wrong.to_string());
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(views::page(&ctx, &view, &form, &errors).respond(&ctx))
}
