//! Who may act for a budget holder.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{Nothing, done};
use crate::accounts::forms::{CheckedGrant, GrantForm};
use crate::accounts::guard::LoggedIn;
use crate::accounts::service::mandates::{self, Grant, MandateError};
use crate::accounts::views;
use crate::app::App;
use crate::kernel::ids::MandateId;
use crate::visit;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

pub(super) fn problem(error: MandateError) -> Error {
    match error {
        MandateError::Refused(_) => Error::not_found(),
        MandateError::Limited(limited) => limited.into(),
        MandateError::Db(error) => error.into(),
        MandateError::Oneself
        | MandateError::Already
        | MandateError::Colleague
        | MandateError::NotHere
        | MandateError::NeedsWords(_) => Error::conflict(error.to_string()),
    }
}

/// An address that names no mandate of theirs is no page of theirs.
fn mandate(text: &str) -> Result<MandateId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /account/people
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let given = mandates::given(&app, &actor).await.map_err(problem)?;
    Ok(views::people(&given, app.clock.today()).respond(&ctx))
}

/// GET /account/people/add
pub async fn show_grant(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    mandates::given(&app, &actor).await.map_err(problem)?;
    Ok(views::grant(&ctx, &GrantForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /account/people/add
pub async fn send_grant(
    request: HttpRequest,
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<GrantForm>,
) -> Result<HttpResponse, Error> {
    let checked = match form.check(app.clock.today()) {
        Ok(checked) => checked,
        Err(errors) => return Ok(views::grant(&ctx, &form, &errors).respond(&ctx)),
    };
    let refused = |message: &str| {
        let mut errors = FieldErrors::new();
        errors.push("email", message);
        Ok(views::grant(&ctx, &form, &errors).respond(&ctx))
    };
    match mandates::grant(&app, &actor, wanted(checked, &request)).await {
        Ok(()) => Ok(done(&app, "/account/people", "We have written to them. You can change your mind at any time.")),
        Err(MandateError::Oneself) => refused("This is your own address. Enter the address of somebody else."),
        Err(MandateError::Already) => refused("They may act for you already. To change it, stop that first."),
        Err(error) => Err(problem(error)),
    }
}

pub(super) fn wanted(checked: CheckedGrant, request: &HttpRequest) -> Grant {
    Grant {
        email: checked.email,
        scopes: checked.scopes,
        order_limit: checked.order_limit,
        four_week_limit: checked.four_week_limit,
        ends_on: checked.ends_on,
        address: visit::address(request),
    }
}

/// GET /account/people/{mandate}/take-back
pub async fn show_take_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    id: Path<String>,
) -> Result<HttpResponse, Error> {
    let given = mandates::one_given(&app, &actor, mandate(&id)?).await.map_err(problem)?;
    Ok(views::take_back(&ctx, &given).respond(&ctx))
}

/// POST /account/people/{mandate}/take-back
pub async fn take_back(
    app: Data<App>,
    actor: LoggedIn,
    id: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    mandates::take_back(&app, &actor, mandate(&id)?).await.map_err(problem)?;
    Ok(done(&app, "/account/people", "They can no longer act for you."))
}
