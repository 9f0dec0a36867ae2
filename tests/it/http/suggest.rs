//! Suggestions while somebody types, as the script asks for them.

use handpick::app::Limits;
use handpick::directory::model::ListingState;

use super::market;
use crate::support::TestApp;

on_each_backend! {
    async fn what_is_typed_finds_kinds_services_providers_and_places(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        market::listing(&app, own, ListingState::Live);
        app.mails().await;
        let mut browser = app.browser();
        let before = app.app.db.statements();
        browser.visit("/search/suggest?q=wash").await.status(200);
        let answer: serde_json::Value = serde_json::from_str(browser.html()).unwrap();
        let kinds: Vec<&str> = answer["groups"].as_array().unwrap().iter().map(|group| group["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"category") && kinds.contains(&"service"), "{answer}");
        browser.visit("/search/suggest?q=aire").await;
        assert!(browser.html().contains("Aire Valley Home Support"), "{}", browser.html());
        browser.visit("/search/suggest?q=headi&for=place").await;
        assert!(browser.html().contains("\"text\":\"Headingley\",\"detail\":\"Leeds\""), "{}", browser.html());
        assert_eq!(app.app.db.statements(), before, "suggestions ask no database");
    }

    async fn anything_typed_is_answered_with_eight_at_most(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        let long = "a".repeat(10_000);
        for typed in ["", "a", "%20", "le", "%00", "%FF", "%22%27", "&for=place", "le&for=place", "q=&q=x", long.as_str()] {
            browser.visit(&format!("/search/suggest?q={typed}")).await.status(200);
            let answer: serde_json::Value = serde_json::from_str(browser.html()).unwrap();
            let options: usize = answer["groups"].as_array().unwrap().iter().map(|group| group["options"].as_array().unwrap().len()).sum();
            assert!(options <= 8, "{typed}: {answer}");
        }
        browser.visit("/search/suggest").await.status(200);
    }

    async fn asking_without_end_is_slowed_down(db: TestDb) {
        let app = TestApp::with_limits(db, Limits::new(100, 3)).await;
        let mut browser = app.browser();
        for _ in 0..3 {
            browser.visit("/search/suggest?q=help").await.status(200);
        }
        browser.visit("/search/suggest?q=help").await.status(429);
        app.browser().visit("/search/suggest?q=help").await.status(200);
    }
}
