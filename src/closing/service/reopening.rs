//! A case that was closed by mistake is opened again: money and mandates are as they were. Orders that ended stay so.

use std::sync::Arc;

use super::{case_of, locks, record};
use crate::accounts::Actor;
use crate::accounts::service::{enrol, people};
use crate::app::App;
use crate::assessments::service::contributions;
use crate::budgets::service::ending as budgets;
use crate::budgets::yearend::clearing;
use crate::closing::emails;
use crate::closing::error::ClosingError;
use crate::closing::model::Why;
use crate::closing::store;
use crate::kernel::Money;
use crate::mail;

/// Opens a case again.
///
/// # Errors
/// [`ClosingError::Open`] when it is; [`ClosingError::TooLate`] once what need not be kept was deleted.
pub async fn reopen(app: &App, actor: &Actor, reference: &str, why: &str) -> Result<(), ClosingError> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 500 {
        return Err(ClosingError::NeedsWords("Write what was wrong, in 500 characters or fewer.".to_owned()));
    }
    let (now, today) = (app.clock.now(), app.clock.today());
    let given = Arc::new((actor.clone(), reference.to_owned(), why.to_owned(), app.config.public_url.clone()));
    let locks = locks(app, actor, reference).await?;
    app.db
        .write_locked(locks, move |db| {
            let (actor, reference, why, site) = &*given;
            let holder = case_of(db, actor, reference)?;
            let closed = store::of_holder(db, holder.id)?.ok_or(ClosingError::Open)?;
            if closed.deleted_at.is_some() {
                return Err(ClosingError::TooLate);
            }
            let mut back = Money::ZERO;
            for pot in budgets::pots_of(db, holder.id)? {
                let (_, was) = store::settled(db, closed.id, pot)?;
                let amount = was.total().unwrap_or_default();
                let key = format!("close:{}:pot:{pot}:reopened", closed.id);
                clearing::put_back(db, (pot, amount, key), Some(actor.by()), now)?;
                back = back.checked_add(amount).unwrap_or(back);
            }
            if !store::reopen(db, closed.id, actor.user_id, why, now)? {
                return Err(ClosingError::Open);
            }
            budgets::set_closed(db, holder.id, None)?;
            // What they paid ended with the case; nobody is to wait for it any more.
            if !contributions::contributions_of(db, holder.id)?.is_empty() {
                contributions::changed(db, holder.id, actor.user_id, now)?;
            }
            enrol::restore_mandates(db, holder.id, (closed.closed_by, closed.closed_at))?;
            let mut to = Vec::new();
            if let Some(user) = holder.user_id {
                let address = people::user_contact(db, user)?.1;
                if closed.why == Why::Deceased {
                    mail::go_on(db, &address)?;
                    enrol::reopen_account(db, user)?;
                }
                to.push(address);
            }
            for mandate in people::mandates_given(db, holder.id)? {
                let address = people::user_contact(db, mandate.user_id)?.1;
                if mandate.holds_on(today) && !to.contains(&address) {
                    to.push(address);
                }
            }
            let council = holder.council_name.as_deref().unwrap_or("Handpick");
            for to in to {
                mail::queue(db, &emails::reopened(&to, &holder.name, council, site), now)?;
            }
            let detail = format!("Opened the case again, {back} is back: {why}");
            Ok(record(db, Some(actor.by()), (holder.id, closed.id, "case.reopened"), &detail, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
