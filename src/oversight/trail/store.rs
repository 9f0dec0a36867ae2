//! Reads transfers with the papers they belong to, a few statements for each page.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{InvoiceOf, LineMoney, PaymentOf, PotOf, Step, payment_in};
use crate::billing::model::payment::{self, PaymentStatus};
use crate::budgets::ledger::{AccountKind, Balances};
use crate::db::schema::{
    budgets, deliveries, funding_streams, holders, invoice_lines, invoices, ledger_accounts, order_lines, orders,
    payments, pots, providers, transfers, users,
};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{DeliveryId, OrderLineId, OrganisationId, PaymentId, PotId};
use crate::kernel::slug::fold_key;

diesel::alias!(ledger_accounts as left_account: LeftAccount, ledger_accounts as met_account: MetAccount);

type PotRow = (i64, String, String, String, NaiveDate, NaiveDate);

macro_rules! pots_of {
    ($council:expr) => {
        pots::table
            .inner_join(budgets::table)
            .inner_join(holders::table)
            .filter(holders::council_id.eq($council.0))
            .select((pots::id, holders::name, holders::reference, pots::held_as, budgets::starts_on, budgets::ends_on))
    };
}

fn pot_of((id, holder, reference, held_as, starts_on, ends_on): PotRow) -> Result<PotOf, DbError> {
    let held_as = DbError::parsed(&held_as)?;
    Ok(PotOf { id: PotId(id), holder, reference, held_as, span: (starts_on, ends_on) })
}

pub(super) fn pot(db: &mut Db, council: OrganisationId, pot: PotId) -> Result<Option<PotOf>, DbError> {
    let row: Option<PotRow> = pots_of!(council).filter(pots::id.eq(pot.0)).get_result(db).optional()?;
    row.map(pot_of).transpose()
}

/// The pots of people whose name holds these words, the newest first.
pub(super) fn pots_named(db: &mut Db, council: OrganisationId, name: &str, limit: i64) -> Result<Vec<PotOf>, DbError> {
    let plain = fold_key(name).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let rows: Vec<PotRow> = pots_of!(council)
        .filter(holders::name_key.like(format!("%{plain}%")).escape('\\'))
        .order((holders::name_key.asc(), budgets::starts_on.desc(), pots::id.desc()))
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(pot_of).collect()
}

/// The number of the invoice that a payment paid.
pub(super) fn invoice_paid_by(
    db: &mut Db,
    council: OrganisationId,
    payment: PaymentId,
) -> Result<Option<String>, DbError> {
    Ok(payments::table
        .inner_join(invoices::table.on(invoices::id.eq(payments::invoice_id)))
        .inner_join(holders::table.on(holders::id.eq(invoices::holder_id)))
        .filter(payments::id.eq(payment.0).and(holders::council_id.eq(council.0)))
        .select(invoices::reference)
        .get_result(db)
        .optional()?)
}

type PaymentRow = (i64, i64, String, NaiveDateTime, Option<NaiveDate>, String, Option<String>);

/// An invoice of one of the council's people, with its payments.
pub(super) fn invoice(db: &mut Db, council: OrganisationId, reference: &str) -> Result<Option<InvoiceOf>, DbError> {
    let row: Option<(i64, String, i64, String, NaiveDate, i64)> = invoices::table
        .inner_join(holders::table.on(holders::id.eq(invoices::holder_id)))
        .inner_join(providers::table.on(providers::id.eq(invoices::provider_id)))
        .filter(invoices::reference.eq(reference).and(holders::council_id.eq(council.0)))
        .select((
            invoices::id,
            invoices::reference,
            invoices::pot_id,
            providers::name,
            invoices::made_on,
            invoices::total_pence,
        ))
        .get_result(db)
        .optional()?;
    let Some((id, reference, pot, provider, made_on, total)) = row else { return Ok(None) };
    let rows: Vec<PaymentRow> = payments::table
        .inner_join(users::table.on(users::id.eq(payments::made_by)))
        .filter(payments::invoice_id.eq(id))
        .order(payments::id.asc())
        .select((
            payments::id,
            payments::amount_pence,
            payments::status,
            payments::made_at,
            payments::paid_on,
            users::name,
            payments::payee_name,
        ))
        .load(db)?;
    let of = |(id, amount, status, made_at, paid_on, by, payee): PaymentRow| {
        let status = DbError::parsed::<PaymentStatus>(&status)?.label();
        let (reference, amount) = (payment::reference(PaymentId(id)), Money::from_pence(amount));
        Ok(PaymentOf { reference, amount, status, made_at, paid_on, by, payee })
    };
    let payments = rows.into_iter().map(of).collect::<Result<_, DbError>>()?;
    let total = Money::from_pence(total);
    Ok(Some(InvoiceOf { reference, pot: PotId(pot), provider, made_on, total, payments }))
}

