//! `/budget/own-money`: for people who pay for their own support.

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig, get, post};

use super::forms::{LessForm, MoreForm, OwnForm};
use super::service::{self, OwnError};
use super::views;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this part.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/budget/own-money", get().to(show))
        .route("/budget/own-money", post().to(set_up))
        .route("/budget/own-money/more", post().to(add))
        .route("/budget/own-money/less", post().to(take_out));
}

fn beside(field: &str, error: &OwnError) -> Result<FieldErrors, Error> {
    match error {
        // That somebody has a council is nobody else's affair, and theirs works otherwise.
        OwnError::Refused(_) => Err(Error::not_found()),
        OwnError::Db(error) => Err(error.clone().into()),
        OwnError::Already | OwnError::NoBudget | OwnError::BadKey => Err(Error::conflict(error.to_string())),
        OwnError::TooLittle { .. } | OwnError::TooLarge | OwnError::NotThere(_) => {
            let mut errors = FieldErrors::new();
            errors.push(field, error.to_string());
            Ok(errors)
        }
    }
}

fn problem(error: &OwnError) -> Error {
    match beside("", error) {
        Ok(_) => Error::conflict(error.to_string()),
        Err(error) => error,
    }
}

/// GET /budget/own-money
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let standing = service::look(&app, &actor).await.map_err(|error| problem(&error))?;
    let form = OwnForm { key: app.random.token(), every: "week".to_owned(), ..OwnForm::default() };
    let more = MoreForm { key: app.random.token(), ..MoreForm::default() };
    let less = LessForm { key: app.random.token(), ..LessForm::default() };
    Ok(views::page(&ctx, &standing, (&form, &more, &less), &FieldErrors::new()).respond(&ctx))
}

/// POST /budget/own-money
async fn set_up(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<OwnForm>,
) -> Result<HttpResponse, Error> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(wanted) => match service::set_up(&app, &actor, wanted).await {
            Ok(()) => {
                let told = Flash::success("The money is set up. Support can be ordered from it now.");
                return Ok(flash::redirect("/budget", &told, app.config.secret_key.bytes()));
            }
            Err(error) => beside("amount", &error)?,
        },
    };
    let standing = service::look(&app, &actor).await.map_err(|error| problem(&error))?;
    Ok(views::page(&ctx, &standing, (&form, &MoreForm::default(), &LessForm::default()), &errors).respond(&ctx))
}

/// POST /budget/own-money/more
async fn add(app: Data<App>, ctx: Ctx, actor: LoggedIn, Posted(form): Posted<MoreForm>) -> Result<HttpResponse, Error> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(amount) => match service::add(&app, &actor, form.key.clone(), amount).await {
            Ok(()) => {
                let told = Flash::success(format!("{amount} is added."));
                return Ok(flash::redirect("/budget", &told, app.config.secret_key.bytes()));
            }
            Err(error) => beside("amount", &error)?,
        },
    };
    let standing = service::look(&app, &actor).await.map_err(|error| problem(&error))?;
    let less = LessForm { key: app.random.token(), ..LessForm::default() };
    Ok(views::page(&ctx, &standing, (&OwnForm::default(), &form, &less), &errors).respond(&ctx))
}

/// POST /budget/own-money/less
async fn take_out(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<LessForm>,
) -> Result<HttpResponse, Error> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(amount) => match service::take_out(&app, &actor, form.key.clone(), amount).await {
            Ok(()) => {
                let told = Flash::success(format!("{amount} is taken out."));
                return Ok(flash::redirect("/budget", &told, app.config.secret_key.bytes()));
            }
            Err(error) => beside("less", &error)?,
        },
    };
    let standing = service::look(&app, &actor).await.map_err(|error| problem(&error))?;
    let more = MoreForm { key: app.random.token(), ..MoreForm::default() };
    Ok(views::page(&ctx, &standing, (&OwnForm::default(), &more, &form), &errors).respond(&ctx))
}
