//! The tables `bank_accounts` (providers') and `payer_accounts` (councils').

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::billing::model::bank::BankAccount;
use crate::db::schema::{bank_accounts, payer_accounts, payment_runs};
use crate::db::{Db, DbError};
use crate::kernel::{BankAccountId, OrganisationId, ProviderId, UserId};

/// An account that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: BankAccountId,
    pub account: BankAccount,
    pub code_hash: String,
    pub tries: i32,
    pub entered_by: UserId,
    pub entered_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

const WAITING: &str = "waiting";
const CONFIRMED: &str = "confirmed";
const REPLACED: &str = "replaced";
const REFUSED: &str = "refused";

/// The account that a provider is paid to; none before one is confirmed.
pub fn confirmed(db: &mut Db, provider: ProviderId) -> Result<Option<BankAccount>, DbError> {
    let row: Option<(String, String, String)> = bank_accounts::table
        .filter(bank_accounts::provider_id.eq(provider.0).and(bank_accounts::status.eq(CONFIRMED)))
        .select((bank_accounts::name, bank_accounts::sort_code, bank_accounts::account_number))
        .get_result(db)
        .optional()?;
    Ok(row.map(|(name, sort_code, number)| BankAccount { name, sort_code, number }))
}

/// The newest account that waits, also when its time is over.
pub fn waiting(db: &mut Db, provider: ProviderId) -> Result<Option<Waiting>, DbError> {
    type Row = (i64, String, String, String, String, i32, i64, NaiveDateTime, NaiveDateTime);
    let row: Option<Row> = bank_accounts::table
        .filter(bank_accounts::provider_id.eq(provider.0).and(bank_accounts::status.eq(WAITING)))
        .order(bank_accounts::id.desc())
        .select((
            bank_accounts::id,
            bank_accounts::name,
            bank_accounts::sort_code,
            bank_accounts::account_number,
            bank_accounts::code_hash,
            bank_accounts::tries,
            bank_accounts::entered_by,
            bank_accounts::entered_at,
            bank_accounts::expires_at,
        ))
        .first(db)
        .optional()?;
    Ok(row.map(|(id, name, sort_code, number, code_hash, tries, by, entered_at, expires_at)| Waiting {
        id: BankAccountId(id),
        account: BankAccount { name, sort_code, number },
        code_hash,
        tries,
        entered_by: UserId(by),
        entered_at,
        expires_at,
    }))
}

/// Writes down an account that waits; one that waited before is replaced by it.
pub fn enter(
    db: &mut Db,
    provider: ProviderId,
    account: &BankAccount,
    code_hash: &str,
    (by, at, expires_at): (UserId, NaiveDateTime, NaiveDateTime),
) -> Result<BankAccountId, DbError> {
    end(db, provider, WAITING, REPLACED, (by, at))?;
    let id = diesel::insert_into(bank_accounts::table)
        .values((
            bank_accounts::provider_id.eq(provider.0),
            bank_accounts::name.eq(&account.name),
            bank_accounts::sort_code.eq(&account.sort_code),
            bank_accounts::account_number.eq(&account.number),
            bank_accounts::status.eq(WAITING),
            bank_accounts::code_hash.eq(code_hash),
            bank_accounts::tries.eq(0),
            bank_accounts::entered_by.eq(by.0),
            bank_accounts::entered_at.eq(at),
            bank_accounts::expires_at.eq(expires_at),
        ))
        .returning(bank_accounts::id)
        .get_result(db)?;
    Ok(BankAccountId(id))
}

fn end(
    db: &mut Db,
    provider: ProviderId,
    from: &str,
    to: &str,
    (by, at): (UserId, NaiveDateTime),
) -> Result<usize, DbError> {
    let own = bank_accounts::provider_id.eq(provider.0).and(bank_accounts::status.eq(from));
    Ok(diesel::update(bank_accounts::table.filter(own))
        .set((
            bank_accounts::status.eq(to),
            bank_accounts::ended_by.eq(Some(by.0)),
            bank_accounts::ended_at.eq(Some(at)),
        ))
        .execute(db)?)
}

/// Makes the account that waits the one that is paid to; gives how many rows that was.
pub fn confirm(
    db: &mut Db,
    provider: ProviderId,
    id: BankAccountId,
    by: (UserId, NaiveDateTime),
) -> Result<usize, DbError> {
    end(db, provider, CONFIRMED, REPLACED, by)?;
    let waits = bank_accounts::id.eq(id.0).and(bank_accounts::status.eq(WAITING));
    Ok(diesel::update(bank_accounts::table.filter(waits))
        .set((
            bank_accounts::status.eq(CONFIRMED),
            bank_accounts::ended_by.eq(Some(by.0.0)),
            bank_accounts::ended_at.eq(Some(by.1)),
        ))
        .execute(db)?)
}

/// Throws the account that waits away; gives how many rows that was.
pub fn refuse(db: &mut Db, provider: ProviderId, by: (UserId, NaiveDateTime)) -> Result<usize, DbError> {
    end(db, provider, WAITING, REFUSED, by)
}

/// Counts a wrong code.
pub fn wrong_code(db: &mut Db, id: BankAccountId) -> Result<(), DbError> {
    diesel::update(bank_accounts::table.find(id.0))
        .set(bank_accounts::tries.eq(bank_accounts::tries + 1))
        .execute(db)?;
    Ok(())
}

/// Every account that a council pays from or has paid from: what it sent from an earlier one still has to be matched.
pub fn ever_of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<BankAccount>, DbError> {
    let rows: Vec<(String, String)> = payment_runs::table
        .filter(payment_runs::council_id.eq(council.0))
        .select((payment_runs::payer_sort_code, payment_runs::payer_account))
        .distinct()
        .load(db)?;
    let before = rows.into_iter().map(|(sort_code, number)| BankAccount { name: String::new(), sort_code, number });
    Ok(of_council(db, council)?.into_iter().chain(before).collect())
}

/// The account that a council pays from; none before it said which.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Option<BankAccount>, DbError> {
    let row: Option<(String, String, String)> = payer_accounts::table
        .filter(payer_accounts::council_id.eq(council.0))
        .select((payer_accounts::name, payer_accounts::sort_code, payer_accounts::account_number))
        .get_result(db)
        .optional()?;
    Ok(row.map(|(name, sort_code, number)| BankAccount { name, sort_code, number }))
}

/// Sets the account that a council pays from.
pub fn set_council(
    db: &mut Db,
    council: OrganisationId,
    account: &BankAccount,
    (by, at): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    let values = (
        payer_accounts::name.eq(&account.name),
        payer_accounts::sort_code.eq(&account.sort_code),
        payer_accounts::account_number.eq(&account.number),
        payer_accounts::updated_by.eq(by.0),
        payer_accounts::updated_at.eq(at),
    );
    let own = payer_accounts::table.filter(payer_accounts::council_id.eq(council.0));
    if diesel::update(own).set(values).execute(db)? == 0 {
        let row = (payer_accounts::council_id.eq(council.0), values);
        diesel::insert_into(payer_accounts::table).values(row).execute(db)?;
    }
    Ok(())
}
