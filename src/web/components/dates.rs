//! A day, in three boxes.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};

/// The three parts as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateText {
    /// Day of the month.
    pub day: String,
    /// Month as a number.
    pub month: String,
    /// Year in four digits.
    pub year: String,
}

impl DateText {
    /// The parts of a known day.
    pub fn new(day: u32, month: u32, year: i32) -> Self {
        Self { day: day.to_string(), month: month.to_string(), year: year.to_string() }
    }

    /// The parts as a form posted them.
    pub fn typed(day: &str, month: &str, year: &str) -> Self {
        Self { day: day.to_owned(), month: month.to_owned(), year: year.to_owned() }
    }
}

/// A day, in three boxes: faster and surer to type than a calendar. Posts `NAME_day`, `NAME_month`, `NAME_year`.
#[derive(Clone, Debug)]
pub struct DateInput {
    words: Words,
    value: DateText,
}

field_builders!(DateInput);

impl DateInput {
    /// An empty day. The first box's id is the name.
    pub fn new(name: impl Into<String>, legend: impl Into<String>) -> Self {
        Self { words: Words::new(name, legend), value: DateText::default() }
    }

    /// What stands in the boxes.
    #[must_use]
    pub fn value(mut self, value: DateText) -> Self {
        self.value = value;
        self
    }
}

impl Render for DateInput {
    fn render(&self) -> Markup {
        let name = &self.words.name;
        let wrong = if self.words.error.is_some() { "govuk-input--error" } else { "" };
        let parts = [
            ("Day", "day", name.clone(), &self.value.day, "govuk-input--width-2"),
            ("Month", "month", format!("{name}_month"), &self.value.month, "govuk-input--width-2"),
            ("Year", "year", format!("{name}_year"), &self.value.year, "govuk-input--width-4"),
        ];
        self.words.group(&html! {
            div.govuk-date-input {
                @for (label, part, id, value, width) in &parts {
                    div.govuk-date-input__item {
                        div.govuk-form-group {
                            label.govuk-label.govuk-date-input__label for=(id) { (label) }
                            input.govuk-input.govuk-date-input__input.(width).(wrong) id=(id)
                                name=(format!("{name}_{part}")) type="text" inputmode="numeric" value=(value);
                        }
                    }
                }
            }
        })
    }
}
