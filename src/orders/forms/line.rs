//! Days and times: one visit a week is a few fields; more visit times and breaks come one by one, as they are asked for.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::directory::model::PriceUnit;
use crate::kernel::breaks::MOST_BREAKS;
use crate::kernel::visit_times::MOST_MORE;
use crate::kernel::{
    Break, Breaks, MoreVisits, OnBankHolidays, PlanLineId, Quantity, Schedule, ScheduleKind, TimeOfDay, VisitTime,
    Weekdays,
};
use crate::orders::model::{BasketLine, LineRequest, line::MOST_WEEKS_BETWEEN};
use crate::orders::service::basket::OrderForm;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// What "outside the plan" is called in the form.
pub const OUTSIDE: &str = "outside";
/// What "once" is called in the form.
pub const ONCE: &str = "once";
/// What "every week" is called in the form.
pub const WEEKLY: &str = "weekly";

/// Days and times, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Posts")]
pub struct LineForm {
    pub key: String,
    pub unit: String,
    pub units: String,
    pub often: String,
    pub weekdays: Vec<String>,
    pub every_weeks: String,
    pub at: String,
    pub starts_on: DateText,
    pub ends_on: DateText,
    /// What happens on bank holidays.
    pub holidays: String,
    pub plan_line: String,
    /// More visits in the same weeks; the first of them is visit 2.
    pub more: Vec<VisitForm>,
    /// Spans without visits.
    pub breaks: Vec<BreakForm>,
    /// What somebody says with it.
    pub words: String,
    /// Which button was pressed: "look" shows what it costs and adds nothing, "visit" and "break" ask for more fields.
    pub action: String,
}

/// One more visit, as typed.
#[derive(Clone, Debug, Default)]
pub struct VisitForm {
    pub at: String,
    pub units: String,
    pub weekdays: Vec<String>,
}

/// A break, as typed.
#[derive(Clone, Debug, Default)]
pub struct BreakForm {
    pub from: DateText,
    pub until: DateText,
}

/// Every field that was posted, with its values.
#[derive(Deserialize)]
#[serde(transparent)]
struct Posts(BTreeMap<String, Vec<String>>);

impl Posts {
    fn all(&mut self, name: &str) -> Vec<String> {
        self.0.remove(name).unwrap_or_default()
    }

    fn one(&mut self, name: &str) -> String {
        self.all(name).pop().unwrap_or_default()
    }

    fn date(&mut self, name: &str) -> DateText {
        let (day, month) = (self.one(&format!("{name}_day")), self.one(&format!("{name}_month")));
        DateText { day, month, year: self.one(&format!("{name}_year")) }
    }
}

impl LineForm {
    /// Reads what was posted with fields of others, which take theirs out before.
    pub fn of_posted(posted: BTreeMap<String, Vec<String>>) -> Self {
        Posts(posted).into()
    }
}

impl From<Posts> for LineForm {
    /// Fields of visits and breaks that were left empty are as if they had not been asked for.
    fn from(mut posts: Posts) -> Self {
        let visit = |number: usize, posts: &mut Posts| VisitForm {
            at: posts.one(&format!("visit{number}_at")),
            units: posts.one(&format!("visit{number}_units")),
            weekdays: posts.all(&format!("visit{number}_weekdays")),
        };
        let pause = |number: usize, posts: &mut Posts| BreakForm {
            from: posts.date(&format!("break{number}_from")),
            until: posts.date(&format!("break{number}_until")),
        };
        let empty = DateText::default();
        let more = (2..MOST_MORE + 2).map(|number| visit(number, &mut posts));
        let more = more.filter(|visit| !(visit.at.trim().is_empty() && visit.units.trim().is_empty())).collect();
        let breaks = (1..=MOST_BREAKS).map(|number| pause(number, &mut posts));
        let breaks = breaks.filter(|pause| pause.from != empty || pause.until != empty).collect();
        Self {
            key: posts.one("key"),
            unit: posts.one("unit"),
            units: posts.one("units"),
            often: posts.one("often"),
            weekdays: posts.all("weekdays"),
            every_weeks: posts.one("every_weeks"),
            at: posts.one("at"),
            starts_on: posts.date("starts_on"),
            ends_on: posts.date("ends_on"),
            holidays: posts.one("holidays"),
            plan_line: posts.one("plan_line"),
            words: posts.one("words"),
            action: posts.one("action"),
            more,
            breaks,
        }
    }
}

