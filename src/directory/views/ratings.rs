//! What people said: how many gave how many stars, the four dimensions, and the newest in their own words.

use maud::{Markup, html};

use super::listing_parts::capital;
use crate::directory::model::{ListingRatings, ShownRating};
use crate::kernel::words;
use crate::web::components::{Sums, icon, link, lu, rating_distribution, stars, text};

/// The section, with the id `reviews`.
pub fn section(ratings: &ListingRatings) -> Markup {
    html! {
        section aria-labelledby="reviews" {
            h2.govuk-heading-m id="reviews" { (heading(ratings.count)) }
            @if ratings.count == 0 {
                p.govuk-body { "Nobody has reviewed this yet. Only people whose order was delivered can review." }
            } @else {
                p.govuk-body { (verdict(ratings)) " Only people whose order was delivered can review." }
                div.app-two {
                    (rating_distribution(ratings.distribution))
                    @if !ratings.dimensions.is_empty() { (dimensions(ratings)) }
                }
                @if !ratings.shown.is_empty() {
                    ul.app-reviews { @for one in &ratings.shown { li.app-review { (review(one)) } } }
                }
                p.govuk-body { (link("/ratings", "How ratings are worked out")) }
            }
        }
    }
}

fn heading(count: u32) -> String {
    if count == 0 { "Reviews".to_owned() } else { words::count(count, "review", "reviews") }
}

fn verdict(ratings: &ListingRatings) -> String {
    let five = ratings.distribution.first().copied().unwrap_or(0);
    let lead = if five * 2 > u64::from(ratings.count) { "Most people give 5 stars, and " } else { "" };
    let helped = match ratings.helped {
        0 => String::new(),
        helped if helped == ratings.count && helped == 1 => {
            "the one reviewer said it helped with their outcome.".to_owned()
        }
        helped if helped == ratings.count => "everyone said it helped with their outcome.".to_owned(),
        helped => format!("{helped} of {} said it helped with their outcome.", ratings.count),
    };
    match (lead.is_empty(), helped.is_empty()) {
        (_, true) if lead.is_empty() => String::new(),
        (_, true) => "Most people give 5 stars.".to_owned(),
        (true, false) => capital(&helped),
        (false, false) => format!("{lead}{helped}"),
    }
}

fn dimensions(ratings: &ListingRatings) -> Markup {
    let sums = ratings.dimensions.iter().fold(Sums::new(), |sums, dimension| {
        let mean = format!("{}.{}", dimension.tenths / 10, dimension.tenths % 10);
        sums.line_markup(text(&dimension.name), html! { b { (mean) } " out of 5" })
    });
    html! { (sums) }
}

fn review(one: &ShownRating) -> Markup {
    html! {
        div.app-review__head {
            (stars(one.stars)) b { (one.by) } span.app-note { (one.on.format("%B %Y")) }
        }
        @if !one.words.is_empty() { p { (one.words) } }
        @if let Some(helped) = &one.helped { p.app-review__helped { (icon(lu::LuTarget)) (helped) } }
        @if let Some(reply) = &one.reply {
            div.app-reply {
                p.app-reply__who { (icon(lu::LuMessageCircle)) "Reply from " (reply.by) }
                p { (reply.words) }
            }
        }
        p.app-small {
            a.govuk-link href=(format!("/report/rating/{}", one.id)) {
                "Report this review" span.govuk-visually-hidden { " by " (one.by) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(count: u32, five: u64, helped: u32) -> ListingRatings {
        ListingRatings { count, distribution: [five, 0, 0, 0, 0], helped, ..ListingRatings::default() }
    }

    #[test]
    fn the_verdict_says_only_what_is_true() {
        assert_eq!(
            verdict(&ratings(32, 29, 30)),
            "Most people give 5 stars, and 30 of 32 said it helped with their outcome."
        );
        assert_eq!(verdict(&ratings(4, 1, 4)), "Everyone said it helped with their outcome.");
        assert_eq!(verdict(&ratings(4, 1, 0)), "");
        assert_eq!(verdict(&ratings(1, 1, 0)), "Most people give 5 stars.");
    }
}
