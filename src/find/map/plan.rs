//! Where things go on the map: scale, rings or grid, and pins that never cover each other. Pure.

use crate::geo::{self, Point};

/// The size of a drawing, in its own units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// From left to right.
    pub width: i64,
    /// From top to bottom.
    pub height: i64,
}

/// For pages with room.
pub const WIDE: Frame = Frame { width: 720, height: 460 };
/// For phones.
pub const NARROW: Frame = Frame { width: 340, height: 380 };

/// Half the width of a pin, and its height.
pub const PIN: (i64, i64) = (17, 45);
/// The side of one number where several share a place, how many stand in a row, and the height of the tail below.
pub const CELL: i64 = 30;
/// Numbers in one row.
pub const IN_ROW: usize = 4;
/// The height of the tail below several numbers.
pub const TAIL: i64 = 12;
/// Left free at the edge.
const EDGE: i64 = 26;
/// The distances that the outermost ring may have, in miles.
const RINGS: [u32; 11] = [1, 2, 4, 6, 10, 20, 40, 80, 160, 320, 640];
/// The steps of the grid, in miles.
const STEPS: [u32; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/// A rectangle, from its left upper corner to its right lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Left.
    pub left: i64,
    /// Top.
    pub top: i64,
    /// Right.
    pub right: i64,
    /// Bottom.
    pub bottom: i64,
}

impl Area {
    /// Whether any of it lies in the other.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether all of it lies within the frame.
    pub fn is_within(&self, frame: Frame) -> bool {
        self.left >= 0 && self.top >= 0 && self.right <= frame.width && self.bottom <= frame.height
    }
}

/// One or several results at about the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Where its tip is.
    pub x: i64,
    /// Where its tip is.
    pub y: i64,
    /// Which of the results, from 0.
    pub results: Vec<usize>,
    /// What it covers, its tail included.
    pub area: Area,
}

/// A circle around the person's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// In the drawing's units.
    pub radius: i64,
    /// "2 miles".
    pub words: String,
}

/// A whole drawing, without its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its size.
    pub frame: Frame,
    /// Where the person's place is, if one is known.
    pub you: Option<(i64, i64)>,
    /// Around it, outermost first.
    pub rings: Vec<Ring>,
    /// Without a place: the lines of a grid, from left and from top, and how far apart they are, in words.
    pub grid: (Vec<i64>, Vec<i64>, String),
    /// The results.
    pub pins: Vec<Pin>,
    scale: Scale,
}

/// How metres become units: `units / metres` from an origin on the grid and in the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    origin: Point,
    at: (i64, i64),
    units: i64,
    metres: i64,
}

impl Scale {
    fn place(&self, point: Point) -> (i64, i64) {
        let along = |from: i32, to: i32| (i64::from(to) - i64::from(from)) * self.units / self.metres;
        (self.at.0 + along(self.origin.easting, point.easting), self.at.1 - along(self.origin.northing, point.northing))
    }

    /// The metres that so many units stand for.
    fn metres_of(&self, units: i64) -> i64 {
        units * self.metres / self.units
    }
}

impl Plan {
    /// A drawing of these positions; `None` stands for a result without one. None when there is nothing to draw.
    pub fn of(frame: Frame, centre: Option<Point>, results: &[Option<Point>]) -> Option<Self> {
        let known: Vec<Point> = results.iter().flatten().copied().collect();
        if known.is_empty() {
            return None;
        }
        let (scale, rings) = match centre {
            Some(centre) => around(frame, centre, &known),
            None => (beside(frame, &known)?, Vec::new()),
        };
        let grid = if centre.is_none() { grid(frame, &scale) } else { Default::default() };
        let pins = pins(frame, &scale, results);
        Some(Self { frame, you: centre.map(|centre| scale.place(centre)), rings, grid, pins, scale })
    }

    /// Where a position is in the drawing.
    pub fn place(&self, point: Point) -> (i64, i64) {
        self.scale.place(point)
    }

    /// What is drawn, on the grid: west, south, east, north.
    pub fn extent(&self) -> (Point, Point) {
        let (left, below) = (self.scale.at.0, self.frame.height - self.scale.at.1);
        let (right, above) = (self.frame.width - left, self.scale.at.1);
        let from =
            |origin: i32, units: i64| i32::try_from(i64::from(origin) + self.scale.metres_of(units)).unwrap_or(origin);
        let origin = self.scale.origin;
        let least = Point { easting: from(origin.easting, -left), northing: from(origin.northing, -below) };
        (least, Point { easting: from(origin.easting, right), northing: from(origin.northing, above) })
    }
}

