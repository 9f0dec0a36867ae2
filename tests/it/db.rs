//! The promises of `db::Database`, kept on both databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDateTime;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use handpick::db::idempotency::{Claim, claim, settle};
use handpick::db::schema::{search_outbox, settings, users};
use handpick::db::{Backend, Database, DatabaseSettings, DatabaseUrl, Db, DbError, LockKey, OpenError, outbox};
use handpick::kernel::ids::{ListingId, UserId};

use crate::support::TestDb;

fn noon() -> NaiveDateTime {
    "2026-11-24T12:00:00".parse().unwrap()
}

fn put(db: &mut Db, name: &str, value: &str) -> Result<(), DbError> {
    diesel::insert_into(settings::table).values((settings::name.eq(name), settings::value.eq(value))).execute(db)?;
    Ok(())
}

fn count(db: &mut Db) -> Result<i64, DbError> {
    Ok(settings::table.count().get_result(db)?)
}

fn add_user(db: &mut Db) -> Result<UserId, DbError> {
    let row = (
        users::email.eq("ann@handpick.example"),
        users::name.eq("Ann"),
        users::password_hash.eq("-"),
        users::created_at.eq(noon()),
        users::updated_at.eq(noon()),
    );
    Ok(UserId(diesel::insert_into(users::table).values(row).returning(users::id).get_result(db)?))
}

/// Takes one from a purse of the settings table, if something is left.
fn take_one(db: &mut Db) -> Result<bool, DbError> {
    let purse = settings::table.filter(settings::name.eq("purse"));
    let held: String = purse.select(settings::value).first(db)?;
    let held: i64 = held.parse().unwrap();
    if held == 0 {
        return Ok(false);
    }
    let guarded = purse.filter(settings::value.eq(held.to_string()));
    let changed = diesel::update(guarded).set(settings::value.eq((held - 1).to_string())).execute(db)?;
    Ok(changed == 1)
}

fn fill_purse(db: &Database, amount: u32) {
    db.write_blocking(move |db| put(db, "purse", &amount.to_string())).unwrap();
}

fn purse(db: &Database) -> i64 {
    let held: String = db
        .read_blocking(|db| Ok::<_, DbError>(settings::table.find("purse").select(settings::value).first(db)?))
        .unwrap();
    held.parse().unwrap()
}

