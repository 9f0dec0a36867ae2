//! The `holders` and `communication_needs` tables.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::model::{CommunicationNeeds, HolderSummary};
use crate::db::schema::{closed_cases, communication_needs, holders, organisations};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{HolderId, OrganisationId, UserId};
use crate::kernel::slug::fold_key;

/// A budget holder to be made.
#[derive(Clone, Debug, Default)]
pub struct NewHolder {
    /// The reference people quote.
    pub reference: String,
    /// The user they sign in as, if they do.
    pub user_id: Option<UserId>,
    /// Their council; none for a self-funder.
    pub council_id: Option<OrganisationId>,
    /// Their name.
    pub name: String,
    /// When they were born.
    pub born_on: Option<NaiveDate>,
    /// Their care group.
    pub care_group: Option<String>,
    /// Where they live, without the postcode.
    pub address: Option<String>,
    /// Their postcode.
    pub postcode: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

pub fn insert(db: &mut Db, new: &NewHolder, now: NaiveDateTime) -> Result<HolderId, DbError> {
    let id = diesel::insert_into(holders::table)
        .values((
            holders::reference.eq(&new.reference),
            holders::user_id.eq(new.user_id.map(|id| id.0)),
            holders::council_id.eq(new.council_id.map(|id| id.0)),
            holders::name.eq(&new.name),
            holders::name_key.eq(fold_key(&new.name)),
            holders::born_on.eq(new.born_on),
            holders::care_group.eq(&new.care_group),
            holders::address.eq(&new.address),
            holders::postcode.eq(&new.postcode),
            holders::phone.eq(&new.phone),
            holders::created_at.eq(now),
            holders::updated_at.eq(now),
        ))
        .returning(holders::id)
        .get_result(db)?;
    Ok(HolderId(id))
}

pub fn of_user(db: &mut Db, user: UserId) -> Result<Option<HolderId>, DbError> {
    let id: Option<i64> =
        holders::table.filter(holders::user_id.eq(user.0)).select(holders::id).get_result(db).optional()?;
    Ok(id.map(HolderId))
}

pub fn by_reference(db: &mut Db, reference: &str) -> Result<HolderId, DbError> {
    Ok(HolderId(holders::table.filter(holders::reference.eq(reference)).select(holders::id).get_result(db)?))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = holders)]
struct HolderRow {
    reference: String,
    user_id: Option<i64>,
    council_id: Option<i64>,
    name: String,
    born_on: Option<NaiveDate>,
    care_group: Option<String>,
    address: Option<String>,
    postcode: Option<String>,
    phone: Option<String>,
}

/// A council's name and code.
type Council = (Option<String>, Option<String>);

pub fn summary(db: &mut Db, id: HolderId) -> Result<HolderSummary, DbError> {
    let (row, (council_name, council_code), found): (HolderRow, Council, Option<NeedsRow>) =
        each_backend!(db, |c| holders::table
            .left_join(organisations::table)
            .left_join(communication_needs::table)
            .filter(holders::id.eq(id.0))
            .select((
                HolderRow::as_select(),
                (organisations::name.nullable(), organisations::gss_code.nullable()),
                (
                    communication_needs::format,
                    communication_needs::language,
                    communication_needs::contact_by,
                    communication_needs::contact_name,
                    communication_needs::notes,
                    communication_needs::checked_on,
                    communication_needs::review_on,
                )
                    .nullable(),
            ))
            .get_result(c))?;
    Ok(HolderSummary {
        id,
        reference: row.reference,
        name: row.name,
        council_id: row.council_id.map(OrganisationId),
        council_name,
        council_code,
        address: row.address,
        postcode: row.postcode,
        phone: row.phone,
        care_group: row.care_group,
        born_on: row.born_on,
        user_id: row.user_id.map(UserId),
        needs: found.map(needs),
    })
}

/// Since when their case is closed, and who closed it; none while it is open.
pub fn closed_case(db: &mut Db, id: HolderId) -> Result<Option<(NaiveDate, UserId)>, DbError> {
    let closed: Option<(NaiveDate, i64)> = closed_cases::table
        .filter(closed_cases::holder_id.eq(id.0).and(closed_cases::reopened_at.is_null()))
        .select((closed_cases::ended_on, closed_cases::closed_by))
        .get_result(db)
        .optional()?;
    Ok(closed.map(|(since, by)| (since, UserId(by))))
}

/// Their postcode, and their council's GSS code.
pub fn whereabouts(db: &mut Db, id: HolderId) -> Result<(Option<String>, Option<String>), DbError> {
    Ok(holders::table
        .left_join(organisations::table)
        .filter(holders::id.eq(id.0))
        .select((holders::postcode, organisations::gss_code.nullable()))
        .get_result(db)?)
}

type NeedsRow = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, NaiveDate, NaiveDate);

fn needs((format, language, contact_by, contact_name, notes, checked_on, review_on): NeedsRow) -> CommunicationNeeds {
    CommunicationNeeds { format, language, contact_by, contact_name, notes, checked_on, review_on }
}

pub fn set_needs(db: &mut Db, id: HolderId, needs: &CommunicationNeeds) -> Result<(), DbError> {
    diesel::delete(communication_needs::table.filter(communication_needs::holder_id.eq(id.0))).execute(db)?;
    diesel::insert_into(communication_needs::table)
        .values((
            communication_needs::holder_id.eq(id.0),
            communication_needs::format.eq(&needs.format),
            communication_needs::language.eq(&needs.language),
            communication_needs::contact_by.eq(&needs.contact_by),
            communication_needs::contact_name.eq(&needs.contact_name),
            communication_needs::notes.eq(&needs.notes),
            communication_needs::checked_on.eq(needs.checked_on),
            communication_needs::review_on.eq(needs.review_on),
        ))
        .execute(db)?;
    Ok(())
}

/// Deletes where a holder lives and how they are reached.
pub fn forget_contact(db: &mut Db, id: HolderId, now: NaiveDateTime) -> Result<(), DbError> {
    let nothing = None::<String>;
    diesel::update(holders::table.find(id.0))
        .set((
            holders::address.eq(&nothing),
            holders::postcode.eq(&nothing),
            holders::phone.eq(&nothing),
            holders::updated_at.eq(now),
        ))
        .execute(db)?;
    diesel::delete(communication_needs::table.filter(communication_needs::holder_id.eq(id.0))).execute(db)?;
    Ok(())
}
