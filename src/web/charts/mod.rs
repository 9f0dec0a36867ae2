//! Charts, drawn on the server as SVG in integers: coordinates are tenths of a unit, money is pence.
//!
//! Colours come from classes and CSS variables, so that themes and print follow. Each chart has a sentence as its
//! label, comes in a wide and a narrow drawing (a wide one made small is unreadable on a phone), and is followed by a
//! table with the same numbers.

mod bars;
mod curve;
mod spend;

pub use bars::{Segment, bullet, key_swatch, one_bar, share_bar};
pub use curve::CurveChart;
pub use spend::SpendChart;

/// A coordinate in tenths of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tenths(i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

/// `value` of `whole`, scaled to `length` tenths. Nothing of nothing is nothing.
fn scale(value: i64, whole: i64, length: i64) -> Tenths {
    if whole <= 0 {
        return Tenths(0);
    }
    let scaled = i128::from(value) * i128::from(length) / i128::from(whole);
    Tenths(i64::try_from(scaled).unwrap_or(length))
}
