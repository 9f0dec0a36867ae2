//! The order of results: relevance × quality × nearness, or what the person chose to sort by.
//!
//! Quality comes from ratings people gave (shrunk by their number before they come here) and from
//! verified checks; a listing that nobody has rated is given the mean, so that a new one isn't buried.
//! Nothing here can be paid for. Ties go to the lower listing id, so that pages never overlap.

#![allow(clippy::float_arithmetic)] // relevance is a float; no money is reckoned here

use std::cmp::Reverse;

use super::columns::{Marks, Row};
use super::request::{Near, Sort};

/// What a star above or below the mean is worth.
const PER_STAR: f32 = 0.2;
const RATING_LIMITS: (f32, f32) = (0.5, 1.5);
/// What a point of a verified check is worth (a scheme has up to 3: [`super::checks`]), and how many points count.
const PER_POINT: f32 = 0.02;
const MOST_POINTS: u8 = 15;
/// More than what rounding can add.
const ROUNDING: f32 = 1.000_1;
/// At this distance half of what nearness can give is left.
const HALF_AT_M: f32 = 5_000.0;
/// What the farthest listing keeps: what was asked for, far away, still comes before what may do as well, near by.
const FAR: f32 = 0.25;

/// The place of one listing in the order; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    by: i64,
    listing_id: Reverse<i64>,
    /// Where the listing is: segment and document.
    pub(super) at: (u32, u32),
}

/// What the order depends on besides the listing itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking<'a> {
    pub(super) sort: Sort,
    pub(super) near: Option<&'a Near>,
    /// Mean rating of all rated listings, in hundredths.
    pub(super) mean_rating: u32,
}

impl Ranking<'_> {
    /// Whether relevance is looked at.
    pub(super) fn needs_scores(&self) -> bool {
        self.sort == Sort::Best
    }

    pub(super) fn place(&self, row: &Row, score: f32, at: (u32, u32)) -> Place {
        let distance = || self.near.and_then(|near| row.distance_m(near.easting, near.northing));
        let by = match self.sort {
            Sort::Best => {
                let best = score * self.quality(row.marks()) * self.near.map_or(1.0, |_| nearness(distance()));
                // Bits of floats that aren't negative are in the floats' order.
                i64::from(best.max(0.0).to_bits())
            }
            Sort::Nearest => distance().map_or(i64::MIN, |metres| -i64::from(metres)),
            Sort::Price => row.pence().map_or(i64::MIN, |pence| -pence),
            Sort::Rating => row.rating().map_or(-1, i64::from),
            Sort::Newest => i64::from(row.published()),
        };
        Place { by, listing_id: Reverse(row.listing_id), at }
    }

    /// The best place that a listing of this relevance and quality can have, however near it is.
    pub(super) fn hope(&self, score: f32, marks: Marks) -> i64 {
        i64::from((score * self.quality(marks) * ROUNDING).max(0.0).to_bits())
    }

    fn quality(&self, marks: Marks) -> f32 {
        let rating = marks.rating().unwrap_or(self.mean_rating);
        let above = (as_f32(rating) - as_f32(self.mean_rating)) / 100.0;
        let (lowest, highest) = RATING_LIMITS;
        let rated = (1.0 + PER_STAR * above).clamp(lowest, highest);
        rated * (1.0 + PER_POINT * f32::from(marks.checks.min(MOST_POINTS)))
    }
}

fn nearness(distance_m: Option<u32>) -> f32 {
    // A listing without a place (online, by post) is neither near nor far.
    let part = distance_m.map_or(0.5, |metres| HALF_AT_M / (HALF_AT_M + as_f32(metres)));
    FAR + (1.0 - FAR) * part
}

#[allow(clippy::cast_precision_loss)] // an order of results needs no more than 24 bits
fn as_f32(value: u32) -> f32 {
    value as f32
}

/// Keeps the first `limit` places of however many are offered.
#[derive(Debug)]
pub(super) struct Best {
    limit: usize,
    kept: Vec<Place>,
    /// Nothing at or below this can come in any more.
    bar: Option<Place>,
}

impl Best {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::with_capacity(limit.min(1_000) * 2), bar: None }
    }

    pub(super) fn offer(&mut self, place: Place) {
        if self.bar.is_some_and(|bar| place <= bar) {
            return;
        }
        self.kept.push(place);
        if self.kept.len() >= self.limit * 2 + 16 {
            self.cut();
        }
    }

    /// Whether nothing of this place can come in any more.
    pub(super) fn is_past(&self, by: i64) -> bool {
        self.bar.is_some_and(|bar| by < bar.by)
    }

    fn cut(&mut self) {
        if self.limit == 0 || self.kept.len() <= self.limit {
            return;
        }
        let (_, last, _) = self.kept.select_nth_unstable_by(self.limit - 1, |a, b| b.cmp(a));
        self.bar = Some(*last);
        self.kept.truncate(self.limit);
    }

    /// The places kept, first to last.
    pub(super) fn into_sorted(mut self) -> Vec<Place> {
        self.kept.sort_unstable_by(|a, b| b.cmp(a));
        self.kept.truncate(self.limit);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nearness_falls_with_distance_and_never_to_nothing() {
        let steps = [Some(0), Some(2_000), None, Some(40_000), Some(u32::MAX)].map(nearness);
        assert!(steps.windows(2).all(|pair| pair[0] > pair[1]), "{steps:?}");
        assert!(steps[4] >= FAR);
    }

    proptest! {
        #[test]
        fn no_listing_has_a_better_place_than_hoped(score in 0.0_f32..1_000.0, away in 0_i32..400_000, rating in 0_u16..500, checks in 0_u8..9) {
            let near = Near { easting: 0, northing: 0, district: None, council: None };
            let ranking = Ranking { sort: Sort::Best, near: Some(&near), mean_rating: 300 };
            let row = Row::at(away, 0, 0).with_marks(rating, checks);
            prop_assert!(ranking.place(&row, score, (0, 0)).by <= ranking.hope(score, row.marks()));
        }

        #[test]
        fn the_best_are_those_that_sorting_everything_would_give(places in proptest::collection::vec((0_i64..50, 0_i64..1000), 0..300), limit in 1_usize..20) {
            let places: Vec<Place> = places.into_iter().map(|(by, id)| Place { by, listing_id: Reverse(id), at: (0, 0) }).collect();
            let mut best = Best::new(limit);
            for place in &places {
                best.offer(*place);
            }
            let mut all = places;
            all.sort_unstable_by(|a, b| b.cmp(a));
            all.truncate(limit);
            prop_assert_eq!(best.into_sorted(), all);
        }
    }
}
