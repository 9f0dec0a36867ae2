//! What support costs near somebody, to be put into a plan.

use maud::{Markup, html};

use crate::plans::forms::FindForm;
use crate::plans::service::finding::{FoundView, Offer, is_weekly};
use crate::search::categories;
use crate::web::components::{Button, Input, csrf_field, empty_state, link, lu, paragraph, price};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The page.
pub fn page(ctx: &Ctx, view: &FoundView, form: &FindForm, errors: &FieldErrors) -> Page {
    let path = view.draft.known.head.path();
    let action = format!("{path}/find");
    let one = |offer: &Offer| card(ctx, &action, offer, form, errors);
    let nothing = !form.q.trim().is_empty() && view.kinds.is_empty() && view.services.is_empty();
    Page::new("What support costs").nav("/plan").back(format!("{path}/write/costs"), "What it costs").errors(errors).body(html! {
        form.app-sort."govuk-!-margin-bottom-6" method="get" action=(action) {
            (Input::new("q", "What support are you thinking of?").value(&form.q).width(20))
            (Button::submit("Look").secondary())
        }
        @if nothing {
            (empty_state(lu::LuSearch, "We found nothing", &paragraph("Try other words, or type the cost in yourself.")))
        }
        @if !view.kinds.is_empty() {
            h2.govuk-heading-m { "Kinds of support, with a usual price" }
            @for offer in &view.kinds { (one(offer)) }
        }
        @if !view.services.is_empty() {
            h2.govuk-heading-m { "Services" }
            @for offer in &view.services { (one(offer)) }
        }
    })
}

fn card(ctx: &Ctx, action: &str, offer: &Offer, form: &FindForm, errors: &FieldErrors) -> Markup {
    let name = format!("many-{}", offer.code);
    let units = offer.unit.label();
    let label = if is_weekly(offer.unit) { format!("How many a week? ({units})") } else { "How many?".to_owned() };
    let typed = if form.code == offer.code { form.many.as_str() } else { "" };
    html! {
        section.app-panel {
            h3.govuk-heading-s {
                @if let Some(listing) = offer.listing { (link(&format!("/listings/{listing}"), &offer.title)) }
                @else { (offer.title) }
            }
            p.govuk-body { (price(offer.price, offer.unit.per())) span.app-note { " " (offer.note) ". " (categories::name(&offer.category)) } }
            form.app-sort method="post" action=(action) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="q" value=(form.q);
                input type="hidden" name="code" value=(offer.code);
                (Many { name: &name, label: &label, value: typed, error: errors.get(&name) })
                (Button::submit("Add to the plan").secondary().about(&offer.title))
            }
        }
    }
}

/// A number whose field is called `many`, whatever its id is: there are many on the page.
struct Many<'a> {
    name: &'a str,
    label: &'a str,
    value: &'a str,
    error: Option<&'a str>,
}

impl maud::Render for Many<'_> {
    fn render(&self) -> Markup {
        html! {
            div.govuk-form-group.govuk-form-group--error[self.error.is_some()] {
                label.govuk-label for=(self.name) { (self.label) }
                @if let Some(error) = self.error {
                    p.govuk-error-message id=(format!("{}-error", self.name)) { (error) }
                }
                input.govuk-input.govuk-input--width-5 id=(self.name) name="many" value=(self.value) inputmode="decimal"
                    aria-describedby=[self.error.map(|_| format!("{}-error", self.name))];
            }
        }
    }
}
