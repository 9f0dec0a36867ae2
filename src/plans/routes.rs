//! `/plan`: the support plan, to read and to print.

use actix_web::{HttpResponse, web::Data};

use super::error::PlanError;
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::web::error::Error;
use crate::web::page::{Ctx, Page};

/// The plan of whoever looks, or of the person they act for.
pub async fn show(app: Data<App>, actor: LoggedIn, ctx: Ctx) -> Result<HttpResponse, Error> {
    let view = match service::view(&app, &actor).await {
        // Whoever is no budget holder has no plan yet; there is nothing to hide from them.
        Err(PlanError::Refused(_)) if actor.acting_for.is_none() => {
            return Ok(Page::new("My support plan").nav("/plan").body(views::none_yet()).respond(&ctx));
        }
        other => other?,
    };
    let mut page = Page::new(views::title(&view)).nav("/plan").body(views::body(&view));
    if let Some(plan) = &view.plan {
        page = page.caption(views::caption(&view, plan)).beside_heading(views::status(plan));
    }
    Ok(page.respond(&ctx))
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        match error {
            // That somebody has a plan is itself private.
            PlanError::Refused(_) => Self::not_found(),
            PlanError::Db(error) => error.into(),
        }
    }
}
