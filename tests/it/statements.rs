//! Monthly statements: they add up to the ledger to the penny, stay as they were, are mailed once, and are seen by those
//! who may see the budget.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use handpick::accounts::service::enrol::{self as people, NewHolder, NewMandate};
use handpick::accounts::{OrganisationKind, Role, Scope, Scopes};
use handpick::budgets::ledger::{self, AccountKind, Posting, Reason};
use handpick::budgets::service::statements as service;
use handpick::budgets::statement::Month;
use handpick::db::{Database, Db, DbError, schema};
use handpick::kernel::Money;
use handpick::kernel::dates::london;
use handpick::kernel::ids::{HolderId, PotId};
use proptest::test_runner::{Config, TestRunner};

use crate::support::TestApp;
use crate::support::purse::{self, assert_books_are_right, day, posting};

fn moved(db: &mut Db, posting: &Posting) -> Result<(), DbError> {
    ledger::post(db, posting).map(drop).map_err(|error| DbError::Other(error.to_string()))
}

fn at(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(12, 0, 0).unwrap()
}

/// Money that moves on a day.
fn on(pot: PotId, reason: Reason, pounds: i64, text: &str, key: &str) -> Posting {
    use AccountKind::{Available, Committed, Delivered};
    let (from, to) = match reason {
        Reason::Commit => (Available, Committed),
        Reason::Deliver => (Committed, Delivered),
        _ => (Delivered, Available),
    };
    Posting { at: at(day(text)), ..posting(pot, reason, from, to, pounds * 100, key) }
}

/// Priya, who reads large print, her broker Tom, and Jo, who works for her council.
struct Home {
    holder: HolderId,
    pot: PotId,
}

fn home(app: &TestApp) -> Home {
    let priya = app.user("priya@example.org", "Priya Shah");
    let tom = app.user("tom@example.org", "Tom Adeyemi");
    let jo = app.user("jo@example.org", "Jo Wren");
    app.user("nia@example.org", "Nia Jones");
    let now = app.now();
    app.write(move |db| {
        let council = people::organisation(db, OrganisationKind::Council, "Leeds City Council", (None, None), now)?;
        people::member(db, jo, council, Role::FinanceOfficer, now)?;
        let new = NewHolder {
            reference: "HP-204-7719".to_owned(),
            user_id: Some(priya),
            council_id: Some(council),
            name: "Priya Shah".to_owned(),
            ..NewHolder::default()
        };
        let holder = people::holder(db, &new, now)?;
        let mandate = NewMandate {
            holder_id: holder,
            user_id: tom,
            scopes: Scopes::new(&[Scope::View]),
            order_limit: None,
            four_week_limit: None,
            starts_on: day("2026-04-06"),
            ends_on: None,
            granted_by: priya,
        };
        people::mandate(db, &mandate, now)?;
        let pot = purse::pot(db, holder, None, Money::from_pence(900_000))
            .map_err(|error| DbError::Other(error.to_string()))?;
        moved(db, &on(pot, Reason::Commit, 600, "2026-10-02", "a"))?;
        moved(db, &on(pot, Reason::Deliver, 150, "2026-10-09", "b"))?;
        moved(db, &on(pot, Reason::Deliver, 100, "2026-11-03", "c"))?;
        Ok(Home { holder, pot })
    })
}

async fn close(app: &TestApp) -> usize {
    service::close(&app.app).await.unwrap()
}

