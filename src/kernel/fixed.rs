//! Reading and printing numbers with two decimal places, shared by money, quantities and percentages.
//!
//! Numbers are whole hundredths in an `i64`; see [`super::money`] and [`super::quantity`] for what they count.

use rust_decimal::Decimal;

/// Longer texts than this are not numbers anyone meant to type.
const LONGEST_TEXT: usize = 40;

/// Why a text is not a number with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NotANumber,
    TooManyDecimals,
    TooLarge,
}

/// Reads "1,234.5" as 123450. No sign, no spaces; commas only where they part thousands, because "12,50" is
/// as likely to mean twelve and a half as twelve hundred and fifty.
pub(super) fn parse_hundredths(text: &str) -> Result<i64, Fault> {
    if text.is_empty() || text.len() > LONGEST_TEXT {
        return Err(Fault::NotANumber);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = ungrouped(whole).ok_or(Fault::NotANumber)?;
    let ends_in_point = text.ends_with('.');
    if ends_in_point || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::NotANumber);
    }
    if fraction.len() > 2 {
        return Err(Fault::TooManyDecimals);
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    let mut number = Decimal::from_str_exact(&format!("{whole}.{fraction:0<2}")).map_err(|_| Fault::TooLarge)?;
    number.rescale(2);
    i64::try_from(number.mantissa()).map_err(|_| Fault::TooLarge)
}

/// The digits without their thousands commas; `None` when there is anything but digits, or a misplaced comma.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let mut digits = String::from(first);
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        grouped = true;
        digits.push_str(group);
    }
    let first_fits = !grouped || (1..=3).contains(&first.len());
    (first_fits && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// 1234567 as "1,234,567".
pub(super) fn thousands(number: u128) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_thousands_only() {
        assert_eq!(parse_hundredths("1,234.50"), Ok(123_450));
        assert_eq!(parse_hundredths("1,234,567"), Ok(123_456_700));
        for text in ["12,50", "1234,567", ",123", "1,23", "1,,234", "1,234,"] {
            assert_eq!(parse_hundredths(text), Err(Fault::NotANumber), "{text}");
        }
    }

    #[test]
    fn odd_shapes() {
        assert_eq!(parse_hundredths(".5"), Ok(50));
        assert_eq!(parse_hundredths("007"), Ok(700));
        for text in ["", ".", "5.", "1.2.3", "1e3", "+1", "-1", "1_000", "٣", "1 000", "0x10", "NaN"] {
            assert_eq!(parse_hundredths(text), Err(Fault::NotANumber), "{text}");
        }
        assert_eq!(parse_hundredths("1.234"), Err(Fault::TooManyDecimals));
        assert_eq!(parse_hundredths("99999999999999999999999999999999999"), Err(Fault::TooLarge));
        assert_eq!(parse_hundredths("92233720368547758.07"), Ok(i64::MAX));
        assert_eq!(parse_hundredths("92233720368547758.08"), Err(Fault::TooLarge));
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
