//! The page of a review with what was spent, keeping a review, and looking for signs each day.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::model::{Facts, Sign, Spending, signs};
use super::{emails, store};
use crate::accounts::service::people;
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::assessments::model::Life;
use crate::assessments::model::figure::over;
use crate::assessments::service as assessments;
use crate::budgets::ledger;
use crate::budgets::model::Pot;
use crate::budgets::service::{alerts, overview_of};
use crate::budgets::store as budgets;
use crate::budgets::yearend::{self, model::Policy, model::Settlement};
use crate::db::{Db, DbError, marks};
use crate::kernel::Paged;
use crate::kernel::dates::london;
use crate::kernel::ids::{DraftId, HolderId};
use crate::mail;
use crate::plans::DraftError;
use crate::plans::model::caseload::{Asked, Case};
use crate::plans::model::review::{Review, Scale};
use crate::plans::model::sums::weeks_between;
use crate::plans::service::caseload;
use crate::plans::service::reviewing::{self, ReviewView, Running};

/// People to a transaction.
const CHUNK: usize = 100;
/// The mark that says on which day it was last looked.
const LOOKED_ON: &str = "review_signs_looked_on";
/// What was looked at isn't a sign again before.
const AGAIN: TimeDelta = TimeDelta::weeks(12);
/// The most letters of what a care manager found.
const LONGEST: usize = 1_000;

/// Everything on the page of a review.
#[derive(Clone, Debug)]
pub struct ReviewPage {
    /// The plan and its reviews.
    pub review: ReviewView,
    /// What was spent on it; none before it has a budget.
    pub spending: Option<Spending>,
    /// Why it should be looked at.
    pub signs: Vec<Sign>,
    /// How life was said to be, oldest first.
    pub life: Vec<Life>,
    /// What becomes of what is left, by the council's policy, if it stays as it is.
    pub year_end: Option<(Policy, Settlement)>,
}

fn read(db: &mut Db, actor: &Actor, id: DraftId, today: NaiveDate) -> Result<ReviewPage, DraftError> {
    let review = reviewing::view(db, actor, id)?;
    let pot = budgets::pot_of_plan(db, reviewing::plan_of(&review))?;
    let holder = &review.draft.known.holder;
    let spending = match &pot {
        Some(pot) => Some(Spending::of(&overview_of(db, pot, today)?, &review.draft.version.draft)),
        None => None,
    };
    let year_end = match (&pot, holder.council_id) {
        (Some(pot), Some(council)) => yearend::service::would(db, council, pot)?,
        _ => None,
    };
    Ok(ReviewPage {
        signs: store::open(db, &[id])?,
        life: assessments::answering::life_of(db, holder.id)?,
        spending,
        year_end,
        review,
    })
}

/// How good life was: at the plan's last review, else when the plan was written, else at the review of the plan before.
pub(super) fn life_before(page: &ReviewPage) -> Option<Scale> {
    let of_plan = page.review.reviews.last().map(|one| one.review.life);
    of_plan.or(page.review.draft.version.draft.life).or(page.review.before.as_ref().map(|one| one.review.life))
}

/// The page of a review.
///
/// # Errors
/// [`DraftError::NotFound`] when the plan isn't theirs to read, or isn't agreed.
pub async fn page(app: &App, actor: &Actor, id: DraftId) -> Result<ReviewPage, DraftError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db.read(move |db| read(db, &actor, id, today)).await
}

/// Keeps a review with what was spent by then. If it counts as the plan's, the signs are settled; otherwise they stay until
/// a care manager has read it. `seen` is how many reviews there were when the page was opened. Gives whether it counts.
///
/// # Errors
/// [`DraftError`]; then nothing was kept.
pub async fn keep(app: &App, actor: &Actor, id: DraftId, seen: usize, review: Review) -> Result<bool, DraftError> {
    let (actor, review) = (Arc::new(actor.clone()), Arc::new(review));
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    let counts = app
        .db
        .write(move |db| {
            let page = read(db, &actor, id, today)?;
            let draft = &page.review.draft.version.draft;
            let review = Review {
                life_before: life_before(&page),
                spent: page.spending.as_ref().map(|spending| spending.kept(draft)).unwrap_or_default(),
                ..Review::clone(&review)
            };
            let counts = reviewing::keep(db, &actor, (id, seen), &review, (&site, today, now))?;
            if counts {
                store::settle(db, id, (actor.user_id, "Reviewed"), now)?;
            }
            Ok::<_, DraftError>(counts)
        })
        .await?;
    app.wake.notify_one();
    Ok(counts)
}

/// A care manager has read the review that the person's side wrote: it counts, and settles the signs.
///
/// # Errors
/// [`DraftError`]; then nothing was changed.
pub async fn confirm(app: &App, actor: &Actor, id: DraftId, review: i64) -> Result<(), DraftError> {
    let actor = Arc::new(actor.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            reviewing::confirm(db, &actor, (id, review), (today, now))?;
            store::settle(db, id, (actor.user_id, "Reviewed"), now)?;
            Ok(())
        })
        .await
}

