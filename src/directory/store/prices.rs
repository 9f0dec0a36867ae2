//! The `prices` table.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::among;
use crate::db::schema::prices;
use crate::db::{Db, DbError};
use crate::directory::model::{Breakdown, NewPrice, Price};
use crate::kernel::{BasisPoints, ListingId, Money, PriceId, Quantity};

pub fn insert(
    db: &mut Db,
    listing: ListingId,
    price: &NewPrice,
    valid_from: NaiveDate,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let part = |part: fn(&Breakdown) -> BasisPoints| price.breakdown.as_ref().map(|breakdown| part(breakdown).points());
    diesel::insert_into(prices::table)
        .values((
            prices::listing_id.eq(listing.0),
            prices::unit.eq(price.unit.as_str()),
            prices::band.eq(price.band.as_str()),
            prices::group_size.eq(price.group_size),
            prices::amount_pence.eq(price.amount.pence()),
            prices::vat.eq(price.vat.as_str()),
            prices::minimum_hundredths.eq(price.minimum.hundredths()),
            prices::valid_from.eq(valid_from),
            prices::valid_until.eq(None::<NaiveDate>),
            prices::direct_points.eq(part(|breakdown| breakdown.direct)),
            prices::coordination_points.eq(part(|breakdown| breakdown.coordination)),
            prices::company_points.eq(part(|breakdown| breakdown.company)),
            prices::created_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

pub fn end(db: &mut Db, id: PriceId, last_day: NaiveDate) -> Result<(), DbError> {
    diesel::update(prices::table.find(id.0)).set(prices::valid_until.eq(last_day)).execute(db)?;
    Ok(())
}

pub fn delete(db: &mut Db, ids: &[PriceId]) -> Result<(), DbError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    diesel::delete(prices::table.filter(prices::id.eq_any(ids))).execute(db)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = prices)]
struct Row {
    id: i64,
    listing_id: i64,
    unit: String,
    band: String,
    group_size: i32,
    amount_pence: i64,
    vat: String,
    minimum_hundredths: i64,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    direct_points: Option<i32>,
    coordination_points: Option<i32>,
    company_points: Option<i32>,
}

impl Row {
    fn into_price(self) -> Result<Price, DbError> {
        let points = |points: Option<i32>| points.and_then(BasisPoints::new);
        let breakdown =
            match (points(self.direct_points), points(self.coordination_points), points(self.company_points)) {
                (Some(direct), Some(coordination), Some(company)) => Some(Breakdown { direct, coordination, company }),
                _ => None,
            };
        Ok(Price {
            id: PriceId(self.id),
            unit: DbError::parsed(&self.unit)?,
            band: DbError::parsed(&self.band)?,
            group_size: self.group_size,
            amount: Money::from_pence(self.amount_pence),
            vat: DbError::parsed(&self.vat)?,
            minimum: Quantity::from_hundredths(self.minimum_hundredths),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            breakdown,
        })
    }
}

/// Those of several listings, in the order they were entered.
pub fn of_listings(db: &mut Db, ids: Vec<i64>) -> Result<HashMap<ListingId, Vec<Price>>, DbError> {
    let rows: Vec<Row> =
        among!(db, prices::table.order(prices::id.asc()).select(Row::as_select()), prices::listing_id, ids.as_slice())?;
    let mut found: HashMap<ListingId, Vec<Price>> = HashMap::new();
    for row in rows {
        found.entry(ListingId(row.listing_id)).or_default().push(row.into_price()?);
    }
    Ok(found)
}

/// The listings with a price that begins, or ended the day before, between two days.
pub fn listings_changing(db: &mut Db, from: NaiveDate, to: NaiveDate) -> Result<Vec<ListingId>, DbError> {
    let before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
    let ids: Vec<i64> = prices::table
        .filter(prices::valid_from.between(from, to).or(prices::valid_until.between(before(from), before(to))))
        .select(prices::listing_id)
        .distinct()
        .load(db)?;
    Ok(ids.into_iter().map(ListingId).collect())
}
