//! Pictures on a listing's page.

use maud::{Markup, html};

use crate::directory::model::{Listing, Picture};

/// All pictures of a listing, the first one large.
pub fn pictures(listing: &Listing) -> Markup {
    html! {
        @if !listing.pictures.is_empty() {
            ul.app-gallery {
                @for (place, picture) in listing.pictures.iter().enumerate() {
                    li { (image(picture, if place == 0 { "(min-width: 60em) 50vw, 100vw" } else { "33vw" })) }
                }
            }
        }
    }
}

/// One picture, in the size that the reader's screen needs.
pub fn image(picture: &Picture, sizes: &str) -> Markup {
    html! {
        img src=(picture.src(640)) srcset=(picture.srcset()) sizes=(sizes) width=(picture.width) height=(picture.height)
            alt=(picture.alt) loading="lazy" decoding="async";
    }
}
