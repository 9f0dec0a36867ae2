//! A calendar of visits: whose it is, which days it shows, and what it says in words.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::status::DeliveryStatus;
use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::dates::{long_date, monday_of};
use crate::kernel::{DeliveryId, HolderId, OrganisationId, Quantity, TimeOfDay, text_enum, words};

text_enum! {
    /// Whose visits a calendar shows.
    pub enum WhoseKind {
        /// One person's.
        Holder = "holder" => "One person",
        /// Those of a provider.
        Provider = "provider" => "A provider",
        /// Those of everybody somebody acts for.
        People = "people" => "My people",
    }
}

/// Whose visits a calendar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One holder's.
    Holder(HolderId),
    /// Those of the provider that this organisation runs.
    Provider(OrganisationId),
    /// Those of everybody somebody acts for today.
    People,
}

/// The days that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The week from this Monday.
    Week(NaiveDate),
    /// The month from this first day.
    Month(NaiveDate),
}

impl Span {
    /// What an address asks for: "2026-12" as a month, "2026-12-07" as the week of that day. Nonsense is this month.
    pub fn parse(month: &str, week: &str, today: NaiveDate) -> Self {
        let sensible = |day: &NaiveDate| (2000..2200).contains(&day.year());
        if let Some(day) = week.parse::<NaiveDate>().ok().filter(sensible) {
            return Self::Week(monday_of(day));
        }
        let first = format!("{month}-01").parse::<NaiveDate>().ok().filter(sensible);
        Self::Month(first.or_else(|| today.with_day(1)).unwrap_or(today))
    }

    /// Its first and last day.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Week(monday) => (monday, monday.checked_add_days(Days::new(6)).unwrap_or(monday)),
            Self::Month(first) => (first, self.next().first().pred_opt().unwrap_or(first)),
        }
    }

    fn first(self) -> NaiveDate {
        match self {
            Self::Week(first) | Self::Month(first) => first,
        }
    }

    /// The one after.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Week(monday) => Self::Week(monday.checked_add_days(Days::new(7)).unwrap_or(monday)),
            Self::Month(first) => Self::Month(first.checked_add_months(chrono::Months::new(1)).unwrap_or(first)),
        }
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Week(monday) => Self::Week(monday.checked_sub_days(Days::new(7)).unwrap_or(monday)),
            Self::Month(first) => Self::Month(first.checked_sub_months(chrono::Months::new(1)).unwrap_or(first)),
        }
    }

    /// "December 2026", "Week of 7 December 2026".
    pub fn title(self) -> String {
        match self {
            Self::Week(monday) => format!("Week of {}", long_date(monday)),
            Self::Month(first) => first.format("%B %Y").to_string(),
        }
    }

    /// As an address asks for it: "month=2026-12".
    pub fn query(self) -> String {
        match self {
            Self::Week(monday) => format!("week={monday}"),
            Self::Month(first) => format!("month={}", first.format("%Y-%m")),
        }
    }

    /// Its days in weeks from Monday to Sunday; days of other months are none.
    pub fn weeks(self) -> Vec<Vec<Option<NaiveDate>>> {
        let (first, last) = self.days();
        let mut weeks = Vec::new();
        let mut monday = monday_of(first);
        while monday <= last {
            let days = monday.iter_days().take(7).map(|day| Some(day).filter(|day| (first..=last).contains(day)));
            weeks.push(days.collect());
            let Some(next) = monday.checked_add_days(Days::new(7)) else { break };
            monday = next;
        }
        weeks
    }
}

/// One visit in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryVisit {
    /// Which visit.
    pub id: DeliveryId,
    /// The order's reference.
    pub reference: String,
    /// What was ordered.
    pub title: String,
    /// For whom.
    pub holder: String,
    /// The reference that their pages are named by.
    pub holder_reference: String,
    /// By whom.
    pub provider: String,
    /// The day.
    pub on: NaiveDate,
    /// When on it.
    pub at: TimeOfDay,
    /// The unit.
    pub unit: PriceUnit,
    /// How much of it.
    pub units: Quantity,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// Whether the provider has not said yes yet.
    pub unanswered: bool,
}

impl DiaryVisit {
    /// "10am to 1pm".
    pub fn time(&self) -> String {
        units::time_words(self.unit, self.units, self.at)
    }

    /// What happened to it, where that is more than that it is to come.
    pub fn note(&self) -> Option<&'static str> {
        match self.status {
            DeliveryStatus::Scheduled if self.unanswered => Some("Not accepted yet"),
            DeliveryStatus::Scheduled => None,
            other => Some(other.label()),
        }
    }
}

/// "18 visits: 12 to come, 5 confirmed and 1 to confirm." The whole of it in a sentence.
pub fn sentence(visits: &[DiaryVisit]) -> String {
    if visits.is_empty() {
        return "There are no visits.".to_owned();
    }
    let parts: Vec<String> = DeliveryStatus::ALL
        .iter()
        .filter_map(|status| {
            let count = visits.iter().filter(|visit| visit.status == *status).count();
            let words = match status {
                DeliveryStatus::Recorded => "to confirm".to_owned(),
                other => other.label().to_lowercase(),
            };
            (count > 0).then(|| format!("{count} {words}"))
        })
        .collect();
    format!("{}: {}.", words::count(visits.len(), "visit", "visits"), words::list(&parts))
}

/// "Mon 7".
pub fn day_label(day: NaiveDate) -> String {
    let short = match day.weekday() {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    };
    format!("{short} {}", day.day())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::line::tests::day;
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        let today = day("2026-11-21");
        let december = Span::parse("2026-12", "", today);
        assert_eq!(december, Span::Month(day("2026-12-01")));
        assert_eq!((december.title().as_str(), december.query().as_str()), ("December 2026", "month=2026-12"));
        assert_eq!(december.days(), (day("2026-12-01"), day("2026-12-31")));
        assert_eq!(december.next().title(), "January 2027");
        assert_eq!(december.previous().query(), "month=2026-11");
        let week = Span::parse("", "2026-12-10", today);
        assert_eq!((week.title().as_str(), week.query().as_str()), ("Week of 7 December 2026", "week=2026-12-07"));
        for nonsense in ["", "2026-13", "0000-01", "9999-12", "soon", "2026-12-01-01"] {
            assert_eq!(Span::parse(nonsense, nonsense, today), Span::Month(day("2026-11-01")), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn each_day_is_in_one_week(months in 0u32..2_000) {
            let first = day("2020-01-01") + chrono::Months::new(months);
            let span = Span::Month(first);
            let (from, to) = span.days();
            let days: Vec<NaiveDate> = span.weeks().into_iter().flatten().flatten().collect();
            prop_assert_eq!(days, from.iter_days().take_while(|on| *on <= to).collect::<Vec<_>>());
            prop_assert!(span.weeks().iter().all(|week| week.len() == 7));
            prop_assert_eq!(span.next().previous(), span);
        }
    }
}
