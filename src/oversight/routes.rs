//! The addresses of a council's officers.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get};
use serde::Deserialize;

use super::model::{Asked, Sort};
use super::service::{self, OversightError};
use super::views;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::PageNumber;
use crate::web::error::Error;
use crate::web::page::Ctx;

/// Names are shorter; more would only cost time.
const LONGEST_NAME: usize = 100;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council", get().to(list)).route("/council/people/{reference}", get().to(person));
    super::trail::routes::configure(site);
}

impl From<OversightError> for Error {
    fn from(error: OversightError) -> Self {
        match error {
            OversightError::Refused(_) => Self::not_found(),
            OversightError::Db(error) => error.into(),
        }
    }
}

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listing {
    q: String,
    sort: String,
    page: String,
}

/// GET /council
async fn list(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(listing): Query<Listing>,
) -> Result<HttpResponse, Error> {
    let asked = Asked {
        name: listing.q.trim().chars().take(LONGEST_NAME).collect(),
        sort: listing.sort.parse().unwrap_or(Sort::Name),
        page: PageNumber::parse(&listing.page),
    };
    let view = service::list(&app, &actor, asked.clone()).await?;
    Ok(views::people(&view, &asked).respond(&ctx))
}

/// GET /council/people/{reference}
async fn person(app: Data<App>, ctx: Ctx, actor: LoggedIn, reference: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::person(&app, &actor, &reference).await?;
    Ok(views::person(&view, app.clock.today()).respond(&ctx))
}
