//! Asking the holder's side to confirm what was recorded: one mail for all that is new, with a link that opens a page with
//! one button. The link is signed, works once, and stops working when the visits confirm themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{NaiveDateTime, TimeDelta, Timelike};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::accounts::service::people;
use crate::accounts::{By, Scope};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::dates::{london, weekday_date};
use crate::kernel::{ConfirmLinkId, HolderId, Money};
use crate::mail;
use crate::orders::emails;
use crate::orders::error::ActError;
use crate::orders::model::{Delivery, DeliveryStatus, OrderLine, units};
use crate::orders::store::confirm_links::{self, ConfirmLink};
use crate::orders::store::{deliveries, lines, orders};

use super::deliveries::CONFIRMS_ITSELF_AFTER;
use super::moves::{self, Act};

/// What is recorded within this time is asked about in one mail.
const GATHERS: TimeDelta = TimeDelta::minutes(30);
/// The most people asked in one go.
const BATCH: i64 = 200;
/// How much of the signature a link carries: 192 bits.
const SIGNATURE: usize = 24;

/// Sends one mail to each holder's side about all visits that were recorded and not asked about yet; for the worker, which
/// may run twice. Gives how many holders that was.
///
/// # Errors
/// When the database fails; who was asked stays asked.
pub async fn ask(app: &App) -> Result<usize, DbError> {
    // Whole seconds: the instant is what ties a link to its visits, and databases keep fewer figures than the clock.
    let now = app.clock.now().with_nanosecond(0).unwrap_or_else(|| app.clock.now());
    let waiting = app.db.read(move |db| deliveries::holders_to_ask(db, now - GATHERS, BATCH)).await?;
    let mut asked = 0;
    for holder in waiting {
        let (site, secret) = (app.config.public_url.clone(), app.config.secret_key.bytes().to_vec());
        asked += app.db.write(move |db| ask_one(db, holder, (site.as_str(), secret.as_slice()), now)).await?;
    }
    if asked > 0 {
        app.wake.notify_one();
    }
    Ok(asked)
}

fn ask_one(db: &mut Db, holder: HolderId, (site, secret): (&str, &[u8]), now: NaiveDateTime) -> Result<usize, DbError> {
    if deliveries::mark_asked(db, holder, now)? == 0 {
        return Ok(0);
    }
    let visits = waiting(db, holder, now)?;
    let name = people::holder_summary(db, holder)?.name;
    let said: Vec<String> = visits.iter().map(VisitToConfirm::words).collect();
    for (by, to) in who_confirms(db, holder, now)? {
        let id = confirm_links::insert(db, by, holder, now, now + CONFIRMS_ITSELF_AFTER)?;
        let address = format!("{site}/confirm/{}", token(secret, id));
        mail::queue(db, &emails::please_confirm(&to, &name, &said, &address), now)?;
    }
    Ok(1)
}

/// Who is asked: the holder, or, where they have no account, whoever may order for them.
fn who_confirms(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<Vec<(By, String)>, DbError> {
    if let Some(user) = people::holder_summary(db, holder)?.user_id {
        return Ok(vec![(By { user, mandate: None }, people::user_contact(db, user)?.1)]);
    }
    let today = london(now).date();
    let mut found = Vec::new();
    for mandate in people::mandates_given(db, holder)? {
        if mandate.holds_on(today) && mandate.scopes.has(Scope::Order) {
            let by = By { user: mandate.user_id, mandate: Some(mandate.id) };
            found.push((by, people::user_contact(db, mandate.user_id)?.1));
        }
    }
    Ok(found)
}

/// A link's token: its number and a signature, as 43 letters.
fn token(secret: &[u8], id: ConfirmLinkId) -> String {
    let mut bytes = id.0.to_be_bytes().to_vec();
    bytes.extend(signature(secret, id));
    URL_SAFE_NO_PAD.encode(bytes)
}

fn signature(secret: &[u8], id: ConfirmLinkId) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Vec::new() };
    mac.update(b"confirm visits\0");
    mac.update(&id.0.to_be_bytes());
    mac.finalize().into_bytes().iter().take(SIGNATURE).copied().collect()
}

/// The link that a token names, if we signed it.
fn link_of(secret: &[u8], token: &str) -> Option<ConfirmLinkId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (number, signed) = bytes.split_at_checked(8)?;
    let id = ConfirmLinkId(i64::from_be_bytes(number.try_into().ok()?));
    let expected = signature(secret, id);
    (expected.len() == SIGNATURE && bool::from(expected.ct_eq(signed))).then_some(id)
}

/// A visit that waits for a yes.
#[derive(Clone, Debug)]
pub struct VisitToConfirm {
    /// The visit.
    pub delivery: Delivery,
    /// What was ordered.
    pub line: OrderLine,
    /// By whom.
    pub provider: String,
    /// The order's reference.
    pub reference: String,
}

