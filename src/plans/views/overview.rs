//! Where a draft stands: what is next, its parts, what it costs, what was said and done.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::draft_tag;
use super::edit::sums_box;
use super::read::{formats, lines, whose};
use crate::kernel::dates::{london, long_date};
use crate::kernel::words;
use crate::plans::model::draft::{AboutPart, Draft, Part};
use crate::plans::model::head::{Kind, Panel, Taken, Who};
use crate::plans::model::state::{State, Step};
use crate::plans::model::sums::weeks;
use crate::plans::service::reading::{WholeView, care_group};
use crate::web::components::{
    Button, FileInput, PostForm, TagKind, Task, Verdict, actions, csrf_field, details, link, lu, panel, paragraph, tag,
    task_list, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The page.
pub fn page(ctx: &Ctx, view: &WholeView, today: NaiveDate) -> Page {
    page_with(ctx, view, today, ("", &FieldErrors::new()))
}

/// The page, with a comment that couldn't be kept.
pub fn page_with(ctx: &Ctx, view: &WholeView, today: NaiveDate, comment: (&str, &FieldErrors)) -> Page {
    let (head, draft) = (&view.draft.known.head, &view.draft.version.draft);
    let kind = if head.kind == Kind::Change { ", a change" } else { "" };
    let used = view.adopted().is_some();
    let state = if used { "in use".to_owned() } else { head.state.label().to_lowercase() };
    let title = format!("{}{kind}, {state}", whose(&view.draft));
    let back = if view.draft.known.may.officer() { ("/council/plans", "Plans") } else { ("/plan", "Support plan") };
    Page::new(title)
        .nav(back.0)
        .back(back.0, back.1)
        .caption(format!("{}, {} to {}", view.draft.known.holder.name, long_date(draft.starts_on), long_date(draft.ends_on)))
        .beside_heading(if used { tag(TagKind::Ok, Some(lu::LuCircleCheck), "In use") } else { draft_tag(head.state) })
        .errors(comment.1)
        .body(html! {
            (verdict(view, today))
            (next(ctx, view))
            div.app-with-side {
                div.app-with-side__main {
                    @if head.state.is_written() && view.draft.known.may.write() { (parts(view)) }
                    @else { (super::read::all(draft)) }
                    (said(ctx, view, comment))
                    (history(view))
                }
                div.app-with-side__side {
                    (sums_box(&view.draft.sums, view.draft.known.may.write()))
                    (panel("ways", "Read it", &html! {
                        p.govuk-body { (link(&format!("{}/read", head.path()), "Read the whole plan")) }
                        (formats(&head.path()))
                        p.govuk-body { (link(&format!("{}/versions", head.path()), "Versions, and what changed")) }
                    }))
                    (panel("files", "Files", &html! {
                        p.govuk-body { (link(&format!("{}/files", head.path()), words::count(view.files.len(), "file", "files"))) }
                    }))
                }
            }
        })
}

/// Where it is, in words.
fn verdict(view: &WholeView, today: NaiveDate) -> Markup {
    let known = &view.draft.known;
    let council = known.holder.council_name.as_deref().unwrap_or("The council");
    let due = known.head.due_on.map(|day| {
        let late = if day < today { "It was due by" } else { "An answer is due by" };
        format!("{late} {}.", long_date(day))
    });
    let due = due.unwrap_or_default();
    let lead = match known.head.state {
        State::Draft => {
            Verdict::lilac("This plan is being written").more("Save as you go. Nobody decides about it yet.")
        }
        State::Submitted => Verdict::lilac(format!("This plan is with {council}")).icon(lu::LuSend).more(due),
        State::ChangesAsked => {
            Verdict::warm(format!("{council} asks for changes")).more(last_words(view, Step::AskChanges))
        }
        State::WithPanel => Verdict::lilac("The risk panel is asked").more(due),
        State::Appealed => Verdict::lilac(format!("{council} looks at this plan again")).more(due),
        State::Agreed if view.adopted().is_some() => {
            let due = known.head.due_on.map(|day| format!("Its review is due by {}.", long_date(day)));
            let used = view.adopted().map(|taken| super::used(taken, &known.holder.name));
            Verdict::good("This plan is in use").more(used.unwrap_or_default()).more(due.unwrap_or_default())
        }
        State::Agreed => {
            let due = known.head.due_on.map(|day| format!("Its review is due by {}.", long_date(day)));
            Verdict::good("This plan is agreed").more(last_words(view, Step::Agree)).more(due.unwrap_or_default())
        }
        State::Refused => {
            Verdict::bad(format!("{council} did not agree this plan")).more(last_words(view, Step::Refuse))
        }
        State::Dropped => Verdict::warm("This draft was thrown away"),
    };
    html! { (lead) }
}

fn last_words(view: &WholeView, step: Step) -> String {
    view.steps.iter().rev().find(|taken| taken.step == step).map(|taken| taken.words.clone()).unwrap_or_default()
}

/// What the reader can do next.
fn next(ctx: &Ctx, view: &WholeView) -> Markup {
    let (head, may) = (&view.draft.known.head, view.draft.known.may);
    let path = head.path();
    let waits = view.waiting_panel().is_some();
    html! {
        (actions(html! {
            @if head.state.is_written() && may.write() {
                @if head.council_id.is_some() && !view.may_adopt() {
                    (Button::link(format!("{path}/send"), "Check it and send it"))
                } @else {
                    (Button::link(format!("{path}/send"), "Check it and use it"))
                }
                (link(&format!("{path}/throw-away"), "Throw this draft away"))
            }
            @let takes_back = head.state == State::Submitted || head.state == State::WithPanel && !head.appealed();
            @if takes_back && may.own {
                (PostForm::new(ctx, format!("{path}/take-back"), Button::submit("Take it back to change it").secondary()))
            }
            @if head.state == State::Refused && may.own && !head.appealed() && !view.overtaken {
                (Button::link(format!("{path}/look-again"), "Ask the council to look again"))
            }
            @if head.state == State::Refused && may.decide && !may.own && !head.appealed() && !view.overtaken {
                (link(&format!("{path}/look-again"), "They ask to look again by telephone or letter"))
            }
            @if matches!(head.state, State::Refused | State::Dropped) && may.write() {
                (PostForm::new(ctx, format!("{path}/again"), Button::submit("Start a new plan from this one").secondary().once()))
            }
            @if head.state == State::Agreed {
                (link(&format!("{path}/review"), "Review the plan"))
                @if may.write() { (link(&changes(view), "Change this plan")) }
                (Button::link("/search", "Look for support").secondary())
            }
            @if head.state.is_with_council() && may.decide { (Button::link(format!("{path}/check"), "Check and decide")) }
            @if head.state.is_with_council() && may.approve && view.approval.is_none() {
                (Button::link(format!("{path}/cost"), "Say yes to the cost").secondary())
            }
            @if head.state == State::WithPanel && may.sit && waits {
                (Button::link(format!("{path}/panel"), "Write down the panel’s answer"))
            }
            @if head.state == State::WithPanel && may.decide {
                (link(&format!("{path}/recall"), "Take the question to the panel back"))
            }
        }))
    }
}

/// Where a change to an agreed plan is begun.
fn changes(view: &WholeView) -> String {
    let known = &view.draft.known;
    let person = if known.may.own { String::new() } else { format!("&person={}", known.holder.reference) };
    format!("/plans/new?kind=change-{}{person}", known.head.plan_id)
}

/// How much of a part is there.
fn status(view: &WholeView, part: Part) -> Markup {
    let draft = &view.draft.version.draft;
    let there = match part {
        Part::About => words::count(draft.about.len(), "answer", "answers"),
        Part::Outcomes => words::count(draft.wishes.len(), "outcome", "outcomes"),
        Part::Costs => words::count(draft.costs.len(), "cost", "costs"),
        Part::Risks => words::count(draft.risks.len(), "risk", "risks"),
        Part::Actions => words::count(draft.actions.len(), "action", "actions"),
    };
    let whole = view.checks.iter().filter(|check| check.part == part).all(|check| check.missing.is_empty());
    if whole { tag(TagKind::Ok, Some(lu::LuCheck), there) } else { tag(TagKind::Plain, None, there) }
}

fn part_hint(part: Part, draft: &Draft) -> String {
    match part {
        Part::About => format!("{} questions. Answer those you like.", AboutPart::ALL.len()),
        Part::Outcomes => "What should change, and what should stay.".to_owned(),
        Part::Costs => {
            format!("{} with what it costs.", if draft.costs.is_empty() { "Support" } else { "The support" })
        }
        Part::Risks => "Risks, and what happens when things go wrong.".to_owned(),
        Part::Actions => "Who does what by when.".to_owned(),
    }
}

fn parts(view: &WholeView) -> Markup {
    let path = view.draft.known.head.path();
    let draft = &view.draft.version.draft;
    let long = usize::try_from(weeks(draft)).unwrap_or_default();
    let days = Task::new(
        format!("{path}/days"),
        "The days of the plan",
        tag(TagKind::Ok, Some(lu::LuCheck), words::count(long, "week", "weeks")),
    );
    let days = days.hint(format!("{} to {}", long_date(draft.starts_on), long_date(draft.ends_on)));
    let parts = Part::ALL.iter().map(|part| {
        Task::new(format!("{path}/write/{}", part.as_str()), part.label(), status(view, *part))
            .hint(part_hint(*part, draft))
    });
    // A change keeps the days of the plan that it changes.
    let tasks: Vec<Task> = (view.draft.known.head.kind == Kind::New).then_some(days).into_iter().chain(parts).collect();
    let group = care_group(&view.draft.known.holder);
    html! {
        section.app-panel aria-labelledby="parts" {
            h2.govuk-heading-m #parts { "The parts of the plan" }
            (task_list("parts-list", &tasks))
            p.govuk-body {
                (link("/plans/examples", "Show me plans like this"))
                @if let Some(group) = group { " (" (group.label().to_lowercase()) ")" }
            }
        }
    }
}

/// "Tom Adeyemi" or "Tom Adeyemi, for Priya Shah".
pub(super) fn name(who: &Who, holder: &str) -> String {
    if who.mandate.is_some() { format!("{}, for {holder}", who.name) } else { who.name.clone() }
}

fn said(ctx: &Ctx, view: &WholeView, (typed, errors): (&str, &FieldErrors)) -> Markup {
    let known = &view.draft.known;
    html! {
        section.app-panel aria-labelledby="comments" {
            h2.govuk-heading-m #comments { "Comments" }
            @if view.comments.is_empty() { (paragraph("Nobody has said anything yet. All who can read the plan see what is said here.")) }
            @for comment in &view.comments {
                p.app-note { b { (name(&comment.by, &known.holder.name)) } ", " (long_date(london(comment.at).date())) }
                (lines(&comment.words))
            }
            @if known.may.own || known.may.officer() {
                form method="post" action=(format!("{}/comments", known.head.path())) novalidate {
                    (csrf_field(ctx))
                    (errors.fields().textarea("comment", "Add a comment", typed).rows(2))
                    (Button::submit("Add the comment").secondary().once())
                }
            }
        }
    }
}

fn history(view: &WholeView) -> Markup {
    let holder = &view.draft.known.holder.name;
    html! {
        @if !view.steps.is_empty() {
            section.app-panel aria-labelledby="history" {
                h2.govuk-heading-m #history { "What was done" }
                @for taken in view.steps.iter().rev() { (step(taken, holder)) }
            }
        }
        @for panel in &view.panels { (sitting(panel)) }
    }
}

fn step(taken: &Taken, holder: &str) -> Markup {
    html! {
        p.govuk-body {
            b { (taken.step.label()) } br;
            span.app-note { (name(&taken.by, holder)) ", " (long_date(london(taken.at).date())) ", version " (taken.version) }
        }
        @if !taken.words.is_empty() { (lines(&taken.words)) }
    }
}

pub(super) fn sitting(panel: &Panel) -> Markup {
    let there: Vec<&str> = panel.members.iter().map(|(_, name)| name.as_str()).collect();
    details(
        &format!("The risk panel of {}", long_date(panel.meets_on)),
        &html! {
            p.govuk-body { b { "It was asked: " } (panel.question) }
            @if let Some(answer) = &panel.answer {
                p.govuk-body { b { (answer.decision.label()) ". " } (answer.words) }
                p.app-note { "Written down by " (answer.by.name) ". There: " (there.join(", ")) "." }
            } @else { p.govuk-body { "It has not answered yet." } }
        },
    )
}

/// The files of a draft.
pub fn files(ctx: &Ctx, view: &WholeView, errors: &FieldErrors) -> Page {
    let head = &view.draft.known.head;
    let writable = head.state.is_written() && view.draft.known.may.write();
    Page::new(format!("{}, files", whose(&view.draft))).nav("/plan").back(head.path(), "The plan").errors(errors).body(html! {
        @if view.files.is_empty() { (paragraph("There are no files yet.")) }
        ul.govuk-list {
            @for file in &view.files {
                li {
                    (link(&format!("{}/files/{}", head.path(), file.id), &file.name)) " " span.app-note { (file.words()) }
                    @if writable || view.own_files.contains(&file.id) {
                        (PostForm::new(ctx, format!("{}/files/{}/remove", head.path(), file.id),
                            Button::submit("Take it off").plain().about(&file.name)))
                    }
                }
            }
        }
        @if view.takes_files {
            form method="post" action=(format!("{}/files", head.path())) enctype="multipart/form-data" novalidate {
                (csrf_field(ctx))
                (FileInput::new("file", "Add a letter, a report or a picture").kinds("application/pdf,image/jpeg,image/png")
                    .hint("A PDF, or a picture as JPEG or PNG, up to 10 MB. Not a Word file.").error(errors.get("file")))
                (Button::submit("Add the file").once())
            }
        }
        @if head.state == State::Refused && view.takes_files {
            p.govuk-body { (link(&format!("{}/look-again", head.path()), "Go on and ask the council to look again")) }
        }
        @if !view.takes_files {
            p.app-note { (text("Files can be added while the plan is being written, and when the council is asked to look again.")) }
        }
    })
}