/// A care manager says what they found about the signs of a plan; it needs no review then.
///
/// # Errors
/// [`DraftError`]; then the signs stay open.
pub async fn explain(app: &App, actor: &Actor, id: DraftId, words: String) -> Result<(), DraftError> {
    if words.is_empty() {
        return Err(DraftError::NeedsWords("Write what you found."));
    }
    if words.chars().count() > LONGEST {
        return Err(DraftError::NeedsWords("Use 1,000 letters or fewer."));
    }
    let (actor, words) = (Arc::new(actor.clone()), Arc::new(words));
    let now = app.clock.now();
    app.db
        .write(move |db| {
            let view = reviewing::view(db, &actor, id)?;
            if !view.draft.known.may.decide {
                return Err(DraftError::NotAllowed("Only a care manager of their council can do this."));
            }
            if store::settle(db, id, (actor.user_id, &words), now)? == 0 {
                return Err(DraftError::MovedOn);
            }
            // The words are with the signs, where they can be deleted one day.
            Ok(reviewing::note(db, &actor, &view, "Looked at the signs: no review is needed", now)?)
        })
        .await
}

/// A council's reviews that are due, each with its signs.
#[derive(Clone, Debug)]
pub struct DueView {
    /// The plans, what is due first at the top.
    pub cases: Paged<Case>,
    /// Their signs.
    pub signs: Vec<Sign>,
}

/// A page of a council's reviews that are due.
///
/// # Errors
/// [`DraftError::NotFound`] for anybody who is no officer of a council.
pub async fn due(app: &App, actor: &Actor, asked: Asked) -> Result<DueView, DraftError> {
    let cases = caseload::list(app, actor, asked).await?.cases;
    let ids: Vec<DraftId> = cases.items.iter().map(|case| case.draft).collect();
    let signs = app.db.read(move |db| store::open(db, &ids)).await?;
    Ok(DueView { cases, signs })
}

/// Looks for signs in every plan that runs, once a day; tells the person's side and their care managers, and has the
/// plan reviewed soon. Returns about how many plans somebody was told.
///
/// # Errors
/// When the database fails; who was told stays told.
pub async fn look(app: &App) -> Result<usize, DbError> {
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    if app.db.read(|db| marks::get(db, LOOKED_ON)).await?.as_deref() == Some(today.to_string().as_str()) {
        return Ok(0);
    }
    let holders = app.db.read(move |db| budgets::holders_with_a_budget(db, today)).await?;
    let mut told = 0;
    for some in holders.chunks(CHUNK) {
        let some = some.to_vec();
        let found = app.db.read(move |db| noticed(db, &some, today)).await?;
        for (running, signs) in found {
            let site = site.clone();
            told += usize::from(app.db.write(move |db| tell(db, &running, &signs, &site, (today, now))).await?);
        }
    }
    app.db.write(move |db| marks::set(db, LOOKED_ON, &today.to_string())).await?;
    if told > 0 {
        app.wake.notify_one();
    }
    Ok(told)
}

fn noticed(db: &mut Db, holders: &[HolderId], today: NaiveDate) -> Result<Vec<(Running, Vec<Sign>)>, DbError> {
    let mut all = Vec::new();
    for holder in holders {
        let Some(running) = reviewing::running(db, *holder, today)? else { continue };
        let Some(pot) = budgets::pot_of_plan(db, running.head.plan_id)?.filter(|pot| !pot.closed) else { continue };
        let facts = facts(db, &pot, &running, today)?;
        let mut new = Vec::new();
        for (kind, words) in signs(&facts) {
            if !store::known(db, running.head.id, kind, today - AGAIN)? {
                new.push(Sign { draft: running.head.id, kind, words, noticed_on: today });
            }
        }
        if !new.is_empty() {
            all.push((running, new));
        }
    }
    Ok(all)
}

fn facts(db: &mut Db, pot: &Pot, running: &Running, today: NaiveDate) -> Result<Facts, DbError> {
    let overview = overview_of(db, pot, today)?;
    let mut last = None;
    for one in budgets::pots_of_budget(db, pot.budget_id)? {
        last = ledger::last_spent(db, one.id)?.map(|at| london(at).date()).max(last);
    }
    let newer = assessments::indicative_for(db, pot.holder_id)?.filter(|figure| figure.made_at > running.looked_at);
    let now = newer.map(|figure| over(figure.gross, weeks_between(running.days)));
    Ok(Facts {
        today,
        starts_on: running.days.0,
        amount: overview.amount,
        spent: overview.spent,
        planned: overview.planned_to_date,
        last,
        figures: running.head.indicative.zip(now),
    })
}

fn tell(
    db: &mut Db,
    running: &Running,
    signs: &[Sign],
    site: &str,
    (today, now): (NaiveDate, NaiveDateTime),
) -> Result<bool, DbError> {
    let mut new = Vec::new();
    for sign in signs {
        if store::insert(db, sign)? {
            new.push(sign.clone());
        }
    }
    if new.is_empty() {
        return Ok(false);
    }
    let due = reviewing::bring_forward(db, &running.head, today, now)?;
    let holder = people::holder_summary(db, running.head.holder_id)?;
    let mut to: Vec<String> =
        alerts::readers(db, running.head.holder_id, today)?.into_iter().map(|(address, _)| address).collect();
    if let Some(council) = holder.council_id {
        to.extend(people::emails_with_roles(db, council, &[Role::CareManager])?);
    }
    to.sort_unstable();
    to.dedup();
    for to in to {
        mail::queue(db, &emails::signs(&to, &holder.name, &new, due, site), now)?;
    }
    Ok(true)
}
