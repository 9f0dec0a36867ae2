//! The `calendar_feeds` table: whose calendar follows which visits. Of an address only the hash is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::word;
use crate::db::schema::calendar_feeds::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, OrganisationId, UserId};
use crate::orders::model::diary::{Whose, WhoseKind};

/// A calendar that follows visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Who made it; what it shows is what they may see.
    pub user: UserId,
    /// Whose visits.
    pub whose: Whose,
    /// Since when.
    pub made_at: NaiveDateTime,
}

type Row = (i64, String, Option<i64>, Option<i64>, NaiveDateTime);

fn columns(whose: Whose) -> (WhoseKind, i64, i64) {
    match whose {
        Whose::Holder(holder) => (WhoseKind::Holder, holder.0, 0),
        Whose::Provider(organisation) => (WhoseKind::Provider, 0, organisation.0),
        Whose::People => (WhoseKind::People, 0, 0),
    }
}

fn some(id: i64) -> Option<i64> {
    (id != 0).then_some(id)
}

fn feed((user, kind, holder, organisation, made_at): Row) -> Result<Feed, DbError> {
    let broken = || DbError::Other("a calendar in the database follows nothing".to_owned());
    let whose = match word(&kind)? {
        WhoseKind::Holder => Whose::Holder(HolderId(holder.ok_or_else(broken)?)),
        WhoseKind::Provider => Whose::Provider(OrganisationId(organisation.ok_or_else(broken)?)),
        WhoseKind::People => Whose::People,
    };
    Ok(Feed { user: UserId(user), whose, made_at })
}

/// The feed of an address.
pub fn by_hash(db: &mut Db, hash: &str) -> Result<Option<Feed>, DbError> {
    let row: Option<Row> = dsl::calendar_feeds
        .filter(dsl::token_hash.eq(hash))
        .select((dsl::user_id, dsl::whose, dsl::holder_id, dsl::organisation_id, dsl::made_at))
        .get_result(db)
        .optional()?;
    row.map(feed).transpose()
}

/// Somebody's feeds.
pub fn of_user(db: &mut Db, user: UserId) -> Result<Vec<Feed>, DbError> {
    let rows: Vec<Row> = dsl::calendar_feeds
        .filter(dsl::user_id.eq(user.0))
        .order(dsl::id.asc())
        .select((dsl::user_id, dsl::whose, dsl::holder_id, dsl::organisation_id, dsl::made_at))
        .load(db)?;
    rows.into_iter().map(feed).collect()
}

/// Takes somebody's feed of these visits away; gives how many rows that was.
pub fn delete(db: &mut Db, user: UserId, whose: Whose) -> Result<usize, DbError> {
    let (kind, holder, organisation) = columns(whose);
    let own = dsl::user_id.eq(user.0).and(dsl::whose.eq(kind.as_str()));
    Ok(match (some(holder), some(organisation)) {
        (Some(holder), _) => {
            diesel::delete(dsl::calendar_feeds.filter(own.and(dsl::holder_id.eq(holder)))).execute(db)?
        }
        (_, Some(organisation)) => {
            diesel::delete(dsl::calendar_feeds.filter(own.and(dsl::organisation_id.eq(organisation)))).execute(db)?
        }
        _ => diesel::delete(dsl::calendar_feeds.filter(own)).execute(db)?,
    })
}

/// Writes a feed.
pub fn insert(db: &mut Db, user: UserId, whose: Whose, hash: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let (kind, holder, organisation) = columns(whose);
    diesel::insert_into(dsl::calendar_feeds)
        .values((
            dsl::user_id.eq(user.0),
            dsl::whose.eq(kind.as_str()),
            dsl::holder_id.eq(some(holder)),
            dsl::organisation_id.eq(some(organisation)),
            dsl::token_hash.eq(hash),
            dsl::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}
