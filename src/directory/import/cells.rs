//! Repairing single cells: what spreadsheets lose on the way.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::directory::model::commands::{is_web_address, tidy_line};
use crate::geo;
use crate::kernel::slug::slugify;

/// A cell without white space at its ends; none for the ways of writing "nothing".
pub(super) fn present(cell: &str) -> Option<String> {
    let text = tidy_line(cell);
    let nothing = ["", "NA", "N/A", "#N/A", "NULL", "null", "None", "-"];
    if nothing.contains(&text.as_str()) { None } else { Some(text) }
}

/// A telephone number as people write it: "0161 748 6414". A leading 0 that was lost is put back; "1617777e3" is
/// written out. None when that gives no number of this country.
pub(super) fn telephone(cell: &str) -> Option<String> {
    let text = present(cell)?;
    let first = text.split(['/', ',', ';']).next().unwrap_or_default().replace(" or ", "/");
    let first = first.split('/').next().unwrap_or_default();
    let written_out = written_out(first)?;
    let written_out = written_out.trim_start();
    let abroad = written_out.strip_prefix("+44").or_else(|| written_out.strip_prefix("0044"));
    let digits: String = abroad.unwrap_or(written_out).chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('0').unwrap_or(&digits);
    is_national(national).then(|| spaced(national))
}

/// Undoes the notation that spreadsheets give to long numbers, where no digit was lost.
fn written_out(text: &str) -> Option<String> {
    let text = text.trim();
    let Some((digits, zeros)) = text.split_once(['e', 'E']) else {
        return Some(text.to_owned());
    };
    let zeros: usize = zeros.trim_start_matches('+').parse().ok().filter(|zeros| *zeros <= 10)?;
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| format!("{digits}{}", "0".repeat(zeros)))
}

/// Whether these digits, after the 0, make a number: ten of them, or nine where the area code has four or five and
/// local numbers are short.
fn is_national(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let (first, second, third) = (bytes.first(), bytes.get(1), bytes.get(2));
    let known = matches!(first, Some(b'1' | b'2' | b'3' | b'5' | b'7' | b'8' | b'9'));
    let large_city = first == Some(&b'2') || second == Some(&b'1') || third == Some(&b'1');
    match bytes.len() {
        10 => known,
        9 => (first == Some(&b'1') && !large_city) || digits.starts_with("800") || digits.starts_with("500"),
        _ => false,
    }
}

/// Puts the 0 back and the spaces where people put them.
fn spaced(digits: &str) -> String {
    let bytes = digits.as_bytes();
    let (second, third) = (bytes.get(1), bytes.get(2));
    let groups: (usize, usize) = match bytes.first() {
        Some(b'2') => (2, 6),
        Some(b'1') if second != Some(&b'1') && third != Some(&b'1') => (4, 10),
        Some(b'7') => (4, 10),
        _ => (3, 6),
    };
    let part = |from: usize, to: usize| digits.get(from..to.min(digits.len())).unwrap_or_default();
    let words = [part(0, groups.0), part(groups.0, groups.1), part(groups.1, digits.len())];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("0{}", words.join(" "))
}

/// A web address that a page may link to.
pub(super) fn website(cell: &str) -> Option<String> {
    let text = present(cell)?;
    let address = if text.contains("://") { text } else { format!("http://{text}") };
    (is_web_address(&address) && address.chars().count() <= 200).then_some(address)
}

/// A day, written either way round.
pub(super) fn day(cell: &str) -> Option<NaiveDate> {
    let text = present(cell)?;
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|format| NaiveDate::parse_from_str(date, format).ok())
}

/// The parts of a cell that holds a list.
pub(super) fn list(cell: &str) -> Vec<String> {
    cell.split('|').filter_map(present).collect()
}

/// A rating of the Care Quality Commission, in its words.
pub(super) fn cqc_rating(cell: &str) -> Option<String> {
    let text = present(cell)?;
    let known = ["Outstanding", "Good", "Requires improvement", "Inadequate"];
    known.into_iter().find(|word| word.eq_ignore_ascii_case(&text)).map(str::to_owned)
}

/// The number of a location at the Care Quality Commission: letters, digits and hyphens, as "1-466088203".
pub(super) fn cqc_id(cell: &str) -> Option<String> {
    let text = present(cell)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (plain && text.len() <= 30).then_some(text)
}

/// Codes of councils by their names as [`council_key`] writes them.
static COUNCILS: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| geo::councils().map(|(code, name)| (council_key(name), code)).collect());

/// A council's name without its title and its points: "Bristol, City of", "City of Bristol" and "Bristol" are one, and so
/// are "St. Helens" and "St Helens".
fn council_key(name: &str) -> String {
    let slug = slugify(name);
    let titles = ["city-of", "county-of", "london-borough-of", "royal-borough-of"];
    let bare = titles.iter().find_map(|title| {
        let before = slug.strip_prefix(title).and_then(|rest| rest.strip_prefix('-'));
        before.or_else(|| slug.strip_suffix(title).and_then(|rest| rest.strip_suffix('-')))
    });
    // The City of London is a council of its own name.
    bare.filter(|bare| *bare != "london").unwrap_or(&slug).to_owned()
}

