//! The calendar of visits. A month or a week in boxes on a desk, a list on a phone, and the same in a sentence first.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::kernel::dates::{london, long_date, weekday_date};
use crate::kernel::words;
use crate::orders::model::DeliveryStatus;
use crate::orders::model::diary::{DiaryVisit, Span, Whose, day_label, sentence};
use crate::orders::service::diary::{Choice, Diary};
use crate::web::components::{Button, Input, PostForm, Tab, Verdict, actions, details, link, lu, panel, tabs};
use crate::web::page::{Ctx, Page};

/// Visits of one day in the month's box; more are behind the week.
const IN_A_BOX: usize = 4;

/// The calendar. `number` is which of several it is, from 1.
pub fn page(ctx: &Ctx, diary: &Diary, number: usize) -> Page {
    Page::new(format!("Calendar: {}", diary.span.title()))
        .caption(diary.choice.name.as_str())
        .nav("/calendar")
        .body(body(ctx, diary, number))
}

fn address(span: Span, number: usize) -> String {
    if number > 1 { format!("/calendar?{}&of={number}", span.query()) } else { format!("/calendar?{}", span.query()) }
}

fn body(ctx: &Ctx, diary: &Diary, number: usize) -> Markup {
    let span = diary.span;
    html! {
        @if !diary.choices.is_empty() { (others(&diary.choices, span, number)) }
        p.govuk-body-l { (sentence(&diary.visits)) }
        (actions(html! {
            (link(&address(span.previous(), number), span.previous().title()))
            (link(&address(span.next(), number), span.next().title()))
            @match span {
                Span::Month(first) => {
                    @let day = if span.days().0 <= diary.today && diary.today <= span.days().1 { diary.today } else { first };
                    (link(&address(Span::parse("", &day.to_string(), diary.today), number), "Show a week"))
                },
                Span::Week(monday) => {
                    (link(&address(Span::parse(&monday.format("%Y-%m").to_string(), "", diary.today), number), "Show the month"))
                },
            }
        }))
        @for week in span.weeks() { (self::week(diary, &week, number)) }
        (panel("feed", "In your own calendar", &feed(ctx, diary, number)))
    }
}

fn others(choices: &[Choice], span: Span, number: usize) -> Markup {
    let hrefs: Vec<String> = (1..=choices.len()).map(|at| address(span, at)).collect();
    let shown: Vec<Tab<'_>> = choices
        .iter()
        .zip(&hrefs)
        .zip(1..)
        .map(|((choice, href), at)| Tab {
            href,
            label: &choice.name,
            icon: Some(lu::LuCalendarDays),
            here: at == number,
        })
        .collect();
    tabs("Whose calendar", &shown)
}

fn week(diary: &Diary, days: &[Option<NaiveDate>], number: usize) -> Markup {
    let visits_on = |day: NaiveDate| diary.visits.iter().filter(move |visit| visit.on == day).collect::<Vec<_>>();
    let first = days.iter().flatten().next().copied();
    html! {
        @if let Some(first) = first {
            section.app-month aria-label=(format!("From {}", long_date(first))) {
                ol.app-week {
                    @for day in days {
                        @match day {
                            Some(day) => (self::day(diary, *day, &visits_on(*day), number)),
                            None => li.app-month__none aria-hidden="true" {},
                        }
                    }
                }
            }
        }
    }
}

fn day(diary: &Diary, day: NaiveDate, visits: &[&DiaryVisit], number: usize) -> Markup {
    let whole = matches!(diary.span, Span::Week(_));
    let shown = if whole { visits.len() } else { IN_A_BOX };
    let class = if visits.is_empty() { "app-month__empty" } else { "" };
    html! {
        li.(class) {
            h2 aria-label=(weekday_date(day)) {
                @if day == diary.today { mark { (day_label(day)) } } @else { (day_label(day)) }
            }
            @for visit in visits.iter().take(shown) { (slot(diary, visit)) }
            @if visits.len() > shown {
                a.govuk-link.app-small href=(address(Span::parse("", &day.to_string(), diary.today), number)) {
                    "and " (visits.len() - shown) " more"
                    span.govuk-visually-hidden { " on " (weekday_date(day)) }
                }
            }
        }
    }
}

fn slot(diary: &Diary, visit: &DiaryVisit) -> Markup {
    let class = match visit.status {
        DeliveryStatus::Scheduled if visit.unanswered => "app-slot--wait",
        DeliveryStatus::Scheduled => "app-slot--new",
        DeliveryStatus::Recorded | DeliveryStatus::Disputed => "app-slot--wait",
        _ => "",
    };
    let with = match diary.choice.whose {
        Whose::Provider(_) | Whose::People => &visit.holder,
        Whose::Holder(_) => &visit.provider,
    };
    // An order of somebody else is opened by acting for them, which begins on their page.
    let href = match diary.choice.whose {
        Whose::People => format!("/broker/people/{}", visit.holder_reference),
        Whose::Provider(_) | Whose::Holder(_) => format!("/orders/{}", visit.reference),
    };
    html! {
        div.app-slot.(class) {
            b { (visit.time()) }
            a.govuk-link href=(href) { (visit.title) }
            span { (with) }
            @if let Some(note) = visit.note() { em { (note) } }
        }
    }
}

fn feed(ctx: &Ctx, diary: &Diary, number: usize) -> Markup {
    let renew =
        |label: &str| PostForm::new(ctx, "/calendar/feed", Button::submit(label).secondary()).with("of", number);
    html! {
        @if let Some(feed) = &diary.feed {
            p.govuk-body {
                "A calendar follows these visits since " (long_date(london(feed.made_at).date())) "."
                " Its address was shown once. If you have lost it, or somebody else knows it, make a new one: the old one "
                "then stops working."
            }
            (actions(html! {
                (renew("Make a new address"))
                (PostForm::new(ctx, "/calendar/feed/end", Button::submit("Stop sharing").plain()).with("of", number))
            }))
        } @else {
            p.govuk-body {
                "The calendar on your phone or computer can show these visits, and follow every change by itself. It needs a "
                "secret address. Anybody who knows the address can see the visits, so keep it to yourself."
            }
            (renew("Make a secret address"))
        }
    }
}

/// The secret address, this once.
pub fn address_page(address: &str, number: usize) -> Page {
    let back = if number > 1 { format!("/calendar?of={number}") } else { "/calendar".to_owned() };
    let body = html! {
        (Verdict::good("This is the secret address.").more("Copy it now. We show it this once, and keep no copy of it."))
        (Input::new("address", "Address to copy").value(address).hint("Anybody who knows it can see the visits."))
        p.govuk-body { "The calendar looks for changes by itself, usually every few hours." }
        (details("How to use it", &html! {
            ul.govuk-list.govuk-list--bullet {
                li { "iPhone or iPad: Settings, Calendar, Accounts, Add Account, Other, Add Subscribed Calendar." }
                li { "Android or Google: open calendar.google.com on a computer, then Other calendars, From URL." }
                li { "Outlook: Add calendar, Subscribe from web." }
            }
        }))
        p.govuk-body { (link(&back, "Back to the calendar")) }
    };
    Page::new("Your calendar’s address").nav("/calendar").body(body)
}

/// For somebody who has nothing to look at.
pub fn nobodys() -> Page {
    let words = words::list(&["people with orders", "those who act for them", "providers"]);
    Page::new("Calendar")
        .nav("/calendar")
        .body(html! { p.govuk-body-l { "The calendar shows visits to " (words) "." } })
}
