//! What stands on a provider's invoices, and a council's tolerance.

use maud::{Markup, html};

use crate::billing::forms::{CouncilForm, DetailsForm, ExceptionForm};
use crate::billing::service::details::Exception;
use crate::web::components::{Button, Input, PostForm, Table, actions, csrf_field, link, panel, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Where Peppol delivers to.
fn address_field(errors: &FieldErrors, typed: &str) -> Input {
    let hint = "For invoices that machines send each other: a scheme (0060, 0088 or 9932), a colon and the number.";
    errors.fields().input("electronic_address", "Peppol address (optional)", typed).width(20).hint(hint)
}

/// What stands on a provider's invoices.
pub fn details(ctx: &Ctx, typed: &DetailsForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let body = html! {
        p.govuk-body { "This stands on the invoices and credit notes that you make from now on." }
        form method="post" action="/provider/invoices/details" novalidate {
            (csrf_field(ctx))
            (fields.input("legal_name", "Name", &typed.legal_name).hint("The legal name of your organisation, or your own name."))
            (fields.textarea("address", "Address", &typed.address).rows(4))
            (fields.input("postcode", "Postcode", &typed.postcode).width(10))
            (fields.input("vat_number", "VAT number (optional)", &typed.vat_number).width(20)
                .hint("9 or 12 digits. Leave it empty if you are not registered for VAT."))
            (address_field(errors, &typed.electronic_address))
            (actions(html! { (Button::submit("Save").once()) (link("/provider/invoices", "Go back")) }))
        }
    };
    Page::new("What stands on your invoices")
        .nav("/provider/invoices")
        .back("/provider/invoices", "Invoices")
        .errors(errors)
        .body(body)
}

/// How closely invoices must match, and where machines send them.
pub fn council(
    ctx: &Ctx,
    typed: &CouncilForm,
    (known, exception): (&[Exception], &ExceptionForm),
    errors: &FieldErrors,
) -> Page {
    let body = html! {
        p.govuk-body {
            "Each line of an invoice is compared with what was ordered and what was delivered. Lines that match are approved by themselves."
        }
        form method="post" action="/council/invoices/settings" novalidate {
            (csrf_field(ctx))
            (errors.fields().input("tolerance", "How much may a line be above what was ordered?", &typed.tolerance).prefix("£").width(7)
                .mode("decimal").hint("Enter 0 to look at every line that is above. At most £100."))
            (address_field(errors, &typed.electronic_address))
            (actions(html! { (Button::submit("Save").once()) (link("/council/invoices", "Go back")) }))
        }
        (exceptions(ctx, known, exception, errors))
    };
    Page::new("Settings for invoices")
        .nav("/council/invoices")
        .back("/council/invoices", "Invoices")
        .errors(errors)
        .body(body)
}

/// Providers and orders for which another amount holds.
fn exceptions(ctx: &Ctx, known: &[Exception], typed: &ExceptionForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let at = "/council/invoices/settings/exceptions";
    let row = |one: &Exception| {
        let remove = Button::submit("Take it away").plain().about(one.whom.as_str());
        vec![
            text(if one.of_order { "Order" } else { "Provider" }),
            text(&one.whom),
            text(one.amount),
            html! { (PostForm::new(ctx, format!("{at}/{}/remove", one.id), remove)) },
        ]
    };
    panel(
        "exceptions",
        "Exceptions",
        &html! {
            p.govuk-body { "Another amount for all lines of a provider, or of one order. An order’s own amount comes first." }
            @if !known.is_empty() {
                (Table::new("Exceptions").column("For").column("Which").numbers("Above by at most").column("").rows(known.iter().map(row)))
            }
            form method="post" action=(at) novalidate {
                (csrf_field(ctx))
                (fields.radios("kind", "What is it for?", &typed.kind)
                    .choice("provider", "All lines of a provider")
                    .choice("order", "One order"))
                (fields.input("whom", "The provider’s name, or the order’s number", &typed.whom))
                (fields.input("most", "How much may a line be above?", &typed.most).prefix("£").width(7).mode("decimal"))
                (Button::submit("Add the exception").secondary().once())
            }
        },
    )
}
