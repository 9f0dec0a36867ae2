//! The rows of `static/data/`, read once: sectors as they are, districts, councils and towns worked out from them.
//!
//! Invariants, kept by a test that reads every row: sectors, districts and councils are sorted by name or code;
//! every town's parts exist. See `static/data/README.md` for sources.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::distance::Point;
use super::lookup::Precision;
use crate::kernel::slug::slugify;

const SECTORS: &str = include_str!("../../static/data/postcode_sectors.tsv");
const COUNCILS: &str = include_str!("../../static/data/councils.tsv");
const TOWNS: &str = include_str!("../../static/data/towns.tsv");

/// A postcode sector.
pub(super) struct Sector {
    /// "LS6 3".
    pub name: &'static str,
    /// How many postcodes it has or had: its weight in means.
    pub postcodes: u32,
    pub point: Point,
    pub council: &'static str,
}

/// A postcode district: the mean of its sectors.
pub(super) struct District {
    /// "LS6".
    pub name: &'static str,
    pub point: Point,
    /// The code of the council most of its postcodes are in.
    pub council: &'static str,
}

/// A council: the mean of the sectors that are mostly in it.
pub(super) struct Council {
    pub code: &'static str,
    pub name: &'static str,
    pub point: Point,
}

/// A council or town by name.
pub(super) struct Named {
    pub name: &'static str,
    pub point: Point,
    pub precision: Precision,
    /// The only district of a small town.
    pub district: Option<&'static str>,
    pub council: &'static str,
    /// How many postcodes a town has; nothing for a council.
    pub postcodes: i64,
}

/// Everything that can be looked up.
pub(super) struct Tables {
    pub sectors: Vec<Sector>,
    pub districts: Vec<District>,
    pub councils: Vec<Council>,
    /// Towns and councils by the slug of their name; a town goes before a council of its name, because people
    /// who say "Leeds" mean the city's middle.
    pub named: BTreeMap<String, Named>,
    /// The codes of councils by the slug of their name, towns or not.
    pub council_slugs: BTreeMap<String, &'static str>,
}

impl Tables {
    pub fn sector(&self, name: &str) -> Option<&Sector> {
        let found = self.sectors.binary_search_by(|sector| sector.name.cmp(name)).ok()?;
        self.sectors.get(found)
    }

    pub fn district(&self, name: &str) -> Option<&District> {
        let found = self.districts.binary_search_by(|district| district.name.cmp(name)).ok()?;
        self.districts.get(found)
    }

    pub fn council(&self, code: &str) -> Option<&Council> {
        let found = self.councils.binary_search_by(|council| council.code.cmp(code)).ok()?;
        self.councils.get(found)
    }
}

/// The tables, read at first use.
pub(super) fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(read);
    &TABLES
}

fn read() -> Tables {
    let mut sectors: Vec<Sector> = SECTORS.lines().filter_map(sector).collect();
    sectors.sort_unstable_by_key(|sector| sector.name);
    let districts: Vec<District> = sectors
        .chunk_by(|a, b| district_of(a.name) == district_of(b.name))
        .filter_map(|chunk| {
            let mean = Mean::of(chunk);
            Some(District { name: district_of(chunk.first()?.name), point: mean.point()?, council: mean.council()? })
        })
        .collect();
    let councils = read_councils(&sectors);
    let mut named = BTreeMap::new();
    for council in &councils {
        let Council { code, name, point } = *council;
        let precision = Precision::Council;
        named.insert(slugify(name), Named { name, point, precision, district: None, council: code, postcodes: 0 });
    }
    let towns = TOWNS.lines().filter_map(|line| town(line, &sectors));
    named.extend(towns.map(|town| (slugify(town.name), town)));
    let council_slugs = councils.iter().map(|council| (slugify(council.name), council.code)).collect();
    Tables { sectors, districts, councils, named, council_slugs }
}

fn read_councils(sectors: &[Sector]) -> Vec<Council> {
    let mut means: BTreeMap<&str, Mean> = BTreeMap::new();
    for sector in sectors {
        means.entry(sector.council).or_default().add(sector);
    }
    let mut councils: Vec<Council> = COUNCILS
        .lines()
        .filter_map(|line| {
            let (code, name) = line.split_once('\t')?;
            Some(Council { code, name, point: means.get(code)?.point()? })
        })
        .collect();
    councils.sort_unstable_by_key(|council| council.code);
    councils
}

