//! A draft from outside: whose it is, where it stands, its versions, what was done with it and said about it. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use super::draft::Draft;
use super::state::{Decision, State, Step};
use crate::directory::model::evidence::EvidenceKind;
use crate::kernel::ids::{DraftId, HolderId, MandateId, OrganisationId, PanelId, PlanFileId, PlanId, UserId};
use crate::kernel::{Money, text_enum};

text_enum! {
    /// What a draft is for.
    pub enum Kind {
        /// A plan of its own.
        New = "new" => "New plan",
        /// A change to a plan that runs.
        Change = "change" => "Change to a plan",
    }
}

/// A draft without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which draft.
    pub id: DraftId,
    /// The plan it becomes, or changes.
    pub plan_id: PlanId,
    /// Whose.
    pub holder_id: HolderId,
    /// Their council; none for a self-funder.
    pub council_id: Option<OrganisationId>,
    /// What it is for.
    pub kind: Kind,
    /// Where it is.
    pub state: State,
    /// The newest version.
    pub version: i32,
    /// What the assessment suggested for the whole plan.
    pub indicative: Option<Money>,
    /// By when somebody must do something.
    pub due_on: Option<NaiveDate>,
    /// When the person asked the council to look again, in UTC.
    pub appealed_at: Option<NaiveDateTime>,
    /// When it last changed, in UTC.
    pub updated_at: NaiveDateTime,
}

impl Head {
    /// Its address.
    pub fn path(&self) -> String {
        format!("/plans/{}", self.id)
    }

    /// Whether the person asked the council to look again.
    pub fn appealed(&self) -> bool {
        self.appealed_at.is_some()
    }
}

/// The payload of the job that follows when a plan was agreed, or an agreed one changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlanAgreed {
    /// The plan.
    pub plan: PlanId,
    /// Who took the step.
    #[serde(default)]
    pub by: Option<UserId>,
    /// Whether a new budget of it is to be split into parts before anything is paid from it.
    #[serde(default)]
    pub splits: bool,
    /// What its lines came to before; none for a new plan.
    #[serde(default)]
    pub was: Option<Money>,
}

/// Who did something, as pages say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// The mandate they did it under.
    pub mandate: Option<MandateId>,
}

/// What a draft said at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i32,
    /// What it said.
    pub draft: Draft,
    /// Who wrote it.
    pub by: Who,
    /// When it was begun, in UTC.
    pub made_at: NaiveDateTime,
    /// When it was sent to the council; it isn't changed after that.
    pub sent_at: Option<NaiveDateTime>,
}

/// A version in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number.
    pub number: i32,
    /// What it cost.
    pub total: Money,
    /// Who wrote it.
    pub by: Who,
    /// When it was begun, in UTC.
    pub made_at: NaiveDateTime,
    /// When it was sent to the council.
    pub sent_at: Option<NaiveDateTime>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// With which version.
    pub version: i32,
    /// What was said with it.
    pub words: String,
    /// By whom.
    pub by: Who,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// The risk panel and a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Which sitting.
    pub id: PanelId,
    /// The version it was asked about.
    pub version: i32,
    /// What it was asked.
    pub question: String,
    /// When it meets.
    pub meets_on: NaiveDate,
    /// Who was there.
    pub members: Vec<(UserId, String)>,
    /// What it said, its words, and who wrote that down.
    pub answer: Option<Answer>,
}

impl Panel {
    /// Whether somebody answered for it: wrote the answer down, or was there.
    pub fn is_answer_of(&self, user: UserId) -> bool {
        let wrote = self.answer.as_ref().is_some_and(|answer| answer.by.user == user);
        wrote || self.members.iter().any(|(member, _)| *member == user)
    }

    /// What it wants done, where it supports the plan only if it is.
    pub fn conditions(&self) -> Option<&Answer> {
        self.answer.as_ref().filter(|answer| answer.decision == Decision::Conditions)
    }
}

/// What the risk panel said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Yes, yes if, or no.
    pub decision: Decision,
    /// Why, and on which conditions.
    pub words: String,
    /// Who wrote it down.
    pub by: Who,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// A finance officer's yes to the cost of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Of which version.
    pub version: i32,
    /// Why.
    pub words: String,
    /// Who said yes.
    pub by: Who,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// Something said about a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What.
    pub words: String,
    /// By whom.
    pub by: Who,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// A file sent with a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Which file.
    pub id: PlanFileId,
    /// What it was called where it came from. Only to be shown.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// How large it is, in bytes.
    pub size: i64,
    /// Its key in the file store.
    pub stored: String,
    /// Who sent it.
    pub by: UserId,
    /// When it came, in UTC.
    pub at: NaiveDateTime,
}

impl Attachment {
    /// "PDF, 120 KB".
    pub fn words(&self) -> String {
        format!("{}, {} KB", self.kind.label(), self.size.div_euclid(1024).max(1))
    }
}
