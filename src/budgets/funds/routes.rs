//! `/provider/funds` for whoever holds people's money, and a fund's statement for all who may see it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::budgets::pots::error::PotsError;
use crate::kernel::Money;
use crate::kernel::ids::PotId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::Posted;
use crate::web::page::Ctx;

/// Every address of this part.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/provider/funds", get().to(list))
        .route("/funds/{pot}", get().to(show))
        .route("/funds/{pot}/charge", post().to(charge));
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Nothing {}

/// Which time of a fund is looked at; the newest where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    holding: Option<i64>,
}

fn pot(text: &str) -> Result<PotId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn problem(error: PotsError) -> Error {
    match error {
        PotsError::Refused(_) => Error::not_found(),
        PotsError::Db(error) => error.into(),
        other => Error::conflict(other.to_string()),
    }
}

/// GET /provider/funds
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let funds = service::list(&app, &actor).await.map_err(problem)?;
    Ok(views::list(&funds).respond(&ctx))
}

/// GET /funds/{pot}
async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let statement = service::statement(&app, &actor, pot(&path)?, wanted.holding).await.map_err(problem)?;
    Ok(views::statement(&ctx, &statement).respond(&ctx))
}

/// POST /funds/{pot}/charge
async fn charge(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = pot(&path)?;
    let told = match service::charge(&app, &actor, id).await {
        Ok(Money::ZERO) => Flash::warning("Nothing is due at the moment."),
        Ok(sum) => Flash::success(format!("{sum} is charged.")),
        Err(PotsError::MoreThanLeft(left)) => Flash::warning(format!("Only {left} is left. Nothing was charged.")),
        Err(error) => return Err(problem(error)),
    };
    Ok(flash::redirect(&format!("/funds/{id}"), &told, app.config.secret_key.bytes()))
}
