//! A search written as an address: a page of results holds a dozen of them.
//!
//! The same text as `serde_html_form` makes of a [`SearchAddress`], which a test keeps, in a tenth of the time.

use super::address::SearchAddress;

/// Gives each name and value of an address that says something, in the order of its fields.
pub fn pairs<'a>(address: &'a SearchAddress, mut each: impl FnMut(&'static str, &'a str)) {
    // Names them all, so that a new one can't be forgotten below.
    #[rustfmt::skip]
    let SearchAddress {
        q: _, near: _, category: _, within: _, unit: _, price: _, min: _, max: _, rating: _, check: _, group: _,
        outcome: _, delivery: _, cqc: _, kind: _, day: _, when: _, language: _, access: _, spaces: _, soon: _,
        by_day: _, by_month: _, by_year: _, line: _, pot: _, budget: _, sort: _, view: _, page: _, more: _,
    } = address;
    macro_rules! one {
        ($($field:ident),*) => { $(if !address.$field.is_empty() { each(stringify!($field), &address.$field); })* };
    }
    macro_rules! many {
        ($($field:ident),*) => { $(address.$field.iter().for_each(|value| each(stringify!($field), value));)* };
    }
    one!(q, near);
    many!(category);
    one!(within, unit);
    many!(price);
    one!(min, max, rating);
    many!(check, group, outcome, delivery, cqc, kind, day, when, language, access);
    one!(spaces, soon, by_day, by_month, by_year, line, pot, budget, sort, view, page, more);
}

/// The address of a search at a path.
pub(super) fn href(address: &SearchAddress, path: &str) -> String {
    let mut href = String::with_capacity(path.len() + 120);
    href.push_str(path);
    let mut mark = '?';
    pairs(address, |name, value| {
        href.push(mark);
        href.push_str(name);
        href.push('=');
        encode(value, &mut href);
        mark = '&';
    });
    href
}

/// Text as a value of an address, as forms send it.
fn encode(text: &str, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |half: u8| HEX.get(usize::from(half)).copied().unwrap_or('0');
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.extend(['%', digit(other >> 4), digit(other & 15)]),
        }
    }
}
