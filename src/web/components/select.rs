//! One of a list.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};

/// One of a list. For up to about seven, `Radios` is easier to use.
#[derive(Clone, Debug)]
pub struct Select {
    words: Words,
    options: Vec<(String, String)>,
    chosen: String,
}

field_builders!(Select);

impl Select {
    /// An empty list. Its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { words: Words::new(name, label), options: Vec::new(), chosen: String::new() }
    }

    /// Adds one option.
    #[must_use]
    pub fn option(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.options.push((value.into(), label.into()));
        self
    }

    /// Adds options: value and words of each.
    #[must_use]
    pub fn options<V: Into<String>, L: Into<String>>(mut self, options: impl IntoIterator<Item = (V, L)>) -> Self {
        self.options.extend(options.into_iter().map(|(value, label)| (value.into(), label.into())));
        self
    }

    /// The value that is chosen already.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen = value.into();
        self
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        let wrong = if self.words.error.is_some() { "govuk-select--error" } else { "" };
        self.words.single(&html! {
            select.govuk-select.(wrong) id=(self.words.name) name=(self.words.name)
                aria-describedby=[self.words.described_by()] {
                @for (value, label) in &self.options { option value=(value) selected[*value == self.chosen] { (label) } }
            }
        })
    }
}
