//! Whose list it is, and what is on it. Pure.

use chrono::NaiveDateTime;

use crate::accounts::{Actor, Refused, Scope};
use crate::db::DbError;
use crate::directory::service::Offer;
use crate::kernel::{HolderId, ListingId, MandateId, UserId};

/// The most listings on one list.
pub const MOST: usize = 100;
/// The most listings a visitor keeps before they sign in.
pub const MOST_FOR_VISITORS: usize = 20;
/// The longest note, in letters.
pub const LONGEST_NOTE: usize = 500;

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A budget holder's; whoever acts for them fills it too.
    Holder(HolderId),
    /// Of somebody who is no holder.
    User(UserId),
}

impl Owner {
    /// The list this actor may look at.
    ///
    /// # Errors
    /// [`Refused`] when they act for somebody and may not see that person's things.
    pub fn seen_by(actor: &Actor) -> Result<Self, Refused> {
        Self::of(actor, actor.holder(Scope::View))
    }

    /// The list this actor may change.
    ///
    /// # Errors
    /// [`Refused`] when they act for somebody and may neither propose nor order.
    pub fn changed_by(actor: &Actor) -> Result<Self, Refused> {
        Self::of(actor, actor.holder(Scope::Propose).or_else(|_| actor.holder(Scope::Order)))
    }

    fn of(actor: &Actor, holder: Result<HolderId, Refused>) -> Result<Self, Refused> {
        match holder {
            Ok(holder) => Ok(Self::Holder(holder)),
            Err(Refused) if actor.acting_for.is_none() => Ok(Self::User(actor.user_id)),
            Err(Refused) => Err(Refused),
        }
    }
}

/// One listing on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which listing.
    pub listing: ListingId,
    /// Why they like it, in their words.
    pub note: String,
    /// Who put it there.
    pub added_by: UserId,
    /// The mandate they did it under.
    pub mandate: Option<MandateId>,
    /// When.
    pub added_at: NaiveDateTime,
}

/// An entry with what the directory says of it now.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// Who put it there, where that is not the reader.
    pub by: Option<String>,
    /// The listing, unless it is gone altogether.
    pub offer: Option<Offer>,
    /// How far its provider is from the reader's home, in metres.
    pub distance_m: Option<u32>,
}

/// A list, ready to be shown.
#[derive(Clone, Debug, Default)]
pub struct Shortlist {
    /// The holder's name, when somebody else looks at their list.
    pub of: Option<String>,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// Whether notes can be kept: not before signing in.
    pub notes: bool,
    /// Newest first.
    pub kept: Vec<Kept>,
}

/// Why something is not put on a list, or not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShortlistError {
    /// Whoever asks may not change this list.
    #[error("Your permission for this person doesn’t include choosing support, so you can’t change their shortlist.")]
    NotAllowed(#[from] Refused),
    /// No such listing, or it isn't on the list.
    #[error("That isn’t on your shortlist.")]
    NotFound,
    /// The list is full.
    #[error("Your shortlist is full. It holds {0}. Take something off before you add more.")]
    Full(usize),
    /// The note is too long.
    #[error("Write your note in {LONGEST_NOTE} letters or fewer.")]
    LongNote,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ShortlistError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}
