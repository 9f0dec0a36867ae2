//! What was posted, read into commands, or into messages beside the fields.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::model::{LineRequest, line::MOST_WEEKS_BETWEEN};
use super::service::basket::OrderForm;
use crate::directory::model::PriceUnit;
use crate::kernel::{BasketLineId, Money, PlanLineId, Quantity, Schedule, ScheduleKind, TimeOfDay, Weekdays};
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
#[serde(default)]
pub struct LineForm {
    pub key: String,
    pub unit: String,
    pub units: String,
    pub often: String,
    pub weekdays: Vec<String>,
    pub every_weeks: String,
    pub at: String,
    pub starts_on_day: String,
    pub starts_on_month: String,
    pub starts_on_year: String,
    pub ends_on_day: String,
    pub ends_on_month: String,
    pub ends_on_year: String,
    pub plan_line: String,
    /// Which button was pressed: "look" shows what it costs and adds nothing.
    pub action: String,
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
            plan_line: of_category.or(only).map(|line| line.id.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// A form that shows a line of the basket.
    pub fn of(line: &super::model::BasketLine, key: String) -> Self {
        let LineRequest { unit, units, schedule } = line.request;
        let (often, weekdays, every_weeks) = match schedule.kind {
            ScheduleKind::OneOff => (ONCE, Weekdays::NONE, 1),
            ScheduleKind::Weekly { weekdays, every_weeks } => (WEEKLY, weekdays, every_weeks),
        };
        let date = |date: NaiveDate| (date.day().to_string(), date.month().to_string(), date.year().to_string());
        let (starts_on_day, starts_on_month, starts_on_year) = date(schedule.starts_on);
        let (ends_on_day, ends_on_month, ends_on_year) = schedule.ends_on.map(date).unwrap_or_default();
        Self {
            key,
            unit: unit.as_str().to_owned(),
            units: units.to_string(),
            often: often.to_owned(),
            weekdays: weekdays.names().map(ToOwned::to_owned).collect(),
            every_weeks: every_weeks.to_string(),
            at: schedule.at.to_string(),
            starts_on_day,
            starts_on_month,
            starts_on_year,
            ends_on_day,
            ends_on_month,
            ends_on_year,
            plan_line: line.plan_line_id.map_or_else(|| OUTSIDE.to_owned(), |id| id.to_string()),
            action: String::new(),
        }
    }

    /// The first day, as typed.
    pub fn starts_on(&self) -> DateText {
        DateText::typed(&self.starts_on_day, &self.starts_on_month, &self.starts_on_year)
    }

    /// The last day, as typed.
    pub fn ends_on(&self) -> DateText {
        DateText::typed(&self.ends_on_day, &self.ends_on_month, &self.ends_on_year)
    }

    /// Whether only the cost was asked for.
    pub fn only_looks(&self) -> bool {
        self.action == "look"
    }

    /// Reads the form; whether the line makes sense in the budget's year is the service's to say.
    ///
    /// # Errors
    /// A message for each field that can't be read.
    pub fn read(&self, form: &OrderForm) -> Result<Line, FieldErrors> {
        let mut errors = FieldErrors::new();
        let unit = self.unit(form, &mut errors);
        let units = errors.take("units", Quantity::parse(&self.units));
        let at = errors.take("at", TimeOfDay::parse(&self.at));
        let starts_on = errors.take("starts_on", day(&self.starts_on(), "Enter the first day, like 1 12 2026."));
        let kind = self.kind(&mut errors);
        let ends_on = self.last_day(&mut errors);
        let plan_line = self.plan_line(form, &mut errors);
        match (unit, units, at, starts_on, kind, ends_on, plan_line) {
            (Some(unit), Some(units), Some(at), Some(starts_on), Some(kind), Some(ends_on), Some(plan_line)) => {
                let schedule = Schedule { kind, starts_on, ends_on, at };
                Ok(Line { request: LineRequest { unit, units, schedule }, plan_line })
            }
            _ => Err(errors),
        }
    }

    fn unit(&self, form: &OrderForm, errors: &mut FieldErrors) -> Option<PriceUnit> {
        let unit = self.unit.parse::<PriceUnit>().ok().filter(|unit| form.units.contains(unit));
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

    /// The last day, which may be left open; a one-off has none.
    #[expect(clippy::option_option, reason = "the outer one is whether it could be read")]
    fn last_day(&self, errors: &mut FieldErrors) -> Option<Option<NaiveDate>> {
        if self.often == ONCE || self.ends_on() == DateText::default() {
            return Some(None);
        }
        let words = "Enter the last day, like 31 3 2027, or leave it empty.";
        errors.take("ends_on", day(&self.ends_on(), words)).map(Some)
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

/// A day from its three boxes; years have four figures.
fn day(text: &DateText, otherwise: &'static str) -> Result<NaiveDate, &'static str> {
    let year = text.year.trim().parse().ok().filter(|year| (1000..=9999).contains(year));
    let month = text.month.trim().parse().ok();
    let day = text.day.trim().parse().ok();
    let date = year.zip(month).zip(day).and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
    date.ok_or(otherwise)
}

/// "Use this choice", for a line that doesn't fit. The field is named after the line, so that several such forms on
/// one page have different ids.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct WayForm(std::collections::BTreeMap<String, String>);

impl WayForm {
    /// The choice; empty when none was made.
    pub fn way(&self) -> &str {
        let chosen = self.0.iter().find(|(name, _)| name.starts_with("way-"));
        chosen.map_or("", |(_, way)| way.as_str())
    }
}

/// "Place order".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub key: String,
    pub agree: String,
    pub line: Vec<String>,
    pub total: String,
}

impl PlaceForm {
    /// What the page showed; none when the form was tampered with, which orders nothing.
    pub fn seen(&self) -> Option<super::service::Seen> {
        let lines = self.line.iter().map(|id| id.parse::<BasketLineId>().ok()).collect::<Option<Vec<_>>>()?;
        let total = Money::from_pence(self.total.parse().ok()?);
        Some(super::service::Seen { lines, total })
    }
}

/// A reason or what was wrong, in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    pub words: String,
}

/// "Yes, this is right".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    pub yes: String,
}

/// What was delivered, as the provider says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RecordForm {
    pub units: String,
    pub note: String,
}

/// A form that is only a button.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Nothing {}