on_each_backend! {
    /// A mail server that is away for two days loses nothing; after that somebody can have it tried again.
    async fn a_job_is_tried_for_days_and_can_be_tried_again(db: TestDb) {
        use chrono::TimeDelta;
        use handpick::jobs;
        let start = crate::support::purse::noon();
        let mail = jobs::JobKind::Email;
        db.database.write(move |db| jobs::enqueue(db, mail, &"a mail", start)).await.unwrap();
        let (mut now, end) = (start, start + TimeDelta::days(30));
        let mut last = start;
        while now < end {
            if let Some(job) = jobs::claim(&db.database, jobs::Queue::Mails, now).await.unwrap() {
                jobs::failed(&db.database, &job, "the server is away", now).await.unwrap();
                last = now;
            }
            now += TimeDelta::minutes(if now < start + TimeDelta::days(4) { 61 } else { 1_440 });
        }
        assert!(last > start + TimeDelta::days(2) && last < start + TimeDelta::days(5), "{last}");
        let given_up = db.database.read(|db| jobs::given_up(db, 10)).await.unwrap();
        assert_eq!((given_up.len(), given_up[0].error.as_deref()), (1, Some("the server is away")));
        assert_eq!(db.database.write(move |db| jobs::try_again(db, None, end)).await, Ok(1));
        assert!(jobs::claim(&db.database, jobs::Queue::Work, end).await.unwrap().is_none(), "other work never waits behind mails");
        assert!(jobs::claim(&db.database, jobs::Queue::Mails, end).await.unwrap().is_some());
    }

    async fn a_write_in_read_fails(db: TestDb) {
        let refused = db.database.read(|db| put(db, "a", "1")).await;
        assert!(matches!(refused, Err(DbError::Other(_))), "{refused:?}");
        assert_eq!(db.database.read(count).await, Ok(0));
        // The connection is as good as before.
        assert_eq!(db.database.write(|db| put(db, "a", "1")).await, Ok(()));
        assert_eq!(db.database.read(count).await, Ok(1));
    }

    async fn a_read_sees_one_moment(db: TestDb) {
        let writer = db.database.clone();
        let seen = db.database.read(move |db| {
            let before = count(db)?;
            writer.write_blocking(|db| put(db, "meanwhile", "1"))?;
            Ok::<_, DbError>((before, count(db)?))
        });
        assert_eq!(seen.await, Ok((0, 0)));
        assert_eq!(db.database.read(count).await, Ok(1));
    }

    async fn many_writers_at_once_are_all_durable(db: TestDb) {
        let tasks: Vec<_> = (0..64)
            .map(|number| {
                let database = db.database.clone();
                tokio::spawn(async move { database.write(move |db| put(db, &format!("name{number}"), "1")).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(()));
        }
        let again = Database::open(&TestDb::settings(&db.url)).unwrap();
        assert_eq!(again.read(count).await, Ok(64));
    }

    async fn work_that_fails_is_undone_alone(db: TestDb) {
        let tasks: Vec<_> = (0..32)
            .map(|number| {
                let database = db.database.clone();
                tokio::spawn(async move {
                    database
                        .write(move |db| {
                            put(db, &format!("name{number}"), "1")?;
                            if number % 2 == 0 { Err(DbError::NotFound) } else { Ok(()) }
                        })
                        .await
                })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap(), if number % 2 == 0 { Err(DbError::NotFound) } else { Ok(()) });
        }
        assert_eq!(db.database.read(count).await, Ok(16));
    }

    async fn work_that_breaks_a_constraint_says_which(db: TestDb) {
        db.database.write(add_user).await.unwrap();
        let twice = db.database.write(add_user).await.unwrap_err();
        assert!(twice.is_constraint("email"), "{twice:?}");
    }

    async fn work_that_panics_harms_nobody(db: TestDb) {
        let panics = |db: &mut Db| -> Result<(), DbError> {
            put(db, "lost", "1")?;
            // Deep in a nested transaction, which nobody gets to close.
            db.transaction(|db| {
                put(db, "lost too", "1")?;
                panic!("on purpose")
            })
        };
        let neighbour = db.database.clone();
        let kept = tokio::spawn(async move { neighbour.write(|db| put(db, "kept", "1")).await });
        let said = db.database.write(panics).await.unwrap_err();
        assert!(said.to_string().contains("on purpose"), "{said}");
        assert_eq!(kept.await.unwrap(), Ok(()));
        assert!(db.database.read(move |db| panics(db)).await.is_err());
        assert_eq!(db.database.write(|db| put(db, "after", "1")).await, Ok(()));
        assert_eq!(db.database.read(count).await, Ok(2));
    }

    /// PostgreSQL undoes such a transaction at COMMIT and calls that a success.
    async fn a_failure_that_work_hides_is_never_called_a_success(db: TestDb) {
        let hides = |db: &mut Db| {
            put(db, "first", "1")?;
            let _ = put(db, "first", "again");
            Ok::<_, DbError>(())
        };
        let outcome = db.database.write(hides).await;
        let kept = db.database.read(count).await.unwrap();
        assert_eq!(outcome.is_ok(), kept == 1, "{outcome:?}, {kept} kept");
        assert_eq!(outcome.is_ok(), db.database.backend() == Backend::Sqlite);
        // In a savepoint of its own, hiding a failure is fine on both.
        let tries = |db: &mut Db| {
            put(db, "second", "1")?;
            let _ = db.transaction(|db| put(db, "second", "again"));
            Ok::<_, DbError>(())
        };
        assert_eq!(db.database.write(tries).await, Ok(()));
        assert_eq!(db.database.read(count).await, Ok(kept + 1));
    }

    async fn a_key_gives_the_first_answer_again(db: TestDb) {
        let user = db.database.write(add_user).await.unwrap();
        let place = move |db: &mut Db| match claim(db, user, "key-12345", "order", noon())? {
            Claim::Done(reference) => Ok::<_, DbError>((false, reference)),
            Claim::New => {
                settle(db, user, "key-12345", "order", "HP-1")?;
                Ok((true, "HP-1".to_owned()))
            }
        };
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let database = db.database.clone();
                tokio::spawn(async move { database.write(place).await })
            })
            .collect();
        let mut placed = 0;
        for task in tasks {
            let (new, reference) = task.await.unwrap().unwrap();
            assert_eq!(reference, "HP-1");
            placed += u32::from(new);
        }
        assert_eq!(placed, 1);
        let other = db.database.write(move |db| claim(db, user, "key-12345", "pay", noon())).await;
        assert!(matches!(other, Err(DbError::Constraint(_))));
        let long = db.database.write(move |db| claim(db, user, &"x".repeat(65), "order", noon())).await;
        assert!(matches!(long, Err(DbError::Constraint(_))));
        let unclaimed = db.database.write(move |db| settle(db, user, "key-67890", "order", "HP-2")).await;
        assert_eq!(unclaimed, Err(DbError::NotFound));
    }

    async fn a_race_never_takes_more_than_there_is(db: TestDb) {
        fill_purse(&db.database, 20);
        let tasks: Vec<_> = (0..32)
            .map(|_| {
                let database = db.database.clone();
                tokio::spawn(async move { database.write(take_one).await })
            })
            .collect();
        let mut taken = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(took) => taken += i64::from(took),
                Err(error) => assert_eq!(error, DbError::Contention),
            }
        }
        assert!(taken <= 20);
        assert_eq!(purse(&db.database), 20 - taken);
    }

    async fn writers_on_one_key_queue_and_all_succeed(db: TestDb) {
        fill_purse(&db.database, 50);
        let runs = Arc::new(AtomicU32::new(0));
        let tasks: Vec<_> = (0..50)
            .map(|number| {
                let (database, runs) = (db.database.clone(), Arc::clone(&runs));
                let keys = vec![LockKey::Pot(1), LockKey::Holder(number), LockKey::Pot(1)];
                tokio::spawn(async move {
                    let work = move |db: &mut Db| {
                        runs.fetch_add(1, Ordering::Relaxed);
                        take_one(db)
                    };
                    database.write_locked(keys, work).await
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(true));
        }
        assert_eq!(purse(&db.database), 0);
        assert_eq!(runs.load(Ordering::Relaxed), 50, "nobody lost a race");
    }

    /// Two programs share a PostgreSQL: the locks hold between them too.
    async fn locks_hold_between_programs_and_after_failures(db: TestDb) {
        fill_purse(&db.database, 40);
        let other = Database::open(&TestDb::settings(&db.url)).unwrap();
        let tasks: Vec<_> = (0..40)
            .map(|number| {
                let database = if number % 2 == 0 { db.database.clone() } else { other.clone() };
                tokio::spawn(async move {
                    let work = move |db: &mut Db| {
                        let took = take_one(db)?;
                        match number % 4 {
                            0 => Err(DbError::NotFound),
                            1 => panic!("on purpose"),
                            _ => Ok(took),
                        }
                    };
                    database.write_locked(vec![LockKey::Pot(1)], work).await
                })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap().ok(), (number % 4 > 1).then_some(true));
        }
        assert_eq!(purse(&db.database), 20);
    }

    async fn statements_are_counted(db: TestDb) {
        let before = db.database.statements();
        db.database.read(|db| Ok::<_, DbError>((count(db)?, count(db)?))).await.unwrap();
        assert_eq!(db.database.statements() - before, 2);
        db.database.write(|db| put(db, "a", "1")).await.unwrap();
        assert_eq!(db.database.statements() - before, 3);
    }

    async fn work_that_was_begun_is_finished_for_nobody(db: TestDb) {
        let database = db.database.clone();
        let asked = tokio::spawn(async move { database.write(|db| put(db, "a", "1")).await });
        tokio::task::yield_now().await;
        asked.abort();
        let _ = asked.await;
        db.database.write(|db| put(db, "b", "1")).await.unwrap();
        let kept = db.database.read(count).await.unwrap();
        assert!(kept == 1 || kept == 2);
    }

    async fn a_database_opens_again_after_being_dropped_midway(db: TestDb) {
        let first = Database::open(&TestDb::settings(&db.url)).unwrap();
        let kept = first.write(|db| put(db, "kept", "1")).await;
        assert_eq!(kept, Ok(()));
        let queued = first.clone();
        let waiting = tokio::spawn(async move { queued.write(|db| put(db, "queued", "1")).await });
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(waiting.await.unwrap(), Ok(()));
        let second = Database::open(&TestDb::settings(&db.url)).unwrap();
        assert_eq!(second.read(count).await, Ok(2));
        assert_eq!(second.migrate(), Ok(Vec::new()));
        assert_eq!(second.pending(), Ok(Vec::new()));
        assert!(second.version().unwrap().is_some());
        assert_eq!(second.ping().await, Ok(()));
    }

    async fn the_outbox_is_followed_in_order_without_gaps(db: TestDb) {
        let reader = db.database.clone();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let database = db.database.clone();
                tokio::spawn(async move {
                    for round in 0..25 {
                        let listing = ListingId(writer * 100 + round);
                        database.write(move |db| outbox::touch_listing(db, listing, noon())).await.unwrap();
                    }
                })
            })
            .collect();
        let following = tokio::task::spawn_blocking(move || {
            let mut followed = Vec::new();
            while followed.len() < 100 {
                let last = followed.last().map_or(0, |touched: &outbox::Touched| touched.sequence);
                followed.extend(outbox::after(&reader, last, 10).unwrap());
            }
            followed
        });
        let followed = following.await.unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
        let mut listings: Vec<i64> = followed.iter().map(|touched| touched.listing.0).collect();
        listings.sort_unstable();
        listings.dedup();
        assert_eq!(listings.len(), 100);
        assert!(followed.is_sorted_by_key(|touched| touched.sequence));
        assert_eq!(outbox::latest(&db.database), Ok(followed[99].sequence));
        let rows = db.database.read(|db| Ok::<i64, DbError>(search_outbox::table.count().get_result(db)?)).await;
        assert_eq!(rows, Ok(100));
    }
}

