//! A row's cells as what its listing is to say: the columns that are there change it, the others leave it alone.

use super::RowFault;
use super::cells::{self, parted};
use super::columns::{Column, Plain, TimePart};
use super::price_rows;
use super::sheet::SheetRow;
use crate::directory::import;
use crate::directory::model::{
    CareGroup, Delivery, ListingCommand, ListingTime, NewPrice, OutcomeFamily, Price, PriceUnit, Vat,
};
use crate::kernel::TimeBand;
use crate::kernel::slug::fold_key;
use crate::search::categories;

/// The longest own reference, in letters.
pub const LONGEST_REFERENCE: usize = 60;

/// A row under its columns.
pub struct Row<'a> {
    /// The line of the file it begins on.
    pub line: u64,
    columns: &'a [Column],
    cells: &'a [String],
}

/// What a row asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What the listing is to say.
    pub command: ListingCommand,
    /// The prices it is to have, each with the number of its group; none when the file has no prices.
    pub prices: Option<Vec<(u8, NewPrice)>>,
}

impl<'a> Row<'a> {
    /// The row of a sheet with these columns.
    #[must_use]
    pub fn new(row: &'a SheetRow, columns: &'a [Column]) -> Self {
        Self { line: row.line, columns, cells: &row.cells }
    }

    /// A cell without white space around it; none when the file doesn't have the column.
    #[must_use]
    pub fn get(&self, column: Column) -> Option<&'a str> {
        let at = self.columns.iter().position(|known| *known == column)?;
        Some(self.cells.get(at).map_or("", |cell| cell.trim()))
    }

    /// A plain cell that holds something.
    #[must_use]
    pub fn filled(&self, column: Plain) -> Option<&'a str> {
        self.get(Column::Plain(column)).filter(|cell| !cell.is_empty())
    }

    /// A fault of one of its cells.
    #[must_use]
    pub fn fault(&self, column: Column, words: impl Into<String>) -> RowFault {
        let value = self.get(column).unwrap_or_default().chars().take(60).collect();
        RowFault { line: self.line, column: column.name(), value, words: words.into() }
    }

    /// A fault of the row as a whole.
    #[must_use]
    pub fn whole_fault(&self, words: impl Into<String>) -> RowFault {
        RowFault { line: self.line, column: String::new(), value: String::new(), words: words.into() }
    }

    /// What it asks for, starting from what is there: what the listing says, its prices, and whether it was ever live.
    pub fn asked(&self, from: ListingCommand, prices: (&[Price], bool), faults: &mut Vec<RowFault>) -> Asked {
        let mut command = from;
        for plain in Plain::ALL {
            if let Some(cell) = self.get(Column::Plain(*plain))
                && let Err(words) = fill(&mut command, *plain, cell)
            {
                faults.push(self.fault(Column::Plain(*plain), words));
            }
        }
        self.times(&mut command, faults);
        let prices = price_rows::asked(self, self.columns, prices, faults);
        Asked { command, prices }
    }

    fn times(&self, command: &mut ListingCommand, faults: &mut Vec<RowFault>) {
        let mut groups: Vec<u8> = self
            .columns
            .iter()
            .filter_map(|column| match column {
                Column::Time(group, _) => Some(*group),
                _ => None,
            })
            .collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.is_empty() {
            return;
        }
        command.times = groups.into_iter().filter_map(|group| self.time(group, faults)).collect();
    }

    fn time(&self, group: u8, faults: &mut Vec<RowFault>) -> Option<ListingTime> {
        let cell = |part: TimePart| self.get(Column::Time(group, part)).unwrap_or_default();
        if TimePart::ALL.iter().all(|part| cell(*part).is_empty()) {
            return None;
        }
        let mut fault = |part: TimePart, words: &str| faults.push(self.fault(Column::Time(group, part), words));
        let weekdays = cells::days(cell(TimePart::Days));
        if weekdays.is_none() {
            fault(TimePart::Days, "Write the days, like Monday, Tuesday or Mon-Fri.");
        }
        let from = cells::time(cell(TimePart::From));
        if from.is_none() {
            fault(TimePart::From, "Write when it begins, like 09:00.");
        }
        let to = cells::time(cell(TimePart::To));
        if to.is_none() {
            fault(TimePart::To, "Write when it ends, like 17:00.");
        }
        Some(ListingTime { weekdays: weekdays?, from: from?, to: to? })
    }
}

