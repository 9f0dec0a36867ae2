//! Pausing orders, and taking one up again.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::orders::reference;
use super::{act_problem, done};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::orders::error::ActError;
use crate::orders::forms::{PauseForm, ResumeForm};
use crate::orders::service::pauses::{self, PauseEffect, Resumed};
use crate::orders::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Which order the page was opened for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PauseQuery {
    order: String,
}

async fn page(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    typed: &PauseForm,
    shown: (&[PauseEffect], &FieldErrors),
) -> Result<HttpResponse, Error> {
    let orders = pauses::pausable(app, actor).await.map_err(act_problem)?;
    Ok(views::pauses::pause(ctx, &orders, typed, shown.0, shown.1).respond(ctx))
}

/// A refusal as a message beside the field it is about.
fn beside(error: ActError) -> Result<FieldErrors, Error> {
    let field = match &error {
        ActError::BadDays(field, _) => field,
        ActError::NeedsReason(_) => "words",
        ActError::Paused
        | ActError::AlreadyProposed
        | ActError::WouldOverspend { .. }
        | ActError::PotMayNotBuy { .. }
        | ActError::AskFirst(_)
        | ActError::OverLimit(_) => "",
        _ => return Err(act_problem(error)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// GET /orders/pause
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<PauseQuery>) -> Result<HttpResponse, Error> {
    let mut typed = PauseForm::default();
    let known = pauses::pausable(&app, &actor).await.map_err(act_problem)?;
    let asked = |of: &&pauses::Pausable| query.order.is_empty() || query.order == of.order.reference;
    typed.order = known.iter().filter(asked).map(|of| of.order.reference.clone()).collect();
    page(&app, &ctx, &actor, &typed, (&[], &FieldErrors::new())).await
}

/// POST /orders/pause
pub async fn pause(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(typed): Posted<PauseForm>,
) -> Result<HttpResponse, Error> {
    let mut command = match typed.read() {
        Ok(command) => command,
        Err(errors) => return page(&app, &ctx, &actor, &typed, (&[], &errors)).await,
    };
    for order in &mut command.orders {
        *order = reference(order)?;
    }
    command.seen = Some(typed.seen());
    // Other days than were looked at are looked at first.
    if typed.action != "pause" || typed.seen_for != typed.asked() {
        return match pauses::preview(&app, &actor, command).await {
            Ok(effects) => page(&app, &ctx, &actor, &typed, (&effects, &FieldErrors::new())).await,
            Err(error) => page(&app, &ctx, &actor, &typed, (&[], &beside(error)?)).await,
        };
    }
    let again = command.clone();
    match pauses::pause(&app, &actor, command).await {
        Ok(effects) => {
            let times: usize = effects.iter().map(|one| one.times).sum();
            let words = format!("Paused. {} will not happen.", crate::kernel::words::count(times, "visit", "visits"));
            Ok(done(&app, "/orders", &Flash::success(words)))
        }
        Err(error @ ActError::CostsMore(_)) => {
            let effects = pauses::preview(&app, &actor, again).await.map_err(act_problem)?;
            page(&app, &ctx, &actor, &typed, (&effects, &super::visits::costs_more(&error))).await
        }
        Err(error) => page(&app, &ctx, &actor, &typed, (&[], &beside(error)?)).await,
    }
}

fn resuming(ctx: &Ctx, order: &str, typed: &ResumeForm, would: Option<&Resumed>, errors: &FieldErrors) -> HttpResponse {
    views::pauses::resume(ctx, order, typed, (would, &[]), errors).respond(ctx)
}

/// The form with why it was refused, and what to ask the council where that is it.
fn not_resumed(ctx: &Ctx, order: &str, typed: &ResumeForm, error: ActError) -> Result<HttpResponse, Error> {
    let asks = error.asks().to_vec();
    let errors = beside(error)?;
    Ok(views::pauses::resume(ctx, order, typed, (None, &asks), &errors).respond(ctx))
}

/// GET /orders/{reference}/resume
pub async fn show_resume(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let order = reference(&path)?;
    let from = app.clock.today().succ_opt().unwrap_or_else(|| app.clock.today());
    let would = pauses::preview_resume(&app, &actor, &order, from).await.map_err(act_problem)?;
    Ok(resuming(&ctx, &order, &ResumeForm::on(from), Some(&would), &FieldErrors::new()))
}

/// POST /orders/{reference}/resume
pub async fn resume(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(typed): Posted<ResumeForm>,
) -> Result<HttpResponse, Error> {
    let order = reference(&path)?;
    let from = match typed.read() {
        Ok(from) => from,
        Err(errors) => return Ok(resuming(&ctx, &order, &typed, None, &errors)),
    };
    if typed.action == "look" {
        return match pauses::preview_resume(&app, &actor, &order, from).await {
            Ok(would) => Ok(resuming(&ctx, &order, &typed, Some(&would), &FieldErrors::new())),
            Err(error) => not_resumed(&ctx, &order, &typed, error),
        };
    }
    match pauses::resume(&app, &actor, &order, from).await {
        Ok(_) => {
            Ok(done(&app, &format!("/orders/{order}"), &Flash::success("The pause has ended. The provider is told.")))
        }
        Err(error) => not_resumed(&ctx, &order, &typed, error),
    }
}
