//! The chain over a pot's transfers: what was changed behind the program's back is named.

use diesel::{RunQueryDsl, sql_query};
use handpick::budgets::ledger::{self, AccountKind, ChainState, Reason};
use handpick::budgets::service::books;
use handpick::db::{Backend, Database, DbError};
use handpick::kernel::ids::PotId;

use crate::support::purse::{assert_books_are_right, posting, pot_with};

/// Runs statements as somebody would who has the database and takes its guards off.
fn behind_its_back(database: &Database, statements: Vec<String>) {
    let on = if database.backend() == Backend::Postgres { " ON transfers" } else { "" };
    let guards = ["update", "delete"].map(|what| format!("DROP TRIGGER transfers_refuse_{what}{on}"));
    database
        .write_blocking(move |db| {
            for sql in guards.iter().chain(&statements) {
                sql_query(sql.as_str()).execute(db)?;
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
}

/// £50, of which £40 is ordered in four orders: five transfers.
fn pot_with_five_transfers(database: &Database) -> PotId {
    let pot = pot_with(database, 50);
    for number in 1..=4 {
        let key = format!("commit:{pot}:{number}");
        let posting = posting(pot, Reason::Commit, AccountKind::Available, AccountKind::Committed, 1_000, &key);
        database.write_blocking(move |db| ledger::post(db, &posting)).unwrap();
    }
    pot
}

fn words(database: &Database) -> Vec<String> {
    books::ledger_verify(database).unwrap().faults.iter().map(ToString::to_string).collect()
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

fn id_of(database: &Database, pot: PotId, number: i64) -> i64 {
    let key = format!("commit:{pot}:{number}");
    let sql = format!("SELECT id FROM transfers WHERE key = '{key}'");
    database.read_blocking(|db| Ok::<_, DbError>(sql_query(sql).get_result::<Id>(db)?.id)).unwrap()
}

on_each_backend! {
    /// Whatever is changed of a transfer, also where every balance still adds up, it is named, and in its own pot only.
    async fn a_transfer_that_was_changed_is_named(db: TestDb) {
        let database = &db.database;
        let (good, bad) = (pot_with_five_transfers(database), pot_with_five_transfers(database));
        assert_books_are_right(database);
        assert_eq!(database.read_blocking(|db| ledger::chain_of(db, good)).unwrap(), ChainState::Fits { transfers: 5 });
        let second = id_of(database, bad, 2);
        behind_its_back(database, vec![format!("UPDATE transfers SET memo = 'Something else' WHERE id = {second}")]);
        let found = format!("transfer {second} (commit:{bad}:2) doesn’t fit its seal: it was changed after it was made.");
        assert_eq!(words(database), [format!("Pot {bad}: {found}")]);
        assert_eq!(database.read_blocking(|db| ledger::chain_of(db, bad)).unwrap(), ChainState::Broken(found));
    }

    async fn a_transfer_that_is_gone_is_missed(db: TestDb) {
        let database = &db.database;
        let pot = pot_with_five_transfers(database);
        let (second, third) = (id_of(database, pot, 2), id_of(database, pot, 3));
        behind_its_back(database, vec![
            format!("DELETE FROM transfers WHERE id = {second}"),
            format!("UPDATE ledger_accounts SET balance_pence = balance_pence + 1000 WHERE pot_id = {pot} AND kind = 'available'"),
            format!("UPDATE ledger_accounts SET balance_pence = balance_pence - 1000 WHERE pot_id = {pot} AND kind = 'committed'"),
        ]);
        assert_eq!(words(database), [format!("Pot {pot}: its transfer number 3 is missing: transfer {third} comes in its place.")]);
    }

    /// A database of before has transfers without a seal: they are sealed once, beside whatever is ordered meanwhile.
    async fn what_was_never_sealed_is_sealed_once(db: TestDb) {
        let database = &db.database;
        let (old, other) = (pot_with_five_transfers(database), pot_with_five_transfers(database));
        behind_its_back(database, vec!["UPDATE transfers SET position = NULL, seal = NULL".to_owned()]);
        let new = posting(old, Reason::Release, AccountKind::Committed, AccountKind::Available, 500, "release:new");
        database.write_blocking(move |db| ledger::post(db, &new)).unwrap();
        let before = books::ledger_verify(database).unwrap();
        assert_eq!((before.transfers, before.unsealed, before.faults.len()), (11, 10, 0));
        // It was stopped in the middle once.
        assert_eq!(database.write_blocking(move |db| ledger::seal_some(db, old, 3)), Ok(3));
        assert_eq!(books::seal(database), Ok(7));
        assert_eq!(books::seal(database), Ok(0));
        assert_books_are_right(database);
        let after = books::ledger_verify(database).unwrap();
        assert_eq!((after.pots, after.transfers, after.unsealed), (2, 11, 0));
        // From now on one without a seal is a fault.
        let second = id_of(database, other, 2);
        let sql = format!("UPDATE transfers SET position = NULL, seal = NULL WHERE id = {second}");
        database.write_blocking(move |db| Ok::<_, DbError>(sql_query(sql.as_str()).execute(db)?)).unwrap();
        let third = id_of(database, other, 3);
        assert_eq!(words(database), [format!("Pot {other}: its transfer number 3 is missing: transfer {third} comes in its place.")]);
    }

    /// The database lets a transfer be sealed once, and nothing else of it be changed with that.
    async fn a_seal_is_given_once_and_nothing_else_changes(db: TestDb) {
        let database = &db.database;
        pot_with_five_transfers(database);
        let refused = |sql: &'static str| {
            let done = database.write_blocking(move |db| Ok::<_, DbError>(sql_query(sql).execute(db)?));
            assert!(done.is_err(), "{sql}");
        };
        refused("UPDATE transfers SET position = position + 10");
        refused("UPDATE transfers SET position = NULL, seal = NULL");
        refused("UPDATE transfers SET memo = 'Something else', position = 9");
    }
}