on_each_backend! {
    /// A month that is over keeps its figures; what comes late is on the next one.
    async fn a_closed_month_stays_as_it_is(db: TestDb) {
        let app = TestApp::start(db).await;
        let home = home(&app);
        assert_eq!(close(&app).await, 7, "from April to October");
        let path = format!("/budget/statements/{}/2026-10", home.pot);
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit(&path).await.heading("Statement for October 2026");
        priya.sees("You spent £150.00 in October 2026. £8,850.00 was not spent at the end of the month. £450.00 of it is set aside for orders, and £8,400.00 is free to use.");
        let (before, file) = (priya.main_text(), format!("{path}/statement.csv"));
        priya.visit(&file).await;
        let csv = priya.html().to_owned();

        let pot = home.pot;
        app.write(move |db| moved(db, &on(pot, Reason::Reverse, 40, "2026-10-09", "late")));
        priya.visit(&path).await;
        assert_eq!(priya.main_text(), before);
        priya.visit(&file).await;
        assert_eq!(priya.html(), csv);
        priya.visit(&format!("/budget/statements/{pot}/2026-11")).await;
        priya.sees("Up to 21 November 2026, £60.00 was spent this month. £8,790.00 is not spent.");
        priya.sees("It came after that month’s statement was made.");

        let changed = app.app.db.write(move |db| {
            let theirs = schema::statements::table.filter(schema::statements::pot_id.eq(pot.0));
            Ok::<_, DbError>(diesel::update(theirs).set(schema::statements::paid_pence.eq(1_i64)).execute(db)?)
        });
        assert!(changed.await.is_err(), "the database refuses to change it");
    }

    /// One mail a month for each reader, whoever runs the job how often; none for those who want none.
    async fn a_statement_is_mailed_once_to_those_who_want_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let home = home(&app);
        let mut tom = app.signed_in("tom@example.org").await;
        tom.visit("/broker/people/HP-204-7719").await.press("Act for Priya Shah").await;
        tom.visit("/budget/statements").await.heading("Priya Shah’s statements").sees("November 2026 So far");
        app.mails().await;
        let (a, b) = tokio::join!(service::close(&app.app), service::close(&app.app));
        assert_eq!(a.unwrap() + b.unwrap(), 7, "whoever races");
        assert_eq!(close(&app).await, 0);
        let mails = app.mails().await;
        let about: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("tatement")).collect();
        assert_eq!(about.len(), 2, "{about:?}");
        let of = |to: &str| about.iter().find(|mail| mail.to == to).unwrap();
        assert_eq!(of("priya@example.org").subject, "Your statement for October 2026");
        assert!(of("priya@example.org").text.starts_with("You spent £150.00 in October 2026."));
        assert!(of("priya@example.org").text.contains(&format!("/budget/statements/{}/2026-10", home.pot)));
        assert_eq!(of("tom@example.org").subject, "Priya Shah’s statement for October 2026");

        tom.visit("/budget/statements").await.press("Stop these mails").await.sees("You get no mails about statements.");
        tom.post("/budget/statements/mail", &[("wanted", "no")]).await.sees("You get no mails about statements.");
        app.app.clock.advance(TimeDelta::days(12));
        assert_eq!(close(&app).await, 1);
        let mails = app.mails().await;
        let again: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("November 2026")).collect();
        assert_eq!(again.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["priya@example.org"]);
        let _ = home.holder;
    }

    /// The holder, their helper and their council's officers see one statement; nobody else knows of it.
    async fn everybody_sees_the_same_figures(db: TestDb) {
        let app = TestApp::start(db).await;
        let home = home(&app);
        close(&app).await;
        let path = format!("/budget/statements/{}/2026-10", home.pot);
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/budget").await.follow("Monthly statements").await.heading("My statements");
        priya.follow("October 2026").await.sees("Balance on 31 October 2026 £8,850.00");
        priya.visit(&format!("{path}/statement.csv")).await;
        let csv = priya.html().to_owned();
        assert!(csv.contains("2026-10-09,Spent,A test,,,,,Committed,Delivered,150.00,,150.00,8850.00,450.00"), "{csv}");
        let mut jo = app.signed_in("jo@example.org").await;
        jo.visit("/council/people/HP-204-7719").await.follow("Monthly statements").await;
        jo.at("/council/people/HP-204-7719/statements").heading("Priya Shah’s statements");
        jo.does_not_see("Mails about statements");
        jo.follow("October 2026").await.sees("Priya Shah spent £150.00 in October 2026.");
        jo.visit(&format!("{path}/statement.csv")).await;
        assert_eq!(jo.html(), csv);
        for print in ["", "?print=large"] {
            jo.visit(&format!("{path}/statement.pdf{print}")).await.status(200);
            assert!(jo.html().starts_with("%PDF-"));
        }
        let mut nia = app.signed_in("nia@example.org").await;
        nia.visit("/budget/statements").await.sees("You have no budget here yet");
        nia.visit("/council/people/HP-204-7719/statements").await.status(404);
        for path in [&path, &format!("{path}/statement.pdf"), &format!("{path}/statement.csv")] {
            nia.visit(path).await.status(404);
        }
        for path in ["/budget/statements/1/2026-13", "/budget/statements/x/2026-10", "/budget/statements/999/2026-10"] {
            priya.visit(path).await.status(404);
        }
    }

    /// Whoever needs large print gets it without asking, and can choose the ordinary one.
    async fn large_print_is_for_whoever_needs_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let home = home(&app);
        app.write(move |db| {
            use schema::communication_needs::dsl;
            diesel::insert_into(dsl::communication_needs)
                .values((
                    dsl::holder_id.eq(home.holder.0),
                    dsl::format.eq("Large print"),
                    dsl::checked_on.eq(day("2026-05-01")),
                    dsl::review_on.eq(day("2027-05-01")),
                ))
                .execute(db)?;
            Ok(())
        });
        let path = format!("/budget/statements/{}/2026-11", home.pot);
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit(&path).await;
        assert!(priya.html().contains("data-text=\"large\""));
        priya.follow("Ordinary print").await;
        assert!(priya.html().contains("data-text=\"standard\""));
        let mut jo = app.signed_in("jo@example.org").await;
        jo.visit(&path).await;
        assert!(jo.html().contains("data-text=\"standard\""), "officers choose for themselves");
        jo.follow("Large print").await;
        assert!(jo.html().contains("data-text=\"large\""));
    }
}

