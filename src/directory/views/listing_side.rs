//! Beside a listing: the box with its prices and the way to order, and who offers it.

use maud::{Markup, html};

use super::listing::{BudgetFit, ListingPage, order_button};
use super::listing_parts::capital;
use super::{sentences, small_link};
use crate::directory::model::commands::is_web_address;
use crate::directory::model::{Price, Provider, price_for};
use crate::kernel::dates::long_date;
use crate::kernel::{Money, TimeBand, words};
use crate::web::charts::{Segment, key_swatch, share_bar};
use crate::web::components::{Sums, Table, effect_box, icon, link, lu, panel, price, price_box, text};

/// Prices and the order button; for an entry of open data, how to reach the provider instead.
pub fn buy(shown: &ListingPage<'_>) -> Markup {
    match sentences::main_price(shown.listing, shown.today) {
        Some(main) => price_box("buy", "Prices", &prices(shown, main)),
        None => panel("buy", "No price given", &no_price(shown)),
    }
}

fn prices(shown: &ListingPage<'_>, main: &Price) -> Markup {
    let listing = shown.listing;
    let tail = if has_bands(main, shown) {
        format!("{} {}", main.unit.per(), sentences::band_short(main.band))
    } else {
        main.unit.per().to_owned()
    };
    html! {
        (price(main.amount, &tail))
        (band_table(shown, main))
        (other_prices(shown, main))
        @for change in announced(shown) { p.app-small { (change) } }
        p.app-small { (sentences::all_you_pay(main)) }
        @if let Some(fit) = shown.fit { (fit_box(fit)) }
        (order_button(shown))
        (shown.more)
        p.app-small {
            (icon(lu::LuUndo2)) " " (sentences::cancelling(listing.notice_hours, listing.late_charge_percent))
        }
        p.app-small."govuk-!-margin-bottom-0" { (icon(lu::LuPhone)) " " (ask(shown.provider)) }
    }
}

/// How to ask a question, with how soon an answer comes.
fn ask(provider: &Provider) -> Markup {
    html! {
        "Questions? "
        @match (&provider.phone, &provider.email) {
            (Some(phone), _) => { "Ring " (provider.name) " on " (phone) "." },
            (None, Some(email)) => { "Write to " (link(&format!("mailto:{email}"), email)) "." },
            (None, None) => { "Ask on " (link(&provider.path(), "the provider’s page")) "." },
        }
        @if let Some(days) = provider.answers_in_days { " They usually answer in " (sentences::answers_in(days)) "." }
    }
}

/// The bands that have a price of their own today.
fn bands<'a>(shown: &ListingPage<'a>, main: &Price) -> Vec<(TimeBand, &'a Price)> {
    let own = |band: TimeBand| {
        let found = price_for(&shown.listing.prices, main.unit, band, shown.today)?;
        (found.band == band).then_some((band, found))
    };
    TimeBand::ALL.iter().filter_map(|band| own(*band)).collect()
}

fn has_bands(main: &Price, shown: &ListingPage<'_>) -> bool {
    bands(shown, main).len() > 1
}

fn band_table(shown: &ListingPage<'_>, main: &Price) -> Markup {
    let bands = bands(shown, main);
    let rows = bands.iter().map(|(band, price)| {
        let name = html! {
            (sentences::band_words(*band))
            @if let Some(words) = sentences::unlike(price, main) { br; span.app-note { (words) } }
        };
        vec![name, text(price.amount)]
    });
    html! {
        @if bands.len() > 1 {
            (Table::new(format!("Price {}, by time", main.unit.per()))
                .column("When").numbers(capital(main.unit.per())).rows(rows).compact())
        }
    }
}

/// Prices for other units, and for people who share.
fn other_prices(shown: &ListingPage<'_>, main: &Price) -> Markup {
    let mut others: Vec<&Price> = shown
        .listing
        .prices
        .iter()
        .filter(|price| price.holds_on(shown.today) && (price.unit != main.unit || price.group_size != 1))
        .collect();
    others.sort_by_key(|price| (price.unit, price.group_size, price.band));
    let rows = others.iter().map(|price| {
        let when = if price.band == TimeBand::Weekday {
            String::new()
        } else {
            format!(", {}", sentences::band_short(price.band))
        };
        let shared =
            if price.group_size > 1 { format!(", {} people sharing, each", price.group_size) } else { String::new() };
        let name = html! {
            (capital(price.unit.per())) (when) (shared)
            @if let Some(words) = sentences::unlike(price, main) { br; span.app-note { (words) } }
        };
        vec![name, text(price.amount)]
    });
    html! {
        @if !others.is_empty() {
            (Table::new("Other prices").column("Other prices").numbers("Price").rows(rows).compact())
        }
    }
}

