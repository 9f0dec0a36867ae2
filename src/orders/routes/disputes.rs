//! A visit that something was wrong with: saying so, talking about it, and settling it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::orders::reference;
use super::{act_problem, beside_words, done, id};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::{DeliveryId, DisputeOfferId, Quantity};
use crate::orders::error::ActError;
use crate::orders::forms::{AgreeForm, DecideForm, Nothing, OfferForm, WordsForm};
use crate::orders::model::{Delivery, DeliveryStatus};
use crate::orders::service::disputes::{self, Thread};
use crate::orders::service::{self, OrderView};
use crate::orders::views::disputes::{Problem, list as listed};
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

type At = Path<(String, String)>;

/// All that the page of a visit shows.
struct Found {
    view: OrderView,
    delivery: Delivery,
    thread: Option<Thread>,
}

impl Found {
    /// For whoever may act, or talks about it already.
    async fn at(app: &App, actor: &LoggedIn, path: &At) -> Result<Self, Error> {
        let visit: DeliveryId = id(&path.1)?;
        let view = service::order_view(app, actor, &reference(&path.0)?).await.map_err(act_problem)?;
        let delivery = view.deliveries.iter().find(|delivery| delivery.id == visit).cloned();
        let delivery = delivery.ok_or_else(Error::not_found)?;
        let thread = disputes::of_visit(app, actor, visit).await.map_err(act_problem)?;
        if view.may_act || thread.is_some() { Ok(Self { view, delivery, thread }) } else { Err(Error::not_found()) }
    }

    fn page(&self, ctx: &Ctx, words: &str, decide: &DecideForm, errors: &FieldErrors) -> HttpResponse {
        let Self { view, delivery, thread } = self;
        Problem { view, delivery, thread: thread.as_ref(), words, decide, offer: "", errors }.page(ctx).respond(ctx)
    }

    fn address(&self) -> String {
        format!("/orders/{}/visits/{}/problem", self.view.order.reference, self.delivery.id)
    }
}

/// GET /orders/{reference}/visits/{visit}/problem
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: At) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    let units = found.delivery.recorded.unwrap_or(found.delivery.units).min(found.delivery.units).to_string();
    Ok(found.page(&ctx, "", &DecideForm { units, words: String::new() }, &FieldErrors::new()))
}

/// POST /orders/{reference}/visits/{visit}/problem
pub async fn say(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    let visit = found.delivery.id;
    let (said, to, words) = if found.delivery.status == DeliveryStatus::Disputed {
        (disputes::say(&app, &actor, visit, &form.words).await, found.address(), "Sent.".to_owned())
    } else {
        let words = format!("Thank you. The money is held, and we have asked {}.", found.view.provider_name);
        let order = format!("/orders/{}", found.view.order.reference);
        (service::dispute_delivery(&app, &actor, visit, &form.words).await, order, words)
    };
    match said {
        Ok(()) => Ok(done(&app, &to, &Flash::success(words))),
        Err(error) => {
            let errors = beside_words(error)?;
            Ok(found.page(&ctx, &form.words, &DecideForm::default(), &errors))
        }
    }
}

/// POST /orders/{reference}/visits/{visit}/problem/council
pub async fn ask_council(app: Data<App>, actor: LoggedIn, path: At, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    disputes::ask_council(&app, &actor, found.delivery.id).await.map_err(act_problem)?;
    Ok(done(&app, &found.address(), &Flash::success("The council is asked to settle it.")))
}

/// POST /orders/{reference}/visits/{visit}/problem/decide
pub async fn decide(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<DecideForm>,
) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    let mut errors = FieldErrors::new();
    let Some(units) = errors.take("decide_units", Quantity::parse(&form.units)) else {
        return Ok(found.page(&ctx, "", &form, &errors));
    };
    match disputes::decide(&app, &actor, found.delivery.id, units, &form.words).await {
        Ok(()) => Ok(done(&app, "/council/disputes", &Flash::success("Settled. Both sides are told."))),
        Err(ActError::BadUnits(message)) => {
            errors.push("decide_units", message);
            Ok(found.page(&ctx, "", &form, &errors))
        }
        Err(ActError::NeedsReason(message)) => {
            errors.push("decide_words", message);
            Ok(found.page(&ctx, "", &form, &errors))
        }
        Err(error) => Err(act_problem(error)),
    }
}

/// POST /orders/{reference}/visits/{visit}/problem/offer
pub async fn offer(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<OfferForm>,
) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    let mut errors = FieldErrors::new();
    if let Some(units) = errors.take("offer_units", Quantity::parse(&form.units)) {
        match disputes::offer(&app, &actor, found.delivery.id, units).await {
            Ok(()) => return Ok(done(&app, &found.address(), &Flash::success("Your offer is sent."))),
            Err(ActError::BadUnits(message)) => errors.push("offer_units", message),
            Err(error) => return Err(act_problem(error)),
        }
    }
    let Found { view, delivery, thread } = &found;
    let (thread, decide) = (thread.as_ref(), &DecideForm::default());
    let page = Problem { view, delivery, thread, words: "", decide, offer: &form.units, errors: &errors };
    Ok(page.page(&ctx).respond(&ctx))
}

/// POST /orders/{reference}/visits/{visit}/problem/offer/agree
pub async fn agree(
    app: Data<App>,
    actor: LoggedIn,
    path: At,
    Posted(form): Posted<AgreeForm>,
) -> Result<HttpResponse, Error> {
    let found = Found::at(&app, &actor, &path).await?;
    let offer: DisputeOfferId = id(&form.offer)?;
    match disputes::agree(&app, &actor, found.delivery.id, offer).await {
        Ok(()) => Ok(done(&app, &found.address(), &Flash::success("It is settled. The other side is told."))),
        Err(ActError::BadUnits(message)) => Ok(done(&app, &found.address(), &Flash::warning(message))),
        Err(error) => Err(act_problem(error)),
    }
}

/// GET /council/disputes
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    Ok(listed(&disputes::of_council(&app, &actor).await.map_err(act_problem)?).respond(&ctx))
}
