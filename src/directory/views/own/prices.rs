//! "Prices": what one unit costs at each time, and the rule that changes need notice.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::edit::Section;
use super::sections::frame;
use crate::directory::forms::prices::{OtherPrice, PricesForm, amount_field};
use crate::directory::model::price::NOTICE_DAYS;
use crate::directory::model::{Listing, Price, PriceUnit, Vat};
use crate::directory::views::sentences::{band_short, band_words};
use crate::kernel::TimeBand;
use crate::kernel::dates::long_date;
use crate::web::components::{Input, LegendSize, fieldset, inset};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The page.
pub fn page(ctx: &Ctx, listing: &Listing, form: &PricesForm, today: NaiveDate, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let published = listing.published_at.is_some();
    frame(
        ctx,
        listing,
        Section::Prices,
        &html! {
            p.govuk-body { "A price is all that people pay: put travel, VAT and anything else they can’t avoid into it." }
            @if published { (notice(listing, today)) }
            (fields.select("unit", "What is a price for?", &form.unit).options(units()))
            (fieldset("Price at each time", LegendSize::Medium, &html! {
                p.govuk-hint { "Only the first is needed. A time without a price of its own costs the same as a weekday." }
                @for (band, typed) in TimeBand::ALL.iter().zip(&form.amounts) {
                    (Input::money(amount_field(*band), band_words(*band)).value(typed)
                        .error(errors.get(&amount_field(*band))))
                }
            }))
            (fields.input("minimum", "The least that people can order at a time", &form.minimum).width(4)
                .mode("decimal")
                .hint("Counted in what the price is for: 1, or 0.5 for half an hour."))
            (fields.radios("vat", "VAT", &form.vat).choices(Vat::ALL.iter().map(|vat| (vat.as_str(), vat.label()))))
            (where_it_goes(form, errors))
            (others(form, errors))
            @if published {
                (fields.date("from", "When should changes begin?", form.from.clone())
                    .hint("Leave this empty for as soon as the 28 days allow."))
            }
        },
    )
}

fn units() -> impl Iterator<Item = (&'static str, &'static str)> {
    PriceUnit::ALL.iter().map(|unit| (unit.as_str(), unit_words(*unit)))
}

fn unit_words(unit: PriceUnit) -> &'static str {
    match unit {
        PriceUnit::Hour => "An hour",
        PriceUnit::HalfHour => "A half-hour",
        PriceUnit::Visit => "A visit",
        PriceUnit::Session => "A session",
        PriceUnit::Day => "A day",
        PriceUnit::Night => "A night",
        PriceUnit::Week => "A week",
        PriceUnit::Mile => "A mile",
        PriceUnit::Item => "One item",
        PriceUnit::OneOff => "One payment for the whole thing",
    }
}

/// The 28 days, what they mean today, and what was announced already.
fn notice(listing: &Listing, today: NaiveDate) -> Markup {
    let earliest = today.checked_add_days(Days::new(NOTICE_DAYS)).unwrap_or(today);
    let mut coming: Vec<&Price> = listing.prices.iter().filter(|price| price.valid_from > today).collect();
    coming.sort_by_key(|price| (price.valid_from, price.band));
    inset(&html! {
        p { b { "A change of price needs " (NOTICE_DAYS) " days’ notice." }
            " What you change today begins on " (long_date(earliest)) " at the earliest."
            " Orders you have accepted keep their price." }
        @if !coming.is_empty() {
            p { "Already announced:" }
            ul.govuk-list.govuk-list--bullet {
                @for price in coming {
                    li {
                        (price.amount) " " (price.unit.per()) " " (band_short(price.band))
                        ", from " (long_date(price.valid_from))
                    }
                }
            }
        }
    })
}

fn where_it_goes(form: &PricesForm, errors: &FieldErrors) -> Markup {
    let share = |name: &str, label: &str, value: &str| -> Input {
        errors.fields().input(name, label, value).width(4).mode("decimal").suffix("%")
    };
    html! {
        (fieldset("Where the money goes", LegendSize::Medium, &html! {
            p.govuk-hint { "You can leave this out. People trust a price they understand. Usual are 77, 13.5 and 9.5." }
            (share("direct", "Direct support: pay, training, travel", &form.direct))
            (share("coordination", "Co-ordination: planning visits, cover", &form.coordination))
            (share("company", "Company costs: office, insurance", &form.company))
            p.govuk-hint data-app-sum="direct coordination company" role="status" { (form.sum_words()) }
        }))
    }
}

/// Rows for other units and for people who share; open when there is something in them.
fn others(form: &PricesForm, errors: &FieldErrors) -> Markup {
    let used = form.others.iter().any(|row| !row.amount.is_empty());
    html! {
        details.govuk-details open[used] {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { "Other prices: people who share, another unit, or other parts" }
            }
            div.govuk-details__text {
                @for (number, row) in form.others.iter().enumerate() { (other(number, row, errors)) }
            }
        }
    }
}

fn other(number: usize, row: &OtherPrice, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let name = |part: &str| format!("other_{part}_{number}");
    let amount = name("amount");
    let share = |part: &str, label: &str, value: &str| -> Input {
        fields.input(&name(part), label, value).width(4).mode("decimal").suffix("%")
    };
    fieldset(
        &format!("Other price {}", number + 1),
        LegendSize::Small,
        &html! {
            div.app-fields-row {
                (fields.select(&name("unit"), "For", &row.unit).options(units()))
                (fields.select(&name("band"), "When", &row.band)
                    .options(TimeBand::ALL.iter().map(|band| (band.as_str(), band.label()))))
            }
            div.app-fields-row {
                (fields.input(&name("people"), "People who share", &row.people).width(3).mode("numeric"))
                (Input::money(amount.as_str(), "Price for each person").value(&row.amount).error(errors.get(&amount)))
            }
            div.app-fields-row {
                (fields.select(&name("vat"), "VAT", &row.vat).option("", "As above")
                    .options(Vat::ALL.iter().map(|vat| (vat.as_str(), vat.label()))))
                (fields.input(&name("minimum"), "The least at a time", &row.minimum).width(4).mode("decimal"))
            }
            p.govuk-hint { "Where this price goes. You can leave this out." }
            div.app-fields-row {
                (share("direct", "Direct support", &row.direct))
                (share("coordination", "Co-ordination", &row.coordination))
                (share("company", "Company costs", &row.company))
            }
            p.govuk-hint data-app-sum=(["direct", "coordination", "company"].map(name).join(" ")) role="status" {
                (row.sum_words())
            }
        },
    )
}
