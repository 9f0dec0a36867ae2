//! What the demo's people asked for and didn't find, and searches that found nothing.

use chrono::TimeDelta;

use super::Setting;
use super::holders::Purse;
use crate::app::App;
use crate::db::DbError;
use crate::demo::shifted;
use crate::kernel::{Money, Weekdays};
use crate::requests::gaps::{Gap, GapOutcome};
use crate::requests::model::AskFor;
use crate::requests::service::enrol;

/// Words, where, and how often on each of three days.
const SEARCHES: [(&str, &str, i64); 8] = [
    ("hydrotherapy pool", "LS6", 5),
    ("bsl counsellor", "LS11", 3),
    ("ceilidh dancing", "LS6", 2),
    ("halal meals delivered", "LS8", 4),
    ("deafblind guide", "BD1", 2),
    ("trampoline for wheelchair users", "WF1", 3),
    ("signing choir", "WF9", 2),
    ("night owl befriender", "", 1),
];

/// Writes requests of the first person who signs in for themselves, and searches of the last weeks.
pub(super) fn write(app: &App, setting: &Setting, purse: Option<&Purse>) -> Result<(), DbError> {
    let (setting, purse) = (setting.clone(), purse.cloned());
    app.db.write_blocking(move |db| {
        for (words, area, searches) in SEARCHES {
            let council = crate::geo::lookup(area).ok().and_then(|place| place.council_code).unwrap_or_default();
            for days in [2, 9, 23] {
                let gap = Gap {
                    on: shifted(setting.today, -days),
                    words: words.to_owned(),
                    area: area.to_owned(),
                    council: council.clone(),
                    filters: String::new(),
                    outcome: GapOutcome::Nothing,
                };
                enrol::gap(db, &gap, searches)?;
            }
        }
        let Some((holder, by)) = purse.as_ref().and_then(|purse| Some((purse.holder, purse.own?))) else {
            return Ok(());
        };
        let ask = AskFor {
            words: "Somebody to go to a ceilidh with me now and then. I use a chair and I dance anyway.".to_owned(),
            category: Some("leisure".to_owned()),
            area: "LS6".to_owned(),
            weekdays: Weekdays::parse(["friday", "saturday"]).unwrap_or_default(),
            weekly_limit: Some(Money::from_pence(3_000)),
            ..AskFor::default()
        };
        enrol::request(db, holder, &ask, by, setting.now - TimeDelta::days(6)).map(drop)
    })
}
