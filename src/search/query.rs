//! From a [`Plan`] to a tantivy query, built by hand (the query parser knows no prefixes of last words
//! and reads people's punctuation as syntax).

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::plan::{Look, Plan, Unit};
use super::schema::Fields;

/// How much more a word in the title, category or provider's name counts than one in the text.
const NAME_WEIGHT: f32 = 2.5;

/// A query that finds listings matching at least `least` of the plan's units; none for an empty plan.
pub(super) fn build(plan: &Plan, fields: &Fields, least: usize) -> Option<Box<dyn Query>> {
    let mut units: Vec<Box<dyn Query>> = plan.units.iter().map(|unit| unit_query(unit, fields)).collect();
    match units.len() {
        0 => None,
        1 => units.pop(),
        all if least >= all => Some(Box::new(BooleanQuery::intersection(units))),
        _ => Some(Box::new(BooleanQuery::union_with_minimum_required_clauses(units, least.max(1)))),
    }
}

fn unit_query(unit: &Unit, fields: &Fields) -> Box<dyn Query> {
    let mut clauses = Vec::new();
    for way in &unit.ways {
        match &way.look {
            Look::Stem(stem) => clauses.extend(stem_clauses(stem, way.weight, fields)),
            Look::AllOf(stems) => {
                let all = stems.iter().map(|stem| union(stem_clauses(stem, 1.0, fields).into())).collect();
                clauses.push(weighted(Box::new(BooleanQuery::intersection(all)), way.weight));
            }
            Look::Phrase(stems, slop) => clauses.push(weighted(phrase(stems, *slop, fields), way.weight)),
            Look::Category(code) => {
                clauses.push(weighted(term(Term::from_field_text(fields.category, code)), way.weight));
            }
            Look::District(code) => {
                clauses.push(weighted(term(Term::from_field_text(fields.district, code)), way.weight));
            }
        }
    }
    union(clauses)
}

fn stem_clauses(stem: &str, weight: f32, fields: &Fields) -> [Box<dyn Query>; 2] {
    [
        weighted(term(Term::from_field_text(fields.text, stem)), weight),
        weighted(term(Term::from_field_text(fields.name, stem)), weight * NAME_WEIGHT),
    ]
}

fn phrase(stems: &[(usize, String)], slop: u32, fields: &Fields) -> Box<dyn Query> {
    let terms: Vec<(usize, Term)> =
        stems.iter().map(|(at, stem)| (*at, Term::from_field_text(fields.text, stem))).collect();
    match terms.as_slice() {
        // A phrase query of one term isn't allowed.
        [] => Box::new(tantivy::query::EmptyQuery),
        [(_, only)] => term(only.clone()),
        _ => Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop)),
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
        (None, _) => Box::new(tantivy::query::EmptyQuery),
    }
}
