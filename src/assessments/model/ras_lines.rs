//! Why a figure is what it is, line by line; and reading what an editor of money rules types. Pure.

use super::questionnaire::{Kind, Score, fresh};
use super::ras::{
    Adjustment, By, Informal, Level, Levels, MOST_ADJUSTMENTS, MOST_ROWS, Named, NoFigure, Ras, Row, Table, Whom,
    Worked,
};
use crate::directory::model::{CareGroup, OutcomeFamily};
use crate::kernel::{BasisPoints, Money, words};

/// A line of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub words: String,
    /// What it adds or takes off.
    pub amount: Money,
}

fn points(count: i64) -> String {
    words::count(count, "point", "points")
}

fn base_words(table: &Table, score: &Score) -> String {
    let total = score.total();
    match table {
        Table::Linear { each, from, most } => {
            if total < *from {
                return format!("{}: there is money from {} on", points(total), points(*from));
            }
            let capped = most.filter(|most| each.checked_mul(total).is_none_or(|amount| amount > *most));
            match capped {
                Some(most) => format!("{}, {each} each, and {most} at most", points(total)),
                None => format!("{}, {each} each", points(total)),
            }
        }
        Table::Curve { rows } => {
            match (rows.iter().rev().find(|row| row.points <= total), rows.iter().find(|row| row.points > total)) {
                (Some(low), _) if low.points == total => format!("{}: this row of the table", points(total)),
                (Some(low), Some(high)) => format!(
                    "{}: between {} ({}) and {} ({}) of the table",
                    points(total),
                    points(low.points),
                    low.amount.short(),
                    points(high.points),
                    high.amount.short()
                ),
                _ => format!("{}: the last row of the table", points(total)),
            }
        }
        Table::Outcomes { .. } => String::new(),
    }
}

/// What an adjustment changes, in words: "5.0% more".
#[must_use]
pub fn by_words(by: By) -> String {
    match by {
        By::More(part) => format!("{part} more"),
        By::Less(part) => format!("{part} less"),
        By::Amount(amount) if amount.is_negative() => {
            format!("{} a year less", amount.checked_neg().unwrap_or(amount).short())
        }
        By::Amount(amount) => format!("{} a year more", amount.short()),
    }
}

impl Ras {
    /// The lines of a figure; they add up to it, to the penny.
    ///
    /// # Errors
    /// [`NoFigure`].
    pub fn lines(
        &self,
        (kind, group): (Kind, Option<CareGroup>),
        score: &Score,
        adjustments: &[Adjustment],
    ) -> Result<(Worked, Vec<Line>), NoFigure> {
        let worked = self.work((kind, group), score, adjustments)?;
        let (_, table) = self.table(kind, group).ok_or(NoFigure::NoTable)?;
        let mut lines = Vec::new();
        for (family, amount) in OutcomeFamily::ALL.iter().zip(worked.parts) {
            match table.levels(*family) {
                Some(levels) => {
                    let count = points(score.of(*family));
                    let level = levels.reached(score.of(*family)).map_or("none", |(name, _)| name);
                    lines.push(Line { words: format!("{}: {count}, level: {level}", family.label()), amount });
                }
                None if lines.is_empty() => lines.push(Line { words: base_words(table, score), amount }),
                None => {}
            }
        }
        if let Some(off) = self.informal_off(score.informal).filter(|off| *off > BasisPoints::ZERO) {
            lines.push(Line { words: format!("Help from family and friends: {off} less"), amount: worked.informal });
        }
        for (adjustment, amount) in adjustments.iter().zip(&worked.adjustments) {
            let words = format!("{}: {}. {}", adjustment.words, by_words(self.now(adjustment)), adjustment.reason);
            lines.push(Line { words, amount: *amount });
        }
        if !worked.floor.is_zero() {
            lines.push(Line { words: "It is never less than nothing".to_owned(), amount: worked.floor });
        }
        Ok((worked, lines))
    }

    /// Tables that end before what questions can come to, in words: whoever needs most would get no more than the last row;
    /// and the table that unpaid carers' questions need.
    #[must_use]
    pub fn gaps(&self, most: &[(Kind, Score)]) -> Vec<String> {
        let mut gaps = Vec::new();
        for (whom, table) in &self.tables {
            let kind = if *whom == Whom::Carers { Kind::Carers } else { Kind::Adults };
            let reached = most.iter().find(|(asked, _)| *asked == kind).map_or(0, |(_, score)| score.total());
            if let Table::Curve { rows } = table
                && let Some(last) = rows.last()
                && last.points < reached
            {
                gaps.push(format!(
                    "The table for “{}” ends at {}, and the questions can come to {}. Add a row for {} or more, so that there is no gap.",
                    whom.label(), points(last.points), points(reached), points(reached)
                ));
            }
        }
        if most.iter().any(|(kind, _)| *kind == Kind::Carers)
            && !self.tables.iter().any(|(whom, _)| *whom == Whom::Carers)
        {
            gaps.push("You ask unpaid carers questions, and there is no table for them. Add one.".to_owned());
        }
        gaps
    }

    /// What stands in the way of using these rules with questions that can come to so many points; nothing when they
    /// are whole.
    #[must_use]
    pub fn faults(&self, most: &[(Kind, Score)]) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.tables.iter().any(|(whom, _)| *whom == Whom::Everybody) {
            faults.push("There is no table for everybody else. Add one, so that nobody is left out.".to_owned());
        }
        faults.extend(self.gaps(most));
        faults
    }
}

/// Two figures of a line: "20 3,900", "20, £3,900" or as a spreadsheet copies them.
fn two(line: &str) -> Option<(&str, &str)> {
    let (first, second) = line.trim().split_once(|letter: char| letter.is_whitespace() || letter == ',')?;
    let second = second.trim_start_matches([',', ' ', '\t']).trim();
    (!second.is_empty()).then_some((first.trim(), second))
}

