//! The pages of brokerage, and the parts of a person's page that the council's pages share.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::model::{Person, PersonView, Sort, age};
use crate::accounts::{Actor, HolderSummary, Mandate, Scope};
use crate::audit::Recorded;
use crate::budgets;
use crate::directory::model::CareGroup;
use crate::kernel::dates::{london, long_date, short_date};
use crate::kernel::words;
use crate::orders::service::OrderSummary;
use crate::web::components::{
    Button, PostForm, Select, Table, Tone, Verdict, empty_state, icon, inset, link, lu, needs_box, panel, paragraph,
    text, thumb,
};
use crate::web::page::{Ctx, Page};

/// Everybody somebody may act for.
pub fn my_people(people: &[Person], sort: Sort, today: NaiveDate) -> Page {
    Page::new("My people").nav("/broker").caption(crate::kernel::dates::weekday_date(today)).body(html! {
        @if people.is_empty() {
            (empty_state(lu::LuUsers, "Nobody has asked you to act for them yet", &html! {
                (paragraph("A budget holder can let you act for them, from the page of their account. You get an email when they do."))
                (paragraph("Give them the email address you sign in with."))
            }))
        } @else {
            (verdict(people, today))
            section.app-panel aria-labelledby="people" {
                div.app-toolbar {
                    h2.govuk-heading-m id="people" { (words::count(people.len(), "person", "people")) }
                    (sorting(sort))
                }
                (table(people, today))
            }
        }
    })
}

fn verdict(people: &[Person], today: NaiveDate) -> Markup {
    let soon: Vec<&str> =
        people.iter().filter(|person| person.ends_soon(today)).map(|person| person.name.as_str()).collect();
    html! {
        @if let [name] = soon.as_slice() {
            (Verdict::warm(format!("Your mandate for {name} ends soon")).icon(lu::LuCalendarClock)
                .more("Ask now if you should go on. Only they can let you."))
        } @else if !soon.is_empty() {
            (Verdict::warm(format!("{} of your mandates end soon", soon.len())).icon(lu::LuCalendarClock)
                .more(format!("They are for {}. Only they can let you go on.", words::list(&soon))))
        }
    }
}

/// Sorting is a form that gets: it works without scripts, and the address holds it.
fn sorting(sort: Sort) -> Markup {
    let options = Sort::ALL.iter().map(|sort| (sort.as_str(), sort.label()));
    html! {
        form.app-sort method="get" action="/broker" {
            (Select::new("sort", "Sort by").options(options).chosen(sort.as_str()))
            (Button::submit("Sort").secondary())
        }
    }
}

/// What a mandate allows, in a word each: "See, plan and order".
fn may(mandate: &Mandate) -> String {
    let word = |scope: Scope| match scope {
        Scope::View => "See",
        Scope::Plan => "plan",
        Scope::Propose => "propose",
        Scope::Order => "order",
    };
    let allowed: Vec<&str> =
        Scope::ALL.iter().filter(|scope| mandate.scopes.has(**scope)).map(|scope| word(*scope)).collect();
    words::list(&allowed)
}

fn table(people: &[Person], today: NaiveDate) -> Table {
    let named = |person: &Person| {
        html! {
            (link(&format!("/broker/people/{}", person.reference), &person.name))
            @if !person.needs.is_empty() { span.app-flag { (icon(lu::LuEar)) span { (person.needs) } } }
        }
    };
    let left = |person: &Person| person.left.map_or_else(|| text("No budget"), text);
    let ends = |person: &Person| {
        let words = person.mandate.ends_on.map_or_else(|| "No end date".to_owned(), long_date);
        if person.ends_soon(today) {
            html! { b { (words) } }
        } else {
            text(words)
        }
    };
    let table = Table::new("The people you may act for")
        .column("Person")
        .column("You may")
        .numbers("Left to use")
        .column("Mandate ends");
    people
        .iter()
        .fold(table, |table, person| table.row([named(person), text(may(&person.mandate)), left(person), ends(person)]))
}

