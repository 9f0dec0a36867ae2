//! What a draft of money rules would cost: for everybody, by care group, and person by person.

use maud::{Markup, html};

use super::rules::{HERE, at};
use crate::assessments::model::figure::RasVersion;
use crate::assessments::model::what_if::{Person, Sum, WhatIf};
use crate::directory::model::CareGroup;
use crate::kernel::{Money, PageNumber, words};
use crate::web::components::{
    Button, Pagination, Table, Tile, TileKind, Verdict, empty_state, lu, paragraph, text, tiles,
};
use crate::web::page::Page;

/// People on one page.
const PER_PAGE: usize = 50;

/// "+£1,200.00", "−£30.00", "No change".
fn change(amount: Money) -> String {
    match amount {
        same if same.is_zero() => "No change".to_owned(),
        less if less.is_negative() => format!("−{}", less.checked_neg().unwrap_or(less)),
        more => format!("+{more}"),
    }
}

fn group(group: Option<CareGroup>) -> &'static str {
    group.map_or("Not known", CareGroup::label)
}

/// The page; `page` is of the people.
pub fn page(version: &RasVersion, found: &WhatIf, page: PageNumber) -> Page {
    let title = format!("What version {} would cost", version.number);
    let back = format!("Money rules, version {}", version.number);
    Page::new(title).nav(HERE).back(at(version), back).body(html! {
        @if found.people.is_empty() {
            (empty_state(lu::LuScale, "Nobody has a figure yet", &paragraph("When people have sent in their answers, this page shows what the draft would change for them.")))
        } @else {
            (in_all(found))
            h2.govuk-heading-m { "By care group" }
            (by_group(found))
            h2.govuk-heading-m { "Person by person" }
            (paragraph("Who would lose most comes first."))
            (Button::link(format!("{}/what-if.csv", at(version)), "Download everybody (CSV)").secondary().icon(lu::LuDownload))
            (one_by_one(version, found, page))
        }
    })
}

fn in_all(found: &WhatIf) -> Markup {
    let all = &found.all;
    let by = all.change();
    let whole = words::count(all.people, "person", "people");
    let lead = match by {
        _ if !found.compared => format!("It would commit {} a year for {whole}.", all.then),
        same if same.is_zero() => format!("It would cost the same for {whole}: {} a year.", all.then),
        less if less.is_negative() => {
            format!("It would cost {} a year less for {whole}.", less.checked_neg().unwrap_or(less))
        }
        more => format!("It would cost {more} a year more for {whole}."),
    };
    let without = words::count(all.without, "person", "people");
    html! {
        (Verdict::lilac(lead).icon(lu::LuScale).more("Nothing changes for anybody until they are assessed again."))
        (tiles(&[
            Tile::new(TileKind::Plan, "Rules in use now", all.now),
            Tile::new(TileKind::Committed, "This draft", all.then),
            Tile::new(TileKind::Left, "Would get more", all.more),
            Tile::new(TileKind::Spent, "Would get less", all.less),
        ]))
        @if all.without > 0 { p.govuk-body { (without) " would have no figure, because the draft has no table for them." } }
    }
}

fn cells(name: &str, sum: &Sum) -> Vec<Markup> {
    vec![
        text(name),
        text(sum.people),
        text(sum.now),
        text(sum.then),
        text(change(sum.change())),
        text(sum.more),
        text(sum.less),
    ]
}

fn by_group(found: &WhatIf) -> Markup {
    let table = Table::new("What it would cost by care group")
        .column("Care group")
        .numbers("People")
        .numbers("Now")
        .numbers("Draft");
    let table = table.numbers("Change").numbers("More").numbers("Less");
    let rows = found.groups.iter().map(|(care, sum)| cells(group(*care), sum));
    html! { (table.rows(rows).total(cells("Everybody", &found.all))) }
}

fn one_by_one(version: &RasVersion, found: &WhatIf, page: PageNumber) -> Markup {
    let pages = found.people.len().div_ceil(PER_PAGE).max(1);
    let place = usize::try_from(page.get()).unwrap_or(1).clamp(1, pages);
    let amount = |amount: Option<Money>| amount.map_or_else(|| text("No figure"), text);
    let row = |person: &Person| {
        let name = format!("{}, {}", person.name, person.reference);
        vec![
            text(name),
            text(group(person.group)),
            amount(person.now),
            amount(person.then),
            text(change(person.change())),
        ]
    };
    let shown = found.people.iter().skip((place - 1) * PER_PAGE).take(PER_PAGE).map(row);
    let table = Table::new("What it would change for each person")
        .column("Who")
        .column("Care group")
        .numbers("Now")
        .numbers("Draft");
    let path = at(version);
    html! {
        (table.numbers("Change").rows(shown))
        (Pagination {
            page: u64::try_from(place).unwrap_or(1),
            pages: u64::try_from(pages).unwrap_or(1),
            href: &|page| format!("{path}/what-if?page={page}"),
            label: "Pages of people",
        })
    }
}

/// Everybody, for a spreadsheet.
///
/// # Errors
/// What the writer says; it writes to memory.
pub fn csv(found: &WhatIf) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["Reference", "Name", "Care group", "Now a year", "Draft a year", "Change"])?;
    for person in &found.people {
        let amount = |amount: Option<Money>| amount.map(Money::plain).unwrap_or_default();
        let (now, then) = (amount(person.now), amount(person.then));
        let name = safe(&person.name);
        out.write_record([&person.reference, &name, group(person.group), &now, &then, &person.change().plain()])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// A spreadsheet takes a cell that begins so for a formula.
fn safe(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}
