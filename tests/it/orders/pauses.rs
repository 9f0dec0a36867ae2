//! Pauses: visits are called off, their money goes back, and what rested can be taken up again.

use handpick::kernel::Money;
use handpick::orders::ActError;
use handpick::orders::model::{DeliveryStatus, LineState, OrderStatus};
use handpick::orders::service::pauses::{self, PauseOrders};
use handpick::orders::service::{self, OrderView};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

fn rest(reference: &str, from: &str, until: Option<&str>) -> PauseOrders {
    PauseOrders {
        orders: vec![reference.to_owned()],
        from: day(from),
        until: until.map(day),
        words: String::new(),
        seen: None,
    }
}

on_each_backend! {
    /// A hospital stay without an end, for all orders at once; then home again: through the pages.
    async fn a_hospital_stay(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let tuesdays = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let fridays = market.accepted(weekly(&["Fri"], 1, "10am", "2026-12-04")).await;
        let before = market.balances();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{tuesdays}")).await.follow("Pause it, for example for a hospital stay").await;
        priya.visit("/orders/pause").await.heading("Pause support").press("See what it does").await;
        priya.status(422).sees("Enter the first day without visits");
        for (part, value) in [("Day", "7"), ("Month", "12"), ("Year", "2026")] {
            priya.fill_in("What is the first day without visits?", part, value);
        }
        priya.fill("Why? (optional)", "I am in hospital.").press("See what it does").await;
        priya.sees("This costs nothing.").sees(&tuesdays).sees(&fridays).press("Pause now").await;
        priya.at("/orders").sees("Paused. 34 visits will not happen.");
        assert_eq!(market.balances(), (500_000 - 8_000, 8_000, 0), "only what comes before it is still set aside");
        let view = seen(&market, &tuesdays).await;
        assert_eq!(view.order.status, OrderStatus::Accepted);
        assert_eq!(view.state_of(view.lines[0].0.id), LineState::Running);
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("I am in hospital.")));
        // The visit before it is made; the order rests and isn't finished.
        market.now_is("2026-12-08T12:00:00");
        let first = view.deliveries[0].id;
        service::deliveries::record_as_planned(&market.app, &market.grace, first).await.unwrap();
        let yes = service::ConfirmDelivery { delivery: first, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        let view = seen(&market, &tuesdays).await;
        assert_eq!((view.order.status, view.state_of(view.lines[0].0.id)), (OrderStatus::Active, LineState::Paused));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{tuesdays}")).await.sees("This order is paused.").follow("End the pause").await;
        for (part, value) in [("Day", "11"), ("Month", "1"), ("Year", "2027")] {
            priya.fill_in("What is the first day with visits again?", part, value);
        }
        priya.press("See what it does").await.sees("12 visits will happen again. £720.00 is set aside for them.");
        priya.press("End the pause").await.at(&format!("/orders/{tuesdays}")).sees("The pause has ended.");
        let view = seen(&market, &tuesdays).await;
        assert_eq!(view.state_of(view.lines[0].0.id), LineState::Running);
        let open = view.deliveries.iter().filter(|visit| visit.status == DeliveryStatus::Scheduled);
        assert_eq!(open.map(|visit| visit.on).min(), Some(day("2027-01-12")));
        assert!(before.0 < market.balances().0);
        assert_books_are_right(market.database());
    }

    /// From one day to another: what lies outside stays, and the order goes on by itself.
    async fn a_fortnight_away_ends_by_itself(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.schedule.ends_on = Some(day("2026-12-15"));
        let reference = market.accepted(request).await;
        let effects = pauses::pause(&market.app, &market.priya, rest(&reference, "2026-12-07", Some("2026-12-20"))).await;
        assert_eq!(effects.unwrap()[0].times, 2);
        let again = pauses::pause(&market.app, &market.priya, rest(&reference, "2026-12-01", None)).await;
        assert_eq!(again, Err(ActError::Paused));
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        market.now_is("2026-12-02T12:00:00");
        let first = seen(&market, &reference).await.deliveries[0].id;
        service::deliveries::record_as_planned(&market.app, &market.grace, first).await.unwrap();
        let yes = service::ConfirmDelivery { delivery: first, yes_to_more: false, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_eq!(seen(&market, &reference).await.order.status, OrderStatus::Active, "it may yet be taken up again");
        market.now_is("2026-12-20T23:00:00");
        assert_eq!(pauses::end_over(&market.app).await, Ok(0));
        market.now_is("2026-12-21T00:00:00");
        assert_eq!(pauses::end_over(&market.app).await, Ok(1));
        assert_eq!(pauses::end_over(&market.app).await, Ok(0));
        assert_eq!(seen(&market, &reference).await.order.status, OrderStatus::Completed);
        assert_books_are_right(market.database());
    }

    /// Too late to be free is charged, as shown before.
    async fn what_is_late_is_charged_and_shown_before(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        market.now_is("2026-11-30T18:00:00");
        let command = rest(&reference, "2026-12-01", Some("2026-12-14"));
        let shown = pauses::preview(&market.app, &market.priya, command.clone()).await.unwrap();
        assert_eq!((shown[0].times, shown[0].charge, shown[0].released), (2, pounds(30), pounds(90)));
        let done = pauses::pause(&market.app, &market.priya, command).await.unwrap();
        assert_eq!(done, shown);
        assert_eq!(market.balances(), (101_000, 96_000, 3_000));
        // What was charged doesn't come back with the visits.
        let resumed = pauses::resume(&market.app, &market.priya, &reference, day("2026-12-01")).await.unwrap();
        assert_eq!((resumed.times, resumed.committed), (1, pounds(60)));
        assert_eq!(market.balances(), (95_000, 102_000, 3_000));
        assert_books_are_right(market.database());
    }

    /// Money that has gone elsewhere meanwhile is missing: refused in words, and the order rests on.
    async fn what_was_spent_meanwhile_cannot_be_set_aside_again(db: TestDb) {
        let market = Market::with(db, pounds(600)).await;
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.schedule.ends_on = Some(day("2027-01-26"));
        let reference = market.accepted(request).await;
        pauses::pause(&market.app, &market.priya, rest(&reference, "2026-12-01", None)).await.unwrap();
        for at in ["2026-12-03", "2026-12-04"] {
            market.add(&market.priya, once(12, at, "8am")).await;
        }
        market.place(&market.priya).await;
        let refused = pauses::resume(&market.app, &market.priya, &reference, day("2026-12-01")).await;
        assert_eq!(refused, Err(ActError::WouldOverspend { by: pounds(420), available: pounds(120) }));
        let fewer = pauses::resume(&market.app, &market.priya, &reference, day("2027-01-13")).await.unwrap();
        assert_eq!((fewer.times, fewer.committed), (2, pounds(120)));
        assert_eq!(market.balances().0, 0);
        assert_books_are_right(market.database());
    }

    /// Of several orders, one without visits in those days goes on as it was.
    async fn an_order_without_visits_in_those_days_goes_on(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let tuesdays = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let later = market.accepted(once(3, "2027-02-05", "10am")).await;
        let both = PauseOrders {
            orders: vec![later.clone(), tuesdays.clone()],
            ..rest(&tuesdays, "2026-12-01", Some("2026-12-07"))
        };
        let effects = pauses::pause(&market.app, &market.priya, both).await.unwrap();
        assert_eq!(effects.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(), [tuesdays.as_str()]);
        assert!(seen(&market, &later).await.pause.is_none());
        assert!(seen(&market, &tuesdays).await.pause.is_some());
    }

    /// What makes no sense is refused in words; nobody else can pause.
    async fn what_makes_no_sense_is_refused(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        for (command, words) in [
            (rest(&reference, "2026-11-01", None), "must not be in the past"),
            (rest(&reference, "2026-12-10", Some("2026-12-01")), "must not be before the first day"),
            (rest(&reference, "2026-12-02", Some("2026-12-02")), "no visits in those days"),
            (PauseOrders { orders: Vec::new(), ..rest(&reference, "2026-12-01", None) }, "at least one order"),
        ] {
            let refused = pauses::pause(&market.app, &market.priya, command).await.unwrap_err();
            assert!(refused.to_string().contains(words), "{refused}");
        }
        for other in [&market.tom, &market.grace] {
            let refused = pauses::pause(&market.app, other, rest(&reference, "2026-12-01", None)).await;
            assert_eq!(refused, Err(ActError::NotFound));
        }
        let resumed = pauses::resume(&market.app, &market.priya, &reference, day("2026-12-01")).await;
        assert_eq!(resumed, Err(ActError::BadDays("order", "This order is not paused.")));
        assert_eq!(market.balances().1, Money::from_pence(108_000).pence());
    }
}
