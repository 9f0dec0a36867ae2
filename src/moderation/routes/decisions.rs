//! The log of decisions, what a provider sees of theirs, and their answers.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::directory::forms::moderation::after;
use crate::directory::service::decisions::{self, Wanted};
use crate::kernel::PageNumber;
use crate::kernel::ids::{AppealId, DecisionId};
use crate::moderation::forms::{AnswerForm, SettleForm};
use crate::moderation::service::appeals;
use crate::moderation::views::{appeals as views, log as log_view};
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Names are shorter; more would only cost time.
const LONGEST_NAME: usize = 100;

/// What the address of the log says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    subject: String,
    ruling: String,
    by: String,
    provider: String,
    page: String,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        Wanted {
            subject: self.subject.parse().ok(),
            ruling: self.ruling.parse().ok(),
            by: self.by.parse().ok(),
            provider: self.provider.trim().chars().take(LONGEST_NAME).collect(),
        }
    }
}

/// GET /moderation/decisions
pub(super) async fn log(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Error> {
    let wanted = asked.wanted();
    let log = decisions::log(&app, &actor, wanted.clone(), PageNumber::parse(&asked.page)).await?;
    Ok(log_view::page(&log, &wanted).respond(&ctx))
}

/// GET /moderation/decisions.csv
pub(super) async fn file(app: Data<App>, actor: LoggedIn, Query(asked): Query<Asked>) -> Result<HttpResponse, Error> {
    let decisions = decisions::log_file(&app, &actor, asked.wanted()).await?;
    let file = log_view::csv(&decisions).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"decisions-{}.csv\"", app.clock.today());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// GET /provider/decisions
pub(super) async fn own(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let found = appeals::own(&app, &actor).await?;
    Ok(views::own(&found).respond(&ctx))
}

/// GET /provider/decisions/{id}
pub(super) async fn show_own(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let found = appeals::one(&app, &actor, id(&path)?).await?;
    Ok(views::one(&ctx, &found, &AnswerForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/decisions/{id}
pub(super) async fn answer(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AnswerForm>,
) -> Result<HttpResponse, Error> {
    let id: DecisionId = id(&path)?;
    let words = match form.check() {
        Ok(words) => words,
        Err(errors) => {
            let found = appeals::one(&app, &actor, id).await?;
            return Ok(views::one(&ctx, &found, &form, &errors).respond(&ctx));
        }
    };
    appeals::make(&app, &actor, id, words).await?;
    Ok(done(&app, &format!("/provider/decisions/{id}"), "Sent. A moderator reads it and answers you."))
}

/// GET /moderation/appeals/{id}
pub(super) async fn show_appeal(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let (found, history) = appeals::appeal(&app, &actor, id(&path)?).await?;
    Ok(views::judge(&ctx, &found, &history, &SettleForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /moderation/appeals/{id}
pub(super) async fn settle(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SettleForm>,
) -> Result<HttpResponse, Error> {
    let id: AppealId = id(&path)?;
    let (outcome, words) = match form.check() {
        Ok(checked) => checked,
        Err(errors) => {
            let (found, history) = appeals::appeal(&app, &actor, id).await?;
            return Ok(views::judge(&ctx, &found, &history, &form, &errors).respond(&ctx));
        }
    };
    appeals::settle(&app, &actor, id, outcome, words).await?;
    Ok(done(&app, after(&form.then), "Saved. The provider is told."))
}
