//! The directory's pages, as functions of plain data.
//!
//! [`listing`] and [`provider`] are what everybody sees; their handlers are in `crate::storefront`, which knows more
//! than the directory may.

pub mod claims;
pub mod duplicates;
pub mod easy_read;
pub mod gallery;
pub mod listing;
pub mod listing_parts;
mod listing_side;
pub mod moderation;
pub mod money_parts;
pub mod own;
pub mod provider;
mod ratings;
pub mod sentences;
pub mod waiting;

use crate::directory::model::ListingState;
use crate::search::categories;
use crate::web::components::{Icon, TagKind, Tone, category_icon, icon, link, lu, tag};

use maud::{Markup, html};

/// The picture of a category.
pub fn icon_of(category: &str) -> Icon {
    category_icon(categories::get(category).map_or("", |known| known.icon.as_str()))
}

/// The colour behind it, so that neighbours differ.
pub fn tone_of(category: &str) -> Tone {
    let top = category.split('/').next().unwrap_or_default();
    let place = categories::top().position(|known| known.code == top).unwrap_or(0);
    match place % 3 {
        0 => Tone::Tint,
        1 => Tone::Warm,
        _ => Tone::Lilac,
    }
}

/// A small line that is a link, with an icon before it.
pub fn small_link(shown: Icon, href: &str, label: &str) -> Markup {
    html! { p.app-small { (icon(shown)) " " (link(href, label)) } }
}

/// The state of a listing, as a tag.
pub fn state_tag(state: ListingState) -> Markup {
    let (kind, icon) = match state {
        ListingState::Draft => (TagKind::Plain, lu::LuPencil),
        ListingState::InReview => (TagKind::Lilac, lu::LuSearch),
        ListingState::Live => (TagKind::Ok, lu::LuCircleCheck),
        ListingState::Paused => (TagKind::Warm, lu::LuClock),
        ListingState::Withdrawn => (TagKind::Bad, lu::LuCircleX),
    };
    tag(kind, Some(icon), state.label())
}
