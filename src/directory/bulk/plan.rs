//! What a file would do to a provider's listings. Pure: the same listings and the same file give the same plan, and
//! doing what it says makes an empty one of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::RowFault;
use super::columns::{Column, Plain, PricePart, TimePart};
use super::row::{Asked, LONGEST_REFERENCE, Row};
use super::sheet::Sheet;
use super::write::{command_cell, price_cell};
use crate::directory::model::price::as_wanted;
use crate::directory::model::{Fault, Listing, ListingCommand, ListingState, NewPrice, change_prices};
use crate::kernel::dates::long_date;
use crate::kernel::slug::fold_key;
use crate::kernel::{ListingId, TimeBand};

/// What is there before the file.
#[derive(Clone, Debug)]
pub struct Now {
    /// All listings of the provider.
    pub listings: Vec<Listing>,
    /// Their own references.
    pub references: HashMap<ListingId, String>,
    /// Whether the provider has a place, which some listings need.
    pub has_place: bool,
    /// The day it is.
    pub today: NaiveDate,
}

/// A field that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The column's name, or "prices".
    pub field: String,
    /// What is there; empty for nothing.
    pub before: String,
    /// What comes.
    pub after: String,
}

/// What a row does.
#[derive(Clone, Debug)]
pub struct Item {
    /// The line of the file it begins on.
    pub line: u64,
    /// The listing it changes; none for a new one.
    pub listing: Option<ListingId>,
    /// What the listing is called.
    pub title: String,
    /// What it is to say; none when that stays.
    pub command: Option<ListingCommand>,
    /// The prices it is to have; none when they stay.
    pub prices: Option<Vec<NewPrice>>,
    /// Its own reference; none when that stays.
    pub reference: Option<String>,
    /// What changes, field by field.
    pub differences: Vec<Difference>,
    /// Whether a moderator looks again before people see it.
    pub back_in_review: bool,
}

/// What a file does.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Rows that add or change something, in the order of the file.
    pub items: Vec<Item>,
    /// How many rows change nothing.
    pub unchanged: usize,
    /// Everything that is wrong; nothing is done while there is anything.
    pub faults: Vec<RowFault>,
}

impl Plan {
    /// How many listings are added.
    #[must_use]
    pub fn added(&self) -> usize {
        self.items.iter().filter(|item| item.listing.is_none()).count()
    }

    /// How many are changed.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.items.len() - self.added()
    }
}

/// Works out what a file would do.
#[must_use]
pub fn plan(sheet: &Sheet, now: &Now) -> Plan {
    let mut plan = Plan { faults: sheet.torn(), ..Plan::default() };
    let columns = sheet.known();
    let mut matching = Matching::new(now);
    for sheet_row in sheet.rows.iter().filter(|row| row.cells.len() == columns.len()) {
        let row = Row::new(sheet_row, &columns);
        let before = plan.faults.len();
        let found = match matching.find(&row) {
            Ok(found) => found,
            Err(fault) => {
                plan.faults.push(fault);
                continue;
            }
        };
        let item = item(&row, found, now, &mut plan.faults);
        if plan.faults.len() > before {
            continue;
        }
        if item.listing.is_some() && item.differences.is_empty() { plan.unchanged += 1 } else { plan.items.push(item) }
    }
    plan.faults.sort_by_key(|one| one.line);
    plan
}

/// Finds the listing that a row is about, and refuses two rows about one.
struct Matching<'a> {
    now: &'a Now,
    by_id: HashMap<ListingId, &'a Listing>,
    by_reference: HashMap<&'a str, ListingId>,
    by_title: BTreeMap<String, Vec<ListingId>>,
    lines: HashMap<String, u64>,
}

impl<'a> Matching<'a> {
    fn new(now: &'a Now) -> Self {
        let mut by_title: BTreeMap<String, Vec<ListingId>> = BTreeMap::new();
        for listing in now.listings.iter().filter(|listing| listing.state != ListingState::Withdrawn) {
            by_title.entry(fold_key(&listing.title)).or_default().push(listing.id);
        }
        Self {
            now,
            by_id: now.listings.iter().map(|listing| (listing.id, listing)).collect(),
            by_reference: now.references.iter().map(|(id, reference)| (reference.as_str(), *id)).collect(),
            by_title,
            lines: HashMap::new(),
        }
    }

