//! What changes behind an order's back: prices and listings between basket and order or while it runs, and calling off
//! after some of it was delivered.

use diesel::prelude::*;
use handpick::db::DbError;
use handpick::db::schema::{listings, prices};
use handpick::kernel::{Money, Quantity};
use handpick::orders::PlaceOrderError;
use handpick::orders::model::{DeliveryStatus, OrderStatus};
use handpick::orders::service::{self, ConfirmDelivery, PlaceOrder, Seen};

use crate::support::market::{Market, once, pounds, weekly, whole_basket};
use crate::support::purse::assert_books_are_right;

fn price_is(market: &Market, pence: i64) {
    let id = market.listing.0;
    market.site.write(move |db| {
        let all = prices::table.filter(prices::listing_id.eq(id));
        diesel::update(all).set(prices::amount_pence.eq(pence)).execute(db).map_err(DbError::from)
    });
}

fn listing_is(market: &Market, state: &'static str) {
    let id = market.listing.0;
    market.site.write(move |db| {
        diesel::update(listings::table.find(id)).set(listings::state.eq(state)).execute(db).map_err(DbError::from)
    });
}

on_each_backend! {
    /// A price that changed since the page was shown is not ordered behind anybody's back; the next page shows it.
    async fn a_price_that_changed_is_shown_before_it_is_ordered(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let seen = Seen { lines: view.lines().map(|line| line.line.id).collect(), total: view.total, pot: None };
        price_is(&market, 2_500);
        let old = PlaceOrder { key: "a-key-of-a-form".to_owned(), agreed: true, seen: Some(seen.clone()) };
        assert_eq!(service::place(&market.app, &market.priya, old).await, Err(PlaceOrderError::Changed));
        assert_eq!(market.balances(), (200_000, 0, 0));
        let seen = Seen { total: service::view(&market.app, &market.priya).await.unwrap().total, ..seen };
        assert_eq!(seen.total, pounds(75));
        let new = PlaceOrder { key: "a-key-of-a-form".to_owned(), agreed: true, seen: Some(seen) };
        service::place(&market.app, &market.priya, new).await.unwrap();
        assert_eq!(market.balances(), (192_500, 7_500, 0));
    }

    /// A listing that was withdrawn can't be ordered any more; what runs goes on at its price, and is delivered.
    async fn a_withdrawn_listing_ends_no_order(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.schedule.ends_on = Some("2026-12-08".parse().unwrap());
        let reference = market.accepted(request).await;
        market.add(&market.priya, once(1, "2026-12-03", "10am")).await;
        listing_is(&market, "withdrawn");
        price_is(&market, 9_900);
        let refused = service::place(&market.app, &market.priya, whole_basket("a-key-of-a-form")).await;
        assert!(matches!(refused, Err(PlaceOrderError::Unavailable { .. })), "{refused:?}");
        for (day, hours) in [("2026-12-01", 3), ("2026-12-08", 2)] {
            market.now_is(&format!("{day}T14:00:00"));
            let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
            let delivery = view.deliveries.iter().find(|visit| visit.on.to_string() == day).unwrap().id;
            let units = Quantity::from_units(hours);
            service::record_delivery(&market.app, &market.grace, delivery, units, "").await.unwrap();
            let yes = ConfirmDelivery { delivery, yes_to_more: false, seen: None };
            service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        }
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        assert_eq!(view.order.status, OrderStatus::Completed);
        assert_eq!(market.balances(), (190_000, 0, 10_000), "five hours at £20, whatever the listing says now");
        assert_books_are_right(market.database());
    }

    /// Calling an order off after a visit was delivered in part: the part is paid, once, and the rest goes back.
    async fn calling_off_after_a_part_delivery(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let first = view.deliveries[0].id;
        market.now_is("2026-12-01T14:00:00");
        let part = Quantity::from_hundredths(125);
        service::record_delivery(&market.app, &market.grace, first, part, "").await.unwrap();
        let charge = service::cancel_order(&market.app, &market.priya, &reference, None).await;
        assert_eq!(charge, Ok(Money::ZERO));
        assert_eq!(market.balances(), (194_000, 6_000, 0), "what was recorded is still held");
        assert_eq!(service::cancel_order(&market.app, &market.priya, &reference, None).await, Ok(Money::ZERO));
        let yes = ConfirmDelivery { delivery: first, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_eq!(market.balances(), (197_500, 0, 2_500));
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let states: Vec<DeliveryStatus> = view.deliveries.iter().map(|visit| visit.status).collect();
        assert_eq!(states[0], DeliveryStatus::Confirmed);
        assert!(states[1..].iter().all(|status| *status == DeliveryStatus::Cancelled));
        assert_books_are_right(market.database());
    }
}
