//! Money that waits for a provider: reminders, each once, and letting go of it after a while.

use handpick::orders::model::OrderStatus;
use handpick::orders::service::{self, letting_go};

use crate::support::market::{Market, once, pounds};
use crate::support::purse::assert_books_are_right;

on_each_backend! {
    /// An order that nobody answers, and a visit that nobody records.
    async fn money_is_not_held_for_ever(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let accepted = market.accepted(once(3, "2026-12-01", "10am")).await;
        market.add(&market.priya, once(2, "2026-12-02", "10am")).await;
        let waiting = market.place(&market.priya).await.package_reference;
        let follow = async |day: &str| {
            market.now_is(&format!("{day}T09:00:00"));
            let before = market.site.mails().await.len();
            letting_go::follow(&market.app).await.unwrap();
            assert_eq!(letting_go::follow(&market.app).await, Ok(0), "once a day");
            let mails = market.site.mails().await.split_off(before);
            mails.into_iter().map(|mail| (mail.to, mail.subject)).collect::<Vec<_>>()
        };
        let told = follow("2026-11-25").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0 == "grace@example.org" && told[0].1.contains("waits for your answer"), "{told:?}");
        assert_eq!(follow("2026-11-26").await, [], "each is said once");
        assert_eq!(market.balances(), (190_000, 10_000, 0));
        let told = follow("2026-12-03").await;
        assert_eq!(told.len(), 2, "both sides: {told:?}");
        let status = async |reference: &str| {
            service::order_view(&market.app, &market.priya, reference).await.unwrap().order.status
        };
        assert_eq!(status(&waiting).await, OrderStatus::Declined);
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        let told = follow("2026-12-08").await;
        assert!(told.len() == 1 && told[0].1.contains("visits are not recorded"), "{told:?}");
        assert_eq!(follow("2026-12-29").await, []);
        let told = follow("2026-12-30").await;
        assert_eq!(told.len(), 2, "both sides: {told:?}");
        assert_eq!(market.balances(), (200_000, 0, 0));
        assert_eq!(status(&accepted).await, OrderStatus::Completed);
        assert_books_are_right(market.database());
    }
}
