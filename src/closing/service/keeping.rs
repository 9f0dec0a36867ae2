//! Keeping what the law needs and no more: for how long is the council's policy, and when that time is over what people
//! wrote and sent goes. Money and the record of what was done stay.

use super::record;
use crate::accounts::service::{enrol, people};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::assessments::service::forgetting as assessments;
use crate::audit;
use crate::billing::own_bank;
use crate::budgets::service::ending as budgets;
use crate::closing::error::ClosingError;
use crate::closing::model::{FEWEST_YEARS, Listed, MOST_YEARS, keep_until};
use crate::closing::store;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::words::count;
use crate::kernel::{HolderId, OrganisationId};
use crate::orders::service::spending;
use crate::plans::service::forgetting as plans;

/// The most cases on the page.
const SHOWN: i64 = 200;
/// The most people of whom something is deleted in one go.
const BATCH: i64 = 50;

/// A council's closed cases, and for how long it keeps them.
#[derive(Clone, Debug)]
pub struct ClosedCases {
    /// The council's name.
    pub council: String,
    /// The years after the one of closing.
    pub years: u32,
    /// Whether whoever looks may change that.
    pub may: bool,
    /// The newest cases, newest first.
    pub cases: Vec<Listed>,
}

fn council(actor: &Actor) -> Result<OrganisationId, ClosingError> {
    Ok(actor.organisation_in_any(&[Role::FinanceOfficer, Role::CareManager])?)
}

/// A council's closed cases.
///
/// # Errors
/// [`ClosingError::Refused`] for anybody who is no officer of a council.
pub async fn list(app: &App, actor: &Actor) -> Result<ClosedCases, ClosingError> {
    let (council, actor) = (council(actor)?, actor.clone());
    app.db
        .read(move |db| {
            Ok(ClosedCases {
                council: people::organisation_name(db, council)?,
                years: store::years(db, council)?.unwrap_or(FEWEST_YEARS),
                may: actor.has_in(Role::FinanceOfficer, council),
                cases: store::of_council(db, council, SHOWN)?,
            })
        })
        .await
}

/// Says for how many years a council keeps the records of closed cases, also of those that are closed already.
///
/// # Errors
/// [`ClosingError::NeedsWords`] for fewer than the law needs; [`ClosingError::Refused`] for no finance officer.
pub async fn set_years(app: &App, actor: &Actor, years: u32) -> Result<(), ClosingError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    if !(FEWEST_YEARS..=MOST_YEARS).contains(&years) {
        return Err(ClosingError::NeedsWords(format!("Enter {FEWEST_YEARS} to {MOST_YEARS} years")));
    }
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            store::set_years(db, council, years, (user, now))?;
            for one in store::of_council(db, council, i64::MAX)? {
                if one.closed.deleted_at.is_none() {
                    let until = keep_until(london(one.closed.closed_at).date(), years).ok_or(ClosingError::BadDay)?;
                    store::set_keep_until(db, one.closed.id, until)?;
                }
            }
            let entry = audit::Entry {
                at: now,
                user: Some(user),
                mandate: None,
                holder: None,
                action: "keeping.policy",
                subject: "organisations",
                subject_id: council.0,
                detail: &format!("Records of closed cases are kept for {years} years after the year of closing"),
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}

/// Deletes what need not be kept any more, for the worker, which may run twice. Gives of how many people.
///
/// # Errors
/// When the database fails; what was not deleted is the next time.
pub async fn follow(app: &App) -> Result<usize, DbError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let over = app.db.read(move |db| store::over(db, today, BATCH)).await?;
    let mut done = 0;
    for id in over {
        match app.db.write(move |db| forget(db, id, now)).await {
            Ok(forgotten) => done += forgotten,
            // One whose papers can't be deleted must not keep the others'.
            Err(error) => tracing::error!(holder = id.0, %error, "what need not be kept could not be deleted"),
        }
    }
    Ok(done)
}

/// Deletes what people wrote and sent about one person, once.
fn forget(db: &mut Db, holder: HolderId, now: chrono::NaiveDateTime) -> Result<usize, DbError> {
    let Some(closed) = store::of_holder(db, holder)? else { return Ok(0) };
    if !store::set_deleted(db, closed.id, now)? {
        return Ok(0);
    }
    let written = plans::forget(db, holder, now)?;
    let answers = assessments::forget(db, holder)?;
    let papers = own_bank::forget(db, holder, now)?;
    spending::forget(db, holder)?;
    let reasons = budgets::forget(db, holder)?;
    enrol::forget_contact(db, holder, now)?;
    store::blank_reopened(db, holder)?;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let detail = format!(
        "Deleted what need not be kept any more: {}, {} of support plans, {} of questionnaires, address and needs",
        count(number(written.files + papers), "file", "files"),
        count(number(written.texts + reasons), "text", "texts"),
        count(number(answers), "answer", "answers"),
    );
    record(db, None, (holder, closed.id, "case.deleted"), &detail, now)?;
    Ok(1)
}
