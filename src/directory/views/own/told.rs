//! What a moderator decided last about a listing, above its own page: what to do now, and where to answer.

use maud::{Markup, html};

use crate::directory::model::decisions::{Decision, Ruling};
use crate::directory::model::{Listing, ListingState};
use crate::web::components::{Verdict, link};

/// The notice, with the rest of the page below it.
pub fn above(newest: Option<&Decision>, listing: &Listing, page: &Markup) -> Markup {
    html! {
        @if let Some(decision) = newest { (notice(decision, listing)) }
        (page)
    }
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