/// The person's place in the middle, and a ring that holds everything.
fn around(frame: Frame, centre: Point, known: &[Point]) -> (Scale, Vec<Ring>) {
    let farthest = known.iter().map(|point| geo::distance_m(centre, *point)).max().unwrap_or(0);
    let holds = |miles: &&u32| geo::metres(**miles) >= farthest;
    let miles = RINGS.iter().find(holds).copied().unwrap_or(2_000);
    // Pins rise above their tips, so the middle lies a little lower.
    let at = (frame.width / 2, frame.height / 2 + 10);
    let radius = frame.width.min(frame.height) / 2 - EDGE;
    let scale = Scale { origin: centre, at, units: radius, metres: i64::from(geo::metres(miles)) };
    let ring = |miles: u32, radius: i64| Ring { radius, words: geo::miles(geo::metres(miles)) };
    let mut rings = vec![ring(miles, radius)];
    if miles > 1 {
        rings.push(ring(miles / 2, radius / 2));
    }
    (scale, rings)
}

/// All positions in the frame, with room around them.
fn beside(frame: Frame, known: &[Point]) -> Option<Scale> {
    let least = |of: fn(&Point) -> i32| known.iter().map(of).min().map(i64::from);
    let most = |of: fn(&Point) -> i32| known.iter().map(of).max().map(i64::from);
    let (west, east) = (least(|point| point.easting)?, most(|point| point.easting)?);
    let (south, north) = (least(|point| point.northing)?, most(|point| point.northing)?);
    let middle = |a: i64, b: i64| i32::try_from(i64::midpoint(a, b)).unwrap_or(0);
    let origin = Point { easting: middle(west, east), northing: middle(south, north) };
    // At least four miles across, so that a single pin has something around it.
    let smallest = i64::from(geo::metres(4));
    let (across, up) = ((east - west).max(smallest), (north - south).max(smallest));
    let (room, height) = (frame.width - 4 * EDGE, frame.height - 4 * EDGE);
    let at = (frame.width / 2, frame.height / 2 + 10);
    // The direction with less room for its metres decides.
    let (units, metres) = if across * height > up * room { (room, across) } else { (height, up) };
    Some(Scale { origin, at, units, metres })
}

/// Lines a whole number of miles apart, three or more of them.
fn grid(frame: Frame, scale: &Scale) -> (Vec<i64>, Vec<i64>, String) {
    let units_of = |miles: u32| i64::from(geo::metres(miles)) * scale.units / scale.metres;
    let wide_enough = |miles: &&u32| units_of(**miles) * 5 >= frame.width;
    let miles = STEPS.iter().find(wide_enough).copied().unwrap_or(1_000);
    let step = units_of(miles).max(40);
    let lines = |at: i64, end: i64| {
        let first = at.rem_euclid(step);
        (first..end).step_by(usize::try_from(step).unwrap_or(usize::MAX)).collect::<Vec<_>>()
    };
    (lines(scale.at.0, frame.width), lines(scale.at.1, frame.height), geo::miles(geo::metres(miles)))
}

/// Pins for all that have a position; those that would cover each other become one with several numbers.
fn pins(frame: Frame, scale: &Scale, results: &[Option<Point>]) -> Vec<Pin> {
    let mut groups: Vec<Vec<(usize, (i64, i64))>> =
        results.iter().enumerate().filter_map(|(number, point)| Some(vec![(number, scale.place((*point)?))])).collect();
    while let Some((one, other)) = overlapping(frame, &groups) {
        let joined = groups.remove(other);
        if let Some(group) = groups.get_mut(one) {
            group.extend(joined);
            group.sort_unstable();
        }
    }
    groups.iter().map(|group| pin(frame, group)).collect()
}

/// The first two groups whose pins meet; the second one's place comes later.
fn overlapping(frame: Frame, groups: &[Vec<(usize, (i64, i64))>]) -> Option<(usize, usize)> {
    let areas: Vec<Area> = groups.iter().map(|group| pin(frame, group).area).collect();
    let pairs = areas.iter().enumerate().flat_map(|(one, area)| {
        areas
            .iter()
            .enumerate()
            .skip(one + 1)
            .filter(|(_, other)| area.meets(other))
            .map(move |(other, _)| (one, other))
    });
    pairs.into_iter().next()
}

