//! Every address, asked for by somebody who hasn't signed in: the public ones answer, all others send them to sign in.

use crate::support::TestApp;
use crate::tidy::routes::addresses;

/// What anybody may open.
const PUBLIC: &[&str] = &[
    "/",
    "/search",
    "/search/suggest",
    "/shortlist",
    "/compare",
    "/plans/examples",
    "/healthz",
    "/readyz",
    "/icon.svg",
    "/display",
    "/sign-in",
    "/sign-up",
    "/forgotten-password",
    "/styleguide",
    "/styleguide/forms",
    "/styleguide/market",
    "/styleguide/money",
    "/styleguide/front",
];

/// What anybody may send, and what is behind links that were mailed.
const FOR_ANYBODY: &[&str] = &[
    "/shortlist/{listing}/re",
    "/saved-searches/stop/",
    "/sign-out",
    "/sign-up/",
    "/confirm-email/",
    "/forgotten-password/",
    "/reset-password/",
    "/join/",
    "/join-council/",
    "/welcome/",
    "/listings/{id}",
    "/pictures/",
    "/static/",
    "/report/",
    "/plans/examples/",
    "/calendar/{token}",
    "/confirm/",
    "/questionnaires/",
    "/councils/",
];

/// Buttons of people who act for somebody.
const ONLY_BUTTONS: [&str; 2] = ["/acting", "/acting/stop"];

fn is_public(address: &str) -> bool {
    let order = address.ends_with("/order") || address.contains("/waiting");
    PUBLIC.contains(&address)
        || FOR_ANYBODY.iter().any(|public| address.starts_with(public)) && !order
        || address == "/providers/{id}"
}

on_each_backend! {
    async fn public_addresses_answer(db: TestDb) {
        let app = TestApp::start(db).await;
        for &address in PUBLIC {
            let mut stranger = app.browser();
            stranger.visit(address).await.at(address);
            // The style guide shows a form with faults.
            assert!([200, 422].contains(&stranger.answered()), "{address}");
        }
    }

    async fn all_others_ask_who_it_is(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut asked = 0;
        for (_, address) in addresses().iter().filter(|(_, address)| !is_public(address)) {
            let path = address.split('{').enumerate().fold(String::new(), |path, (number, part)| {
                path + if number == 0 { part } else { "1" } + if number == 0 { "" } else { part.split_once('}').unwrap().1 }
            });
            let mut stranger = app.browser();
            stranger.visit(&path).await;
            let hidden = [404, 405].contains(&stranger.answered());
            assert!(hidden || stranger.path() == "/sign-in", "{path} shows a stranger {}", stranger.main_text());
            stranger.visit("/sign-in").await.post(&path, &[]).await;
            let hidden = hidden || [404, 405].contains(&stranger.answered());
            assert!(hidden || stranger.path() == "/sign-in", "{path} takes a stranger's form: {}", stranger.main_text());
            asked += 1;
        }
        assert!(asked > 40, "{asked} addresses are private");
        for address in ONLY_BUTTONS {
            app.browser().visit("/sign-in").await.post(address, &[]).await.at("/sign-in");
        }
    }
}
