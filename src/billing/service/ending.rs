//! The invoices of somebody whose case is closed. Callers hold the transaction and the locks of the pots, and have
//! checked that it is theirs to do.

use super::authority::no_conflict;
use super::moves::{self, Act};
use super::paying;
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::{Invoice, InvoiceStatus, Payer, Sort, Wanted};
use crate::billing::store::invoices;
use crate::billing::store::lists::{self, Of};
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, InvoiceId, Money, PageNumber};

/// The most invoices of each state that are looked at.
const MOST: i64 = 200;

/// An invoice that isn't paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpaid {
    /// Which invoice.
    pub id: InvoiceId,
    /// What people quote.
    pub reference: String,
    /// From whom.
    pub provider: String,
    /// What is left to pay.
    pub left: Money,
    /// The person pays it themselves, or their estate does.
    pub theirs: bool,
}

/// Somebody's invoices that aren't paid, the first that is due first.
///
/// # Errors
/// When the database can't be read.
pub fn unpaid_of(db: &mut Db, holder: HolderId) -> Result<Vec<Unpaid>, DbError> {
    let mut open = Vec::new();
    for status in InvoiceStatus::ALL.iter().filter(|status| status.is_open()) {
        let wanted = Wanted { status: Some(*status), sort: Sort::Due, page: PageNumber::FIRST };
        open.extend(lists::items(db, Of::Holder(holder), wanted, MOST, 0)?);
    }
    open.sort_by_key(|one| (one.invoice.due_on, one.invoice.id));
    let unpaid = open.into_iter().filter(|one| one.invoice.left() > Money::ZERO).map(|one| Unpaid {
        id: one.invoice.id,
        left: one.invoice.left(),
        theirs: one.invoice.payer == Payer::Holder,
        reference: one.invoice.reference,
        provider: one.provider_name,
    });
    Ok(unpaid.collect())
}

/// Who marks invoices as paid, and when.
#[derive(Clone, Debug)]
pub struct Acting(Act);

/// What an officer does now.
pub fn act(app: &App, actor: &Actor) -> Acting {
    Acting(Act::of(app, actor))
}

/// An invoice that the person was to pay themselves was paid, and how it can be seen.
///
/// # Errors
/// [`BillingError::NotFound`] when it isn't theirs; [`BillingError::MovedOn`] when it can't be paid.
pub fn paid(
    db: &mut Db,
    (acting, actor): (&Acting, &Actor),
    (holder, invoice): (HolderId, InvoiceId),
    evidence: &str,
) -> Result<(), BillingError> {
    let mut invoice = invoices::by_id(db, invoice)?;
    if invoice.holder != holder || invoice.payer != Payer::Holder {
        return Err(BillingError::NotFound);
    }
    no_conflict(db, actor, &invoice)?;
    // Nobody of the person's side can approve it any more: whoever pays it has.
    if invoice.status == InvoiceStatus::Issued {
        let (approved_by, approved_at) = (acting.0.by.map(|by| by.user), Some(acting.0.now));
        let now = Invoice { status: InvoiceStatus::Approved, approved_by, approved_at, ..invoice.clone() };
        moves::turn(db, &invoice, &now)?;
        moves::record(db, &acting.0, &now, "invoice.approved", &format!("Approved invoice {}", now.reference))?;
        invoice = now;
    }
    paying::mark(db, &acting.0, &invoice, evidence, acting.0.today).map(drop)
}
