//! The `confirm_links` table: links from mails that confirm visits, each once.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::confirm_links::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{ConfirmLinkId, HolderId, MandateId, UserId};

/// A link from a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmLink {
    /// Who was asked, and under which mandate.
    pub by: By,
    /// Whose visits.
    pub holder: HolderId,
    /// When the visits were asked about.
    pub asked_at: NaiveDateTime,
    /// Until when it works.
    pub expires_at: NaiveDateTime,
    /// When it was used.
    pub used_at: Option<NaiveDateTime>,
}

/// Writes one.
pub fn insert(
    db: &mut Db,
    by: By,
    holder: HolderId,
    asked_at: NaiveDateTime,
    expires_at: NaiveDateTime,
) -> Result<ConfirmLinkId, DbError> {
    let id = diesel::insert_into(dsl::confirm_links)
        .values((
            (dsl::user_id.eq(by.user.0), dsl::mandate_id.eq(by.mandate.map(|id| id.0)), dsl::holder_id.eq(holder.0)),
            (dsl::asked_at.eq(asked_at), dsl::expires_at.eq(expires_at)),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    Ok(ConfirmLinkId(id))
}

pub fn by_id(db: &mut Db, id: ConfirmLinkId) -> Result<ConfirmLink, DbError> {
    type Row = (i64, Option<i64>, i64, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>);
    let columns = (dsl::user_id, dsl::mandate_id, dsl::holder_id, dsl::asked_at, dsl::expires_at, dsl::used_at);
    let (user, mandate, holder, asked_at, expires_at, used_at): Row =
        dsl::confirm_links.find(id.0).select(columns).get_result(db)?;
    let by = By { user: UserId(user), mandate: mandate.map(MandateId) };
    Ok(ConfirmLink { by, holder: HolderId(holder), asked_at, expires_at, used_at })
}

/// Uses one up; gives how many rows that was: none when somebody used it before.
pub fn use_up(db: &mut Db, id: ConfirmLinkId, now: NaiveDateTime) -> Result<usize, DbError> {
    Ok(diesel::update(dsl::confirm_links.filter(dsl::id.eq(id.0).and(dsl::used_at.is_null())))
        .set(dsl::used_at.eq(Some(now)))
        .execute(db)?)
}
