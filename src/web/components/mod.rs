//! The parts that pages are built from: typed, plain data in, markup out. Forms follow the GOV.UK Design System's
//! markup, so that its styles and its accessibility work apply; the rest is our own.
//!
//! A part is a function giving `Markup`, or a struct with builder methods that can be spliced into `html!` as it is:
//! `(Button::submit("Save").secondary())`. Plain words are taken as `impl Into<String>`; where a part may hold markup
//! it takes `Markup`, and [`text`] turns anything that displays (money, dates, numbers) into it.

mod actions;
mod cards;
mod choices;
mod content;
mod dates;
mod field;
mod icon;
mod inputs;
mod lists;
mod money;
mod named_icon;
mod navigation;
mod password;
mod rating;
mod select;
mod table;
mod tags;

pub use actions::{Button, PostForm, actions, csrf_field};
pub use cards::{
    Card, CategoryCard, ResultCard, Tone, card_to, entry, filters, filters_to, panel, supplier_panel, thumb,
};
pub use choices::{Checkboxes, Radios};
pub use content::{
    NotificationBanner, confirmation, details, effect_box, empty_state, error_summary, inset, needs_box, ticks,
    ticks_not, warning_text,
};
pub use dates::{DateInput, DateText};
pub use field::{LegendSize, fieldset};
pub use icon::{Icon, icon, lu, sprite};
pub use inputs::{FileInput, Input, Textarea};
pub use lists::{Check, SummaryList, SummaryRow, Sums, Task, checks_list, idea, steps, task_list};
pub use money::{Tile, TileKind, price, price_box, tiles};
pub use named_icon::category_icon;
pub use navigation::{Pagination, Tab, back_link, breadcrumbs, chips, tabs};
pub use password::PasswordInput;
pub use rating::{Stars, rating, rating_distribution, stars};
pub use select::Select;
pub use table::{BarsRow, Table, bars_table};
pub use tags::{TagKind, Verdict, VerdictKind, tag, tag_big, tags};

use maud::{Markup, Render, html};

/// Anything that displays, as markup (escaped).
pub fn text(value: impl std::fmt::Display) -> Markup {
    maud::display(value).render()
}

/// An ordinary paragraph.
pub fn paragraph(words: impl std::fmt::Display) -> Markup {
    html! { p.govuk-body { (maud::display(words)) } }
}

/// A link with the usual look.
pub fn link(href: &str, label: impl std::fmt::Display) -> Markup {
    html! { a.govuk-link href=(href) { (maud::display(label)) } }
}

/// Words that only screen readers say, to tell apart links that look alike.
pub fn hidden(words: impl std::fmt::Display) -> Markup {
    html! { span.govuk-visually-hidden { (maud::display(words)) } }
}
