//! A search as its address says it: `/search?q=help+at+home&near=LS6+3HN&within=5&check=dbs`. Pure.
//!
//! Codes that mean nothing are left out rather than refused, so that old links go on working. What people type
//! themselves (prices, a date) is kept as typed; what is wrong with it is said by [`SearchAddress::problems`].

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::directory::model::PriceUnit;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::search::{SearchRequest, Sort, price_band_limits};

use super::choices::{self, MOST_DAYS, MOST_VALUES};
pub use super::choices::{DISTANCES, GROUPS, Group, RATINGS, SORTS, STARTS};
use super::written;

/// Everything an address can say. Money is in pounds and distance in miles, as people type them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchAddress {
    /// What they need, in their words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A postcode, district, town or council.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub near: String,
    /// Codes of categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// At most this many miles away.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// What a price is for, as "hour".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Price bands of that unit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub price: Vec<String>,
    /// The lowest price, in pounds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// The highest price, in pounds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
    /// The lowest rating, in hundredths: "450".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rating: String,
    /// Accreditations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<String>,
    /// Care groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<String>,
    /// Outcomes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcome: Vec<String>,
    /// Ways of delivery.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delivery: Vec<String>,
    /// Ratings of the Care Quality Commission.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cqc: Vec<String>,
    /// Kinds of provider.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Weekdays, evenings, nights, weekends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day: Vec<String>,
    /// Parts of days: "`tue_evening`".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// Languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<String>,
    /// Access features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<String>,
    /// "1": only those with room.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub spaces: String,
    /// Can start within this many days.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub soon: String,
    /// Can start by this day: day of the month.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by_day: String,
    /// Month.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by_month: String,
    /// Year.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by_year: String,
    /// A line of the person's plan: only what it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub line: String,
    /// "1": only what the person's pot may buy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pot: String,
    /// "1": only what fits what is left each week.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub budget: String,
    /// The order of results.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// "map" for the map above the list.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub view: String,
    /// The page, from 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// A group of which all values are shown, not only the first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub more: String,
}

/// A filter that is on: a value of a group, or something set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterOn {
    /// The name in addresses.
    pub name: &'static str,
    /// What is ticked, chosen or typed.
    pub value: String,
    /// The search without it.
    pub without: SearchAddress,
}

/// What was typed is no day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDay;

impl SearchAddress {
    /// Reads the part of an address after the question mark.
    pub fn parse(query: &str) -> Self {
        let read = |query: &str| serde_html_form::from_str::<Self>(query);
        let mut address = read(query).or_else(|_| read(&choices::said_once(query))).unwrap_or_default();
        for text in [&mut address.q, &mut address.near] {
            *text = text.replace(char::is_control, " ");
        }
        let unit = address.unit.parse::<PriceUnit>().ok();
        address.unit = unit.map_or_else(String::new, |unit| unit.as_str().to_owned());
        for group in GROUPS {
            let values = (group.values_mut)(&mut address);
            values.retain(|value| (group.is_known)(value));
            values.sort();
            values.dedup();
            values.truncate(MOST_VALUES);
        }
        // Bands of another unit would only hide everything.
        let unit = address.unit.clone();
        address.price.retain(|code| price_band_limits(code).is_some_and(|(of, _, _)| of == unit));
        let only = |text: &mut String, known: bool| {
            if !known {
                text.clear();
            }
        };
        let miles = address.miles().is_some();
        only(&mut address.within, miles);
        let rated = RATINGS.contains(&address.rating.as_str());
        only(&mut address.rating, rated);
        let days = address.soon.parse::<u32>().is_ok_and(|days| days <= MOST_DAYS);
        only(&mut address.soon, days);
        let line = address.line.parse::<i64>().is_ok_and(|id| id > 0);
        only(&mut address.line, line);
        for text in [&mut address.spaces, &mut address.pot, &mut address.budget] {
            let on = text == "1";
            only(text, on);
        }
        let group = GROUPS.iter().any(|group| group.name == address.more);
        only(&mut address.more, group);
        address
    }

    /// The address, always in the same order, without what says nothing.
    pub fn href(&self) -> String {
        self.href_at("/search")
    }

    /// The same search at another path that reads addresses as this one does.
    pub fn href_at(&self, path: &str) -> String {
        written::href(self, path)
    }

