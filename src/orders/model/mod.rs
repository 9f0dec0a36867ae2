//! The words and rules of ordering: pure, without clock, database or HTTP.
//!
//! [`status`] says what may become of an order and a delivery, [`mod@line`] what may be asked for, [`costing`] what it
//! costs, [`fit`] whether it can be paid and what would, [`calendar`] where it lies in the week, [`cancelling`] when
//! calling off is free, [`order`] what is kept, [`proposal`] what other times would change, [`pause`] and [`dispute`] what
//! they are, [`agreed`] what is priced otherwise than by its listing, [`beyond`]
//! what the council is asked about first.

pub mod agreed;
pub mod beyond;
pub mod calendar;
pub mod cancelling;
pub mod costing;
pub mod diary;
pub mod dispute;
pub mod fit;
pub mod ical;
pub mod line;
pub mod order;
pub mod pause;
pub mod proposal;
pub mod recording;
pub mod share;
pub mod status;
pub mod units;
pub mod week_file;

pub use agreed::{AgreedBy, AgreedPrice};
pub use costing::{CostFault, Costing, PlannedDelivery, Rate};
pub use fit::{Change, Fit, WayOn};
pub use line::{LineFault, LineRequest, Visit, Window};
pub use order::{BasketLine, Delivery, Order, OrderLine};
pub use pause::Pause;
pub use proposal::{Proposal, ProposalKind, ProposalStatus};
pub use status::{DeliveryStatus, LineState, OrderStatus};
