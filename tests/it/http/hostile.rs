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

    async fn searches_that_no_form_sends_are_answered_in_words(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search?page=1000000000").await.status(200);
        anyone.visit("/search?price=hour:-2000&price=hour:-1&min=-1&max=-50").await.status(200).sees("must not be below zero");
        for quotes in ["q=%22help+at+home", "q=%22%22%22", "q=help+%22at+%22home%22+%22", "q=%E2%80%9Chelp", "q=%27%22%27%22"] {
            anyone.visit(&format!("/search?{quotes}")).await.status(200).does_not_see("Something went wrong");
        }
        anyone.visit("/search?q=help%00%01%07%1b%5B31m%0D%0ASet-Cookie%3A+x%3D1&near=LS6%0D%0A").await.status(200);
        assert_eq!(anyone.header("set-cookie").matches("x=1").count(), 0);
        assert!(!anyone.html().contains(['\u{0}', '\u{1}', '\u{7}', '\u{1b}']));
        let all = (0..400).map(|number| format!("&check=c{number}&group=g{number}&day=d{number}&when=w{number}"));
        let everything = all.collect::<Vec<_>>().concat();
        anyone.visit(&format!("/search?q=help{everything}")).await.status(200);
        anyone.visit(&format!("/search?q={}&near={}", "a%22".repeat(2_500), "%2F".repeat(3_000))).await.status(422).sees("know a place called");
    }

    /// Limits go by the visitor's own address, which only our own proxies may tell.
    async fn who_asks_is_told_by_our_own_proxies_alone(db: TestDb) {
        use handpick::app::Limits;
        let app = TestApp::behind(db, Limits::new(100, 3), "10.0.0.0/8").await;
        app.user("priya@example.org", "Priya Shah");
        let try_once = async |proxy: [u8; 4], forwarded: &str| {
            let mut browser = app.browser();
            browser.comes_through(proxy, forwarded).visit("/sign-in").await;
            browser.fill("Email address", &format!("{}@example.org", app.app.random.token())).fill("Password", "wrong").press("Sign in").await;
            browser.answered()
        };
        for _ in 0..3 {
            assert_eq!(try_once([10, 0, 0, 1], "198.51.100.7").await, 422);
        }
        // The fourth from there is one too many, through whichever proxy, and whatever they add themselves.
        assert_eq!(try_once([10, 0, 0, 2], "203.0.113.9, 198.51.100.7").await, 429);
        assert_eq!(try_once([10, 0, 0, 1], "203.0.113.9, 198.51.100.7, 10.0.0.2").await, 429);
        assert_eq!(try_once([10, 0, 0, 1], "198.51.100.8").await, 422);
        // Who isn't our proxy is taken for who they are, whatever they say.
        for number in 0..3 {
            assert_eq!(try_once([192, 0, 2, 1], &format!("198.51.100.{number}")).await, 422);
        }
        assert_eq!(try_once([192, 0, 2, 1], "198.51.100.200").await, 429);
        for nonsense in ["", ",,,", "unknown", "999.1.1.1", "\"_hidden\"", &"1.1.1.1,".repeat(400)] {
            assert!(try_once([10, 9, 9, 9], nonsense).await < 500, "{nonsense:.30}");
        }
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