    /// The same search on another page.
    #[must_use]
    pub fn on_page(&self, page: u64) -> Self {
        let page = if page > 1 { page.to_string() } else { String::new() };
        Self { page, more: String::new(), ..self.clone() }
    }

    /// Whether it is narrowed to somebody's plan or budget.
    pub fn is_personal(&self) -> bool {
        [&self.line, &self.pot, &self.budget].iter().any(|own| !own.is_empty())
    }

    /// The same search for anybody, whatever their plan and budget.
    #[must_use]
    pub fn for_anybody(&self) -> Self {
        Self { line: String::new(), pot: String::new(), budget: String::new(), ..self.clone() }
    }

    /// The same words and place, with no filters.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        let Self { q, near, sort, view, .. } = self.clone();
        Self { q, near, sort, view, ..Self::default() }
    }

    /// The same search, changed, on its first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut address = Self { page: String::new(), more: String::new(), ..self.clone() };
        change(&mut address);
        address
    }

    /// The page asked for, from 1.
    pub fn page_number(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Miles, when they are among the distances offered.
    pub fn miles(&self) -> Option<u32> {
        self.within.parse().ok().filter(|miles| DISTANCES.contains(miles))
    }

    /// Every filter that is on, in the order in which the page shows them.
    pub fn filters_on(&self) -> Vec<FilterOn> {
        let mut on = Vec::new();
        let mut one = |name, value: String, change: fn(&mut Self)| {
            if !value.is_empty() {
                on.push(FilterOn { name, value, without: self.with(change) });
            }
        };
        one("line", self.line.clone(), |a| a.line.clear());
        one("pot", self.pot.clone(), |a| a.pot.clear());
        one("budget", self.budget.clone(), |a| a.budget.clear());
        one("within", self.within.clone(), |a| a.within.clear());
        one("unit", self.unit.clone(), |a| {
            a.unit.clear();
            a.price.clear();
        });
        // What can't be read narrows nothing; `problems` says so.
        let amount = |text: &str| Money::parse(text).ok().map(|amount| amount.to_string()).unwrap_or_default();
        one("min", amount(&self.min), |a| a.min.clear());
        one("max", amount(&self.max), |a| a.max.clear());
        one("rating", self.rating.clone(), |a| a.rating.clear());
        one("spaces", self.spaces.clone(), |a| a.spaces.clear());
        one("soon", self.soon.clone(), |a| a.soon.clear());
        let by = self.by().and_then(Result::ok).map(long_date);
        one("by", by.unwrap_or_default(), Self::clear_by);
        for group in GROUPS {
            for value in (group.values)(self) {
                let without = self.with(|a| (group.values_mut)(a).retain(|other| other != value));
                on.push(FilterOn { name: group.name, value: value.clone(), without });
            }
        }
        on
    }

    /// The filters of closed lists that are on, as "check=dbs day=night", cut at so many bytes: nothing that was typed.
    pub fn filter_codes(&self, longest: usize) -> String {
        let typed = ["language", "access", "cqc"];
        let mut codes = String::new();
        for group in GROUPS.iter().filter(|group| !typed.contains(&group.name)) {
            for value in (group.values)(self) {
                let code = format!("{}={value}", group.name);
                if codes.len() + code.len() < longest {
                    codes.push_str(if codes.is_empty() { "" } else { " " });
                    codes.push_str(&code);
                }
            }
        }
        codes
    }

    fn clear_by(&mut self) {
        for part in [&mut self.by_day, &mut self.by_month, &mut self.by_year] {
            part.clear();
        }
    }

    /// The day by which it should start: none where nothing was typed, an error where that is no day.
    pub fn by(&self) -> Option<Result<NaiveDate, NoSuchDay>> {
        let parts = [&self.by_day, &self.by_month, &self.by_year].map(|part| part.trim());
        if parts.iter().all(|part| part.is_empty()) {
            return None;
        }
        let [day, month, year] = parts;
        let read = || NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        Some(read().ok_or(NoSuchDay))
    }

    /// Within how many days it should start, by either way of saying so. A day that has gone says nothing.
    fn starts_within_days(&self, today: NaiveDate) -> Option<u32> {
        let by = self.by().and_then(Result::ok).map(|day| day.signed_duration_since(today)).map(|left| left.num_days());
        let by = by.and_then(|days| u32::try_from(days).ok());
        self.soon.parse().ok().into_iter().chain(by).min()
    }

    /// The prices asked for, in pence, lowest first; what can't be read says nothing.
    fn prices(&self) -> (Option<i64>, Option<i64>) {
        let pence = |text: &str| Money::parse(text).ok().map(Money::pence);
        match (pence(&self.min), pence(&self.max)) {
            (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
            prices => prices,
        }
    }

    /// What was typed and left out, in sentences.
    pub fn problems(&self, today: NaiveDate) -> Vec<String> {
        let mut problems = Vec::new();
        for (what, text) in [("lowest", &self.min), ("highest", &self.max)] {
            if let (false, Err(error)) = (text.is_empty(), Money::parse(text)) {
                problems.push(format!("We left out the {what} price. {error}"));
            }
        }
        if let (Ok(min), Ok(max)) = (Money::parse(&self.min), Money::parse(&self.max))
            && min > max
        {
            problems.push(format!("The lowest price was above the highest. We looked from {max} to {min}."));
        }
        match self.by() {
            Some(Err(NoSuchDay)) => {
                problems.push(
                    "We left out the day by which it should start. Give a real day, month and year, like 27 3 2027."
                        .to_owned(),
                );
            }
            Some(Ok(day)) if day < today => {
                problems.push(format!("We left out the day by which it should start. {} has gone.", long_date(day)));
            }
            Some(Ok(day)) if day > today + TimeDelta::days(i64::from(MOST_DAYS)) => {
                problems.push(format!(
                    "{} is more than a year away, so nearly everything can start by then.",
                    long_date(day)
                ));
            }
            _ => {}
        }
        problems
    }

    /// What the index is asked, all but the place and the person.
    pub fn request(&self, today: NaiveDate) -> SearchRequest {
        let (min_pence, max_pence) = self.prices();
        SearchRequest {
            words: self.q.clone(),
            within_m: self.miles().map(crate::geo::metres),
            categories: self.category.clone(),
            min_pence,
            max_pence,
            unit: (!self.unit.is_empty()).then(|| self.unit.clone()),
            price_bands: self.price.clone(),
            min_rating_hundredths: self.rating.parse().ok(),
            checks: self.check.clone(),
            care_groups: self.group.clone(),
            outcomes: self.outcome.clone(),
            delivery: self.delivery.clone(),
            cqc: self.cqc.clone(),
            provider_kinds: self.kind.clone(),
            languages: self.language.clone(),
            access: self.access.clone(),
            days: self.day.clone(),
            times: self.when.clone(),
            has_spaces: !self.spaces.is_empty(),
            starts_within_days: self.starts_within_days(today),
            sort: match self.sort.as_str() {
                "nearest" => Sort::Nearest,
                "price" => Sort::Price,
                "rating" => Sort::Rating,
                "newest" => Sort::Newest,
                _ => Sort::Best,
            },
            page: self.page_number(),
            per_page: 10,
            ..SearchRequest::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    #[test]
    fn what_is_said_twice_of_one_thing_counts_once() {
        let address = SearchAddress::parse(
            "q=gardener&near=LS6&near=M1&sort=price&sort=newest&category=meals&category=equipment",
        );
        assert_eq!((address.q.as_str(), address.near.as_str(), address.sort.as_str()), ("gardener", "LS6", "price"));
        assert_eq!(address.category, ["equipment", "meals"]);
    }

    fn request(query: &str) -> SearchRequest {
        SearchAddress::parse(query).request(today())
    }

    #[test]
    fn an_address_holds_the_whole_search() {
        let address = SearchAddress::parse(
            "q=help+at+home&near=LS6+3HN&within=5&max=25&check=dbs&check=insurance&sort=price&page=2",
        );
        assert_eq!(address.q, "help at home");
        assert_eq!(address.check, ["dbs", "insurance"]);
        assert_eq!(SearchAddress::parse(address.href().strip_prefix("/search?").unwrap()), address);
        let request = address.request(today());
        assert_eq!((request.max_pence, request.within_m, request.page), (Some(2500), Some(8047), 2));
    }

    #[test]
    fn every_group_takes_several_values() {
        let request = request(
            "category=meals&category=transport&unit=hour&price=hour:1500&price=hour:0&check=dbs&group=autism&outcome=social\
             &delivery=online&cqc=Good&kind=micro&kind=user_led&day=evening&when=tue_evening&when=sat&language=Urdu\
             &access=Step-free+entrance&spaces=1&soon=14",
        );
        assert_eq!(request.categories, ["meals", "transport"]);
        assert_eq!(request.price_bands, ["hour:0", "hour:1500"]);
        assert_eq!(request.times, ["sat", "tue_evening"]);
        assert_eq!(request.provider_kinds, ["micro", "user_led"]);
        assert!(request.has_spaces);
        assert_eq!(request.starts_within_days, Some(14));
        assert_eq!((request.outcomes.len(), request.access.len(), request.languages.len()), (1, 1, 1));
    }

    #[test]
    fn a_filter_taken_off_goes_back_to_the_first_page() {
        let address = SearchAddress::parse("q=x&check=dbs&page=3");
        let on = address.filters_on();
        assert_eq!(on.len(), 1);
        assert_eq!(on[0].without.href(), "/search?q=x");
    }

    #[test]
    fn a_unit_taken_off_takes_its_bands_along() {
        let address = SearchAddress::parse("unit=hour&price=hour:1500&price=visit:500");
        assert_eq!(address.price, ["hour:1500"]);
        assert_eq!(address.filters_on()[0].without.href(), "/search");
        assert!(SearchAddress::parse("price=hour:1500").price.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let request = request(
            "within=7&min=cheap&max=-5&rating=900&page=-1&sort=paid&soon=-3&line=x&category=no&check=no&when=no&unit=no",
        );
        assert_eq!(request, SearchRequest { page: 1, per_page: 10, ..SearchRequest::default() });
    }

    #[test]
    fn what_was_typed_and_left_out_is_said() {
        let problems = |query| SearchAddress::parse(query).problems(today());
        assert!(problems("min=10&max=20.50&by_day=1&by_month=12&by_year=2026").is_empty());
        assert_eq!(problems("min=-5&max=lots").len(), 2);
        assert!(problems("min=20&max=10")[0].contains("from £10.00 to £20.00"));
        assert!(problems("by_day=31&by_month=2&by_year=2027")[0].contains("real day"));
        assert!(problems("by_day=1&by_month=11&by_year=2026")[0].contains("has gone"));
    }

    #[test]
    fn prices_the_wrong_way_round_are_turned() {
        let request = request("min=20&max=10");
        assert_eq!((request.min_pence, request.max_pence), (Some(1_000), Some(2_000)));
    }

    #[test]
    fn a_day_to_start_by_is_so_many_days_from_now() {
        assert_eq!(request("by_day=1&by_month=12&by_year=2026").starts_within_days, Some(10));
        assert_eq!(request("by_day=1&by_month=12&by_year=2026&soon=7").starts_within_days, Some(7));
        assert_eq!(request("by_day=1&by_month=1&by_year=2020").starts_within_days, None);
    }

    proptest! {
        #[test]
        fn any_address_can_be_read_and_written_again(query in "\\PC{0,80}") {
            let once = SearchAddress::parse(&query);
            let again = SearchAddress::parse(once.href().strip_prefix("/search?").unwrap_or(""));
            prop_assert_eq!(&once, &again);
            let href = once.href();
            prop_assert_eq!(href.strip_prefix("/search?").unwrap_or(""), serde_html_form::to_string(&once).unwrap());
            let _ = (once.problems(today()), once.request(today()), once.filters_on());
        }

        #[test]
        fn any_value_of_anything_can_be_read_and_written(name in "(q|near|category|within|unit|price|min|max|rating|check|when|soon|by_day|by_month|by_year|line|page|sort|more|language|access)", value in "\\PC{0,20}|check") {
            let query = serde_html_form::to_string([(name, value)]).unwrap();
            let once = SearchAddress::parse(&query);
            let href = once.href();
            prop_assert_eq!(href.strip_prefix("/search?").unwrap_or(""), serde_html_form::to_string(&once).unwrap());
            let _ = (once.problems(today()), once.request(today()), once.filters_on());
        }
    }
}
