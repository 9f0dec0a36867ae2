//! Plans that nobody has: made up to show how others might do it. What they say is in `static/data/plan_examples.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::OutcomeFamily;
use super::draft::AboutPart;
use crate::directory::model::CareGroup;
use crate::kernel::Money;

/// A plan that was made up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What its address ends in.
    pub slug: String,
    /// The person's first name; there is no such person.
    pub name: String,
    /// Who they are, in a sentence.
    pub who: String,
    /// Their care group.
    pub care_group: CareGroup,
    /// The person in their own words.
    pub about: BTreeMap<AboutPart, String>,
    /// What they want, with what it costs.
    pub outcomes: Vec<ExampleOutcome>,
    /// What could go wrong, and what is done about it.
    pub risks: Vec<(String, String)>,
    /// What happens when the usual support can't come.
    pub contingency: String,
}

/// An outcome of an example.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleOutcome {
    /// In the person's own words.
    pub words: String,
    /// Its family.
    pub family: OutcomeFamily,
    /// What helps, and what it costs a week, in pence; 0 for what is free.
    pub support: Vec<(String, i64)>,
}

impl Example {
    /// What it costs a week.
    pub fn weekly(&self) -> Money {
        let pence = self.outcomes.iter().flat_map(|outcome| &outcome.support).map(|(_, pence)| pence).sum();
        Money::from_pence(pence)
    }
}

#[derive(Deserialize)]
struct File {
    example: Vec<Example>,
}

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let read: Result<File, _> = toml::from_str(include_str!("../../../static/data/plan_examples.toml"));
    match read {
        Ok(file) => file.example,
        Err(error) => {
            // Kept from happening by the test below.
            tracing::error!(%error, "the examples of plans can't be read");
            Vec::new()
        }
    }
});

/// All of them.
pub fn all() -> &'static [Example] {
    &EXAMPLES
}

/// The one with this address.
pub fn by_slug(slug: &str) -> Option<&'static Example> {
    all().iter().find(|example| example.slug == slug)
}

/// Those like somebody's plan: of their care group first, then the rest.
pub fn like(care_group: Option<CareGroup>) -> Vec<&'static Example> {
    let mut found: Vec<&Example> = all().iter().collect();
    found.sort_by_key(|example| Some(example.care_group) != care_group);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::slug::slugify;

    #[test]
    fn each_example_is_whole() {
        assert!(all().len() >= 6, "{}", all().len());
        for example in all() {
            assert_eq!(example.slug, slugify(&example.slug));
            assert_eq!(by_slug(&example.slug).unwrap().name, example.name, "two have the same address");
            assert!(example.about.len() >= 3 && !example.risks.is_empty() && !example.contingency.is_empty());
            assert!(example.outcomes.iter().all(|outcome| !outcome.support.is_empty()));
        }
        assert_eq!(like(Some(all().last().unwrap().care_group))[0].care_group, all().last().unwrap().care_group);
    }
}
