//! What filters, counts and ranking need of each listing, read from one segment's fast fields into memory.
//!
//! A segment never changes, so its columns are read once and kept while any search may use it (deleted
//! listings are taken out by the snapshot's `alive` set, not here). Per listing this costs a 32-byte row
//! and at most four bytes for each value it carries. Next: `facets` and `rank`.

use std::collections::HashMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{SegmentReader, TantivyError};

use super::bits::{Bits, DocSet};
use super::circles::Circles;
use crate::kernel::week_times::all_codes;

/// A group of values of which any number can be ticked, and which are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Group {
    Category,
    Checks,
    CareGroups,
    Delivery,
    Cqc,
    ProviderKinds,
    Outcomes,
    Languages,
    Access,
    Days,
    /// Not in the facet field: read from one number a listing, since a listing may have all 35.
    Times,
    Unit,
    PriceBand,
    Spaces,
    Starts,
    Rating,
}

impl Group {
    pub(super) const ALL: [Self; 16] = [
        Self::Category,
        Self::Checks,
        Self::CareGroups,
        Self::Delivery,
        Self::Cqc,
        Self::ProviderKinds,
        Self::Outcomes,
        Self::Languages,
        Self::Access,
        Self::Days,
        Self::Times,
        Self::Unit,
        Self::PriceBand,
        Self::Spaces,
        Self::Starts,
        Self::Rating,
    ];

    /// The letter that stands for the group in the index.
    fn letter(self) -> char {
        match self {
            Self::Category => 'c',
            Self::Checks => 'k',
            Self::CareGroups => 'g',
            Self::Delivery => 'd',
            Self::Cqc => 'q',
            Self::ProviderKinds => 'p',
            Self::Outcomes => 'o',
            Self::Languages => 'l',
            Self::Access => 'a',
            Self::Days => 'w',
            Self::Times => 't',
            Self::Unit => 'u',
            Self::PriceBand => 'b',
            Self::Spaces => 's',
            Self::Starts => 'i',
            Self::Rating => 'r',
        }
    }

    /// A value of this group as one text.
    pub(super) fn encode(self, value: &str) -> String {
        format!("{}{value}", self.letter())
    }

    fn decode(text: &str) -> Option<(Self, &str)> {
        let letter = text.chars().next()?;
        let group = Self::ALL.into_iter().find(|group| group.letter() == letter)?;
        Some((group, text.get(letter.len_utf8()..)?))
    }
}

/// The numbers of one listing. Missing ones have values that no listing has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) listing_id: i64,
    easting: i32,
    northing: i32,
    pub(super) radius_m: u32,
    pence: u32,
    published: u32,
    rating: u16,
    checks: u8,
    starts: u8,
}

/// What a listing's quality is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    /// Shrunk, in hundredths; 0 while nobody has rated it.
    rating: u16,
    pub(super) checks: u8,
}

impl Marks {
    /// Shrunk rating in hundredths.
    pub(super) fn rating(self) -> Option<u32> {
        (self.rating != 0).then_some(u32::from(self.rating))
    }
}

const UNSAID: u8 = u8::MAX;
const NOWHERE: i32 = i32::MIN;
const NO_PRICE: u32 = u32::MAX;

impl Row {
    #[cfg(test)]
    pub(super) fn at(easting: i32, northing: i32, radius_m: u32) -> Self {
        let (pence, published, rating, checks, starts) = (NO_PRICE, 0, 0, 0, UNSAID);
        Self { listing_id: 1, easting, northing, radius_m, pence, published, rating, checks, starts }
    }

    #[cfg(test)]
    pub(super) fn with_marks(self, rating: u16, checks: u8) -> Self {
        Self { rating, checks, ..self }
    }

    /// Position on the grid, in metres.
    pub(super) fn position(&self) -> Option<(i32, i32)> {
        (self.easting != NOWHERE && self.northing != NOWHERE).then_some((self.easting, self.northing))
    }

    /// Lowest price in pence; prices above 42 million pounds are read as that.
    pub(super) fn pence(&self) -> Option<i64> {
        (self.pence != NO_PRICE).then_some(i64::from(self.pence))
    }

    /// What its quality is made of.
    pub(super) fn marks(&self) -> Marks {
        Marks { rating: self.rating, checks: self.checks }
    }

    /// Shrunk rating in hundredths.
    pub(super) fn rating(&self) -> Option<u32> {
        self.marks().rating()
    }

    /// Within how many days it can begin; 254 for all that take longer.
    pub(super) fn starts_within_days(&self) -> Option<u32> {
        (self.starts != UNSAID).then_some(u32::from(self.starts))
    }

    /// Unix seconds.
    pub(super) fn published(&self) -> u32 {
        self.published
    }

    /// Whole metres in a straight line; none for a listing without a position.
    pub(super) fn distance_m(&self, easting: i32, northing: i32) -> Option<u32> {
        let (x, y) = self.position()?;
        Some(straight_line_m((x, y), (easting, northing)))
    }
}

