//! What people pay towards their support: decided by the council, read by whoever may see the figure, and by the
//! features that bill it.

use chrono::{NaiveDate, NaiveDateTime};

use super::figures::indicative_for;
use super::{record, still_open};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, HolderSummary, Refused, Role};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::contribution::{Contribution, ContributionChanged, Decide, End, Net, overlap, year};
use crate::assessments::model::figure::{Behind, Indicative, weekly};
use crate::assessments::store::contributions;
use crate::audit;
use crate::db::{Db, DbError, LockKey};
use crate::jobs::{self, JobKind};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::{ContributionId, HolderId, UserId};

/// What the page of somebody's contributions shows.
#[derive(Clone, Debug)]
pub struct MoneyView {
    /// Whose.
    pub holder: HolderSummary,
    /// Whether the reader is a care manager, who also sees the answers.
    pub care_manager: bool,
    /// Their indicative budget.
    pub indicative: Option<Indicative>,
    /// What was decided, the newest period first.
    pub contributions: Vec<Contribution>,
}

/// Who of the council decides contributions: finance officers and care managers.
fn officer(db: &mut Db, actor: &Actor, holder: HolderId) -> Result<HolderSummary, AssessmentError> {
    let summary = people::holder_summary(db, holder)?;
    let council = summary.council_id.filter(|_| actor.acting_for.is_none() && actor.own_holder != Some(holder));
    let may = council
        .is_some_and(|council| actor.has_in(Role::FinanceOfficer, council) || actor.has_in(Role::CareManager, council));
    if may { Ok(summary) } else { Err(Refused.into()) }
}

fn view_in(db: &mut Db, actor: &Actor, holder: HolderId) -> Result<MoneyView, AssessmentError> {
    let summary = officer(db, actor, holder)?;
    let care_manager = summary.council_id.is_some_and(|council| actor.has_in(Role::CareManager, council));
    Ok(MoneyView {
        care_manager,
        indicative: indicative_for(db, holder)?,
        contributions: contributions::of_holder(db, holder)?,
        holder: summary,
    })
}

/// One of the council's people, for an officer.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody else.
pub async fn view(app: &App, actor: &Actor, reference: &str) -> Result<MoneyView, AssessmentError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .read(move |db| {
            let holder = people::holder_by_reference(db, &reference)?;
            view_in(db, &actor, holder)
        })
        .await
}

/// Whether this may be decided beside what was decided before. The caller holds the holder's lock.
fn fits(db: &mut Db, holder: HolderId, new: &Decide) -> Result<(), AssessmentError> {
    if new.ends_on.is_some_and(|ends| ends < new.starts_on) {
        return Err(AssessmentError::EndsFirst);
    }
    let there = contributions::of_holder(db, holder)?;
    let period = (new.starts_on, new.ends_on);
    if let Some(other) = there.iter().find(|other| overlap(period, (other.starts_on, other.ends_on))) {
        let until = other.ends_on.map_or_else(|| "with no last day".to_owned(), |day| format!("to {}", long_date(day)));
        return Err(AssessmentError::Overlaps(format!("{} {until}", long_date(other.starts_on))));
    }
    if let Some(asked) = new.weekly {
        let gross = indicative_for(db, holder)?.map(|indicative| weekly(indicative.gross));
        if let Some(gross) = gross.filter(|gross| asked > *gross) {
            return Err(AssessmentError::AboveBudget(gross));
        }
    }
    Ok(())
}

/// Decides a contribution.
///
/// # Errors
/// [`AssessmentError::Overlaps`], [`AssessmentError::AboveBudget`], [`AssessmentError::EndsFirst`],
/// [`AssessmentError::CaseClosed`], [`AssessmentError::Refused`].
pub async fn decide(app: &App, actor: &Actor, reference: &str, new: Decide) -> Result<ContributionId, AssessmentError> {
    let (actor, now, reference) = (actor.clone(), app.clock.now(), reference.to_owned());
    let site = app.config.public_url.clone();
    let holder = app.db.read(move |db| people::holder_by_reference(db, &reference)).await?;
    let decided = app
        .db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            officer(db, &actor, holder)?;
            still_open(db, holder)?;
            fits(db, holder, &new)?;
            let id = contributions::insert(db, holder, &new, actor.user_id, now)?;
            let amount = new.weekly.map_or_else(|| "the full cost".to_owned(), |weekly| format!("{weekly} a week"));
            let detail = format!("Decided a contribution: {amount} from {}", long_date(new.starts_on));
            record(db, &actor, ("contribution.decided", &detail), ("contributions", id.0), Some(holder), now)?;
            let summary = people::holder_summary(db, holder)?;
            super::telling::contribution(db, &summary, &new, actor.user_id, (&site, now))?;
            changed(db, holder, actor.user_id, now)?;
            Ok(id)
        })
        .await;
    app.wake.notify_one();
    decided
}

