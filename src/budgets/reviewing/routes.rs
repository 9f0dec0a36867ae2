//! `/plans/{id}/review`, and `/council/reviews` with those that are due.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::PageNumber;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::forms::Typed;
use crate::plans::model::caseload::{Asked, Due};
use crate::plans::model::state::State;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/plans/{id}/review", get().to(page))
        .route("/plans/{id}/review", post().to(save))
        .route("/plans/{id}/review/easy-read", get().to(easy))
        .route("/plans/{id}/review/counts", post().to(confirm))
        .route("/plans/{id}/review/signs", post().to(explain))
        .route("/council/reviews", get().to(due));
}

fn id(text: &str) -> Result<DraftId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /plans/{id}/review
async fn page(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::page(&app, &actor, id(&path)?).await?;
    Ok(views::page(&ctx, &view, (&Typed::default(), ""), &FieldErrors::new()).respond(&ctx))
}

/// GET /plans/{id}/review/easy-read
async fn easy(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::page(&app, &actor, id(&path)?).await?;
    Ok(views::easy::page(&view).respond(&ctx))
}

/// POST /plans/{id}/review
async fn save(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let (typed, _) = Typed::posted(pairs);
    let view = service::page(&app, &actor, id).await?;
    let errors = match typed.review(&view.review.draft.version.draft) {
        Ok(review) => {
            let seen = usize::try_from(typed.seen).unwrap_or(usize::MAX);
            match service::keep(&app, &actor, id, seen, review).await {
                Ok(true) => return Ok(done(&app, id, "The review is kept.")),
                Ok(false) => {
                    let words = "The review is kept. A care manager is asked to read it.";
                    return Ok(done(&app, id, words));
                }
                Err(error @ DraftError::Twice(_)) => {
                    let mut errors = FieldErrors::new();
                    errors.push("", error.to_string());
                    errors
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(errors) => errors,
    };
    Ok(views::page(&ctx, &view, (&typed, ""), &errors).respond(&ctx))
}

fn done(app: &App, id: DraftId, words: &str) -> HttpResponse {
    flash::redirect(&format!("/plans/{id}/review"), &Flash::success(words), app.config.secret_key.bytes())
}

/// Which review a care manager has read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReadForm {
    review: i64,
}

/// POST /plans/{id}/review/counts
async fn confirm(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ReadForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::confirm(&app, &actor, id, form.review).await?;
    Ok(done(&app, id, "It counts as the review now."))
}

/// What a care manager found.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FoundForm {
    found: String,
}

/// POST /plans/{id}/review/signs
async fn explain(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<FoundForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match service::explain(&app, &actor, id, form.found.trim().to_owned()).await {
        Ok(()) => Ok(done(&app, id, "What you found is written down.")),
        Err(DraftError::NeedsWords(words)) => {
            let mut errors = FieldErrors::new();
            errors.push("found", words);
            let view = service::page(&app, &actor, id).await?;
            Ok(views::page(&ctx, &view, (&Typed::default(), &form.found), &errors).respond(&ctx))
        }
        Err(other) => Err(other.into()),
    }
}

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listing {
    q: String,
    page: String,
}

/// GET /council/reviews
async fn due(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<Listing>) -> Result<HttpResponse, Error> {
    let page = PageNumber::parse(&query.page);
    let name = query.q.trim().chars().take(100).collect();
    let asked = Asked { state: Some(State::Agreed), due: Due::Soon, name, page };
    let view = service::due(&app, &actor, asked.clone()).await?;
    Ok(views::due(&view, &asked, app.clock.today()).respond(&ctx))
}
