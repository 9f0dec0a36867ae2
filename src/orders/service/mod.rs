//! What can be done with baskets, orders and deliveries.
//!
//! Use-cases take the app and the actor, check authority and open one transaction; what they do in it is in
//! [`package`] (making orders) and [`moves`] (moving them on), which [`enrol`] uses too. Everything that moves money
//! holds the pot's lock, so that on PostgreSQL writers on one pot queue.

pub mod agreed;
pub mod answer;
pub mod asking;
mod authority;
pub mod basket;
mod basket_view;
mod beyond;
pub mod cancel;
pub mod deliveries;
pub mod diary;
pub mod disputes;
pub mod ending;
pub mod enrol;
pub mod lapses;
mod lay;
pub mod letting_go;
pub mod lists;
mod messages;
mod money;
mod moves;
mod on_top;
mod package;
pub mod pauses;
pub mod place;
mod pricing;
pub mod proposals;
pub mod provider_day;
mod replanning;
pub mod reshare;
mod rises;
pub mod shares;
pub mod spending;
pub mod week;
pub mod withdrawing;

pub use authority::Viewer;
pub use basket::{AddToBasket, add, change, change_form, count, remove, take_way};
pub use basket_view::{BasketView, EffectRow, Elsewhere, LineState, LineView, PotView, ProviderGroup, view};
pub use cancel::{CancelPreview, cancel_delivery, cancel_order, preview_cancel};
pub use deliveries::{ConfirmDelivery, RecordSeen, confirm_delivery, confirm_due, dispute_delivery, record_delivery};
pub use lists::{
    OrderSummary, OrderView, SaidWhenOrdered, list_for_council, list_for_holder, list_for_provider, newest_of_holder,
    order_line, order_view, placed_package, reference_of, said_when_ordered,
};
pub use place::{PlaceOrder, Placed, Seen, place};
pub use rises::tell_of_rise;
