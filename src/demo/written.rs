//! What was written for the demo by hand, in `static/demo`, as it stands in the files: providers with how they work,
//! what each offers, and people with their plans. Next: [`super::market`] makes listings of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::DemoError;
use crate::directory::model::{AccreditationScheme, CareGroup, Delivery, ListingState, OutcomeFamily, PriceUnit};
use crate::directory::model::{ProviderKind, Vat};

/// An invented provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    /// What the other files call it.
    pub key: String,
    pub name: String,
    pub kind: ProviderKind,
    pub workers: Option<i32>,
    pub place: String,
    pub postcode: String,
    /// Who runs it here; none for one that nobody has claimed, or whose people are named elsewhere.
    pub staff: Option<String>,
    pub summary: String,
    /// How it works, in every listing of its own.
    #[serde(default)]
    pub how: String,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub access: Vec<String>,
    #[serde(default)]
    pub districts: Vec<String>,
    pub radius: Option<i32>,
    /// Accreditations that were checked.
    #[serde(default)]
    pub has: Vec<AccreditationScheme>,
    /// Accreditations that it says it has.
    #[serde(default)]
    pub waiting: Vec<AccreditationScheme>,
    /// Days from today on which some run out; below 0 for those that have.
    #[serde(default)]
    pub runs_out: BTreeMap<AccreditationScheme, i64>,
    pub cqc: Option<String>,
    /// Shares of a price in hundredths of a per cent: direct, co-ordination, company.
    pub split: Option<[i32; 3]>,
    pub answers: Option<i32>,
    /// Loaded from a list; nobody runs it here.
    #[serde(default)]
    pub unclaimed: bool,
}

impl Provider {
    pub fn is_person(&self) -> bool {
        self.kind == ProviderKind::Person
    }
}

/// How a price differs by time.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rates {
    /// The same at all times.
    Flat,
    /// As personal assistants do: more at weekends and bank holidays.
    Pa,
    /// As agencies do: evenings, weekends and bank holidays.
    Care,
    /// Priced by the night.
    Night,
}

/// What is offered in one subcategory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sub {
    pub code: String,
    pub unit: PriceUnit,
    pub rates: Rates,
    pub price: String,
    #[serde(default)]
    pub vat: Vat,
    pub minimum: Option<String>,
    pub when: String,
    pub delivery: Option<Vec<Delivery>>,
    pub groups: Vec<CareGroup>,
    pub outcomes: Vec<OutcomeFamily>,
    /// Hours' notice for cancelling.
    pub notice: Option<i32>,
    /// Starts within so many days.
    pub start: Option<i32>,
    /// Paragraphs, of which each listing has two.
    pub text: Vec<String>,
    pub included: Vec<String>,
    pub not_included: Vec<String>,
    pub easy: Vec<String>,
    pub offers: Vec<Offer>,
}

/// One listing, where it differs from its subcategory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offer {
    /// The key of the provider.
    pub by: String,
    pub title: String,
    pub summary: String,
    pub price: Option<String>,
    pub unit: Option<PriceUnit>,
    pub rates: Option<Rates>,
    pub vat: Option<Vat>,
    pub minimum: Option<String>,
    pub when: Option<String>,
    pub delivery: Option<Vec<Delivery>>,
    pub groups: Option<Vec<CareGroup>>,
    pub start: Option<i32>,
    pub state: Option<ListingState>,
    /// What it costs each, in per cent of the price, when two, three and so on share it.
    #[serde(default)]
    pub together: Vec<i64>,
    /// Where it takes place, when that isn't at the provider's address.
    pub venue: Option<String>,
    /// As open data has it: no prices, no words but the summary.
    #[serde(default)]
    pub bare: bool,
}

/// More listings of a subcategory that is described elsewhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    code: String,
    offers: Vec<Offer>,
}

#[derive(Deserialize)]
struct ProviderFile {
    provider: Vec<Provider>,
}

#[derive(Deserialize)]
struct SubFile {
    sub: Vec<Sub>,
}

#[derive(Deserialize)]
struct MoreFile {
    more: Vec<More>,
}

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../static/demo/", $path)))),*]
    };
}

pub(super) type File = (&'static str, &'static str);

const PROVIDERS: &[File] = files!["providers/care-and-people.toml", "providers/groups.toml", "providers/firms.toml"];

const MARKET: &[File] = files![
    "market/personal-care.toml",
    "market/personal-assistants.toml",
    "market/help-around-the-home.toml",
    "market/meals.toml",
    "market/day-opportunities.toml",
    "market/learning-and-work.toml",
    "market/leisure.toml",
    "market/transport.toml",
    "market/equipment.toml",
    "market/living-and-breaks.toml",
    "market/health.toml",
    "market/advice.toml",
    "market/brokerage-and-money.toml",
];

const MORE: &[File] = files!["market/more.toml", "market/still-more.toml"];

/// Reads one file.
pub(super) fn read<T: for<'a> Deserialize<'a>>((path, text): File) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|error| DemoError::Written { path, problem: error.to_string() })
}

/// Every provider, in the order of the files.
pub(super) fn providers() -> Result<Vec<Provider>, DemoError> {
    let mut all = Vec::new();
    for file in PROVIDERS {
        all.extend(read::<ProviderFile>(*file)?.provider);
    }
    Ok(all)
}

/// Every subcategory with all of its offers.
pub(super) fn market() -> Result<Vec<Sub>, DemoError> {
    let mut all: Vec<Sub> = Vec::new();
    for file in MARKET {
        all.extend(read::<SubFile>(*file)?.sub);
    }
    for file in MORE {
        for more in read::<MoreFile>(*file)?.more {
            let sub = all.iter_mut().find(|sub| sub.code == more.code);
            let sub = sub.ok_or_else(|| DemoError::Unknown(more.code.clone()))?;
            sub.offers.extend(more.offers);
        }
    }
    Ok(all)
}
