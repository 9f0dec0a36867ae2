//! The pages of ordering. Pure functions of plain data.

pub mod asking;
pub mod basket;
mod basket_check;
mod basket_line;
pub mod choose;
pub mod diary;
pub mod disputes;
pub mod order;
pub mod orders;
pub mod pauses;
pub mod proposals;
pub mod provider;
pub mod provider_lists;
pub mod said;
pub mod settling;
pub mod spending;
pub mod week;
mod when;
pub mod withdrawing;

pub use when::When;

use maud::{Markup, html};

use super::model::{DeliveryStatus, OrderStatus};
use crate::web::components::{Icon, TagKind, category_icon, icon, lu, tag};

/// The tag of an order's state. `provider` is whether the provider reads it.
fn order_tag(status: OrderStatus, provider: bool) -> Markup {
    match status {
        OrderStatus::Placed if provider => tag(TagKind::Warm, Some(lu::LuClock), "Waiting for you"),
        OrderStatus::Placed => tag(TagKind::Lilac, Some(lu::LuClock), status.label()),
        OrderStatus::Accepted | OrderStatus::Active => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        OrderStatus::Completed | OrderStatus::Cancelled => tag(TagKind::Plain, None, status.label()),
        OrderStatus::Declined => tag(TagKind::Bad, Some(lu::LuCircleX), status.label()),
    }
}

/// The tag of a delivery's state, as the holder reads it.
fn delivery_tag(status: DeliveryStatus) -> Markup {
    match status {
        DeliveryStatus::Recorded => tag(TagKind::Warm, Some(lu::LuTriangleAlert), status.label()),
        DeliveryStatus::Confirmed => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        DeliveryStatus::Scheduled | DeliveryStatus::Missed | DeliveryStatus::Cancelled => {
            tag(TagKind::Plain, None, status.label())
        }
        DeliveryStatus::CancelledLate => tag(TagKind::Plain, Some(lu::LuClock), status.label()),
        DeliveryStatus::Disputed => tag(TagKind::Lilac, Some(lu::LuSearch), status.label()),
    }
}

/// A fact with its icon.
fn fact(shown: Icon, words: &str) -> Markup {
    html! { p { (icon(shown)) span { (words) } } }
}

/// The icon of a category.
fn icon_of(category: &str) -> Icon {
    category_icon(crate::search::categories::get(category).map_or("", |category| &category.icon))
}
