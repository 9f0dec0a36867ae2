//! Many at once on one pot: as many as it can pay for are placed, and nothing goes below zero.

use handpick::accounts::By;
use handpick::budgets::service as budgets;
use handpick::db::LockKey;
use handpick::orders::PlaceOrderError;
use handpick::orders::service;
use handpick::orders::service::enrol::{self, NewPackage, Wanted};

use crate::support::market::{Market, once, pounds, whole_basket};
use crate::support::purse::assert_books_are_right;

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
}
