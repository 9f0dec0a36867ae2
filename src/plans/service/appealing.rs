//! Asking the council to look again at a plan that it didn't agree: the person asks here, or a care manager writes down
//! that they asked in another way. Once for each plan, within 28 days of the refusal.

use std::sync::Arc;

use chrono::NaiveDate;

use super::agreeing::{Now, ONLY_OWN, move_on, needed};
use super::authority::{Known, known, still_open, still_planning};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::model::state::{APPEAL_DAYS, Heard, Step};
use crate::plans::store::{drafts, said};

/// How and when an officer heard that the person asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// In which way.
    pub how: Heard,
    /// On which day.
    pub on: NaiveDate,
}

/// Asks the council to look again. An officer says how they were told; the person, and whoever plans for them, ask here.
///
/// # Errors
/// [`DraftError`]; then nothing was done.
pub async fn appeal(
    app: &App,
    actor: &Actor,
    id: DraftId,
    (told, words): (Option<Told>, String),
) -> Result<(), DraftError> {
    needed(&words, "Say why the council should look again.")?;
    let said = match told {
        Some(Told { how, on }) => format!("{}, on {}.\n{words}", how.label(), long_date(on)),
        None => words,
    };
    let (actor, said) = (Arc::new(actor.clone()), Arc::new(said));
    let (site, at) = (app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            still_planning(db, &actor, at.today)?;
            let known = known(db, &actor, id)?;
            if !(known.may.own && told.is_none() || known.may.decide && told.is_some()) {
                return Err(DraftError::NotAllowed(ONLY_OWN));
            }
            still_open(db, &known)?;
            if let Some(open) = drafts::open_of_plan(db, known.head.plan_id)?.filter(|open| *open != id) {
                return Err(DraftError::Open(open));
            }
            if drafts::overtaken(db, &known.head)? {
                return Err(DraftError::Overtaken);
            }
            let refused_on = refused_on(db, &known)?;
            let asked_on = told.map_or(at.today, |told| told.on);
            if asked_on > at.today || refused_on.is_some_and(|refused| asked_on < refused) {
                return Err(DraftError::NeedsDay("Enter a day between the council’s decision and today."));
            }
            if !refused_on.is_some_and(|refused| within(refused, asked_on)) {
                return Err(DraftError::NotAllowed("The 28 days to ask the council to look again are over."));
            }
            move_on(db, &actor, &known, (Step::Appeal, &said, None), &site, at)?;
            Ok(drafts::set_appealed(db, id, at.now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn within(refused: NaiveDate, asked: NaiveDate) -> bool {
    (asked - refused).num_days() <= APPEAL_DAYS
}

/// On which day a draft was refused last.
fn refused_on(db: &mut Db, known: &Known) -> Result<Option<NaiveDate>, DbError> {
    let refused = said::steps(db, known.head.id)?.into_iter().rev().find(|taken| taken.step == Step::Refuse);
    Ok(refused.map(|taken| london(taken.at).date()))
}

/// Whether the person may still ask the council to look again.
pub(super) fn in_time(db: &mut Db, known: &Known, today: NaiveDate) -> Result<bool, DbError> {
    Ok(refused_on(db, known)?.is_some_and(|refused| within(refused, today)))
}
