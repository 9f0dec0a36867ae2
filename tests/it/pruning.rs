//! Old rows go by the calendar; what somebody may still need stays.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use handpick::db::schema::{jobs, search_outbox, sessions};
use handpick::db::{Db, DbError, outbox, pruning};
use handpick::kernel::ids::ListingId;

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn count(db: &mut Db) -> Result<(i64, i64, i64), DbError> {
    Ok((
        jobs::table.count().get_result(db)?,
        search_outbox::table.count().get_result(db)?,
        sessions::table.count().get_result(db)?,
    ))
}

fn job(db: &mut Db, status: &str, finished: Option<NaiveDateTime>) -> Result<(), DbError> {
    let when = at("2026-11-01T09:00:00");
    diesel::insert_into(jobs::table)
        .values((
            (jobs::kind.eq("email"), jobs::payload.eq(""), jobs::status.eq(status), jobs::attempts.eq(1)),
            (jobs::run_at.eq(when), jobs::created_at.eq(when), jobs::finished_at.eq(finished)),
        ))
        .execute(db)?;
    Ok(())
}

on_each_backend! {
    async fn finished_jobs_go_after_a_week_and_others_stay(db: TestDb) {
        let now = at("2026-11-21T09:00:00");
        db.database.write(move |db| {
            job(db, "done", Some(now - TimeDelta::days(8)))?;
            job(db, "done", Some(now - TimeDelta::days(6)))?;
            job(db, "failed", None)?;
            job(db, "queued", None)
        }).await.unwrap();
        assert_eq!(pruning::prune(&db.database, now).await, Ok(1));
        assert_eq!(pruning::prune(&db.database, now).await, Ok(0));
        assert_eq!(db.database.read(count).await.unwrap().0, 3);
    }

    /// An index that starts from nothing still hears of every listing, and the newest number never goes.
    async fn an_index_that_is_behind_misses_nothing(db: TestDb) {
        let old = at("2026-10-01T09:00:00");
        db.database.write(move |db| {
            for listing in [1, 2, 1, 3, 1] {
                outbox::touch_listing(db, ListingId(listing), old)?;
            }
            Ok::<_, DbError>(())
        }).await.unwrap();
        let newest = outbox::latest(&db.database).unwrap();
        assert_eq!(pruning::prune(&db.database, at("2026-10-05T09:00:00")).await, Ok(0), "other nodes may need them for a week");
        assert_eq!(pruning::prune(&db.database, at("2026-11-21T09:00:00")).await, Ok(2));
        let left: Vec<i64> = outbox::after(&db.database, 0, 100).unwrap().iter().map(|touched| touched.listing.0).collect();
        assert_eq!(left, [2, 3, 1]);
        assert_eq!(outbox::latest(&db.database).unwrap(), newest);
    }

    async fn sessions_that_are_over_go_after_a_month(db: TestDb) {
        let now = at("2026-11-21T09:00:00");
        db.database.write(move |db| {
            let user = handpick::accounts::service::enrol::user(db, "a@example.org", "Ann", "", now)?;
            for (name, days) in [("old", 31), ("new", 29)] {
                let over = now - TimeDelta::days(days);
                diesel::insert_into(sessions::table)
                    .values((
                        (sessions::public_id.eq(name), sessions::user_id.eq(user.0), sessions::user_agent.eq("")),
                        (sessions::created_at.eq(over), sessions::renewed_at.eq(over), sessions::expires_at.eq(over)),
                    ))
                    .execute(db)?;
            }
            Ok::<_, DbError>(())
        }).await.unwrap();
        assert_eq!(pruning::prune(&db.database, now).await, Ok(1));
        assert_eq!(db.database.read(count).await.unwrap().2, 1);
    }
}
