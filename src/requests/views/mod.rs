//! The pages of requests and of what the market lacks: pure functions of plain data.

pub mod market;
pub mod mine;

use crate::kernel::dates::{london, long_date};
use crate::kernel::weekdays::Weekdays;
use crate::kernel::words::first_upper;
use crate::requests::model::Request;
use crate::search::categories;
use crate::web::components::SummaryList;

/// A request as facts, without whose it is.
fn facts(request: &Request) -> SummaryList {
    let kind = request.category.as_deref().map_or("Not sure", categories::name);
    let days =
        if request.weekdays == Weekdays::NONE { "Any day".to_owned() } else { first_upper(&request.weekdays.words()) };
    let limit = request.weekly_limit.map_or_else(|| "Not said".to_owned(), |limit| format!("Up to {limit} a week"));
    SummaryList::new()
        .fact("Type of support", kind)
        .fact("Where", request.area.clone())
        .fact("Days", days)
        .fact("Money", limit)
        .fact("Asked on", long_date(london(request.created_at).date()))
}
