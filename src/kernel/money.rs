//! Pounds sterling as whole pence. Nothing here uses floating point, and nothing wraps or saturates.
//!
//! A price times a quantity is rounded once, half away from zero, to the penny ([`Money::times`]); a split gives
//! its odd pennies to the first shares, so that the shares always add up ([`Money::split`]).

use std::fmt;
use std::num::NonZeroU32;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::fixed::{self, Fault};
use super::quantity::{BasisPoints, Quantity};

/// The largest amount anyone may type: one hundred million pounds, in pence.
pub const LARGEST_TYPED_PENCE: i64 = 100_000_000 * 100;

/// An amount of money in pence; may be negative (a difference, a refund).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount of money. Each displays as a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("Enter an amount in pounds, like 21.50.")]
    Empty,
    /// Not a number as people write amounts.
    #[error("Enter the amount as a number in pounds and pence, like 21.50 or 1,234.50.")]
    NotANumber,
    /// Below zero, where only zero and more make sense.
    #[error("The amount must not be below zero.")]
    Negative,
    /// Parts of a penny.
    #[error("Enter pounds and whole pence: at most two figures after the point, like 21.50.")]
    TooManyDecimals,
    /// Above [`LARGEST_TYPED_PENCE`].
    #[error("The amount must be £100,000,000 or less.")]
    TooLarge,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount of whole pence.
    #[must_use]
    pub const fn from_pence(pence: i64) -> Money {
        Money(pence)
    }

    /// The amount in pence, as it is stored.
    #[must_use]
    pub const fn pence(self) -> i64 {
        self.0
    }

    /// True for nothing at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// True below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, or `None` when it can't be held.
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The difference, or `None` when it can't be held.
    #[must_use]
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// This amount `times` over, or `None` when it can't be held.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Money> {
        self.0.checked_mul(times).map(Money)
    }

    /// The same amount with the other sign, or `None` when it can't be held.
    #[must_use]
    pub fn checked_neg(self) -> Option<Money> {
        self.0.checked_neg().map(Money)
    }

    /// The sum of all, or `None` when it can't be held.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// A unit price times a quantity, rounded once, half away from zero, to the penny.
    /// `None` when the result can't be held.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Option<Money> {
        let exact = Decimal::from(self.0).checked_mul(Decimal::new(quantity.hundredths(), 2))?;
        to_whole_pence(exact)
    }

    /// A part of this amount, rounded once, half away from zero, to the penny.
    #[must_use]
    pub fn share(self, part: BasisPoints) -> Money {
        let exact = Decimal::from(self.0).checked_mul(Decimal::new(i64::from(part.points()), 4));
        // A part is at most the whole (an invariant of BasisPoints), so it always fits where the whole did.
        exact.and_then(to_whole_pence).unwrap_or(self)
    }

    /// `shares` amounts that add up to this one and differ by at most a penny; the first get the odd pennies.
    #[must_use]
    pub fn split(self, shares: NonZeroU32) -> Vec<Money> {
        let count = i64::from(shares.get());
        let base = self.0 / count;
        let odd = self.0 % count;
        let penny = odd.signum();
        (0..count).map(|index| Money(if index < odd.abs() { base + penny } else { base })).collect()
    }

    /// Reads an amount someone typed: "£1,234.50", "1234.5", " 21 ".
    ///
    /// # Errors
    /// [`MoneyError`], whose `Display` is the sentence to show beside the field.
    pub fn parse(text: &str) -> Result<Money, MoneyError> {
        let amount = Money::parse_signed(text)?;
        if amount.is_negative() { Err(MoneyError::Negative) } else { Ok(amount) }
    }

    /// As [`Money::parse`], and takes amounts below zero: "-£5", "£-5".
    ///
    /// # Errors
    /// [`MoneyError`], never [`MoneyError::Negative`].
    pub fn parse_signed(text: &str) -> Result<Money, MoneyError> {
        let text = text.trim();
        let (before, unsigned) = strip_minus(text);
        let unsigned = unsigned.strip_prefix('£').unwrap_or(unsigned).trim_start();
        let (after, digits) = if before { (false, unsigned) } else { strip_minus(unsigned) };
        if digits.is_empty() {
            return Err(if text.is_empty() { MoneyError::Empty } else { MoneyError::NotANumber });
        }
        let pence = fixed::parse_hundredths(digits).map_err(|fault| match fault {
            Fault::NotANumber => MoneyError::NotANumber,
            Fault::TooManyDecimals => MoneyError::TooManyDecimals,
            Fault::TooLarge => MoneyError::TooLarge,
        })?;
        if pence > LARGEST_TYPED_PENCE {
            return Err(MoneyError::TooLarge);
        }
        Ok(Money(if before || after { -pence } else { pence }))
    }

    /// "£14,560" for whole pounds, "£21.50" otherwise: for places where ".00" is only noise.
    #[must_use]
    pub fn short(self) -> String {
        if self.0 % 100 == 0 {
            format!("{}£{}", self.sign(), fixed::thousands(u128::from(self.0.unsigned_abs() / 100)))
        } else {
            self.to_string()
        }
    }

    /// "1234.50": what goes back into a form's field or a CSV cell. [`Money::parse_signed`] reads it.
    #[must_use]
    pub fn plain(self) -> String {
        let pence = self.0.unsigned_abs();
        format!("{}{}.{:02}", self.sign(), pence / 100, pence % 100)
    }

    fn sign(self) -> &'static str {
        if self.is_negative() { "-" } else { "" }
    }
}