fn number(text: &str, line: usize) -> Result<i64, String> {
    let found: i64 = text.parse().map_err(|_| format!("Line {line}: begin with whole points, such as “20 3,900”."))?;
    if (0..=1_000_000).contains(&found) {
        Ok(found)
    } else {
        Err(format!("Line {line}: points are from 0 to 1,000,000."))
    }
}

/// The lines of a text with their numbers. An empty one before the end is a gap.
fn lines(text: &str) -> Result<Vec<(usize, &str)>, String> {
    let mut found = Vec::new();
    for (place, line) in text.trim_end().lines().enumerate() {
        if line.trim().is_empty() {
            return Err(format!("Line {} is empty. Take it out, or fill it in.", place + 1));
        }
        found.push((place + 1, line));
    }
    if found.len() > MOST_ROWS {
        return Err(format!("Use {MOST_ROWS} lines or fewer."));
    }
    Ok(found)
}

/// Points of one line after those of the line before.
fn in_order(before: Option<i64>, points: i64, line: usize) -> Result<(), String> {
    match before {
        Some(before) if before == points => Err(format!("Line {line}: there is a line for {points} points already.")),
        Some(before) if before > points => Err(format!(
            "Line {line}: {points} points come after {before}. Put the lines in the order of their points."
        )),
        _ => Ok(()),
    }
}

/// Reads the rows of a curve, one a line: points, then pounds a year.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_rows(text: &str) -> Result<Vec<Row>, String> {
    let mut rows: Vec<Row> = Vec::new();
    for (line, words) in lines(text)? {
        let (points, amount) = two(words)
            .ok_or_else(|| format!("Line {line}: write the points and then the pounds, such as “20 3,900”."))?;
        let points = number(points, line)?;
        let amount = Money::parse(amount).map_err(|error| format!("Line {line}: {error}"))?;
        in_order(rows.last().map(|row| row.points), points, line)?;
        rows.push(Row { points, amount });
    }
    match rows.first() {
        Some(first) if first.points != 0 => {
            Err(format!("The first line is for {} points. Begin at 0 points, so that there is no gap.", first.points))
        }
        Some(_) if rows.len() > 1 => Ok(rows),
        _ => Err("Write two lines or more.".to_owned()),
    }
}

/// Reads how much is taken off for help from family and friends, one a line: points, then the percentage.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_informal(text: &str) -> Result<Vec<Informal>, String> {
    let mut steps: Vec<Informal> = Vec::new();
    for (line, words) in lines(text)? {
        let (from, off) = two(words)
            .ok_or_else(|| format!("Line {line}: write the points and then the percentage, such as “10 15%”."))?;
        let from = number(from, line)?;
        let off = BasisPoints::parse(off).map_err(|error| format!("Line {line}: {error}"))?;
        in_order(steps.last().map(|step| step.from), from, line)?;
        steps.push(Informal { from, off });
    }
    Ok(steps)
}

/// Reads one change: "5%", "-5%", "£500", "-£500".
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_by(text: &str) -> Result<By, String> {
    let text = text.trim();
    if let Some(part) = text.strip_suffix('%') {
        let (less, part) = match part.strip_prefix(['-', '\u{2212}']) {
            Some(part) => (true, part),
            None => (false, part.strip_prefix('+').unwrap_or(part)),
        };
        let part = BasisPoints::parse(part).map_err(|error| error.to_string())?;
        return Ok(if less { By::Less(part) } else { By::More(part) });
    }
    let amount = Money::parse_signed(text.strip_prefix('+').unwrap_or(text)).map_err(|error| error.to_string())?;
    Ok(By::Amount(amount))
}

/// Reads named adjustments, one a line: what it changes, then its name. Those that were there before keep their keys.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_named(text: &str, before: &[Named]) -> Result<Vec<Named>, String> {
    let mut all: Vec<Named> = Vec::new();
    for (line, typed) in lines(text)? {
        let (by, words) = typed
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(|| format!("Line {line}: write the change and then its name, such as “5% Long journeys”."))?;
        let by = read_by(by).map_err(|error| format!("Line {line}: {error}"))?;
        let words = words.trim();
        if words.chars().count() > 200 {
            return Err(format!("Line {line}: use 200 letters or fewer."));
        }
        if all.iter().any(|named| named.words == words) {
            return Err(format!("Line {line}: this name is there twice."));
        }
        let same = before.iter().find(|named| named.words == words).map(|named| named.key.clone());
        let taken = |key: &str| all.iter().chain(before).any(|named| named.key == key);
        let key = same.unwrap_or_else(|| fresh(words, taken));
        all.push(Named { key, words: words.to_owned(), by });
    }
    if all.len() > MOST_ADJUSTMENTS { Err(format!("Use {MOST_ADJUSTMENTS} lines or fewer.")) } else { Ok(all) }
}

/// Reads the levels of an outcome: three lines of points and pounds, the lowest first.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_levels(text: &str) -> Result<Levels, String> {
    let mut found: Vec<Level> = Vec::new();
    for (line, words) in lines(text)? {
        let (from, amount) =
            two(words).ok_or_else(|| format!("Line {line}: write the points and then the pounds, such as “4 900”."))?;
        let from = number(from, line)?;
        let amount = Money::parse(amount).map_err(|error| format!("Line {line}: {error}"))?;
        in_order(found.last().map(|level| level.from), from, line)?;
        found.push(Level { from, amount });
    }
    match found.as_slice() {
        [basic, standard, enhanced] => Ok(Levels { basic: *basic, standard: *standard, enhanced: *enhanced }),
        _ => Err("Write three lines: basic, standard and enhanced.".to_owned()),
    }
}
