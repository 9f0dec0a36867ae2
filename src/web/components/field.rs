//! What all fields share: label, hint, message, and the ids that tie them together.
//!
//! A field's id is its name, and so is the id of the first box of a group; a link in the error summary to `#name`
//! therefore always lands on something that can take focus.

use maud::{Markup, PreEscaped, Render, html};

use crate::web::put::put;

/// How large a group's question is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LegendSize {
    /// As text.
    #[default]
    Standard,
    /// A small heading.
    Small,
    /// A heading.
    Medium,
}

impl LegendSize {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::Small => "govuk-fieldset__legend--s",
            Self::Medium => "govuk-fieldset__legend--m",
        }
    }
}

/// The words around one field or group of boxes.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) error: Option<String>,
    pub(super) size: LegendSize,
}

impl Words {
    pub(super) fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), hint: None, error: None, size: LegendSize::Standard }
    }

    /// The ids of hint and message, for `aria-describedby`.
    pub(super) fn described_by(&self) -> Option<String> {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(super) fn hint_and_error(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { div.govuk-hint id=(format!("{}-hint", self.name)) { (hint) } }
            @if let Some(error) = &self.error {
                p.govuk-error-message id=(format!("{}-error", self.name)) {
                    span.govuk-visually-hidden { "Error: " } (error)
                }
            }
        }
    }

    /// A label, hint, message and box, one below the other.
    pub(super) fn single(&self, control: &Markup) -> Markup {
        html! {
            div.govuk-form-group.govuk-form-group--error[self.error.is_some()] {
                (self.label())
                (self.hint_and_error())
                (control)
            }
        }
    }

    pub(super) fn label(&self) -> Markup {
        let size = if self.size == LegendSize::Standard { "" } else { "govuk-label--s" };
        html! { label.govuk-label.(size) for=(self.name) { (self.label) } }
    }

    /// A group of boxes under one question.
    pub(super) fn group(&self, boxes: &Markup) -> Markup {
        let mut page = String::new();
        self.group_to(&mut page, |page| boxes.render_to(page));
        PreEscaped(page)
    }

    /// The same at the end of a page, with boxes that write themselves there.
    pub(super) fn group_to(&self, page: &mut String, boxes: impl FnOnce(&mut String)) {
        put!(page, "<div class=\"govuk-form-group");
        if self.error.is_some() {
            put!(page, " govuk-form-group--error");
        }
        put!(page, "\"><fieldset class=\"govuk-fieldset\"");
        if let Some(ids) = self.described_by() {
            put!(page, " aria-describedby=\"", [ids], "\"");
        }
        put!(page, "><legend class=\"govuk-fieldset__legend ", [self.size.class()], "\">", [self.label], "</legend>");
        if self.hint.is_some() || self.error.is_some() {
            put!(page, [self.hint_and_error()]);
        }
        boxes(page);
        put!(page, "</fieldset></div>");
    }
}

/// Fields that belong together, under one question.
pub fn fieldset(legend: &str, size: LegendSize, fields: &Markup) -> Markup {
    html! {
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend.(size.class()) { (legend) }
            (fields)
        }
    }
}

/// The builder methods that every field has.
macro_rules! field_builders {
    ($field:ty) => {
        impl $field {
            /// A sentence under the label that helps to fill it in.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<String>) -> Self {
                self.words.hint = Some(hint.into());
                self
            }

            /// What is wrong with it, if anything.
            #[must_use]
            pub fn error(mut self, error: Option<&str>) -> Self {
                self.words.error = error.map(ToOwned::to_owned);
                self
            }

            /// A larger label, where the question stands for itself.
            #[must_use]
            pub fn legend(mut self, size: $crate::web::components::LegendSize) -> Self {
                self.words.size = size;
                self
            }
        }
    };
}

pub(super) use field_builders;
