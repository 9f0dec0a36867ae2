//! Icons: Lucide's, drawn into the page, checked at compile time. Always beside words, never instead of them.

pub use icondata_core::Icon;
pub use icondata_lu as lu;
use maud::{Markup, PreEscaped, html};

/// An icon at the size of the words beside it, hidden from screen readers: `icon(lu::LuHouse)`.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg.app-icon viewBox=(icon.view_box.unwrap_or("0 0 24 24")) fill="none" stroke="currentColor" stroke-width="2"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (PreEscaped(icon.data.trim()))
        }
    }
}
