//! The pages of requests, of quotes and of what the market lacks: pure functions of plain data.

pub mod asking;
pub mod market;
pub mod mine;
pub mod quotes;
pub mod quoting;

use maud::{Markup, html};

use crate::kernel::dates::{london, long_date};
use crate::kernel::weekdays::Weekdays;
use crate::kernel::words::first_upper;
use crate::kernel::{Money, words};
use crate::orders::model::{Costing, units};
use crate::requests::model::{Message, QuoteLine, QuoteStatus, Request, RequestStatus, Side};
use crate::search::categories;
use crate::web::components::{SummaryList, TagKind, icon, lu, tag};

/// A request as facts, without whose it is.
fn facts(request: &Request) -> SummaryList {
    let kind = request.category.as_deref().map_or("Not sure", categories::name);
    let days =
        if request.weekdays == Weekdays::NONE { "Any day".to_owned() } else { first_upper(&request.weekdays.words()) };
    let limit = request.weekly_limit.map_or_else(|| "Not said".to_owned(), |limit| format!("Up to {limit} a week"));
    let list = SummaryList::new().fact("Type of support", kind).fact("Where", request.area.clone()).fact("Days", days);
    let list = if request.times.is_empty() { list } else { list.fact("Times", request.times.clone()) };
    let list = list.fact("Money", limit).fact("Asked on", long_date(london(request.created_at).date()));
    match request.closes_on {
        Some(day) => list.fact("Quotes wanted by", long_date(day)),
        None => list,
    }
}

/// "Meals in LS6"
fn heading(request: &Request) -> String {
    let kind = request.category.as_deref().map_or("Support", categories::name);
    format!("{kind} in {}", request.area)
}

/// The tag of a request's state.
fn status_tag(status: RequestStatus) -> Markup {
    let kind = match status {
        RequestStatus::Open | RequestStatus::Ordered => TagKind::Ok,
        RequestStatus::Withdrawn | RequestStatus::Expired => TagKind::Plain,
    };
    tag(kind, None, status.label())
}

/// The tag of a quote's state.
fn quote_tag(status: QuoteStatus) -> Markup {
    match status {
        QuoteStatus::Draft => tag(TagKind::Warm, Some(lu::LuPencil), status.label()),
        QuoteStatus::Sent => tag(TagKind::Lilac, Some(lu::LuClock), status.label()),
        QuoteStatus::Accepted => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        _ => tag(TagKind::Plain, None, status.label()),
    }
}

/// "£18.00 an hour. No VAT (exempt)."
fn price_words(line: &QuoteLine) -> String {
    format!("{} {}. {}.", line.price, line.request.unit.per(), line.vat.label())
}

/// What a line costs: by the week, or once.
fn cost_words(costing: &Costing) -> String {
    match costing.weekly() {
        Some(weekly) => format!("{weekly} a week"),
        None => format!("{} once", costing.total),
    }
}

/// "3 hours each time, 16 visits, the last on 3 March 2027."
fn visits_words(line: &QuoteLine, costing: &Costing) -> String {
    let times = words::count(costing.deliveries.len(), "visit", "visits");
    let each: Vec<_> = line.request.times().map(|time| units::amount(line.request.unit, time.units)).collect();
    let last = costing.last_day().map(long_date).unwrap_or_default();
    match each.as_slice() {
        [only] => format!("{only} each time, {times}, the last on {last}."),
        _ => format!("{times}, the last on {last}."),
    }
}

/// An amount, or what stands for none.
fn amount(money: Option<Money>, otherwise: &str) -> String {
    money.map_or_else(|| otherwise.to_owned(), |money| money.to_string())
}

/// Questions and answers, oldest first. `reader` is the side that reads.
fn talk(messages: &[Message], reader: Side, provider: &str) -> Markup {
    html! {
        ul.app-feed {
            @for message in messages {
                li {
                    (icon(lu::LuMessageCircle))
                    div {
                        b {
                            @if message.side == reader { "You" }
                            @else if message.side == Side::Holder { (Side::Holder.label()) }
                            @else { (provider) }
                        }
                        p { (message.words) }
                        span.app-sub { (long_date(london(message.said_at).date())) }
                    }
                }
            }
        }
    }
}
