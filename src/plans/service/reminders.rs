//! Reminders of drafts that wait: three days before something is due, and once more when it is late; and of reviews,
//! eight and two weeks before. Each is sent once.

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
use crate::plans::model::state::{OPEN, State};
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
    let (weeks_8, weeks_2) = (today + TimeDelta::weeks(8), today + TimeDelta::weeks(2));
    let all: [(&'static str, (NaiveDate, NaiveDate), &'static [State]); 4] = [
        ("soon", (today, today + BEFORE), &OPEN),
        ("late", (today - OLDEST, yesterday), &OPEN),
        ("review-2", (today, weeks_2), &[State::Agreed]),
        ("review-8", (weeks_2 + TimeDelta::days(1), weeks_8), &[State::Agreed]),
    ];
    for (kind, days, states) in all {
        let due = app.db.read(move |db| caseload::to_tell(db, days, (kind, states), BATCH)).await?;
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
    let (site, today, now) = (app.config.public_url.clone(), app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let head = drafts::by_id(db, id)?;
            let Some(due_on) = head.due_on else { return Ok(false) };
            if !said::note_reminder(db, id, (kind, due_on), now)? {
                return Ok(false);
            }
            let holder = people::holder_summary(db, head.holder_id)?;
            let known = Known { head, holder, may: May::default() };
            for to in whom(db, &known, today)? {
                let path = known.head.path();
                let facts = Facts { name: &known.holder.name, path: &path, words: "", due: Some(due_on), site: &site };
                mail::queue(db, &emails::due(&to, (known.head.state, kind == "late"), &facts), now)?;
            }
            Ok(true)
        })
        .await
}

fn whom(db: &mut Db, known: &Known, today: NaiveDate) -> Result<Vec<String>, DbError> {
    match known.head.state {
        State::Submitted | State::Appealed => officers(db, &known.head, Role::CareManager),
        State::WithPanel => officers(db, &known.head, Role::PanelMember),
        State::ChangesAsked => person_side(db, known, today),
        State::Agreed => {
            let mut to = officers(db, &known.head, Role::CareManager)?;
            let side = person_side(db, known, today)?;
            to.extend(side.into_iter().filter(|email| !to.contains(email)).collect::<Vec<_>>());
            Ok(to)
        }
        State::Draft | State::Refused | State::Dropped => Ok(Vec::new()),
    }
}
