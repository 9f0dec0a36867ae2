//! What the plan costs beside the indicative budget, with its traffic light.

use maud::{Markup, html};

use super::edit::NOT_CHECKED;
use crate::assessments::model::figure::over;
use crate::kernel::Money;
use crate::plans::model::sums::weeks_between;
use crate::plans::model::{Light, Plan, PlanStatus};
use crate::plans::service::PlanView;
use crate::web::components::{Sums, TagKind, details, link, lu, panel, tag};

pub(super) fn panels(view: &PlanView, plan: &Plan) -> Markup {
    let total = plan.total().unwrap_or_default();
    let compared = plan.indicative.zip(plan.light());
    let heading = match (view.own, compared.is_some()) {
        (true, true) => "Your plan and your indicative budget",
        (false, true) => "The plan and the indicative budget",
        (true, false) => "What your plan costs",
        (false, false) => "What the plan costs",
    };
    panel(
        "cost",
        heading,
        &html! {
            @if let Some((indicative, light)) = compared {
                p { (in_words(total, indicative)) }
                (scale(per_cent(total, indicative)))
                p { (light_tag(light, plan.status == PlanStatus::Agreed)) }
                (sums(total, indicative))
                (details("What the colours mean", &html! {
                    "Green: within 10% of the indicative budget. Amber: within 50%, and you say why. "
                    "Red: more than that, and a finance officer must say yes."
                }))
            } @else {
                (Sums::new().total("The plan", total))
            }
            (figure(view, plan))
            @if let Some(net) = view.behind.net(total, plan.starts_on, weeks_between((plan.starts_on, plan.ends_on))) {
                (super::edit::who_pays(&net, view.own))
            }
            p.app-small { (link("/budget", "See what is spent and what is left")) }
        },
    )
}

/// Where the indicative budget comes from, and whether another one counts now.
fn figure(view: &PlanView, plan: &Plan) -> Markup {
    let Some(figure) = &view.behind.indicative else { return html! {} };
    let now = over(figure.gross, weeks_between((plan.starts_on, plan.ends_on)));
    let why = if view.own { "Why is my figure this?" } else { "Why is the figure this?" };
    html! {
        @if plan.indicative != Some(now) {
            p.govuk-body {
                "The newest answers come to an indicative budget of " (now) " for the same time"
                @if !figure.checked { ", " (NOT_CHECKED) } "."
            }
        } @else if !figure.checked && plan.status != PlanStatus::Agreed {
            p.govuk-body { "The indicative budget is " (NOT_CHECKED) "." }
        }
        p.app-small { (link(&format!("/assessments/{}/figure", figure.assessment), why)) }
    }
}

/// The plan as a share of the indicative budget, in whole per cent, rounded down.
fn per_cent(total: Money, indicative: Money) -> i64 {
    let share = i128::from(total.pence()) * 100 / i128::from(indicative.pence().max(1));
    i64::try_from(share).unwrap_or(i64::MAX)
}

fn in_words(total: Money, indicative: Money) -> String {
    let over = total.checked_sub(indicative).unwrap_or_default();
    let under = over.checked_neg().unwrap_or_default();
    if over.is_zero() {
        "The plan costs exactly what the indicative budget suggests.".to_owned()
    } else if over.is_negative() {
        format!("The plan costs {under} less than the indicative budget.")
    } else {
        format!(
            "The plan costs {over} more than the indicative budget. That is {}% over.",
            per_cent(total, indicative) - 100
        )
    }
}

fn sums(total: Money, indicative: Money) -> Sums {
    let over = total.checked_sub(indicative).unwrap_or_default();
    let (word, by) =
        if over.is_negative() { ("Under", over.checked_neg().unwrap_or_default()) } else { ("Over", over) };
    Sums::new().line("The plan", total).line("Indicative budget", indicative).total(word, by)
}

/// The light; once the plan is agreed, nobody has to explain it any more.
fn light_tag(light: Light, agreed: bool) -> Markup {
    let (kind, shown, after) = match light {
        Light::Green => (TagKind::Ok, lu::LuCircleCheck, light.label()),
        Light::Amber => (TagKind::Warm, lu::LuTriangleAlert, "Amber: up to 50% over"),
        Light::Red => (TagKind::Bad, lu::LuCircleAlert, "Red: more than 50% over"),
    };
    tag(kind, Some(shown), if agreed { after } else { light.label() })
}

/// The first and last per cent that are drawn.
const FROM: i64 = 80;
const TO: i64 = 160;

/// Where a per cent lies across the drawing, whose scale runs from 10 to 330.
fn across(per_cent: i64) -> i64 {
    10 + (per_cent.clamp(FROM, TO) - FROM) * 320 / (TO - FROM)
}

/// Green to 110 %, amber to 150 %, red beyond, and where the plan stands.
fn scale(per_cent: i64) -> Markup {
    let here = across(per_cent);
    let (anchor, beside) = if here < 90 {
        ("start", 2)
    } else if here > 250 {
        ("end", 338)
    } else {
        ("middle", here)
    };
    let said = format!("Scale: the plan is {per_cent}% of the indicative budget. Green ends at 110%, amber at 150%.");
    html! {
        div.app-chart {
            svg viewBox="0 0 340 88" role="img" aria-label=(said) {
                rect.app-fill-green x=(across(FROM)) y="36" width=(across(110) - across(FROM) - 2) height="18" rx="3" {}
                rect.app-fill-amber x=(across(110)) y="36" width=(across(150) - across(110) - 2) height="18" rx="3" {}
                rect.app-fill-red x=(across(150)) y="36" width=(across(TO) - across(150)) height="18" rx="3" {}
                line.app-line-today x1=(across(100)) x2=(across(100)) y1="30" y2="60" {}
                text.app-chart__quiet x=(across(100)) y="80" text-anchor="middle" { "Indicative" }
                text.app-chart__quiet x=(across(150)) y="80" text-anchor="middle" { "+50%" }
                path.app-fill-ink d=(format!("M{here} 34l-8-13h16z")) {}
                text.app-chart__loud x=(beside) y="15" text-anchor=(anchor) { "The plan, " (per_cent) "%" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_said_in_words() {
        let pounds = |pounds: i64| Money::from_pence(pounds * 100);
        assert_eq!(
            in_words(pounds(11_200), pounds(10_000)),
            "The plan costs £1,200.00 more than the indicative budget. That is 12% over."
        );
        assert_eq!(
            in_words(pounds(9_000), pounds(10_000)),
            "The plan costs £1,000.00 less than the indicative budget."
        );
        assert!(in_words(pounds(1), pounds(1)).contains("exactly"));
    }

    #[test]
    fn the_scale_stays_inside_its_drawing() {
        assert_eq!((across(0), across(80), across(160), across(9_999)), (10, 10, 330, 330));
    }
}