/// New prices that were announced: "From 19 December 2026: £22.50 an hour on weekdays."
fn announced(shown: &ListingPage<'_>) -> Vec<String> {
    let mut coming: Vec<&Price> = shown.listing.prices.iter().filter(|price| price.valid_from > shown.today).collect();
    coming.sort_by_key(|price| (price.valid_from, price.band));
    let sentence = |price: &&Price| {
        let people =
            if price.group_size > 1 { format!(", {} people sharing, each", price.group_size) } else { String::new() };
        format!(
            "From {}: {} {} {}{people}.",
            long_date(price.valid_from),
            price.amount,
            price.unit.per(),
            sentences::band_short(price.band)
        )
    };
    coming.iter().map(sentence).collect()
}

/// What it would do to the reader's budget.
fn fit_box(fit: &BudgetFit) -> Markup {
    let lead = match fit.weekly {
        Some(weekly) => format!("About {} a week", weekly.short()),
        None => format!("{} in all", fit.cost.short()),
    };
    let after = fit.left.checked_sub(fit.cost).unwrap_or(Money::ZERO);
    let swatch = html! { (key_swatch("app-fill-committed")) " " (fit.cost_line) };
    let sums = Sums::new().line(text(&fit.line), fit.left).line(swatch, fit.cost);
    let body = html! {
        p { (fit.words) }
        (share_bar(&[Segment { size: fit.cost.pence(), class: "app-fill-committed" }], fit.left.pence().max(1)))
        @if after.is_negative() {
            (sums.total("Missing", after.checked_neg().unwrap_or(Money::ZERO)))
            p { "This is more than is left. Less of it, or for a shorter time, may fit." }
        } @else { (sums.total("Left after", after)) }
    };
    effect_box(&lead, &body)
}

fn no_price(shown: &ListingPage<'_>) -> Markup {
    let provider = shown.provider;
    html! {
        p.govuk-body { "Ask " (provider.name) " what it costs." }
        (contact(provider))
        @if let Some(why) = shown.refusal { p.app-small { (why) } }
        (shown.more)
    }
}

/// Address, phone, email and website, where known.
pub fn contact(provider: &Provider) -> Markup {
    html! {
        dl.app-sums.app-contact {
            @if let Some(phone) = &provider.phone { div { dt { "Phone" } dd { (phone) } } }
            @if let Some(email) = &provider.email {
                div { dt { "Email" } dd { (link(&format!("mailto:{email}"), email)) } }
            }
            @if let Some(site) = provider.website.as_deref().filter(|site| is_web_address(site)) {
                div { dt { "Website" } dd { a.govuk-link href=(site) rel="nofollow noopener" { (bare(site)) } } }
            }
            @if let Some(address) = &provider.address {
                div { dt { "Address" } dd { (address) @if let Some(postcode) = &provider.postcode { ", " (postcode) } } }
            } @else if let Some(postcode) = &provider.postcode { div { dt { "Postcode" } dd { (postcode) } } }
        }
    }
}

fn bare(site: &str) -> &str {
    let site = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://")).unwrap_or(site);
    site.trim_end_matches('/')
}

/// Who offers it, where the facts come from, and how to report what is wrong.
pub fn about(shown: &ListingPage<'_>) -> Markup {
    let (listing, provider) = (shown.listing, shown.provider);
    let report = format!("/report/listing/{}", listing.id);
    html! {
        (panel("provider", &provider.name, &provider_card(shown)))
        @if shown.own {
            (small_link(lu::LuPencil, &format!("/provider/listings/{}/edit", listing.id), "Change this listing"))
        }
        (small_link(lu::LuFlag, &report, "Report a problem with this listing"))
        (small_link(lu::LuShield, "/safeguarding", "Report a worry about someone"))
    }
}

fn provider_card(shown: &ListingPage<'_>) -> Markup {
    let provider = shown.provider;
    let mut facts = Sums::new();
    if let Some(rating) = &provider.cqc_rating {
        facts = facts.line("CQC rating", rating);
    }
    if let Some(days) = provider.answers_in_days {
        facts = facts.line("Answers orders in", sentences::answers_in(days));
    }
    if shown.others > 0 {
        let others = words::count(shown.others, "listing", "listings");
        facts = facts.line_markup(text("Other listings"), link(&format!("{}#listings", provider.path()), others));
    }
    html! {
        @if !provider.summary.is_empty() { p.govuk-body { (provider.summary) } }
        @else if let Some(kind) = sentences::kind_words(provider) { p.govuk-body { (kind) "." } }
        (facts)
        @if provider.cqc_rating.is_some() {
            p.app-small { "The CQC inspects care providers. Its rating is not part of the stars." }
        }
        @if let Some(source) = &provider.source { (source_line(&source.name, &source.licence)) }
    }
}

/// Where an entry of open data comes from, with the line its licence asks for.
pub fn source_line(name: &str, licence: &str) -> Markup {
    html! { p.app-small { "From public records: " (name) ". " (licence) } }
}
