//! The promises of the ledger, kept on both databases.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use handpick::budgets::ledger::{self, AccountKind, Balances, LedgerError, Posting, Reason};
use handpick::budgets::service::enrol;
use handpick::budgets::{NewFunding, Stream};
use handpick::db::{Database, DbError, LockKey};
use handpick::kernel::Money;
use handpick::kernel::ids::{PotId, TransferId};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::support::purse::{assert_books_are_right, holder, noon, posting, pot, pot_with};

fn post(database: &Database, posting: &Posting) -> Result<TransferId, LedgerError> {
    let posting = posting.clone();
    database.write_blocking(move |db| ledger::post(db, &posting))
}

fn balances(database: &Database, pot: PotId) -> Balances {
    database.read_blocking(move |db| ledger::balances(db, pot)).unwrap()
}

fn commit(pot: PotId, pence: i64, key: &str) -> Posting {
    posting(pot, Reason::Commit, AccountKind::Available, AccountKind::Committed, pence, key)
}

fn run_sql(database: &Database, sql: &'static str) -> Result<usize, DbError> {
    database.write_blocking(move |db| Ok(sql_query(sql).execute(db)?))
}

/// What a ledger of one pot should do, in memory.
#[derive(Debug, Default)]
struct Model {
    held: HashMap<AccountKind, i64>,
    by_key: HashMap<String, Posting>,
}

/// What the ledger should answer.
#[derive(Debug, PartialEq)]
enum Answer {
    Moved,
    SameAgain,
    NotEnough,
    KeyReused,
    Nonsense,
}

impl Model {
    fn post(&mut self, posting: &Posting) -> Answer {
        let pence = posting.amount.pence();
        if pence <= 0 || !posting.reason.allows(posting.from, posting.to) || posting.from.is_none() {
            return Answer::Nonsense;
        }
        if let Some(first) = self.by_key.get(&posting.key) {
            return if first == posting { Answer::SameAgain } else { Answer::KeyReused };
        }
        let from = self.held.entry(posting.from.unwrap()).or_default();
        if *from < pence {
            return Answer::NotEnough;
        }
        *from -= pence;
        *self.held.entry(posting.to).or_default() += pence;
        self.by_key.insert(posting.key.clone(), posting.clone());
        Answer::Moved
    }
}

/// A posting that may or may not make sense; sensible ones are common, and keys come again.
fn any_posting() -> impl Strategy<Value = Posting> {
    use AccountKind::{Available, Committed, Delivered, Invoiced, Paid, Recovered};
    let sensible = select(vec![
        (Reason::Commit, Available, Committed),
        (Reason::Commit, Available, Committed),
        (Reason::Release, Committed, Available),
        (Reason::Deliver, Committed, Delivered),
        (Reason::Charge, Available, Delivered),
        (Reason::Invoice, Delivered, Invoiced),
        (Reason::Pay, Invoiced, Paid),
        (Reason::Recover, Available, Recovered),
        (Reason::Reverse, Paid, Available),
    ]);
    let any = (select(Reason::ALL), select(AccountKind::ALL), select(AccountKind::ALL));
    let movement = prop_oneof![6 => sensible, 1 => any];
    (movement, -1_i64..6_000, 0..40_u32)
        .prop_map(|((reason, from, to), pence, key)| posting(PotId(0), reason, from, to, pence, &format!("key-{key}")))
}

