//! Closing a case: the form, what it does, how it was closed, opening it again, and the council's list.

use maud::{Markup, html};

use super::forms::{CloseForm, PaidForm};
use super::model::{Closed, Why};
use super::service::keeping::ClosedCases;
use super::service::{Close, Looked};
use crate::accounts::HolderSummary;
use crate::billing::service::ending::Unpaid;
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date};
use crate::kernel::words::list as listed;
use crate::web::components::{
    Button, PostForm, SummaryList, Table, actions, csrf_field, empty_state, link, lu, panel, paragraph, text,
    warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn person(looked: &Looked) -> String {
    let place = if looked.holder.council_id.is_some() { "council" } else { "moderation" };
    format!("/{place}/people/{}", looked.holder.reference)
}

/// The page that leads there, and what it is called: a council's page of the person, or where moderators find people.
fn way_back(looked: &Looked) -> (String, &str) {
    match looked.holder.council_id {
        Some(_) => (person(looked), looked.holder.name.as_str()),
        None => ("/moderation/people".to_owned(), "People without a council"),
    }
}

fn page(looked: &Looked, title: &str) -> Page {
    let (back, called) = way_back(looked);
    let nav = if looked.holder.council_id.is_some() { "/council" } else { "/moderation" };
    Page::new(title).caption(looked.holder.name.as_str()).nav(nav).back(back, called)
}

/// Where a moderator finds somebody without a council, by their reference.
pub fn find(typed: &str, found: Option<&HolderSummary>) -> Page {
    let mut errors = FieldErrors::new();
    if !typed.is_empty() && found.is_none() {
        errors.push(
            "reference",
            "Nobody without a council has this reference. A council closes the cases of its own people.",
        );
    }
    let body = html! {
        p.govuk-body {
            "When somebody who pays for themselves has died, or wants to stop, you close their case: orders end, nobody can act "
            "for them any more, and what need not be kept is deleted in time. Be sure that whoever asks may ask."
        }
        form method="get" action="/moderation/people" novalidate {
            (errors.fields().input("reference", "Their reference", typed).width(20).hint("It is on their statements and on the page of their account, for example HP-204-7719."))
            (actions(html! { (Button::submit("Find them")) }))
        }
        @if let Some(holder) = found {
            (panel("found", &holder.name, &html! {
                p.govuk-body { "Reference " (holder.reference) "." }
                (actions(html! { (Button::link(format!("/moderation/people/{}/close", holder.reference), "Close the case, or see how it was closed")) }))
            }))
        }
    };
    Page::new("People without a council").nav("/moderation").back("/moderation", "To check").errors(&errors).body(body)
}

/// Why, and from when.
pub fn form(ctx: &Ctx, looked: &Looked, typed: &CloseForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let why = Why::ALL.iter().fold(fields.radios("why", "Why is the case closed?", &typed.why), |radios, why| {
        radios.choice(why.as_str(), why.label())
    });
    let body = html! {
        p.govuk-body { "Nothing is closed before you have seen what it does." }
        form method="post" action=(format!("{}/close", person(looked))) novalidate {
            (csrf_field(ctx))
            (why)
            (fields.date("on", "When did it happen?", typed.day()))
            (fields.input("goes_to", "Who is responsible now? (optional)", &typed.goes_to)
                .hint("The other council, or the part of the NHS."))
            (fields.textarea("note", "What else should be known? (optional)", &typed.note).rows(3).longest(500)
                .hint(if looked.holder.council_id.is_some() { "Only officers of your council read this." } else { "Only moderators read this." }))
            (actions(html! { (Button::submit("See what it does")) (link(&way_back(looked).0, "Go back")) }))
        }
    };
    page(looked, "Close the case").errors(errors).body(body)
}

fn orders(looked: &Looked) -> Markup {
    let table = Table::new("Orders that end")
        .show_caption()
        .column("Order")
        .column("Provider")
        .numbers("Visits called off")
        .numbers("Given back")
        .numbers("Due by its notice");
    let table = looked.orders.iter().fold(table, |table, (order, name)| {
        if order.shared {
            let what = html! { (order.reference) " " span.app-note { "Shared with others: left with its notice" } };
            return table.row([what, text(name), text("–"), text("–"), text("–")]);
        }
        table.row([text(&order.reference), text(name), text(order.visits), text(order.released), text(order.charge)])
    });
    html! { @if looked.orders.is_empty() { p.govuk-body { "No orders run." } } @else { (table) } }
}

/// What is to be settled beside the money, in order.
fn to_settle(looked: &Looked) -> Markup {
    let mut sentences = looked.to_settle.sentences(looked.holder.council_id.is_some());
    let invoiced = Money::sum(looked.unpaid.iter().map(|one| one.left)).unwrap_or_default();
    let rest = looked.left.owed.checked_sub(invoiced).filter(|rest| *rest > Money::ZERO);
    if let Some(rest) = rest.filter(|_| !looked.unpaid.is_empty()) {
        sentences.push(format!("{rest} of what is still to be paid is on no invoice yet"));
    }
    html! {
        @if !sentences.is_empty() || !looked.unpaid.is_empty() {
            (panel("to-settle", "What is still to be settled", &html! {
                p.govuk-body { "It doesn’t stand in the way. What comes free is settled by itself, day by day." }
                ul.govuk-list.govuk-list--bullet {
                    @for sentence in &sentences { li { (sentence) } }
                    @if !looked.unpaid.is_empty() { li { "Invoices that are not paid yet:" } }
                }
                @if !looked.unpaid.is_empty() { (invoices(&looked.unpaid, looked.holder.council_id.is_some())) }
            }))
        }
    }
}

fn invoices(unpaid: &[Unpaid], council: bool) -> Table {
    let table =
        Table::new("Invoices that are not paid").column("Invoice").column("From").column("Who pays").numbers("Left");
    unpaid.iter().fold(table, |table, one| {
        let who = if one.theirs { "The person, or their estate" } else { "The council" };
        table.row([
            // Papers between a person and a provider are no moderator's to read.
            if council { link(&format!("/invoices/{}", one.id), one.reference.as_str()) } else { text(&one.reference) },
            text(&one.provider),
            text(who),
            text(one.left),
        ])
    })
}

/// What it does.
pub fn check(ctx: &Ctx, looked: &Looked, wanted: &Close, typed: &CloseForm) -> Page {
    let helpers = if looked.helpers.is_empty() {
        "Nobody acts for them.".to_owned()
    } else {
        format!("{} can no longer act for them.", listed(&looked.helpers))
    };
    let told = match wanted.why {
        Why::Deceased => {
            "The providers, and whoever could act for them, with care. Nothing more is sent to the person’s own address, and \
             nobody can sign in with it."
        }
        _ => "The person, the providers, and whoever could act for them.",
    };
    let summary = SummaryList::new()
        .fact("Why", wanted.why.label())
        .fact("Since", long_date(wanted.ended_on).as_str())
        .fact("Settled now", format!("{}, with what the orders give back", looked.left.back).as_str())
        .fact("Stays to be paid", format!("{} that was delivered or is not settled yet", looked.left.owed).as_str())
        .fact("Mandates", helpers.as_str())
        .fact("Who is told", told);
    let hidden = [
        ("why", &typed.why),
        ("on_day", &typed.on_day),
        ("on_month", &typed.on_month),
        ("on_year", &typed.on_year),
        ("goes_to", &typed.goes_to),
        ("note", &typed.note),
    ];
    let body = html! {
        (summary)
        (orders(looked))
        (to_settle(looked))
        p.govuk-body {
            @if looked.holder.council_id.is_some() {
                "What they or their family put in of their own is theirs, or their estate’s; all else goes back to the council. "
            } @else {
                "The money is their own, or their estate’s: it is written down as taken out. Handpick held none of it. "
            }
            "From now on nothing can be ordered, and nothing new is assessed, planned or decided."
            @if looked.holder.council_id.is_some() { " What they pay each week ends with that day." }
        }
        (warning_text("Orders that end can’t be brought back. The rest can be undone if it was a mistake."))
        form method="post" action=(format!("{}/close", person(looked))) novalidate {
            (csrf_field(ctx))
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="sure" value="yes";
            (actions(html! { (Button::submit("Close the case").warning().once()) (link(&way_back(looked).0, "Go back")) }))
        }
    };
    page(looked, "What closing the case does").body(body)
}

/// How it was closed.
pub fn closed(ctx: &Ctx, looked: &Looked, closed: &Closed, typed: &PaidForm, errors: &FieldErrors) -> Page {
    let council = looked.holder.council_id.is_some();
    let goes_to = if closed.goes_to.is_empty() { "Not recorded" } else { closed.goes_to.as_str() };
    let went = if council { "Went back" } else { "Written down as taken out" };
    let note = if closed.note.is_empty() { "None" } else { closed.note.as_str() };
    let at = format!("{}/close", person(looked));
    let by = format!(
        "{}, {}",
        looked.closed_by.as_deref().unwrap_or("Handpick"),
        long_date(london(closed.closed_at).date())
    );
    let summary = SummaryList::new()
        .fact("Why", closed.why.label())
        .fact("Since", long_date(closed.ended_on).as_str())
        .fact("Closed by", by.as_str())
        .fact("Responsible now", goes_to)
        .fact("Note", note)
        .fact(went, looked.settled.to_string().as_str())
        .fact("Still to be paid", looked.left.owed.to_string().as_str())
        .fact("Records are kept until", long_date(closed.keep_until).as_str());
    let theirs: Vec<&Unpaid> = looked.unpaid.iter().filter(|one| one.theirs).collect();
    let body = html! {
        (summary)
        @if looked.left.back > Money::ZERO {
            p.govuk-body { (looked.left.back) " has come free since. It is settled by itself within a day." }
            (PostForm::new(ctx, format!("{at}/settle"), Button::submit("Settle it now").secondary().once()))
        }
        (to_settle(looked))
        @if !theirs.is_empty() { (pay(ctx, &at, &theirs, typed, errors)) }
        @if let Some(deleted) = closed.deleted_at {
            p.govuk-body { "What people wrote and sent was deleted on " (long_date(london(deleted).date())) ". Money and the record of what was done stay." }
        } @else {
            p.govuk-body { "After that day what people wrote and sent is deleted. Money and the record of what was done stay." }
            @if council {
                (PostForm::new(ctx, format!("{at}/export"),
                    Button::submit("Download what the next council needs (JSON)").secondary().icon(lu::LuDownload)))
            }
            (actions(html! {
                (Button::link(format!("{at}/reopen"), "It was a mistake").secondary())
            }))
        }
    };
    page(looked, "The case is closed").errors(errors).body(body)
}

/// An invoice that the person was to pay was paid.
fn pay(ctx: &Ctx, at: &str, theirs: &[&Unpaid], typed: &PaidForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let options =
        theirs.iter().map(|one| (one.id.to_string(), format!("{}, {}, {}", one.reference, one.provider, one.left)));
    panel(
        "paid",
        "Mark an invoice as paid",
        &html! {
            p.govuk-body { "When their estate, or whoever settles for them, has paid an invoice from the person’s account." }
            form method="post" action=(format!("{at}/paid")) novalidate {
                (csrf_field(ctx))
                (fields.select("invoice", "Which invoice?", &typed.invoice).options(options))
                (fields.textarea("evidence", "How can it be seen?", &typed.evidence).rows(2).longest(500))
                (actions(html! { (Button::submit("Mark it as paid").secondary().once()) }))
            }
        },
    )
}

/// Opening it again.
pub fn reopen(ctx: &Ctx, looked: &Looked, typed: &str, errors: &FieldErrors) -> Page {
    let at = format!("{}/close", person(looked));
    let body = html! {
        @if looked.closed.as_ref().is_some_and(|closed| closed.deleted_at.is_none()) {
            ul.govuk-list.govuk-list--bullet {
                li { (looked.settled) " that went back is in the budget again." }
                li { "Mandates that ended with the case hold again, as far as they haven’t run out." }
                li { "Whoever had signed in can do so again, and gets mails." }
                li { "Orders that ended stay so. They have to be placed again." }
                @if looked.holder.council_id.is_some() { li { "What they paid each week has to be decided again." } }
            }
            form method="post" action=(format!("{at}/reopen")) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("why", "What was wrong?", typed).rows(3).longest(500))
                (actions(html! { (Button::submit("Open the case again").once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body { "There is nothing to undo here." }
        }
    };
    page(looked, "Open the case again").errors(errors).body(body)
}

/// A council's closed cases.
pub fn list(ctx: &Ctx, cases: &ClosedCases, typed: &str, errors: &FieldErrors) -> Page {
    let table = Table::new("Closed cases").column("Person").column("Why").column("Since").column("Kept until");
    let table = cases.cases.iter().fold(table, |table, one| {
        let kept = match one.closed.deleted_at {
            Some(_) => text("Deleted, but for money"),
            None => text(long_date(one.closed.keep_until)),
        };
        let name = link(&format!("/council/people/{}/close", one.reference), one.name.as_str());
        table.row([name, text(one.closed.why.label()), text(long_date(one.closed.ended_on)), kept])
    });
    let body = html! {
        @if cases.cases.is_empty() {
            (empty_state(lu::LuFileCheck, "No case is closed", &paragraph("You close a case from the page of a person’s pots.")))
        } @else { (table) }
        (panel("keeping", "For how long records are kept", &html! {
            p.govuk-body {
                "Until the end of the year in which a case is closed, and " (cases.years) " more. Then plans, answers, files, "
                "notes and the address are deleted. Money and the record of what was done stay."
            }
            @if cases.may {
                form method="post" action="/council/closed" novalidate {
                    (csrf_field(ctx))
                    (errors.fields().input("years", "Years after the year of closing", typed).width(3).mode("numeric")
                        .hint("Six or more: for so long claims can be brought."))
                    (actions(html! { (Button::submit("Save").secondary()) }))
                }
            }
        }))
    };
    Page::new("Closed cases")
        .caption(cases.council.as_str())
        .nav("/council")
        .back("/council", "People")
        .errors(errors)
        .body(body)
}
