//! What was posted about a draft: rows of a part, as they were typed, and as what they say.

mod appeal;
mod begin;
mod days;
mod review;

pub use appeal::AppealForm;
pub use begin::BeginForm;
pub use days::DaysForm;
pub(super) use review::short;

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;

use super::model::draft::{
    AboutPart, Action, Contingency, Cost, Draft, LONGEST_TEXT, LONGEST_TITLE, MOST_ROWS, Part, Per, Risk, Wish, Written,
};
use crate::kernel::Money;
use crate::search::categories;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// What the button asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Save, and go on to the plan.
    Save,
    /// Save, and go on here with one more row.
    Add,
    /// Take a row out, save, and go on here.
    Remove(u32),
    /// Only add up.
    Sum,
    /// Save, and answer with what stands beside the form: the script asks.
    Glance,
}

/// The fields of a part as they were typed, with its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    values: HashMap<String, String>,
    /// The keys of its rows, in their order.
    pub rows: Vec<u32>,
    /// How often the part had been saved when its form was opened.
    pub seen: u32,
    /// Which open form it is.
    pub form: String,
}

/// A row's field: `title-3`.
pub fn field(name: &str, row: u32) -> String {
    format!("{name}-{row}")
}

impl Typed {
    /// Reads what was posted, and which button.
    pub fn posted(pairs: Vec<(String, String)>) -> (Self, Then) {
        let (mut typed, mut then) = (Self::default(), Then::Save);
        for (name, value) in pairs {
            match name.as_str() {
                "row" => typed.rows.extend(value.parse::<u32>().ok().filter(|row| *row < u32::MAX)),
                "seen" => typed.seen = value.parse().unwrap_or(0),
                "form" => typed.form = value.chars().take(32).collect(),
                "then" => then = Then::of(&value),
                _ => {
                    typed.values.insert(name, value.replace("\r\n", "\n").trim().to_owned());
                }
            }
        }
        let mut known = std::collections::HashSet::new();
        typed.rows.retain(|row| known.insert(*row));
        (typed, then)
    }

    /// A field as it was typed.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// A row's field as it was typed.
    pub fn of(&self, name: &str, row: u32) -> &str {
        self.get(&field(name, row))
    }

    fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// A row's day as it was typed.
    pub fn day(&self, name: &str, row: u32) -> DateText {
        let part = |part: &str| self.get(&format!("{name}-{row}_{part}"));
        DateText::typed(part("day"), part("month"), part("year"))
    }

    /// A part as the draft has it, with an empty row at the end.
    pub fn of_draft(draft: &Draft, part: Part) -> Self {
        let mut typed = Self { seen: draft.saved(part), ..Self::default() };
        match part {
            Part::About => {
                for (about, words) in &draft.about {
                    typed.set(about.as_str(), words);
                }
            }
            Part::Outcomes => {
                for wish in &draft.wishes {
                    typed.rows.push(wish.key);
                    typed.set(field("words", wish.key), &wish.words);
                    typed.set(field("family", wish.key), wish.family.map_or("", |family| family.as_str()));
                    typed.set(field("need", wish.key), &wish.need);
                    typed.set(field("now", wish.key), wish.now.map_or("", |now| now.as_str()));
                }
                typed.set("life", draft.life.map_or("", |life| life.as_str()));
            }
            Part::Costs => typed.costs(draft),
            Part::Risks => {
                for risk in &draft.risks {
                    typed.rows.push(risk.key);
                    typed.set(field("what", risk.key), &risk.what);
                    typed.set(field("handled", risk.key), &risk.handled);
                    typed.set(field("who", risk.key), &risk.who);
                }
                typed.set("contingency_words", &draft.contingency.words);
                let amount = draft.contingency.amount;
                typed.set("contingency_amount", if amount.is_zero() { String::new() } else { amount.plain() });
            }
            Part::Actions => typed.actions(draft),
        }
        typed.with_empty_row(draft.next_key(part), part)
    }

    fn costs(&mut self, draft: &Draft) {
        for cost in &draft.costs {
            self.rows.push(cost.key);
            self.set(field("title", cost.key), &cost.title);
            self.set(field("wish", cost.key), cost.wish.map(|wish| wish.to_string()).unwrap_or_default());
            self.set(field("category", cost.key), cost.category.clone().unwrap_or_default());
            self.set(field("detail", cost.key), &cost.detail);
            self.set(field("amount", cost.key), cost.amount.plain());
            self.set(field("per", cost.key), cost.per.as_str());
        }
        self.set("why_over", &draft.why_over);
    }

