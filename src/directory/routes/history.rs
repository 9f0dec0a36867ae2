//! Who changed what in a listing.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::id;
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::service::versions;
use crate::directory::views::own::history;
use crate::web::error::Error;
use crate::web::page::{Ctx, Page};

/// Two versions to be compared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Compared {
    from: String,
    to: String,
}

/// GET /provider/listings/{id}/history
pub async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Query(compared): Query<Compared>,
) -> Result<HttpResponse, Error> {
    let found = versions::history(&app, &actor, id(&path)?).await?;
    let pair = compared.from.parse().ok().zip(compared.to.parse().ok());
    let page = Page::new("Who changed what").caption(found.listing.title.as_str());
    let page = if found.is_own {
        page.nav("/provider/listings").back(format!("/provider/listings/{}/edit", found.listing.id), "The listing")
    } else {
        page.nav("/moderation").back(format!("/moderation/listings/{}", found.listing.id), "The listing")
    };
    Ok(page.body(history::page(&found, pair)).respond(&ctx))
}
