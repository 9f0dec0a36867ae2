//! One search, start to finish: words, place, filters, counts, order, page.
//!
//! Each segment is walked once; after that everything is set arithmetic on `bits`. Whether words are
//! respelt or not all needed depends on the words and the place, never on ticked filters: so a count
//! beside a filter is exactly what ticking it gives.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use tantivy::query::{EnableScoring, Query};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use super::bits::Bits;
use super::columns::Group;
use super::doc::{Packed, StoredListing};
use super::error::SearchError;
use super::facets::{Counts, Narrowed};
use super::index::{Part, Snapshot};
use super::lexicon::Lexicon;
use super::plan::Plan;
use super::query::Builder;
use super::rank::{Best, Place, Ranking};
use super::request::{DEFAULT_PER_PAGE, Hit, MAX_PAGE, MAX_PER_PAGE, Near, Only, SearchRequest, SearchResults};
use super::schema::Fields;
use super::snippet::{self, Found, Wanted};
use super::typed::Typed;

/// The listings of one segment that match words and place.
struct Matched {
    base: Bits,
    /// Relevance, in order of documents; none when it isn't wanted.
    scores: Option<Vec<(u32, f32)>>,
}

/// What searches that belong together have in common: words as they were understood, and what matches them.
#[derive(Default)]
pub(super) struct Known {
    plans: RefCell<Vec<(String, Rc<Plan>)>>,
    met: RefCell<Vec<Rc<Met>>>,
}

/// What matches some words at some place, whatever filters are on.
struct Met {
    words: String,
    near: Option<Near>,
    only: Only,
    /// By segment.
    matched: Vec<Matched>,
    with_scores: bool,
    relaxed: bool,
}

impl Known {
    fn plan(&self, snapshot: &Snapshot, fields: &Fields, words: &str) -> Rc<Plan> {
        if let Some((_, plan)) = self.plans.borrow().iter().find(|(known, _)| known == words) {
            return Rc::clone(plan);
        }
        let plan = Plan::of(Typed::parse(words), &Lexicon { searcher: &snapshot.searcher, fields });
        let plan = Rc::new(plan);
        self.plans.borrow_mut().push((words.to_owned(), Rc::clone(&plan)));
        plan
    }

    fn met(
        &self,
        snapshot: &Snapshot,
        fields: &Fields,
        request: &SearchRequest,
        with_scores: bool,
    ) -> Result<Rc<Met>, SearchError> {
        let same = |met: &&Rc<Met>| {
            met.words == request.words
                && met.near == request.near
                && met.only == request.only
                && (met.with_scores || !with_scores)
        };
        if let Some(met) = self.met.borrow().iter().find(same) {
            return Ok(Rc::clone(met));
        }
        let plan = self.plan(snapshot, fields, &request.words);
        let (matched, relaxed) = match_words(snapshot, fields, request, &plan, with_scores)?;
        let (words, near, only) = (request.words.clone(), request.near.clone(), request.only.clone());
        let met = Rc::new(Met { words, near, only, matched, with_scores, relaxed });
        self.met.borrow_mut().push(Rc::clone(&met));
        Ok(met)
    }
}

pub(super) fn find(
    snapshot: &Snapshot,
    fields: &Fields,
    known: &Known,
    request: &SearchRequest,
) -> Result<SearchResults, SearchError> {
    let started = Instant::now();
    let ranking = Ranking { sort: request.sort, near: request.near.as_ref(), mean_rating: snapshot.mean_rating };
    let met = known.met(snapshot, fields, request, ranking.needs_scores())?;
    let plan = known.plan(snapshot, fields, &request.words);

    let per_page = if request.per_page == 0 { DEFAULT_PER_PAGE } else { request.per_page.min(MAX_PER_PAGE) };
    let before = (request.page.clamp(1, MAX_PAGE) - 1) * per_page;
    let mut best = Best::new(before + per_page);
    let mut counts = Counts::new(&snapshot.values);
    let mut total = 0;
    for ((segment, part), matched) in (0_u32..).zip(&snapshot.parts).zip(&met.matched) {
        let narrowed = Narrowed::new(part, &matched.base, request);
        total += narrowed.passing.count();
        narrowed.count(request, &mut counts);
        let offer = |best: &mut Best, doc: u32, score: f32| {
            if let Some(row) = part.columns.row(doc) {
                best.offer(ranking.place(row, score, (segment, doc)));
            }
        };
        match &matched.scores {
            // In a large market most can't be among the best wherever they are: those aren't looked at further.
            Some(scores) => {
                for &(doc, score) in scores {
                    if narrowed.passing.contains(doc) && !best.is_past(ranking.hope(score, part.columns.marks(doc))) {
                        offer(&mut best, doc, score);
                    }
                }
            }
            None => narrowed.passing.iter().for_each(|doc| offer(&mut best, doc, 1.0)),
        }
    }
    let places = best.into_sorted();
    let stems = plan.stems();
    let wanted = Wanted::new(&stems);
    let hits = places.iter().skip(before).map(|place| hit(snapshot, request, &wanted, *place));
    let hits = hits.collect::<Result<_, _>>()?;
    Ok(SearchResults {
        total,
        hits,
        facets: counts.into_facets(),
        took_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        corrected: plan.corrected.clone(),
        relaxed: met.relaxed,
    })
}

