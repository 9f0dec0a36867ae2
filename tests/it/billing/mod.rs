//! Billing, from confirmed deliveries to paid invoices, on both databases.

mod approving;
mod banking;
mod crediting;
mod histories;
mod making;
mod pages;
mod papers;
mod paying;
mod rests;
mod runs;
mod statements;

use diesel::prelude::*;
use handpick::accounts::service::enrol as people;
use handpick::accounts::{Actor, Membership, OrganisationKind, ProviderRole, Role};
use handpick::billing::model::bank::BankAccount;
use handpick::billing::service::runs::MakeRun;
use handpick::billing::service::{self, MakeInvoice, enrol};
use handpick::billing::{BillingError, model::Invoice};
use handpick::budgets::ledger::{self, Balances};
use handpick::db::schema;
use handpick::kernel::ids::{DeliveryId, InvoiceId, OrganisationId, PaymentRunId, ProviderId, SessionId};
use handpick::kernel::{Money, Quantity};
use handpick::orders::service::{self as orders, ConfirmDelivery};

use crate::support::market::{Market, weekly};
use crate::support::purse::noon;

/// Orders three hours every Tuesday of December at £20 an hour, and has the first visits delivered and confirmed. It is
/// January then, so they are invoiced by default.
pub async fn delivered(market: &Market, visits: usize) -> Vec<DeliveryId> {
    let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
    market.now_is("2027-01-04T12:00:00");
    let view = orders::order_view(&market.app, &market.priya, &reference).await.unwrap();
    let ids: Vec<DeliveryId> = view.deliveries.iter().take(visits).map(|delivery| delivery.id).collect();
    for delivery in &ids {
        record(market, *delivery, 300).await;
    }
    ids
}

/// Records a delivery and has it confirmed.
pub async fn record(market: &Market, delivery: DeliveryId, hundredths: i64) {
    let units = Quantity::from_hundredths(hundredths);
    orders::record_delivery(&market.app, &market.grace, delivery, units, "").await.unwrap();
    let confirm = ConfirmDelivery { delivery, yes_to_more: true, seen: None };
    orders::confirm_delivery(&market.app, &market.priya, confirm).await.unwrap();
}

/// Invoices these deliveries.
pub async fn make(market: &Market, deliveries: &[DeliveryId]) -> Result<InvoiceId, BillingError> {
    let key = market.app.random.token();
    make_with(market, &market.grace, &key, deliveries).await
}

pub async fn make_with(
    market: &Market,
    actor: &Actor,
    key: &str,
    deliveries: &[DeliveryId],
) -> Result<InvoiceId, BillingError> {
    let command = MakeInvoice { key: key.to_owned(), pot: market.pot, deliveries: deliveries.to_vec(), seen: None };
    service::make(&market.app, actor, command).await
}

/// An invoice as its provider sees it.
pub async fn seen(market: &Market, id: InvoiceId) -> service::InvoiceView {
    service::invoice_view(&market.app, &market.grace, id).await.unwrap()
}

pub async fn invoice(market: &Market, id: InvoiceId) -> Invoice {
    seen(market, id).await.invoice
}

/// What is in the pot's accounts.
pub fn accounts(market: &Market) -> Balances {
    let pot = market.pot;
    market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap()
}

pub fn pence(pence: i64) -> Money {
    Money::from_pence(pence)
}