    fn actions(&mut self, draft: &Draft) {
        for action in &draft.actions {
            self.rows.push(action.key);
            self.set(field("what", action.key), &action.what);
            self.set(field("who", action.key), &action.who);
            if let Some(by) = action.by {
                for (part, number) in [("day", by.day()), ("month", by.month())] {
                    self.set(format!("by-{}_{part}", action.key), number.to_string());
                }
                self.set(format!("by-{}_year", action.key), by.year().to_string());
            }
        }
    }

    fn with_empty_row(mut self, key: u32, part: Part) -> Self {
        if part != Part::About && self.rows.len() < MOST_ROWS {
            self.rows.push(key);
        }
        self
    }

    /// Whether nothing was typed into a row; choices that are always there don't count.
    pub fn is_empty(&self, part: Part, row: u32) -> bool {
        let fields: &[&str] = match part {
            Part::About => &[],
            Part::Outcomes => &["words", "need"],
            Part::Costs => &["title", "detail", "amount"],
            Part::Risks => &["what", "handled", "who"],
            Part::Actions => &["what", "who"],
        };
        fields.iter().all(|name| self.of(name, row).is_empty())
    }

    /// What the part says.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn written(&self, part: Part) -> Result<Written, FieldErrors> {
        let mut reading = Reading { typed: self, errors: FieldErrors::new() };
        if self.rows.len() > MOST_ROWS + 1 {
            reading.errors.push("", format!("A plan can have {MOST_ROWS} of these at most. Put small ones together."));
            return Err(reading.errors);
        }
        let written = match part {
            Part::About => Written::About(reading.about()),
            Part::Outcomes => Written::Outcomes(reading.rows(part, Reading::wish), self.get("life").parse().ok()),
            Part::Costs => {
                let costs = reading.rows(part, Reading::cost);
                Written::Costs(costs, reading.text("why_over", LONGEST_TEXT))
            }
            Part::Risks => {
                let risks = reading.rows(part, Reading::risk);
                Written::Risks(risks, reading.contingency())
            }
            Part::Actions => Written::Actions(reading.rows(part, Reading::action)),
        };
        if reading.errors.is_empty() { Ok(written) } else { Err(reading.errors) }
    }
}

impl Then {
    fn of(text: &str) -> Self {
        match text {
            "add" => Self::Add,
            "sum" => Self::Sum,
            "glance" => Self::Glance,
            other => other.strip_prefix("remove-").and_then(|row| row.parse().ok()).map_or(Self::Save, Self::Remove),
        }
    }
}

struct Reading<'a> {
    typed: &'a Typed,
    errors: FieldErrors,
}

impl Reading<'_> {
    fn text(&mut self, name: &str, longest: usize) -> String {
        let text = self.typed.get(name).to_owned();
        if text.chars().count() > longest {
            self.errors.push(name, format!("Use {longest} letters or fewer"));
        }
        text
    }

    fn needed(&mut self, name: &str, longest: usize, missing: &str) -> String {
        let text = self.text(name, longest);
        if text.is_empty() {
            self.errors.push(name, missing);
        }
        text
    }

    fn rows<T>(&mut self, part: Part, read: impl Fn(&mut Self, u32) -> T) -> Vec<T> {
        let typed = self.typed;
        let rows: Vec<u32> = typed.rows.iter().copied().filter(|row| !typed.is_empty(part, *row)).collect();
        rows.into_iter().map(|row| read(self, row)).collect()
    }

    fn about(&mut self) -> BTreeMap<AboutPart, String> {
        AboutPart::ALL.iter().map(|part| (*part, self.text(part.as_str(), LONGEST_TEXT))).collect()
    }

    fn wish(&mut self, row: u32) -> Wish {
        let family = self.typed.of("family", row).parse().ok();
        if family.is_none() {
            self.errors.push(field("family", row), "Choose what this is about");
        }
        Wish {
            key: row,
            outcome: None,
            words: self.needed(&field("words", row), 500, "Say what you want"),
            family,
            need: self.text(&field("need", row), LONGEST_TITLE),
            now: self.typed.of("now", row).parse().ok(),
        }
    }

    fn cost(&mut self, row: u32) -> Cost {
        let category = self.typed.of("category", row);
        if !category.is_empty() && !categories::is_known(category) {
            self.errors.push(field("category", row), "Choose one from the list");
        }
        let amount = self.typed.of("amount", row);
        let amount = self.errors.take(&field("amount", row), Money::parse(amount)).unwrap_or_default();
        Cost {
            key: row,
            line: None,
            wish: self.typed.of("wish", row).parse().ok(),
            title: self.needed(&field("title", row), LONGEST_TITLE, "Say what it is"),
            category: (!category.is_empty()).then(|| category.to_owned()),
            listing: None,
            detail: self.text(&field("detail", row), 500),
            amount,
            per: self.typed.of("per", row).parse().unwrap_or(Per::Week),
        }
    }

    fn risk(&mut self, row: u32) -> Risk {
        Risk {
            key: row,
            what: self.needed(&field("what", row), 1_000, "Say what could go wrong"),
            handled: self.needed(&field("handled", row), 1_000, "Say what is done about it"),
            who: self.text(&field("who", row), LONGEST_TITLE),
        }
    }

    fn contingency(&mut self) -> Contingency {
        let amount = match self.typed.get("contingency_amount") {
            "" => Some(Money::ZERO),
            typed => self.errors.take("contingency_amount", Money::parse(typed)),
        };
        Contingency {
            line: None,
            amount: amount.unwrap_or_default(),
            words: self.text("contingency_words", LONGEST_TEXT),
        }
    }

    fn action(&mut self, row: u32) -> Action {
        let typed = self.typed.day("by", row);
        let by = day(&typed);
        let empty = typed == DateText::default();
        if by.is_none() && !empty {
            self.errors.push(field("by", row), "Enter a day that there is, for example 21 11 2026, or leave it empty");
        }
        Action {
            key: row,
            what: self.needed(&field("what", row), 500, "Say what will be done"),
            who: self.needed(&field("who", row), LONGEST_TITLE, "Say who does it"),
            by,
        }
    }
}

