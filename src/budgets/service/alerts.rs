//! Telling holders of parts of their plan that are nearly spent, all spent, or on their way to cost more than planned.
//! Each is told once, which rows of `budget_alerts` say; so it may be done at any time and twice.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::overview_of;
use crate::accounts::Scope;
use crate::accounts::service::people;
use crate::app::App;
use crate::budgets::overview::{Alert, AlertKind};
use crate::budgets::{emails, store};
use crate::db::{Db, DbError, marks};
use crate::kernel::ids::{HolderId, PotId};
use crate::mail;

/// Holders to a transaction.
const CHUNK: usize = 100;
/// The mark that says on which day it was last looked.
const LOOKED_ON: &str = "budget_alerts_looked_on";

/// Mails each holder, and whoever may look at their budget for them, what is new. The worker calls it often; it looks
/// once a day. Returns how many holders were told.
///
/// # Errors
/// When the database fails; who was told stays told.
pub async fn tell(app: &App) -> Result<usize, DbError> {
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    if app.db.read(|db| marks::get(db, LOOKED_ON)).await?.as_deref() == Some(today.to_string().as_str()) {
        return Ok(0);
    }
    let holders = app.db.read(move |db| store::holders_with_a_budget(db, today)).await?;
    let mut told = 0;
    for some in holders.chunks(CHUNK) {
        let some = some.to_vec();
        let due = app.db.read(move |db| due(db, &some, today)).await?;
        if due.is_empty() {
            continue;
        }
        let site = site.clone();
        told += app.db.write(move |db| write_down(db, &due, &site, today, now)).await?;
    }
    app.db.write(move |db| marks::set(db, LOOKED_ON, &today.to_string())).await?;
    if told > 0 {
        app.wake.notify_one();
    }
    Ok(told)
}

type Due = (HolderId, PotId, Vec<Alert>);

/// What is so now for some holders and was not told before.
fn due(db: &mut Db, holders: &[HolderId], today: NaiveDate) -> Result<Vec<Due>, DbError> {
    let mut all = Vec::new();
    for holder in holders {
        let Some(pot) = store::current_pot(db, *holder, today)?.filter(|pot| !pot.closed) else { continue };
        let told = store::alerts_told(db, pot.id)?;
        let mut alerts = overview_of(db, &pot, today)?.alerts();
        alerts.retain(|alert| !told.contains(&(alert.line, alert.kind)));
        if !alerts.is_empty() {
            all.push((*holder, pot.id, alerts));
        }
    }
    Ok(all)
}

fn write_down(db: &mut Db, due: &[Due], site: &str, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let mut told = 0;
    for (holder, pot, alerts) in due {
        let mut sentences = Vec::new();
        for alert in alerts {
            if store::note_alert(db, *pot, alert.line, alert.kind, now)? {
                sentences.push(alert.sentence.clone());
            }
            if alert.kind == AlertKind::AllSpent {
                // A line that went straight past four fifths isn't told of that afterwards, when something is put right.
                store::note_alert(db, *pot, alert.line, AlertKind::NearlySpent, now)?;
            }
        }
        if sentences.is_empty() {
            continue;
        }
        for (to, name) in readers(db, *holder, today)? {
            mail::queue(db, &emails::alerts(&to, name.as_deref(), &sentences, site), now)?;
        }
        told += 1;
    }
    Ok(told)
}

/// The addresses of the holder and of those who may look at their budget for them, these with the holder's name.
///
/// # Errors
/// When the database can't be read.
pub fn readers(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<(String, Option<String>)>, DbError> {
    let summary = people::holder_summary(db, holder)?;
    let mut readers = Vec::new();
    let mut known = BTreeSet::new();
    if let Some(user) = summary.user_id {
        known.insert(user);
        readers.push((people::user_contact(db, user)?.1, None));
    }
    for mandate in people::mandates_given(db, holder)? {
        if mandate.holds_on(today) && mandate.scopes.has(Scope::View) && known.insert(mandate.user_id) {
            readers.push((people::user_contact(db, mandate.user_id)?.1, Some(summary.name.clone())));
        }
    }
    Ok(readers)
}