/// The runtime of command-line tools has several threads and no actix.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_tokio_will_do() {
    let db = TestDb::sqlite();
    assert_eq!(db.database.write(|db| put(db, "a", "1")).await, Ok(()));
    assert_eq!(db.database.read(count).await, Ok(1));
    assert_eq!(db.database.write_blocking(|db| put(db, "b", "1")), Ok(()));
    let database = db.database.clone();
    let nested = db.database.write_blocking(move |_| database.write_blocking(|db| put(db, "c", "1")));
    assert!(
        matches!(nested, Err(DbError::Other(_))),
        "a write inside of a write is refused, not waited for: {nested:?}"
    );
    db.database.clone().close().await;
    assert!(matches!(db.database.write(|db| put(db, "d", "1")).await, Err(DbError::Pool(_))));
    assert!(matches!(db.database.ping().await, Err(DbError::Pool(_))));
}

#[test]
fn a_path_that_nobody_made_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/down/handpick.db");
    let mut settings = DatabaseSettings::new(DatabaseUrl::sqlite(&path));
    assert!(matches!(Database::open(&settings), Err(OpenError::Missing(_))));
    assert!(!path.exists());
    settings.create_if_missing = true;
    let database = Database::open(&settings).unwrap();
    assert!(!database.migrate().unwrap().is_empty());
    assert!(database.pending().unwrap().is_empty());
}

