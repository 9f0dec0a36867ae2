//! Answering: one question, all answers before they are sent in, and what was sent in.

use maud::{Markup, html};

use super::home::path;
use super::{moment, said};
use crate::assessments::forms::answers::{AnswerForm, TALK};
use crate::assessments::model::{AssessmentState, AssessmentView, Question};
use crate::kernel::words;
use crate::web::components::{
    Button, Checkboxes, LegendSize, SummaryList, SummaryRow, Verdict, actions, csrf_field, details, icon, inset, lu,
    paragraph,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn at(view: &AssessmentView) -> String {
    format!("/assessments/{}", view.assessment.id)
}

fn page(view: &AssessmentView, title: impl Into<String>) -> Page {
    Page::new(title).nav(if view.officer { "/council" } else { "/assessment" })
}

/// The question in easy read, with the picture that stands for it everywhere.
fn easy(question: &Question) -> Markup {
    html! {
        @if !question.easy.is_empty() {
            ul.app-easy { li.app-easy__idea { span.app-easy__picture { (icon(lu::LuMessageCircle)) } p { (question.easy) } } }
        }
    }
}

/// One question.
pub fn question(
    ctx: &Ctx,
    view: &AssessmentView,
    question: &Question,
    form: &AnswerForm,
    errors: &FieldErrors,
) -> Page {
    let asked = view.version.content.asked(&view.answers());
    let place = asked.iter().position(|one| one.key == question.key);
    let before = place.and_then(|place| place.checked_sub(1)).and_then(|before| asked.get(before));
    let back = before.map_or_else(|| at(view), |before| format!("{}/questions/{}", at(view), before.key));
    let caption = match place {
        Some(place) => format!("{}: question {} of {}", view.version.content.title, place + 1, asked.len()),
        None => view.version.content.title.clone(),
    };
    let whose = (!view.own).then(|| format!("Answer for {}: what they need, in their words.", view.holder.name));
    page(view, question.words.as_str()).caption(caption).back(back, "Back").errors(errors).body(html! {
        (easy(question))
        @if let Some(whose) = whose { (inset(&paragraph(&whose))) }
        form method="post" action=(format!("{}/questions/{}", at(view), question.key)) novalidate {
            (csrf_field(ctx))
            (fields(question, form, errors))
            (actions(html! {
                (Button::submit("Save and go on").once())
                @if question.is_open() {
                    (Button::submit("I would rather talk about this").value("answer", TALK).secondary())
                }
            }))
        }
        p.govuk-body { a.govuk-link href=(at(view)) { "Stop for now" } ". Every answer is saved when you go on." }
    })
}

fn fields(question: &Question, form: &AnswerForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        @if question.is_open() {
            @let words = fields.textarea("words", "Your answer", &form.words).rows(6);
            @if question.help.is_empty() { (words) } @else { (words.hint(question.help.as_str())) }
        } @else {
            @let choices = question.choices.iter().map(|choice| (choice.key.as_str(), choice.words.as_str()));
            @let radios = fields.radios("answer", "Your answer", &form.answer).legend(LegendSize::Medium).choices(choices)
                .choice(TALK, "I would rather talk about this");
            @if question.help.is_empty() { (radios) } @else { (radios.hint(question.help.as_str())) }
        }
    }
}

/// All answers that count, with links to change them while that may be done.
fn answers(view: &AssessmentView, change: bool) -> Markup {
    let counted = view.answers();
    let mut list = SummaryList::new();
    for question in view.version.content.asked(&counted) {
        let given = view.answer(&question.key);
        let value = html! {
            @match given {
                Some(given) => {
                    @for line in said(question, &given.answer).lines() { (line) br; }
                    span.app-sub { (given.by) ", " (moment(given.at)) }
                },
                None => "Not answered yet",
            }
        };
        let row = SummaryRow::new(question.words.as_str(), value);
        list = list.row(if change {
            row.change(
                format!("{}/questions/{}", at(view), question.key),
                format!("your answer to: {}", question.words),
            )
        } else {
            row
        });
    }
    html! { (list) }
}

/// The page before sending in.
pub fn check(ctx: &Ctx, view: &AssessmentView, errors: &FieldErrors) -> Page {
    let counted = view.answers();
    let talk = view.version.content.to_talk_about(&counted).len();
    let next = view.version.content.next(&counted);
    page(view, "Check the answers").caption(view.version.content.title.as_str()).back(at(view), "Back").errors(errors).body(html! {
        (paragraph("Read the answers. You can change any of them now. After you send them in, they stay as they are."))
        (answers(view, true))
        @if talk > 0 {
            (inset(&html! { p.govuk-body { "You would rather talk about " (words::count(talk, "question", "questions")) ". Your council will get in touch." } }))
        }
        @match next {
            Some(next) => {
                (Verdict::warm("Some questions have no answer yet."))
                (Button::link(format!("{}/questions/{}", at(view), next.key), "Go on with the questions"))
            },
            None => (send(ctx, view, errors)),
        }
    })
}

