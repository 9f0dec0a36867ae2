//! Providers that may be one: a list, two side by side, a last look, and the decision.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::{Nothing, done, id};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::forms::Pairs;
use crate::directory::forms::duplicates as forms;
use crate::directory::service::duplicates::{self as service, SideBySide};
use crate::directory::views::duplicates as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/moderation/duplicates";

/// GET /moderation/duplicates
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let offered = service::list(&app, &actor).await?;
    let page = Page::new("Providers that may be the same").nav("/moderation").back("/moderation", "To check");
    Ok(page.body(views::list(&offered)).respond(&ctx))
}

fn choose(ctx: &Ctx, pair: &SideBySide, chosen: &Pairs, errors: &FieldErrors) -> HttpResponse {
    let page =
        Page::new("Are these the same provider?").nav("/moderation").back(HERE, "Providers that may be the same");
    page.caption(pair.likeness.label()).errors(errors).body(views::choose(ctx, pair, chosen, errors)).respond(ctx)
}

/// GET /moderation/duplicates/{id}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let pair = service::pair(&app, &actor, id(&path)?).await?;
    Ok(choose(&ctx, &pair, &views::suggestion(&pair), &FieldErrors::new()))
}

/// GET /moderation/duplicates/{id}/check
pub async fn check(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Query(chosen): Query<Pairs>,
) -> Result<HttpResponse, Error> {
    let pair = service::pair(&app, &actor, id(&path)?).await?;
    let mut errors = FieldErrors::new();
    let Some(command) = forms::command(&chosen, &pair, &mut errors) else {
        return Ok(choose(&ctx, &pair, &chosen, &errors));
    };
    let page =
        Page::new("Check before you merge").nav("/moderation").back(format!("{HERE}/{}", pair.id), "Both of them");
    Ok(page.body(views::check(&ctx, &pair, &chosen, &command)).respond(&ctx))
}

/// POST /moderation/duplicates/{id}/merge
pub async fn merge(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(chosen): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let pair = service::pair(&app, &actor, id).await?;
    let mut errors = FieldErrors::new();
    let Some(command) = forms::command(&chosen, &pair, &mut errors) else {
        return Ok(choose(&ctx, &pair, &chosen, &errors));
    };
    let provider = service::merge(&app, &actor, id, command).await?;
    Ok(done(&app, HERE, &format!("Merged. {} has everything of both now.", provider.name)))
}

/// POST /moderation/duplicates/{id}/different
pub async fn different(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::dismiss(&app, &actor, id(&path)?).await?;
    Ok(done(&app, HERE, "Noted. These two are not offered again."))
}
