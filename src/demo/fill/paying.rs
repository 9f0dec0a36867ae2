//! What was paid of the invoices: by holders themselves, and by councils in a payment run each month. A few holders are
//! late, and last month's invoices are still to be paid.

use chrono::{Datelike, TimeDelta};

use super::{Known, Setting};
use crate::accounts::By;
use crate::accounts::service::people;
use crate::app::App;
use crate::billing::BillingError;
use crate::billing::model::bank::BankAccount;
use crate::billing::model::{Invoice, InvoiceStatus, Payer};
use crate::billing::service::enrol;
use crate::db::{Db, DbError};
use crate::demo::DemoError;
use crate::demo::chance::Chance;
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{InvoiceId, ProviderId};

/// Each council with the one who pays for it.
const COUNCILS: [(&str, &str, &str); 2] =
    [("airevale", "airevale-money", "Airevale Council"), ("calder-moor", "calder-moor-money", "Calder Moor Council")];

/// Sort codes that no bank has.
fn account(name: &str, chance: &Chance) -> BankAccount {
    BankAccount {
        name: name.chars().take(70).collect(),
        sort_code: format!("0899{:02}", chance.between(10, 99)),
        number: format!("{:08}", chance.between(10_000_000, 99_999_999)),
    }
}

fn failed(error: &BillingError) -> DemoError {
    DemoError::Db(DbError::Other(format!("the demo's payments: {error}")))
}

pub(super) fn write(app: &App, setting: &Setting, known: &Known) -> Result<(), DemoError> {
    let mut keys: Vec<&String> = known.users.keys().filter(|key| known.organisations.contains_key(*key)).collect();
    keys.sort();
    for key in keys {
        let (setting, key) = (setting.clone(), key.clone());
        let (organisation, user) = (known.organisation(&key)?, known.user(&key)?);
        app.db.write_blocking(move |db| {
            let Some(provider) = directory::provider_of_organisation(db, organisation)? else { return Ok(()) };
            let name = directory::provider_summary(db, provider)?.name;
            let own = account(&name, &Chance::of(&format!("{key}/bank")));
            enrol::bank_account(db, provider, &own, (user, setting.before_year(20)))?;
            holders_pay(db, &setting, provider).map_err(|error| failed(&error))
        })?;
    }
    for (key, money, name) in COUNCILS {
        let (setting, council, user) = (setting.clone(), known.organisation(key)?, known.user(money)?);
        app.db.write_blocking(move |db| {
            let by = By { user, mandate: None };
            let own = account(name, &Chance::of(key));
            enrol::payer_account(db, council, &own, (user, setting.before_year(20)))?;
            let to_pay = enrol::payable(db, council)?;
            council_pays(db, &setting, (council, by), &to_pay).map_err(|error| failed(&error))
        })?;
    }
    Ok(())
}

/// Holders pay some days after the invoice, but for a few.
fn holders_pay(db: &mut Db, setting: &Setting, provider: ProviderId) -> Result<(), BillingError> {
    for (place, invoice) in enrol::of_provider(db, provider)?.into_iter().enumerate() {
        let at = invoice.made_at + TimeDelta::days(9);
        let late = place % 7 == 5;
        if invoice.payer != Payer::Holder || invoice.status != InvoiceStatus::Approved || late || at > setting.now {
            continue;
        }
        if let Some(by) = payer(db, &invoice)? {
            let words = format!("Faster payment, {}", invoice.reference);
            enrol::paid_myself(db, invoice.id, by, (&words, london(at).date()), at)?;
        }
    }
    Ok(())
}

/// The holder, or whoever acts for them.
fn payer(db: &mut Db, invoice: &Invoice) -> Result<Option<By>, DbError> {
    if let Some(user) = people::holder_summary(db, invoice.holder)?.user_id {
        return Ok(Some(By { user, mandate: None }));
    }
    let mandates = people::mandates_given(db, invoice.holder)?;
    Ok(mandates.first().map(|mandate| By { user: mandate.user_id, mandate: Some(mandate.id) }))
}

/// One run for each month's invoices, ten days after the last of them; last month's are still to be paid.
fn council_pays(
    db: &mut Db,
    setting: &Setting,
    (council, by): (crate::kernel::OrganisationId, By),
    to_pay: &[Invoice],
) -> Result<(), BillingError> {
    let mut months: Vec<(i32, u32)> = to_pay.iter().map(|one| (one.made_on.year(), one.made_on.month())).collect();
    months.sort_unstable();
    months.dedup();
    for month in months {
        let of_month: Vec<&Invoice> =
            to_pay.iter().filter(|one| (one.made_on.year(), one.made_on.month()) == month).collect();
        let Some(last) = of_month.iter().map(|one| one.made_at).max() else { continue };
        let (made, paid) = (last + TimeDelta::days(10), last + TimeDelta::days(14));
        if last + TimeDelta::days(25) > setting.now {
            continue;
        }
        let ids: Vec<InvoiceId> = of_month.iter().map(|one| one.id).collect();
        let run = enrol::run(db, council, &ids, by, made)?;
        enrol::send(db, run, by, made + TimeDelta::hours(1))?;
        enrol::all_paid(db, run, by, paid)?;
    }
    Ok(())
}
