//! Tests of the rules of prices.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn price(id: i64, band: TimeBand, pence: i64, from: &str) -> Price {
    Price {
        id: PriceId(id),
        unit: PriceUnit::Hour,
        band,
        group_size: 1,
        amount: Money::from_pence(pence),
        vat: Vat::Exempt,
        minimum: Quantity::ONE,
        valid_from: day(from),
        valid_until: None,
        breakdown: None,
    }
}

fn want(band: TimeBand, pence: i64) -> NewPrice {
    NewPrice::new(PriceUnit::Hour, band, Money::from_pence(pence))
}

const TODAY: &str = "2026-11-21";

#[test]
fn a_band_without_its_own_price_is_charged_at_the_weekday_price() {
    let prices = [price(1, TimeBand::Weekday, 2_150, "2026-01-01"), price(2, TimeBand::Weekend, 2_600, "2026-01-01")];
    let pence = |band| price_for(&prices, PriceUnit::Hour, band, day(TODAY)).map(|price| price.amount.pence());
    assert_eq!(pence(TimeBand::Weekday), Some(2_150));
    assert_eq!(pence(TimeBand::Weekend), Some(2_600));
    assert_eq!(pence(TimeBand::Night), Some(2_150));
    assert_eq!(price_for(&prices, PriceUnit::Visit, TimeBand::Weekday, day(TODAY)), None);
    assert_eq!(price_for(&prices, PriceUnit::Hour, TimeBand::Weekday, day("2025-12-31")), None);
}

#[test]
fn the_latest_price_in_force_counts() {
    let mut old = price(1, TimeBand::Weekday, 2_150, "2026-01-01");
    old.valid_until = Some(day("2026-12-18"));
    let prices = [old, price(2, TimeBand::Weekday, 2_300, "2026-12-19")];
    let id = |on: &str| price_for(&prices, PriceUnit::Hour, TimeBand::Evening, day(on)).map(|price| price.id.0);
    assert_eq!((id("2026-12-18"), id("2026-12-19"), id("2027-06-01")), (Some(1), Some(2), Some(2)));
}

#[test]
fn prices_for_groups_are_kept_apart() {
    let mut shared = price(1, TimeBand::Weekday, 900, "2026-01-01");
    shared.group_size = 3;
    assert_eq!(price_for(std::slice::from_ref(&shared), PriceUnit::Hour, TimeBand::Weekday, day(TODAY)), None);
    let prices = [shared];
    assert!(shared_price_for(&prices, PriceUnit::Hour, TimeBand::Night, 3, day(TODAY)).is_some());
    assert_eq!(lowest_price(&prices, day(TODAY)), None);
}

#[test]
fn the_price_shown_is_the_lowest_of_the_first_unit() {
    let mut mile = price(3, TimeBand::Weekday, 45, "2026-01-01");
    mile.unit = PriceUnit::Mile;
    let prices =
        [price(1, TimeBand::Weekend, 2_600, "2026-01-01"), price(2, TimeBand::Weekday, 2_150, "2026-01-01"), mile];
    assert_eq!(lowest_price(&prices, day(TODAY)).map(|price| price.id.0), Some(2));
    assert_eq!(lowest_price(&prices, day("2025-01-01")), None);
}

#[test]
fn a_draft_takes_its_prices_as_they_are() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-11-20")];
    let changes = change_prices(&current, &[want(TimeBand::Weekday, 2_300)], false, day(TODAY)).unwrap();
    assert_eq!(changes.delete, [PriceId(1)]);
    assert_eq!(changes.add, [(want(TimeBand::Weekday, 2_300), day(TODAY))]);
    assert!(change_prices(&current, &[], false, day(TODAY)).unwrap().add.is_empty());
}

#[test]
fn a_published_price_changes_with_28_days_notice() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-01-01")];
    let changes = change_prices(&current, &[want(TimeBand::Weekday, 2_300)], true, day(TODAY)).unwrap();
    assert_eq!(changes.end, [(PriceId(1), day("2026-12-18"))]);
    assert_eq!(changes.add, [(want(TimeBand::Weekday, 2_300), day("2026-12-19"))]);

    let mut early = want(TimeBand::Weekday, 2_300);
    early.valid_from = Some(day("2026-12-18"));
    let faults = change_prices(&current, &[early], true, day(TODAY)).unwrap_err();
    assert_eq!(faults[0].field, "prices.0.valid_from");
    assert!(faults[0].words.contains("19 December 2026"), "{}", faults[0].words);
}

#[test]
fn the_same_prices_again_change_nothing() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-01-01")];
    assert!(change_prices(&current, &[want(TimeBand::Weekday, 2_150)], true, day(TODAY)).unwrap().is_empty());
}

#[test]
fn a_band_that_fell_back_to_the_weekday_price_needs_notice_too() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-01-01")];
    let wanted = [want(TimeBand::Weekday, 2_150), want(TimeBand::Night, 3_000)];
    let changes = change_prices(&current, &wanted, true, day(TODAY)).unwrap();
    assert!(changes.end.is_empty());
    assert_eq!(changes.add, [(want(TimeBand::Night, 3_000), day("2026-12-19"))]);
}

