//! Whole orders: declined, cancelled, answered late; and prices that change afterwards.

use diesel::prelude::*;
use handpick::db::schema;
use handpick::kernel::{Money, Quantity};
use handpick::orders::ActError;
use handpick::orders::model::{DeliveryStatus, OrderStatus};
use handpick::orders::service::{self, ConfirmDelivery};

use crate::support::market::{Market, listing, once, pounds, provider, weekly};
use crate::support::purse::assert_books_are_right;

/// The subjects of the mails that wait to be sent, oldest first.
fn mails(market: &Market) -> Vec<(String, String)> {
    let payloads: Vec<String> = market
        .database()
        .read_blocking(|db| {
            schema::jobs::table
                .order(schema::jobs::id)
                .select(schema::jobs::payload)
                .load(db)
                .map_err(handpick::db::DbError::from)
        })
        .unwrap();
    let email = |payload: &String| serde_json::from_str::<handpick::mail::Email>(payload).unwrap();
    payloads.iter().map(email).map(|email| (email.to, email.subject)).collect()
}

on_each_backend! {
    /// A no gives everything back, with the reason, and can't be taken back.
    async fn a_declined_order_gives_everything_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let reference = market.place(&market.priya).await.package_reference;
        let (app, grace) = (&market.app, &market.grace);
        let silent = service::answer::decline(app, grace, &reference, "  ").await;
        assert!(matches!(silent, Err(ActError::NeedsReason(_))));
        service::answer::decline(app, grace, &reference, "We have nobody free on Tuesdays.").await.unwrap();
        assert_eq!(market.balances(), (200_000, 0, 0));
        let view = service::order_view(app, &market.priya, &reference).await.unwrap();
        assert_eq!(view.order.status, OrderStatus::Declined);
        assert_eq!(view.order.decline_reason.as_deref(), Some("We have nobody free on Tuesdays."));
        assert!(view.deliveries.iter().all(|delivery| delivery.status == DeliveryStatus::Cancelled));
        let after = service::answer::accept(app, grace, &reference).await;
        assert_eq!(after, Err(ActError::OrderMovedOn(OrderStatus::Declined)));
        let to: Vec<String> = mails(&market).into_iter().map(|(to, _)| to).collect();
        assert_eq!(to, ["grace@example.org", "priya@example.org", "priya@example.org"]);
        assert_books_are_right(market.database());
    }

    /// Under a mandate the broker gets a copy of everything.
    async fn a_broker_gets_copies(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let tom = market.tom_for_priya();
        market.add(&tom, once(3, "2026-12-01", "10am")).await;
        let reference = market.place(&tom).await.package_reference;
        service::answer::accept(&market.app, &market.grace, &reference).await.unwrap();
        let accepted: Vec<String> =
            mails(&market).into_iter().filter(|(_, subject)| subject.contains("accepted")).map(|(to, _)| to).collect();
        assert_eq!(accepted, ["priya@example.org", "tom@example.org"]);
    }

    /// What has begun or is too late to be free stays or is charged; the rest goes back.
    async fn a_cancelled_order_keeps_what_was_delivered(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        market.now_is("2026-12-07T12:00:00");
        // The first is over and not recorded; the second is tomorrow.
        let preview = service::preview_cancel(&market.app, &market.priya, &reference, None).await.unwrap();
        assert_eq!((preview.times, preview.charge, preview.released), (17, pounds(30), pounds(990)));
        let charged = service::cancel_order(&market.app, &market.priya, &reference, None).await;
        assert_eq!(charged, Ok(pounds(30)));
        assert_eq!(market.balances(), (191_000, 6_000, 3_000));
        assert_eq!(service::cancel_order(&market.app, &market.priya, &reference, None).await, Ok(Money::ZERO));
        // The first can still be recorded and confirmed.
        let (first, three) = (view.deliveries[0].id, Quantity::from_units(3));
        service::record_delivery(&market.app, &market.grace, first, three, "").await.unwrap();
        let confirm = ConfirmDelivery { delivery: first, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, confirm).await.unwrap();
        assert_eq!(market.balances(), (191_000, 0, 9_000));
        assert_books_are_right(market.database());
    }

    /// Until there is an answer, changing one's mind costs nothing, however late.
    async fn an_unanswered_order_is_cancelled_free(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let reference = market.place(&market.priya).await.package_reference;
        market.now_is("2026-12-01T12:00:00");
        assert_eq!(service::cancel_order(&market.app, &market.priya, &reference, None).await, Ok(Money::ZERO));
        assert_eq!(market.balances(), (200_000, 0, 0));
    }

    /// A yes that comes after some visits should have been: those did not happen and cost nothing.
    async fn an_answer_that_comes_late_frees_what_is_past(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let reference = market.place(&market.priya).await.package_reference;
        market.now_is("2026-12-09T12:00:00");
        service::answer::accept(&market.app, &market.grace, &reference).await.unwrap();
        assert_eq!(market.balances(), (104_000, 96_000, 0));
        assert_books_are_right(market.database());
    }

    /// A new price never changes an order that was placed.
    async fn a_new_price_leaves_orders_alone(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        market.database().write_blocking(|db| {
            diesel::update(schema::prices::table).set(schema::prices::amount_pence.eq(9_900_i64)).execute(db)
                .map_err(handpick::db::DbError::from)
        }).unwrap();
        let delivery = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries[0].id;
        market.now_is("2026-12-01T15:00:00");
        let units = Quantity::from_hundredths(350);
        service::record_delivery(&market.app, &market.grace, delivery, units, "").await.unwrap();
        let confirm = ConfirmDelivery { delivery, yes_to_more: true, seen: None };
        service::confirm_delivery(&market.app, &market.priya, confirm).await.unwrap();
        assert_eq!(market.balances(), (193_000, 0, 7_000));
    }

    /// Two providers are two orders of one package, placed together.
    async fn a_package_has_an_order_for_each_provider(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let organisation = market.tom.memberships[0].organisation_id;
        let other = market.database().write_blocking(move |db| {
            let provider = provider(db, "Sana Malik", organisation)?;
            listing(db, provider, "A walk and a coffee", &[("weekday", 1_780)])
        }).unwrap();
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let walk = service::AddToBasket {
            key: "a-key-of-a-form".to_owned(),
            listing: other,
            plan_line: None,
            request: once(1, "2026-12-02", "2pm"),
        };
        service::add(&market.app, &market.priya, walk).await.unwrap();
        market.add(&market.priya, once(1, "2026-12-03", "10am")).await;
        let placed = market.place(&market.priya).await;
        assert_eq!(placed.orders.len(), 2);
        let package = service::placed_package(&market.app, &market.priya, &placed.package_reference).await.unwrap();
        let totals: Vec<(&str, i64)> =
            package.iter().map(|order| (order.provider_name.as_str(), order.order.total.pence())).collect();
        assert_eq!(totals, [("Aire Valley Home Support", 8_000), ("Sana Malik", 1_780)]);
        assert_eq!(market.balances(), (190_220, 9_780, 0));
    }
}
