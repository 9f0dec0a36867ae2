//! The form that asks for something, for all who work in an area or for providers that are chosen.

use maud::{Markup, html};

use crate::requests::forms::AskForm;
use crate::requests::model::Audience;
use crate::requests::service::Choices;
use crate::search::categories;
use crate::web::components::{Button, LegendSize, actions, csrf_field, paragraph};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::{Ctx, Page};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The form.
pub fn form(ctx: &Ctx, form: &AskForm, choices: &Choices, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let page = Page::new("Ask for what you need").nav("/requests").back("/requests", "What you asked for");
    page.errors(errors).body(html! {
        (paragraph("Tell providers what you would like. They see this, and not who asked. Those who can help send you quotes."))
        form.app-panel.app-form-card method="post" action="/requests/new" novalidate {
            (csrf_field(ctx))
            // Pressing Enter in a field sends the form as its last button does.
            button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Continue" }
            (what(fields, form))
            (plan_line(fields, form, choices))
            (fields.input("limit", "Up to how much a week? (you can leave this empty)", &form.limit).prefix("£").width(5).mode("decimal"))
            (fields.select("weeks", "How long should providers have to answer?", &form.weeks)
                .option("1", "1 week").option("2", "2 weeks").option("4", "4 weeks").option("8", "8 weeks"))
            (who(fields, form, choices))
            (actions(html! { (Button::submit("Send my request").once()) }))
        }
    })
}

fn what(fields: Fields<'_>, form: &AskForm) -> Markup {
    let mut kinds =
        fields.select("category", "Type of support, if you know it", &form.category).option("", "I’m not sure");
    for category in categories::all() {
        let name = if category.is_top() { category.name.clone() } else { format!("– {}", category.name) };
        kinds = kinds.option(&category.code, name);
    }
    let days = DAYS.into_iter().fold(
        fields.checkboxes("days", "Which days?", &form.days).hint("Leave this empty if any day will do").small(),
        |boxes, day| boxes.choice(day, day),
    );
    html! {
        (fields.textarea("words", "What would you like?", &form.words)
            .hint("Use your own words. Don’t give names, phone numbers or your address.").rows(5).longest(1_000))
        (kinds)
        (fields.input("area", "Postcode or town", &form.area)
            .hint("Others see only the first part, like LS6").autocomplete("postal-code").width(10))
        (days)
        (fields.input("times", "What times, and for how long? (you can leave this empty)", &form.times)
            .hint("For example, an hour in the mornings"))
    }
}

fn plan_line(fields: Fields<'_>, form: &AskForm, choices: &Choices) -> Markup {
    html! {
        @if !choices.plan_lines.is_empty() {
            (fields.select("plan_line", "Which part of the plan is it for?", &form.plan_line)
                .hint("Providers don’t see this.")
                .option("", "None, or I’m not sure")
                .options(choices.plan_lines.iter().map(|(id, title)| (id.to_string(), title.clone()))))
        }
    }
}

fn who(fields: Fields<'_>, form: &AskForm, choices: &Choices) -> Markup {
    let audience = if form.audience.is_empty() { Audience::Area.as_str() } else { &form.audience };
    html! {
        (fields.radios("audience", "Who should see it?", audience).legend(LegendSize::Medium)
            .choice(Audience::Area.as_str(), Audience::Area.label())
            .choice(Audience::Chosen.as_str(), Audience::Chosen.label()))
        @if form.chooses() && !choices.providers.is_empty() {
            (fields.checkboxes("providers", "Which providers?", &form.providers).small()
                .choices(choices.providers.iter().map(|(id, name)| (id.to_string(), name.clone()))))
        } @else if form.chooses() {
            // The message beside it needs a field to lead to.
            div #providers { p.app-note { "We know of no provider of this kind there. Choose another type of support or place, or let all see it." } }
        }
        button.govuk-button.govuk-button--secondary type="submit" name="action" value="find" formaction="/requests/new#providers" data-module="govuk-button" {
            @if form.chooses() { "Look for providers again" } @else { "Show providers to choose from" }
        }
    }
}
