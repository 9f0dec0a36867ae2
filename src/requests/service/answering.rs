//! What a holder answers to a quote: no, with a reason, or yes. A yes makes the order, in the one way that orders are made.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::asking::still_allowed;
use super::comparing::agreed_line;
use super::messages::{self, Who};
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::directory::service::{provider_summary, spaces};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{ListingId, PlanLineId, QuoteId, RequestId};
use crate::orders::PlaceOrderError;
use crate::orders::service::agreed::{self, Agreed, Agreement};
use crate::plans::service as plans;
use crate::requests::error::RequestError;
use crate::requests::model::quote::LONGEST_REASON;
use crate::requests::model::{Quote, QuoteStatus, Request, RequestStatus};
use crate::requests::store::{quotes, requests};

const ACTION: &str = "quote.accept";
/// Tries with other references when one happens to be taken.
const REFERENCE_TRIES: u32 = 3;

/// Asks to accept a quote.
#[derive(Clone, Debug)]
pub struct Accept {
    /// From the form; the same key again gives the first answer again. 8 to 64 characters.
    pub key: String,
    /// "I have read this, and I want to order it."
    pub agreed: bool,
    /// What the page showed that it costs.
    pub seen: Money,
    /// The part of the plan that it is for; none is outside the plan.
    pub plan_line: Option<PlanLineId>,
}

/// Who says yes to a quote, and from what it is paid.
#[derive(Clone, Copy)]
pub struct Yes<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// Paid from.
    pub pot: &'a Pot,
    /// What the page showed that it costs.
    pub seen: Money,
    /// The part of the plan that it is for.
    pub plan_line: Option<PlanLineId>,
    /// A random number for the order's reference.
    pub seed: u64,
    /// Now, in UTC.
    pub now: NaiveDateTime,
    /// The site's address, for mails.
    pub site: &'a str,
}

/// Accepts a quote: makes the order, closes the request and all its other quotes, in one transaction. Gives the order's
/// reference.
///
/// # Errors
/// [`RequestError`]; then nothing was ordered.
pub async fn accept(
    app: &App,
    actor: &Actor,
    (id, quote): (RequestId, QuoteId),
    command: Accept,
) -> Result<String, RequestError> {
    let holder = actor.holder(Scope::Order)?;
    if !command.agreed {
        return Err(RequestError::NotAgreed);
    }
    let today = app.clock.today();
    let read = move |db: &mut Db| {
        let quote = quotes::by_id(db, quote)?;
        let listings: Vec<ListingId> = quote.lines.iter().map(|line| line.listing_id).collect();
        Ok::<_, DbError>((budgets::current_pot(db, holder, today)?, spaces::counted(db, &listings)?))
    };
    let (pot, scarce) = app.db.read(read).await?;
    let pot = Arc::new(pot.ok_or(PlaceOrderError::NoBudget)?);
    let (actor, command) = (Arc::new(actor.clone()), Arc::new(command));
    let mut tries = 0;
    let reference = loop {
        tries += 1;
        let (actor, command, pot) = (Arc::clone(&actor), Arc::clone(&command), Arc::clone(&pot));
        let (now, seed, site) = (app.clock.now(), app.random.u64(), app.config.public_url.clone());
        let locks = scarce.iter().map(|listing| LockKey::Listing(listing.0));
        let locks = locks.chain([LockKey::Holder(holder.0), LockKey::Pot(pot.id.0)]).collect();
        let done = app.db.write_locked(locks, move |db| {
            match idempotency::claim(db, actor.user_id, &command.key, ACTION, now) {
                Ok(idempotency::Claim::New) => {}
                Ok(idempotency::Claim::Done(reference)) => return Ok(reference),
                Err(DbError::Constraint(_)) => return Err(RequestError::BadKey),
                Err(error) => return Err(error.into()),
            }
            let (request, quote) = (requests::by_id(db, id)?, quotes::by_id(db, quote)?);
            if request.holder_id != holder || quote.request_id != id || quote.status == QuoteStatus::Draft {
                return Err(RequestError::NotFound);
            }
            let Accept { plan_line, seen: total, .. } = *command;
            let yes = Yes { actor: &actor, pot: &pot, seen: total, plan_line, seed, now, site: &site };
            let made = accept_in(db, &yes, &request, &quote)?;
            idempotency::settle(db, actor.user_id, &command.key, ACTION, &made.reference)?;
            Ok(made.reference)
        });
        match done.await {
            Err(RequestError::Order(PlaceOrderError::Db(error)))
                if error.is_constraint("reference") && tries < REFERENCE_TRIES => {}
            other => break other?,
        }
    };
    app.wake.notify_one();
    Ok(reference)
}

