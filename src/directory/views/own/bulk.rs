//! Many listings at once: where the file comes from, what it would do, and what it did.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use crate::directory::bulk::RowFault;
use crate::directory::bulk::columns::Column;
use crate::directory::bulk::plan::{Difference, Item, Plan};
use crate::kernel::dates::{london, weekday_date};
use crate::kernel::{UploadId, words};
use crate::web::components::{
    Button, FileInput, PostForm, Table, TagKind, Verdict, actions, csrf_field, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// How many faults are shown.
const FAULTS: usize = 200;
/// How many rows are shown with what they change.
const ITEMS: usize = 100;
/// The longest text shown of a field.
const LONGEST_SHOWN: usize = 200;

const HERE: &str = "/provider/listings/bulk";

/// Where to begin.
pub fn home(ctx: &Ctx, errors: &FieldErrors) -> Markup {
    let get = html! {
        (paragraph("Change your listings in a spreadsheet, or start from the template to add new ones."))
        (actions(html! {
            (Button::link(format!("{HERE}/listings.csv"), "Download your listings").secondary().icon(lu::LuDownload))
            (Button::link(format!("{HERE}/template.csv"), "Download the template").secondary().icon(lu::LuDownload))
        }))
        p.govuk-body {
            "Does your spreadsheet show letters like é wrongly? "
            (link(&format!("{HERE}/listings.csv?mark=1"), "Download your listings marked as UTF-8")) "."
        }
        p.govuk-body { (link(&format!("{HERE}/columns"), "What goes into each column")) }
    };
    let send = html! {
        form method="post" action=(HERE) enctype="multipart/form-data" novalidate {
            (csrf_field(ctx))
            (FileInput::new("file", "CSV file").kinds(".csv,text/csv").error(errors.get("file"))
                .hint("Up to 5,000 listings and 10 MB. You see what it does before anything changes."))
            (actions(html! { (Button::submit("Check this file").once()) (link("/provider/listings", "Cancel")) }))
        }
    };
    html! {
        (panel("get", "1. Get the file", &get))
        (panel("send", "2. Send it back", &send))
    }
}

/// A file that waits.
#[derive(Clone, Copy)]
pub struct Waiting<'a> {
    pub id: UploadId,
    pub encoding: &'a str,
    pub plan: &'a Plan,
    pub expires_at: NaiveDateTime,
    /// Why it wasn't saved when that was tried.
    pub problem: Option<&'a str>,
}

/// A long file is being saved.
pub fn saving(id: UploadId, (done, rows): (Option<usize>, usize), since: NaiveDateTime) -> Markup {
    let done = done.filter(|done| *done > 0);
    html! {
        div role="status" {
            (Verdict::lilac(format!("We are saving {}.", words::count(rows, "row", "rows")))
                .more("All of them are saved together, or none."))
            @if let Some(done) = done {
                p.govuk-body { (words::count(done, "row", "rows")) " of " (words::count(rows, "", "").trim_end()) " done so far." }
            }
        }
        p.govuk-body {
            "It began at " (london(since).format("%H:%M")) " and takes a minute or two. This page looks again every "
            "5 seconds. You can go away and come back."
        }
        (actions(html! { (Button::link(format!("{HERE}/{id}"), "Look again now").secondary()) }))
    }
}

