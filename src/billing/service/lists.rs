//! Lists of invoices: a provider's ledger, a holder's, and what a council pays.

use super::authority::{own_council, own_provider};
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::{Ageing, InvoiceStatus, Listed, Wanted};
use crate::billing::store::drafts;
use crate::billing::store::lists::{self, Of};
use crate::budgets::funds::service as funds;
use crate::db::{Db, DbError};
use crate::kernel::{Money, Paged, PotId};

/// Invoices on one page of a list.
pub const PER_PAGE: u32 = 20;
/// The most rows of a file.
const MOST_ROWS: i64 = 20_000;

/// What a provider is owed and was paid.
#[derive(Clone, Debug)]
pub struct ProviderLedger {
    /// What is owed, by how long it has been due.
    pub ageing: Ageing,
    /// What of it is approved and paid by councils, and so in their next payments.
    pub approved: Money,
    /// What banks were told to pay, and the last day on which they pay it.
    pub on_its_way: Option<(Money, chrono::NaiveDate)>,
    /// What was asked about, and waits for the provider.
    pub queried: Money,
    /// What was paid, less what was paid back.
    pub paid: Money,
    /// What the provider owes back.
    pub refund_due: Money,
    /// How many deliveries can be invoiced, and what they come to.
    pub to_invoice: (usize, Money),
    /// The invoices of this page.
    pub invoices: Paged<Listed>,
}

fn too_large() -> DbError {
    DbError::Other("a sum of invoices can't be held".to_owned())
}

fn sum_of(owed: &[(InvoiceStatus, Money, chrono::NaiveDate)], status: InvoiceStatus) -> Result<Money, DbError> {
    let of = owed.iter().filter(|(found, _, _)| *found == status).map(|(_, left, _)| *left);
    Money::sum(of).ok_or_else(too_large)
}

/// The ledger of somebody's provider.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no provider's staff.
pub async fn provider_ledger(app: &App, actor: &Actor, wanted: Wanted) -> Result<ProviderLedger, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let of = Of::Provider(provider);
            let owed = lists::owed(db, of)?;
            let ageing = Ageing::of(owed.iter().map(|(_, left, due)| (*left, *due)), today).ok_or_else(too_large)?;
            let (paid, refund_due) = lists::paid(db, of)?;
            let billable = drafts::billable(db, provider, None, None)?;
            let total = Money::sum(billable.iter().map(|item| item.amount)).ok_or_else(too_large)?;
            Ok(ProviderLedger {
                ageing,
                approved: lists::next_run(db, provider)?,
                on_its_way: lists::on_its_way(db, provider)?,
                queried: sum_of(&owed, InvoiceStatus::Queried)?,
                paid,
                refund_due,
                to_invoice: (billable.len(), total),
                invoices: lists::page(db, of, wanted, PER_PAGE)?,
            })
        })
        .await
}

async fn page_of(app: &App, of: Of, wanted: Wanted) -> Result<Paged<Listed>, BillingError> {
    app.db.read(move |db| Ok(lists::page(db, of, wanted, PER_PAGE)?)).await
}

fn rows(db: &mut Db, of: Of, wanted: Wanted) -> Result<Vec<Listed>, BillingError> {
    Ok(lists::items(db, of, wanted, MOST_ROWS, 0)?)
}

/// All invoices of somebody's provider that a list would show, for taking away.
///
/// # Errors
/// As [`provider_ledger`].
pub async fn provider_rows(app: &App, actor: &Actor, wanted: Wanted) -> Result<Vec<Listed>, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            rows(db, Of::Provider(provider), wanted)
        })
        .await
}

/// The invoices of the holder that somebody is or acts for.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no holder and act for none.
pub async fn holder_list(app: &App, actor: &Actor, wanted: Wanted) -> Result<Paged<Listed>, BillingError> {
    page_of(app, Of::Holder(actor.holder(Scope::View)?), wanted).await
}

/// All of them, for taking away.
///
/// # Errors
/// As [`holder_list`].
pub async fn holder_rows(app: &App, actor: &Actor, wanted: Wanted) -> Result<Vec<Listed>, BillingError> {
    let holder = actor.holder(Scope::View)?;
    app.db.read(move |db| rows(db, Of::Holder(holder), wanted)).await
}

/// The invoices that somebody's council pays.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn council_list(app: &App, actor: &Actor, wanted: Wanted) -> Result<Paged<Listed>, BillingError> {
    page_of(app, Of::PaidBy(own_council(actor)?), wanted).await
}

/// All of them, for taking away.
///
/// # Errors
/// As [`council_list`].
pub async fn council_rows(app: &App, actor: &Actor, wanted: Wanted) -> Result<Vec<Listed>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| rows(db, Of::PaidBy(council), wanted)).await
}

/// The invoices that are paid from a fund that somebody manages, for its managers, the person and their council.
///
/// # Errors
/// [`BillingError::NotFound`] for everybody else.
pub async fn fund_list(app: &App, actor: &Actor, pot: PotId, wanted: Wanted) -> Result<Paged<Listed>, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            if !funds::may_see(db, &actor, pot, today)? {
                return Err(BillingError::NotFound);
            }
            Ok(lists::page(db, Of::Pot(pot), wanted, PER_PAGE)?)
        })
        .await
}
