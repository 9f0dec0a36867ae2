//! The tables `ledger_accounts` and `transfers`. Nothing else in the program writes to them.

use chrono::NaiveDateTime;
use diesel::connection::DefaultLoadingMode;
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::db::schema::{funding_streams, ledger_accounts, plan_lines, transfers, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{AccountId, DeliveryId, FundingStreamId, OrderLineId, PlanLineId, PotId, TransferId};
use crate::kernel::{Money, UnknownText};

use super::chain::{Content, NO_SEAL, Seal};
use super::model::{AccountKind, Essence, Movement, Posting};

pub(super) use shift::shift;

pub(super) mod chain;

pub(super) mod flows;

mod shift;

pub(super) mod sums;

/// One account of a pot.
pub(super) struct Account {
    pub id: AccountId,
    pub pot: PotId,
    pub kind: AccountKind,
    pub balance: Money,
}

/// Money that went from one kind of account to another.
pub(super) struct Flow {
    pub plan_line: Option<PlanLineId>,
    pub from: Option<AccountKind>,
    pub to: AccountKind,
    pub amount: Money,
}

impl Flow {
    /// What it put into the accounts that `counts` picks, less what it took out of them.
    pub fn net(&self, counts: impl Fn(AccountKind) -> bool) -> Money {
        let into = counts(self.to);
        let out = self.from.is_some_and(&counts);
        match (into, out) {
            (true, false) => self.amount,
            (false, true) => self.amount.checked_neg().unwrap_or(Money::ZERO),
            _ => Money::ZERO,
        }
    }
}

/// A stored word that this program doesn't know: the row can't be trusted.
fn unknown(error: UnknownText) -> DbError {
    DbError::Other(error.to_string())
}

pub(super) fn open_account(db: &mut Db, pot: PotId, kind: AccountKind) -> Result<(), DbError> {
    diesel::insert_into(ledger_accounts::table)
        .values((
            ledger_accounts::pot_id.eq(pot.0),
            ledger_accounts::kind.eq(kind.as_str()),
            ledger_accounts::balance_pence.eq(0_i64),
        ))
        .execute(db)?;
    Ok(())
}

pub(super) fn accounts(db: &mut Db, pot: PotId) -> Result<Vec<Account>, DbError> {
    accounts_between(db, pot, pot)
}

/// The accounts of the pots from `first` to `last`, by pot and in the order in which they were opened.
pub(super) fn accounts_between(db: &mut Db, first: PotId, last: PotId) -> Result<Vec<Account>, DbError> {
    let rows: Vec<(i64, i64, String, i64)> = ledger_accounts::table
        .filter(ledger_accounts::pot_id.between(first.0, last.0))
        .order((ledger_accounts::pot_id.asc(), ledger_accounts::id.asc()))
        .select((ledger_accounts::id, ledger_accounts::pot_id, ledger_accounts::kind, ledger_accounts::balance_pence))
        .load(db)?;
    let account = |(id, pot, kind, balance): (i64, i64, String, i64)| {
        let kind = kind.parse().map_err(unknown)?;
        Ok(Account { id: AccountId(id), pot: PotId(pot), kind, balance: Money::from_pence(balance) })
    };
    rows.into_iter().map(account).collect()
}

pub(super) fn balance(db: &mut Db, pot: PotId, kind: AccountKind) -> Result<Option<Money>, DbError> {
    let pence: Option<i64> = ledger_accounts::table
        .filter(ledger_accounts::pot_id.eq(pot.0).and(ledger_accounts::kind.eq(kind.as_str())))
        .select(ledger_accounts::balance_pence)
        .get_result(db)
        .optional()?;
    Ok(pence.map(Money::from_pence))
}

/// Puts money into an account; none when it isn't there.
pub(super) fn add(db: &mut Db, pot: PotId, kind: AccountKind, amount: Money) -> Result<Option<AccountId>, DbError> {
    let account =
        ledger_accounts::table.filter(ledger_accounts::pot_id.eq(pot.0).and(ledger_accounts::kind.eq(kind.as_str())));
    let id: Option<i64> = diesel::update(account)
        .set(ledger_accounts::balance_pence.eq(ledger_accounts::balance_pence + amount.pence()))
        .returning(ledger_accounts::id)
        .get_result(db)
        .optional()?;
    Ok(id.map(AccountId))
}

/// The end of a pot's chain: how long it is, and the last seal.
#[derive(Clone, Copy)]
pub(super) struct Tip {
    position: i64,
    seal: Seal,
}

impl Tip {
    /// The place of whatever comes next.
    pub fn next(&self) -> i64 {
        self.position + 1
    }
}

pub(super) fn insert(
    db: &mut Db,
    posting: &Posting,
    (from, to): (Option<AccountId>, AccountId),
    tip: Tip,
) -> Result<TransferId, DbError> {
    let position = tip.next();
    let ids = [
        posting.funding.map(|id| id.0),
        posting.plan_line.map(|id| id.0),
        posting.order_line.map(|id| id.0),
        posting.delivery.map(|id| id.0),
        posting.by.map(|by| by.user.0),
        posting.by.and_then(|by| by.mandate).map(|id| id.0),
    ];
    let content = Content {
        pot: posting.pot.0,
        position,
        key: &posting.key,
        from: posting.from.map_or("", AccountKind::as_str),
        to: posting.to.as_str(),
        reason: posting.reason.as_str(),
        amount: posting.amount.pence(),
        at: posting.at.and_utc().timestamp_micros(),
        ids,
        memo: &posting.memo,
    };
    let seal = content.seal(&tip.seal, &mut Vec::with_capacity(256));
    let [funding, plan_line, order_line, delivery, made_by, mandate] = ids;
    let insert = diesel::insert_into(transfers::table)
        .values((
            transfers::key.eq(&posting.key),
            transfers::pot_id.eq(posting.pot.0),
            transfers::from_account_id.eq(from.map(|id| id.0)),
            transfers::to_account_id.eq(to.0),
            transfers::funding_stream_id.eq(funding),
            transfers::amount_pence.eq(posting.amount.pence()),
            transfers::reason.eq(posting.reason.as_str()),
            transfers::plan_line_id.eq(plan_line),
            transfers::order_line_id.eq(order_line),
            transfers::delivery_id.eq(delivery),
            transfers::made_by.eq(made_by),
            transfers::mandate_id.eq(mandate),
            transfers::made_at.eq(posting.at),
            transfers::memo.eq(&posting.memo),
            transfers::position.eq(position),
            transfers::seal.eq(seal.as_slice()),
        ))
        .returning(transfers::id);
    Ok(TransferId(each_backend!(db, |c| insert.get_result(c))?))
}

/// What a posting meets: the transfer that has its key, if there is one, and the end of its pot's chain.
pub(super) struct Met {
    pub same: Option<(TransferId, Essence)>,
    pub tip: Tip,
}

type EssenceRow = (i64, i64, Option<i64>, i64, Option<i64>, i64, String, (Option<i64>, Option<i64>, Option<i64>));
type MetRow = (String, Option<i64>, Option<Vec<u8>>, EssenceRow);

/// Looks both up in one statement, which every posting pays for.
pub(super) fn meet(db: &mut Db, pot: PotId, key: &str) -> Result<Met, DbError> {
    // Not written in SQL: what diesel has no type for is prepared anew each time.
    let chain = diesel::alias!(transfers as chain);
    let last = chain
        .filter(chain.field(transfers::pot_id).eq(pot.0))
        .select(max(chain.field(transfers::position)))
        .single_value();
    let wanted = transfers::table
        .filter(transfers::key.eq(key).or(transfers::pot_id.eq(pot.0).and(transfers::position.eq(last))))
        .select((
            transfers::key,
            transfers::position,
            transfers::seal,
            (
                transfers::id,
                transfers::pot_id,
                transfers::from_account_id,
                transfers::to_account_id,
                transfers::funding_stream_id,
                transfers::amount_pence,
                transfers::reason,
                (transfers::plan_line_id, transfers::order_line_id, transfers::delivery_id),
            ),
        ));
    let rows: Vec<MetRow> = each_backend!(db, |c| wanted.load(c))?;
    let mut met = Met { same: None, tip: Tip { position: 0, seal: NO_SEAL } };
    for (found, position, seal, row) in rows {
        if row.1 == pot.0
            && let Some((position, seal)) = position.zip(seal)
            && position > met.tip.position
        {
            met.tip = Tip { position, seal: chain::whole(seal)? };
        }
        if found == key {
            met.same = Some(essence(db, row)?);
        }
    }
    Ok(met)
}

fn essence(db: &mut Db, row: EssenceRow) -> Result<(TransferId, Essence), DbError> {
    let (id, pot, from, to, funding, amount, reason, (plan_line, order_line, delivery)) = row;
    let kinds = Kinds(accounts(db, PotId(pot))?);
    let essence = Essence {
        pot: PotId(pot),
        from: kinds.from(from)?,
        to: kinds.of(to)?,
        funding: funding.map(FundingStreamId),
        amount: Money::from_pence(amount),
        reason: reason.parse().map_err(unknown)?,
        plan_line: plan_line.map(PlanLineId),
        order_line: order_line.map(OrderLineId),
        delivery: delivery.map(DeliveryId),
    };
    Ok((TransferId(id), essence))
}

/// A pot's accounts, to tell what kind an account is.
struct Kinds(Vec<Account>);

impl Kinds {
    fn of(&self, id: i64) -> Result<AccountKind, DbError> {
        let account = self.0.iter().find(|account| account.id.0 == id);
        account.map(|account| account.kind).ok_or_else(|| DbError::Other(format!("account {id} is another pot's")))
    }

    fn from(&self, id: Option<i64>) -> Result<Option<AccountKind>, DbError> {
        id.map(|id| self.of(id)).transpose()
    }
}

pub(super) fn pot_of_stream(db: &mut Db, stream: FundingStreamId) -> Result<Option<PotId>, DbError> {
    let pot: Option<i64> = funding_streams::table
        .filter(funding_streams::id.eq(stream.0))
        .select(funding_streams::pot_id)
        .get_result(db)
        .optional()?;
    Ok(pot.map(PotId))
}

/// What moved between a pot's accounts for each line of an order, before an instant or up to now.
pub(super) fn flows_by_order_line(
    db: &mut Db,
    pot: PotId,
    until: Option<NaiveDateTime>,
) -> Result<Vec<(Option<OrderLineId>, Flow)>, DbError> {
    type Row = (Option<i64>, Option<i64>, Option<i64>, i64, i64);
    let kinds = Kinds(accounts(db, pot)?);
    let by = (transfers::order_line_id, transfers::plan_line_id, transfers::from_account_id, transfers::to_account_id);
    let up_to_now = until.is_none().into_sql::<Bool>();
    let rows: Vec<Row> = transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(up_to_now.or(transfers::made_at.lt(until.unwrap_or_default()))))
        .group_by(by)
        .select((
            transfers::order_line_id,
            transfers::plan_line_id,
            transfers::from_account_id,
            transfers::to_account_id,
            total(),
        ))
        .load(db)?;
    let flow = |(order_line, plan_line, from, to, pence): Row| {
        let (from, to) = (kinds.from(from)?, kinds.of(to)?);
        let flow = Flow { plan_line: plan_line.map(PlanLineId), from, to, amount: Money::from_pence(pence) };
        Ok((order_line.map(OrderLineId), flow))
    };
    rows.into_iter().map(flow).collect()
}