/// Puts a cell into what the listing is to say. An error is what to do about the cell.
fn fill(command: &mut ListingCommand, column: Plain, cell: &str) -> Result<(), String> {
    let number = |words: &str| optional(cell, words);
    let terms = &mut command.terms;
    match column {
        Plain::ListingId | Plain::Reference | Plain::State => {}
        Plain::Title => cell.clone_into(&mut command.title),
        Plain::Category => command.category = category(cell)?,
        Plain::Summary => cell.clone_into(&mut command.summary),
        Plain::Description => cell.clone_into(&mut command.description),
        Plain::EasyRead => cell.clone_into(&mut command.easy_read),
        Plain::CareGroups => terms.care_groups = words(cell, |word: CareGroup| (word.as_str(), word.label()))?,
        Plain::Outcomes => terms.outcomes = words(cell, |word: OutcomeFamily| (word.as_str(), word.label()))?,
        Plain::Delivery => terms.delivery = words(cell, |word: Delivery| (word.as_str(), word.label()))?,
        Plain::Venue => command.venue = Some(cell.to_owned()),
        Plain::Districts => terms.districts = parted(&cell.replace([',', ';'], "|")),
        Plain::Councils => terms.councils = councils(cell)?,
        Plain::RadiusMiles => command.radius_miles = number("Write a whole number of miles, like 5.")?,
        Plain::SpacesLeft => command.spaces_left = number("Write how many places are free, like 4.")?,
        Plain::StartsWithinDays => command.starts_within_days = number("Write a whole number of days, like 14.")?,
        Plain::Languages => terms.languages = parted(cell),
        Plain::Access => terms.access = parted(cell),
        Plain::Included => terms.included = parted(cell),
        Plain::NotIncluded => terms.not_included = parted(cell),
        Plain::NoticeHours => command.notice_hours = number("Write a whole number of hours, like 24.")?.unwrap_or(0),
        Plain::LateChargePercent => {
            let typed = cell.trim_end_matches('%').trim();
            command.late_charge_percent = optional(typed, "Write a share from 0 to 100, like 50.")?.unwrap_or(0);
        }
    }
    Ok(())
}

fn optional(cell: &str, words: &str) -> Result<Option<i32>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    cells::whole(cell).map(Some).ok_or_else(|| words.to_owned())
}

/// A word of a closed set, by its code or as pages show it.
pub(super) fn word<T: WordSet>(cell: &str, names: impl Fn(T) -> (&'static str, &'static str)) -> Option<T> {
    let key = fold_key(cell);
    T::all().iter().copied().find(|value| {
        let (code, label) = names(*value);
        key == code || key == fold_key(label)
    })
}

fn words<T: WordSet>(cell: &str, names: impl Fn(T) -> (&'static str, &'static str) + Copy) -> Result<Vec<T>, String> {
    let known = || T::all().iter().map(|value| names(*value).1).collect::<Vec<_>>().join(", ");
    parted(cell)
        .iter()
        .map(|entry| word(entry, names).ok_or_else(|| format!("“{entry}” isn’t one of these: {}.", known())))
        .collect()
}

/// A closed set of words.
pub(super) trait WordSet: Copy + 'static {
    fn all() -> &'static [Self];
}

macro_rules! word_sets {
    ($($set:ty),+) => {
        $(impl WordSet for $set {
            fn all() -> &'static [Self] {
                Self::ALL
            }
        })+
    };
}

word_sets!(CareGroup, OutcomeFamily, Delivery, PriceUnit, Vat, TimeBand);

/// A category by its code or, where only one has it, by its name.
fn category(cell: &str) -> Result<String, String> {
    let code = cell.to_lowercase();
    if categories::is_known(&code) {
        return Ok(code);
    }
    let key = fold_key(cell);
    let mut named = categories::all().iter().filter(|known| fold_key(&known.name) == key);
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.code.clone()),
        (Some(_), Some(_)) => Err("More than one category has this name. Write its code instead.".to_owned()),
        _ if cell.is_empty() => Err("Write a category: one of the codes on the page about columns.".to_owned()),
        _ => Err("This isn’t a category. Take one of the codes on the page about columns.".to_owned()),
    }
}

/// The codes of councils, by name or code.
fn councils(cell: &str) -> Result<Vec<String>, String> {
    let entries = parted(cell);
    let code = |entry: &String| {
        let upper = entry.to_uppercase();
        let known = crate::geo::council_name(&upper).map(|_| upper);
        known
            .or_else(|| import::council_by_name(entry))
            .ok_or_else(|| format!("We don’t know a council called “{entry}”."))
    };
    entries.iter().map(code).collect()
}
