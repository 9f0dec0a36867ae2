//! "Why is my figure this?": the indicative budget line by line, and what a care manager does with it.

use maud::{Markup, html};

use super::curve;
use super::moment;
use crate::assessments::forms::money::FigureForm;
use crate::assessments::model::AssessmentView;
use crate::assessments::model::figure::{FigureView, weekly};
use crate::assessments::model::questionnaire::{CountsFor, Score};
use crate::assessments::model::ras_lines::by_words;
use crate::kernel::words;
use crate::web::components::{
    Button, PostForm, Sums, Table, Verdict, actions, csrf_field, empty_state, idea, inset, link, lu, panel, paragraph,
    text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn at(view: &AssessmentView) -> String {
    format!("/assessments/{}/figure", view.assessment.id)
}

/// The page.
pub fn page(
    ctx: &Ctx,
    view: &AssessmentView,
    figure: Option<&FigureView>,
    form: &FigureForm,
    errors: &FieldErrors,
) -> Page {
    let title = if view.own { "Why is my figure this?" } else { "Why is the figure this?" };
    Page::new(title)
        .caption(view.holder.name.as_str())
        .nav(if view.officer { "/council" } else { "/assessment" })
        .back(format!("/assessments/{}", view.assessment.id), "The answers")
        .errors(errors)
        .body(html! {
            @match figure {
                Some(figure) => (lines(view, figure)),
                None => (empty_state(lu::LuPoundSterling, "There is no figure yet", &paragraph(none_yet(view)))),
            }
            @if view.officer { (officer(ctx, view, figure, form, errors)) }
        })
}

/// Why there is no figure.
fn none_yet(view: &AssessmentView) -> &'static str {
    if view.is_all_talk() {
        "All of this is still to be talked about. There is a figure when the questions are answered together."
    } else {
        "The council has no money rules for these questions yet. Ask your council."
    }
}

/// The same in easy read: one idea a line, with a picture.
pub fn easy(view: &AssessmentView, figure: Option<&FigureView>) -> Page {
    let talk = view.version.content.to_talk_about(&view.answers()).len();
    let body = html! {
        @if let Some(figure) = figure {
            @let gross = figure.figure.gross;
            ul.app-easy {
                (idea(lu::LuClipboardList, &html! { @if view.own { "You" } @else { (view.holder.name) } " answered questions about help." }))
                (idea(lu::LuCheck, &html! { "Each answer gives points. The points come to " b { (figure.figure.inputs.score.total()) } "." }))
                (idea(lu::LuPoundSterling, &html! { "The points come to about " b { (gross.short()) } " a year." }))
                (idea(lu::LuCalendarDays, &html! { "That is about " b { (weekly(gross).short()) } " a week." }))
                @for line in figure.lines.iter().filter(|line| line.amount.is_negative()) {
                    (idea(lu::LuUsers, &html! { (line.words) "." }))
                }
                @if talk > 0 { (idea(lu::LuMessageCircle, &html! { "Some things are still to be talked about. Then the money can change." })) }
                @if figure.figure.checked.is_some() { (idea(lu::LuCheck, &html! { "The council has checked it." })) }
                @else { (idea(lu::LuTriangleAlert, &html! { "The council has not checked it yet. It can change." })) }
                (idea(lu::LuWallet, &html! { "It is not money yet. It helps to write a plan." }))
            }
        } @else { p.govuk-body-l { "There is no figure yet." } (paragraph(none_yet(view))) }
        (actions(html! { (Button::link(at(view), "See how it is worked out").secondary()) }))
    };
    Page::new("About the money, easy read")
        .caption(view.holder.name.as_str())
        .nav(if view.officer { "/council" } else { "/assessment" })
        .back(at(view), "Why is my figure this?")
        .body(body)
}

/// What the figure is, in words.
pub fn verdict(figure: &FigureView) -> Markup {
    let gross = figure.figure.gross;
    let lead = format!("{gross} a year, about {} a week.", weekly(gross));
    let more = match &figure.figure.checked {
        _ if figure.figure.replaced => "This was the figure then. Another one counts now.".to_owned(),
        Some((by, at)) => format!("{by} of the council checked it on {}.", moment(*at)),
        None => "The council has not checked it yet.".to_owned(),
    };
    let verdict = if figure.figure.checked.is_some() { Verdict::good(lead) } else { Verdict::lilac(lead) };
    html! { (verdict.more(more)) }
}

fn lines(view: &AssessmentView, figure: &FigureView) -> Markup {
    let score = &figure.figure.inputs.score;
    let sums = figure.lines.iter().fold(Sums::new(), |sums, line| sums.line(line.words.as_str(), line.amount));
    let talk = view.version.content.to_talk_about(&view.answers()).len();
    let table = figure.rules.content.table(figure.figure.inputs.kind, figure.figure.inputs.group);
    html! {
        (verdict(figure))
        p.govuk-body { (link(&format!("{}/easy-read", at(view)), "The same in easy read")) }
        (inset(&paragraph("This is an indicative budget: a guide to plan with. It is before anything you may have to pay yourself, and it can change when your plan is agreed.")))
        @if talk > 0 { (inset(&html! { p.govuk-body { (words::count(talk, "question is", "questions are")) " still to be talked about, so the figure can change." } })) }
        (panel("line-by-line", "Line by line", &html! {
            p.govuk-body { "The answers come to " b { (words::count(score.total(), "point", "points")) } "." (by_answer_link(view)) }
            (sums.total("Indicative budget, a year", figure.figure.gross))
        }))
        (by_answer(view, score))
        @if let Some((whom, table)) = table {
            (panel("the-table", "How points become money", &html! {
                p.govuk-body { "The table for: " (whom.label()) ". Version " (figure.rules.number) " of the council’s money rules." }
                (curve::table(table, Some((score.total(), figure.figure.gross))))
                p.govuk-body { (link(&format!("/councils/{}/money", figure.rules.council), "How the council works money out")) }
            }))
        }
    }
}

