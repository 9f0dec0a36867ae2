//! Ratings: stars for the eye, the number in words for everyone. Scores are tenths of a star, so 48 is 4.8.

use std::sync::LazyLock;

use maud::{Markup, Render, html};

use super::icon::{STARS, sprite};
use crate::web::charts::one_bar;

/// The row of five stars, which is drawn once, in the picture of all icons.
pub(super) mod row {
    use maud::{Markup, html};

    use super::{PITCH, STAR};

    /// Its size.
    pub const VIEW_BOX: &str = "0 0 104 20";

    pub fn drawing() -> Markup {
        html! {
            @for place in 0..5_u32 { path d=(STAR) transform=(format!("translate({} 0)", place * PITCH)) {} }
        }
    }
}

const STAR: &str = "M10 1.6l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L1.5 7.8l5.9-.8z";
const PITCH: u32 = 21;
const WIDTH: u32 = 104;

/// A row of five stars, filled to a score; only for the eye.
#[derive(Clone, Copy, Debug)]
pub struct Stars {
    tenths: u32,
}

impl Stars {
    /// Filled to this many tenths of a star, at most 50.
    pub fn tenths(tenths: u32) -> Self {
        Self { tenths: tenths.min(50) }
    }

    /// The score as people write it: "4.8".
    fn words(self) -> String {
        format!("{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

/// Every row of stars there is: a page of results shows ten.
static DRAWN: LazyLock<Vec<Markup>> = LazyLock::new(|| (0..=50).map(|tenths| Stars { tenths }.draw()).collect());

impl Render for Stars {
    fn render_to(&self, buffer: &mut String) {
        if let Some(drawn) = usize::try_from(self.tenths).ok().and_then(|tenths| DRAWN.get(tenths)) {
            drawn.render_to(buffer);
        }
    }
}

impl Stars {
    fn draw(self) -> Markup {
        let row = format!("{}#{STARS}", sprite().href());
        // Cut in tenths of a unit, so that 4.8 stars end where they should.
        let cut = self.tenths * WIDTH * 10 / 50;
        html! {
            svg.app-stars viewBox=(row::VIEW_BOX) aria-hidden="true" {
                use.app-stars__off href=(row) width=(WIDTH) height="20" {}
                svg width=(format!("{}.{}", cut / 10, cut % 10)) height="20" overflow="hidden" {
                    use.app-stars__on href=(row) width=(WIDTH) height="20" {}
                }
            }
        }
    }
}

/// A score and how many reviews it rests on. Say nothing instead when there are none: use [`super::tag`] "New".
pub fn rating(tenths: u32, reviews: u64) -> Markup {
    let drawn = Stars::tenths(tenths);
    html! {
        span.app-rating {
            (drawn)
            span {
                b { (drawn.words()) } span.govuk-visually-hidden { " out of 5 stars" }
                " (" (reviews) @if reviews == 1 { " review)" } @else { " reviews)" }
            }
        }
    }
}

/// The stars one person gave.
pub fn stars(given: u32) -> Markup {
    html! {
        span.app-rating {
            (Stars::tenths(given.saturating_mul(10)))
            span.govuk-visually-hidden { (given) @if given == 1 { " star out of 5" } @else { " stars out of 5" } }
        }
    }
}

/// How many reviews gave each number of stars; `counts` from 5 stars down to 1.
pub fn rating_distribution(counts: [u64; 5]) -> Markup {
    let all: u64 = counts.iter().sum();
    html! {
        table.govuk-table.app-dist {
            caption.govuk-table__caption.govuk-visually-hidden { "How many reviews gave each number of stars" }
            thead.govuk-visually-hidden { tr { th scope="col" { "Stars" } th scope="col" { "Reviews" } } }
            tbody {
                @for (stars, count) in [5, 4, 3, 2, 1].into_iter().zip(counts) {
                    @let share = (count * 10_000).checked_div(all).unwrap_or(0);
                    tr {
                        th scope="row" { (stars) @if stars == 1 { " star" } @else { " stars" } }
                        td {
                            span.app-dist__row {
                                span.app-dist__bar { (one_bar(share, "app-fill-star")) }
                                span.app-dist__n { (count) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    #[test]
    fn the_filled_stars_lie_over_the_empty_ones_up_to_the_score() {
        let drawn = Html::parse_fragment(&Stars::tenths(43).render().into_string());
        let empty = Selector::parse("svg.app-stars > use.app-stars__off").unwrap();
        let filled = Selector::parse("svg.app-stars > svg > use.app-stars__on").unwrap();
        assert_eq!((drawn.select(&empty).count(), drawn.select(&filled).count()), (1, 1));
        let cut = drawn.select(&filled).next().unwrap().parent().unwrap().value().as_element().unwrap().attr("width");
        assert_eq!(cut, Some("89.4"));
        assert!(sprite().svg().contains("<symbol id=\"stars\" viewBox=\"0 0 104 20\"><path"));
    }
}
