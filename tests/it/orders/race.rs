//! Many at once on one pot: as many as it can pay for are placed, and nothing goes below zero.

use futures_util::StreamExt as _;
use handpick::accounts::By;
use handpick::budgets::ledger::{self, LedgerError};
use handpick::budgets::service as budgets;
use handpick::db::LockKey;
use handpick::orders::PlaceOrderError;
use handpick::orders::service;
use handpick::orders::service::enrol::{self, NewPackage, Wanted};

use crate::support::market::{Market, once, pounds, whole_basket};
use crate::support::purse::{self, assert_books_are_right};

on_each_backend! {
    /// 200 orders of £60 race for £3,000, which pays for 50.
    async fn two_hundred_orders_on_a_pot_that_pays_for_fifty(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let (holder, pot, now) = (market.holder, market.pot, market.app.clock.now());
        let today = market.app.clock.today();
        let pot_row = market.database().read_blocking(|db| budgets::current_pot(db, holder, today)).unwrap().unwrap();
        let by = By { user: market.priya.user_id, mandate: None };
        let wanted = vec![Wanted { listing: market.listing, plan_line: None, request: once(3, "2026-12-01", "10am") }];
        let racers = (0..200).map(|_| {
            let seeds = vec![market.app.random.u64()];
            let new = NewPackage { holder, pot: pot_row.clone(), wanted: wanted.clone(), by, at: now, seeds };
            market.database().write_locked(vec![LockKey::Pot(pot.0)], move |db| enrol::place(db, &new))
        });
        let outcomes = futures_util::future::join_all(racers).await;
        let placed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let refused = outcomes.iter().filter(|o| matches!(o, Err(PlaceOrderError::WouldOverspend { .. }))).count();
        assert_eq!((placed, refused), (50, 150));
        assert_eq!(market.balances(), (0, 300_000, 0));
        assert_books_are_right(market.database());
    }

    /// 40 people press the button of one basket at once, with 40 keys: it is ordered once.
    async fn one_basket_pressed_by_many_is_ordered_once(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let keys: Vec<String> = (0..40).map(|number| format!("the-key-of-tab-{number}")).collect();
        let presses = keys.iter().map(|key| service::place(&market.app, &market.priya, whole_basket(key)));
        let outcomes = futures_util::future::join_all(presses).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().all(|o| matches!(o, Ok(_) | Err(PlaceOrderError::Empty))), "{outcomes:?}");
        assert_eq!(market.balances(), (294_000, 6_000, 0));
        assert_books_are_right(market.database());
    }

    /// One form sent 40 times at once: one order, one answer.
    async fn one_form_sent_many_times_is_ordered_once(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let presses = (0..40).map(|_| service::place(&market.app, &market.priya, whole_basket("one-form-only")));
        let outcomes = futures_util::future::join_all(presses).await;
        let first = outcomes[0].clone().unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.as_ref() == Ok(&first)), "{outcomes:?}");
        assert_eq!(market.balances(), (294_000, 6_000, 0));
    }

    /// A thousand orders race for ten pots, two hundred at any moment. Each pot pays for exactly ten, each order is
    /// answered once, and what was answered is there.
    async fn a_thousand_orders_on_ten_pots(db: TestDb) {
        let market = Market::with(db, pounds(1)).await;
        let (now, today) = (market.app.clock.now(), market.app.clock.today());
        let pots: Vec<_> = (0..10).map(|number| {
            market.database().write_blocking(move |db| {
                let holder = purse::holder(db, &format!("Holder {number}"))?;
                purse::pot(db, holder, None, pounds(600))?;
                Ok::<_, LedgerError>(budgets::current_pot(db, holder, today)?.unwrap())
            }).unwrap()
        }).collect();
        let by = By { user: market.priya.user_id, mandate: None };
        let wanted = vec![Wanted { listing: market.listing, plan_line: None, request: once(3, "2026-12-01", "10am") }];
        let racers = (0..1_000).map(|number: usize| {
            let pot = pots[number % pots.len()].clone();
            let (id, seeds) = (pot.id, vec![market.app.random.u64()]);
            let new = NewPackage { holder: pot.holder_id, pot, wanted: wanted.clone(), by, at: now, seeds };
            market.database().write_locked(vec![LockKey::Pot(id.0)], move |db| enrol::place(db, &new))
        });
        let outcomes: Vec<_> = futures_util::stream::iter(racers).buffer_unordered(200).collect().await;
        let placed: Vec<_> = outcomes.iter().flatten().flatten().copied().collect();
        let refused = outcomes.iter().filter(|o| matches!(o, Err(PlaceOrderError::WouldOverspend { .. }))).count();
        let other = outcomes.iter().find(|o| !matches!(o, Ok(_) | Err(PlaceOrderError::WouldOverspend { .. })));
        assert_eq!((placed.len(), refused, other), (100, 900, None));
        let there: i64 = market.database().read_blocking(|db| {
            use diesel::prelude::*;
            handpick::db::schema::orders::table.count().get_result(db).map_err(handpick::db::DbError::from)
        }).unwrap();
        assert_eq!(there, 100, "none is lost and none is there that wasn't answered");
        for pot in &pots {
            let id = pot.id;
            let balances = market.database().read_blocking(move |db| ledger::balances(db, id)).unwrap();
            assert_eq!((balances.available, balances.committed), (pounds(0), pounds(600)));
        }
        assert_books_are_right(market.database());
    }

    /// Eight posts of one form at once, through the pages: one order and eight equal answers.
    async fn eight_posts_of_one_form_have_one_answer(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let mut browsers = Vec::new();
        for _ in 0..8 {
            let mut browser = market.site.signed_in("priya@example.org").await;
            browser.visit("/basket").await;
            browsers.push(browser);
        }
        let field = |html: &str, name: &str| {
            let from = html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            from.split('"').next().unwrap().to_owned()
        };
        let (key, line) = (field(browsers[0].html(), "key"), field(browsers[0].html(), "line"));
        let fields = [("key", key.as_str()), ("agree", "yes"), ("line", line.as_str()), ("total", "6000")];
        futures_util::future::join_all(browsers.iter_mut().map(|browser| browser.post("/orders", &fields))).await;
        let first = browsers[0].path().to_owned();
        assert!(first.starts_with("/orders/placed/"), "{first}");
        for browser in &mut browsers {
            browser.status(200).at(&first);
        }
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        assert_books_are_right(market.database());
    }

    /// Sixteen clients order sixteen lines at once from a pot that pays for five: exactly five, and eleven refusals in
    /// words.
    async fn sixteen_clients_on_one_hot_pot(db: TestDb) {
        let market = Market::with(db, pounds(300)).await;
        for _ in 0..16 {
            market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        }
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let lines: Vec<String> = view.lines().map(|line| line.line.id.to_string()).collect();
        let mut clients = Vec::new();
        for line in &lines {
            let mut browser = market.site.signed_in("priya@example.org").await;
            browser.visit("/basket").await;
            clients.push((browser, format!("the-key-of-line-{line}"), line));
        }
        let posts = clients.iter_mut().map(|(browser, key, line)| async move {
            let fields = [("key", key.as_str()), ("agree", "yes"), ("line", line.as_str()), ("total", "6000")];
            browser.post("/orders", &fields).await.answered()
        });
        let mut answers = futures_util::future::join_all(posts).await;
        answers.sort_unstable();
        assert_eq!(answers, [vec![200; 5], vec![422; 11]].concat());
        assert_eq!(market.balances(), (0, 30_000, 0));
        assert_books_are_right(market.database());
    }
}