/// Gives Priya a council that manages her pot, and Daniel, its finance officer.
pub fn council(market: &Market) -> (OrganisationId, Actor) {
    let user = market.site.user("daniel@example.org", "Daniel Okafor");
    let (holder, pot) = (market.holder, market.pot);
    let council = market.site.write(move |db| {
        let now = noon();
        let council = people::organisation(db, OrganisationKind::Council, "Airevale Council", (None, None), now)?;
        people::member(db, user, council, Role::FinanceOfficer, now)?;
        diesel::update(schema::holders::table.find(holder.0))
            .set(schema::holders::council_id.eq(Some(council.0)))
            .execute(db)?;
        diesel::update(schema::pots::table.find(pot.0)).set(schema::pots::held_as.eq("council_managed")).execute(db)?;
        Ok::<_, handpick::db::DbError>(council)
    });
    let membership = Membership {
        organisation_id: council,
        organisation_name: "Airevale Council".to_owned(),
        organisation_kind: OrganisationKind::Council,
        role: Role::FinanceOfficer,
        provider_role: ProviderRole::Manager,
    };
    let daniel = Actor {
        user_id: user,
        name: "Daniel Okafor".to_owned(),
        email: "daniel@example.org".to_owned(),
        session_id: SessionId(1),
        memberships: vec![membership],
        own_holder: None,
        acting_for: None,
    };
    (council, daniel)
}

/// A second provider, with Hal on its staff.
pub fn rival(market: &Market) -> Actor {
    let user = market.site.user("hal@example.org", "Hal Brook");
    let organisation = market.site.write(move |db| {
        let name = "Calder Care";
        let organisation = people::organisation(db, OrganisationKind::Provider, name, (None, None), noon())?;
        people::member(db, user, organisation, Role::ProviderStaff, noon())?;
        crate::support::market::provider(db, name, organisation)?;
        Ok::<_, handpick::db::DbError>(organisation)
    });
    let mut hal = market.grace.clone();
    hal.user_id = user;
    for membership in &mut hal.memberships {
        membership.organisation_id = organisation;
    }
    hal
}

/// An account in the name of somebody.
pub fn account(name: &str, number: &str) -> BankAccount {
    BankAccount { name: name.to_owned(), sort_code: "200000".to_owned(), number: number.to_owned() }
}

/// A market whose council pays, knows from where and to whom, with an invoice of these many visits.
pub async fn payable(market: &Market, visits: usize) -> (Actor, Vec<InvoiceId>) {
    let (council, daniel) = council(market);
    let made = delivered(market, visits).await;
    let (provider, by) = (provider_of(market), market.grace.user_id);
    market.site.write(move |db| {
        enrol::bank_account(db, provider, &account("Aire Valley", "12345678"), (by, noon()))?;
        enrol::payer_account(db, council, &account("Airevale Council", "87654321"), (by, noon()))
    });
    let mut invoices = Vec::new();
    for visit in made {
        invoices.push(make(market, &[visit]).await.unwrap());
    }
    (daniel, invoices)
}

/// The provider of the market.
pub fn provider_of(market: &Market) -> ProviderId {
    let listing = market.listing;
    market
        .database()
        .read_blocking(|db| {
            let row = schema::listings::table.find(listing.0).select(schema::listings::provider_id);
            Ok::<_, handpick::db::DbError>(ProviderId(row.first(db)?))
        })
        .unwrap()
}

/// Makes a run of these invoices and sends it to the bank.
pub async fn sent(market: &Market, daniel: &Actor, invoices: &[InvoiceId]) -> PaymentRunId {
    let command = MakeRun { key: market.app.random.token(), invoices: invoices.to_vec() };
    let run = service::runs::make(&market.app, daniel, command).await.unwrap();
    service::runs::send(&market.app, daniel, run).await.unwrap();
    run
}

/// A bank statement of the council's account, as CSV, with these lines: what is written, and pence.
pub fn statement(lines: &[(&str, i64)]) -> Vec<u8> {
    let mut file = String::from("Account,Date,Reference,Amount,Balance\n");
    let mut balance = 1_000_000;
    for (words, pence) in lines {
        balance += pence;
        let (amount, balance) = (Money::from_pence(*pence).plain(), Money::from_pence(balance).plain());
        file.push_str(&["20-00-00 87654321,2027-01-04,", words, ",", &amount, ",", &balance, "\n"].concat());
    }
    file.into_bytes()
}
