//! `/council/safeguarding`: the inbox, and one worry.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use super::forms::StepForm;
use super::service::{self, Step};
use super::{ConcernError, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::PageNumber;
use crate::kernel::ids::ConcernId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/safeguarding", get().to(inbox))
        .route("/council/safeguarding/{id}", get().to(show))
        .route("/council/safeguarding/{id}", post().to(take));
}

impl From<ConcernError> for Error {
    fn from(error: ConcernError) -> Self {
        match error {
            ConcernError::Refused(_) => Self::not_found(),
            ConcernError::Already => Self::conflict(error.to_string()).way_on("/council/safeguarding", "The inbox"),
            ConcernError::Db(error) => error.into(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    closed: String,
    page: String,
}

/// GET /council/safeguarding
async fn inbox(app: Data<App>, ctx: Ctx, actor: LoggedIn, Query(asked): Query<Asked>) -> Result<HttpResponse, Error> {
    let shown = service::inbox(&app, &actor, asked.closed == "1", PageNumber::parse(&asked.page)).await?;
    Ok(views::inbox(&shown).private().respond(&ctx))
}

fn id(text: &str) -> Result<ConcernId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// GET /council/safeguarding/{id}
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (concern, notes) = service::concern(&app, &actor, id(&path)?).await?;
    Ok(views::concern(&ctx, &concern, &notes, &StepForm::default(), &FieldErrors::new()).private().respond(&ctx))
}

/// POST /council/safeguarding/{id}
async fn take(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let (concern, notes) = service::concern(&app, &actor, id).await?;
    let step = match form.check() {
        Ok(step) => step,
        Err(errors) => return Ok(views::concern(&ctx, &concern, &notes, &form, &errors).private().respond(&ctx)),
    };
    let (to, words) = match &step {
        Step::Acknowledge => {
            (format!("/council/safeguarding/{id}"), "Thank you. Your colleagues see that you deal with it.")
        }
        Step::Note(_) => (format!("/council/safeguarding/{id}"), "Your note is saved."),
        Step::Close(_) => ("/council/safeguarding".to_owned(), "Closed."),
    };
    service::take(&app, &actor, id, step).await?;
    Ok(flash::redirect(&to, &Flash::success(words), app.config.secret_key.bytes()))
}
