//! The review of a plan: how each outcome was and is, beside what was spent on it; why it should be looked at, and what
//! becomes of what is left. And a council's reviews that are due.

pub(super) mod easy;

use chrono::NaiveDate;
use maud::{Markup, html};

use super::model::{Sign, Spending};
use super::service::{DueView, ReviewPage, life_before};
use crate::assessments::model::Life;
use crate::budgets::overview::Row;
use crate::kernel::dates::{london, long_date};
use crate::kernel::{Money, words};
use crate::plans::forms::{Typed, field};
use crate::plans::model::caseload::{Asked, Case};
use crate::plans::model::draft::Wish;
use crate::plans::model::review::{Reviewed, Scale, moved};
use crate::plans::views::steps::conditions;
use crate::web::components::{
    Button, Input, LegendSize, Pagination, PostForm, Sums, Table, TagKind, Verdict, actions, csrf_field, details,
    empty_state, fieldset, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::{Ctx, Page};

/// The page, with what was typed about the review and about the signs.
pub(super) fn page(ctx: &Ctx, view: &ReviewPage, (typed, found): (&Typed, &str), errors: &FieldErrors) -> Page {
    let known = &view.review.draft.known;
    let title = if known.may.is_holder {
        "My support plan, review".to_owned()
    } else {
        format!("{}’s support plan, review", known.holder.name)
    };
    let body = html! {
        (where_it_stands(view))
        p.govuk-body { (link(&format!("{}/review/easy-read", known.head.path()), "The same in easy read")) }
        @if !view.signs.is_empty() { (why_now(ctx, view, found, errors)) }
        (conditions(&view.review.conditions))
        @for (at, reviewed) in view.review.reviews.iter().enumerate().rev() {
            (kept(view, reviewed, at + 1))
            @if at + 1 == view.review.reviews.len() { (to_read(ctx, view, reviewed)) }
        }
        @if !view.review.reviews.is_empty() { (next_plan(view)) }
        @if known.may.write() {
            @if view.review.reviews.is_empty() { (form(ctx, view, typed, errors)) }
            @else if errors.is_empty() { (details("Review it again", &form(ctx, view, typed, errors))) }
            @else { (form(ctx, view, typed, errors)) }
        } @else if view.review.reviews.is_empty() { (paragraph("This plan was not reviewed yet.")) }
        (in_all(view))
    };
    Page::new(title).nav("/plan").back(known.head.path(), "The plan").errors(errors).body(body)
}

fn where_it_stands(view: &ReviewPage) -> Markup {
    let head = &view.review.draft.known.head;
    let reviews = &view.review.reviews;
    if reviews.last().is_some_and(|newest| newest.counts.is_none()) {
        let due = head.due_on.map(|day| format!("The review is due by {}.", long_date(day))).unwrap_or_default();
        let verdict = Verdict::lilac("A care manager has not read this review yet")
            .more("It is kept. It counts as the review once they have.")
            .more(due);
        return html! { (verdict) };
    }
    let verdict = match (reviews.last(), head.due_on) {
        (Some(last), Some(due)) => Verdict::good(format!("Reviewed on {}", day(last)))
            .more(format!("The next review is due by {}.", long_date(due))),
        (Some(last), None) => Verdict::good(format!("Reviewed on {}", day(last))),
        (None, Some(due)) => Verdict::lilac(format!("The review is due by {}", long_date(due)))
            .more("Say how each thing is now. What was spent on it stands beside it."),
        (None, None) => Verdict::lilac("This plan was not reviewed yet"),
    };
    html! { (verdict) }
}

fn day(reviewed: &Reviewed) -> String {
    long_date(london(reviewed.at).date())
}

/// A care manager says that they have read what the person's side wrote.
fn to_read(ctx: &Ctx, view: &ReviewPage, newest: &Reviewed) -> Markup {
    let known = &view.review.draft.known;
    html! {
        @if newest.counts.is_none() && known.may.decide && !known.may.own {
            (PostForm::new(ctx, format!("{}/review/counts", known.head.path()),
                Button::submit("I have read this review; it counts as the review").once()).with("review", newest.id))
        }
    }
}

/// The signs, and a care manager's word about them.
fn why_now(ctx: &Ctx, view: &ReviewPage, found: &str, errors: &FieldErrors) -> Markup {
    let known = &view.review.draft.known;
    panel(
        "why-now",
        "Why look at it now",
        &html! {
            ul.govuk-list.govuk-list--bullet {
                @for sign in &view.signs {
                    li { (sign.words) " " span.app-note { "Noticed on " (long_date(sign.noticed_on)) "." } }
                }
            }
            p.govuk-body { "This may be quite right. Nothing was stopped or taken away." }
            @if known.may.decide {
                form method="post" action=(format!("{}/review/signs", known.head.path())) novalidate {
                    (csrf_field(ctx))
                    (errors.fields().textarea("found", "If it needs no review: what did you find?", found).rows(2))
                    (Button::submit("Write it down, no review needed").secondary().once())
                }
            }
        },
    )
}

/// What was spent on an outcome, row by row, in the budget's own figures.
fn spent_on<'a>(rows: impl Iterator<Item = &'a Row>) -> Markup {
    let rows: Vec<&Row> = rows.collect();
    if rows.is_empty() {
        return html! { p.app-note { "Nothing in the budget is for this." } };
    }
    let row =
        |row: &&Row| vec![text(&row.title), text(row.planned), text(row.spent), text(row.committed), text(row.left)];
    let table = Table::new("What was spent on it up to today")
        .show_caption()
        .column("What")
        .numbers("Plan")
        .numbers("Spent")
        .numbers("Set aside")
        .numbers("Left");
    html! { (table.rows(rows.iter().map(row))) }
}