/// Says when a contribution ends, or takes it back, as if it had never been asked. The person's side hears it.
///
/// # Errors
/// [`AssessmentError::EndsFirst`], [`AssessmentError::EndsLater`], [`AssessmentError::Refused`].
pub async fn end(
    app: &App,
    actor: &Actor,
    reference: &str,
    id: ContributionId,
    end: End,
) -> Result<(), AssessmentError> {
    let (actor, now, reference) = (actor.clone(), app.clock.now(), reference.to_owned());
    let site = app.config.public_url.clone();
    let holder = app.db.read(move |db| people::holder_by_reference(db, &reference)).await?;
    let ended = app
        .db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let summary = officer(db, &actor, holder)?;
            let all = contributions::of_holder(db, holder)?;
            let one = all.iter().find(|one| one.id == id).ok_or(Refused)?;
            let detail = end_one(db, holder, one, &end, now)?;
            record(db, &actor, ("contribution.ended", &detail), ("contributions", id.0), Some(holder), now)?;
            super::telling::contribution_ended(db, &summary, (one, &end), actor.user_id, (&site, now))?;
            changed(db, holder, actor.user_id, now)?;
            Ok(())
        })
        .await;
    app.wake.notify_one();
    ended
}

/// Asks for somebody's budgets to follow what they pay, once this transaction is done.
///
/// # Errors
/// When the row can't be written.
pub fn changed(db: &mut Db, holder: HolderId, by: UserId, now: NaiveDateTime) -> Result<(), DbError> {
    jobs::enqueue(db, JobKind::ContributionChanged, &ContributionChanged { holder, by }, now)
}

/// Ends one or takes it back, and gives the sentence for the audit: why is kept with the contribution, where it can be
/// deleted one day.
fn end_one(
    db: &mut Db,
    holder: HolderId,
    one: &Contribution,
    end: &End,
    now: NaiveDateTime,
) -> Result<String, AssessmentError> {
    let (done, detail) = match end.last {
        Some(last) if last < one.starts_on => return Err(AssessmentError::EndsFirst),
        // A later day could reach into the next period.
        Some(last) if one.ends_on.is_some_and(|ends| last > ends) => return Err(AssessmentError::EndsLater),
        Some(last) => {
            let words = format!("It ends on {}: {}", long_date(last), end.why);
            let done = contributions::end(db, (holder, one.id), (last, &one.reason_and(&words)))?;
            (done, format!("The contribution ends on {}", long_date(last)))
        }
        None => {
            let words = format!("Taken back: {}", end.why);
            let done = contributions::take_back(db, (holder, one.id), &one.reason_and(&words), now)?;
            (done, format!("Took back the contribution from {}", long_date(one.starts_on)))
        }
    };
    if done { Ok(detail) } else { Err(Refused.into()) }
}

/// Ends what somebody pays with a day, because their case is closed from then on; what was to begin later is taken
/// back. How many were ended. The caller holds the transaction and the lock, and has checked that it is theirs to do.
///
/// # Errors
/// When a row can't be written.
pub fn end_all(db: &mut Db, holder: HolderId, last: NaiveDate, by: By, now: NaiveDateTime) -> Result<usize, DbError> {
    let all = contributions::of_holder(db, holder)?;
    let later: Vec<_> = all.iter().filter(|one| one.ends_on.is_none_or(|ends| ends > last)).collect();
    for one in &later {
        let end = End { last: Some(last).filter(|last| one.starts_on <= *last), why: "the case is closed".to_owned() };
        let detail = match end_one(db, holder, one, &end, now) {
            Ok(detail) => detail,
            Err(AssessmentError::Db(error)) => return Err(error),
            Err(error) => return Err(DbError::Other(error.to_string())),
        };
        let entry = audit::Entry {
            at: now,
            user: Some(by.user),
            mandate: by.mandate,
            holder: Some(holder),
            action: "contribution.ended",
            subject: "contributions",
            subject_id: one.id.0,
            detail: &format!("{detail}: the case is closed"),
        };
        audit::record(db, &entry)?;
    }
    Ok(later.len())
}

/// Every contribution of somebody, the newest period first. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn contributions_of(db: &mut Db, holder: HolderId) -> Result<Vec<Contribution>, DbError> {
    contributions::of_holder(db, holder)
}

/// What somebody pays on a day; none when nothing is asked. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn contribution_on(db: &mut Db, holder: HolderId, day: NaiveDate) -> Result<Option<Contribution>, DbError> {
    Ok(contributions::of_holder(db, holder)?.into_iter().find(|one| one.covers(day)))
}

/// Gross, contribution and net of a year's budget from its first day. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn net_of_year(db: &mut Db, holder: HolderId, gross: Money, first: NaiveDate) -> Result<Net, DbError> {
    Ok(year(gross, &contributions::of_holder(db, holder)?, first))
}

/// The figure that somebody has, and what they were asked to pay: what stands beside their plan and their budget. The
/// caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn behind(db: &mut Db, holder: HolderId) -> Result<Behind, DbError> {
    Ok(Behind { indicative: indicative_for(db, holder)?, contributions: contributions::of_holder(db, holder)? })
}

/// Writes a contribution down as it stands: for the demo and tests.
///
/// # Errors
/// When the row can't be written.
pub fn enrol(
    db: &mut Db,
    holder: HolderId,
    new: &Decide,
    by: UserId,
    now: NaiveDateTime,
) -> Result<ContributionId, DbError> {
    contributions::insert(db, holder, new, by, now)
}
