//! How a plan comes to be agreed: its states, and the steps between them. The diagram is in `docs/PLANS.md`. Pure.

use chrono::{NaiveDate, TimeDelta};

use super::Light;
use crate::kernel::text_enum;

text_enum! {
    /// Where a draft is.
    pub enum State {
        /// Being written.
        Draft = "draft" => "Being written",
        /// With the council, which checks it.
        Submitted = "submitted" => "With the council",
        /// Back with whoever writes it.
        ChangesAsked = "changes_asked" => "Changes asked for",
        /// With the risk panel.
        WithPanel = "with_panel" => "With the risk panel",
        /// Refused, and looked at again because the person asked.
        Appealed = "appealed" => "Looked at again",
        /// Agreed.
        Agreed = "agreed" => "Agreed",
        /// Refused.
        Refused = "refused" => "Not agreed",
        /// Given up by whoever wrote it.
        Dropped = "dropped" => "Thrown away",
    }
}

text_enum! {
    /// What is done with a draft.
    pub enum Step {
        /// Sent to the council.
        Submit = "submit" => "Sent to the council",
        /// Taken back from the council.
        TakeBack = "take_back" => "Taken back",
        /// The council asks for changes.
        AskChanges = "ask_changes" => "Changes asked for",
        /// The council asks the risk panel.
        Refer = "refer" => "Sent to the risk panel",
        /// The council takes its question to the risk panel back.
        Recall = "recall" => "The question to the risk panel was taken back",
        /// The risk panel answers.
        Advise = "advise" => "The risk panel answered",
        /// A finance officer says yes to the cost.
        Approve = "approve" => "A finance officer said yes to the cost",
        /// Agreed.
        Agree = "agree" => "Agreed",
        /// Refused.
        Refuse = "refuse" => "Not agreed",
        /// The person asks the council to look again.
        Appeal = "appeal" => "Asked to look again",
        /// Put to use without the council: a self-funder's, or a small change.
        Adopt = "adopt" => "Put to use",
        /// Given up.
        Drop = "drop" => "Thrown away",
    }
}

text_enum! {
    /// What the risk panel says.
    pub enum Decision {
        /// Go on.
        Support = "support" => "The panel supports the plan",
        /// Go on, if.
        Conditions = "conditions" => "The panel supports the plan, if some things are done",
        /// Don't.
        Against = "against" => "The panel does not support the plan",
    }
}

impl Decision {
    /// Whether it is a yes.
    pub fn is_yes(self) -> bool {
        self != Self::Against
    }
}

text_enum! {
    /// How somebody who doesn't use the site asked the council to look again.
    pub enum Heard {
        /// By telephone.
        Telephone = "telephone" => "By telephone",
        /// In a letter or an email.
        Letter = "letter" => "In a letter or an email",
        /// In person.
        InPerson = "in_person" => "In person",
        /// Somebody else asked for them.
        SomebodyElse = "somebody_else" => "Somebody else asked for them",
    }
}

/// The states in which somebody still has something to do.
pub const OPEN: [State; 5] = [State::Draft, State::Submitted, State::ChangesAsked, State::WithPanel, State::Appealed];

/// How long after a refusal the person may ask the council to look again.
pub const APPEAL_DAYS: i64 = 28;
/// How long the council has to answer a plan.
pub const ANSWER_DAYS: i64 = 14;
/// How long the council has to answer somebody who asked it to look again.
pub const APPEAL_ANSWER_DAYS: i64 = 28;
/// How long the person has to make changes before they are reminded.
pub const CHANGES_DAYS: i64 = 28;