/// The council that a row names. Its code may have lost a digit ("E0800009" for "E08000009"); it counts only when it
/// agrees with the name beside it.
pub(super) fn council(code: &str, name: &str) -> Option<String> {
    let name = present(name);
    let agrees = |code: &str| {
        let known = geo::council_name(code)?;
        name.as_deref().is_none_or(|name| council_key(name) == council_key(known)).then(|| code.to_owned())
    };
    let by_code = present(code).and_then(|code| agrees(&code).or_else(|| agrees(&with_its_digit(&code)?)));
    let by_name = || COUNCILS.get(&council_key(name.as_deref()?)).map(|code| (*code).to_owned());
    by_code.or_else(by_name)
}

/// A code of eight characters with the 0 it lost after its kind.
fn with_its_digit(code: &str) -> Option<String> {
    let (kind, number) = code.split_at_checked(3)?;
    (code.len() == 8).then(|| format!("{kind}0{number}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn telephones_get_their_zero_back() {
        for (cell, expected) in [
            ("1617486414", "0161 748 6414"),
            ("0161 832 3736", "0161 832 3736"),
            ("7976848608", "07976 848608"),
            ("1706843777", "01706 843777"),
            ("1617777e3", "0161 777 7000"),
            ("3300583240", "0330 058 3240"),
            ("2079460000", "020 7946 0000"),
            ("+44 161 748 6414", "0161 748 6414"),
            ("0044 (0)161 748 6414", "0161 748 6414"),
            ("120462150", "01204 62150"),
            ("0161 748 6414 / 0161 748 6415", "0161 748 6414"),
            ("0845 450 4247", "0845 450 4247"),
        ] {
            assert_eq!(telephone(cell).as_deref(), Some(expected), "{cell}");
        }
    }

    #[test]
    fn what_is_no_telephone_is_left_out() {
        for cell in ["", "NA", "161688", "161335989", "1.61E+09", "call us", "123456789012345", "e5", "1e99"] {
            assert_eq!(telephone(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_council_code_gets_its_digit_back_if_the_name_agrees() {
        assert_eq!(council("E0800005", "Rochdale").as_deref(), Some("E08000005"));
        assert_eq!(council("E08000010", "Wigan").as_deref(), Some("E08000010"));
        assert_eq!(council("E0800005", "Wigan").as_deref(), Some("E08000010"));
        assert_eq!(council("", "trafford").as_deref(), Some("E08000009"));
        assert_eq!(council("E0800009", "").as_deref(), Some("E08000009"));
        assert_eq!(council("rubbish", "Atlantis"), None);
        assert_eq!(council("", "Bristol, City of").as_deref(), Some("E06000023"));
        assert_eq!(council("", "Kingston upon Hull, City of").as_deref(), Some("E06000010"));
        assert_eq!(council("", "Herefordshire, County of").as_deref(), Some("E06000019"));
        assert_eq!(council("", "St. Helens").as_deref(), Some("E08000013"));
        assert_eq!(council("", "City of London").as_deref(), Some("E09000001"));
    }

    #[test]
    fn other_cells() {
        assert_eq!(website("www.example.org").as_deref(), Some("http://www.example.org"));
        assert_eq!(website("https://example.org/a").as_deref(), Some("https://example.org/a"));
        assert_eq!(website("javascript:alert(1)"), None);
        assert_eq!(website("none known"), None);
        assert_eq!(day("2023-05-31"), NaiveDate::from_ymd_opt(2023, 5, 31));
        assert_eq!(day("31/05/2023"), NaiveDate::from_ymd_opt(2023, 5, 31));
        assert_eq!(day("soon"), None);
        assert_eq!(list("Nursing homes|Residential homes"), ["Nursing homes", "Residential homes"]);
        assert_eq!(cqc_rating("requires Improvement").as_deref(), Some("Requires improvement"));
        assert_eq!(cqc_rating("5 stars"), None);
        assert_eq!(cqc_id("1-466088203").as_deref(), Some("1-466088203"));
        assert_eq!(cqc_id("../x"), None);
    }

    proptest! {
        #[test]
        fn a_repaired_number_stays_as_it_is(cell in "[0-9 +e()]{0,16}|\\PC{0,20}") {
            if let Some(number) = telephone(&cell) {
                prop_assert!(number.starts_with('0'));
                prop_assert_eq!(telephone(&number), Some(number.clone()));
            }
            let _ = (website(&cell), day(&cell), council(&cell, &cell), cqc_id(&cell));
        }
    }
}
