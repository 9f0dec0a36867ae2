//! The table `search_gaps`.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::db::schema::search_gaps;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::requests::gaps::Gap;
use crate::requests::model::GapSummary;

/// Adds to what that day has of the same.
pub fn add(db: &mut Db, gap: &Gap, searches: i64) -> Result<(), DbError> {
    let row = (
        search_gaps::on_day.eq(gap.on),
        search_gaps::words.eq(&gap.words),
        search_gaps::area.eq(&gap.area),
        search_gaps::council_code.eq(&gap.council),
        search_gaps::filters.eq(&gap.filters),
        search_gaps::outcome.eq(gap.outcome.as_str()),
        search_gaps::searches.eq(searches),
    );
    let same = (
        search_gaps::on_day,
        search_gaps::words,
        search_gaps::area,
        search_gaps::council_code,
        search_gaps::filters,
        search_gaps::outcome,
    );
    each_backend!(db, |c| diesel::insert_into(search_gaps::table)
        .values(row)
        .on_conflict(same)
        .do_update()
        .set(search_gaps::searches.eq(search_gaps::searches + searches))
        .execute(c))?;
    Ok(())
}

/// What was looked for since a day, in a council's area and anywhere; everywhere without a council's code. Most often
/// first.
pub fn since(db: &mut Db, day: NaiveDate, council: Option<&str>, limit: i64) -> Result<Vec<GapSummary>, DbError> {
    let codes = [council.unwrap_or_default(), ""];
    let all = if council.is_none() { "1 = 1" } else { "1 = 0" };
    let total = sql::<BigInt>("CAST(SUM(search_gaps.searches) AS BIGINT)");
    let rows: Vec<(String, String, i64, Option<NaiveDate>)> = search_gaps::table
        .filter(search_gaps::on_day.ge(day))
        .filter(search_gaps::council_code.eq_any(codes).or(sql::<Bool>(all)))
        .group_by((search_gaps::words, search_gaps::area))
        .order((sql::<BigInt>("SUM(search_gaps.searches)").desc(), search_gaps::words.asc(), search_gaps::area.asc()))
        .select((search_gaps::words, search_gaps::area, total, diesel::dsl::max(search_gaps::on_day)))
        .limit(limit)
        .load(db)?;
    let summary = |(words, area, searches, last_on): (String, String, i64, Option<NaiveDate>)| {
        Some(GapSummary { words, area, searches, last_on: last_on? })
    };
    Ok(rows.into_iter().filter_map(summary).collect())
}

/// Forgets what is older.
pub fn forget_before(db: &mut Db, day: NaiveDate) -> Result<usize, DbError> {
    Ok(diesel::delete(search_gaps::table.filter(search_gaps::on_day.lt(day))).execute(db)?)
}
