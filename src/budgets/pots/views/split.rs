//! Splitting a budget, a part at a time.

use maud::{Markup, html};

use super::ways;
use crate::budgets::arrivals::model::{Arrives, Collector};
use crate::budgets::model::{HeldAs, Stream};
use crate::budgets::pots::forms::{AmountForm, PartForm};
use crate::budgets::pots::model::{Asks, MOST_STREAMS, Part, Split, asks, purpose};
use crate::budgets::pots::service::Drafting;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::list;
use crate::search::categories;
use crate::web::components::{
    Button, LegendSize, PostForm, Radios, Sums, actions, csrf_field, details, fieldset, link, panel,
};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::{Ctx, Page};

fn base(view: &Drafting) -> String {
    format!("/council/people/{}/pots", view.holder.reference)
}

/// The split as it stands.
pub fn page(ctx: &Ctx, view: &Drafting, typed: &AmountForm, errors: &FieldErrors) -> Page {
    let at = base(view);
    let plan = &view.plan;
    let body = html! {
        p.govuk-body {
            "The plan from " (long_date(plan.starts_on)) " to " (long_date(plan.ends_on)) " costs "
            b { (plan.total().unwrap_or_default()) } "."
        }
        (panel("amount-of-it", "1. The budget", &amount(ctx, view, typed, errors)))
        @if let Some(split) = &view.split {
            (panel("parts", "2. Its parts", &parts(ctx, view, split)))
            @if split.adds_up() { (panel("agree", "3. Agree it", &agree(ctx, view, split))) }
            @else { (panel("add", "Add a part", &add(view))) }
        }
    };
    Page::new("Split the budget")
        .caption(view.holder.name.as_str())
        .nav("/council")
        .back(&at, "How the budget is held")
        .errors(errors)
        .body(body)
}

fn amount(ctx: &Ctx, view: &Drafting, typed: &AmountForm, errors: &FieldErrors) -> Markup {
    let differs = view.split.as_ref().is_some_and(|split| view.plan.total() != Some(split.amount()));
    html! {
        @if differs { p.app-note { "This is less than the plan costs." } }
        @if let Some((own, collector)) = view.contribution {
            p.govuk-body { (view.holder.name) " pays " (own) " of it by what is decided. " (collector.label()) "." }
        }
        form method="post" action=(format!("{}/split", base(view))) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="version" value=(typed.version);
            (errors.fields().input("amount", "How much is the budget, for the whole time?", &typed.amount).prefix("£").width(10)
                .mode("decimal").hint("What the plan costs, or less."))
            (actions(html! {
                (Button::submit(if view.split.is_some() { "Change the amount" } else { "Go on" }).secondary())
            }))
        }
    }
}

fn parts(ctx: &Ctx, view: &Drafting, split: &Split) -> Markup {
    let rest = split.rest().unwrap_or(Money::ZERO);
    html! {
        @if split.parts.is_empty() { p.govuk-body { "None yet." } }
        @else {
            ul.app-orders {
                @for (at, (part, name)) in split.parts.iter().zip(&view.names).enumerate() {
                    li.app-order {
                        h3.govuk-heading-s { (part.terms.held_as.label()) ": " (part.amount().unwrap_or_default()) }
                        (lines(part, name.as_deref()))
                        (PostForm::new(ctx, format!("{}/split/remove", base(view)),
                            Button::submit("Take out").plain().about(part.terms.held_as.label()))
                            .with("version", view.version).with("part", at))
                    }
                }
            }
        }
        @let sums = split.parts.iter().fold(Sums::new(), |sums, part| {
            sums.line(part.terms.held_as.label(), part.amount().unwrap_or_default())
        });
        (sums.line("Still to be split", rest).total("The budget", split.amount()))
        @if rest.is_negative() { p.govuk-body { b { "The parts come to more than the budget. Take one out, or change the amount." } } }
    }
}

fn lines(part: &Part, name: Option<&str>) -> Markup {
    html! {
        @if let Some(name) = name { p."govuk-!-margin-bottom-1" { "Held by " (name) } }
        @if let Some(fee) = part.terms.fee_pence {
            p."govuk-!-margin-bottom-1" { "May charge " (Money::from_pence(fee)) " every four weeks for managing it" }
        }
        @if !part.terms.allows.categories.is_empty() {
            p."govuk-!-margin-bottom-1" {
                "Buys " (list(&part.terms.allows.categories.iter().map(|code| categories::name(code).to_lowercase()).collect::<Vec<_>>()))
            }
        }
        @for stream in &part.streams {
            p."govuk-!-margin-bottom-1" {
                (Money::from_pence(stream.pence)) " from " (stream.stream.label())
                @if let Some(only) = purpose(&stream.only_for) { ", " (only) }
                @if let Some(how) = stream.arrives { ", " (how.label().to_lowercase()) }
                @if let Some(who) = stream.collector { ". " (who.label()) }
            }
        }
    }
}

fn agree(ctx: &Ctx, view: &Drafting, split: &Split) -> Markup {
    html! {
        p.govuk-body {
            "The parts come to " (split.amount()) ", to the penny. When you agree it, the money is in its parts from "
            (long_date(split.starts_on)) ", and " (view.holder.name) " and whoever holds a part are told."
        }
        (PostForm::new(ctx, format!("{}/split/agree", base(view)), Button::submit("Agree the budget").once())
            .with("version", view.version))
    }
}

