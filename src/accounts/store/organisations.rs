//! The `organisations` and `memberships` tables.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::duty::ProviderRole;
use crate::accounts::model::{Council, Membership, OrganisationKind, Role};
use crate::db::schema::{memberships, organisations};
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, UserId};
use crate::kernel::slug::fold_key;

pub fn insert(
    db: &mut Db,
    kind: OrganisationKind,
    name: &str,
    contact: (Option<&str>, Option<&str>),
    now: NaiveDateTime,
) -> Result<OrganisationId, DbError> {
    let id = diesel::insert_into(organisations::table)
        .values((
            organisations::kind.eq(kind.as_str()),
            organisations::name.eq(name),
            organisations::name_key.eq(fold_key(name)),
            organisations::email.eq(contact.0),
            organisations::phone.eq(contact.1),
            organisations::created_at.eq(now),
        ))
        .returning(organisations::id)
        .get_result(db)?;
    Ok(OrganisationId(id))
}

pub fn add_member(
    db: &mut Db,
    user: UserId,
    organisation: OrganisationId,
    role: Role,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::user_id.eq(user.0),
            memberships::organisation_id.eq(organisation.0),
            memberships::role.eq(role.as_str()),
            memberships::created_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

pub fn memberships_of(db: &mut Db, user: UserId) -> Result<Vec<Membership>, DbError> {
    let rows: Vec<(i64, String, String, String, Option<String>)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::user_id.eq(user.0))
        .order(memberships::id.asc())
        .select((
            organisations::id,
            organisations::name,
            organisations::kind,
            memberships::role,
            memberships::provider_role,
        ))
        .load(db)?;
    rows.into_iter()
        .map(|(id, name, kind, role, within)| {
            Ok(Membership {
                organisation_id: OrganisationId(id),
                organisation_name: name,
                organisation_kind: DbError::parsed(&kind)?,
                role: DbError::parsed(&role)?,
                provider_role: provider_role(within.as_deref())?,
            })
        })
        .collect()
}

/// None is stored for those who were there before there were roles: they manage.
fn provider_role(stored: Option<&str>) -> Result<ProviderRole, DbError> {
    stored.map_or(Ok(ProviderRole::Manager), DbError::parsed)
}

pub fn name_of(db: &mut Db, id: OrganisationId) -> Result<String, DbError> {
    Ok(organisations::table.find(id.0).select(organisations::name).get_result(db)?)
}

/// The GSS code of a council, where it is known.
pub fn code_of(db: &mut Db, id: OrganisationId) -> Result<Option<String>, DbError> {
    Ok(organisations::table.find(id.0).select(organisations::gss_code).get_result(db)?)
}

/// The e-mail addresses of everybody with a role in an organisation.
pub fn emails_of(db: &mut Db, id: OrganisationId) -> Result<Vec<String>, DbError> {
    use crate::db::schema::users;
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(id.0))
        .order(users::id.asc())
        .select(users::email)
        .load(db)?)
}

/// The e-mail addresses of everybody with one of these roles in an organisation.
pub fn emails_with_roles(db: &mut Db, id: OrganisationId, roles: &[Role]) -> Result<Vec<String>, DbError> {
    use crate::db::schema::users;
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(id.0))
        .filter(memberships::role.eq_any(roles.iter().map(|role| role.as_str()).collect::<Vec<_>>()))
        .order(users::email.asc())
        .select(users::email)
        .distinct()
        .load(db)?)
}

/// Everybody with this role anywhere, with their names, by id.
pub fn users_with_role(db: &mut Db, role: Role) -> Result<Vec<(UserId, String)>, DbError> {
    use crate::db::schema::users;
    let rows: Vec<(i64, String)> = memberships::table
        .inner_join(users::table)
        .filter(memberships::role.eq(role.as_str()))
        .order(users::id.asc())
        .select((users::id, users::name))
        .distinct()
        .load(db)?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}

/// Whether somebody belongs to an organisation in any role.
pub fn is_member(db: &mut Db, user: UserId, organisation: OrganisationId) -> Result<bool, DbError> {
    let found: i64 = memberships::table
        .filter(memberships::user_id.eq(user.0).and(memberships::organisation_id.eq(organisation.0)))
        .count()
        .get_result(db)?;
    Ok(found > 0)
}

/// The council with this code of the statistics office.
pub fn council_by_code(db: &mut Db, code: &str) -> Result<Option<OrganisationId>, DbError> {
    let id: Option<i64> = organisations::table
        .filter(organisations::gss_code.eq(code))
        .filter(organisations::kind.eq(OrganisationKind::Council.as_str()))
        .order(organisations::id.asc())
        .select(organisations::id)
        .first(db)
        .optional()?;
    Ok(id.map(OrganisationId))
}

/// Every council, by name.
pub fn councils(db: &mut Db) -> Result<Vec<Council>, DbError> {
    let rows: Vec<(i64, String, Option<String>)> = organisations::table
        .filter(organisations::kind.eq(OrganisationKind::Council.as_str()))
        .order((organisations::name_key.asc(), organisations::id.asc()))
        .select((organisations::id, organisations::name, organisations::gss_code))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, name, code)| Council { id: OrganisationId(id), name, code }).collect())
}

/// An organisation's name and telephone number.
pub fn contact_of(db: &mut Db, id: OrganisationId) -> Result<(String, Option<String>), DbError> {
    Ok(organisations::table.find(id.0).select((organisations::name, organisations::phone)).get_result(db)?)
}

/// Gives an organisation that is still called by its old name another.
pub fn rename(db: &mut Db, id: OrganisationId, (old, new): (&str, &str)) -> Result<(), DbError> {
    let still = organisations::table.find(id.0).filter(organisations::name_key.eq(fold_key(old)));
    diesel::update(still).set((organisations::name.eq(new), organisations::name_key.eq(fold_key(new)))).execute(db)?;
    Ok(())
}

/// Notes the code that the statistics office gives a council.
pub fn set_code(db: &mut Db, id: OrganisationId, code: &str) -> Result<(), DbError> {
    diesel::update(organisations::table.find(id.0)).set(organisations::gss_code.eq(Some(code))).execute(db)?;
    Ok(())
}

/// The one organisation of a kind with this name; none when there is none, or more than one.
pub fn by_name(db: &mut Db, kind: OrganisationKind, name: &str) -> Result<Option<OrganisationId>, DbError> {
    let ids: Vec<i64> = organisations::table
        .filter(organisations::kind.eq(kind.as_str()).and(organisations::name_key.eq(fold_key(name))))
        .select(organisations::id)
        .limit(2)
        .load(db)?;
    Ok(if let [id] = ids.as_slice() { Some(OrganisationId(*id)) } else { None })
}
