//! Lines and boxes of text.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};

/// One line of text.
#[derive(Clone, Debug)]
pub struct Input {
    words: Words,
    value: String,
    kind: &'static str,
    mode: Option<&'static str>,
    autocomplete: Option<&'static str>,
    spellcheck: bool,
    width: &'static str,
    prefix: Option<String>,
    suffix: Option<String>,
    longest: Option<u32>,
    list: Option<&'static str>,
}

field_builders!(Input);

impl Input {
    /// A line of text, as wide as the page. Its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            words: Words::new(name, label),
            value: String::new(),
            kind: "text",
            mode: None,
            autocomplete: None,
            spellcheck: true,
            width: "",
            prefix: None,
            suffix: None,
            longest: None,
            list: None,
        }
    }

    /// An e-mail address; browsers offer the reader's own.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { kind: "email", autocomplete: Some("email"), spellcheck: false, ..Self::new(name, label) }
    }

    /// An amount of money, with a pound sign before it.
    pub fn money(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            mode: Some("decimal"),
            width: "govuk-input--width-5",
            prefix: Some("£".to_owned()),
            spellcheck: false,
            ..Self::new(name, label)
        }
    }

    /// A number, typed as text: number boxes change when the wheel turns.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { mode: Some("decimal"), width: "govuk-input--width-4", spellcheck: false, ..Self::new(name, label) }
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What browsers may offer, such as "name" or "postal-code".
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// The keyboard a phone shows, such as "tel" or "numeric".
    #[must_use]
    pub fn mode(mut self, mode: &'static str) -> Self {
        self.mode = Some(mode);
        self
    }

    /// About how many letters wide: 2, 3, 4, 5, 10 or 20.
    #[must_use]
    pub fn width(mut self, letters: u8) -> Self {
        self.width = match letters {
            0..=2 => "govuk-input--width-2",
            3 => "govuk-input--width-3",
            4 => "govuk-input--width-4",
            5..=9 => "govuk-input--width-5",
            10..=19 => "govuk-input--width-10",
            _ => "govuk-input--width-20",
        };
        self
    }

    /// Words before the box, such as a unit.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Words after the box, such as a unit.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }

    /// The most letters it takes.
    #[must_use]
    pub fn longest(mut self, letters: u32) -> Self {
        self.longest = Some(letters);
        self
    }

    /// The id of a `datalist` on the page with words to choose from; others can be typed.
    #[must_use]
    pub fn list(mut self, id: &'static str) -> Self {
        self.list = Some(id);
        self
    }

    fn line(&self) -> Markup {
        let wrong = if self.words.error.is_some() { "govuk-input--error" } else { "" };
        html! {
            input.govuk-input.(self.width).(wrong) id=(self.words.name) name=(self.words.name) type=(self.kind)
                value=(self.value) inputmode=[self.mode] autocomplete=[self.autocomplete] maxlength=[self.longest] list=[self.list]
                spellcheck=[(!self.spellcheck).then_some("false")] aria-describedby=[self.words.described_by()];
        }
    }
}

impl Render for Input {
    fn render(&self) -> Markup {
        let line = self.line();
        if self.prefix.is_none() && self.suffix.is_none() {
            return self.words.single(&line);
        }
        self.words.single(&html! {
            div.govuk-input__wrapper {
                @if let Some(prefix) = &self.prefix { div.govuk-input__prefix aria-hidden="true" { (prefix) } }
                (line)
                @if let Some(suffix) = &self.suffix { div.govuk-input__suffix aria-hidden="true" { (suffix) } }
            }
        })
    }
}

/// Several lines of text.
#[derive(Clone, Debug)]
pub struct Textarea {
    words: Words,
    value: String,
    rows: u8,
    longest: Option<u32>,
}

field_builders!(Textarea);

impl Textarea {
    /// Five lines of text. Its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { words: Words::new(name, label), value: String::new(), rows: 5, longest: None }
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// How many lines high it is.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Says how many letters are left, where scripts run. The server still has to count.
    #[must_use]
    pub fn longest(mut self, letters: u32) -> Self {
        self.longest = Some(letters);
        self
    }

    fn described_by(&self) -> Option<String> {
        let counter = self.longest.map(|_| format!("{}-info", self.words.name));
        let ids: Vec<String> = self.words.described_by().into_iter().chain(counter).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl Render for Textarea {
    fn render(&self) -> Markup {
        let wrong = if self.words.error.is_some() { "govuk-textarea--error" } else { "" };
        let counted = if self.longest.is_some() { "govuk-js-character-count" } else { "" };
        let field = self.words.single(&html! {
            textarea.govuk-textarea.(counted).(wrong) id=(self.words.name) name=(self.words.name) rows=(self.rows)
                aria-describedby=[self.described_by()] { (self.value) }
        });
        let Some(longest) = self.longest else { return field };
        html! {
            div.govuk-character-count data-module="govuk-character-count" data-maxlength=(longest) {
                (field)
                div.govuk-hint.govuk-character-count__message id=(format!("{}-info", self.words.name)) {
                    "You can write up to " (longest) " characters"
                }
            }
        }
    }
}

/// A file to be chosen. Its form needs `enctype="multipart/form-data"`, `csrf_field` as its first thing, and a handler
/// that takes [`crate::web::form::PostedFiles`].
#[derive(Clone, Debug)]
pub struct FileInput {
    words: Words,
    kinds: Option<&'static str>,
}

field_builders!(FileInput);

impl FileInput {
    /// A field for one file. Its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { words: Words::new(name, label), kinds: None }
    }

    /// The kinds that are offered first, as "image/png,image/jpeg". The server still has to look.
    #[must_use]
    pub fn kinds(mut self, kinds: &'static str) -> Self {
        self.kinds = Some(kinds);
        self
    }
}

impl Render for FileInput {
    fn render(&self) -> Markup {
        let wrong = if self.words.error.is_some() { "govuk-file-upload--error" } else { "" };
        self.words.single(&html! {
            input.govuk-file-upload.(wrong) id=(self.words.name) name=(self.words.name) type="file"
                accept=[self.kinds] aria-describedby=[self.words.described_by()];
        })
    }
}
