//! The pages about bank lines.

use maud::{Markup, html};

use super::forms::{AddForm, SaidForm};
use super::model::LineState;
use super::service::{BankLine, Lines, Looked, OneLine, Paper};
use crate::accounts::HolderSummary;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::count;
use crate::web::components::{
    Button, PostForm, Radios, Select, SummaryList, SummaryRow, Table, TagKind, actions, csrf_field, details,
    empty_state, hidden, inset, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn state(line: &BankLine) -> Markup {
    let (kind, icon) = match line.state {
        LineState::Open => (TagKind::Warm, Some(lu::LuTriangleAlert)),
        LineState::Invoice | LineState::Outside | LineState::PaidBack => (TagKind::Ok, Some(lu::LuCheck)),
        LineState::Private => (TagKind::Bad, None),
        LineState::Other => (TagKind::Plain, None),
    };
    tag(kind, icon, line.state.label())
}

/// The files that go with a line, as links.
fn papers(of: &[&Paper]) -> Markup {
    html! {
        @for paper in of {
            a.govuk-link href=(format!("/budget/bank/papers/{}", paper.id)) download { (paper.name) }
            " " span.app-note { (paper.kind.label()) } " "
        }
    }
}

fn said(lines: &Lines, line: &BankLine) -> Markup {
    let part = lines.plan.iter().find(|known| Some(known.id) == line.plan_line);
    let of: Vec<&Paper> = lines.papers.iter().filter(|paper| paper.line == line.id).collect();
    let about = hidden(format!(": {}, {}", line.words, long_date(line.on)));
    let council = format!("/council/people/{}/bank/{}", lines.holder.reference, line.id);
    let split = lines.lines.iter().any(|other| other.split_of == Some(line.id));
    html! {
        @if split { (tag(TagKind::Plain, None, "Split into parts")) } @else { (state(line)) }
        @if let Some(part) = part { " " span.app-sub { "Part of the plan: " (part.title) } }
        @if !line.note.is_empty() && !split { " " span.app-sub { (line.note) } }
        @if !of.is_empty() { " " span.app-sub { (papers(&of)) } }
        @if line.split_of.is_some() { " " span.app-sub { "A part of a line" } }
        " " span.app-sub {
            @if let Some(invoice) = line.invoice { (link(&format!("/invoices/{invoice}"), "See the invoice")) " " }
            @if lines.may {
                a.govuk-link href=(format!("/budget/bank/lines/{}", line.id)) {
                    @if split { "See its parts" }
                    @else if line.state == LineState::Open { "Say what it was for" }
                    @else { "Change it, or add a receipt" }
                    (about)
                }
            } @else if lines.officer && line.state != LineState::Invoice && !split {
                a.govuk-link href=(council) { "Ask about it" (about) }
            }
        }
    }
}

fn table(lines: &Lines) -> Markup {
    let table =
        Table::new("The lines").column("Day").column("What the bank says").numbers("Amount").column("What it was for");
    let table = lines.lines.iter().fold(table, |table, line| {
        table.row([text(long_date(line.on)), text(&line.words), text(line.amount), said(lines, line)])
    });
    let open = lines.lines.iter().filter(|line| line.state == LineState::Open).count();
    html! {
        @if lines.to_pay_back > Money::ZERO {
            (inset(&html! { p.govuk-body { (lines.to_pay_back) " was private, and is to be paid back into the account." } }))
        }
        @if open > 0 {
            p.govuk-body { b { (count(u32::try_from(open).unwrap_or_default(), "line", "lines")) } " still to be explained." }
        }
        @if lines.lines.is_empty() {
            (empty_state(lu::LuLandmark, "There are no lines yet", &paragraph("Send a file from the bank, or add a line by hand.")))
        } @else { (table) }
    }
}

/// The page for whoever pays.
pub fn list(ctx: &Ctx, lines: &Lines, typed: &AddForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let body = html! {
        p.govuk-body {
            "Here you show what was paid from the bank account that the budget is in. Then the budget counts all of it, also "
            "what was bought outside Handpick. The council sees the same."
        }
        (panel("lines", "The lines of the account", &table(lines)))
        @if lines.may {
            (panel("send", "Send a file from the bank", &html! {
                p.govuk-body { "Most banks let you download a CSV file. You see its lines before they are kept. A line that is here already isn’t added again." }
                form method="post" action="/budget/bank" enctype="multipart/form-data" novalidate {
                    (csrf_field(ctx))
                    (fields.file("file", "CSV file"))
                    (actions(html! { (Button::submit("Look at it").secondary()) }))
                }
            }))
            (panel("add", "Add a payment by hand", &html! {
                form method="post" action="/budget/bank/add" novalidate {
                    (csrf_field(ctx))
                    (fields.date("on", "When was it paid?", typed.day()))
                    (fields.input("amount", "How much was paid?", &typed.amount).prefix("£").width(10).mode("decimal"))
                    (fields.input("words", "Who was paid?", &typed.words))
                    (actions(html! { (Button::submit("Add it").secondary()) }))
                }
            }))
        }
    };
    Page::new("The bank account").nav("/budget").back("/budget", "Budget").errors(errors).body(body)
}

/// The same lines, for the council.
pub fn of_person(lines: &Lines) -> Page {
    let holder = &lines.holder;
    Page::new("The bank account")
        .caption(holder.name.as_str())
        .nav("/council")
        .back(format!("/council/people/{}", holder.reference), holder.name.as_str())
        .body(table(lines))
}

fn column(name: &str, label: &str, looked: &Looked, chosen: Option<usize>) -> Select {
    let select = Select::new(name, label).option("", "None");
    let named = looked.header.iter().enumerate();
    let select = named.fold(select, |select, (at, column)| select.option(at.to_string(), column.clone()));
    select.chosen(chosen.map(|at| at.to_string()).unwrap_or_default())
}

fn lines_of(number: usize) -> String {
    count(u32::try_from(number).unwrap_or(u32::MAX), "line", "lines")
}

/// A file before its lines are kept.
pub fn file(ctx: &Ctx, looked: &Looked, errors: &FieldErrors) -> Page {
    let columns = &looked.columns;
    let good: Vec<_> = looked.rows.iter().filter_map(|(_, row)| row.as_ref().ok()).collect();
    let bad: Vec<(u64, &String)> =
        looked.rows.iter().filter_map(|(at, row)| Some((*at, row.as_ref().err()?))).collect();
    let table =
        Table::new("The first lines").show_caption().column("Day").column("What the bank says").numbers("Amount");
    let table = good
        .iter()
        .take(20)
        .fold(table, |table, row| table.row([text(long_date(row.on)), text(&row.words), text(row.amount)]));
    let choosing = html! {
        @if let Some(why) = errors.get("day") { p.govuk-error-message { (why) } }
        (column("day", "Which column is the day?", looked, columns.day))
        (column("words", "Which column says what it was?", looked, columns.words))
        (column("amount", "Which column is the amount, with a minus for money out?", looked, columns.amount))
        (column("out", "Or: which column is money out?", looked, columns.out))
        (column("into", "And money in?", looked, columns.into))
        p.govuk-body { (Button::submit("Look again").secondary()) }
    };
    // Most files say which column is what: then nobody is asked.
    let sure = columns.are_enough() && !good.is_empty() && errors.is_empty();
    let body = html! {
        p.govuk-body { (looked.name) }
        form method="post" action=(format!("/budget/bank/files/{}", looked.id)) novalidate {
            (csrf_field(ctx))
            @if sure { (details("Choose other columns", &choosing)) } @else { (choosing) }
            @if !bad.is_empty() {
                p.govuk-body { (lines_of(bad.len())) " can’t be read, and will be left out:" }
                ul.govuk-list.govuk-list--bullet { @for (at, why) in bad.iter().take(50) { li { "Line " (at) ": " (why) } } }
            }
            @if looked.known > 0 {
                p.govuk-body { (lines_of(looked.known)) " of this file are here already, and aren’t added again." }
            }
            @if !good.is_empty() { (table) }
            (actions(html! {
                @if !good.is_empty() { (Button::submit(format!("Keep {}", lines_of(good.len()))).value("action", "keep")) }
                (link("/budget/bank", "Go back"))
            }))
        }
    };
    Page::new("Lines from the bank").nav("/budget").back("/budget/bank", "The bank account").errors(errors).body(body)
}

fn heading(line: &BankLine) -> Markup {
    html! { p.govuk-body-l { (line.amount) ", " (line.words) ", " (long_date(line.on)) } }
}

/// The choices for what a line was for.
fn choices(one: &OneLine, typed: &SaidForm, errors: &FieldErrors) -> Radios {
    let mut radios = errors.fields().radios("was", "What was it for?", &typed.was);
    if one.line.amount.is_negative() {
        for invoice in &one.invoices {
            let label = format!("It paid invoice {} from {}", invoice.reference, invoice.parties.seller.name);
            radios = radios.choice(format!("invoice-{}", invoice.id), label);
        }
        radios = radios
            .choice_with_hint("outside", "Support that was bought outside Handpick", "It counts as spent.")
            .choice_with_hint("private", "It was private, or a mistake", "It has to be paid back into the account.");
    } else {
        radios = radios.choice("paid_back", "Something private was paid back");
    }
    radios.choice("other", "No spending: for example money from the council").choice("open", "I don’t know yet")
}

/// The parts of a line that was for more than one thing.
fn in_parts(ctx: &Ctx, parts: &[BankLine], here: &str) -> Markup {
    html! {
        p.govuk-body { "This line is split, because it was for more than one thing:" }
        ul.govuk-list {
            @for part in parts {
                li {
                    a.govuk-link href=(format!("/budget/bank/lines/{}", part.id)) { (part.amount) } " " (state(part))
                }
            }
        }
        (PostForm::new(ctx, format!("{here}/join"), Button::submit("Make it one line again").secondary()))
    }
}

fn splitting(ctx: &Ctx, one: &OneLine, (first, here): (&str, &str), errors: &FieldErrors) -> Markup {
    let form = html! {
        p.govuk-body {
            "For example two invoices that were paid together. The line becomes two: the amount you write here, and the rest. "
            "A part can be split again."
        }
        form method="post" action=(format!("{here}/split")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="turns" value=(one.line.turns);
            (errors.fields().input("first", "How much was the first part?", first).prefix("£").width(10).mode("decimal"))
            (actions(html! { (Button::submit("Split the line").secondary().once()) }))
        }
    };
    if errors.get("first").is_some() { form } else { details("It was for more than one thing", &form) }
}

/// Saying what a line was for.
pub fn line(ctx: &Ctx, one: &OneLine, (typed, first): (&SaidForm, &str), errors: &FieldErrors) -> Page {
    let line = &one.line;
    let fields = errors.fields();
    let here = format!("/budget/bank/lines/{}", line.id);
    let plan = one.plan.iter().map(|part| (part.id.to_string(), part.title.clone()));
    let body = html! {
        (heading(line))
        @if let Some(whole) = &one.whole {
            p.govuk-body {
                "This is a part of a line of " (whole.amount) ". "
                (link(&format!("/budget/bank/lines/{}", whole.id), "See the whole line"))
            }
        }
        @if let Some(invoice) = &one.invoice {
            p.govuk-body {
                "It paid " (link(&format!("/invoices/{}", invoice.id), format!("invoice {}", invoice.reference)))
                " from " (invoice.parties.seller.name) ". If that is wrong, choose something else: "
                @if line.payment.is_some() { "then the invoice is to be paid again." } @else { "the invoice stays as it is." }
            }
        }
        @if one.closed {
            (inset(&html! {
                p.govuk-body { "The monthly statement that shows this is closed, so it can’t be changed here. Your council can put it right." }
            }))
        } @else if !one.parts.is_empty() {
            (in_parts(ctx, &one.parts, &here))
        } @else {
            form method="post" action=(here) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="turns" value=(typed.turns);
                (choices(one, typed, errors))
                (fields.select("plan_line", "If it was support: which part of the plan is it?", &typed.plan_line)
                    .option("", "It is not in the plan").options(plan))
                (fields.textarea("note", "What was it?", &typed.note).rows(2).longest(500))
                (actions(html! { (Button::submit("Save").once()) (link("/budget/bank", "Go back")) }))
            }
            @if line.state == LineState::Open { (splitting(ctx, one, (first, &here), errors)) }
        }
        (panel("papers", "Receipts", &html! {
            @if one.papers.is_empty() { p.govuk-body { "There are no files with this line yet." } }
            @else {
                ul.govuk-list {
                    @for paper in &one.papers {
                        li {
                            (papers(&[paper]))
                            (PostForm::new(ctx, format!("/budget/bank/papers/{}/remove", paper.id),
                                Button::submit("Take it off").plain().about(paper.name.as_str())))
                        }
                    }
                }
            }
            form method="post" action=(format!("{here}/papers")) enctype="multipart/form-data" novalidate {
                (csrf_field(ctx))
                (fields.file("file", "A receipt, or a page from the bank")
                    .hint("A PDF, or a picture as JPEG or PNG. Your council sees it.")
                    .kinds("application/pdf,image/jpeg,image/png"))
                (actions(html! { (Button::submit("Add the file").secondary()) }))
            }
        }))
    };
    Page::new("What was it for?").nav("/budget").back("/budget/bank", "The bank account").errors(errors).body(body)
}

