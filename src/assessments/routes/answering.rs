//! Answering: the home page of assessments, one question at a time, the check page, a blank to print.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{file, id};
use crate::accounts::{LoggedIn, MaybeActor};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::forms::answers::{AnswerForm, StartForm, StopForm, SubmitForm};
use crate::assessments::model::{AssessmentState, Question};
use crate::assessments::service::answering::{self as service, Next, Whom};
use crate::assessments::views;
use crate::kernel::ids::AssessmentId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;
use crate::web::pdf::Print;

/// GET /assessment
pub(super) async fn home(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match service::home(&app, &actor).await {
        Ok(home) => {
            let form = (&StartForm::default(), &FieldErrors::new());
            Ok(views::home::page(&ctx, &home, form, app.clock.today()).private().respond(&ctx))
        }
        // Whoever is no budget holder has nothing to answer; there is nothing to hide from them.
        Err(AssessmentError::Refused(_)) if actor.acting_for.is_none() => {
            Ok(views::home::nothing().private().respond(&ctx))
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /council/people/{reference}/assessment
pub(super) async fn home_of_person(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let home = service::home_of_person(&app, &actor, &path).await?;
    let form = (&StartForm::default(), &FieldErrors::new());
    Ok(views::home::page(&ctx, &home, form, app.clock.today()).private().respond(&ctx))
}

async fn begin(
    (app, ctx, actor): (&App, &Ctx, &LoggedIn),
    whom: Whom,
    form: &StartForm,
) -> Result<HttpResponse, Error> {
    let kind = form.kind().ok_or_else(Error::not_found)?;
    // A care manager answers with the person; whoever acts for them is named by their own name.
    let named = matches!(whom, Whom::Person(_)) || actor.acting_for.is_some();
    match form.who(named) {
        Ok(who) => {
            let id = service::start(app, actor, whom, kind, who).await?;
            Ok(see_other(&format!("/assessments/{id}")))
        }
        Err(errors) => {
            let home = match whom {
                Whom::Self_ => service::home(app, actor).await?,
                Whom::Person(reference) => service::home_of_person(app, actor, &reference).await?,
            };
            Ok(views::home::page(ctx, &home, (form, &errors), app.clock.today()).private().respond(ctx))
        }
    }
}

/// POST /assessment/start
pub(super) async fn start(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<StartForm>,
) -> Result<HttpResponse, Error> {
    begin((&app, &ctx, &actor), Whom::Self_, &form).await
}

/// POST /council/people/{reference}/assessment/start
pub(super) async fn start_for_person(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StartForm>,
) -> Result<HttpResponse, Error> {
    begin((&app, &ctx, &actor), Whom::Person(path.into_inner()), &form).await
}

/// GET /assessments/{id}
pub(super) async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path)?;
    let view = service::view(&app, &actor, id).await?;
    let sent_by = match view.assessment.state {
        AssessmentState::Submitted => service::sent_in_by(&app, &actor, id).await?,
        _ => None,
    };
    Ok(views::answers::overview(&ctx, &view, sent_by.as_deref()).private().respond(&ctx))
}

/// The question in the address, if the version asks it.
fn named<'a>(view: &'a crate::assessments::model::AssessmentView, key: &str) -> Result<&'a Question, Error> {
    view.version.content.question(key).ok_or_else(Error::not_found)
}

/// GET /assessments/{id}/questions/{question}
pub(super) async fn question(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, id(&path.0)?).await?;
    if view.assessment.state != AssessmentState::Started || !view.may_answer {
        return Ok(see_other(&format!("/assessments/{}", view.assessment.id)));
    }
    let question = named(&view, &path.1)?;
    let form = AnswerForm::of(view.answer(&path.1).map(|given| &given.answer));
    Ok(views::answers::question(&ctx, &view, question, &form, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /assessments/{id}/questions/{question}
pub(super) async fn answer(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<AnswerForm>,
) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path.0)?;
    let view = service::view(&app, &actor, id).await?;
    let question = named(&view, &path.1)?;
    let answer = match form.check(question) {
        Ok(answer) => answer,
        Err(errors) => {
            return Ok(views::answers::question(&ctx, &view, question, &form, &errors).private().respond(&ctx));
        }
    };
    Ok(match service::answer(&app, &actor, id, path.1.clone(), answer).await? {
        Next::Question(key) => see_other(&format!("/assessments/{id}/questions/{key}")),
        Next::Check => see_other(&format!("/assessments/{id}/check")),
    })
}