/// Which of a pot's transfers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which<'a> {
    All,
    Came,
    Line(OrderLineId),
    /// What was set aside for its line, and all that is its own.
    Delivery(DeliveryId, OrderLineId),
    Invoice(&'a str),
}

type Moved = (NaiveDateTime, String, Option<String>, String, i64, String, String);
type Papers = (Option<String>, Option<i64>, Option<String>, Option<String>);
type StepRow = (
    (i64, Option<i64>, Option<Vec<u8>>),
    Moved,
    (Option<String>, Option<i64>),
    Option<String>,
    Papers,
    (Option<i64>, Option<NaiveDate>, Option<String>),
);

/// These transfers of a pot, oldest first.
pub(super) fn steps(db: &mut Db, pot: PotId, which: Which<'_>) -> Result<Vec<Step>, DbError> {
    let all = transfers::table
        .inner_join(met_account.on(met_account.field(ledger_accounts::id).eq(transfers::to_account_id)))
        .left_join(left_account.on(left_account.field(ledger_accounts::id).nullable().eq(transfers::from_account_id)))
        .left_join(users::table.on(users::id.nullable().eq(transfers::made_by)))
        .left_join(funding_streams::table.on(funding_streams::id.nullable().eq(transfers::funding_stream_id)))
        .left_join(order_lines::table.on(order_lines::id.nullable().eq(transfers::order_line_id)))
        .left_join(orders::table.on(orders::id.eq(order_lines::order_id)))
        .left_join(providers::table.on(providers::id.eq(orders::provider_id)))
        .left_join(deliveries::table.on(deliveries::id.nullable().eq(transfers::delivery_id)))
        .left_join(invoice_lines::table.on(invoice_lines::delivery_id.eq(deliveries::id)))
        .left_join(invoices::table.on(invoices::id.eq(invoice_lines::invoice_id)))
        .filter(transfers::pot_id.eq(pot.0))
        .order(transfers::id.asc())
        .select((
            (transfers::id, transfers::position, transfers::seal),
            (
                transfers::made_at,
                transfers::reason,
                left_account.field(ledger_accounts::kind).nullable(),
                met_account.field(ledger_accounts::kind),
                transfers::amount_pence,
                transfers::key,
                transfers::memo,
            ),
            (users::name.nullable(), transfers::mandate_id),
            funding_streams::stream.nullable(),
            (
                orders::reference.nullable(),
                order_lines::id.nullable(),
                order_lines::title.nullable(),
                providers::name.nullable(),
            ),
            (deliveries::id.nullable(), deliveries::on_day.nullable(), invoices::reference.nullable()),
        ))
        .into_boxed();
    let chosen = match which {
        Which::All => all,
        Which::Came => all.filter(transfers::funding_stream_id.is_not_null()),
        Which::Line(line) => all.filter(transfers::order_line_id.eq(line.0)),
        Which::Delivery(delivery, line) => all.filter(
            transfers::delivery_id
                .eq(delivery.0)
                .or(transfers::order_line_id.eq(line.0).and(transfers::reason.eq("commit"))),
        ),
        Which::Invoice(reference) => all.filter(invoices::reference.eq(reference.to_owned())),
    };
    let rows: Vec<StepRow> = chosen.load(db)?;
    rows.into_iter().map(step).collect()
}