#[test]
fn an_unreachable_server_is_named_without_its_password() {
    let url = "postgres://ann:s3cret@127.0.0.1:1/handpick";
    let said = Database::open(&TestDb::settings(url)).unwrap_err().to_string();
    assert!(!said.contains("s3cret") && !said.contains(url), "{said}");
    let odd = "postgres://ann:s3cret@127.0.0.1:nonsense/handpick";
    let said = Database::open(&TestDb::settings(odd)).unwrap_err().to_string();
    assert!(!said.contains("s3cret"), "{said}");
}

/// SQLite ends a transaction by itself when it can't write: nobody in the group may be told otherwise.
#[actix_web::test]
async fn a_full_disk_loses_only_what_was_refused() {
    let db = TestDb::sqlite();
    let limit = |pages: &'static str| move |db: &mut Db| Ok::<_, DbError>(db.batch_execute(pages)?);
    db.database.write(limit("PRAGMA max_page_count = 1")).await.unwrap();
    let tasks: Vec<_> = (0..64)
        .map(|number: usize| {
            let database = db.database.clone();
            let value = "x".repeat(number * 400);
            tokio::spawn(async move { database.write(move |db| put(db, &format!("name{number}"), &value)).await })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        kept += i64::from(task.await.unwrap().is_ok());
    }
    assert!(kept < 64, "it was full");
    assert_eq!(db.database.read(count).await, Ok(kept));
    assert_eq!(db.database.write(|db| put(db, "small", "1")).await, Ok(()));
    assert_eq!(db.database.read(count).await, Ok(kept + 1));
    db.database.write(limit("PRAGMA max_page_count = 1000000")).await.unwrap();
    assert_eq!(db.database.write(|db| put(db, "after", &"x".repeat(100_000))).await, Ok(()));
}

/// A server that restarts closes every connection in the pool.
#[actix_web::test]
async fn connections_that_died_are_replaced() {
    let Some(db) = TestDb::postgres() else { return };
    let reads: Vec<_> = (0..8).map(|_| db.database.read(count)).collect();
    for read in futures_util::future::join_all(reads).await {
        assert_eq!(read, Ok(0));
    }
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    db.database.write(|db| Ok::<_, DbError>(db.batch_execute(others)?)).await.unwrap();
    assert_eq!(db.database.write_locked(vec![LockKey::Pot(1)], |db| put(db, "a", "1")).await, Ok(()));
    let reads: Vec<_> = (0..8).map(|_| db.database.read(count)).collect();
    for read in futures_util::future::join_all(reads).await {
        assert_eq!(read, Ok(1));
    }
    // One that dies in the middle is an error, and the next is well.
    let killed = "SELECT pg_terminate_backend(pg_backend_pid())";
    let lost = db.database.write(|db| Ok::<_, DbError>(db.batch_execute(killed)?)).await;
    assert!(matches!(lost, Err(DbError::Pool(_))), "{lost:?}");
    assert_eq!(db.database.read(count).await, Ok(1));
}
