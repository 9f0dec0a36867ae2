//! Recording a week's visits from a file, and confirming visits by a link from a mail.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use crate::kernel::dates::{monday_of, weekday_date};
use crate::kernel::{VisitFileId, words};
use crate::orders::model::units;
use crate::orders::model::week_file::{COLUMNS, Fault};
use crate::orders::service::asking::{Opened, VisitToConfirm};
use crate::orders::service::week::Preview;
use crate::web::components::{Button, PostForm, Table, Verdict, actions, csrf_field, details, link, panel, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/visits/file";

/// Where a file is downloaded and sent.
pub fn home(ctx: &Ctx, today: NaiveDate, faults: &[Fault], errors: &FieldErrors) -> Page {
    let monday = monday_of(today);
    let last = monday.checked_sub_days(Days::new(7)).unwrap_or(monday);
    let download = |monday: NaiveDate| format!("/provider/visits/week.csv?week={monday}");
    let body = html! {
        p.govuk-body-l { "Download a week’s visits, fill in what was delivered, and send the file back. Nothing is recorded before you have looked at it." }
        p.govuk-body { "A file has up to 2,000 visits. If your week has more, you get those that nobody has recorded. Send them, then download the file again for the rest." }
        (self::faults(faults))
        (panel("download", "1. Download", &html! {
            (actions(html! {
                (Button::link(download(last), "Last week’s visits").secondary())
                (Button::link(download(monday), "This week’s visits").secondary())
            }))
            p.govuk-body { "It opens in any spreadsheet. Save it as CSV." }
            (details("What the columns are", &columns()))
        }))
        (panel("send", "2. Send it back", &html! {
            form method="post" action=(HERE) enctype="multipart/form-data" novalidate {
                (csrf_field(ctx))
                (errors.fields().file("file", "The file"))
                (Button::submit("See what it does").once())
            }
        }))
    };
    Page::new("Record a week from a file")
        .nav("/provider/visits")
        .back("/provider/visits", "Visits")
        .errors(errors)
        .body(body)
}

fn columns() -> Markup {
    let says = [
        "The visit’s number. Don’t change it.",
        "The day.",
        "When it was to start.",
        "Whose support it is.",
        "What was ordered.",
        "How much was ordered.",
        "How much was delivered, like 3 or 1.5. Enter 0 if it did not happen. Leave it empty to record it later.",
        "When it really started, like 10:05. You may leave it empty.",
        "When it really ended, like 13:00. You may leave it empty.",
        "What was different. You may leave it empty.",
    ];
    let rows = COLUMNS.iter().zip(says).map(|(column, says)| vec![text(column), text(says)]);
    html! {
        (Table::new("Columns").column("Column").column("What it is").rows(rows))
        p.govuk-body { "The last row says “end”. Leave it there: it shows us that the file is whole." }
    }
}

fn faults(faults: &[Fault]) -> Markup {
    let rows = faults.iter().map(|fault| {
        let row = fault.row.map_or_else(|| "The file".to_owned(), |row| format!("Row {row}"));
        vec![text(row), text(fault.column), text(&fault.words)]
    });
    html! {
        @if !faults.is_empty() {
            (Verdict::bad(format!("{} to put right. Nothing was recorded.", words::count(faults.len(), "thing", "things"))))
            (Table::new("What to put right").show_caption().column("Row").column("Column").column("What is wrong").rows(rows))
        }
    }
}

/// What a file would do, or did.
pub fn preview(ctx: &Ctx, id: VisitFileId, preview: &Preview) -> Page {
    let page = Page::new("What the file does").caption(preview.name.as_str()).nav("/provider/visits");
    let page = page.back(HERE, "Record a week from a file");
    if let Some(outcome) = &preview.outcome {
        return page.body(html! {
            (Verdict::good("This file was recorded.").more(outcome))
            p.govuk-body { (link("/provider/visits", "See your visits")) }
        });
    }
    if !preview.faults.is_empty() {
        return page.body(html! {
            (faults(&preview.faults))
            p.govuk-body { (link(HERE, "Send it again when it is put right")) }
        });
    }
    if preview.rows.is_empty() {
        let words = format!(
            "{} recorded already, and nothing else is filled in.",
            words::count(preview.same, "row is", "rows are")
        );
        return page.body(html! {
            (Verdict::lilac("There is nothing to record.").more(words))
            p.govuk-body { (link("/provider/visits", "See your visits")) }
        });
    }
    let rows = preview.rows.iter().map(|(filled, visit)| {
        let times = filled.times.map(|(from, to)| format!("{from} to {to}")).unwrap_or_default();
        vec![
            html! { (weekday_date(visit.on)) span.app-sub { (visit.at) } },
            html! { (visit.who) span.app-sub { (visit.title) } },
            text(units::amount(visit.unit, visit.units)),
            html! {
                b { (if filled.units.is_zero() { "Did not happen".to_owned() } else { units::amount(visit.unit, filled.units) }) }
                span.app-sub { (times) }
                span.app-sub { (filled.note) }
            },
        ]
    });
    let button = format!("Record {}", words::count(preview.rows.len(), "visit", "visits"));
    page.body(html! {
        p.govuk-body-l {
            (words::count(preview.rows.len(), "visit", "visits")) " will be recorded, all of them or none. "
            @if preview.same > 0 { (preview.same) " were recorded already." }
        }
        (Table::new("Visits to record").column("When").column("Who").column("Ordered").column("Delivered").rows(rows))
        (actions(html! {
            (PostForm::new(ctx, format!("{HERE}/{id}"), Button::submit(button).once()))
            (link(HERE, "Don’t record it"))
        }))
    })
}

/// What a link from a mail opens.
pub fn confirm(ctx: &Ctx, token: &str, opened: &Opened) -> Page {
    match opened {
        Opened::Waiting { holder, visits } => waiting(ctx, token, holder, visits),
        Opened::Used => Page::new("You have confirmed this already").body(html! {
            p.govuk-body-l { "Thank you. Nothing more is needed." }
            p.govuk-body { (link("/orders", "See your orders")) }
        }),
        Opened::Over => Page::new("There is nothing to confirm here any more").body(html! {
            p.govuk-body-l { "These visits are settled, were recorded again, or this link is too old. Visits confirm themselves after 7 days." }
            p.govuk-body { (link("/orders", "See your orders")) }
        }),
    }
}

fn waiting(ctx: &Ctx, token: &str, holder: &str, visits: &[VisitToConfirm]) -> Page {
    let (more, plain): (Vec<&VisitToConfirm>, Vec<&VisitToConfirm>) = visits.iter().partition(|visit| visit.is_more());
    let list = |visits: &[&VisitToConfirm]| {
        html! { ul.govuk-list.govuk-list--bullet { @for visit in visits { li { (visit.words()) ". " (visit.provider) "." } } } }
    };
    let title = if visits.len() == 1 { "Is this visit right?" } else { "Are these visits right?" };
    Page::new(title).caption(format!("For {holder}")).body(html! {
        @if !plain.is_empty() {
            (list(&plain))
            (PostForm::new(ctx, format!("/confirm/{token}"), Button::submit("Yes, confirm").once()))
        }
        @if !more.is_empty() {
            p.govuk-body { b { "These came to more than was ordered:" } }
            (list(&more))
            p.govuk-body { "They need your yes to that, on the order’s page." }
        }
        p.govuk-body {
            "If something was wrong, or came to more than you ordered, sign in: "
            @for visit in visits.iter().take(1) { (link(&format!("/orders/{}", visit.reference), "open the order")) }
            "."
        }
        p.app-small { "If you do nothing, visits as they were ordered confirm themselves after 7 days." }
    })
}
