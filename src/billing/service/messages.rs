//! Who gets which mail. Written as rows in the transaction of what they tell; the worker sends them.

use chrono::{NaiveDate, NaiveDateTime};

use super::moves::Act;
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Role, Scope};
use crate::billing::emails::{self, About};
use crate::billing::model::bank::BankAccount;
use crate::billing::model::payment::Payment;
use crate::billing::model::{Invoice, InvoiceStatus, Payer};
use crate::budgets::pots::service as pots;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::{Money, OrganisationId, ProviderId};
use crate::mail::{self, Email};

/// The provider's people who look after its orders.
fn provider(db: &mut Db, invoice: &Invoice) -> Result<Vec<String>, DbError> {
    match directory::provider_summary(db, invoice.provider)?.organisation_id {
        Some(organisation) => people::staff_emails(db, organisation, Duty::Visits),
        None => Ok(Vec::new()),
    }
}

/// Whoever pays: the council's finance officers; the managers of a fund; or the holder, or those who may order for a holder without an account.
fn payer(db: &mut Db, act: &Act, invoice: &Invoice) -> Result<Vec<String>, DbError> {
    if let (Payer::Council, Some(council)) = (invoice.payer, invoice.council) {
        return people::emails_with_roles(db, council, &[Role::FinanceOfficer]);
    }
    // Whoever holds the money as an individual service fund pays it, but for their own invoices.
    if let Some(fund) = pots::held_by(db, invoice.pot)?
        && directory::provider_summary(db, invoice.provider)?.organisation_id != Some(fund)
    {
        let managers = people::staff_emails(db, fund, Duty::Manage)?;
        if !managers.is_empty() {
            return Ok(managers);
        }
    }
    if let Some(user) = people::holder_summary(db, invoice.holder)?.user_id {
        return Ok(vec![people::user_contact(db, user)?.1]);
    }
    let mut to = Vec::new();
    for mandate in people::mandates_given(db, invoice.holder)? {
        if mandate.holds_on(act.today) && mandate.scopes.has(Scope::Order) {
            to.push(people::user_contact(db, mandate.user_id)?.1);
        }
    }
    Ok(to)
}

