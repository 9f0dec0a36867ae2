//! Figures: what somebody's points came to, and the caseload under other rules. Pure.

use chrono::NaiveDateTime;

use super::VersionState;
use super::questionnaire::{Kind, Score};
use super::ras::{Adjustment, Ras};
use super::ras_lines::Line;
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{AssessmentId, FigureId, HolderId, OrganisationId, RasId};

/// Weeks that a year's money is for.
pub const WEEKS: u32 = 52;

/// A version of a council's money rules.
#[derive(Clone, Debug)]
pub struct RasVersion {
    /// Which.
    pub id: RasId,
    /// Whose.
    pub council: OrganisationId,
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
    /// The rules.
    pub content: Ras,
}

/// What goes into a figure, but for the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Which questions.
    pub kind: Kind,
    /// The person's care group.
    pub group: Option<CareGroup>,
    /// What the answers came to.
    pub score: Score,
    /// What was adjusted.
    pub adjustments: Vec<Adjustment>,
}

/// What somebody's points came to.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Which.
    pub id: FigureId,
    /// Whose.
    pub holder: HolderId,
    /// From which answers.
    pub assessment: AssessmentId,
    /// Under which rules.
    pub ras: RasId,
    /// What went into it.
    pub inputs: Inputs,
    /// Pounds a year, before any contribution.
    pub gross: Money,
    /// When it was worked out.
    pub made_at: NaiveDateTime,
    /// Who of the council checked it, and when.
    pub checked: Option<(String, NaiveDateTime)>,
    /// Another one counts now.
    pub replaced: bool,
}

/// The indicative budget of somebody: a guide, before the plan is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicative {
    /// The figure it is.
    pub figure: FigureId,
    /// The answers it comes from; `/assessments/{id}/figure` says why it is what it is.
    pub assessment: AssessmentId,
    /// Pounds a year, before any contribution.
    pub gross: Money,
    /// Whether a care manager has checked it.
    pub checked: bool,
    /// When it was worked out.
    pub made_at: NaiveDateTime,
}

/// A figure to be shown, with its lines.
#[derive(Clone, Debug)]
pub struct FigureView {
    /// The figure.
    pub figure: Figure,
    /// Why it is what it is; adds up to it.
    pub lines: Vec<Line>,
    /// The rules it was worked out under.
    pub rules: RasVersion,
}

/// A year's money by the week, rounded to the penny.
#[must_use]
pub fn weekly(year: Money) -> Money {
    let shares = std::num::NonZeroU32::new(WEEKS).map(|weeks| year.split(weeks));
    // The odd pennies are with the first weeks; the last one is what every week has at least.
    shares.and_then(|shares| shares.last().copied()).unwrap_or(Money::ZERO)
}