/// A line that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// How much and when.
    pub request: LineRequest,
    /// The plan line it serves.
    pub plan_line: Option<PlanLineId>,
}

impl LineForm {
    /// A form to start from: the usual unit, weekly, and the plan line that buys this kind of support, or the only one.
    pub fn start(form: &OrderForm, key: String) -> Self {
        let of_category = form.plan_lines.iter().find(|line| {
            let top = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
            line.category.as_deref().map(top) == Some(top(&form.listing.category))
        });
        let only = form.plan_lines.first().filter(|_| form.plan_lines.len() == 1);
        Self {
            key,
            unit: form.units.first().map(|unit| unit.as_str().to_owned()).unwrap_or_default(),
            often: WEEKLY.to_owned(),
            every_weeks: "1".to_owned(),
            holidays: OnBankHolidays::AsUsual.as_str().to_owned(),
            plan_line: of_category.or(only).map(|line| line.id.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// A form that shows a line of the basket.
    pub fn of(line: &BasketLine, key: String) -> Self {
        let plan_line = line.plan_line_id.map_or_else(|| OUTSIDE.to_owned(), |id| id.to_string());
        Self { plan_line, ..Self::showing(&line.request, key) }
    }

    /// A form that shows days and times.
    pub fn showing(request: &LineRequest, key: String) -> Self {
        let LineRequest { unit, units, schedule, more } = request;
        let (often, weekdays, every_weeks) = match schedule.kind {
            ScheduleKind::OneOff => (ONCE, Weekdays::NONE, 1),
            ScheduleKind::Weekly { weekdays, every_weeks } => (WEEKLY, weekdays, every_weeks),
        };
        let names = |days: Weekdays| days.names().map(ToOwned::to_owned).collect();
        let visit = |visit: VisitTime| VisitForm {
            at: visit.at.to_string(),
            units: visit.units.to_string(),
            weekdays: if visit.weekdays == weekdays { Vec::new() } else { names(visit.weekdays) },
        };
        let breaks = schedule.breaks.iter().map(|one| BreakForm { from: text(one.from), until: text(one.until) });
        Self {
            key,
            unit: unit.as_str().to_owned(),
            units: units.to_string(),
            often: often.to_owned(),
            weekdays: names(weekdays),
            every_weeks: every_weeks.to_string(),
            at: schedule.at.to_string(),
            starts_on: text(schedule.starts_on),
            ends_on: schedule.ends_on.map(text).unwrap_or_default(),
            holidays: schedule.holidays.as_str().to_owned(),
            more: more.iter().map(visit).collect(),
            breaks: breaks.collect(),
            ..Self::default()
        }
    }

    /// Whether only the cost was asked for.
    pub fn only_looks(&self) -> bool {
        self.action == "look"
    }

    /// Adds the fields that were asked for, if a button for that was pressed.
    pub fn asks_for_more(&mut self) -> bool {
        match self.action.as_str() {
            "visit" if self.more.len() < MOST_MORE => self.more.push(VisitForm::default()),
            "break" if self.breaks.len() < MOST_BREAKS => self.breaks.push(BreakForm::default()),
            "visit" | "break" => {}
            _ => return false,
        }
        true
    }

    /// Reads the form; whether the line makes sense in the budget's year is the service's to say.
    ///
    /// # Errors
    /// A message for each field that can't be read.
    pub fn read(&self, form: &OrderForm) -> Result<Line, FieldErrors> {
        let mut errors = FieldErrors::new();
        let request = self.request(&form.units, &mut errors);
        let plan_line = self.plan_line(form, &mut errors);
        match (request, plan_line) {
            (Some(request), Some(plan_line)) if errors.is_empty() => Ok(Line { request, plan_line }),
            _ => Err(errors),
        }
    }

    /// Reads how much and when; none, and a message for each field, when something can't be read.
    pub fn request(&self, units_known: &[PriceUnit], errors: &mut FieldErrors) -> Option<LineRequest> {
        let unit = self.unit(units_known, errors);
        let units = errors.take("units", Quantity::parse(&self.units));
        let at = errors.take("at", TimeOfDay::parse(&self.at));
        let starts_on = errors.take("starts_on", day(&self.starts_on, "Enter the first day, like 1 12 2026."));
        let kind = self.kind(errors);
        let ends_on = self.last_day(errors);
        let more = self.more(kind, errors);
        let breaks = self.breaks(errors);
        let holidays = self.holidays.parse().unwrap_or(OnBankHolidays::AsUsual);
        let schedule =
            Schedule { kind: kind?, starts_on: starts_on?, ends_on: ends_on?, at: at?, breaks: breaks?, holidays };
        let request = LineRequest { unit: unit?, units: units?, schedule, more: more? };
        errors.is_empty().then_some(request)
    }

    fn unit(&self, known: &[PriceUnit], errors: &mut FieldErrors) -> Option<PriceUnit> {
        let unit = self.unit.parse::<PriceUnit>().ok().filter(|unit| known.contains(unit));
        if unit.is_none() {
            errors.push("unit", "Choose how it is counted.");
        }
        unit
    }

    fn kind(&self, errors: &mut FieldErrors) -> Option<ScheduleKind> {
        match self.often.as_str() {
            ONCE => Some(ScheduleKind::OneOff),
            WEEKLY => {
                let words = "Choose at least one day of the week.";
                let weekdays = Weekdays::parse(&self.weekdays).map_err(|_| words);
                let weekdays = weekdays.and_then(|days| if days.is_empty() { Err(words) } else { Ok(days) });
                let weekdays = errors.take("weekdays", weekdays);
                let weeks = self.every_weeks.trim().parse::<u8>().ok();
                let weeks = weeks.filter(|weeks| (1..=MOST_WEEKS_BETWEEN).contains(weeks));
                let weeks = errors.take("every_weeks", weeks.ok_or("Enter a number of weeks from 1 to 12."));
                Some(ScheduleKind::Weekly { weekdays: weekdays?, every_weeks: weeks? })
            }
            _ => {
                errors.push("often", "Choose how often you want it.");
                None
            }
        }
    }

    /// The visits beside the first; without days of their own they are on the same days.
    fn more(&self, kind: Option<ScheduleKind>, errors: &mut FieldErrors) -> Option<MoreVisits> {
        let same = match kind {
            Some(ScheduleKind::Weekly { weekdays, .. }) => weekdays,
            _ => Weekdays::EVERY_DAY,
        };
        let mut visits = Vec::new();
        for (number, typed) in (2..).zip(&self.more) {
            if typed.at.trim().is_empty() && typed.units.trim().is_empty() {
                continue;
            }
            let at = errors.take(&format!("visit{number}_at"), TimeOfDay::parse(&typed.at));
            let units = errors.take(&format!("visit{number}_units"), Quantity::parse(&typed.units));
            let days = errors.take(&format!("visit{number}_weekdays"), Weekdays::parse(&typed.weekdays));
            if let (Some(at), Some(units), Some(days)) = (at, units, days) {
                visits.push(VisitTime { weekdays: if days.is_empty() { same } else { days }, at, units });
            }
        }
        errors.take("", MoreVisits::new(&visits))
    }

    fn breaks(&self, errors: &mut FieldErrors) -> Option<Breaks> {
        let empty = DateText::default();
        let mut breaks = Vec::new();
        for (number, typed) in (1..).zip(&self.breaks) {
            if typed.from == empty && typed.until == empty {
                continue;
            }
            let from = day(&typed.from, "Enter the first day without visits, like 24 12 2026.");
            let from = errors.take(&format!("break{number}_from"), from);
            let field = format!("break{number}_until");
            let until = errors.take(&field, day(&typed.until, "Enter the last day without visits, like 2 1 2027."));
            if let (Some(from), Some(until)) = (from, until) {
                let one = Break { from, until };
                match Breaks::new(&[one]) {
                    Ok(_) => breaks.push(one),
                    Err(error) => errors.push(&field, error.to_string()),
                }
            }
        }
        errors.take("", Breaks::new(&breaks))
    }

    /// The last day, which may be left open; a one-off has none.
    #[expect(clippy::option_option, reason = "the outer one is whether it could be read")]
    fn last_day(&self, errors: &mut FieldErrors) -> Option<Option<NaiveDate>> {
        if self.often == ONCE || self.ends_on == DateText::default() {
            return Some(None);
        }
        let words = "Enter the last day, like 31 3 2027, or leave it empty.";
        errors.take("ends_on", day(&self.ends_on, words)).map(Some)
    }

    #[expect(clippy::option_option, reason = "the outer one is whether it could be read")]
    fn plan_line(&self, form: &OrderForm, errors: &mut FieldErrors) -> Option<Option<PlanLineId>> {
        if self.plan_line == OUTSIDE || form.plan_lines.is_empty() {
            return Some(None);
        }
        let known = self.plan_line.parse::<PlanLineId>().ok();
        let known = known.filter(|id| form.plan_lines.iter().any(|line| line.id == *id));
        if known.is_none() {
            errors.push("plan_line", "Choose the part of the plan that this is for.");
        }
        known.map(Some)
    }
}

/// A day, as its three boxes show it.
pub fn text(date: NaiveDate) -> DateText {
    DateText::new(date.day(), date.month(), date.year())
}

/// A day from its three boxes; years have four figures. A day that doesn't exist is named.
pub fn day(text: &DateText, otherwise: &str) -> Result<NaiveDate, String> {
    let year = text.year.trim().parse().ok().filter(|year| (1000..=9999).contains(year));
    let month = text.month.trim().parse().ok().filter(|month| (1..=12).contains(month));
    let day = text.day.trim().parse().ok().filter(|day| (1..=31).contains(day));
    let Some(((year, month), day)) = year.zip(month).zip(day) else { return Err(otherwise.to_owned()) };
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let first = NaiveDate::from_ymd_opt(year, month, 1).map(|first| first.format("%B %Y").to_string());
        format!("There is no {day} {}. Check the day.", first.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_named() {
        let typed = |d: &str, m: &str, y: &str| day(&DateText::typed(d, m, y), "Enter a day.");
        assert_eq!(typed("29", "2", "2027"), Err("There is no 29 February 2027. Check the day.".to_owned()));
        assert_eq!(typed("31", "4", "2027"), Err("There is no 31 April 2027. Check the day.".to_owned()));
        assert_eq!(typed("29", "2", "2028").unwrap().to_string(), "2028-02-29");
        for (d, m, y) in [("32", "1", "2027"), ("1", "13", "2027"), ("1", "1", "27"), ("", "", ""), ("x", "1", "2027")]
        {
            assert_eq!(typed(d, m, y), Err("Enter a day.".to_owned()), "{d} {m} {y}");
        }
    }

    #[test]
    fn what_was_posted_is_read_and_shown_again() {
        let body = "key=k&unit=hour&units=0.75&often=weekly&weekdays=Monday&weekdays=Tuesday&every_weeks=1&at=8am\
            &starts_on_day=1&starts_on_month=12&starts_on_year=2026&holidays=skip\
            &visit2_at=12.30pm&visit2_units=0.5&visit2_weekdays=Monday&visit3_at=&visit3_units=\
            &visit4_at=6pm&visit4_units=1&break1_from_day=24&break1_from_month=12&break1_from_year=2026\
            &break1_until_day=2&break1_until_month=1&break1_until_year=2027";
        let mut form: LineForm = serde_html_form::from_str(body).unwrap();
        let mut errors = FieldErrors::new();
        let request = form.request(&[PriceUnit::Hour], &mut errors).unwrap();
        assert!(errors.is_empty());
        assert_eq!(
            request.when_words(),
            "Mondays and Tuesdays, 8am to 8:45am; Mondays, 12:30pm to 1pm; Mondays and Tuesdays, 6pm to 7pm, from \
             1 December 2026, no visits on bank holidays and no visits from 24 December 2026 to 2 January 2027"
        );
        let again = LineForm::showing(&request, "k".to_owned());
        assert_eq!(again.request(&[PriceUnit::Hour], &mut FieldErrors::new()), Some(request));
        assert!(again.more[1].weekdays.is_empty(), "the same days are left empty");
        form.action = "visit".to_owned();
        assert!(form.asks_for_more() && form.more.len() == 3);
        form.more[1].units = "none".to_owned();
        form.breaks[0].until = DateText::typed("1", "12", "2026");
        assert_eq!(form.request(&[PriceUnit::Hour], &mut errors), None);
        let fields: Vec<String> = errors.iter().map(|(field, _)| field.to_owned()).collect();
        assert_eq!(fields, ["visit3_units", "break1_until"]);
    }
}
