//! Suggestions while somebody types: by keyboard, by touch, for assistive technology, and never in the way.

use fantoccini::Locator;
use fantoccini::key::Key;

use crate::support::look::Findings;
use crate::support::{Person, Scripts, open};

const WIDTHS: [u32; 2] = [1280, 320];

/// Types into the box with the focus and waits until its suggestions are there.
async fn types_and_sees(person: &Person, list: &str, text: &str) {
    person.types(text).await;
    let option = format!("{list}:not([hidden]) [role=option]");
    person.client.wait().for_element(Locator::Css(&option)).await.unwrap();
}

/// An expression in the page.
async fn is(person: &Person, expression: &str) -> bool {
    person.client.execute(&format!("return Boolean({expression})"), vec![]).await.unwrap() == true
}

const MARKED: &str =
    "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.ariaSelected === 'true'";
const CLOSED: &str =
    "document.querySelector('#q-suggestions').hidden && document.activeElement.ariaExpanded === 'false'";

#[tokio::test]
async fn suggestions_are_reached_by_keyboard() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    for page in ["/", "/search"] {
        person.visit(page).await.tab_to("#q").await;
        types_and_sees(&person, "#q-suggestions", "wal").await;
        assert!(is(&person, "document.activeElement.ariaExpanded === 'true'").await);
        assert!(
            !is(&person, "document.activeElement.getAttribute('aria-activedescendant')").await,
            "nothing is chosen unasked"
        );
        assert!(is(&person, "/\\d+ suggestions?\\./.test(document.querySelector('[role=status]').textContent)").await);
        person.key(Key::Down).await;
        assert!(is(&person, MARKED).await, "the first is marked on {page}");
        person.key(Key::End).await;
        assert!(!is(&person, MARKED).await, "End goes to the end of the text");
        person.key(Key::Up).await;
        assert!(is(&person, MARKED).await, "up from the box is the last");
        person.key(Key::Escape).await;
        assert!(is(&person, CLOSED).await, "Escape closes");
        assert!(
            is(&person, "document.activeElement.id === 'q' && document.activeElement.value === 'wal'").await,
            "and keeps what was typed"
        );
    }
    person.leave().await;
}

#[tokio::test]
async fn a_kind_of_support_leads_to_it_and_words_are_searched() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    person.visit("/").await.tab_to("#q").await;
    types_and_sees(&person, "#q-suggestions", "clean").await;
    person.key(Key::Down).await.enter().await;
    assert!(person.client.current_url().await.unwrap().query().unwrap().contains("category="));
    person.visit("/").await.tab_to("#q").await;
    types_and_sees(&person, "#q-suggestions", "clean").await;
    person.enter().await;
    assert_eq!(person.client.current_url().await.unwrap().query(), Some("q=clean&near="), "Enter alone sends the form");
    person.leave().await;
}

#[tokio::test]
async fn a_place_fills_its_box_and_stays_on_the_page() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    person.visit("/").await.tab_to("#near").await;
    types_and_sees(&person, "#near-suggestions", "headi").await;
    person.key(Key::Down).await.key(Key::Enter).await;
    assert!(is(&person, "document.querySelector('#near').value === 'Headingley' && location.pathname === '/'").await);
    person.client.find(Locator::Css("#q")).await.unwrap().click().await.unwrap();
    types_and_sees(&person, "#q-suggestions", "kirkst").await;
    let option = person
        .client
        .find(Locator::XPath("//li[@role='option'][normalize-space(text()[1])='Kirkstall']"))
        .await
        .unwrap();
    option.click().await.unwrap();
    assert!(
        is(
            &person,
            "document.querySelector('#near').value === 'Kirkstall' && document.querySelector('#q').value === ''"
        )
        .await
    );
    assert!(is(&person, "document.activeElement.id === 'q'").await, "the focus stays where it was");
    person.leave().await;
}

#[tokio::test]
async fn nothing_is_wrong_while_suggestions_are_open() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    let mut findings = Findings::default();
    person.visit("/search?q=walks").await.tab_to("#near").await;
    types_and_sees(&person, "#near-suggestions", "lee").await;
    person.key(Key::Down).await;
    findings.look_here(&person, "places suggested", &WIDTHS).await;
    person.visit("/").await.tab_to("#q").await;
    types_and_sees(&person, "#q-suggestions", "help").await;
    person.key(Key::Down).await;
    findings.look_here(&person, "services suggested", &WIDTHS).await;
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn without_scripts_they_are_plain_boxes() {
    let Some((_, person)) = open(Scripts::Off).await else { return };
    person.visit("/").await.fill("What do you need help with?", "walks").await.press("Search").await;
    person.is_on("Walks").await;
    person.leave().await;
}
