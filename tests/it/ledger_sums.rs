//! What a pot's transfers come to is kept, so that a page needn't read years of them; and it is what they come to.

use chrono::{Days, Months, NaiveDate};
use diesel::{RunQueryDsl, sql_query};
use handpick::budgets::ledger::{self, AccountKind, Posting, Reason};
use handpick::budgets::service::books;
use handpick::db::{Database, DbError};
use handpick::kernel::dates::london;
use handpick::kernel::ids::PotId;

use crate::support::purse::{assert_books_are_right, noon, posting, pot_with};

const VISITS: i64 = 320;

/// So many visits, every other day, each ordered for £2 and delivered for £1.50.
fn visits(database: &Database, pot: PotId) {
    database
        .write_blocking(move |db| {
            for number in 0..VISITS {
                let at = noon() + Days::new(number.unsigned_abs() * 2);
                let ordered = posting(
                    pot,
                    Reason::Commit,
                    AccountKind::Available,
                    AccountKind::Committed,
                    200,
                    &format!("commit:{number}"),
                );
                let delivered = posting(
                    pot,
                    Reason::Deliver,
                    AccountKind::Committed,
                    AccountKind::Delivered,
                    150,
                    &format!("deliver:{number}"),
                );
                for posting in [ordered, delivered] {
                    ledger::post(db, &Posting { at, ..posting }).map_err(|error| DbError::Other(error.to_string()))?;
                }
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
}

on_each_backend! {
    async fn years_of_visits_are_added_up_once_and_right(db: TestDb) {
        let database = &db.database;
        let pot = pot_with(database, 1_000);
        visits(database, pot);
        assert_books_are_right(database);

        let spending = database.read_blocking(move |db| ledger::spending(db, pot)).unwrap();
        assert_eq!(spending.lines.len(), 1);
        let line = spending.lines[0];
        assert_eq!((line.committed.pence(), line.spent.pence()), (VISITS * 50, VISITS * 150));
        assert!(spending.days.len() < 150, "what is long ago stands by months: {}", spending.days.len());

        let all = database.read_blocking(move |db| ledger::all_movements(db, pot)).unwrap();
        let spent_by = |day: NaiveDate| {
            let delivered = all.iter().filter(|movement| movement.reason == Reason::Deliver);
            delivered.filter(|movement| london(movement.at).date() <= day).map(|movement| movement.amount.pence()).sum::<i64>()
        };
        let begins: NaiveDate = "2026-04-06".parse().unwrap();
        for month in 1..=36 {
            let end = (begins + Months::new(month)).pred_opt().unwrap();
            let kept: i64 = spending.days.iter().filter(|day| day.on <= end).map(|day| day.spent.pence()).sum();
            assert_eq!(kept, spent_by(end), "by the end of a month of the budget: {end}");
        }

        let last = database.read_blocking(move |db| ledger::last_spent(db, pot)).unwrap();
        assert_eq!(last, Some(noon() + Days::new((VISITS.unsigned_abs() - 1) * 2)), "the day itself, not the month it is kept by");

        let newest = database.read_blocking(move |db| ledger::newest_movements(db, pot, 10)).unwrap();
        let ids: Vec<_> = newest.iter().map(|movement| movement.id).collect();
        assert_eq!(ids, all.iter().rev().take(10).map(|movement| movement.id).collect::<Vec<_>>());
    }

    async fn a_sum_that_was_changed_is_named(db: TestDb) {
        let database = &db.database;
        let pot = pot_with(database, 1_000);
        visits(database, pot);
        let sql = "UPDATE pot_sums SET spent_pence = spent_pence + 1 WHERE id = (SELECT MAX(id) FROM pot_sums)";
        let changed = database.write_blocking(move |db| Ok::<_, DbError>(sql_query(sql).execute(db)?)).unwrap();
        assert_eq!(changed, 1);
        let faults = books::ledger_verify(database).unwrap().faults;
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(words, [format!("Pot {pot}: its kept sums aren’t what its transfers come to.")]);
    }

    /// A database of before the sums has chains and no sums: they are kept the first time, once.
    async fn what_was_never_summed_is_summed_once(db: TestDb) {
        let database = &db.database;
        let pot = pot_with(database, 1_000);
        visits(database, pot);
        let before = database.read_blocking(move |db| ledger::spending(db, pot)).unwrap();
        database
            .write_blocking(move |db| {
                sql_query("DELETE FROM pot_sums").execute(db)?;
                sql_query("UPDATE pots SET summed_to = 0").execute(db)?;
                Ok::<_, DbError>(())
            })
            .unwrap();
        assert_books_are_right(database);
        let without = database.read_blocking(move |db| ledger::spending(db, pot)).unwrap();
        assert_eq!(without.lines, before.lines);
        assert_eq!(books::sum_up(database).unwrap(), 1);
        assert_eq!(books::sum_up(database).unwrap(), 0);
        assert_books_are_right(database);
        assert_eq!(database.read_blocking(move |db| ledger::spending(db, pot)).unwrap().lines, before.lines);
    }
}