#[test]
fn what_could_not_be_bought_before_needs_no_notice() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-01-01")];
    let mut visit = want(TimeBand::Weekday, 1_200);
    visit.unit = PriceUnit::Visit;
    let changes = change_prices(&current, &[want(TimeBand::Weekday, 2_150), visit.clone()], true, day(TODAY)).unwrap();
    assert_eq!(changes.add, [(visit.clone(), day(TODAY))]);
    // The first price of an imported listing.
    assert_eq!(change_prices(&[], std::slice::from_ref(&visit), true, day(TODAY)).unwrap().add, [(visit, day(TODAY))]);
}

#[test]
fn a_price_that_is_dropped_holds_until_notice_is_over() {
    let current = [price(1, TimeBand::Weekday, 2_150, "2026-01-01"), price(2, TimeBand::Night, 3_000, "2026-01-01")];
    let changes = change_prices(&current, &[want(TimeBand::Weekday, 2_150)], true, day(TODAY)).unwrap();
    assert_eq!(changes, PriceChanges { end: vec![(PriceId(2), day("2026-12-18"))], ..PriceChanges::default() });
    assert!(change_prices(&current, &[], true, day(TODAY)).is_err());
}

#[test]
fn a_price_announced_but_not_begun_is_replaced() {
    let mut now = price(1, TimeBand::Weekday, 2_150, "2026-01-01");
    now.valid_until = Some(day("2026-12-31"));
    let current = [now, price(2, TimeBand::Weekday, 2_300, "2027-01-01")];
    let changes = change_prices(&current, &[want(TimeBand::Weekday, 2_250)], true, day(TODAY)).unwrap();
    assert_eq!(changes.delete, [PriceId(2)]);
    assert_eq!(changes.end, [(PriceId(1), day("2026-12-18"))]);
    assert_eq!(changes.add, [(want(TimeBand::Weekday, 2_250), day("2026-12-19"))]);
}

#[test]
fn each_fault_is_named() {
    let mut broken = want(TimeBand::Weekday, 0);
    broken.minimum = Quantity::ZERO;
    broken.group_size = 0;
    let part = |points| BasisPoints::new(points).unwrap();
    broken.breakdown = Some(Breakdown { direct: part(7_700), coordination: part(1_350), company: part(949) });
    let mut dear = want(TimeBand::Weekday, HIGHEST.pence() + 1);
    dear.group_size = 0;
    let faults = change_prices(&[], &[broken, dear], false, day(TODAY)).unwrap_err();
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    let expected = [
        "prices.0.amount",
        "prices.0.minimum",
        "prices.0.group_size",
        "prices.0.breakdown",
        "prices.1.amount",
        "prices.1.group_size",
        "prices.1.band",
    ];
    assert_eq!(fields, expected);
    assert!(Breakdown { direct: part(7_700), coordination: part(1_350), company: part(950) }.is_whole());
}

fn any_band() -> impl Strategy<Value = TimeBand> {
    proptest::sample::select(TimeBand::ALL)
}

/// Prices as they come to be: one list after another, some days apart.
fn grown(steps: &[(Vec<(TimeBand, i64)>, u64)]) -> (Vec<Price>, Vec<(NaiveDate, Vec<Price>)>) {
    let (mut prices, mut today, mut next, mut past) = (Vec::new(), day("2026-01-01"), 1, Vec::new());
    for (wanted, days) in steps {
        let mut unique: Vec<NewPrice> = Vec::new();
        for (band, pence) in wanted {
            if !unique.iter().any(|other| other.band == *band) {
                unique.push(want(*band, *pence));
            }
        }
        if let Ok(changes) = change_prices(&prices, &unique, true, today) {
            past.push((today, prices.clone()));
            prices.retain(|price| !changes.delete.contains(&price.id));
            for price in &mut prices {
                if let Some((_, last)) = changes.end.iter().find(|(id, _)| *id == price.id) {
                    price.valid_until = Some(*last);
                }
            }
            for (new, from) in changes.add {
                prices.push(Price { valid_from: from, ..price(next, new.band, new.amount.pence(), "2026-01-01") });
                next += 1;
            }
        }
        today = today + Days::new(*days);
    }
    (prices, past)
}

proptest! {
    #[test]
    fn nobody_pays_another_price_within_the_notice(
        steps in proptest::collection::vec((proptest::collection::vec((any_band(), 1i64..5), 1..4), 0u64..40), 1..8),
        band in any_band(),
        after in 0u64..28,
    ) {
        let (_, mut past) = grown(&steps);
        let (last, _) = grown(&steps);
        past.push((day("2100-01-01"), last));
        for pair in past.windows(2) {
            let [(today, before), (_, later)] = pair else { continue };
            let on = *today + Days::new(after);
            let before = price_for(before, PriceUnit::Hour, band, on).map(|price| price.amount);
            let later = price_for(later, PriceUnit::Hour, band, on).map(|price| price.amount);
            if before.is_some() && price_for(&pair[0].1, PriceUnit::Hour, band, *today).is_some() {
                prop_assert_eq!(before, later);
            }
        }
    }
}
