//! Things a page says: messages, warnings, more to read, confirmations, nothing found.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon, lu};
use crate::web::form::FieldErrors;

/// What is wrong with a form, at the top of the page, each with a link to its field. `Page::errors` puts it in place.
pub fn error_summary(errors: &FieldErrors) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.govuk-error-summary data-module="govuk-error-summary" {
                div role="alert" {
                    h2.govuk-error-summary__title { "There is a problem" }
                    div.govuk-error-summary__body {
                        ul.govuk-list.govuk-error-summary__list {
                            @for (field, message) in errors.iter() {
                                li {
                                    @if field.is_empty() { (message) } @else { a href=(format!("#{field}")) { (message) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A message about what just happened.
#[derive(Clone, Debug)]
pub struct NotificationBanner {
    title: &'static str,
    look: &'static str,
    text: String,
}

impl NotificationBanner {
    /// Something was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self { title: "Success", look: "govuk-notification-banner--success", text: text.into() }
    }

    /// Something worth knowing.
    pub fn info(text: impl Into<String>) -> Self {
        Self { title: "Important", look: "", text: text.into() }
    }

    /// Something needs care.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { title: "Warning", look: "app-notification--warning", text: text.into() }
    }
}

impl Render for NotificationBanner {
    fn render(&self) -> Markup {
        let id = format!("notification-{}", self.title.to_lowercase());
        let urgent = self.title != "Important";
        html! {
            div.govuk-notification-banner.(self.look) role=(if urgent { "alert" } else { "region" }) aria-labelledby=(id)
                data-module="govuk-notification-banner" {
                div.govuk-notification-banner__header { h2.govuk-notification-banner__title id=(id) { (self.title) } }
                div.govuk-notification-banner__content { p.govuk-notification-banner__heading { (self.text) } }
            }
        }
    }
}

/// More to read, closed at first: works without scripts.
pub fn details(summary: &str, body: &Markup) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { (summary) } }
            div.govuk-details__text { (body) }
        }
    }
}

/// Words set apart.
pub fn inset(body: &Markup) -> Markup {
    html! { div.govuk-inset-text { (body) } }
}

/// A warning that must not be missed.
pub fn warning_text(words: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text { span.govuk-visually-hidden { "Warning " } (words) }
        }
    }
}

/// It is done: the page's `h1`, and the reference to keep.
pub fn confirmation(title: &str, label: &str, reference: &str) -> Markup {
    html! {
        div.govuk-panel.govuk-panel--confirmation {
            h1.govuk-panel__title { (title) }
            @if !reference.is_empty() { div.govuk-panel__body { (label) br; strong { (reference) } } }
        }
    }
}

/// Nothing here yet: what it means, and what to do.
pub fn empty_state(shown: Icon, title: &str, body: &Markup) -> Markup {
    html! {
        section.app-empty {
            div.app-thumb { (icon(shown)) }
            div { h2.govuk-heading-m { (title) } (body) }
        }
    }
}

/// What something would do to the reader's budget.
pub fn effect_box(lead: &str, body: &Markup) -> Markup {
    html! { div.app-effect { p.app-effect__lead { (lead) } (body) } }
}

/// How someone wants to be contacted: a flag for whoever deals with them.
pub fn needs_box(title: &str, needs: &[String], review: &str) -> Markup {
    html! {
        section.app-needs {
            h2.app-needs__title { (icon(lu::LuEar)) (title) }
            ul { @for need in needs { li { (need) } } }
            @if !review.is_empty() { p { (review) } }
        }
    }
}

/// What is included.
pub fn ticks<S: AsRef<str>>(items: &[S]) -> Markup {
    html! { ul.app-ticks { @for item in items { li { (icon(lu::LuCheck)) (item.as_ref()) } } } }
}

/// What is not included.
pub fn ticks_not<S: AsRef<str>>(items: &[S]) -> Markup {
    html! { ul.app-ticks.app-ticks--not { @for item in items { li { (icon(lu::LuX)) (item.as_ref()) } } } }
}
