//! What is compared, row by row, in words. Pure.

use chrono::NaiveDate;

use super::model::{Compared, Comparison, units_for};
use crate::directory::model::{Breakdown, Listing, ListingTime, Price, Vat};
use crate::directory::views::listing_parts::{area_sentences, capital, groups_sentence};
use crate::directory::views::money_parts::amounts;
use crate::directory::views::sentences::{
    band_words, cancelling, kind_words, main_price, quantity_words, spaces, starts_within,
};
use crate::geo;
use crate::kernel::{TimeBand, words};

/// One row: what is compared, and a cell for each service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is compared.
    pub label: &'static str,
    /// The lines of each cell.
    pub cells: Vec<Vec<String>>,
}

impl Row {
    /// Whether the services differ in this.
    pub fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair.first() != pair.last())
    }
}

/// Every row in which at least one service says something.
pub fn rows(comparison: &Comparison, today: NaiveDate) -> Vec<Row> {
    let lines = |label: &'static str, none: &str, of: &dyn Fn(&Compared) -> Vec<String>| {
        let cells: Vec<Vec<String>> = comparison.compared.iter().map(of).collect();
        let said = cells.iter().any(|cell| !cell.is_empty());
        let fill = |cell: Vec<String>| if cell.is_empty() { vec![none.to_owned()] } else { cell };
        said.then(|| Row { label, cells: cells.into_iter().map(fill).collect() })
    };
    let not_said = "Not said";
    let all = [
        lines("Price", "No price given", &|one| prices(&one.offer.listing, today)),
        lines("VAT", not_said, &|one| main_price(&one.offer.listing, today).map(vat).into_iter().collect()),
        lines("Where the money goes", not_said, &|one| breakdown(&one.offer.listing, today)),
        lines("The least you can order", not_said, &|one| least(&one.offer.listing, today)),
        lines("For the hours in the plan", "Not priced by the hour", &|one| for_the_plan(one, today)),
        lines("What you get", not_said, &|one| one.offer.listing.terms.included.clone()),
        lines("Not in the price", not_said, &|one| one.offer.listing.terms.not_included.clone()),
        lines("Reviews", "No reviews yet", &reviews),
        lines("Care Quality Commission", "Not rated", &|one| one.offer.provider.cqc_rating.iter().cloned().collect()),
        lines("Checks we have seen", "None yet", &|one| checks(one, today)),
        lines("How far away", "Not known", &|one| one.distance_m.map(geo::miles).into_iter().collect()),
        lines("Days and times", not_said, &|one| one.offer.listing.times.iter().copied().map(time).collect()),
        lines("Spaces", not_said, &|one| spaces(one.offer.listing.spaces_left).into_iter().collect()),
        lines("Start", not_said, &|one| starts_within(one.offer.listing.starts_within_days).into_iter().collect()),
        lines("Access", not_said, &|one| one.offer.listing.terms.access.clone()),
        lines("Languages", not_said, &|one| one.offer.listing.terms.languages.clone()),
        lines("Who it is for", not_said, &|one| sentence(groups_sentence(&one.offer.listing.terms.care_groups))),
        lines("Cancelling", not_said, &|one| {
            vec![cancelling(one.offer.listing.notice_hours, one.offer.listing.late_charge_percent)]
        }),
        lines("Kind of provider", not_said, &|one| kind_words(&one.offer.provider).into_iter().collect()),
        lines("Area", not_said, &|one| area_sentences(&one.offer.listing, &one.offer.provider)),
    ];
    all.into_iter().flatten().collect()
}

fn sentence(words: String) -> Vec<String> {
    if words.is_empty() { Vec::new() } else { vec![words] }
}

/// The usual price first, then every other that holds today.
fn prices(listing: &Listing, today: NaiveDate) -> Vec<String> {
    let Some(main) = main_price(listing, today) else { return Vec::new() };
    let mut others: Vec<&Price> =
        listing.prices.iter().filter(|price| price.holds_on(today) && price.id != main.id).collect();
    others.sort_by_key(|price| (price.unit != main.unit, price.unit, price.group_size, price.band));
    let other = |price: &&Price| {
        let band = if price.band == TimeBand::Weekday { "Weekday" } else { band_words(price.band) };
        let shared =
            if price.group_size > 1 { format!(", {} people sharing, each", price.group_size) } else { String::new() };
        format!("{band}: {} {}{shared}", price.amount, price.unit.per())
    };
    std::iter::once(format!("{} {}", main.amount, main.unit.per())).chain(others.iter().map(other)).collect()
}

fn vat(price: &Price) -> String {
    match price.vat {
        Vat::Exempt | Vat::Zero => "No VAT",
        Vat::Included => "VAT is in the price",
    }
    .to_owned()
}

fn breakdown(listing: &Listing, today: NaiveDate) -> Vec<String> {
    let Some(main) = main_price(listing, today) else { return Vec::new() };
    let Some(parts) = main.breakdown.filter(Breakdown::is_whole) else { return Vec::new() };
    let Some([direct, coordination, company]) = amounts(main.amount, parts) else { return Vec::new() };
    vec![
        format!("Direct support: {direct} ({})", parts.direct),
        format!("Co-ordination: {coordination} ({})", parts.coordination),
        format!("Company costs: {company} ({})", parts.company),
    ]
}

fn least(listing: &Listing, today: NaiveDate) -> Vec<String> {
    main_price(listing, today).map(|main| quantity_words(main.minimum, main.unit)).into_iter().collect()
}

/// "£64.50 a week for 3 hours (Help at home)".
fn for_the_plan(one: &Compared, today: NaiveDate) -> Vec<String> {
    let cost = || {
        let wanted = one.wanted.as_ref()?;
        let main = main_price(&one.offer.listing, today)?;
        let cost = main.amount.times(units_for(wanted.hours, main.unit)?)?;
        let hours = quantity_words(wanted.hours, crate::directory::model::PriceUnit::Hour);
        Some(format!("{cost} a week for {hours} ({})", wanted.line))
    };
    cost().into_iter().collect()
}

fn reviews(one: &Compared) -> Vec<String> {
    let listing = &one.offer.listing;
    let Some(hundredths) = listing.rating_hundredths() else { return Vec::new() };
    let tenths = (hundredths + 5) / 10;
    let reviews = words::count(listing.rating_count, "review", "reviews");
    vec![format!("{}.{} out of 5, {reviews}", tenths / 10, tenths % 10)]
}

fn checks(one: &Compared, today: NaiveDate) -> Vec<String> {
    one.offer.provider.shown_accreditations(today).map(|held| held.scheme.label().to_owned()).collect()
}

fn time(time: ListingTime) -> String {
    let overnight = if time.to < time.from { " the next day" } else { "" };
    format!("{}, {} to {}{overnight}", capital(&time.weekdays.words()), time.from, time.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_differs_when_any_cell_does() {
        let row =
            |cells: &[&str]| Row { label: "VAT", cells: cells.iter().map(|cell| vec![(*cell).to_owned()]).collect() };
        assert!(!row(&["No VAT"]).differs());
        assert!(!row(&["No VAT", "No VAT", "No VAT"]).differs());
        assert!(row(&["No VAT", "No VAT", "VAT is in the price"]).differs());
    }
}
