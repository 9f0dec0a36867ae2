//! Prices: which one counts on a day, and how they may change.
//!
//! Invariants: a price that has come into force is never altered, only ended; a listing that was ever live changes
//! its prices with [`NOTICE_DAYS`] days' notice, so that nobody's next visit costs more overnight.

use chrono::{Days, NaiveDate};

use super::commands::Fault;
use super::words::{PriceUnit, Vat};
use crate::kernel::{BasisPoints, Money, PriceId, Quantity, TimeBand};

/// Days between saying a new price and charging it (DOMAIN, section 3).
pub const NOTICE_DAYS: u64 = 28;
/// The most prices a listing may have at one time.
pub const MOST_PRICES: usize = 60;
/// The highest price for one unit: a hundred thousand pounds, which is a dear stairlift ten times over.
pub const HIGHEST: Money = Money::from_pence(10_000_000);
/// The largest group that shares one price.
pub const LARGEST_GROUP: i32 = 50;

/// What a price pays for, in parts that make a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// Support itself: wages, travel.
    pub direct: BasisPoints,
    /// Arranging it.
    pub coordination: BasisPoints,
    /// Running the company.
    pub company: BasisPoints,
}

impl Breakdown {
    /// Whether the parts make exactly 100 %, none of them below nothing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let parts = [self.direct, self.coordination, self.company].map(|part| i64::from(part.points()));
        parts.iter().all(|part| *part >= 0) && parts.iter().sum::<i64>() == 10_000
    }
}

/// A price of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Which one.
    pub id: PriceId,
    /// What one costs.
    pub unit: PriceUnit,
    /// When it is charged.
    pub band: TimeBand,
    /// How many people share; 1 for the usual price.
    pub group_size: i32,
    /// For one unit and one person, with all that must be paid.
    pub amount: Money,
    /// How VAT is in the amount.
    pub vat: Vat,
    /// The least that can be bought at a time.
    pub minimum: Quantity,
    /// The first day it is charged.
    pub valid_from: NaiveDate,
    /// The last day it is charged; none while no end is known.
    pub valid_until: Option<NaiveDate>,
    /// What it pays for, where the provider says.
    pub breakdown: Option<Breakdown>,
}

/// A price as the provider wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPrice {
    /// What one costs.
    pub unit: PriceUnit,
    /// When it is charged.
    pub band: TimeBand,
    /// How many people share; 1 for the usual price.
    pub group_size: i32,
    /// For one unit and one person, with all that must be paid.
    pub amount: Money,
    /// How VAT is in the amount.
    pub vat: Vat,
    /// The least that can be bought at a time.
    pub minimum: Quantity,
    /// None for as early as the notice allows.
    pub valid_from: Option<NaiveDate>,
    /// What it pays for, where the provider says.
    pub breakdown: Option<Breakdown>,
}

impl NewPrice {
    /// The plain case: one person, any number of units, VAT exempt, as soon as may be.
    #[must_use]
    pub fn new(unit: PriceUnit, band: TimeBand, amount: Money) -> Self {
        Self {
            unit,
            band,
            group_size: 1,
            amount,
            vat: Vat::Exempt,
            minimum: Quantity::ONE,
            valid_from: None,
            breakdown: None,
        }
    }
}

/// What a price is for; a listing charges one price for it on any day.
type Key = (PriceUnit, TimeBand, i32);

impl Price {
    fn key(&self) -> Key {
        (self.unit, self.band, self.group_size)
    }

    /// Whether it is charged on this day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }

    fn says(&self, wanted: &NewPrice) -> bool {
        (self.amount, self.vat, self.minimum, self.breakdown)
            == (wanted.amount, wanted.vat, wanted.minimum, wanted.breakdown)
    }
}

/// The price of one unit for one person in this band on this day. A band without a price of its own is charged at the
/// weekday price; of several prices the latest to come into force counts.
#[must_use]
pub fn price_for(prices: &[Price], unit: PriceUnit, band: TimeBand, on: NaiveDate) -> Option<&Price> {
    shared_price_for(prices, unit, band, 1, on)
}

/// As [`price_for`], for a group of this size.
#[must_use]
pub fn shared_price_for(
    prices: &[Price],
    unit: PriceUnit,
    band: TimeBand,
    group_size: i32,
    on: NaiveDate,
) -> Option<&Price> {
    let latest = |key: Key| {
        let held = prices.iter().filter(|price| price.key() == key && price.holds_on(on));
        held.max_by_key(|price| (price.valid_from, price.id))
    };
    latest((unit, band, group_size)).or_else(|| latest((unit, TimeBand::Weekday, group_size)))
}

/// The lowest price in force, for the unit the provider named first: what a result shows as "from".
#[must_use]
pub fn lowest_price(prices: &[Price], on: NaiveDate) -> Option<&Price> {
    let held = |price: &&Price| price.holds_on(on) && price.group_size == 1;
    let first = prices.iter().filter(held).min_by_key(|price| price.id)?;
    prices.iter().filter(held).filter(|price| price.unit == first.unit).min_by_key(|price| (price.amount, price.id))
}

/// The prices that go on, as they would be asked for again: the newest for each unit, band and group. One that was
/// announced stands here in place of the one it follows.
#[must_use]
pub fn as_wanted(prices: &[Price]) -> Vec<NewPrice> {
    let mut open: Vec<&Price> = prices.iter().filter(|price| price.valid_until.is_none()).collect();
    open.sort_by_key(|price| price.id);
    let wanted = open.into_iter().map(|price| NewPrice {
        unit: price.unit,
        band: price.band,
        group_size: price.group_size,
        amount: price.amount,
        vat: price.vat,
        minimum: price.minimum,
        valid_from: Some(price.valid_from),
        breakdown: price.breakdown,
    });
    wanted.collect()
}

