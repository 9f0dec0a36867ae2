//! Who changed what in a listing, and what somebody else changed while a form was open.

use maud::{Markup, html};

use crate::directory::model::version::{Change, Version};
use crate::directory::service::versions::History;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Button, Select, Table, Verdict, actions, empty_state, hidden, lu, paragraph, text};

/// The page; with two numbers, what differs between those versions.
pub fn page(found: &History, compared: Option<(i32, i32)>) -> Markup {
    let versions = &found.versions;
    if versions.is_empty() {
        return empty_state(
            lu::LuHistory,
            "Nothing has been changed yet",
            &paragraph("When somebody changes this listing or its prices, you see here who, when and what."),
        );
    }
    html! {
        @if versions.len() > 1 { (choose(versions, compared)) }
        @if let Some((from, to)) = compared { (differences(versions, from, to)) }
        @for (place, version) in versions.iter().enumerate() {
            section aria-labelledby=(format!("version-{}", version.number)) {
                h2.govuk-heading-m id=(format!("version-{}", version.number)) { (name(version)) }
                p.app-note { (who(version)) }
                @match versions.get(place + 1) {
                    Some(before) => { (table(&before.snapshot.changes(&version.snapshot), &name(version))) },
                    None => { (paragraph("This is the first that we kept.")) },
                }
            }
        }
    }
}

fn name(version: &Version) -> String {
    if version.number == 0 { "As it began".to_owned() } else { format!("Change {}", version.number) }
}

fn who(version: &Version) -> String {
    let at = london(version.made_at);
    let when = format!("{} at {}", long_date(at.date()), at.format("%H:%M"));
    version.made_by.as_ref().map_or_else(|| when.clone(), |by| format!("{by}, {when}"))
}

fn choose(versions: &[Version], compared: Option<(i32, i32)>) -> Markup {
    let newest = versions.first().map_or(0, |version| version.number);
    let oldest = versions.last().map_or(0, |version| version.number);
    let (from, to) = compared.unwrap_or((oldest, newest));
    let select = |field: &str, label: &str, chosen: i32| {
        let options = versions.iter().map(|version| (version.number.to_string(), name(version)));
        Select::new(field, label).options(options).chosen(chosen.to_string())
    };
    html! {
        form method="get" {
            div.app-fields-row { (select("from", "From", from)) (select("to", "To", to)) }
            (actions(html! { (Button::submit("Compare").secondary()) }))
        }
    }
}

fn differences(versions: &[Version], from: i32, to: i32) -> Markup {
    let find = |number: i32| versions.iter().find(|version| version.number == number);
    html! {
        @if let (Some(one), Some(other)) = (find(from), find(to)) {
            section.app-panel aria-labelledby="compared" {
                h2.govuk-heading-m id="compared" { "From “" (name(one)) "” to “" (name(other)) "”" }
                (table(&one.snapshot.changes(&other.snapshot), "Compared"))
            }
        }
    }
}

/// What changed, before and after.
fn table(changes: &[Change], caption: &str) -> Markup {
    let lines = |lines: &[String]| {
        html! {
            @if lines.is_empty() { "–" (hidden("Nothing")) }
            @for line in lines { div { (line) } }
        }
    };
    let rows = changes.iter().map(|change| vec![text(change.label()), lines(&change.before), lines(&change.after)]);
    html! {
        @if changes.is_empty() { (paragraph("It says the same as before.")) }
        @else { (Table::new(caption).column("What").column("Before").column("After").rows(rows)) }
    }
}

/// Above a form that somebody else was quicker than.
pub fn meanwhile(theirs: &[Change]) -> Markup {
    html! {
        (Verdict::warm("Somebody else changed this while you were writing.")
            .more("What you typed is still here. If you save it, it takes the place of theirs."))
        (table(theirs, "What they changed"))
    }
}
