//! A week's visits recorded from a file: taken in, looked at, applied. All of it or nothing; the same file twice changes
//! nothing.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use crate::accounts::{Actor, By};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::VisitFileId;
use crate::kernel::dates::{london, monday_of};
use crate::orders::error::ActError;
use crate::orders::model::DeliveryStatus;
use crate::orders::model::week_file::{self, Fault, Filled, KnownVisit, is_same};
use crate::orders::store::deliveries;
use crate::orders::store::visit_files::{self, VisitFile};

use super::authority::own_provider;
use super::deliveries::tell_missed;
use super::moves::{self, Act};
use super::shares;

/// How far back a file may record, in days.
const BACK: Days = Days::new(366);
/// Hours that a file waits to be applied.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// What can be recorded by a file; what somebody disputes is answered on its page.
const OPEN: [DeliveryStatus; 2] = [DeliveryStatus::Scheduled, DeliveryStatus::Recorded];

fn known(visit: deliveries::Visit) -> KnownVisit {
    KnownVisit {
        id: visit.delivery.id,
        on: visit.delivery.on,
        at: visit.delivery.at,
        who: visit.holder_name,
        title: visit.title,
        unit: visit.unit,
        units: visit.delivery.units,
        status: visit.delivery.status,
        recorded: visit.delivery.recorded,
        recorded_at: visit.delivery.recorded_at,
        times: visit.delivery.times,
        note: visit.delivery.note,
    }
}

/// The file to fill in: the visits of a day's week that may be recorded. Where they are more than a file may have, those of
/// which nothing is recorded yet, so that the next file has the rest.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who are no provider's staff.
pub async fn template(app: &App, actor: &Actor, day: NaiveDate) -> Result<Vec<Vec<String>>, ActError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let monday = monday_of(day);
            let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
            let mut of = |states: &[DeliveryStatus], most: usize| {
                deliveries::of_provider(db, provider, (monday, sunday), states, i64::try_from(most).unwrap_or(i64::MAX))
            };
            let mut visits = of(&OPEN, week_file::MOST_ROWS + 1)?;
            if visits.len() > week_file::MOST_ROWS {
                visits = of(&[DeliveryStatus::Scheduled], week_file::MOST_ROWS)?;
            }
            Ok(week_file::rows(&visits.into_iter().map(known).collect::<Vec<_>>()))
        })
        .await
}

/// Takes in a file, to be looked at before it is applied.
///
/// # Errors
/// The faults of the file as a whole, or not theirs to do.
pub async fn take(
    app: &App,
    actor: &Actor,
    name: &str,
    bytes: &[u8],
) -> Result<Result<VisitFileId, Vec<Fault>>, ActError> {
    let cells = match week_file::cells(bytes) {
        Ok(cells) => cells,
        Err(faults) => return Ok(Err(faults)),
    };
    let cells = serde_json::to_string(&cells).map_err(|error| DbError::Other(error.to_string()))?;
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let (actor, now) = (actor.clone(), app.clock.now());
    let id = app.db.write(move |db| {
        let provider = own_provider(db, &actor)?;
        visit_files::forget(db, now - KEPT)?;
        Ok::<_, ActError>(visit_files::insert(db, (provider, actor.user_id), &name, &cells, now)?)
    });
    Ok(Ok(id.await?))
}

/// What a file would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it is called.
    pub name: String,
    /// What was done with it, when it was applied.
    pub outcome: Option<String>,
    /// What would be recorded, with the visit it is about.
    pub rows: Vec<(Filled, KnownVisit)>,
    /// How many rows say what is recorded already.
    pub same: usize,
    /// What is wrong with it; then nothing can be recorded.
    pub faults: Vec<Fault>,
}

fn own_file(db: &mut Db, actor: &Actor, id: VisitFileId, now: NaiveDateTime) -> Result<VisitFile, ActError> {
    let file = visit_files::by_id(db, id)?;
    let own = own_provider(db, actor)? == file.provider;
    if own && file.made_at > now - KEPT { Ok(file) } else { Err(ActError::NotFound) }
}

