//! Links that let one person join, each once. A link carries its number and our signature, so that nobody can guess one.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{NaiveDateTime, TimeDelta};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::group::{Group, locks, still_allowed};
use super::messages;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::Db;
use crate::directory::service as directory;
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{SharedInviteId, SharedOrderId};
use crate::mail;
use crate::orders::model::LineRequest;
use crate::orders::service::shares;
use crate::sharing::emails;
use crate::sharing::error::ShareError;
use crate::sharing::model::{INVITE_DAYS, LONGEST_LABEL, MOST, MOST_INVITES, MemberStatus, SharedStatus};
use crate::sharing::store;

/// How much of the signature a link carries: 192 bits.
const SIGNATURE: usize = 24;

/// A link's token: its number and a signature, as 43 letters.
pub(super) fn token(secret: &[u8], id: SharedInviteId) -> String {
    let mut bytes = id.0.to_be_bytes().to_vec();
    bytes.extend(signature(secret, id));
    URL_SAFE_NO_PAD.encode(bytes)
}

fn signature(secret: &[u8], id: SharedInviteId) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Vec::new() };
    mac.update(b"share an order\0");
    mac.update(&id.0.to_be_bytes());
    mac.finalize().into_bytes().iter().take(SIGNATURE).copied().collect()
}

/// The link that a token names, if we signed it.
fn link_of(secret: &[u8], token: &str) -> Option<SharedInviteId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (number, signed) = bytes.split_at_checked(8)?;
    let id = SharedInviteId(i64::from_be_bytes(number.try_into().ok()?));
    let expected = signature(secret, id);
    (expected.len() == SIGNATURE && bool::from(expected.ct_eq(signed))).then_some(id)
}

