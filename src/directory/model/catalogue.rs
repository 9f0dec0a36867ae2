//! The catalogue of schemes that a provider can be checked for, and what is required for which support; read from
//! `static/data/accreditations.toml`, which is part of the program and which anyone can edit.
//!
//! An [`AccreditationScheme`] is one of its codes. The catalogue says what it is called, where to check it, what its
//! numbers look like and how long it lasts; [`super::accreditation`] says what follows for orders.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::ProviderKind;
use crate::kernel::text_enum::UnknownText;

const SOURCE: &str = include_str!("../../../static/data/accreditations.toml");

/// Whether a scheme runs out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// A last day must be given.
    Always,
    /// Some do.
    #[default]
    Often,
    /// It holds until it is taken back.
    Never,
}

/// One scheme, as the file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// What is stored: `dbs`.
    pub code: String,
    /// What people see.
    pub name: String,
    /// The same inside a sentence, where that differs.
    #[serde(default)]
    inside: String,
    /// What it says about a provider.
    pub what: String,
    /// Who issues it.
    pub issuer: String,
    /// Where anybody can check it.
    pub check_at: String,
    /// What its number is called.
    pub number: String,
    /// A number of the right shape.
    #[serde(default)]
    pub example: String,
    /// Shapes of its number; none when any will do.
    #[serde(default)]
    pub formats: Vec<String>,
    /// Whether it runs out.
    #[serde(default)]
    pub ends: Ends,
    /// How many months it usually lasts.
    pub months: Option<u32>,
    /// Its levels, lowest first: code and words.
    #[serde(default)]
    pub levels: Vec<(String, String)>,
    /// Categories where people look for it.
    #[serde(default)]
    pub useful_for: Vec<String>,
    /// Kinds of provider it is for; empty for all.
    #[serde(default)]
    pub kinds: Vec<ProviderKind>,
    /// What small providers need instead.
    #[serde(default)]
    pub lighter: String,
    /// Whoever has shown one must keep it in date.
    #[serde(default)]
    pub once_shown: bool,
    /// How much it says when results are ordered, 0 to 3.
    pub weight: u8,
    /// A Lucide icon's name.
    pub icon: String,
}

impl Scheme {
    /// Its name in the middle of a sentence.
    #[must_use]
    pub fn inside(&self) -> &str {
        if self.inside.is_empty() { &self.name } else { &self.inside }
    }

    /// Whether a number has one of the shapes that this scheme's numbers have.
    #[must_use]
    pub fn takes(&self, reference: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|format| has_shape(reference, format))
    }

    /// The words of one of its levels.
    #[must_use]
    pub fn level(&self, code: &str) -> Option<&str> {
        self.levels.iter().find(|(known, _)| known == code).map(|(_, words)| words.as_str())
    }

    /// Whether people look for it when they look for this kind of support.
    #[must_use]
    pub fn is_useful_for(&self, category: &str) -> bool {
        self.useful_for.iter().any(|code| covers(code, category))
    }
}

/// What must be checked and in date for some categories.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// What must be checked.
    pub scheme: AccreditationScheme,
    /// Any of these does as well.
    #[serde(default)]
    pub instead: Vec<AccreditationScheme>,
    /// For these categories and those below them.
    pub categories: Vec<String>,
    /// Kinds of provider that don't need it.
    #[serde(default)]
    pub not_kinds: Vec<ProviderKind>,
    /// Levels that aren't enough.
    #[serde(default)]
    pub not_levels: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// Where that is laid down.
    pub source: String,
}

impl Requirement {
    /// Whether it holds for this category and kind of provider.
    #[must_use]
    pub fn holds_for(&self, category: &str, kind: ProviderKind) -> bool {
        self.categories.iter().any(|code| covers(code, category)) && !self.not_kinds.contains(&kind)
    }
}

/// Whether `code` is this category or the one above it.
fn covers(code: &str, category: &str) -> bool {
    category == code || category.strip_prefix(code).is_some_and(|rest| rest.starts_with('/'))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schemes {
    #[serde(default)]
    scheme: Vec<Scheme>,
    #[serde(default, rename = "required")]
    _required: Vec<toml::Value>,
}

#[derive(Default, Deserialize)]
struct Requirements {
    #[serde(default)]
    required: Vec<Requirement>,
}

// A fault in the file is caught by the tests below. Two readings, because a requirement names schemes, which are looked
// up in the first.
static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| toml::from_str::<Schemes>(SOURCE).unwrap_or_default().scheme);
static REQUIREMENTS: LazyLock<Vec<Requirement>> =
    LazyLock::new(|| toml::from_str::<Requirements>(SOURCE).unwrap_or_default().required);

