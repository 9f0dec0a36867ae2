//! What a plan says while it is written: the person in their own words, outcomes, costs, risks and who does what. Pure.
//!
//! A draft is kept whole as text in each of its versions. Its rows have keys of their own, which stay while somebody
//! edits; a row that is already part of a running plan remembers its line or outcome there, so that orders keep it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::OutcomeFamily;
use super::review::Scale;
use crate::kernel::ids::{ListingId, OutcomeId, PlanLineId};
use crate::kernel::{Money, text_enum};

/// The most outcomes, costs, risks and actions of one plan.
pub const MOST_ROWS: usize = 100;
/// The most characters in one box.
pub const LONGEST_TEXT: usize = 4_000;
/// The most characters in a title or a name.
pub const LONGEST_TITLE: usize = 200;
/// The most characters of a whole plan.
pub const LONGEST_PLAN: usize = 60_000;

text_enum! {
    /// A part of a plan that is written and saved by itself.
    pub enum Part {
        /// Who the person is.
        About = "about" => "About me",
        /// What they want.
        Outcomes = "outcomes" => "What I want",
        /// What it costs.
        Costs = "costs" => "What it costs",
        /// Risks and contingency.
        Risks = "risks" => "Keeping safe",
        /// Who does what by when.
        Actions = "actions" => "Who does what",
    }
}

text_enum! {
    /// A question about the person, answered in their own words.
    pub enum AboutPart {
        /// People and things.
        People = "people" => "Who and what matters to me",
        /// Good days and bad days.
        GoodDay = "good_day" => "What a good day is like, and a bad day",
        /// How to support me.
        Support = "support" => "How to support me well",
        /// Likes and dislikes.
        Likes = "likes" => "What I like, and what I don’t like",
        /// Hopes.
        Hopes = "hopes" => "What I hope for",
        /// What was tried.
        Tried = "tried" => "What was tried before, and how it went",
        /// The week.
        Week = "week" => "What my week looks like",
        /// Signs that it works.
        Works = "works" => "How we will know that the plan works",
    }
}

text_enum! {
    /// How often something is paid.
    pub enum Per {
        /// Every week.
        Week = "week" => "Each week",
        /// Every four weeks.
        FourWeeks = "four_weeks" => "Every 4 weeks",
        /// Every month.
        Month = "month" => "Each month",
        /// Once a year.
        Year = "year" => "Each year",
        /// One time only.
        Once = "once" => "Once only",
    }
}

/// An outcome as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Its key in the draft.
    pub key: u32,
    /// The outcome of the running plan that it is.
    pub outcome: Option<OutcomeId>,
    /// In the person's own words.
    pub words: String,
    /// Its family.
    pub family: Option<OutcomeFamily>,
    /// The assessed need it meets; empty for an aspiration.
    pub need: String,
    /// How far it is when the plan is written: what its review is held against.
    pub now: Option<Scale>,
}

/// Something that costs money, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Its key in the draft.
    pub key: u32,
    /// The line of the running plan that it is.
    #[serde(default)]
    pub line: Option<PlanLineId>,
    /// The key of the outcome it serves; none for other costs.
    #[serde(default)]
    pub wish: Option<u32>,
    /// In a few words.
    pub title: String,
    /// The code of its category.
    #[serde(default)]
    pub category: Option<String>,
    /// The listing it was taken from.
    #[serde(default)]
    pub listing: Option<ListingId>,
    /// How much of what.
    #[serde(default)]
    pub detail: String,
    /// What it costs each time.
    pub amount: Money,
    /// How often.
    pub per: Per,
}

/// Something that could go wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Risk {
    /// Its key in the draft.
    pub key: u32,
    /// What could happen.
    pub what: String,
    /// What is done about it.
    pub handled: String,
    /// Who sees to it.
    pub who: String,
}

/// Something to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Action {
    /// Its key in the draft.
    pub key: u32,
    /// What.
    pub what: String,
    /// Who does it.
    pub who: String,
    /// By which day.
    pub by: Option<NaiveDate>,
}

/// Money and plans for when things go wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contingency {
    /// The line of the running plan that it is.
    pub line: Option<PlanLineId>,
    /// Money kept aside, for the whole plan.
    pub amount: Money,
    /// What happens when the usual support can't.
    pub words: String,
}