/// How many listings a search finds, without counting groups or ordering: what a link can promise.
pub(super) fn total(
    snapshot: &Snapshot,
    fields: &Fields,
    known: &Known,
    request: &SearchRequest,
) -> Result<u64, SearchError> {
    let met = known.met(snapshot, fields, request, false)?;
    let parts = snapshot.parts.iter().zip(&met.matched);
    Ok(parts.map(|(part, matched)| Narrowed::new(part, &matched.base, request).passing.count()).sum())
}

/// All that is wanted, if any listing has it all; where that is little, also what has less of it ([`Plan::attempts`]).
fn match_words(
    snapshot: &Snapshot,
    fields: &Fields,
    request: &SearchRequest,
    plan: &Plan,
    with_scores: bool,
) -> Result<(Vec<Matched>, bool), SearchError> {
    let segments = snapshot.searcher.segment_readers();
    let limits: Vec<Bits> = segments
        .iter()
        .zip(&snapshot.parts)
        .map(|(segment, part)| limits(segment, part, fields, request))
        .collect::<Result<_, _>>()?;
    let builder = Builder { searcher: &snapshot.searcher, fields };
    let attempts = plan.attempts();
    let everything = |limits: Vec<Bits>| limits.into_iter().map(|base| Matched { base, scores: None }).collect();
    let mut found: Option<Vec<Matched>> = None;
    let (mut listings, mut relaxed) = (0, false);
    for (nth, attempt) in attempts.iter().enumerate() {
        if listings > 0 && (listings >= attempt.widens_below || builder.is_dear(plan, attempt)) {
            break;
        }
        let Some(query) = builder.build(plan, attempt) else { break };
        relaxed = nth > 0 && listings == 0 || relaxed;
        let matched = run(snapshot, query.as_ref(), &limits, with_scores)?;
        listings = matched.iter().map(|matched| matched.base.count()).sum();
        found = Some(matched);
    }
    Ok(found.map_or_else(|| (everything(limits), false), |found| (found, relaxed)))
}

fn run(
    snapshot: &Snapshot,
    query: &dyn Query,
    limits: &[Bits],
    with_scores: bool,
) -> Result<Vec<Matched>, TantivyError> {
    let searcher = &snapshot.searcher;
    let scoring = if with_scores {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring)?;
    let mut all = Vec::with_capacity(limits.len());
    for ((segment, part), limit) in searcher.segment_readers().iter().zip(&snapshot.parts).zip(limits) {
        let mut base = Bits::empty(part.columns.max_doc);
        let mut scores = Vec::new();
        if with_scores {
            weight.for_each(segment, &mut |doc, score| {
                if limit.contains(doc) {
                    base.insert(doc);
                    scores.push((doc, score));
                }
            })?;
        } else {
            weight.for_each_no_score(segment, &mut |docs| docs.iter().for_each(|&doc| base.insert(doc)))?;
            base.intersect(limit);
        }
        all.push(Matched { base, scores: with_scores.then_some(scores) });
    }
    Ok(all)
}