fn by_answer_link(view: &AssessmentView) -> Markup {
    let any = !view.version.content.worth(&view.answers()).is_empty();
    html! { @if any { " " a.govuk-link href="#points" { "See the points of each answer" } } }
}

/// The points of each answer, by what they count for; they add up to the points that were used.
fn by_answer(view: &AssessmentView, used: &Score) -> Markup {
    let worth = view.version.content.worth(&view.answers());
    if worth.is_empty() {
        return html! {};
    }
    let sum = |counts_for: CountsFor| -> i64 {
        worth.iter().filter(|one| one.counts_for == counts_for).map(|one| one.points).sum()
    };
    let all = [CountsFor::Health, CountsFor::Choice, CountsFor::Economic, CountsFor::Social];
    let need: i64 = all.iter().map(|counts_for| sum(*counts_for)).sum();
    let mut table = Table::new("Points of each answer").column("Question").column("Answer").numbers("Points");
    for counts_for in all {
        for one in worth.iter().filter(|one| one.counts_for == counts_for) {
            let name = html! { (one.question) span.app-sub { (counts_for.label()) } };
            table = table.row([name, text(&one.answer), text(one.points)]);
        }
    }
    if need != used.total() {
        // A figure that a council took over from elsewhere can have points of its own.
        table = table.row([text("Points from elsewhere"), text(""), text(used.total().saturating_sub(need))]);
    }
    let help: Vec<_> = worth.iter().filter(|one| one.counts_for == CountsFor::Informal).collect();
    panel(
        "points",
        "The points of each answer",
        &html! {
            (table.total([text("Points in all"), text(""), text(used.total())]))
            @if !help.is_empty() {
                p.govuk-body { "Help from family and friends has points of its own. They don’t count as need. The money rules say what they change." }
                (help.iter().fold(Table::new("Help from family and friends").column("Question").column("Answer").numbers("Points"), |table, one| {
                    table.row([text(&one.question), text(&one.answer), text(one.points)])
                }).total([text("Points for help in all"), text(""), text(used.informal)]))
            }
            p.govuk-body.app-note { "An answer that you would rather talk about has no points yet." }
        },
    )
}

fn step(ctx: &Ctx, view: &AssessmentView, figure: Option<&FigureView>, step: &str, button: Button) -> PostForm {
    let seen = figure.map_or(0, |figure| figure.figure.id.0);
    PostForm::new(ctx, at(view), button).with("step", step).with("seen", seen)
}

fn officer(
    ctx: &Ctx,
    view: &AssessmentView,
    figure: Option<&FigureView>,
    form: &FigureForm,
    errors: &FieldErrors,
) -> Markup {
    let again = Button::submit("Work it out under the rules in use now").secondary();
    let Some(shown) = figure else {
        return html! { @if !view.is_all_talk() { (step(ctx, view, None, "again", again)) } };
    };
    if shown.figure.replaced {
        return html! {};
    }
    panel(
        "for-the-council",
        "For the council",
        &html! {
            (actions(html! {
                @if shown.figure.checked.is_none() { (step(ctx, view, figure, "check", Button::submit("I have checked this figure"))) }
                (step(ctx, view, figure, "again", again))
            }))
            @for (place, adjustment) in shown.figure.inputs.adjustments.iter().enumerate() {
                p.govuk-body { (adjustment.words) ": " (by_words(adjustment.by)) }
                (step(ctx, view, figure, "remove", Button::submit("Take this away").plain().about(adjustment.words.as_str())).with("place", place))
            }
            h3.govuk-heading-s { "Adjust it" }
            (adjust(ctx, view, shown, form, errors))
        },
    )
}

fn adjust(ctx: &Ctx, view: &AssessmentView, shown: &FigureView, form: &FigureForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let named =
        shown.rules.content.named.iter().map(|one| (one.key.as_str(), format!("{}: {}", one.words, by_words(one.by))));
    html! {
        form method="post" action=(at(view)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(shown.figure.id);
            (fields.select("named", "Which adjustment", &form.named).option("", "Another one, written below").options(named))
            (fields.input("words", "What it is, if it is another one", &form.words))
            (fields.input("by", "How much, if it is another one", &form.by).width(10).hint("Such as 5%, -5%, £500 or -£500. A percentage is of what the table gives."))
            (fields.textarea("reason", "Why", &form.reason).rows(3).hint("The person reads this."))
            (Button::submit("Adjust the figure").value("step", "add").once())
        }
    }
}
