//! "Prices": one unit with a price for each time band, and rows for other units and for people who share.

use chrono::NaiveDate;

use super::{Pairs, optional_day};
use crate::directory::model::price::{MOST_PRICES, as_wanted};
use crate::directory::model::{Breakdown, Fault, Listing, NewPrice, PriceUnit, Vat};
use crate::kernel::{BasisPoints, Money, Quantity, TimeBand};
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// Empty rows for other prices.
const SPARE: usize = 2;
/// The most rows of other prices: as many as a listing may have, and the empty ones.
const MOST: usize = MOST_PRICES + SPARE;

/// A row of other prices, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherPrice {
    pub unit: String,
    pub band: String,
    /// How many people share.
    pub people: String,
    pub amount: String,
    /// Empty for the same as above.
    pub vat: String,
    pub minimum: String,
    pub direct: String,
    pub coordination: String,
    pub company: String,
}

impl OtherPrice {
    fn shares(&self) -> [&str; 3] {
        [&self.direct, &self.coordination, &self.company]
    }

    /// What its three parts make together, as far as they can be read; nothing while none was typed.
    pub fn sum_words(&self) -> String {
        if self.shares().iter().all(|share| share.trim().is_empty()) { String::new() } else { sum_words(self.shares()) }
    }
}

/// As posted.
#[derive(Clone, Debug, Default)]
pub struct PricesForm {
    pub unit: String,
    /// As typed, in the order of `TimeBand::ALL`.
    pub amounts: Vec<String>,
    pub vat: String,
    pub minimum: String,
    pub direct: String,
    pub coordination: String,
    pub company: String,
    pub others: Vec<OtherPrice>,
    /// When changes begin.
    pub from: DateText,
}

/// The name of a band's field: `amount_evening`.
pub fn amount_field(band: TimeBand) -> String {
    format!("amount_{}", band.as_str())
}

impl PricesForm {
    /// As it stands now: prices that were announced in place of those they follow.
    pub fn of(listing: &Listing) -> Self {
        let wanted = as_wanted(&listing.prices);
        let main = wanted.iter().find(|price| price.group_size == 1);
        let unit = main.map_or(PriceUnit::Hour, |price| price.unit);
        // What differs from the main one in more than its amount has a row of its own.
        let is_main = |price: &&NewPrice| {
            let says = |price: &NewPrice| (price.vat, price.minimum, price.breakdown);
            price.unit == unit && price.group_size == 1 && main.is_some_and(|main| says(main) == says(price))
        };
        let amount = |band: &TimeBand| {
            wanted
                .iter()
                .filter(is_main)
                .find(|price| price.band == *band)
                .map(|price| price.amount.plain())
                .unwrap_or_default()
        };
        let share = |part: fn(&Breakdown) -> BasisPoints| {
            main.and_then(|price| price.breakdown.as_ref()).map(|parts| percent(part(parts))).unwrap_or_default()
        };
        let mut others: Vec<OtherPrice> = wanted.iter().filter(|price| !is_main(price)).map(other).collect();
        others.resize(others.len() + SPARE, OtherPrice::default());
        Self {
            unit: unit.as_str().to_owned(),
            amounts: TimeBand::ALL.iter().map(amount).collect(),
            vat: main.map_or(Vat::Exempt, |price| price.vat).as_str().to_owned(),
            minimum: main.map_or(Quantity::ONE, |price| price.minimum).to_string(),
            direct: share(|parts| parts.direct),
            coordination: share(|parts| parts.coordination),
            company: share(|parts| parts.company),
            others,
            from: DateText::default(),
        }
    }

