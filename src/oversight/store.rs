//! The people of a council with the balances of their pots, in two statements. Somebody whose budget is in two pots
//! has a row for each, because each is held in its own way.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::model::{Asked, Person, Sort, Spending};
use crate::accounts::service::{Named, is_named};
use crate::budgets::ledger::AccountKind;
use crate::db::schema::{budgets, holders, ledger_accounts, pots};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::OrganisationId;

diesel::alias!(
    ledger_accounts as available: Available,
    ledger_accounts as committed: Committed,
    ledger_accounts as delivered: Delivered,
    ledger_accounts as invoiced: Invoiced,
    ledger_accounts as paid: Paid,
);

/// Joins a pot's account of one kind.
macro_rules! account {
    ($alias:ident, $kind:ident) => {
        $alias.on($alias
            .field(ledger_accounts::pot_id)
            .eq(pots::id)
            .and($alias.field(ledger_accounts::kind).eq(AccountKind::$kind.as_str())))
    };
}

macro_rules! balance {
    ($alias:ident) => {
        $alias.field(ledger_accounts::balance_pence).nullable()
    };
}

/// A pot's part of its budget, without what went back. PostgreSQL sums big integers into a decimal, which isn't wanted.
fn share() -> diesel::expression::SqlLiteral<Nullable<BigInt>> {
    sql(
        "(SELECT CAST(SUM(funding_streams.amount_pence) AS BIGINT) FROM funding_streams WHERE funding_streams.pot_id = pots.id) \
         - (SELECT back.balance_pence FROM ledger_accounts back WHERE back.pot_id = pots.id AND back.kind = 'recovered')",
    )
}

type Money3 = (Option<i64>, Option<i64>, Option<i64>);
type Row = (String, String, Option<String>, Option<String>, Option<i64>, Option<i64>, Option<i64>, Money3);

pub(super) fn count(db: &mut Db, council: OrganisationId, name: &str) -> Result<i64, DbError> {
    let all = holders::table.filter(holders::council_id.eq(council.0));
    if name.is_empty() {
        return Ok(all.count().get_result(db)?);
    }
    Ok(all.filter(is_named!(Named::of(name))).count().get_result(db)?)
}

/// The people on one page of the list by name: found before their money is, so that a late page costs no more than an
/// early one, and somebody with several pots takes the place of one.
fn by_name(db: &mut Db, council: OrganisationId, asked: &Asked, per_page: u32) -> Result<Vec<i64>, DbError> {
    let mut query = holders::table
        .filter(holders::council_id.eq(council.0))
        .order((holders::name_key.asc(), holders::id.asc()))
        .limit(i64::from(per_page))
        .offset(asked.page.offset(per_page))
        .select(holders::id)
        .into_boxed();
    if !asked.name.is_empty() {
        query = query.filter(is_named!(Named::of(&asked.name)));
    }
    Ok(query.load(db)?)
}

/// The people and pots on one page of the list by money: found with no more of their money than they are sorted by, so
/// that the rest is read of those on the page only. People without a budget come last.
fn by_money(
    db: &mut Db,
    council: OrganisationId,
    (asked, per_page): (&Asked, u32),
    today: NaiveDate,
) -> Result<Vec<(i64, Option<i64>)>, DbError> {
    let (named, by_name) = (Named::of(&asked.name), (holders::name_key.asc(), holders::id.asc()));
    // Databases differ in where they put what is missing, so whether it is there comes first.
    let without = budgets::amount_pence.is_null().asc();
    macro_rules! sorted {
        ($joined:expr, $by:expr) => {
            $joined
                .filter(holders::council_id.eq(council.0))
                .filter(is_named!(named))
                .order((without, $by, by_name.0, by_name.1))
                .limit(i64::from(per_page))
                .offset(asked.page.offset(per_page))
                .select((holders::id, pots::id.nullable()))
                .load(db)?
        };
    }
    let in_force = budgets::starts_on.le(today).and(budgets::ends_on.ge(today));
    let base = holders::table
        .left_join(budgets::table.on(budgets::holder_id.eq(holders::id).and(in_force)))
        .left_join(pots::table.on(pots::budget_id.eq(budgets::id)));
    let spent = balance!(delivered) + balance!(invoiced) + balance!(paid);
    Ok(match asked.sort {
        Sort::Name | Sort::Budget => sorted!(base, budgets::amount_pence.desc()),
        Sort::Committed => sorted!(base.left_join(account!(committed, Committed)), balance!(committed).desc()),
        Sort::Left => sorted!(base.left_join(account!(available, Available)), balance!(available).asc()),
        Sort::Spent => sorted!(
            base.left_join(account!(delivered, Delivered))
                .left_join(account!(invoiced, Invoiced))
                .left_join(account!(paid, Paid)),
            spent.desc()
        ),
    })
}

pub(super) fn page(
    db: &mut Db,
    council: OrganisationId,
    asked: &Asked,
    today: NaiveDate,
    per_page: u32,
) -> Result<Vec<Person>, DbError> {
    let in_force = budgets::starts_on.le(today).and(budgets::ends_on.ge(today));
    let query = holders::table
        .left_join(budgets::table.on(budgets::holder_id.eq(holders::id).and(in_force)))
        .left_join(pots::table.on(pots::budget_id.eq(budgets::id)))
        .left_join(account!(available, Available))
        .left_join(account!(committed, Committed))
        .left_join(account!(delivered, Delivered))
        .left_join(account!(invoiced, Invoiced))
        .left_join(account!(paid, Paid))
        .order((holders::name_key.asc(), holders::id.asc()))
        .select((
            (holders::id, pots::id.nullable()),
            (
                holders::reference,
                holders::name,
                holders::care_group,
                pots::held_as.nullable(),
                share(),
                balance!(available),
                balance!(committed),
                (balance!(delivered), balance!(invoiced), balance!(paid)),
            ),
        ))
        .into_boxed();
    let mut rows: Vec<((i64, Option<i64>), Row)> = if asked.sort == Sort::Name {
        query.filter(holders::id.eq_any(by_name(db, council, asked, per_page)?)).load(db)?
    } else {
        let wanted = by_money(db, council, (asked, per_page), today)?;
        let ids: Vec<i64> = wanted.iter().map(|(holder, _)| *holder).collect();
        let mut rows: Vec<((i64, Option<i64>), Row)> = query.filter(holders::id.eq_any(ids)).load(db)?;
        // Another pot of somebody on this page may be on another.
        rows.retain(|(key, _)| wanted.contains(key));
        rows.sort_by_key(|(key, _)| wanted.iter().position(|one| one == key));
        rows
    };
    rows.drain(..).map(|(_, row)| person(row)).collect()
}

fn person((reference, name, care_group, held_as, amount, left, ordered, done): Row) -> Result<Person, DbError> {
    let spending = match (held_as, amount, left, ordered, done) {
        (Some(held_as), Some(amount), Some(left), Some(ordered), (Some(recorded), Some(billed), Some(settled))) => {
            let spent = Money::sum([recorded, billed, settled].map(Money::from_pence));
            Some(Spending {
                held_as: DbError::parsed(&held_as)?,
                amount: Money::from_pence(amount),
                committed: Money::from_pence(ordered),
                spent: spent.ok_or_else(|| DbError::Other("the sum of a pot's accounts is too large".to_owned()))?,
                left: Money::from_pence(left),
            })
        }
        _ => None,
    };
    Ok(Person { reference, name, care_group, budget: spending })
}