on_each_backend! {
    async fn does_what_a_model_of_it_does(db: TestDb) {
        let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        let postings = proptest::collection::vec(any_posting(), 1..40);
        runner
            .run(&postings, |postings| {
                let pot = pot_with(&db.database, 100);
                let mut model = Model::default();
                model.held.insert(AccountKind::Available, 10_000);
                for posting in postings {
                    let posting = Posting { pot, key: format!("{pot}-{}", posting.key), ..posting };
                    let expected = model.post(&posting);
                    let answer = post(&db.database, &posting);
                    let agrees = match expected {
                        Answer::Moved | Answer::SameAgain => answer.is_ok(),
                        Answer::NotEnough => matches!(answer, Err(LedgerError::NotEnough { .. })),
                        Answer::KeyReused => matches!(answer, Err(LedgerError::KeyReused { .. })),
                        Answer::Nonsense => {
                            matches!(answer, Err(LedgerError::BadMove { .. } | LedgerError::BadAmount(_)))
                        }
                    };
                    prop_assert!(agrees, "{posting:?}: {expected:?}, not {answer:?}");
                }
                let held = balances(&db.database, pot);
                for kind in AccountKind::ALL {
                    prop_assert_eq!(held.of(*kind).pence(), model.held.get(kind).copied().unwrap_or(0), "{}", kind);
                }
                prop_assert_eq!(held.total(), Some(Money::from_pence(10_000)));
                Ok(())
            })
            .unwrap();
        assert_books_are_right(&db.database);
    }

    async fn the_same_key_moves_money_once(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        let first = post(&db.database, &commit(pot, 2_000, "commit:1")).unwrap();
        let later = Posting { memo: "Sent again".to_owned(), at: noon() + chrono::TimeDelta::days(1), ..commit(pot, 2_000, "commit:1") };
        assert_eq!(post(&db.database, &later), Ok(first));
        assert_eq!(balances(&db.database, pot).committed, Money::from_pence(2_000));
        let other = post(&db.database, &commit(pot, 2_001, "commit:1"));
        assert_eq!(other, Err(LedgerError::KeyReused { key: "commit:1".to_owned() }));
    }

    async fn a_refusal_says_what_there_is_and_what_is_missing(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        let refused = post(&db.database, &commit(pot, 6_250, "commit:1"));
        let (available, short_by) = (Money::from_pence(5_000), Money::from_pence(1_250));
        assert_eq!(refused, Err(LedgerError::NotEnough { available, short_by }));
        assert_eq!(post(&db.database, &commit(PotId(999), 1, "commit:2")), Err(LedgerError::NoAccounts));
    }

    /// The caller may go on after a refusal in the same transaction: nothing of the refused movement is left.
    async fn a_refusal_changes_nothing(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        db.database
            .write_blocking(move |db| {
                ledger::post(db, &commit(pot, 4_000, "commit:1"))?;
                assert!(ledger::post(db, &commit(pot, 1_001, "commit:2")).is_err());
                ledger::post(db, &commit(pot, 1_000, "commit:3"))
            })
            .unwrap();
        assert_eq!(balances(&db.database, pot).available, Money::ZERO);
        assert_books_are_right(&db.database);
    }

    async fn money_for_fifty_is_enough_for_fifty_of_sixty_four_at_once(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        let racers: Vec<_> = (0..64)
            .map(|racer| {
                let database = db.database.clone();
                actix_web::rt::spawn(async move {
                    let posting = commit(pot, 100, &format!("commit:{racer}"));
                    database.write_locked(vec![LockKey::Pot(pot.0)], move |db| ledger::post(db, &posting)).await
                })
            })
            .collect();
        let (mut moved, mut refused) = (0, 0);
        for racer in racers {
            match racer.await.unwrap() {
                Ok(_) => moved += 1,
                Err(LedgerError::NotEnough { available, .. }) => {
                    assert_eq!(available, Money::ZERO);
                    refused += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((moved, refused), (50, 14));
        assert_eq!(balances(&db.database, pot).committed, Money::from_pence(5_000));
        assert_books_are_right(&db.database);
    }

    /// Who forgets the lock may lose a race, but never gets money that isn't there.
    async fn without_the_lock_nothing_is_spent_twice(db: TestDb) {
        let pot = pot_with(&db.database, 10);
        let racers: Vec<_> = (0..32)
            .map(|racer| {
                let database = db.database.clone();
                actix_web::rt::spawn(async move {
                    let posting = commit(pot, 100, &format!("commit:{racer}"));
                    database.write(move |db| ledger::post(db, &posting)).await
                })
            })
            .collect();
        let mut moved = 0;
        for racer in racers {
            match racer.await.unwrap() {
                Ok(_) => moved += 1,
                Err(LedgerError::NotEnough { .. } | LedgerError::Db(DbError::Contention)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(balances(&db.database, pot).committed, Money::from_pence(moved * 100));
        assert_books_are_right(&db.database);
    }

    async fn the_same_order_sent_many_times_at_once_moves_money_once(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        let racers: Vec<_> = (0..16)
            .map(|_| {
                let database = db.database.clone();
                actix_web::rt::spawn(async move {
                    let posting = commit(pot, 100, "commit:one");
                    database.write_locked(vec![LockKey::Pot(pot.0)], move |db| ledger::post(db, &posting)).await
                })
            })
            .collect();
        let mut answers = Vec::new();
        for racer in racers {
            answers.push(racer.await.unwrap().unwrap());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(balances(&db.database, pot).committed, Money::from_pence(100));
    }

    async fn the_database_refuses_to_change_or_delete_transfers(db: TestDb) {
        let pot = pot_with(&db.database, 50);
        post(&db.database, &commit(pot, 100, "commit:1")).unwrap();
        for sql in ["UPDATE transfers SET amount_pence = 1", "UPDATE transfers SET memo = memo", "DELETE FROM transfers"] {
            assert!(run_sql(&db.database, sql).is_err(), "{sql}");
        }
        assert_books_are_right(&db.database);
    }

    async fn the_database_refuses_a_balance_below_zero(db: TestDb) {
        pot_with(&db.database, 50);
        let refused = run_sql(&db.database, "UPDATE ledger_accounts SET balance_pence = balance_pence - 5001 WHERE kind = 'available'");
        assert!(matches!(refused, Err(DbError::Constraint(_))), "{refused:?}");
    }

    async fn verify_finds_a_balance_changed_behind_its_back(db: TestDb) {
        let right = pot_with(&db.database, 20);
        let wrong = pot_with(&db.database, 50);
        post(&db.database, &commit(right, 100, "commit:right")).unwrap();
        let sql = format!("UPDATE ledger_accounts SET balance_pence = balance_pence + 1 WHERE kind = 'available' AND pot_id = {wrong}");
        db.database.write_blocking(move |db| Ok::<_, DbError>(sql_query(sql.as_str()).execute(db)?)).unwrap();
        let checked = db.database.read_blocking(ledger::verify).unwrap();
        assert_eq!((checked.pots, checked.transfers), (2, 3));
        let words: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                format!("Pot {wrong}: its account \"available\" says £50.01, but its transfers come to £50.00."),
                format!("Pot {wrong}: its accounts add up to £50.01, but its funding put in £50.00."),
            ]
        );
    }

    async fn verify_finds_an_account_that_is_gone_and_one_of_another_pot(db: TestDb) {
        let one = pot_with(&db.database, 20);
        let other = pot_with(&db.database, 30);
        let sql = format!("UPDATE ledger_accounts SET pot_id = {one}, kind = 'paid' WHERE kind = 'available' AND pot_id = {other}");
        let gone = format!("DELETE FROM ledger_accounts WHERE kind = 'paid' AND pot_id = {one}");
        db.database
            .write_blocking(move |db| {
                sql_query(gone.as_str()).execute(db)?;
                Ok::<_, DbError>(sql_query(sql.as_str()).execute(db)?)
            })
            .unwrap();
        let faults = db.database.read_blocking(ledger::verify).unwrap().faults;
        let of = |pot: PotId| faults.iter().filter(|fault| fault.pot == pot).map(|fault| fault.words.as_str()).collect::<Vec<_>>();
        assert!(of(one).iter().any(|words| words.contains("\"paid\" says £30.00")), "{faults:?}");
        assert!(of(other).iter().any(|words| words.contains("no account \"available\"")), "{faults:?}");
        assert!(of(other).iter().any(|words| words.contains("isn't one of its own")), "{faults:?}");
    }

    async fn money_comes_in_from_the_pots_own_streams_only(db: TestDb) {
        let (one, other) = (pot_with(&db.database, 20), pot_with(&db.database, 0));
        let stream = db
            .database
            .write_blocking(move |db| {
                let new = NewFunding { pot_id: one, stream: Stream::OwnTopUp, amount: Money::from_pence(500), by: None };
                enrol::funding(db, &new, noon())
            })
            .unwrap();
        assert_eq!(balances(&db.database, one).available, Money::from_pence(2_500));
        let astray = Posting {
            from: None,
            to: AccountKind::Available,
            funding: Some(stream),
            reason: Reason::Fund,
            ..commit(other, 500, "fund:astray")
        };
        assert_eq!(post(&db.database, &astray), Err(LedgerError::WrongPot));
        let nothing = NewFunding { pot_id: one, stream: Stream::OwnTopUp, amount: Money::ZERO, by: None };
        assert!(db.database.write_blocking(move |db| enrol::funding(db, &nothing, noon())).is_err());
        assert_books_are_right(&db.database);
    }

    async fn movements_say_what_came_in_and_went_out(db: TestDb) {
        let holder = db.database.write_blocking(|db| holder(db, "Priya Shah")).unwrap();
        let pot = db.database.write_blocking(move |db| pot(db, holder, None, Money::from_pence(5_000))).unwrap();
        post(&db.database, &commit(pot, 3_000, "commit:1")).unwrap();
        let deliver = posting(pot, Reason::Deliver, AccountKind::Committed, AccountKind::Delivered, 1_200, "deliver:1");
        post(&db.database, &deliver).unwrap();
        let all = db.database.read_blocking(move |db| ledger::all_movements(db, pot)).unwrap();
        let sums: Vec<_> = all.iter().map(|m| (m.reason, m.money_in().is_some(), m.money_out().is_some())).collect();
        assert_eq!(sums, [(Reason::Fund, true, false), (Reason::Commit, false, true), (Reason::Deliver, false, false)]);
        let newest = db.database.read_blocking(move |db| ledger::newest_movements(db, pot, 1)).unwrap();
        assert_eq!(newest.len(), 1);
        assert_eq!(newest[0].id, all[2].id);
        let lines = db.database.read_blocking(move |db| ledger::by_plan_line(db, pot)).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].committed.pence(), lines[0].spent.pence()), (1_800, 1_200));
        let days = db.database.read_blocking(move |db| ledger::spending(db, pot)).unwrap().days;
        assert_eq!(days.iter().map(|day| (day.on.to_string(), day.spent.pence())).collect::<Vec<_>>(), [("2026-11-21".to_owned(), 1_200)]);
    }
}
