//! Setting up one's own money, and adding to it.

use maud::{Markup, html};

use super::forms::{LessForm, MoreForm, OwnForm, ROWS};
use super::service::{Every, Standing};
use crate::kernel::dates::long_date;
use crate::search::categories;
use crate::web::components::{Button, LegendSize, actions, csrf_field, fieldset, link, panel};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The page: the form for a year, or for more money.
pub fn page(
    ctx: &Ctx,
    standing: &Standing,
    (typed, more, less): (&OwnForm, &MoreForm, &LessForm),
    errors: &FieldErrors,
) -> Page {
    let body = html! {
        @match (standing.begins_on, &standing.pot) {
            (Some(begins_on), _) => {
                p.govuk-body {
                    @match &standing.name {
                        None => { "You pay for your support yourself. Say how much money you set aside for the year from "
                            (long_date(begins_on)) ". Handpick holds none of it: you pay each provider from your own bank account. "
                            "We keep count for you, so that you can’t order more than you set aside." },
                        Some(name) => { (name) " pays for the support. Say how much money is set aside for the year from "
                            (long_date(begins_on)) ". Handpick holds none of it: each provider is paid from " (name) "’s own bank account. "
                            "We keep count, so that nobody can order more than is set aside." },
                    }
                }
                (year(ctx, typed, errors))
            }
            (None, Some(pot)) => {
                p.govuk-body {
                    "Your money is set up until " (long_date(pot.ends_on)) ". The " (link("/budget", "page of your budget"))
                    " shows what is left of it."
                }
                @if standing.council {
                    p.govuk-body { "A council helps you now. What is left of your own money is yours: what was ordered from it is still paid from it, and the rest can be taken out." }
                } @else { (panel("more", "Add more money", &html! {
                    form method="post" action="/budget/own-money/more" novalidate {
                        (csrf_field(ctx))
                        input type="hidden" name="key" value=(more.key);
                        (errors.fields().input("amount", "How much more is there?", &more.amount).prefix("£").width(10).mode("decimal"))
                        (actions(html! { (Button::submit("Add it").once()) }))
                    }
                })) }
                (panel("take-out", "Take money out again", &html! {
                    p.govuk-body { "For a mistake, or when you need it for something else. What is ordered or spent stays." }
                    form method="post" action="/budget/own-money/less" novalidate {
                        (csrf_field(ctx))
                        input type="hidden" name="key" value=(less.key);
                        (errors.fields().input("less", "How much do you take out?", &less.less).prefix("£").width(10).mode("decimal"))
                        (actions(html! { (Button::submit("Take it out").secondary().once()) }))
                    }
                }))
            }
            (None, None) => p.govuk-body { "There is nothing to set up now." }
        }
    };
    let title = standing.name.as_ref().map_or_else(|| "My own money".to_owned(), |name| format!("{name}’s own money"));
    Page::new(title).nav("/budget").back("/budget", "My budget").errors(errors).body(body)
}

fn year(ctx: &Ctx, typed: &OwnForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let every = Every::ALL
        .iter()
        .fold(fields.radios("every", "Is that for a week or for a year?", &typed.every), |radios, every| {
            radios.choice(every.as_str(), every.label())
        });
    html! {
        form method="post" action="/budget/own-money" novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(typed.key);
            (fields.input("amount", "How much money is there?", &typed.amount).prefix("£").width(10).mode("decimal"))
            (every.inline().small())
            h2.govuk-heading-m { "What is it for?" }
            p.govuk-body { "This is your plan. Leave it empty if you don’t know yet." }
            @for row in 1..=ROWS { (line(row, typed, errors)) }
            (actions(html! { (Button::submit("Set it up").once()) (link("/budget", "Go back")) }))
        }
    }
}

fn line(row: usize, typed: &OwnForm, errors: &FieldErrors) -> Markup {
    let rows = typed.rows();
    let (title, category, weekly) = rows.get(row.saturating_sub(1)).copied().unwrap_or_default();
    let (t, c, w) = (format!("title_{row}"), format!("category_{row}"), format!("weekly_{row}"));
    let kinds = categories::top().map(|category| (category.code.as_str(), category.name.as_str()));
    let fields = errors.fields();
    fieldset(
        &format!("Part {row}"),
        LegendSize::Medium,
        &html! {
            (fields.input(&t, "What would you like?", title).width(30))
            (fields.select(&c, "What kind of support is it?", category).option("", "I’m not sure").options(kinds))
            (fields.input(&w, "How much a week?", weekly).prefix("£").width(7).mode("decimal"))
        },
    )
}
