//! The addresses about pots: the council's officers split and switch; people choose which part pays.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};

use super::error::PotsError;
use super::forms::{AgreeForm, AmountForm, ChooseForm, PartForm, PartQuery, WayQuery};
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::Money;
use crate::kernel::ids::PotId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this part.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/budget/pots", get().to(show_choice))
        .route("/budget/pots", post().to(choose))
        .route("/council/people/{reference}/pots", get().to(look))
        .route("/council/people/{reference}/pots/split", get().to(show_split))
        .route("/council/people/{reference}/pots/split", post().to(begin))
        .route("/council/people/{reference}/pots/split/part", get().to(show_part))
        .route("/council/people/{reference}/pots/split/part", post().to(add_part))
        .route("/council/people/{reference}/pots/split/remove", post().to(remove_part))
        .route("/council/people/{reference}/pots/split/agree", post().to(agree))
        .route("/council/people/{reference}/pots/{pot}/switch", get().to(show_switch))
        .route("/council/people/{reference}/pots/{pot}/switch", post().to(switch));
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

fn again(app: &App, to: &str, error: &PotsError) -> HttpResponse {
    flash::redirect(to, &Flash::warning(error.to_string()), app.config.secret_key.bytes())
}

fn base(reference: &str) -> String {
    format!("/council/people/{reference}/pots")
}

