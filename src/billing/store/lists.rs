//! Lists of invoices, each for those whose invoices they are.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::invoices::{Row, columns, invoice};
use crate::billing::model::payment::PaymentStatus;
use crate::billing::model::{InvoiceStatus, Listed, Payer, Sort, Wanted};
use crate::db::schema::{holders, invoices, payment_runs, payments, providers};
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, Money, OrganisationId, Paged, PotId, ProviderId};

/// Whose invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Provider(ProviderId),
    Holder(HolderId),
    /// Those that this council pays.
    PaidBy(OrganisationId),
    /// Those that are paid from this pot.
    Pot(PotId),
}

macro_rules! filtered {
    ($query:expr, $of:expr, $status:expr) => {{
        let mut query = $query.into_boxed();
        query = match $of {
            Of::Provider(id) => query.filter(invoices::provider_id.eq(id.0)),
            Of::Holder(id) => query.filter(invoices::holder_id.eq(id.0)),
            Of::PaidBy(id) => query.filter(invoices::council_id.eq(id.0)).filter(invoices::payer.eq("council")),
            Of::Pot(id) => query.filter(invoices::pot_id.eq(id.0)),
        };
        if let Some(status) = $status {
            query = query.filter(invoices::status.eq(InvoiceStatus::as_str(status)));
        }
        query
    }};
}

/// A page of a list.
pub fn page(db: &mut Db, of: Of, wanted: Wanted, per_page: u32) -> Result<Paged<Listed>, DbError> {
    let total: i64 = filtered!(invoices::table.select(diesel::dsl::count_star()), of, wanted.status).get_result(db)?;
    let offset = wanted.page.offset(per_page);
    let items = items(db, of, wanted, i64::from(per_page), offset)?;
    Ok(Paged { items, total, page: wanted.page, per_page })
}

/// Some of a list.
pub fn items(db: &mut Db, of: Of, wanted: Wanted, limit: i64, offset: i64) -> Result<Vec<Listed>, DbError> {
    let joined = invoices::table.inner_join(providers::table).inner_join(holders::table);
    let query = filtered!(joined.select((columns!(), providers::name, holders::name)), of, wanted.status);
    let query = match (wanted.sort, of) {
        (Sort::Newest, _) => query.order((invoices::made_on.desc(), invoices::id.desc())),
        (Sort::Due, _) => query.order((invoices::due_on.asc(), invoices::id.asc())),
        (Sort::Largest, _) => query.order((invoices::total_pence.desc(), invoices::id.desc())),
        (Sort::Who, Of::Holder(_) | Of::Pot(_)) => query.order((providers::name_key.asc(), invoices::id.desc())),
        (Sort::Who, _) => query.order((holders::name_key.asc(), invoices::id.desc())),
    };
    let rows: Vec<(Row, String, String)> = query.limit(limit).offset(offset).load(db)?;
    let listed = |(row, provider_name, holder_name)| Ok(Listed { invoice: invoice(row)?, provider_name, holder_name });
    rows.into_iter().map(listed).collect()
}

/// What is left to pay on each open invoice, and when it is due.
pub fn owed(db: &mut Db, of: Of) -> Result<Vec<(InvoiceStatus, Money, NaiveDate)>, DbError> {
    let open: Vec<&str> = InvoiceStatus::ALL.iter().filter(|s| s.is_open()).map(|s| s.as_str()).collect();
    let none: Option<InvoiceStatus> = None;
    let columns = (invoices::status, invoices::total_pence - invoices::credited_pence, invoices::due_on);
    let rows: Vec<(String, i64, NaiveDate)> =
        filtered!(invoices::table.select(columns), of, none).filter(invoices::status.eq_any(open)).load(db)?;
    let one = |(status, pence, due): (String, _, _)| Ok((DbError::parsed(&status)?, Money::from_pence(pence), due));
    rows.into_iter().map(one).collect()
}

/// What councils will pay a provider: what is approved and in no file for the bank yet.
pub fn next_run(db: &mut Db, provider: ProviderId) -> Result<Money, DbError> {
    let sent = payments::table.filter(payments::status.eq(PaymentStatus::Sent.as_str())).select(payments::invoice_id);
    let own = invoices::provider_id.eq(provider.0).and(invoices::payer.eq(Payer::Council.as_str()));
    let left: Option<i64> = invoices::table
        .filter(own.and(invoices::status.eq(InvoiceStatus::Approved.as_str())))
        .filter(invoices::id.ne_all(sent))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(total_pence - credited_pence) AS BIGINT)"))
        .get_result(db)?;
    Ok(Money::from_pence(left.unwrap_or_default()))
}

/// What banks were told to pay a provider and isn't seen on a statement yet, and the last day on which they pay it.
pub fn on_its_way(db: &mut Db, provider: ProviderId) -> Result<Option<(Money, NaiveDate)>, DbError> {
    let rows: Vec<(i64, NaiveDate)> = payments::table
        .inner_join(payment_runs::table)
        .inner_join(invoices::table)
        .filter(invoices::provider_id.eq(provider.0).and(payments::status.eq(PaymentStatus::Sent.as_str())))
        .select((payments::amount_pence, payment_runs::pay_on))
        .load(db)?;
    let last = rows.iter().map(|(_, on)| *on).max();
    let sum = Money::sum(rows.into_iter().map(|(pence, _)| Money::from_pence(pence)));
    Ok(last.zip(sum).map(|(on, sum)| (sum, on)))
}

/// What was paid, less what was paid back, and what is to be paid back.
pub fn paid(db: &mut Db, of: Of) -> Result<(Money, Money), DbError> {
    let kept = "CAST(SUM(invoices.paid_pence - invoices.refunded_pence) AS BIGINT)";
    let due = "CAST(SUM(CASE WHEN invoices.paid_pence - invoices.refunded_pence > invoices.total_pence - \
               invoices.credited_pence THEN invoices.paid_pence - invoices.refunded_pence - invoices.total_pence + \
               invoices.credited_pence ELSE 0 END) AS BIGINT)";
    let columns = (sql::<Nullable<BigInt>>(kept), sql::<Nullable<BigInt>>(due));
    let only = InvoiceStatus::Paid;
    let (kept, due): (Option<i64>, Option<i64>) =
        filtered!(invoices::table.select(columns), of, Some(only)).get_result(db)?;
    Ok((Money::from_pence(kept.unwrap_or_default()), Money::from_pence(due.unwrap_or_default())))
}
