//! A worry about somebody, and how far a council has come with it. Pure.

use chrono::NaiveDateTime;

use crate::kernel::ids::{ConcernId, HolderId, OrganisationId};
use crate::kernel::text_enum;

/// The most letters of a note.
pub const LONGEST_NOTE: usize = 4_000;

text_enum! {
    /// What it came from.
    pub enum Source {
        /// Somebody reported that a person is at risk.
        Report = "report" => "A report",
        /// A rating was held back because its words suggest harm.
        Rating = "rating" => "A review that was held back",
    }
}

text_enum! {
    /// How far the council has come.
    pub enum ConcernState {
        /// Nobody has said that they read it.
        New = "new" => "New",
        /// Somebody is dealing with it.
        Acknowledged = "acknowledged" => "Somebody is dealing with it",
        /// Done, with a note that says how.
        Closed = "closed" => "Closed",
    }
}

/// A worry to be raised.
#[derive(Clone, Debug)]
pub struct NewConcern {
    /// Whose inbox.
    pub council: OrganisationId,
    /// What it came from.
    pub source: Source,
    /// The row it came from.
    pub source_id: i64,
    /// Whom it is about, where that is known.
    pub holder: Option<HolderId>,
    /// What it is about, as "Help at home, from Aire Valley".
    pub about: String,
    /// A page of this site to look at.
    pub path: String,
    /// What was said.
    pub words: String,
    /// How to reach whoever said it.
    pub contact: Option<String>,
}

/// A worry as the council sees it.
#[derive(Clone, Debug)]
pub struct Concern {
    /// Which one.
    pub id: ConcernId,
    /// Whose.
    pub council: OrganisationId,
    /// What it came from.
    pub source: Source,
    /// Whom it is about: name and reference.
    pub holder: Option<(String, String)>,
    /// What it is about.
    pub about: String,
    /// A page of this site to look at.
    pub path: String,
    /// What was said.
    pub words: String,
    /// How to reach whoever said it.
    pub contact: Option<String>,
    /// How far it has come.
    pub state: ConcernState,
    /// When it was raised, in UTC.
    pub raised_at: NaiveDateTime,
    /// Who said first that they read it, and when.
    pub acknowledged: Option<(String, NaiveDateTime)>,
    /// Who closed it, and when.
    pub closed: Option<(String, NaiveDateTime)>,
}

/// What somebody at the council wrote down.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who.
    pub by: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What.
    pub words: String,
}
