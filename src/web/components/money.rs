//! Money on pages: prices with their unit, and the few large numbers that add up. Amounts come already written out.

use maud::{Markup, html};

/// The colour of a tile's top edge; the same colours as in the charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// What there is.
    Plan,
    /// What is spent.
    Spent,
    /// What is promised.
    Committed,
    /// What is left.
    Left,
}

/// One large number.
#[derive(Clone, Debug)]
pub struct Tile {
    kind: TileKind,
    label: String,
    amount: String,
    note: Option<String>,
}

impl Tile {
    /// A number with its name: `Tile::new(TileKind::Left, "Left to use", money.short())`.
    pub fn new(kind: TileKind, label: impl Into<String>, amount: impl std::fmt::Display) -> Self {
        Self { kind, label: label.into(), amount: amount.to_string(), note: None }
    }

    /// What it means, under the number.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// Up to four large numbers side by side, which add up.
pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        dl.app-tiles {
            @for tile in tiles {
                @let kind = match tile.kind {
                    TileKind::Plan => "app-tile--plan",
                    TileKind::Spent => "app-tile--spent",
                    TileKind::Committed => "app-tile--committed",
                    TileKind::Left => "app-tile--left",
                };
                div.app-tile.(kind) {
                    dt { (tile.label) }
                    dd.app-tile__amount { (tile.amount) }
                    @if let Some(note) = &tile.note { dd { (note) } }
                }
            }
        }
    }
}

/// A price with its unit: `price("£21.50", "an hour")`.
pub fn price(amount: impl std::fmt::Display, unit: &str) -> Markup {
    html! { p.app-price { (maud::display(amount)) @if !unit.is_empty() { small { " " (unit) } } } }
}

/// The box with prices and the way to order, beside a listing. `id` names its hidden heading.
pub fn price_box(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section.app-panel.app-buy aria-labelledby=(id) {
            h2.govuk-visually-hidden id=(id) { (title) }
            (body)
        }
    }
}
