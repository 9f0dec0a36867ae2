//! How often a page asks the database. A page that begins to ask once for each row fails here.

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::market::{Market, once, pounds, weekly};

/// The statements that a page takes.
async fn takes(site: &TestApp, browser: &mut Browser, path: &str) -> u64 {
    let before = site.app.db.statements();
    browser.visit(path).await.status(200);
    site.app.db.statements() - before
}

on_each_backend! {
    async fn strangers_search_without_the_database(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        for path in ["/", "/search?q=help+at+home&near=LS6", "/how-it-works", "/sign-in"] {
            assert_eq!(takes(&app, &mut browser, path).await, 0, "{path}");
        }
    }

    /// As many with four orders as with one, and not many at all.
    async fn pages_take_few_statements_however_much_there_is(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let site = &market.site;
        let mut priya = site.signed_in("priya@example.org").await;
        let mut grace = site.signed_in("grace@example.org").await;
        let mut before: Option<Vec<u64>> = None;
        for orders in [1, 3] {
            for _ in 0..orders {
                market.accepted(weekly(&["Tuesday"], 1, "10am", "2026-12-01")).await;
            }
            for _ in 0..orders {
                market.add(&market.priya, once(1, "2026-12-02", "2pm")).await;
            }
            let mut now = Vec::new();
            for path in ["/search", "/budget", "/plan", "/orders", "/basket"] {
                now.push(takes(site, &mut priya, path).await);
            }
            for path in ["/provider", "/provider/orders", "/provider/visits"] {
                now.push(takes(site, &mut grace, path).await);
            }
            assert!(now.iter().all(|taken| *taken <= 36), "{now:?}");
            match &before {
                None => before = Some(now),
                Some(before) => assert_eq!(*before, now, "more rows, and no more statements"),
            }
        }
    }
}
