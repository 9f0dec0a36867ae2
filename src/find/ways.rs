//! Ways on from a search that found nothing, or hardly anything: each with how many it would give.
//!
//! Invariant: a way that is offered finds more than the search it stands beside, and its count is what its address
//! gives. No SQL.

use super::address::{DISTANCES, GROUPS, SearchAddress};
use crate::search::{SearchError, SearchRequest, categories, categories_for};

/// A search that finds fewer than this gets ways on.
pub const FEW: u64 = 3;
/// At most this many searches are tried for one page, and this many categories are offered.
const MOST_TRIED: usize = 24;
const MOST_CATEGORIES: usize = 4;

/// What a way on does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes a filter off, or a whole group; with what was in it.
    Without {
        /// The name in addresses.
        name: &'static str,
        /// What was ticked, chosen or typed.
        values: Vec<String>,
    },
    /// Takes all filters off.
    WithoutFilters,
    /// Looks farther away, within so many miles.
    Wider(u32),
    /// Looks everywhere.
    Anywhere,
    /// Looks through the category above, or beside, by code.
    Category(&'static str),
    /// Drops the words.
    WithoutWords,
}

/// A search that finds more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn {
    /// What it does.
    pub step: Step,
    /// Its address.
    pub address: SearchAddress,
    /// How many it finds.
    pub count: u64,
}

/// Ways on from this search, best first within each kind. `total_of` says how many a search finds.
///
/// # Errors
/// When the index can't be read.
pub fn ways_on(
    address: &SearchAddress,
    total: u64,
    total_of: impl Fn(&SearchAddress) -> Result<u64, SearchError>,
    likely: &[&'static str],
) -> Result<Vec<WayOn>, SearchError> {
    let mut ways = Vec::new();
    let mut tried = 0;
    let mut offer = |step: Step, changed: SearchAddress, ways: &mut Vec<WayOn>| -> Result<bool, SearchError> {
        tried += 1;
        if tried > MOST_TRIED || changed == *address {
            return Ok(false);
        }
        let count = total_of(&changed)?;
        let more = count > total && !ways.iter().any(|way| way.address == changed);
        if more {
            ways.push(WayOn { step, address: changed, count });
        }
        Ok(more)
    };
    for (step, changed) in without_each(address) {
        offer(step, changed, &mut ways)?;
    }
    if address.filters_on().len() > 1 {
        offer(Step::WithoutFilters, address.without_filters(), &mut ways)?;
    }
    if let Some(miles) = address.miles() {
        for wider in DISTANCES.into_iter().filter(|wider| *wider > miles) {
            let changed = address.with(|a| a.within = wider.to_string());
            if offer(Step::Wider(wider), changed, &mut ways)? {
                break;
            }
        }
    }
    if !address.near.is_empty() {
        let anywhere = |a: &mut SearchAddress| {
            a.near.clear();
            a.within.clear();
        };
        offer(Step::Anywhere, address.with(anywhere), &mut ways)?;
    }
    let mut offered = 0;
    for code in related(address, likely) {
        let changed =
            SearchAddress { category: vec![code.to_owned()], near: address.near.clone(), ..SearchAddress::default() };
        if offered < MOST_CATEGORIES && offer(Step::Category(code), changed, &mut ways)? {
            offered += 1;
        }
    }
    if !address.q.trim().is_empty() {
        offer(Step::WithoutWords, address.with(|a| a.q.clear()), &mut ways)?;
    }
    Ok(ways)
}

/// The search without each filter, and without each whole group: only that can find more.
fn without_each(address: &SearchAddress) -> Vec<(Step, SearchAddress)> {
    let mut each = Vec::new();
    for on in address.filters_on() {
        if GROUPS.iter().all(|group| group.name != on.name) {
            each.push((Step::Without { name: on.name, values: vec![on.value] }, on.without));
        }
    }
    for group in GROUPS {
        let values = (group.values)(address).clone();
        if !values.is_empty() {
            let without = address.with(|a| (group.values_mut)(a).clear());
            each.push((Step::Without { name: group.name, values }, without));
        }
    }
    each
}

/// Categories that may serve instead: those the words name, those above the ticked ones, and those beside them.
fn related(address: &SearchAddress, likely: &[&'static str]) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = likely.to_vec();
    for code in &address.category {
        let top = categories::parent_code(code).unwrap_or(code);
        codes.extend(categories::get(top).map(|category| category.code.as_str()));
        codes.extend(categories::children(top).map(|category| category.code.as_str()));
    }
    let mut kept: Vec<&'static str> = Vec::new();
    for code in codes {
        if !kept.contains(&code) && address.category != [code] {
            kept.push(code);
        }
    }
    kept
}

/// Categories that words may mean, by what the whole and each word begin.
pub fn likely_categories(request: &SearchRequest) -> Vec<&'static str> {
    let whole = std::iter::once(request.words.as_str());
    let words = request.words.split_whitespace().filter(|word| word.chars().count() > 3).take(6);
    let mut codes: Vec<&'static str> = whole.chain(words).flat_map(|typed| categories_for(typed, 5)).collect();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(query: &str, totals: impl Fn(&SearchAddress) -> u64) -> Vec<WayOn> {
        let address = SearchAddress::parse(query);
        let total = totals(&address);
        ways_on(&address, total, |address| Ok(totals(address)), &[]).unwrap()
    }

    #[test]
    fn the_filter_in_the_way_is_named_with_what_dropping_it_gives() {
        let found = ways("q=x&check=dbs&check=cqc&day=evening", |a| if a.check.is_empty() { 7 } else { 0 });
        assert_eq!(found[0].step, Step::Without { name: "check", values: vec!["cqc".to_owned(), "dbs".to_owned()] });
        assert_eq!((found[0].count, found[0].address.href()), (7, "/search?q=x&day=evening".to_owned()));
        assert!(found.iter().all(|way| way.count > 0));
    }

    #[test]
    fn the_nearest_wider_distance_comes_before_everywhere() {
        let found = ways("near=LS6&within=3", |a| match a.miles() {
            Some(miles) => u64::from(miles >= 10) * 4,
            None => 9,
        });
        let steps: Vec<&Step> = found.iter().map(|way| &way.step).collect();
        let wider = steps.iter().position(|step| **step == Step::Wider(10)).unwrap();
        assert!(steps.iter().position(|step| **step == Step::Anywhere).unwrap() > wider);
    }

    #[test]
    fn the_categories_above_and_beside_are_offered() {
        let found = ways("category=meals/lunch-clubs&near=LS6", |a| u64::from(a.category != ["meals/lunch-clubs"]) * 2);
        let offered: Vec<&Step> =
            found.iter().map(|way| &way.step).filter(|s| matches!(s, Step::Category(_))).collect();
        assert_eq!(offered[0], &Step::Category("meals"));
        assert_eq!(offered.len(), MOST_CATEGORIES);
    }

    #[test]
    fn a_way_that_finds_no_more_is_not_offered() {
        assert!(ways("q=x&check=dbs&near=LS6", |_| 0).is_empty());
    }
}
