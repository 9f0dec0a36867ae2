//! Transfers as links of their pot's chain: read in order to be checked, and sealed where they aren't yet.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::budgets::ledger::chain::{Content, Seal};
use crate::db::schema::transfers;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::PotId;

/// Funding stream, plan line, order line, delivery, who did it, under which mandate.
type Ids = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// A transfer as it is stored.
#[derive(Queryable)]
pub(in crate::budgets::ledger) struct Entry {
    pub id: i64,
    pub pot: i64,
    pub position: Option<i64>,
    pub seal: Option<Vec<u8>>,
    pub key: String,
    pub from: Option<i64>,
    pub to: i64,
    pub amount: i64,
    pub reason: String,
    pub ids: Ids,
    pub at: NaiveDateTime,
    pub memo: String,
}

impl Entry {
    /// The seal that it should have at a place of the chain, its accounts being of these kinds.
    pub fn sealed(&self, position: i64, from: &str, to: &str, before: &Seal, buffer: &mut Vec<u8>) -> Seal {
        let (funding, plan_line, order_line, delivery, by, mandate) = self.ids;
        let content = Content {
            pot: self.pot,
            position,
            key: &self.key,
            from,
            to,
            reason: &self.reason,
            amount: self.amount,
            at: self.at.and_utc().timestamp_micros(),
            ids: [funding, plan_line, order_line, delivery, by, mandate],
            memo: &self.memo,
        };
        content.seal(before, buffer)
    }
}

macro_rules! entry {
    () => {
        (
            transfers::id,
            transfers::pot_id,
            transfers::position,
            transfers::seal,
            transfers::key,
            transfers::from_account_id,
            transfers::to_account_id,
            transfers::amount_pence,
            transfers::reason,
            (
                transfers::funding_stream_id,
                transfers::plan_line_id,
                transfers::order_line_id,
                transfers::delivery_id,
                transfers::made_by,
                transfers::mandate_id,
            ),
            transfers::made_at,
            transfers::memo,
        )
    };
}

/// The next links of one pot, after a place in its chain.
pub(in crate::budgets::ledger) fn links_of(
    db: &mut Db,
    pot: PotId,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let links = transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(transfers::position.gt(after)))
        .order(transfers::position.asc())
        .limit(limit)
        .select(entry!());
    Ok(each_backend!(db, |c| links.load(c))?)
}

/// The first links of the pots after `after` up to `last`, pot by pot in the chain's order.
pub(in crate::budgets::ledger) fn links_between(
    db: &mut Db,
    after: PotId,
    last: PotId,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let links = transfers::table
        .filter(transfers::pot_id.gt(after.0).and(transfers::pot_id.le(last.0)).and(transfers::position.is_not_null()))
        .order((transfers::pot_id.asc(), transfers::position.asc()))
        .limit(limit)
        .select(entry!());
    Ok(each_backend!(db, |c| links.load(c))?)
}

/// The transfers of these pots that have no seal, after an id.
pub(in crate::budgets::ledger) fn unsealed_between(
    db: &mut Db,
    (first, last): (PotId, PotId),
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let loose = transfers::table
        .filter(transfers::position.is_null().and(transfers::pot_id.between(first.0, last.0)))
        .filter(transfers::id.gt(after))
        .order(transfers::id.asc())
        .limit(limit)
        .select(entry!());
    Ok(each_backend!(db, |c| loose.load(c))?)
}

/// The next pot that has a transfer without a seal.
pub(in crate::budgets::ledger) fn next_unsealed(db: &mut Db, after: PotId) -> Result<Option<PotId>, DbError> {
    let pot: Option<i64> = transfers::table
        .filter(transfers::position.is_null().and(transfers::pot_id.gt(after.0)))
        .order(transfers::pot_id.asc())
        .select(transfers::pot_id)
        .first(db)
        .optional()?;
    Ok(pot.map(PotId))
}

/// The end of a pot's chain.
pub(in crate::budgets::ledger) fn end_of_chain(db: &mut Db, pot: PotId) -> Result<Option<(i64, Seal)>, DbError> {
    let row: Option<(Option<i64>, Option<Vec<u8>>)> = transfers::table
        .filter(transfers::pot_id.eq(pot.0).and(transfers::position.is_not_null()))
        .order(transfers::position.desc())
        .select((transfers::position, transfers::seal))
        .first(db)
        .optional()?;
    row.and_then(|(position, seal)| position.zip(seal)).map(|(position, seal)| Ok((position, whole(seal)?))).transpose()
}

/// Seals a transfer that has no seal; the database refuses it for any other.
pub(in crate::budgets::ledger) fn set_seal(db: &mut Db, id: i64, position: i64, seal: &Seal) -> Result<(), DbError> {
    diesel::update(transfers::table.find(id))
        .set((transfers::position.eq(position), transfers::seal.eq(seal.as_slice())))
        .execute(db)?;
    Ok(())
}

/// A stored seal, which the database keeps at 32 bytes.
pub(super) fn whole(seal: Vec<u8>) -> Result<Seal, DbError> {
    seal.try_into().map_err(|_| DbError::Other("a transfer's seal has the wrong length".to_owned()))
}
