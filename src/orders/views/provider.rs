//! A provider's first page: what to do, today's visits, orders to answer.

use chrono::Timelike;
use maud::{Markup, html};

use super::provider_lists::order_to_answer;
use crate::kernel::dates::weekday_date;
use crate::kernel::words;
use crate::orders::model::{DeliveryStatus, units};
use crate::orders::service::provider_day::{Day, MOST, Stage, Visit};
use crate::web::components::{Button, PostForm, TagKind, Task, link, lu, panel, tag, task_list};
use crate::web::page::{Ctx, Page};

/// The page.
pub fn today(ctx: &Ctx, day: &Day, name: &str) -> Page {
    let first = name.split_whitespace().next().unwrap_or(name);
    let greeting = match day.now.hour() {
        0..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    Page::new(format!("{greeting}, {first}"))
        .caption(format!("{}, {}", day.provider_name, weekday_date(day.now.date())))
        .nav("/provider")
        .body(body(ctx, day))
}

fn body(ctx: &Ctx, day: &Day) -> Markup {
    html! {
        (to_do(day))
        div.app-two.app-two--panels {
            (panel("visits", "Today’s visits", &visits(ctx, day)))
            (panel("orders", &orders_title(day), &html! {
                @if day.to_answer.items.is_empty() { p.govuk-body { "Nothing waits for an answer." } }
                ul.app-orders { @for summary in &day.to_answer.items { (order_to_answer(ctx, summary)) } }
            }))
        }
    }
}

fn orders_title(day: &Day) -> String {
    format!("{} to answer", words::count(day.to_answer.total, "order", "orders"))
}

fn to_do(day: &Day) -> Markup {
    let mut tasks = Vec::new();
    let warm = |words: &str| tag(TagKind::Warm, Some(lu::LuTriangleAlert), words);
    if day.to_answer.total > 0 {
        let name = format!("Answer {}", words::count(day.to_answer.total, "new order", "new orders"));
        tasks.push(Task::new("/provider/orders", name, warm("Waiting")).hint("Their money is set aside until you do"));
    }
    let overdue = day.overdue.len();
    if overdue > 0 {
        let name = format!("Record {} from before today", words::count(overdue, "visit", "visits"));
        tasks.push(Task::new("/provider/visits", name, warm("Overdue")).hint("You are paid for what is recorded"));
    }
    let today = day.to_record_today().count();
    if today > 0 {
        let name = format!("Record {} of today", words::count(today, "visit", "visits"));
        tasks.push(Task::new("/provider/visits", name, warm("Due today")));
    }
    let disputed = day.disputed.len();
    if disputed > 0 {
        let name = format!("Look at {} that something was wrong with", words::count(disputed, "visit", "visits"));
        tasks.push(Task::new("/provider/visits", name, warm("Money is held")).hint("Record it again, as it was"));
    }
    if tasks.is_empty() {
        return panel("to-do", "Nothing to do now", &html! { p.govuk-body { "Everything is answered and recorded." } });
    }
    let title = format!("{} to do", words::count(tasks.len(), "thing", "things"));
    panel("to-do", &title, &task_list("to-do-list", &tasks))
}

fn visits(ctx: &Ctx, day: &Day) -> Markup {
    let recorded = day.today.iter().filter(|visit| visit.delivery.recorded.is_some()).count();
    let waiting = day.to_record_today().count();
    html! {
        @if day.today.is_empty() { p.govuk-body { "There are no visits today." } } @else {
            p.govuk-body {
                (words::count(day.today.len(), "visit", "visits")) " today. " (recorded) " recorded and " (waiting)
                " waiting for you."
            }
        }
        (are_there_more(&[&day.today]))
        ol.app-visits { @for visit in &day.today { (self::visit(ctx, visit, day.stage(visit), false)) } }
        p.govuk-body."govuk-!-margin-bottom-0" { (link("/provider/visits", "See the week")) }
    }
}

/// Says so where a list is as long as it gets: nobody shall think that these are all.
pub fn are_there_more(lists: &[&[Visit]]) -> Markup {
    let full = lists.iter().any(|list| list.len() >= usize::from(MOST));
    html! {
        @if full {
            p.govuk-body {
                "There may be more: each list shows " (MOST) " visits, the earliest first. " (link("/calendar", "The calendar"))
                " has all of them, and you can " (link("/provider/visits/file", "record a week from a file")) "."
            }
        }
    }
}

/// A visit, with what to do about it. `dated` shows its day, too.
pub fn visit(ctx: &Ctx, visit: &Visit, stage: Stage, dated: bool) -> Markup {
    let delivery = &visit.delivery;
    let about = format!("{}, {} at {}", visit.holder_name, weekday_date(delivery.on), delivery.at);
    html! {
        li.app-visit {
            div.app-visit__time { (delivery.at) }
            div.app-visit__what {
                b { (visit.holder_name) }
                @if dated { span { (weekday_date(delivery.on)) } }
                span { (visit.title) ", " (units::amount(visit.unit, delivery.units)) }
                @if delivery.status == DeliveryStatus::Disputed {
                    @if let Some(note) = &delivery.note { span { "They say: “" (note) "”" } }
                }
            }
            div.app-visit__do { (what_to_do(ctx, visit, stage, &about)) }
        }
    }
}

fn what_to_do(ctx: &Ctx, visit: &Visit, stage: Stage, about: &str) -> Markup {
    let delivery = &visit.delivery;
    let href = format!("/provider/visits/{}", delivery.id);
    let different = |label: &str| {
        html! { a.govuk-link href=(href) { (label) span.govuk-visually-hidden { " for " (about) } } }
    };
    let amount = delivery.recorded.map(|recorded| units::amount(visit.unit, recorded)).unwrap_or_default();
    html! {
        @match delivery.status {
            DeliveryStatus::Scheduled if stage == Stage::Over => {
                (PostForm::new(ctx, format!("{href}/as-planned"),
                    Button::submit("Delivered as planned").secondary().about(format!("for {about}"))))
                (different("Something was different"))
            },
            DeliveryStatus::Scheduled if stage == Stage::UnderWay => {
                span.app-note { "Under way" }
                (different("Record it"))
            },
            DeliveryStatus::Scheduled => { span.app-note { "Later" } },
            DeliveryStatus::Recorded => {
                (tag(TagKind::Ok, Some(lu::LuCircleCheck), format!("Recorded, {amount}")))
                (different("Change"))
            },
            DeliveryStatus::Confirmed => (tag(TagKind::Ok, Some(lu::LuCircleCheck), format!("Confirmed, {amount}"))),
            DeliveryStatus::Disputed => {
                (tag(TagKind::Lilac, Some(lu::LuSearch), delivery.status.label()))
                (different("Record it again"))
            },
            other => (tag(TagKind::Plain, None, other.label())),
        }
    }
}