fn sector(line: &'static str) -> Option<Sector> {
    let mut cells = line.split('\t');
    let name = cells.next()?;
    let postcodes = cells.next()?.parse().ok()?;
    let point = Point { easting: cells.next()?.parse().ok()?, northing: cells.next()?.parse().ok()? };
    Some(Sector { name, postcodes, point, council: cells.next()? })
}

/// A town's parts are districts ("LS6") or sectors ("WA3 1").
fn town(line: &'static str, sectors: &[Sector]) -> Option<Named> {
    let (name, parts) = line.split_once('\t')?;
    let mut mean = Mean::default();
    for part in parts.split(',') {
        let from = sectors.partition_point(|sector| sector.name < part);
        let within = |sector: &&Sector| sector.name == part || district_of(sector.name) == part;
        for sector in sectors.iter().skip(from).take_while(within) {
            mean.add(sector);
        }
    }
    let mut districts = parts.split(',').map(district_of);
    let first = districts.next()?;
    let district = districts.all(|other| other == first).then_some(first);
    let (point, council, postcodes) = (mean.point()?, mean.council()?, mean.postcodes);
    Some(Named { name, point, precision: Precision::Town, district, council, postcodes })
}

/// "LS6" of "LS6 3", and of itself.
pub(super) fn district_of(sector: &'static str) -> &'static str {
    sector.split_once(' ').map_or(sector, |(district, _)| district)
}

/// The mean position of sectors, weighted by their postcodes, and the council most of those are in.
#[derive(Default)]
struct Mean {
    postcodes: i64,
    east: i64,
    north: i64,
    councils: BTreeMap<&'static str, i64>,
}

impl Mean {
    fn of(sectors: &[Sector]) -> Mean {
        let mut mean = Mean::default();
        for sector in sectors {
            mean.add(sector);
        }
        mean
    }

    fn add(&mut self, sector: &Sector) {
        let weight = i64::from(sector.postcodes);
        self.postcodes += weight;
        self.east += weight * i64::from(sector.point.easting);
        self.north += weight * i64::from(sector.point.northing);
        *self.councils.entry(sector.council).or_default() += weight;
    }

    fn point(&self) -> Option<Point> {
        let easting = i32::try_from(self.east.checked_div(self.postcodes)?).ok()?;
        Some(Point { easting, northing: i32::try_from(self.north.checked_div(self.postcodes)?).ok()? })
    }

    fn council(&self) -> Option<&'static str> {
        self.councils.iter().max_by_key(|(_, weight)| **weight).map(|(code, _)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::postcode::is_district;
    use super::*;

    #[test]
    fn every_row_is_read() {
        let tables = tables();
        assert_eq!(tables.sectors.len(), SECTORS.lines().count());
        assert_eq!(tables.councils.len(), COUNCILS.lines().count());
        let towns = tables.named.values().filter(|named| named.precision == Precision::Town).count();
        assert_eq!(towns, TOWNS.lines().count());
        assert!(tables.districts.iter().all(|district| is_district(district.name)));
        assert!(tables.districts.is_sorted_by_key(|district| district.name));
    }

    #[test]
    fn every_sector_has_a_known_council_and_lies_on_the_grid() {
        let tables = tables();
        for sector in &tables.sectors {
            assert!(tables.council(sector.council).is_some(), "{}", sector.name);
            assert!((0..700_000).contains(&sector.point.easting), "{}", sector.name);
            assert!((0..1_300_000).contains(&sector.point.northing), "{}", sector.name);
            assert!(sector.postcodes > 0, "{}", sector.name);
        }
    }

    #[test]
    fn every_part_of_a_town_exists() {
        let tables = tables();
        for line in TOWNS.lines() {
            let (_, parts) = line.split_once('\t').unwrap();
            for part in parts.split(',') {
                assert!(tables.district(part).is_some() || tables.sector(part).is_some(), "{line}");
            }
        }
    }
}
