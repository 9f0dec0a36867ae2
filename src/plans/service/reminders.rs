//! Reminders of drafts that wait: three days before something is due, and once more when it is late. Each is sent once.

use chrono::{NaiveDate, TimeDelta};

use super::authority::{Known, May};
use super::telling::{officers, person_side};
use crate::accounts::Role;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::kernel::ids::DraftId;
use crate::mail;
use crate::plans::emails::{self, Facts};
use crate::plans::model::state::State;
use crate::plans::store::{caseload, drafts, said};

/// How long before the day.
const BEFORE: TimeDelta = TimeDelta::days(3);
/// What is older than this is not told any more.
const OLDEST: TimeDelta = TimeDelta::days(365);
/// Drafts told about at a time.
const BATCH: i64 = 200;

/// Reminds whoever has to do something, and gives how many drafts that was about. May run at any time, and twice.
///
/// # Errors
/// When the database can't be reached; what is left is told next time.
pub async fn remind(app: &App) -> Result<usize, DbError> {
    let today = app.clock.today();
    let mut told = 0;
    let yesterday = today - TimeDelta::days(1);
    for (kind, days) in [("soon", (today, today + BEFORE)), ("late", (today - OLDEST, yesterday))] {
        let due = app.db.read(move |db| caseload::to_tell(db, days, kind, BATCH)).await?;
        for draft in due {
            told += usize::from(one(app, draft, kind).await?);
        }
    }
    if told > 0 {
        app.wake.notify_one();
    }
    Ok(told)
}

async fn one(app: &App, id: DraftId, kind: &'static str) -> Result<bool, DbError> {
    let (site, now) = (app.config.public_url.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let head = drafts::by_id(db, id)?;
            let Some(due_on) = head.due_on else { return Ok(false) };
            if !said::note_reminder(db, id, (kind, due_on), now)? {
                return Ok(false);
            }
            let holder = people::holder_summary(db, head.holder_id)?;
            let known = Known { head, holder, may: May::default() };
            for to in whom(db, &known)? {
                let path = known.head.path();
                let facts = Facts { name: &known.holder.name, path: &path, words: "", due: Some(due_on), site: &site };
                mail::queue(db, &emails::due(&to, (known.head.state, kind == "late"), &facts), now)?;
            }
            Ok(true)
        })
        .await
}

fn whom(db: &mut Db, known: &Known) -> Result<Vec<String>, DbError> {
    match known.head.state {
        State::Submitted | State::Appealed => officers(db, &known.head, Role::CareManager),
        State::WithPanel => officers(db, &known.head, Role::PanelMember),
        State::ChangesAsked => person_side(db, known),
        State::Draft | State::Agreed | State::Refused | State::Dropped => Ok(Vec::new()),
    }
}

/// How many days late something is; below zero when it isn't.
pub fn days_late(due: NaiveDate, today: NaiveDate) -> i64 {
    (today - due).num_days()
}
