//! The form of what a pot may buy.

use maud::html;

use super::routes::RulesForm;
use super::service::PotRules;
use crate::directory::model::PriceUnit;
use crate::kernel::words::first_upper;
use crate::search::categories;
use crate::web::components::{Button, Checkboxes, LegendSize, actions, csrf_field, fieldset, link, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The form.
pub(super) fn form(ctx: &Ctx, view: &PotRules, typed: &RulesForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let back = format!("/council/pots/{}", view.pot);
    let mut boxes = Checkboxes::new("categories", "Categories").small().checked(&typed.categories);
    for top in categories::top() {
        boxes = boxes.choice(top.code.as_str(), top.name.as_str());
        // A narrower one is shown only where it is chosen: the list would be too long.
        for narrower in categories::children(&top.code).filter(|narrower| typed.categories.contains(&narrower.code)) {
            boxes = boxes.choice(narrower.code.as_str(), format!("{}: {}", top.name, narrower.name));
        }
    }
    let prices = html! {
        p.govuk-hint { "Leave a price empty where there is no limit." }
        @if let Some(problem) = errors.get("highest") { p.govuk-error-message id="highest" { span.govuk-visually-hidden { "Error: " } (problem) } }
        @for (number, unit) in PriceUnit::ALL.iter().enumerate() {
            @let value = typed.highest.get(number).map_or("", String::as_str);
            div.govuk-form-group {
                label.govuk-label for=(format!("highest-{}", unit.as_str())) { (first_upper(unit.per())) }
                div.govuk-input__wrapper {
                    div.govuk-input__prefix aria-hidden="true" { "£" }
                    input.govuk-input.govuk-input--width-5 type="text" inputmode="decimal" name="highest" id=(format!("highest-{}", unit.as_str())) value=(value);
                }
            }
        }
    };
    let body = html! {
        (paragraph("Choose nothing to let the budget buy anything. Where you choose categories or providers, it may buy what is in one of the categories, and anything of one of the providers."))
        form method="post" action=(format!("{back}/rules")) novalidate {
            (csrf_field(ctx))
            (boxes)
            (fields.textarea("providers", "Approved providers", &typed.providers).rows(4).hint("One name a line, as it stands in the directory."))
            (Checkboxes::new("asks", "What isn’t in the plan").checked(std::slice::from_ref(&typed.asks))
                .choice_with_hint("yes", "Ask us first", "What is outside of the plan, or goes over a line of it, is ordered only after you agreed to it. Without this the person is warned, and can order."))
            (fieldset("Highest prices", LegendSize::Medium, &prices))
            (actions(html! { (Button::submit("Save").once()) (link(&back, "Go back")) }))
        }
    };
    Page::new("What this budget may buy")
        .nav("/council")
        .caption(view.holder.as_str())
        .back(back.as_str(), format!("Pot {}", view.pot))
        .errors(errors)
        .body(body)
}
