//! What a provider sees of decisions on it, its answer, and a moderator's answer to that.

use maud::{Markup, html};

use super::moment;
use crate::directory::model::decisions::{Decision, Subject};
use crate::directory::views::moderation::{history, ruling_tag, save};
use crate::moderation::forms::{AnswerForm, SettleForm};
use crate::moderation::model::{Answerable, Appeal, AppealOutcome};
use crate::web::components::{
    Button, LegendSize, SummaryList, Table, Verdict, actions, csrf_field, empty_state, inset, link, lu, panel,
    paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/decisions";

/// All decisions on the reader's own provider.
pub(in crate::moderation) fn own(found: &[Answerable]) -> Page {
    let rows = found.iter().map(|one| {
        let decision = &one.decision;
        let answer = match &one.appeal {
            Some(Appeal { answered: Some((outcome, _)), .. }) => text(outcome.label()),
            Some(_) => text("We are reading your answer"),
            None if one.is_open() => link(&format!("{HERE}/{}", decision.id), "You can answer this"),
            None => text("–"),
        };
        vec![
            link(&format!("{HERE}/{}", decision.id), &decision.about),
            html! { (ruling_tag(decision.ruling)) },
            text(moment(decision.at)),
            answer,
        ]
    });
    let table = Table::new("Decisions about you").column("What").column("Decided").column("When").column("Your answer");
    Page::new("Decisions about you").nav("/provider/listings").back("/provider/listings", "Your listings").body(html! {
        @if found.is_empty() {
            (empty_state(lu::LuClipboardList, "Nothing was decided yet", &paragraph("What a moderator decides about your listings and checks is kept here.")))
        } @else { (table.rows(rows)) }
        p.govuk-body { (link("/content-rules", "What we allow, and how to complain")) }
    })
}

fn facts(decision: &Decision) -> SummaryList {
    SummaryList::new()
        .fact("What it is about", text(&decision.about))
        .fact("Decided", ruling_tag(decision.ruling))
        .fact("When", moment(decision.at))
        .fact("Why", text(if decision.words.is_empty() { "No reason was needed" } else { &decision.words }))
}

fn said(appeal: &Appeal) -> Markup {
    html! {
        p.govuk-body { b { (appeal.by) } ", " (moment(appeal.at)) }
        (inset(&html! { @for line in appeal.words.lines() { p.govuk-body { (line) } } }))
        @if let Some((outcome, words)) = &appeal.answered {
            p.govuk-body { b { (outcome.label()) } ". " (words) }
        }
    }
}

/// One decision, what to do next, and the one answer.
pub(in crate::moderation) fn one(ctx: &Ctx, found: &Answerable, form: &AnswerForm, errors: &FieldErrors) -> Page {
    let decision = &found.decision;
    let path = format!("{HERE}/{}", decision.id);
    Page::new(format!("{}: {}", decision.ruling.label(), decision.about))
        .nav("/provider/listings")
        .back(HERE, "Decisions about you")
        .errors(errors)
        .body(html! {
            (facts(decision))
            (Verdict::lilac("What to do now.").more(decision.ruling.what_next()))
            @if decision.subject == Subject::Listing {
                p.govuk-body { (link(&format!("/provider/listings/{}/edit", decision.subject_id), "Go to the listing")) }
            }
            @if let Some(appeal) = &found.appeal { (panel("answer", "Your answer", &said(appeal))) }
            @if found.is_open() {
                form method="post" action=(path) novalidate {
                    (csrf_field(ctx))
                    (errors.fields().textarea("words", "Do you think that we are wrong? Tell us why", &form.words).rows(6)
                        .hint("You can do this once. Where we can, somebody reads it who didn’t make this decision."))
                    (actions(html! { (Button::submit("Send my answer").once()) }))
                }
            }
        })
}

/// An answer, for a moderator.
pub(in crate::moderation) fn judge(
    ctx: &Ctx,
    found: &Answerable,
    decisions: &[Decision],
    form: &SettleForm,
    errors: &FieldErrors,
) -> Page {
    let decision = &found.decision;
    let Some(appeal) = &found.appeal else { return Page::new("Nothing was answered").nav("/moderation") };
    let page = Page::new(format!("Answer to “{}”", decision.ruling.label()));
    page.nav("/moderation").back("/moderation", "To check").caption(decision.provider.as_str()).errors(errors).body(html! {
        div.app-with-side {
            div.app-with-side__main {
                (facts(decision).fact("By", text(&decision.by)))
                (panel("answer", "What they say", &said(appeal)))
                @if appeal.answered.is_none() {
                    form method="post" action=(format!("/moderation/appeals/{}", appeal.id)) novalidate {
                        (csrf_field(ctx))
                        (errors.fields().radios("outcome", "What do you decide?", &form.outcome).legend(LegendSize::Medium)
                            .choice_with_hint(AppealOutcome::Kept.as_str(), "The decision stands", "Say why, kindly.")
                            .choice_with_hint(AppealOutcome::Changed.as_str(), "Change the decision", "What was taken off or suspended comes back at once. Anything else they send again."))
                        (errors.fields().textarea("words", "What should they read?", &form.words).rows(4))
                        (save())
                    }
                }
            }
            div.app-with-side__side { (history(decisions)) }
        }
    })
}
