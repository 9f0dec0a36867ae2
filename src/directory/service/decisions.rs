//! Moderators' decisions: written down in the transaction of what they change, told to the provider, read again.
//!
//! Whoever decides on something of a provider's calls [`record`]; features above do too.

use chrono::NaiveDateTime;

use super::authority;
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::emails::decisions::{self as emails, About};
use crate::directory::error::DirectoryError;
use crate::directory::model::decisions::{ApprovedText, Change, Decision, Ruling, Subject, changes, text_of};
use crate::directory::model::{Listing, Provider};
use crate::directory::store::decisions::{self as store, NewDecision};
use crate::directory::store::{imported, loading, providers};
use crate::kernel::ids::{DecisionId, ListingId, ProviderId};
use crate::kernel::{PageNumber, Paged};
use crate::mail;

pub use store::Wanted;

/// Decisions on one page of the log.
const PER_PAGE: u32 = 50;
/// The most lines of the log as a file.
const FILE_LINES: i64 = 10_000;
/// How much of a provider's history is beside what is to be decided.
const BESIDE: i64 = 8;

/// Who decides, when, and this site's address for the mail.
#[derive(Clone, Copy, Debug)]
pub struct Deciding<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// When, in UTC.
    pub now: NaiveDateTime,
    /// This site's address, without a trailing slash.
    pub site: &'a str,
}

/// What is decided.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// On what.
    pub on: (Subject, i64),
    /// What it is called.
    pub about: &'a str,
    /// What.
    pub ruling: Ruling,
    /// Why, as the provider reads it.
    pub words: &'a str,
}

/// Writes a decision down in the running transaction, and tells the provider's staff by mail. For a decision that
/// takes the provider from its organisation, call it before that.
///
/// # Errors
/// When the rows can't be written.
pub fn record(db: &mut Db, by: Deciding<'_>, provider: &Provider, decided: Decided<'_>) -> Result<DecisionId, DbError> {
    let id = insert(db, by, provider.id, decided, None)?;
    if decided.ruling.is_told() {
        tell(db, by, provider, decided, id)?;
    }
    Ok(id)
}

/// As [`record`], and tells nobody: whoever it is about is told in another way.
///
/// # Errors
/// When the row can't be written.
pub(super) fn note(db: &mut Db, by: Deciding<'_>, provider: &Provider, decided: Decided<'_>) -> Result<(), DbError> {
    insert(db, by, provider.id, decided, None).map(drop)
}

/// As [`record`], for a listing that was approved: what it says now is kept, to compare with later.
pub(super) fn record_approved(
    db: &mut Db,
    by: Deciding<'_>,
    provider: &Provider,
    listing: &Listing,
) -> Result<(), DbError> {
    let decided =
        Decided { on: (Subject::Listing, listing.id.0), about: &listing.title, ruling: Ruling::Approved, words: "" };
    let text = serde_json::to_string(&text_of(listing)).map_err(|error| DbError::Other(error.to_string()))?;
    let id = insert(db, by, provider.id, decided, Some(text))?;
    tell(db, by, provider, decided, id)
}

/// Tells the staff of a provider whose decisions another one keeps: it was merged into that.
pub(super) fn tell_of(db: &mut Db, by: Deciding<'_>, provider: &Provider, decided: Decided<'_>) -> Result<(), DbError> {
    tell(db, by, provider, decided, DecisionId(0))
}

fn insert(
    db: &mut Db,
    by: Deciding<'_>,
    provider: ProviderId,
    decided: Decided<'_>,
    approved_text: Option<String>,
) -> Result<DecisionId, DbError> {
    let new = NewDecision {
        subject: decided.on.0,
        subject_id: decided.on.1,
        provider,
        about: decided.about,
        ruling: decided.ruling,
        words: decided.words,
        approved_text,
        by: by.actor.user_id,
        at: by.now,
    };
    store::insert(db, &new)
}