/// What a plan says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The person in their own words.
    #[serde(default)]
    pub about: BTreeMap<AboutPart, String>,
    /// What they want.
    #[serde(default)]
    pub wishes: Vec<Wish>,
    /// How good life is as a whole when the plan is written: what its review is held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<Scale>,
    /// What it costs.
    #[serde(default)]
    pub costs: Vec<Cost>,
    /// Why it costs more than the indicative budget.
    #[serde(default)]
    pub why_over: String,
    /// What could go wrong.
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// For when it does.
    #[serde(default)]
    pub contingency: Contingency,
    /// Who does what by when.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// How often each part was saved: what two tabs are told apart by.
    #[serde(default)]
    pub saved: BTreeMap<Part, u32>,
    /// The open form that saved each part last: what it saved by itself is no reason to refuse its button.
    #[serde(default)]
    pub forms: BTreeMap<Part, String>,
    /// What the council had agreed, in a change to a plan that was written down without a draft: what small changes of it
    /// are held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Box<Draft>>,
}

/// What somebody wrote in one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// About the person.
    About(BTreeMap<AboutPart, String>),
    /// Outcomes, and how good life is as a whole.
    Outcomes(Vec<Wish>, Option<Scale>),
    /// Costs, and why they are above the indicative budget.
    Costs(Vec<Cost>, String),
    /// Risks and contingency.
    Risks(Vec<Risk>, Contingency),
    /// Actions.
    Actions(Vec<Action>),
}

impl Written {
    /// Which part it is.
    pub fn part(&self) -> Part {
        match self {
            Self::About(_) => Part::About,
            Self::Outcomes(..) => Part::Outcomes,
            Self::Costs(..) => Part::Costs,
            Self::Risks(..) => Part::Risks,
            Self::Actions(_) => Part::Actions,
        }
    }
}

impl Draft {
    /// An empty draft for a span of days.
    pub fn new(starts_on: NaiveDate, ends_on: NaiveDate) -> Self {
        Self {
            starts_on,
            ends_on,
            about: BTreeMap::new(),
            wishes: Vec::new(),
            life: None,
            costs: Vec::new(),
            why_over: String::new(),
            risks: Vec::new(),
            contingency: Contingency::default(),
            actions: Vec::new(),
            saved: BTreeMap::new(),
            forms: BTreeMap::new(),
            agreed: None,
        }
    }

    /// How often a part was saved.
    pub fn saved(&self, part: Part) -> u32 {
        self.saved.get(&part).copied().unwrap_or(0)
    }

    /// One of the answers about the person.
    pub fn about(&self, part: AboutPart) -> &str {
        self.about.get(&part).map_or("", String::as_str)
    }

    /// What a part says now.
    pub fn written(&self, part: Part) -> Written {
        match part {
            Part::About => Written::About(self.about.clone()),
            Part::Outcomes => Written::Outcomes(self.wishes.clone(), self.life),
            Part::Costs => Written::Costs(self.costs.clone(), self.why_over.clone()),
            Part::Risks => Written::Risks(self.risks.clone(), self.contingency.clone()),
            Part::Actions => Written::Actions(self.actions.clone()),
        }
    }

    /// Takes in what somebody wrote. Rows keep the line or outcome of the running plan that they are; costs of an
    /// outcome that is gone become other costs. Whether anything changed.
    pub fn take(&mut self, written: Written) -> bool {
        let part = written.part();
        let before = self.written(part);
        match written {
            Written::About(about) => {
                self.about = about;
                self.about.retain(|_, words| !words.is_empty());
            }
            Written::Outcomes(wishes, life) => {
                self.take_wishes(wishes);
                self.life = life;
            }
            Written::Costs(costs, why) => self.take_costs(costs, why),
            Written::Risks(risks, contingency) => {
                self.risks = risks;
                self.contingency = Contingency { line: self.contingency.line, ..contingency };
            }
            Written::Actions(actions) => self.actions = actions,
        }
        let changed = self.written(part) != before;
        if changed {
            *self.saved.entry(part).or_insert(0) += 1;
        }
        changed
    }

