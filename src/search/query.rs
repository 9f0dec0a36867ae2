//! From a [`Plan`] to a tantivy query, built by hand (the query parser knows no prefixes of last words
//! and reads people's punctuation as syntax).

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::plan::{Attempt, Look, Plan, Role, Unit, Way};
use super::schema::Fields;

/// How much more a word in the title, category or provider's name counts than one in the text.
const NAME_WEIGHT: f32 = 2.5;
/// A phrase whose every word is in more than one listing of so many is looked for only in names:
/// comparing places of common words in long texts is the dearest thing a search can do.
const COMMON_ONE_IN: u64 = 100;
/// In a small market nothing is dear.
const COMMON_FROM: u64 = 2_000;

/// What each further way in which a listing matches one unit adds.
const OTHER_WAYS: f32 = 0.35;
/// What a word that nearly every listing has counts.
const WEAK_WEIGHT: f32 = 0.25;
/// What it counts that a listing is for such people, where something else is wanted.
const WHO_WEIGHT: f32 = 0.5;
/// What a word of a phrase counts by itself.
const PART_WEIGHT: f32 = 0.3;
/// What each thing that a listing has counts, where not everything can be had.
const COUNTED: f32 = 4.0;
/// A search that found little isn't widened to more listings than this.
const WIDENED_UP_TO: u64 = 20_000;

/// What a query is built from besides the plan.
pub(super) struct Builder<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
}

