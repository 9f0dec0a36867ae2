//! Bands of prices that can be ticked: each unit has its own, since a fair price for an hour is none for a week.
//!
//! A band's code is its unit and where it begins, in pence: `hour:1500`. It ends where the next one begins. Change
//! `schema::VERSION` with anything here: codes are in the index.

/// Where the bands of a unit begin, in pence, after the first, which begins at nothing.
fn edges(unit: &str) -> &'static [i64] {
    match unit {
        "hour" => &[1_500, 2_000, 2_500, 3_000],
        "half_hour" => &[750, 1_000, 1_250, 1_500],
        "day" => &[3_000, 5_000, 8_000, 12_000],
        "night" => &[5_000, 10_000, 15_000, 20_000],
        "week" => &[5_000, 20_000, 80_000, 120_000],
        "mile" => &[50, 75, 100],
        "item" => &[2_000, 5_000, 10_000, 50_000],
        "one_off" => &[5_000, 20_000, 50_000, 100_000],
        _ => &[500, 1_000, 2_000, 4_000],
    }
}

/// The code of the band that a price is in.
#[must_use]
pub fn price_band(unit: &str, pence: i64) -> String {
    let from = edges(unit).iter().rev().find(|edge| pence >= **edge).copied().unwrap_or(0);
    format!("{unit}:{from}")
}

/// The codes of a unit's bands, lowest first.
pub fn price_bands(unit: &str) -> impl Iterator<Item = String> {
    std::iter::once(&0).chain(edges(unit)).map(move |from| format!("{unit}:{from}"))
}

/// The unit of a band, where it begins and, but for the highest, where the next one does, in pence. None for what is
/// no band's code.
#[must_use]
pub fn price_band_limits(code: &str) -> Option<(&str, i64, Option<i64>)> {
    let (unit, from) = code.split_once(':')?;
    let from: i64 = from.parse().ok()?;
    let edges = edges(unit);
    if from == 0 {
        return Some((unit, 0, edges.first().copied()));
    }
    let at = edges.iter().position(|edge| *edge == from)?;
    Some((unit, from, edges.get(at + 1).copied()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_band_says_what_it_holds() {
        assert_eq!(price_band("hour", 1_499), "hour:0");
        assert_eq!(price_band("hour", 1_500), "hour:1500");
        assert_eq!(price_band_limits("hour:1500"), Some(("hour", 1_500, Some(2_000))));
        assert_eq!(price_band_limits("hour:3000"), Some(("hour", 3_000, None)));
        for none in ["hour", "hour:", "hour:1", "hour:-5", ":x"] {
            assert_eq!(price_band_limits(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_price_is_in_exactly_one_band(pence in 0_i64..500_000, unit in proptest::sample::select(&["hour", "visit", "week", "mile"][..])) {
            let holding: Vec<String> = price_bands(unit)
                .filter(|code| {
                    let (_, from, below) = price_band_limits(code).unwrap();
                    from <= pence && below.is_none_or(|below| pence < below)
                })
                .collect();
            prop_assert_eq!(holding, [price_band(unit, pence)]);
        }
    }
}
