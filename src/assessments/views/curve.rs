//! A table of money rules: as a drawing, in words and as a table.

use maud::{Markup, html};

use crate::assessments::model::ras::Table as Rules;
use crate::directory::model::OutcomeFamily;
use crate::kernel::Money;
use crate::kernel::words;
use crate::web::charts::CurveChart;
use crate::web::components::{Table, paragraph, text};

/// Points and what they give, for the drawing.
fn course(rules: &Rules) -> Vec<(i64, i64)> {
    match rules {
        Rules::Curve { rows } => rows.iter().map(|row| (row.points, row.amount.pence())).collect(),
        Rules::Linear { each, from, most } => {
            let reach = most
                .and_then(|most| (!each.is_zero()).then(|| most.pence() / each.pence()))
                .unwrap_or(100)
                .max(from + 1);
            let at = |points: i64| {
                each.checked_mul(points).map_or(0, |amount| most.map_or(amount, |most| amount.min(most)).pence())
            };
            let mut course = vec![(0, 0)];
            if *from > 0 {
                course.extend([(from - 1, 0), (*from, at(*from))]);
            }
            course.extend([
                (reach, at(reach)),
                (reach + reach / 5 + 1, most.map_or_else(|| at(reach + reach / 5 + 1), Money::pence)),
            ]);
            course
        }
        Rules::Outcomes { .. } => Vec::new(),
    }
}

/// Some points with the pounds a year they give, from few to many; none for a table of levels.
pub fn examples(rules: &Rules) -> Vec<(i64, Money)> {
    let paid: Vec<(i64, i64)> = match rules {
        Rules::Linear { each, from, most } => {
            let top = course(rules).iter().rev().nth(1).map_or(0, |(points, _)| *points);
            let at = |points: i64| {
                let amount = each.checked_mul(points).filter(|_| points >= *from).unwrap_or_default();
                (points, most.map_or(amount, |most| amount.min(most)).pence())
            };
            [top / 4, top / 2, top].map(at).to_vec()
        }
        _ => course(rules),
    };
    let paid: Vec<(i64, i64)> = paid.into_iter().filter(|(_, pence)| *pence > 0).collect();
    let last = paid.len().saturating_sub(1);
    let mut chosen: Vec<(i64, i64)> =
        [last / 3, last * 2 / 3, last].iter().filter_map(|at| paid.get(*at).copied()).collect();
    chosen.dedup();
    chosen.into_iter().map(|(points, pence)| (points, Money::from_pence(pence))).collect()
}

/// What it comes to in a sentence.
fn sentence(rules: &Rules) -> String {
    let course = course(rules);
    let last = course.last().copied().unwrap_or_default();
    let rises = |pair: &[(i64, i64)]| matches!(pair, [(_, before), (_, after)] if before <= after);
    let more = course.windows(2).all(rises) && course.first().is_some_and(|first| first.1 < last.1);
    format!(
        "{}: {} give {} a year.",
        if more { "The more points, the more money" } else { "More points do not always give more money" },
        words::count(last.0, "point", "points"),
        Money::from_pence(last.1).short()
    )
}

/// The table in full; `here` is somebody's own points and figure.
pub fn table(rules: &Rules, here: Option<(i64, Money)>) -> Markup {
    html! {
        @match rules {
            Rules::Linear { each, from, most } => {
                (paragraph(format!("Each point gives {each} a year.")))
                @if *from > 0 { (paragraph(format!("There is money from {} on.", words::count(*from, "point", "points")))) }
                @if let Some(most) = most { (paragraph(format!("It is never more than {most} a year."))) }
                (chart(rules, here))
            },
            Rules::Curve { .. } => (chart(rules, here)),
            Rules::Outcomes { .. } => (levels(rules)),
        }
    }
}

fn chart(rules: &Rules, here: Option<(i64, Money)>) -> Markup {
    let chart = CurveChart {
        points: course(rules),
        here: here.map(|(points, amount)| (points, amount.pence())),
        sentence: sentence(rules),
        caption: "Points and pounds a year".to_owned(),
    };
    html! { (chart) }
}

fn levels(rules: &Rules) -> Markup {
    let rows = OutcomeFamily::ALL.iter().filter_map(|family| {
        let levels = rules.levels(*family)?;
        let level = |level: crate::assessments::model::ras::Level| {
            text(format!("{} from {}", level.amount.short(), words::count(level.from, "point", "points")))
        };
        Some(vec![text(family.label()), level(levels.basic), level(levels.standard), level(levels.enhanced)])
    });
    html! { (Table::new("What each level gives, a year").column("Outcome").column("Basic").column("Standard").column("Enhanced").rows(rows)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::ras::Row;

    #[test]
    fn nobody_is_told_that_money_rises_where_it_does_not() {
        let curve = |amounts: &[i64]| Rules::Curve {
            rows: (0..)
                .zip(amounts)
                .map(|(ten, pounds)| Row { points: ten * 10, amount: Money::from_pence(pounds * 100) })
                .collect(),
        };
        assert_eq!(sentence(&curve(&[0, 50, 50, 90])), "The more points, the more money: 30 points give £90 a year.");
        for other in [curve(&[0, 90, 50]), curve(&[50, 50])] {
            assert!(sentence(&other).starts_with("More points do not always give more money: "));
        }
    }
}
