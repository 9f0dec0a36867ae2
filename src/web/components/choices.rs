//! One of a few, and any of a few.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};
use crate::web::put::put;

#[derive(Clone, Debug)]
struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    count: Option<u64>,
}

/// The style sheet's names for one kind of box.
#[derive(Debug)]
struct Look {
    kind: &'static str,
    block: &'static str,
    item: &'static str,
    input: &'static str,
    label: &'static str,
    hint: &'static str,
}

impl Look {
    /// One box with its words. A page of results has a hundred of them.
    fn item(&self, page: &mut String, (name, id): (&str, &Id<'_>), choice: &Choice, is_on: bool) {
        put!(
            page,
            "<div class=\"",
            [self.item],
            "\"><input class=\"",
            [self.input],
            "\" id=\"",
            [id],
            "\" name=\"",
            [name]
        );
        put!(page, "\" type=\"", [self.kind], "\" value=\"", [choice.value], "\"");
        if is_on {
            put!(page, " checked");
        }
        if choice.hint.is_some() {
            put!(page, " aria-describedby=\"", [id], "-item-hint\"");
        }
        put!(page, "><label class=\"govuk-label ", [self.label], "\" for=\"", [id], "\">", [choice.label]);
        if let Some(count) = choice.count {
            put!(page, " (", [count], ")");
        }
        put!(page, "</label>");
        if let Some(hint) = &choice.hint {
            put!(page, "<div class=\"govuk-hint ", [self.hint], "\" id=\"", [id], "-item-hint\">", [hint], "</div>");
        }
        put!(page, "</div>");
    }
}

static RADIOS: Look = Look {
    kind: "radio",
    block: "govuk-radios",
    item: "govuk-radios__item",
    input: "govuk-radios__input",
    label: "govuk-radios__label",
    hint: "govuk-radios__hint",
};

static CHECKBOXES: Look = Look {
    kind: "checkbox",
    block: "govuk-checkboxes",
    item: "govuk-checkboxes__item",
    input: "govuk-checkboxes__input",
    label: "govuk-checkboxes__label",
    hint: "govuk-checkboxes__hint",
};

/// What radios and checkboxes draw alike.
#[derive(Clone, Debug)]
struct Boxes {
    kind: &'static Look,
    look: &'static str,
    choices: Vec<Choice>,
}

/// The id of the box at a place: the name, for the first one.
struct Id<'a>(&'a str, usize);

impl Render for Id<'_> {
    fn render_to(&self, buffer: &mut String) {
        self.0.render_to(buffer);
        if self.1 > 0 {
            buffer.push('-');
            (self.1 + 1).render_to(buffer);
        }
    }
}

impl Boxes {
    fn render_to(&self, page: &mut String, words: &Words, is_on: impl Fn(&str) -> bool) {
        let kind = self.kind;
        words.group_to(page, |page| {
            put!(page, "<div class=\"", [kind.block], " ", [self.look], "\"");
            if kind.kind == "radio" {
                put!(page, " data-module=\"govuk-radios\"");
            }
            put!(page, ">");
            for (place, choice) in self.choices.iter().enumerate() {
                kind.item(page, (&words.name, &Id(&words.name, place)), choice, is_on(&choice.value));
            }
            put!(page, "</div>");
        });
    }
}

macro_rules! choice_builders {
    ($group:ty, $small:literal) => {
        field_builders!($group);

        impl $group {
            /// Adds a choice.
            #[must_use]
            pub fn choice(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
                self.boxes.choices.push(Choice { value: value.into(), label: label.into(), hint: None, count: None });
                self
            }

            /// Adds a choice with a sentence that explains it.
            #[must_use]
            pub fn choice_with_hint(
                mut self,
                value: impl Into<String>,
                label: impl Into<String>,
                hint: impl Into<String>,
            ) -> Self {
                let hint = Some(hint.into());
                self.boxes.choices.push(Choice { value: value.into(), label: label.into(), hint, count: None });
                self
            }

            /// Adds a choice that says how many results it would give.
            #[must_use]
            pub fn choice_with_count(mut self, value: impl Into<String>, label: impl Into<String>, count: u64) -> Self {
                let count = Some(count);
                self.boxes.choices.push(Choice { value: value.into(), label: label.into(), hint: None, count });
                self
            }

            /// Adds choices: value and words of each.
            #[must_use]
            pub fn choices<V: Into<String>, L: Into<String>>(self, choices: impl IntoIterator<Item = (V, L)>) -> Self {
                choices.into_iter().fold(self, |group, (value, label)| group.choice(value, label))
            }

            /// Smaller boxes, for filters.
            #[must_use]
            pub fn small(mut self) -> Self {
                self.boxes.look = $small;
                self
            }
        }
    };
}

/// One of a few.
#[derive(Clone, Debug)]
pub struct Radios {
    words: Words,
    boxes: Boxes,
    chosen: String,
}

choice_builders!(Radios, "govuk-radios--small");

impl Radios {
    /// A question with no choices yet. The first choice's id is the name.
    pub fn new(name: impl Into<String>, legend: impl Into<String>) -> Self {
        let boxes = Boxes { kind: &RADIOS, look: "", choices: Vec::new() };
        Self { words: Words::new(name, legend), boxes, chosen: String::new() }
    }

    /// The value that is chosen already.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen = value.into();
        self
    }

    /// Side by side, for two short choices such as yes and no.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.boxes.look = "govuk-radios--inline";
        self
    }
}

impl Render for Radios {
    fn render_to(&self, page: &mut String) {
        self.boxes.render_to(page, &self.words, |value| value == self.chosen);
    }
}

/// Any of a few.
#[derive(Clone, Debug)]
pub struct Checkboxes {
    words: Words,
    boxes: Boxes,
    checked: Vec<String>,
}

choice_builders!(Checkboxes, "govuk-checkboxes--small");

impl Checkboxes {
    /// A question with no choices yet. The first choice's id is the name.
    pub fn new(name: impl Into<String>, legend: impl Into<String>) -> Self {
        let boxes = Boxes { kind: &CHECKBOXES, look: "", choices: Vec::new() };
        Self { words: Words::new(name, legend), boxes, checked: Vec::new() }
    }

    /// The values that are checked already.
    #[must_use]
    pub fn checked<S: AsRef<str>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.checked = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
        self
    }

    /// One box with its own words and no question above: "I have read this".
    pub fn single(name: &str, label: &str, checked: bool, error: Option<&str>) -> Markup {
        let mut words = Words::new(name, label);
        words.error = error.map(ToOwned::to_owned);
        html! {
            div.govuk-form-group.govuk-form-group--error[error.is_some()] {
                (words.hint_and_error())
                div.govuk-checkboxes {
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(name) name=(name) type="checkbox" value="yes" checked[checked]
                            aria-describedby=[words.described_by()];
                        label.govuk-label.govuk-checkboxes__label for=(name) { (label) }
                    }
                }
            }
        }
    }
}

impl Render for Checkboxes {
    fn render_to(&self, page: &mut String) {
        self.boxes.render_to(page, &self.words, |value| self.checked.iter().any(|checked| checked == value));
    }
}
