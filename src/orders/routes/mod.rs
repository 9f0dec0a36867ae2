//! The addresses of ordering.

mod basket;
mod choose;
mod diary;
mod disputes;
mod orders;
mod pauses;
mod proposals;
mod provider;
mod said;
mod spending;
mod visits;
mod week;
mod withdrawing;

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, post};
use serde::Deserialize;

use super::error::{ActError, BasketError};
use super::views::asking;
use crate::app::App;
use crate::kernel::PageNumber;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::FieldErrors;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/listings/{listing}/order", get().to(choose::show_new))
        .route("/listings/{listing}/order", post().to(choose::add))
        .route("/basket", get().to(basket::show))
        .route("/basket/{line}/change", get().to(choose::show_change))
        .route("/basket/{line}/change", post().to(choose::change))
        .route("/basket/{line}/remove", post().to(basket::remove))
        .route("/basket/{line}/fit", post().to(basket::take_way))
        .route("/basket/{line}/ask", get().to(spending::show_ask))
        .route("/basket/{line}/ask", post().to(spending::ask))
        .route("/basket/{line}/ask/take-back", post().to(spending::take_back))
        .route("/budget/ask", get().to(spending::show_ask_for))
        .route("/budget/ask", post().to(spending::ask_for))
        .route("/budget/requests", get().to(spending::mine))
        .route("/budget/requests/{request}/take-back", post().to(spending::take_back_one))
        .route("/council/spending-requests", get().to(spending::list))
        .route("/council/spending-requests/{request}", get().to(spending::show))
        .route("/council/spending-requests/{request}", post().to(spending::answer))
        .route("/orders", get().to(orders::list))
        .route("/orders", post().to(basket::place))
        .route("/orders/placed/{package}", get().to(orders::placed))
        .route("/calendar", get().to(diary::show))
        .route("/calendar/feed", post().to(diary::new_feed))
        .route("/calendar/feed/end", post().to(diary::end_feed))
        .route("/calendar/{token}/visits.ics", get().to(diary::file))
        .route("/orders/pause", get().to(pauses::show))
        .route("/orders/pause", post().to(pauses::pause))
        .route("/orders/{reference}", get().to(orders::show))
        .route("/orders/{reference}/resume", get().to(pauses::show_resume))
        .route("/orders/{reference}/resume", post().to(pauses::resume))
        .route("/orders/{reference}/lines/{line}/times", get().to(proposals::show))
        .route("/orders/{reference}/lines/{line}/times", post().to(proposals::propose))
        .route("/orders/{reference}/proposals/{proposal}", post().to(proposals::answer))
        .route("/orders/{reference}/said/{line}", get().to(said::show))
        .route("/orders/{reference}/cancel", get().to(orders::show_cancel))
        .route("/orders/{reference}/cancel", post().to(orders::cancel))
        .route("/orders/{reference}/visits/{visit}/cancel", get().to(visits::show_cancel))
        .route("/orders/{reference}/visits/{visit}/cancel", post().to(visits::cancel))
        .route("/orders/{reference}/visits/{visit}/confirm", get().to(visits::show_confirm))
        .route("/orders/{reference}/visits/{visit}/confirm", post().to(visits::confirm))
        .route("/orders/{reference}/visits/{visit}/problem", get().to(disputes::show))
        .route("/orders/{reference}/visits/{visit}/problem", post().to(disputes::say))
        .route("/orders/{reference}/visits/{visit}/problem/council", post().to(disputes::ask_council))
        .route("/orders/{reference}/visits/{visit}/problem/decide", post().to(disputes::decide))
        .route("/orders/{reference}/visits/{visit}/problem/offer", post().to(disputes::offer))
        .route("/orders/{reference}/visits/{visit}/problem/offer/agree", post().to(disputes::agree))
        .route("/council/disputes", get().to(disputes::list))
        .route("/provider", get().to(provider::today))
        .route("/provider/orders", get().to(provider::orders))
        .route("/provider/orders/{reference}/accept", post().to(provider::accept))
        .route("/provider/orders/{reference}/decline", get().to(provider::show_decline))
        .route("/provider/orders/{reference}/decline", post().to(provider::decline))
        .route("/provider/orders/{reference}/end", get().to(withdrawing::show_order))
        .route("/provider/orders/{reference}/end", post().to(withdrawing::order))
        .route("/provider/visits/{visit}/cancel", get().to(withdrawing::show_visit))
        .route("/provider/visits/{visit}/cancel", post().to(withdrawing::visit))
        .route("/provider/visits/week.csv", get().to(week::download))
        .route("/provider/visits/file", get().to(week::home))
        .route("/provider/visits/file", post().to(week::send))
        .route("/provider/visits/file/{file}", get().to(week::show))
        .route("/provider/visits/file/{file}", post().to(week::apply))
        .route("/confirm/{token}", get().to(week::show_confirm))
        .route("/confirm/{token}", post().to(week::confirm))
        .route("/provider/visits", get().to(provider::visits))
        .route("/provider/visits/{visit}", get().to(provider::show_record))
        .route("/provider/visits/{visit}", post().to(provider::record))
        .route("/provider/visits/{visit}/as-planned", post().to(provider::as_planned));
}

