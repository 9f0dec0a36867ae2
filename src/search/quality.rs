//! How good the answers are: judged searches asked of an index, and the usual figures of how well it did.
//!
//! The searches people type, and what answers them, are `search_index/judgements.tsv`; its head says how it is
//! written. Only order and relevance are looked at. `handpick search-quality` prints what this finds.

#![allow(clippy::float_arithmetic)] // figures of quality; no money is reckoned here

use std::collections::HashMap;

use super::categories;
use super::doc::ListingDoc;
use super::error::SearchError;
use super::index::Search;
use super::request::SearchRequest;
use crate::kernel::slug::slugify;

/// The judged searches that the program ships with.
pub const JUDGEMENTS: &str = include_str!("../../search_index/judgements.tsv");

/// The best grade: just what is needed.
const BEST: u8 = 3;
/// How deep the order is looked at.
const DEEP: usize = 10;
/// How many results one sees without scrolling.
const SEEN: usize = 5;

/// A search, and what answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// As somebody would type it.
    pub query: String,
    /// It is not looked at while words are added.
    pub held: bool,
    /// `plain`, `typo`, `slang` or `sentence`.
    pub kind: String,
    /// Grades by a category's code, or by `listing:` and the slug of its title.
    pub grades: HashMap<String, u8>,
}

impl Judgement {
    /// How well this listing answers: its own grade, else its category's, else the parent's, else 0.
    #[must_use]
    pub fn grade(&self, title: &str, category: &str) -> u8 {
        let own = format!("listing:{}", slugify(title));
        let keys = [Some(own.as_str()), Some(category), categories::parent_code(category)];
        keys.into_iter().flatten().find_map(|key| self.grades.get(key)).copied().unwrap_or(0)
    }
}

/// Reads judgements.
///
/// # Errors
/// A sentence that names the first line that can't be read.
pub fn parse(text: &str) -> Result<Vec<Judgement>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(at, line)| one(line).map_err(|fault| format!("line {}: {fault}", at + 1))).collect()
}

fn one(line: &str) -> Result<Judgement, String> {
    let [query, set, answers] = line.split('\t').collect::<Vec<_>>()[..] else {
        return Err("three columns are needed, with a tab between".to_owned());
    };
    let (set, kind) = set.split_once(' ').unwrap_or((set, "plain"));
    if !["tune", "held"].contains(&set) || !["plain", "typo", "slang", "sentence"].contains(&kind) {
        return Err(format!("“{set} {kind}” is no set and kind"));
    }
    let grade = |answer: &str| {
        let (what, grade) = answer.rsplit_once('=').ok_or_else(|| format!("“{answer}” has no grade"))?;
        let grade = grade.parse().ok().filter(|grade| *grade <= BEST);
        let grade = grade.ok_or_else(|| format!("“{answer}”: a grade is 0, 1, 2 or 3"))?;
        if !what.starts_with("listing:") && !categories::is_known(what) {
            return Err(format!("“{what}” is no category"));
        }
        Ok((what.to_owned(), grade))
    };
    let grades = answers.split_whitespace().map(grade).collect::<Result<HashMap<_, _>, String>>()?;
    if !grades.values().any(|grade| *grade == BEST) {
        return Err(format!("nothing answers “{query}” with a {BEST}"));
    }
    Ok(Judgement { query: query.trim().to_owned(), held: set == "held", kind: kind.to_owned(), grades })
}

/// What came back for one judged search.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What was asked.
    pub judgement: Judgement,
    /// How well: 1 is the best order there could be.
    pub ndcg_at_10: f64,
    /// The share of the first five that answer at all (of fewer, where fewer answer).
    pub precision_at_5: f64,
    /// Nothing came back.
    pub no_answer: bool,
    /// The words as they were understood, when spelling was put right.
    pub corrected: Option<String>,
    /// The first ten: grade, title, category.
    pub found: Vec<(u8, String, String)>,
}

/// Means over judged searches.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// How many searches.
    pub queries: usize,
    /// Mean precision at 5.
    pub precision_at_5: f64,
    /// Mean nDCG at 10.
    pub ndcg_at_10: f64,
    /// The share with no answer.
    pub no_answer: f64,
}

impl Figures {
    /// The means of these; all zero for none.
    pub fn of<'a>(asked: impl Iterator<Item = &'a Asked>) -> Self {
        let asked: Vec<&Asked> = asked.collect();
        let mean = |of: fn(&Asked) -> f64| share(asked.iter().map(|one| of(one)).sum(), asked.len());
        Self {
            queries: asked.len(),
            precision_at_5: mean(|one| one.precision_at_5),
            ndcg_at_10: mean(|one| one.ndcg_at_10),
            no_answer: mean(|one| f64::from(u8::from(one.no_answer))),
        }
    }
}

