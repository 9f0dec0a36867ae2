//! The `provider_profiles` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::provider_profiles;
use crate::db::{Db, DbError};
use crate::directory::model::profile::Profile;
use crate::kernel::ProviderId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = provider_profiles)]
struct Row {
    charity_number: Option<String>,
    company_number: Option<String>,
    cqc_provider: Option<String>,
    other_phone: Option<String>,
    opening_times: String,
    complaints: String,
    about_us: String,
    districts: String,
    councils: String,
    radius_miles: Option<i32>,
    no_area_at: Option<NaiveDateTime>,
    no_checks_at: Option<NaiveDateTime>,
    previewed_at: Option<NaiveDateTime>,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What a provider says of itself; nothing, when it has said nothing.
pub fn of(db: &mut Db, id: ProviderId) -> Result<Profile, DbError> {
    let row: Option<Row> = provider_profiles::table
        .filter(provider_profiles::provider_id.eq(id.0))
        .select(Row::as_select())
        .get_result(db)
        .optional()?;
    Ok(row.map_or_else(Profile::default, |row| Profile {
        charity_number: row.charity_number,
        company_number: row.company_number,
        cqc_provider: row.cqc_provider,
        other_phone: row.other_phone,
        opening_times: row.opening_times,
        complaints: row.complaints,
        about_us: row.about_us,
        districts: lines(&row.districts),
        councils: lines(&row.councils),
        radius_miles: row.radius_miles,
        no_area_at: row.no_area_at,
        no_checks_at: row.no_checks_at,
        previewed_at: row.previewed_at,
    }))
}

/// Writes it in place of what was there.
pub fn set(db: &mut Db, id: ProviderId, new: &Profile, now: NaiveDateTime) -> Result<(), DbError> {
    let values = (
        provider_profiles::charity_number.eq(&new.charity_number),
        provider_profiles::company_number.eq(&new.company_number),
        provider_profiles::cqc_provider.eq(&new.cqc_provider),
        provider_profiles::other_phone.eq(&new.other_phone),
        provider_profiles::opening_times.eq(&new.opening_times),
        provider_profiles::complaints.eq(&new.complaints),
        provider_profiles::about_us.eq(&new.about_us),
        provider_profiles::districts.eq(new.districts.join("\n")),
        provider_profiles::councils.eq(new.councils.join("\n")),
        provider_profiles::radius_miles.eq(new.radius_miles),
        provider_profiles::no_area_at.eq(new.no_area_at),
        provider_profiles::no_checks_at.eq(new.no_checks_at),
        provider_profiles::previewed_at.eq(new.previewed_at),
        provider_profiles::updated_at.eq(now),
    );
    diesel::delete(provider_profiles::table.filter(provider_profiles::provider_id.eq(id.0))).execute(db)?;
    diesel::insert_into(provider_profiles::table)
        .values((provider_profiles::provider_id.eq(id.0), values))
        .execute(db)?;
    Ok(())
}
