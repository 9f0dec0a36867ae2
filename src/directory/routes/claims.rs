//! Claiming an entry from open data, and what moderators decide on claims.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::accreditations::sent;
use super::{Nothing, done, id, told};
use crate::accounts::guard::LoggedIn;
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::accreditation::EvidenceForm;
use crate::directory::forms::claim::{ClaimForm, CodeForm, FindForm};
use crate::directory::forms::moderation::{ReviewForm, after};
use crate::directory::forms::show_faults;
use crate::directory::model::Provider;
use crate::directory::service::claims::{self, ClaimToCheck, Entered};
use crate::directory::views::claims as views;
use crate::kernel::ids::ClaimId;
use crate::web::error::Error;
use crate::web::flash::see_other;
use crate::web::form::{FieldErrors, Posted, PostedFiles};
use crate::web::page::{Ctx, Page};

const OWN: &str = "/provider/claim";

/// GET /provider/find
pub async fn find(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(asked): Query<FindForm>,
) -> Result<HttpResponse, Error> {
    let found = claims::find(&app, &actor, &asked.find).await?;
    let page = Page::new("Are you here already?").nav("/provider/start").back("/provider/start", "Getting started");
    Ok(page.body(views::find(&asked.find, &found)).respond(&ctx))
}

fn claim_page(ctx: &Ctx, provider: &Provider, form: &ClaimForm, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new(format!("Is {} yours?", provider.name)).nav("/provider/start").errors(errors);
    page.back(provider.path(), provider.name.as_str()).body(views::make(ctx, provider, form, errors)).respond(ctx)
}

/// GET /providers/{id}/claim
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    if !actor.may_anywhere(Duty::Manage) {
        let page = Page::new("An account for a provider").back("/for-providers", "For providers");
        return Ok(page.body(views::account_first()).respond(&ctx));
    }
    let provider = claims::to_claim(&app, &actor, id(&path)?).await?;
    Ok(claim_page(&ctx, &provider, &ClaimForm::default(), &FieldErrors::new()))
}

/// POST /providers/{id}/claim
pub async fn make(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    posted: PostedFiles<ClaimForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let PostedFiles { form, files } = posted;
    let mut errors = FieldErrors::new();
    if let Some(new) = form.command(&mut errors) {
        match claims::make(&app, &actor, id, new, sent(files)).await {
            Ok(_) => return Ok(told(&app, OWN, "Thank you. This page shows where your claim is.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    let provider = claims::to_claim(&app, &actor, id).await?;
    Ok(claim_page(&ctx, &provider, &form, &errors))
}

async fn own_page(app: &App, ctx: &Ctx, actor: &Actor, errors: &FieldErrors) -> Result<HttpResponse, Error> {
    let view = claims::own(app, actor).await?;
    let page = Page::new("Your claim").nav("/provider/start").back("/provider/start", "Getting started");
    Ok(page.errors(errors).body(views::own(ctx, view.as_ref(), errors, app.clock.now())).respond(ctx))
}

/// GET /provider/claim
pub async fn own(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    own_page(&app, &ctx, &actor, &FieldErrors::new()).await
}

/// POST /provider/claim/{id}/code
pub async fn code(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<CodeForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let entered = claims::enter_code(&app, &actor, id(&path)?, &form.code).await;
    match entered {
        Ok(Entered::Accepted) => Ok(done(&app, "/provider/start", "The page is yours now.")),
        Ok(Entered::Waits) => {
            Ok(told(&app, OWN, "The code is right. Somebody else claims the page too, so we look at both."))
        }
        Ok(Entered::Wrong(0)) | Err(DirectoryError::CodeOver) => {
            errors.push("evidence", DirectoryError::CodeOver.to_string());
            own_page(&app, &ctx, &actor, &errors).await
        }
        Ok(Entered::Wrong(left)) => {
            let tries = crate::kernel::words::count(left, "try", "tries");
            errors.push("code", format!("This is not the code. You have {tries} left."));
            own_page(&app, &ctx, &actor, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /provider/claim/{id}/evidence
pub async fn evidence(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    posted: PostedFiles<EvidenceForm>,
) -> Result<HttpResponse, Error> {
    match claims::send_evidence(&app, &actor, id(&path)?, sent(posted.files)).await {
        Ok(()) => Ok(done(&app, OWN, "Thank you. We look at it and write to you.")),
        Err(DirectoryError::Invalid(faults)) => {
            let mut errors = FieldErrors::new();
            show_faults(&faults, &mut errors);
            own_page(&app, &ctx, &actor, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /provider/claim/{id}/withdraw
pub async fn withdraw(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    claims::withdraw(&app, &actor, id(&path)?).await?;
    Ok(done(&app, "/provider/start", "You have taken your claim back."))
}

/// GET /moderation/claims: they are in the one list of all that waits.
pub async fn queue(_: LoggedIn) -> HttpResponse {
    see_other("/moderation?kind=page")
}

fn check_page(ctx: &Ctx, shown: &ClaimToCheck, form: &ReviewForm, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new(format!("Is {} theirs?", shown.view.provider.name)).nav("/moderation").errors(errors);
    let page = page.back("/moderation", "To check").caption("Check a claim");
    page.body(views::check(ctx, shown, form, errors)).respond(ctx)
}

/// GET /moderation/claims/{id}
pub async fn show_check(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let shown = claims::one_to_check(&app, &actor, id(&path)?).await?;
    Ok(check_page(&ctx, &shown, &ReviewForm::default(), &FieldErrors::new()))
}

/// POST /moderation/claims/{id}
pub async fn decide(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ReviewForm>,
) -> Result<HttpResponse, Error> {
    let id: ClaimId = id(&path)?;
    let mut errors = FieldErrors::new();
    let decided = match form.decision.as_str() {
        "accept" => claims::accept_claim(&app, &actor, id).await.map(|()| "Accepted. The page is theirs now."),
        "refuse" => {
            claims::refuse_claim_of(&app, &actor, id, &form.reason).await.map(|()| "Refused. They are told why.")
        }
        _ => {
            errors.push("decision", "Choose what you decide.");
            Ok("")
        }
    };
    match decided {
        Ok(words) if errors.is_empty() => return Ok(done(&app, after(&form.then), words)),
        Ok(_) => {}
        Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
        Err(other) => return Err(other.into()),
    }
    let shown = claims::one_to_check(&app, &actor, id).await?;
    Ok(check_page(&ctx, &shown, &form, &errors))
}
