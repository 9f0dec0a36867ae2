//! The addresses of brokerage: my people, one of them, acting for them and stopping.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::model::Sort;
use super::service::{self, BrokerageError};
use super::views;
use crate::accounts::LoggedIn;
use crate::accounts::service::sessions::{self, ActError};
use crate::app::App;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, see_other};
use crate::web::form::Posted;
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/broker", get().to(list))
        .route("/broker/people/{reference}", get().to(person))
        .route("/acting", post().to(act))
        .route("/acting/stop", post().to(stop));
}

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listing {
    sort: String,
}

/// GET /broker
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, Query(asked): Query<Listing>) -> Result<HttpResponse, Error> {
    let sort = asked.sort.parse().unwrap_or(Sort::Name);
    let people = service::my_people(&app, &actor, sort).await?;
    Ok(views::my_people(&people, sort, app.clock.today()).respond(&ctx))
}

/// GET /broker/people/{reference}
async fn person(app: Data<App>, ctx: Ctx, actor: LoggedIn, reference: Path<String>) -> Result<HttpResponse, Error> {
    match service::person(&app, &actor, &reference).await {
        Ok(person) => Ok(views::person(&ctx, &person, &actor, app.clock.today()).respond(&ctx)),
        Err(BrokerageError::Refused(_)) => Err(Error::not_found()),
        Err(BrokerageError::Db(error)) => Err(error.into()),
    }
}

/// Under which mandate to act.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Act {
    mandate: String,
    /// Where to go then: an address of this site.
    next: String,
}

/// POST /acting
async fn act(app: Data<App>, actor: LoggedIn, Posted(form): Posted<Act>) -> Result<HttpResponse, Error> {
    let mandate = form.mandate.parse().map_err(|_| Error::not_found())?;
    match sessions::act_for(&app, &actor, mandate).await {
        Ok(()) => Ok(see_other(next_or(&form.next, "/budget"))),
        Err(ActError::Refused(_)) => Err(Error::not_found()),
        Err(ActError::Db(error)) => Err(error.into()),
    }
}

/// Where a form asked to go on to, if that is on this site.
fn next_or<'a>(next: &'a str, otherwise: &'a str) -> &'a str {
    if next.is_empty() { otherwise } else { flash::local(next) }
}

/// A form that is only a button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stop {
    /// Where to go then: an address of this site.
    next: String,
}

/// POST /acting/stop
async fn stop(app: Data<App>, actor: LoggedIn, Posted(form): Posted<Stop>) -> Result<HttpResponse, Error> {
    sessions::stop_acting(&app, &actor).await?;
    let words = match &actor.acting_for {
        Some(mandate) => format!("You have stopped acting for {}.", mandate.holder_name),
        None => "You are not acting for anybody.".to_owned(),
    };
    Ok(flash::redirect(next_or(&form.next, "/broker"), &Flash::success(words), app.config.secret_key.bytes()))
}
