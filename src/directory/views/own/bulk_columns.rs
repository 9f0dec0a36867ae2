//! What goes into each column of a provider's file.

use maud::{Markup, html};

use crate::directory::bulk::columns::{Column, Plain, PricePart, TimePart};
use crate::directory::bulk::write::example;
use crate::directory::model::{CareGroup, Delivery, OutcomeFamily, PriceUnit, Vat};
use crate::kernel::TimeBand;
use crate::search::categories;
use crate::web::components::{Table, details, link, panel, paragraph, text};

/// Everything there is to know of the columns.
pub fn page() -> Markup {
    let rules = html! {
        ul.govuk-list.govuk-list--bullet {
            li { "Each row is one listing. The first row has the names of the columns, in any order." }
            li { "A column that you leave out stays as it is. A cell that you empty is emptied." }
            li { "Part the entries of a list with |, like English | Urdu." }
            li { "New rows become drafts. Check them and send them as usual." }
            li { "A price that changes needs 28 days’ notice, as everywhere. We tell you the first day before you save." }
            li { "New words of a listing that people can find are checked again." }
            li { "A cell that begins with = + - or @ has an apostrophe before it, so that no spreadsheet runs it. Leave it." }
            li { "Commas, semicolons or tabs may part the cells. UTF-8, UTF-16 and Windows-1252 are all fine." }
        }
    };
    html! {
        (panel("rules", "How it works", &rules))
        (table("Columns that are there once", Plain::ALL.iter().map(|plain| (Column::Plain(*plain), plain.label()))))
        (paragraph("Days and times come in groups: time_1, time_2 and so on, up to 60."))
        (table("Days and times", TimePart::ALL.iter().map(|part| (Column::Time(1, *part), part.label()))))
        (paragraph("Prices come in groups too: price_1, price_2 and so on, up to 60."))
        (table("Prices", PricePart::ALL.iter().map(|part| (Column::Price(1, *part), part.label()))))
        (words())
        p.govuk-body { (link("/provider/listings/bulk/template.csv", "Download the template with an example")) }
    }
}

fn table<'a>(caption: &str, columns: impl Iterator<Item = (Column, &'a str)>) -> Markup {
    let rows = columns.map(|(column, words)| vec![text(column.name()), text(words), text(example(column))]);
    html! { (Table::new(caption).show_caption().column("Column").column("What goes in").column("For example").rows(rows)) }
}

fn words() -> Markup {
    let pairs = |pairs: Vec<(&'static str, &'static str)>, caption: &str| {
        let rows = pairs.into_iter().map(|(code, label)| vec![text(code), text(label)]);
        html! { (Table::new(caption).column("Code").column("In words").rows(rows).compact()) }
    };
    let sets = [
        ("care_groups", CareGroup::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
        ("outcomes", OutcomeFamily::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
        ("delivery", Delivery::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
        ("price_1_unit", PriceUnit::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
        ("price_1_band", TimeBand::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
        ("price_1_vat", Vat::ALL.iter().map(|word| (word.as_str(), word.label())).collect()),
    ];
    let categories: Vec<(&str, &str)> =
        categories::all().iter().map(|known| (known.code.as_str(), known.name.as_str())).collect();
    html! {
        @for (column, words) in sets {
            (details(&format!("Words for {column}"), &pairs(words, &format!("Words for {column}"))))
        }
        (details("Codes of categories", &pairs(categories, "Codes of categories")))
    }
}
