//! Placing: exactly that much is committed, once, or nothing at all.

use handpick::kernel::Money;
use handpick::orders::model::fit::Change;
use handpick::orders::service::LineState;
use handpick::orders::service::{self, PlaceOrder, Seen};
use handpick::orders::{BasketError, PlaceOrderError};

use crate::support::market::{Market, once, pounds, weekly, whole_basket};
use crate::support::purse::{assert_books_are_right, day};

on_each_backend! {
    /// The listing has no price of its own for evenings: what is charged is called the weekday price.
    async fn a_price_is_called_by_the_band_it_was_set_for(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "7pm")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await.sees("weekday price").does_not_see("evening price");
    }

    /// Three hours every Tuesday until the budget ends: 18 Tuesdays at £20 an hour, none a bank holiday.
    async fn an_order_commits_exactly_what_it_costs(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        assert_eq!(market.balances(), (200_000, 0, 0));
        let view = service::view(&market.app, &market.priya).await.unwrap();
        assert_eq!((view.total, view.weekly), (pounds(1_080), Some(pounds(60))));
        assert_eq!(view.effect[0].left(), Some(pounds(2_040)));
        let placed = market.place(&market.priya).await;
        assert_eq!(market.balances(), (92_000, 108_000, 0));
        assert_eq!(placed.orders, std::slice::from_ref(&placed.package_reference));
        assert!(service::view(&market.app, &market.priya).await.unwrap().groups.is_empty());
        let order = service::order_view(&market.app, &market.priya, &placed.package_reference).await.unwrap();
        assert_eq!((order.order.total, order.deliveries.len()), (pounds(1_080), 18));
        assert_eq!(order.deliveries.last().unwrap().on, day("2027-03-30"));
        assert_eq!(order.history[0].by, "Priya Shah");
        assert_books_are_right(market.database());
    }

    /// The refusal says by how much and what would fit, and leaves everything as it was.
    async fn an_order_that_would_overspend_is_refused_in_words(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let refused = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "These orders cost £580.00 more than the £500.00 that is left. 8 Tuesdays would fit. Nothing was ordered."
        );
        assert_eq!(market.balances(), (50_000, 0, 0));
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let line = &view.groups[0].lines[0];
        let LineState::Over { by, ways, .. } = &line.state else { panic!("{:?}", line.state) };
        assert_eq!((*by, view.total), (pounds(580), Money::ZERO));
        // A way on that was offered makes it fit, and the same key may be used again: nothing was done with it.
        let stop = ways.iter().find(|way| matches!(way.change, Change::StopOn(_))).unwrap();
        service::take_way(&market.app, &market.priya, line.line.id, stop.change).await.unwrap();
        service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await.unwrap();
        assert_eq!(market.balances(), (2_000, 48_000, 0));
    }

    /// A change that nobody offered is not made.
    async fn only_ways_on_that_were_offered_are_taken(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let id = service::view(&market.app, &market.priya).await.unwrap().groups[0].lines[0].line.id;
        let taken = service::take_way(&market.app, &market.priya, id, Change::EveryWeeks(200)).await;
        assert_eq!(taken, Err(BasketError::NoSuchWay));
    }

    /// A form sent twice orders once, and answers the same.
    async fn the_same_key_twice_is_one_order(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let first = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await.unwrap();
        market.add(&market.priya, once(3, "2026-12-02", "10am")).await;
        let again = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        let short = service::place(&market.app, &market.priya, whole_basket("short")).await;
        assert_eq!(short, Err(PlaceOrderError::BadKey));
    }

    /// Both tabs show one basket; the second to order is told so and orders nothing.
    async fn two_tabs_order_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let seen = Seen { lines: view.lines().map(|line| line.line.id).collect(), total: view.total, pot: None };
        let from = |key: &str| PlaceOrder { key: key.to_owned(), agreed: true, seen: Some(seen.clone()) };
        service::place(&market.app, &market.priya, from("the-first-tab")).await.unwrap();
        let second = service::place(&market.app, &market.priya, from("the-second-tab")).await;
        assert_eq!(second, Err(PlaceOrderError::Changed));
        assert_eq!(market.balances(), (194_000, 6_000, 0));
    }

    /// What was added or made dearer since the page was shown is not ordered behind anybody's back.
    async fn only_what_was_seen_is_ordered(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let line = view.groups[0].lines[0].line.clone();
        market.add(&market.priya, once(1, "2026-12-03", "10am")).await;
        let dearer = PlaceOrder {
            key: "a-key-of-a-form".to_owned(),
            agreed: true,
            seen: Some(Seen { lines: vec![line.id], total: pounds(59), pot: None }),
        };
        let refused = service::place(&market.app, &market.priya, dearer.clone()).await;
        assert_eq!(refused, Err(PlaceOrderError::Changed));
        let seen = PlaceOrder { seen: Some(Seen { lines: vec![line.id], total: pounds(60), pot: None }), ..dearer };
        service::place(&market.app, &market.priya, seen).await.unwrap();
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        let left = service::view(&market.app, &market.priya).await.unwrap();
        assert_eq!(left.lines().count(), 1);
    }

    /// A line whose listing was paused stays in the basket and says why; the whole basket is then refused.
    async fn what_cannot_be_ordered_refuses_the_whole_basket(db: TestDb) {
        use diesel::prelude::*;
        use handpick::db::schema::listings::dsl;
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let id = market.listing.0;
        market.database().write_blocking(move |db| {
            diesel::update(dsl::listings.find(id)).set(dsl::state.eq("paused")).execute(db)
                .map_err(handpick::db::DbError::from)
        }).unwrap();
        let view = service::view(&market.app, &market.priya).await.unwrap();
        assert!(matches!(view.groups[0].lines[0].state, LineState::Refused(_)));
        let refused = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await;
        assert!(matches!(refused, Err(PlaceOrderError::Unavailable { .. })), "{refused:?}");
        assert_eq!(market.balances(), (200_000, 0, 0));
    }

    /// A line that was good when it was added may not be when it is placed.
    async fn a_day_that_has_passed_is_not_ordered(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        market.now_is("2026-12-01T10:00:00");
        let refused = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await;
        assert!(matches!(refused, Err(PlaceOrderError::Line { .. })), "{refused:?}");
        let unticked = PlaceOrder { agreed: false, ..whole_basket("a-key-of-a-form") };
        assert_eq!(service::place(&market.app, &market.priya, unticked).await, Err(PlaceOrderError::NotAgreed));
    }

    /// Adding with one key twice adds once.
    async fn adding_twice_by_accident_adds_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let command = service::AddToBasket {
            key: "a-key-of-a-form".to_owned(),
            listing: market.listing,
            plan_line: None,
            request: once(3, "2026-12-01", "10am"),
        };
        service::add(&market.app, &market.priya, command.clone()).await.unwrap();
        service::add(&market.app, &market.priya, command.clone()).await.unwrap();
        let view = service::view(&market.app, &market.priya).await.unwrap();
        assert_eq!(view.lines().count(), 1);
        assert_eq!(view.effect[0].title, None);
        let strange = service::AddToBasket {
            key: "another-key".to_owned(),
            plan_line: Some(handpick::kernel::PlanLineId(9_999)),
            ..command
        };
        assert_eq!(service::add(&market.app, &market.priya, strange).await, Err(BasketError::NotInPlan));
    }
}