/// What no choice of the person can widen: listings that are there, deliver to the place, and are the
/// provider's.
fn limits(
    segment: &SegmentReader,
    part: &Part,
    fields: &Fields,
    request: &SearchRequest,
) -> Result<Bits, TantivyError> {
    let mut limits = Bits::clone(&part.alive);
    if let Some(near) = &request.near {
        limits.intersect(&delivering(segment, part, fields, near)?);
    }
    only(segment, part, fields, &request.only, &mut limits)?;
    Ok(limits)
}

/// Takes out what is not within these limits.
fn only(
    segment: &SegmentReader,
    part: &Part,
    fields: &Fields,
    only: &Only,
    limits: &mut Bits,
) -> Result<(), TantivyError> {
    let columns = &part.columns;
    let with_ids = |field: Field, ids: &[i64], bits: &mut Bits| {
        ids.iter().try_for_each(|id| add_postings(segment, &Term::from_field_i64(field, *id), bits))
    };
    for (field, ids) in [(fields.provider_id, &only.providers), (fields.listing_id, &only.listings)] {
        if !ids.is_empty() {
            let mut theirs = Bits::empty(columns.max_doc);
            with_ids(field, ids, &mut theirs)?;
            limits.intersect(&theirs);
        }
    }
    if !only.not_listings.is_empty() {
        let mut unwanted = Bits::empty(columns.max_doc);
        with_ids(fields.listing_id, &only.not_listings, &mut unwanted)?;
        unwanted.iter().for_each(|doc| limits.remove(doc));
    }
    if !only.categories.is_empty() {
        limits.intersect(&columns.any_of(Group::Category, only.categories.iter().map(String::as_str)));
    }
    if let Some(allowed) = &only.allowed {
        let mut may = columns.any_of(Group::Category, allowed.categories.iter().map(String::as_str));
        with_ids(fields.provider_id, &allowed.providers, &mut may)?;
        limits.intersect(&may);
    }
    if !only.highest_price.is_empty() {
        let mut within = Bits::empty(columns.max_doc);
        for (unit, most) in &only.highest_price {
            let priced = columns.any_of(Group::Unit, std::iter::once(unit.as_str()));
            let fits = columns.filter(&priced, |row| row.pence().is_some_and(|pence| pence <= *most));
            fits.iter().for_each(|doc| within.insert(doc));
        }
        limits.intersect(&within);
    }
    if let Some(after) = only.published_after {
        *limits = columns.filter(limits, |row| i64::from(row.published()) > after);
    }
    Ok(())
}

/// The listings that deliver to a place: by district, by council, by their own circle, or anywhere.
fn delivering(segment: &SegmentReader, part: &Part, fields: &Fields, near: &Near) -> Result<Bits, TantivyError> {
    let mut bits = part.columns.any_of(Group::Delivery, ["online", "posted"].into_iter());
    if let Some(district) = &near.district {
        add_postings(
            segment,
            &Term::from_field_text(fields.district, &district.trim().to_ascii_uppercase()),
            &mut bits,
        )?;
    }
    if let Some(council) = &near.council {
        add_postings(segment, &Term::from_field_text(fields.council, council.trim()), &mut bits)?;
    }
    part.columns.serving(near.easting, near.northing, &mut bits);
    Ok(bits)
}

fn add_postings(segment: &SegmentReader, term: &Term, bits: &mut Bits) -> Result<(), TantivyError> {
    let index = segment.inverted_index(term.field())?;
    if let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? {
        while postings.doc() != TERMINATED {
            bits.insert(postings.doc());
            postings.advance();
        }
    }
    Ok(())
}

fn hit(snapshot: &Snapshot, request: &SearchRequest, wanted: &Wanted<'_>, place: Place) -> Result<Hit, SearchError> {
    let (segment, doc) = place.at;
    let packed: Packed = snapshot.searcher.doc(DocAddress::new(segment, doc))?;
    let listing = StoredListing::unpacked(&packed)?;
    let row =
        usize::try_from(segment).ok().and_then(|at| snapshot.parts.get(at)).and_then(|part| part.columns.row(doc));
    let distance_m =
        request.near.as_ref().and_then(|near| row.and_then(|row| row.distance_m(near.easting, near.northing)));
    let found = Found::of(&listing, wanted);
    let snippet = found.snippet();
    let why = snippet::why(&listing, &found, wanted.any(), distance_m, request.near.is_some());
    Ok(Hit { listing, distance_m, snippet, why })
}
