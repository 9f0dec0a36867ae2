//! A council's list of plans that somebody has to do something about. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use super::head::Kind;
use super::state::State;
use crate::kernel::ids::{DraftId, HolderId};
use crate::kernel::{Money, PageNumber, text_enum};

text_enum! {
    /// When something has to be done.
    pub enum Due {
        /// Whenever.
        Any = "any" => "Any time",
        /// Before today.
        Overdue = "overdue" => "Late",
        /// Within a week from today.
        Week = "week" => "In the next 7 days",
        /// Within eight weeks from today, or late: what reviews are looked for by.
        Soon = "soon" => "Late, or in the next 8 weeks",
    }
}

/// What somebody asks of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// In one state; none for all in which there is something to do.
    pub state: Option<State>,
    /// By when.
    pub due: Due,
    /// Part of a name; empty for everybody.
    pub name: String,
    /// Which page.
    pub page: PageNumber,
}

/// A draft in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which draft.
    pub draft: DraftId,
    /// What it is for.
    pub kind: Kind,
    /// Where it is.
    pub state: State,
    /// What the assessment suggested.
    pub indicative: Option<Money>,
    /// Whether the council has checked that; what was decided about counts as checked.
    pub checked: bool,
    /// What it costs.
    pub total: Money,
    /// By when somebody must do something.
    pub due_on: Option<NaiveDate>,
    /// When it last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Whose it is.
    pub holder: HolderId,
    /// The plan's first and last day.
    pub days: (NaiveDate, NaiveDate),
    /// Their name.
    pub name: String,
    /// Their reference.
    pub reference: String,
}

impl Case {
    /// Whether it is late.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|due| due < today)
    }
}
