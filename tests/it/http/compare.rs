//! Services side by side, by the page that compares.

use handpick::directory::model::{ListingCommand, ListingState, NewPrice, PriceUnit};
use handpick::directory::service::enrol::{self, NewListing};
use handpick::kernel::ids::{ListingId, ProviderId};
use handpick::kernel::{Money, TimeBand};

use super::market;
use crate::support::TestApp;

/// Another listing of theirs, cheaper and with less said about it.
fn another(app: &TestApp, provider_id: ProviderId, title: &str, pence: i64) -> ListingId {
    let now = app.now();
    let command = ListingCommand { title: title.to_owned(), ..market::command() };
    let prices = vec![NewPrice::new(PriceUnit::Hour, TimeBand::Weekday, Money::from_pence(pence))];
    app.write(move |db| {
        let new = NewListing {
            provider_id,
            command: command.clone(),
            prices: prices.clone(),
            state: ListingState::Live,
            published_at: None,
        };
        enrol::listing(db, &new, now)
    })
}

on_each_backend! {
    async fn two_services_stand_side_by_side_and_what_differs_is_said(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        let first = market::listing(&app, own, ListingState::Live);
        let second = another(&app, own, "Evening help", 1_900);
        let mut browser = app.browser();
        browser.visit(&format!("/compare?listing={first}&listing={second}")).await.status(200);
        browser.heading("Compare services").sees("They differ in");
        let row = |browser: &crate::support::browser::Browser, name: &str| {
            let rows = browser.rows();
            rows.into_iter().find(|row| row[0].starts_with(name)).unwrap_or_else(|| panic!("no row {name}"))
        };
        let price = row(&browser, "Price");
        assert_eq!(price[0], "Price Different");
        assert!(price[1].starts_with("£21.50 an hour") && price[1].contains("Bank holiday: £43.00 an hour"), "{price:?}");
        assert_eq!(price[2], "£19.00 an hour");
        assert_eq!(row(&browser, "VAT"), ["VAT", "No VAT", "No VAT"]);
        let parts = row(&browser, "Where the money goes");
        assert!(parts[1].contains("Direct support: £16.56 (77.0%)") && parts[2] == "Not said", "{parts:?}");
        assert!(row(&browser, "Checks we have seen")[0] == "Checks we have seen");
        browser.follow("Remove from this page: Evening help").await.sees("Choose at least one more");
        browser.does_not_see("Evening help");
    }

    async fn more_than_four_are_too_many_and_the_first_four_stay(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        let all: Vec<ListingId> = (1..=5).map(|number| another(&app, own, &format!("Service {number}"), 1_000)).collect();
        let query: Vec<String> = all.iter().map(|id| format!("listing={id}")).collect();
        let mut browser = app.browser();
        browser.visit(&format!("/compare?{}", query.join("&"))).await.sees("You chose more than 4 services.");
        browser.sees("Service 4").does_not_see("Service 5").sees("They differ in 0 of");
    }

    async fn ticks_on_results_lead_here_without_scripts(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        another(&app, own, "Morning help", 2_000);
        another(&app, own, "Evening help", 1_900);
        app.mails().await;
        let mut browser = app.browser();
        browser.visit("/search?q=help").await.sees("Tick up to four services");
        browser.press("Compare").await.at("/compare").sees("Nothing to compare yet");
    }

    async fn what_is_not_on_show_is_left_out(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        let draft = market::listing(&app, own, ListingState::Draft);
        let live = another(&app, own, "Evening help", 1_900);
        let mut browser = app.browser();
        browser.visit(&format!("/compare?listing={draft}&listing={live}&listing=99999")).await;
        browser.sees("2 services you chose can’t be shown.").sees("Evening help").does_not_see("Morning help to wash");
        for nonsense in ["", "?listing=", "?listing=x&listing=-1&listing=0", "?listing=99999999999999999999", "?x=%FF", "?listing=%00"] {
            browser.visit(&format!("/compare{nonsense}")).await.status(200).sees("Nothing to compare yet");
        }
    }

    async fn a_holder_sees_the_distance_and_the_cost_for_their_plan(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        let listing = market::listing(&app, own, ListingState::Live);
        market::holder(&app, "priya@example.org", "LS6 3HN", "HP-204-7719");
        market::money(&app, 100_000, 200_000);
        app.write(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::plan_lines;
            diesel::update(plan_lines::table).set(plan_lines::detail.eq("3 hours a week")).execute(db)?;
            Ok(())
        });
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit(&format!("/compare?listing={listing}")).await.sees("£64.50 a week for 3 hours (Help at home)");
        priya.sees("How far away");
        app.browser().visit(&format!("/compare?listing={listing}")).await.does_not_see("£64.50 a week");
    }
}
