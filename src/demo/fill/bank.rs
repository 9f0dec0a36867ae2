//! The bank account of the demo's first holder: what it paid of invoices, support from elsewhere, a mistake, and lines that
//! nobody has explained yet.

use chrono::{NaiveDate, TimeDelta};

use super::Setting;
use super::holders::Purse;
use crate::app::App;
use crate::billing::BillingError;
use crate::billing::own_bank::service::{LineState, Said, enrol};
use crate::budgets::service::paid_by_holder;
use crate::db::{Db, DbError};
use crate::demo::DemoError;
use crate::kernel::Money;

/// The newest invoices whose payments are on the account.
const INVOICES: usize = 6;

pub(super) fn write(app: &App, setting: &Setting, first: Option<&Purse>) -> Result<(), DemoError> {
    let Some(purse) = first.cloned() else { return Ok(()) };
    let setting = setting.clone();
    app.db.write_blocking(move |db| account(db, &setting, &purse).map_err(|error| failed(&error)))
}

fn failed(error: &BillingError) -> DemoError {
    DemoError::Db(DbError::Other(format!("the demo's bank lines: {error}")))
}

fn account(db: &mut Db, setting: &Setting, purse: &Purse) -> Result<(), BillingError> {
    let Some(pot) = paid_by_holder(db, purse.holder, setting.today)? else { return Ok(()) };
    let Some(by) = purse.own else { return Ok(()) };
    let at = (by, setting.now);
    enrol::of_paid_invoices(db, &pot, INVOICES, at)?;
    let day = |ago: i64| -> NaiveDate { (setting.today - TimeDelta::days(ago)).max(pot.starts_on) };
    let out = purse.lines.iter().find(|(title, _)| title == "Getting out").map(|(_, id)| *id);
    let lines = [
        (24, 112_000, "AIREVALE COUNCIL DIRECT PAYMENT", Some(Said::Only(LineState::Other, String::new()))),
        (19, -1_260, "CITY CABS LEEDS", Some(Said::Outside(out, "Taxi to the pool while the bus was off".to_owned()))),
        (12, -2_399, "BRIGHT SHOES LTD", Some(Said::Only(LineState::Private, "The wrong card, sorry".to_owned()))),
        (6, -840, "CITY CABS LEEDS", None),
        (3, -1_500, "KIRKSTALL COMMUNITY KITCHEN", None),
    ];
    for (ago, pence, words, said) in lines {
        let line = enrol::line(db, pot.id, (day(ago), Money::from_pence(pence), words), at)?;
        if let Some(said) = said {
            enrol::said(db, &pot, (line, &said), at)?;
        }
    }
    Ok(())
}
