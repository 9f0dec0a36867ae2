//! Figures: what somebody's points came to, and the caseload under other rules. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use super::VersionState;
use super::contribution::{self, Contribution, Net};
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

/// An indicative budget over some weeks, and what is paid towards something that is planned with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// The figure; none before there is one.
    pub indicative: Option<Indicative>,
    /// What the person was asked to pay, the newest period first.
    pub contributions: Vec<Contribution>,
}

impl Behind {
    /// What the figure comes to over so many weeks.
    #[must_use]
    pub fn over(&self, weeks: i64) -> Option<Money> {
        self.indicative.map(|indicative| over(indicative.gross, weeks))
    }

    /// Gross, contribution and net of something that costs so much in so many weeks; none when nothing is asked then.
    #[must_use]
    pub fn net(&self, gross: Money, first: NaiveDate, weeks: i64) -> Option<Net> {
        let net = contribution::over(gross, &self.contributions, first, weeks);
        (!net.contribution.is_zero()).then_some(net)
    }
}

/// A year's money over some other number of weeks, rounded to the penny, half away from zero.
#[must_use]
pub fn over(year: Money, weeks: i64) -> Money {
    let (pence, of) = (i128::from(year.pence()) * i128::from(weeks), i128::from(WEEKS));
    let rounded = (pence * 2 + of * pence.signum()) / (of * 2);
    i64::try_from(rounded).map_or(year, Money::from_pence)
}

/// Whether somebody's own steps made a figure more in all, and it is still more than before one of them. Each step says
/// whether it was theirs, and what the figure came to after it; the first is the answers' own.
#[must_use]
pub fn raised(steps: &[(bool, Money)]) -> bool {
    let Some((_, last)) = steps.last() else { return false };
    let moves = steps.iter().zip(steps.iter().skip(1));
    let theirs = moves.filter(|(_, (own, _))| *own).map(|((_, before), (_, after))| (before.pence(), after.pence()));
    let (mut net, mut still) = (0_i64, false);
    for (before, after) in theirs {
        net = net.saturating_add(after.saturating_sub(before));
        still |= after > before && last.pence() > before;
    }
    net > 0 && still
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
    share_of(year, WEEKS)
}

/// What each of some weeks has at least.
pub(super) fn share_of(whole: Money, weeks: u32) -> Money {
    let shares = std::num::NonZeroU32::new(weeks).map(|weeks| whole.split(weeks));
    // The odd pennies are with the first weeks; the last one is what every week has at least.
    shares.and_then(|shares| shares.last().copied()).unwrap_or(Money::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_makes_a_figure_more_in_all_raised_it() {
        let steps = |all: &[(bool, i64)]| -> bool {
            raised(&all.iter().map(|(own, pence)| (*own, Money::from_pence(*pence))).collect::<Vec<_>>())
        };
        assert!(!steps(&[]) && !steps(&[(true, 500)]), "the answers' own figure is nobody's rise");
        assert!(steps(&[(false, 500), (false, 400), (true, 500)]), "they took away what another had taken off");
        assert!(!steps(&[(false, 500), (true, 400), (true, 500)]), "it was their own");
        assert!(!steps(&[(false, 500), (true, 600), (false, 500)]), "somebody else undid it");
        assert!(!steps(&[(false, 500), (true, 400), (false, 900)]), "another raised it");
        assert!(steps(&[(false, 500), (true, 600), (false, 900)]));
    }
}
