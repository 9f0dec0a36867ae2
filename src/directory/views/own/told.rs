//! What a moderator decided last about a listing, above its own page: what to do now, and where to answer.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use crate::directory::model::decisions::{Decision, Ruling};
use crate::directory::model::{Listing, ListingState};
use crate::directory::service::decisions::Beside;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Verdict, link};

/// The notice, with the rest of the page below it.
pub fn above(beside: &Beside, listing: &Listing, page: &Markup) -> Markup {
    html! {
        @if let Some(decision) = &beside.newest { (notice(decision, listing)) }
        @if let Some(at) = beside.gone { (gone(at)) }
        (page)
    }
}

/// The open data that an entry came from no longer has it.
pub fn gone(at: NaiveDateTime) -> Verdict {
    Verdict::warm("It is no longer in the data it came from.")
        .more(format!("Since {}. It may have closed or moved.", long_date(london(at).date())))
}

fn notice(decision: &Decision, listing: &Listing) -> Markup {
    let href = format!("/provider/decisions/{}", decision.id);
    let more = html! {
        (decision.words) " " (decision.ruling.what_next()) " " (link(&href, "See the decision, or answer it")) "."
    };
    html! {
        @match (decision.ruling, listing.state) {
            (Ruling::TakenOff, ListingState::Paused) => {
                (Verdict::bad("We took this off the site.").more_markup(more))
            },
            (Ruling::Warned, ListingState::Live | ListingState::Paused) => {
                (Verdict::warm("Please put something right.").more_markup(more))
            },
            (Ruling::SentBack, ListingState::Draft) => {
                p.govuk-body { (link(&href, "See why we sent it back, or answer")) }
            },
            _ => {},
        }
    }
}
