//! The seven things that a plan is checked for before it is agreed, and what of each is plainly missing. Pure.

use super::draft::{AboutPart, Draft};
use super::sums::Sums;
use super::{Light, draft::Part};
use crate::kernel::Money;
use crate::kernel::text_enum;

text_enum! {
    /// One of the seven.
    pub enum Criterion {
        /// It is about the person.
        PersonCentred = "person_centred" => "It is about the person",
        /// Clear outcomes.
        Outcomes = "outcomes" => "It says clearly what they want to change",
        /// Support described.
        Described = "described" => "It says fully what support they will get",
        /// Healthy, safe, with a contingency.
        Safe = "safe" => "They will be healthy and safe, also when things go wrong",
        /// In control.
        InControl = "in_control" => "They are in control of their life and support",
        /// Costed within budget.
        Costed = "costed" => "All costs are there, and the money is enough",
        /// Action plan.
        Actions = "actions" => "It says who will do what, and by when",
    }
}

/// One of the seven, for one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub criterion: Criterion,
    /// Where it is written.
    pub part: Part,
    /// What is plainly missing, as things to do; none when nothing is. Whether it is *good* only people can say.
    pub missing: Vec<String>,
}

impl Criterion {
    fn part(self) -> Part {
        match self {
            Self::PersonCentred | Self::InControl => Part::About,
            Self::Outcomes => Part::Outcomes,
            Self::Described | Self::Costed => Part::Costs,
            Self::Safe => Part::Risks,
            Self::Actions => Part::Actions,
        }
    }

    /// What is plainly missing for it.
    fn missing(self, draft: &Draft, sums: &Sums, needs: &[String]) -> Vec<String> {
        let mut missing = Vec::new();
        let mut need = |there: bool, words: &str| {
            if !there {
                missing.push(words.to_owned());
            }
        };
        let said = |part: AboutPart| !draft.about(part).is_empty();
        match self {
            Self::PersonCentred => {
                need(said(AboutPart::People), "Say who and what matters.");
                need(said(AboutPart::GoodDay), "Say what a good day is like.");
            }
            Self::Outcomes => {
                need(!draft.wishes.is_empty(), "Add at least one thing you want to change.");
                need(draft.wishes.iter().all(|wish| wish.family.is_some()), "Say what each outcome is about.");
                for unmet in needs.iter().filter(|need| !is_met(draft, need)) {
                    need(false, &format!("No outcome meets this need from the assessment: {unmet}."));
                }
            }
            Self::Described => {
                need(!draft.costs.is_empty(), "Add the support you want, also when it is free.");
                let served = draft.wishes.iter().all(|wish| draft.costs_of(Some(wish.key)).next().is_some());
                need(served, "Say what support helps with each outcome.");
            }
            Self::Safe => {
                need(!draft.risks.is_empty(), "Say what could go wrong, and what is done about it.");
                need(!draft.contingency.words.is_empty(), "Say what happens when the usual support can’t come.");
            }
            Self::InControl => need(said(AboutPart::Support), "Say how to support you well."),
            Self::Costed => {
                need(sums.total > Money::ZERO, "Say what it costs.");
                let why = matches!(sums.light, None | Some(Light::Green)) || !draft.why_over.is_empty();
                need(why, "Say why it costs more than the indicative budget.");
            }
            Self::Actions => need(!draft.actions.is_empty(), "Say who does what, and by when."),
        }
        missing
    }
}

/// Whether an outcome is tied to an assessed need, by its words.
fn is_met(draft: &Draft, need: &str) -> bool {
    let same = |words: &str| words.trim().to_lowercase() == need.trim().to_lowercase();
    draft.wishes.iter().any(|wish| same(&wish.need))
}

/// The seven for one plan, in their order. `needs` are those that the person's answers show.
pub fn check(draft: &Draft, sums: &Sums, needs: &[String]) -> Vec<Checked> {
    let one = |criterion: &Criterion| Checked {
        criterion: *criterion,
        part: criterion.part(),
        missing: criterion.missing(draft, sums, needs),
    };
    Criterion::ALL.iter().map(one).collect()
}

/// Why a plan can't be sent to the council yet; the rest of what is missing is only pointed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotSend {
    /// Nothing in it.
    #[error("Add at least one outcome and one cost before you send the plan.")]
    Empty,
    /// Above the indicative budget without a reason.
    #[error("The plan costs more than the indicative budget. Say why, under “What it costs”, before you send it.")]
    NoReason,
}

/// Whether a plan may be sent.
///
/// # Errors
/// [`CannotSend`]: what has to be written first.
pub fn may_send(draft: &Draft, sums: &Sums) -> Result<(), CannotSend> {
    if draft.wishes.is_empty() || draft.costs.is_empty() {
        return Err(CannotSend::Empty);
    }
    let over = matches!(sums.light, Some(Light::Amber | Light::Red));
    if over && draft.why_over.is_empty() { Err(CannotSend::NoReason) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::draft::{Cost, Per, Wish};
    use super::*;

    fn draft() -> Draft {
        let mut draft = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        draft.wishes = vec![Wish { key: 1, words: "Swim".to_owned(), ..Wish::default() }];
        draft.costs = vec![Cost {
            key: 1,
            line: None,
            wish: Some(1),
            title: "Pool".to_owned(),
            category: Some("leisure/sport".to_owned()),
            listing: None,
            detail: String::new(),
            amount: Money::from_pence(1_000),
            per: Per::Week,
        }];
        draft
    }

    fn sums(draft: &Draft, indicative: i64) -> Sums {
        Sums::of(draft, Some(Money::from_pence(indicative))).unwrap()
    }

    #[test]
    fn what_costs_more_says_why() {
        let mut draft = draft();
        let over = sums(&draft, 40_000);
        assert_eq!(may_send(&draft, &over), Err(CannotSend::NoReason));
        draft.why_over = "The pool put its price up.".to_owned();
        assert_eq!(may_send(&draft, &over), Ok(()));
        draft.costs.clear();
        assert_eq!(may_send(&draft, &sums(&draft, 40_000)), Err(CannotSend::Empty));
    }

    #[test]
    fn the_seven_say_what_is_missing() {
        let draft = draft();
        let all = check(&draft, &sums(&draft, 52_000), &[]);
        let whole: Vec<Criterion> = all.iter().filter(|one| one.missing.is_empty()).map(|one| one.criterion).collect();
        assert_eq!((all.len(), whole), (7, vec![Criterion::Described, Criterion::Costed]));
    }

    #[test]
    fn a_need_that_no_outcome_meets_is_said() {
        let mut draft = draft();
        draft.wishes[0].need = "moving about ".to_owned();
        let needs = ["Moving about".to_owned(), "Using the toilet".to_owned()];
        let all = check(&draft, &sums(&draft, 52_000), &needs);
        let outcomes = all.iter().find(|one| one.criterion == Criterion::Outcomes).unwrap();
        let said: Vec<&String> = outcomes.missing.iter().filter(|words| words.contains("need")).collect();
        assert_eq!(said, ["No outcome meets this need from the assessment: Using the toilet."]);
    }
}
