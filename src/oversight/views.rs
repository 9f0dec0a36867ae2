//! The pages of a council's officers.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::model::{Asked, PeopleView, Person, PersonView, Sort};
use crate::accounts::Mandate;
use crate::brokerage::views::{contact, head, history, needs, orders};
use crate::budgets;
use crate::budgets::views::Reader;
use crate::directory::model::CareGroup;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::plans::Plan;
use crate::web::components::{
    Button, Input, Pagination, Select, SummaryList, Table, actions, empty_state, inset, link, lu, panel, paragraph,
    text,
};
use crate::web::page::Page;

/// The council's people: found by name, sorted, a page at a time.
pub fn people(view: &PeopleView, asked: &Asked) -> Page {
    let found = &view.people;
    let heading = match asked.name.as_str() {
        "" => words::count(found.total, "person", "people"),
        name => format!("{} found for “{name}”", words::count(found.total, "person", "people")),
    };
    Page::new("People").nav("/council").caption(view.council.as_str()).body(html! {
        @if view.care_manager {
            (actions(html! { (Button::link("/council/people/new", "Take somebody on").icon(lu::LuPlus)) }))
        }
        section.app-panel aria-labelledby="people" {
            div.app-toolbar {
                h2.govuk-heading-m id="people" { (heading) }
                (search(asked))
            }
            @if found.items.is_empty() { (nobody(asked)) } @else { (table(&found.items)) }
        }
        (Pagination {
            page: u64::from(found.page.get()),
            pages: u64::from(found.pages()),
            href: &|page| address(asked, page),
            label: "Pages of people",
        })
        p.govuk-body { (link("/council/closed", "Closed cases")) }
    })
}

fn nobody(asked: &Asked) -> Markup {
    let body = html! {
        @if asked.name.is_empty() { (paragraph("People appear here when a care manager takes them on.")) }
        @else { p.govuk-body { "Check the spelling, or " (link("/council", "see everybody")) "." } }
    };
    empty_state(lu::LuUsers, "Nobody here", &body)
}

fn address(asked: &Asked, page: u64) -> String {
    let query = [("q", asked.name.clone()), ("sort", asked.sort.as_str().to_owned()), ("page", page.to_string())];
    format!("/council?{}", serde_html_form::to_string(query).unwrap_or_default())
}

fn search(asked: &Asked) -> Markup {
    let options = Sort::ALL.iter().map(|sort| (sort.as_str(), sort.label()));
    html! {
        form.app-sort method="get" action="/council" role="search" {
            (Input::new("q", "Name or case number").value(&asked.name).width(20))
            (Select::new("sort", "Sort by").options(options).chosen(asked.sort.as_str()))
            (Button::submit("Show").secondary())
        }
    }
}

fn table(people: &[Person]) -> Table {
    let named = |person: &Person| {
        let group = person.care_group.as_deref().and_then(|group| group.parse::<CareGroup>().ok());
        html! {
            (link(&format!("/council/people/{}", person.reference), &person.name))
            @if let Some(group) = group { span.app-note { " " (group.label()) } }
        }
    };
    let table = Table::new("The council’s people and their budgets")
        .column("Person")
        .column("Held as")
        .numbers("Budget")
        .numbers("Spent")
        .numbers("Committed")
        .numbers("Left");
    people.iter().fold(table, |table, person| match &person.budget {
        Some(budget) => table.row([
            named(person),
            text(budget.held_as.label()),
            text(budget.amount),
            text(budget.spent),
            text(budget.committed),
            text(budget.left),
        ]),
        None => table.row([named(person), text("No budget today"), text("–"), text("–"), text("–"), text("–")]),
    })
}

/// One of the council's people.
pub fn person(view: &PersonView, today: NaiveDate) -> Page {
    let holder = &view.budget.holder;
    Page::new(holder.name.as_str()).nav("/council").back("/council", "People").body(html! {
        @if view.closed {
            (inset(&html! {
                p.govuk-body { "The case is closed. " (link(&format!("/council/people/{}/close", holder.reference), "How it was closed")) }
            }))
        }
        (head(holder, today))
        (needs(holder))
        (needs_and_money(&holder.reference, view.care_manager))
        (budgets::views::body(&view.budget, Reader::Council))
        @if view.finance && let Some(pot) = view.budget.budget.as_ref().map(|budget| budget.pot.id) {
            p.govuk-body { (link(&format!("/council/pots/{pot}"), "Money and rules of this pot")) }
        }
        (panel("plan", "Support plan", &html! {
            (plan(view.plan.as_ref()))
            p.govuk-body { (link(&format!("/plans/new?person={}", holder.reference), "Plans being written, and writing a new one")) }
        }))
        (panel("helpers", "Who may act for them", &html! {
            (helpers(&view.helpers, today))
            @if view.care_manager {
                p.govuk-body { (link(&format!("/council/people/{}/helpers", holder.reference), "Write down who acts for them, or end it")) }
            }
        }))
        (orders(&view.orders, true))
        (contact(holder))
        (history(&view.history))
    })
}

/// Where the questions and answers are.
fn needs_and_money(reference: &str, care_manager: bool) -> Markup {
    let here = format!("/council/people/{reference}");
    let body = html! {
        ul.govuk-list {
            @if care_manager { li { (link(&format!("{here}/assessment"), "Questions, answers and the indicative budget")) } }
            li { (link(&format!("{here}/contribution"), "What they pay towards it")) }
            @if care_manager { li { (link(&format!("{here}/edit"), "Their details, care group and signing in")) } }
        }
    };
    panel("needs-and-money", "What they need", &body)
}

fn plan(plan: Option<&Plan>) -> Markup {
    let Some(plan) = plan else {
        return paragraph("They have no agreed plan.");
    };
    let list = SummaryList::new()
        .fact("State", plan.status.label())
        .fact("From", long_date(plan.starts_on))
        .fact("To", long_date(plan.ends_on))
        .fact("Agreed by", plan.agreed_by.as_deref().unwrap_or("Not recorded"));
    let table = Table::new("What the plan pays for").column("Support").numbers("A week").numbers("In all");
    let table = plan.lines.iter().fold(table, |table, line| {
        let weekly = line.weekly.map_or_else(|| text("–"), text);
        table.row([text(&line.title), weekly, text(line.amount)])
    });
    html! {
        (list)
        @if !plan.outcomes.is_empty() {
            h3.govuk-heading-s { "What they want" }
            ul.govuk-list.govuk-list--bullet { @for outcome in &plan.outcomes { li { (outcome.words) } } }
        }
        @if !plan.lines.is_empty() { (table) }
    }
}

fn helpers(helpers: &[(Mandate, String)], today: NaiveDate) -> Markup {
    if helpers.is_empty() {
        return paragraph("Nobody acts for them.");
    }
    let table = Table::new("Who may act for them").column("Who").column("May").column("Order limit").column("Until");
    let table = helpers.iter().fold(table, |table, (mandate, name)| {
        let limit = mandate.order_limit.map_or_else(|| text("No limit"), text);
        table.row([text(name), text(mandate.scopes.words()), limit, text(until(mandate, today))])
    });
    html! { (table) }
}

fn until(mandate: &Mandate, today: NaiveDate) -> String {
    match mandate.ends_on {
        _ if mandate.revoked => "Taken back".to_owned(),
        Some(day) if day < today => format!("Ended on {}", long_date(day)),
        Some(day) => long_date(day),
        None => "It is taken back".to_owned(),
    }
}
