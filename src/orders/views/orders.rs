//! Lists of orders, and the page that says "placed".

use maud::{Markup, html};

use super::order_tag;
use crate::kernel::dates::{london, long_date};
use crate::kernel::{Paged, words};
use crate::orders::service::lists::OrderSummary;
use crate::web::components::{
    Button, Pagination, SummaryList, Table, TagKind, actions, confirmation, empty_state, link, lu, steps, tag, text,
};
use crate::web::page::{Ctx, Page};

/// The holder's orders, newest first.
pub fn list(ctx: &Ctx, orders: &Paged<OrderSummary>) -> Page {
    let title = match &ctx.acting {
        Some(acting) => format!("{}’s orders", acting.name),
        None => "My orders".to_owned(),
    };
    let page = Page::new(title).nav("/orders");
    if orders.total == 0 {
        let way_on = html! { p.govuk-body { a.govuk-link href="/search" { "Find support" } } };
        return page.body(empty_state(lu::LuClipboardList, "There are no orders yet", &way_on));
    }
    let rows = orders.items.iter().map(|summary| {
        let order = &summary.order;
        let href = format!("/orders/{}", order.reference);
        vec![
            html! { (link(&href, &order.reference)) span.app-sub { (summary.provider_name) } },
            what(summary),
            html! { (long_date(london(order.placed_at).date())) },
            order_tag(order.status, false),
            text(order.total),
        ]
    });
    let table = Table::new("Orders, newest first")
        .column("Order")
        .column("What")
        .column("Placed")
        .column("State")
        .numbers("In all")
        .rows(rows);
    page.body(html! {
        (table)
        (pages(orders, "/orders", "Orders"))
        p.govuk-body { (link("/shared", "What you share with others")) }
    })
}

/// What was ordered, in a line each.
pub fn what(summary: &OrderSummary) -> Markup {
    html! {
        @for line in &summary.lines { (line.title) span.app-sub { (line.request.when_words()) } }
        @if summary.lapsed.is_some() { (tag(TagKind::Warm, Some(lu::LuTriangleAlert), "A check has run out")) }
    }
}

/// Numbers of pages, where there is more than one. `address` may have a query already.
pub fn pages<T>(paged: &Paged<T>, address: &str, label: &str) -> Markup {
    let separator = if address.contains('?') { '&' } else { '?' };
    let href = |page: u64| format!("{address}{separator}page={page}");
    let (page, all) = (u64::from(paged.page.get()), u64::from(paged.pages()));
    html! { @if all > 1 { (Pagination { page, pages: all, href: &href, label }) } }
}

/// The orders are placed: what their references are, and what happens next.
pub fn placed(orders: &[OrderSummary], package: &str) -> Page {
    let title = if orders.len() == 1 { "Order placed" } else { "Orders placed" };
    let label = if orders.len() == 1 { "The reference is" } else { "The reference of all of them is" };
    let total = crate::kernel::Money::sum(orders.iter().map(|order| order.order.total));
    let names: Vec<&str> = orders.iter().map(|order| order.provider_name.as_str()).collect();
    let verb = if names.len() == 1 { "says" } else { "say" };
    let body = html! {
        (confirmation(title, label, package))
        @if let Some(total) = total {
            p.govuk-body-l { (total) " is set aside for " (words::count(orders.len(), "order", "orders")) "." }
        }
        @for summary in orders { (one_placed(summary)) }
        h2.govuk-heading-m { "What happens next" }
        (steps(&[
            ("They answer", &format!("{} {verb} yes or no, usually in a few days. You get an email.", words::list(&names))),
            ("Support begins", "After each visit they record it, and you confirm it. After 7 days it confirms itself."),
            ("Money is spent", "Only what you confirm is spent. The rest stays yours."),
        ]))
        (actions(html! {
            (Button::link("/orders", "See your orders"))
            (Button::link("/budget", "See your budget").secondary())
        }))
    };
    Page::new(title).nav("/orders").body(body)
}

fn one_placed(summary: &OrderSummary) -> Markup {
    let order = &summary.order;
    let href = format!("/orders/{}", order.reference);
    let list = SummaryList::new()
        .fact("Order", link(&href, &order.reference))
        .fact("With", summary.provider_name.as_str())
        .fact("What", what(summary))
        .fact("In all", order.total.to_string().as_str());
    html! { (list) }
}
