//! Postcodes: their shape only. Whether one's sector exists is for [`super::lookup()`] to say.
//!
//! A full postcode is an outward code (its district, "LS6") and an inward code ("3HN"), whose digit names the
//! sector ("LS6 3") within the district.

use std::fmt;
use std::str::FromStr;

/// A full postcode of the right shape, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    outward: String,
    inward: String,
}

/// A text that doesn't have a postcode's shape. Displays as a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a full postcode, like LS6 3HN.")]
pub struct NotAPostcode;

impl Postcode {
    /// Reads "LS6 3HN", "ls63hn", " Ls6  3hn ".
    ///
    /// # Errors
    /// [`NotAPostcode`], whose `Display` is the sentence to show beside the field.
    pub fn parse(text: &str) -> Result<Postcode, NotAPostcode> {
        let compact = compact(text);
        let split = compact.len().checked_sub(3).and_then(|at| compact.split_at_checked(at));
        let (outward, inward) = split.ok_or(NotAPostcode)?;
        if is_district(outward) && is_inward(inward) {
            Ok(Postcode { outward: outward.to_owned(), inward: inward.to_owned() })
        } else {
            Err(NotAPostcode)
        }
    }

    /// "LS6" of "LS6 3HN".
    #[must_use]
    pub fn district(&self) -> &str {
        &self.outward
    }

    /// "LS6 3" of "LS6 3HN".
    #[must_use]
    pub fn sector(&self) -> String {
        format!("{} {}", self.outward, self.inward.get(..1).unwrap_or_default())
    }
}

/// "LS6 3HN".
impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.outward, self.inward))
    }
}

impl FromStr for Postcode {
    type Err = NotAPostcode;

    fn from_str(text: &str) -> Result<Postcode, NotAPostcode> {
        Postcode::parse(text)
    }
}

/// Capitals without white space.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// True for the shape of a district in capitals: one or two letters, a digit, and perhaps a digit or letter more
/// ("M1", "LS16", "EC1A").
pub(super) fn is_district(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let area_fits = (1..=2).contains(&(text.len() - digits.len()));
    let mut rest = digits.bytes();
    let digit_fits = rest.next().is_some_and(|b| b.is_ascii_digit());
    let last_fits = rest.next().is_none_or(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    area_fits && digit_fits && last_fits && rest.next().is_none()
}

/// A digit and two letters; C, I, K, M, O and V are never among them, because they are misread by hand.
fn is_inward(text: &str) -> bool {
    let mut bytes = text.bytes();
    let digit_fits = bytes.next().is_some_and(|b| b.is_ascii_digit());
    digit_fits && text.len() == 3 && bytes.all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(&b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_type() {
        for text in ["LS6 3HN", "ls63hn", " Ls6  3hn ", "L S 6 3 H N"] {
            let postcode = Postcode::parse(text).unwrap();
            assert_eq!(postcode.to_string(), "LS6 3HN");
            assert_eq!(postcode.district(), "LS6");
            assert_eq!(postcode.sector(), "LS6 3");
        }
        assert_eq!(Postcode::parse("M11AA").unwrap().sector(), "M1 1");
        assert_eq!(Postcode::parse("ec1a1bb").unwrap().to_string(), "EC1A 1BB");
    }

    #[test]
    fn refuses_other_shapes() {
        for text in [
            "",
            "LS6",
            "LS6 3",
            "LS6 3H",
            "LS6 3HNX",
            "LS 3HN",
            "LSX6 3HN",
            "LS6 3CN",
            "6LS 3HN",
            "LS666 3HN",
            "€€€",
            "LS6 ３HN",
        ] {
            assert_eq!(Postcode::parse(text), Err(NotAPostcode), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_postcodes_are_read_back(text in "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}") {
            let postcode = Postcode::parse(&text).unwrap();
            prop_assert_eq!(postcode.to_string(), text.clone());
            prop_assert_eq!(Postcode::parse(&text.replace(' ', "").to_lowercase()), Ok(postcode.clone()));
            prop_assert!(postcode.sector().starts_with(postcode.district()));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = Postcode::parse(&text);
        }
    }
}
