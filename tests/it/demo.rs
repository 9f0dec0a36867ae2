//! The demo: a small one on both databases, by the same code as the whole.

use std::cell::Cell;

use handpick::budgets::service::books::ledger_verify;
use handpick::demo::{self, ACCOUNTS, Filled, HOST, PASSWORD, Progress, Size};

use crate::support::{TestApp, TestDb};

fn filled(site: &TestApp) -> Filled {
    demo::fill(&site.app, Size::Small, &|_| {}).unwrap()
}

on_each_backend! {
    /// What it makes is whole, adds up, and says of itself what it is.
    async fn it_adds_up(db: TestDb) {
        let site = TestApp::start(db).await;
        let steps = Cell::new(0);
        let count = |progress: Progress| {
            assert!(progress.done <= progress.total);
            steps.set(steps.get() + 1);
        };
        assert!(!demo::is_ready(&site.app).unwrap());
        let made = demo::fill(&site.app, Size::Small, &count).unwrap();
        assert!(made.providers >= 12 && made.live_listings >= 50 && made.holders == 5, "{made:?}");
        assert!(made.orders >= 12 && made.deliveries >= 100 && made.ratings >= 6, "{made:?}");
        assert!(steps.get() >= 4);
        let checked = ledger_verify(&site.app.db).unwrap();
        // Some have money of last year in a pot of its own.
        assert!(checked.pots >= 5 && checked.faults.is_empty(), "{checked:?}");
        assert!(site.app.is_demo());
        assert!(demo::is_ready(&site.app).unwrap());
    }

    /// Everybody who is told about can sign in, and each page says that all is invented.
    async fn those_told_about_can_sign_in(db: TestDb) {
        let site = TestApp::start(db).await;
        filled(&site);
        for account in ACCOUNTS {
            let mut browser = site.browser();
            browser.visit("/sign-in").await;
            browser.fill("Email address", &format!("{}@{HOST}", account.local));
            browser.fill("Password", PASSWORD);
            browser.press("Sign in").await;
            browser.sees("Sign out");
            browser.sees(account.name);
        }
    }
}

/// The whole of it can be made on the day when all money is still to be committed, and on one well into the year.
#[actix_web::test]
async fn the_whole_fits_any_day() {
    for day in ["2026-04-06T08:00:00", "2026-11-21T09:00:00"] {
        let site = TestApp::start(TestDb::sqlite()).await;
        site.app.clock.set(day.parse().unwrap());
        let made = demo::fill(&site.app, Size::Full, &|_| {}).unwrap();
        assert!(made.providers >= 60 && made.live_listings >= 400 && made.holders >= 25, "{made:?}");
        assert!(made.orders >= 90, "{made:?}");
        let checked = ledger_verify(&site.app.db).unwrap();
        assert!(checked.pots >= made.holders as u64 && checked.faults.is_empty(), "{checked:?}");
    }
}