fn send(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    mut to: Vec<String>,
    email: impl Fn(&About<'_>, &str) -> Email,
) -> Result<(), DbError> {
    let Some(site) = &act.site else { return Ok(()) };
    to.sort_unstable();
    to.dedup();
    let about = About {
        site,
        id: invoice.id,
        reference: &invoice.reference,
        provider: &invoice.parties.seller.name,
        buyer: &invoice.parties.buyer.name,
        total: invoice.total,
        due_on: invoice.due_on,
    };
    to.iter().try_for_each(|to| mail::queue(db, &email(&about, to), act.now))
}

/// An invoice was made. A council hears only of those that wait for it: the others are in its next payments.
pub(super) fn made(db: &mut Db, act: &Act, invoice: &Invoice) -> Result<(), DbError> {
    let waits = invoice.status == InvoiceStatus::Issued;
    if invoice.payer == Payer::Council && !waits {
        return Ok(());
    }
    let to = payer(db, act, invoice)?;
    send(db, act, invoice, to, |about, to| emails::made(about, to, waits))
}

pub(super) fn approved(db: &mut Db, act: &Act, invoice: &Invoice) -> Result<(), DbError> {
    let to = provider(db, invoice)?;
    send(db, act, invoice, to, emails::approved)
}

pub(super) fn queried(db: &mut Db, act: &Act, invoice: &Invoice, words: &str) -> Result<(), DbError> {
    let to = provider(db, invoice)?;
    send(db, act, invoice, to, |about, to| emails::queried(about, to, words))
}

pub(super) fn answered(db: &mut Db, act: &Act, invoice: &Invoice, words: &str) -> Result<(), DbError> {
    let to = payer(db, act, invoice)?;
    send(db, act, invoice, to, |about, to| emails::answered(about, to, words))
}

/// Something was credited; after it was paid, it is to come back.
pub(super) fn credited(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    (reference, amount, reason): (&str, Money, &str),
) -> Result<(), DbError> {
    let to = payer(db, act, invoice)?;
    let paid = invoice.status == InvoiceStatus::Paid;
    send(db, act, invoice, to, |about, to| emails::credited(about, to, (reference, amount, reason), paid))
}

/// A credit note was paid back.
pub(super) fn refunded(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    (reference, amount): (&str, Money),
) -> Result<(), DbError> {
    let to = provider(db, invoice)?;
    send(db, act, invoice, to, |about, to| emails::refunded(about, to, reference, amount))
}

/// A holder has paid; the provider hears how.
pub(super) fn paid(db: &mut Db, act: &Act, invoice: &Invoice, payment: &Payment) -> Result<(), DbError> {
    let to = provider(db, invoice)?;
    let evidence = payment.evidence.as_deref().unwrap_or_default();
    send(db, act, invoice, to, |about, to| emails::paid(about, to, payment.amount, (payment.paid_on, evidence)))
}

/// A payment failed or came back: both sides hear.
pub(super) fn came_back(db: &mut Db, act: &Act, invoice: &Invoice, amount: Money, why: &str) -> Result<(), DbError> {
    let mut to = provider(db, invoice)?;
    to.extend(payer(db, act, invoice)?);
    send(db, act, invoice, to, |about, to| emails::came_back(about, to, amount, why))
}

/// What was owed to the provider is given back; they hear how.
pub(super) fn given_back(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    (amount, evidence): (Money, &str),
) -> Result<(), DbError> {
    let to = provider(db, invoice)?;
    send(db, act, invoice, to, |about, to| emails::given_back(about, to, amount, evidence))
}

/// The bank was told to pay: each provider gets one list of what is coming.
pub(super) fn remittance(
    db: &mut Db,
    act: &Act,
    told: &[(ProviderId, Invoice, Payment)],
    pay_on: NaiveDate,
) -> Result<(), DbError> {
    let Some(site) = &act.site else { return Ok(()) };
    let mut providers: Vec<ProviderId> = told.iter().map(|(provider, ..)| *provider).collect();
    providers.sort_unstable();
    providers.dedup();
    for id in providers {
        let of_provider: Vec<&(ProviderId, Invoice, Payment)> = told.iter().filter(|(of, ..)| *of == id).collect();
        let Some((_, first, _)) = of_provider.first() else { continue };
        let lines: Vec<String> = of_provider
            .iter()
            .map(|(_, invoice, payment)| {
                format!("{}: {}, reference {}", invoice.reference, payment.amount, payment.reference)
            })
            .collect();
        let total = Money::sum(of_provider.iter().map(|(_, _, payment)| payment.amount)).unwrap_or_default();
        for to in provider(db, first)? {
            let email = emails::remittance(site, &to, (&first.parties.buyer.name, total, pay_on), &lines);
            mail::queue(db, &email, act.now)?;
        }
    }
    Ok(())
}

/// Somebody entered a bank account: they get a code, everybody else who manages the provider hears of it.
pub(super) fn bank_entered(
    db: &mut Db,
    by: &Actor,
    organisation: OrganisationId,
    (account, code): (&BankAccount, &str),
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    mail::queue(db, &emails::bank_code(site, &by.email, account, code), now)?;
    for to in bank_people(db, organisation)? {
        if to != by.email {
            mail::queue(db, &emails::bank_entered(site, &to, account, &by.name), now)?;
        }
    }
    Ok(())
}

/// A bank account was confirmed.
pub(super) fn bank_confirmed(
    db: &mut Db,
    organisation: OrganisationId,
    account: &BankAccount,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let to = bank_people(db, organisation)?;
    to.iter().try_for_each(|to| mail::queue(db, &emails::bank_confirmed(site, to, account), now))
}

/// Everybody who manages a provider, and its own address.
fn bank_people(db: &mut Db, organisation: OrganisationId) -> Result<Vec<String>, DbError> {
    let mut to = people::staff_emails(db, organisation, Duty::Manage)?;
    to.extend(people::organisation_emails(db, organisation)?);
    to.sort_unstable();
    to.dedup();
    Ok(to)
}
