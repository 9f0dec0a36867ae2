//! Bank accounts in Britain: a sort code of six digits and an account number of eight.
//!
//! Only the form is checked. Whether the account is there and whose it is, the bank knows; that is why a change waits
//! until somebody has confirmed it.

use std::fmt;

/// An account, with the name it is held in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// The name of the account.
    pub name: String,
    /// Six digits.
    pub sort_code: String,
    /// Eight digits.
    pub number: String,
}

/// The longest name that banks take.
pub const LONGEST_NAME: usize = 70;

fn digits(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    plain.bytes().all(|byte| byte.is_ascii_digit()).then_some(plain)
}

/// Reads a sort code: "20-00-00", "20 00 00", "200000".
pub fn sort_code(text: &str) -> Option<String> {
    digits(text).filter(|code| code.len() == 6 && code.bytes().any(|byte| byte != b'0'))
}

/// Reads an account number. Older accounts have six or seven digits, and banks put noughts before them.
pub fn account_number(text: &str) -> Option<String> {
    let number = digits(text).filter(|number| (6..=8).contains(&number.len()))?;
    let number = format!("{number:0>8}");
    number.bytes().any(|byte| byte != b'0').then_some(number)
}

/// "20-00-00".
pub fn dashed(sort_code: &str) -> String {
    let pairs: Vec<&str> = [0..2, 2..4, 4..6].into_iter().filter_map(|part| sort_code.get(part)).collect();
    pairs.join("-")
}

impl BankAccount {
    /// Whether a statement's account is this one: a sort code and a number, or an IBAN that ends in both.
    pub fn is(&self, stated: &str) -> bool {
        let plain: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
        let both = format!("{}{}", self.sort_code, self.number);
        plain == both || (plain.starts_with("GB") && plain.len() == 22 && plain.ends_with(&both))
    }

    /// With all but the last digits hidden: "20-00-00, ••••5678".
    pub fn hidden(&self) -> String {
        format!("{}, ••••{}", dashed(&self.sort_code), self.number.get(4..).unwrap_or_default())
    }
}

/// "Aire Valley Ltd, 20-00-00 12345678".
impl fmt::Display for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} {}", self.name, dashed(&self.sort_code), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_numbers_are_read_as_people_write_them() {
        assert_eq!(sort_code(" 20-00 00").as_deref(), Some("200000"));
        assert_eq!(account_number("1234 5678").as_deref(), Some("12345678"));
        assert_eq!(account_number("123456").as_deref(), Some("00123456"));
        for wrong in ["", "20000", "2000000", "20000a", "000000", "２００００１"] {
            assert_eq!(sort_code(wrong), None, "{wrong}");
        }
        for wrong in ["12345", "123456789", "1234567x", "00000000"] {
            assert_eq!(account_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_statements_account_is_known_in_both_forms() {
        let account =
            BankAccount { name: "A".to_owned(), sort_code: "200000".to_owned(), number: "12345678".to_owned() };
        assert!(account.is("20-00-00 12345678") && account.is("20000012345678"));
        assert!(account.is("GB29 NWBK 2000 0012 3456 78"));
        assert!(!account.is("20-00-00 12345679") && !account.is("12345678") && !account.is(""));
        assert_eq!(account.hidden(), "20-00-00, ••••5678");
    }
}
