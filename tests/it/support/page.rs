//! A page as a person reads it: its words, what stands where, and what must be so of every page.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// The words of an element, with single spaces, and one between boxes that stand apart.
pub fn words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text, true);
    squeeze(&text)
}

/// The words that are seen: without those only screen readers say.
fn seen_words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text, false);
    squeeze(&text)
}

/// Elements that stand in a line of text.
const IN_LINE: [&str; 12] = ["a", "abbr", "b", "code", "em", "i", "label", "mark", "q", "small", "span", "strong"];

fn collect(element: ElementRef<'_>, text: &mut String, hidden_too: bool) {
    if !hidden_too && element.value().classes().any(|class| class == "govuk-visually-hidden") {
        return;
    }
    let apart = !IN_LINE.contains(&element.value().name());
    if apart {
        text.push(' ');
    }
    for child in element.children() {
        if let Some(plain) = child.value().as_text() {
            text.push_str(plain);
        } else if let Some(inner) = ElementRef::wrap(child) {
            collect(inner, text, hidden_too);
        }
    }
    if apart {
        text.push(' ');
    }
}

pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What must be so of every page.
pub fn check(page: &Html, at: &str) {
    let count = |selector: &str| page.select(&css(selector)).count();
    assert_eq!(count("h1"), 1, "{at} must have one h1");
    assert_eq!(count("html[lang]"), 1, "{at} must say its language");
    let title = page.select(&css("title")).next().map(words).unwrap_or_default();
    assert!(!title.is_empty(), "{at} must have a title");
    let ids: Vec<&str> = page.select(&css("[id]")).filter_map(|element| element.attr("id")).collect();
    let different: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "{at} has an id twice: {ids:?}");
    let labelled: HashSet<&str> = page.select(&css("label[for]")).filter_map(|label| label.attr("for")).collect();
    for field in page.select(&css("input:not([type=hidden]), select, textarea")) {
        let named = field.attr("aria-label").is_some() || field.attr("id").is_some_and(|id| labelled.contains(id));
        assert!(named, "{at} has a field without a label: {}", field.html());
    }
    for form in page.select(&css("form[method=post]")) {
        let token = form.select(&css("input[name=csrf]")).next().and_then(|field| field.attr("value"));
        assert!(token.is_some_and(|token| !token.is_empty()), "{at} has a form without a token: {}", form.html());
    }
}

/// The one element with these words: all of them, or those that are seen.
#[track_caller]
pub fn one<'a>(page: &'a Html, selector: &str, label: &str, kind: &str, at: &str) -> ElementRef<'a> {
    let all: Vec<ElementRef<'a>> = page.select(&css(selector)).collect();
    let exact: Vec<ElementRef<'a>> = all.iter().copied().filter(|element| words(*element) == label).collect();
    let found = if exact.is_empty() {
        all.iter().copied().filter(|element| seen_words(*element) == label).collect()
    } else {
        exact
    };
    let there = || all.iter().map(|element| words(*element)).collect::<Vec<_>>();
    let first = found.first().copied();
    let first = first.unwrap_or_else(|| panic!("{at} has no {kind} {label:?}, but {:?}", there()));
    // Links to one place may stand on a page twice, in the menu and in the text.
    let alike = found.iter().all(|other| other.attr("href").is_some() && other.attr("href") == first.attr("href"));
    assert!(found.len() == 1 || alike, "{at} has several {kind}s {label:?}: {:?}", there());
    first
}

/// The form that an element belongs to: the one it names, or the one it stands in.
pub fn form_of<'a>(page: &'a Html, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
    if let Some(id) = element.attr("form") {
        return page.select(&css(&format!("form[id={id:?}]"))).next();
    }
    element.ancestors().filter_map(ElementRef::wrap).find(|ancestor| ancestor.value().name() == "form")
}