/// What has to be written so that a listing has the prices that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceChanges {
    /// Prices that never came into force, to be deleted.
    pub delete: Vec<PriceId>,
    /// Prices to be ended, with their last day.
    pub end: Vec<(PriceId, NaiveDate)>,
    /// Prices to be added; each has a first day.
    pub add: Vec<(NewPrice, NaiveDate)>,
}

impl PriceChanges {
    /// Whether nothing has to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delete.is_empty() && self.end.is_empty() && self.add.is_empty()
    }
}

/// Works out how to get from the `current` prices to the `wanted` ones. A listing that was never `published` simply
/// takes them; one that was gives [`NOTICE_DAYS`] days' notice of every change and removal. Only a price for what
/// could not be bought before needs no notice.
///
/// # Errors
/// Every fault of what was asked for; fields are named `prices.0.amount` and so on.
pub fn change_prices(
    current: &[Price],
    wanted: &[NewPrice],
    published: bool,
    today: NaiveDate,
) -> Result<PriceChanges, Vec<Fault>> {
    let mut faults = faults_in(wanted);
    let mut changes = PriceChanges::default();
    if !published {
        if faults.is_empty() {
            changes.delete = current.iter().map(|price| price.id).collect();
            changes.add = wanted.iter().map(|price| (price.clone(), price.valid_from.unwrap_or(today))).collect();
        }
        return if faults.is_empty() { Ok(changes) } else { Err(faults) };
    }
    let notice = today.checked_add_days(Days::new(NOTICE_DAYS)).unwrap_or(today);
    if wanted.is_empty() && !current.is_empty() {
        faults.push(Fault::new("prices", "Keep at least one price. To stop selling, pause or withdraw the listing."));
    }
    for (position, want) in wanted.iter().enumerate() {
        if let Err(fault) = change_one(current, want, position, (today, notice), &mut changes) {
            faults.push(fault);
        }
    }
    let kept = |price: &&Price| wanted.iter().any(|want| (want.unit, want.band, want.group_size) == price.key());
    for gone in current.iter().filter(|price| !kept(price)) {
        end_before(gone, notice, today, &mut changes);
    }
    if faults.is_empty() { Ok(changes) } else { Err(faults) }
}

/// One wanted price beside what is there for the same key.
fn change_one(
    current: &[Price],
    want: &NewPrice,
    position: usize,
    (today, notice): (NaiveDate, NaiveDate),
    changes: &mut PriceChanges,
) -> Result<(), Fault> {
    let key = (want.unit, want.band, want.group_size);
    let same_key = || current.iter().filter(|price| price.key() == key);
    let newest =
        same_key().filter(|price| price.valid_until.is_none()).max_by_key(|price| (price.valid_from, price.id));
    if let Some(newest) = newest
        && newest.says(want)
        && want.valid_from.is_none_or(|from| from == newest.valid_from)
    {
        return Ok(());
    }
    let weekday = (want.unit, TimeBand::Weekday, want.group_size);
    let within_notice =
        |price: &Price| price.valid_from < notice && price.valid_until.is_none_or(|until| until >= today);
    // Charged now, or promised for a day that the notice covers.
    let charged = current.iter().any(|price| (price.key() == key || price.key() == weekday) && within_notice(price));
    let earliest = if charged { notice } else { today };
    let from = want.valid_from.unwrap_or(earliest);
    if from < earliest {
        let day = crate::kernel::dates::long_date(earliest);
        let words = format!("A new price needs {NOTICE_DAYS} days’ notice. The earliest day is {day}.");
        return Err(Fault::new(format!("prices.{position}.valid_from"), words));
    }
    for old in same_key() {
        end_before(old, from, today, changes);
    }
    changes.add.push((want.clone(), from));
    Ok(())
}

/// Ends `price` the day before `from`; one that has not begun by then is deleted instead.
fn end_before(price: &Price, from: NaiveDate, today: NaiveDate, changes: &mut PriceChanges) {
    if price.valid_from > today && price.valid_from >= from {
        changes.delete.push(price.id);
    } else if let Some(last) = from.pred_opt()
        && price.valid_until.is_none_or(|until| until > last)
    {
        changes.end.push((price.id, last));
    }
}

/// What is wrong with each wanted price by itself, and with all of them together.
fn faults_in(wanted: &[NewPrice]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if wanted.len() > MOST_PRICES {
        faults.push(Fault::new("prices", format!("A listing can have at most {MOST_PRICES} prices.")));
    }
    for (position, price) in wanted.iter().enumerate() {
        let mut fault = |field: &str, words: &str| faults.push(Fault::new(format!("prices.{position}.{field}"), words));
        if price.amount.pence() <= 0 {
            fault("amount", "Enter a price above £0.");
        } else if price.amount > HIGHEST {
            fault("amount", "Enter a price of £100,000 or less.");
        }
        if price.minimum.hundredths() <= 0 || price.minimum.hundredths() > 1_000_000 {
            fault("minimum", "Enter the least that can be bought at a time, like 1 or 0.5.");
        }
        if !(1..=LARGEST_GROUP).contains(&price.group_size) {
            fault("group_size", "Enter how many people share this price, from 1 to 50.");
        }
        if price.breakdown.is_some_and(|breakdown| !breakdown.is_whole()) {
            fault("breakdown", "The parts of the price must add up to exactly 100%.");
        }
        let key = |price: &NewPrice| (price.unit, price.band, price.group_size);
        if wanted.iter().take(position).any(|other| key(other) == key(price)) {
            fault("band", "There is already a price for this unit, time and number of people.");
        }
    }
    faults
}

#[cfg(test)]
#[path = "price_tests.rs"]
mod tests;
