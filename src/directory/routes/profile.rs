//! A provider's own details.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{CLAIM_FIRST, done, home, organisation_name, told};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::provider::ProviderForm;
use crate::directory::forms::show_faults;
use crate::directory::model::Provider;
use crate::directory::service;
use crate::directory::views::own::profile as views;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

fn page(ctx: &Ctx, provider: Option<&Provider>, form: &ProviderForm, errors: &FieldErrors) -> HttpResponse {
    let title = if provider.is_some() { "Your details" } else { "Tell people about your organisation" };
    let page = Page::new(title).nav("/provider/listings").back("/provider/listings", "Your listings").errors(errors);
    page.body(views::page(ctx, provider, form, errors)).respond(ctx)
}

/// GET /provider/profile
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let home = home(&app, &actor).await?;
    if home.claim_open {
        return Ok(told(&app, CLAIM_FIRST.0, CLAIM_FIRST.1));
    }
    let form = match &home.provider {
        Some(provider) => ProviderForm::of(provider),
        None => ProviderForm::named(organisation_name(&actor)),
    };
    Ok(page(&ctx, home.provider.as_ref(), &form, &FieldErrors::new()))
}

/// POST /provider/profile
pub async fn save(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<ProviderForm>,
) -> Result<HttpResponse, Error> {
    let home = home(&app, &actor).await?;
    let mut errors = FieldErrors::new();
    let command = form.command(&mut errors);
    if errors.is_empty() {
        let saved = match &home.provider {
            Some(provider) => service::update_provider(&app, &actor, provider.id, command).await,
            None => service::create_provider(&app, &actor, home.organisation_id, command).await.map(drop),
        };
        match saved {
            Ok(()) if home.provider.is_some() => return Ok(done(&app, "/provider/profile", "Your details are saved.")),
            Ok(()) => return Ok(done(&app, "/provider/start", "Saved. Now the next step.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(page(&ctx, home.provider.as_ref(), &form, &errors))
}
