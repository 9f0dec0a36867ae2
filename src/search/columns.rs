//! What filters, counts and ranking need of each listing, read from one segment's fast fields into memory.
//!
//! A segment never changes, so its columns are read once and kept while any search may use it (deleted
//! listings are taken out by the snapshot's `alive` set, not here). Per listing this costs a 32-byte row
//! and at most four bytes for each value it carries. Next: `facets` and `rank`.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{SegmentReader, TantivyError};

use super::bits::{Bits, DocSet};
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
    radius_m: u32,
    pence: u32,
    published: u32,
    rating: u16,
    pub(super) checks: u8,
    starts: u8,
}

const UNSAID: u8 = u8::MAX;
const NOWHERE: i32 = i32::MIN;
const NO_PRICE: u32 = u32::MAX;

impl Row {
    /// Position on the grid, in metres.
    pub(super) fn position(&self) -> Option<(i32, i32)> {
        (self.easting != NOWHERE && self.northing != NOWHERE).then_some((self.easting, self.northing))
    }

    /// Lowest price in pence; prices above 42 million pounds are read as that.
    pub(super) fn pence(&self) -> Option<i64> {
        (self.pence != NO_PRICE).then_some(i64::from(self.pence))
    }

    /// Shrunk rating in hundredths.
    pub(super) fn rating(&self) -> Option<u32> {
        (self.rating != 0).then_some(u32::from(self.rating))
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

/// One segment's listings in memory.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) max_doc: u32,
    rows: Vec<Row>,
    values: HashMap<Group, Vec<(String, DocSet)>>,
    /// Listings that serve a circle around them.
    with_radius: Vec<u32>,
    /// Sum and number of ratings, for the mean that a new listing is given.
    pub(super) rating_sum: u64,
    pub(super) rated: u64,
}

impl Columns {
    pub(super) fn read(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let max_doc = segment.max_doc();
        let rows = read_rows(segment)?;
        let with_radius = (0..).zip(&rows).filter(|(_, row)| row.radius_m > 0).map(|(doc, _)| doc).collect();
        let ratings = rows.iter().filter_map(Row::rating);
        let (rating_sum, rated) = ratings.fold((0, 0), |(sum, count), rating| (sum + u64::from(rating), count + 1));
        Ok(Self { max_doc, rows, values: read_values(segment)?, with_radius, rating_sum, rated })
    }

    pub(super) fn row(&self, doc: u32) -> Option<&Row> {
        self.rows.get(doc as usize)
    }

    /// The values of a group and who carries them.
    pub(super) fn values(&self, group: Group) -> &[(String, DocSet)] {
        self.values.get(&group).map_or(&[], Vec::as_slice)
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

    /// The listings whose own circle holds this point.
    pub(super) fn serving(&self, easting: i32, northing: i32) -> impl Iterator<Item = u32> + '_ {
        self.with_radius.iter().copied().filter(move |&doc| {
            self.row(doc).is_some_and(|row| row.distance_m(easting, northing).is_some_and(|m| m <= row.radius_m))
        })
    }

    /// The documents of `base` whose row passes.
    pub(super) fn filter(&self, base: &Bits, passes: impl Fn(&Row) -> bool) -> Bits {
        let mut bits = Bits::empty(self.max_doc);
        base.iter().filter(|&doc| self.row(doc).is_some_and(&passes)).for_each(|doc| bits.insert(doc));
        bits
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

fn read_values(segment: &SegmentReader) -> Result<HashMap<Group, Vec<(String, DocSet)>>, TantivyError> {
    let mut values: HashMap<Group, Vec<(String, DocSet)>> = HashMap::new();
    read_times(segment, &mut values)?;
    let Some(column) = segment.fast_fields().str("facet")? else { return Ok(values) };
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
        if column.ord_to_str(ordinal, &mut text)?
            && let Some((group, value)) = Group::decode(&text)
        {
            values.entry(group).or_default().push((value.to_owned(), DocSet::from_docs(docs, segment.max_doc())));
        }
    }
    Ok(values)
}

/// The parts of the week, from the one number that holds them all.
fn read_times(segment: &SegmentReader, values: &mut HashMap<Group, Vec<(String, DocSet)>>) -> Result<(), TantivyError> {
    let Some(column) = segment.fast_fields().column_opt::<i64>("times")? else { return Ok(()) };
    let codes: Vec<(String, u32)> = all_codes().collect();
    let mut docs_of: Vec<Vec<u32>> = vec![Vec::new(); codes.len()];
    for doc in 0..segment.max_doc() {
        let bits = column.first(doc).and_then(|bits| u32::try_from(bits).ok()).unwrap_or(0);
        if bits != 0 {
            let held = codes.iter().zip(&mut docs_of).filter(|((_, code), _)| bits & code != 0);
            held.for_each(|(_, docs)| docs.push(doc));
        }
    }
    let sets = codes.into_iter().zip(docs_of).filter(|(_, docs)| !docs.is_empty());
    let times = sets.map(|((code, _), docs)| (code, DocSet::from_docs(docs, segment.max_doc())));
    values.insert(Group::Times, times.collect());
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
