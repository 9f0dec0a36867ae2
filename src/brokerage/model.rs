//! A broker's list of people and what it is sorted by. Pure.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::accounts::Mandate;
use crate::audit::Recorded;
use crate::budgets::service::BudgetView;
use crate::kernel::{Money, text_enum};
use crate::orders::service::OrderSummary;

/// A mandate that ends within this many days is shown as ending soon.
pub const SOON_DAYS: i64 = 14;

text_enum! {
    /// What the list of people is sorted by.
    pub enum Sort {
        /// By name.
        Name = "name" => "Name",
        /// Least left first; people without a budget last.
        Left = "left" => "Least left to use",
        /// The mandate that ends soonest first; those without an end last.
        MandateEnds = "mandate" => "Mandate ends first",
    }
}

/// Somebody in the list.
#[derive(Clone, Debug)]
pub struct Person {
    /// The reference that stands in addresses.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// How to reach them, in a line; empty when nothing is known.
    pub needs: String,
    /// What is left to use; none without a budget.
    pub left: Option<Money>,
    /// The mandate.
    pub mandate: Mandate,
}

impl Person {
    /// Whether the mandate ends soon.
    pub fn ends_soon(&self, today: NaiveDate) -> bool {
        self.mandate.ends_on.is_some_and(|ends| ends - today <= TimeDelta::days(SOON_DAYS))
    }
}

/// Sorts people who come in by name.
pub fn sort(people: &mut [Person], by: Sort) {
    match by {
        Sort::Name => {}
        Sort::Left => people.sort_by_key(|person| (person.left.is_none(), person.left)),
        Sort::MandateEnds => people.sort_by_key(|person| (person.mandate.ends_on.is_none(), person.mandate.ends_on)),
    }
}

/// One person, as whoever may act for them sees them.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The mandate.
    pub mandate: Mandate,
    /// Who they are, and their budget.
    pub budget: BudgetView,
    /// Their newest orders.
    pub orders: Vec<OrderSummary>,
    /// What was done lately, newest first.
    pub history: Vec<Recorded>,
}

/// Whole years since a birthday.
pub fn age(born_on: NaiveDate, today: NaiveDate) -> i32 {
    let had_birthday = (today.month(), today.day()) >= (born_on.month(), born_on.day());
    today.year() - born_on.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Scopes;
    use crate::kernel::ids::{HolderId, MandateId, UserId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(name: &str, left: Option<i64>, ends_on: Option<&str>) -> Person {
        Person {
            reference: String::new(),
            name: name.to_owned(),
            needs: String::new(),
            left: left.map(Money::from_pence),
            mandate: Mandate {
                id: MandateId(1),
                holder_id: HolderId(1),
                holder_name: name.to_owned(),
                user_id: UserId(1),
                scopes: Scopes::new(&[]),
                order_limit: None,
                four_week_limit: None,
                starts_on: day("2026-01-01"),
                ends_on: ends_on.map(day),
                revoked: false,
            },
        }
    }

    fn names(by: Sort) -> Vec<String> {
        let mut people = [
            person("Ann", None, Some("2027-06-30")),
            person("Bob", Some(500), None),
            person("Cem", Some(100), Some("2026-12-01")),
        ];
        sort(&mut people, by);
        people.map(|person| person.name).to_vec()
    }

    #[test]
    fn what_nobody_knows_sorts_last() {
        assert_eq!(names(Sort::Name), ["Ann", "Bob", "Cem"]);
        assert_eq!(names(Sort::Left), ["Cem", "Bob", "Ann"]);
        assert_eq!(names(Sort::MandateEnds), ["Cem", "Ann", "Bob"]);
    }

    #[test]
    fn a_mandate_ends_soon_two_weeks_before() {
        let person = person("Ann", None, Some("2026-12-05"));
        assert!(person.ends_soon(day("2026-11-21")) && !person.ends_soon(day("2026-11-20")));
    }

    #[test]
    fn ages_change_on_birthdays() {
        assert_eq!(age(day("1992-11-21"), day("2026-11-21")), 34);
        assert_eq!(age(day("1992-11-22"), day("2026-11-21")), 33);
        assert_eq!(age(day("2004-02-29"), day("2026-02-28")), 21);
    }
}
