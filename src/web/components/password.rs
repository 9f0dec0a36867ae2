//! A password, with a button that shows it.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};

/// A password. Pasting and password managers work; the Show button appears where scripts run.
#[derive(Clone, Debug)]
pub struct PasswordInput {
    words: Words,
    autocomplete: &'static str,
}

field_builders!(PasswordInput);

impl PasswordInput {
    /// The password someone already has.
    pub fn current(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { words: Words::new(name, label), autocomplete: "current-password" }
    }

    /// A password being chosen.
    pub fn chosen(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { words: Words::new(name, label), autocomplete: "new-password" }
    }
}

impl Render for PasswordInput {
    fn render(&self) -> Markup {
        let (name, wrong) = (&self.words.name, self.words.error.is_some());
        html! {
            div.govuk-form-group.govuk-password-input.govuk-form-group--error[wrong] data-module="govuk-password-input" {
                (self.words.label())
                (self.words.hint_and_error())
                div.govuk-input__wrapper.govuk-password-input__wrapper {
                    input.govuk-input.govuk-password-input__input.govuk-js-password-input-input.govuk-input--error[wrong]
                        id=(name) name=(name) type="password" autocomplete=(self.autocomplete) spellcheck="false"
                        autocapitalize="none" aria-describedby=[self.words.described_by()];
                    button.govuk-button.govuk-button--secondary.govuk-password-input__toggle.govuk-js-password-input-toggle
                        type="button" data-module="govuk-button" aria-controls=(name) aria-label="Show password" hidden { "Show" }
                }
            }
        }
    }
}