/// Makes a link for one person, and mails it where an address is given. Whoever made it tells nobody else who that is.
///
/// # Errors
/// [`ShareError`]; then nothing was made.
pub async fn invite(app: &App, actor: &Actor, id: SharedOrderId, label: &str, email: &str) -> Result<(), ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let (label, email) = (label.trim().to_owned(), email.trim().to_owned());
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        let words = "Say whom it is for, so that you know the links apart. Only you see it.";
        return Err(ShareError::Field("label", words.to_owned()));
    }
    if !email.is_empty() && !mail::is_address(&email) {
        return Err(ShareError::Field("email", "Enter an email address, or leave it empty.".to_owned()));
    }
    let (actor, said) = (Arc::new(actor.clone()), Arc::new((label, email)));
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let secret = app.config.secret_key.bytes().to_vec();
    app.db
        .write(move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            let group = Group::read(db, id, now)?;
            group.own(holder)?;
            group.must_be(SharedStatus::Gathering)?;
            let waiting = store::invites(db, id)?.iter().filter(|one| one.works(now)).count();
            if waiting >= MOST_INVITES || group.members.len() >= MOST {
                return Err(ShareError::Full);
            }
            let (label, email) = &*said;
            let until = now + TimeDelta::days(INVITE_DAYS);
            let invite = store::invite(db, id, label, actor.user_id, (now, until))?;
            if !email.is_empty() {
                let link = format!("{site}/shared/join/{}", token(&secret, invite));
                let what = format!("{} from {}", group.listing.title, group.listing.provider_name);
                mail::queue(db, &emails::invited(email, (&what, &group.shared.request.when_words()), &link), now)?;
            }
            let said = ("share.invited", "Made a link that lets somebody share the order");
            Ok(messages::record(db, Some(actor.by()), (holder, id), said, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// What a link opens. It says what is shared, and not by whom: names are for those who have joined.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// To what.
    pub id: SharedOrderId,
    /// What.
    pub title: String,
    /// Whose.
    pub provider: String,
    /// The listing's address.
    pub listing_path: String,
    /// How much and when.
    pub request: LineRequest,
    /// How many share it so far.
    pub people: usize,
    /// What one unit costs each, by how many share.
    pub steps: Vec<(i32, Money)>,
}

fn open(db: &mut Db, id: SharedInviteId, now: NaiveDateTime) -> Result<Invitation, ShareError> {
    let invite = store::invite_by_id(db, id)?;
    let group = Group::read(db, invite.shared_id, now)?;
    if !invite.works(now) || group.shared.status != SharedStatus::Gathering {
        return Err(ShareError::LinkOver);
    }
    let steps = shares::steps(&group.listing, group.shared.request.unit, group.window.now.date());
    let listing = group.listing;
    Ok(Invitation {
        id: group.shared.id,
        listing_path: format!("/listings/{}-{}", listing.listing_id, listing.slug),
        title: listing.title,
        provider: listing.provider_name,
        request: group.shared.request,
        people: group.members.len(),
        steps,
    })
}

/// Opens a link. Nothing changes.
///
/// # Errors
/// [`ShareError::LinkOver`] for one that was used, is too old, or isn't ours.
pub async fn invitation(app: &App, actor: &Actor, token: &str) -> Result<Invitation, ShareError> {
    actor.holder(Scope::Propose)?;
    let id = link_of(app.config.secret_key.bytes(), token).ok_or(ShareError::LinkOver)?;
    let now = app.clock.now();
    app.db.read(move |db| open(db, id, now)).await
}

/// Joins by a link, which is used up. Everybody's yes is asked for again: the shares are others now.
///
/// # Errors
/// [`ShareError`]; then nobody joined.
pub async fn join(app: &App, actor: &Actor, token: &str) -> Result<SharedOrderId, ShareError> {
    let holder = actor.holder(Scope::Propose)?;
    let link = link_of(app.config.secret_key.bytes(), token).ok_or(ShareError::LinkOver)?;
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let actor = Arc::new(actor.clone());
    let locks = app
        .db
        .read(move |db| {
            let invite = store::invite_by_id(db, link)?;
            locks(db, invite.shared_id, today)
        })
        .await?;
    let id = app
        .db
        .write_locked(locks, move |db| {
            still_allowed(db, &actor, Scope::Propose, today)?;
            let id = open(db, link, now)?.id;
            let group = Group::read(db, id, now)?;
            if group.place_of(holder).is_some() {
                return Err(ShareError::Already);
            }
            if store::use_invite(db, link, now)? != 1 {
                return Err(ShareError::LinkOver);
            }
            let_in(db, &group, &actor, holder, (&site, now))?;
            Ok(id)
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

/// Lets somebody in, and tells the others who it is.
pub(super) fn let_in(
    db: &mut Db,
    group: &Group,
    actor: &Actor,
    holder: crate::kernel::HolderId,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), ShareError> {
    let (id, today) = (group.shared.id, london(now).date());
    if group.members.len() >= MOST {
        return Err(ShareError::Full);
    }
    if directory::orderable(db, group.shared.listing_id, today)?.refusal.is_some() {
        return Err(ShareError::LinkOver);
    }
    let before = store::members(db, id)?.into_iter().find(|member| member.holder_id == holder);
    match before {
        Some(left) if left.status == MemberStatus::Left => {
            store::rejoin(db, left.id, actor.by())?;
        }
        Some(_) => return Err(ShareError::Already),
        None => {
            store::join(db, id, holder, None, actor.by(), now)?;
        }
    }
    if store::next_terms(db, &group.shared)? != 1 {
        return Err(ShareError::Changed);
    }
    let name = messages::name(db, holder)?;
    messages::record(db, Some(actor.by()), (holder, id), ("share.joined", "Joined a shared order"), now)?;
    let what = format!("{name} has joined. The shares are others now, so everybody is asked for a yes again.");
    Ok(messages::tell_others(db, group, Some(holder), ("Somebody has joined", &what), (site, now))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_is_read() {
        let made = token(b"a secret of the site", SharedInviteId(42));
        assert_eq!(link_of(b"a secret of the site", &made), Some(SharedInviteId(42)));
        assert_eq!(link_of(b"another secret", &made), None);
        for changed in [made[1..].to_owned(), format!("{made}A"), made.replacen('A', "B", 1), String::new()] {
            assert_eq!(link_of(b"a secret of the site", &changed), None, "{changed}");
        }
    }
}