    fn take_wishes(&mut self, wishes: Vec<Wish>) {
        let known: BTreeMap<u32, Option<OutcomeId>> = self.wishes.iter().map(|wish| (wish.key, wish.outcome)).collect();
        let kept = |wish: Wish| Wish { outcome: known.get(&wish.key).copied().flatten(), ..wish };
        self.wishes = wishes.into_iter().map(kept).collect();
        let there: Vec<u32> = self.wishes.iter().map(|wish| wish.key).collect();
        for cost in &mut self.costs {
            cost.wish = cost.wish.filter(|wish| there.contains(wish));
        }
    }

    fn take_costs(&mut self, costs: Vec<Cost>, why: String) {
        let known: BTreeMap<u32, (Option<PlanLineId>, Option<ListingId>)> =
            self.costs.iter().map(|cost| (cost.key, (cost.line, cost.listing))).collect();
        let there: Vec<u32> = self.wishes.iter().map(|wish| wish.key).collect();
        let kept = |cost: Cost| {
            let (line, listing) = known.get(&cost.key).copied().unwrap_or_default();
            let wish = cost.wish.filter(|wish| there.contains(wish));
            Cost { line, listing: cost.listing.or(listing), wish, ..cost }
        };
        self.costs = costs.into_iter().map(kept).collect();
        self.why_over = why;
    }

    /// A key that no row of a part has.
    pub fn next_key(&self, part: Part) -> u32 {
        let highest = match part {
            Part::About => None,
            Part::Outcomes => self.wishes.iter().map(|row| row.key).max(),
            Part::Costs => self.costs.iter().map(|row| row.key).max(),
            Part::Risks => self.risks.iter().map(|row| row.key).max(),
            Part::Actions => self.actions.iter().map(|row| row.key).max(),
        };
        highest.unwrap_or(0).saturating_add(1)
    }

    /// The characters of the whole plan.
    pub fn letters(&self) -> usize {
        let texts = self.about.values().chain([&self.why_over, &self.contingency.words]);
        let wishes = self.wishes.iter().flat_map(|row| [&row.words, &row.need]);
        let costs = self.costs.iter().flat_map(|row| [&row.title, &row.detail]);
        let risks = self.risks.iter().flat_map(|row| [&row.what, &row.handled, &row.who]);
        let actions = self.actions.iter().flat_map(|row| [&row.what, &row.who]);
        texts.chain(wishes).chain(costs).chain(risks).chain(actions).map(|text| text.chars().count()).sum()
    }

    /// The costs of one outcome; of none for other costs.
    pub fn costs_of(&self, wish: Option<u32>) -> impl Iterator<Item = &Cost> {
        self.costs.iter().filter(move |cost| cost.wish == wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(key: u32, wish: Option<u32>) -> Cost {
        let title = format!("Cost {key}");
        let (category, listing) = (None, None);
        Cost {
            key,
            line: None,
            wish,
            title,
            category,
            listing,
            detail: String::new(),
            amount: Money::ZERO,
            per: Per::Week,
        }
    }

    fn empty() -> Draft {
        Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap())
    }

    #[test]
    fn a_row_stays_what_it_was_in_the_running_plan_whatever_the_form_says() {
        let mut draft = empty();
        draft.wishes = vec![Wish { key: 1, outcome: Some(OutcomeId(7)), ..Wish::default() }];
        draft.costs = vec![Cost { line: Some(PlanLineId(9)), ..cost(4, Some(1)) }];
        assert!(draft.take(Written::Costs(vec![cost(5, Some(8)), cost(4, Some(1))], String::new())));
        assert_eq!((draft.costs[0].line, draft.costs[0].wish), (None, None), "there is no outcome 8");
        assert_eq!((draft.costs[1].line, draft.costs[1].wish), (Some(PlanLineId(9)), Some(1)));
        draft.take(Written::Outcomes(Vec::new(), None));
        assert_eq!(draft.costs[1].wish, None, "the outcome is gone");
    }

    #[test]
    fn only_a_change_counts_as_saved_and_it_survives_being_stored() {
        let mut draft = empty();
        let about = BTreeMap::from([(AboutPart::Hopes, "A dog".to_owned()), (AboutPart::Likes, String::new())]);
        assert!(draft.take(Written::About(about.clone())));
        assert!(!draft.take(Written::About(about)));
        assert_eq!((draft.saved(Part::About), draft.saved(Part::Costs)), (1, 0));
        let stored = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), draft);
        assert_eq!(draft.letters(), 5);
    }
}
