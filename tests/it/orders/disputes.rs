//! Something was wrong with a visit: both sides talk, and it is settled between them or by the council. And providers who
//! can't come, which costs the holder nothing.

use handpick::kernel::{DeliveryId, Money, Quantity};
use handpick::orders::ActError;
use handpick::orders::model::dispute::DisputeStatus;
use handpick::orders::model::{DeliveryStatus, OrderStatus};
use handpick::orders::service::{self, OrderView, disputes, withdrawing};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::assert_books_are_right;

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

/// An order of three hours on 1 December, recorded as planned, and something was wrong with it.
async fn disputed(market: &Market) -> (String, DeliveryId) {
    let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
    let visit = seen(market, &reference).await.deliveries[0].id;
    market.now_is("2026-12-01T14:00:00");
    service::deliveries::record_as_planned(&market.app, &market.grace, visit).await.unwrap();
    service::dispute_delivery(&market.app, &market.priya, visit, "She left after an hour.").await.unwrap();
    (reference, visit)
}

on_each_backend! {
    /// Both sides talk, don't agree, and the council settles it: through the pages.
    async fn the_council_settles_what_two_sides_cannot(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let (reference, visit) = disputed(&market).await;
        let page = format!("/orders/{reference}/visits/{visit}/problem");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&page).await.sees("She left after an hour.").press("Send this message").await;
        grace.status(422).sees("Write what you want to say.");
        grace.fill("What do you want to say?", "She stayed for two and a half.").press("Send this message").await;
        grace.at(&page).sees("Grace Mensah, the provider");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await.follow("See what was said about Tuesday 1 December 2026 at 10am").await;
        priya.sees("She stayed for two and a half.").press("Ask the council to settle it").await;
        priya.sees("The council has been asked to settle it.");
        let mails = market.site.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.to == "ruth@example.org").count(), 1);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit("/council/disputes").await.sees("Asks you to settle it").follow("Priya Shah").await;
        ruth.fill("How many hours are paid?", "4").fill("Why?", "Your logs agree on two.").press("Settle it").await;
        ruth.status(422).sees("from 0 to 3 hours");
        ruth.fill("How many hours are paid?", "2").press("Settle it").await;
        ruth.at("/council/disputes").sees("There is nothing to settle");
        let view = seen(&market, &reference).await;
        assert_eq!((view.deliveries[0].status, view.order.status), (DeliveryStatus::Confirmed, OrderStatus::Completed));
        assert_eq!(market.balances(), (196_000, 0, 4_000));
        priya.visit(&page).await.sees("The council has settled this.").sees("Your logs agree on two.");
        assert!(!priya.html().contains("Ask the council"));
        let again = disputes::decide(&market.app, &market.grace, visit, Quantity::ONE, "No").await;
        assert_eq!(again, Err(ActError::NotAllowed(handpick::accounts::Refused)));
        assert_books_are_right(market.database());
    }

    /// Nothing is paid for what never happened.
    async fn the_council_may_say_that_nothing_is_paid(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let ruth = market.council();
        let (reference, visit) = disputed(&market).await;
        disputes::decide(&market.app, &ruth, visit, Quantity::ZERO, "Nobody came.").await.unwrap();
        assert_eq!(seen(&market, &reference).await.deliveries[0].status, DeliveryStatus::Missed);
        assert_eq!(market.balances(), (200_000, 0, 0));
        let twice = disputes::decide(&market.app, &ruth, visit, Quantity::ONE, "After all.").await;
        assert_eq!(twice, Err(ActError::DeliveryMovedOn(DeliveryStatus::Missed)));
        assert_books_are_right(market.database());
    }

    /// Recorded again and confirmed, it is settled between the two, and nobody says more about it.
    async fn two_sides_settle_it_between_them(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (_, visit) = disputed(&market).await;
        let units = Quantity::from_units(1);
        service::record_delivery(&market.app, &market.grace, visit, units, "You are right.").await.unwrap();
        let thread = disputes::of_visit(&market.app, &market.priya, visit).await.unwrap().unwrap();
        assert_eq!((thread.dispute.status, thread.may_say), (DisputeStatus::Agreed, false));
        let late = disputes::say(&market.app, &market.priya, visit, "Thank you.").await;
        assert_eq!(late, Err(ActError::DeliveryMovedOn(DeliveryStatus::Recorded)));
        // It may be wrong again: that is a new one.
        service::dispute_delivery(&market.app, &market.priya, visit, "It was half an hour.").await.unwrap();
        let thread = disputes::of_visit(&market.app, &market.priya, visit).await.unwrap().unwrap();
        assert_eq!((thread.dispute.status, thread.said.len()), (DisputeStatus::Open, 2));
        let no_council = disputes::ask_council(&market.app, &market.priya, visit).await;
        assert_eq!(no_council, Err(ActError::NotAllowed(handpick::accounts::Refused)));
        let stranger = disputes::of_visit(&market.app, &market.tom, visit).await;
        assert!(matches!(stranger, Err(ActError::NotFound)));
    }

    /// A provider who can't come says why; it is free, however late, and a late charge is never made after that.
    async fn a_provider_who_cannot_come_costs_nothing(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        market.now_is("2026-12-01T09:30:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await.follow("We can’t come on Tuesday 1 December 2026 at 10am").await;
        grace.press("Call off this visit").await.status(422).sees("Say why");
        grace.fill("Why can’t you come?", "The bus broke down.").press("Call off this visit").await;
        grace.sees("The visit is called off, and Priya Shah is told.");
        assert_eq!(market.balances(), (98_000, 102_000, 0));
        let first = seen(&market, &reference).await.deliveries[0].id;
        let charge = service::cancel_delivery(&market.app, &market.priya, first, None).await;
        assert_eq!(charge, Ok(Money::ZERO), "cancelling what the provider called off costs nothing");
        // Half an hour before the next visit the provider ends the order, after one visit was made.
        market.now_is("2026-12-08T14:00:00");
        let second = seen(&market, &reference).await.deliveries[1].id;
        service::record_delivery(&market.app, &market.grace, second, Quantity::from_units(2), "").await.unwrap();
        market.now_is("2026-12-15T09:30:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await.follow("We can’t go on with this order").await;
        grace.fill("Why can’t you go on?", "We are closing.").press("End this order").await;
        grace.at("/provider/orders").sees("has ended");
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        let late = service::cancel_order(&market.app, &market.priya, &reference, None).await;
        assert_eq!(late, Ok(Money::ZERO), "no late charge on an order that the provider ended");
        let yes = service::ConfirmDelivery { delivery: second, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_eq!(market.balances(), (196_000, 0, 4_000));
        assert_eq!(seen(&market, &reference).await.order.status, OrderStatus::Cancelled);
        let over = withdrawing::end_order(&market.app, &market.grace, &reference, "Again").await;
        assert_eq!(over, Err(ActError::OrderMovedOn(OrderStatus::Cancelled)));
        let other = withdrawing::withdraw_visit(&market.app, &market.priya, second, "Not mine").await;
        assert_eq!(other, Err(ActError::NotFound));
        assert_books_are_right(market.database());
    }
}

on_each_backend! {
    /// Either side may offer how much is paid; the newest offer counts, and the other side's yes settles it.
    async fn each_side_may_offer_how_much_is_paid(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let (reference, visit) = disputed(&market).await;
        let page = format!("/orders/{reference}/visits/{visit}/problem");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&page).await.fill("How many hours do you offer are paid?", "3.5").press("Send this offer").await;
        grace.status(422).sees("from 0 to 3 hours");
        grace.fill("How many hours do you offer are paid?", "2.5").press("Send this offer").await.at(&page);
        grace.sees("Grace Mensah offers: 2.5 hours paid, which is £50.00. The other side has not agreed to it yet.");
        assert!(!grace.html().contains("/offer/agree"), "nobody agrees with themselves");
        let mut priya = market.site.signed_in("priya@example.org").await;
        let mut late = market.site.signed_in("priya@example.org").await;
        late.visit(&page).await.sees("£50.00");
        priya.visit(&page).await.fill("How many hours do you offer are paid?", "1").press("Send this offer").await;
        priya.sees("Priya Shah offers: 1 hour paid, which is £20.00.");
        late.press("Agree that £50.00 is paid").await.sees("There is another offer now.");
        assert_eq!(market.balances(), (194_000, 6_000, 0), "nothing moved");
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("1 hour of the visit")));
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&page).await.post(&format!("{page}/offer"), &[("offer_units", "2")]).await.status(403);
        grace.visit(&page).await.press("Agree that £20.00 is paid").await.sees("This was settled between the two sides.");
        assert_eq!(market.balances(), (198_000, 0, 2_000));
        let view = seen(&market, &reference).await;
        assert_eq!((view.deliveries[0].status, view.order.status), (DeliveryStatus::Confirmed, OrderStatus::Completed));
        let again = disputes::offer(&market.app, &market.grace, visit, Quantity::ONE).await;
        assert_eq!(again, Err(ActError::DeliveryMovedOn(DeliveryStatus::Confirmed)));
        assert_books_are_right(market.database());
    }
}
