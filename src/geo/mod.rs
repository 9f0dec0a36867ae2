//! Where things are: postcodes, councils and towns of Great Britain, and how far apart, on the National Grid.
//!
//! Pure data and functions: the tables of `static/data/` are built into the program and read once, at first use
//! (a few milliseconds; [`warm_up`] does it at start). Positions are metres east and north (OSGB36, EPSG:27700)
//! in whole numbers; no floating point. Nothing finer than a postcode sector is known, so a full postcode is taken
//! to be at its sector's middle and is never said not to exist.
//!
//! [`lookup()`] understands what people type; [`distance`] measures; `tables` (private) holds the rows and `suggest`
//! completes half-typed names.

mod around;
pub mod distance;
mod lookup;
pub mod postcode;
mod suggest;
mod tables;

pub use around::{Town, towns_between};
pub use distance::{Point, distance_m, metres, miles};
pub use lookup::{Place, PlaceError, Precision, lookup};
pub use postcode::Postcode;
pub use suggest::{Suggestion, suggest};

use tables::tables;

/// To be shown where positions or councils from the tables are shown, as their licence asks.
pub const ATTRIBUTION: &str = "Postcode data from the ONS Postcode Directory, November 2025. Contains OS data \
    © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database right \
    2025. Contains National Statistics data © Crown copyright and database right 2025. Open Government Licence v3.0.";

/// Reads the tables now rather than in the first request that needs them.
pub fn warm_up() {
    let _ = tables();
}

/// The council's name as people call it ("Leeds") by its GSS code ("E08000035").
#[must_use]
pub fn council_name(code: &str) -> Option<&'static str> {
    tables().council(code).map(|council| council.name)
}

/// Every council's code and name, by code.
pub fn councils() -> impl Iterator<Item = (&'static str, &'static str)> {
    tables().councils.iter().map(|council| (council.code, council.name))
}

/// A postcode district and how far its middle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearDistrict {
    /// "LS6".
    pub district: &'static str,
    /// Metres to its middle.
    pub metres: u32,
}

/// The postcode districts whose middle is at most `metres` away, nearest first.
#[must_use]
pub fn districts_within(easting: i32, northing: i32, metres: u32) -> Vec<NearDistrict> {
    let here = Point { easting, northing };
    let mut near: Vec<NearDistrict> = tables()
        .districts
        .iter()
        .map(|district| NearDistrict { district: district.name, metres: distance_m(here, district.point) })
        .filter(|near| near.metres <= metres)
        .collect();
    near.sort_unstable_by_key(|near| (near.metres, near.district));
    near
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn councils_have_names() {
        assert_eq!(council_name("E08000035"), Some("Leeds"));
        assert_eq!(council_name("E08000003"), Some("Manchester"));
        assert_eq!(council_name("E99999999"), None);
        assert!(councils().count() > 340);
    }

    #[test]
    fn districts_around_headingley() {
        let here = lookup("LS6").unwrap();
        let near = districts_within(here.easting, here.northing, 4_000);
        assert_eq!(near.first(), Some(&NearDistrict { district: "LS6", metres: 0 }));
        let names: Vec<_> = near.iter().map(|near| near.district).collect();
        assert!(names.contains(&"LS4") && names.contains(&"LS12") && !names.contains(&"LS16"), "{names:?}");
        assert!(districts_within(0, 0, 1_000).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_near_is_within_and_sorted(easting in 100_000..650_000, northing in 10_000..1_200_000, metres in 0u32..50_000) {
            let near = districts_within(easting, northing, metres);
            prop_assert!(near.iter().all(|near| near.metres <= metres));
            prop_assert!(near.windows(2).all(|pair| pair[0].metres <= pair[1].metres));
        }
    }
}
