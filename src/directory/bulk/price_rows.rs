//! The prices of a row: a numbered group of cells for each.

use chrono::NaiveDate;

use super::RowFault;
use super::cells;
use super::columns::{Column, PricePart};
use super::row::{Row, word};
use crate::directory::model::price::as_wanted;
use crate::directory::model::{Breakdown, NewPrice, Price, PriceUnit, Vat};
use crate::kernel::{BasisPoints, Money, Quantity, TimeBand};

/// The prices that a row asks for, each with the number of its group; none when the file has no column of prices.
pub(super) fn asked(
    row: &Row<'_>,
    columns: &[Column],
    (current, published): (&[Price], bool),
    faults: &mut Vec<RowFault>,
) -> Option<Vec<(u8, NewPrice)>> {
    let mut groups: Vec<u8> = columns
        .iter()
        .filter_map(|column| match column {
            Column::Price(group, _) => Some(*group),
            _ => None,
        })
        .collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.is_empty() {
        return None;
    }
    let now = as_wanted(current);
    let read = groups
        .into_iter()
        .filter_map(|group| Some((group, Rows { row, group, now: &now, held: (current, published) }.price(faults)?)));
    Some(read.collect())
}

struct Rows<'a> {
    row: &'a Row<'a>,
    group: u8,
    now: &'a [NewPrice],
    /// Every price there is, and whether the listing was ever live.
    held: (&'a [Price], bool),
}

impl Rows<'_> {
    fn column(&self, part: PricePart) -> Column {
        Column::Price(self.group, part)
    }

    fn cell(&self, part: PricePart) -> &str {
        self.row.get(self.column(part)).unwrap_or_default()
    }

    /// Whether the file says anything about this part, if only that it is empty.
    fn has(&self, part: PricePart) -> bool {
        self.row.get(self.column(part)).is_some()
    }

    fn fault(&self, part: PricePart, words: impl Into<String>, faults: &mut Vec<RowFault>) {
        faults.push(self.row.fault(self.column(part), words));
    }

    fn price(&self, faults: &mut Vec<RowFault>) -> Option<NewPrice> {
        if PricePart::ALL.iter().all(|part| self.cell(*part).is_empty()) {
            return None;
        }
        let before = faults.len();
        let amount = Money::parse(self.cell(PricePart::Amount));
        if let Err(error) = &amount {
            self.fault(PricePart::Amount, error.to_string(), faults);
        }
        let unit: Option<PriceUnit> = word(self.cell(PricePart::Unit), |unit: PriceUnit| (unit.as_str(), unit.label()));
        if unit.is_none() {
            let known: Vec<&str> = PriceUnit::ALL.iter().map(|unit| unit.as_str()).collect();
            self.fault(PricePart::Unit, format!("Write what one costs: one of {}.", known.join(", ")), faults);
        }
        let band = self.one_of(PricePart::Band, TimeBand::Weekday, |band| (band.as_str(), band.label()), faults);
        let people = self.people(faults);
        let (unit, amount, band, people) = (unit?, amount.ok()?, band?, people?);
        let same = |price: &&NewPrice| (price.unit, price.band, price.group_size) == (unit, band, people);
        let known = self.now.iter().find(same);
        let mut price = known.cloned().unwrap_or_else(|| NewPrice::new(unit, band, amount));
        (price.amount, price.group_size) = (amount, people);
        self.rest(&mut price, known, faults);
        (faults.len() == before).then_some(price)
    }

    /// What a file may leave out: then it stays as it is.
    fn rest(&self, price: &mut NewPrice, known: Option<&NewPrice>, faults: &mut Vec<RowFault>) {
        if self.has(PricePart::Vat)
            && let Some(vat) = self.one_of(PricePart::Vat, Vat::Exempt, |vat| (vat.as_str(), vat.label()), faults)
        {
            price.vat = vat;
        }
        if self.has(PricePart::Minimum) {
            match self.cell(PricePart::Minimum) {
                "" => price.minimum = Quantity::ONE,
                typed => match Quantity::parse(typed) {
                    Ok(minimum) => price.minimum = minimum,
                    Err(error) => self.fault(PricePart::Minimum, error.to_string(), faults),
                },
            }
        }
        let shares = [PricePart::Direct, PricePart::Coordination, PricePart::Company];
        if shares.iter().any(|part| self.has(*part)) {
            price.breakdown = self.breakdown(faults);
        }
        let typed = match self.cell(PricePart::From) {
            "" => None,
            cell => {
                let day = cells::day(cell);
                if day.is_none() {
                    self.fault(PricePart::From, "Write a day, like 2026-12-19 or 19/12/2026.", faults);
                }
                day
            }
        };
        price.valid_from = first_day(price, known, typed, self.held);
    }

    fn people(&self, faults: &mut Vec<RowFault>) -> Option<i32> {
        let cell = self.cell(PricePart::People);
        if cell.is_empty() {
            return Some(1);
        }
        let people = cells::whole(cell);
        if people.is_none() {
            self.fault(PricePart::People, "Write how many people share this price, like 2.", faults);
        }
        people
    }

    fn one_of<T: super::row::WordSet>(
        &self,
        part: PricePart,
        usual: T,
        names: impl Fn(T) -> (&'static str, &'static str) + Copy,
        faults: &mut Vec<RowFault>,
    ) -> Option<T> {
        let cell = self.cell(part);
        if cell.is_empty() {
            return Some(usual);
        }
        let found = word(cell, names);
        if found.is_none() {
            let known: Vec<&str> = T::all().iter().map(|value| names(*value).0).collect();
            self.fault(part, format!("Write one of {}.", known.join(", ")), faults);
        }
        found
    }

    fn breakdown(&self, faults: &mut Vec<RowFault>) -> Option<Breakdown> {
        let shares = [PricePart::Direct, PricePart::Coordination, PricePart::Company];
        if shares.iter().all(|part| self.cell(*part).is_empty()) {
            return None;
        }
        let [direct, coordination, company] = shares.map(|part| {
            let cell = self.cell(part);
            if cell.is_empty() {
                return Some(BasisPoints::ZERO);
            }
            let share = BasisPoints::parse(cell);
            if let Err(error) = &share {
                self.fault(part, error.to_string(), faults);
            }
            share.ok()
        });
        Some(Breakdown { direct: direct?, coordination: coordination?, company: company? })
    }
}

/// The first day to ask for. A price that stays as it is keeps its own, also when the file still has the day of one that
/// it followed. One that changes and names no day but such begins as early as the notice allows.
fn first_day(
    price: &NewPrice,
    known: Option<&NewPrice>,
    typed: Option<NaiveDate>,
    (current, published): (&[Price], bool),
) -> Option<NaiveDate> {
    let Some(known) = known else { return typed };
    let key = (price.unit, price.band, price.group_size);
    let followed = |day: NaiveDate| {
        current.iter().any(|price| (price.unit, price.band, price.group_size) == key && price.valid_from == day)
    };
    let own = typed.is_none_or(followed);
    let same = NewPrice { valid_from: known.valid_from, ..price.clone() } == *known;
    match (same, own) {
        (true, true) => known.valid_from,
        (false, true) if published => None,
        _ => typed,
    }
}
