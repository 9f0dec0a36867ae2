//! How the map looks: two drawings of the same, one for wide pages and one for phones; the style shows one of them.

use maud::{Markup, html};

use super::labels::Labels;
use super::plan::{CELL, Frame, IN_ROW, NARROW, Pin, Plan, TAIL, WIDE};
use crate::geo::{self, Place, Point};
use crate::kernel::words;
use crate::search::Hit;
use crate::web::components::{hidden, inset};

/// The results of one page, with the number of the first.
pub struct Shown<'a> {
    /// The results, in the list's order.
    pub hits: &'a [Hit],
    /// The first one's number in the list.
    pub first: usize,
    /// The person's place, if one is known.
    pub place: Option<&'a Place>,
}

/// Where the list's entry of a listing begins on the page.
pub fn anchor(listing: i64) -> String {
    format!("listing-{listing}")
}

/// The map, with the sentence that says what it shows and what isn't on it.
pub fn figure(shown: &Shown<'_>) -> Markup {
    let points: Vec<Option<Point>> =
        shown.hits.iter().map(|hit| hit.listing.easting.zip(hit.listing.northing).map(Point::from)).collect();
    let centre = shown.place.map(Point::from);
    let plans = (Plan::of(WIDE, centre, &points), Plan::of(NARROW, centre, &points));
    let (Some(wide), Some(narrow)) = plans else {
        return inset(&html! { "None of these services has a place that a map could show. They are in the list." });
    };
    let off: Vec<String> =
        points.iter().zip(shown.first..).filter(|(point, _)| point.is_none()).map(|(_, n)| n.to_string()).collect();
    html! {
        figure.app-map {
            (drawing(shown, &wide, "app-map__wide"))
            (drawing(shown, &narrow, "app-map__narrow"))
            figcaption.app-small {
                (explained(shown, &wide))
                @if !off.is_empty() { " Not on the map, because they have no place of their own: " (words::list(&off)) "." }
            }
        }
    }
}

/// What the lines on the map mean.
fn explained(shown: &Shown<'_>, plan: &Plan) -> String {
    let numbers = "The numbers are those of the list below.";
    match (shown.place, plan.rings.as_slice()) {
        (Some(place), [outer, inner]) => {
            format!("{numbers} The rings are {} and {} from {}.", inner.words, outer.words, place.label)
        }
        (Some(place), [ring, ..]) => format!("{numbers} The ring is {} from {}.", ring.words, place.label),
        _ => format!("{numbers} The lines are {} apart.", plan.grid.2),
    }
}

fn drawing(shown: &Shown<'_>, plan: &Plan, class: &str) -> Markup {
    let Frame { width, height } = plan.frame;
    let labels = Labels::of(plan, shown.place.map_or("", |place| place.label.as_str()));
    let count = words::count(plan.pins.iter().map(|pin| pin.results.len()).sum::<usize>(), "service", "services");
    let name = match shown.place {
        Some(place) => format!("Map of {count} around {}", place.label),
        None => format!("Map of {count}"),
    };
    html! {
        svg.app-map__drawing.(class) viewBox=(format!("0 0 {width} {height}")) role="group" aria-label=(name) {
            g aria-hidden="true" {
                (ground(plan, &labels))
                @for town in &labels.towns { text.app-map__town x=(town.x) y=(town.y) text-anchor="middle" { (town.words) } }
            }
            @for pin in &plan.pins { (marker(shown, pin)) }
        }
    }
}

/// Rings or grid, and the reader's place.
fn ground(plan: &Plan, labels: &Labels) -> Markup {
    let Frame { width, height } = plan.frame;
    html! {
        @for x in &plan.grid.0 { line.app-map__line x1=(x) y1="0" x2=(x) y2=(height) {} }
        @for y in &plan.grid.1 { line.app-map__line x1="0" y1=(y) x2=(width) y2=(y) {} }
        @if let Some((x, y)) = plan.you {
            @for ring in &plan.rings { circle.app-map__ring cx=(x) cy=(y) r=(ring.radius) {} }
            @for label in &labels.rings { text.app-map__miles x=(label.x) y=(label.y) text-anchor="middle" { (label.words) } }
            circle.app-map__you cx=(x) cy=(y) r="8" {}
            @if let Some(label) = &labels.you {
                @let middle = label.area.left != label.x;
                text.app-map__here x=(label.x) y=(label.y) text-anchor=[middle.then_some("middle")] { (label.words) }
            }
        }
    }
}

/// One number on a pin, or several on a board with a tail.
fn marker(shown: &Shown<'_>, pin: &Pin) -> Markup {
    match pin.results.as_slice() {
        [only] => link(
            shown,
            *only,
            html! {
                path.app-map__pin d=(format!("M{} {}c-13-15-17-20-17-28a17 17 0 1 1 34 0c0 8-4 13-17 28z", pin.x, pin.y)) {}
                (number(shown, *only, pin.x, pin.y - 22))
            },
        ),
        many => {
            let (left, top, bottom) = (pin.area.left, pin.area.top, pin.area.bottom - TAIL);
            html! {
                path.app-map__tail aria-hidden="true" d=(format!("M{} {bottom}h16l-8 {TAIL}z", pin.x - 8)) {}
                @for (place, result) in many.iter().enumerate() {
                    @let (along, down) = cell(place, many.len());
                    @let (x, y) = (left + along, top + down);
                    (link(shown, *result, html! {
                        rect.app-map__pin x=(x) y=(y) width=(CELL) height=(CELL) rx="5" {}
                        (number(shown, *result, x + CELL / 2, y + CELL / 2 + 6))
                    }))
                }
            }
        }
    }
}

/// Where a number stands on a board of so many: rows of four, the last one in the middle, above the tail.
fn cell(place: usize, many: usize) -> (i64, i64) {
    let whole = |number: usize| i64::try_from(number).unwrap_or(0);
    let row = place / IN_ROW;
    let in_row = many.saturating_sub(row * IN_ROW).min(IN_ROW);
    let indent = whole(many.min(IN_ROW) - in_row) * CELL / 2;
    (indent + whole(place % IN_ROW) * CELL, whole(row) * CELL)
}

fn number(shown: &Shown<'_>, result: usize, x: i64, y: i64) -> Markup {
    html! { text.app-map__number x=(x) y=(y) text-anchor="middle" { (shown.first + result) } }
}

/// A link to the list's entry, with a name that says what is there.
fn link(shown: &Shown<'_>, result: usize, drawn: Markup) -> Markup {
    let Some(hit) = shown.hits.get(result) else { return html! {} };
    let away = hit.distance_m.map(|metres| format!(", {} away", geo::miles(metres))).unwrap_or_default();
    let name = format!("{}: {}{away}", shown.first + result, hit.listing.title);
    html! { a.app-map__link href=(format!("#{}", anchor(hit.listing.listing_id))) aria-label=(name) { (drawn) } }
}

/// A result's number on the map, beside its card.
pub fn badge(number: usize) -> Markup {
    html! { p.app-map__badge { (hidden("Number ")) (number) (hidden(" on the map")) } }
}
