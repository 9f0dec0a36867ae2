//! How a council works money out, for anybody; with a calculator that keeps nothing.

use std::collections::HashMap;

use maud::{Markup, html};

use super::curve;
use crate::assessments::model::figure::{RasVersion, weekly};
use crate::assessments::model::ras::Whom;
use crate::assessments::model::ras_lines::{Line, by_words};
use crate::assessments::model::{CountsFor, Question, Version};
use crate::assessments::service::rules::Public;
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{
    Button, Sums, Table, Verdict, csrf_field, empty_state, idea, inset, link, lu, panel, paragraph, steps, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn at(public: &Public) -> String {
    format!("/councils/{}/money", public.council)
}

/// The rules in words, tables and drawings.
pub fn page(public: &Public) -> Page {
    Page::new("How we work out your money").caption(public.name.as_str()).body(html! {
        @match &public.rules {
            Some(rules) => (explained(public, rules)),
            None => (empty_state(lu::LuPoundSterling, "No rules here yet", &html! { p.govuk-body { (public.name) " has not put its rules here. Ask them how they work money out." } })),
        }
    })
}

fn explained(public: &Public, rules: &RasVersion) -> Markup {
    let content = &rules.content;
    let since = rules.used_at.map(|at| format!(", in use since {}", long_date(london(at).date()))).unwrap_or_default();
    html! {
        h2.govuk-heading-m { "In four steps" }
        (steps(&[
            ("You answer questions", "Each answer gives points. More points mean that you need more help."),
            ("Points become money", "The tables below say how many pounds a year the points give. This is called an indicative budget."),
            ("You plan with it", "It is a guide and not the final amount. Your plan says what you need, and your council agrees it."),
            ("You may pay a part", "A separate look at your money says if you pay something each week."),
        ]))
        p.govuk-body { (link(&format!("{}/easy-read", at(public)), "The same in easy read")) }
        @if !content.about.is_empty() { (inset(&paragraph(&content.about))) }
        @if !public.asked.is_empty() {
            (Button::link(format!("{}/try", at(public)), "Try it").icon(lu::LuFlaskConical))
            p.govuk-body { "Answer the questions and see what they would come to. We keep nothing of it." }
        }
        @for (whom, table) in &content.tables {
            (panel(whom.code(), for_whom(*whom, &content.tables), &curve::table(table, None)))
        }
        (panel("family", "Help from family and friends", &html! {
            (paragraph("What your family and friends do never changes what you need. It is counted by itself, and only if they are willing and able to go on."))
            @if content.informal.is_empty() { (paragraph("Nothing is taken off for it.")) }
            @else {
                (Table::new("Taken off what the table gives").show_caption().column("From this many points of such help").numbers("Taken off")
                    .rows(content.informal.iter().map(|step| vec![text(step.from), text(step.off)])))
            }
        }))
        @if !content.named.is_empty() {
            (panel("adjustments", "What may change the figure", &html! {
                (paragraph("A care manager can change the figure, and always says why. These are the usual reasons:"))
                ul.govuk-list.govuk-list--bullet { @for named in &content.named { li { (named.words) ": " (by_words(named.by)) } } }
            }))
        }
        @for version in &public.asked {
            p.govuk-body { (link(&format!("/questionnaires/{}/blank.pdf", version.id), format!("The questions to print: {} (PDF)", version.content.title))) }
        }
        p.govuk-body.app-note { "Version " (rules.number) " of these rules" (since) ". Rules in use never change: new rules get a new number." }
    }
}

/// The same in easy read: one idea a line, with a picture, and what some points come to.
pub fn easy(public: &Public) -> Page {
    let rules = public.rules.as_ref();
    let table = rules.and_then(|rules| {
        let tables = &rules.content.tables;
        tables.iter().find(|(whom, _)| *whom == Whom::Everybody).or(tables.first())
    });
    let examples = table.map(|(_, table)| curve::examples(table)).unwrap_or_default();
    let page = Page::new("How we work out your money, easy read").caption(public.name.as_str());
    page.back(at(public), "How we work out your money").body(html! {
        @if rules.is_none() { p.govuk-body-l { "There are no rules here yet." } (paragraph("Ask your council how it works money out.")) }
        @else {
            ul.app-easy {
                (idea(lu::LuClipboardList, &html! { "We ask you about the help you need." }))
                (idea(lu::LuCheck, &html! { "Each answer gives points. More points mean that you need more help." }))
                (idea(lu::LuPoundSterling, &html! { "Points become money." }))
                @for (points, amount) in &examples {
                    (idea(lu::LuCalendarDays, &html! { b { (points) " points" } " are about " b { (in_pounds(weekly(*amount))) } " a week." }))
                }
                @if rules.is_some_and(|rules| !rules.content.informal.is_empty()) {
                    (idea(lu::LuUsers, &html! { "Does your family help you, and want to go on? Then the money can be less." }))
                }
                (idea(lu::LuMessageCircle, &html! { "It is a guide. You can talk about it with the council." }))
                (idea(lu::LuPencil, &html! { "Then you write a plan. The council says yes to the plan." }))
                (idea(lu::LuWallet, &html! { "You may have to pay a part. The council looks at your own money to say how much." }))
            }
            @if !public.asked.is_empty() {
                (Button::link(format!("{}/try", at(public)), "Try it").icon(lu::LuFlaskConical))
            }
        }
    })
}

/// Whole pounds: easy read leaves the pence out.
fn in_pounds(amount: Money) -> String {
    Money::from_pence(amount.pence() / 100 * 100).short()
}

/// "Everybody else" only makes sense beside tables for some.
fn for_whom(whom: Whom, tables: &[(Whom, crate::assessments::model::ras::Table)]) -> &'static str {
    let groups = tables.iter().any(|(whom, _)| matches!(whom, Whom::Group(_)));
    if whom == Whom::Everybody && !groups { "Adults who need support" } else { whom.label() }
}