/// An officer asks about a line.
pub fn ask(ctx: &Ctx, holder: &HolderSummary, one: &OneLine, typed: &str, errors: &FieldErrors) -> Page {
    let back = format!("/council/people/{}/bank", holder.reference);
    let part = one.plan.iter().find(|known| Some(known.id) == one.line.plan_line);
    let of: Vec<&Paper> = one.papers.iter().collect();
    let list = SummaryList::new()
        .row(SummaryRow::new("What it is said to be", state(&one.line)))
        .fact("Part of the plan", part.map_or("None", |part| part.title.as_str()))
        .fact("What was written", if one.line.note.is_empty() { "Nothing" } else { one.line.note.as_str() })
        .row(SummaryRow::new("Receipts", if of.is_empty() { text("None") } else { papers(&of) }));
    let body = html! {
        (heading(&one.line))
        (list)
        @if one.line.state != LineState::Invoice && one.parts.is_empty() {
            p.govuk-body {
                @if one.line.state == LineState::Outside {
                    "If this can’t be counted as it is, ask about it. The money then counts as not spent, from today on, until "
                    "they answer. Statements that are closed stay as they are."
                } @else { "If you need to know more, ask about it. They say again what it was for." }
            }
            form method="post" action=(format!("{back}/{}", one.line.id)) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("why", "What do you want to know?", typed).rows(3).longest(300)
                    .hint("They get your words by email."))
                (actions(html! { (Button::submit("Ask about it").once()) (link(&back, "Go back")) }))
            }
        }
    };
    Page::new("A line of the bank account")
        .caption(holder.name.as_str())
        .nav("/council")
        .back(back.clone(), "The bank account")
        .errors(errors)
        .body(body)
}