/// Every requirement.
#[must_use]
pub fn requirements() -> &'static [Requirement] {
    &REQUIREMENTS
}

/// A scheme of the catalogue, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccreditationScheme(&'static str);

/// Those that the program itself speaks of; all others are known by the catalogue alone.
impl AccreditationScheme {
    /// Criminal record check of those who deliver.
    pub const DBS: Self = Self("dbs");
    /// Registration with the Care Quality Commission.
    pub const CQC: Self = Self("cqc");
    /// Public liability insurance.
    pub const INSURANCE: Self = Self("insurance");
    /// On a council's list.
    pub const COUNCIL_APPROVED: Self = Self("council_approved");
    /// The council's rating of a kitchen.
    pub const FOOD_HYGIENE: Self = Self("food_hygiene");
    /// Registration with the Health and Care Professions Council.
    pub const HCPC: Self = Self("hcpc");
    /// Pays the real Living Wage.
    pub const LIVING_WAGE: Self = Self("living_wage");
    /// Checked by Trading Standards.
    pub const TRUSTED_TRADER: Self = Self("trusted_trader");
    /// Member of a professional body.
    pub const PROFESSIONAL: Self = Self("professional");
}

impl AccreditationScheme {
    /// Every scheme, in the order in which pages show them.
    pub fn all() -> impl Iterator<Item = Self> {
        SCHEMES.iter().map(|scheme| Self(&scheme.code))
    }

    /// What is stored and posted.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// What the catalogue says of it.
    #[must_use]
    pub fn about(self) -> Option<&'static Scheme> {
        SCHEMES.iter().find(|scheme| scheme.code == self.0)
    }

    /// What people see.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.about().map_or(self.0, |scheme| scheme.name.as_str())
    }

    /// What people see inside a sentence.
    #[must_use]
    pub fn inside(self) -> &'static str {
        self.about().map_or(self.0, Scheme::inside)
    }

    /// The words of one of its levels.
    #[must_use]
    pub fn level_words(self, level: &str) -> Option<&'static str> {
        self.about()?.level(level)
    }
}

impl fmt::Display for AccreditationScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl FromStr for AccreditationScheme {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        let known = SCHEMES.iter().find(|scheme| scheme.code == text);
        known
            .map(|scheme| Self(&scheme.code))
            .ok_or_else(|| UnknownText { kind: "AccreditationScheme", text: text.to_owned() })
    }
}

impl Serialize for AccreditationScheme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for AccreditationScheme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One place of a shape, and how often it may repeat.
struct Place {
    takes: char,
    least: usize,
    most: usize,
}

fn places(format: &str) -> Vec<Place> {
    let (mut found, mut rest) = (Vec::<Place>::new(), format.chars());
    while let Some(letter) = rest.next() {
        if letter != '{' {
            found.push(Place { takes: letter, least: 1, most: 1 });
            continue;
        }
        let times: String = rest.by_ref().take_while(|letter| *letter != '}').collect();
        let (least, most) = times.split_once(',').unwrap_or((&times, &times));
        if let (Some(place), Ok(least), Ok(most)) = (found.last_mut(), least.parse(), most.parse()) {
            (place.least, place.most) = (least, most);
        }
    }
    found
}

/// Whether a text has a shape as the file writes it. Spaces and case don't matter.
#[must_use]
pub fn has_shape(text: &str, format: &str) -> bool {
    let letters: Vec<char> =
        text.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_uppercase()).collect();
    fits(&letters, &places(format))
}

fn fits(letters: &[char], places: &[Place]) -> bool {
    let Some((place, after)) = places.split_first() else { return letters.is_empty() };
    let takes = |letter: &char| match place.takes {
        '9' => letter.is_ascii_digit(),
        'A' => letter.is_ascii_uppercase(),
        'X' => letter.is_ascii_alphanumeric(),
        other => *letter == other,
    };
    let longest = letters.iter().take(place.most).take_while(|letter| takes(letter)).count();
    (place.least..=longest).rev().any(|taken| letters.get(taken..).is_some_and(|rest| fits(rest, after)))
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
