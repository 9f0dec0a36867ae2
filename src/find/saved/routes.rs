//! `/saved-searches`: for everybody who is signed in; and the page that stops the mails, for whoever has the link.

use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::model::{Mails, SavedSearchError, worth_keeping};
use super::service::{Results, telling};
use super::{service, views};
use crate::accounts::{Actor, LoggedIn};
use crate::app::App;
use crate::find::address::SearchAddress;
use crate::find::person::Person;
use crate::find::service as find;
use crate::find::views::results::title;
use crate::geo;
use crate::kernel::SavedSearchId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of saved searches.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/saved-searches", get().to(list))
        .route("/saved-searches", post().to(save))
        .route("/saved-searches/new", get().to(show_new))
        .route("/saved-searches/{id}", get().to(show))
        .route("/saved-searches/{id}/results", get().to(results))
        .route("/saved-searches/{id}", post().to(change))
        .route("/saved-searches/{id}/remove", post().to(remove))
        .route("/saved-searches/{id}/restore", post().to(restore))
        .route("/saved-searches/stop/{user}/{signature}", get().to(show_stop))
        .route("/saved-searches/stop/{user}/{signature}", post().to(stop));
}

/// A form that is only a button.
#[derive(Debug, Deserialize)]
struct Nothing {}

/// What was typed to save or change a search.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SaveForm {
    /// What they call it.
    pub name: String,
    /// How often they want to be told.
    pub mails: String,
    /// The search, as an address has it.
    pub search: String,
}

impl SaveForm {
    /// How often; never, for a word that no form offers.
    fn mails(&self) -> Mails {
        self.mails.parse().unwrap_or(Mails::None)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    removed: String,
}

/// GET /saved-searches
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, Query(shown): Query<Shown>) -> Result<HttpResponse, Error> {
    let searches = service::list(&app, &actor).await?;
    let removed = shown.removed.parse().ok().filter(|id| searches.iter().all(|shown| shown.saved.id != *id));
    Ok(views::list(&ctx, &searches, removed).respond(&ctx))
}

/// GET /saved-searches/new
async fn show_new(app: Data<App>, ctx: Ctx, actor: LoggedIn, request: HttpRequest) -> Result<HttpResponse, Error> {
    let (address, person) = asked(&app, &actor, request.query_string()).await?;
    let mut name = title(&address, geo::lookup(&address.near).ok().as_ref());
    if let Some(acting) = &ctx.acting {
        name = format!("{name}, for {}", acting.name);
    }
    let form = SaveForm { name, mails: Mails::Daily.as_str().to_owned(), search: super::model::stored(&address) };
    Ok(views::new(&ctx, (&address, person.as_ref()), &form, &FieldErrors::new()).respond(&ctx))
}

/// A search as this person may save it, and the plan and money it may be narrowed to.
async fn asked(app: &App, actor: &Actor, query: &str) -> Result<(SearchAddress, Option<Person>), Error> {
    let (address, person) = (worth_keeping(query), find::person(app, None, Some(actor)).await?);
    let address = person.as_ref().map_or_else(|| address.for_anybody(), |person| person.understood(&address));
    Ok((address, person))
}

/// POST /saved-searches
async fn save(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<SaveForm>,
) -> Result<HttpResponse, Error> {
    let (address, person) = asked(&app, &actor, &form.search).await?;
    match service::save(&app, &actor, &form.name, address.clone(), form.mails()).await {
        Ok(_) => Ok(done(&app, "The search is saved.")),
        Err(error) => {
            let errors = refused(error)?;
            Ok(views::new(&ctx, (&address, person.as_ref()), &form, &errors).respond(&ctx))
        }
    }
}

/// GET /saved-searches/{id}
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let saved = service::one(&app, &actor, id(&path)?).await.map_err(problem)?;
    let form = SaveForm { name: saved.name.clone(), mails: saved.mails.as_str().to_owned(), search: String::new() };
    Ok(views::edit(&ctx, &saved, &form, &FieldErrors::new()).respond(&ctx))
}

/// GET /saved-searches/{id}/results
async fn results(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let results = service::results(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(match &results {
        Results::At(address) => flash::see_other(&address.href()),
        Results::After(..) | Results::AfterStopping(_) | Results::Lost => {
            views::elsewhere(&ctx, &results).respond(&ctx)
        }
    })
}

/// POST /saved-searches/{id}
async fn change(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SaveForm>,
) -> Result<HttpResponse, Error> {
    let id: SavedSearchId = id(&path)?;
    let saved = service::one(&app, &actor, id).await.map_err(problem)?;
    match service::change(&app, &actor, id, &form.name, form.mails()).await {
        Ok(()) => Ok(done(&app, "The saved search is changed.")),
        Err(error) => {
            let errors = refused(error)?;
            Ok(views::edit(&ctx, &saved, &form, &errors).respond(&ctx))
        }
    }
}

/// POST /saved-searches/{id}/remove
async fn remove(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id: SavedSearchId = id(&path)?;
    service::remove(&app, &actor, id).await.map_err(problem)?;
    Ok(flash::see_other(&format!("/saved-searches?removed={id}")))
}

/// POST /saved-searches/{id}/restore
async fn restore(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::restore(&app, &actor, id(&path)?).await.map_err(problem)?;
    Ok(done(&app, "The saved search is back."))
}

/// GET /saved-searches/stop/{user}/{signature}: only a page, because mail scanners open links.
async fn show_stop(app: Data<App>, ctx: Ctx, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    telling::whose(&app, &path.0, &path.1).ok_or_else(Error::not_found)?;
    Ok(views::stop(&ctx).respond(&ctx))
}

/// POST /saved-searches/stop/{user}/{signature}
async fn stop(
    app: Data<App>,
    ctx: Ctx,
    path: Path<(String, String)>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let user = telling::whose(&app, &path.0, &path.1).ok_or_else(Error::not_found)?;
    service::stop_mails(&app, user).await?;
    Ok(views::stopped().respond(&ctx))
}

fn done(app: &App, words: &str) -> HttpResponse {
    flash::redirect("/saved-searches", &Flash::success(words), app.config.secret_key.bytes())
}

fn id(text: &str) -> Result<SavedSearchId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A refusal as a message on the form.
fn refused(error: SavedSearchError) -> Result<FieldErrors, Error> {
    let field = match &error {
        SavedSearchError::Name => "name",
        SavedSearchError::Already(_) | SavedSearchError::Full | SavedSearchError::TooLong => "",
        SavedSearchError::NotFound | SavedSearchError::Db(_) => return Err(problem(error)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// A refusal that has no form to go back to.
fn problem(error: SavedSearchError) -> Error {
    match error {
        SavedSearchError::NotFound => Error::not_found(),
        SavedSearchError::Db(error) => error.into(),
        SavedSearchError::Name | SavedSearchError::Already(_) | SavedSearchError::Full | SavedSearchError::TooLong => {
            Error::conflict(error.to_string()).way_on("/saved-searches", "See your saved searches")
        }
    }
}
