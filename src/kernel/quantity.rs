//! How much of something: hundredths of a unit (1.5 hours), and parts of a whole (77 %).
//!
//! A quantity is not tied to a unit: the price it multiplies says "hour" or "mile". See [`super::money`].

use std::fmt;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::fixed::{self, Fault};
use super::money::Money;

/// The largest quantity anyone may type, in hundredths: ten thousand units (more than a year of hours).
pub const LARGEST_TYPED_HUNDREDTHS: i64 = 10_000 * 100;

/// A number of units in hundredths: `Quantity::from_hundredths(150)` is one and a half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

/// Why a text is not a quantity. Each displays as a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Nothing was typed.
    #[error("Enter how many, like 3 or 1.5.")]
    Empty,
    /// Not a number.
    #[error("Enter how many as a number, like 3 or 1.5.")]
    NotANumber,
    /// Below zero.
    #[error("Enter a number that is not below zero.")]
    Negative,
    /// Finer than hundredths.
    #[error("Enter a number with at most two figures after the point, like 1.25.")]
    TooManyDecimals,
    /// Above [`LARGEST_TYPED_HUNDREDTHS`].
    #[error("Enter a number of 10,000 or less.")]
    TooLarge,
}

impl Quantity {
    /// None at all.
    pub const ZERO: Quantity = Quantity(0);
    /// One unit.
    pub const ONE: Quantity = Quantity(100);

    /// A quantity in hundredths of a unit.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Quantity {
        Quantity(hundredths)
    }

    /// A quantity of whole units.
    #[must_use]
    pub fn from_units(units: u32) -> Quantity {
        Quantity(i64::from(units) * 100)
    }

    /// The quantity in hundredths of a unit, as it is stored.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// True for none at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` when it can't be held.
    #[must_use]
    pub fn checked_add(self, other: Quantity) -> Option<Quantity> {
        self.0.checked_add(other.0).map(Quantity)
    }

    /// The difference, or `None` when it can't be held.
    #[must_use]
    pub fn checked_sub(self, other: Quantity) -> Option<Quantity> {
        self.0.checked_sub(other.0).map(Quantity)
    }

    /// This quantity `times` over, or `None` when it can't be held.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Quantity> {
        self.0.checked_mul(times).map(Quantity)
    }

    /// Reads a quantity someone typed: "3", "1.5", " 0.25 ". Zero is taken: whether it makes sense is the
    /// form's to say.
    ///
    /// # Errors
    /// [`QuantityError`], whose `Display` is the sentence to show beside the field.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (negative, digits) = text.strip_prefix(['-', '\u{2212}']).map_or((false, text), |rest| (true, rest));
        let hundredths = fixed::parse_hundredths(digits).map_err(|fault| match fault {
            Fault::NotANumber => QuantityError::NotANumber,
            Fault::TooManyDecimals => QuantityError::TooManyDecimals,
            Fault::TooLarge => QuantityError::TooLarge,
        })?;
        if negative && hundredths > 0 {
            return Err(QuantityError::Negative);
        }
        if hundredths > LARGEST_TYPED_HUNDREDTHS {
            return Err(QuantityError::TooLarge);
        }
        Ok(Quantity(hundredths))
    }
}

/// "1.5", "3", "1234.25": as short as it can be.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&Decimal::new(self.0, 2).normalize().to_string())
    }
}

/// A part of a whole in hundredths of a per cent, from nothing (0) to all (10,000): 7,700 is 77 %.
///
/// Invariant: never below zero or above the whole, so that [`Money::share`] always fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct BasisPoints(i32);

/// A part below nothing or above the whole, or a text that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a percentage from 0 to 100, like 13.5.")]
pub struct NotAPart;

impl BasisPoints {
    /// None of it.
    pub const ZERO: BasisPoints = BasisPoints(0);
    /// All of it.
    pub const WHOLE: BasisPoints = BasisPoints(10_000);

    /// A part of `points` hundredths of a per cent; `None` outside 0 to 10,000.
    #[must_use]
    pub const fn new(points: i32) -> Option<BasisPoints> {
        if points >= 0 && points <= Self::WHOLE.0 { Some(BasisPoints(points)) } else { None }
    }

    /// Hundredths of a per cent, as stored.
    #[must_use]
    pub const fn points(self) -> i32 {
        self.0
    }

