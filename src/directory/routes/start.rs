//! A provider's first steps, and the pages about themselves that they lead to.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{Nothing, done, organisation_name};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::profile::{AreasForm, MoreForm};
use crate::directory::forms::show_faults;
use crate::directory::service::start as service;
use crate::directory::views::own::start as views;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/start";

fn page(title: &str) -> Page {
    Page::new(title).nav(HERE).back(HERE, "Getting started")
}

/// GET /provider/start
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let start = service::start(&app, &actor).await?;
    let name = start.provider.as_ref().map_or_else(|| organisation_name(&actor), |provider| provider.name.as_str());
    let page = Page::new("Getting started").nav(HERE).caption(name);
    Ok(page.body(views::page(&ctx, &start, app.clock.today())).respond(&ctx))
}

/// GET /provider/start/preview: their first listing as people will see it, and a note that they looked.
pub async fn preview(app: Data<App>, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let start = service::start(&app, &actor).await?;
    let (listing, _) = start.first.ok_or_else(Error::not_found)?;
    if start.profile.previewed_at.is_none() {
        let now = app.clock.now();
        service::change_profile(&app, &actor, move |profile| profile.previewed_at = Some(now)).await?;
    }
    Ok(see_other(&listing.path()))
}

/// POST /provider/start/no-checks
pub async fn no_checks(app: Data<App>, actor: LoggedIn, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    let now = app.clock.now();
    service::change_profile(&app, &actor, move |profile| profile.no_checks_at = Some(now)).await?;
    Ok(done(&app, HERE, "Saved. You can add checks at any time."))
}

/// GET /provider/profile/more
pub async fn show_more(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let start = service::start(&app, &actor).await?;
    if start.provider.is_none() {
        return Ok(see_other("/provider/profile"));
    }
    let form = MoreForm::of(&start.profile);
    Ok(page("More about you").body(views::more(&ctx, &form, &FieldErrors::new())).respond(&ctx))
}

/// POST /provider/profile/more
pub async fn save_more(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<MoreForm>,
) -> Result<HttpResponse, Error> {
    let filled = form.clone();
    let mut errors = FieldErrors::new();
    match service::change_profile(&app, &actor, move |profile| filled.fill(profile)).await {
        Ok(()) => return Ok(done(&app, HERE, "Saved.")),
        Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
        Err(other) => return Err(other.into()),
    }
    Ok(page("More about you").errors(&errors).body(views::more(&ctx, &form, &errors)).respond(&ctx))
}

/// GET /provider/areas
pub async fn show_areas(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let start = service::start(&app, &actor).await?;
    if start.provider.is_none() {
        return Ok(see_other("/provider/profile"));
    }
    let form = AreasForm::of(&start.profile);
    Ok(page("The areas you serve").body(views::areas(&ctx, &form, &FieldErrors::new())).respond(&ctx))
}

/// POST /provider/areas
pub async fn save_areas(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<AreasForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let (districts, councils, miles) = form.read(&mut errors);
    if errors.is_empty() {
        let (nowhere, now) = (form.nowhere == "yes", app.clock.now());
        let saved = service::change_profile(&app, &actor, move |profile| {
            profile.districts.clone_from(&districts);
            profile.councils.clone_from(&councils);
            profile.radius_miles = miles;
            profile.no_area_at = nowhere.then_some(now);
        });
        match saved.await {
            Ok(()) => return Ok(done(&app, HERE, "Saved.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(page("The areas you serve").errors(&errors).body(views::areas(&ctx, &form, &errors)).respond(&ctx))
}
