//! A provider's accreditations: the list, and adding one.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{done, own_provider};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::accreditation::AccreditationForm;
use crate::directory::forms::show_faults;
use crate::directory::service;
use crate::directory::views::own::accreditations as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/accreditations";

/// GET /provider/accreditations
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match own_provider(&app, &actor).await? {
        Ok(provider) => {
            let page = Page::new("Your accreditations").nav(HERE).caption(provider.name.as_str());
            Ok(page.body(views::list(&provider, app.clock.today())).respond(&ctx))
        }
        Err(first) => Ok(first),
    }
}

fn new_page(ctx: &Ctx, form: &AccreditationForm, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new("Add an accreditation").nav(HERE).back(HERE, "Your accreditations");
    page.errors(errors).body(views::new(ctx, form, errors)).respond(ctx)
}

/// GET /provider/accreditations/new
pub async fn show_new(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match own_provider(&app, &actor).await? {
        Ok(_) => Ok(new_page(&ctx, &AccreditationForm::default(), &FieldErrors::new())),
        Err(first) => Ok(first),
    }
}

/// POST /provider/accreditations/new
pub async fn send_new(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<AccreditationForm>,
) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    let mut errors = FieldErrors::new();
    if let Some(command) = form.command(&mut errors).filter(|_| errors.is_empty()) {
        match service::add_accreditation(&app, &actor, provider.id, command).await {
            Ok(_) => return Ok(done(&app, HERE, "Added. We check it before people see it.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(new_page(&ctx, &form, &errors))
}
