//! Forms about money rules, figures and contributions.

use serde::Deserialize;

use crate::assessments::model::figure::RasVersion;
use crate::assessments::model::ras::{Adjustment, By, Informal, Named, Shape, Table};
use crate::assessments::model::ras_lines::{read_by, read_informal, read_levels, read_named, read_rows};
use crate::kernel::Money;
use crate::web::form::FieldErrors;

/// The longest text about rules, and the longest reason, in letters.
const LONGEST: usize = 2_000;

/// A step with a draft of money rules.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    pub revision: i32,
    pub sure: String,
}

/// A form that holds nothing but its token.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Nothing {}

/// A table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TableForm {
    pub revision: i32,
    pub shape: String,
    pub each: String,
    pub from: String,
    pub most: String,
    pub rows: String,
    pub health: String,
    pub choice: String,
    pub economic: String,
    pub social: String,
    /// `remove` takes the table away.
    pub step: String,
}

fn level_lines(levels: &crate::assessments::model::ras::Levels) -> String {
    let all = [levels.basic, levels.standard, levels.enhanced];
    all.map(|level| format!("{} {}", level.from, level.amount.plain())).join("\n")
}

impl TableForm {
    /// A table as it stands in the form.
    pub fn of(table: Option<&Table>, revision: i32) -> Self {
        let mut form = Self { revision, ..Self::default() };
        let Some(table) = table else { return form };
        table.shape().as_str().clone_into(&mut form.shape);
        match table {
            Table::Linear { each, from, most } => {
                form.each = each.plain();
                form.from = from.to_string();
                form.most = most.map(Money::plain).unwrap_or_default();
            }
            Table::Curve { rows } => {
                let lines = rows.iter().map(|row| format!("{} {}", row.points, row.amount.plain()));
                form.rows = lines.collect::<Vec<_>>().join("\n");
            }
            Table::Outcomes { health, choice, economic, social } => {
                form.health = level_lines(health);
                form.choice = level_lines(choice);
                form.economic = level_lines(economic);
                form.social = level_lines(social);
            }
        }
        form
    }

    pub fn check(&self) -> Result<Table, FieldErrors> {
        let mut errors = FieldErrors::new();
        let shape = errors.take("shape", self.shape.parse().map_err(|_| "Choose how points become money."));
        let table = match shape {
            Some(Shape::Linear) => self.linear(&mut errors),
            Some(Shape::Curve) => errors.take("rows", read_rows(&self.rows)).map(|rows| Table::Curve { rows }),
            Some(Shape::Outcomes) => {
                let health = errors.take("health", read_levels(&self.health));
                let choice = errors.take("choice", read_levels(&self.choice));
                let economic = errors.take("economic", read_levels(&self.economic));
                let social = errors.take("social", read_levels(&self.social));
                match (health, choice, economic, social) {
                    (Some(health), Some(choice), Some(economic), Some(social)) => {
                        Some(Table::Outcomes { health, choice, economic, social })
                    }
                    _ => None,
                }
            }
            None => None,
        };
        table.ok_or(errors)
    }

    fn linear(&self, errors: &mut FieldErrors) -> Option<Table> {
        let each = errors.take("each", Money::parse(&self.each));
        let from = match self.from.trim() {
            "" => Some(0),
            text => match text.parse::<i64>() {
                Ok(points) if (0..=1_000_000).contains(&points) => Some(points),
                _ => {
                    errors.push("from", "Write whole points, such as 10, or leave it empty.");
                    None
                }
            },
        };
        let most = match self.most.trim() {
            "" => Some(None),
            text => errors.take("most", Money::parse(text)).map(Some),
        };
        Some(Table::Linear { each: each?, from: from?, most: most? })
    }
}

/// What is said about the rules, help from family, named adjustments.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExtrasForm {
    pub revision: i32,
    pub about: String,
    pub informal: String,
    pub named: String,
}

fn by_typed(by: By) -> String {
    match by {
        By::More(part) => part.to_string(),
        By::Less(part) => format!("-{part}"),
        By::Amount(amount) => amount.plain(),
    }
}

impl ExtrasForm {
    /// As the rules stand in the form.
    pub fn of(version: &RasVersion) -> Self {
        let informal = version.content.informal.iter().map(|step| format!("{} {}", step.from, step.off));
        let named = version.content.named.iter().map(|named| format!("{} {}", by_typed(named.by), named.words));
        Self {
            revision: version.revision,
            about: version.content.about.clone(),
            informal: informal.collect::<Vec<_>>().join("\n"),
            named: named.collect::<Vec<_>>().join("\n"),
        }
    }

    pub fn check(&self, version: &RasVersion) -> Result<(String, Vec<Informal>, Vec<Named>), FieldErrors> {
        let mut errors = FieldErrors::new();
        too_long(&mut errors, "about", &self.about);
        let informal = errors.take("informal", read_informal(&self.informal));
        let named = errors.take("named", read_named(&self.named, &version.content.named));
        match (informal, named) {
            (Some(informal), Some(named)) if errors.is_empty() => Ok((self.about.trim().to_owned(), informal, named)),
            _ => Err(errors),
        }
    }
}

fn too_long(errors: &mut FieldErrors, field: &str, typed: &str) {
    if typed.chars().count() > LONGEST {
        errors.push(field, format!("Use {LONGEST} letters or fewer."));
    }
}

/// A care manager's step with a figure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FigureForm {
    /// The figure the page showed; 0 for none.
    pub seen: i64,
    /// `check`, `add`, `remove` or `again`.
    pub step: String,
    /// The key of a named adjustment; empty for one of its own.
    pub named: String,
    pub words: String,
    pub by: String,
    pub reason: String,
    /// Which adjustment to take away.
    pub place: usize,
}

impl FigureForm {
    /// The adjustment that was typed.
    pub fn adjustment(&self, named: &[Named]) -> Result<Adjustment, FieldErrors> {
        let mut errors = FieldErrors::new();
        let chosen = named.iter().find(|one| one.key == self.named);
        if chosen.is_none() && self.words.trim().is_empty() {
            errors.push("words", "Choose an adjustment, or write what it is.");
        }
        let by = match chosen {
            Some(named) => Some(named.by),
            None => errors.take("by", read_by(&self.by)),
        };
        if self.reason.trim().is_empty() {
            errors.push("reason", "Write the reason. The person reads it.");
        }
        too_long(&mut errors, "words", &self.words);
        too_long(&mut errors, "reason", &self.reason);
        match by {
            Some(by) if errors.is_empty() => Ok(Adjustment {
                key: chosen.map(|named| named.key.clone()),
                words: chosen.map_or_else(|| self.words.trim().to_owned(), |named| named.words.clone()),
                by,
                reason: self.reason.trim().to_owned(),
            }),
            _ => Err(errors),
        }
    }
}
