//! Money that waits for a provider: reminders, each once, and letting go of it after a while.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use handpick::db::schema::deliveries;
use handpick::kernel::Quantity;
use handpick::orders::model::{DeliveryStatus, OrderStatus};
use handpick::orders::service::{self, letting_go};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

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

    /// Five visits of one order that nobody recorded, and one of them costs more than was ever set aside.
    async fn one_visit_that_can_not_let_go_keeps_none_of_the_others(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut five = weekly(&["Tuesday"], 1, "10am", "2026-12-01");
        five.schedule.ends_on = Some(day("2026-12-29"));
        market.accepted(five).await;
        let set_aside = market.balances().1;
        market.site.write(|db| {
            diesel::update(deliveries::table.filter(deliveries::on_day.eq(day("2026-12-15"))))
                .set(deliveries::amount_pence.eq(100_000_000))
                .execute(db)?;
            Ok(())
        });
        market.now_is("2026-11-25T09:00:00");
        letting_go::follow(&market.app).await.unwrap();
        market.now_is("2027-02-01T09:00:00");
        let before = market.site.mails().await.len();
        letting_go::follow(&market.app).await.unwrap();
        let mails = market.site.mails().await.split_off(before);
        let told: Vec<&str> = mails
            .iter()
            .filter(|mail| mail.to == "priya@example.org" && mail.subject.contains("were not recorded"))
            .map(|mail| mail.text.as_str())
            .collect();
        assert!(told.len() <= 3, "one message for each visit: {told:?}");
        for (on, gone) in [("1", true), ("8", true), ("15", false), ("22", true), ("29", true)] {
            let said = told.iter().any(|text| text.contains(&format!("Tuesday {on} December")));
            assert_eq!(said, gone, "{on}: {told:?}");
        }
        assert_eq!(market.balances().1, set_aside / 5, "the money of the other four is back");
    }

    /// Three hours were ordered and four recorded, and the holder says nothing: silence is no yes to more money, and no
    /// reason to leave the provider without what was ordered.
    async fn what_was_ordered_is_paid_when_nobody_says_yes_to_more(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let visit = async || {
            let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
            view.deliveries[0].clone()
        };
        let follow = async |day: &str| {
            market.now_is(&format!("{day}T09:00:00"));
            let before = market.site.mails().await.len();
            letting_go::follow(&market.app).await.unwrap();
            service::confirm_due(&market.app).await.unwrap();
            let mails = market.site.mails().await.split_off(before);
            mails.into_iter().map(|mail| (mail.to, mail.subject)).collect::<Vec<_>>()
        };
        follow("2026-11-25").await;
        market.now_is("2026-12-01T15:00:00");
        let four = Quantity::from_hundredths(400);
        service::record_delivery(&market.app, &market.grace, visit().await.id, four, "We waited for the nurse").await.unwrap();
        assert_eq!(follow("2026-12-07").await, []);
        let told = follow("2026-12-08").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0 == "priya@example.org" && told[0].1.contains("more than you ordered"), "{told:?}");
        assert_eq!(follow("2026-12-29").await, [], "said once, and 28 days are not over");
        assert_eq!(visit().await.status, DeliveryStatus::Recorded);
        let told = follow("2026-12-30").await;
        assert_eq!(told.len(), 2, "both sides: {told:?}");
        let counted = visit().await;
        assert_eq!((counted.status, counted.recorded), (DeliveryStatus::Confirmed, Some(Quantity::from_hundredths(300))));
        let note = counted.note.unwrap();
        assert!(note.starts_with("We waited for the nurse") && note.contains("4 hours"), "{note}");
        assert_eq!(market.balances(), (194_000, 0, 6_000));
        assert_eq!(follow("2026-12-31").await, []);
        assert_books_are_right(market.database());
    }

    /// The first day that anybody looks, a visit has waited for two months: its holder is asked before it counts.
    async fn nothing_counts_as_ordered_before_its_holder_was_reminded(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        market.now_is("2026-12-01T15:00:00");
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let visit = view.deliveries[0].id;
        let four = Quantity::from_hundredths(400);
        service::record_delivery(&market.app, &market.grace, visit, four, "").await.unwrap();
        let follow = async |day: &str| {
            market.now_is(&format!("{day}T09:00:00"));
            letting_go::follow(&market.app).await.unwrap()
        };
        assert_eq!(follow("2027-02-01").await, 1);
        assert_eq!(follow("2027-02-21").await, 0);
        assert_eq!(market.balances().2, 0);
        assert_eq!(follow("2027-02-22").await, 1);
        assert_eq!(market.balances().2, 6_000);
    }
}
