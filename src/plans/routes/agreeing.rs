//! From sent to agreed: sending, deciding, the risk panel, a finance officer's yes, looking again; and the council's list.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::id;
use super::writing::done;
use crate::accounts::{Actor, LoggedIn};
use crate::app::App;
use crate::kernel::ids::DraftId;
use crate::kernel::{Money, PageNumber};
use crate::plans::error::DraftError;
use crate::plans::forms::{StepForm, day};
use crate::plans::model::caseload::{Asked, Due};
use crate::plans::model::state::{State, Step};
use crate::plans::service::agreeing::{self as service, Decide};
use crate::plans::service::panels::{self, Advice};
use crate::plans::service::{adopting, caseload, reading};
use crate::plans::views::{caseload as caseload_views, steps as views};
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// The addresses of agreeing plans.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/plans/{id}/send", get().to(send_page))
        .route("/plans/{id}/send", post().to(send))
        .route("/plans/{id}/use", post().to(adopt))
        .route("/plans/{id}/take-back", post().to(take_back))
        .route("/plans/{id}/throw-away", get().to(drop_page))
        .route("/plans/{id}/throw-away", post().to(drop_it))
        .route("/plans/{id}/check", get().to(check_page))
        .route("/plans/{id}/check", post().to(check))
        .route("/plans/{id}/cost", get().to(cost_page))
        .route("/plans/{id}/cost", post().to(cost))
        .route("/plans/{id}/panel", get().to(panel_page))
        .route("/plans/{id}/panel", post().to(panel))
        .route("/plans/{id}/recall", get().to(recall_page))
        .route("/plans/{id}/recall", post().to(recall))
        .route("/plans/{id}/indicative", post().to(indicative))
        .route("/council/plans", get().to(list));
}

/// A page of a step, empty.
fn empty() -> (StepForm, FieldErrors) {
    (StepForm::default(), FieldErrors::new())
}

/// What is wrong with a step is said on its page; all else has a page of its own.
pub(super) fn beside(error: DraftError) -> Result<FieldErrors, Error> {
    let field = match &error {
        DraftError::NeedsWords(_) => "words",
        DraftError::NeedsDay(_) => "meets",
        DraftError::HasAHand(_) => "members",
        DraftError::CannotSend(_)
        | DraftError::CannotAgree(_)
        | DraftError::NeedsCouncil(_)
        | DraftError::NotNewest
        | DraftError::Days(_)
        | DraftError::Open(_)
        | DraftError::Overtaken
        | DraftError::Twice(_) => "",
        _ => return Err(error.into()),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// The page to send a plan from, with what is wrong.
async fn send_again(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    (id, error): (DraftId, DraftError),
) -> Result<HttpResponse, Error> {
    let errors = beside(error)?;
    Ok(views::send(ctx, &reading::whole(app, actor, id).await?, &errors).respond(ctx))
}

/// GET /plans/{id}/send
async fn send_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    Ok(views::send(&ctx, &view, &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/send
async fn send(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match service::submit(&app, &actor, id, form.version).await {
        Ok(()) => Ok(done(&app, &format!("/plans/{id}"), "The plan is sent to the council.")),
        Err(error) => send_again(&app, &ctx, &actor, (id, error)).await,
    }
}

/// POST /plans/{id}/use
async fn adopt(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match adopting::adopt(&app, &actor, id, form.version).await {
        Ok(()) => Ok(done(&app, &format!("/plans/{id}"), "The plan is in use now.")),
        Err(error) => send_again(&app, &ctx, &actor, (id, error)).await,
    }
}

/// POST /plans/{id}/take-back
async fn take_back(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::by_person(&app, &actor, id, Step::TakeBack).await?;
    Ok(done(&app, &format!("/plans/{id}"), "You took the plan back. You can change it now."))
}

/// GET /plans/{id}/throw-away
async fn drop_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    Ok(views::throw_away(&ctx, &view).respond(&ctx))
}

/// POST /plans/{id}/throw-away
async fn drop_it(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::by_person(&app, &actor, id, Step::Drop).await?;
    Ok(done(&app, &format!("/plans/{id}"), "This draft is thrown away. It can still be read."))
}

async fn decision_page(
    (app, ctx, actor): (&App, &Ctx, &LoggedIn),
    id: DraftId,
    form: &StepForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let view = reading::whole(app, actor, id).await?;
    if !view.draft.known.may.decide {
        return Err(Error::not_found());
    }
    Ok(views::check(ctx, &view, form, errors).respond(ctx))
}

/// GET /plans/{id}/check
async fn check_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (form, errors) = empty();
    decision_page((&app, &ctx, &actor), id(&path)?, &form, &errors).await
}

/// POST /plans/{id}/check
async fn check(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    let decide = match (form.decision.as_str(), day(&form.meets())) {
        ("changes", _) => Some(Decide::Changes(form.said())),
        ("agree", _) => Some(Decide::Agree(form.said())),
        ("agree_parts", _) => Some(Decide::AgreeInParts(form.said())),
        ("refuse", _) => Some(Decide::Refuse(form.said())),
        ("panel", Some(meets)) => Some(Decide::Panel(form.said(), meets)),
        ("panel", None) => {
            errors.push("meets", "Enter the day on which the panel meets");
            None
        }
        _ => {
            errors.push("decision", "Choose what you decide");
            None
        }
    };
    if let Some(decide) = decide {
        let in_parts = matches!(decide, Decide::AgreeInParts(_));
        match service::decide(&app, &actor, id, form.version, decide).await {
            Ok(state) => return Ok(done(&app, &format!("/plans/{id}"), decided(state, in_parts))),
            Err(error) => errors = beside(error)?,
        }
    }
    decision_page((&app, &ctx, &actor), id, &form, &errors).await
}

fn decided(state: State, in_parts: bool) -> &'static str {
    match state {
        State::Agreed if in_parts => {
            "The plan is agreed. Finance is asked to set up the budget. The person can order once that is done."
        }
        State::Agreed => "The plan is agreed. The person is told, and can order support.",
        State::Refused => "The plan is not agreed. The person is told why.",
        State::WithPanel => "The risk panel is asked. The person is told.",
        _ => "The person is asked for changes.",
    }
}

/// GET /plans/{id}/cost
async fn cost_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    let (form, errors) = empty();
    Ok(views::cost(&ctx, &view, &form, &errors).respond(&ctx))
}