/// One person, and the button to act for them.
pub fn person(ctx: &Ctx, view: &PersonView, actor: &Actor, today: NaiveDate) -> Page {
    let holder = &view.budget.holder;
    let acting = actor.acting_for.as_ref().is_some_and(|mandate| mandate.id == view.mandate.id);
    Page::new(holder.name.as_str()).nav("/broker").back("/broker", "My people").body(html! {
        (head(holder, today))
        (needs(holder))
        (budgets::views::summary(&view.budget))
        section.app-panel aria-labelledby="acting" {
            h2.govuk-heading-m id="acting" { "Acting for " (holder.name) }
            (paragraph(view.mandate.sentence()))
            @if acting {
                p.govuk-body {
                    "You are acting for them now. See " (link("/plan", "their plan")) ", " (link("/budget", "their budget"))
                    " or " (link("/orders", "their orders")) ", or " (link("/search", "find support")) "."
                }
            } @else {
                (paragraph("Their plan, budget and orders open when you act for them. All you do is shown as done by you, for them."))
                (PostForm::new(ctx, "/acting", Button::submit(format!("Act for {}", holder.name))).with("mandate", view.mandate.id))
            }
        }
        (orders(&view.orders, acting))
        (contact(holder))
        (history(&view.history))
    })
}

/// Who it is: the page's heading, age, care group and council.
pub fn head(holder: &HolderSummary, today: NaiveDate) -> Markup {
    let group = holder.care_group.as_deref().and_then(|group| group.parse::<CareGroup>().ok());
    let facts: Vec<String> = [
        holder.born_on.map(|born| format!("Aged {}.", age(born, today))),
        group.map(|group| format!("{}.", group.label())),
        Some(
            holder
                .council_name
                .as_ref()
                .map_or_else(|| "Pays for their own support.".to_owned(), |name| format!("{name}.")),
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    html! {
        div.app-title {
            (thumb(lu::LuUser, Tone::Lilac))
            div {
                h1.govuk-heading-l { (holder.name) }
                p.app-note { (facts.join(" ")) " " (holder.reference) }
            }
        }
    }
}

/// How they like to be contacted: a flag for whoever deals with them.
pub fn needs(holder: &HolderSummary) -> Markup {
    match &holder.needs {
        Some(needs) if !needs.lines().is_empty() => needs_box(
            "Communication needs",
            &needs.lines(),
            &format!("Last checked {}. Check again by {}.", long_date(needs.checked_on), long_date(needs.review_on)),
        ),
        _ => inset(&paragraph("Nobody has asked yet how they like to be contacted. Please ask.")),
    }
}

/// The newest orders. `open` when the reader may open them as they are.
pub fn orders(orders: &[OrderSummary], open: bool) -> Markup {
    let table = Table::new("Their newest orders")
        .column("Order")
        .column("Provider")
        .column("What")
        .column("State")
        .numbers("In all");
    let table = orders.iter().fold(table, |table, summary| {
        let order = &summary.order;
        let reference =
            if open { link(&format!("/orders/{}", order.reference), &order.reference) } else { text(&order.reference) };
        let titles: Vec<&str> = summary.lines.iter().map(|line| line.title.as_str()).collect();
        table.row([
            reference,
            text(&summary.provider_name),
            text(words::list(&titles)),
            text(order.status.label()),
            text(order.total),
        ])
    });
    panel(
        "orders",
        "Orders",
        &html! {
            @if orders.is_empty() { (paragraph("Nothing has been ordered yet.")) } @else { (table) }
        },
    )
}

/// Where they live and how to ring them.
pub fn contact(holder: &HolderSummary) -> Markup {
    let lines: Vec<&String> = [&holder.address, &holder.postcode, &holder.phone].into_iter().flatten().collect();
    html! {
        @if !lines.is_empty() {
            (panel("contact", "Address and telephone", &html! {
                p.govuk-body { @for line in &lines { (line) br; } }
            }))
        }
    }
}

/// Who did what lately.
pub fn history(entries: &[Recorded]) -> Markup {
    panel(
        "history",
        "What happened",
        &html! {
            @if entries.is_empty() { (paragraph("Nothing yet.")) }
            ul.app-feed {
                @for entry in entries {
                    li {
                        (icon(lu::LuHistory))
                        div {
                            b { (entry.detail) }
                            span.app-note { (short_date(london(entry.at).date())) ", by " (by(entry)) }
                        }
                    }
                }
            }
        },
    )
}

/// "Tom Adeyemi", or "Tom Adeyemi for Priya Shah" for what was done under a mandate.
fn by(entry: &Recorded) -> String {
    match &entry.on_behalf_of {
        Some(holder) => format!("{} for {holder}", entry.by),
        None => entry.by.clone(),
    }
}
