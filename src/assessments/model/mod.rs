//! The words of assessments as types, and their rules. Pure.

mod branching;
pub mod choices;
pub mod contribution;
pub mod figure;
pub mod questionnaire;
#[cfg(test)]
mod questionnaire_tests;
pub mod ras;
pub mod ras_lines;
#[cfg(test)]
mod ras_tests;
pub mod what_if;

use chrono::NaiveDateTime;

use crate::accounts::HolderSummary;
use crate::kernel::ids::{AssessmentId, HolderId, OrganisationId, QuestionnaireId};
use crate::kernel::text_enum;

pub use questionnaire::{Answer, Answers, Choice, CountsFor, Kind, OnlyIf, Question, Questionnaire, Score};

text_enum! {
    /// Where a version stands.
    pub enum VersionState {
        /// Being written.
        Draft = "draft" => "Draft",
        /// What counts for new work.
        InUse = "in_use" => "In use",
        /// Another one took its place; what was done under it stays.
        Replaced = "replaced" => "Replaced",
    }
}

text_enum! {
    /// Where an assessment stands.
    pub enum AssessmentState {
        /// Being answered.
        Started = "started" => "Not finished",
        /// Sent in; nothing changes any more.
        Submitted = "submitted" => "Sent in",
        /// Stopped without being sent in.
        Stopped = "stopped" => "Stopped",
    }
}

text_enum! {
    /// Who answers.
    #[derive(Default)]
    pub enum Done {
        /// The person by themselves.
        #[default]
        Alone = "alone" => "By the person",
        /// The person together with family, a friend or a broker.
        Together = "together" => "Together with somebody",
        /// A care manager with the person.
        CareManager = "care_manager" => "By a care manager",
    }
}

/// A version of a questionnaire.
#[derive(Clone, Debug)]
pub struct Version {
    /// Which.
    pub id: QuestionnaireId,
    /// Whose.
    pub council: OrganisationId,
    /// What it is about.
    pub kind: Kind,
    /// Its number, from 1.
    pub number: i32,
    /// Where it stands.
    pub state: VersionState,
    /// How often the draft was saved; a save of an older page is refused.
    pub revision: i32,
    /// When it was begun.
    pub made_at: NaiveDateTime,
    /// When it came into use.
    pub used_at: Option<NaiveDateTime>,
    /// What it asks.
    pub content: Questionnaire,
}

/// An assessment without its answers.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Which.
    pub id: AssessmentId,
    /// Whose.
    pub holder: HolderId,
    /// The version it is asked under.
    pub questionnaire: QuestionnaireId,
    /// What it is about.
    pub kind: Kind,
    /// Where it stands.
    pub state: AssessmentState,
    /// Who answers.
    pub done: Done,
    /// With whom, where it is together with somebody and was said.
    pub with: Option<String>,
    /// When it was begun.
    pub begun_at: NaiveDateTime,
    /// When it was sent in.
    pub submitted_at: Option<NaiveDateTime>,
}

impl Assessment {
    /// "By the person", "Together with Ann, my sister".
    #[must_use]
    pub fn who(&self) -> String {
        match (&self.with, self.done) {
            (Some(with), Done::Together) => format!("Together with {with}"),
            _ => self.done.label().to_owned(),
        }
    }
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its place among all answers of the assessment.
    pub number: i64,
    /// The question's key.
    pub question: String,
    /// What was said.
    pub answer: Answer,
    /// Who gave it.
    pub by: String,
    /// Whether they did it under a mandate.
    pub for_somebody: bool,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// The answers that count: the newest for each question.
#[must_use]
pub fn newest(given: &[Given]) -> Answers {
    given.iter().map(|one| (one.question.clone(), one.answer.clone())).collect()
}

/// An assessment with all that is known of it.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing that the page asks by name")]
pub struct AssessmentView {
    /// The assessment.
    pub assessment: Assessment,
    /// Whose it is.
    pub holder: HolderSummary,
    /// Whether the reader is that person.
    pub own: bool,
    /// Whether the reader may answer.
    pub may_answer: bool,
    /// Whether the reader is a care manager of the person's council.
    pub officer: bool,
    /// What was asked.
    pub version: Version,
    /// Whether the council asks other questions by now.
    pub outdated: bool,
    /// Every answer that was given, oldest first.
    pub given: Vec<Given>,
}

impl AssessmentView {
    /// The answers that count.
    #[must_use]
    pub fn answers(&self) -> Answers {
        newest(&self.given)
    }

    /// Whether nothing was chosen, and something is to be talked about: no figure can come of that yet.
    #[must_use]
    pub fn is_all_talk(&self) -> bool {
        let answers = self.answers();
        !self.version.content.to_talk_about(&answers).is_empty()
            && !answers.values().any(|answer| matches!(answer, Answer::Choice(_)))
    }

    /// The newest answer to a question.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&Given> {
        self.given.iter().rev().find(|one| one.question == question)
    }

    /// The number of the newest answer; 0 before there is one.
    #[must_use]
    pub fn seen(&self) -> i64 {
        self.given.last().map_or(0, |one| one.number)
    }
}

/// How somebody said their life was: points of the questions about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// When the answers were sent in, in UTC.
    pub at: NaiveDateTime,
    /// What they come to.
    pub points: i64,
    /// The most that the questions which were answered could come to.
    pub most: i64,
}
