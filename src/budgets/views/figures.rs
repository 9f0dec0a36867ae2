//! The chart, and the table of where the money goes.

use maud::{Markup, html};

use super::Reader;
use crate::budgets::overview::{Overview, Pace, Row, RowKind};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::search::categories;
use crate::web::charts::{SpendChart, bullet};
use crate::web::components::{
    BarsRow, Icon, Table, TagKind, bars_table, category_icon, details, icon, lu, panel, tag, text,
};

/// Spent against planned, named by what it shows.
pub(super) fn chart(overview: &Overview) -> Markup {
    let pence = |amounts: &[Money]| amounts.iter().map(|amount| amount.pence()).collect();
    let months = &overview.months;
    let chart = SpendChart {
        labels: months.labels.clone(),
        plan: pence(&months.plan),
        spent: pence(&months.spent),
        forecast: pence(&months.forecast),
        sentence: overview.chart_words(),
        caption: format!("Plan and spending added up by month, to {}", long_date(overview.ends_on)),
    };
    panel(
        "spending",
        &overview.finding(),
        &html! {
            p.app-note { "Money spent so far compared with the plan, added up month by month" }
            (chart)
        },
    )
}

/// Each part of the plan: a bar, and what is spent, committed, planned and left.
pub(super) fn parts(overview: &Overview, reader: Reader, own: bool) -> Markup {
    let used = |row: &Row| row.spent.checked_add(row.committed).unwrap_or(row.spent);
    let largest = overview.rows.iter().map(|row| row.planned.max(used(row)).pence()).max().unwrap_or(0);
    let mut rows: Vec<BarsRow> = overview.rows.iter().map(|row| part(row, largest, reader)).collect();
    if rows.len() > 1 {
        let whole = [overview.spent, overview.committed, overview.amount, overview.left];
        let bold = |amount: Money| html! { b { (amount.short()) } };
        rows.push(BarsRow {
            name: html! { "All together" },
            bar: html! {},
            numbers: whole.into_iter().map(bold).collect(),
        });
    }
    let first = if own { "Part of my plan" } else { "Part of the plan" };
    panel(
        "parts",
        "Where the money goes",
        &html! {
            (bars_table(
                "Spent, committed, planned and left for each part of the plan",
                first,
                "Spent, committed and plan",
                &["Spent", "Committed", "Plan", "Left"],
                &rows,
            ))
            (details("See what was planned by now", &by_now(overview)))
        },
    )
}

fn part(row: &Row, largest: i64, reader: Reader) -> BarsRow {
    let left = match (&row.kind, row.left.checked_neg()) {
        (RowKind::Line { .. } | RowKind::Outside, Some(over)) if row.left.is_negative() => {
            tag(TagKind::Warm, Some(lu::LuTriangleAlert), format!("{} over", over.short()))
        }
        _ => text(row.left.short()),
    };
    let name = if let (RowKind::Line { id, .. }, Reader::Holder) = (&row.kind, reader) {
        html! { (icon(shown(row))) a.govuk-link href=(format!("/plan#line-{id}")) { (row.title) } }
    } else {
        html! { (icon(shown(row))) (row.title) }
    };
    BarsRow {
        name,
        bar: bullet(row.spent.pence(), row.committed.pence(), row.planned.max(Money::ZERO).pence(), largest),
        numbers: vec![text(row.spent.short()), text(row.committed.short()), text(row.planned.short()), left],
    }
}

fn shown(row: &Row) -> Icon {
    let RowKind::Line { category, .. } = &row.kind else { return lu::LuWallet };
    let category = category.as_deref().and_then(categories::get);
    category.map_or(lu::LuTarget, |category| category_icon(&category.icon))
}

fn by_now(overview: &Overview) -> Markup {
    let how = |pace: Pace| match pace {
        Pace::OnTarget => tag(TagKind::Ok, Some(lu::LuCheck), "On target"),
        Pace::Under => tag(TagKind::Plain, None, "Less than planned"),
        Pace::Over => tag(TagKind::Warm, Some(lu::LuTriangleAlert), "More than planned"),
    };
    let planned = overview.rows.iter().filter(|row| matches!(row.kind, RowKind::Line { .. }));
    let rows = planned
        .map(|row| vec![text(&row.title), text(row.planned_to_date.short()), text(row.spent.short()), how(row.pace)]);
    let all = [
        text("All together"),
        text(overview.planned_to_date.short()),
        text(overview.spent.short()),
        how(overview.pace),
    ];
    html! {
        p.app-small {
            "A weekly cost is planned week by week, any other cost evenly over the days. On target means within 10%."
        }
        (Table::new(format!("Planned and spent by {}", long_date(overview.today)))
            .show_caption()
            .column("Part of the plan")
            .numbers("Planned by now")
            .numbers("Spent")
            .column("How it goes")
            .rows(rows)
            .total(all))
    }
}
