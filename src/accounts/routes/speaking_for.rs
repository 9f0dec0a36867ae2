//! Who acts for somebody who doesn't sign in, for care managers of their council.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::done;
use super::people::{problem, wanted};
use crate::accounts::forms::{HelperForm, WhyForm};
use crate::accounts::guard::LoggedIn;
use crate::accounts::service::mandates::MandateError;
use crate::accounts::service::speaking_for::{self as service, Helpers};
use crate::accounts::views::speaking_for as views;
use crate::app::App;
use crate::kernel::ids::MandateId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

fn here(reference: &str) -> String {
    format!("/council/people/{reference}/helpers")
}

async fn known(app: &App, actor: &LoggedIn, reference: &str) -> Result<Helpers, Error> {
    service::helpers(app, actor, reference).await.map_err(problem)
}

/// GET /council/people/{reference}/helpers
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = known(&app, &actor, &path).await?;
    Ok(views::page(&ctx, &view, app.clock.today(), &HelperForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/helpers
pub async fn write_down(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<HelperForm>,
) -> Result<HttpResponse, Error> {
    let today = app.clock.today();
    let mut errors = match form.grant().check(today) {
        Err(errors) => errors,
        Ok(checked) => {
            let given = (wanted(checked, &request), form.seen.clone());
            match service::write_down(&app, &actor, &path, given).await {
                Ok(()) => return Ok(done(&app, &here(&path), "It is written down. We have written to them.")),
                Err(error) => beside(error, "seen")?,
            }
        }
    };
    if form.seen.trim().is_empty() && errors.get("seen").is_none() {
        errors.push("seen", "Write what you have seen, in 300 characters or fewer");
    }
    let view = known(&app, &actor, &path).await?;
    Ok(views::page(&ctx, &view, today, &form, &errors).respond(&ctx))
}

/// What is wrong, beside its field; words that are missing beside `words`.
fn beside(error: MandateError, words: &str) -> Result<FieldErrors, Error> {
    let (field, message) = match error {
        MandateError::Oneself => ("email", "This is your own address. Enter the address of somebody else.".to_owned()),
        MandateError::Already => {
            ("email", "They may act for this person already. To change it, end that first.".to_owned())
        }
        MandateError::Colleague => ("email", MandateError::Colleague.to_string()),
        MandateError::NeedsWords(message) => (words, message.to_owned()),
        error => return Err(problem(error)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, message);
    Ok(errors)
}

fn one(view: &Helpers, mandate: &str) -> Result<MandateId, Error> {
    let id: MandateId = mandate.parse().map_err(|_| Error::not_found())?;
    let there = view.written_here() && view.given.iter().any(|one| one.mandate.id == id && !one.mandate.revoked);
    if there { Ok(id) } else { Err(Error::not_found()) }
}

/// GET /council/people/{reference}/helpers/{mandate}/end
pub async fn show_end(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let view = known(&app, &actor, &path.0).await?;
    let id = one(&view, &path.1)?;
    Ok(views::end(&ctx, &view, id, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/helpers/{mandate}/end
pub async fn end(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<WhyForm>,
) -> Result<HttpResponse, Error> {
    let view = known(&app, &actor, &path.0).await?;
    let id = one(&view, &path.1)?;
    match service::end(&app, &actor, (&path.0, id), &form.why).await {
        Ok(()) => Ok(done(&app, &here(&path.0), "They can no longer act for this person.")),
        Err(error) => Ok(views::end(&ctx, &view, id, &form.why, &beside(error, "why")?).respond(&ctx)),
    }
}
