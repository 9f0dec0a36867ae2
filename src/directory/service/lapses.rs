//! Accreditations that run out: who is told, and when. Each thing is told once, which rows of `accreditation_notices`
//! say, so it may be done at any time and twice.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::accounts::Duty;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError, marks};
use crate::directory::emails::onboarding as emails;
use crate::directory::model::{Accreditation, Lapse, Notice, Provider, ProviderState};
use crate::directory::store::{accreditations, listings, providers};
use crate::kernel::{ListingId, ProviderId};
use crate::mail;

/// The longest before the end that anything is told.
const AHEAD_DAYS: u64 = 60;
/// Providers to a transaction.
const CHUNK: usize = 100;
/// The mark that says on which day reminders were last sent.
const TOLD_ON: &str = "accreditations_told_on";

/// Mails each provider's managers what of theirs runs out within 60, 30 and 7 days or has run out. The worker calls it
/// often; it looks once a day. Returns how many accreditations were told of.
///
/// # Errors
/// When the database fails; what was told stays told.
pub async fn remind(app: &App) -> Result<usize, DbError> {
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    let told = |db: &mut Db| marks::get(db, TOLD_ON);
    if app.db.read(told).await?.as_deref() == Some(today.to_string().as_str()) {
        return Ok(0);
    }
    let until = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
    let ending = app.db.read(move |db| accreditations::providers_ending_by(db, until)).await?;
    let mut sent = 0;
    for some in ending.chunks(CHUNK) {
        let (some, site) = (some.to_vec(), site.clone());
        sent += app
            .db
            .write(move |db| {
                let mut sent = 0;
                for provider in providers::by_ids(db, &some)? {
                    sent += remind_one(db, &provider, &site, today, now)?;
                }
                Ok::<usize, DbError>(sent)
            })
            .await?;
    }
    app.db.write(move |db| marks::set(db, TOLD_ON, &today.to_string())).await?;
    if sent > 0 {
        app.wake.notify_one();
    }
    Ok(sent)
}

fn remind_one(
    db: &mut Db,
    provider: &Provider,
    site: &str,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let Some(organisation) = provider.organisation_id.filter(|_| provider.state != ProviderState::Suspended) else {
        return Ok(0);
    };
    let needed = needed(db, provider, today)?;
    let mut sent = 0;
    for (held, notice, left, on) in due(provider, today) {
        if !accreditations::note_told(db, held.id, notice, now)? {
            continue;
        }
        let title = held.scheme.inside();
        let link = format!("{site}/provider/accreditations/{}", held.id);
        let ending = emails::Ending {
            what: title,
            provider: &provider.name,
            on,
            left,
            needed: needed.contains(held.scheme.as_str()),
            renewal_waits: provider.renewal_waits(held),
            link: &link,
        };
        for to in people::staff_emails(db, organisation, Duty::Manage)? {
            mail::queue(db, &emails::runs_out(&to, notice, &ending), now)?;
        }
        sent += 1;
    }
    Ok(sent)
}

/// What of a provider's is to be told of today, unless a newer one follows it.
fn due(provider: &Provider, today: NaiveDate) -> Vec<(&Accreditation, Notice, i64, NaiveDate)> {
    let ending = |held: &'_ Accreditation| Some((held.notice_due(today)?, held.days_left(today)?, held.expires_on?));
    provider
        .accreditations
        .iter()
        .filter(|held| !provider.is_followed(held, today))
        .filter_map(|held| ending(held).map(|(notice, left, on)| (held, notice, left, on)))
        .collect()
}

/// The schemes that new orders of this provider's live listings need.
fn needed(db: &mut Db, provider: &Provider, today: NaiveDate) -> Result<BTreeSet<&'static str>, DbError> {
    let far = today.checked_add_days(Days::new(36_500)).unwrap_or(today);
    let categories = listings::live_categories(db, provider.id)?;
    // On a day when all that can end has ended, what is missing is what is needed.
    let required = categories.iter().flat_map(|category| crate::directory::model::required(provider, category));
    let once_shown = provider.lapse_for("", far).map(|lapse| lapse.scheme);
    Ok(required.chain(once_shown).map(super::super::model::catalogue::AccreditationScheme::as_str).collect())
}

/// A check that a listing's provider needs and that has run out, for those with a running order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// Which one, and since when.
    pub lapse: Lapse,
    /// The provider's name.
    pub provider_name: String,
    /// A new one waits to be checked.
    pub renewal_waits: bool,
}

/// What a listing's provider needs for it and has let run out; none when all is well. In the caller's transaction.
///
/// # Errors
/// When the database fails.
pub fn lapsed(
    db: &mut Db,
    provider: ProviderId,
    listings_of: &[ListingId],
    day: NaiveDate,
) -> Result<Option<Lapsed>, DbError> {
    let provider = providers::by_id(db, provider)?;
    for listing in listings_of {
        let category = listings::category_of(db, *listing)?;
        if let Some(lapse) = provider.lapse_for(&category, day) {
            let held = provider.accreditations.iter().find(|held| held.id == lapse.id);
            let renewal_waits = held.is_some_and(|held| provider.renewal_waits(held));
            return Ok(Some(Lapsed { lapse, provider_name: provider.name, renewal_waits }));
        }
    }
    Ok(None)
}

/// Providers that have something that ran out before this day. In the caller's transaction.
///
/// # Errors
/// When the database fails.
pub fn providers_with_lapses(db: &mut Db, day: NaiveDate) -> Result<Vec<ProviderId>, DbError> {
    accreditations::providers_ending_by(db, day.pred_opt().unwrap_or(day))
}

/// Notes that a holder was told that a check ran out; false when they were told before.
///
/// # Errors
/// When the row can't be written.
pub fn note_warned(
    db: &mut Db,
    lapse: &Lapse,
    holder: crate::kernel::HolderId,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    accreditations::note_warned(db, lapse.id, holder, now)
}
