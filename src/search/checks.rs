//! How much each verified check says when results are ordered: the weights of `static/data/accreditations.toml`.
//!
//! The catalogue is data that several parts read; here only code, name and weight matter. A scheme's weight is the same
//! for everybody who has it, and nobody can pay for one. Next: `rank`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../../static/data/accreditations.toml");

/// What a check counts that the catalogue doesn't know.
const UNKNOWN: u8 = 1;
/// The most checks that are named in one sentence.
const NAMED: usize = 2;

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    scheme: Vec<Scheme>,
}

#[derive(Deserialize)]
struct Scheme {
    code: String,
    name: String,
    weight: u8,
}

static SCHEMES: LazyLock<HashMap<String, Scheme>> = LazyLock::new(|| {
    let file: File = toml::from_str(SOURCE).unwrap_or_default();
    file.scheme.into_iter().map(|scheme| (scheme.code.clone(), scheme)).collect()
});

fn weight(code: &str) -> u8 {
    SCHEMES.get(code).map_or(UNKNOWN, |scheme| scheme.weight)
}

/// What these verified checks count together.
pub(super) fn points(codes: &[String]) -> u8 {
    codes.iter().fold(0, |sum, code| sum.saturating_add(weight(code)))
}

/// Why checks bring a listing forward, in a sentence; none where it has none.
pub(super) fn why(codes: &[String]) -> Option<String> {
    let mut known: Vec<&Scheme> = codes.iter().filter_map(|code| SCHEMES.get(code)).collect();
    known.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.code.cmp(&b.code)));
    match (codes.len(), known.as_slice()) {
        (0, _) => None,
        (1, [only]) => Some(format!("One of its checks is verified and in date: {}.", only.name)),
        (1, _) => Some("One of its checks is verified and in date.".to_owned()),
        (several, known) => {
            let names: Vec<&str> = known.iter().take(NAMED).map(|scheme| scheme.name.as_str()).collect();
            let most = match names.as_slice() {
                [first, second] if several > NAMED => format!(" {first} and {second} count most."),
                _ => String::new(),
            };
            Some(format!("{several} of its checks are verified and in date.{most}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn every_scheme_of_the_catalogue_has_a_weight() {
        assert!(SCHEMES.len() >= 20 && SCHEMES.values().all(|scheme| scheme.weight <= 3 && !scheme.name.is_empty()));
    }

    #[test]
    fn a_check_that_says_more_counts_more() {
        assert!(
            points(&codes(&["dbs"])) > points(&codes(&["charity"])),
            "a criminal record check and a charity number"
        );
        assert_eq!(points(&codes(&["dbs", "cqc"])), 6);
        assert_eq!(points(&[]), 0);
        assert_eq!(points(&codes(&["dbs"; 200])), u8::MAX);
    }

    #[test]
    fn the_reason_names_what_counts_most() {
        assert_eq!(why(&[]), None);
        assert_eq!(why(&codes(&["dbs"])).unwrap(), "One of its checks is verified and in date: DBS check.");
        let several = why(&codes(&["charity", "insurance", "cqc", "dbs"])).unwrap();
        assert_eq!(several, "4 of its checks are verified and in date. CQC registered and DBS check count most.");
    }
}
