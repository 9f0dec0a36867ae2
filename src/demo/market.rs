//! Composes the market: providers with their accreditations, and listings in each provider's own voice. Pure, and the
//! same each time for the same day.

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::chance::Chance;
use super::written::{self, Offer, Provider, Rates, Sub};
use super::{DemoError, Size, hours};
use crate::directory::model::{
    Breakdown, Delivery, ListingCommand, ListingState, ListingTerms, NewPrice, PriceUnit, ProviderKind,
};
use crate::kernel::{BasisPoints, Money, Quantity, TimeBand};

/// The providers of the small market: what the first holders order from, and one of each sort.
const SMALL: [&str; 14] = [
    "aire-valley",
    "sana-malik",
    "kirkstall-hub",
    "independent-together",
    "calder-moor-leisure",
    "adult-learning",
    "stride",
    "bright-days",
    "heather-bank",
    "good-neighbours",
    "fresh-start",
    "our-money",
    "circle",
    "u-bluebell",
];

/// A listing ready to be made.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// The key of its provider.
    pub by: String,
    pub command: ListingCommand,
    pub prices: Vec<NewPrice>,
    pub state: ListingState,
    /// When it went live, or would have.
    pub published_at: NaiveDateTime,
}

/// A market ready to be made.
pub(super) struct Market {
    pub providers: Vec<Provider>,
    pub listings: Vec<Composed>,
}

/// Composes it as it is when a budget year began on `year_began`: everything was published before that.
pub(super) fn compose(size: Size, year_began: NaiveDate) -> Result<Market, DemoError> {
    let mut providers = written::providers()?;
    if size == Size::Small {
        providers.retain(|provider| SMALL.contains(&provider.key.as_str()));
    }
    let mut listings = Vec::new();
    for sub in written::market()? {
        for offer in &sub.offers {
            if let Some(provider) = providers.iter().find(|provider| provider.key == offer.by) {
                listings.push(listing(provider, &sub, offer, year_began)?);
            } else if size == Size::Full {
                return Err(DemoError::Unknown(offer.by.clone()));
            }
        }
    }
    Ok(Market { providers, listings })
}

fn listing(provider: &Provider, sub: &Sub, offer: &Offer, year_began: NaiveDate) -> Result<Composed, DemoError> {
    let chance = Chance::of(&format!("{}/{}", offer.by, offer.title));
    let mut command = command(provider, sub, offer, &chance)?;
    let prices = if offer.bare { Vec::new() } else { prices(provider, sub, offer)? };
    if offer.bare {
        command = ListingCommand {
            terms: ListingTerms { delivery: command.terms.delivery, ..ListingTerms::default() },
            description: offer.summary.clone(),
            easy_read: String::new(),
            times: Vec::new(),
            spaces_left: None,
            starts_within_days: None,
            ..command
        };
    }
    let before = u64::try_from(chance.between(20, 700)).unwrap_or(20);
    let published = year_began.checked_sub_days(Days::new(before)).unwrap_or(year_began);
    Ok(Composed {
        by: offer.by.clone(),
        command,
        prices,
        state: offer.state.unwrap_or(ListingState::Live),
        published_at: at_ten(published),
    })
}

/// Ten in the morning, or nearly so in summer: nobody minds.
pub(super) fn at_ten(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(10, 0, 0).unwrap_or_default()
}

fn command(provider: &Provider, sub: &Sub, offer: &Offer, chance: &Chance) -> Result<ListingCommand, DemoError> {
    let delivery = offer.delivery.clone().or(sub.delivery.clone()).unwrap_or_else(|| vec![Delivery::AtHome]);
    let at_home = delivery.contains(&Delivery::AtHome);
    let at_venue = delivery == [Delivery::AtVenue];
    let groups = offer.groups.clone().unwrap_or_else(|| sub.groups.clone());
    let mut text = chance.some_of(&sub.text, 2);
    text.push(provider.how.clone());
    let easy: Vec<String> = sub.easy.iter().map(|line| easy(provider, line)).collect();
    let unit = offer.unit.unwrap_or(sub.unit);
    let limited = !matches!(unit, PriceUnit::Item | PriceUnit::OneOff | PriceUnit::Mile);
    let spaces = if at_venue { chance.small(1, 9) } else { chance.small(0, 5) };
    Ok(ListingCommand {
        title: offer.title.clone(),
        summary: offer.summary.clone(),
        description: voiced(provider, &text.join("\n\n")),
        easy_read: easy.join("\n"),
        category: sub.code.clone(),
        terms: ListingTerms {
            care_groups: groups,
            outcomes: sub.outcomes.clone(),
            languages: provider.languages.clone(),
            access: if delivery.contains(&Delivery::AtVenue) { provider.access.clone() } else { Vec::new() },
            included: chance.some_of(&sub.included, 5),
            not_included: chance.some_of(&sub.not_included, 3),
            districts: if at_home { provider.districts.clone() } else { Vec::new() },
            councils: Vec::new(),
            delivery,
        },
        times: hours::times(offer.when.as_deref().unwrap_or(&sub.when))?,
        radius_miles: (at_home && provider.districts.is_empty()).then(|| provider.radius.unwrap_or(10)),
        spaces_left: (limited && chance.likely(70)).then_some(spaces),
        starts_within_days: Some(offer.start.or(sub.start).unwrap_or_else(|| chance.small(1, 12))),
        notice_hours: sub.notice.unwrap_or(24),
        late_charge_percent: if chance.likely(70) { 50 } else { 100 },
        venue: offer.venue.clone(),
    })
}

