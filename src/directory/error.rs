//! Why the directory refuses. Each displays as a sentence for whoever asked.

use super::model::{AccreditationScheme, Act, Fault, ListingState, ProviderState};
use crate::accounts::Refused;
use crate::db::DbError;
use crate::kernel::words;

/// A business refusal of the directory, or a failure below it.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Not theirs to do, or there is no such thing: whoever asks can't tell.
    #[error("We can’t find that, or it isn’t yours to change.")]
    Refused,
    /// They are of the provider's staff, and this isn't what they do there.
    #[error("Your role doesn’t cover this. Ask whoever manages your organisation here.")]
    NotYourRole,
    /// What was asked for is wrong, field by field.
    #[error("Some answers need another look.")]
    Invalid(Vec<Fault>),
    /// Something is still missing before a moderator can look.
    #[error("Some things are still missing.")]
    NotReady(Vec<Fault>),
    /// The listing has moved on since the page was shown.
    #[error("This listing is “{}” now, so that can’t be done. Nothing was changed.", from.label())]
    WrongState {
        /// The state it is in.
        from: ListingState,
        /// What was asked for.
        act: Act,
    },
    /// Somebody else changed the listing between reading it and saving.
    #[error("Somebody else changed this listing just now. Nothing of yours was saved. Look at it again, then save.")]
    ChangedMeanwhile,
    /// Nobody waits for what is free.
    #[error("This has spaces now, so there is no need to wait.")]
    HasSpaces,
    /// The provider has moved on since the page was shown.
    #[error("This provider is “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    WrongProviderState(ProviderState),
    /// Nobody checks an organisation they belong to.
    #[error("You belong to this organisation, so somebody else has to check it.")]
    ConflictOfInterest,
    /// An entry from open data may be changed only once a moderator has found out who runs it.
    #[error("We are still checking that this is your organisation. You can change it once we have.")]
    NotYetVerified,
    /// A suspended provider can't put anything on the market.
    #[error("Your organisation is suspended. Please contact us.")]
    Suspended,
    /// Only a moderator puts back what a moderator took off.
    #[error("We took this listing off, so you can’t put it back yourself. Change it, and we check it again.")]
    TakenOff,
    /// An organisation has one provider.
    #[error("Your organisation already has its provider page.")]
    AlreadyHasProvider,
    /// Somebody else was first.
    #[error("This provider has already been claimed.")]
    AlreadyClaimed,
    /// Their organisation has said that another entry is theirs, and that isn't decided.
    #[error("Your organisation has asked to take a page over, and that is not decided yet. Take that back first.")]
    ClaimOpen,
    /// The claim was decided or taken back.
    #[error("This claim is no longer open. Nothing was changed.")]
    ClaimDecided,
    /// The code is too old, or was tried too often.
    #[error("This code no longer works. Send us a letter or a certificate instead.")]
    CodeOver,
    /// Approval needs these checks first.
    #[error("Before this can go live, check their {}.", scheme_words(.0))]
    MissingAccreditations(Vec<AccreditationScheme>),
    /// The accreditation was already looked at.
    #[error("Somebody has already checked this.")]
    AlreadyChecked,
    /// Orders name people, so they never pass from one organisation to another.
    #[error("{}", both_have_orders(.stays, .goes, *.both))]
    BothHaveOrders {
        /// The provider that would stay.
        stays: String,
        /// The one that would go.
        goes: String,
        /// Whether both have orders.
        both: bool,
    },
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DirectoryError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused,
            other => Self::Db(other),
        }
    }
}

impl From<Refused> for DirectoryError {
    fn from(_: Refused) -> Self {
        Self::Refused
    }
}

fn both_have_orders(stays: &str, goes: &str, both: bool) -> String {
    if both {
        return format!(
            "{stays} and {goes} are run by different organisations, and both have orders. Orders name people, so they \
             can’t pass from one organisation to the other. Nothing was merged."
        );
    }
    format!(
        "{goes} has orders and another organisation runs {stays}. Orders name people, so they can’t pass to it. Keep \
         {goes} instead. Nothing was merged."
    )
}

fn scheme_words(schemes: &[AccreditationScheme]) -> String {
    words::list(&schemes.iter().map(|scheme| scheme.inside()).collect::<Vec<_>>())
}
