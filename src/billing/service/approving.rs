//! Approving an invoice, asking about it, and answering.

use std::sync::Arc;

use super::authority::{as_payer, as_provider};
use super::messages;
use super::moves::{self, Act};
use super::paying;
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::{Invoice, InvoiceStatus, Side};
use crate::billing::store::{invoices, messages as written};
use crate::db::{Db, LockKey};
use crate::kernel::{InvoiceId, PotId};

/// The longest question or answer, in characters.
pub const LONGEST_WORDS: usize = 2_000;

/// The pot of an invoice, to lock it by.
pub(super) async fn pot_of(app: &App, id: InvoiceId) -> Result<PotId, BillingError> {
    app.db.read(move |db| Ok(invoices::by_id(db, id)?.pot)).await
}

/// Words that somebody must write.
pub(super) fn words(text: &str, missing: &'static str, longest: usize) -> Result<String, BillingError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BillingError::NeedsWords(missing));
    }
    if text.chars().count() > longest {
        return Err(BillingError::NeedsWords("That is too long. Say it in fewer words."));
    }
    Ok(text.to_owned())
}

/// The payer says that an invoice is right; it is to be paid then.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn approve(app: &App, actor: &Actor, id: InvoiceId) -> Result<(), BillingError> {
    act_on(app, actor, id, |db, act, actor, was| {
        as_payer(db, actor, &was, act.today)?;
        if was.status == InvoiceStatus::Approved {
            return Ok(());
        }
        let approved_by = act.by.map(|by| by.user);
        let status = InvoiceStatus::Approved;
        let now = Invoice { status, approved_by, approved_at: Some(act.now), ..was.clone() };
        moves::turn(db, &was, &now)?;
        moves::record(db, act, &now, "invoice.approved", &format!("Approved invoice {}", now.reference))?;
        Ok(messages::approved(db, act, &now)?)
    })
    .await
}

/// The payer asks about an invoice; it isn't paid until the provider has answered and the payer has approved it.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn query(app: &App, actor: &Actor, id: InvoiceId, text: &str) -> Result<(), BillingError> {
    let text = words(text, "Say what is wrong, so that the provider can put it right.", LONGEST_WORDS)?;
    act_on(app, actor, id, move |db, act, actor, mut invoice| {
        as_payer(db, actor, &invoice, act.today)?;
        paying::withdraw(db, act, &invoice, "The invoice was queried.")?;
        moves::set_status(db, &mut invoice, InvoiceStatus::Queried)?;
        if let Some(by) = act.by {
            written::insert(db, invoice.id, Side::Payer, &text, by, act.now)?;
        }
        moves::record(
            db,
            act,
            &invoice,
            "invoice.queried",
            &format!("Asked about invoice {}: {text}", invoice.reference),
        )?;
        Ok(messages::queried(db, act, &invoice, &text)?)
    })
    .await
}

/// The provider answers; the payer looks at it again.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn answer(app: &App, actor: &Actor, id: InvoiceId, text: &str) -> Result<(), BillingError> {
    let text = words(text, "Write your answer.", LONGEST_WORDS)?;
    act_on(app, actor, id, move |db, act, actor, mut invoice| {
        as_provider(db, actor, &invoice)?;
        let act = &act.clone().by_staff();
        if invoice.status != InvoiceStatus::Queried {
            return Err(BillingError::MovedOn(invoice.status));
        }
        moves::set_status(db, &mut invoice, InvoiceStatus::Issued)?;
        if let Some(by) = act.by {
            written::insert(db, invoice.id, Side::Provider, &text, by, act.now)?;
        }
        let detail = format!("Answered about invoice {}: {text}", invoice.reference);
        moves::record(db, act, &invoice, "invoice.answered", &detail)?;
        Ok(messages::answered(db, act, &invoice, &text)?)
    })
    .await
}

/// One act on one invoice, in one transaction that holds the pot's lock.
async fn act_on(
    app: &App,
    actor: &Actor,
    id: InvoiceId,
    work: impl Fn(&mut Db, &Act, &Actor, Invoice) -> Result<(), BillingError> + Send + 'static,
) -> Result<(), BillingError> {
    let pot = pot_of(app, id).await?;
    let (act, actor) = (Act::of(app, actor), Arc::new(actor.clone()));
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let invoice = invoices::by_id(db, id)?;
            work(db, &act, &actor, invoice)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