/// "£1,234.50", "-£0.05".
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pence = self.0.unsigned_abs();
        let pounds = fixed::thousands(u128::from(pence / 100));
        f.pad(&format!("{}£{pounds}.{:02}", self.sign(), pence % 100))
    }
}

fn to_whole_pence(exact: Decimal) -> Option<Money> {
    exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().map(Money)
}

/// Takes a leading minus off, the keyboard's or the typographic one (which statements copied from a page carry).
fn strip_minus(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, pence) in [
            ("£1,234.50", 123_450),
            ("1234.5", 123_450),
            (" 21 ", 2_100),
            ("£ 0.05", 5),
            (".5", 50),
            ("100000000", LARGEST_TYPED_PENCE),
        ] {
            assert_eq!(Money::parse(text), Ok(Money(pence)), "{text}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        use MoneyError::{Empty, Negative, NotANumber, TooLarge, TooManyDecimals};
        for (text, error) in [
            ("", Empty),
            ("  ", Empty),
            ("£", NotANumber),
            ("-", NotANumber),
            ("--5", NotANumber),
            ("-£-5", NotANumber),
            ("££5", NotANumber),
            ("$5", NotANumber),
            ("five", NotANumber),
            ("12,50", NotANumber),
            ("-1", Negative),
            ("£-1", Negative),
            ("\u{2212}1", Negative),
            ("1.005", TooManyDecimals),
            ("100000000.01", TooLarge),
            ("999999999999999999999999999999", TooLarge),
        ] {
            assert_eq!(Money::parse(text), Err(error), "{text}");
        }
        assert_eq!(Money::parse_signed("-£5"), Ok(Money(-500)));
        assert_eq!(Money::parse_signed("£-5"), Ok(Money(-500)));
    }

    #[test]
    fn prints_as_people_read() {
        assert_eq!(Money(123_450).to_string(), "£1,234.50");
        assert_eq!(Money(-5).to_string(), "-£0.05");
        assert_eq!(Money(1_456_000).short(), "£14,560");
        assert_eq!(Money(2_150).short(), "£21.50");
        assert_eq!(Money(-1_456_000).short(), "-£14,560");
        assert_eq!(Money(123_450).plain(), "1234.50");
        assert_eq!(Money(i64::MIN).to_string(), "-£92,233,720,368,547,758.08");
    }

    #[test]
    fn a_line_is_rounded_once_half_away_from_zero() {
        let times = |pence, hundredths| Money(pence).times(Quantity::from_hundredths(hundredths));
        assert_eq!(times(2_150, 150), Some(Money(3_225)));
        assert_eq!(times(1, 50), Some(Money(1)));
        assert_eq!(times(1, 49), Some(Money(0)));
        assert_eq!(times(-1, 50), Some(Money(-1)));
        assert_eq!(times(i64::MAX, 101), None);
        assert_eq!(times(i64::MAX, i64::MAX), None);
    }

    #[test]
    fn nothing_wraps() {
        assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
        assert_eq!(Money(i64::MIN).checked_sub(Money(1)), None);
        assert_eq!(Money(i64::MAX).checked_mul(2), None);
        assert_eq!(Money(i64::MIN).checked_neg(), None);
        assert_eq!(Money::sum([Money(i64::MAX), Money(1)]), None);
        assert_eq!(Money::sum([Money(1), Money(2)]), Some(Money(3)));
        assert_eq!(Money::sum([]), Some(Money::ZERO));
    }

    proptest! {
        #[test]
        fn printed_amounts_are_read_back(pence in -LARGEST_TYPED_PENCE..=LARGEST_TYPED_PENCE) {
            let amount = Money(pence);
            prop_assert_eq!(Money::parse_signed(&amount.to_string()), Ok(amount));
            prop_assert_eq!(Money::parse_signed(&amount.short()), Ok(amount));
            prop_assert_eq!(Money::parse_signed(&amount.plain()), Ok(amount));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = Money::parse(&text);
        }

        #[test]
        fn shares_add_up_and_differ_by_a_penny(pence: i64, n in 1u32..500) {
            let shares = Money(pence).split(NonZeroU32::new(n).unwrap());
            prop_assert_eq!(shares.len(), n as usize);
            prop_assert_eq!(Money::sum(shares.iter().copied()), Some(Money(pence)));
            let (low, high) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
            prop_assert!(high.0 - low.0 <= 1);
            prop_assert!(shares.windows(2).all(|pair| pair[0].0.unsigned_abs() >= pair[1].0.unsigned_abs()));
        }

        #[test]
        fn times_rounds_half_away_from_zero(pence in -10_000_000_000i64..10_000_000_000, hundredths in 0i64..10_000_000) {
            let exact = i128::from(pence) * i128::from(hundredths);
            let expected = exact.signum() * ((exact.abs() + 50) / 100);
            let rounded = Money(pence).times(Quantity::from_hundredths(hundredths)).unwrap();
            prop_assert_eq!(i128::from(rounded.0), expected);
        }

        #[test]
        fn a_share_rounds_half_away_and_stays_within_the_whole(pence: i64, points in 0i32..=10_000) {
            let exact = i128::from(pence) * i128::from(points);
            let expected = exact.signum() * ((exact.abs() + 5_000) / 10_000);
            let share = Money(pence).share(BasisPoints::new(points).unwrap());
            prop_assert_eq!(i128::from(share.0), expected);
            prop_assert!(share.0.unsigned_abs() <= pence.unsigned_abs());
        }

        #[test]
        fn json_is_the_pence(pence: i64) {
            let json = serde_json::to_string(&Money(pence)).unwrap();
            prop_assert_eq!(&json, &pence.to_string());
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), Money(pence));
        }
    }
}
