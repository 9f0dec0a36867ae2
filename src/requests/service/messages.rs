//! Who is written to when something happens to a request. Mails are queued in the transaction of what happened.
//!
//! Invariant: what goes to a provider is made of the request's own words and area; nothing of the holder or of whoever
//! asked for them is read for it.

use chrono::NaiveDateTime;

use crate::accounts::service::people;
use crate::accounts::{Actor, By, Duty, Scope};
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, ProviderId, RequestId, UserId};
use crate::mail;
use crate::requests::emails;
use crate::requests::model::{Quote, QuoteStatus, Request};
use crate::requests::store::quotes;

/// The holder, if they have an address, and whoever asked for them and still may.
fn holders_side(db: &mut Db, request: &Request, now: NaiveDateTime) -> Result<Vec<String>, DbError> {
    let did_it = request.asked_by.1.map(|mandate| (request.asked_by.0, mandate));
    people::holders_side(db, request.holder_id, did_it, (Scope::Propose, london(now).date()))
}

/// Writes to the holder's side: a subject, and what happened in sentences.
pub(super) fn tell_holder(
    db: &mut Db,
    request: &Request,
    (subject, what): (&str, &str),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let name = people::holder_summary(db, request.holder_id)?.name;
    let link = format!("{site}/requests/{}", request.id);
    let to = holders_side(db, request, now)?;
    to.iter()
        .try_for_each(|to| mail::queue(db, &emails::news_for_holder(to, subject, (what, name.as_str()), &link), now))
}

/// Those of a provider's people who look after its listings, and so after its quotes.
fn staff(db: &mut Db, provider: ProviderId) -> Result<Vec<String>, DbError> {
    match directory::provider_summary(db, provider)?.organisation_id {
        Some(organisation) => people::staff_emails(db, organisation, Duty::Listings),
        None => Ok(Vec::new()),
    }
}

/// Writes to a provider: a subject, and what happened in sentences.
pub(super) fn tell_provider(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    (subject, what): (&str, &str),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let link = format!("{site}/provider/requests/{request}");
    let to = staff(db, provider)?;
    to.iter().try_for_each(|to| mail::queue(db, &emails::news_for_provider(to, subject, what, &link), now))
}

/// Tells a provider that somebody asks for what they may offer.
pub(super) fn offer_to(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    asked: (&str, &str),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let link = format!("{site}/provider/requests/{request}");
    let to = staff(db, provider)?;
    to.iter().try_for_each(|to| mail::queue(db, &emails::wanted(to, asked, &link), now))
}

/// Closes every quote for a request but one, and tells those whose quotes waited.
pub(super) fn close_quotes(
    db: &mut Db,
    request: RequestId,
    but: Option<&Quote>,
    what: &str,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    for quote in quotes::of_request(db, request)? {
        if quote.status.is_over() || but.is_some_and(|kept| kept.id == quote.id) {
            continue;
        }
        if quotes::end(db, &quote, QuoteStatus::Closed, (None, None), now)? == 1 && quote.status == QuoteStatus::Sent {
            tell_provider(db, (request, quote.provider_id), ("Your quote is closed", what), site, now)?;
        }
    }
    Ok(())
}

/// Who does something about a request.
#[derive(Clone, Copy)]
pub(super) enum Who<'a> {
    /// The holder, or somebody for them.
    Holder(&'a Actor),
    /// A provider's staff.
    Provider(UserId),
    /// The program.
    Nobody,
}

/// Records one act about a request.
pub(super) fn record(
    db: &mut Db,
    who: Who<'_>,
    (holder, id): (HolderId, RequestId),
    (action, detail): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let by = match who {
        Who::Holder(actor) => Some(actor.by()),
        Who::Provider(user) => Some(By { user, mandate: None }),
        Who::Nobody => None,
    };
    let entry = audit::Entry {
        at: now,
        user: by.map(|by| by.user),
        mandate: by.and_then(|by| by.mandate),
        holder: Some(holder),
        action,
        subject: "requests",
        subject_id: id.0,
        detail,
    };
    audit::record(db, &entry)
}
