//! Listings as rows of the file, and the template with its example.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cells::{days_cell, joined, safe};
use super::columns::{Column, Plain, PricePart, TimePart, all};
use crate::directory::model::price::as_wanted;
use crate::directory::model::{Breakdown, Listing, ListingCommand, NewPrice};
use crate::geo;
use crate::kernel::slug::fold_key;
use crate::kernel::{BasisPoints, ListingId, Quantity};

/// Groups of times and of prices that a file has at least, so that there is room to fill in.
const SPARE: u8 = 3;

/// What marks a file as UTF-8 for spreadsheets that would take it for something else.
const MARK: &str = "\u{feff}";

/// What a listing says, as a cell.
#[must_use]
pub fn command_cell(command: &ListingCommand, column: Plain) -> String {
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    let terms = &command.terms;
    match column {
        Plain::ListingId | Plain::Reference | Plain::State => String::new(),
        Plain::Title => command.title.clone(),
        Plain::Category => command.category.clone(),
        Plain::Summary => command.summary.clone(),
        Plain::Description => command.description.clone(),
        Plain::EasyRead => command.easy_read.clone(),
        Plain::CareGroups => joined(&terms.care_groups.iter().map(|word| word.label()).collect::<Vec<_>>()),
        Plain::Outcomes => joined(&terms.outcomes.iter().map(|word| word.label()).collect::<Vec<_>>()),
        Plain::Delivery => joined(&terms.delivery.iter().map(|word| word.label()).collect::<Vec<_>>()),
        Plain::Venue => command.venue.clone().unwrap_or_default(),
        Plain::Districts => joined(&terms.districts),
        Plain::Councils => joined(&terms.councils.iter().map(|code| council(code)).collect::<Vec<_>>()),
        Plain::RadiusMiles => number(command.radius_miles),
        Plain::SpacesLeft => number(command.spaces_left),
        Plain::StartsWithinDays => number(command.starts_within_days),
        Plain::Languages => joined(&terms.languages),
        Plain::Access => joined(&terms.access),
        Plain::Included => joined(&terms.included),
        Plain::NotIncluded => joined(&terms.not_included),
        Plain::NoticeHours => command.notice_hours.to_string(),
        Plain::LateChargePercent => command.late_charge_percent.to_string(),
    }
}

/// A council's name, unless another has the same: then its code.
fn council(code: &str) -> &str {
    let Some(name) = geo::council_name(code) else { return code };
    let key = fold_key(name);
    let same = geo::councils().filter(|(_, other)| fold_key(other) == key).count();
    if same == 1 { name } else { code }
}

/// A group of days and times, as a cell.
fn time_cell(command: &ListingCommand, group: u8, part: TimePart) -> String {
    let time = command.times.get(usize::from(group).saturating_sub(1));
    time.map_or_else(String::new, |time| match part {
        TimePart::Days => days_cell(time.weekdays),
        TimePart::From => time.from.hhmm(),
        TimePart::To => time.to.hhmm(),
    })
}

/// A part of a price, as a cell.
#[must_use]
pub fn price_cell(price: &NewPrice, part: PricePart) -> String {
    let share = |part: fn(&Breakdown) -> BasisPoints| {
        let points = price.breakdown.as_ref().map(|parts| i64::from(part(parts).points()));
        points.map(|points| Quantity::from_hundredths(points).to_string()).unwrap_or_default()
    };
    match part {
        PricePart::Unit => price.unit.as_str().to_owned(),
        PricePart::Band => price.band.as_str().to_owned(),
        PricePart::People => price.group_size.to_string(),
        PricePart::Amount => price.amount.plain(),
        PricePart::Vat => price.vat.as_str().to_owned(),
        PricePart::Minimum => price.minimum.to_string(),
        PricePart::From => price.valid_from.map(|day: NaiveDate| day.to_string()).unwrap_or_default(),
        PricePart::Direct => share(|parts| parts.direct),
        PricePart::Coordination => share(|parts| parts.coordination),
        PricePart::Company => share(|parts| parts.company),
    }
}

