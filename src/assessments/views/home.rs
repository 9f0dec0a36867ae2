//! The page of somebody's assessments: what there is to answer, and what was answered.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::moment;
use crate::accounts::HolderSummary;
use crate::assessments::forms::answers::StartForm;
use crate::assessments::model::{Assessment, AssessmentState, Done, Kind, Version};
use crate::assessments::service::answering::Home;
use crate::web::components::{
    Button, Table, TagKind, csrf_field, details, empty_state, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Where this page is, for this reader.
pub fn path(holder: &HolderSummary, officer: bool) -> String {
    if officer { format!("/council/people/{}/assessment", holder.reference) } else { "/assessment".to_owned() }
}

/// For somebody who is no budget holder.
pub fn nothing() -> Page {
    Page::new("My needs").nav("/assessment").body(empty_state(
        lu::LuClipboardList,
        "There is nothing for you to answer here",
        &html! { p.govuk-body { (link("/help", "How to ask your council for an assessment")) } },
    ))
}

/// "My needs", or whose it is.
pub fn title(home: &Home) -> String {
    if home.own { "My needs".to_owned() } else { format!("{}’s needs", home.holder.name) }
}

/// The whole page.
pub fn page(ctx: &Ctx, home: &Home, form: (&StartForm, &FieldErrors), today: NaiveDate) -> Page {
    let easy = if home.officer {
        format!("/council/people/{}/contribution/easy-read", home.holder.reference)
    } else {
        "/assessment/contribution/easy-read".to_owned()
    };
    let page = Page::new(title(home)).errors(form.1).body(html! {
        (super::contributions::summary(home.indicative.as_ref(), &home.contributions, (&easy, today)))
        @if home.officer {
            p.govuk-body { (link(&format!("/council/people/{}/contribution", home.holder.reference), "Decide what they pay")) }
        }
        @if home.asked.is_empty() { (no_questions(home)) }
        @for version in &home.asked { (to_answer(ctx, home, version, form)) }
        (sent_in(home))
    });
    if home.officer {
        page.nav("/council").back(format!("/council/people/{}", home.holder.reference), home.holder.name.as_str())
    } else {
        page.nav("/assessment")
    }
}

fn no_questions(home: &Home) -> Markup {
    let council = home.holder.council_name.as_deref();
    empty_state(
        lu::LuClipboardList,
        "No questions to answer yet",
        &html! {
            @match council {
                Some(council) => p.govuk-body { (council) " has not put its questions here. Ask them how to get an assessment." },
                None => p.govuk-body { "You pay for your own support, so no council asks you anything. You may still ask your council for an assessment: everybody may." },
            }
        },
    )
}

fn what_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Adults => "Your answers show what you need. They give a first idea of how much money there may be.",
        Kind::Carers => "For people who look after somebody without being paid. Your answers show what would help you.",
        Kind::Quality => "A few short questions about your life now. We ask again later, to see what got better.",
    }
}

fn started(home: &Home, kind: Kind) -> Option<&Assessment> {
    home.assessments.iter().find(|one| one.kind == kind && one.state == AssessmentState::Started)
}

/// One kind of questions: go on, or begin.
fn to_answer(ctx: &Ctx, home: &Home, version: &Version, form: (&StartForm, &FieldErrors)) -> Markup {
    let kind = version.kind;
    let blank = format!("/questionnaires/{}/blank.pdf", version.id);
    panel(
        kind.as_str(),
        &version.content.title,
        &html! {
            (paragraph(what_for(kind)))
            @match started(home, kind) {
                Some(one) => {
                    p.govuk-body { "Begun on " (moment(one.begun_at)) ". Everything so far is saved." }
                    (Button::link(format!("/assessments/{}", one.id), "Go on").about(version.content.title.as_str()))
                },
                None if home.may_answer => (begin(ctx, home, version, form)),
                None => (paragraph("You may look, but the mandate does not let you answer.")),
            }
            p."govuk-body" {
                a.govuk-link href=(blank) { "Print the questions " span.govuk-visually-hidden { (version.content.title) } "(PDF)" }
                " or " a.govuk-link href=(format!("{blank}?print=large")) { "in large print " span.govuk-visually-hidden { (version.content.title) } "(PDF)" }
            }
        },
    )
}

fn begin(ctx: &Ctx, home: &Home, version: &Version, typed: (&StartForm, &FieldErrors)) -> Markup {
    let again = home.assessments.iter().any(|one| one.kind == version.kind);
    let form = html! {
        form method="post" action=(format!("{}/start", path(&home.holder, home.officer))) {
            (csrf_field(ctx))
            input type="hidden" name="kind" value=(version.kind.as_str());
            @if home.own {
                (who(version.kind, typed))
            } @else if !home.officer {
                input type="hidden" name="done" value=(Done::Together.as_str());
            }
            (Button::submit("Begin").about(version.content.title.as_str()).once())
        }
    };
    let here = typed.0.kind == version.kind.as_str() && !typed.1.is_empty();
    if again && !here { details(&format!("Answer again: {}", version.content.title), &form) } else { form }
}

/// Fields share a name on the page; their ids must not, but for those that errors point at.
fn who(kind: Kind, (typed, errors): (&StartForm, &FieldErrors)) -> Markup {
    let here = typed.kind == kind.as_str();
    let error = errors.get("with").filter(|_| here);
    let (id, with) = (format!("done-{kind}"), if here { "with".to_owned() } else { format!("with-{kind}") });
    let (hint, said) = (format!("{with}-hint"), format!("{with}-error"));
    let described = if error.is_some() { format!("{hint} {said}") } else { hint.clone() };
    let together = here && typed.done == Done::Together.as_str();
    html! {
        div.govuk-form-group {
            label.govuk-label for=(id) { "Who answers?" span.govuk-visually-hidden { " " (kind.label()) } }
            select.govuk-select id=(id) name="done" {
                option value=(Done::Alone.as_str()) { "I answer by myself" }
                option value=(Done::Together.as_str()) selected[together] { "I answer together with somebody" }
            }
        }
        div.govuk-form-group."govuk-form-group--error"[error.is_some()] {
            label.govuk-label for=(with) { "If together: with whom?" span.govuk-visually-hidden { " " (kind.label()) } }
            div.govuk-hint id=(hint) { "Their name, or who they are to you, such as: my sister." }
            @if let Some(error) = error {
                p.govuk-error-message id=(said) { span.govuk-visually-hidden { "Error: " } (error) }
            }
            input.govuk-input."govuk-input--width-20"."govuk-input--error"[error.is_some()] id=(with) name="with" type="text" value=(if here { typed.with.as_str() } else { "" }) aria-describedby=(described);
        }
    }
}

fn state(one: &Assessment) -> Markup {
    let kind = if one.state == AssessmentState::Submitted { TagKind::Ok } else { TagKind::Warm };
    tag(kind, None, one.state.label())
}

fn sent_in(home: &Home) -> Markup {
    let rows = home.assessments.iter().map(|one| {
        let name = format!("{}, {}", one.kind.label(), moment(one.submitted_at.unwrap_or(one.begun_at)));
        vec![link(&format!("/assessments/{}", one.id), &name), text(one.who()), state(one)]
    });
    html! {
        @if !home.assessments.is_empty() {
            h2.govuk-heading-m { "Answers so far" }
            (Table::new("Answers so far").column("Which").column("Who answered").column("State").rows(rows))
        }
    }
}
