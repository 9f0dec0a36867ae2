//! From a [`Plan`] to a tantivy query, built by hand (the query parser knows no prefixes of last words
//! and reads people's punctuation as syntax).

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use tantivy::query::{BooleanQuery, BoostQuery, EmptyQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::plan::{Look, Plan, Unit, Way};
use super::schema::Fields;

/// How much more a word in the title, category or provider's name counts than one in the text.
const NAME_WEIGHT: f32 = 2.5;
/// A phrase whose every word is in more than one listing of so many is looked for only in names:
/// comparing places of common words in long texts is the dearest thing a search can do.
const COMMON_ONE_IN: u64 = 100;
/// In a small market nothing is dear.
const COMMON_FROM: u64 = 2_000;

/// What a query is built from besides the plan.
pub(super) struct Builder<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
}

impl Builder<'_> {
    /// A query that finds listings matching at least `least` of the plan's units; none for an empty plan.
    pub(super) fn build(&self, plan: &Plan, least: usize) -> Option<Box<dyn Query>> {
        let mut units: Vec<Box<dyn Query>> = plan.units.iter().map(|unit| self.unit(unit)).collect();
        match units.len() {
            0 => None,
            1 => units.pop(),
            all if least >= all => Some(Box::new(BooleanQuery::intersection(units))),
            _ => Some(Box::new(BooleanQuery::union_with_minimum_required_clauses(units, least.max(1)))),
        }
    }

    fn unit(&self, unit: &Unit) -> Box<dyn Query> {
        let fields = self.fields;
        let mut clauses = Vec::new();
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
                Look::Phrase(stems, slop) => self.phrase(stems, *slop),
                Look::Category(code) => term(Term::from_field_text(fields.category, code)),
                Look::District(code) => term(Term::from_field_text(fields.district, code)),
            };
            clauses.push(weighted(found, *weight));
        }
        union(clauses)
    }

    fn stem(&self, stem: &str, weight: f32) -> [Box<dyn Query>; 2] {
        [
            weighted(term(Term::from_field_text(self.fields.text, stem)), weight),
            weighted(term(Term::from_field_text(self.fields.name, stem)), weight * NAME_WEIGHT),
        ]
    }

    fn phrase(&self, stems: &[(usize, String)], slop: u32) -> Box<dyn Query> {
        let terms = |field| -> Vec<(usize, Term)> {
            stems.iter().map(|(at, stem)| (*at, Term::from_field_text(field, stem))).collect()
        };
        let in_text = terms(self.fields.text);
        match in_text.as_slice() {
            // A phrase query of one term isn't allowed.
            [] => Box::new(EmptyQuery),
            [(_, only)] => term(only.clone()),
            _ if slop > 0 && self.all_common(&in_text) => {
                // In something as short as a name, words that are all there stand together.
                let in_name = terms(self.fields.name).into_iter().map(|(_, own)| term(own)).collect();
                weighted(Box::new(BooleanQuery::intersection(in_name)), NAME_WEIGHT)
            }
            _ => Box::new(PhraseQuery::new_with_offset_and_slop(in_text, slop)),
        }
    }

    fn all_common(&self, terms: &[(usize, Term)]) -> bool {
        let common = (self.searcher.num_docs() / COMMON_ONE_IN).max(COMMON_FROM);
        terms.iter().all(|(_, term)| self.searcher.doc_freq(term).unwrap_or(0) > common)
    }
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn weighted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if (weight - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, weight)) }
}

fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.pop(), queries.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            queries.push(last);
            Box::new(BooleanQuery::union(queries))
        }
        (None, _) => Box::new(EmptyQuery),
    }
}