impl State {
    /// Where a step leads from here; none when it can't be taken. `appealed` says whether the person asked to look again.
    pub fn after(self, step: Step, appealed: bool) -> Option<Self> {
        let answered = if appealed { Self::Appealed } else { Self::Submitted };
        let with_council = matches!(self, Self::Submitted | Self::Appealed);
        let being_written = matches!(self, Self::Draft | Self::ChangesAsked);
        match step {
            Step::Submit => being_written.then_some(answered),
            Step::TakeBack => (self == Self::Submitted || self == Self::WithPanel && !appealed).then_some(Self::Draft),
            Step::AskChanges => with_council.then_some(Self::ChangesAsked),
            Step::Refer => with_council.then_some(Self::WithPanel),
            Step::Advise | Step::Recall => (self == Self::WithPanel).then_some(answered),
            Step::Approve => with_council.then_some(self),
            Step::Agree => with_council.then_some(Self::Agreed),
            Step::Refuse => with_council.then_some(Self::Refused),
            Step::Appeal => (self == Self::Refused && !appealed).then_some(Self::Appealed),
            Step::Adopt => being_written.then_some(Self::Agreed),
            Step::Drop => being_written.then_some(Self::Dropped),
        }
    }

    /// Whether the draft may be edited.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Draft | Self::ChangesAsked)
    }

    /// Whether the council has to answer.
    pub fn is_with_council(self) -> bool {
        matches!(self, Self::Submitted | Self::Appealed)
    }

    /// Whether nothing is left to do.
    pub fn is_over(self) -> bool {
        !OPEN.contains(&self)
    }

    /// By when somebody must do something about a draft that comes here today.
    pub fn due_on(self, today: NaiveDate) -> Option<NaiveDate> {
        let days = match self {
            Self::Submitted | Self::WithPanel => ANSWER_DAYS,
            Self::Appealed => APPEAL_ANSWER_DAYS,
            Self::ChangesAsked => CHANGES_DAYS,
            Self::Draft | Self::Agreed | Self::Refused | Self::Dropped => return None,
        };
        today.checked_add_signed(TimeDelta::days(days))
    }
}

/// What is known of a draft and of an officer who is about to agree it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact that the rules ask for by name")]
pub struct Agreeing {
    /// The state it is in.
    pub state: State,
    /// The person asked the council to look again.
    pub appealed: bool,
    /// The version the officer read.
    pub read: i32,
    /// The newest version.
    pub newest: i32,
    /// The officer wrote some of it, or acts for the person, or is the person.
    pub wrote: bool,
    /// The officer refused it before.
    pub refused_before: bool,
    /// The traffic light; none without an indicative budget.
    pub light: Option<Light>,
    /// The figure it stands beside was worked out from answers, and the council has not checked it.
    pub unchecked: bool,
    /// The officer wrote the figure down themselves, or raised it: it is no yardstick for their own decision.
    pub own_figure: bool,
    /// Somebody else said yes to the cost of this version by name: a finance officer, or the risk panel.
    pub approved: bool,
    /// The risk panel was asked about this version and said no.
    pub panel_against: bool,
}

/// Why a plan can't be agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotAgree {
    /// It is in a state from which nobody agrees it.
    #[error("Somebody decided about this plan before you. Nothing was changed. Read what was decided.")]
    MovedOn,
    /// The person has it again.
    #[error("The person took this plan back to change it. Nothing was decided. It comes back when they send it again.")]
    TakenBack,
    /// It was changed since it was read.
    #[error("The plan was changed while you read it. Nothing was decided. Read the newest version first.")]
    NotNewest,
    /// By whoever wrote it.
    #[error("You wrote some of this plan, or you act for this person. An officer who did not must decide.")]
    Wrote,
    /// The figure that it stands beside, by whoever wrote it.
    #[error(
        "You wrote some of this plan, or you act for this person. An officer who did not must write the figure down."
    )]
    WroteBeside,
    /// By whoever refused it.
    #[error("You said no to this plan before. Another officer must look at it again.")]
    SamePerson,
    /// Beside a figure that nobody checked.
    #[error("The council has not checked the indicative budget yet. Check the figure first.")]
    Unchecked,
    /// Beyond the tolerance, or nothing to compare with.
    #[error(
        "This plan costs over 50% more than the indicative budget, or none is known. A finance officer must say yes to the cost first."
    )]
    NeedsApproval,
    /// Beside a figure that they set.
    #[error(
        "You wrote down or raised the indicative budget of this plan yourself. A finance officer or the risk panel must say yes to the cost first, or another officer decides."
    )]
    OwnFigure,
    /// The panel said no.
    #[error("The risk panel does not support this version. Ask for changes, ask the panel again, or do not agree it.")]
    PanelAgainst,
}

