//! The `invoices` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::series::Drawn;
use crate::billing::model::{Invoice, InvoiceStatus, Parties, Payer, Totals};
use crate::db::schema::invoices;
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, InvoiceId, Money, OrganisationId, PotId, ProviderId, UserId};

/// An invoice's row.
pub(super) type Row = (
    (i64, String, i64, i64, i64, Option<i64>),
    (String, String),
    (NaiveDate, NaiveDate, NaiveDate, NaiveDate),
    (i64, i64, i64, i64),
    (i64, i64, i64),
    String,
    (NaiveDateTime, Option<i64>, Option<NaiveDateTime>, Option<NaiveDateTime>),
);

macro_rules! columns {
    () => {{
        use crate::db::schema::invoices;
        (
            (
                invoices::id,
                invoices::reference,
                invoices::provider_id,
                invoices::holder_id,
                invoices::pot_id,
                invoices::council_id,
            ),
            (invoices::payer, invoices::parties),
            (invoices::made_on, invoices::due_on, invoices::starts_on, invoices::ends_on),
            (invoices::net_pence, invoices::vat_pence, invoices::rounding_pence, invoices::total_pence),
            (invoices::credited_pence, invoices::paid_pence, invoices::refunded_pence),
            invoices::status,
            (invoices::made_at, invoices::approved_by, invoices::approved_at, invoices::paid_at),
        )
    }};
}
pub(super) use columns;

pub(super) fn invoice(row: Row) -> Result<Invoice, DbError> {
    let (ids, (payer, parties), days, said, moved, status, (made_at, approved_by, approved_at, paid_at)) = row;
    let (id, reference, provider, holder, pot, council) = ids;
    Ok(Invoice {
        id: InvoiceId(id),
        reference,
        provider: ProviderId(provider),
        holder: HolderId(holder),
        pot: PotId(pot),
        council: council.map(OrganisationId),
        payer: DbError::parsed(&payer)?,
        parties: serde_json::from_str(&parties).map_err(|error| DbError::Other(error.to_string()))?,
        made_on: days.0,
        due_on: days.1,
        span: (days.2, days.3),
        net: Money::from_pence(said.0),
        vat: Money::from_pence(said.1),
        rounding: Money::from_pence(said.2),
        total: Money::from_pence(said.3),
        credited: Money::from_pence(moved.0),
        paid: Money::from_pence(moved.1),
        refunded: Money::from_pence(moved.2),
        status: DbError::parsed(&status)?,
        made_at,
        approved_by: approved_by.map(UserId),
        approved_at,
        paid_at,
    })
}

/// An invoice to be written.
pub struct New<'a> {
    pub drawn: &'a Drawn,
    pub provider: ProviderId,
    pub holder: HolderId,
    pub pot: PotId,
    pub council: Option<OrganisationId>,
    pub payer: Payer,
    pub parties: &'a Parties,
    pub made_on: NaiveDate,
    pub due_on: NaiveDate,
    pub span: (NaiveDate, NaiveDate),
    pub totals: &'a Totals,
    pub by: Option<UserId>,
    pub at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &New<'_>) -> Result<InvoiceId, DbError> {
    let parties = serde_json::to_string(new.parties).map_err(|error| DbError::Other(error.to_string()))?;
    let id = diesel::insert_into(invoices::table)
        .values((
            (
                invoices::series_id.eq(new.drawn.series),
                invoices::number.eq(new.drawn.number),
                invoices::reference.eq(&new.drawn.reference),
                invoices::provider_id.eq(new.provider.0),
                invoices::holder_id.eq(new.holder.0),
                invoices::pot_id.eq(new.pot.0),
                invoices::council_id.eq(new.council.map(|id| id.0)),
            ),
            (invoices::payer.eq(new.payer.as_str()), invoices::parties.eq(parties)),
            (
                invoices::made_on.eq(new.made_on),
                invoices::due_on.eq(new.due_on),
                invoices::starts_on.eq(new.span.0),
                invoices::ends_on.eq(new.span.1),
            ),
            (
                invoices::net_pence.eq(new.totals.net.pence()),
                invoices::vat_pence.eq(new.totals.vat.pence()),
                invoices::rounding_pence.eq(new.totals.rounding.pence()),
                invoices::total_pence.eq(new.totals.total.pence()),
            ),
            (
                invoices::credited_pence.eq(0_i64),
                invoices::paid_pence.eq(0_i64),
                invoices::refunded_pence.eq(0_i64),
                invoices::status.eq(InvoiceStatus::Issued.as_str()),
            ),
            (invoices::made_by.eq(new.by.map(|by| by.0)), invoices::made_at.eq(new.at)),
        ))
        .returning(invoices::id)
        .get_result(db)?;
    Ok(InvoiceId(id))
}

pub fn by_id(db: &mut Db, id: InvoiceId) -> Result<Invoice, DbError> {
    invoice(invoices::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// Moves an invoice on, if it still is as it is thought to be; gives how many rows that was. The amounts that were
/// read are part of the guard, so that two people at once can't both credit or pay the same money.
pub fn step(db: &mut Db, was: &Invoice, now: &Invoice) -> Result<usize, DbError> {
    let as_read = invoices::id
        .eq(was.id.0)
        .and(invoices::status.eq(was.status.as_str()))
        .and(invoices::credited_pence.eq(was.credited.pence()))
        .and(invoices::paid_pence.eq(was.paid.pence()))
        .and(invoices::refunded_pence.eq(was.refunded.pence()));
    Ok(diesel::update(invoices::table.filter(as_read))
        .set((
            invoices::status.eq(now.status.as_str()),
            invoices::credited_pence.eq(now.credited.pence()),
            invoices::paid_pence.eq(now.paid.pence()),
            invoices::refunded_pence.eq(now.refunded.pence()),
            invoices::approved_by.eq(now.approved_by.map(|id| id.0)),
            invoices::approved_at.eq(now.approved_at),
            invoices::paid_at.eq(now.paid_at),
        ))
        .execute(db)?)
}