fn send(ctx: &Ctx, view: &AssessmentView, errors: &FieldErrors) -> Markup {
    let label = if view.own {
        "These answers are right, as far as I know."
    } else {
        "These answers are right, as far as we know."
    };
    html! {
        form method="post" action=(format!("{}/check", at(view))) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(view.seen());
            (Checkboxes::single("agreed", label, false, errors.get("agreed")))
            (Button::submit("Send in the answers").once())
        }
    }
}

/// An assessment: how far it is, or what was sent in.
pub fn overview(ctx: &Ctx, view: &AssessmentView, sent_by: Option<&str>) -> Page {
    let home = path(&view.holder, view.officer);
    let label = if view.own { "My needs".to_owned() } else { format!("{}’s needs", view.holder.name) };
    let title = match view.assessment.state {
        AssessmentState::Started => view.version.content.title.clone(),
        _ => format!("Answers to “{}”", view.version.content.title),
    };
    page(view, title).caption(view.holder.name.as_str()).back(home, label).body(match view.assessment.state {
        AssessmentState::Started => so_far(ctx, view),
        AssessmentState::Submitted => sent(view, sent_by),
        AssessmentState::Stopped => html! { (Verdict::lilac("This was stopped.")) (answers(view, false)) },
    })
}

fn so_far(ctx: &Ctx, view: &AssessmentView) -> Markup {
    let counted = view.answers();
    let asked = view.version.content.asked(&counted);
    let done = asked.iter().filter(|question| counted.contains_key(&question.key)).count();
    html! {
        (paragraph(&view.version.content.about))
        p.govuk-body { (view.assessment.who()) ". Begun on " (moment(view.assessment.begun_at)) "." }
        p.govuk-body { (done) " of " (words::count(asked.len(), "question is", "questions are")) " answered. You can stop at any time: each answer is saved." }
        @if view.outdated {
            (inset(&html! { p.govuk-body { "The council has newer questions now. You can finish these: your answers stay as you gave them, and count as they did when you began. Or stop these, and begin with the new ones." } }))
        }
        @if view.may_answer {
            @match view.version.content.next(&counted) {
                Some(next) => (Button::link(format!("{}/questions/{}", at(view), next.key), if done == 0 { "Begin" } else { "Go on" })),
                None => (Button::link(format!("{}/check", at(view)), "Check the answers")),
            }
        }
        @if done > 0 { (details("The answers so far", &answers(view, view.may_answer))) }
        @if view.may_answer {
            (details("Stop, and do not send these in", &html! {
                form method="post" action=(format!("{}/stop", at(view))) {
                    (csrf_field(ctx))
                    (Checkboxes::single("sure", "Yes, stop these questions.", false, None))
                    (Button::submit("Stop").warning())
                }
            }))
        }
    }
}

fn sent(view: &AssessmentView, sent_by: Option<&str>) -> Markup {
    let counted = view.answers();
    let talk = view.version.content.to_talk_about(&counted);
    let when = view.assessment.submitted_at.map(moment).unwrap_or_default();
    let by = sent_by.map(|name| format!(" by {name}")).unwrap_or_default();
    let score = view.version.content.score(&counted);
    html! {
        (Verdict::good("Sent in.").more(format!("On {when}{by}. {}.", view.assessment.who())))
        @if !talk.is_empty() {
            (inset(&html! {
                p.govuk-body { "To talk about:" }
                ul.govuk-list.govuk-list--bullet { @for question in talk { li { (question.words) } } }
            }))
        }
        p.govuk-body { "The answers come to " b { (words::count(score.total(), "point", "points")) } "." }
        @if view.assessment.kind.gives_money() {
            (Button::link(format!("{}/figure", at(view)), if view.own { "What they come to in money, and why" } else { "What they come to in money" }))
        }
        p.govuk-body {
            @let paper = format!("{}/answers.pdf", at(view));
            a.govuk-link href=(paper) { "Print the answers (PDF)" } " or " a.govuk-link href=(format!("{paper}?print=large")) { "in large print (PDF)" }
        }
        (answers(view, false))
        p.govuk-body.app-note { "Asked under version " (view.version.number) " of these questions. Answers that were sent in never change." }
    }
}
