//! Buttons, links that look like buttons, and small forms that are only a button.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::web::context::Ctx;
use crate::web::form::CSRF_FIELD;

/// A button that sends a form, or a link that looks like one.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    href: Option<String>,
    look: &'static str,
    icon: Option<Icon>,
    about: Option<String>,
    value: Option<(String, String)>,
    once: bool,
}

impl Button {
    /// Sends the form it stands in.
    pub fn submit(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, look: "", icon: None, about: None, value: None, once: false }
    }

    /// Leads to another page. Use it for the next step, not for every link.
    pub fn link(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::submit(label) }
    }

    /// A lighter look, for anything that is not the main thing to do.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.look = "govuk-button--secondary";
        self
    }

    /// A red look, for what cannot be undone.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.look = "govuk-button--warning";
        self
    }

    /// Looks like a link and sends a form: for small things in lists, such as "Remove".
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.look = "app-button--plain";
        self
    }

    /// An icon before the words.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// More words for screen readers, to tell apart buttons that look alike: "Remove" + "morning help".
    #[must_use]
    pub fn about(mut self, words: impl Into<String>) -> Self {
        self.about = Some(words.into());
        self
    }

    /// Sends this name and value with the form, where several buttons share one.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.value = Some((name.into(), value.into()));
        self
    }

    /// Ignores a second press at once after the first, where scripts run. The server must still be ready for two.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    fn words(&self) -> Markup {
        html! {
            @if let Some(shown) = self.icon { (icon(shown)) }
            (self.label)
            @if let Some(about) = &self.about { span.govuk-visually-hidden { " " (about) } }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let base = if self.look == "app-button--plain" { "app-button--plain" } else { "govuk-button" };
        let extra = if self.look == base { "" } else { self.look };
        html! {
            @match &self.href {
                Some(href) => a.(base).(extra) href=(href) draggable="false" data-module="govuk-button" { (self.words()) },
                None => button.(base).(extra) type="submit" name=[self.value.as_ref().map(|(name, _)| name)]
                    value=[self.value.as_ref().map(|(_, value)| value)] data-module="govuk-button"
                    data-prevent-double-click=[self.once.then_some("true")] { (self.words()) },
            }
        }
    }
}

/// Buttons and links side by side.
pub fn actions(parts: Markup) -> Markup {
    html! { div.app-actions { (parts) } }
}

/// The hidden field that proves a form is ours. Every `method="post"` form has one.
pub fn csrf_field(ctx: &Ctx) -> Markup {
    html! { input type="hidden" name=(CSRF_FIELD) value=(ctx.csrf); }
}

/// A form that is only a button, with hidden values.
#[derive(Clone, Debug)]
pub struct PostForm {
    action: String,
    csrf: String,
    hidden: Vec<(String, String)>,
    button: Button,
}

impl PostForm {
    /// A form that posts to `action` when its button is pressed.
    pub fn new(ctx: &Ctx, action: impl Into<String>, button: Button) -> Self {
        Self { action: action.into(), csrf: ctx.csrf.clone(), hidden: Vec::new(), button }
    }

    /// A value sent along.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl std::fmt::Display) -> Self {
        self.hidden.push((name.into(), value.to_string()));
        self
    }
}

impl Render for PostForm {
    fn render(&self) -> Markup {
        html! {
            form method="post" action=(self.action) {
                input type="hidden" name=(CSRF_FIELD) value=(self.csrf);
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                (self.button)
            }
        }
    }
}