    /// What part of `whole` is `part`, rounded half away from zero. `None` when the whole is nothing, or the
    /// part is not within it.
    #[must_use]
    pub fn of(part: Money, whole: Money) -> Option<BasisPoints> {
        let exact = Decimal::from(part.pence())
            .checked_mul(Decimal::from(10_000))?
            .checked_div(Decimal::from(whole.pence()))?;
        let points = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i32()?;
        BasisPoints::new(points)
    }

    /// Reads "77", "13.5", "9.5 %".
    ///
    /// # Errors
    /// [`NotAPart`], whose `Display` is the sentence to show beside the field.
    pub fn parse(text: &str) -> Result<BasisPoints, NotAPart> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let hundredths = fixed::parse_hundredths(text).map_err(|_| NotAPart)?;
        i32::try_from(hundredths).ok().and_then(BasisPoints::new).ok_or(NotAPart)
    }
}

impl TryFrom<i32> for BasisPoints {
    type Error = NotAPart;

    fn try_from(points: i32) -> Result<BasisPoints, NotAPart> {
        BasisPoints::new(points).ok_or(NotAPart)
    }
}

impl From<BasisPoints> for i32 {
    fn from(part: BasisPoints) -> i32 {
        part.0
    }
}

/// "77.0%", "13.5%", and "13.25%" where one figure would not say it all.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 100, self.0 % 100);
        let text =
            if fraction % 10 == 0 { format!("{whole}.{}%", fraction / 10) } else { format!("{whole}.{fraction:02}%") };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_are_read_and_printed() {
        assert_eq!(Quantity::parse("1.5"), Ok(Quantity(150)));
        assert_eq!(Quantity::parse(" 3 "), Ok(Quantity(300)));
        assert_eq!(Quantity::parse("0"), Ok(Quantity(0)));
        assert_eq!(Quantity(150).to_string(), "1.5");
        assert_eq!(Quantity(300).to_string(), "3");
        assert_eq!(Quantity(1000).to_string(), "10");
        assert_eq!(Quantity(5).to_string(), "0.05");
        assert_eq!(Quantity::from_units(2), Quantity(200));
    }

    #[test]
    fn quantities_are_refused_with_the_reason() {
        assert_eq!(Quantity::parse(""), Err(QuantityError::Empty));
        assert_eq!(Quantity::parse("lots"), Err(QuantityError::NotANumber));
        assert_eq!(Quantity::parse("-1"), Err(QuantityError::Negative));
        assert_eq!(Quantity::parse("1.005"), Err(QuantityError::TooManyDecimals));
        assert_eq!(Quantity::parse("10000.01"), Err(QuantityError::TooLarge));
        assert_eq!(Quantity::parse("999999999999999999999999999"), Err(QuantityError::TooLarge));
    }

    #[test]
    fn parts_are_read_and_printed() {
        assert_eq!(BasisPoints::parse("77").map(BasisPoints::points), Ok(7_700));
        assert_eq!(BasisPoints::parse("9.5 %").map(BasisPoints::points), Ok(950));
        assert_eq!(BasisPoints::parse("100.01"), Err(NotAPart));
        assert_eq!(BasisPoints(7_700).to_string(), "77.0%");
        assert_eq!(BasisPoints(1_325).to_string(), "13.25%");
        assert_eq!(BasisPoints(1_305).to_string(), "13.05%");
        assert!(serde_json::from_str::<BasisPoints>("10001").is_err());
    }

    #[test]
    fn what_part_of_the_whole() {
        let of =
            |part, whole| BasisPoints::of(Money::from_pence(part), Money::from_pence(whole)).map(BasisPoints::points);
        assert_eq!(of(1, 3), Some(3_333));
        assert_eq!(of(2, 3), Some(6_667));
        assert_eq!(of(0, 3), Some(0));
        assert_eq!(of(3, 0), None);
        assert_eq!(of(4, 3), None);
        assert_eq!(of(-1, 3), None);
    }

    proptest! {
        #[test]
        fn printed_quantities_are_read_back(hundredths in 0..=LARGEST_TYPED_HUNDREDTHS) {
            prop_assert_eq!(Quantity::parse(&Quantity(hundredths).to_string()), Ok(Quantity(hundredths)));
        }

        #[test]
        fn printed_parts_are_read_back(points in 0..=10_000) {
            prop_assert_eq!(BasisPoints::parse(&BasisPoints(points).to_string()), Ok(BasisPoints(points)));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = Quantity::parse(&text);
            let _ = BasisPoints::parse(&text);
        }
    }
}
