//! A council's questionnaires, for its staff.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{id, stale};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::forms::questions::{DraftForm, QuestionForm, StepForm};
use crate::assessments::model::VersionState;
use crate::assessments::service::editing::{self as service, Change};
use crate::assessments::views::questions as views;
use crate::kernel::ids::QuestionnaireId;
use crate::kernel::words::count;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

fn here(id: QuestionnaireId) -> String {
    format!("/council/questionnaires/{id}")
}

/// Back to the draft, with what was done and which questions would no longer be asked.
fn saved(app: &App, id: QuestionnaireId, words: &str, faults: &[String]) -> HttpResponse {
    let flash = match faults {
        [] => Flash::success(words),
        [first] => Flash::warning(format!("{words} {first}")),
        [first, rest @ ..] => {
            let more = count(rest.len(), "more question", "more questions");
            Flash::warning(format!("{words} {first} Look at {more} below."))
        }
    };
    flash::redirect(&here(id), &flash, app.config.secret_key.bytes())
}

/// GET /council/questionnaires
pub(super) async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let (council, versions) = service::all(&app, &actor).await?;
    Ok(views::list(&ctx, &council, &versions).private().respond(&ctx))
}

/// POST /council/questionnaires/start
pub(super) async fn start(
    app: Data<App>,
    actor: LoggedIn,
    Posted(form): Posted<DraftForm>,
) -> Result<HttpResponse, Error> {
    let kind = form.kind().ok_or_else(Error::not_found)?;
    let id = service::start(&app, &actor, kind, form.from == "ours").await?;
    Ok(see_other(&here(id)))
}

/// GET /council/questionnaires/{id}
pub(super) async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let version = service::one(&app, &actor, id(&path)?).await?;
    Ok(views::version(&ctx, &version, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/questionnaires/{id}
pub(super) async fn about(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id: QuestionnaireId = id(&path)?;
    let errors = match form.about() {
        Ok((title, about)) => {
            match service::change(&app, &actor, id, form.revision, Change::About(title, about)).await {
                Ok(faults) => return Ok(saved(&app, id, "Saved.", &faults)),
                Err(AssessmentError::Stale) => stale(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(errors) => errors,
    };
    let mut version = service::one(&app, &actor, id).await?;
    version.content.title.clone_from(&form.title);
    version.content.about.clone_from(&form.about);
    Ok(views::version(&ctx, &version, &errors).private().respond(&ctx))
}

/// POST /council/questionnaires/{id}/use
pub(super) async fn put_in_use(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id: QuestionnaireId = id(&path)?;
    let mut errors = FieldErrors::new();
    if form.sure.is_empty() {
        errors.push("sure", "Tick the box if it is ready.");
    } else {
        match service::put_in_use(&app, &actor, id, form.revision).await {
            Ok(_) => {
                let done = Flash::success("It is in use now. Whoever has begun goes on with the questions they began.");
                return Ok(flash::redirect(&here(id), &done, app.config.secret_key.bytes()));
            }
            Err(error @ AssessmentError::NotWhole(_)) => errors.push("", error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let version = service::one(&app, &actor, id).await?;
    Ok(views::version(&ctx, &version, &errors).private().respond(&ctx))
}

/// GET /council/questionnaires/{id}/questions/{question}
pub(super) async fn question(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let version = service::one(&app, &actor, id(&path.0)?).await?;
    if version.state != VersionState::Draft {
        return Ok(see_other(&here(version.id)));
    }
    let form = match version.content.question(&path.1) {
        Some(question) => QuestionForm::of(question, &version.content, version.revision),
        None if path.1 == "new" => QuestionForm { revision: version.revision, ..QuestionForm::default() },
        None => return Err(Error::not_found()),
    };
    Ok(views::question(&ctx, &version, &path.1, &form, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/questionnaires/{id}/questions/{question}
pub(super) async fn save_question(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<QuestionForm>,
) -> Result<HttpResponse, Error> {
    let version = service::one(&app, &actor, id(&path.0)?).await?;
    let key = (path.1 != "new").then_some(path.1.as_str());
    if key.is_some_and(|key| version.content.question(key).is_none()) {
        // Somebody took it away while it was written: what was typed would be a new one.
        let typed = version.state == VersionState::Draft && form.step.is_empty() && !form.words.is_empty();
        return if typed {
            again(&app, &ctx, &actor, (version.id, "new", form)).await
        } else {
            Err(Error::not_found())
        };
    }
    let (change, words) = match (form.step.as_str(), key) {
        ("remove", Some(key)) => (Change::Remove(key.to_owned()), "The question is gone."),
        _ => match form.check(&version.content, key) {
            Ok(question) => (Change::Put(question), "The question is saved."),
            Err(errors) => {
                return Ok(views::question(&ctx, &version, &path.1, &form, &errors).private().respond(&ctx));
            }
        },
    };
    match service::change(&app, &actor, version.id, form.revision, change).await {
        Ok(faults) => Ok(saved(&app, version.id, words, &faults)),
        Err(AssessmentError::Stale) => again(&app, &ctx, &actor, (version.id, path.1.as_str(), form)).await,
        Err(error) => Err(error.into()),
    }
}

/// The form as it was typed, on the draft as it is now.
async fn again(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    (id, place, form): (QuestionnaireId, &str, QuestionForm),
) -> Result<HttpResponse, Error> {
    let version = service::one(app, actor, id).await?;
    let form = QuestionForm { revision: version.revision, ..form };
    Ok(views::question(ctx, &version, place, &form, &stale()).private().respond(ctx))
}

/// POST /council/questionnaires/{id}/questions/{question}/up
pub(super) async fn up(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id: QuestionnaireId = id(&path.0)?;
    let faults = service::change(&app, &actor, id, form.revision, Change::Up(path.1.clone())).await?;
    Ok(if faults.is_empty() { see_other(&here(id)) } else { saved(&app, id, "The question is moved.", &faults) })
}
