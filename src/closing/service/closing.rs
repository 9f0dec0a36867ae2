//! Closing a case: everything it does, in one transaction.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::{case_of, locks, record, settling};
use crate::accounts::service::{enrol, people};
use crate::accounts::{Actor, Duty, HolderSummary};
use crate::app::App;
use crate::assessments::service::contributions;
use crate::budgets::service::ending as budgets;
use crate::closing::emails;
use crate::closing::error::ClosingError;
use crate::closing::model::{Closed, FEWEST_YEARS, Why, keep_until};
use crate::closing::store;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::ProviderId;
use crate::kernel::dates::london;
use crate::mail;
use crate::orders::service::ending::{self, Ending};
use crate::orders::service::spending;
use crate::requests::service as requests;
use crate::sharing::service as sharing;

/// How long ago a case can have ended.
const LONGEST_AGO: i32 = 20;

/// What an officer says.
#[derive(Clone, Debug)]
pub struct Close {
    /// Why.
    pub why: Why,
    /// From which day; today or before.
    pub ended_on: NaiveDate,
    /// Who is responsible now.
    pub goes_to: String,
    /// What else is to be known.
    pub note: String,
}

/// Everything that closing needs to know.
struct Closing {
    by: Actor,
    wanted: Close,
    reference: String,
    now: NaiveDateTime,
    today: NaiveDate,
    /// The site's address, for mails; none when none are to be sent.
    site: Option<String>,
}

/// Closes a case.
///
/// # Errors
/// [`ClosingError`]; then nothing was changed. [`ClosingError::ClosedBefore`] for whoever comes second.
pub async fn close(app: &App, actor: &Actor, reference: &str, wanted: Close) -> Result<(), ClosingError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    if wanted.ended_on > today || wanted.ended_on.year() < today.year() - LONGEST_AGO {
        return Err(ClosingError::BadDay);
    }
    let locks = locks(app, actor, reference).await?;
    let closing = Arc::new(Closing {
        by: actor.clone(),
        wanted,
        reference: reference.to_owned(),
        now,
        today,
        site: Some(app.config.public_url.clone()),
    });
    app.db.write_locked(locks, move |db| closing.run(db)).await?;
    app.wake.notify_one();
    Ok(())
}

/// Closes a case without mails, for the demo. The caller holds the transaction.
///
/// # Errors
/// As [`close`].
pub fn enrol(
    db: &mut Db,
    actor: &Actor,
    reference: &str,
    wanted: Close,
    now: NaiveDateTime,
) -> Result<(), ClosingError> {
    let (by, reference, today) = (actor.clone(), reference.to_owned(), london(now).date());
    Closing { by, wanted, reference, now, today, site: None }.run(db)
}

/// Whether the day is right: nothing was confirmed of a later one.
pub(super) fn check_day(db: &mut Db, holder: &HolderSummary, ended_on: NaiveDate) -> Result<(), ClosingError> {
    match ending::last_confirmed(db, holder.id)? {
        Some(last) if last > ended_on => Err(ClosingError::DeliveredSince(last)),
        _ => Ok(()),
    }
}

impl Closing {
    fn run(&self, db: &mut Db) -> Result<(), ClosingError> {
        let holder = case_of(db, &self.by, &self.reference)?;
        if let Some(before) = store::of_holder(db, holder.id)? {
            return Err(ClosingError::ClosedBefore(people::user_contact(db, before.closed_by)?.0));
        }
        check_day(db, &holder, self.wanted.ended_on)?;
        let years = match holder.council_id {
            Some(council) => store::years(db, council)?.unwrap_or(FEWEST_YEARS),
            None => FEWEST_YEARS,
        };
        let closed = Closed {
            id: 0,
            why: self.wanted.why,
            ended_on: self.wanted.ended_on,
            goes_to: self.wanted.goes_to.clone(),
            note: self.wanted.note.clone(),
            keep_until: keep_until(self.today, years).ok_or(ClosingError::BadDay)?,
            closed_by: self.by.user_id,
            closed_at: self.now,
            deleted_at: None,
        };
        let id = store::insert(db, holder.id, &closed)?;
        self.carry_out(db, &holder, &Closed { id, ..closed })
    }

