//! Asking for what can't be found, who sees that, and what is kept of searches that found nothing.

mod asking;
pub mod enrol;
mod market;

pub use asking::{Mine, MyRequest, ask, cancel, mine, one, starting_area};
pub use market::{Asked, MarketView, flush, for_council, for_provider, forget_old};
