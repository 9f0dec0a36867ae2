//! Messages, tags, lists, tables, navigation.

use maud::{Markup, html};

use crate::web::components::{
    Button, Check, NotificationBanner, Pagination, SummaryList, SummaryRow, Table, TagKind, Task, Tone, Verdict,
    actions, checks_list, details, empty_state, inset, lu, needs_box, panel, steps, supplier_panel, tag, tag_big, tags,
    task_list, text, ticks, ticks_not, warning_text,
};

pub(super) fn body() -> Markup {
    html! {
        h2.govuk-heading-l { "Verdicts" }
        (Verdict::good("You are on track").more("If you carry on like this you will have about £780 left."))
        (Verdict::warm("Two lines fit your budget. One needs a choice from you.").more("It costs £280.80 more than will be left."))
        (Verdict::lilac("People near you are looking for evenings").more("41 people searched for this in four weeks."))
        (Verdict::bad("This order was declined").more("Nothing was taken from your budget."))
        h2.govuk-heading-l { "Messages" }
        (NotificationBanner::success("Your order is placed. The reference is HP-7K3M-9QXT."))
        (NotificationBanner::info("Prices change on 1 December 2026."))
        (NotificationBanner::warning("Your mandate ends in 12 days."))
        (warning_text("You cannot undo this."))
        (inset(&html! { "Your contribution is £18.20 a week, from your financial assessment." }))
        (details("What the colours mean", &html! { "Green: within 10% of your indicative budget." }))
        (needs_box("Communication needs", &needs(), "Last checked 4 May 2026. Check again by 4 May 2027."))
        (buttons())
        (tag_list())
        (lists())
        (tables())
        (empty_state(lu::LuSearch, "Nothing near you yet", &html! {
            p { "Try a wider distance, or take a filter away." }
            p { a.govuk-link href="/search" { "Search within 10 miles" } }
        }))
        (Pagination { page: 4, pages: 12, href: &|page| format!("?page={page}"), label: "Results" })
    }
}

fn needs() -> Vec<String> {
    [
        "Easy read for anything longer than a text",
        "Text message first, please do not phone",
        "Letters go to Meena Shah, her sister",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn buttons() -> Markup {
    html! {
        h2.govuk-heading-l { "Buttons" }
        (actions(html! {
            (Button::submit("Save"))
            (Button::submit("Add a listing").secondary().icon(lu::LuPlus))
            (Button::submit("Cancel this order").warning())
            (Button::link("/search", "Find support"))
            (Button::submit("Remove").plain().about("morning help"))
            a.govuk-link href="/search" { "Keep looking" }
        }))
    }
}

fn tag_list() -> Markup {
    html! {
        h2.govuk-heading-l { "Tags" }
        (tags("Tags of every kind", &[
            tag(TagKind::Plain, Some(lu::LuBadgeCheck), "Council approved"),
            tag(TagKind::Ok, Some(lu::LuCircleCheck), "On track"),
            tag(TagKind::Warm, Some(lu::LuTriangleAlert), "£50 over"),
            tag(TagKind::Lilac, Some(lu::LuMessageCircle), "Makaton"),
            tag(TagKind::Bad, Some(lu::LuCircleAlert), "Expired"),
            tag_big(TagKind::Lilac, Some(lu::LuSend), "Sent to council"),
        ]))
        br;
    }
}

fn lists() -> Markup {
    let check = |icon, name: &str, by: &str, when: &str| Check {
        icon,
        name: name.to_owned(),
        lines: vec![by.to_owned(), when.to_owned()],
    };
    html! {
        h2.govuk-heading-l { "Lists" }
        (SummaryList::new()
            .fact("Who the support is for", "Priya Shah")
            .row(SummaryRow::new("Ends", "5 April 2027, when your budget year ends").change("#", "when it ends"))
            .row(SummaryRow::new("Where", "At home, 14 Ash Grove").change("#", "where").action("#", "Remove", "the address")))
        (panel("tasks", "4 things to do", &task_list("todo", &[
            Task::new("#", "Answer 2 new orders", tag(TagKind::Warm, Some(lu::LuTriangleAlert), "Due Monday")).hint("The first by 6pm on Monday"),
            Task::new("#", "Record 3 visits", "When you can"),
            Task::waiting("Send the invoice", "Cannot start yet").hint("Record the visits first"),
        ])))
        div.app-two {
            section { h3.govuk-heading-m { "What you get" } (ticks(&["A wash, bath or shower your way", "Breakfast made with you"])) }
            section { h3.govuk-heading-m { "Not included" } (ticks_not(&["Cleaning the whole house", "Lifts in the worker’s car"])) }
        }
        h3.govuk-heading-m { "Checks we have seen" }
        (checks_list(&[
            check(lu::LuBadgeCheck, "Council approved", "Leeds City Council", "Checked 12 November 2026"),
            check(lu::LuShieldCheck, "CQC registered, rated Good", "Care Quality Commission", "Checked 20 November 2026"),
        ]))
        br;
        h2.govuk-heading-l { "How it works" }
        (steps(&[
            ("Say what matters", "Make a plan with goals in your own words."),
            ("Compare and choose", "Every service shows its price, reviews and checks."),
            ("Keep track of money", "See what you have spent and what is left."),
        ]))
        br;
        (supplier_panel("supplier", lu::LuBath, Tone::Tint, "Aire Valley Home Support", "4.8 out of 5, 32 reviews.", &html! {
            ul.app-lines { li.app-line { div.app-line__what { h3 { "Evening help to get ready for bed" } p { "Tuesdays and Thursdays, 7pm to 8pm" } } } }
        }))
    }
}

fn tables() -> Markup {
    html! {
        h2.govuk-heading-l { "Tables" }
        (panel("left", "What will be left", &html! {
            (Table::new("Effect on each plan line").column("Plan line").numbers("Now").numbers("These orders").numbers("Left")
                .row([text("Help at home"), text("£1,170.00"), text("£882.00"), text("£288.00")])
                .row([text("Getting out"), text("£360.00"), text("£320.40"), text("£39.60")])
                .total([text("Your pot"), text("£1,530.00"), text("£1,202.40"), text("£327.60")]))
        }))
    }
}