/// What it would do, or what is wrong with it.
pub fn preview(ctx: &Ctx, waiting: &Waiting<'_>) -> Markup {
    let plan = waiting.plan;
    let discard = || {
        let button = Button::submit("Throw the file away").secondary();
        PostForm::new(ctx, format!("{HERE}/{}/discard", waiting.id), button)
    };
    html! {
        @if let Some(problem) = waiting.problem { (Verdict::warm(problem)) }
        @if !plan.faults.is_empty() {
            (faults(&plan.faults))
            (actions(html! { (Button::link(HERE, "Send a mended file")) (discard()) }))
        } @else if plan.items.is_empty() {
            (Verdict::good("This file changes nothing.").more(format!("{} as they are.", listings(plan.unchanged))))
            (discard())
        } @else {
            (Verdict::warm(counts(plan)).more("Nothing is saved yet."))
            (changes(&plan.items))
            (paragraph("All of this is saved together, or none of it."))
            (actions(html! {
                (PostForm::new(ctx, format!("{HERE}/{}/apply", waiting.id), Button::submit("Save all of it").once()))
                (discard())
            }))
            p.app-note {
                "Read as " (waiting.encoding) ". We keep the file until "
                (weekday_date(london(waiting.expires_at).date())) ", so you can come back to this page."
            }
        }
    }
}

fn listings(number: usize) -> String {
    words::count(number, "listing stays", "listings stay")
}

fn counts(plan: &Plan) -> String {
    let added = words::count(plan.added(), "new listing", "new listings");
    let changed = words::count(plan.changed(), "changed", "changed");
    format!("{added}, {changed}, {} as they are.", plan.unchanged)
}

fn faults(faults: &[RowFault]) -> Markup {
    let rows = faults.iter().take(FAULTS).map(|fault| {
        let column = if fault.column.is_empty() { text("The whole row") } else { text(&fault.column) };
        let value = if fault.value.is_empty() { text("Empty") } else { text(format!("“{}”", fault.value)) };
        let value = if fault.column.is_empty() { text("–") } else { value };
        vec![text(format!("Line {}", fault.line)), column, value, text(&fault.words)]
    });
    html! {
        (Verdict::bad(format!("{} wrong with this file.", words::count(faults.len(), "thing is", "things are")))
            .more("Nothing is saved. Mend it in your spreadsheet and send it again."))
        (Table::new("What is wrong").column("Where").column("Column").column("What it says").column("What to do")
            .rows(rows))
        @if faults.len() > FAULTS {
            (paragraph(format!("And {} more.", words::count(faults.len() - FAULTS, "thing", "things"))))
        }
    }
}

fn changes(items: &[Item]) -> Markup {
    html! {
        @for item in items.iter().take(ITEMS) {
            (panel(&format!("line-{}", item.line), &item.title, &one(item)))
        }
        @if items.len() > ITEMS {
            (paragraph(format!("And {} more.", words::count(items.len() - ITEMS, "listing", "listings"))))
        }
    }
}

fn one(item: &Item) -> Markup {
    let rows = item.differences.iter().map(|change| {
        let said = |words: &str| text(if words.is_empty() { "–".to_owned() } else { shown(words) });
        vec![text(name(change)), said(&change.before), said(&change.after)]
    });
    let caption = format!("What changes in {}", item.title);
    html! {
        p.govuk-body {
            @match item.listing {
                Some(id) => {
                    (tag(TagKind::Lilac, Some(lu::LuPencil), "Changed")) " "
                    (link(&format!("/provider/listings/{id}/edit"), format!("Listing {id}")))
                }
                None => { (tag(TagKind::Ok, Some(lu::LuPlus), "New")) " It starts as a draft: nobody sees it until you send it to be checked." }
            }
            span.app-note { " Line " (item.line) " of the file." }
        }
        @if item.back_in_review {
            (Verdict::warm("We check this again.").more("People can’t find it until we have, because its words change."))
        }
        (Table::new(caption).column("What").column("Now").column("Then").rows(rows).compact())
    }
}

/// A field as people call it.
fn name(change: &Difference) -> String {
    let known = Column::parse(&change.field).is_some();
    let words = change.field.replace('_', " ");
    if known || !words.is_empty() { capital(&words) } else { words }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn shown(words: &str) -> String {
    let short: String = words.chars().take(LONGEST_SHOWN).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

/// What it did.
pub fn applied(outcome: &str) -> Markup {
    html! {
        (Verdict::good(outcome))
        (actions(html! { (Button::link("/provider/listings", "Your listings")) (link(HERE, "Another file")) }))
    }
}
