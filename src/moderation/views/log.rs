//! Every decision: as a page with filters, and as a file.

use maud::{Markup, html};

use super::moment;
use crate::directory::model::decisions::{Decision, Ruling, Subject};
use crate::directory::service::decisions::{Log, Wanted};
use crate::directory::views::moderation::ruling_tag;
use crate::kernel::dates::london;
use crate::kernel::words;
use crate::web::components::{Button, Input, Pagination, Select, Table, empty_state, link, lu, paragraph, text};
use crate::web::page::Page;

const HERE: &str = "/moderation/decisions";

fn query(wanted: &Wanted, page: Option<u64>) -> String {
    let mut pairs = vec![
        ("subject", wanted.subject.map_or_else(String::new, |known| known.as_str().to_owned())),
        ("ruling", wanted.ruling.map_or_else(String::new, |known| known.as_str().to_owned())),
        ("by", wanted.by.map_or_else(String::new, |id| id.to_string())),
        ("provider", wanted.provider.clone()),
    ];
    pairs.extend(page.map(|page| ("page", page.to_string())));
    pairs.retain(|(_, value)| !value.is_empty());
    serde_html_form::to_string(pairs).unwrap_or_default()
}

/// The page.
pub(in crate::moderation) fn page(log: &Log, wanted: &Wanted) -> Page {
    let found = &log.decisions;
    let rows = found.items.iter().map(|decision| {
        vec![
            text(moment(decision.at)),
            html! { (link(&href(decision), &decision.about)) br; span.app-note { (decision.provider) } },
            html! { (ruling_tag(decision.ruling)) @if !decision.words.is_empty() { br; (decision.words) } },
            text(&decision.by),
        ]
    });
    let table = Table::new("Decisions").column("When").column("What").column("Decided").column("By");
    Page::new("Decisions").nav("/moderation").back("/moderation", "To check").body(html! {
        (filters(log, wanted))
        h2.govuk-heading-m { (words::count(found.total, "decision", "decisions")) }
        @if found.items.is_empty() {
            (empty_state(lu::LuClipboardList, "No decisions", &paragraph("Nothing was decided that fits this.")))
        } @else {
            (table.rows(rows))
            p.govuk-body { (link(&format!("{HERE}.csv?{}", query(wanted, None)), "Download these as a file (CSV)")) }
        }
        (Pagination {
            page: u64::from(found.page.get()),
            pages: u64::from(found.pages()),
            href: &|page| format!("{HERE}?{}", query(wanted, Some(page))),
            label: "Pages of decisions",
        })
    })
}

fn href(decision: &Decision) -> String {
    match decision.subject {
        Subject::Listing => format!("/moderation/listings/{}", decision.subject_id),
        Subject::Rating => format!("/moderation/ratings/{}", decision.subject_id),
        Subject::Provider | Subject::Accreditation => format!("/moderation/providers/{}", decision.provider_id),
    }
}

fn filters(log: &Log, wanted: &Wanted) -> Markup {
    let subjects = Subject::ALL.iter().map(|known| (known.as_str(), known.label()));
    let rulings = Ruling::ALL.iter().map(|known| (known.as_str(), known.label()));
    let people = log.moderators.iter().map(|(id, name)| (id.to_string(), name.clone()));
    html! {
        form.app-sort method="get" action=(HERE) role="search" {
            (Select::new("subject", "About").option("", "Anything").options(subjects)
                .chosen(wanted.subject.map_or("", Subject::as_str)))
            (Select::new("ruling", "Decided").option("", "Anything").options(rulings)
                .chosen(wanted.ruling.map_or("", Ruling::as_str)))
            (Select::new("by", "By").option("", "Anybody").options(people)
                .chosen(wanted.by.map_or_else(String::new, |id| id.to_string())))
            (Input::new("provider", "Provider").value(&wanted.provider).width(20))
            (Button::submit("Show").secondary())
        }
    }
}

/// The file. Its columns: when (London), kind, what, provider, decision, reason, by.
///
/// # Errors
/// When it can't be written.
pub(in crate::moderation) fn csv(decisions: &[Decision]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["When", "Kind", "What", "Provider", "Decision", "Reason", "By"])?;
    for decision in decisions {
        file.write_record([
            london(decision.at).format("%Y-%m-%d %H:%M").to_string(),
            decision.subject.label().to_owned(),
            harmless(&decision.about),
            harmless(&decision.provider),
            decision.ruling.label().to_owned(),
            harmless(&decision.words),
            harmless(&decision.by),
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// Words that a spreadsheet can't take for a formula.
fn harmless(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_the_file_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("Say where you meet."), "Say where you meet.");
    }
}