fn scale(scale: Option<Scale>) -> &'static str {
    scale.map_or("–", Scale::label)
}

/// A review that was kept: each outcome with how it was, how it is, and what had been spent on it by then.
fn kept(view: &ReviewPage, reviewed: &Reviewed, number: usize) -> Markup {
    let review = &reviewed.review;
    let spent = |key: u32| review.spent.iter().find(|spent| spent.key == Some(key));
    panel(
        &format!("review-{number}"),
        &format!("The review of {}", day(reviewed)),
        &html! {
            @if reviewed.counts.is_none() { p.app-note { "A care manager has not read it yet." } }
            p.app-note { "Written down by " (reviewed.by.name) @if reviewed.by.mandate.is_some() { ", for " (view.review.draft.known.holder.name) } "." }
            (Table::new("How each outcome went, and what was spent on it by then")
                .column("Outcome").column("Before").column("Now").column("So it is").numbers("Spent").numbers("Planned")
                .rows(review.scores.iter().map(|score| vec![
                    html! { (score.outcome) @if !score.words.is_empty() { span.app-sub { "“" (score.words) "”" } } },
                    text(scale(score.before)),
                    text(score.after.label()),
                    text(score.moved()),
                    spent(score.key).map_or_else(|| text("–"), |spent| text(spent.spent)),
                    spent(score.key).map_or_else(|| text("–"), |spent| text(spent.planned)),
                ])))
            p.govuk-body {
                b { "Life as a whole: " } (review.life.label()) ". "
                @if review.life_before.is_some() {
                    "The time before: " (scale(review.life_before)) ". So it is: " (moved(review.life_before, review.life).to_lowercase()) "."
                }
            }
            @if !review.changed.is_empty() { h3.govuk-heading-s { "What changed" } (paragraphs(&review.changed)) }
        },
    )
}

fn paragraphs(said: &str) -> Markup {
    html! { p.govuk-body { @for (line, at) in said.lines().zip(0..) { @if at > 0 { br; } (line) } } }
}

