//! The calendar, and the file that other calendars follow.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{act_problem, done};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::orders::error::ActError;
use crate::orders::model::diary::Span;
use crate::orders::service::diary;
use crate::orders::views::diary as views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::Posted;
use crate::web::page::Ctx;

/// Which days of which calendar.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DiaryQuery {
    month: String,
    week: String,
    of: String,
}

/// Which of several calendars.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfForm {
    of: String,
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(1)
}

/// GET /calendar
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<DiaryQuery>) -> Result<HttpResponse, Error> {
    let span = Span::parse(&query.month, &query.week, app.clock.today());
    match diary::diary(&app, &actor, &query.of, span).await {
        Ok(diary) => Ok(views::page(&ctx, &diary, number(&query.of)).respond(&ctx)),
        // Somebody new, with nothing ordered and nobody to act for.
        Err(ActError::NotAllowed(_)) if actor.memberships.is_empty() => Ok(views::nobodys().respond(&ctx)),
        Err(error) => Err(act_problem(error)),
    }
}

/// POST /calendar/feed: the address is shown on the page that answers, and nowhere else.
pub async fn new_feed(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<OfForm>,
) -> Result<HttpResponse, Error> {
    let address = diary::new_feed(&app, &actor, &form.of).await.map_err(act_problem)?;
    Ok(views::address_page(&address, number(&form.of)).respond(&ctx))
}

/// POST /calendar/feed/end
pub async fn end_feed(app: Data<App>, actor: LoggedIn, Posted(form): Posted<OfForm>) -> Result<HttpResponse, Error> {
    diary::end_feed(&app, &actor, &form.of).await.map_err(act_problem)?;
    let to = if number(&form.of) > 1 { format!("/calendar?of={}", number(&form.of)) } else { "/calendar".to_owned() };
    Ok(done(&app, &to, &Flash::success("The address no longer works.")))
}

/// GET /calendar/{token}/visits.ics, for a calendar program that knows the address.
pub async fn file(app: Data<App>, token: Path<String>) -> Result<HttpResponse, Error> {
    let file = diary::file(&app, &token).await?.ok_or_else(Error::not_found)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "private, max-age=900"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"visits.ics\""))
        .body(file))
}
