//! Money spent so far against the plan, added up month by month.

use maud::{Markup, Render, html};

use super::{Tenths, scale};
use crate::web::components::{Table, details, text};

/// Running totals in pence, one a period (usually a month). `plan` has a value for every label; `spent` for those up to
/// today; `forecast` for those after.
#[derive(Clone, Debug)]
pub struct SpendChart {
    /// The name of each period, short: "Apr".
    pub labels: Vec<String>,
    /// What the plan comes to by the end of each period.
    pub plan: Vec<i64>,
    /// What was spent by the end of each period so far.
    pub spent: Vec<i64>,
    /// What will be spent by the end of each later period, if it goes on like this.
    pub forecast: Vec<i64>,
    /// What the chart shows, in a sentence or two with the figures.
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
    top: i64,
    bottom: i64,
    narrow: bool,
}

const WIDE: Frame =
    Frame { width: 10_000, height: 3_600, left: 800, right: 1_900, top: 300, bottom: 400, narrow: false };
const NARROW: Frame = Frame { width: 3_400, height: 3_000, left: 460, right: 140, top: 260, bottom: 340, narrow: true };

/// The places of one chart's values in one frame.
struct Plot<'a> {
    chart: &'a SpendChart,
    frame: &'a Frame,
    /// The amount at the top line, in pence.
    highest: i64,
    /// The amount between two lines, in pence.
    step: i64,
}

impl Render for SpendChart {
    fn render(&self) -> Markup {
        html! {
            (key())
            div.app-chart.app-chart--wide { (self.drawing(&WIDE)) }
            div.app-chart.app-chart--narrow { (self.drawing(&NARROW)) }
            (details("See this chart as a table", &self.table()))
        }
    }
}

impl SpendChart {
    fn drawing(&self, frame: &Frame) -> Markup {
        let most = self.plan.iter().chain(&self.spent).chain(&self.forecast).copied().max().unwrap_or(0);
        let step = step_for(most);
        let plot = Plot { chart: self, frame, highest: step * lines_for(most, step), step };
        plot.render()
    }

    fn table(&self) -> Markup {
        let rows = self.labels.iter().enumerate().map(|(place, label)| {
            let plan = self.plan.get(place).copied().unwrap_or(0);
            let spent = self.spent.get(place).copied();
            let difference = spent.map(|spent| spent - plan);
            vec![
                text(label),
                text(exact(plan)),
                spent.map_or_else(|| text("Not yet"), |spent| text(exact(spent))),
                difference.map_or_else(|| text("–"), |by| text(in_words(by))),
            ]
        });
        let table = Table::new(self.caption.as_str()).show_caption().column("Month");
        html! { (table.numbers("Plan").numbers("Spent").numbers("Difference").rows(rows)) }
    }
}

