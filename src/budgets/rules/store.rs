//! The tables `pot_allows` (written here and in `budgets::store`), `pot_price_limits` and `pot_asks`.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::HighestPrices;
use crate::budgets::ledger::AccountKind;
use crate::db::schema::{
    funding_streams, ledger_accounts, pot_allows, pot_asks, pot_price_limits, providers, stream_purposes,
};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::Money;
use crate::kernel::ids::{PotId, ProviderId};
use crate::kernel::slug::fold_key;

/// What there is to spend in a pot, and which rules bind it.
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own, that is there or not")]
pub(super) struct Bound {
    pub available: Money,
    /// It may buy only some things.
    pub allows: bool,
    /// Some of its money is only for something.
    pub fenced: bool,
    /// Some units have a highest price.
    pub dear: bool,
    /// The council is asked first about what is beyond the plan.
    pub asks: bool,
}

/// In one statement, because every order asks it; of most pots nothing else was said. None for a pot without accounts.
pub(super) fn bound(db: &mut Db, pot: PotId) -> Result<Option<Bound>, DbError> {
    let allows = pot_allows::table.filter(pot_allows::pot_id.eq(pot.0));
    let fenced = stream_purposes::table.inner_join(funding_streams::table).filter(funding_streams::pot_id.eq(pot.0));
    let dear = pot_price_limits::table.filter(pot_price_limits::pot_id.eq(pot.0));
    let asks = pot_asks::table.filter(pot_asks::pot_id.eq(pot.0));
    let wanted = ledger_accounts::table
        .filter(ledger_accounts::pot_id.eq(pot.0).and(ledger_accounts::kind.eq(AccountKind::Available.as_str())))
        .select((ledger_accounts::balance_pence, exists(allows), exists(fenced), exists(dear), exists(asks)));
    let row: Option<(i64, bool, bool, bool, bool)> = each_backend!(db, |c| wanted.get_result(c)).optional()?;
    let bound = |(pence, allows, fenced, dear, asks)| {
        let available = Money::from_pence(pence);
        Bound { available, allows, fenced, dear, asks }
    };
    Ok(row.map(bound))
}

pub(in crate::budgets) fn highest(db: &mut Db, pot: PotId) -> Result<HighestPrices, DbError> {
    let rows: Vec<(String, i64)> = pot_price_limits::table
        .filter(pot_price_limits::pot_id.eq(pot.0))
        .order(pot_price_limits::id.asc())
        .select((pot_price_limits::unit, pot_price_limits::highest_pence))
        .load(db)?;
    let limit = |(unit, pence): (String, i64)| Ok((DbError::parsed(&unit)?, Money::from_pence(pence)));
    Ok(HighestPrices(rows.into_iter().map(limit).collect::<Result<_, DbError>>()?))
}

/// Whether the council is asked first about what is beyond the plan.
pub(super) fn asks(db: &mut Db, pot: PotId) -> Result<bool, DbError> {
    let asked = pot_asks::table.filter(pot_asks::pot_id.eq(pot.0));
    Ok(diesel::select(exists(asked)).get_result(db)?)
}

/// Says whether it is.
pub(super) fn set_asks(db: &mut Db, pot: PotId, asks: bool) -> Result<(), DbError> {
    diesel::delete(pot_asks::table.filter(pot_asks::pot_id.eq(pot.0))).execute(db)?;
    if asks {
        diesel::insert_into(pot_asks::table).values(pot_asks::pot_id.eq(pot.0)).execute(db)?;
    }
    Ok(())
}

/// Forgets all that was said of a pot; the caller says it anew in the same transaction.
pub(super) fn clear(db: &mut Db, pot: PotId) -> Result<(), DbError> {
    diesel::delete(pot_allows::table.filter(pot_allows::pot_id.eq(pot.0))).execute(db)?;
    diesel::delete(pot_price_limits::table.filter(pot_price_limits::pot_id.eq(pot.0))).execute(db)?;
    Ok(())
}

pub(super) fn limit(db: &mut Db, pot: PotId, highest: &HighestPrices) -> Result<(), DbError> {
    for (unit, amount) in &highest.0 {
        diesel::insert_into(pot_price_limits::table)
            .values((
                pot_price_limits::pot_id.eq(pot.0),
                pot_price_limits::unit.eq(unit.as_str()),
                pot_price_limits::highest_pence.eq(amount.pence()),
            ))
            .execute(db)?;
    }
    Ok(())
}

/// The providers of this name.
pub(super) fn named(db: &mut Db, name: &str) -> Result<Vec<ProviderId>, DbError> {
    let ids: Vec<i64> = providers::table
        .filter(providers::name_key.eq(fold_key(name)))
        .order(providers::id.asc())
        .select(providers::id)
        .limit(20)
        .load(db)?;
    Ok(ids.into_iter().map(ProviderId).collect())
}

/// The names of providers, in the order asked.
pub(super) fn names(db: &mut Db, ids: &[ProviderId]) -> Result<Vec<String>, DbError> {
    let wanted: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, String)> =
        providers::table.filter(providers::id.eq_any(wanted)).select((providers::id, providers::name)).load(db)?;
    let name = |id: &ProviderId| rows.iter().find(|(found, _)| *found == id.0).map(|(_, name)| name.clone());
    Ok(ids.iter().filter_map(name).collect())
}
