//! What providers invoiced since the budget year began: each month's deliveries in the first days of the next.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{Known, Setting};
use crate::accounts::By;
use crate::accounts::service::people;
use crate::app::App;
use crate::billing::BillingError;
use crate::billing::model::{Details, Payer};
use crate::billing::service::enrol;
use crate::db::{Db, DbError};
use crate::demo::chance::Chance;
use crate::demo::market::at_ten;
use crate::demo::{DemoError, shifted};
use crate::directory::service as directory;
use crate::kernel::{InvoiceId, ProviderId};

pub(super) fn write(app: &App, setting: &Setting, known: &Known) -> Result<(), DemoError> {
    let mut keys: Vec<&String> = known.users.keys().filter(|key| known.organisations.contains_key(*key)).collect();
    keys.sort();
    for key in keys {
        let (setting, key) = (setting.clone(), key.clone());
        let (organisation, user) = (known.organisation(&key)?, known.user(&key)?);
        app.db.write_blocking(move |db| {
            let Some(provider) = directory::provider_of_organisation(db, organisation)? else { return Ok(()) };
            one(db, &setting, &key, (provider, By { user, mandate: None }))
        })?;
    }
    Ok(())
}

/// The last day of each month from the one a day lies in to the one before another.
fn months(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let mut ends = Vec::new();
    let mut first = from.with_day(1).unwrap_or(from);
    while let Some(next) = shifted(first, 31).with_day(1).filter(|next| *next <= to) {
        ends.extend(next.pred_opt());
        first = next;
    }
    ends
}

fn failed(key: &str, error: &BillingError) -> DemoError {
    DemoError::Db(DbError::Other(format!("the invoices of {key}: {error}")))
}

fn one(db: &mut Db, setting: &Setting, key: &str, (provider, by): (ProviderId, By)) -> Result<(), DemoError> {
    let chance = Chance::of(&format!("{key}/bills"));
    let known = directory::provider_summary(db, provider)?;
    let details = Details {
        legal_name: known.name.clone(),
        address: format!("{} Mill Lane, {}", chance.between(1, 90), known.place),
        postcode: "LS1 1AA".to_owned(),
        vat_number: Some(format!("GB{:09}", chance.between(100_000_000, 999_999_999))),
        electronic_address: None,
    };
    enrol::details(db, provider, &details, by.user, setting.before_year(30))?;
    for until in months(setting.year.0, setting.today) {
        let at = setting.at_least_ago(3, at_ten(shifted(until, 3)));
        for (place, pot) in enrol::pots_to_invoice(db, provider, until)?.into_iter().enumerate() {
            let span = (setting.year.0, until);
            let made = enrol::invoice(db, (provider, pot), span, by, at).map_err(|error| failed(key, &error))?;
            let newest = setting.today.signed_duration_since(until).num_days() <= 31;
            if let Some(id) = made.filter(|_| newest) {
                talk(db, setting, (id, by), place).map_err(|error| failed(key, &error))?;
            }
        }
    }
    Ok(())
}

/// Somebody asks about an invoice of last month, and a part of another is credited.
fn talk(db: &mut Db, setting: &Setting, (id, provider): (InvoiceId, By), place: usize) -> Result<(), BillingError> {
    let invoice = enrol::by_id(db, id)?;
    let later = |hours| invoice.made_at.max(setting.now - TimeDelta::days(4)) + TimeDelta::hours(hours);
    if place % 3 == 1 && invoice.payer == Payer::Holder {
        if let Some(user) = people::holder_summary(db, invoice.holder)?.user_id {
            let words = "The last visit was shorter than it says here. Can you look again?";
            enrol::query(db, id, By { user, mandate: None }, words, later(1))?;
        }
    } else if place % 3 == 2 {
        enrol::credit_first_line(db, id, provider, "We came late that day, so this visit is free.", later(2))?;
    }
    Ok(())
}
