//! What no form offers: bodies that are too long, addresses that lead nowhere, nonsense in cookies and queries. Each
//! gets a page in words, and never a fault of ours.

use actix_web::http::Method;

use crate::support::TestApp;
use crate::support::market::{Market, once, pounds};

on_each_backend! {
    async fn a_body_over_the_limit_is_refused_whole(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        browser.visit("/sign-in").await.fill("Email address", &"a".repeat(70_000)).press("Sign in").await;
        browser.status(413).heading("That is too much to send at once");
        browser.visit("/sign-in").await.fill("Email address", &"a".repeat(60_000)).press("Sign in").await;
        browser.status(422);
    }

    async fn addresses_that_lead_nowhere_say_so(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        for path in ["/nothing", "/listings", "/listings/..%2f..%2fetc", "/providers/0", "/static/nothing.css", "/%ff", "/search/x"] {
            browser.visit(path).await.status(404);
        }
        browser.visit("/nothing").await.sees("What you can do").sees("0800 000 0000");
    }

    async fn other_ways_to_ask_do_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        for path in ["/", "/search?q=help", "/sign-in", "/healthz"] {
            browser.ask_by("HEAD", path).await.status(200);
        }
        browser.ask_by("HEAD", "/nothing").await.status(404);
        // A page that only takes forms, and a form's page that only shows.
        browser.ask_by("GET", "/sign-out").await.status(405);
        browser.visit("/sign-in").await.post("/search", &[]).await.status(405);
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
            for path in ["/", "/sign-in", "/search"] {
                browser.ask_by(method.as_str(), path).await.status(405);
            }
            browser.ask_by(method.as_str(), "/nothing").await.status(404);
        }
    }

    async fn any_search_gets_an_answer(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        let (long, many) = ("a".repeat(10_000), "help+".repeat(2_000));
        for query in [
            "q=%00", "q=%FF%FE", "q=%22", "q=%28%28%28", "q=title%3A*", "q=a+AND+OR+NOT+%28", "q=%F0%9F%A4%96", "near=%00", "near=LS99+9ZZ",
            "near=%3Cscript%3E", "page=0", "page=-1", "page=99999999999999999999", "min=x&max=-1", "category=none", "sort=none",
            "within=1e9&near=LS6", "q=a&q=b&q=c", "unknown=1", "q", "&&&", "q=%25", "min=99999999999999999999", "rating=none",
            &format!("q={long}"), &format!("q={many}"), &format!("near={long}"), &format!("category={long}"),
        ] {
            browser.visit(&format!("/search?{query}")).await;
            assert!(browser.answered() < 500, "{query:.40}… is answered with {}", browser.answered());
        }
        browser.visit(&format!("/search?q={}", "a".repeat(10_000))).await.status(200);
        browser.visit("/search?near=LS99+9ZZ").await.sees("LS99");
    }

    async fn nonsense_in_cookies_is_nobody(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/account").await.heading("Your account");
        let names = priya.cookie_names();
        assert!(names.iter().any(|name| name == "handpick"), "{names:?}");
        let long = "x".repeat(4_000);
        for value in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "%00", "\u{fffd}", long.as_str()] {
            let mut thief = app.browser();
            for name in ["handpick", "handpick-visitor", "handpick_display", "handpick_flash", "handpick-flash"] {
                thief.set_cookie(name, value);
            }
            thief.visit("/").await.status(200);
            thief.visit("/account").await.heading("Sign in");
        }
    }

    /// Two tabs show the same basket; both are sent.
    async fn two_tabs_of_one_basket_order_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let mut one = market.site.signed_in("priya@example.org").await;
        one.visit("/basket").await.tick("I have read this, and I want these orders.");
        let mut other = one.clone();
        other.visit("/basket").await.tick("I have read this, and I want these orders.");
        one.press("Place order for £60.00").await.heading("Order placed");
        other.press("Place order for £60.00").await.does_not_see("What happens next");
        assert_eq!(market.balances(), (194_000, 6_000, 0));
    }
}