/// The same words said by an organisation or by one person.
fn voiced(provider: &Provider, text: &str) -> String {
    let words = if provider.is_person() {
        [("{we_are}", "I am"), ("{We}", "I"), ("{we}", "I"), ("{us}", "me"), ("{Our}", "My"), ("{our}", "my")]
    } else {
        [("{we_are}", "we are"), ("{We}", "We"), ("{we}", "we"), ("{us}", "us"), ("{Our}", "Our"), ("{our}", "our")]
    };
    let ours = if provider.is_person() { "mine" } else { "ours" };
    let said = words.iter().fold(text.to_owned(), |text, (slot, word)| text.replace(slot, word));
    said.replace("{ours}", ours)
}

/// What a provider says of itself at length.
pub(super) fn about(provider: &Provider) -> String {
    voiced(provider, &provider.how)
}

fn easy(provider: &Provider, line: &str) -> String {
    let swap: &[(&str, &str)] = if provider.is_person() {
        &[("We ", "I "), (" we ", " I "), (" us.", " me."), (" us ", " me ")]
    } else {
        &[("I ", "We "), (" me.", " us."), (" me ", " us ")]
    };
    swap.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to))
}

fn prices(provider: &Provider, sub: &Sub, offer: &Offer) -> Result<Vec<NewPrice>, DemoError> {
    let text = offer.price.as_deref().unwrap_or(&sub.price);
    let base = Money::parse(text).map_err(|_| DemoError::Unknown(text.to_owned()))?;
    let minimum = offer.minimum.as_deref().or(sub.minimum.as_deref()).unwrap_or("1");
    let minimum = Quantity::parse(minimum).map_err(|_| DemoError::Unknown(minimum.to_owned()))?;
    let unit = offer.unit.unwrap_or(sub.unit);
    // Whoever shows where the money goes shows it for support, not for things.
    let shared = !matches!(unit, PriceUnit::Item | PriceUnit::OneOff | PriceUnit::Mile);
    let breakdown = provider.split.filter(|_| shared).and_then(|[direct, coordination, company]| {
        Some(Breakdown {
            direct: BasisPoints::new(direct)?,
            coordination: BasisPoints::new(coordination)?,
            company: BasisPoints::new(company)?,
        })
    });
    let bands: &[(TimeBand, i64)] = match offer.rates.unwrap_or(sub.rates) {
        Rates::Flat => &[(TimeBand::Weekday, 100)],
        Rates::Pa => &[(TimeBand::Weekday, 100), (TimeBand::Weekend, 110), (TimeBand::BankHoliday, 150)],
        Rates::Night => &[(TimeBand::Weekday, 100), (TimeBand::Weekend, 112), (TimeBand::BankHoliday, 150)],
        Rates::Care => &[
            (TimeBand::Weekday, 100),
            (TimeBand::Evening, 114),
            (TimeBand::Weekend, 120),
            (TimeBand::BankHoliday, 200),
        ],
    };
    let price = |(band, percent): &(TimeBand, i64)| NewPrice {
        vat: offer.vat.unwrap_or(sub.vat),
        minimum,
        breakdown,
        ..NewPrice::new(unit, *band, at_percent(base, *percent))
    };
    let mut prices: Vec<NewPrice> = bands.iter().map(price).collect();
    for (size, percent) in (2..).zip(&offer.together) {
        prices.push(NewPrice { group_size: size, ..price(&(TimeBand::Weekday, *percent)) });
    }
    Ok(prices)
}

/// So many per cent of a price, to the nearest ten pence; the price itself stays.
fn at_percent(base: Money, percent: i64) -> Money {
    if percent == 100 {
        return base;
    }
    let exact = base.pence().saturating_mul(percent);
    Money::from_pence(exact.saturating_add(500) / 1_000 * 10)
}

/// Where its staff and its council are, by postcode: the demo's two councils share the area between them.
pub(super) fn is_in_airevale(postcode: &str) -> bool {
    postcode.starts_with("LS")
}

/// What a kind of provider needs to be found by: individuals have no web address.
pub(super) fn has_website(kind: ProviderKind) -> bool {
    !matches!(kind, ProviderKind::Person | ProviderKind::Community | ProviderKind::Unknown)
}

#[cfg(test)]
#[path = "market_tests.rs"]
mod tests;
