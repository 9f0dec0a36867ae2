//! Choosing days and times, for something new or for a line of the basket.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{basket_problem, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::{BasketLineId, ListingId};
use crate::orders::error::{BasketError, CostFault, LineFault};
use crate::orders::forms::{Line, LineForm};
use crate::orders::model::Costing;
use crate::orders::service::basket::{self, AddToBasket, OrderForm};
use crate::orders::views::choose::Choose;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The listing of an address: "42" or "42-help-at-home".
fn listing(text: &str) -> Result<ListingId, Error> {
    id(text.split('-').next().unwrap_or_default())
}

/// The page for a form as it stands.
fn page<'a>(form: &'a OrderForm, typed: &'a LineForm, errors: &'a FieldErrors) -> Choose<'a> {
    let listing = &form.listing;
    let (action, back) = if let Some(line) = &form.line {
        (format!("/basket/{}/change", line.id), ("/basket".to_owned(), "Basket"))
    } else {
        let page = format!("/listings/{}-{}", listing.listing_id, listing.slug);
        (format!("/listings/{}/order", listing.listing_id), (page, "Back to the listing"))
    };
    Choose { form, typed, errors, quote: None, action, back }
}

/// What was read and what it costs, or the page that says what was wrong.
async fn priced(
    app: &App,
    actor: &LoggedIn,
    form: &OrderForm,
    typed: &LineForm,
) -> Result<Result<(Line, Costing), FieldErrors>, Error> {
    let line = match typed.read(form) {
        Ok(line) => line,
        Err(errors) => return Ok(Err(errors)),
    };
    match basket::quote(app, actor, form.listing.listing_id, line.request).await {
        Ok(costing) => Ok(Ok((line, costing))),
        Err(error) => Ok(Err(beside(error)?)),
    }
}

/// A refusal as a message beside the field it is about.
fn beside(error: BasketError) -> Result<FieldErrors, Error> {
    let field = match &error {
        BasketError::Line(CostFault::Line(fault)) => LineFault::field(fault),
        BasketError::Line(CostFault::NoPrice(_) | CostFault::Free(_)) => "starts_on".to_owned(),
        BasketError::Line(CostFault::TooDear) => "units".to_owned(),
        BasketError::NotInPlan => "plan_line".to_owned(),
        BasketError::Unavailable(_) | BasketError::Full => String::new(),
        BasketError::NotAllowed(_) | BasketError::NotFound | BasketError::NoSuchWay | BasketError::Db(_) => {
            return Err(basket_problem(error));
        }
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// GET /listings/{listing}/order
pub async fn show_new(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let form = basket::new_form(&app, &actor, listing(&path)?).await.map_err(basket_problem)?;
    let typed = LineForm::start(&form, app.random.token());
    Ok(page(&form, &typed, &FieldErrors::new()).page(&ctx).respond(&ctx))
}

/// POST /listings/{listing}/order
pub async fn add(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(mut typed): Posted<LineForm>,
) -> Result<HttpResponse, Error> {
    let form = basket::new_form(&app, &actor, listing(&path)?).await.map_err(basket_problem)?;
    if typed.asks_for_more() {
        return Ok(page(&form, &typed, &FieldErrors::new()).page(&ctx).respond(&ctx));
    }
    let (line, costing) = match priced(&app, &actor, &form, &typed).await? {
        Ok(priced) => priced,
        Err(errors) => return Ok(page(&form, &typed, &errors).page(&ctx).respond(&ctx)),
    };
    if typed.only_looks() {
        return Ok(looked(&ctx, &form, &typed, (line, costing)));
    }
    let Line { request, plan_line } = line;
    let command = AddToBasket { key: typed.key.clone(), listing: form.listing.listing_id, plan_line, request };
    match basket::add(&app, &actor, command).await {
        Ok(()) => Ok(done(&app, "/basket", &Flash::success(format!("“{}” is in the basket.", form.listing.title)))),
        Err(error) => Ok(page(&form, &typed, &beside(error)?).page(&ctx).respond(&ctx)),
    }
}

/// The form again, with what it would cost beside it.
fn looked(ctx: &Ctx, form: &OrderForm, typed: &LineForm, (line, costing): (Line, Costing)) -> HttpResponse {
    let errors = FieldErrors::new();
    Choose { quote: Some((line.request, costing)), ..page(form, typed, &errors) }.page(ctx).respond(ctx)
}

/// GET /basket/{line}/change
pub async fn show_change(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let form = basket::change_form(&app, &actor, id::<BasketLineId>(&path)?).await.map_err(basket_problem)?;
    let Some(line) = &form.line else { return Err(Error::not_found()) };
    let typed = LineForm::of(line, app.random.token());
    Ok(page(&form, &typed, &FieldErrors::new()).page(&ctx).respond(&ctx))
}

/// POST /basket/{line}/change
pub async fn change(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(mut typed): Posted<LineForm>,
) -> Result<HttpResponse, Error> {
    let line_id = id::<BasketLineId>(&path)?;
    let form = basket::change_form(&app, &actor, line_id).await.map_err(basket_problem)?;
    if typed.asks_for_more() {
        return Ok(page(&form, &typed, &FieldErrors::new()).page(&ctx).respond(&ctx));
    }
    let (line, costing) = match priced(&app, &actor, &form, &typed).await? {
        Ok(priced) => priced,
        Err(errors) => return Ok(page(&form, &typed, &errors).page(&ctx).respond(&ctx)),
    };
    if typed.only_looks() {
        return Ok(looked(&ctx, &form, &typed, (line, costing)));
    }
    match basket::change(&app, &actor, line_id, line.plan_line, line.request).await {
        Ok(()) => Ok(done(&app, "/basket", &Flash::success(format!("“{}” is changed.", form.listing.title)))),
        Err(error) => Ok(page(&form, &typed, &beside(error)?).page(&ctx).respond(&ctx)),
    }
}
