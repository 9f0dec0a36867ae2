//! What a listing said when something of it was ordered, and whether it says something else today.

use maud::{Markup, html};

use crate::kernel::dates::{london, long_date};
use crate::orders::service::SaidWhenOrdered;
use crate::web::components::{SummaryList, Verdict, inset, link};
use crate::web::page::Page;

/// The page.
pub fn page(said: &SaidWhenOrdered) -> Page {
    let order = format!("/orders/{}", said.reference);
    Page::new("What it said when you ordered")
        .caption(said.title.as_str())
        .nav("/orders")
        .back(order, format!("Order {}", said.reference))
        .body(body(said))
}

fn body(said: &SaidWhenOrdered) -> Markup {
    let mut list = SummaryList::new();
    for (label, lines) in said.version.snapshot.shown() {
        list = list.fact(label, html! { @for line in lines { div { (line) } } });
    }
    html! {
        p.govuk-body-l {
            "You ordered on " (long_date(london(said.ordered_at).date())) ". This is what the listing said then."
        }
        (inset(&html! { "Your order goes by this, whatever the listing says later. Its price stays as you agreed it." }))
        @if said.changed {
            (Verdict::lilac("The listing says something else now.").more_markup(link(&said.listing_path, "See it as it is today")))
        }
        (list)
    }
}
