//! A provider's listings, and starting a new one.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{done, home, organisation_name, own_provider};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::show_faults;
use crate::directory::forms::what::WhatForm;
use crate::directory::model::ListingCommand;
use crate::directory::service;
use crate::directory::views::own::listings as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

/// GET /provider/listings
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let home = home(&app, &actor).await?;
    let body = match &home.provider {
        Some(_) => views::table(&home.listings),
        None => views::who_first(organisation_name(&actor), home.claim_open),
    };
    let caption = home.provider.map_or_else(|| organisation_name(&actor).to_owned(), |provider| provider.name);
    Ok(Page::new("Your listings").nav("/provider/listings").caption(caption).body(body).respond(&ctx))
}

fn new_page(ctx: &Ctx, form: &WhatForm, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new("Add a listing").nav("/provider/listings").back("/provider/listings", "Your listings");
    page.errors(errors).body(views::new(ctx, form, errors)).respond(ctx)
}

/// GET /provider/listings/new
pub async fn show_new(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match own_provider(&app, &actor).await? {
        Ok(_) => Ok(new_page(&ctx, &WhatForm::default(), &FieldErrors::new())),
        Err(first) => Ok(first),
    }
}

/// POST /provider/listings/new
pub async fn send_new(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<WhatForm>,
) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    let mut command = ListingCommand { notice_hours: 24, ..ListingCommand::default() };
    form.fill(&mut command);
    match service::create_listing(&app, &actor, provider.id, command).await {
        Ok(id) => Ok(done(
            &app,
            &format!("/provider/listings/{id}/edit"),
            "Saved. Now fill in the parts below, in any order.",
        )),
        Err(DirectoryError::Invalid(faults)) => {
            let mut errors = FieldErrors::new();
            show_faults(&faults, &mut errors);
            Ok(new_page(&ctx, &form, &errors))
        }
        Err(other) => Err(other.into()),
    }
}
