//! `/council/pots/{pot}` and putting money in; `/budget/top-up`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Arrives, Collector};
use super::service::{self, MOST_TOP_UP, NewMoney};
use super::views;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::budgets::HeldAs;
use crate::budgets::error::BudgetError;
use crate::budgets::model::Stream;
use crate::kernel::Money;
use crate::kernel::ids::PotId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/pots/{pot}", get().to(pot))
        .route("/council/pots/{pot}/money", get().to(show_put_in))
        .route("/council/pots/{pot}/money", post().to(put_in))
        .route("/budget/top-up", get().to(show_top_up))
        .route("/budget/top-up", post().to(top_up));
}

/// Money as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoneyForm {
    /// The form's own name.
    pub key: String,
    /// From where.
    pub stream: String,
    /// How much.
    pub amount: String,
    /// How it arrives.
    pub arrives: String,
    /// The large part.
    pub first: String,
    /// The first day.
    pub from_day: String,
    /// Its month.
    pub from_month: String,
    /// Its year.
    pub from_year: String,
    /// Who collects it.
    pub collector: String,
    /// That the officer has looked at what it comes to.
    pub sure: String,
}

/// An amount above nothing.
fn amount(errors: &mut FieldErrors, name: &str, typed: &str, most: Money) -> Option<Money> {
    let amount = errors.take(name, Money::parse(typed))?;
    if amount <= Money::ZERO || amount > most {
        errors.push(name, format!("Enter an amount from £0.01 to {}", most.short()));
        return None;
    }
    Some(amount)
}

impl MoneyForm {
    fn read(&self) -> Result<NewMoney, FieldErrors> {
        let mut errors = FieldErrors::new();
        let stream: Option<Stream> = self.stream.parse().ok();
        if stream.is_none() {
            errors.push("stream", "Choose where the money comes from");
        }
        let arrives: Option<Arrives> = self.arrives.parse().ok();
        if arrives.is_none() {
            errors.push("arrives", "Choose how the money arrives");
        }
        let whole = amount(&mut errors, "amount", &self.amount, MOST_TOP_UP);
        let first = (arrives == Some(Arrives::FrontLoaded))
            .then(|| amount(&mut errors, "first", &self.first, whole.unwrap_or(MOST_TOP_UP)))
            .flatten();
        let number = |typed: &str| typed.trim().parse::<u32>().ok();
        let year = self.from_year.trim().parse::<i32>().ok();
        let from = year.zip(number(&self.from_month)).zip(number(&self.from_day));
        let from = from.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
        if from.is_none() {
            errors.push("from", "Enter the day on which the first of it arrives, as 6 4 2027");
        }
        let own = stream == Some(Stream::OwnContribution);
        let collector: Option<Collector> = self.collector.parse().ok().filter(|_| own);
        if own && collector.is_none() {
            errors.push("collector", "Choose who collects the contribution");
        }
        match (stream, whole, arrives, from) {
            (Some(stream), Some(amount), Some(arrives), Some(from)) if errors.is_empty() => {
                Ok(NewMoney { stream, amount, arrives, first, from, collector })
            }
            _ => Err(errors),
        }
    }
}

/// Money of one's own as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TopUpForm {
    /// The form's own name.
    pub key: String,
    /// How much.
    pub amount: String,
}

/// A pot in an address.
pub(in crate::budgets) fn pot_id(text: &str) -> Result<PotId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /council/pots/{pot}
async fn pot(app: Data<App>, ctx: Ctx, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, pot_id(&pot)?).await?;
    Ok(views::pot(&view, app.clock.today()).respond(&ctx))
}

/// GET /council/pots/{pot}/money
async fn show_put_in(app: Data<App>, ctx: Ctx, actor: LoggedIn, pot: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor, pot_id(&pot)?).await?;
    let typed = MoneyForm { key: app.random.token(), ..MoneyForm::default() };
    Ok(views::put_in(&ctx, &view, &typed, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/pots/{pot}/money
async fn put_in(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    pot: Path<String>,
    Posted(form): Posted<MoneyForm>,
) -> Result<HttpResponse, Error> {
    let pot = pot_id(&pot)?;
    let view = service::view(&app, &actor, pot).await?;
    let result = match form.read() {
        Ok(new) if form.sure == "yes" => service::put_in(&app, &actor, (pot, form.key.clone()), new).await,
        Ok(_) if form.sure == "no" => {
            return Ok(views::put_in(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx));
        }
        Ok(new) => match service::would_arrive(&view, &new) {
            Ok(parts) => return Ok(views::check(&ctx, &view, (&form, &new), &parts).respond(&ctx)),
            Err(error) => Err(error),
        },
        Err(errors) => return Ok(views::put_in(&ctx, &view, &form, &errors).respond(&ctx)),
    };
    match result {
        Err(error @ (BudgetError::OutsideTheYear | BudgetError::NobodyToCollect)) => {
            let field = if error == BudgetError::NobodyToCollect { "collector" } else { "from" };
            let mut errors = FieldErrors::new();
            errors.push(field, error.to_string());
            Ok(views::put_in(&ctx, &view, &form, &errors).respond(&ctx))
        }
        other => {
            other?;
            let said = Flash::success("The money is in the pot.");
            Ok(flash::redirect(&format!("/council/pots/{pot}"), &said, app.config.secret_key.bytes()))
        }
    }
}

/// GET /budget/top-up
async fn show_top_up(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let page = match service::own_pot(&app, &actor).await? {
        Some(held_as) if service::may_top_up(held_as) => {
            let typed = TopUpForm { key: app.random.token(), ..TopUpForm::default() };
            views::top_up(&ctx, &typed, &FieldErrors::new())
        }
        Some(HeldAs::OwnMoney) => return Err(Error::not_found().way_on("/budget/own-money", "Your own money")),
        Some(_) => views::ask_the_council(),
        None => return Err(Error::not_found()),
    };
    Ok(page.respond(&ctx))
}

/// POST /budget/top-up
async fn top_up(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<TopUpForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let Some(amount) = amount(&mut errors, "amount", &form.amount, MOST_TOP_UP) else {
        service::own_pot(&app, &actor).await?;
        return Ok(views::top_up(&ctx, &form, &errors).respond(&ctx));
    };
    service::top_up(&app, &actor, form.key.clone(), amount).await?;
    let said = Flash::success(format!("{amount} is added to the budget."));
    Ok(flash::redirect("/budget", &said, app.config.secret_key.bytes()))
}
