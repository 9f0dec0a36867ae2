//! What other money rules would commit for a whole caseload. Pure: it asks [`Ras::work`] for each person, as their own
//! figure does, so that the two can't differ.

use std::collections::BTreeMap;

use super::figure::Inputs;
use super::ras::Ras;
use crate::directory::model::CareGroup;
use crate::kernel::Money;

/// One person under both rules. No figure where the rules have none for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's reference.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Their care group.
    pub group: Option<CareGroup>,
    /// Under the rules in use.
    pub now: Option<Money>,
    /// Under the others.
    pub then: Option<Money>,
}

impl Person {
    /// How much more they would get; below zero for less. No figure counts as nothing.
    #[must_use]
    pub fn change(&self) -> Money {
        let (now, then) = (self.now.unwrap_or_default(), self.then.unwrap_or_default());
        then.checked_sub(now).unwrap_or(Money::ZERO)
    }
}

/// Several people together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub people: i64,
    /// What they get under the rules in use.
    pub now: Money,
    /// What they would get.
    pub then: Money,
    /// How many would get more.
    pub more: i64,
    /// How many would get less.
    pub less: i64,
    /// How many would have no figure.
    pub without: i64,
}

impl Sum {
    /// Adds a person. Sums too large to hold stay as they were: no council's money comes near.
    fn add(&mut self, person: &Person) {
        self.people += 1;
        self.now = self.now.checked_add(person.now.unwrap_or_default()).unwrap_or(self.now);
        self.then = self.then.checked_add(person.then.unwrap_or_default()).unwrap_or(self.then);
        let change = person.change();
        self.more += i64::from(change > Money::ZERO);
        self.less += i64::from(change.is_negative());
        self.without += i64::from(person.then.is_none());
    }

    /// How much more it commits.
    #[must_use]
    pub fn change(&self) -> Money {
        self.then.checked_sub(self.now).unwrap_or(Money::ZERO)
    }
}

/// A caseload under both rules.
#[derive(Clone, Debug, Default)]
pub struct WhatIf {
    /// Whether there are rules in use to compare with.
    pub compared: bool,
    /// Everybody.
    pub all: Sum,
    /// By care group.
    pub groups: BTreeMap<Option<CareGroup>, Sum>,
    /// Everybody one by one: who loses most first, who gains most last.
    pub people: Vec<Person>,
}

impl WhatIf {
    /// Works it out for everybody.
    #[must_use]
    pub fn of(used: Option<&Ras>, rules: &Ras, cases: Vec<(String, String, Inputs)>) -> Self {
        let mut found = Self { compared: used.is_some(), ..Self::default() };
        found.people.reserve(cases.len());
        for (reference, name, inputs) in cases {
            let under = |rules: &Ras| {
                let worked = rules.work((inputs.kind, inputs.group), &inputs.score, &inputs.adjustments);
                worked.ok().map(|worked| worked.gross)
            };
            let person = Person { reference, name, group: inputs.group, now: used.and_then(under), then: under(rules) };
            found.all.add(&person);
            found.groups.entry(person.group).or_default().add(&person);
            found.people.push(person);
        }
        found.people.sort_by(|one, other| (one.change(), &one.reference).cmp(&(other.change(), &other.reference)));
        found
    }
}
