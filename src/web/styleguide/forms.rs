//! Every field, some with something wrong.

use maud::{Markup, html};

use crate::web::components::{
    Button, Checkboxes, DateText, Input, LegendSize, PasswordInput, Radios, Select, Textarea, csrf_field, fieldset,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

pub(super) fn body(ctx: &Ctx, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        form method="post" action="/styleguide/forms" novalidate {
            (csrf_field(ctx))
            (Input::new("name", "Your name").autocomplete("name"))
            (fields.input("email", "Email address", "priya@").hint("We only use it to write to you.").autocomplete("email"))
            (PasswordInput::chosen("password", "Choose a password").hint("12 letters or more. Three words are good."))
            (Input::money("price", "Price for an hour").value("21.50"))
            (Input::number("hours", "How many hours").suffix("a week").width(3).value("1.5"))
            (Select::new("miles", "How far away").option("1", "Within 1 mile").option("5", "Within 5 miles").chosen("5"))
            (fields.radios("help", "What do you need help with?", "").legend(LegendSize::Medium)
                .choice("home", "Help at home")
                .choice_with_hint("out", "Getting out", "Travel, friends, days out")
                .choice("other", "Something else"))
            (Radios::new("yes", "Do you have a plan already?").inline().choice("yes", "Yes").choice("no", "No").chosen("no"))
            (Checkboxes::new("days", "Which days?").hint("Choose all that suit you.")
                .choices([("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday")]).checked(["2"]))
            (Checkboxes::new("checks", "Checks").small().choice_with_count("council", "Council approved", 19).choice_with_count("dbs", "Enhanced DBS seen", 22))
            (fields.date("starts_on", "When should it start?", DateText::typed("1", "13", "2026")).hint("For example, 1 12 2026"))
            (Textarea::new("words", "In your own words").longest(500).value("Someone to talk with while we cook."))
            (fieldset("Where", LegendSize::Medium, &html! {
                (Input::new("line1", "Address line 1").autocomplete("address-line1"))
                (Input::new("postcode", "Postcode").width(10).autocomplete("postal-code"))
            }))
            (Checkboxes::single("agree", "I have read this, and I want these orders.", false, None))
            (Button::submit("Continue").once())
        }
    }
}