fn tell(
    db: &mut Db,
    by: Deciding<'_>,
    provider: &Provider,
    decided: Decided<'_>,
    id: DecisionId,
) -> Result<(), DbError> {
    let Some(organisation) = provider.organisation_id else { return Ok(()) };
    let (ruling, words) = (decided.ruling, decided.words);
    let page = match ruling {
        // They have no page of decisions any more, or not this one.
        Ruling::ClaimRefused => "/provider/start".to_owned(),
        Ruling::Merged => provider.path(),
        _ => format!("/provider/decisions/{id}"),
    };
    let about = About { site: by.site, page: &page, provider: &provider.name, subject: decided.about, ruling, words };
    for to in people::organisation_emails(db, organisation)? {
        mail::queue(db, &emails::decided(&about, &to), by.now)?;
    }
    Ok(())
}

/// A decision of the past, for the demo.
#[derive(Clone, Copy, Debug)]
pub struct Enrol<'a> {
    /// On what.
    pub on: (Subject, i64),
    /// What was decided.
    pub ruling: Ruling,
    /// Why.
    pub words: &'a str,
    /// By whom.
    pub by: crate::kernel::ids::UserId,
    /// When.
    pub at: NaiveDateTime,
}

/// Writes a decision of the past down without telling anybody, for the demo.
///
/// # Errors
/// When the row can't be written, or there is no such provider or listing.
pub fn enrol(db: &mut Db, provider: ProviderId, past: &Enrol<'_>) -> Result<DecisionId, DbError> {
    let about = match past.on {
        (Subject::Listing, id) => loading::by_id(db, ListingId(id))?.title,
        _ => providers::by_id(db, provider)?.name,
    };
    let Enrol { on, ruling, words, by, at } = *past;
    let (subject, subject_id, about) = (on.0, on.1, about.as_str());
    store::insert(db, &NewDecision { subject, subject_id, provider, about, ruling, words, approved_text: None, by, at })
}

/// Writes an approval down without telling anybody, for the demo.
///
/// # Errors
/// When the row can't be written, or there is no such listing.
pub fn enrol_approved(
    db: &mut Db,
    listing: ListingId,
    by: crate::kernel::ids::UserId,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let listing = loading::by_id(db, listing)?;
    let text = serde_json::to_string(&text_of(&listing)).map_err(|error| DbError::Other(error.to_string()))?;
    let new = NewDecision {
        subject: Subject::Listing,
        subject_id: listing.id.0,
        provider: listing.provider_id,
        about: &listing.title,
        ruling: Ruling::Approved,
        words: "",
        approved_text: Some(text),
        by,
        at,
    };
    store::insert(db, &new).map(drop)
}

/// Whether a moderator took this listing off, and nobody has put it back or approved it since.
pub(super) fn is_taken_off(db: &mut Db, id: ListingId) -> Result<bool, DbError> {
    let among = [Ruling::TakenOff, Ruling::PutBack, Ruling::Approved];
    Ok(store::newest_ruling(db, Subject::Listing, id.0, &among)? == Some(Ruling::TakenOff))
}

/// What stands beside something that is to be decided.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The provider's newest decisions.
    pub history: Vec<Decision>,
    /// What changed since it was last approved, and when that was; none when that isn't known.
    pub changed: Option<(Vec<Change>, NaiveDateTime)>,
    /// It was taken off by a moderator.
    pub taken_off: bool,
    /// The newest decision on this very thing.
    pub newest: Option<Decision>,
    /// Since when the open data it came from no longer has it.
    pub gone: Option<NaiveDateTime>,
}

/// What stands beside a provider, for a moderator of another organisation.
///
/// # Errors
/// [`DirectoryError::ConflictOfInterest`], or not theirs to see.
pub async fn beside_provider(app: &App, actor: &Actor, id: ProviderId) -> Result<Beside, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            authority::provider_to_check(db, &actor, id)?;
            Ok(Beside {
                history: store::of_provider(db, id, BESIDE)?,
                newest: store::newest_on(db, Subject::Provider, id.0)?,
                gone: imported::gone_since(db, id, None)?,
                ..Beside::default()
            })
        })
        .await
}