    fn find(&mut self, row: &Row<'_>) -> Result<Option<&'a Listing>, RowFault> {
        let found = self.matched(row)?;
        let mut keys: Vec<String> = found.map(|listing| format!("listing {}", listing.id)).into_iter().collect();
        keys.extend(row.filled(Plain::Reference).map(|reference| format!("reference {reference}")));
        if keys.is_empty() {
            keys.extend(row.filled(Plain::Title).map(|title| format!("title {}", fold_key(title))));
        }
        for key in keys {
            if let Some(first) = self.lines.insert(key, row.line) {
                let words = format!(
                    "Line {first} is about the same listing. Keep one of them, or give each its own reference."
                );
                return Err(row.whole_fault(words));
            }
        }
        Ok(found)
    }

    fn matched(&self, row: &Row<'_>) -> Result<Option<&'a Listing>, RowFault> {
        let reference = row.filled(Plain::Reference);
        if let Some(typed) = row.filled(Plain::ListingId) {
            let id = typed.strip_suffix(".0").unwrap_or(typed).parse::<ListingId>().ok();
            let listing = id.and_then(|id| self.by_id.get(&id).copied());
            let column = Column::Plain(Plain::ListingId);
            let Some(listing) = listing else {
                return Err(
                    row.fault(column, "None of your listings has this number. Leave it empty to add a new one.")
                );
            };
            let other = reference.and_then(|reference| self.by_reference.get(reference));
            if other.is_some_and(|other| *other != listing.id) {
                return Err(row.fault(Column::Plain(Plain::Reference), "Another of your listings has this reference."));
            }
            return Ok(Some(listing));
        }
        if let Some(reference) = reference {
            if reference.chars().count() > LONGEST_REFERENCE {
                let words = format!("Keep it to {LONGEST_REFERENCE} letters or fewer.");
                return Err(row.fault(Column::Plain(Plain::Reference), words));
            }
            if let Some(id) = self.by_reference.get(reference) {
                return Ok(self.by_id.get(id).copied());
            }
        }
        let Some(title) = row.filled(Plain::Title) else {
            let words = "Give it a title, a reference or our number, so that we know which listing this is.";
            return Err(row.whole_fault(words));
        };
        // A listing that has another reference is another listing.
        let named = self.by_title.get(&fold_key(title)).map(Vec::as_slice).unwrap_or_default();
        let free: Vec<ListingId> =
            named.iter().filter(|id| reference.is_none() || !self.now.references.contains_key(id)).copied().collect();
        match free.as_slice() {
            [] => Ok(None),
            [one] => Ok(self.by_id.get(one).copied()),
            _ => Err(row.fault(
                Column::Plain(Plain::Title),
                "More than one of your listings has this title. Give our number for the one you mean.",
            )),
        }
    }
}

fn item(row: &Row<'_>, found: Option<&Listing>, now: &Now, faults: &mut Vec<RowFault>) -> Item {
    let from =
        found.map_or_else(|| ListingCommand { notice_hours: 24, ..ListingCommand::default() }, Listing::as_command);
    let held = found.map_or((&[][..], false), |listing| (listing.prices.as_slice(), listing.published_at.is_some()));
    let asked = row.asked(from.clone(), held, faults);
    let mut command = asked.command.clone();
    match asked.command.checked() {
        Ok(checked) => command = checked,
        Err(wrong) => faults.extend(wrong.iter().map(|fault| placed(row, fault, &asked))),
    }
    let mut differences = told_apart(&from, &command);
    let (prices, price_differences) = prices(row, found, &asked, now, faults);
    differences.extend(price_differences);
    let reference = row.filled(Plain::Reference).filter(|reference| {
        found.is_none_or(|listing| now.references.get(&listing.id).map(String::as_str) != Some(*reference))
    });
    if let (Some(reference), Some(listing)) = (reference, found) {
        let before = now.references.get(&listing.id).cloned().unwrap_or_default();
        differences.push(Difference { field: "reference".to_owned(), before, after: reference.to_owned() });
    }
    let changed = command != from;
    if let Some(listing) = found {
        still_fits(row, listing, (&command, changed), prices.as_deref(), now, faults);
    }
    Item {
        line: row.line,
        listing: found.map(|listing| listing.id),
        title: command.title.clone(),
        back_in_review: found.is_some_and(|listing| {
            let approved = matches!(listing.state, ListingState::Live | ListingState::Paused);
            approved && changed && listing.needs_review_for(&command)
        }),
        command: (changed || found.is_none()).then_some(command),
        prices,
        reference: reference.map(str::to_owned),
        differences,
    }
}

/// What the editor would refuse too: changes of what is being checked or gone, and taking out what a listing needs.
fn still_fits(
    row: &Row<'_>,
    listing: &Listing,
    (command, changed): (&ListingCommand, bool),
    prices: Option<&[NewPrice]>,
    now: &Now,
    faults: &mut Vec<RowFault>,
) {
    if !changed && prices.is_none() {
        return;
    }
    match listing.state {
        ListingState::InReview => {
            faults.push(row.whole_fault("We are checking this listing now. Take it back first, or leave its row out."));
        }
        ListingState::Withdrawn => {
            faults.push(row.whole_fault("This listing is withdrawn. Leave its row out, or add a new one."));
        }
        ListingState::Live | ListingState::Paused if changed => {
            let missing = command.missing_before_review(listing.prices.len(), now.has_place);
            let asked = Asked { command: command.clone(), prices: None };
            faults.extend(missing.iter().map(|fault| placed(row, fault, &asked)));
        }
        ListingState::Draft | ListingState::Live | ListingState::Paused => {}
    }
}

/// The prices to set, and what changes by that.
fn prices(
    row: &Row<'_>,
    found: Option<&Listing>,
    asked: &Asked,
    now: &Now,
    faults: &mut Vec<RowFault>,
) -> (Option<Vec<NewPrice>>, Vec<Difference>) {
    let Some(groups) = &asked.prices else { return (None, Vec::new()) };
    let wanted: Vec<NewPrice> = groups.iter().map(|(_, price)| price.clone()).collect();
    let current = found.map_or(&[][..], |listing| &listing.prices);
    let published = found.is_some_and(|listing| listing.published_at.is_some());
    let changes = match change_prices(current, &wanted, published, now.today) {
        Ok(changes) => changes,
        Err(wrong) => {
            faults.extend(wrong.iter().map(|fault| placed(row, fault, asked)));
            return (None, Vec::new());
        }
    };
    let same = if published { changes.is_empty() } else { as_one(&as_wanted(current)) == as_one(&wanted) };
    if same {
        return (None, Vec::new());
    }
    let kept = |price: &NewPrice| !published && as_wanted(current).contains(price);
    let ended = changes.end.iter().filter_map(|(id, last)| {
        let price = current.iter().find(|price| price.id == *id)?;
        let before = in_words(&as_wanted(std::slice::from_ref(price)));
        Some(Difference { field: "price".to_owned(), before, after: format!("ends on {}", long_date(*last)) })
    });
    let gone = changes.delete.iter().filter_map(|id| {
        let price =
            as_wanted(current.iter().filter(|price| price.id == *id).cloned().collect::<Vec<_>>().as_slice()).pop()?;
        let stays =
            !published && wanted.iter().any(|want| NewPrice { valid_from: price.valid_from, ..want.clone() } == price);
        let before = in_words(std::slice::from_ref(&price));
        (!stays).then(|| Difference { field: "price".to_owned(), before, after: String::new() })
    });
    let added = changes.add.iter().filter(|(price, _)| !kept(price)).map(|(price, from)| {
        let after = format!("{} from {}", in_words(std::slice::from_ref(price)), long_date(*from));
        Difference { field: "price".to_owned(), before: String::new(), after }
    });
    let differences: Vec<Difference> = ended.chain(gone).chain(added).collect();
    // A draft's first day may be all that differs.
    let told =
        Difference { field: "price".to_owned(), before: "first day".to_owned(), after: "as in the file".to_owned() };
    let differences = if differences.is_empty() { vec![told] } else { differences };
    (Some(wanted), differences)
}

/// Prices in one order, to be compared.
fn as_one(prices: &[NewPrice]) -> Vec<String> {
    let mut lines: Vec<String> = prices.iter().map(|price| format!("{price:?}")).collect();
    lines.sort_unstable();
    lines
}

fn in_words(prices: &[NewPrice]) -> String {
    let words = prices.iter().map(|price| {
        let band =
            if price.band == TimeBand::Weekday { "weekday".to_owned() } else { price.band.label().to_lowercase() };
        let people = if price.group_size > 1 { format!(", {} people", price.group_size) } else { String::new() };
        let least = price_cell(price, PricePart::Minimum);
        let least = if least == "1" { String::new() } else { format!(", at least {least}") };
        format!("{} {} ({band}{people}{least})", price.amount, price.unit.per())
    });
    words.collect::<Vec<_>>().join("; ")
}

/// What differs between two commands, column by column.
fn told_apart(before: &ListingCommand, after: &ListingCommand) -> Vec<Difference> {
    let mut differences: Vec<Difference> = Plain::ALL
        .iter()
        .map(|plain| Difference {
            field: plain.as_str().to_owned(),
            before: command_cell(before, *plain),
            after: command_cell(after, *plain),
        })
        .filter(|difference| difference.before != difference.after)
        .collect();
    if before.times != after.times {
        let words = |command: &ListingCommand| {
            let times =
                command.times.iter().map(|time| format!("{} {} to {}", time.weekdays.words(), time.from, time.to));
            times.collect::<Vec<_>>().join("; ")
        };
        differences.push(Difference { field: "times".to_owned(), before: words(before), after: words(after) });
    }
    let mut seen = HashSet::new();
    differences.retain(|difference| seen.insert(difference.field.clone()));
    differences
}

/// A fault of the rules at the cell that it is about.
fn placed(row: &Row<'_>, fault: &Fault, asked: &Asked) -> RowFault {
    let plain = fault.field.parse::<Plain>().ok().map(Column::Plain);
    let group = |number: &str| {
        let at: usize = number.parse().ok()?;
        Some(asked.prices.as_ref()?.get(at)?.0)
    };
    let price = fault.field.strip_prefix("prices.").and_then(|rest| {
        let (number, part) = rest.split_once('.')?;
        let part = match part {
            "valid_from" => PricePart::From,
            "minimum" => PricePart::Minimum,
            "group_size" => PricePart::People,
            "band" => PricePart::Band,
            "breakdown" => PricePart::Direct,
            _ => PricePart::Amount,
        };
        Some(Column::Price(group(number)?, part))
    });
    let other = match fault.field.as_str() {
        "times" => Some(Column::Time(1, TimePart::Days)),
        "prices" => Some(Column::Price(1, PricePart::Amount)),
        _ => None,
    };
    match plain.or(price).or(other) {
        Some(column) => row.fault(column, fault.words.clone()),
        None => row.whole_fault(fault.words.clone()),
    }
}
