//! What other marketplaces got wrong, and hasn't a test where it belongs.

use diesel::prelude::*;
use handpick::db::DbError;
use handpick::db::schema::prices;
use handpick::kernel::{Money, Quantity};
use handpick::orders::model::DeliveryStatus;
use handpick::orders::service::{self, ConfirmDelivery, asking, withdrawing};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::assert_books_are_right;

on_each_backend! {
    /// A visit that is recorded in parts, and after a dispute as a whole, costs what was ordered, whatever the listing
    /// costs by then.
    async fn a_split_delivery_keeps_its_price(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let listing = market.listing.0;
        market.site.write(move |db| {
            let all = prices::table.filter(prices::listing_id.eq(listing));
            diesel::update(all).set(prices::amount_pence.eq(9_900)).execute(db).map_err(DbError::from)
        });
        let visit = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries[0].id;
        market.now_is("2026-12-01T14:00:00");
        for (hundredths, pence) in [(125, 2_500), (75, 1_500), (300, 6_000)] {
            let units = Quantity::from_hundredths(hundredths);
            service::record_delivery(&market.app, &market.grace, visit, units, "").await.unwrap();
            let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
            assert_eq!(view.deliveries[0].recorded_amount, Some(Money::from_pence(pence)));
            service::dispute_delivery(&market.app, &market.priya, visit, "That isn’t all.").await.unwrap();
        }
        let yes = ConfirmDelivery { delivery: visit, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_eq!(market.balances(), (194_000, 0, 6_000));
        assert_books_are_right(market.database());
    }

    /// What the provider called off, or an order that the provider ended, never costs a late charge, whoever cancels it
    /// again at the last minute.
    async fn no_late_charge_on_what_the_provider_cancelled(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        market.now_is("2026-12-01T09:30:00");
        withdrawing::withdraw_visit(&market.app, &market.grace, view.deliveries[0].id, "We are ill.").await.unwrap();
        let charge = service::cancel_delivery(&market.app, &market.priya, view.deliveries[0].id, None).await;
        assert_eq!(charge, Ok(Money::ZERO));
        market.now_is("2026-12-08T09:30:00");
        withdrawing::end_order(&market.app, &market.grace, &reference, "We are closing.").await.unwrap();
        assert_eq!(service::cancel_order(&market.app, &market.priya, &reference, None).await, Ok(Money::ZERO));
        assert_eq!(market.balances(), (200_000, 0, 0));
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        assert!(view.deliveries.iter().all(|visit| visit.status == DeliveryStatus::Cancelled));
    }

    /// A confirmation link that is used twice, by two people at once or later, confirms once.
    async fn a_link_used_twice_confirms_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let visit = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries[0].id;
        market.now_is("2026-12-01T14:00:00");
        service::deliveries::record_as_planned(&market.app, &market.grace, visit).await.unwrap();
        market.now_is("2026-12-01T15:00:00");
        asking::ask(&market.app).await.unwrap();
        let link = market.site.link_to("priya@example.org").await;
        let (mut phone, mut tablet) = (market.site.browser(), market.site.browser());
        phone.visit(&link).await;
        tablet.visit(&link).await;
        phone.press("Yes, confirm").await.sees("1 visit is confirmed.");
        tablet.press("Yes, confirm").await.status(200).heading("You have confirmed this already");
        assert_eq!(market.balances(), (194_000, 0, 6_000));
        assert_books_are_right(market.database());
    }

    /// Ten thousand visits are too many for one order: said in words, and nothing is put into the basket.
    async fn a_schedule_of_ten_thousand_visits_is_refused(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.site.write(|db| {
            use handpick::db::schema::budgets::dsl;
            let ends_on: chrono::NaiveDate = "2056-04-05".parse().unwrap();
            diesel::update(dsl::budgets).set(dsl::ends_on.eq(ends_on)).execute(db).map_err(DbError::from)
        });
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/listings/{}/order", market.listing)).await;
        priya.choose("Every week, or every few weeks").fill("What time should it start?", "10am");
        for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] {
            priya.tick(day);
        }
        priya.fill("How many hours each time?", "1");
        for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
            priya.fill_in("What is the first day?", part, value);
        }
        for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2055")] {
            priya.fill_in("What is the last day? (optional)", part, value);
        }
        priya.press("Add to basket").await.status(422).sees("more than 5,000 visits");
        priya.visit("/basket").await.sees("There is nothing in the basket");
    }
}