/// Metres between two points of the grid, to the nearest metre.
#[allow(clippy::float_arithmetic)] // a length, not money
pub(super) fn straight_line_m(a: (i32, i32), b: (i32, i32)) -> u32 {
    let x = f64::from(a.0) - f64::from(b.0);
    let y = f64::from(a.1) - f64::from(b.1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most 6.1e9, and casts saturate
    let metres = (x * x + y * y).sqrt().round() as u32;
    metres
}

/// One value of a group, and the listings that carry it.
pub(super) type Value = (String, DocSet);

/// One segment's listings in memory.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) max_doc: u32,
    rows: Vec<Row>,
    /// Prices and qualities again, by themselves: where very many listings are looked at, rows wouldn't fit the
    /// processor's memory.
    pence: Vec<u32>,
    marks: Vec<Marks>,
    values: [Vec<Value>; Group::ALL.len()],
    /// The same from listing to values, on disk: quicker when few listings are looked at.
    carried: Carried,
    circles: Circles,
    /// Sum and number of ratings, for the mean that a new listing is given.
    pub(super) rating_sum: u64,
    pub(super) rated: u64,
    /// The greatest listing id; none is 0 or less.
    pub(super) greatest_id: i64,
}

impl Columns {
    pub(super) fn read(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let max_doc = segment.max_doc();
        let rows = read_rows(segment)?;
        let circles = Circles::of(&rows);
        let ratings = rows.iter().filter_map(Row::rating);
        let (rating_sum, rated) = ratings.fold((0, 0), |(sum, count), rating| (sum + u64::from(rating), count + 1));
        let greatest_id = rows.iter().map(|row| row.listing_id).max().unwrap_or(0);
        let (mut by_group, carried) = read_values(segment)?;
        let values = Group::ALL.map(|group| by_group.remove(&group).unwrap_or_default());
        let pence = rows.iter().map(|row| row.pence).collect();
        let marks = rows.iter().map(Row::marks).collect();
        Ok(Self { max_doc, rows, pence, marks, values, carried, circles, rating_sum, rated, greatest_id })
    }

    pub(super) fn row(&self, doc: u32) -> Option<&Row> {
        self.rows.get(doc as usize)
    }

    pub(super) fn marks(&self, doc: u32) -> Marks {
        self.marks.get(doc as usize).copied().unwrap_or_default()
    }

    /// The documents of `base` whose lowest price is at least and at most so much.
    pub(super) fn priced(&self, base: &Bits, least: i64, most: i64) -> Bits {
        let within = |pence: u32| pence != NO_PRICE && least <= i64::from(pence) && i64::from(pence) <= most;
        base.filtered(|doc| self.pence.get(doc as usize).is_some_and(|pence| within(*pence)))
    }

    /// The values of a group and who carries them.
    pub(super) fn values(&self, group: Group) -> &[Value] {
        self.values.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// The listings that carry any of these values.
    pub(super) fn any_of<'a>(&self, group: Group, wanted: impl Iterator<Item = &'a str> + Clone) -> Bits {
        let mut bits = Bits::empty(self.max_doc);
        for (value, set) in self.values(group) {
            if wanted.clone().any(|wanted| wanted == value) {
                bits.add(set);
            }
        }
        bits
    }

    /// How many of these listings carry each value, by its place in its group, without looking at any other listing.
    pub(super) fn count_few(&self, docs: impl Iterator<Item = u32>, mut add: impl FnMut(Group, usize, u64)) {
        // How many, and the last one counted: a listing that says a value twice counts once.
        let mut of_term = vec![(0_u64, u32::MAX); self.carried.terms.len()];
        let mut of_time = vec![0_u64; self.carried.times.len()];
        for doc in docs {
            for ordinal in self.carried.column.iter().flat_map(|column| column.term_ords(doc)) {
                let counted = usize::try_from(ordinal).ok().and_then(|ordinal| of_term.get_mut(ordinal));
                if let Some((count, last)) = counted.filter(|(_, last)| *last != doc) {
                    (*count, *last) = (*count + 1, doc);
                }
            }
            let bits = self.carried.time_bits(doc);
            for ((code, _), count) in self.carried.times.iter().zip(&mut of_time) {
                *count += u64::from(bits & code != 0);
            }
        }
        let terms = self.carried.terms.iter().zip(of_term).filter_map(|(term, (count, _))| Some(((*term)?, count)));
        let times = self.carried.times.iter().zip(of_time).map(|((_, at), count)| ((Group::Times, *at), count));
        for ((group, at), count) in terms.chain(times).filter(|(_, count)| *count > 0) {
            add(group, at, count);
        }
    }

    /// The listings whose own circle holds this point.
    pub(super) fn serving(&self, easting: i32, northing: i32, bits: &mut Bits) {
        self.circles.around(easting, northing, |doc| bits.insert(doc));
    }

    /// The documents of `base` whose row passes.
    pub(super) fn filter(&self, base: &Bits, passes: impl Fn(&Row) -> bool) -> Bits {
        base.filtered(|doc| self.row(doc).is_some_and(&passes))
    }
}