    /// As posted.
    pub fn read(posted: &Pairs) -> Self {
        let get = |name: &str| posted.get(name).to_owned();
        let row = |number: usize| OtherPrice {
            unit: get(&format!("other_unit_{number}")),
            band: get(&format!("other_band_{number}")),
            people: get(&format!("other_people_{number}")),
            amount: get(&format!("other_amount_{number}")),
            vat: get(&format!("other_vat_{number}")),
            minimum: get(&format!("other_minimum_{number}")),
            direct: get(&format!("other_direct_{number}")),
            coordination: get(&format!("other_coordination_{number}")),
            company: get(&format!("other_company_{number}")),
        };
        let mut others: Vec<OtherPrice> = (0..MOST).map(row).collect();
        let filled = others.iter().rposition(|row| !row.amount.trim().is_empty()).map_or(0, |last| last + 1);
        others.truncate(filled + SPARE);
        Self {
            unit: get("unit"),
            amounts: TimeBand::ALL.iter().map(|band| get(&amount_field(*band))).collect(),
            vat: get("vat"),
            minimum: get("minimum"),
            direct: get("direct"),
            coordination: get("coordination"),
            company: get("company"),
            others,
            from: DateText::typed(&get("from_day"), &get("from_month"), &get("from_year")),
        }
    }

    /// The prices that are wanted, each with the field to point at. One that is the same as now keeps its first day;
    /// the others begin on the day typed, or as soon as the notice allows.
    pub fn wanted(&self, listing: &Listing, errors: &mut FieldErrors) -> Vec<(NewPrice, String)> {
        let Some(unit) = self.unit.parse::<PriceUnit>().ok() else {
            errors.push("unit", "Choose what one price is for, such as an hour.");
            return Vec::new();
        };
        let from = optional_day("from", &self.from, errors);
        let vat = self.vat.parse().unwrap_or(Vat::Exempt);
        let minimum = minimum("minimum", &self.minimum, errors);
        let breakdown = breakdown(["direct", "coordination", "company"].map(str::to_owned), self.shares(), errors);
        let mut wanted = Vec::new();
        for (band, typed) in TimeBand::ALL.iter().zip(&self.amounts) {
            let field = amount_field(*band);
            if !typed.trim().is_empty()
                && let Some(amount) = errors.take(&field, Money::parse(typed))
            {
                let minimum = minimum.unwrap_or(Quantity::ONE);
                wanted.push((NewPrice { vat, minimum, breakdown, ..NewPrice::new(unit, *band, amount) }, field));
            }
        }
        let now = as_wanted(&listing.prices);
        for (number, row) in self.others.iter().enumerate() {
            wanted.extend(other_wanted(number, row, vat, errors));
        }
        if wanted.is_empty() && errors.is_empty() {
            errors.push(amount_field(TimeBand::Weekday), "Enter a price, like 21.50.");
        }
        for (price, _) in &mut wanted {
            price.valid_from = first_day(price, &now, from);
        }
        wanted
    }

    fn shares(&self) -> [&str; 3] {
        [&self.direct, &self.coordination, &self.company]
    }

    /// What the three parts make together, as far as they can be read: "They make 98.5% now."
    pub fn sum_words(&self) -> String {
        sum_words(self.shares())
    }
}

fn sum_words(shares: [&str; 3]) -> String {
    let read = shares.map(|text| BasisPoints::parse(text).map_or(0, |part| i64::from(part.points())));
    format!("They make {}% now.", Quantity::from_hundredths(read.iter().sum()))
}

/// The least that can be bought at a time; one when nothing was typed.
fn minimum(field: &str, typed: &str, errors: &mut FieldErrors) -> Option<Quantity> {
    if typed.trim().is_empty() { Some(Quantity::ONE) } else { errors.take(field, Quantity::parse(typed)) }
}

/// The three parts of a price; none when none was typed.
fn breakdown(fields: [String; 3], shares: [&str; 3], errors: &mut FieldErrors) -> Option<Breakdown> {
    if shares.iter().all(|text| text.trim().is_empty()) {
        return None;
    }
    let mut read = fields.iter().zip(shares).map(|(field, text)| {
        if text.trim().is_empty() { Some(BasisPoints::ZERO) } else { errors.take(field, BasisPoints::parse(text)) }
    });
    let (direct, coordination, company) = (read.next()??, read.next()??, read.next()??);
    drop(read);
    let breakdown = Breakdown { direct, coordination, company };
    if !breakdown.is_whole() {
        let words = format!("The three parts of the price must add up to exactly 100%. {}", sum_words(shares));
        let [first, ..] = fields;
        errors.push(first, words);
    }
    Some(breakdown)
}

