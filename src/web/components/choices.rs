//! One of a few, and any of a few.

use maud::{Markup, Render, html};

use super::field::{Words, field_builders};

#[derive(Clone, Debug)]
struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    count: Option<u64>,
}

/// What radios and checkboxes draw alike.
#[derive(Clone, Debug)]
struct Boxes {
    kind: &'static str,
    block: &'static str,
    look: &'static str,
    choices: Vec<Choice>,
}

impl Boxes {
    fn render(&self, words: &Words, is_on: impl Fn(&str) -> bool) -> Markup {
        let block = self.block;
        words.group(&html! {
            div.(block).(self.look) data-module=[(self.kind == "radio").then_some("govuk-radios")] {
                @for (place, choice) in self.choices.iter().enumerate() {
                    @let id = if place == 0 { words.name.clone() } else { format!("{}-{}", words.name, place + 1) };
                    @let hint_id = format!("{id}-item-hint");
                    div.(format!("{block}__item")) {
                        input.(format!("{block}__input")) id=(id) name=(words.name) type=(self.kind) value=(choice.value)
                            checked[is_on(&choice.value)] aria-describedby=[choice.hint.as_ref().map(|_| &hint_id)];
                        label.govuk-label.(format!("{block}__label")) for=(id) {
                            (choice.label)
                            @if let Some(count) = choice.count { " (" (count) ")" }
                        }
                        @if let Some(hint) = &choice.hint { div.govuk-hint.(format!("{block}__hint")) id=(hint_id) { (hint) } }
                    }
                }
            }
        })
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
        let boxes = Boxes { kind: "radio", block: "govuk-radios", look: "", choices: Vec::new() };
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
    fn render(&self) -> Markup {
        self.boxes.render(&self.words, |value| value == self.chosen)
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
        let boxes = Boxes { kind: "checkbox", block: "govuk-checkboxes", look: "", choices: Vec::new() };
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
    fn render(&self) -> Markup {
        self.boxes.render(&self.words, |value| self.checked.iter().any(|checked| checked == value))
    }
}
