//! What a page showed is what is done: another record, a higher charge or other days since are shown first.

use handpick::kernel::Quantity;
use handpick::orders::service;

use crate::support::market::{Market, pounds, weekly};
use crate::support::purse::assert_books_are_right;

on_each_backend! {
    /// The provider records a visit again while its page is open, and a colleague records one before "as planned".
    async fn a_yes_is_for_what_was_seen(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let visits = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries;
        market.now_is("2026-12-01T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        let visit = format!("/provider/visits/{}", visits[0].id);
        grace.visit(&visit).await.fill("How many hours were delivered?", "3").fill("When did it start? (optional)", "10:05am");
        grace.fill("When did it end? (optional)", "1:05pm").press("Record").await.sees("Recorded.");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await.sees("One visit waits for you to confirm it.");
        grace.visit(&visit).await.sees("Recorded now").fill("How many hours were delivered?", "2");
        assert!(grace.html().contains("10:05am"), "what was recorded stands in the form");
        grace.fill("When did it start? (optional)", "").fill("When did it end? (optional)", "").press("Record").await.sees("Recorded.");
        priya.press("Confirm").await.status(422).sees("recorded as 2 hours now, £40.00");
        priya.press("Confirm").await.sees("The visit is confirmed.");
        assert_eq!(market.balances().2, 4_000);

        market.now_is("2026-12-08T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider").await;
        service::record_delivery(&market.app, &market.grace, visits[1].id, Quantity::from_units(2), "").await.unwrap();
        grace.press("Delivered as planned").await.status(409).sees("Look at it again");
        grace.visit(&format!("/provider/visits/{}", visits[1].id)).await;
        service::record_delivery(&market.app, &market.grace, visits[1].id, Quantity::ONE, "").await.unwrap();
        grace.fill("How many hours were delivered?", "3").press("Record").await.status(422).sees("Look at it again").sees("1 hour");
        assert_books_are_right(market.database());
    }

    /// Free when it was looked at, and late when the button is pressed; other days than were looked at.
    async fn a_charge_is_shown_before_it_is_made(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let visits = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries;
        let ways = [
            ("2026-11-30", format!("/orders/{reference}/visits/{}/cancel", visits[0].id), "Cancel this visit"),
            ("2026-12-07", "/orders/pause".to_owned(), "Pause now"),
            ("2026-12-14", format!("/orders/{reference}/cancel"), "Cancel this order"),
        ];
        for (times, (day, path, button)) in (0..).zip(ways) {
            market.now_is(&format!("{day}T09:50:00"));
            let mut priya = market.site.signed_in("priya@example.org").await;
            priya.visit(&path).await;
            if button == "Pause now" {
                let last = "What is the last day without visits? (optional)";
                for (question, day) in [("What is the first day without visits?", "8"), (last, "10")] {
                    priya.fill_in(question, "Day", day).fill_in(question, "Month", "12").fill_in(question, "Year", "2026");
                }
                priya.press("See what it does").await;
                priya.fill_in(last, "Day", "9").press(button).await.status(200).heading("Pause support");
            }
            market.now_is(&format!("{day}T10:05:00"));
            priya.sees("This costs nothing.").press(button).await.status(422).sees("This costs £30.00 now");
            assert_eq!(market.balances().2, 3_000 * times, "nothing is charged unseen");
            priya.press(button).await.status(200);
        }
        assert_eq!(market.balances().2, 9_000);
        assert_books_are_right(market.database());
    }
}