/// Accepts a quote inside the caller's transaction.
pub(super) fn accept_in(db: &mut Db, yes: &Yes<'_>, request: &Request, quote: &Quote) -> Result<Agreed, RequestError> {
    let (now, today) = (yes.now, london(yes.now).date());
    if request.status != RequestStatus::Open {
        return Err(RequestError::Closed(request.status));
    }
    if quote.status != QuoteStatus::Sent {
        return Err(RequestError::QuoteOver(quote.status));
    }
    if !quote.holds_on(today) {
        return Err(RequestError::QuoteOver(QuoteStatus::Expired));
    }
    if let Some(wanted) = yes.plan_line
        && !plans::current_lines(db, request.holder_id, today)?.iter().any(|line| line.id == wanted)
    {
        return Err(RequestError::Field("plan_line", "Choose a part of the current plan.".to_owned()));
    }
    let lines: Vec<_> = quote.lines.iter().map(agreed_line).collect();
    let agreement = Agreement {
        actor: yes.actor,
        holder: request.holder_id,
        pot: yes.pot,
        plan_line: yes.plan_line,
        lines: &lines,
        seen: yes.seen,
        provider: quote.made_by,
        seeds: &[yes.seed],
        now,
        site: yes.site,
    };
    let made = agreed::place(db, &agreement)?;
    if quotes::end(db, quote, QuoteStatus::Accepted, (None, Some(made.order)), now)? != 1 {
        return Err(RequestError::QuoteOver(quote.status));
    }
    if requests::close(db, request.id, RequestStatus::Ordered, now)? != 1 {
        return Err(RequestError::Closed(RequestStatus::Ordered));
    }
    let what = "The person who asked has chosen another quote. Thank you for yours.";
    messages::close_quotes(db, request.id, Some(quote), what, (yes.site, now))?;
    let name = provider_summary(db, quote.provider_id)?.name;
    let detail = format!("Accepted the quote of {name} for {}: order {}", made.total, made.reference);
    let of = (request.holder_id, request.id);
    messages::record(db, Who::Holder(yes.actor), of, ("quote.accepted", &detail), now)?;
    Ok(made)
}

/// Says no to a quote, with a reason that the provider reads.
///
/// # Errors
/// [`RequestError`]; then nothing was changed.
pub async fn decline(
    app: &App,
    actor: &Actor,
    (id, quote): (RequestId, QuoteId),
    reason: &str,
) -> Result<(), RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        let words = "Say why, so that the provider knows. A few words are enough.";
        return Err(RequestError::Field("words", words.to_owned()));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(RequestError::Field("words", format!("Say why in {LONGEST_REASON} letters or fewer.")));
    }
    let (actor, site) = (Arc::new(actor.clone()), app.config.public_url.clone());
    let (now, today) = (app.clock.now(), app.clock.today());
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            still_allowed(db, &actor, today)?;
            let (request, quote) = (requests::by_id(db, id)?, quotes::by_id(db, quote)?);
            if request.holder_id != holder || quote.request_id != id || quote.status == QuoteStatus::Draft {
                return Err(RequestError::NotFound);
            }
            super::talking::refuse_identifying(db, holder, &reason)?;
            if quotes::end(db, &quote, QuoteStatus::Declined, (Some(&reason), None), now)? != 1 {
                return Err(RequestError::QuoteOver(quote.status));
            }
            let name = provider_summary(db, quote.provider_id)?.name;
            let detail = format!("Said no to the quote of {name}: {reason}");
            messages::record(db, Who::Holder(&actor), (holder, id), ("quote.declined", &detail), now)?;
            let what = format!("The person who asked doesn’t want your quote.\n\nThey say: {reason}");
            let of = (id, quote.provider_id);
            Ok(messages::tell_provider(db, of, ("Your quote isn’t wanted", &what), &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
