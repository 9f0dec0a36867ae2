//! Asking the council about what is beyond the plan, and its answers.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::{done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::{BasketLineId, SpendingRequestId};
use crate::orders::error::SpendingError;
use crate::orders::forms::{AnswerForm, AskForm, Nothing, WordsForm};
use crate::orders::service::spending::{self, Answer, TakeBack};
use crate::orders::views::asking;
use crate::orders::views::spending as views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

const LIST: &str = "/council/spending-requests";

fn problem(error: SpendingError) -> Error {
    match error {
        SpendingError::NotFound => Error::not_found(),
        SpendingError::Db(error) => error.into(),
        SpendingError::NotAllowed(_) => Error::forbidden(error.to_string()),
        SpendingError::NothingToAsk => Error::conflict(error.to_string()).way_on("/basket", "See your basket"),
        SpendingError::Asked => Error::conflict(error.to_string()).way_on(asking::MINE, "See what you asked"),
        SpendingError::Answered | SpendingError::NeedsReason(_) => Error::conflict(error.to_string()),
    }
}

/// Words that are missing or too long, as a message beside their field; any other refusal as a page.
fn beside(error: SpendingError) -> Result<FieldErrors, Error> {
    let SpendingError::NeedsReason(message) = error else { return Err(problem(error)) };
    let mut errors = FieldErrors::new();
    errors.push("words", message);
    Ok(errors)
}

/// GET /basket/{line}/ask
pub async fn show_ask(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let what = spending::show(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::ask(&ctx, &what, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /basket/{line}/ask
pub async fn ask(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let line: BasketLineId = id(&path)?;
    match spending::ask(&app, &actor, line, &form.words).await {
        Ok(()) => Ok(done(&app, "/basket", &Flash::success("Your council is asked. You will get a mail."))),
        Err(error) => {
            let errors = beside(error)?;
            let what = spending::show(&app, &actor, line).await.map_err(problem)?;
            Ok(views::ask(&ctx, &what, &form.words, &errors).respond(&ctx))
        }
    }
}

/// POST /basket/{line}/ask/take-back
pub async fn take_back(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    match spending::take_back(&app, &actor, TakeBack::OfLine(id(&path)?)).await {
        Ok(()) => Ok(done(&app, "/basket", &Flash::success("It is taken back."))),
        Err(error @ SpendingError::Answered) => Ok(done(&app, "/basket", &Flash::warning(error.to_string()))),
        Err(error) => Err(problem(error)),
    }
}

/// GET /budget/ask
pub async fn show_ask_for(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    query: Query<AskForm>,
) -> Result<HttpResponse, Error> {
    let form = query.into_inner();
    let ask = form.read(&mut FieldErrors::new()).ok_or_else(Error::not_found)?;
    let found = spending::look(&app, &actor, ask).await.map_err(problem)?;
    Ok(asking::ask(&ctx, &found, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /budget/ask
pub async fn ask_for(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<AskForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let ask = form.read(&mut errors).ok_or_else(Error::not_found)?;
    if errors.is_empty() {
        match spending::ask_for(&app, &actor, ask.clone(), &form.words).await {
            Ok(()) => {
                return Ok(done(&app, asking::MINE, &Flash::success("Your council is asked. You will get a mail.")));
            }
            Err(error @ SpendingError::Asked) => {
                return Ok(done(&app, asking::MINE, &Flash::warning(error.to_string())));
            }
            Err(error) => errors = beside(error)?,
        }
    }
    let found = spending::look(&app, &actor, ask).await.map_err(problem)?;
    Ok(asking::ask(&ctx, &found, &form, &errors).respond(&ctx))
}

/// GET /budget/requests
pub async fn mine(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    Ok(asking::mine(&ctx, &spending::mine(&app, &actor).await.map_err(problem)?).respond(&ctx))
}

/// POST /budget/requests/{request}/take-back
pub async fn take_back_one(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    match spending::take_back(&app, &actor, TakeBack::One(id(&path)?)).await {
        Ok(()) => Ok(done(&app, asking::MINE, &Flash::success("It is taken back."))),
        Err(error @ SpendingError::Answered) => Ok(done(&app, asking::MINE, &Flash::warning(error.to_string()))),
        Err(error) => Err(problem(error)),
    }
}

/// GET /council/spending-requests
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    Ok(views::list(&spending::of_council(&app, &actor).await.map_err(problem)?).respond(&ctx))
}

/// GET /council/spending-requests/{request}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = spending::one(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(views::one(&ctx, &view, &AnswerForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/spending-requests/{request}
pub async fn answer(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AnswerForm>,
) -> Result<HttpResponse, Error> {
    let request: SpendingRequestId = id(&path)?;
    let mut errors = FieldErrors::new();
    if form.answer == "yes" || form.answer == "no" {
        let answer = Answer { agrees: form.answer == "yes", words: form.words.clone() };
        match spending::answer(&app, &actor, request, answer).await {
            Ok(()) => return Ok(done(&app, LIST, &Flash::success("Answered. They are told."))),
            Err(error @ SpendingError::Answered) => {
                return Ok(done(&app, &format!("{LIST}/{request}"), &Flash::warning(error.to_string())));
            }
            Err(error) => errors = beside(error)?,
        }
    } else {
        errors.push("answer", "Choose yes or no");
    }
    let view = spending::one(&app, &actor, request).await.map_err(problem)?;
    Ok(views::one(&ctx, &view, &form, &errors).respond(&ctx))
}