/// A refusal as a message beside the field it is about.
fn beside(error: PotsError) -> Result<FieldErrors, Error> {
    let field = match &error {
        PotsError::MoreThanLeft(_) => "amount_1",
        PotsError::MoreThanPlan(_) => "amount",
        PotsError::NobodyThere | PotsError::Oneself | PotsError::NotABroker | PotsError::NotTheirs => "email",
        PotsError::NoProvider => "provider",
        PotsError::Same => "reason",
        PotsError::BadDay => "from",
        PotsError::Refused(_)
        | PotsError::NoPlan
        | PotsError::CaseClosed
        | PotsError::Overlaps
        | PotsError::DoesNotAddUp { .. }
        | PotsError::Changed
        | PotsError::TooMany
        | PotsError::Db(_) => return Err(problem(error)),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

fn problem(error: PotsError) -> Error {
    match error {
        // That somebody has a budget is itself private.
        PotsError::Refused(_) => Error::not_found(),
        PotsError::Db(error) => error.into(),
        PotsError::NoPlan
        | PotsError::Overlaps
        | PotsError::DoesNotAddUp { .. }
        | PotsError::MoreThanLeft(_)
        | PotsError::Changed
        | PotsError::TooMany
        | PotsError::NobodyThere
        | PotsError::Oneself
        | PotsError::NotABroker
        | PotsError::NoProvider
        | PotsError::NotTheirs
        | PotsError::Same
        | PotsError::MoreThanPlan(_)
        | PotsError::CaseClosed
        | PotsError::BadDay => Error::conflict(error.to_string()),
    }
}

/// GET /council/people/{reference}/pots
async fn look(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::look(&app, &actor, &path).await.map_err(problem)?;
    Ok(views::pots(&ctx, &view).respond(&ctx))
}

/// GET /council/people/{reference}/pots/split
async fn show_split(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::draft(&app, &actor, &path).await.map_err(problem)?;
    let total = view.plan.total().unwrap_or_default();
    let amount = view.split.as_ref().map_or(total, super::model::Split::amount);
    let form = AmountForm { version: view.version, amount: amount.plain() };
    Ok(views::split::page(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/pots/split
async fn begin(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AmountForm>,
) -> Result<HttpResponse, Error> {
    let to = format!("{}/split", base(&path));
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(amount) => match service::begin(&app, &actor, &path, form.version, amount).await {
            Ok(()) => return Ok(done(&app, &to, "The budget is written down. Now split it into parts.")),
            Err(error @ PotsError::Changed) => return Ok(again(&app, &to, &error)),
            Err(error) => beside(error)?,
        },
    };
    let view = service::draft(&app, &actor, &path).await.map_err(problem)?;
    Ok(views::split::page(&ctx, &view, &form, &errors).respond(&ctx))
}

/// GET /council/people/{reference}/pots/split/part
async fn show_part(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Query(query): Query<WayQuery>,
) -> Result<HttpResponse, Error> {
    let view = service::draft(&app, &actor, &path).await.map_err(problem)?;
    let Some(way) = query.way() else { return Err(Error::not_found()) };
    let rest = view.split.as_ref().and_then(super::model::Split::rest).unwrap_or(Money::ZERO);
    let form = PartForm::start_from(view.version, way, (rest, view.contribution));
    Ok(views::split::part(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/pots/split/part
async fn add_part(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PartForm>,
) -> Result<HttpResponse, Error> {
    let to = format!("{}/split", base(&path));
    let errors = match form.part() {
        Err(errors) => errors,
        Ok(part) => match service::add_part(&app, &actor, &path, form.version, part).await {
            Ok(()) => return Ok(done(&app, &to, "The part is added.")),
            Err(error @ (PotsError::Changed | PotsError::TooMany)) => return Ok(again(&app, &to, &error)),
            Err(error) => beside(error)?,
        },
    };
    let view = service::draft(&app, &actor, &path).await.map_err(problem)?;
    Ok(views::split::part(&ctx, &view, &form, &errors).respond(&ctx))
}

/// POST /council/people/{reference}/pots/split/remove
async fn remove_part(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PartQuery>,
) -> Result<HttpResponse, Error> {
    let to = format!("{}/split", base(&path));
    match service::remove_part(&app, &actor, &path, form.version, form.part).await {
        Ok(()) => Ok(done(&app, &to, "The part is taken out.")),
        Err(error @ PotsError::Changed) => Ok(again(&app, &to, &error)),
        Err(error) => Err(problem(error)),
    }
}

/// POST /council/people/{reference}/pots/split/agree
async fn agree(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AgreeForm>,
) -> Result<HttpResponse, Error> {
    match service::agree(&app, &actor, &path, form.version).await {
        Ok(()) => Ok(done(&app, &base(&path), "The budget is agreed, and the money is in its parts.")),
        Err(error @ (PotsError::Changed | PotsError::DoesNotAddUp { .. } | PotsError::MoreThanPlan(_))) => {
            Ok(again(&app, &format!("{}/split", base(&path)), &error))
        }
        Err(error) => Err(problem(error)),
    }
}

fn pot(text: &str) -> Result<PotId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /council/people/{reference}/pots/{pot}/switch
async fn show_switch(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Query(query): Query<WayQuery>,
) -> Result<HttpResponse, Error> {
    let (reference, id) = path.into_inner();
    let view = service::check(&app, &actor, &reference, pot(&id)?, None).await.map_err(problem)?;
    let page = match query.way() {
        None => views::switch::choose(&view),
        Some(way) => {
            let form = PartForm::start(0, way, Money::ZERO);
            views::switch::form(&ctx, &view, &form, &FieldErrors::new())
        }
    };
    Ok(page.respond(&ctx))
}

/// POST /council/people/{reference}/pots/{pot}/switch: first to see what changes, then to do it.
async fn switch(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<PartForm>,
) -> Result<HttpResponse, Error> {
    let (reference, id) = path.into_inner();
    let id = pot(&id)?;
    let errors = match form.switch(id) {
        Err(errors) => errors,
        Ok(wanted) if form.sure == "yes" => match service::switch(&app, &actor, &reference, wanted).await {
            // The same again, from a second click: it is held in this way already.
            Ok(()) | Err(PotsError::Same) => {
                return Ok(done(&app, &base(&reference), "The change is written down, and everybody was told."));
            }
            Err(error) => beside(error)?,
        },
        Ok(wanted) => match service::check(&app, &actor, &reference, id, Some(wanted)).await {
            Ok(view) => return Ok(views::switch::check(&ctx, &view, &form).respond(&ctx)),
            Err(error) => beside(error)?,
        },
    };
    let view = service::check(&app, &actor, &reference, id, None).await.map_err(problem)?;
    Ok(views::switch::form(&ctx, &view, &form, &errors).respond(&ctx))
}

/// GET /budget/pots
async fn show_choice(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let view = service::choices(&app, &actor).await.map_err(problem)?;
    Ok(views::choice(&ctx, &view).respond(&ctx))
}

/// POST /budget/pots
async fn choose(app: Data<App>, actor: LoggedIn, Posted(form): Posted<ChooseForm>) -> Result<HttpResponse, Error> {
    let Some(pot) = form.pot() else {
        return Ok(flash::redirect(
            "/budget/pots",
            &Flash::warning("Choose which part of the budget pays."),
            app.config.secret_key.bytes(),
        ));
    };
    service::choose(&app, &actor, pot).await.map_err(problem)?;
    Ok(done(&app, "/basket", "Your next orders are paid from that part of the budget."))
}
