//! Where a budget leads: by part of the plan, kind of support, pot and month, from the visits themselves.

use diesel::prelude::*;
use handpick::accounts::By;
use handpick::budgets::model::{HeldAs, NewFunding, Pot, Stream};
use handpick::budgets::service::{enrol as money, overview_of, tracking};
use handpick::db::{DbError, schema};
use handpick::kernel::Money;
use handpick::orders::service;
use handpick::orders::service::enrol::{self, NewPackage, Wanted};
use handpick::plans::service::enrol as plans;
use handpick::plans::{NewPlan, PlanStatus};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{day, noon};

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
        // A second pot of the same budget pays for a visit, too; and a new plan takes the place of the one ordered for.
        let (pot, plan_line, listing) = (view.pot.clone(), market.plan_line, market.listing);
        let (by, at) = (By { user: market.priya.user_id, mandate: None }, market.app.clock.now());
        let second = market.site.write(move |db| {
            let other = |error: &dyn std::fmt::Display| DbError::Other(error.to_string());
            let id = money::pot(db, pot.budget_id, HeldAs::DirectPayment, noon())?;
            let new = NewFunding { pot_id: id, stream: Stream::AdultSocialCare, amount: pounds(500), by: None };
            money::funding(db, &new, noon()).map_err(|error| other(&error))?;
            let wanted = vec![Wanted { listing, plan_line: Some(plan_line), request: once(3, "2026-12-08", "10am") }];
            let holder = pot.holder_id;
            let new = NewPackage { holder, pot: Pot { id, ..pot }, wanted, by, at, seeds: vec![7] };
            let placed = enrol::place(db, &new).map_err(|error| other(&error))?;
            diesel::update(schema::plans::table).set(schema::plans::ends_on.eq(day("2026-11-20"))).execute(db)?;
            let new = NewPlan {
                holder_id: holder,
                status: PlanStatus::Agreed,
                starts_on: day("2026-11-21"),
                ends_on: day("2027-04-05"),
                indicative: None,
                written_by: None,
                agreed: None,
                outcomes: Vec::new(),
                other_lines: Vec::new(),
            };
            plans::plan(db, &new, noon())?;
            Ok::<_, DbError>(placed[0])
        });
        let view = tracking::tracking(&market.app, &market.priya).await.unwrap().tracking.unwrap();
        assert_eq!(view.ahead.iter().map(|month| month.visits).sum::<u32>(), 17);
        assert_eq!((of(&view.parts()), of(&view.kinds), of(&view.pots)), (pounds(1_080), pounds(1_080), pounds(1_080)));
        let reference = market.database().read_blocking(move |db| service::reference_of(db, second)).unwrap();
        let order = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        assert_eq!(order.lines[0].1.as_deref(), Some("Help at home"), "whatever plan counts today");
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit("/budget/tracking").await.sees("You have no budget here yet");
    }
}
