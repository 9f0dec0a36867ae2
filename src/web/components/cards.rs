//! Cards: panels that group a part of a page, categories, search results, baskets by provider.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon, lu};
use super::tags::{TagKind, tag};

/// The colour behind an icon. It means nothing; it helps to tell cards apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Pale green.
    #[default]
    Tint,
    /// Apricot.
    Warm,
    /// Lilac.
    Lilac,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Tint => "",
            Self::Warm => "app-thumb--warm",
            Self::Lilac => "app-thumb--lilac",
        }
    }
}

/// A large icon on a coloured square.
pub fn thumb(shown: Icon, tone: Tone) -> Markup {
    html! { div.app-thumb.(tone.class()) { (icon(shown)) } }
}

/// The same, smaller.
fn small_thumb(shown: Icon, tone: Tone) -> Markup {
    html! { div.app-thumb.app-thumb--small.(tone.class()) { (icon(shown)) } }
}

/// A part of a page with its heading (level 2). `id` names the heading.
pub fn panel(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section.app-panel aria-labelledby=(id) {
            h2.govuk-heading-m id=(id) { (title) }
            (body)
        }
    }
}

/// A panel headed by a provider, for basket lines and orders; `body` fills it from edge to edge.
pub fn supplier_panel(id: &str, shown: Icon, tone: Tone, name: &str, note: &str, body: &Markup) -> Markup {
    html! {
        section.app-panel.app-supplier aria-labelledby=(id) {
            div.app-supplier__head {
                (small_thumb(shown, tone))
                div {
                    h2.govuk-heading-m."govuk-!-margin-bottom-0" id=(id) { (name) }
                    @if !note.is_empty() { p.app-note { (note) } }
                }
            }
            (body)
        }
    }
}

/// A card that is one link, with an icon and a line: categories, and "who is this for".
#[derive(Clone, Debug)]
pub struct CategoryCard {
    /// Where it leads.
    pub href: String,
    /// The link's words.
    pub title: String,
    /// A line under them.
    pub note: String,
    /// A picture for the eye.
    pub icon: Icon,
    /// The colour behind it.
    pub tone: Tone,
}

impl CategoryCard {
    /// Cards in a grid, as many side by side as fit.
    pub fn grid(cards: &[Self]) -> Markup {
        html! { ul.app-grid { @for card in cards { li { (card) } } } }
    }

    /// Cards one below the other.
    pub fn stack(cards: &[Self]) -> Markup {
        html! { ul.app-stack { @for card in cards { li { (card) } } } }
    }
}

impl Render for CategoryCard {
    fn render(&self) -> Markup {
        html! {
            div.app-category {
                (small_thumb(self.icon, self.tone))
                div {
                    a.govuk-link href=(self.href) { (self.title) }
                    p.app-note { (self.note) }
                }
            }
        }
    }
}

/// One result of a search. Put them in `ol.app-results { li { (card) } }`.
#[derive(Clone, Debug)]
pub struct ResultCard {
    /// A picture for the eye.
    pub icon: Icon,
    /// The colour behind it.
    pub tone: Tone,
    /// Where the result leads.
    pub href: String,
    /// Its name, with any highlighting.
    pub title: Markup,
    /// Who provides it, and where.
    pub provider: Markup,
    /// Small facts side by side: rating, distance.
    pub facts: Vec<Markup>,
    /// What it is, in a sentence or two.
    pub words: Markup,
    /// Tags.
    pub tags: Markup,
    /// Price, what it means for the reader, and what to do.
    pub side: Markup,
}

impl ResultCard {
    /// The card with a photo in place of its icon, where there is one. The photo says nothing that the words don't.
    pub fn with_picture(&self, src: Option<&str>) -> Markup {
        html! {
            article.app-card {
                @match src {
                    Some(src) => {
                        div.app-thumb.app-thumb--picture { img src=(src) alt="" loading="lazy" decoding="async"; }
                    },
                    None => { (thumb(self.icon, self.tone)) },
                }
                div.app-card__head {
                    h3.govuk-heading-m.app-card__title { a.govuk-link href=(self.href) { (self.title) } }
                    p.app-card__provider { (self.provider) }
                    @if !self.facts.is_empty() {
                        p.app-card__facts { @for fact in &self.facts { span { (fact) } } }
                    }
                }
                div.app-card__side { (self.side) }
                div.app-card__more { p { (self.words) } (self.tags) }
            }
        }
    }
}

impl Render for ResultCard {
    fn render(&self) -> Markup {
        self.with_picture(None)
    }
}

/// The filters beside a list, closed on phones and open where there is room. `on` is how many are on; `form` is the
/// `form.app-filters__body` with fields and a button.
pub fn filters(on: usize, form: &Markup) -> Markup {
    html! {
        details.app-filters data-app-filters {
            summary {
                (icon(lu::LuSlidersHorizontal)) "Filter results"
                @if on > 0 { span.app-push { (tag(TagKind::Warm, None, format!("{on} on"))) } }
            }
            (form)
        }
    }
}