impl Plot<'_> {
    fn x(&self, place: usize) -> Tenths {
        let room = self.frame.width - self.frame.left - self.frame.right;
        let last = i64::try_from(self.chart.labels.len().saturating_sub(1)).unwrap_or(0);
        let place = i64::try_from(place).unwrap_or(0);
        Tenths(self.frame.left + scale(place, last, room).0)
    }

    fn y(&self, pence: i64) -> Tenths {
        let room = self.frame.height - self.frame.top - self.frame.bottom;
        Tenths(self.frame.height - self.frame.bottom - scale(pence, self.highest, room).0)
    }

    /// A line through the values, the first at `from`.
    fn line(&self, values: &[i64], from: usize) -> String {
        let mut path = String::new();
        for (place, pence) in values.iter().enumerate() {
            path.push(if place == 0 { 'M' } else { 'L' });
            path += &self.x(from + place).to_string();
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
                (self.periods())
                path.app-line-plan d=(self.line(&self.chart.plan, 0)) {}
                @if let Some((last, spent)) = self.today() { (self.so_far(last, spent)) }
                @if !self.frame.narrow { (self.ends()) }
            }
        }
    }

    fn today(&self) -> Option<(usize, i64)> {
        let spent = self.chart.spent.last()?;
        Some((self.chart.spent.len() - 1, *spent))
    }

    fn grid(&self) -> Markup {
        let right = Tenths(self.frame.width - self.frame.right);
        let lines = self.highest / self.step;
        html! {
            @for count in 0..=lines {
                @let amount = count * self.step;
                line.app-line-grid.app-line-base[count == 0] x1=(Tenths(self.frame.left)) x2=(right) y1=(self.y(amount)) y2=(self.y(amount)) {}
                text.app-chart__quiet x=(Tenths(self.frame.left - 80)) y=(Tenths(self.y(amount).0 + 50)) text-anchor="end" {
                    @if self.frame.narrow { (short(amount)) } @else { (pounds(amount)) }
                }
            }
        }
    }

    fn periods(&self) -> Markup {
        let last = self.chart.labels.len().saturating_sub(1);
        let bottom = Tenths(self.frame.height - 120);
        html! {
            @for (place, label) in self.chart.labels.iter().enumerate() {
                @if !self.frame.narrow || place == last || (place % 3 == 0 && place + 2 <= last) {
                    @let anchor = if self.frame.narrow && place == last { "end" } else { "middle" };
                    text.app-chart__quiet x=(self.x(place)) y=(bottom) text-anchor=(anchor) { (label) }
                }
            }
        }
    }

    fn so_far(&self, last: usize, spent: i64) -> Markup {
        let today = self.x(last);
        let area = format!("{}L{today} {}L{} {}Z", self.line(&self.chart.spent, 0), self.y(0), self.x(0), self.y(0));
        let course: Vec<i64> = std::iter::once(spent).chain(self.chart.forecast.iter().copied()).collect();
        html! {
            path.app-area-spent d=(area) {}
            line.app-line-today x1=(today) x2=(today) y1=(Tenths(self.frame.top - 40)) y2=(self.y(0)) {}
            text.app-chart__quiet x=(today) y=(Tenths(self.frame.top - 100)) text-anchor="middle" { "Today" }
            path.app-line-forecast d=(self.line(&course, last)) {}
            path.app-line-spent d=(self.line(&self.chart.spent, 0)) {}
            @for (place, pence) in self.chart.spent.iter().enumerate() {
                circle.app-dot-spent cx=(self.x(place)) cy=(self.y(*pence)) r=(if place == last { "7" } else { "4" }) {}
            }
        }
    }

    /// Names at the ends of the lines, kept apart when the lines end close together.
    fn ends(&self) -> Markup {
        let beside = Tenths(self.frame.width - self.frame.right + 120);
        let plan = self.chart.plan.last().copied().unwrap_or(0);
        let course = self.chart.forecast.last().copied();
        let plan_y = self.y(plan).0;
        let course_y = course.map(|pence| self.y(pence).0);
        let (above, below) = match course_y {
            Some(other) if other < plan_y => (50.min((other - plan_y).abs()), -50),
            _ => (-40, 160),
        };
        html! {
            text.app-chart__loud x=(beside) y=(Tenths(plan_y + above)) { "Plan " (pounds(plan)) }
            @if let (Some(pence), Some(y)) = (course, course_y) {
                text.app-chart__loud x=(beside) y=(Tenths(y + below)) { "On course for " (pounds(pence)) }
            }
            @if let Some((last, spent)) = self.today() {
                @let near_end = last + 3 > self.chart.labels.len();
                @let anchor = if near_end { "end" } else { "start" };
                @let x = Tenths(self.x(last).0 + if near_end { -140 } else { 140 });
                text.app-chart__loud x=(x) y=(Tenths(self.y(spent).0 + 240)) text-anchor=(anchor) { "Spent so far " (pounds(spent)) }
            }
        }
    }
}

