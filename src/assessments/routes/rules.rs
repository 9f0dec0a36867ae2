//! A council's money rules for its staff, the what-if, and the public page with its calculator.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{file, id, stale};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::forms::money::{ExtrasForm, Nothing, StepForm, TableForm};
use crate::assessments::model::figure::RasVersion;
use crate::assessments::model::ras::Whom;
use crate::assessments::model::{Answer, Answers, Version, VersionState};
use crate::assessments::service::rules::{self as service, Change};
use crate::assessments::views::public::{self, Tried};
use crate::assessments::views::{rules as views, what_if};
use crate::directory::model::CareGroup;
use crate::kernel::PageNumber;
use crate::kernel::ids::RasId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

fn here(id: RasId) -> String {
    format!("{}/{id}", views::HERE)
}

/// GET /council/money-rules
pub(super) async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let (council, name, versions) = service::all(&app, &actor).await?;
    Ok(views::list(&ctx, (council, &name), &versions).private().respond(&ctx))
}

/// POST /council/money-rules/start
pub(super) async fn start(app: Data<App>, actor: LoggedIn, Posted(_): Posted<Nothing>) -> Result<HttpResponse, Error> {
    Ok(see_other(&here(service::start(&app, &actor).await?)))
}

/// GET /council/money-rules/{id}
pub(super) async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (version, faults) = service::one(&app, &actor, id(&path)?).await?;
    Ok(views::version(&ctx, &version, &faults, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/money-rules/{id}/use
pub(super) async fn put_in_use(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id: RasId = id(&path)?;
    let mut errors = FieldErrors::new();
    if form.sure.is_empty() {
        errors.push("sure", "Tick the box if it is agreed.");
    } else {
        match service::put_in_use(&app, &actor, id, form.revision).await {
            Ok(()) => {
                let done = Flash::success("These rules are in use now.");
                return Ok(flash::redirect(&here(id), &done, app.config.secret_key.bytes()));
            }
            Err(error @ AssessmentError::NotWhole(_)) => errors.push("", error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let (version, faults) = service::one(&app, &actor, id).await?;
    Ok(views::version(&ctx, &version, &faults, &errors).private().respond(&ctx))
}

/// The draft that a form changes; a version in use is only read.
async fn draft(app: &App, actor: &LoggedIn, text: &str) -> Result<RasVersion, Error> {
    let (version, _) = service::one(app, actor, id(text)?).await?;
    match version.state {
        VersionState::Draft => Ok(version),
        _ => Err(AssessmentError::InUse.into()),
    }
}

fn whom(text: &str) -> Result<Whom, Error> {
    Whom::parse(text).ok_or_else(Error::not_found)
}

/// GET /council/money-rules/{id}/tables/{whom}
pub(super) async fn table(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (version, whom) = (draft(&app, &actor, &path.0).await?, whom(&path.1)?);
    let there = version.content.tables.iter().find(|(there, _)| *there == whom).map(|(_, table)| table);
    let form = TableForm::of(there, version.revision);
    Ok(views::table(&ctx, &version, whom, &form, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/money-rules/{id}/tables/{whom}
pub(super) async fn save_table(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<TableForm>,
) -> Result<HttpResponse, Error> {
    let (version, whom) = (draft(&app, &actor, &path.0).await?, whom(&path.1)?);
    let table = match form.step.as_str() {
        "remove" => None,
        _ => match form.check() {
            Ok(table) => Some(table),
            Err(errors) => return Ok(views::table(&ctx, &version, whom, &form, &errors).private().respond(&ctx)),
        },
    };
    match service::change(&app, &actor, version.id, form.revision, Change::Table(whom, table)).await {
        Ok(()) => Ok(flash::redirect(&here(version.id), &Flash::success("Saved."), app.config.secret_key.bytes())),
        Err(AssessmentError::Stale) => {
            let version = draft(&app, &actor, &path.0).await?;
            let form = TableForm { revision: version.revision, ..form };
            Ok(views::table(&ctx, &version, whom, &form, &stale()).private().respond(&ctx))
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /council/money-rules/{id}/extras
pub(super) async fn extras(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let version = draft(&app, &actor, &path).await?;
    let form = ExtrasForm::of(&version);
    Ok(views::extras_form(&ctx, &version, &form, &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/money-rules/{id}/extras
pub(super) async fn save_extras(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ExtrasForm>,
) -> Result<HttpResponse, Error> {
    let version = draft(&app, &actor, &path).await?;
    match form.check(&version) {
        Ok((about, informal, named)) => {
            let change = Change::Extras(about, informal, named);
            match service::change(&app, &actor, version.id, form.revision, change).await {
                Ok(()) => {
                    Ok(flash::redirect(&here(version.id), &Flash::success("Saved."), app.config.secret_key.bytes()))
                }
                Err(AssessmentError::Stale) => {
                    let version = draft(&app, &actor, &path).await?;
                    let form = ExtrasForm { revision: version.revision, ..form };
                    Ok(views::extras_form(&ctx, &version, &form, &stale()).private().respond(&ctx))
                }
                Err(error) => Err(error.into()),
            }
        }
        Err(errors) => Ok(views::extras_form(&ctx, &version, &form, &errors).private().respond(&ctx)),
    }
}

/// Which page of the people.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageQuery {
    page: String,
}

/// GET /council/money-rules/{id}/what-if
pub(super) async fn what_if(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Error> {
    let (version, found) = service::what_if(&app, &actor, id(&path)?).await?;
    Ok(what_if::page(&version, &found, PageNumber::parse(&query.page)).private().respond(&ctx))
}

/// GET /council/money-rules/{id}/what-if.csv
pub(super) async fn what_if_csv(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (version, found) = service::what_if(&app, &actor, id(&path)?).await?;
    let body = what_if::csv(&found).map_err(Error::internal)?;
    Ok(file(&format!("money-rules-{}.csv", version.number), "text/csv; charset=utf-8", body))
}

/// GET /councils/{id}/money
pub(super) async fn how(app: Data<App>, ctx: Ctx, path: Path<String>) -> Result<HttpResponse, Error> {
    let public = service::public(&app, id(&path)?).await?;
    Ok(public::page(&public).respond(&ctx))
}

/// GET /councils/{id}/money/easy-read
pub(super) async fn how_easy(app: Data<App>, ctx: Ctx, path: Path<String>) -> Result<HttpResponse, Error> {
    let public = service::public(&app, id(&path)?).await?;
    Ok(public::easy(&public).respond(&ctx))
}

/// Which questions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct KindQuery {
    kind: String,
}

/// The questions that are tried: of this kind, or the first.
fn tried<'a>(asked: &'a [Version], kind: &str) -> Result<&'a Version, Error> {
    asked.iter().find(|version| version.kind.as_str() == kind).or_else(|| asked.first()).ok_or_else(Error::not_found)
}

/// GET /councils/{id}/money/try
pub(super) async fn try_form(
    app: Data<App>,
    ctx: Ctx,
    path: Path<String>,
    query: Query<KindQuery>,
) -> Result<HttpResponse, Error> {
    let public = service::public(&app, id(&path)?).await?;
    let version = tried(&public.asked, &query.kind)?;
    Ok(public::try_it(&ctx, &public, version, &Tried::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /councils/{id}/money/try: answered at once and kept nowhere, so that no address holds what somebody answered.
pub(super) async fn try_it(
    app: Data<App>,
    ctx: Ctx,
    path: Path<String>,
    Posted(form): Posted<HashMap<String, String>>,
) -> Result<HttpResponse, Error> {
    let public = service::public(&app, id(&path)?).await?;
    let said = |name: &str| form.get(name).cloned().unwrap_or_default();
    let version = tried(&public.asked, &said("kind"))?;
    let mut tried = Tried { group: said("group"), ..Tried::default() };
    let mut answers = Answers::new();
    for question in &version.content.questions {
        let key = said(&format!("q-{}", question.key));
        if question.choice(&key).is_some() {
            answers.insert(question.key.clone(), Answer::Choice(key.clone()));
            tried.answers.insert(question.key.clone(), key);
        }
    }
    let mut errors = FieldErrors::new();
    let score = version.content.score(&answers);
    let group: Option<CareGroup> = tried.group.parse().ok();
    if answers.is_empty() {
        errors.push("", "Choose at least one answer.");
    } else if let Some(rules) = &public.rules {
        match rules.content.lines((version.kind, group), &score, &[]) {
            Ok((worked, lines)) => tried.result = Some((score.total(), worked.gross, lines)),
            Err(error) => errors.push("", error.to_string()),
        }
    }
    Ok(public::try_it(&ctx, &public, version, &tried, &errors).private().respond(&ctx))
}