fn pin(frame: Frame, group: &[(usize, (i64, i64))]) -> Pin {
    let many = i64::try_from(group.len()).unwrap_or(1).max(1);
    let x = group.iter().map(|(_, (x, _))| x).sum::<i64>() / many;
    let y = group.iter().map(|(_, (_, y))| y).sum::<i64>() / many;
    let (half, height) = size(group.len());
    let x = x.clamp(half.min(frame.width / 2), (frame.width - half).max(frame.width / 2));
    let y = y.clamp(height.min(frame.height), frame.height);
    let area = Area { left: x - half, top: y - height, right: x + half, bottom: y };
    Pin { x, y, results: group.iter().map(|(number, _)| *number).collect(), area }
}

/// Half the width, and the height, of a pin with so many numbers.
fn size(numbers: usize) -> (i64, i64) {
    if numbers < 2 {
        return PIN;
    }
    let rows = i64::try_from(numbers.div_ceil(IN_ROW)).unwrap_or(1);
    let columns = i64::try_from(numbers.min(IN_ROW)).unwrap_or(1);
    (columns * CELL / 2, rows * CELL + TAIL)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOME: Point = Point { easting: 428_000, northing: 436_000 };

    #[allow(clippy::unnecessary_wraps, reason = "results may have no place")]
    fn at(east: i32, north: i32) -> Option<Point> {
        Some(Point { easting: HOME.easting + east, northing: HOME.northing + north })
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let plan = Plan::of(WIDE, Some(HOME), &[at(3_000, 0), at(0, 3_000)]).unwrap();
        let (x, y) = plan.you.unwrap();
        assert!(plan.pins[0].x > x && plan.pins[0].y == y);
        assert!(plan.pins[1].y < y && plan.pins[1].x == x);
        assert_eq!(plan.rings.iter().map(|ring| ring.words.as_str()).collect::<Vec<_>>(), ["2 miles", "1 mile"]);
    }

    #[test]
    fn what_is_at_one_place_shares_a_pin() {
        let plan = Plan::of(WIDE, Some(HOME), &[at(3_000, 0), None, at(3_000, 20), at(-3_000, 0)]).unwrap();
        let shared: Vec<&[usize]> = plan.pins.iter().map(|pin| pin.results.as_slice()).collect();
        assert_eq!(shared, [&[0, 2][..], &[3]]);
    }

    #[test]
    fn without_a_place_there_is_a_grid() {
        let plan = Plan::of(WIDE, None, &[at(0, 0), at(8_000, 1_000)]).unwrap();
        assert!(plan.rings.is_empty() && plan.you.is_none());
        assert!(plan.grid.0.len() >= 2 && !plan.grid.2.is_empty(), "{:?}", plan.grid);
        assert_eq!(plan.pins.len(), 2);
    }

    #[test]
    fn nothing_to_draw_is_no_map() {
        assert_eq!(Plan::of(WIDE, Some(HOME), &[None, None]), None);
        assert_eq!(Plan::of(WIDE, None, &[]), None);
    }

    proptest! {
        #[test]
        fn every_result_is_on_one_pin_and_no_two_meet(
            spots in proptest::collection::vec((any::<bool>(), -1_000_000i32..1_000_000, -1_000_000i32..1_000_000), 1..50),
            near in any::<bool>(),
            home in any::<bool>(),
        ) {
            let shrink = if near { 100 } else { 1 };
            let results: Vec<_> = spots.iter().map(|(is, e, n)| if *is { at(e / shrink, n / shrink) } else { None }).collect();
            for frame in [WIDE, NARROW] {
                let Some(plan) = Plan::of(frame, home.then_some(HOME), &results) else {
                    prop_assert!(results.iter().all(Option::is_none));
                    continue;
                };
                let mut drawn: Vec<usize> = plan.pins.iter().flat_map(|pin| pin.results.clone()).collect();
                drawn.sort_unstable();
                let known: Vec<usize> = (0..results.len()).filter(|number| results[*number].is_some()).collect();
                prop_assert_eq!(drawn, known);
                for (number, pin) in plan.pins.iter().enumerate() {
                    prop_assert!(plan.pins.iter().skip(number + 1).all(|other| !pin.area.meets(&other.area)));
                    prop_assert!(pin.area.left >= 0 && pin.area.right <= frame.width, "{:?}", pin);
                }
            }
        }

        #[test]
        fn any_position_can_be_drawn(east: i32, north: i32, other_east: i32, other_north: i32, home: bool) {
            let one = Point { easting: east, northing: north };
            let other = Point { easting: other_east, northing: other_north };
            prop_assert!(Plan::of(NARROW, home.then_some(one), &[Some(other)]).is_some());
            prop_assert!(Plan::of(WIDE, None, &[Some(one), Some(other)]).is_some());
        }
    }
}