impl Builder<'_> {
    /// A query for one attempt; none when nothing is asked for.
    pub(super) fn build(&self, plan: &Plan, attempt: &Attempt) -> Option<Box<dyn Query>> {
        let units = |places: &[usize]| -> Vec<&Unit> { places.iter().filter_map(|at| plan.units.get(*at)).collect() };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let (all, any, extra) = (units(&attempt.all), units(&attempt.any), units(&attempt.extra));
        if all.is_empty() && any.is_empty() {
            return None;
        }
        // Where not everything can be had, a listing with more of it comes before one with less.
        let bonus = |unit: &Unit| {
            if attempt.widens_below > 0 && !matches!(unit.role, Role::Weak | Role::Part | Role::Topic) {
                COUNTED
            } else {
                0.0
            }
        };
        clauses.extend(all.into_iter().map(|unit| (Occur::Must, self.unit(unit))));
        match any.as_slice() {
            [] => {}
            [only] => clauses.push((Occur::Must, self.unit(only))),
            several => {
                let several = several.iter().map(|unit| counted(self.unit(unit), bonus(unit))).collect();
                let query = BooleanQuery::union_with_minimum_required_clauses(several, attempt.least.max(1));
                clauses.push((Occur::Must, Box::new(query)));
            }
        }
        for unit in extra {
            let weight = match unit.role {
                Role::Weak => WEAK_WEIGHT,
                Role::Who => WHO_WEIGHT,
                Role::Part => PART_WEIGHT,
                _ => 1.0,
            };
            clauses.push((Occur::Should, counted(weighted(self.unit(unit), weight), bonus(unit))));
        }
        match (clauses.pop(), clauses.is_empty()) {
            (Some((_, only)), true) => Some(only),
            (Some(last), false) => {
                clauses.push(last);
                Some(Box::new(BooleanQuery::new(clauses)))
            }
            (None, _) => None,
        }
    }

    /// Whether looking for any of these takes long: they stand in very many listings.
    pub(super) fn is_dear(&self, plan: &Plan, attempt: &Attempt) -> bool {
        let places = if attempt.any.is_empty() { &attempt.all } else { &attempt.any };
        let units = places.iter().filter_map(|at| plan.units.get(*at)).map(|unit| self.listings_of(unit));
        let listings = if attempt.any.is_empty() { units.min() } else { Some(units.sum()) };
        listings.unwrap_or(0) > WIDENED_UP_TO
    }

    fn listings_of(&self, unit: &Unit) -> u64 {
        let count = |term: Term| self.searcher.doc_freq(&term).unwrap_or(0);
        let way = |way: &Way| match &way.look {
            Look::Stem(stem) => count(Term::from_field_text(self.fields.text, stem)),
            Look::Category(code) => count(Term::from_field_text(self.fields.category, code)),
            Look::District(code) => count(Term::from_field_text(self.fields.district, code)),
            Look::Exact(_) | Look::Phrase(..) | Look::AllOf(_) => 0,
        };
        unit.ways.iter().map(way).sum()
    }

    fn unit(&self, unit: &Unit) -> Box<dyn Query> {
        let fields = self.fields;
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        for Way { look, weight } in &unit.ways {
            let found = match look {
                Look::Stem(stem) => {
                    clauses.extend(self.stem(stem, *weight));
                    continue;
                }
                Look::AllOf(stems) => {
                    // Their places in names are looked at by the phrase that goes with this.
                    let all = stems.iter().map(|stem| term(Term::from_field_text(fields.text, stem))).collect();
                    Box::new(BooleanQuery::intersection(all))
                }
                Look::Exact(stems) => self.phrase(stems, None),
                Look::Phrase(stems, slop) => self.phrase(stems, Some(*slop)),
                Look::Category(code) => {
                    // However many there are in a category, each answers as well.
                    let there = term(Term::from_field_text(fields.category, code));
                    clauses.push(Box::new(ConstScoreQuery::new(there, *weight)));
                    continue;
                }
                Look::District(code) => term(Term::from_field_text(fields.district, code)),
            };
            clauses.push(weighted(found, *weight));
        }
        best_of(clauses)
    }

    fn stem(&self, stem: &str, weight: f32) -> [Box<dyn Query>; 2] {
        [
            weighted(term(Term::from_field_text(self.fields.text, stem)), weight),
            weighted(term(Term::from_field_text(self.fields.name, stem)), weight * NAME_WEIGHT),
        ]
    }

    fn phrase(&self, stems: &[(usize, String)], slop: Option<u32>) -> Box<dyn Query> {
        let terms = |field| -> Vec<(usize, Term)> {
            stems.iter().map(|(at, stem)| (*at, Term::from_field_text(field, stem))).collect()
        };
        let in_text = terms(self.fields.text);
        match in_text.as_slice() {
            // A phrase query of one term isn't allowed.
            [] => Box::new(EmptyQuery),
            [(_, only)] => term(only.clone()),
            _ if slop.is_some() && self.all_common(&in_text) => {
                // In something as short as a name, words that are all there stand together.
                let in_name = terms(self.fields.name).into_iter().map(|(_, own)| term(own)).collect();
                weighted(Box::new(BooleanQuery::intersection(in_name)), NAME_WEIGHT)
            }
            _ => Box::new(PhraseQuery::new_with_offset_and_slop(in_text, slop.unwrap_or(0))),
        }
    }

    fn all_common(&self, terms: &[(usize, Term)]) -> bool {
        let common = (self.searcher.num_docs() / COMMON_ONE_IN).max(COMMON_FROM);
        terms.iter().all(|(_, term)| self.searcher.doc_freq(term).unwrap_or(0) > common)
    }
}

/// Finds what the query finds, and adds so much for it.
fn counted(query: Box<dyn Query>, bonus: f32) -> Box<dyn Query> {
    if bonus <= 0.0 {
        return query;
    }
    let present = Box::new(ConstScoreQuery::new(query.box_clone(), bonus));
    Box::new(BooleanQuery::union(vec![query, present]))
}

/// The best way counts in full, the others a little: one thing said in three ways isn't three things.
fn best_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.pop(), queries.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            queries.push(last);
            Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, OTHER_WAYS))
        }
        (None, _) => Box::new(EmptyQuery),
    }
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn weighted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if (weight - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, weight)) }
}