    fn carry_out(&self, db: &mut Db, holder: &HolderSummary, closed: &Closed) -> Result<(), ClosingError> {
        let by = self.by.by();
        let ended = ending::end_all(db, holder.id, by, self.now, "The case is closed")?;
        let paid = contributions::end_all(db, holder.id, closed.ended_on, by, self.now)?;
        let site = self.site.as_deref().unwrap_or_default();
        sharing::leave_all(db, holder.id, by, (site, self.now)).map_err(|error| match error {
            crate::sharing::ShareError::Db(error) => ClosingError::Db(error),
            _ => ClosingError::Changed,
        })?;
        requests::close_all(db, holder.id, (site, self.now))?;
        spending::end_all(db, holder.id, by, self.now)?;
        budgets::set_closed(db, holder.id, Some(self.now))?;
        let went = settling::settle_all(db, Some(by), (holder, closed), self.now)?;
        if let Some(site) = &self.site {
            self.tell(db, holder, closed, (&ended, paid > 0, site))?;
        }
        for mandate in people::mandates_given(db, holder.id)? {
            people::end_mandate(db, mandate.id, self.by.user_id, self.now)?;
        }
        if closed.why == Why::Deceased
            && let Some(user) = holder.user_id
        {
            let (_, address) = people::user_contact(db, user)?;
            mail::stop(db, &address, self.now)?;
            enrol::end_account(db, user, self.now)?;
        }
        let detail = format!("Closed the case: {}. {}", closed.why.label(), settling::words(&went));
        Ok(record(db, Some(by), (holder.id, closed.id, "case.closed"), &detail, self.now)?)
    }

    fn tell(
        &self,
        db: &mut Db,
        holder: &HolderSummary,
        closed: &Closed,
        (ended, paid, site): (&[Ending], bool, &str),
    ) -> Result<(), DbError> {
        let council = holder.council_name.as_deref().unwrap_or("Handpick");
        let mut providers: Vec<(ProviderId, Vec<String>)> = Vec::new();
        // What is shared goes on through its notice; its people are told by what ends that.
        for order in ended.iter().filter(|order| !order.shared) {
            match providers.iter_mut().find(|(provider, _)| *provider == order.provider) {
                Some((_, orders)) => orders.push(order.reference.clone()),
                None => providers.push((order.provider, vec![order.reference.clone()])),
            }
        }
        for (provider, orders) in providers {
            let Some(organisation) = directory::provider_summary(db, provider)?.organisation_id else { continue };
            for to in people::staff_emails(db, organisation, Duty::Visits)? {
                mail::queue(
                    db,
                    &emails::to_provider(&to, (&holder.name, holder.council_id.is_some()), closed.why, &orders, site),
                    self.now,
                )?;
            }
        }
        let mut told = Vec::new();
        for mandate in people::mandates_given(db, holder.id)? {
            if mandate.holds_on(self.today) && !told.contains(&mandate.user_id) {
                told.push(mandate.user_id);
                let to = people::user_contact(db, mandate.user_id)?.1;
                mail::queue(db, &emails::to_helper(&to, &holder.name, closed.why, council), self.now)?;
            }
        }
        if closed.why != Why::Deceased
            && let Some(user) = holder.user_id
        {
            let to = people::user_contact(db, user)?.1;
            let own = holder.council_id.is_none();
            let mail = emails::to_person(&to, closed.why, (closed.ended_on, paid), &closed.goes_to, (council, own));
            mail::queue(db, &mail, self.now)?;
        }
        Ok(())
    }
}

/// Whether a case could be closed as of a day, so that a page can say it before it is done.
///
/// # Errors
/// [`ClosingError::DeliveredSince`], and others.
pub async fn may_end_on(app: &App, actor: &Actor, reference: &str, ended_on: NaiveDate) -> Result<(), ClosingError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    if ended_on > today || ended_on.year() < today.year() - LONGEST_AGO {
        return Err(ClosingError::BadDay);
    }
    app.db
        .read(move |db| {
            let holder = case_of(db, &actor, &reference)?;
            check_day(db, &holder, ended_on)
        })
        .await
}
