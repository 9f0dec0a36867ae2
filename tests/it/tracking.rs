//! Where a budget leads: by part of the plan, kind of support, pot and month, from the visits themselves.

use diesel::prelude::*;
use handpick::budgets::service::{overview_of, tracking};
use handpick::db::{DbError, schema};
use handpick::kernel::Money;
use handpick::orders::service;

use crate::support::market::{Market, pounds, weekly};

on_each_backend! {
    /// The forecast counts each visit on its day and at its price, leaves out what is paused, and adds up in every view.
    async fn the_forecast_follows_the_visits(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.site.write(|db| {
            use schema::plan_lines::dsl;
            diesel::update(dsl::plan_lines).set(dsl::category.eq("help-around-the-home/gardening")).execute(db).map_err(DbError::from)
        });
        // Fridays: Christmas Day costs double.
        let reference = market.accepted(weekly(&["Fri"], 3, "10am", "2026-12-04")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.follow("Where the money goes").await.heading("Where my money goes");
        let text = priya.main_text();
        let view = tracking::tracking(&market.app, &market.priya).await.unwrap().tracking.unwrap();
        let (visits, holidays): (Vec<u32>, u32) = (
            view.ahead.iter().map(|month| month.visits).collect(),
            view.ahead.iter().map(|month| month.on_bank_holidays).sum(),
        );
        assert_eq!((visits, holidays), (vec![4, 5, 4, 4, 1], 3), "Christmas Day, New Year’s Day and Good Friday");
        assert!(text.contains("18 visits until 5 April 2027 will cost £1,260.00. 3 of them are on bank holidays, which cost £360.00."), "{text}");
        assert!(text.contains("Help around the home"), "{text}");
        let of = |all: &[handpick::budgets::tracking::Followed]| Money::sum(all.iter().map(handpick::budgets::tracking::Followed::forecast)).unwrap();
        for all in [&view.parts(), &view.kinds, &view.pots] {
            assert_eq!(of(all), pounds(1_260));
        }
        // A hospital stay takes its visits out of the forecast, wherever it is said.
        let days = service::pauses::PauseOrders {
            orders: vec![reference],
            from: "2026-12-20".parse().unwrap(),
            until: Some("2027-01-03".parse().unwrap()),
            words: "In hospital".to_owned(),
            seen: None,
        };
        service::pauses::pause(&market.app, &market.priya, days).await.unwrap();
        let view = tracking::tracking(&market.app, &market.priya).await.unwrap().tracking.unwrap();
        assert_eq!(view.ahead.iter().map(|month| month.visits).sum::<u32>(), 16);
        assert!(view.ahead_words().ends_with("One order rests, and its visits are not counted."), "{}", view.ahead_words());
        assert_eq!((of(&view.parts()), of(&view.kinds), of(&view.pots)), (pounds(1_020), pounds(1_020), pounds(1_020)));
        let (pot, today) = (view.pot.clone(), market.app.clock.today());
        let overview = market.database().read_blocking(move |db| overview_of(db, &pot, today)).unwrap();
        assert_eq!(overview.forecast, pounds(1_020), "the same as on the budget’s page");
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit("/budget/tracking").await.sees("You have no budget here yet");
    }
}
