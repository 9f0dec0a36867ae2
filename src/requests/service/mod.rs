//! Asking for what can't be found, who sees that, quotes for it and what becomes of them, and what is kept of searches
//! that found nothing.
//!
//! Whoever moves a request or its quotes holds the lock of its holder, so that of two answers one counts.

mod answering;
mod asking;
mod closing;
mod comparing;
pub mod enrol;
mod expiring;
mod market;
mod messages;
mod quoting;
mod talking;

pub use answering::{Accept, Yes, accept, decline};
pub use asking::{Choices, Mine, MyRequest, ask, cancel, choices, mine, one, starting_area};
pub use closing::close_all;
pub use comparing::{Compared, LineCost, QuoteView, RequestView, Thread, quote_view, request_view};
pub use expiring::expire;
pub use market::{Asked, MarketView, Open, flush, for_council, for_provider, forget_old};
pub use quoting::{
    ProviderView, SendQuote, add_line, change_quote, discard, line_form, provider_view, remove_line, send, withdraw,
};
pub use talking::{answer, ask_holder};
