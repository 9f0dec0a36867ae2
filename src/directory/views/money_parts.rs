//! Where the money of a price goes: a sentence, a bar, and a table that adds up to the penny and to 100 %.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::listing_parts::capital;
use super::sentences::{band_short, main_price};
use crate::directory::model::{Breakdown, Listing, Price};
use crate::kernel::{BasisPoints, Money, TimeBand};
use crate::web::charts::{Segment, key_swatch, share_bar};
use crate::web::components::{Table, details, panel, text};

/// The panel; empty when the provider hasn't said.
pub fn where_it_goes(listing: &Listing, today: NaiveDate) -> Markup {
    let main = main_price(listing, today);
    let whole = |price: &'_ Price| price.breakdown.filter(Breakdown::is_whole);
    let broken = main.and_then(|price| Some((price, whole(price)?)));
    let mut others: Vec<(&Price, Breakdown)> = listing
        .prices
        .iter()
        .filter(|price| price.holds_on(today) && main.is_none_or(|main| main.id != price.id))
        .filter_map(|price| Some((price, whole(price)?)))
        .filter(|(price, parts)| {
            // The times of one price share its parts: saying them once is enough.
            !main.is_some_and(|main| main.unit == price.unit && price.group_size == 1 && whole(main) == Some(*parts))
        })
        .collect();
    others.sort_by_key(|(price, _)| (price.unit, price.group_size, price.band));
    html! {
        @if broken.is_some() || !others.is_empty() {
            (panel("cost", "Where your money goes", &html! {
                @if let Some((price, breakdown)) = broken { (table(price, breakdown)) }
                @for (price, breakdown) in others {
                    (details(&named(price), &table(price, breakdown)))
                }
            }))
        }
    }
}

/// "An hour, at weekends, 2 people sharing, each: £12.00"
fn named(price: &Price) -> String {
    let when = if price.band == TimeBand::Weekday { String::new() } else { format!(", {}", band_short(price.band)) };
    let shared =
        if price.group_size > 1 { format!(", {} people sharing, each", price.group_size) } else { String::new() };
    format!("{}{when}{shared}: {}", capital(price.unit.per()), price.amount)
}

/// The amounts of the parts: two are rounded, the last takes what is left, so that they add up.
pub fn amounts(price: Money, breakdown: Breakdown) -> Option<[Money; 3]> {
    let direct = price.share(breakdown.direct);
    let coordination = price.share(breakdown.coordination);
    let rest = price.checked_sub(direct)?.checked_sub(coordination)?;
    // With two halves of a penny rounded up, nothing would be left below nothing.
    if rest.is_negative() {
        Some([direct, coordination.checked_add(rest)?, Money::ZERO])
    } else {
        Some([direct, coordination, rest])
    }
}

fn table(price: &Price, breakdown: Breakdown) -> Markup {
    let Some([direct, coordination, company]) = amounts(price.amount, breakdown) else { return html! {} };
    let parts = [
        ("app-fill-spent", "Direct support: pay, training, travel", breakdown.direct, direct),
        ("app-fill-committed", "Co-ordination: planning visits, cover", breakdown.coordination, coordination),
        ("app-fill-warm", "Company costs: office, insurance", breakdown.company, company),
    ];
    let segments = parts.map(|(class, _, share, _)| Segment { size: i64::from(share.points()), class });
    let per = capital(price.unit.per());
    let rows = parts
        .map(|(class, name, share, amount)| vec![html! { (key_swatch(class)) " " (name) }, text(share), text(amount)]);
    html! {
        p.govuk-body { (direct) " of every " (price.amount) " pays for the people who support you." }
        (share_bar(&segments, 10_000))
        (Table::new(format!("How {} at {} is made up", price.unit.per(), price.amount))
            .column("Part").numbers("Share").numbers(per).rows(rows)
            .total([text("Price"), text(BasisPoints::WHOLE), text(price.amount)]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_penny(pence in 1i64..1_000_000, direct in 0i32..=10_000, next in 0i32..=10_000) {
            let coordination = next.min(10_000 - direct);
            let part = |points| BasisPoints::new(points).unwrap();
            let breakdown = Breakdown {
                direct: part(direct),
                coordination: part(coordination),
                company: part(10_000 - direct - coordination),
            };
            let parts = amounts(Money::from_pence(pence), breakdown).unwrap();
            prop_assert_eq!(Money::sum(parts), Some(Money::from_pence(pence)));
            prop_assert!(parts.iter().all(|part| !part.is_negative()));
        }
    }

    #[test]
    fn the_usual_split_of_a_usual_price() {
        let part = |points| BasisPoints::new(points).unwrap();
        let breakdown = Breakdown { direct: part(7_700), coordination: part(1_350), company: part(950) };
        let parts = amounts(Money::from_pence(2_150), breakdown).unwrap();
        assert_eq!(parts.map(Money::pence), [1_656, 290, 204]);
    }
}
