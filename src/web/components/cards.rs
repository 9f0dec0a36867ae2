//! Cards: panels that group a part of a page, categories, search results, baskets by provider.

use maud::{Markup, PreEscaped, Render, html};

use super::icon::{Icon, icon, lu};
use super::tags::{TagKind, tag};
use crate::web::put::put;

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

/// One of several things on a page, with its heading (level 2). It is no landmark, as a panel is: two may be called the same.
pub fn entry(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        article.app-panel aria-labelledby=(id) {
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
    /// Where the result leads; empty where it has no page.
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
    /// The address of a photo, where there is one.
    pub picture: Option<String>,
}

/// What the parts of a result's card write. [`card_to`] puts the frame around them.
pub trait Card {
    /// A photo in place of the icon. It says nothing that the words don't.
    fn picture(&self) -> Option<&str> {
        None
    }
    /// The square with the icon.
    fn thumb(&self, page: &mut String);
    /// Where it leads, escaped; nothing where it has no page.
    fn href(&self, page: &mut String);
    /// Its name, with any highlighting.
    fn title(&self, page: &mut String);
    /// Who provides it, and where.
    fn provider(&self, page: &mut String);
    /// Small facts side by side, each in a `span`; or nothing.
    fn facts(&self, page: &mut String);
    /// Price, what it means for the reader, and what to do.
    fn side(&self, page: &mut String);
    /// What it is in a sentence or two.
    fn words(&self, page: &mut String);
    /// Tags, and what else there is to know.
    fn more(&self, page: &mut String);
}

/// A result's card, at the end of a page.
pub fn card_to(page: &mut String, card: &impl Card) {
    put!(page, "<article class=\"app-card\">");
    match card.picture() {
        Some(src) => {
            put!(
                page,
                "<div class=\"app-thumb app-thumb--picture\"><img src=\"",
                (src),
                "\" alt=\"\" loading=\"lazy\""
            );
            put!(page, " decoding=\"async\"></div>");
        }
        None => card.thumb(page),
    }
    put!(page, "<div class=\"app-card__head\"><h3 class=\"govuk-heading-m app-card__title\">");
    let unlinked = page.len();
    put!(page, "<a class=\"govuk-link\" href=\"");
    let opened = page.len();
    card.href(page);
    let leads = page.len() > opened;
    if leads {
        put!(page, "\">");
    } else {
        page.truncate(unlinked);
    }
    card.title(page);
    if leads {
        put!(page, "</a>");
    }
    put!(page, "</h3><p class=\"app-card__provider\">");
    card.provider(page);
    put!(page, "</p>");
    let before = page.len();
    put!(page, "<p class=\"app-card__facts\">");
    let opened = page.len();
    card.facts(page);
    if page.len() == opened {
        page.truncate(before);
    } else {
        put!(page, "</p>");
    }
    put!(page, "</div><div class=\"app-card__side\">");
    card.side(page);
    put!(page, "</div><div class=\"app-card__more\"><p>");
    card.words(page);
    put!(page, "</p>");
    card.more(page);
    put!(page, "</div></article>");
}

impl Card for ResultCard {
    fn picture(&self) -> Option<&str> {
        self.picture.as_deref()
    }

    fn thumb(&self, page: &mut String) {
        put!(page, [thumb(self.icon, self.tone)]);
    }

    fn href(&self, page: &mut String) {
        put!(page, (&self.href));
    }

    fn title(&self, page: &mut String) {
        put!(page, [self.title]);
    }

    fn provider(&self, page: &mut String) {
        put!(page, [self.provider]);
    }

    fn facts(&self, page: &mut String) {
        for fact in &self.facts {
            put!(page, "<span>", [fact], "</span>");
        }
    }

    fn side(&self, page: &mut String) {
        put!(page, [self.side]);
    }

    fn words(&self, page: &mut String) {
        put!(page, [self.words]);
    }

    fn more(&self, page: &mut String) {
        put!(page, [self.tags]);
    }
}

impl Render for ResultCard {
    fn render_to(&self, page: &mut String) {
        card_to(page, self);
    }
}

/// The filters beside a list, as [`filters_to`] writes them.
pub fn filters(on: usize, form: &Markup) -> Markup {
    let mut page = String::new();
    filters_to(&mut page, on, false, |page| form.render_to(page));
    PreEscaped(page)
}

/// The filters beside a list, closed on phones unless `open`, and open where there is room. `on` is how many are on; `form`
/// writes the `form.app-filters__body` with fields and a button.
pub fn filters_to(page: &mut String, on: usize, open: bool, form: impl FnOnce(&mut String)) {
    let open = if open { " open" } else { "" };
    put!(page, "<details class=\"app-filters\" data-app-filters", { open }, "><summary>");
    put!(page, [icon(lu::LuSlidersHorizontal)], "Filter results");
    if on > 0 {
        put!(page, "<span class=\"app-push\">", [tag(TagKind::Warm, None, format!("{on} on"))], "</span>");
    }
    put!(page, "</summary>");
    form(page);
    put!(page, "</details>");
}
