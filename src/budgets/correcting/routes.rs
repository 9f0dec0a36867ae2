//! `/council/pots/{pot}/take-back` and `/council/people/{reference}/pots/join`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use serde::Deserialize;

use super::service::{self, TakeBack};
use super::views;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::budgets::arrivals::routes::pot_id;
use crate::budgets::error::BudgetError;
use crate::kernel::Money;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The longest reason, in characters.
const LONGEST: usize = 200;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/pots/{pot}/take-back", get().to(show))
        .route("/council/pots/{pot}/take-back", post().to(take_back))
        .route("/council/people/{reference}/pots/join", post().to(join));
}

/// What is taken back, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    /// The form's own name.
    pub key: String,
    /// How much.
    pub amount: String,
    /// Why.
    pub why: String,
    /// "yes" once the officer has looked at it.
    pub sure: String,
}

impl TakeBackForm {
    fn read(&self, most: Money) -> Result<TakeBack, FieldErrors> {
        let mut errors = FieldErrors::new();
        let amount = errors.take("amount", Money::parse(&self.amount));
        if amount.is_some_and(|amount| amount <= Money::ZERO || amount > most) {
            errors.push("amount", format!("Enter an amount from £0.01 to {most}"));
        }
        let why = self.why.trim();
        if why.is_empty() || why.chars().count() > LONGEST {
            errors.push("why", "Say why, in 200 characters or fewer");
        }
        match amount {
            Some(amount) if errors.is_empty() => Ok(TakeBack { key: self.key.clone(), amount, why: why.to_owned() }),
            _ => Err(errors),
        }
    }
}

/// GET /council/pots/{pot}/take-back
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, pot_id(&pot)?).await?;
    let form = TakeBackForm { key: app.random.token(), ..TakeBackForm::default() };
    Ok(views::form(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/pots/{pot}/take-back: first to look at it, then to do it.
async fn take_back(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    pot: Path<String>,
    Posted(form): Posted<TakeBackForm>,
) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, pot_id(&pot)?).await?;
    let wanted = match form.read(view.most) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(views::form(&ctx, &view, &form, &errors).respond(&ctx)),
    };
    if form.sure == "no" {
        return Ok(views::form(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx));
    }
    if form.sure != "yes" {
        return Ok(views::check(&ctx, &view, &wanted).respond(&ctx));
    }
    let amount = wanted.amount;
    match service::take_back(&app, &actor, view.pot, wanted).await {
        Err(error @ BudgetError::NotFree(_)) => {
            let mut errors = FieldErrors::new();
            errors.push("amount", error.to_string());
            Ok(views::form(&ctx, &view, &form, &errors).respond(&ctx))
        }
        other => {
            other?;
            let said = Flash::success(format!("{amount} is taken back. We told them why."));
            Ok(flash::redirect(&format!("/council/pots/{}", view.pot), &said, app.config.secret_key.bytes()))
        }
    }
}

/// Nothing is sent with it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JoinForm {}

/// POST /council/people/{reference}/pots/join
async fn join(
    app: Data<App>,
    actor: LoggedIn,
    reference: Path<String>,
    _: Posted<JoinForm>,
) -> Result<HttpResponse, Error> {
    service::join(&app, &actor, &reference).await?;
    let said = Flash::success(
        "The budget is counted against the new plan. No money was moved: put money in, or take it back, so that it comes to \
         what the plan costs.",
    );
    Ok(flash::redirect(&format!("/council/people/{reference}/pots"), &said, app.config.secret_key.bytes()))
}
