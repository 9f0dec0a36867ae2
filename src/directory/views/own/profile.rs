//! A provider's own details.

use maud::{Markup, html};

use crate::directory::forms::provider::ProviderForm;
use crate::directory::model::{Provider, ProviderKind};
use crate::directory::views::small_link;
use crate::web::components::{Button, Input, Verdict, actions, csrf_field, lu};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The form; `provider` is none while nothing is known yet.
pub fn page(ctx: &Ctx, provider: Option<&Provider>, form: &ProviderForm, errors: &FieldErrors) -> Markup {
    html! {
        @match provider {
            None => p.govuk-body {
                "People see this on your page and beside each of your listings. A name and a postcode are enough to begin."
            },
            Some(provider) if provider.awaits_verification() => {
                (Verdict::lilac("We are checking that this is yours.")
                    .more("Until then you can’t change what public records say."))
                (small_link(lu::LuEye, &provider.path(), "See the page as it is"))
            },
            Some(provider) => {
                (small_link(lu::LuEye, &provider.path(), "See your page as others do"))
                (small_link(lu::LuPencil, "/provider/profile/more", "Charity and company numbers, opening times, complaints"))
                (small_link(lu::LuMapPin, "/provider/areas", "The areas you serve"))
            },
        }
        @if !provider.is_some_and(Provider::awaits_verification) {
            form method="post" action="/provider/profile" novalidate {
                (csrf_field(ctx))
                (fields(form, errors))
                (actions(html! { (Button::submit("Save").once()) }))
            }
        }
    }
}

fn kind_words(kind: ProviderKind) -> &'static str {
    if kind == ProviderKind::Person { "One person, such as a personal assistant" } else { kind.label() }
}

fn fields(form: &ProviderForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let kinds = ProviderKind::ALL.iter().filter(|kind| **kind != ProviderKind::Unknown);
    html! {
        (fields.input("name", "Name", &form.name).autocomplete("organization"))
        (fields.radios("kind", "What kind of provider are you?", &form.kind)
            .choices(kinds.map(|kind| (kind.as_str(), kind_words(*kind)))))
        (fields.input("workers", "How many people work for you?", &form.workers).width(4).mode("numeric")
            .hint("With five or fewer you are a micro-provider, and people can look for that."))
        (fields.textarea("summary", "About you, in two sentences", &form.summary).rows(3).longest(300))
        (fields.textarea("description", "More about you", &form.description).rows(6).hint("You can leave this empty."))
        h2.govuk-heading-m { "Where you are" }
        (fields.input("address", "Address", &form.address).autocomplete("street-address")
            .hint("People see it. Leave it empty if you work from home."))
        (fields.input("postcode", "Postcode", &form.postcode).width(10).autocomplete("postal-code")
            .hint("We use it to show how far away you are."))
        (fields.input("place", "Place, in words", &form.place)
            .hint("Like “Headingley, Leeds”. If it is empty we take the council’s name."))
        h2.govuk-heading-m { "How people reach you" }
        (fields.input("phone", "Phone", &form.phone).width(20).mode("tel").autocomplete("tel"))
        (Input::email("email", "Email address").value(&form.email).error(errors.get("email")))
        (fields.input("website", "Website", &form.website).hint("Like www.example.org"))
        (fields.input("answers_in_days", "How soon do you usually answer?", &form.answers_in_days).width(4)
            .mode("numeric").prefix("within").suffix("days"))
        h2.govuk-heading-m { "Care Quality Commission" }
        (fields.input("cqc_location", "Location number", &form.cqc_location).width(20)
            .hint("Only if you are registered. It looks like 1-466088203."))
    }
}