/// The page of a list that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    page: String,
}

impl ListQuery {
    fn page(&self) -> PageNumber {
        PageNumber::parse(&self.page)
    }
}

/// An id in an address; anything else is no page of ours.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn done(app: &App, to: &str, flash: &Flash) -> HttpResponse {
    flash::redirect(to, flash, app.config.secret_key.bytes())
}

/// A refusal that has no form to go back to.
fn act_problem(error: ActError) -> Error {
    match error {
        ActError::NotFound => Error::not_found(),
        ActError::Db(error) => error.into(),
        ActError::Shared(id) => {
            Error::conflict(error.to_string()).way_on(format!("/shared/{id}"), "See the shared order")
        }
        ActError::AskFirst(ref ask) => {
            Error::conflict(error.to_string()).way_on(asking::path(&ask.ask), "Ask your council")
        }
        ActError::NotAllowed(_) | ActError::MandateEnded | ActError::ConflictOfInterest => {
            Error::forbidden(error.to_string())
        }
        ActError::OrderMovedOn(_)
        | ActError::DeliveryMovedOn(_)
        | ActError::NotYet
        | ActError::Started
        | ActError::NeedsReason(_)
        | ActError::BadUnits(_)
        | ActError::NeedsYes(_)
        | ActError::NotEnough(_)
        | ActError::Line(_)
        | ActError::AlreadyProposed
        | ActError::NothingChanges
        | ActError::WouldOverspend { .. }
        | ActError::PotMayNotBuy { .. }
        | ActError::RecordedAnew { .. }
        | ActError::CostsMore(_)
        | ActError::RecordedMeanwhile
        | ActError::OverLimit(_)
        | ActError::WaitsForCouncil
        | ActError::NotPayable
        | ActError::Paused
        | ActError::BadDays(..) => Error::conflict(error.to_string()).way_on("/orders", "See your orders"),
    }
}

/// A reason that is missing or too long, as a message beside the field `words`; any other refusal as a page.
fn beside_words(error: ActError) -> Result<FieldErrors, Error> {
    let ActError::NeedsReason(message) = error else { return Err(act_problem(error)) };
    let mut errors = FieldErrors::new();
    errors.push("words", message);
    Ok(errors)
}

/// A refusal of the basket that has no form to go back to.
fn basket_problem(error: BasketError) -> Error {
    match error {
        BasketError::NotFound => Error::not_found(),
        BasketError::Db(error) => error.into(),
        BasketError::NotAllowed(_) => Error::forbidden(error.to_string()).way_on("/search", "Find support"),
        BasketError::Line(_)
        | BasketError::Unavailable(_)
        | BasketError::NotInPlan
        | BasketError::Full
        | BasketError::NoSuchWay => Error::conflict(error.to_string()).way_on("/basket", "See your basket"),
    }
}
