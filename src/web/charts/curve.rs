//! A line that rises from left to right: points and the money they give.

use maud::{Markup, Render, html};

use super::spend::{exact, lines_for, pounds, short, step_for};
use super::{Tenths, scale};
use crate::web::components::{Table, details, text};

/// Points across, pence up, straight lines between.
#[derive(Clone, Debug)]
pub struct CurveChart {
    /// Points and pence, in the order of points.
    pub points: Vec<(i64, i64)>,
    /// A place to mark, such as the reader's own.
    pub here: Option<(i64, i64)>,
    /// What the chart shows, in a sentence.
    pub sentence: String,
    /// What the table after it is called.
    pub caption: String,
}

/// Where a drawing puts things, in tenths of a unit.
struct Frame {
    width: i64,
    height: i64,
    left: i64,
    right: i64,
    narrow: bool,
}

const TOP: i64 = 300;
const BOTTOM: i64 = 640;
const WIDE: Frame = Frame { width: 10_000, height: 3_900, left: 900, right: 500, narrow: false };
const NARROW: Frame = Frame { width: 3_400, height: 3_200, left: 520, right: 180, narrow: true };

struct Plot<'a> {
    chart: &'a CurveChart,
    frame: &'a Frame,
    /// The most points.
    widest: i64,
    /// The amount at the top line, in pence.
    highest: i64,
    /// The amount between two lines, in pence.
    step: i64,
}

impl Render for CurveChart {
    fn render(&self) -> Markup {
        html! {
            div.app-chart.app-chart--wide { (self.drawing(&WIDE)) }
            div.app-chart.app-chart--narrow { (self.drawing(&NARROW)) }
            (details("See this chart as a table", &self.table()))
        }
    }
}

impl CurveChart {
    fn drawing(&self, frame: &Frame) -> Markup {
        let all = || self.points.iter().chain(self.here.as_ref());
        let most = all().map(|(_, pence)| *pence).max().unwrap_or(0);
        let widest = all().map(|(points, _)| *points).max().unwrap_or(0).max(1);
        let step = step_for(most);
        let plot = Plot { chart: self, frame, widest, highest: step * lines_for(most, step), step };
        plot.render()
    }

    fn table(&self) -> Markup {
        let next = self.points.iter().skip(1).map(Some).chain([None]);
        let rows = self.points.iter().zip(next).map(|(here, next)| {
            let each = next.filter(|next| next.0 > here.0).map(|next| (next.1 - here.1) / (next.0 - here.0));
            vec![text(here.0), text(exact(here.1)), each.map_or_else(|| text("–"), |each| text(exact(each)))]
        });
        let table = Table::new(self.caption.as_str()).show_caption().column("Points");
        html! { (table.numbers("Pounds a year").numbers("Each point more, about").rows(rows)) }
    }
}

impl Plot<'_> {
    fn x(&self, points: i64) -> Tenths {
        Tenths(self.frame.left + scale(points, self.widest, self.frame.width - self.frame.left - self.frame.right).0)
    }

    fn y(&self, pence: i64) -> Tenths {
        let room = self.frame.height - TOP - BOTTOM;
        Tenths(self.frame.height - BOTTOM - scale(pence, self.highest, room).0)
    }

    fn line(&self) -> String {
        let mut path = String::new();
        for (place, (points, pence)) in self.chart.points.iter().enumerate() {
            path.push(if place == 0 { 'M' } else { 'L' });
            path += &self.x(*points).to_string();
            path.push(' ');
            path += &self.y(*pence).to_string();
        }
        path
    }

    fn render(&self) -> Markup {
        let view = format!("0 0 {} {}", self.frame.width / 10, self.frame.height / 10);
        html! {
            svg viewBox=(view) role="img" aria-label=(self.chart.sentence) {
                (self.grid())
                path.app-line-spent d=(self.line()) {}
                @for (points, pence) in &self.chart.points {
                    circle.app-dot-spent cx=(self.x(*points)) cy=(self.y(*pence)) r="4" {}
                }
                @if let Some((points, pence)) = self.chart.here { (self.mark(points, pence)) }
            }
        }
    }

    fn grid(&self) -> Markup {
        let right = Tenths(self.frame.width - self.frame.right);
        let below = Tenths(self.frame.height - BOTTOM + 240);
        html! {
            @for count in 0..=self.highest / self.step {
                @let amount = count * self.step;
                line.app-line-grid.app-line-base[count == 0] x1=(Tenths(self.frame.left)) x2=(right) y1=(self.y(amount)) y2=(self.y(amount)) {}
                text.app-chart__quiet x=(Tenths(self.frame.left - 80)) y=(Tenths(self.y(amount).0 + 50)) text-anchor="end" {
                    @if self.frame.narrow { (short(amount)) } @else { (pounds(amount)) }
                }
            }
            @for quarter in 0..=4 {
                @let points = self.widest * quarter / 4;
                @if !self.frame.narrow || quarter % 2 == 0 {
                    text.app-chart__quiet x=(self.x(points)) y=(below) text-anchor="middle" { (points) }
                }
            }
            text.app-chart__quiet x=(Tenths(i64::midpoint(self.frame.left, right.0))) y=(Tenths(self.frame.height - 120)) text-anchor="middle" { "Points" }
        }
    }

    fn mark(&self, points: i64, pence: i64) -> Markup {
        let x = self.x(points);
        let far = x.0 * 2 > self.frame.width;
        html! {
            line.app-line-today x1=(x) x2=(x) y1=(self.y(pence)) y2=(self.y(0)) {}
            circle.app-dot-spent cx=(x) cy=(self.y(pence)) r="7" {}
            text.app-chart__loud x=(Tenths(if far { x.0 - 140 } else { x.0 + 140 })) y=(Tenths(if far { self.y(pence).0 - 120 } else { self.y(pence).0 + 240 })) text-anchor=(if far { "end" } else { "start" }) {
                (points) " points: " (pounds(pence))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_drawn_twice_and_followed_by_its_table() {
        let chart = CurveChart {
            points: vec![(0, 0), (20, 390_000), (52, 1_420_000)],
            here: Some((30, 700_000)),
            sentence: "More points, more money.".to_owned(),
            caption: "Points and pounds".to_owned(),
        };
        let drawn = chart.render().into_string();
        assert_eq!(drawn.matches(r#"aria-label="More points, more money.""#).count(), 2);
        assert!(drawn.contains("30 points: £7,000") && drawn.contains("£195"), "{drawn}");
        let empty = CurveChart { points: Vec::new(), here: None, ..chart };
        assert!(empty.render().into_string().contains("£0"));
    }
}
