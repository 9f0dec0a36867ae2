//! The invoices of somebody whose case is closed. Callers hold the transaction and the locks of the pots, and have
//! checked that it is theirs to do.

use super::moves::{self, Act};
use super::paying;
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::{InvoiceStatus, Payer, Sort, Wanted};
use crate::billing::store::invoices;
use crate::billing::store::lists::{self, Of};
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, InvoiceId, Money, PageNumber};

/// The most invoices that are looked at.
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
    let wanted = Wanted { status: None, sort: Sort::Due, page: PageNumber::FIRST };
    let found = lists::items(db, Of::Holder(holder), wanted, MOST, 0)?;
    let open = found.into_iter().filter(|one| one.invoice.status.is_open() && one.invoice.left() > Money::ZERO);
    let unpaid = open.map(|one| Unpaid {
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
    acting: &Acting,
    (holder, invoice): (HolderId, InvoiceId),
    evidence: &str,
) -> Result<(), BillingError> {
    let mut invoice = invoices::by_id(db, invoice)?;
    if invoice.holder != holder || invoice.payer != Payer::Holder {
        return Err(BillingError::NotFound);
    }
    // Nobody of the person's side can approve it any more: whoever pays it has.
    if invoice.status == InvoiceStatus::Issued {
        moves::set_status(db, &mut invoice, InvoiceStatus::Approved)?;
    }
    paying::mark(db, &acting.0, &invoice, evidence, acting.0.today).map(drop)
}
