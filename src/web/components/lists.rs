//! Lists of facts: answers with their Change links, sums, tasks, checks, steps.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};

/// One answer.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    key: String,
    value: Markup,
    actions: Vec<(String, String, String)>,
}

impl SummaryRow {
    /// A question and its answer: words, or markup.
    pub fn new(key: impl Into<String>, value: impl Render) -> Self {
        Self { key: key.into(), value: value.render(), actions: Vec::new() }
    }

    /// A link that changes it. `about` completes "Change" for screen readers: "your address".
    #[must_use]
    pub fn change(self, href: impl Into<String>, about: impl Into<String>) -> Self {
        self.action(href, "Change", about)
    }

    /// Another link, such as "Remove".
    #[must_use]
    pub fn action(mut self, href: impl Into<String>, label: impl Into<String>, about: impl Into<String>) -> Self {
        self.actions.push((href.into(), label.into(), about.into()));
        self
    }
}

/// Questions and answers, to check or to read.
#[derive(Clone, Debug, Default)]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
}

impl SummaryList {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer.
    #[must_use]
    pub fn row(mut self, row: SummaryRow) -> Self {
        self.rows.push(row);
        self
    }

    /// Adds an answer that has no links: `fact("Reference", "HP-7K3M-9QXT")`.
    #[must_use]
    pub fn fact(self, key: impl Into<String>, value: impl Render) -> Self {
        self.row(SummaryRow::new(key, value))
    }
}

impl Render for SummaryList {
    fn render(&self) -> Markup {
        let some_actions = self.rows.iter().any(|row| !row.actions.is_empty());
        html! {
            dl.govuk-summary-list {
                @for row in &self.rows {
                    div.govuk-summary-list__row.govuk-summary-list__row--no-actions[some_actions && row.actions.is_empty()] {
                        dt.govuk-summary-list__key { (row.key) }
                        dd.govuk-summary-list__value { (row.value) }
                        @if !row.actions.is_empty() {
                            dd.govuk-summary-list__actions {
                                @if let [(href, label, about)] = row.actions.as_slice() { (action(href, label, about)) }
                                @else {
                                    ul.govuk-summary-list__actions-list {
                                        @for (href, label, about) in &row.actions {
                                            li.govuk-summary-list__actions-list-item { (action(href, label, about)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn action(href: &str, label: &str, about: &str) -> Markup {
    html! { a.govuk-link href=(href) { (label) span.govuk-visually-hidden { " " (about) } } }
}

/// Words left, amounts right, and what they come to.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    rows: Vec<(Markup, Markup, bool)>,
}

impl Sums {
    /// An empty sum.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line: words or markup, and the amount as people read it.
    #[must_use]
    pub fn line(mut self, words: impl Render, amount: impl std::fmt::Display) -> Self {
        self.rows.push((words.render(), super::text(amount), false));
        self
    }

    /// Adds a line whose right side is markup.
    #[must_use]
    pub fn line_markup(mut self, words: impl Render, right: Markup) -> Self {
        self.rows.push((words.render(), right, false));
        self
    }

    /// Adds the result, in bold under a rule.
    #[must_use]
    pub fn total(mut self, words: impl Render, amount: impl std::fmt::Display) -> Self {
        self.rows.push((words.render(), super::text(amount), true));
        self
    }
}

impl Render for Sums {
    fn render(&self) -> Markup {
        html! {
            dl.app-sums {
                @for (words, amount, total) in &self.rows {
                    div.app-sums__total[*total] { dt { (words) } dd { (amount) } }
                }
            }
        }
    }
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Task {
    name: String,
    href: Option<String>,
    hint: Option<String>,
    status: Markup,
}

impl Task {
    /// Something that can be done now. The status is words, or a tag.
    pub fn new(href: impl Into<String>, name: impl Into<String>, status: impl Render) -> Self {
        Self { name: name.into(), href: Some(href.into()), hint: None, status: status.render() }
    }

    /// Something that cannot be started yet.
    pub fn waiting(name: impl Into<String>, status: impl Render) -> Self {
        Self { name: name.into(), href: None, hint: None, status: status.render() }
    }

    /// A line under the name.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Things to do, with how far each is. `id` keeps the ids of two lists on a page apart.
pub fn task_list(id: &str, tasks: &[Task]) -> Markup {
    html! {
        ul.govuk-task-list {
            @for (place, task) in tasks.iter().enumerate() {
                @let status_id = format!("{id}-{place}-status");
                li.govuk-task-list__item.govuk-task-list__item--with-link[task.href.is_some()] {
                    div.govuk-task-list__name-and-hint {
                        @match &task.href {
                            Some(href) => a.govuk-link.govuk-task-list__link href=(href) aria-describedby=(status_id) { (task.name) },
                            None => div { (task.name) },
                        }
                        @if let Some(hint) = &task.hint { div.govuk-task-list__hint { (hint) } }
                    }
                    div.govuk-task-list__status.govuk-task-list__status--cannot-start-yet[task.href.is_none()] id=(status_id) {
                        (task.status)
                    }
                }
            }
        }
    }
}

/// One check that somebody made: its icon, its name, and lines that say who looked and when.
pub struct Check {
    /// A picture for the eye.
    pub icon: Icon,
    /// What was checked.
    pub name: String,
    /// Who checked it, when, until when it holds.
    pub lines: Vec<String>,
}

/// Checks and accreditations, each with who made it and when.
pub fn checks_list(checks: &[Check]) -> Markup {
    html! {
        ul.app-checks {
            @for check in checks {
                li {
                    (icon(check.icon))
                    div { b { (check.name) } @for line in &check.lines { span { (line) } } }
                }
            }
        }
    }
}

/// Numbered steps with a heading (level 3) and a sentence each.
pub fn steps(steps: &[(&str, &str)]) -> Markup {
    html! {
        ol.app-steps {
            @for (title, words) in steps { li { h3.govuk-heading-m { (title) } p.govuk-body { (words) } } }
        }
    }
}

/// One idea of a page in easy read: a picture, and a sentence beside it. It is an item of a list `ul.app-easy`.
pub fn idea(picture: Icon, words: impl Render) -> Markup {
    html! { li.app-easy__idea { span.app-easy__picture { (icon(picture)) } p { (words) } } }
}