fn cell(listing: &Listing, wanted: &[NewPrice], command: &ListingCommand, reference: &str, column: Column) -> String {
    match column {
        Column::Plain(Plain::ListingId) => listing.id.to_string(),
        Column::Plain(Plain::Reference) => reference.to_owned(),
        Column::Plain(Plain::State) => listing.state.label().to_owned(),
        Column::Plain(plain) => command_cell(command, plain),
        Column::Time(group, part) => time_cell(command, group, part),
        Column::Price(group, part) => {
            let price = wanted.get(usize::from(group).saturating_sub(1));
            price.map(|price| price_cell(price, part)).unwrap_or_default()
        }
    }
}

/// The whole file of these listings.
#[must_use]
#[allow(clippy::implicit_hasher, reason = "there is one kind of map here")]
pub fn file(listings: &[Listing], references: &HashMap<ListingId, String>, mark: bool) -> String {
    let prices: Vec<Vec<NewPrice>> = listings.iter().map(|listing| as_wanted(&listing.prices)).collect();
    let groups = |most: Option<usize>| most.and_then(|most| u8::try_from(most).ok()).unwrap_or(0).max(SPARE);
    let times = groups(listings.iter().map(|listing| listing.times.len()).max());
    let columns = all(times, groups(prices.iter().map(Vec::len).max()));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut rows = vec![columns.iter().map(|column| column.name()).collect::<Vec<_>>()];
    for (listing, wanted) in listings.iter().zip(&prices) {
        let (command, reference) = (listing.as_command(), references.get(&listing.id).map_or("", String::as_str));
        rows.push(columns.iter().map(|column| safe(&cell(listing, wanted, &command, reference, *column))).collect());
    }
    text(&mut writer, &rows);
    finished(writer, mark)
}

fn text(writer: &mut csv::Writer<Vec<u8>>, rows: &[Vec<String>]) {
    for row in rows {
        // Writing to memory can't fail, and all rows are of one length.
        let _ = writer.write_record(row);
    }
}

fn finished(writer: csv::Writer<Vec<u8>>, mark: bool) -> String {
    let bytes = writer.into_inner().unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    if mark { format!("{MARK}{text}") } else { text }
}

/// The example of the template, by column.
const EXAMPLE: [(&str, &str); 27] = [
    ("reference", "CLEAN-1"),
    ("title", "EXAMPLE: change or take out this row"),
    ("category", "help-around-the-home/cleaning"),
    ("summary", "Help to keep your home clean. The same person each week."),
    ("description", "We clean your kitchen, bathroom and floors.\nYou say what matters most."),
    ("easy_read", "We clean your home.\nYou choose what we do."),
    ("care_groups", "Older people | Physical disability"),
    ("outcomes", "Health and wellbeing"),
    ("delivery", "At your home"),
    ("districts", "M33 | M41"),
    ("councils", "Trafford"),
    ("radius_miles", "5"),
    ("spaces_left", "4"),
    ("starts_within_days", "14"),
    ("languages", "English | Urdu"),
    ("included", "Cleaning things"),
    ("not_included", "Windows outside"),
    ("notice_hours", "24"),
    ("late_charge_percent", "50"),
    ("time_1_days", "Monday, Tuesday, Wednesday, Thursday, Friday"),
    ("time_1_from", "09:00"),
    ("time_1_to", "17:00"),
    ("price_1_unit", "hour"),
    ("price_1_band", "weekday"),
    ("price_1_amount", "18.50"),
    ("price_2_unit", "hour"),
    ("price_2_amount", "22.00"),
];

/// The cell of the template's example.
#[must_use]
pub fn example(column: Column) -> &'static str {
    let name = column.name();
    if name == "price_2_band" {
        return "weekend";
    }
    EXAMPLE.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| cell)
}

/// The file to start from: the names and one row that shows how.
#[must_use]
pub fn template() -> String {
    let columns: Vec<Column> =
        all(SPARE, SPARE).into_iter().filter(|column| *column != Column::Plain(Plain::State)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| column.name()).collect();
    let cells = columns.iter().map(|column| example(*column).to_owned()).collect();
    text(&mut writer, &[names, cells]);
    finished(writer, true)
}
