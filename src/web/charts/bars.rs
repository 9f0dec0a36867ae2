//! Bars that stand beside the numbers they show; hidden from screen readers for that reason.

use maud::{Markup, html};

use super::{Tenths, scale};

/// A part of a bar: its size, and the class of its colour (`app-fill-spent`, `-committed`, `-warm`, `-star`, `-green`,
/// `-amber`, `-red`).
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    /// In any unit, the same for all parts.
    pub size: i64,
    /// The class of its colour.
    pub class: &'static str,
}

/// Parts of a whole, side by side. `whole` may be more than the parts come to; the rest stays empty.
pub fn share_bar(segments: &[Segment], whole: i64) -> Markup {
    const LENGTH: i64 = 10_000;
    let mut start = 0;
    let placed: Vec<(Tenths, Tenths, &str)> = segments
        .iter()
        .map(|segment| {
            let left = scale(start, whole, LENGTH);
            start += segment.size.max(0);
            let right = scale(start.min(whole), whole, LENGTH);
            (left, Tenths((right.0 - left.0).max(0)), segment.class)
        })
        .collect();
    html! {
        svg.app-bar.app-bar--share viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.app-fill-off width="1000" height="16" {}
            @for (left, width, class) in &placed {
                rect.(class) x=(left) width=(width) height="16" {}
            }
        }
    }
}

/// One bar, filled to a share in hundredths of a percent (10,000 is all).
pub fn one_bar(share: u64, class: &'static str) -> Markup {
    let size = i64::try_from(share.min(10_000)).unwrap_or(10_000);
    share_bar(&[Segment { size, class }], 10_000)
}

/// Spent, then committed, with what was planned as a mark. All in pence; `largest` is the largest plan of the table, so
/// that its rows compare.
pub fn bullet(spent: i64, committed: i64, plan: i64, largest: i64) -> Markup {
    const LENGTH: i64 = 3_000;
    let length = |pence: i64| scale(pence.clamp(0, largest.max(0)), largest, LENGTH);
    html! {
        svg.app-bar viewBox="0 0 304 26" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.app-fill-off y="6" width=(length(plan)) height="14" rx="3" {}
            rect.app-fill-committed y="6" width=(length(spent.saturating_add(committed))) height="14" rx="3" {}
            rect.app-fill-spent y="6" width=(length(spent)) height="14" rx="3" {}
            rect.app-fill-ink x=(length(plan)) y="1" width="3" height="24" {}
        }
    }
}

/// A small square of a bar's colour, for the words that explain it.
pub fn key_swatch(class: &'static str) -> Markup {
    html! {
        svg.app-swatch width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false" {
            rect.(class) width="18" height="18" rx="4" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_whole_follow_each_other() {
        let parts =
            [Segment { size: 7700, class: "a" }, Segment { size: 1350, class: "b" }, Segment { size: 950, class: "c" }];
        let drawn = share_bar(&parts, 10_000).into_string();
        assert!(drawn.contains(r#"class="b" x="770.0" width="135.0""#), "{drawn}");
        assert!(drawn.contains(r#"class="c" x="905.0" width="95.0""#), "{drawn}");
    }

    #[test]
    fn more_than_the_plan_stays_inside_the_drawing() {
        let drawn = bullet(95_000, 10_000, 90_000, 90_000).into_string();
        assert!(!drawn.contains("width=\"350.0\""), "{drawn}");
        assert_eq!(drawn.matches("width=\"300.0\"").count(), 3);
    }

    #[test]
    fn an_empty_budget_draws_nothing_and_does_not_divide_by_it() {
        assert!(bullet(0, 0, 0, 0).into_string().contains("width=\"0.0\""));
    }
}
