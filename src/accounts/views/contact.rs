//! How somebody likes to be contacted.

use maud::html;

use super::narrow;
use crate::accounts::forms::NeedsForm;
use crate::accounts::model::HolderSummary;
use crate::kernel::dates::long_date;
use crate::web::components::{Button, csrf_field, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The form. `own` when it is about the reader.
pub fn contact(ctx: &Ctx, holder: &HolderSummary, own: bool, filled: &NeedsForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let title = if own { "How to contact you".to_owned() } else { format!("How to contact {}", holder.name) };
    let body = html! {
        (paragraph("Whoever helps with support sees this: brokers, providers and the council. Leave empty what does not matter."))
        @if let Some(needs) = &holder.needs {
            p.app-note { "Last checked " (long_date(needs.checked_on)) ". Check again by " (long_date(needs.review_on)) "." }
        }
        form method="post" action="/account/contact" novalidate {
            (csrf_field(ctx))
            (fields.input("format", "Format", &filled.format).hint("For example: easy read, large print, braille, audio"))
            (fields.input("language", "Language", &filled.language).hint("For example: British Sign Language, Urdu"))
            (fields.input("contact_by", "Best way to get in touch", &filled.contact_by)
                .hint("For example: text message first, please do not phone"))
            (fields.input("contact_name", "Someone else to contact (optional)", &filled.contact_name)
                .hint("For example: letters go to Meena Shah, my sister"))
            (fields.textarea("notes", "Anything else (optional)", &filled.notes).rows(3).longest(500))
            (Button::submit("Save").once())
        }
    };
    let back = if own { ("/account", "Your account") } else { ("/broker", "My people") };
    Page::new(title).back(back.0, back.1).errors(errors).body(narrow(&body))
}