/// What stands beside a listing, for a moderator of another organisation.
///
/// # Errors
/// As [`beside_provider`].
pub async fn beside_listing(app: &App, actor: &Actor, id: ListingId) -> Result<Beside, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let listing = loading::by_id(db, id)?;
            authority::provider_to_check(db, &actor, listing.provider_id)?;
            let approved = store::last_approved(db, Subject::Listing, id.0)?;
            let changed = approved.and_then(|(text, at)| {
                let text: ApprovedText = serde_json::from_str(&text).ok()?;
                Some((changes(&text, &text_of(&listing)), at))
            });
            Ok(Beside {
                history: store::of_provider(db, listing.provider_id, BESIDE)?,
                changed,
                taken_off: is_taken_off(db, id)?,
                newest: store::newest_on(db, Subject::Listing, id.0)?,
                gone: imported::gone_since(db, listing.provider_id, Some(id))?,
            })
        })
        .await
}

/// The newest decision on a listing, and whether its source lost it, for its own staff.
///
/// # Errors
/// [`DirectoryError::Refused`] for everybody else.
pub async fn beside_own(app: &App, actor: &Actor, id: ListingId) -> Result<Beside, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (listing, _) = authority::own_listing(db, &actor, id)?;
            Ok(Beside {
                newest: store::newest_on(db, Subject::Listing, id.0)?,
                gone: imported::gone_since(db, listing.provider_id, Some(id))?,
                ..Beside::default()
            })
        })
        .await
}

/// A provider's newest decisions, in the caller's transaction; who may read them is the caller's to check.
///
/// # Errors
/// When the database fails.
pub fn of_provider(db: &mut Db, id: ProviderId, limit: i64) -> Result<Vec<Decision>, DbError> {
    store::of_provider(db, id, limit)
}

/// One decision, in the caller's transaction; who may read it is the caller's to check.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn by_id(db: &mut Db, id: DecisionId) -> Result<Decision, DbError> {
    store::by_id(db, id)
}

/// A provider, for a moderator of another organisation, in the caller's transaction.
///
/// # Errors
/// [`DirectoryError::ConflictOfInterest`], or not theirs to decide on.
pub fn provider_to_decide(db: &mut Db, actor: &Actor, id: ProviderId) -> Result<Provider, DirectoryError> {
    authority::provider_to_check(db, actor, id)
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Newest first.
    pub decisions: Paged<Decision>,
    /// Every moderator, to choose from.
    pub moderators: Vec<(crate::kernel::ids::UserId, String)>,
}

/// A page of all decisions, for moderators.
///
/// # Errors
/// [`DirectoryError::Refused`] for everybody else.
pub async fn log(app: &App, actor: &Actor, wanted: Wanted, page: PageNumber) -> Result<Log, DirectoryError> {
    authority::moderator(actor)?;
    app.db
        .read(move |db| {
            let (items, total) = store::log(db, &wanted, (page.offset(PER_PAGE), i64::from(PER_PAGE)))?;
            let moderators = people::users_with_role(db, Role::Moderator)?;
            Ok(Log { decisions: Paged { items, total, page, per_page: PER_PAGE }, moderators })
        })
        .await
}

/// The newest decisions, for a file.
///
/// # Errors
/// As [`log`].
pub async fn log_file(app: &App, actor: &Actor, wanted: Wanted) -> Result<Vec<Decision>, DirectoryError> {
    authority::moderator(actor)?;
    app.db.read(move |db| Ok(store::log(db, &wanted, (0, FILE_LINES))?.0)).await
}

/// The provider that a person's organisation runs, and its decisions, newest first.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever doesn't look after a provider's listings.
pub fn own(db: &mut Db, actor: &Actor, limit: i64) -> Result<Vec<Decision>, DirectoryError> {
    let mut all = Vec::new();
    let organisations: Vec<_> = actor.organisations_for(Duty::Listings).collect();
    if organisations.is_empty() {
        return Err(DirectoryError::Refused);
    }
    for organisation in organisations {
        if let Some(provider) = providers::of_organisation(db, organisation)? {
            all.extend(store::of_provider(db, provider, limit)?);
        }
    }
    all.retain(|decision| decision.ruling.is_told());
    Ok(all)
}