fn read_rows(segment: &SegmentReader) -> Result<Vec<Row>, TantivyError> {
    let numbers = |name: &str| segment.fast_fields().column_opt::<i64>(name);
    let id = numbers("listing_id")?;
    let easting = numbers("easting")?;
    let northing = numbers("northing")?;
    let radius = numbers("radius_m")?;
    let pence = numbers("pence")?;
    let rating = numbers("rating")?;
    let checks = numbers("checks")?;
    let published = numbers("published")?;
    let starts = numbers("starts")?;
    let first = |column: &Option<Column<i64>>, doc| column.as_ref().and_then(|column| column.first(doc));
    let rows = (0..segment.max_doc()).map(|doc| Row {
        listing_id: first(&id, doc).unwrap_or_default(),
        easting: first(&easting, doc).and_then(|v| i32::try_from(v).ok()).unwrap_or(NOWHERE),
        northing: first(&northing, doc).and_then(|v| i32::try_from(v).ok()).unwrap_or(NOWHERE),
        radius_m: first(&radius, doc).map_or(0, within),
        pence: first(&pence, doc).map_or(NO_PRICE, |v| within(v).min(NO_PRICE - 1)),
        published: first(&published, doc).map_or(0, within),
        rating: first(&rating, doc).map_or(0, |v| u16::try_from(v.max(0)).unwrap_or(u16::MAX)),
        checks: first(&checks, doc).map_or(0, |v| u8::try_from(v.max(0)).unwrap_or(u8::MAX)),
        starts: first(&starts, doc).map_or(UNSAID, |v| u8::try_from(v.max(0)).unwrap_or(u8::MAX).min(UNSAID - 1)),
    });
    Ok(rows.collect())
}

fn within(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

/// From a listing to its values.
#[derive(Default)]
struct Carried {
    column: Option<StrColumn>,
    /// By the column's ordinal: which value of which group it is.
    terms: Vec<Option<(Group, usize)>>,
    /// One number holds all parts of the week: by its bits, which value of the group.
    times: Vec<(u32, usize)>,
    time_column: Option<Column<i64>>,
}

impl Carried {
    fn time_bits(&self, doc: u32) -> u32 {
        let first = self.time_column.as_ref().and_then(|column| column.first(doc));
        first.and_then(|bits| u32::try_from(bits).ok()).unwrap_or(0)
    }
}

fn read_values(segment: &SegmentReader) -> Result<(HashMap<Group, Vec<Value>>, Carried), TantivyError> {
    let mut values: HashMap<Group, Vec<Value>> = HashMap::new();
    let mut carried = Carried::default();
    read_times(segment, &mut values, &mut carried)?;
    let Some(column) = segment.fast_fields().str("facet")? else { return Ok((values, carried)) };
    let mut docs_of: Vec<Vec<u32>> = vec![Vec::new(); column.num_terms()];
    for doc in 0..segment.max_doc() {
        for ordinal in column.term_ords(doc) {
            let docs = usize::try_from(ordinal).ok().and_then(|ordinal| docs_of.get_mut(ordinal));
            if let Some(docs) = docs.filter(|docs| docs.last() != Some(&doc)) {
                docs.push(doc);
            }
        }
    }
    let mut text = String::new();
    for (ordinal, docs) in (0_u64..).zip(docs_of) {
        let known = column.ord_to_str(ordinal, &mut text)?;
        let term = Group::decode(&text).filter(|_| known).map(|(group, value)| {
            let own = values.entry(group).or_default();
            own.push((value.to_owned(), DocSet::from_docs(docs, segment.max_doc())));
            (group, own.len() - 1)
        });
        carried.terms.push(term);
    }
    carried.column = Some(column);
    Ok((values, carried))
}

/// The parts of the week, from the one number that holds them all.
fn read_times(
    segment: &SegmentReader,
    values: &mut HashMap<Group, Vec<Value>>,
    carried: &mut Carried,
) -> Result<(), TantivyError> {
    let Some(column) = segment.fast_fields().column_opt::<i64>("times")? else { return Ok(()) };
    carried.time_column = Some(column);
    let codes: Vec<(String, u32)> = all_codes().collect();
    let mut docs_of: Vec<Vec<u32>> = vec![Vec::new(); codes.len()];
    for doc in 0..segment.max_doc() {
        let bits = carried.time_bits(doc);
        if bits != 0 {
            let held = codes.iter().zip(&mut docs_of).filter(|((_, code), _)| bits & code != 0);
            held.for_each(|(_, docs)| docs.push(doc));
        }
    }
    let own = values.entry(Group::Times).or_default();
    for ((code, bits), docs) in codes.into_iter().zip(docs_of).filter(|(_, docs)| !docs.is_empty()) {
        carried.times.push((bits, own.len()));
        own.push((code, DocSet::from_docs(docs, segment.max_doc())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_a_letter_of_its_own() {
        for group in Group::ALL {
            assert_eq!(Group::decode(&group.encode("é")), Some((group, "é")));
        }
    }

    #[test]
    fn distance_is_in_whole_metres_even_at_the_ends_of_the_grid() {
        assert_eq!(straight_line_m((0, 0), (3_000, 4_000)), 5_000);
        assert_eq!(straight_line_m((i32::MIN, i32::MIN), (i32::MAX, i32::MAX)), u32::MAX);
    }
}