impl Agreeing {
    /// Whether this step can still be taken.
    ///
    /// # Errors
    /// [`CannotAgree::TakenBack`] or [`CannotAgree::MovedOn`].
    pub fn still_open(&self, step: Step) -> Result<(), CannotAgree> {
        match (self.state.after(step, self.appealed), self.state) {
            (Some(_), _) => Ok(()),
            (None, State::Draft) => Err(CannotAgree::TakenBack),
            (None, _) => Err(CannotAgree::MovedOn),
        }
    }

    /// Whether it may be agreed.
    ///
    /// # Errors
    /// [`CannotAgree`]: the first reason.
    pub fn check(&self) -> Result<(), CannotAgree> {
        self.still_open(Step::Agree)?;
        if self.read != self.newest {
            return Err(CannotAgree::NotNewest);
        }
        if self.wrote {
            return Err(CannotAgree::Wrote);
        }
        if self.refused_before {
            return Err(CannotAgree::SamePerson);
        }
        if self.panel_against {
            return Err(CannotAgree::PanelAgainst);
        }
        if self.unchecked {
            return Err(CannotAgree::Unchecked);
        }
        let within = matches!(self.light, Some(Light::Green | Light::Amber));
        match (within, self.own_figure) {
            _ if self.approved => Ok(()),
            (false, _) => Err(CannotAgree::NeedsApproval),
            (true, true) => Err(CannotAgree::OwnFigure),
            (true, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn any_light() -> impl Strategy<Value = Option<Light>> {
        select(vec![None, Some(Light::Green), Some(Light::Amber), Some(Light::Red)])
    }

    proptest! {
        #[test]
        fn nobody_agrees_their_own_plan_nor_beyond_tolerance_without_a_named_yes(
            state in select(State::ALL.to_vec()),
            light in any_light(),
            (read, newest) in (1_i32..4, 1_i32..4),
            (appealed, wrote, refused_before) in any::<(bool, bool, bool)>(),
            (approved, panel_against, unchecked, own_figure) in any::<(bool, bool, bool, bool)>(),
        ) {
            let by = (wrote, refused_before);
            let asked = Agreeing {
                state, appealed, read, newest, wrote, refused_before, light, unchecked, own_figure, approved, panel_against,
            };
            if asked.check().is_ok() {
                prop_assert!(by == (false, false) && !panel_against && !unchecked && read == newest);
                prop_assert!(state.is_with_council());
                prop_assert!(approved || matches!(light, Some(Light::Green | Light::Amber)) && !own_figure);
            }
        }

        #[test]
        fn whatever_is_done_only_the_council_agrees_and_what_is_over_stays_over(
            steps in proptest::collection::vec(select(Step::ALL.to_vec()), 0..30),
        ) {
            let (mut state, mut appealed) = (State::Draft, false);
            for step in steps {
                let Some(next) = state.after(step, appealed) else { continue };
                prop_assert!(!state.is_over() || (state == State::Refused && step == Step::Appeal));
                if next == State::Agreed {
                    prop_assert!(state.is_with_council() || step == Step::Adopt);
                }
                appealed |= step == Step::Appeal;
                state = next;
            }
        }
    }

    #[test]
    fn a_plan_is_looked_at_again_once() {
        let refused = State::Refused;
        assert_eq!(refused.after(Step::Appeal, false), Some(State::Appealed));
        assert_eq!(State::Appealed.after(Step::Refuse, true), Some(State::Refused));
        assert_eq!(refused.after(Step::Appeal, true), None);
        assert_eq!(State::WithPanel.after(Step::Advise, true), Some(State::Appealed));
    }

    #[test]
    fn nobody_has_to_wait_for_the_panel() {
        assert_eq!(State::WithPanel.after(Step::TakeBack, false), Some(State::Draft));
        assert_eq!(State::WithPanel.after(Step::TakeBack, true), None, "it is looked at again");
        assert_eq!(State::WithPanel.after(Step::Recall, false), Some(State::Submitted));
        assert_eq!(State::WithPanel.after(Step::Recall, true), Some(State::Appealed));
    }
}