/// POST /plans/{id}/cost
async fn cost(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match service::approve(&app, &actor, id, form.version, form.said()).await {
        Ok(()) => Ok(done(&app, &format!("/plans/{id}"), "Your yes to the cost is written down with your name.")),
        Err(error) => {
            let errors = beside(error)?;
            Ok(views::cost(&ctx, &reading::whole(&app, &actor, id).await?, &form, &errors).respond(&ctx))
        }
    }
}

/// GET /plans/{id}/panel
async fn panel_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (form, errors) = empty();
    show_panel((&app, &ctx, &actor), id(&path)?, &form, &errors).await
}

async fn show_panel(
    (app, ctx, actor): (&App, &Ctx, &LoggedIn),
    id: DraftId,
    form: &StepForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let view = reading::whole(app, actor, id).await?;
    let members = panels::candidates(app, actor, id).await?;
    if !view.draft.known.may.sit {
        return Err(Error::not_found());
    }
    Ok(views::panel(ctx, &view, &members, (form, errors)).respond(ctx))
}

/// POST /plans/{id}/panel
async fn panel(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    let decision = form.decision.parse().ok();
    if decision.is_none() {
        errors.push("decision", "Choose what the panel says");
    }
    let members = form.members.iter().filter_map(|member| member.parse().ok()).collect();
    if let (Some(decision), Ok(panel)) = (decision, form.panel.parse()) {
        match panels::advise(&app, &actor, id, Advice { panel, decision, words: form.said(), members }).await {
            Ok(()) => return Ok(done(&app, &format!("/plans/{id}"), "The panel’s answer is written down.")),
            Err(error) => errors = beside(error)?,
        }
    }
    show_panel((&app, &ctx, &actor), id, &form, &errors).await
}

/// The page to take the question to the panel back from.
async fn show_recall(
    (app, ctx, actor): (&App, &Ctx, &LoggedIn),
    id: DraftId,
    form: &StepForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let view = reading::whole(app, actor, id).await?;
    if !view.draft.known.may.decide || view.draft.known.head.state != State::WithPanel {
        return Err(Error::not_found());
    }
    Ok(views::recall(ctx, &view, form, errors).respond(ctx))
}

/// GET /plans/{id}/recall
async fn recall_page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (form, errors) = empty();
    show_recall((&app, &ctx, &actor), id(&path)?, &form, &errors).await
}

/// POST /plans/{id}/recall
async fn recall(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match panels::recall(&app, &actor, id, form.said()).await {
        Ok(()) => Ok(done(&app, &format!("/plans/{id}"), "The question is taken back. The plan is with the council.")),
        Err(error) => show_recall((&app, &ctx, &actor), id, &form, &beside(error)?).await,
    }
}

/// POST /plans/{id}/indicative
async fn indicative(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    if let Some(amount) = errors.take("amount", Money::parse(&form.amount)) {
        match service::set_indicative(&app, &actor, id, amount).await {
            Ok(()) => return Ok(done(&app, &format!("/plans/{id}/check"), "The indicative budget is written down.")),
            Err(error) => errors = beside(error)?,
        }
    }
    decision_page((&app, &ctx, &actor), id, &form, &errors).await
}

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listing {
    q: String,
    state: String,
    due: String,
    page: String,
}

/// GET /council/plans
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<Listing>) -> Result<HttpResponse, Error> {
    let asked = Asked {
        state: query.state.parse().ok(),
        due: query.due.parse().unwrap_or(Due::Any),
        name: query.q.trim().chars().take(100).collect(),
        page: PageNumber::parse(&query.page),
    };
    let view = caseload::list(&app, &actor, asked.clone()).await?;
    Ok(caseload_views::page(&view, &asked, app.clock.today()).respond(&ctx))
}
