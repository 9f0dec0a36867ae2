//! Budget holders with money, for tests of everything that spends it.

use chrono::{NaiveDate, NaiveDateTime};
use handpick::accounts::service::enrol as people;
use handpick::accounts::service::enrol::NewHolder;
use handpick::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use handpick::budgets::service::enrol;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Database, Db, DbError};
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, PlanId, PotId};

/// Saturday 21 November 2026, noon in London.
pub fn noon() -> NaiveDateTime {
    "2026-11-21T12:00:00".parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A holder without login or council.
pub fn holder(db: &mut Db, name: &str) -> Result<HolderId, DbError> {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let reference = format!("HP-T-{}", NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    people::holder(db, &NewHolder { reference, name: name.to_owned(), ..NewHolder::default() }, noon())
}

/// A pot for the year from 6 April 2026, with `amount` in it.
pub fn pot(db: &mut Db, holder_id: HolderId, plan_id: Option<PlanId>, amount: Money) -> Result<PotId, LedgerError> {
    let (starts_on, ends_on) = (day("2026-04-06"), day("2027-04-05"));
    let opened = day("2026-04-06").and_hms_opt(8, 0, 0).unwrap();
    let budget = enrol::budget(db, &NewBudget { holder_id, plan_id, starts_on, ends_on, amount }, opened)?;
    let pot_id = enrol::pot(db, budget, HeldAs::DirectPayment, opened)?;
    if amount > Money::ZERO {
        let stream = Stream::AdultSocialCare;
        enrol::funding(db, &NewFunding { pot_id, stream, amount, by: None }, opened)?;
    }
    Ok(pot_id)
}

/// A holder with a pot that holds `pounds`.
pub fn pot_with(database: &Database, pounds: i64) -> PotId {
    let amount = Money::from_pence(pounds * 100);
    database
        .write_blocking(move |db| {
            let holder = holder(db, "Priya Shah")?;
            pot(db, holder, None, amount)
        })
        .unwrap()
}

/// Money that moves inside a pot, for no plan line and by nobody.
pub fn posting(pot: PotId, reason: Reason, from: AccountKind, to: AccountKind, pence: i64, key: &str) -> Posting {
    Posting {
        key: key.to_owned(),
        pot,
        from: Some(from),
        to,
        funding: None,
        amount: Money::from_pence(pence),
        reason,
        plan_line: None,
        order_line: None,
        delivery: None,
        by: None,
        at: noon(),
        memo: "A test".to_owned(),
    }
}

/// Fails unless every balance is what its transfers come to.
pub fn assert_books_are_right(database: &Database) {
    let checked = database.read_blocking(ledger::verify).unwrap();
    assert_eq!(checked.faults, []);
}