fn next_plan(view: &ReviewPage) -> Markup {
    let known = &view.review.draft.known;
    let person = if known.may.own { String::new() } else { format!("&person={}", known.holder.reference) };
    html! {
        @if known.may.write() {
            (actions(html! { (Button::link(format!("/plans/new?kind=copy{person}"), "Write the next plan, starting from this one")) }))
        }
    }
}

/// The form: each outcome with how it was and what was spent on it, and how it is now.
fn form(ctx: &Ctx, view: &ReviewPage, typed: &Typed, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let draft = &view.review.draft.version.draft;
    let path = view.review.draft.known.head.path();
    html! {
        form method="post" action=(format!("{path}/review")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(view.review.reviews.len());
            @for (wish, number) in draft.wishes.iter().zip(1..) {
                section.app-panel {
                    (fieldset(&format!("{number}. “{}”", wish.words), LegendSize::Medium, &outcome(view, wish, typed, fields)))
                }
            }
            (life(&view.life, view.review.draft.known.may.own))
            @if let Some(before) = life_before(view) { p.app-note { "Life as a whole, last time: " (before.label()) "." } }
            (fields.select("life", "How good is life as a whole?", typed.get("life")).option("", "Choose one").options(scales()))
            (fields.textarea("changed", "What changed, and what should be different next time?", typed.get("changed")).rows(4))
            (actions(html! { (Button::submit("Keep this review").once()) (link(&path, "Go back")) }))
        }
    }
}

fn scales() -> impl Iterator<Item = (&'static str, &'static str)> {
    Scale::ALL.iter().map(|scale| (scale.as_str(), scale.label()))
}

/// How an outcome was last: at the newest review, else when the plan was written.
fn last(view: &ReviewPage, wish: &Wish) -> Option<Scale> {
    let newest = view.review.reviews.last();
    let score = newest.and_then(|one| one.review.scores.iter().find(|score| score.key == wish.key));
    score.map(|score| score.after).or(wish.now)
}

fn outcome(view: &ReviewPage, wish: &Wish, typed: &Typed, fields: Fields<'_>) -> Markup {
    html! {
        @if let Some(before) = last(view, wish) {
            p.app-note { @if view.review.reviews.is_empty() { "When the plan was written: " } @else { "At the last review: " } (before.label()) "." }
        }
        @if let Some(spending) = &view.spending { (spent_on(spending.of_wish(Some(wish.key)))) }
        (fields.select(&field("score", wish.key), "How far is it now?", typed.of("score", wish.key))
            .option("", "Choose one").options(scales()))
        (fields.textarea(&field("words", wish.key), "In your own words", typed.of("words", wish.key)).rows(2))
    }
}

/// How life was said to be, at first and now.
fn life(said: &[Life], own: bool) -> Markup {
    let words =
        |life: &Life| format!("{} of {} points on {}", life.points, life.most, long_date(london(life.at).date()));
    match (said.first(), said.last()) {
        (Some(first), Some(newest)) if said.len() > 1 => html! {
            p.govuk-body { "In the questions about life: " (words(first)) ", and " (words(newest)) "." }
        },
        (Some(only), _) => html! {
            p.govuk-body { "In the questions about life: " (words(only)) ". " @if own { (link("/assessment", "Answer them again")) } }
        },
        _ => html! {},
    }
}

/// Everything that was spent, to the same figures as the budget's pages, and what becomes of what is left.
fn in_all(view: &ReviewPage) -> Markup {
    let Some(spending) = &view.spending else {
        return paragraph("There is no budget for this plan yet.");
    };
    let known = &view.review.draft.known;
    let [amount, spent, committed, left] = spending.whole;
    let follow = if known.may.own {
        "/budget/tracking".to_owned()
    } else {
        format!("/council/people/{}", known.holder.reference)
    };
    html! {
        (panel("in-all", "What was spent in all", &html! {
            (table(spending, view))
            (Sums::new().line("Spent", spent).line("Set aside for what is ordered", committed).line("Left", left).total("The budget", amount))
            p.govuk-body { (link(&follow, "Follow the money, part by part")) }
        }))
        @if let Some((policy, would)) = &view.year_end {
            (panel("what-is-left", "What becomes of what is left", &html! {
                p.govuk-body { (policy.words()) }
                p.govuk-body { "If " (left) " is left when the year ends:" }
                (Sums::new().line("Carried forward to the next year", would.carried)
                    .line("Given back: own money", would.given_back).line("Taken back by the council", would.recovered)
                    .total("In all", would.total().unwrap_or_default()))
                @if known.may.decide || known.may.approve { p.govuk-body { (link("/council/year-end", "The end of the year, for finance officers")) } }
            }))
        }
    }
}

