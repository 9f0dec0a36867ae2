//! When money arrives, on pages.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::model::{Arrives, Collector};
use super::routes::{MoneyForm, TopUpForm};
use super::service::{NewMoney, PotMoney};
use crate::budgets::model::Stream;
use crate::budgets::service::BudgetFigures;
use crate::kernel::Money;
use crate::kernel::dates::{long_date, short_date};
use crate::kernel::words::count;
use crate::web::components::{
    Button, DateText, SummaryList, Table, Verdict, actions, csrf_field, details, link, panel, paragraph, text,
    warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// When the money of a budget arrives, for its page; nothing where it all arrived at once.
pub fn on_budget(budget: &BudgetFigures) -> Markup {
    let (arrivals, ahead, today) = (&budget.arrivals, &budget.ahead, budget.overview.today);
    if !arrivals.in_parts() {
        return html! {};
    }
    panel(
        "arrivals",
        "When the money arrives",
        &html! {
            @if let Some((first, rest)) = ahead.split_first() {
                (rest.iter().fold(Verdict::warm("Spending runs ahead of the money.").more(first.as_str()), |verdict, more| verdict.more(more.as_str())))
            }
            p.govuk-body {
                (arrivals.by(today)) " has arrived so far."
                @if let Some((day, amount)) = arrivals.next(today) { " The next " (amount) " arrives on " (long_date(day)) "." }
            }
            @for stream in arrivals.streams.iter().filter(|stream| stream.collector.is_some() || stream.parts.len() > 1) {
                p.app-small {
                    (stream.stream.label()) ": " (stream.amount) ", " (stream.arrives.label().to_lowercase()) "."
                    @if let Some(collector) = stream.collector { " " (collector.label()) "." }
                }
            }
        },
    )
}

/// A pot's money, for the council.
pub(super) fn pot(view: &PotMoney, today: NaiveDate) -> Page {
    let table = Table::new("Money in this pot").column("From").column("Arrives").numbers("In all").numbers("Arrived");
    let table = view.arrivals.streams.iter().fold(table, |table, stream| {
        let arrived = Money::sum(stream.parts.iter().filter(|part| part.on <= today).map(|part| part.amount));
        let how = html! {
            (stream.arrives.label())
            @if let Some(collector) = stream.collector { span.app-sub { (collector.label()) } }
        };
        table.row([text(stream.stream.label()), how, text(stream.amount), text(arrived.unwrap_or_default())])
    });
    let to_come: Vec<_> = view
        .arrivals
        .streams
        .iter()
        .flat_map(|stream| {
            stream.parts.iter().filter(|part| part.on > today).map(move |part| (part.on, stream.stream, part.amount))
        })
        .collect();
    let facts = SummaryList::new()
        .fact("Person", link(&format!("/council/people/{}", view.reference), &view.holder))
        .fact("Held as", view.held_as.label())
        .fact("Budget", format!("{} to {}", short_date(view.span.0), short_date(view.span.1)));
    let body = html! {
        (facts)
        (panel("money", "Money in this pot", &html! {
            @if view.arrivals.streams.is_empty() { (paragraph("No money has been put in yet.")) } @else { (table) }
            @if !to_come.is_empty() {
                (details(&format!("{} still to come", count(to_come.len(), "payment", "payments")), &html! {
                    (to_come.iter().fold(Table::new("Payments still to come").column("Day").column("From").numbers("Amount"), |table, (on, stream, amount)| {
                        table.row([text(short_date(*on)), text(stream.label()), text(amount)])
                    }))
                }))
            }
        }))
        (actions(html! {
            (Button::link(format!("/council/pots/{}/money", view.pot), "Put money in"))
            (Button::link(format!("/council/pots/{}/take-back", view.pot), "Take money back").secondary())
            (Button::link(format!("/council/pots/{}/rules", view.pot), "What it may buy").secondary())
            (Button::link(format!("/council/money/pots/{}", view.pot), "Follow the money").secondary())
        }))
    };
    Page::new(format!("Pot {}", view.pot))
        .nav("/council")
        .caption(view.holder.as_str())
        .back(format!("/council/people/{}", view.reference), view.holder.as_str())
        .body(body)
}

/// The form to put money in.
pub(super) fn put_in(ctx: &Ctx, view: &PotMoney, typed: &MoneyForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let action = format!("/council/pots/{}/money", view.pot);
    let streams = Stream::ALL.iter().map(|stream| (stream.as_str(), stream.label()));
    let arrives =
        Arrives::ALL.iter().fold(fields.radios("arrives", "How does it arrive?", &typed.arrives), |radios, arrives| {
            radios.choice(arrives.as_str(), arrives.label())
        });
    let collector = Collector::ALL.iter().fold(
        fields
            .radios("collector", "Who collects it?", &typed.collector)
            .hint("Only for the person’s own contribution."),
        |radios, collector| radios.choice(collector.as_str(), collector.label()),
    );
    let from = DateText::typed(&typed.from_day, &typed.from_month, &typed.from_year);
    let body = html! {
        (paragraph("The whole amount can be ordered with from today. If spending runs ahead of what has arrived, everybody who looks at the budget is told."))
        form method="post" action=(action) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(typed.key);
            (fields.select("stream", "Where does it come from?", &typed.stream).options(streams))
            (fields.input("amount", "How much in all?", &typed.amount).prefix("£").width(10).mode("decimal"))
            (arrives)
            (fields.input("first", "How much comes first?", &typed.first).prefix("£").width(10).mode("decimal").hint("Only where a large part comes first."))
            (fields.date("from", "When does the first of it arrive?", from))
            (collector)
            (actions(html! { (Button::submit("Go on")) (link(&format!("/council/pots/{}", view.pot), "Go back")) }))
        }
    };
    Page::new("Put money in")
        .nav("/council")
        .caption(view.holder.as_str())
        .back(format!("/council/pots/{}", view.pot), format!("Pot {}", view.pot))
        .errors(errors)
        .body(body)
}

