//! What a payer owes a provider back: a payment came back whole after the provider had refunded a part of it. The ledger
//! has nothing to move then; what is owed is kept until the payer says how it was given back.

use std::sync::Arc;

use super::approving::{pot_of, words};
use super::authority::{as_payer, own_council, own_provider};
use super::messages;
use super::moves::{self, Act};
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::store::lists::Of;
use crate::billing::store::{invoices, owed};
use crate::db::LockKey;
use crate::kernel::{InvoiceId, Money};

/// The longest note about it, in characters.
const LONGEST_EVIDENCE: usize = 500;

/// Something that is owed: the invoice, its reference, and how much.
pub type Owed = (InvoiceId, String, Money);

/// What somebody's council owes providers back.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn by_council(app: &App, actor: &Actor) -> Result<Vec<Owed>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(owed::open(db, Of::PaidBy(council))?)).await
}

/// What somebody's provider is owed back.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no provider's staff.
pub async fn to_provider(app: &App, actor: &Actor) -> Result<Vec<Owed>, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            Ok(owed::open(db, Of::Provider(provider))?)
        })
        .await
}

/// The payer says that what they owed because of an invoice is given back, and how it can be seen.
///
/// # Errors
/// [`BillingError::Nothing`] when nothing is owed any more, and others; then nothing was changed.
pub async fn given_back(app: &App, actor: &Actor, id: InvoiceId, evidence: &str) -> Result<(), BillingError> {
    let missing = "Write how you gave it back, for example the line on your bank statement.";
    let evidence = words(evidence, missing, LONGEST_EVIDENCE)?;
    let pot = pot_of(app, id).await?;
    let (act, actor, evidence) = (Act::of(app, actor), Arc::new(actor.clone()), Arc::new(evidence));
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let invoice = invoices::by_id(db, id)?;
            as_payer(db, &actor, &invoice, act.today)?;
            let amount = owed::of_invoice(db, id)?;
            if owed::give(db, id, (actor.user_id, &evidence), act.now)? == 0 {
                return Err(BillingError::Nothing);
            }
            let detail = format!("Gave {amount} back to the provider for invoice {}: {evidence}", invoice.reference);
            moves::record(db, &act, &invoice, "invoice.given_back", &detail)?;
            Ok(messages::given_back(db, &act, &invoice, (amount, &evidence))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
