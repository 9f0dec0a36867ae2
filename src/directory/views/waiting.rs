//! Waiting lists: somebody's own place, and the list as the provider sees it.

use maud::{Markup, html};

use crate::directory::forms::waiting::JoinForm;
use crate::directory::model::Listing;
use crate::directory::model::waiting::{WaitingPlace, WaitingState};
use crate::directory::service::waiting::OwnPlace;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::kernel::words;
use crate::web::components::{
    Button, PostForm, Table, Verdict, actions, csrf_field, empty_state, link, lu, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The page of somebody who waits, or could.
pub fn own_place(ctx: &Ctx, place: &OwnPlace, form: &JoinForm, errors: &FieldErrors) -> Markup {
    match &place.own {
        Some((number, own)) => mine(ctx, place, *number, own),
        None if place.listing.spaces_left == Some(0) => join(ctx, place, form, errors),
        None => html! {
            p.govuk-body-l { "There is no need to wait: this has spaces now." }
            p.govuk-body { (link(&place.listing.path(), "See the listing")) }
        },
    }
}

fn mine(ctx: &Ctx, place: &OwnPlace, number: usize, own: &WaitingPlace) -> Markup {
    let leave = format!("/listings/{}/waiting/leave", place.listing.id);
    html! {
        @match (own.state, own.offered_until) {
            (WaitingState::Offered, Some(until)) => {
                (Verdict::good("There is a space for you.")
                    .more(format!("It is kept until {}.", weekday_date(london(until).date()))))
                (actions(html! { (Button::link(place.listing.path(), "See it and order")) }))
            },
            _ => {
                (Verdict::lilac(format!("You are number {number} on the list."))
                    .more("We write to you when it is your turn. A space is then kept for you for 7 days."))
            },
        }
        p.govuk-body { (place.provider_name) " knows you as " b { (own.name) } " and can reach you by " b { (own.contact) } "." }
        p.govuk-body { "If you leave, your place is gone. You can join again at the end." }
        (PostForm::new(ctx, leave, Button::submit("Leave the list").secondary()))
    }
}

fn join(ctx: &Ctx, place: &OwnPlace, form: &JoinForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let ahead = match place.waiting {
        0 => "Nobody waits yet.".to_owned(),
        many => format!("{} on the list before you.", words::count(many, "person is", "people are")),
    };
    html! {
        p.govuk-body-l { "There are no spaces now. " (ahead) }
        p.govuk-body {
            "When there is a space we write to people in turn, and keep it for each for 7 days. You don’t have to take it."
        }
        form method="post" action=(format!("/listings/{}/waiting", place.listing.id)) novalidate {
            (csrf_field(ctx))
            h2.govuk-heading-m { "What " (place.provider_name) " gets to know" }
            p.govuk-body { "Only these two things. Change them if you like." }
            (fields.input("name", "Name", &form.name))
            (fields.input("contact", "How they can reach you", &form.contact).hint("A telephone number or an e-mail address."))
            (actions(html! {
                (Button::submit("Share these and join").once())
                (link(&place.listing.path(), "Not now"))
            }))
        }
    }
}

/// The list, for the provider's staff.
pub fn list(listing: &Listing, places: &[WaitingPlace]) -> Markup {
    let times = format!("/provider/listings/{}/edit/times", listing.id);
    let rows = places.iter().zip(1..).map(|(place, number): (&WaitingPlace, usize)| {
        let state = match place.offered_until {
            Some(until) => format!("Offered a space until {}", long_date(london(until).date())),
            None => place.state.label().to_owned(),
        };
        let since = long_date(london(place.joined_at).date());
        vec![text(format!("{number}. {}", place.name)), text(&place.contact), text(since), text(state)]
    });
    html! {
        @if places.is_empty() {
            (empty_state(lu::LuUsers, "Nobody waits",
                &paragraph("When you have no spaces left, people can join a waiting list here.")))
        } @else {
            p.govuk-body {
                "When you enter spaces on " (link(&times, "Days and times")) ", we offer them to the first on this list."
                " They get 7 days to order."
            }
            (Table::new("Who waits").column("Name").column("How to reach them").column("Since").column("State").rows(rows))
        }
    }
}