/// What somebody tried.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Their answers, by question.
    pub answers: HashMap<String, String>,
    /// Their care group.
    pub group: String,
    /// What it comes to.
    pub result: Option<(i64, Money, Vec<Line>)>,
}

/// The calculator: every question that counts, and what the answers come to.
pub fn try_it(ctx: &Ctx, public: &Public, version: &Version, tried: &Tried, errors: &FieldErrors) -> Page {
    let path = format!("{}/try", at(public));
    let counts = version.content.questions.iter().filter(|question| question.counts_for != CountsFor::Words);
    let groups = CareGroup::ALL.iter().filter(|group| **group != CareGroup::Carers);
    Page::new("Try how much it could be").caption(public.name.as_str()).back(at(public), "How we work out your money").errors(errors).body(html! {
        @if let Some((points, gross, lines)) = &tried.result { (result(*points, *gross, lines)) }
        (paragraph("Choose the answers that fit you best. You can leave some out. We keep nothing of it, and nobody sees it."))
        @if public.asked.len() > 1 {
            p.govuk-body { @for other in public.asked.iter().filter(|other| other.id != version.id) { (link(&format!("{path}?kind={}", other.kind), format!("Try the other questions: {}", other.content.title))) } }
        }
        form method="post" action=(path) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="kind" value=(version.kind.as_str());
            @if version.kind == crate::assessments::model::Kind::Adults {
                (errors.fields().select("group", "Which group are you in?", &tried.group).option("", "None of these, or I do not know").options(groups.map(|group| (group.as_str(), group.label()))))
            }
            @for question in counts { (asked(question, tried, errors)) }
            (Button::submit("See what it comes to"))
        }
    })
}

fn asked(question: &Question, tried: &Tried, errors: &FieldErrors) -> Markup {
    let name = format!("q-{}", question.key);
    let chosen = tried.answers.get(&question.key).map_or("", String::as_str);
    let choices = question.choices.iter().map(|choice| (choice.key.as_str(), choice.words.as_str()));
    html! { (errors.fields().select(&name, &question.words, chosen).option("", "No answer").options(choices)) }
}

fn result(points: i64, gross: Money, lines: &[Line]) -> Markup {
    let sums = lines.iter().fold(Sums::new(), |sums, line| sums.line(line.words.as_str(), line.amount));
    html! {
        (Verdict::good(format!("It could be about {gross} a year, or {} a week.", weekly(gross))).more(format!("These answers come to {points} points. It is only a guide: your own assessment may differ.")))
        (panel("result", "Line by line", &html! { (sums.total("Indicative budget, a year", gross)) }))
    }
}
