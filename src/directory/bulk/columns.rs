//! The columns of a provider's file: their names, what each is for, and which one an unknown name may mean.

use crate::kernel::slug::fold_key;
use crate::kernel::text_enum;

/// The most numbered groups of times and of prices.
pub const MOST_GROUPS: u8 = 60;

text_enum! {
    /// A column that is there once. The label explains it to people.
    pub enum Plain {
        ListingId = "listing_id" => "Our number for the listing. Leave it empty for a new one.",
        Reference = "reference" => "Your own number or name for it, up to 60 letters. A row without our number is matched by this.",
        State = "state" => "Draft, in review, live, paused or withdrawn. Only for you to read: a file never changes it.",
        Title = "title" => "What you call it. A row without a number or reference is matched by its title.",
        Category = "category" => "One code or name from the list of categories below.",
        Summary = "summary" => "Two plain sentences, which people see first.",
        Description = "description" => "All about it. It may have several lines.",
        EasyRead = "easy_read" => "The same in short sentences and easy words.",
        CareGroups = "care_groups" => "Who it is for.",
        Outcomes = "outcomes" => "What it helps with.",
        Delivery = "delivery" => "How people get it.",
        Venue = "venue" => "Where it takes place, if people come to you and not to the address of your page.",
        Districts = "districts" => "Postcode areas you go to, like M33 | LS6.",
        Councils = "councils" => "Councils you cover, by name or code, like Leeds | Trafford.",
        RadiusMiles = "radius_miles" => "How many miles you go from your own postcode, from 0 to 500.",
        SpacesLeft = "spaces_left" => "How many places are free. Leave it empty when it isn’t a matter of places.",
        StartsWithinDays = "starts_within_days" => "How many days until it can start.",
        Languages = "languages" => "Languages, like English | Urdu.",
        Access = "access" => "Access, like Step-free entrance | Hearing loop.",
        Included = "included" => "What the price covers.",
        NotIncluded = "not_included" => "What has to be paid besides.",
        NoticeHours = "notice_hours" => "Cancelling earlier than this many hours before costs nothing.",
        LateChargePercent = "late_charge_percent" => "The share of the price that is due after that, from 0 to 100.",
    }
}

text_enum! {
    /// A part of a group of days and times.
    pub enum TimePart {
        Days = "days" => "Days, like Monday, Tuesday or Mon-Fri or every day.",
        From = "from" => "When it begins, like 09:00 or 9am.",
        To = "to" => "When it ends. An end before the beginning is on the next day.",
    }
}

text_enum! {
    /// A part of a price.
    pub enum PricePart {
        Unit = "unit" => "What one costs: an hour, a visit and so on.",
        Band = "band" => "When it is charged. Empty means weekday.",
        People = "people" => "How many people share it. Empty means 1.",
        Amount = "amount" => "In pounds, like 21.50, for one unit and one person, with all that must be paid.",
        Vat = "vat" => "How VAT is in it. Empty means exempt.",
        Minimum = "minimum" => "The least that can be bought at a time. Empty means 1.",
        From = "from" => "The first day. For a change, empty means as early as the 28 days’ notice allows.",
        Direct = "direct_percent" => "The share that pays for support itself. The three shares make 100, or are all empty.",
        Coordination = "coordination_percent" => "The share that pays for arranging it.",
        Company = "company_percent" => "The share that pays for running the company.",
    }
}

/// A column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// There once.
    Plain(Plain),
    /// `time_1_days` and so on.
    Time(u8, TimePart),
    /// `price_1_amount` and so on.
    Price(u8, PricePart),
}

impl Column {
    /// Its name in the first row.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Plain(plain) => plain.as_str().to_owned(),
            Self::Time(group, part) => format!("time_{group}_{}", part.as_str()),
            Self::Price(group, part) => format!("price_{group}_{}", part.as_str()),
        }
    }

    /// The column of this name, in any case, with spaces or underscores.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let key = key(name);
        if let Ok(plain) = key.parse() {
            return Some(Self::Plain(plain));
        }
        let numbered = |kind: &str| {
            let (group, part) = key.strip_prefix(kind)?.split_once('_')?;
            let group = group.parse::<u8>().ok().filter(|group| (1..=MOST_GROUPS).contains(group))?;
            Some((group, part.to_owned()))
        };
        let time = numbered("time_").and_then(|(group, part)| Some(Self::Time(group, part.parse().ok()?)));
        time.or_else(|| numbered("price_").and_then(|(group, part)| Some(Self::Price(group, part.parse().ok()?))))
    }
}

fn key(name: &str) -> String {
    let folded = fold_key(name);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_")
}

/// Every column of a file with so many groups of times and prices, in order.
#[must_use]
pub fn all(times: u8, prices: u8) -> Vec<Column> {
    let plain = Plain::ALL.iter().map(|plain| Column::Plain(*plain));
    let times = (1..=times).flat_map(|group| TimePart::ALL.iter().map(move |part| Column::Time(group, *part)));
    let prices = (1..=prices).flat_map(|group| PricePart::ALL.iter().map(move |part| Column::Price(group, *part)));
    plain.chain(times).chain(prices).collect()
}

/// The name that an unknown one comes nearest to, if it comes near at all.
#[must_use]
pub fn nearest(unknown: &str) -> Option<String> {
    let wanted = key(unknown);
    let longest = (wanted.chars().count() / 3).max(2);
    let known = all(3, 3).into_iter().map(Column::name);
    let near = known.map(|name| (apart(&wanted, &name), name)).filter(|(apart, _)| *apart <= longest);
    near.min().map(|(_, name)| name)
}

/// How many letters have to be changed, added or taken out to make one word of the other.
fn apart(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(80).enumerate() {
        let mut next = vec![at + 1];
        for (place, wanted) in other.iter().enumerate() {
            let get = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let changed = get(&row, place) + usize::from(letter != *wanted);
            next.push(changed.min(get(&row, place + 1) + 1).min(get(&next, place) + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for column in all(MOST_GROUPS, MOST_GROUPS) {
            assert_eq!(Column::parse(&column.name()), Some(column));
        }
        assert_eq!(Column::parse(" Listing ID "), Some(Column::Plain(Plain::ListingId)));
        assert_eq!(Column::parse("PRICE 2 AMOUNT"), Some(Column::Price(2, PricePart::Amount)));
        for unknown in ["", "price_0_amount", "price_61_amount", "price_1_", "price_amount", "beds"] {
            assert_eq!(Column::parse(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_slip_is_told_what_was_meant() {
        assert_eq!(nearest("titel").as_deref(), Some("title"));
        assert_eq!(nearest("catagory").as_deref(), Some("category"));
        assert_eq!(nearest("Price 1 ammount").as_deref(), Some("price_1_amount"));
        assert_eq!(nearest("colour of the van"), None);
    }
}
