//! Money: the budget's verdict, tiles and charts; a basket line that does not fit; checking before an order.

use maud::{Markup, html};

use crate::web::charts::{Segment, SpendChart, bullet, key_swatch, share_bar};
use crate::web::components::{
    BarsRow, Button, Checkboxes, Icon, LegendSize, Radios, SummaryList, SummaryRow, Table, TagKind, Tile, TileKind,
    Tone, Verdict, actions, bars_table, csrf_field, icon, lu, panel, price, supplier_panel, tag, text, tiles,
};
use crate::web::page::Ctx;

pub(super) fn body(ctx: &Ctx) -> Markup {
    html! {
        (Verdict::good("You are on track").more("If you carry on like this you will have about £780 left at the end of the year."))
        (tiles(&[
            Tile::new(TileKind::Plan, "Your budget for the year", "£14,560").note("Agreed by Leeds City Council"),
            Tile::new(TileKind::Spent, "Spent so far", "£9,180").note("63% of your budget"),
            Tile::new(TileKind::Committed, "Committed, not paid yet", "£3,400").note("7 orders"),
            Tile::new(TileKind::Left, "Left to use", "£1,980").note("About £100 a week until April"),
        ]))
        (panel("spend", "Spending is £527 below plan", &html! {
            p.app-note { "Money spent so far compared with your plan, added up month by month" }
            (chart())
        }))
        (panel("parts", "Where the money goes", &where_it_goes()))
        (panel("cost", "Where your money goes", &breakdown()))
        (basket(ctx))
        (check(ctx))
    }
}

fn chart() -> SpendChart {
    let months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"];
    let pence = |pounds: &[i64]| pounds.iter().map(|pounds| pounds * 100).collect();
    SpendChart {
        labels: months.map(str::to_owned).to_vec(),
        plan: (1..=12).map(|month| 1_456_000 * month / 12).collect(),
        spent: pence(&[1_050, 2_210, 3_340, 4_625, 5_710, 6_940, 8_105, 9_180]),
        forecast: pence(&[10_330, 11_480, 12_630, 13_780]),
        sentence: "Line chart of money spent in 2026 to 2027. By November £9,180 was spent, £527 less than planned. The table below has every month.".to_owned(),
        caption: "Plan and spending added up by month, 2026 to 2027".to_owned(),
    }
}

fn where_it_goes() -> Markup {
    let row = |name: &str, shown: Icon, spent: i64, committed: i64, plan: i64| {
        let pounds = |pence: i64| text(format!("£{}", pence / 100));
        let left = plan - spent - committed;
        let left = if left < 0 {
            tag(TagKind::Warm, Some(lu::LuTriangleAlert), format!("£{} over", -left / 100))
        } else {
            pounds(left)
        };
        BarsRow {
            name: html! { (icon(shown)) a.govuk-link href="#" { (name) } },
            bar: bullet(spent, committed, plan, 780_000),
            numbers: vec![pounds(spent), pounds(committed), pounds(plan), left],
        }
    };
    let rows = [
        row("Help at home", lu::LuHouse, 493_000, 170_000, 780_000),
        row("Getting out and about", lu::LuBus, 214_000, 62_000, 312_000),
        row("Equipment", lu::LuAccessibility, 95_000, 0, 90_000),
    ];
    bars_table(
        "Spent, committed and planned money for each part of your plan",
        "Part of my plan",
        "Spent, committed and plan",
        &["Spent", "Committed", "Plan", "Left"],
        &rows,
    )
}

fn breakdown() -> Markup {
    let parts = [
        Segment { size: 7_700, class: "app-fill-spent" },
        Segment { size: 1_350, class: "app-fill-committed" },
        Segment { size: 950, class: "app-fill-warm" },
    ];
    html! {
        p.govuk-body { "£16.56 of every £21.50 pays for the people who support you." }
        (share_bar(&parts, 10_000))
        (Table::new("How an hour at £21.50 is made up").column("Part").numbers("Share").numbers("An hour")
            .row([html! { (key_swatch("app-fill-spent")) "Direct support: pay, training, travel" }, text("77.0%"), text("£16.56")])
            .row([html! { (key_swatch("app-fill-committed")) "Co-ordination: planning visits, cover" }, text("13.5%"), text("£2.90")])
            .row([html! { (key_swatch("app-fill-warm")) "Company costs: office, insurance" }, text("9.5%"), text("£2.04")])
            .total([text("Price"), text("100.0%"), text("£21.50")]))
    }
}

