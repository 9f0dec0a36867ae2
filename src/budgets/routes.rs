//! `/budget`, and `/budget.csv` to take every movement away. Monthly statements are in [`statements`].

pub mod statements;

use actix_web::http::header;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, web::Data};

use super::error::BudgetError;
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::web::error::Error;
use crate::web::page::{Ctx, Page};

/// Every address of the parts of this feature.
pub fn configure(site: &mut ServiceConfig) {
    super::arrivals::routes::configure(site);
    super::reviewing::routes::configure(site);
    super::rules::routes::configure(site);
    super::correcting::routes::configure(site);
    super::yearend::routes::configure(site);
}

/// The budget of whoever looks, or of the person they act for.
pub async fn show(app: Data<App>, actor: LoggedIn, ctx: Ctx) -> Result<HttpResponse, Error> {
    let view = match service::overview(&app, &actor).await {
        // Whoever is no budget holder has no budget yet; there is nothing to hide from them.
        Err(BudgetError::Refused(_)) if actor.acting_for.is_none() => {
            return Ok(Page::new("My budget").nav("/budget").body(views::none_yet()).respond(&ctx));
        }
        other => other?,
    };
    let mut page = Page::new(views::title(&view)).nav("/budget").body(views::body(&view, views::Reader::Holder));
    if let Some(caption) = views::caption(&view) {
        page = page.caption(caption);
    }
    Ok(page.respond(&ctx))
}

/// The same in easy read.
pub async fn easy(app: Data<App>, actor: LoggedIn, ctx: Ctx) -> Result<HttpResponse, Error> {
    let view = match service::overview(&app, &actor).await {
        Err(BudgetError::Refused(_)) if actor.acting_for.is_none() => {
            return Ok(Page::new("My budget, easy read").nav("/budget").body(views::none_yet()).respond(&ctx));
        }
        other => other?,
    };
    let page = Page::new(format!("{}, easy read", views::title(&view))).nav("/budget").back("/budget", "Budget");
    Ok(page.body(views::easy::body(&view, views::Reader::Holder)).respond(&ctx))
}

/// Where the same budget leads: by part of the plan, kind of support, pot and month.
pub async fn tracking(app: Data<App>, actor: LoggedIn, ctx: Ctx) -> Result<HttpResponse, Error> {
    match service::tracking::tracking(&app, &actor).await {
        Err(BudgetError::Refused(_)) if actor.acting_for.is_none() => {
            Ok(Page::new("Where my money goes").nav("/budget").body(views::none_yet()).respond(&ctx))
        }
        other => Ok(views::tracking::page(&other?).respond(&ctx)),
    }
}

/// Every movement of the same budget, as a file.
pub async fn download(app: Data<App>, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let statement = service::statement(&app, &actor).await?;
    let file = views::statement::csv(&statement).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"budget-{}.csv\"", app.clock.today());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

impl From<BudgetError> for Error {
    fn from(error: BudgetError) -> Self {
        match error {
            // That somebody has a budget is itself private.
            BudgetError::Refused(_) => Self::not_found(),
            BudgetError::NoPolicy
            | BudgetError::OutsideTheYear
            | BudgetError::Closed
            | BudgetError::NotFree(_)
            | BudgetError::NothingToJoin
            | BudgetError::UsedForm
            | BudgetError::VoucherNeedsList
            | BudgetError::NobodyToCollect
            | BudgetError::UnknownProvider(_) => Self::conflict(error.to_string()),
            BudgetError::Db(error) => error.into(),
        }
    }
}
