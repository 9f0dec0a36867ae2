//! `/council/year-end`.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Data, ServiceConfig, get, post};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;

use super::model::{GiveBack, Keep, MOST_WEEKS, Policy};
use super::service::From;
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::words;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/council/year-end", get().to(show))
        .route("/council/year-end", post().to(carry_out))
        .route("/council/year-end.csv", get().to(download))
        .route("/council/year-end/policy", get().to(show_policy))
        .route("/council/year-end/policy", post().to(set_policy));
}

/// A form that holds nothing but its token.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

/// The policy as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// How much is kept.
    pub keep: String,
    /// The share in per cent.
    pub per_cent: String,
    /// How many weeks.
    pub weeks: String,
    /// What becomes of people's own money.
    pub give_back: String,
}

impl PolicyForm {
    fn of(policy: &Policy) -> Self {
        Self {
            keep: policy.keep.as_str().to_owned(),
            per_cent: policy.per_cent.to_string(),
            weeks: policy.weeks.to_string(),
            give_back: policy.give_back.as_str().to_owned(),
        }
    }

    fn read(&self) -> Result<Policy, FieldErrors> {
        let mut errors = FieldErrors::new();
        let usual = Policy::default();
        let keep: Option<Keep> = self.keep.parse().ok();
        let give_back: Option<GiveBack> = self.give_back.parse().ok();
        if keep.is_none() {
            errors.push("keep", "Choose how much may be carried forward");
        }
        if give_back.is_none() {
            errors.push("give_back", "Choose what becomes of people’s own money");
        }
        // A number that doesn't count for the choice is not looked at.
        let mut number = |name: &str, counts: bool, typed: &str, usual: u32, most: u32| {
            let number: Option<u32> = typed.trim().parse().ok().filter(|number| (1..=most).contains(number));
            if counts && number.is_none() {
                errors.push(name, format!("Enter a whole number from 1 to {most}"));
            }
            number.unwrap_or(usual)
        };
        let per_cent = number("per_cent", keep == Some(Keep::Share), &self.per_cent, usual.per_cent, 100);
        let weeks = number("weeks", keep == Some(Keep::Weeks), &self.weeks, usual.weeks, MOST_WEEKS);
        match (keep, give_back) {
            (Some(keep), Some(give_back)) if errors.is_empty() => Ok(Policy { keep, per_cent, weeks, give_back }),
            _ => Err(errors),
        }
    }
}

/// GET /council/year-end
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor).await?;
    Ok(views::list(&ctx, &view).respond(&ctx))
}

/// GET /council/year-end.csv
async fn download(app: Data<App>, actor: LoggedIn) -> Result<HttpResponse, Error> {
    // The first rows are read before anything is answered, so that a refusal is a page.
    let first = service::next_rows(&app, &actor, From::ToDo(None)).await?;
    let titles = views::csv_header().map_err(Error::internal)?;
    let name = format!("attachment; filename=\"year-end-{}.csv\"", app.clock.today());
    let (app, actor) = (app.into_inner(), actor.clone());
    // A part at a time: no more is read than somebody has taken, and never all of it at once.
    let rest = stream::unfold(Some(first), move |part| {
        let (app, actor) = (Arc::clone(&app), actor.clone());
        async move {
            let (rows, from) = part?;
            let bytes = match views::csv(&rows) {
                Ok(bytes) => Bytes::from(bytes),
                Err(error) => return Some((Err(Error::internal(error)), None)),
            };
            let next = match from {
                None => None,
                Some(from) => match service::next_rows(&app, &actor, from).await {
                    Ok(next) => Some(next),
                    // The file breaks off, which whoever takes it is told, rather than looking whole.
                    Err(error) => return Some((Err(error.into()), None)),
                },
            };
            Some((Ok::<_, Error>(bytes), next))
        }
    });
    let body = stream::iter([Ok(Bytes::from(titles))]).chain(rest);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(body))
}

/// POST /council/year-end
async fn carry_out(app: Data<App>, actor: LoggedIn, Posted(_): Posted<Nothing>) -> Result<HttpResponse, Error> {
    let done = service::carry_out(&app, &actor).await?;
    let said = match done {
        0 => Flash::info("There was nothing to settle."),
        done => Flash::success(format!("{} settled. We told each person.", words::count(done, "pot is", "pots are"))),
    };
    Ok(flash::redirect("/council/year-end", &said, app.config.secret_key.bytes()))
}

/// GET /council/year-end/policy
async fn show_policy(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let view = service::view(&app, &actor).await?;
    Ok(views::policy(&ctx, &PolicyForm::of(&view.policy), &FieldErrors::new()).respond(&ctx))
}

/// POST /council/year-end/policy
async fn set_policy(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<PolicyForm>,
) -> Result<HttpResponse, Error> {
    match form.read() {
        Ok(policy) => service::set_policy(&app, &actor, policy).await?,
        Err(errors) => {
            service::view(&app, &actor).await?;
            return Ok(views::policy(&ctx, &form, &errors).respond(&ctx));
        }
    }
    let said = Flash::success("The policy is saved. Nothing has moved yet.");
    Ok(flash::redirect("/council/year-end", &said, app.config.secret_key.bytes()))
}
