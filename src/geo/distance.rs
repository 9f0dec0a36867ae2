//! Distances as the crow flies on the National Grid, whose error against the ground is below a thousandth.

use super::lookup::Place;

/// A mile is 1,609.344 metres.
const MILLIMETRES_IN_A_MILE: u64 = 1_609_344;

/// A position in metres east and north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// Metres east.
    pub easting: i32,
    /// Metres north.
    pub northing: i32,
}

impl From<&Place> for Point {
    fn from(place: &Place) -> Point {
        Point { easting: place.easting, northing: place.northing }
    }
}

impl From<(i32, i32)> for Point {
    fn from((easting, northing): (i32, i32)) -> Point {
        Point { easting, northing }
    }
}

/// Whole metres between two positions (places, or pairs of easting and northing), rounded down.
#[must_use]
pub fn distance_m(a: impl Into<Point>, b: impl Into<Point>) -> u32 {
    let (a, b) = (a.into(), b.into());
    let east = u128::from(a.easting.abs_diff(b.easting));
    let north = u128::from(a.northing.abs_diff(b.northing));
    u32::try_from((east * east + north * north).isqrt()).unwrap_or(u32::MAX)
}

/// Metres in so many whole miles, rounded down.
#[must_use]
pub fn metres(miles: u32) -> u32 {
    u32::try_from((u64::from(miles) * MILLIMETRES_IN_A_MILE + 500) / 1_000).unwrap_or(u32::MAX)
}

/// A distance in words, to a tenth of a mile: "0.9 miles", "1 mile", "12 miles", "less than 0.1 miles".
#[must_use]
pub fn miles(metres: u32) -> String {
    let tenth_millimetres = MILLIMETRES_IN_A_MILE / 10;
    let millimetres = u64::from(metres) * 1_000;
    if millimetres < tenth_millimetres {
        return "less than 0.1 miles".to_owned();
    }
    let tenths = (millimetres + tenth_millimetres / 2) / tenth_millimetres;
    match (tenths / 10, tenths % 10) {
        (1, 0) => "1 mile".to_owned(),
        (whole, 0) => format!("{whole} miles"),
        (whole, tenth) => format!("{whole}.{tenth} miles"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn distances_in_words() {
        for (metres, words) in [
            (0, "less than 0.1 miles"),
            (160, "less than 0.1 miles"),
            (161, "0.1 miles"),
            (1_448, "0.9 miles"),
            (1_609, "1 mile"),
            (1_770, "1.1 miles"),
            (3_219, "2 miles"),
            (57_936, "36 miles"),
        ] {
            assert_eq!(miles(metres), words, "{metres}");
        }
        assert_eq!(metres(5), 8_047);
        assert_eq!(metres(u32::MAX), u32::MAX);
        assert_eq!(miles(metres(10)), "10 miles");
    }

    #[test]
    fn the_right_triangle() {
        assert_eq!(distance_m((0, 0), (3_000, 4_000)), 5_000);
        assert_eq!(distance_m((i32::MIN, i32::MIN), (i32::MAX, i32::MAX)), u32::MAX);
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_bounded(a: (i16, i16), b: (i16, i16)) {
            let (a, b) = ((i32::from(a.0), i32::from(a.1)), (i32::from(b.0), i32::from(b.1)));
            let distance = distance_m(a, b);
            prop_assert_eq!(distance, distance_m(b, a));
            prop_assert_eq!(distance_m(a, a), 0);
            let (east, north) = (a.0.abs_diff(b.0), a.1.abs_diff(b.1));
            prop_assert!(east.max(north) <= distance && distance <= east + north);
        }

        #[test]
        fn further_never_reads_as_nearer(metres: u32) {
            let tenths = |words: String| words.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
            prop_assert!(tenths(miles(metres)) <= tenths(miles(metres.saturating_add(100))));
        }
    }
}
