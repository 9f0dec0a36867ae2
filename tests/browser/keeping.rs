//! Shortlist, comparison, saved searches and the map, looked at and used in a browser.

use fantoccini::Locator;

use crate::support::look::Findings;
use crate::support::town::{PASSWORD, pounds};
use crate::support::{Scripts, Site, open};

const WIDTHS: [u32; 3] = [1280, 375, 320];

fn pages(site: &Site) -> Vec<String> {
    let town = &site.town;
    vec![
        "/search?q=walks&near=LS6&view=map".to_owned(),
        "/search?q=help&view=map".to_owned(),
        format!("/compare?listing={}&listing={}&listing={}", town.help, town.walks, town.unclaimed),
    ]
}

#[tokio::test]
async fn nothing_is_wrong_with_maps_and_comparisons() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let mut findings = Findings::default();
    for path in pages(site) {
        findings.look(&person, &path, &WIDTHS).await;
    }
    findings.look(&person, "/shortlist", &WIDTHS).await;
    person.leave().await;
    findings.none();
}

/// The boxes stand in no form of their own: a form elsewhere on the page takes them, without a script.
#[tokio::test]
async fn services_are_compared_kept_and_taken_off_without_scripts() {
    let Some((site, person)) = open(Scripts::Off).await else { return };
    let holder = site.holder("Mo Reed", pounds(2_000));
    person.visit("/search").await;
    for listing in [site.town.help, site.town.walks] {
        let label = format!("label[for='compare-{listing}']");
        person.client.find(Locator::Css(&label)).await.unwrap().click().await.unwrap();
    }
    person.press("Compare").await.is_on("Compare services").await.sees("They differ in").await;
    person.press_with(&["Add to shortlist", "Help at home"]).await.sees("On your shortlist").await;
    person.visit("/shortlist").await.is_on("Your shortlist").await.sees("Help at home").await;
    person.visit("/sign-in").await.fill("Email address", &holder.email).await.fill("Password", PASSWORD).await;
    person.press("Sign in").await.sees("Sign out").await;
    person.visit("/shortlist").await.sees("Help at home").await.press_with(&["Take off"]).await;
    person.sees("It is off the shortlist.").await.press("Put it back").await.sees("Help at home").await;
    person.leave().await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_people_keep() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = site.holder("Nan Ford", pounds(2_000));
    let mut findings = Findings::default();
    person.becomes(&holder.email).await;
    for listing in [site.town.help, site.town.walks] {
        person.visit(&format!("/listings/{listing}")).await.press_with(&["Add to shortlist"]).await;
    }
    findings.look(&person, "/shortlist", &WIDTHS).await;
    findings.look(&person, "/saved-searches", &WIDTHS).await;
    findings.look(&person, "/saved-searches/new?q=walks&near=LS6&within=5", &WIDTHS).await;
    person.press("Save this search").await.is_on("Saved searches").await;
    findings.look_here(&person, "/saved-searches", &WIDTHS).await;
    person.follow_with(&["Change", "Walks"]).await;
    findings.look_here(&person, "changing a saved search", &WIDTHS).await;
    person.fill("What do you want to call it?", "").await.press("Save").await;
    findings.look_here(&person, "changing a saved search, refused", &WIDTHS).await;
    person.leave().await;
    findings.none();
}
