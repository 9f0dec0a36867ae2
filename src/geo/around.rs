//! The towns in a part of the country, for maps.

use super::distance::Point;
use super::lookup::Precision;
use super::tables::tables;

/// A town on the National Grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Town {
    /// "Headingley".
    pub name: &'static str,
    /// Its middle.
    pub point: Point,
    /// How many postcodes it has: the larger, the better known.
    pub postcodes: i64,
}

/// The towns between a south-western and a north-eastern corner, largest first.
#[must_use]
pub fn towns_between(least: Point, most: Point) -> Vec<Town> {
    let inside = |point: Point| {
        (least.easting..=most.easting).contains(&point.easting)
            && (least.northing..=most.northing).contains(&point.northing)
    };
    let mut towns: Vec<Town> = tables()
        .named
        .values()
        .filter(|named| named.precision == Precision::Town && inside(named.point))
        .map(|named| Town { name: named.name, point: named.point, postcodes: named.postcodes })
        .collect();
    towns.sort_unstable_by(|a, b| b.postcodes.cmp(&a.postcodes).then(a.name.cmp(b.name)));
    towns
}

#[cfg(test)]
mod tests {
    use super::super::lookup;
    use super::*;

    #[test]
    fn the_largest_comes_first_and_others_stay_out() {
        let here = Point::from(&lookup("Headingley").unwrap());
        let corner = |by: i32| Point { easting: here.easting + by, northing: here.northing + by };
        let towns = towns_between(corner(-6_000), corner(6_000));
        let names: Vec<_> = towns.iter().map(|town| town.name).collect();
        assert!(
            names.contains(&"Headingley") && names.contains(&"Leeds") && !names.contains(&"Manchester"),
            "{names:?}"
        );
        assert!(towns.is_sorted_by_key(|town| std::cmp::Reverse(town.postcodes)));
        assert!(towns_between(corner(6_000), corner(-6_000)).is_empty());
    }
}