/// GET /assessments/{id}/check
pub(super) async fn check(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, id(&path)?).await?;
    if view.assessment.state != AssessmentState::Started || !view.may_answer {
        return Ok(see_other(&format!("/assessments/{}", view.assessment.id)));
    }
    Ok(views::answers::check(&ctx, &view, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /assessments/{id}/check
pub(super) async fn submit(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SubmitForm>,
) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path)?;
    let view = service::view(&app, &actor, id).await?;
    let mut errors = FieldErrors::new();
    if form.agreed.is_empty() {
        errors.push("agreed", "Tick the box if the answers are right.");
        return Ok(views::answers::check(&ctx, &view, &errors).private().respond(&ctx));
    }
    match service::submit(&app, &actor, id, form.seen).await {
        Ok(_) => {
            let done = Flash::success("Thank you. The answers are sent in.");
            Ok(flash::redirect(&format!("/assessments/{id}"), &done, app.config.secret_key.bytes()))
        }
        Err(error @ (AssessmentError::Changed | AssessmentError::Unfinished)) => {
            errors.push("", error.to_string());
            let view = service::view(&app, &actor, id).await?;
            Ok(views::answers::check(&ctx, &view, &errors).private().respond(&ctx))
        }
        Err(error) => Err(error.into()),
    }
}

/// POST /assessments/{id}/stop
pub(super) async fn stop(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StopForm>,
) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path)?;
    if form.sure.is_empty() {
        let view = service::view(&app, &actor, id).await?;
        let mut errors = FieldErrors::new();
        errors.push("sure", "Tick the box if you want to stop.");
        return Ok(views::answers::overview(&ctx, &view, None).errors(&errors).private().respond(&ctx));
    }
    let view = service::stop(&app, &actor, id).await?;
    let done = Flash::success("Stopped. You can begin again when you like.");
    Ok(flash::redirect(&views::home::path(&view.holder, view.officer), &done, app.config.secret_key.bytes()))
}

/// How large the letters are.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PrintQuery {
    print: String,
}

/// GET /assessments/{id}/answers.pdf
pub(super) async fn record(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let id: AssessmentId = id(&path)?;
    let view = service::view(&app, &actor, id).await?;
    let sent_by = service::sent_in_by(&app, &actor, id).await?;
    let print = if query.print == "large" { Print::Large } else { Print::Usual };
    let newest = view.given.iter().map(|given| given.at).max().unwrap_or(view.assessment.begun_at);
    let made_at = view.assessment.submitted_at.unwrap_or(newest);
    let paper = views::paper::record(&view, sent_by.as_deref(), print);
    let work = tokio::task::spawn_blocking(move || paper.render(made_at)).await;
    let bytes = work.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(file("answers.pdf", "application/pdf", bytes))
}

/// GET /questionnaires/{id}/blank.pdf
pub(super) async fn blank(
    app: Data<App>,
    actor: MaybeActor,
    path: Path<String>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let (version, council) = service::blank(&app, actor.0.as_deref(), id(&path)?).await?;
    let print = if query.print == "large" { Print::Large } else { Print::Usual };
    let made_at = version.used_at.unwrap_or(version.made_at);
    let paper = views::paper::blank(&version, &council, print);
    // Drawing takes a core for a while, so it stays off the threads that answer.
    let work = tokio::task::spawn_blocking(move || paper.render(made_at)).await;
    let bytes = work.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(file("questions.pdf", "application/pdf", bytes))
}
