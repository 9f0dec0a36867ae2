//! The table `request_messages`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::request_messages::dsl;
use crate::db::{Db, DbError};
use crate::kernel::ids::{MandateId, ProviderId, RequestId};
use crate::requests::model::{Message, Side};

type Row = (i64, String, String, NaiveDateTime);

/// Writes what somebody says.
pub fn insert(
    db: &mut Db,
    (request, provider): (RequestId, ProviderId),
    side: Side,
    words: &str,
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(dsl::request_messages)
        .values((
            dsl::request_id.eq(request.0),
            dsl::provider_id.eq(provider.0),
            dsl::side.eq(side.as_str()),
            dsl::words.eq(words),
            dsl::said_by.eq(by.user.0),
            dsl::mandate_id.eq(by.mandate.map(MandateId::get)),
            dsl::said_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// What was said about a request, with all providers or one, oldest first.
pub fn of(db: &mut Db, request: RequestId, provider: Option<ProviderId>) -> Result<Vec<Message>, DbError> {
    let mut query = dsl::request_messages
        .filter(dsl::request_id.eq(request.0))
        .order(dsl::id.asc())
        .select((dsl::provider_id, dsl::side, dsl::words, dsl::said_at))
        .limit(500)
        .into_boxed();
    if let Some(provider) = provider {
        query = query.filter(dsl::provider_id.eq(provider.0));
    }
    let rows: Vec<Row> = query.load(db)?;
    let message = |(provider, side, words, said_at): Row| {
        Ok(Message { provider_id: ProviderId(provider), side: DbError::parsed(&side)?, words, said_at })
    };
    rows.into_iter().map(message).collect()
}
