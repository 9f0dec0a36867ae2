//! The table `review_signs`.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Sign, SignKind};
use crate::db::schema::{plan_drafts, review_signs};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{DraftId, UserId};

type Row = (i64, String, String, NaiveDate);

fn sign((draft, kind, words, noticed_on): Row) -> Result<Sign, DbError> {
    Ok(Sign { draft: DraftId(draft), kind: DbError::parsed(&kind)?, words, noticed_on })
}

const COLUMNS: (review_signs::draft_id, review_signs::kind, review_signs::words, review_signs::noticed_on) =
    (review_signs::draft_id, review_signs::kind, review_signs::words, review_signs::noticed_on);

/// Every draft of the same plans as some, each with the one of those that it stands for: a sign is of the plan, however
/// often that is changed.
fn forms(db: &mut Db, drafts: &[DraftId]) -> Result<Vec<(i64, DraftId)>, DbError> {
    let ids: Vec<i64> = drafts.iter().map(|draft| draft.0).collect();
    let plans: Vec<(i64, i64)> = plan_drafts::table
        .filter(plan_drafts::id.eq_any(ids))
        .select((plan_drafts::plan_id, plan_drafts::id))
        .load(db)?;
    let of: HashMap<i64, i64> = plans.into_iter().collect();
    let all: Vec<(i64, i64)> = plan_drafts::table
        .filter(plan_drafts::plan_id.eq_any(of.keys().copied().collect::<Vec<_>>()))
        .select((plan_drafts::id, plan_drafts::plan_id))
        .load(db)?;
    Ok(all.into_iter().filter_map(|(id, plan)| of.get(&plan).map(|draft| (id, DraftId(*draft)))).collect())
}

/// The open signs of the plans of some drafts, oldest first, each under the draft that was asked for.
pub(super) fn open(db: &mut Db, drafts: &[DraftId]) -> Result<Vec<Sign>, DbError> {
    let forms: HashMap<i64, DraftId> = forms(db, drafts)?.into_iter().collect();
    let rows: Vec<Row> = review_signs::table
        .filter(review_signs::draft_id.eq_any(forms.keys().copied().collect::<Vec<_>>()))
        .filter(review_signs::settled_at.is_null())
        .order(review_signs::id.asc())
        .select(COLUMNS)
        .load(db)?;
    let stands_for = |sign: Sign| Sign { draft: forms.get(&sign.draft.0).copied().unwrap_or(sign.draft), ..sign };
    rows.into_iter().map(|row| sign(row).map(stands_for)).collect()
}

/// Whether a sign of a kind is open for any draft of the same plan, or was noticed since a day.
pub(super) fn known(db: &mut Db, draft: DraftId, kind: SignKind, since: NaiveDate) -> Result<bool, DbError> {
    let ids: Vec<i64> = forms(db, &[draft])?.into_iter().map(|(id, _)| id).collect();
    let found: i64 = review_signs::table
        .filter(review_signs::draft_id.eq_any(ids).and(review_signs::kind.eq(kind.as_str())))
        .filter(review_signs::settled_at.is_null().or(review_signs::noticed_on.ge(since)))
        .count()
        .get_result(db)?;
    Ok(found > 0)
}

/// Keeps a sign; whether it wasn't kept that day before.
pub(super) fn insert(db: &mut Db, sign: &Sign) -> Result<bool, DbError> {
    let row = diesel::insert_into(review_signs::table).values((
        review_signs::draft_id.eq(sign.draft.0),
        review_signs::kind.eq(sign.kind.as_str()),
        review_signs::words.eq(&sign.words),
        review_signs::noticed_on.eq(sign.noticed_on),
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}

/// Somebody looked at all signs of a draft's plan. How many that were.
pub(super) fn settle(
    db: &mut Db,
    draft: DraftId,
    (by, words): (UserId, &str),
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let ids: Vec<i64> = forms(db, &[draft])?.into_iter().map(|(id, _)| id).collect();
    let open = review_signs::table.filter(review_signs::draft_id.eq_any(ids).and(review_signs::settled_at.is_null()));
    Ok(diesel::update(open)
        .set((
            review_signs::settled_at.eq(now),
            review_signs::settled_by.eq(by.0),
            review_signs::settled_words.eq(words),
        ))
        .execute(db)?)
}
