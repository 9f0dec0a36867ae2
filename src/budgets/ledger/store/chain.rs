//! Transfers as links of their pot's chain: read in order to be checked, and sealed where they aren't yet.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::sql;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamp};
use diesel::sqlite::{Sqlite, SqliteValue};

use crate::budgets::ledger::chain::{Content, Seal};
use crate::db::schema::transfers;
use crate::db::{Db, DbError};
use crate::kernel::ids::{PlanLineId, PotId};

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
    pub at: Micros,
    pub memo: String,
}

/// A moment in microseconds since 1970, in UTC. Millions are read, so SQLite's text is taken as it stands there, without
/// trying all the ways in which a moment can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromSqlRow)]
pub(in crate::budgets::ledger) struct Micros(pub i64);

impl FromSql<Text, Sqlite> for Micros {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        moment(text)
            .or_else(|| Some(text.parse::<NaiveDateTime>().ok()?.and_utc().timestamp_micros()))
            .map(Self)
            .ok_or_else(|| "a transfer has no time".into())
    }
}

impl FromSql<Timestamp, Pg> for Micros {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <NaiveDateTime as FromSql<Timestamp, Pg>>::from_sql(value).map(|at| Self(at.and_utc().timestamp_micros()))
    }
}

/// "2026-11-21 09:30:00", with or without a part of a second.
fn moment(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    let at = day.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?.and_utc().timestamp_micros();
    let part = match text.get(19..)? {
        "" => 0,
        rest => {
            let digits = rest.strip_prefix('.').filter(|digits| (1..=6).contains(&digits.len()))?;
            digits.parse::<i64>().ok()? * 10_i64.pow(6 - u32::try_from(digits.len()).ok()?)
        }
    };
    Some(at + part)
}

impl Entry {
    /// The plan line that it is for.
    pub fn plan_line(&self) -> Option<PlanLineId> {
        self.ids.1.map(PlanLineId)
    }

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
            at: self.at.0,
            ids: [funding, plan_line, order_line, delivery, by, mandate],
            memo: &self.memo,
        };
        content.seal(before, buffer)
    }
}

/// The columns of an [`Entry`], with its moment as each database gives it.
macro_rules! entry {
    ($at:expr) => {
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
            $at,
            transfers::memo,
        )
    };
}

/// Loads entries of a query, in whichever way suits the database.
macro_rules! load_entries {
    ($db:expr, $query:expr) => {
        match $db {
            Db::Sqlite(c) => $query.select(entry!(sql::<Text>("transfers.made_at"))).load::<Entry>(c),
            Db::Postgres(c) => $query.select(entry!(transfers::made_at)).load::<Entry>(c),
        }
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
        .limit(limit);
    Ok(load_entries!(db, links)?)
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
        .limit(limit);
    Ok(load_entries!(db, links)?)
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
        .limit(limit);
    Ok(load_entries!(db, loose)?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_what_chrono_makes_of_it() {
        for text in
            ["2026-11-21 09:30:00", "2026-11-21 09:30:00.5", "2026-11-21T09:30:59.123456", "1969-12-31 23:59:59"]
        {
            let as_chrono = text.replace(' ', "T").parse::<NaiveDateTime>().unwrap().and_utc().timestamp_micros();
            assert_eq!(moment(text), Some(as_chrono), "{text}");
        }
        for text in ["", "2026-11-21", "2026-13-21 09:30:00", "2026-11-21 09:30:00.", "2026-11-21 09:30:00Z"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
