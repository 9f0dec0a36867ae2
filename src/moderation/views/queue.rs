//! Everything that waits: how much of each kind, what is urgent, and since when.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use super::moment;
use crate::kernel::words;
use crate::moderation::model::{Kind, Waiting, age};
use crate::moderation::service::Queue;
use crate::web::components::{
    Button, Pagination, Tab, Table, TagKind, Verdict, actions, empty_state, link, lu, paragraph, tabs, tag,
};
use crate::web::page::Page;

/// The page.
pub(in crate::moderation) fn page(queue: &Queue, now: NaiveDateTime) -> Page {
    Page::new("To check").nav("/moderation").body(body(queue, now))
}

fn body(queue: &Queue, now: NaiveDateTime) -> Markup {
    let urgent = queue.items.items.iter().filter(|item| item.urgent).count();
    html! {
        @if queue.all > 0 {
            (Verdict::warm(format!("{} to check.", words::count(queue.all, "thing", "things"))).icon(lu::LuClipboardList))
            @if urgent > 0 {
                (Verdict::bad(format!("{} on this page can’t wait.", words::count(urgent, "thing", "things")))
                    .more("Somebody may be at risk. Look at these first."))
            }
            (actions(html! { (Button::link("/moderation/next", "Open the first")) }))
            (kinds(queue))
        }
        @if queue.items.items.is_empty() {
            (empty_state(lu::LuCircleCheck, "Nothing waits for you", &paragraph("Come back later.")))
        } @else { (table(&queue.items.items, now)) }
        (Pagination {
            page: u64::from(queue.items.page.get()),
            pages: u64::from(queue.items.pages()),
            href: &|page| format!("/moderation?kind={}&page={page}", queue.kind.map_or("", Kind::as_str)),
            label: "Pages of what waits",
        })
        @if queue.left_out > 0 {
            p.govuk-body {
                (words::count(queue.left_out, "more thing waits", "more things wait"))
                ", of an organisation you belong to. Somebody else has to decide on it."
            }
        }
        @if queue.duplicates > 0 {
            p.govuk-body {
                (link("/moderation/duplicates", words::count(queue.duplicates, "pair may be the same provider", "pairs may be the same provider")))
            }
        }
        p.govuk-body { (link("/moderation/decisions", "All decisions")) }
        p.govuk-body { (link("/moderation/people", "People without a council: close a case")) }
    }
}

fn kinds(queue: &Queue) -> Markup {
    let waiting = queue.counts.iter().filter(|(_, count)| *count > 0);
    let mut shown: Vec<(String, String, bool)> =
        vec![("/moderation".to_owned(), format!("All ({})", queue.all), queue.kind.is_none())];
    shown.extend(waiting.map(|(kind, count)| {
        let href = format!("/moderation?kind={}", kind.as_str());
        (href, format!("{} ({count})", kind.label()), queue.kind == Some(*kind))
    }));
    let shown: Vec<Tab<'_>> =
        shown.iter().map(|(href, label, here)| Tab { href, label, icon: None, here: *here }).collect();
    tabs("What to show", &shown)
}

fn table(waiting: &[Waiting], now: NaiveDateTime) -> Table {
    let rows = waiting.iter().map(|item| {
        let what = html! { (link(&item.href, &item.about)) br; span.app-note { (item.provider) } };
        let why = html! {
            @if item.urgent { (tag(TagKind::Bad, Some(lu::LuTriangleAlert), "Urgent")) " " }
            (item.why)
        };
        let since = html! { (age(item.since, now)) br; span.app-note { (moment(item.since)) } };
        vec![what, tag(colour(item.kind), None, one(item.kind)), why, since]
    });
    Table::new("What waits").column("What").column("Kind").column("Why").column("Waits").rows(rows)
}

fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Report => "Report",
        Kind::Rating => "Review",
        Kind::Appeal => "Answer",
        Kind::Listing => "Listing",
        Kind::Accreditation => "Accreditation",
        Kind::Claim => "Claim",
        Kind::Provider => "Provider",
    }
}

fn colour(kind: Kind) -> TagKind {
    match kind {
        Kind::Report | Kind::Rating => TagKind::Warm,
        Kind::Appeal => TagKind::Lilac,
        Kind::Listing | Kind::Accreditation | Kind::Claim | Kind::Provider => TagKind::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_word() {
        let mut all: Vec<&str> = Kind::ALL.iter().map(|kind| one(*kind)).collect();
        all.dedup();
        assert_eq!(all.len(), Kind::ALL.len());
    }
}
