//! The last look before a listing is sent to be checked: what is missing, or everything in short.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::edit::Section;
use crate::directory::model::{Fault, Listing, Provider, lowest_price};
use crate::directory::views::{listing_parts as parts, sentences};
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{Button, PostForm, SummaryList, SummaryRow, Verdict, actions, link, paragraph, text};
use crate::web::page::Ctx;

/// The page. `checks` are accreditations that the category asks for and that we haven't seen.
pub fn page(
    ctx: &Ctx,
    listing: &Listing,
    provider: &Provider,
    missing: &[Fault],
    checks: &[&str],
    today: NaiveDate,
) -> Markup {
    let back = format!("/provider/listings/{}/edit", listing.id);
    let submit = format!("/provider/listings/{}/submit", listing.id);
    html! {
        @if missing.is_empty() {
            (summary(listing, provider, today))
            @if !checks.is_empty() { (unseen(checks)) }
            (paragraph("When you send it, somebody at Handpick reads it. Then people can find it."))
            (actions(html! {
                (PostForm::new(ctx, submit, Button::submit("Send to be checked").once()))
                (link(&back, "Not yet"))
            }))
        } @else {
            (Verdict::warm("A few things are missing.")
                .more("Follow each link to put it right. What you have saved stays saved."))
            ul.govuk-list.govuk-list--spaced {
                @for fault in missing { li { (link(&href(listing, fault), &fault.words)) } }
            }
            (actions(html! { (link(&back, "Back to the listing")) }))
        }
    }
}

fn href(listing: &Listing, fault: &Fault) -> String {
    if fault.words.contains("your own details") {
        return "/provider/profile#postcode".to_owned();
    }
    let section = Section::of_field(&fault.field);
    let field = if section == Section::Prices { "amount_weekday" } else { fault.field.as_str() };
    format!("{}#{field}", section.href(listing))
}

fn unseen(checks: &[&str]) -> Markup {
    let more = html! {
        "Without it we can’t let this listing go live. "
        (link("/provider/accreditations", "Add it to your accreditations")) "."
    };
    html! { (Verdict::warm(format!("We haven’t seen your {} yet.", words::list(checks))).more_markup(more)) }
}

fn summary(listing: &Listing, provider: &Provider, today: NaiveDate) -> Markup {
    let price = lowest_price(&listing.prices, today)
        .map_or_else(|| "None".to_owned(), |price| format!("From {} {}", price.amount, price.unit.per()));
    let lines = |lines: Vec<String>| html! { @for line in lines { div { (line) } } };
    let times: Vec<String> =
        listing.times.iter().map(|time| format!("{}, {} to {}", time.weekdays.words(), time.from, time.to)).collect();
    let row = |section: Section, key: &str, value: Markup| {
        SummaryRow::new(key, value).change(section.href(listing), key.to_lowercase())
    };
    let cancelling = sentences::cancelling(listing.notice_hours, listing.late_charge_percent);
    let groups = parts::groups_sentence(&listing.terms.care_groups);
    html! {
        (SummaryList::new()
            .row(row(Section::What, "Name", text(&listing.title)))
            .row(row(Section::What, "Category", text(categories::name(&listing.category))))
            .row(row(Section::What, "Summary", text(&listing.summary)))
            .row(row(Section::Where, "Who it helps", text(if groups.is_empty() { "Everyone" } else { &groups })))
            .row(row(Section::Where, "Where", lines(parts::area_sentences(listing, provider))))
            .row(row(Section::Times, "Days and times", if times.is_empty() { text("Not said") } else { lines(times) }))
            .row(row(Section::Prices, "Price", text(price)))
            .row(row(Section::Know, "Cancelling", text(cancelling))))
    }
}