impl VisitToConfirm {
    /// "Help at home, Tuesday 1 December 2026 at 10am: 3 hours, £60.00".
    pub fn words(&self) -> String {
        let Delivery { on, at, units, recorded, recorded_amount, amount, .. } = &self.delivery;
        let how_much = units::amount(self.line.request.unit, recorded.unwrap_or(*units));
        let cost = recorded_amount.unwrap_or(*amount);
        format!("{}, {} at {at}: {how_much}, {cost}", self.line.title, weekday_date(*on))
    }

    /// Whether it came to more than was ordered, which takes more than one button.
    pub fn is_more(&self) -> bool {
        self.delivery.over() > Money::ZERO
    }
}

/// The visits asked about at an instant that still wait.
fn waiting(db: &mut Db, holder: HolderId, asked_at: NaiveDateTime) -> Result<Vec<VisitToConfirm>, DbError> {
    let mut found = Vec::new();
    for delivery in deliveries::asked_at(db, holder, asked_at)? {
        let order = orders::by_id(db, delivery.order_id)?;
        let line = lines::by_id(db, delivery.order_line_id)?;
        let provider = directory::provider_summary(db, order.provider_id)?.name;
        found.push(VisitToConfirm { delivery, line, provider, reference: order.reference });
    }
    Ok(found)
}

/// What a link from a mail opens.
#[derive(Clone, Debug)]
pub enum Opened {
    /// These visits wait.
    Waiting {
        /// Whose support it is.
        holder: String,
        /// The visits.
        visits: Vec<VisitToConfirm>,
    },
    /// It was used.
    Used,
    /// It is too old, was for visits that are settled by now, or its reader may no longer confirm.
    Over,
}

/// Reads a link and what it is for; [`ActError::NotFound`] for one that we didn't sign.
fn open_in(db: &mut Db, id: ConfirmLinkId, now: NaiveDateTime) -> Result<(ConfirmLink, Opened), ActError> {
    let link = confirm_links::by_id(db, id)?;
    if link.used_at.is_some() {
        return Ok((link, Opened::Used));
    }
    let may = who_confirms(db, link.holder, now)?.iter().any(|(by, _)| by.user == link.by.user);
    let visits = waiting(db, link.holder, link.asked_at)?;
    if !may || link.expires_at <= now || visits.is_empty() {
        return Ok((link, Opened::Over));
    }
    let holder = people::holder_summary(db, link.holder)?.name;
    Ok((link, Opened::Waiting { holder, visits }))
}

/// Opens a link from a mail. Nothing changes.
///
/// # Errors
/// [`ActError::NotFound`] for a link that we didn't sign.
pub async fn open(app: &App, token: &str) -> Result<Opened, ActError> {
    let id = link_of(app.config.secret_key.bytes(), token).ok_or(ActError::NotFound)?;
    let now = app.clock.now();
    app.db.read(move |db| Ok(open_in(db, id, now)?.1)).await
}

/// What the button did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// So many visits are confirmed now.
    Now(usize),
    /// They were before: the link had been used.
    Before,
    /// Nothing waits here any more.
    Over,
}

/// Confirms the visits of a link, once. What came to more than was ordered is left for the order's page.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn confirm(app: &App, token: &str) -> Result<Confirmed, ActError> {
    let id = link_of(app.config.secret_key.bytes(), token).ok_or(ActError::NotFound)?;
    let now = app.clock.now();
    let pots = app.db.read(move |db| {
        let link = confirm_links::by_id(db, id)?;
        let mut pots: Vec<LockKey> = Vec::new();
        for visit in deliveries::asked_at(db, link.holder, link.asked_at)? {
            let pot = LockKey::Pot(orders::by_id(db, visit.order_id)?.pot_id.0);
            if !pots.contains(&pot) {
                pots.push(pot);
            }
        }
        Ok::<_, ActError>(pots)
    });
    let pots = pots.await?;
    app.db
        .write_locked(pots, move |db| {
            let (link, opened) = open_in(db, id, now)?;
            let visits = match opened {
                Opened::Waiting { visits, .. } => visits,
                Opened::Used => return Ok(Confirmed::Before),
                Opened::Over => return Ok(Confirmed::Over),
            };
            if confirm_links::use_up(db, id, now)? != 1 {
                return Ok(Confirmed::Before);
            }
            let act = Act { by: Some(link.by), now };
            let mut count = 0;
            for visit in visits.iter().filter(|visit| !visit.is_more()) {
                let mut order = orders::by_id(db, visit.delivery.order_id)?;
                let delivery = deliveries::by_id(db, visit.delivery.id)?;
                if delivery.status == DeliveryStatus::Recorded {
                    moves::confirm(db, act, &mut order, &visit.line, &delivery, false)?;
                    count += 1;
                }
            }
            Ok(Confirmed::Now(count))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_is_read() {
        let made = token(b"a secret of the site", ConfirmLinkId(42));
        assert_eq!(made.len(), 43);
        assert_eq!(link_of(b"a secret of the site", &made), Some(ConfirmLinkId(42)));
        assert_eq!(link_of(b"another secret", &made), None);
        for changed in [made[1..].to_owned(), format!("{made}A"), made.replacen('A', "B", 1), String::new()] {
            assert_eq!(link_of(b"a secret of the site", &changed), None, "{changed}");
        }
    }
}
