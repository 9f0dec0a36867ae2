//! A listing in easy read: one idea a line, few words, a picture beside each; the same price and the same button.

use maud::{Markup, html};

use super::listing::{ListingPage, order_button, title, toggle_of};
use super::{listing_parts as parts, listing_side as side, sentences};
use crate::web::components::{idea, lu};

/// The twin of the full page.
pub fn listing(shown: &ListingPage<'_>) -> Markup {
    html! {
        (title(shown))
        (toggle_of(shown))
        ul.app-easy {
            @for line in what(shown) { (idea(lu::LuHeartHandshake, &line)) }
            @if let Some(line) = who(shown) { (idea(lu::LuUsers, &line)) }
            @for line in price(shown) { (idea(lu::LuPoundSterling, &line)) }
            @for line in times(shown) { (idea(lu::LuCalendarDays, &line)) }
            @for line in parts::area_sentences(shown.listing, shown.provider) { (idea(lu::LuMapPin, &line)) }
            @if let Some(line) = checks(shown) { (idea(lu::LuShieldCheck, &line)) }
            @if shown.provider.organisation_id.is_some() {
                @for line in cancelling(shown) { (idea(lu::LuUndo2, &line)) }
            }
            @if let Some(line) = contact(shown) { (idea(lu::LuPhone, &line)) }
        }
        @if has_price(shown) { (order_button(shown)) } @else { (side::contact(shown.provider)) }
        @if let Some(source) = &shown.provider.source { (side::source_line(&source.name, &source.licence)) }
    }
}

/// The provider's easy words, or the summary's sentences.
fn what(shown: &ListingPage<'_>) -> Vec<String> {
    let listing = shown.listing;
    let words = if listing.easy_read.is_empty() { &listing.summary } else { &listing.easy_read };
    split(words)
}

/// One sentence a line.
fn split(words: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in words.lines() {
        let mut rest = line.trim();
        while let Some(end) =
            rest.find(['.', '!', '?']).filter(|end| rest.get(end + 1..).is_some_and(|after| after.starts_with(' ')))
        {
            let (sentence, after) = rest.split_at(end + 1);
            lines.push(sentence.trim().to_owned());
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            lines.push(rest.to_owned());
        }
    }
    lines
}

fn cancelling(shown: &ListingPage<'_>) -> Vec<String> {
    split(&sentences::cancelling(shown.listing.notice_hours, shown.listing.late_charge_percent))
}

fn who(shown: &ListingPage<'_>) -> Option<String> {
    let groups = parts::groups_sentence(&shown.listing.terms.care_groups);
    (!groups.is_empty()).then_some(groups)
}

fn has_price(shown: &ListingPage<'_>) -> bool {
    sentences::main_price(shown.listing, shown.today).is_some()
}

fn price(shown: &ListingPage<'_>) -> Vec<String> {
    match sentences::main_price(shown.listing, shown.today) {
        Some(main) => {
            let dearer = shown.listing.prices.iter().any(|price| {
                price.unit == main.unit
                    && price.group_size == 1
                    && price.holds_on(shown.today)
                    && price.amount > main.amount
            });
            let mut lines =
                vec![format!("It costs {} {}.", main.amount, main.unit.per()), "This is all you pay.".to_owned()];
            if dearer {
                lines.insert(1, "It can cost more at other times.".to_owned());
            }
            lines
        }
        None => vec![format!("Ask {} what it costs.", shown.provider.name)],
    }
}

fn times(shown: &ListingPage<'_>) -> Vec<String> {
    shown
        .listing
        .times
        .iter()
        .map(|time| format!("{}, {} to {}.", parts::capital(&time.weekdays.words()), time.from, time.to))
        .collect()
}

fn checks(shown: &ListingPage<'_>) -> Option<String> {
    let names: Vec<String> =
        parts::checks_of(shown.provider, shown.today).into_iter().map(|check| check.name).collect();
    (!names.is_empty()).then(|| format!("We have seen: {}.", crate::kernel::words::list(&names)))
}

fn contact(shown: &ListingPage<'_>) -> Option<String> {
    shown.provider.phone.as_ref().map(|phone| format!("You can ring {} on {phone}.", shown.provider.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_a_line() {
        assert_eq!(
            split("We help. You choose!\nIt is £21.50 an hour."),
            ["We help.", "You choose!", "It is £21.50 an hour."]
        );
        assert!(split("").is_empty());
    }
}