fn step(row: StepRow) -> Result<Step, DbError> {
    let ((id, position, seal), moved, (by, mandate), stream, (order, line, title, provider), papers) = row;
    let (at, reason, from, to, amount, key, memo) = moved;
    let (delivery, on, invoice) = papers;
    let digits = |seal: Vec<u8>| seal.iter().take(4).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let reason = DbError::parsed(&reason)?;
    Ok(Step {
        id,
        position,
        seal: seal.map(digits),
        at,
        reason,
        from: from.as_deref().map(DbError::parsed).transpose()?,
        to: DbError::parsed(&to)?,
        amount: Money::from_pence(amount),
        payment: payment_in(&key).map(|id| payment::reference(PaymentId(id))),
        memo,
        by,
        under_mandate: mandate.is_some(),
        stream: stream.as_deref().map(DbError::parsed).transpose()?,
        order,
        line: line.map(OrderLineId).zip(title),
        provider,
        delivery: delivery.map(DeliveryId).zip(on),
        invoice,
    })
}

/// The pot and the line that a delivery is of.
pub(super) fn of_delivery(db: &mut Db, delivery: DeliveryId) -> Result<Option<(PotId, OrderLineId)>, DbError> {
    let row: Option<(i64, i64)> = deliveries::table
        .inner_join(orders::table)
        .filter(deliveries::id.eq(delivery.0))
        .select((orders::pot_id, deliveries::order_line_id))
        .get_result(db)
        .optional()?;
    Ok(row.map(|(pot, line)| (PotId(pot), OrderLineId(line))))
}

/// The pot that pays a line of an order.
pub(super) fn pot_of_line(db: &mut Db, line: OrderLineId) -> Result<Option<PotId>, DbError> {
    let lines = order_lines::table.inner_join(orders::table).filter(order_lines::id.eq(line.0));
    let pot: Option<i64> = lines.select(orders::pot_id).get_result(db).optional()?;
    Ok(pot.map(PotId))
}

/// What a pot paid for, line by line, with where the money of each is now.
pub(super) fn lines(db: &mut Db, pot: PotId) -> Result<Vec<LineMoney>, DbError> {
    let named: Vec<(i64, String, String, String)> = order_lines::table
        .inner_join(orders::table)
        .inner_join(providers::table.on(providers::id.eq(orders::provider_id)))
        .filter(orders::pot_id.eq(pot.0))
        .order(order_lines::id.asc())
        .select((order_lines::id, order_lines::title, orders::reference, providers::name))
        .load(db)?;
    let total = sql::<BigInt>("CAST(SUM(transfers.amount_pence) AS BIGINT)");
    let moved: Vec<(Option<i64>, Option<i64>, i64, i64)> = transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(transfers::order_line_id.is_not_null()))
        .group_by((transfers::order_line_id, transfers::from_account_id, transfers::to_account_id))
        .select((transfers::order_line_id, transfers::from_account_id, transfers::to_account_id, total))
        .load(db)?;
    let accounts: Vec<(i64, String)> = ledger_accounts::table
        .filter(ledger_accounts::pot_id.eq(pot.0))
        .select((ledger_accounts::id, ledger_accounts::kind))
        .load(db)?;
    let kinds = accounts.into_iter().map(|(id, kind)| Ok((id, DbError::parsed(&kind)?)));
    let kinds: BTreeMap<i64, AccountKind> = kinds.collect::<Result<_, DbError>>()?;
    let mut held: BTreeMap<i64, BTreeMap<AccountKind, i64>> = BTreeMap::new();
    for (line, from, to, pence) in moved {
        let line = held.entry(line.unwrap_or_default()).or_default();
        if let Some(kind) = kinds.get(&to) {
            *line.entry(*kind).or_default() += pence;
        }
        if let Some(kind) = from.and_then(|from| kinds.get(&from)) {
            *line.entry(*kind).or_default() -= pence;
        }
    }
    let line = |(id, title, order, provider): (i64, String, String, String)| {
        let held = held.get(&id);
        let of = |kind| Money::from_pence(held.and_then(|held| held.get(&kind)).copied().unwrap_or_default());
        let now = Balances {
            available: Money::ZERO,
            committed: of(AccountKind::Committed),
            delivered: of(AccountKind::Delivered),
            invoiced: of(AccountKind::Invoiced),
            paid: of(AccountKind::Paid),
            recovered: Money::ZERO,
        };
        LineMoney { id: OrderLineId(id), title, order, provider, now }
    };
    Ok(named.into_iter().map(line).collect())
}
