//! Other times for a line of an order.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::orders::reference;
use super::{act_problem, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::dates::monday_of;
use crate::kernel::{OrderLineId, ProposalId};
use crate::orders::error::{ActError, CostFault};
use crate::orders::forms::{AnswerForm, LineForm, day_text};
use crate::orders::model::ProposalStatus;
use crate::orders::service::proposals::{self, Answer, Propose, TimesForm};
use crate::orders::views::proposals::Times;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

type At = Path<(String, String)>;

async fn find(app: &App, actor: &LoggedIn, path: &At) -> Result<TimesForm, Error> {
    let line: OrderLineId = id(&path.1)?;
    proposals::times_form(app, actor, &reference(&path.0)?, line).await.map_err(act_problem)
}

fn page(ctx: &Ctx, form: &TimesForm, typed: &LineForm, errors: &FieldErrors) -> HttpResponse {
    Times { form, typed, errors, effect: None, asks: &[] }.page(ctx).respond(ctx)
}

/// The form with why it was refused, and what to ask the council where that is it.
fn refused(ctx: &Ctx, form: &TimesForm, typed: &LineForm, error: ActError) -> Result<HttpResponse, Error> {
    let asks = error.asks().to_vec();
    let errors = beside(error)?;
    Ok(Times { form, typed, errors: &errors, effect: None, asks: &asks }.page(ctx).respond(ctx))
}

/// A refusal as a message beside the field it is about.
fn beside(error: ActError) -> Result<FieldErrors, Error> {
    let field = match &error {
        ActError::Line(CostFault::Line(fault)) => fault.field(),
        ActError::Line(CostFault::NoPrice(_) | CostFault::Free(_)) => "starts_on".to_owned(),
        ActError::Line(CostFault::TooDear) => "units".to_owned(),
        ActError::NeedsReason(_) => "words".to_owned(),
        ActError::NothingChanges
        | ActError::AlreadyProposed
        | ActError::WouldOverspend { .. }
        | ActError::PotMayNotBuy { .. }
        | ActError::OverLimit(_)
        | ActError::AskFirst(_)
        | ActError::WaitsForCouncil
        | ActError::NotPayable
        | ActError::Paused => String::new(),
        _ => return Err(act_problem(error)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// GET /orders/{reference}/lines/{line}/times
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let form = find(&app, &actor, &path).await?;
    let mut typed = LineForm::showing(&form.line.request, String::new());
    let today = form.window.now.date();
    if form.line.request.schedule.starts_on <= today {
        // What has begun can be changed from a later day on: next week's Monday to begin with.
        let next = monday_of(today).checked_add_days(chrono::Days::new(7)).unwrap_or(today);
        typed.starts_on = day_text(next);
    }
    Ok(page(&ctx, &form, &typed, &FieldErrors::new()))
}

/// POST /orders/{reference}/lines/{line}/times
pub async fn propose(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(mut typed): Posted<LineForm>,
) -> Result<HttpResponse, Error> {
    let form = find(&app, &actor, &path).await?;
    let mut errors = FieldErrors::new();
    if typed.asks_for_more() {
        return Ok(page(&ctx, &form, &typed, &errors));
    }
    let known = [form.line.request.unit];
    let Some(request) = typed.request(&known, &mut errors) else { return Ok(page(&ctx, &form, &typed, &errors)) };
    let command = Propose { line: form.line.id, request, words: typed.words.clone() };
    let order = &form.order.reference;
    if typed.only_looks() {
        return match proposals::preview(&app, &actor, order, command).await {
            Ok(effect) => {
                let times = Times { form: &form, typed: &typed, errors: &errors, effect: Some(effect), asks: &[] };
                Ok(times.page(&ctx).respond(&ctx))
            }
            Err(error) => refused(&ctx, &form, &typed, error),
        };
    }
    match proposals::propose(&app, &actor, order, command).await {
        Ok(()) => {
            Ok(done(&app, &format!("/orders/{order}"), &Flash::success("Sent. Nothing changes until they say yes.")))
        }
        Err(error) => refused(&ctx, &form, &typed, error),
    }
}

/// POST /orders/{reference}/proposals/{proposal}
pub async fn answer(
    app: Data<App>,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<AnswerForm>,
) -> Result<HttpResponse, Error> {
    let (order, proposal) = (reference(&path.0)?, id::<ProposalId>(&path.1)?);
    let answer = match form.answer.as_str() {
        "yes" => Answer::Yes,
        "no" => Answer::No(form.words.chars().take(500).collect()),
        "back" => Answer::TakeBack,
        _ => return Err(Error::bad_request("Say yes or no.")),
    };
    let to = format!("/orders/{order}");
    let flash = match proposals::answer(&app, &actor, &order, proposal, answer).await {
        Ok(ProposalStatus::Agreed) => Flash::success("Agreed. The visits and the money are changed."),
        Ok(ProposalStatus::Withdrawn) => Flash::success("It is taken back."),
        Ok(_) => Flash::success("They will read that it doesn’t suit."),
        Err(
            error @ (ActError::WouldOverspend { .. }
            | ActError::PotMayNotBuy { .. }
            | ActError::OverLimit(_)
            | ActError::AskFirst(_)
            | ActError::WaitsForCouncil
            | ActError::NotPayable
            | ActError::Line(_)
            | ActError::Paused
            | ActError::OrderMovedOn(_)),
        ) => Flash::warning(error.to_string()),
        Err(error) => return Err(act_problem(error)),
    };
    Ok(done(&app, &to, &flash))
}
