//! The tables of ordering: `basket_lines`, `orders`, `order_lines`, `deliveries`, `order_proposals`, `order_pauses`,
//! `disputes`, `agreed_prices`, `order_shares`, `spending_requests`.
//!
//! Columns that hold words (units, statuses, times) are read strictly: a word this version doesn't know is an error
//! and never a default.

pub(super) mod agreed;
pub(super) mod basket;
pub(super) mod confirm_links;
pub(super) mod deliveries;
pub(super) mod diary;
pub(super) mod disputes;
pub(super) mod ending;
pub(super) mod feeds;
pub(super) mod letting_go;
pub(super) mod lines;
pub(super) mod notices;
pub(super) mod orders;
pub(super) mod pauses;
pub(super) mod proposals;
pub(super) mod shares;
pub(super) mod spending;
pub(super) mod visit_files;

use std::fmt::Display;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::model::LineRequest;
use crate::db::DbError;
use crate::kernel::{Breaks, MoreVisits, Quantity, Schedule, ScheduleKind, TimeOfDay, Weekdays};

/// Reads a column that holds one of a closed set of words.
fn word<T: FromStr>(text: &str) -> Result<T, DbError>
where
    T::Err: Display,
{
    text.parse().map_err(|error: T::Err| DbError::Other(error.to_string()))
}

/// Reads a time of day column.
fn time(text: &str) -> Result<TimeOfDay, DbError> {
    TimeOfDay::parse(text).map_err(|_| DbError::Other(format!("{text:?} is no time of day")))
}

/// How much and when, as baskets and orders store it: unit, hundredths, kind, weekdays, every, at, from, to; then more
/// visits and breaks, as JSON where there are any, and what happens on bank holidays.
type RequestColumns =
    (String, i64, String, i32, i32, String, NaiveDate, Option<NaiveDate>, (Option<String>, Option<String>, String));

/// The columns of [`RequestColumns`] in a table.
macro_rules! request_columns {
    ($table:ident) => {
        (
            $table::unit,
            $table::units_hundredths,
            $table::schedule_kind,
            $table::weekdays,
            $table::every_weeks,
            $table::at_time,
            $table::starts_on,
            $table::ends_on,
            ($table::more_visits, $table::breaks, $table::on_bank_holidays),
        )
    };
}
use request_columns;

const ONE_OFF: &str = "one_off";
const WEEKLY: &str = "weekly";

/// Reads how much and when.
fn request(columns: RequestColumns) -> Result<LineRequest, DbError> {
    let (unit, hundredths, kind, weekdays, every_weeks, at, starts_on, ends_on, (more, breaks, holidays)) = columns;
    let broken = || DbError::Other("a schedule in the database makes no sense".to_owned());
    let kind = match kind.as_str() {
        ONE_OFF => ScheduleKind::OneOff,
        WEEKLY => ScheduleKind::Weekly {
            weekdays: u8::try_from(weekdays).ok().and_then(Weekdays::from_bits).ok_or_else(broken)?,
            every_weeks: u8::try_from(every_weeks).map_err(|_| broken())?,
        },
        _ => return Err(broken()),
    };
    Ok(LineRequest {
        unit: word(&unit)?,
        units: Quantity::from_hundredths(hundredths),
        schedule: Schedule {
            kind,
            starts_on,
            ends_on,
            at: time(&at)?,
            breaks: listed::<Breaks>(breaks.as_deref())?,
            holidays: word(&holidays)?,
        },
        more: listed::<MoreVisits>(more.as_deref())?,
    })
}

/// Reads a column of JSON that is empty where there is nothing to say.
fn listed<T: DeserializeOwned + Default>(json: Option<&str>) -> Result<T, DbError> {
    let broken =
        |error: serde_json::Error| DbError::Other(format!("a schedule in the database makes no sense: {error}"));
    json.map_or_else(|| Ok(T::default()), |json| serde_json::from_str(json).map_err(broken))
}

/// More visits and breaks, as they are stored.
fn list_columns(request: &LineRequest) -> Result<(Option<String>, Option<String>), DbError> {
    let written = |error: serde_json::Error| DbError::Other(error.to_string());
    let (more, breaks) = (&request.more, &request.schedule.breaks);
    let more = (!more.is_empty()).then(|| serde_json::to_string(more)).transpose().map_err(written)?;
    let breaks = (!breaks.is_empty()).then(|| serde_json::to_string(breaks)).transpose().map_err(written)?;
    Ok((more, breaks))
}

/// A schedule's kind, weekdays and weeks, as they are stored.
fn kind_columns(kind: ScheduleKind) -> (&'static str, i32, i32) {
    match kind {
        ScheduleKind::OneOff => (ONE_OFF, 0, 1),
        ScheduleKind::Weekly { weekdays, every_weeks } => (WEEKLY, i32::from(weekdays.bits()), i32::from(every_weeks)),
    }
}
