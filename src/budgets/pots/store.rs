//! The tables `budget_drafts`, `pot_holdings`, `pot_choices` and `stream_purposes`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Holding, Split};
use crate::accounts::Scopes;
use crate::budgets::model::{Allowance, HeldAs};
use crate::db::schema::{
    budget_drafts, budgets, case_settlements, closed_cases, funding_streams, holders, organisations, pot_allows,
    pot_choices, pot_holdings, pots, stream_purposes, users, year_ends,
};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::Money;
use crate::kernel::ids::{FundingStreamId, HolderId, MandateId, OrganisationId, PotId, UserId};

/// A draft with its version.
pub fn draft(db: &mut Db, holder: HolderId) -> Result<Option<(Split, i64)>, DbError> {
    let row: Option<(String, i64)> = budget_drafts::table
        .filter(budget_drafts::holder_id.eq(holder.0))
        .select((budget_drafts::words, budget_drafts::version))
        .get_result(db)
        .optional()?;
    let Some((words, version)) = row else { return Ok(None) };
    let split = serde_json::from_str(&words).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(Some((split, version)))
}

/// Writes a draft over the version that was read; none for the first. Whether it was still that version.
pub fn keep_draft(
    db: &mut Db,
    holder: HolderId,
    split: &Split,
    over: Option<i64>,
    by: UserId,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let words = serde_json::to_string(split).map_err(|error| DbError::Other(error.to_string()))?;
    let Some(over) = over else {
        let row = (
            budget_drafts::holder_id.eq(holder.0),
            budget_drafts::words.eq(&words),
            budget_drafts::version.eq(1_i64),
            budget_drafts::changed_by.eq(by.0),
            budget_drafts::changed_at.eq(now),
        );
        let rows = each_backend!(db, |c| diesel::insert_into(budget_drafts::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
        return Ok(rows == 1);
    };
    let same = budget_drafts::holder_id.eq(holder.0).and(budget_drafts::version.eq(over));
    let rows = diesel::update(budget_drafts::table.filter(same))
        .set((
            budget_drafts::words.eq(&words),
            budget_drafts::version.eq(over.saturating_add(1)),
            budget_drafts::changed_by.eq(by.0),
            budget_drafts::changed_at.eq(now),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

/// Takes a draft away. Whether it was still this version.
pub fn drop_draft(db: &mut Db, holder: HolderId, version: i64) -> Result<bool, DbError> {
    let same = budget_drafts::holder_id.eq(holder.0).and(budget_drafts::version.eq(version));
    Ok(diesel::delete(budget_drafts::table.filter(same)).execute(db)? == 1)
}

/// Whether a holder has a budget for any of these days. To a council somebody's own money is none.
pub fn overlaps(db: &mut Db, holder: HolderId, from: NaiveDate, until: NaiveDate) -> Result<bool, DbError> {
    let rows: Vec<(Option<i64>, Option<String>)> = budgets::table
        .inner_join(holders::table)
        .left_join(pots::table.on(pots::budget_id.eq(budgets::id)))
        .filter(budgets::holder_id.eq(holder.0))
        .filter(budgets::starts_on.le(until).and(budgets::ends_on.ge(from)))
        .select((holders::council_id, pots::held_as.nullable()))
        .load(db)?;
    let counts = |(council, held_as): &(Option<i64>, Option<String>)| {
        council.is_none() || held_as.as_deref() != Some(HeldAs::OwnMoney.as_str())
    };
    Ok(rows.iter().any(counts))
}

/// How a pot is to be held, to be written down.
pub struct NewHolding<'a> {
    pub held_as: &'a str,
    pub from_on: NaiveDate,
    pub person: Option<UserId>,
    pub organisation: Option<OrganisationId>,
    pub scopes: &'a Scopes,
    pub allows: &'a Allowance,
    pub fee: Option<Money>,
    pub reason: &'a str,
    pub by: Option<UserId>,
    pub at: NaiveDateTime,
}

pub fn insert_holding(db: &mut Db, pot: PotId, new: &NewHolding<'_>) -> Result<i64, DbError> {
    let allows = serde_json::to_string(new.allows).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(diesel::insert_into(pot_holdings::table)
        .values((
            pot_holdings::pot_id.eq(pot.0),
            pot_holdings::held_as.eq(new.held_as),
            pot_holdings::from_on.eq(new.from_on),
            pot_holdings::user_id.eq(new.person.map(|id| id.0)),
            pot_holdings::organisation_id.eq(new.organisation.map(|id| id.0)),
            pot_holdings::scopes.eq(new.scopes.as_text()),
            pot_holdings::allows.eq(allows),
            pot_holdings::fee_pence.eq(new.fee.map(Money::pence)),
            pot_holdings::reason.eq(new.reason),
            pot_holdings::made_by.eq(new.by.map(|id| id.0)),
            pot_holdings::made_at.eq(new.at),
        ))
        .returning(pot_holdings::id)
        .get_result(db)?)
}

type Row = (
    (i64, i64, String, NaiveDate, Option<i64>, Option<i64>, String, Option<i64>),
    (String, Option<i64>, NaiveDateTime, Option<i64>, Option<NaiveDateTime>, String),
);

macro_rules! columns {
    () => {
        (
            (
                pot_holdings::id,
                pot_holdings::pot_id,
                pot_holdings::held_as,
                pot_holdings::from_on,
                pot_holdings::user_id,
                pot_holdings::organisation_id,
                pot_holdings::scopes,
                pot_holdings::fee_pence,
            ),
            (
                pot_holdings::reason,
                pot_holdings::made_by,
                pot_holdings::made_at,
                pot_holdings::mandate_id,
                pot_holdings::applied_at,
                pot_holdings::allows,
            ),
        )
    };
}

fn user_name(db: &mut Db, id: i64) -> Result<String, DbError> {
    Ok(users::table.find(id).select(users::name).get_result(db)?)
}

fn holding(db: &mut Db, row: Row) -> Result<Holding, DbError> {
    let ((id, pot, held_as, from_on, person, organisation, scopes, fee), decided) = row;
    let (reason, by, made_at, mandate, applied, allows) = decided;
    let person = person.map(|id| Ok::<_, DbError>((UserId(id), user_name(db, id)?))).transpose()?;
    let organisation = match organisation {
        Some(id) => {
            let name = organisations::table.find(id).select(organisations::name).get_result(db)?;
            Some((OrganisationId(id), name))
        }
        None => None,
    };
    Ok(Holding {
        id: Some(id),
        pot: PotId(pot),
        held_as: DbError::parsed(&held_as)?,
        from_on,
        person,
        organisation,
        scopes: Scopes::parse(&scopes),
        allows: serde_json::from_str(&allows).map_err(|error| DbError::Other(error.to_string()))?,
        fee: fee.map(Money::from_pence),
        reason,
        made_by: by.map(|id| user_name(db, id)).transpose()?,
        made_at,
        mandate: mandate.map(MandateId),
        applied_at: applied,
    })
}

/// Every way a pot was, is and will be held, oldest first.
pub fn holdings(db: &mut Db, pot: PotId) -> Result<Vec<Holding>, DbError> {
    let rows: Vec<Row> = pot_holdings::table
        .filter(pot_holdings::pot_id.eq(pot.0))
        .order((pot_holdings::from_on.asc(), pot_holdings::id.asc()))
        .select(columns!())
        .load(db)?;
    let all: Result<Vec<Holding>, DbError> = rows.into_iter().map(|row| holding(db, row)).collect();
    let mut all = all?;
    if all.is_empty() {
        all.push(unwritten(db, pot)?);
    }
    Ok(all)
}

/// How a pot has been held since it began, where nobody wrote it down.
fn unwritten(db: &mut Db, pot: PotId) -> Result<Holding, DbError> {
    let (held_as, from_on, made_at): (String, NaiveDate, NaiveDateTime) = pots::table
        .inner_join(budgets::table)
        .filter(pots::id.eq(pot.0))
        .select((pots::held_as, budgets::starts_on, pots::created_at))
        .get_result(db)?;
    Ok(Holding {
        id: None,
        pot,
        held_as: DbError::parsed(&held_as)?,
        from_on,
        person: None,
        organisation: None,
        scopes: Scopes::default(),
        allows: Allowance::default(),
        fee: None,
        reason: String::new(),
        made_by: None,
        made_at,
        mandate: None,
        applied_at: Some(made_at),
    })
}

/// Holdings whose day has come and that aren't in force yet, oldest first; none of closed pots.
pub fn due(db: &mut Db, today: NaiveDate) -> Result<Vec<Holding>, DbError> {
    let closed = pots::table.filter(pots::closed_at.is_not_null()).select(pots::id);
    let rows: Vec<Row> = pot_holdings::table
        .filter(pot_holdings::pot_id.ne_all(closed))
        .filter(pot_holdings::applied_at.is_null().and(pot_holdings::from_on.le(today)))
        .order((pot_holdings::from_on.asc(), pot_holdings::id.asc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(|row| holding(db, row)).collect()
}

/// Says that a holding is in force. Whether it wasn't yet.
pub fn set_applied(db: &mut Db, id: i64, mandate: Option<MandateId>, now: NaiveDateTime) -> Result<bool, DbError> {
    let rows = diesel::update(pot_holdings::table.find(id).filter(pot_holdings::applied_at.is_null()))
        .set((pot_holdings::applied_at.eq(Some(now)), pot_holdings::mandate_id.eq(mandate.map(|id| id.0))))
        .execute(db)?;
    Ok(rows == 1)
}

/// Takes back what was decided for later and hasn't come into force.
pub fn drop_planned(db: &mut Db, pot: PotId) -> Result<usize, DbError> {
    let planned = pot_holdings::pot_id.eq(pot.0).and(pot_holdings::applied_at.is_null());
    Ok(diesel::delete(pot_holdings::table.filter(planned)).execute(db)?)
}

/// Takes out why a holder's pots were switched; how many rows that was.
pub fn blank_reasons(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let theirs = pots::table.filter(pots::holder_id.eq(holder.0)).select(pots::id);
    let said = pot_holdings::table.filter(pot_holdings::pot_id.eq_any(theirs).and(pot_holdings::reason.ne("")));
    Ok(diesel::update(said).set(pot_holdings::reason.eq("")).execute(db)?)
}

pub fn set_held_as(db: &mut Db, pot: PotId, held_as: &str) -> Result<(), DbError> {
    diesel::update(pots::table.find(pot.0)).set(pots::held_as.eq(held_as)).execute(db)?;
    Ok(())
}

/// What a pot may buy is said anew.
pub fn clear_allows(db: &mut Db, pot: PotId) -> Result<(), DbError> {
    diesel::delete(pot_allows::table.filter(pot_allows::pot_id.eq(pot.0))).execute(db)?;
    Ok(())
}

/// The pot that somebody's next orders are paid from, if they chose one.
pub fn chosen(db: &mut Db, holder: HolderId) -> Result<Option<PotId>, DbError> {
    let id: Option<i64> = pot_choices::table
        .filter(pot_choices::holder_id.eq(holder.0))
        .select(pot_choices::pot_id)
        .get_result(db)
        .optional()?;
    Ok(id.map(PotId))
}

pub fn choose(db: &mut Db, holder: HolderId, pot: PotId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::delete(pot_choices::table.filter(pot_choices::holder_id.eq(holder.0))).execute(db)?;
    diesel::insert_into(pot_choices::table)
        .values((pot_choices::holder_id.eq(holder.0), pot_choices::pot_id.eq(pot.0), pot_choices::chosen_at.eq(now)))
        .execute(db)?;
    Ok(())
}

pub fn insert_purpose(db: &mut Db, stream: FundingStreamId, category: &str) -> Result<(), DbError> {
    diesel::insert_into(stream_purposes::table)
        .values((stream_purposes::funding_stream_id.eq(stream.0), stream_purposes::category.eq(category)))
        .execute(db)?;
    Ok(())
}

/// What each of these streams is only for.
pub fn purposes(db: &mut Db, streams: &[i64]) -> Result<Vec<(i64, String)>, DbError> {
    Ok(stream_purposes::table
        .filter(stream_purposes::funding_stream_id.eq_any(streams.to_vec()))
        .order(stream_purposes::id.asc())
        .select((stream_purposes::funding_stream_id, stream_purposes::category))
        .load(db)?)
}

/// Organisations that hold a pot of somebody today, as `(pot, organisation)`: the newest row in force counts.
pub fn held_by(db: &mut Db, pot: PotId) -> Result<Option<OrganisationId>, DbError> {
    let id: Option<Option<i64>> = pot_holdings::table
        .filter(pot_holdings::pot_id.eq(pot.0).and(pot_holdings::applied_at.is_not_null()))
        .order((pot_holdings::from_on.desc(), pot_holdings::id.desc()))
        .select(pot_holdings::organisation_id)
        .first(db)
        .optional()?;
    Ok(id.flatten().map(OrganisationId))
}

/// The pots that an organisation has ever held.
pub fn pots_of_organisation(db: &mut Db, organisation: OrganisationId) -> Result<Vec<PotId>, DbError> {
    let ids: Vec<i64> = pot_holdings::table
        .filter(pot_holdings::organisation_id.eq(organisation.0).and(pot_holdings::applied_at.is_not_null()))
        .select(pot_holdings::pot_id)
        .distinct()
        .order(pot_holdings::pot_id.asc())
        .load(db)?;
    Ok(ids.into_iter().map(PotId).collect())
}

/// Who decided on a holding.
pub fn decided_by(db: &mut Db, id: i64) -> Result<Option<UserId>, DbError> {
    let user: Option<i64> = pot_holdings::table.find(id).select(pot_holdings::made_by).get_result(db)?;
    Ok(user.map(UserId))
}

/// Whether any of a pot's money is only for something.
pub fn has_purposes(db: &mut Db, pot: PotId) -> Result<bool, DbError> {
    let streams = funding_streams::table.filter(funding_streams::pot_id.eq(pot.0)).select(funding_streams::id);
    let fenced = stream_purposes::table.filter(stream_purposes::funding_stream_id.eq_any(streams));
    Ok(fenced.count().get_result::<i64>(db)? > 0)
}

/// What settlements took of a pot's money that may only buy something: at the end of a year, or because a case is closed that
/// was not opened again.
pub fn settled_for_something(db: &mut Db, pot: PotId) -> Result<Money, DbError> {
    let years: Vec<i64> =
        year_ends::table.filter(year_ends::pot_id.eq(pot.0)).select(year_ends::fenced_pence).load(db)?;
    let closed = closed_cases::table.filter(closed_cases::reopened_at.is_null()).select(closed_cases::id);
    let cases: Vec<i64> = case_settlements::table
        .filter(case_settlements::pot_id.eq(pot.0).and(case_settlements::case_id.eq_any(closed)))
        .select(case_settlements::fenced_pence)
        .load(db)?;
    let all = years.into_iter().chain(cases).map(Money::from_pence);
    Money::sum(all).ok_or_else(|| DbError::Other("what was settled of a pot can't be held".to_owned()))
}
