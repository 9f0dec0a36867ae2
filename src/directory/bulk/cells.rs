//! Single cells: made safe for spreadsheets and back, lists, days, times, days of the year.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::kernel::{TimeOfDay, Weekdays};

/// What makes a spreadsheet take a cell for a formula; the wide ones do in some programs too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn runs(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text as a cell that no spreadsheet runs: with an apostrophe before what would begin a formula.
#[must_use]
pub fn safe(text: &str) -> String {
    if runs(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`safe`] was given.
#[must_use]
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(cell)
}

/// A list as one cell: "English | Urdu".
#[must_use]
pub fn joined<T: AsRef<str>>(entries: &[T]) -> String {
    entries.iter().map(|entry| entry.as_ref().replace('|', "\\|")).collect::<Vec<_>>().join(" | ")
}

/// The entries of such a cell; lines part them too.
#[must_use]
pub fn parted(cell: &str) -> Vec<String> {
    let mut entries = vec![String::new()];
    let mut before = ' ';
    for letter in cell.chars() {
        match letter {
            '|' if before == '\\' => {
                if let Some(entry) = entries.last_mut() {
                    entry.pop();
                    entry.push('|');
                }
            }
            '|' | '\n' => entries.push(String::new()),
            other => {
                if let Some(entry) = entries.last_mut() {
                    entry.push(other);
                }
            }
        }
        before = letter;
    }
    entries.iter().map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect()
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "monday"),
    (Weekday::Tue, "tuesday"),
    (Weekday::Wed, "wednesday"),
    (Weekday::Thu, "thursday"),
    (Weekday::Fri, "friday"),
    (Weekday::Sat, "saturday"),
    (Weekday::Sun, "sunday"),
];

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches('.');
    let singular = word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(word);
    let named = |(_, name): &&(Weekday, &str)| singular.len() >= 3 && name.starts_with(singular);
    DAYS.iter().find(named).map(|(day, _)| *day)
}

/// The days of a cell: "Monday, Tuesday", "Mon-Fri", "weekends", "every day".
#[must_use]
pub fn days(cell: &str) -> Option<Weekdays> {
    let text = cell.to_lowercase().replace(['–', '—'], "-").replace(" to ", "-").replace(" - ", "-");
    let known = match text.trim() {
        "every day" | "everyday" | "daily" | "all week" => Some(Weekdays::EVERY_DAY),
        "weekdays" => Some(Weekdays::MONDAY_TO_FRIDAY),
        "weekend" | "weekends" => Some(Weekdays::NONE.with(Weekday::Sat).with(Weekday::Sun)),
        _ => None,
    };
    if known.is_some() {
        return known;
    }
    let words = text.split(|letter: char| letter.is_whitespace() || ",;/&|+".contains(letter));
    let mut found = Weekdays::NONE;
    for word in words.filter(|word| !word.is_empty() && *word != "and") {
        match word.split_once('-') {
            Some((first, last)) => {
                let (mut day, last) = (weekday(first)?, weekday(last)?);
                found = found.with(day);
                while day != last {
                    day = day.succ();
                    found = found.with(day);
                }
            }
            None => found = found.with(weekday(word)?),
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Days as a cell: "Monday, Tuesday".
#[must_use]
pub fn days_cell(days: Weekdays) -> String {
    days.names().collect::<Vec<_>>().join(", ")
}

/// A time of day; spreadsheets add seconds.
#[must_use]
pub fn time(cell: &str) -> Option<TimeOfDay> {
    let text = cell.trim();
    let short = text.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(text);
    let padded = if short.find(':') == Some(1) { format!("0{short}") } else { short.to_owned() };
    TimeOfDay::parse(short).or_else(|_| TimeOfDay::parse(&padded)).ok()
}

/// A day, as "2026-12-19" or "19/12/2026"; spreadsheets turn the one into the other.
#[must_use]
pub fn day(cell: &str) -> Option<NaiveDate> {
    let text = cell.trim().split([' ', 'T']).next().unwrap_or_default();
    let found = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"];
    let day = found.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    let day = if (0..100).contains(&day.year()) { day.with_year(day.year() + 2000)? } else { day };
    (2000..=2200).contains(&day.year()).then_some(day)
}

/// A whole number; spreadsheets write 5 as "5.0", and thousands with a comma.
#[must_use]
pub fn whole(cell: &str) -> Option<i32> {
    let text = cell.trim().replace(',', "");
    text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(&text).parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        for formula in ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1", "'=1"] {
            assert!(safe(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(safe("'tis the season"), "'tis the season");
        assert_eq!(plain("'tis the season"), "'tis the season");
        assert_eq!(plain("'=1+1"), "=1+1");
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let words = |cell: &str| days(cell).map(Weekdays::words);
        assert_eq!(words("Mon-Fri").as_deref(), Some("Mondays to Fridays"));
        assert_eq!(words("Monday to Friday").as_deref(), Some("Mondays to Fridays"));
        assert_eq!(words("tues, thurs & Sundays").as_deref(), Some("Tuesdays, Thursdays and Sundays"));
        assert_eq!(words("Sat-Mon").as_deref(), Some("Mondays, Saturdays and Sundays"));
        assert_eq!(words("Every day").as_deref(), Some("every day"));
        for none in ["", "m", "Funday", "Mon-", "-", "Mon-Fri-Sat"] {
            assert_eq!(days(none), None, "{none}");
        }
    }

    #[test]
    fn what_spreadsheets_do_to_cells_is_undone() {
        for cell in ["09:00", "9:00", "09:00:00", "9am", "9:00:00"] {
            assert_eq!(time(cell).map(TimeOfDay::hhmm).as_deref(), Some("09:00"), "{cell}");
        }
        for cell in ["2026-12-19", "19/12/2026", "19/12/26", "2026-12-19 00:00:00", "19.12.2026"] {
            assert_eq!(day(cell), NaiveDate::from_ymd_opt(2026, 12, 19), "{cell}");
        }
        assert_eq!((day("soon"), day("31/02/2026"), day("19/12/9999")), (None, None, None));
        assert_eq!((whole("5.0"), whole(" 1,200 "), whole("2.5"), whole("")), (Some(5), Some(1200), None, None));
    }

    proptest! {
        #[test]
        fn what_is_made_safe_is_read_back(text in "[=+@'\t-]{0,3}\\PC{0,10}") {
            let cell = safe(&text);
            prop_assert!(!cell.starts_with(FORMULA));
            prop_assert_eq!(plain(&cell), &text);
        }

        #[test]
        fn lists_are_read_back(entries in proptest::collection::vec("[a-z|][a-z |]{0,8}[a-z|]", 0..5)) {
            prop_assert_eq!(parted(&joined(&entries)), entries);
        }

        #[test]
        fn days_are_read_back(bits in 1_u8..=127) {
            let set = Weekdays::from_bits(bits).unwrap();
            prop_assert_eq!(days(&days_cell(set)), Some(set));
        }
    }
}
