//! A council's plans that somebody has to do something about.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::draft_tag;
use super::edit::{NOT_CHECKED, light_tag};
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::plans::model::Light;
use crate::plans::model::caseload::{Asked, Case, Due};
use crate::plans::model::state::{OPEN, State};
use crate::plans::service::caseload::CaseloadView;
use crate::web::components::{
    Button, Input, Pagination, Select, Table, TagKind, empty_state, link, lu, paragraph, tag, text,
};
use crate::web::page::Page;

/// The page.
pub fn page(view: &CaseloadView, asked: &Asked, today: NaiveDate) -> Page {
    let found = &view.cases;
    Page::new("Plans").nav("/council/plans").caption(view.council.as_str()).body(html! {
        section.app-panel aria-labelledby="cases" {
            div.app-toolbar {
                h2.govuk-heading-m #cases { (words::count(found.total, "plan", "plans")) }
                (search(asked, &view.by_state))
            }
            @if found.items.is_empty() {
                (empty_state(lu::LuClipboardList, "No plans here", &paragraph("Choose other filters to see more.")))
            } @else { (table(&found.items, today)) }
        }
        (Pagination {
            page: u64::from(found.page.get()),
            pages: u64::from(found.pages()),
            href: &|page| address(asked, page),
            label: "Pages of plans",
        })
    })
}

fn address(asked: &Asked, page: u64) -> String {
    let query = [
        ("q", asked.name.clone()),
        ("state", asked.state.map_or("", State::as_str).to_owned()),
        ("due", asked.due.as_str().to_owned()),
        ("page", page.to_string()),
    ];
    format!("/council/plans?{}", serde_html_form::to_string(query).unwrap_or_default())
}

fn search(asked: &Asked, by_state: &[(State, i64)]) -> Markup {
    let count = |state: State| by_state.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    let states = OPEN.iter().map(|state| (state.as_str(), format!("{} ({})", state.label(), count(*state))));
    let over = [State::Agreed, State::Refused].map(|state| (state.as_str(), state.label().to_owned()));
    html! {
        form.app-sort method="get" action="/council/plans" role="search" {
            (Input::new("q", "Name or case number").value(&asked.name).width(20))
            (Select::new("state", "State").option("", "All that are open").options(states).options(over)
                .chosen(asked.state.map_or("", State::as_str)))
            (Select::new("due", "Due").options(Due::ALL.iter().map(|due| (due.as_str(), due.label()))).chosen(asked.due.as_str()))
            (Button::submit("Show").secondary())
        }
    }
}

fn table(cases: &[Case], today: NaiveDate) -> Table {
    let row = |case: &Case| {
        let light = case.indicative.and_then(|indicative| Light::of(case.total, indicative));
        vec![
            html! {
                (link(&format!("/plans/{}", case.draft), &case.name))
                span.app-sub { (case.kind.label()) ", " (case.reference) }
            },
            draft_tag(case.state),
            html! {
                @match case.due_on {
                    Some(day) => {
                        (long_date(day))
                        @if case.is_late(today) { " " (tag(TagKind::Bad, Some(lu::LuClock), "Late")) }
                    }
                    None => "–",
                }
            },
            text(case.total),
            html! {
                (light_tag(light))
                @if light.is_some() && !case.checked { " " span.app-sub { (NOT_CHECKED) } }
            },
        ]
    };
    Table::new("Plans, what is due first at the top")
        .column("Person")
        .column("State")
        .column("Due")
        .numbers("Costs")
        .column("Traffic light")
        .rows(cases.iter().map(row))
}
