//! The table `mail_stops`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::mail_stops;
use crate::db::{Db, DbError};
use crate::each_backend;

pub fn stop(db: &mut Db, address: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let row = (mail_stops::address.eq(address), mail_stops::stopped_at.eq(now));
    each_backend!(db, |c| diesel::insert_into(mail_stops::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

pub fn go_on(db: &mut Db, address: &str) -> Result<(), DbError> {
    diesel::delete(mail_stops::table.filter(mail_stops::address.eq(address))).execute(db)?;
    Ok(())
}

pub fn is_stopped(db: &mut Db, address: &str) -> Result<bool, DbError> {
    let found: Option<i64> =
        mail_stops::table.filter(mail_stops::address.eq(address)).select(mail_stops::id).first(db).optional()?;
    Ok(found.is_some())
}
