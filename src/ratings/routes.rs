//! `/orders/{reference}/rate/{line}`, `/provider/ratings`, `/moderation/ratings`.

use actix_web::{HttpResponse, web};

use super::forms::{RateForm, ReplyForm};
use super::model::{Rating, RatingState};
use super::service::moderating;
use super::{RateError, service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::directory::forms::moderation::{ReviewForm, after};
use crate::directory::model::decisions::Ruling;
use crate::kernel::ids::{OrderLineId, RatingId};
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

impl From<RateError> for Error {
    fn from(error: RateError) -> Self {
        match error {
            RateError::Refused(_) => Self::not_found(),
            RateError::NotYet | RateError::Already | RateError::Replied => Self::conflict(error.to_string()),
            RateError::Moved => Self::conflict(error.to_string()).way_on("/moderation", "To check"),
            RateError::Directory(error) => error.into(),
            RateError::Conflict => Self::forbidden(error.to_string()),
            RateError::Db(error) => error.into(),
        }
    }
}

type AppData = web::Data<App>;

fn rate_page(ctx: &Ctx, what: &service::Rateable, form: &RateForm, errors: &FieldErrors) -> HttpResponse {
    Page::new("How was it?")
        .nav("/orders")
        .back(format!("/orders/{}", what.order_reference), "Back to the order")
        .errors(errors)
        .body(views::rate(ctx, what, form, errors))
        .respond(ctx)
}

/// The form of a rating.
pub async fn rate_form(
    app: AppData,
    ctx: Ctx,
    actor: LoggedIn,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, Error> {
    let what = service::rateable(&app, &actor, OrderLineId(path.1)).await?;
    let first_name = actor.name.split_whitespace().next().unwrap_or_default();
    Ok(rate_page(&ctx, &what, &RateForm::new(first_name), &FieldErrors::new()))
}

/// Takes a rating.
pub async fn rate(
    app: AppData,
    ctx: Ctx,
    actor: LoggedIn,
    path: web::Path<(String, i64)>,
    Posted(form): Posted<RateForm>,
) -> Result<HttpResponse, Error> {
    let line = OrderLineId(path.1);
    let what = service::rateable(&app, &actor, line).await?;
    let new = match form.check() {
        Ok(new) => new,
        Err(errors) => return Ok(rate_page(&ctx, &what, &form, &errors)),
    };
    let words = match service::rate(&app, &actor, line, new).await? {
        RatingState::Shown => "Thank you. Your review is on the page now.",
        RatingState::Held => "Thank you. A person will read your review before it can be shown.",
    };
    let to = format!("/orders/{}", what.order_reference);
    Ok(flash::redirect(&to, &Flash::success(words), app.config.secret_key.bytes()))
}

/// What people said of the actor's provider.
pub async fn staff(app: AppData, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let ratings = service::for_staff(&app, &actor).await?;
    Ok(Page::new("What people say").nav("/provider/ratings").body(views::staff(&ratings)).respond(&ctx))
}

async fn to_reply(app: &App, actor: &LoggedIn, id: i64) -> Result<Rating, Error> {
    let ratings = service::for_staff(app, actor).await?;
    let rating = ratings.into_iter().find(|rating| rating.id == RatingId(id)).ok_or_else(Error::not_found)?;
    if rating.reply.is_some() { Err(RateError::Replied.into()) } else { Ok(rating) }
}

fn reply_page(ctx: &Ctx, rating: &Rating, form: &ReplyForm, errors: &FieldErrors) -> HttpResponse {
    Page::new(format!("Reply to {}", rating.shown_name))
        .nav("/provider/ratings")
        .back("/provider/ratings", "What people say")
        .errors(errors)
        .body(views::reply(ctx, rating, form, errors))
        .respond(ctx)
}

/// The form of a reply.
pub async fn reply_form(app: AppData, ctx: Ctx, actor: LoggedIn, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    let rating = to_reply(&app, &actor, *path).await?;
    Ok(reply_page(&ctx, &rating, &ReplyForm::default(), &FieldErrors::new()))
}

/// Takes the provider's one reply.
pub async fn reply(
    app: AppData,
    ctx: Ctx,
    actor: LoggedIn,
    path: web::Path<i64>,
    Posted(form): Posted<ReplyForm>,
) -> Result<HttpResponse, Error> {
    let rating = to_reply(&app, &actor, *path).await?;
    let words = match form.check() {
        Ok(words) => words,
        Err(errors) => return Ok(reply_page(&ctx, &rating, &form, &errors)),
    };
    service::reply(&app, &actor, rating.id, words).await?;
    let done = Flash::success("Your reply is on the page now.");
    Ok(flash::redirect("/provider/ratings", &done, app.config.secret_key.bytes()))
}

/// Ratings held back, for a moderator.
pub async fn held(app: AppData, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let ratings = service::held(&app, &actor).await?;
    Ok(Page::new("Reviews held back")
        .nav("/moderation")
        .back("/moderation", "To check")
        .body(views::held(&ratings))
        .respond(&ctx))
}

fn held_page(
    ctx: &Ctx,
    (rating, provider, decided): &(Rating, String, bool),
    form: &ReviewForm,
    errors: &FieldErrors,
) -> HttpResponse {
    Page::new(format!("A review of {}", rating.listing_title))
        .nav("/moderation")
        .back("/moderation", "To check")
        .caption(provider.as_str())
        .errors(errors)
        .body(views::decide_held(ctx, rating, *decided, form, errors))
        .respond(ctx)
}

/// One rating, for a moderator to show or to take off.
pub async fn show_held(app: AppData, ctx: Ctx, actor: LoggedIn, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    let found = moderating::to_decide(&app, &actor, RatingId(*path)).await?;
    Ok(held_page(&ctx, &found, &ReviewForm::default(), &FieldErrors::new()))
}

/// What the moderator decided.
pub async fn decide_held(
    app: AppData,
    ctx: Ctx,
    actor: LoggedIn,
    path: web::Path<i64>,
    Posted(form): Posted<ReviewForm>,
) -> Result<HttpResponse, Error> {
    let id = RatingId(*path);
    let mut errors = FieldErrors::new();
    let decided = match form.decision.as_str() {
        "show" => Some((true, String::new())),
        "keep_off" => form.why(Ruling::RatingRemoved, &mut errors).map(|why| (false, why)),
        _ => {
            errors.push("decision", "Choose what you decide.");
            None
        }
    };
    let Some((show, why)) = decided else {
        let found = moderating::to_decide(&app, &actor, id).await?;
        return Ok(held_page(&ctx, &found, &form, &errors));
    };
    moderating::decide(&app, &actor, id, show, &why).await?;
    let words = if show { "The review is on the page now." } else { "The review is off the page." };
    Ok(flash::redirect(after(&form.then), &Flash::success(words), app.config.secret_key.bytes()))
}