fn add(view: &Drafting) -> Markup {
    let radios = ways(view.holder.council_name.as_deref())
        .into_iter()
        .fold(Radios::new("held_as", "How is this part held?"), |radios, (way, means)| {
            radios.choice_with_hint(way.as_str(), way.label(), means)
        });
    html! {
        form method="get" action=(format!("{}/split/part", base(view))) {
            (radios)
            (actions(html! { (Button::submit("Go on")) }))
        }
    }
}

/// One part to be added.
pub fn part(ctx: &Ctx, view: &Drafting, typed: &PartForm, errors: &FieldErrors) -> Page {
    let at = base(view);
    let way = typed.way().unwrap_or(HeldAs::DirectPayment);
    let rest = view.split.as_ref().and_then(Split::rest).unwrap_or(Money::ZERO);
    let body = html! {
        p.govuk-body { (rest) " of the budget is still to be split." }
        form method="post" action=(format!("{at}/split/part")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="version" value=(typed.version);
            input type="hidden" name="held_as" value=(way.as_str());
            (terms(way, typed, errors))
            h2.govuk-heading-m { "Where its money comes from" }
            (money(1, typed, errors.fields()))
            // What is filled in isn't hidden.
            @let filled = typed.rows().iter().rposition(|row| !row.amount.is_empty()).map_or(1, |last| last + 1);
            @for row in 2..=filled { (money(row, typed, errors.fields())) }
            @if filled < MOST_STREAMS {
                (details("More sources of money", &html! {
                    @for row in filled.max(1) + 1..=MOST_STREAMS { (money(row, typed, errors.fields())) }
                }))
            }
            (actions(html! { (Button::submit("Add this part").once()) (link(&format!("{at}/split"), "Go back")) }))
        }
    };
    Page::new(format!("A part of the budget: {}", way.label().to_lowercase()))
        .caption(view.holder.name.as_str())
        .nav("/council")
        .back(format!("{at}/split"), "Split the budget")
        .errors(errors)
        .body(body)
}

/// What a source is for, over the boxes: "It is for anything in the plan".
fn only_for(chosen: &[String]) -> String {
    format!("It is {}", purpose(chosen).unwrap_or_else(|| "for anything in the plan".to_owned()))
}

fn money(row: usize, typed: &PartForm, fields: Fields<'_>) -> Markup {
    let rows = typed.rows();
    let typed = rows.get(row.saturating_sub(1)).copied().unwrap_or_default();
    let [stream, amount, only, how, who] =
        ["stream", "amount", "only", "arrives", "collector"].map(|name| format!("{name}_{row}"));
    let ways = Arrives::ALL.iter().filter(|way| **way != Arrives::FrontLoaded).map(|way| (way.as_str(), way.label()));
    let collectors = Collector::ALL.iter().map(|one| (one.as_str(), one.label()));
    let streams = Stream::ALL.iter().map(|stream| (stream.as_str(), stream.label()));
    let kinds = categories::top().map(|category| (category.code.as_str(), category.name.as_str()));
    fieldset(
        &format!("Source {row}"),
        LegendSize::Medium,
        &html! {
            (fields.select(&stream, "From where", typed.stream).option("", "Choose").options(streams))
            (fields.input(&amount, "How much", typed.amount).prefix("£").width(10).mode("decimal"))
            (fields.select(&how, "How does it arrive?", typed.arrives).options(ways))
            @let boxes = fields.checkboxes(&only, "Only for these kinds of support", typed.only);
            @let boxes = kinds.fold(boxes.hint("Choose none, and it is for anything in the plan."), |boxes, (code, name)| boxes.choice(code, name));
            (details(&only_for(typed.only), &html! { (boxes) }))
            (fields.select(&who, "Who collects it, if it is what the person contributes?", typed.collector)
                .option("", "It is no contribution").options(collectors))
        },
    )
}

/// The fields about who holds it, which the pages of splits and switches share.
pub(super) fn terms(way: HeldAs, typed: &PartForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let asked = asks(way);
    html! {
        @if asked == Asks::Provider {
            (fields.input("provider", "Which provider holds it?", &typed.provider).hint("Its name, as it stands on Handpick."))
            (fields.input("fee", "What may it charge for managing it, every four weeks? (optional)", &typed.fee)
                .prefix("£").width(7).mode("decimal"))
        }
        @if asked != Asks::Nobody {
            @let label = if asked == Asks::Person { "Whose name is it in? Their email address" }
                else { "Who there arranges the support? Their email address (optional)" };
            (fields.input("email", label, &typed.email).hint("The address they sign in to Handpick with."))
            (fields.checkboxes("scope", "What may they do?", &typed.scope)
                .choice("propose", "Put support in the basket")
                .choice("order", "Place orders and pay for them"))
        }
        @if way == HeldAs::Voucher {
            (categories::top().fold(
                fields.checkboxes("category", "What may it buy?", &typed.category),
                |boxes, category| boxes.choice(category.code.as_str(), category.name.as_str())))
            (fields.textarea("providers", "Providers that it may be spent with (optional)", &typed.providers).rows(3)
                .hint("One name a line. Anything they offer may be bought."))
        }
    }
}