/// What would be put in and when it would arrive, to be looked at before it is done.
pub(super) fn check(
    ctx: &Ctx,
    view: &PotMoney,
    (typed, new): (&MoneyForm, &NewMoney),
    parts: &[(NaiveDate, Money)],
) -> Page {
    let facts = SummaryList::new()
        .fact("Person", view.holder.as_str())
        .fact("Held as", view.held_as.label())
        .fact("From", new.stream.label())
        .fact("In all", new.amount.to_string())
        .fact("It arrives", new.arrives.label());
    let facts = match new.collector {
        Some(collector) => facts.fact("Collected", collector.label()),
        None => facts,
    };
    let table = parts
        .iter()
        .fold(Table::new("When it arrives").show_caption().column("Day").numbers("Amount"), |table, (on, amount)| {
            table.row([text(long_date(*on)), text(amount)])
        });
    let sum = Money::sum(parts.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let body = html! {
        (facts)
        @if parts.len() > 1 { (table.total([text("In all"), text(sum)])) }
        (warning_text("The money can be ordered with as soon as it is in, and it can’t be taken out again here."))
        form method="post" action=(format!("/council/pots/{}/money", view.pot)) {
            (csrf_field(ctx))
            @for (name, value) in [
                ("key", &typed.key), ("stream", &typed.stream), ("amount", &typed.amount), ("arrives", &typed.arrives),
                ("first", &typed.first), ("from_day", &typed.from_day), ("from_month", &typed.from_month),
                ("from_year", &typed.from_year), ("collector", &typed.collector),
            ] { input type="hidden" name=(name) value=(value); }
            (actions(html! {
                (Button::submit(format!("Put {} in", new.amount)).value("sure", "yes").once())
                (Button::submit("Change it").secondary().value("sure", "no"))
            }))
        }
    };
    Page::new("Check before you put it in")
        .nav("/council")
        .caption(view.holder.as_str())
        .back(format!("/council/pots/{}", view.pot), format!("Pot {}", view.pot))
        .body(body)
}

/// The form to add money of one's own.
pub(super) fn top_up(ctx: &Ctx, typed: &TopUpForm, errors: &FieldErrors) -> Page {
    let body = html! {
        (paragraph("You or your family can add money of your own to the budget. It is marked as yours. Add it here when you have paid it into the account that the budget is paid from."))
        (paragraph("What is left of it when the budget’s year ends is given back as your council’s policy says."))
        form method="post" action="/budget/top-up" novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(typed.key);
            (errors.fields().input("amount", "How much did you add?", &typed.amount).prefix("£").width(10).mode("decimal"))
            (actions(html! { (Button::submit("Add it").once()) (link("/budget", "Go back")) }))
        }
    };
    Page::new("Add money of your own").nav("/budget").back("/budget", "Budget").errors(errors).body(body)
}

/// For pots that the council pays from.
pub(super) fn ask_the_council() -> Page {
    let body = html! {
        (paragraph("Your council pays for what you order, so it must have the money first. Ask them how to pay it to them. They then add it to your budget, marked as yours."))
        (actions(html! { (Button::link("/budget", "Go back").secondary()) }))
    };
    Page::new("Add money of your own").nav("/budget").back("/budget", "Budget").body(body)
}
