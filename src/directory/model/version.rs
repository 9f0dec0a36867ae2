//! What a listing said at some time, field by field in people's words, and what changed between two such times.
//!
//! A snapshot holds what was read, not what it was made of: it must still make sense when the program's own types have
//! changed, years after somebody ordered by it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::listing::Listing;
use super::price::Price;
use crate::geo;
use crate::kernel::dates::long_date;
use crate::search::categories;

/// Every field of a snapshot and what people call it, in the order of the page.
pub const FIELDS: [(&str, &str); 23] = [
    ("title", "Name"),
    ("category", "Category"),
    ("summary", "Summary"),
    ("description", "Description"),
    ("included", "What people get"),
    ("not_included", "Not included"),
    ("easy_read", "Easy read"),
    ("pictures", "Pictures"),
    ("care_groups", "Who it is for"),
    ("outcomes", "What it helps with"),
    ("delivery", "How people get it"),
    ("venue", "Where it takes place"),
    ("districts", "Postcode areas"),
    ("radius_miles", "Distance"),
    ("councils", "Councils"),
    ("times", "Days and times"),
    ("spaces_left", "Spaces"),
    ("starts_within_days", "How soon it can begin"),
    ("prices", "Prices"),
    ("languages", "Languages"),
    ("access", "Access"),
    ("notice_hours", "Free cancelling"),
    ("late_charge_percent", "Cancelling late"),
];

/// What a listing said: lines by field. A field without lines says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(BTreeMap<String, Vec<String>>);

/// A field that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name, as the commands and forms call it.
    pub field: String,
    /// Its lines before.
    pub before: Vec<String>,
    /// Its lines now.
    pub after: Vec<String>,
}

impl Change {
    /// What people call the field.
    #[must_use]
    pub fn label(&self) -> &str {
        label(&self.field)
    }
}

/// What people call a field.
#[must_use]
pub fn label(field: &str) -> &str {
    FIELDS.iter().find(|(known, _)| *known == field).map_or(field, |(_, label)| label)
}

impl Snapshot {
    /// What a listing says now.
    #[must_use]
    pub fn of(listing: &Listing) -> Self {
        let terms = &listing.terms;
        let text = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        let number =
            |number: Option<i32>, unit: &str| number.map(|number| format!("{number} {unit}")).into_iter().collect();
        let councils = terms.councils.iter().map(|code| geo::council_name(code).unwrap_or(code).to_owned()).collect();
        let mut prices: Vec<&Price> = listing.prices.iter().collect();
        prices.sort_by_key(|price| (price.unit, price.group_size, price.band, price.valid_from, price.id));
        let lines: [Vec<String>; 23] = [
            text(&listing.title),
            text(categories::name(&listing.category)),
            text(&listing.summary),
            text(&listing.description),
            terms.included.clone(),
            terms.not_included.clone(),
            text(&listing.easy_read),
            listing.pictures.iter().map(|picture| picture.alt.clone()).collect(),
            terms.care_groups.iter().map(|group| group.label().to_owned()).collect(),
            terms.outcomes.iter().map(|outcome| outcome.label().to_owned()).collect(),
            terms.delivery.iter().map(|delivery| delivery.label().to_owned()).collect(),
            listing.venue.iter().cloned().collect(),
            terms.districts.clone(),
            number(listing.radius_miles, "miles"),
            councils,
            listing
                .times
                .iter()
                .map(|time| format!("{}, {} to {}", time.weekdays.words(), time.from, time.to))
                .collect(),
            number(listing.spaces_left, "spaces"),
            number(listing.starts_within_days, "days"),
            prices.into_iter().map(price_line).collect(),
            terms.languages.clone(),
            terms.access.clone(),
            vec![format!("Up to {} hours before", listing.notice_hours)],
            vec![format!("{}% of the price", listing.late_charge_percent)],
        ];
        let named = FIELDS.iter().zip(lines).filter(|(_, lines)| !lines.is_empty());
        Self(named.map(|((field, _), lines)| ((*field).to_owned(), lines)).collect())
    }

    /// The lines of a field.
    #[must_use]
    pub fn lines(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// What people call each field that says something, with its lines, in the order of the page.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        FIELDS.iter().map(|(field, label)| (*label, self.lines(field))).filter(|(_, lines)| !lines.is_empty())
    }

    /// What differs in a later snapshot, in the order of the page.
    #[must_use]
    pub fn changes(&self, later: &Self) -> Vec<Change> {
        let change = |(field, _): &(&str, &str)| {
            let (before, after) = (self.lines(field).to_vec(), later.lines(field).to_vec());
            (before != after).then(|| Change { field: (*field).to_owned(), before, after })
        };
        FIELDS.iter().filter_map(change).collect()
    }
}

/// "£22.50 an hour, evening, 2 sharing, from 20 December 2026", with what else belongs to it.
#[allow(clippy::format_push_string, reason = "a line is short, and this reads best")]
fn price_line(price: &Price) -> String {
    let mut line = format!("{} {}, {}", price.amount, price.unit.per(), price.band.label().to_lowercase());
    if price.group_size > 1 {
        line += &format!(", {} sharing, each", price.group_size);
    }
    if price.minimum != crate::kernel::Quantity::ONE {
        line += &format!(", at least {}", price.minimum);
    }
    line += &format!(", {}, from {}", price.vat.label(), long_date(price.valid_from));
    if let Some(until) = price.valid_until {
        line += &format!(" to {}", long_date(until));
    }
    if let Some(parts) = price.breakdown {
        let share =
            |part: crate::kernel::BasisPoints| crate::kernel::Quantity::from_hundredths(i64::from(part.points()));
        let (direct, plan, company) = (share(parts.direct), share(parts.coordination), share(parts.company));
        line += &format!(" ({direct}% support, {plan}% co-ordination, {company}% company)");
    }
    line
}

/// A version in a listing's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number; 0 is what stood there before the first change that was kept.
    pub number: i32,
    /// When it was saved.
    pub made_at: chrono::NaiveDateTime,
    /// Who saved it; none for what no person's form wrote.
    pub made_by: Option<String>,
    /// What it said.
    pub snapshot: Snapshot,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snapshot(fields: Vec<(usize, Vec<String>)>) -> Snapshot {
        Snapshot(fields.into_iter().map(|(at, lines)| (FIELDS[at % FIELDS.len()].0.to_owned(), lines)).collect())
    }

    proptest! {
        #[test]
        fn what_changed_is_exactly_what_differs(
            one in proptest::collection::vec((0_usize..22, proptest::collection::vec("[a-z]{1,4}", 1..3)), 0..6),
            other in proptest::collection::vec((0_usize..22, proptest::collection::vec("[a-z]{1,4}", 1..3)), 0..6),
        ) {
            let (one, other) = (snapshot(one), snapshot(other));
            let mut patched = one.clone();
            for change in one.changes(&other) {
                prop_assert_eq!(one.lines(&change.field), change.before.as_slice());
                if change.after.is_empty() {
                    patched.0.remove(&change.field);
                } else {
                    patched.0.insert(change.field.clone(), change.after);
                }
            }
            prop_assert_eq!(&patched, &other);
            prop_assert!(one.changes(&one).is_empty());
            let json = serde_json::to_string(&one).unwrap();
            prop_assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), one);
        }
    }
}