/// One row an outcome, and what is for none of them.
fn table(spending: &Spending, view: &ReviewPage) -> Markup {
    let sum =
        |wish: Option<u32>, of: fn(&Row) -> Money| text(Money::sum(spending.of_wish(wish).map(of)).unwrap_or_default());
    let row = |name: Markup, wish: Option<u32>| {
        vec![
            name,
            sum(wish, |row| row.planned),
            sum(wish, |row| row.spent),
            sum(wish, |row| row.committed),
            sum(wish, |row| row.left),
        ]
    };
    let wishes = &view.review.draft.version.draft.wishes;
    let mut rows: Vec<Vec<Markup>> = wishes.iter().map(|wish| row(text(&wish.words), Some(wish.key))).collect();
    if spending.of_wish(None).next().is_some() {
        rows.push(row(text("All else"), None));
    }
    html! {
        (Table::new("What was spent, outcome by outcome").column("Outcome").numbers("Plan").numbers("Spent")
            .numbers("Set aside").numbers("Left").rows(rows))
    }
}

/// A council's reviews that are due.
pub(super) fn due(view: &DueView, asked: &Asked, today: NaiveDate) -> Page {
    let found = &view.cases;
    let address = |page: u64| {
        let query = [("q", asked.name.clone()), ("page", page.to_string())];
        format!("/council/reviews?{}", serde_html_form::to_string(query).unwrap_or_default())
    };
    Page::new("Reviews").nav("/council/reviews").body(html! {
        section.app-panel aria-labelledby="due" {
            div.app-toolbar {
                h2.govuk-heading-m #due {
                    @if found.total == 0 { "Due in the next 8 weeks" }
                    @else { (words::count(found.total, "review", "reviews")) " due in the next 8 weeks" }
                }
                form.app-sort method="get" action="/council/reviews" role="search" {
                    (Input::new("q", "Name").value(&asked.name).width(20))
                    (Button::submit("Show").secondary())
                }
            }
            @if found.items.is_empty() {
                (empty_state(lu::LuClipboardList, "No reviews are due", &paragraph("Plans come here eight weeks before their review is due, and when something looks odd.")))
            } @else { (list(&found.items, &view.signs, today)) }
        }
        (Pagination {
            page: u64::from(found.page.get()),
            pages: u64::from(found.pages()),
            href: &address,
            label: "Pages of reviews",
        })
    })
}

fn list(cases: &[Case], signs: &[Sign], today: NaiveDate) -> Table {
    let row = |case: &Case| {
        let why: Vec<&Sign> = signs.iter().filter(|sign| sign.draft == case.draft).collect();
        vec![
            html! {
                (link(&format!("/plans/{}/review", case.draft), &case.name))
                span.app-sub { (case.reference) }
            },
            html! {
                @if let Some(day) = case.due_on { (long_date(day)) }
                @if case.is_late(today) { " " (tag(TagKind::Bad, Some(lu::LuClock), "Late")) }
            },
            html! {
                @if why.is_empty() { "The year is nearly over" }
                @for sign in &why { (tag(TagKind::Warm, Some(lu::LuTriangleAlert), sign.kind.label())) " " }
            },
        ]
    };
    Table::new("Reviews, what is due first at the top")
        .column("Person")
        .column("Due")
        .column("Why")
        .rows(cases.iter().map(row))
}
