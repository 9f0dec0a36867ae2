//! The pages of the inbox.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use super::forms::StepForm;
use super::model::{Concern, ConcernState, Note};
use super::service::Inbox;
use crate::kernel::dates::{london, long_date};
use crate::kernel::words;
use crate::web::components::{
    Button, Pagination, PostForm, SummaryList, Tab, Table, TagKind, actions, csrf_field, empty_state, inset, link, lu,
    panel, paragraph, tabs, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/council/safeguarding";

/// "21 November 2026 at 09:04".
fn moment(at: NaiveDateTime) -> String {
    let there = london(at);
    format!("{} at {}", long_date(there.date()), there.format("%H:%M"))
}

fn state(state: ConcernState) -> Markup {
    let (kind, icon) = match state {
        ConcernState::New => (TagKind::Bad, lu::LuTriangleAlert),
        ConcernState::Acknowledged => (TagKind::Lilac, lu::LuUsers),
        ConcernState::Closed => (TagKind::Ok, lu::LuCircleCheck),
    };
    tag(kind, Some(icon), state.label())
}

/// The list.
pub(super) fn inbox(shown: &Inbox) -> Page {
    let open_label = format!("Open ({})", shown.open);
    let done_label = format!("Closed ({})", shown.done);
    let closed = format!("{HERE}?closed=1");
    let rows = shown.concerns.items.iter().map(|concern| {
        vec![
            link(&format!("{HERE}/{}", concern.id), &concern.about),
            state(concern.state),
            text(concern.holder.as_ref().map_or("Not known", |(name, _)| name.as_str())),
            text(moment(concern.raised_at)),
        ]
    });
    let table = Table::new("Worries about people").column("What").column("State").column("About").column("Since");
    Page::new("Safeguarding").nav(HERE).body(html! {
        p.govuk-body { "Only care managers and commissioners of your council see this." }
        (tabs("Which", &[
            Tab { href: HERE, label: &open_label, icon: None, here: !shown.closed },
            Tab { href: &closed, label: &done_label, icon: None, here: shown.closed },
        ]))
        @if shown.concerns.items.is_empty() {
            (empty_state(lu::LuShieldCheck, "Nothing here", &paragraph("We send you a mail when something comes.")))
        } @else { (table.rows(rows)) }
        (Pagination {
            page: u64::from(shown.concerns.page.get()),
            pages: u64::from(shown.concerns.pages()),
            href: &|page| format!("{HERE}?closed={}&page={page}", u8::from(shown.closed)),
            label: "Pages of worries",
        })
    })
}

/// One worry.
pub(super) fn concern(ctx: &Ctx, concern: &Concern, notes: &[Note], form: &StepForm, errors: &FieldErrors) -> Page {
    let path = format!("{HERE}/{}", concern.id);
    let said = if concern.words.is_empty() { "They wrote nothing more." } else { concern.words.as_str() };
    let about = concern.holder.as_ref().map(|(name, reference)| format!("{name}, {reference}"));
    let facts = SummaryList::new()
        .fact("State", state(concern.state))
        .fact("It came from", concern.source.label())
        .fact("Whom it is about", about.as_deref().unwrap_or("Not known"))
        .fact("What it is about", link(&concern.path, &concern.about))
        .fact("Since", moment(concern.raised_at))
        .fact("How to reach whoever told us", concern.contact.as_deref().unwrap_or("They left no address"));
    let facts = match &concern.acknowledged {
        Some((by, at)) => facts.fact("Dealt with by", format!("{by}, since {}", moment(*at))),
        None => facts,
    };
    let facts = match &concern.closed {
        Some((by, at)) => facts.fact("Closed by", format!("{by}, {}", moment(*at))),
        None => facts,
    };
    let heading = format!("Worry number {}", concern.id);
    Page::new(heading).nav(HERE).back(HERE, "Safeguarding").errors(errors).body(html! {
        (facts)
        (panel("said", "What was said", &inset(&html! { @for line in said.lines() { p.govuk-body { (line) } } })))
        @if concern.state == ConcernState::New {
            (actions(html! {
                (PostForm::new(ctx, path.as_str(), Button::submit("I deal with this")).with("step", "acknowledge"))
            }))
        }
        (panel("notes", &words::count(notes.len(), "note", "notes"), &self::notes(notes)))
        @if concern.state != ConcernState::Closed { (write(ctx, &path, form, errors)) }
    })
}

fn notes(notes: &[Note]) -> Markup {
    html! {
        @if notes.is_empty() { (paragraph("Nobody has written anything yet.")) }
        @for note in notes {
            p.govuk-body { b { (note.by) } ", " (moment(note.at)) br; (note.words) }
        }
    }
}

fn write(ctx: &Ctx, path: &str, form: &StepForm, errors: &FieldErrors) -> Markup {
    html! {
        form method="post" action=(path) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Write a note", &form.words).rows(4)
                .hint("What you found, who was told, what happens next. Only your council sees it."))
            (actions(html! {
                (Button::submit("Save the note").value("step", "note").once())
                (Button::submit("Save the note and close").value("step", "close").secondary().once())
            }))
        }
    }
}