fn basket(ctx: &Ctx) -> Markup {
    let line = html! {
        ul.app-lines { li.app-line {
            div.app-line__what {
                h3.govuk-heading-s { "Saturday out with the car" }
                p { (icon(lu::LuCalendarDays)) "Saturdays, 10am to 1pm, from 5 December 2026" }
                p { (icon(lu::LuTarget)) "Plan line: Getting out and about" }
                p { (icon(lu::LuPoundSterling)) "3 hours a week at £19.60, weekend price" }
                p.app-line__links { a.govuk-link href="#" { "Change" span.govuk-visually-hidden { " Saturday out" } } a.govuk-link href="#" { "Remove" span.govuk-visually-hidden { " Saturday out" } } }
            }
            div.app-line__cost { (price("£58.80", "a week")) p { "£1,058.40 until 5 April 2027" } p.app-note { "18 visits" } }
            div.app-line__over { form method="post" action="#" {
                (csrf_field(ctx))
                p.app-line__over-lead { (icon(lu::LuTriangleAlert)) span { "This is £280.80 more than you will have left. 13 Saturdays would fit." } }
                (Radios::new("way", "What would you like to do?").legend(LegendSize::Small)
                    .choice_with_hint("less", "Go for 2 hours, not 3", "£39.20 a week. £705.60 in all, and £72.00 left over.")
                    .choice_with_hint("sooner", "Stop sooner", "13 Saturdays, until 27 February 2027."))
                (Button::submit("Use this choice").secondary())
            } }
        } }
    };
    html! {
        (supplier_panel("sana", lu::LuBus, Tone::Warm, "Sana Malik, personal assistant", "4.9 out of 5, 18 reviews. Enhanced DBS seen.", &line))
        (panel("week", "Your week with these orders", &week()))
    }
}

fn week() -> Markup {
    let slot = |kind: &'static str, time: &str, what: &str, note: &str| {
        html! { div.app-slot.(kind) { b { (time) } span { (what) } @if !note.is_empty() { em { (note) } } } }
    };
    let days = [
        ("Monday", slot("", "8am to 9am", "Morning help", "")),
        (
            "Tuesday",
            html! { (slot("", "8am to 9am", "Morning help", "")) (slot("app-slot--new", "7pm to 8pm", "Evening help", "New")) },
        ),
        ("Wednesday", slot("", "12 noon", "Lunch club", "")),
        ("Thursday", slot("app-slot--new", "7pm to 8pm", "Evening help", "New")),
        ("Friday", slot("", "8am to 9am", "Morning help", "")),
        ("Saturday", slot("app-slot--wait", "10am to 1pm", "Saturday out", "Needs a choice")),
        ("Sunday", slot("app-slot--unpaid", "All day", "With Meena, unpaid", "")),
    ];
    html! { ol.app-week { @for (day, slots) in &days { li { h3 { (day) } (slots) } } } }
}

fn check(ctx: &Ctx) -> Markup {
    html! {
        section.app-check aria-labelledby="check" {
            h2.govuk-heading-l #check { "Check your answers" }
            (SummaryList::new()
                .fact("Who the support is for", "Priya Shah")
                .row(SummaryRow::new("Ends", "5 April 2027, when your budget year ends").change("#", "when it ends"))
                .fact("Total", html! { b { "£66.80 a week, £1,202.40 until 5 April 2027" } }))
            form method="post" action="#" {
                (csrf_field(ctx))
                (Checkboxes::single("agree", "I have read this, and I want these orders.", false, None))
                (actions(html! { (Button::submit("Place order for £66.80 a week").once()) a.govuk-link href="#" { "Keep looking" } }))
                p.app-small { "You can cancel before a provider accepts." }
            }
        }
    }
}