fn key() -> Markup {
    html! {
        ul.app-key {
            li { (sample(&html! { line.app-line-spent x1="2" x2="42" y1="5" y2="5" {} circle.app-dot-spent cx="22" cy="5" r="4" {} })) "Spent" }
            li { (sample(&html! { line.app-line-plan x1="2" x2="42" y1="5" y2="5" {} })) "Plan" }
            li { (sample(&html! { line.app-line-forecast x1="4" x2="42" y1="5" y2="5" {} })) "If you carry on like this" }
        }
    }
}

fn sample(drawing: &Markup) -> Markup {
    html! { svg width="44" height="10" viewBox="0 0 44 10" aria-hidden="true" focusable="false" { (drawing) } }
}

/// A round amount in pence so that four lines or fewer reach over `most`.
pub(super) fn step_for(most: i64) -> i64 {
    let mut power = 100;
    loop {
        for round in [1, 2, 4, 5] {
            let step = round * power;
            if lines_for(most, step) <= 4 {
                return step;
            }
        }
        power *= 10;
    }
}

pub(super) fn lines_for(most: i64, step: i64) -> i64 {
    (most.max(1) + step - 1) / step
}

/// Whole pounds: "£14,560".
pub(super) fn pounds(pence: i64) -> String {
    let digits = (pence.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}£{grouped}", if pence < 0 { "−" } else { "" })
}

/// To the penny, so that the table's figures add up: "£673.97", "£9,180".
pub(super) fn exact(pence: i64) -> String {
    match pence.unsigned_abs() % 100 {
        0 => pounds(pence),
        odd => format!("{}.{odd:02}", pounds(pence)),
    }
}

/// For the narrow drawing: "£16k".
pub(super) fn short(pence: i64) -> String {
    match pence / 100 {
        0 => "£0".to_owned(),
        whole if whole % 1_000_000 == 0 => format!("£{}m", whole / 1_000_000),
        whole if whole % 1_000 == 0 => format!("£{}k", whole / 1_000),
        _ => pounds(pence),
    }
}

fn in_words(difference: i64) -> String {
    match difference {
        0 => "As planned".to_owned(),
        under if under < 0 => format!("{} under", exact(-under)),
        over => format!("{} over", exact(over)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> SpendChart {
        SpendChart {
            labels: ["Apr", "May", "Jun", "Jul"].map(str::to_owned).to_vec(),
            plan: vec![100_000, 200_000, 300_000, 400_000],
            spent: vec![90_000, 210_000],
            forecast: vec![300_000, 390_000],
            sentence: "Spending is £100 above plan.".to_owned(),
            caption: "Plan and spending by month".to_owned(),
        }
    }

    #[test]
    fn lines_are_round_amounts_and_few() {
        assert_eq!(step_for(1_456_000), 400_000);
        assert_eq!(step_for(400_000), 100_000);
        assert_eq!(step_for(0), 100);
        assert_eq!(step_for(999), 400);
        assert!(lines_for(i64::MAX / 100, step_for(i64::MAX / 100)) <= 4);
    }

    #[test]
    fn both_drawings_say_the_finding_and_a_table_follows() {
        let drawn = chart().render().into_string();
        assert_eq!(drawn.matches(r#"role="img" aria-label="Spending is £100 above plan.""#).count(), 2);
        assert!(drawn.contains("£100 over"));
        assert!(drawn.contains("£100 under"));
        assert!(drawn.contains("Not yet"));
    }

    #[test]
    fn a_chart_with_nothing_in_it_still_draws() {
        let empty = SpendChart { labels: vec![], plan: vec![], spent: vec![], forecast: vec![], ..chart() };
        assert!(empty.render().into_string().contains("£0"));
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(pounds(123_456_789), "£1,234,567");
        assert_eq!(pounds(-5_000), "−£50");
        assert_eq!(short(1_600_000), "£16k");
        assert_eq!(short(40_000), "£400");
    }
}
