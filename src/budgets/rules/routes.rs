//! `/council/pots/{pot}/rules`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use serde::Deserialize;

use super::service::{self, Rules};
use super::{HighestPrices, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::budgets::arrivals::routes::pot_id;
use crate::budgets::error::BudgetError;
use crate::directory::model::PriceUnit;
use crate::kernel::Money;
use crate::search::categories;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// More names than this are no list that anybody keeps.
const MOST_PROVIDERS: usize = 100;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/pots/{pot}/rules", get().to(show)).route("/council/pots/{pot}/rules", post().to(set));
}

/// The rules as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    /// Codes of categories.
    pub categories: Vec<String>,
    /// Names of providers, one a line.
    pub providers: String,
    /// The highest prices, in the order of [`PriceUnit::ALL`].
    pub highest: Vec<String>,
    /// "yes" where the council is asked first.
    pub asks: String,
}

impl RulesForm {
    fn of(rules: &Rules) -> Self {
        let price = |unit: &PriceUnit| rules.highest.of(*unit).map(Money::plain).unwrap_or_default();
        Self {
            categories: rules.categories.clone(),
            providers: rules.providers.join("\n"),
            highest: PriceUnit::ALL.iter().map(price).collect(),
            asks: if rules.asks { "yes".to_owned() } else { String::new() },
        }
    }

    fn read(&self) -> Result<Rules, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut categories: Vec<String> =
            self.categories.iter().filter(|code| categories::is_known(code)).cloned().collect();
        categories.sort_unstable();
        categories.dedup();
        let providers = self.providers.lines().map(str::trim).filter(|name| !name.is_empty());
        let providers: Vec<String> = providers.map(str::to_owned).collect();
        if providers.len() > MOST_PROVIDERS {
            errors.push("providers", format!("Enter at most {MOST_PROVIDERS} providers"));
        }
        let mut highest = Vec::new();
        for (unit, typed) in PriceUnit::ALL.iter().zip(&self.highest) {
            if typed.trim().is_empty() {
                continue;
            }
            match Money::parse(typed) {
                Ok(amount) if amount > Money::ZERO => highest.push((*unit, amount)),
                _ => errors.push("highest", format!("Enter the highest price {} as an amount above £0", unit.per())),
            }
        }
        if errors.is_empty() {
            Ok(Rules { categories, providers, highest: HighestPrices(highest), asks: self.asks == "yes" })
        } else {
            Err(errors)
        }
    }
}

/// GET /council/pots/{pot}/rules
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, pot_id(&pot)?).await?;
    Ok(views::form(&ctx, &view, &RulesForm::of(&view.rules), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/pots/{pot}/rules
async fn set(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    pot: Path<String>,
    Posted(form): Posted<RulesForm>,
) -> Result<HttpResponse, Error> {
    let pot = pot_id(&pot)?;
    let view = service::view(&app, &actor, pot).await?;
    let result = match form.read() {
        Ok(rules) => service::set(&app, &actor, pot, rules).await,
        Err(errors) => return Ok(views::form(&ctx, &view, &form, &errors).respond(&ctx)),
    };
    match result {
        Err(error @ (BudgetError::UnknownProvider(_) | BudgetError::VoucherNeedsList)) => {
            let mut errors = FieldErrors::new();
            errors.push("providers", error.to_string());
            Ok(views::form(&ctx, &view, &form, &errors).respond(&ctx))
        }
        other => {
            other?;
            let said = Flash::success("Saved. New orders keep to it; what is ordered already stays.");
            Ok(flash::redirect(&format!("/council/pots/{pot}"), &said, app.config.secret_key.bytes()))
        }
    }
}
