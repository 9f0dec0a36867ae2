//! Worded tags, and the sentence that comes before any number.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon, lu};

/// The colour of a tag. The words carry the meaning; colour only helps to find it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagKind {
    /// A plain fact.
    #[default]
    Plain,
    /// All is well.
    Ok,
    /// Needs a look.
    Warm,
    /// About a person or a conversation.
    Lilac,
    /// Wrong, late or refused.
    Bad,
}

impl TagKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Ok => "app-tag--ok",
            Self::Warm => "app-tag--warm",
            Self::Lilac => "app-tag--lilac",
            Self::Bad => "app-tag--bad",
        }
    }
}

/// A tag, with an icon where it helps: `tag(TagKind::Ok, Some(lu::LuCircleCheck), "On track")`.
pub fn tag(kind: TagKind, shown: Option<Icon>, words: impl std::fmt::Display) -> Markup {
    html! {
        span.app-tag.(kind.class()) { @if let Some(shown) = shown { (icon(shown)) } (maud::display(words)) }
    }
}

/// A larger tag, for beside a heading.
pub fn tag_big(kind: TagKind, shown: Option<Icon>, words: impl std::fmt::Display) -> Markup {
    html! {
        span.app-tag.app-tag--big.(kind.class()) { @if let Some(shown) = shown { (icon(shown)) } (maud::display(words)) }
    }
}

/// A list of tags; `label` says what they are, for screen readers.
pub fn tags(label: &str, tags: &[Markup]) -> Markup {
    html! {
        @if !tags.is_empty() {
            ul.app-tags aria-label=(label) { @for tag in tags { li { (tag) } } }
        }
    }
}

/// How a verdict looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerdictKind {
    /// All is well.
    #[default]
    Good,
    /// Something needs a choice or a look.
    Warm,
    /// Something worth knowing about people.
    Lilac,
    /// Something is wrong.
    Bad,
}

/// What it all comes to, in a sentence, before any number.
#[derive(Clone, Debug)]
pub struct Verdict {
    kind: VerdictKind,
    icon: Icon,
    lead: String,
    more: Option<Markup>,
}

impl Verdict {
    /// All is well.
    pub fn good(lead: impl Into<String>) -> Self {
        Self { kind: VerdictKind::Good, icon: lu::LuCircleCheck, lead: lead.into(), more: None }
    }

    /// Something needs a choice or a look.
    pub fn warm(lead: impl Into<String>) -> Self {
        Self { kind: VerdictKind::Warm, icon: lu::LuTriangleAlert, lead: lead.into(), more: None }
    }

    /// Something worth knowing.
    pub fn lilac(lead: impl Into<String>) -> Self {
        Self { kind: VerdictKind::Lilac, icon: lu::LuLightbulb, lead: lead.into(), more: None }
    }

    /// Something is wrong.
    pub fn bad(lead: impl Into<String>) -> Self {
        Self { kind: VerdictKind::Bad, icon: lu::LuCircleAlert, lead: lead.into(), more: None }
    }

    /// Another icon than the usual one of its kind.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// A sentence or two that explain it, after those that are there.
    #[must_use]
    pub fn more(mut self, words: impl std::fmt::Display) -> Self {
        let before = self.more.take();
        self.more = Some(html! { @if let Some(before) = before { (before) " " } (maud::display(words)) });
        self
    }

    /// An explanation with links in it.
    #[must_use]
    pub fn more_markup(mut self, markup: Markup) -> Self {
        self.more = Some(markup);
        self
    }
}

impl Render for Verdict {
    fn render(&self) -> Markup {
        let kind = match self.kind {
            VerdictKind::Good => "",
            VerdictKind::Warm => "app-verdict--warm",
            VerdictKind::Lilac => "app-verdict--lilac",
            VerdictKind::Bad => "app-verdict--bad",
        };
        html! {
            div.app-verdict.(kind) {
                (icon(self.icon))
                div {
                    p.app-verdict__lead { (self.lead) }
                    @if let Some(more) = &self.more { p { (more) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_every_sentence_it_was_given() {
        let page = Verdict::warm("They can’t come.").more("Nobody is free.").more("The money is back.").render();
        assert!(page.0.contains("Nobody is free. The money is back."), "{}", page.0);
    }
}