/// "77" or "13.5", as it stands in its box.
fn percent(part: BasisPoints) -> String {
    Quantity::from_hundredths(i64::from(part.points())).to_string()
}

fn other(price: &NewPrice) -> OtherPrice {
    let share =
        |part: fn(&Breakdown) -> BasisPoints| price.breakdown.as_ref().map(part).map(percent).unwrap_or_default();
    OtherPrice {
        unit: price.unit.as_str().to_owned(),
        band: price.band.as_str().to_owned(),
        people: price.group_size.to_string(),
        amount: price.amount.plain(),
        vat: price.vat.as_str().to_owned(),
        minimum: price.minimum.to_string(),
        direct: share(|parts| parts.direct),
        coordination: share(|parts| parts.coordination),
        company: share(|parts| parts.company),
    }
}

fn other_wanted(number: usize, row: &OtherPrice, vat: Vat, errors: &mut FieldErrors) -> Option<(NewPrice, String)> {
    if row.amount.trim().is_empty() {
        return None;
    }
    let name = |part: &str| format!("other_{part}_{number}");
    let field = name("amount");
    let amount = errors.take(&field, Money::parse(&row.amount));
    let unit = row.unit.parse().ok();
    if unit.is_none() {
        errors.push(name("unit"), "Choose what this price is for.");
    }
    let band = row.band.parse().unwrap_or(TimeBand::Weekday);
    let words = "Enter how many people share this price, like 2.";
    let group_size = super::optional_number(&name("people"), &row.people, words, errors).unwrap_or(1);
    let minimum = minimum(&name("minimum"), &row.minimum, errors);
    let breakdown = breakdown(["direct", "coordination", "company"].map(name), row.shares(), errors);
    let vat = row.vat.parse().unwrap_or(vat);
    Some((NewPrice { vat, group_size, minimum: minimum?, breakdown, ..NewPrice::new(unit?, band, amount?) }, field))
}

/// The first day to ask for: none (as soon as may be) for what stays as it is.
fn first_day(price: &NewPrice, now: &[NewPrice], from: Option<NaiveDate>) -> Option<NaiveDate> {
    let same = now.iter().any(|known| NewPrice { valid_from: price.valid_from, ..known.clone() } == *price);
    if same { None } else { from }
}

/// The model's faults, `prices.1.amount` and the like, at the fields of this page.
pub fn place_faults(faults: &[Fault], wanted: &[(NewPrice, String)], errors: &mut FieldErrors) {
    for fault in faults {
        let numbered = fault.field.strip_prefix("prices.").and_then(|rest| rest.split_once('.'));
        let amount = |number: &str| {
            let place = number.parse::<usize>().ok().and_then(|number| wanted.get(number));
            place.map_or_else(String::new, |(_, field)| field.clone())
        };
        // A row of its own has its own boxes; the bands of the main price share theirs.
        let of_row = |number: &str, part: &str| {
            let row = amount(number);
            row.strip_prefix("other_amount_").map_or_else(|| part.to_owned(), |row| format!("other_{part}_{row}"))
        };
        let field = match numbered {
            Some((_, "valid_from")) => "from".to_owned(),
            Some((number, "minimum")) => of_row(number, "minimum"),
            Some((number, "breakdown")) => of_row(number, "direct"),
            Some((number, _)) => amount(number),
            None => amount_field(TimeBand::Weekday),
        };
        // One wrong day is wrong for every price; saying it once is enough.
        if errors.get(&field).is_none() {
            errors.push(field, fault.words.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_prices_are_read_as_a_listing_may_have() {
        let row = |number: usize| (format!("other_amount_{number}"), "10.00".to_owned());
        let posted = Pairs((0..MOST_PRICES).map(row).collect());
        let read = PricesForm::read(&posted);
        assert_eq!(read.others.iter().filter(|row| !row.amount.is_empty()).count(), MOST_PRICES);
    }
}
