//! Prices as they will be, and which of them rise: what people with running orders are told of.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::price::{Price, PriceChanges, shared_price_for};
use super::words::PriceUnit;
use crate::kernel::{ListingId, ListingVersionId, Money, PriceId, TimeBand};

/// What will cost more, and from when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rise {
    /// For one of these.
    pub unit: PriceUnit,
    /// At this time.
    pub band: TimeBand,
    /// For this many people.
    pub group_size: i32,
    /// What it costs now, in pence.
    pub now_pence: i64,
    /// What it will cost, in pence.
    pub then_pence: i64,
    /// The first day of that.
    pub begins_on: NaiveDate,
}

impl Rise {
    /// What it costs now.
    #[must_use]
    pub const fn now(&self) -> Money {
        Money::from_pence(self.now_pence)
    }

    /// What it will cost.
    #[must_use]
    pub const fn then(&self) -> Money {
        Money::from_pence(self.then_pence)
    }
}

/// What a job tells people with running orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiseNotice {
    /// Of which listing.
    pub listing: ListingId,
    /// The version that says the new prices: each is told once.
    pub version: ListingVersionId,
    /// What rises.
    pub rises: Vec<Rise>,
}

/// The prices as they would be after these changes; new ones have made-up ids after all that there are.
#[must_use]
pub fn after(current: &[Price], changes: &PriceChanges) -> Vec<Price> {
    let mut prices: Vec<Price> = current.iter().filter(|price| !changes.delete.contains(&price.id)).cloned().collect();
    for price in &mut prices {
        if let Some((_, last)) = changes.end.iter().find(|(id, _)| *id == price.id) {
            price.valid_until = Some(*last);
        }
    }
    let newest = current.iter().map(|price| price.id.0).max().unwrap_or(0);
    let added = (newest.saturating_add(1)..).zip(&changes.add).map(|(id, (new, from))| Price {
        id: PriceId(id),
        unit: new.unit,
        band: new.band,
        group_size: new.group_size,
        amount: new.amount,
        vat: new.vat,
        minimum: new.minimum,
        valid_from: *from,
        valid_until: None,
        breakdown: new.breakdown,
    });
    prices.extend(added);
    prices
}

/// What these changes make dearer than it is today, each with the first day of it. What was announced before is known
/// already; what can't be bought today can't rise. A price of its own for a time that had the weekday price until now
/// counts, and so does taking such a price away.
#[must_use]
pub fn rises(current: &[Price], changes: &PriceChanges, today: NaiveDate) -> Vec<Rise> {
    let coming = after(current, changes);
    let mut days: Vec<NaiveDate> = changes.add.iter().map(|(_, from)| *from).collect();
    days.extend(changes.end.iter().filter_map(|(_, last)| last.succ_opt()));
    days.retain(|day| *day >= today);
    days.sort_unstable();
    days.dedup();
    let mut wanted: Vec<(PriceUnit, TimeBand, i32)> =
        coming.iter().map(|price| (price.unit, price.band, price.group_size)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let rise = |(unit, band, group_size): (PriceUnit, TimeBand, i32)| {
        let on = |prices, day| shared_price_for(prices, unit, band, group_size, day).map(|price| price.amount);
        let now = on(current, today)?;
        let dearer =
            |day: &&NaiveDate| on(&coming, **day).is_some_and(|then| then > now && on(current, **day) != Some(then));
        let begins_on = *days.iter().find(dearer)?;
        let then = on(&coming, begins_on)?;
        Some(Rise { unit, band, group_size, now_pence: now.pence(), then_pence: then.pence(), begins_on })
    };
    wanted.into_iter().filter_map(rise).collect()
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::directory::model::price::{NOTICE_DAYS, NewPrice, change_prices};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn hour(band: TimeBand, pounds: i64) -> NewPrice {
        NewPrice::new(PriceUnit::Hour, band, Money::from_pence(pounds * 100))
    }

    /// Prices of a listing that is live since spring.
    fn live(wanted: &[NewPrice]) -> Vec<Price> {
        let spring = today().checked_sub_days(Days::new(200)).unwrap();
        after(&[], &change_prices(&[], wanted, false, spring).unwrap())
    }

    fn told(current: &[Price], wanted: &[NewPrice]) -> Vec<(TimeBand, i64, i64)> {
        let changes = change_prices(current, wanted, true, today()).unwrap();
        rises(current, &changes, today()).iter().map(|rise| (rise.band, rise.now_pence, rise.then_pence)).collect()
    }

    #[test]
    fn a_higher_price_is_a_rise_and_a_lower_one_is_none() {
        let current = live(&[hour(TimeBand::Weekday, 20)]);
        assert_eq!(told(&current, &[hour(TimeBand::Weekday, 22)]), [(TimeBand::Weekday, 2000, 2200)]);
        assert_eq!(told(&current, &[hour(TimeBand::Weekday, 18)]), []);
        assert_eq!(told(&current, &[hour(TimeBand::Weekday, 20)]), []);
    }

    #[test]
    fn evenings_that_cost_more_from_now_on_are_a_rise() {
        let current = live(&[hour(TimeBand::Weekday, 20)]);
        let wanted = [hour(TimeBand::Weekday, 20), hour(TimeBand::Evening, 25)];
        assert_eq!(told(&current, &wanted), [(TimeBand::Evening, 2000, 2500)]);
    }

    #[test]
    fn taking_a_cheaper_evening_away_is_a_rise() {
        let current = live(&[hour(TimeBand::Weekday, 20), hour(TimeBand::Evening, 15)]);
        assert_eq!(told(&current, &[hour(TimeBand::Weekday, 20)]), [(TimeBand::Evening, 1500, 2000)]);
    }

    proptest! {
        #[test]
        fn nobody_pays_more_without_having_been_told_28_days_before(
            old in proptest::collection::btree_map(0_usize..4, 10_i64..40, 1..4),
            new in proptest::collection::btree_map(0_usize..4, 10_i64..40, 1..4),
            later in 0_u64..60,
        ) {
            let prices = |of: &std::collections::BTreeMap<usize, i64>| -> Vec<NewPrice> {
                of.iter().map(|(band, pounds)| hour(TimeBand::ALL[*band], *pounds)).collect()
            };
            let current = live(&prices(&old));
            let changes = change_prices(&current, &prices(&new), true, today()).unwrap();
            let (coming, told) = (after(&current, &changes), rises(&current, &changes, today()));
            let notice = today().checked_add_days(Days::new(NOTICE_DAYS)).unwrap();
            prop_assert!(told.iter().all(|rise| rise.begins_on >= notice && rise.then() > rise.now()));
            let day = today().checked_add_days(Days::new(later)).unwrap();
            for band in TimeBand::ALL.iter().take(4) {
                let on = |prices, day| shared_price_for(prices, PriceUnit::Hour, *band, 1, day).map(|price| price.amount);
                if let (Some(now), Some(then)) = (on(&current, today()), on(&coming, day))
                    && then > now
                {
                    let known = told.iter().any(|rise| (rise.band == *band || rise.band == TimeBand::Weekday) && rise.begins_on <= day);
                    prop_assert!(known, "{band} costs {then} on {day} and {now} today");
                }
            }
        }
    }
}
