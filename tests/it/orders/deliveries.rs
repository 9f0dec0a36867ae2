//! Deliveries: recorded, confirmed, doubted, missed, called off; each moves its own money and no more.

use handpick::kernel::{DeliveryId, Money, Quantity};
use handpick::orders::ActError;
use handpick::orders::model::{DeliveryStatus, OrderStatus};
use handpick::orders::service::{self, ConfirmDelivery, OrderView};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::assert_books_are_right;

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

async fn record(market: &Market, delivery: DeliveryId, hundredths: i64) -> Result<(), ActError> {
    let units = Quantity::from_hundredths(hundredths);
    service::record_delivery(&market.app, &market.grace, delivery, units, "").await
}

async fn confirm(market: &Market, delivery: DeliveryId, yes_to_more: bool) -> Result<(), ActError> {
    service::confirm_delivery(&market.app, &market.priya, ConfirmDelivery { delivery, yes_to_more, seen: None }).await
}

on_each_backend! {
    /// Committed becomes delivered, by exactly the delivery's cost; confirming again changes nothing.
    async fn confirming_spends(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        assert_eq!(record(&market, delivery, 300).await, Err(ActError::NotYet));
        market.now_is("2026-12-01T13:00:00");
        record(&market, delivery, 300).await.unwrap();
        assert_eq!(seen(&market, &reference).await.order.status, OrderStatus::Active);
        assert_eq!(market.balances(), (92_000, 108_000, 0));
        confirm(&market, delivery, false).await.unwrap();
        confirm(&market, delivery, false).await.unwrap();
        assert_eq!(market.balances(), (92_000, 102_000, 6_000));
        assert_books_are_right(market.database());
    }

    /// Less than was ordered: the rest goes back.
    async fn a_short_visit_gives_the_rest_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        market.now_is("2026-12-01T13:00:00");
        record(&market, delivery, 250).await.unwrap();
        confirm(&market, delivery, false).await.unwrap();
        assert_eq!(market.balances(), (195_000, 0, 5_000));
        assert_eq!(seen(&market, &reference).await.order.status, OrderStatus::Completed);
        assert_books_are_right(market.database());
    }

    /// More than was ordered needs a yes, and money that is there.
    async fn a_long_visit_needs_a_yes(db: TestDb) {
        let market = Market::with(db, pounds(70)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        market.now_is("2026-12-01T15:00:00");
        record(&market, delivery, 400).await.unwrap();
        assert_eq!(confirm(&market, delivery, false).await, Err(ActError::NeedsYes(pounds(20))));
        assert_eq!(confirm(&market, delivery, true).await, Err(ActError::NotEnough(pounds(20))));
        assert_eq!(market.balances(), (1_000, 6_000, 0));
        market.now_is("2027-01-01T15:00:00");
        assert_eq!(service::confirm_due(&market.app).await, Ok(0));
        record(&market, delivery, 350).await.unwrap();
        confirm(&market, delivery, true).await.unwrap();
        assert_eq!(market.balances(), (0, 0, 7_000));
        assert_books_are_right(market.database());
    }

    /// Seven days without a word are a yes, and the history says so.
    async fn a_delivery_confirms_itself_after_seven_days(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        market.now_is("2026-12-01T13:00:00");
        record(&market, delivery, 300).await.unwrap();
        market.now_is("2026-12-08T12:59:59");
        assert_eq!(service::confirm_due(&market.app).await, Ok(0));
        market.now_is("2026-12-08T13:00:00");
        assert_eq!(service::confirm_due(&market.app).await, Ok(1));
        assert_eq!(service::confirm_due(&market.app).await, Ok(0));
        assert_eq!(market.balances(), (194_000, 0, 6_000));
        let view = seen(&market, &reference).await;
        assert_eq!((view.deliveries[0].status, view.deliveries[0].confirmed_by), (DeliveryStatus::Confirmed, None));
        assert_eq!(view.history.last().unwrap().by, "Handpick");
    }

    /// A doubted visit's money is held, whatever time passes, until the provider records it again.
    async fn a_dispute_holds_the_money(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        market.now_is("2026-12-01T13:00:00");
        record(&market, delivery, 300).await.unwrap();
        let words = "She left after an hour";
        service::dispute_delivery(&market.app, &market.priya, delivery, words).await.unwrap();
        market.now_is("2027-01-01T13:00:00");
        assert_eq!(service::confirm_due(&market.app).await, Ok(0));
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        record(&market, delivery, 100).await.unwrap();
        confirm(&market, delivery, false).await.unwrap();
        assert_eq!(market.balances(), (198_000, 0, 2_000));
        let empty = service::dispute_delivery(&market.app, &market.priya, delivery, " ").await;
        assert!(matches!(empty, Err(ActError::NeedsReason(_))));
    }

    /// Nothing delivered costs nothing.
    async fn a_missed_visit_gives_everything_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let delivery = seen(&market, &reference).await.deliveries[0].id;
        market.now_is("2026-12-01T13:00:00");
        for wrong in [-100, 2_401, i64::MAX] {
            assert!(matches!(record(&market, delivery, wrong).await, Err(ActError::BadUnits(_))), "{wrong}");
        }
        record(&market, delivery, 0).await.unwrap();
        assert_eq!(market.balances(), (200_000, 0, 0));
        assert_eq!(confirm(&market, delivery, true).await, Err(ActError::DeliveryMovedOn(DeliveryStatus::Missed)));
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("one that did not happen")));
        assert_books_are_right(market.database());
    }

    /// 24 hours before it is free, a second later it is half the price.
    async fn calling_off_late_is_charged(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let deliveries = seen(&market, &reference).await.deliveries;
        market.now_is("2026-11-30T10:00:00");
        let free = service::cancel_delivery(&market.app, &market.priya, deliveries[0].id, None).await;
        assert_eq!(free, Ok(Money::ZERO));
        assert_eq!(market.balances(), (98_000, 102_000, 0));
        market.now_is("2026-12-07T10:00:01");
        let late = service::cancel_delivery(&market.app, &market.priya, deliveries[1].id, None).await;
        assert_eq!(late, Ok(pounds(30)));
        let again = service::cancel_delivery(&market.app, &market.priya, deliveries[1].id, None).await;
        assert_eq!(again, Ok(pounds(30)));
        assert_eq!(market.balances(), (101_000, 96_000, 3_000));
        market.now_is("2026-12-15T10:00:00");
        let begun = service::cancel_delivery(&market.app, &market.priya, deliveries[2].id, None).await;
        assert_eq!(begun, Err(ActError::Started));
        assert_books_are_right(market.database());
    }
}