/// PostgreSQL sums big integers into a decimal, which isn't wanted here.
fn total() -> diesel::expression::SqlLiteral<BigInt> {
    sql::<BigInt>("CAST(SUM(transfers.amount_pence) AS BIGINT)")
}

type MovementRow =
    (i64, NaiveDateTime, String, Option<i64>, i64, i64, Option<String>, Option<String>, Option<i64>, String);

/// The newest movements are looked for among so many that were written last, and not in years of them.
const LATELY: i64 = 256;

/// A pot's movements, newest first.
pub(super) fn movements(db: &mut Db, pot: PotId, limit: Option<i64>) -> Result<Vec<Movement>, DbError> {
    let kinds = Kinds(accounts(db, pot)?);
    let after = match limit {
        Some(_) => sums::last_place(db, pot)? - LATELY,
        None => 0,
    };
    let wanted = transfers::table
        .left_join(plan_lines::table)
        .left_join(users::table)
        .filter(transfers::pot_id.eq(pot.0))
        .filter(transfers::position.gt(after).or(transfers::position.is_null()))
        .order((transfers::made_at.desc(), transfers::id.desc()))
        .select((
            transfers::id,
            transfers::made_at,
            transfers::reason,
            transfers::from_account_id,
            transfers::to_account_id,
            transfers::amount_pence,
            plan_lines::title.nullable(),
            users::name.nullable(),
            transfers::mandate_id,
            transfers::memo,
        ));
    let most = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let rows: Vec<MovementRow> = match db {
        // So many are taken, rather than asked for: it would prepare a statement with a limit anew each time.
        Db::Sqlite(c) => {
            wanted.load_iter::<MovementRow, DefaultLoadingMode>(c)?.take(most).collect::<QueryResult<_>>()?
        }
        // It would send them all.
        Db::Postgres(c) => wanted.limit(limit.unwrap_or(i64::MAX)).load(c)?,
    };
    let movement = |(id, at, reason, from, to, amount, plan_line, by, mandate, memo): MovementRow| {
        Ok(Movement {
            id: TransferId(id),
            at,
            reason: reason.parse().map_err(unknown)?,
            from: kinds.from(from)?,
            to: kinds.of(to)?,
            amount: Money::from_pence(amount),
            plan_line,
            by,
            under_mandate: mandate.is_some(),
            memo,
        })
    };
    rows.into_iter().map(movement).collect()
}

/// The next pots by id, after `after`.
pub(super) fn pots_after(db: &mut Db, after: PotId, limit: i64) -> Result<Vec<PotId>, DbError> {
    use crate::db::schema::pots;
    let ids: Vec<i64> =
        pots::table.filter(pots::id.gt(after.0)).order(pots::id.asc()).limit(limit).select(pots::id).load(db)?;
    Ok(ids.into_iter().map(PotId).collect())
}
