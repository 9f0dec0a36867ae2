//! Which listings serve a point with a circle of their own, without looking at those far from it.
//!
//! Circles are kept in three sizes, each in order of their middle's easting: a point can only be in circles of a band
//! as wide as the widest of that size. Distances agree with [`straight_line_m`](super::columns::straight_line_m).

use super::columns::Row;

/// The widest radius of the small and of the middling circles, in metres.
const SIZES_M: [u32; 2] = [10_000, 40_300];

#[derive(Debug, Clone, Copy)]
struct Circle {
    easting: i32,
    northing: i32,
    radius_m: u32,
    doc: u32,
}

impl Circle {
    /// Whether the distance to a point, to the nearest metre, is no more than the radius.
    fn holds(&self, easting: i32, northing: i32) -> bool {
        let radius = u64::from(self.radius_m);
        let (x, y) = (u64::from(self.easting.abs_diff(easting)), u64::from(self.northing.abs_diff(northing)));
        // A distance d rounds to r or less when d < r + 1/2, so when d² < r² + r + 1/4. None of these overflows but
        // the sum, and what it stands for then is farther than any radius.
        (x * x).saturating_add(y * y) <= radius * radius + radius
    }
}

/// The circles of one size, by easting.
#[derive(Debug, Default)]
struct Size {
    circles: Vec<Circle>,
    widest_m: u32,
}

/// The circles of one segment.
#[derive(Debug, Default)]
pub(super) struct Circles([Size; 3]);

impl Circles {
    /// Of every row that has a position and a radius.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut all = Self::default();
        for (doc, row) in (0_u32..).zip(rows) {
            if let Some((easting, northing)) = row.position().filter(|_| row.radius_m > 0) {
                let at = SIZES_M.iter().position(|widest| row.radius_m <= *widest).unwrap_or(SIZES_M.len());
                if let Some(size) = all.0.get_mut(at) {
                    size.circles.push(Circle { easting, northing, radius_m: row.radius_m, doc });
                    size.widest_m = size.widest_m.max(row.radius_m);
                }
            }
        }
        for size in &mut all.0 {
            size.circles.sort_unstable_by_key(|circle| circle.easting);
            size.circles.shrink_to_fit();
        }
        all
    }

    /// Calls `found` with each document whose circle holds the point, in no order.
    pub(super) fn around(&self, easting: i32, northing: i32, mut found: impl FnMut(u32)) {
        for size in &self.0 {
            let (west, east) =
                (easting.saturating_sub_unsigned(size.widest_m), easting.saturating_add_unsigned(size.widest_m));
            let from = size.circles.partition_point(|circle| circle.easting < west);
            let band = size.circles.iter().skip(from).take_while(|circle| circle.easting <= east);
            band.filter(|circle| circle.holds(easting, northing)).for_each(|circle| found(circle.doc));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::straight_line_m;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_circle_holds_what_its_radius_reaches(x in -900_i32..900, y in -900_i32..900, radius_m in 0_u32..1_300) {
            let circle = Circle { easting: 0, northing: 0, radius_m, doc: 0 };
            prop_assert_eq!(circle.holds(x, y), straight_line_m((0, 0), (x, y)) <= radius_m);
        }

        #[test]
        fn nobody_who_serves_a_point_is_left_out(
            rows in proptest::collection::vec((-90_000_i32..90_000, -90_000_i32..90_000, 0_u32..100_000), 0..60),
            east in -90_000_i32..90_000,
            north in -90_000_i32..90_000,
        ) {
            let rows: Vec<Row> = rows.into_iter().map(|(x, y, radius)| Row::at(x, y, radius)).collect();
            let mut found = Vec::new();
            Circles::of(&rows).around(east, north, |doc| found.push(doc));
            found.sort_unstable();
            let serves = |row: &Row| row.radius_m > 0 && row.distance_m(east, north).is_some_and(|m| m <= row.radius_m);
            let expected: Vec<u32> = (0_u32..).zip(&rows).filter(|(_, row)| serves(row)).map(|(doc, _)| doc).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