/// Reads a file against the visits as they are now.
fn plan(db: &mut Db, file: &VisitFile, now: NaiveDateTime) -> Result<Preview, ActError> {
    let cells: Vec<Vec<String>> =
        serde_json::from_str(&file.cells).map_err(|error| DbError::Other(error.to_string()))?;
    let today = london(now).date();
    let from = today.checked_sub_days(BACK).unwrap_or(today);
    let to = today.checked_add_days(Days::new(7)).unwrap_or(today);
    let named = deliveries::named_of_provider(db, file.provider, (from, to), &week_file::named(&cells))?;
    let known: Vec<KnownVisit> = named.into_iter().map(known).collect();
    let (name, outcome) = (file.name.clone(), file.outcome.clone());
    let mut preview = Preview { name, outcome, rows: Vec::new(), same: 0, faults: Vec::new() };
    match week_file::read(&cells, &known, london(now)) {
        Ok(filled) => {
            for one in filled {
                let Some(visit) = known.iter().find(|visit| visit.id == one.visit) else { continue };
                if is_same(&one, visit) {
                    preview.same += 1;
                } else if visit.recorded_at.is_some_and(|at| at > file.made_at) && file.outcome.is_none() {
                    preview.faults.push(week_file::recorded_meanwhile(one.row));
                } else {
                    preview.rows.push((one, visit.clone()));
                }
            }
        }
        Err(faults) => preview.faults = faults,
    }
    Ok(preview)
}

/// What a file would do now.
///
/// # Errors
/// [`ActError::NotFound`] for somebody else's, and for one that has waited more than a day.
pub async fn preview(app: &App, actor: &Actor, id: VisitFileId) -> Result<Preview, ActError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .read(move |db| {
            let file = own_file(db, &actor, id, now)?;
            plan(db, &file, now)
        })
        .await
}

/// Records what a file says: all of it, or nothing. A second time changes nothing and gives the first answer.
///
/// # Errors
/// [`ActError::NotFound`] as for [`preview`]; `Ok(None)` when something is wrong with it, and nothing was recorded.
pub async fn apply(app: &App, actor: &Actor, id: VisitFileId) -> Result<Option<String>, ActError> {
    let (reader, now) = (actor.clone(), app.clock.now());
    let pots = app.db.read(move |db| {
        let file = own_file(db, &reader, id, now)?;
        let mut pots: Vec<LockKey> = Vec::new();
        for (_, visit) in plan(db, &file, now)?.rows {
            let delivery = deliveries::by_id(db, visit.id)?;
            for pot in shares::pots_with(db, delivery.order_id)? {
                if !pots.contains(&pot) {
                    pots.push(pot);
                }
            }
        }
        Ok::<_, ActError>(pots)
    });
    let (pots, actor, site) = (pots.await?, Arc::new(actor.clone()), app.config.public_url.clone());
    let applied = app
        .db
        .write_locked(pots, move |db| {
            let file = own_file(db, &actor, id, now)?;
            if let Some(outcome) = file.outcome {
                return Ok(Some(outcome));
            }
            let preview = plan(db, &file, now)?;
            if !preview.faults.is_empty() {
                return Ok(None);
            }
            let act = Act { by: Some(By { user: actor.user_id, mandate: None }), now };
            for (one, _) in &preview.rows {
                let note = (!one.note.is_empty()).then_some(one.note.as_str());
                let made = moves::Made { units: one.units, times: one.times, note, cost: None };
                shares::record(db, act, one.visit, &made)?;
                if one.units.is_zero() {
                    tell_missed(db, one.visit, &site, now)?;
                }
            }
            let visits = crate::kernel::words::count(preview.rows.len(), "visit is", "visits are");
            let outcome = format!("{visits} recorded. {} were recorded already.", preview.same);
            if visit_files::set_applied(db, id, &outcome, now)? != 1 {
                return Err(ActError::NotFound);
            }
            Ok(Some(outcome))
        })
        .await?;
    app.wake.notify_one();
    Ok(applied)
}