/// Money that moves: how, how much in pence, and how many hours after the one before.
type Move = (usize, i64, i64);

const WAYS: [(Reason, AccountKind, AccountKind); 8] = [
    (Reason::Commit, AccountKind::Available, AccountKind::Committed),
    (Reason::Release, AccountKind::Committed, AccountKind::Available),
    (Reason::Deliver, AccountKind::Committed, AccountKind::Delivered),
    (Reason::Charge, AccountKind::Available, AccountKind::Delivered),
    (Reason::Invoice, AccountKind::Delivered, AccountKind::Invoiced),
    (Reason::Pay, AccountKind::Invoiced, AccountKind::Paid),
    (Reason::Reverse, AccountKind::Paid, AccountKind::Available),
    (Reason::Recover, AccountKind::Available, AccountKind::Recovered),
];

/// Makes a history with closings in between, some movements dated back, and holds its statements against the ledger.
fn hold_against_the_ledger(database: &Database, moves: &[Move]) {
    let pot = purse::pot_with(database, 1_000);
    let mut now = day("2026-04-07").and_hms_opt(9, 0, 0).unwrap();
    for (number, (way, pence, hours)) in moves.iter().enumerate() {
        now += TimeDelta::hours(*hours);
        let (reason, from, to) = WAYS[*way];
        // Every fifth is told a fortnight late.
        let at = if number % 5 == 4 { now - TimeDelta::days(14) } else { now };
        let posting = Posting { at, ..posting(pot, reason, from, to, *pence, &format!("{pot}:{number}")) };
        let (today, closes) = (london(now).date(), number % 7 == 6);
        database
            .write_blocking(move |db| {
                // What there is too little for is refused, and changes nothing.
                match ledger::post(db, &posting) {
                    Ok(_) | Err(ledger::LedgerError::NotEnough { .. }) => {}
                    Err(error) => return Err(DbError::Other(error.to_string())),
                }
                if closes {
                    service::close_quietly(db, today, posting.at)?;
                }
                Ok(())
            })
            .unwrap();
    }
    let today = london(now).date();
    let (months, all) = database
        .read_blocking(move |db| Ok::<_, DbError>((service::all_of(db, pot, today)?, ledger::all_movements(db, pot)?)))
        .unwrap();
    let listed: Vec<i64> = {
        let mut ids: Vec<i64> =
            months.iter().flat_map(|month| month.entries.iter().map(|entry| entry.movement.id.0)).collect();
        ids.sort_unstable();
        ids
    };
    let mut made: Vec<i64> = all.iter().map(|movement| movement.id.0).collect();
    made.sort_unstable();
    assert_eq!(listed, made, "each movement is on exactly one statement");
    for pair in months.windows(2) {
        assert_eq!(pair[0].closing, pair[1].opening, "{} leads to {}", pair[0].month, pair[1].month);
    }
    let last = months.last().unwrap();
    assert_eq!(last.month, Month::of(today));
    assert_eq!(last.closing, database.read_blocking(move |db| ledger::balances(db, pot)).unwrap());
    assert!(months.iter().all(handpick::budgets::statement::Monthly::adds_up));
}

fn any_history(database: &Database, cases: u32) {
    let moves = proptest::collection::vec((0..WAYS.len(), 1_i64..40_000, 1_i64..240), 1..40);
    TestRunner::new(Config { cases, ..Config::default() })
        .run(&moves, |moves| {
            hold_against_the_ledger(database, &moves);
            Ok(())
        })
        .unwrap();
    assert_books_are_right(database);
}

on_each_backend! {
    /// Whatever happens and whenever months are closed, statements come to what the ledger holds.
    async fn statements_add_up_to_the_ledger(db: TestDb) {
        any_history(&db.database, 12);
    }
}
