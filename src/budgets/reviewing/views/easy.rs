//! A review in easy read: one idea a line, with a picture.

use maud::{Markup, html};

use super::{day, last};
use crate::budgets::reviewing::service::ReviewPage;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::plans::model::review::{Reviewed, moved};
use crate::web::components::{Button, actions, idea, lu, paragraph};
use crate::web::page::Page;

/// The page.
pub fn page(view: &ReviewPage) -> Page {
    let known = &view.review.draft.known;
    let title = if known.may.is_holder {
        "My review, easy read".to_owned()
    } else {
        format!("{}’s review, easy read", known.holder.name)
    };
    let path = format!("{}/review", known.head.path());
    Page::new(title).nav("/plan").back(path.as_str(), "The review").body(html! {
        ul.app-easy {
            (idea(lu::LuClipboardList, &html! { "A review looks at the plan again. What is better? What should change?" }))
            (when(view))
        }
        @if !view.signs.is_empty() {
            h2.govuk-heading-m { "Why look at it now" }
            ul.app-easy {
                @for sign in &view.signs { (idea(lu::LuTriangleAlert, &html! { (sign.words) })) }
                (idea(lu::LuCheck, &html! { "This may be quite right. Nothing was stopped." }))
            }
        }
        h2.govuk-heading-m { "How it is going" }
        @match view.review.reviews.last() {
            Some(newest) => (went(newest)),
            None => (begun(view)),
        }
        h2.govuk-heading-m { "Money" }
        (money(view))
        (actions(html! { (Button::link(path, "See all of it").secondary()) }))
    })
}

fn when(view: &ReviewPage) -> Markup {
    html! {
        @if let Some(newest) = view.review.reviews.last() {
            (idea(lu::LuCheck, &html! { "The last review was on " b { (day(newest)) } "." }))
            @if newest.counts.is_none() {
                (idea(lu::LuClock, &html! { "A care manager has not read it yet. It counts when they have." }))
            }
        } @else {
            (idea(lu::LuClock, &html! { "This plan was not reviewed yet." }))
        }
        @if let Some(due) = view.review.draft.known.head.due_on {
            (idea(lu::LuCalendarDays, &html! { "The next review is due by " b { (long_date(due)) } "." }))
        }
    }
}

/// What the newest review says.
fn went(newest: &Reviewed) -> Markup {
    let review = &newest.review;
    html! {
        ul.app-easy {
            @for score in &review.scores {
                (idea(lu::LuTarget, &html! {
                    "“" (score.outcome) "”" br;
                    @if let Some(before) = score.before { "Before: " (before.label()) ". " }
                    "Now: " b { (score.after.label()) } ". So it is: " (score.moved().to_lowercase()) "."
                    @if !score.words.is_empty() { br; "“" (score.words) "”" }
                    @if let Some(spent) = review.spent.iter().find(|spent| spent.key == Some(score.key)) {
                        br; (spent.spent.short()) " was spent on it."
                    }
                }))
            }
            (idea(lu::LuHeart, &html! {
                "Life as a whole: " b { (review.life.label()) } "."
                @if review.life_before.is_some() { " So it is: " (moved(review.life_before, review.life).to_lowercase()) "." }
            }))
            @if !review.changed.is_empty() { (idea(lu::LuMessageCircle, &html! { b { "What changed:" } " " (review.changed) })) }
        }
    }
}

/// How things were when the plan was written.
fn begun(view: &ReviewPage) -> Markup {
    let wishes = &view.review.draft.version.draft.wishes;
    html! {
        @if wishes.is_empty() { (paragraph("Nothing is written down yet.")) }
        ul.app-easy {
            @for wish in wishes {
                (idea(lu::LuTarget, &html! {
                    "“" (wish.words) "”"
                    @if let Some(before) = last(view, wish) { br; "When the plan was written: " (before.label()) "." }
                }))
            }
        }
    }
}

fn money(view: &ReviewPage) -> Markup {
    let Some(spending) = &view.spending else { return paragraph("There is no budget for this plan yet.") };
    let [amount, spent, committed, left] = spending.whole;
    html! {
        ul.app-easy {
            (idea(lu::LuWallet, &html! { "The budget is " b { (amount.short()) } "." }))
            (idea(lu::LuReceiptPoundSterling, &html! { b { (spent.short()) } " is spent." }))
            @if committed > Money::ZERO {
                (idea(lu::LuClipboardList, &html! { b { (committed.short()) } " is for support that is ordered." }))
            }
            (idea(lu::LuPiggyBank, &html! { b { (left.short()) } " is left." }))
            @if let Some((_, would)) = &view.year_end {
                @if would.carried > Money::ZERO { (idea(lu::LuCalendarDays, &html! { "If so much is left when the year ends: " (would.carried.short()) " goes to the next year." })) }
                @if would.given_back > Money::ZERO { (idea(lu::LuHandHelping, &html! { (would.given_back.short()) " of their own money is given back." })) }
                @if would.recovered > Money::ZERO { (idea(lu::LuLandmark, &html! { (would.recovered.short()) " goes back to the council." })) }
            }
        }
    }
}
