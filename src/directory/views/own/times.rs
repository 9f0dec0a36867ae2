//! "Days and times": rows of days with their hours, and spaces.

use maud::{Markup, html};

use super::edit::Section;
use super::sections::frame;
use crate::directory::forms::times::{TimeRow, TimesForm};
use crate::directory::model::Listing;
use crate::kernel::dates::Weekdays;
use crate::kernel::words;
use crate::web::components::{Button, Input, LegendSize, fieldset, inset, link};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The page.
pub fn page(ctx: &Ctx, listing: &Listing, form: &TimesForm, waiting: usize, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    frame(
        ctx,
        listing,
        Section::Times,
        &html! {
            p.govuk-body { "Put days with the same hours in one group." }
            @for (number, row) in form.rows.iter().enumerate() { (group(number, row, errors)) }
            (Button::submit("Save and add another group").secondary().value("then", "again"))
            h2.govuk-heading-m { "Spaces" }
            @if waiting > 0 { (who_waits(listing, waiting)) }
            (fields.input("spaces_left", "How many more people can you take now?", &form.spaces_left).width(4)
                .mode("numeric")
                .hint("Leave this empty if it is not a matter of spaces."))
            (fields.input("starts_within_days", "How soon can you usually begin?", &form.starts_within_days).width(4)
                .mode("numeric")
                .prefix("within").suffix("days"))
        },
    )
}

/// Before spaces are entered: what that does.
fn who_waits(listing: &Listing, waiting: usize) -> Markup {
    let people = words::count(waiting, "person waits", "people wait");
    inset(&html! {
        p { b { (people) " for a space." } " When you save spaces here, we offer them to the first on the list at once." }
        p { (link(&format!("/provider/listings/{}/waiting", listing.id), "See who waits")) }
    })
}

fn group(number: usize, row: &TimeRow, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let days = Weekdays::EVERY_DAY.names().map(|name| (name.to_lowercase(), name));
    let time = |part: &str, label: &str, value: &str| -> Input {
        fields.input(&format!("{part}_{number}"), label, value).width(10)
    };
    fieldset(
        &format!("Group {}", number + 1),
        LegendSize::Medium,
        &html! {
            (fields.checkboxes(&format!("days_{number}"), "Days", &row.days).small().choices(days))
            div.app-fields-row {
                (time("from", "From", &row.from).hint("Like 7am"))
                (time("to", "To", &row.to).hint("Like 5:30pm"))
            }
        },
    )
}