/// Asks an index that holds `listings` each of the judged searches.
///
/// # Errors
/// When the index can't be read.
pub fn ask(search: &Search, listings: &[ListingDoc], judgements: &[Judgement]) -> Result<Vec<Asked>, SearchError> {
    judgements.iter().map(|judgement| ask_one(search, listings, judgement)).collect()
}

fn ask_one(search: &Search, listings: &[ListingDoc], judgement: &Judgement) -> Result<Asked, SearchError> {
    let request = SearchRequest { words: judgement.query.clone(), per_page: DEEP, ..SearchRequest::default() };
    let results = search.search(&request)?;
    let mut best: Vec<u8> = listings.iter().map(|listing| judgement.grade(&listing.title, &listing.category)).collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let found: Vec<(u8, String, String)> = results
        .hits
        .into_iter()
        .map(|hit| {
            let grade = judgement.grade(&hit.listing.title, &hit.listing.category);
            (grade, hit.listing.title, hit.listing.category)
        })
        .collect();
    let answering = |grades: &mut dyn Iterator<Item = u8>| grades.take(SEEN).filter(|grade| *grade > 0).count();
    let there = answering(&mut best.iter().copied());
    let ideal = gain(best.into_iter());
    Ok(Asked {
        judgement: judgement.clone(),
        ndcg_at_10: if ideal > 0.0 { gain(found.iter().map(|hit| hit.0)) / ideal } else { 0.0 },
        precision_at_5: share(count(answering(&mut found.iter().map(|hit| hit.0))), there),
        no_answer: found.is_empty(),
        corrected: results.corrected,
        found,
    })
}

/// Discounted cumulative gain of the first ten: 7, 3 and 1 for grades 3, 2 and 1, less the further down.
fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    let gains = grades.take(DEEP).map(|grade| f64::from((1_u32 << grade.min(BEST)) - 1));
    (2_u32..).zip(gains).map(|(place, gain)| gain / f64::from(place).log2()).sum()
}

fn share(sum: f64, of: usize) -> f64 {
    if of == 0 { 0.0 } else { sum / count(of) }
}

fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_order_is_worth_one_and_a_worse_one_less() {
        let best = gain([3, 3, 2, 0].into_iter());
        assert!(gain([3, 2, 3, 0].into_iter()) < best && gain([0, 3, 3, 2].into_iter()) < best);
        assert!((gain([3].into_iter()) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_listings_own_grade_counts_before_its_categorys() {
        let judgement = one("q\ttune plain\tmeals=1 meals/delivered=3 listing:tea-time-box=0").unwrap();
        assert_eq!(judgement.grade("Tea-time box", "meals/delivered"), 0);
        assert_eq!(judgement.grade("Hot dinner", "meals/delivered"), 3);
        assert_eq!(judgement.grade("Lunch", "meals/lunch-clubs"), 1);
        assert_eq!(judgement.grade("Lunch", "transport"), 0);
    }

    #[test]
    fn a_fault_in_the_file_is_said_with_its_line() {
        for (line, fault) in [
            ("lonely\ttune plain", "three columns"),
            ("lonely\tmaybe plain\tmeals=3", "no set and kind"),
            ("lonely\ttune plain\tmeals=9", "a grade is"),
            ("lonely\ttune plain\tmeels=3", "no category"),
            ("lonely\ttune plain\tmeals=1", "nothing answers"),
        ] {
            let problem = parse(&format!("# head\n{line}")).unwrap_err();
            assert!(problem.starts_with("line 2: ") && problem.contains(fault), "{problem}");
        }
    }

    #[test]
    fn the_file_is_large_and_a_third_of_it_is_how_people_really_type() {
        let judgements = parse(JUDGEMENTS).unwrap();
        assert!(judgements.len() >= 180, "{}", judgements.len());
        let rough = judgements.iter().filter(|one| ["typo", "slang"].contains(&one.kind.as_str())).count();
        assert!(rough * 3 >= judgements.len(), "{rough}");
        let held = judgements.iter().filter(|one| one.held).count();
        assert!(held * 4 >= judgements.len(), "{held}");
        let mut seen = std::collections::HashSet::new();
        for one in &judgements {
            assert!(seen.insert(&one.query), "“{}” is there twice", one.query);
        }
    }
}
