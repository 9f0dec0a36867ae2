//! "Pictures": those there are, each with its words, and the form to add one.

use maud::{Markup, html};

use crate::directory::model::picture::{LONGEST_ALT, MOST_PICTURES};
use crate::directory::model::{Listing, ListingState, Picture};
use crate::directory::views::gallery::image;
use crate::web::components::{
    Button, Input, PostForm, actions, csrf_field, hidden, inset, link, panel, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The page. `alt` is what was typed for a picture that was refused.
pub fn page(ctx: &Ctx, listing: &Listing, alt: &str, errors: &FieldErrors) -> Markup {
    let seen = matches!(listing.state, ListingState::Live | ListingState::Paused);
    let count = listing.pictures.len();
    html! {
        @if seen {
            (inset(&text("If you change pictures or their words, we check the listing again. Until then people can’t see it.")))
        }
        @if count > 0 {
            ul.app-pictures {
                @for (place, picture) in listing.pictures.iter().enumerate() {
                    (one(ctx, listing, picture, (place, count)))
                }
            }
        }
        @if count < MOST_PICTURES { (panel("add", "Add a picture", &add(ctx, listing, alt, errors))) }
        @else { (paragraph(format!("You have {MOST_PICTURES} pictures. Remove one if you want to add another."))) }
    }
}

fn one(ctx: &Ctx, listing: &Listing, picture: &Picture, (place, count): (usize, usize)) -> Markup {
    let act = |what: &str| format!("/provider/listings/{}/pictures/{}/{what}", listing.id, picture.id);
    let about = format!("picture {}", place + 1);
    let go = |label: &str, way: &str| {
        PostForm::new(ctx, act("move"), Button::submit(label).plain().about(about.as_str())).with("way", way)
    };
    html! {
        li.app-pictures__one {
            (image(picture, "200px"))
            div {
                form method="post" action=(act("words")) {
                    (csrf_field(ctx))
                    div.govuk-form-group {
                        label.govuk-label for=(format!("alt_{}", picture.id)) { "What picture " (place + 1) " shows" }
                        input.govuk-input type="text" id=(format!("alt_{}", picture.id)) name="alt" value=(picture.alt)
                            maxlength=(LONGEST_ALT);
                    }
                    (Button::submit("Save words").secondary().about(about.as_str()))
                }
                div.app-pictures__do {
                    @if place > 0 { (go("Move up", "up")) }
                    @if place + 1 < count { (go("Move down", "down")) }
                    a.govuk-link href=(act("remove")) { "Remove" (hidden(format!(" {about}"))) }
                }
            }
        }
    }
}

fn add(ctx: &Ctx, listing: &Listing, alt: &str, errors: &FieldErrors) -> Markup {
    let action = format!("/provider/listings/{}/edit/pictures", listing.id);
    let longest = u32::try_from(LONGEST_ALT).unwrap_or(250);
    html! {
        form method="post" action=(action) enctype="multipart/form-data" novalidate {
            (csrf_field(ctx))
            (errors.fields().file("picture", "The picture").kinds("image/jpeg,image/png,image/webp")
                .hint("JPEG, PNG or WebP, up to 8 MB. We make it smaller, and take out where and when it was taken."))
            (Input::new("alt", "Say what the picture shows").value(alt).error(errors.get("alt")).longest(longest)
                .hint("For people who can’t see it, like “Two people cook at a low worktop”."))
            (paragraph("Only show people who have said yes to it."))
            (actions(html! { (Button::submit("Add the picture").once()) }))
        }
    }
}

/// Asks once more.
pub fn remove(ctx: &Ctx, listing: &Listing, picture: &Picture) -> Markup {
    let act = format!("/provider/listings/{}/pictures/{}/remove", listing.id, picture.id);
    html! {
        div.app-pictures__one { (image(picture, "320px")) p.govuk-body { (picture.alt) } }
        (actions(html! {
            (PostForm::new(ctx, act, Button::submit("Remove it").warning()))
            (link(&format!("/provider/listings/{}/edit/pictures", listing.id), "Keep it"))
        }))
    }
}