/// A day that was typed; none for one that there isn't.
pub fn day(typed: &DateText) -> Option<NaiveDate> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let year = typed.year.trim().parse::<i32>().ok().filter(|year| (1900..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, number(&typed.month)?, number(&typed.day)?)
}

/// What was read, and what is said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// The version that was read.
    pub version: i32,
    /// What the officer decides: `changes`, `panel`, `agree`, `agree_parts`, `refuse`; what the panel says.
    pub decision: String,
    /// What is said with it.
    pub words: String,
    /// When the panel meets.
    pub meets_day: String,
    /// Its month.
    pub meets_month: String,
    /// Its year.
    pub meets_year: String,
    /// Who was there.
    pub members: Vec<String>,
    /// The sitting.
    pub panel: String,
    /// An amount of money.
    pub amount: String,
}

impl StepForm {
    /// The day as it was typed.
    pub fn meets(&self) -> DateText {
        DateText::typed(&self.meets_day, &self.meets_month, &self.meets_year)
    }

    /// The words, tidied.
    pub fn said(&self) -> String {
        self.words.replace("\r\n", "\n").trim().to_owned()
    }
}

/// The form that puts something found into a plan, and the words it was found with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FindForm {
    /// The words.
    pub q: String,
    /// Which offer.
    pub code: String,
    /// How much of it.
    pub many: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        serde_html_form::from_str(text).unwrap()
    }

    #[test]
    fn rows_are_read_and_empty_ones_left_out() {
        let posted =
            "row=1&title-1=Help&amount-1=21.50&per-1=week&row=2&title-2=&amount-2=&per-2=once&row=1&seen=4&then=add";
        let (typed, then) = Typed::posted(pairs(posted));
        assert_eq!((typed.seen, then, typed.rows.len()), (4, Then::Add, 2));
        let Ok(Written::Costs(costs, _)) = typed.written(Part::Costs) else { panic!("costs") };
        assert_eq!((costs.len(), costs[0].amount.pence(), costs[0].per), (1, 2_150, Per::Week));
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let (typed, _) = Typed::posted(pairs("row=7&what-7=Ring&by-7_day=31&by-7_month=2&by-7_year=2027"));
        let errors = typed.written(Part::Actions).unwrap_err();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["by-7", "who-7"]);
        let rows: Vec<String> = (1..=1_000).map(|row| format!("row={row}&title-{row}=x&amount-{row}=1")).collect();
        let many = rows.join("&");
        let (typed, _) = Typed::posted(pairs(&many));
        assert!(typed.written(Part::Costs).unwrap_err().get("").unwrap().contains("100 of these at most"));
    }

    #[test]
    fn a_part_comes_back_as_it_went() {
        let mut draft = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        let by = Some("2027-05-01".parse().unwrap());
        let action = Action { key: 3, what: "Ring".to_owned(), who: "Tom".to_owned(), by };
        draft.take(Written::Actions(vec![action]));
        draft.take(Written::Risks(
            Vec::new(),
            Contingency { amount: Money::from_pence(50_000), ..Contingency::default() },
        ));
        for part in [Part::Actions, Part::Risks, Part::Costs, Part::Outcomes] {
            assert_eq!(Typed::of_draft(&draft, part).written(part), Ok(draft.written(part)));
        }
    }
}
