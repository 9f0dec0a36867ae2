//! Searching and ordering with Tab, Space and Enter alone.

use fantoccini::key::Key;

use crate::support::town::{PASSWORD, pounds};
use crate::support::{Scripts, open};

#[tokio::test]
async fn the_first_stop_leads_past_the_menus() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    for page in ["/", "/search", "/sign-in"] {
        person.visit(page).await.key(Key::Tab).await;
        assert!(person.focus_is(".govuk-skip-link").await, "the first stop of {page} skips to the main part");
        person.key(Key::Enter).await.key(Key::Tab).await;
        assert!(person.focus_is("main *").await, "the stop after it is in the main part of {page}");
    }
    person.leave().await;
}

#[tokio::test]
async fn search_and_order_by_keyboard() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = site.holder("Ken Boyd", pounds(2_000));
    person.visit("/").await.tab_to("#q").await.types("help at home").await;
    person.tab_to("#near").await.types("LS6").await.tab_to("form[role=search] button").await.enter().await;
    person.tab_to(&format!("a[href^='/listings/{}-']", site.town.help)).await.enter().await;
    person.tab_to("a[href$='/order']").await.enter().await.is_on("Sign in").await;
    person.tab_to("#email").await.types(&holder.email).await.tab_to("#password").await.types(PASSWORD).await;
    person.enter().await.is_on("Choose days and times").await;
    person.tab_to("[name=weekdays][value=Tuesday]").await.key(Key::Space).await;
    person.tab_to("#at").await.types("2pm").await;
    for (part, value) in [("day", "1"), ("month", "12"), ("year", "2026")] {
        person.tab_to(&format!("[name=starts_on_{part}]")).await.types(value).await;
    }
    person.tab_to("#units").await.types("3").await.tab_to("main form button:not([name])").await.enter().await;
    person.is_on("Your basket").await.tab_to("#agree").await.key(Key::Space).await;
    person.tab_to("form[action='/orders'] button").await.enter().await.is_on("Order placed").await;
    person.leave().await;
}
