//! The versions of a draft, and what changed between two of them.

use maud::{Markup, html};

use super::read::whose;
use crate::kernel::dates::{london, long_date};
use crate::plans::model::differences::Difference;
use crate::plans::model::head::VersionRow;
use crate::plans::service::reading::{Base, HistoryView};
use crate::web::components::{Button, Select, Table, paragraph, text};
use crate::web::page::Page;

/// The page.
pub fn page(view: &HistoryView) -> Page {
    let path = view.draft.known.head.path();
    let rows = view.versions.iter().map(row);
    let options = || view.versions.iter().map(|row| (row.number.to_string(), format!("Version {}", row.number)));
    let base = view.base.map(|base| base_words(&base));
    let older_ones = base.iter().map(|words| ("0".to_owned(), words.clone())).chain(options());
    let (older, newer) = view.compared.as_ref().map_or((1, view.draft.version.number), |(old, new, _)| (*old, *new));
    Page::new(format!("{}, versions", whose(&view.draft))).nav("/plan").back(path.clone(), "The plan").body(html! {
        (Table::new("Versions").column("Version").column("Written by").column("Begun on").column("Sent").numbers("Costs")
            .rows(rows))
        @if view.versions.len() > 1 || base.is_some() {
            form.app-sort method="get" action=(format!("{path}/versions")) {
                (Select::new("from", "What changed between").options(older_ones).chosen(older.to_string()))
                (Select::new("to", "and").options(options()).chosen(newer.to_string()))
                (Button::submit("Compare").secondary())
            }
        }
        @match &view.compared {
            Some((old, new, changes)) => {
                @let from = base.as_deref().filter(|_| *old == 0).map_or_else(|| format!("version {old}"), lower);
                h2.govuk-heading-m { "What changed from " (from) " to version " (new) }
                @if changes.is_empty() { (paragraph("Nothing changed.")) } @else { (changed(changes)) }
            }
            None if view.versions.len() < 2 => (paragraph("There is one version so far, so nothing changed yet.")),
            None => (paragraph("Choose an older version first and a newer one second, to see what changed.")),
        }
    })
}

/// "The plan as it was agreed on 13 March 2026".
fn base_words(base: &Base) -> String {
    let how = if base.by_council { "agreed" } else { "put to use" };
    let on = base.at.map(|at| format!(" on {}", long_date(london(at).date()))).unwrap_or_default();
    format!("The plan as it was {how}{on}")
}

/// The same within a sentence.
fn lower(words: &str) -> String {
    words.replacen("The plan", "the plan", 1)
}

fn row(version: &VersionRow) -> Vec<Markup> {
    vec![
        text(version.number),
        text(&version.by.name),
        text(long_date(london(version.made_at).date())),
        text(version.sent_at.map_or_else(|| "–".to_owned(), |at| long_date(london(at).date()))),
        text(version.total),
    ]
}

fn changed(changes: &[Difference]) -> Markup {
    let row = |change: &Difference| {
        vec![
            html! { (change.what) span.app-sub { (change.part.label()) } },
            text(change.before.as_deref().unwrap_or("– (it is new)")),
            text(change.after.as_deref().unwrap_or("– (it was taken out)")),
        ]
    };
    html! { (Table::new("What changed").column("What").column("Before").column("After").rows(changes.iter().map(row))) }
}
