//! The small, pure things that everything else is made of: money, quantities, ids, dates, schedules, words.
//!
//! Invariants: nothing here knows a database, HTTP, the clock, the environment or randomness; nothing rounds
//! twice, uses floating point or panics on any input. Each part has property tests beside it.
//!
//! Start with [`money`] for amounts, [`schedule`] for "every Tuesday at 7pm", and [`text_enum`](macro@text_enum)
//! for how a closed set of words is stored and shown.

pub mod bands;
pub mod bank_holidays;
pub mod breaks;
pub mod dates;
mod fixed;
pub mod ids;
pub mod money;
pub mod paging;
pub mod quantity;
pub mod reference;
pub mod schedule;
pub mod slug;
pub mod text_enum;
pub mod time_of_day;
pub mod visit_times;
pub mod week_times;
pub mod weekdays;
pub mod words;
pub mod xml;

pub use crate::text_enum;
pub use bands::TimeBand;
pub use bank_holidays::Nation;
pub use breaks::{Break, BreakError, Breaks};
pub use dates::{TimeOfDay, Weekdays};
pub use ids::*;
pub use money::{Money, MoneyError};
pub use paging::{PageNumber, Paged};
pub use quantity::{BasisPoints, Quantity, QuantityError};
pub use schedule::{OnBankHolidays, Schedule, ScheduleError, ScheduleKind};
pub use text_enum::UnknownText;
pub use visit_times::{MoreVisits, TooManyVisits, VisitTime};
