//! The names on the map: the reader's place, the rings' distances, and as many towns as fit, the largest first. Pure.

use super::plan::{Area, Plan};
use crate::geo;

/// The most towns that are named.
const MOST_TOWNS: usize = 12;
/// A letter's width and a line's height, as drawn; a little generous, so that names don't touch.
const LETTER: i64 = 9;
const LINE: i64 = 20;

/// A name on the map. Its anchor is its middle, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where it is anchored, from the left.
    pub x: i64,
    /// Its baseline.
    pub y: i64,
    /// The name.
    pub words: String,
    /// What it covers.
    pub area: Area,
}

impl Label {
    /// Around a middle.
    fn middle(x: i64, y: i64, words: &str) -> Self {
        let half = width(words) / 2;
        let area = Area { left: x - half, top: y - LINE + 4, right: x + half, bottom: y + 4 };
        Self { x, y, words: words.to_owned(), area }
    }

    /// From a beginning.
    fn beginning(x: i64, y: i64, words: &str) -> Self {
        let area = Area { left: x, top: y - LINE + 4, right: x + width(words), bottom: y + 4 };
        Self { x, y, words: words.to_owned(), area }
    }
}

fn width(words: &str) -> i64 {
    i64::try_from(words.chars().count()).unwrap_or(40) * LETTER
}

/// All names of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// The reader's place.
    pub you: Option<Label>,
    /// The rings' distances.
    pub rings: Vec<Label>,
    /// Towns.
    pub towns: Vec<Label>,
}

impl Labels {
    /// The names that fit beside the pins, and beside each other.
    pub fn of(plan: &Plan, you: &str) -> Self {
        let mut taken: Vec<Area> = plan.pins.iter().map(|pin| pin.area).collect();
        let mut labels = Self::default();
        if let Some((x, y)) = plan.you {
            taken.push(Area { left: x - 10, top: y - 10, right: x + 10, bottom: y + 10 });
            let sides = [
                Label::beginning(x + 15, y + 6, you),
                Label::beginning(x - 15 - width(you), y + 6, you),
                Label::middle(x, y + 28, you),
            ];
            labels.you = first_free(plan, &mut taken, sides);
            for ring in &plan.rings {
                let ends = [
                    Label::middle(x, y + ring.radius - 6, &ring.words),
                    Label::middle(x, y - ring.radius + 18, &ring.words),
                ];
                labels.rings.extend(first_free(plan, &mut taken, ends));
            }
        }
        let (least, most) = plan.extent();
        for town in geo::towns_between(least, most) {
            if labels.towns.len() == MOST_TOWNS {
                break;
            }
            let (x, y) = plan.place(town.point);
            if town.name != you {
                labels.towns.extend(first_free(plan, &mut taken, [Label::middle(x, y + 5, town.name)]));
            }
        }
        labels
    }
}

/// The first of these that covers nothing and lies in the frame; it is taken then.
fn first_free(plan: &Plan, taken: &mut Vec<Area>, tried: impl IntoIterator<Item = Label>) -> Option<Label> {
    let free = |label: &Label| label.area.is_within(plan.frame) && !taken.iter().any(|area| area.meets(&label.area));
    let found = tried.into_iter().find(free)?;
    taken.push(found.area);
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plan::{NARROW, WIDE};
    use super::*;
    use crate::geo::Point;

    fn leeds() -> Point {
        Point::from(&geo::lookup("Leeds").unwrap())
    }

    #[test]
    fn towns_around_are_named() {
        let here = leeds();
        let far = Point { easting: here.easting + 9_000, northing: here.northing };
        let plan = Plan::of(WIDE, Some(here), &[Some(far)]).unwrap();
        let labels = Labels::of(&plan, "LS1");
        let names: Vec<&str> = labels.towns.iter().map(|label| label.words.as_str()).collect();
        assert!(names.len() >= 4, "{names:?}");
        assert_eq!(labels.you.unwrap().words, "LS1");
        assert!(!labels.rings.is_empty());
    }

    proptest! {
        #[test]
        fn names_cover_neither_pins_nor_each_other(spots in proptest::collection::vec((-9_000i32..9_000, -9_000i32..9_000), 1..12)) {
            let here = leeds();
            let results: Vec<_> =
                spots.iter().map(|(e, n)| Some(Point { easting: here.easting + e, northing: here.northing + n })).collect();
            for frame in [WIDE, NARROW] {
                let plan = Plan::of(frame, Some(here), &results).unwrap();
                let labels = Labels::of(&plan, "Headingley");
                let all: Vec<&Label> = labels.you.iter().chain(&labels.rings).chain(&labels.towns).collect();
                for (number, label) in all.iter().enumerate() {
                    prop_assert!(label.area.is_within(frame));
                    prop_assert!(plan.pins.iter().all(|pin| !pin.area.meets(&label.area)));
                    prop_assert!(all.iter().skip(number + 1).all(|other| !other.area.meets(&label.area)));
                }
            }
        }
    }
}
