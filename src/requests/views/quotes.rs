//! A holder's request with its quotes side by side, and the pages that answer them.

use maud::{Markup, html};

use super::{amount, cost_words, facts, heading, price_words, quote_tag, status_tag, talk, visits_words};
use crate::kernel::dates::long_date;
use crate::kernel::ids::ProviderId;
use crate::kernel::{Money, words};
use crate::orders::model::beyond::AskFirst;
use crate::orders::ways_to_ask;
use crate::requests::forms::OUTSIDE;
use crate::requests::model::{QuoteStatus, Request, RequestStatus, Side};
use crate::requests::service::{QuoteView, RequestView};
use crate::web::components::{
    Button, Checkboxes, Sums, Verdict, actions, csrf_field, details, effect_box, empty_state, inset, link, lu, panel,
    paragraph,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn address(request: &Request) -> String {
    format!("/requests/{}", request.id)
}

/// A request with everything about it.
pub fn show(view: &RequestView) -> Page {
    let request = &view.request;
    let (open, over): (Vec<&QuoteView>, Vec<&QuoteView>) =
        view.quotes.iter().partition(|one| one.quote.holds_on(view.today) && request.status == RequestStatus::Open);
    Page::new(heading(request)).caption("What you asked for").nav("/requests").back("/requests", "What you asked for").body(html! {
        p.govuk-body { (status_tag(request.status)) }
        @if let Some(order) = &view.order {
            (Verdict::good("You accepted a quote.").more_markup(html! { "It is " (link(&format!("/orders/{order}"), format!("order {order}"))) "." }))
        }
        (panel("request", "What providers see", &what(view)))
        section aria-labelledby="quotes" {
            h2.govuk-heading-m #quotes { "Quotes" }
            @if open.is_empty() { (nothing_yet(request)) } @else { (compare(view, &open)) }
        }
        (questions(view))
        @if !over.is_empty() { (details(&format!("Quotes that are over ({})", over.len()), &before(&over))) }
        @if request.status == RequestStatus::Open && view.may_ask {
            p.govuk-body { (link(&format!("{}/cancel", address(request)), "Cancel this request")) }
        }
    })
}

fn what(view: &RequestView) -> Markup {
    html! {
        p.govuk-body { (view.request.words) }
        (facts(&view.request))
        @if !view.chosen.is_empty() { p.app-note { "You sent it to " (words::list(&view.chosen)) "." } }
    }
}

fn nothing_yet(request: &Request) -> Markup {
    if request.status == RequestStatus::Open {
        let more = paragraph("We send you an email when a provider sends one.");
        empty_state(lu::LuMessageCircle, "No quotes yet", &more)
    } else {
        html! { p.govuk-body { "None waits for an answer." } }
    }
}

/// Quotes side by side, what they cost first.
fn compare(view: &RequestView, quotes: &[&QuoteView]) -> Markup {
    let row = |label: &str, cell: &dyn Fn(&QuoteView) -> Markup| {
        html! {
            tr role="row" {
                th scope="row" role="rowheader" { (label) }
                @for one in quotes { td role="cell" data-label=(one.provider.name) { div { (cell(one)) } } }
            }
        }
    };
    let line = view.compared.line(view.request.plan_line_id);
    html! {
        table.app-compare.app-compare--services role="table" {
            caption.govuk-visually-hidden { "Quotes side by side" }
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { span.govuk-visually-hidden { "What is compared" } }
                    @for one in quotes {
                        th scope="col" role="columnheader" { (link(&format!("/providers/{}-{}", one.provider.id, one.provider.slug), &one.provider.name)) }
                    }
                }
            }
            tbody role="rowgroup" {
                (row("A week", &|one| html! { (amount(one.weekly, "Only once")) }))
                (row("In all", &|one| html! { (amount(one.total, "Can’t be said")) }))
                @if let Some((_, title, left)) = line {
                    (row(&format!("Of {left} left for “{title}”"), &|one| left_after(*left, one.total)))
                }
                @if let Some(available) = view.compared.available {
                    (row(&format!("Of {available} left in the budget"), &|one| left_after(available, one.total)))
                }
                (row("What", &lines))
                (row("What they say", &|one| html! { @if one.quote.notes.is_empty() { "Nothing more" } @else { (one.quote.notes) } }))
                (row("Holds until", &|one| html! { (one.quote.valid_until.map(long_date).unwrap_or_default()) }))
                (row("What next", &|one| next(view, one)))
            }
        }
    }
}

fn left_after(left: Money, total: Option<Money>) -> Markup {
    html! {
        @match total.and_then(|total| left.checked_sub(total)) {
            None => { "Can’t be said" },
            Some(rest) if rest.is_negative() => { (rest.checked_neg().unwrap_or(rest)) " too much" },
            Some(rest) => { (rest) " left after it" },
        }
    }
}

fn lines(one: &QuoteView) -> Markup {
    html! {
        ul.govuk-list {
            @for line in &one.lines {
                li {
                    b { (line.line.title) } br;
                    (line.line.request.when_words()) ". " (price_words(&line.line))
                    @match &line.cost {
                        Ok(costing) => { br; (visits_words(&line.line, costing)) " " (cost_words(costing)) ", " (costing.total) " in all." },
                        Err(why) => { br; (why) },
                    }
                }
            }
        }
    }
}

fn next(view: &RequestView, one: &QuoteView) -> Markup {
    let quote = format!("{}/quotes/{}", address(&view.request), one.quote.id);
    let about = format!("the quote of {}", one.provider.name);
    html! {
        @if let Some(why) = &one.refusal { p.app-note { (why) } }
        @else if view.may_order && one.total.is_some() {
            p { (Button::link(format!("{quote}/accept"), "Accept").about(about.as_str())) }
        }
        @if view.may_ask {
            p { a.govuk-link href=(format!("{quote}/decline")) { "Say no" span.govuk-visually-hidden { " to " (about) } } }
            p { a.govuk-link href=(format!("{}/messages/{}", address(&view.request), one.provider.id)) { "Ask" span.govuk-visually-hidden { " " (one.provider.name) } " something" } }
        }
    }
}

fn before(quotes: &[&QuoteView]) -> Markup {
    html! {
        @for one in quotes {
            h3.govuk-heading-s { (one.provider.name) ", version " (one.quote.version) }
            p.govuk-body { (quote_tag(if one.quote.status == QuoteStatus::Sent { QuoteStatus::Expired } else { one.quote.status })) }
            @if let Some(reason) = &one.quote.reason { p.govuk-body { "You said: " (reason) } }
            (lines(one))
        }
    }
}

fn questions(view: &RequestView) -> Markup {
    html! {
        @for thread in &view.threads {
            (panel(&format!("with-{}", thread.provider.id), &format!("Questions from {}", thread.provider.name), &html! {
                (talk(&thread.messages, Side::Holder, &thread.provider.name))
                @if view.may_ask && view.request.status == RequestStatus::Open {
                    p.govuk-body { a.govuk-link href=(format!("{}/messages/{}", address(&view.request), thread.provider.id)) {
                        "Answer " (thread.provider.name)
                    } }
                }
            }))
        }
    }
}

/// Writing to one provider.
pub fn say(ctx: &Ctx, view: &RequestView, provider: ProviderId, errors: &FieldErrors, typed: &str) -> Option<Page> {
    let thread = view.threads.iter().find(|thread| thread.provider.id == provider);
    let quoted = view.quotes.iter().find(|one| one.provider.id == provider);
    let name = thread.map(|thread| &thread.provider.name).or_else(|| quoted.map(|one| &one.provider.name))?;
    let back = address(&view.request);
    let page = Page::new(format!("Write to {name}")).nav("/requests").back(back.as_str(), "The request").errors(errors);
    Some(page.body(html! {
        (paragraph("They don’t see who you are. Don’t give names, phone numbers or your address."))
        @if let Some(thread) = thread { (talk(&thread.messages, Side::Holder, name)) }
        form method="post" action=(format!("{back}/messages/{provider}")) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "What do you want to say?", typed).rows(4).longest(1_000))
            (actions(html! { (Button::submit("Send").once()) (link(&back, "Go back")) }))
        }
    }))
}

/// Is that what they want?
pub fn accept(
    ctx: &Ctx,
    view: &RequestView,
    one: &QuoteView,
    (key, chosen, asks): (&str, Option<&str>, &[AskFirst]),
    errors: &FieldErrors,
) -> Page {
    let back = address(&view.request);
    let page = Page::new("Accept this quote?").caption(one.provider.name.as_str()).nav("/requests");
    let page = page.back(back.as_str(), "The request").errors(errors);
    let may = view.may_order && one.refusal.is_none() && one.quote.holds_on(view.today);
    let Some(total) = one.total.filter(|_| may && view.request.status == RequestStatus::Open) else {
        return page.body(html! {
            (Verdict::warm("It can’t be accepted now.").more(why_not(view, one)))
            p.govuk-body { (link(&back, "See the request")) }
        });
    };
    let usual = view.request.plan_line_id.map_or_else(|| OUTSIDE.to_owned(), |id| id.to_string());
    let fields = errors.fields();
    let action = format!("{back}/quotes/{}/accept", one.quote.id);
    page.body(html! {
        (effect_box(&one.weekly.map_or_else(|| total.to_string(), |weekly| format!("{weekly} a week")), &sums(view, one, total)))
        (panel("lines", "What you order", &lines(one)))
        @if !one.quote.notes.is_empty() { (inset(&html! { "“" (one.quote.notes) "”" })) }
        (paragraph(format!("If you accept, it is an order at once, and the money for it is set aside. {} learns who it is for, and where. The other quotes are closed.", one.provider.name)))
        (ways_to_ask(asks))
        form method="post" action=(action) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(key);
            input type="hidden" name="total" value=(total.pence());
            @if view.compared.plan_lines.is_empty() { input type="hidden" name="plan_line" value=(OUTSIDE); }
            @else {
                (fields.select("plan_line", "Which part of the plan is it for?", chosen.unwrap_or(&usual))
                    .options(view.compared.plan_lines.iter().map(|(id, title, left)| (id.to_string(), format!("{title} ({left} left)"))))
                    .option(OUTSIDE, "None: it is outside the plan"))
            }
            (Checkboxes::single("agree", "I have read this, and I want to order it.", false, errors.get("agree")))
            (actions(html! { (Button::submit(format!("Order for {total}")).once()) (link(&back, "Go back")) }))
        }
    })
}

fn sums(view: &RequestView, one: &QuoteView, total: Money) -> Markup {
    let sums = one.lines.iter().fold(Sums::new(), |sums, line| match &line.cost {
        Ok(costing) => sums.line(line.line.title.as_str(), costing.total),
        Err(_) => sums,
    });
    html! {
        (sums.total("In all", total))
        @if let Some((_, title, left)) = view.compared.line(view.request.plan_line_id) {
            p { "“" (title) "”: " (left_after(*left, Some(total))) "." }
        }
        @if let Some(available) = view.compared.available { p { "The budget: " (left_after(available, Some(total))) "." } }
        @if let Some(ends) = view.compared.ends_on { p.app-note { "Counted up to its last day, or to the end of the budget on " (long_date(ends)) "." } }
    }
}

fn why_not(view: &RequestView, one: &QuoteView) -> String {
    if let Some(why) = &one.refusal {
        return why.clone();
    }
    if !view.may_order {
        return "You may ask for quotes for this person, and not order. Tell them which one you would choose."
            .to_owned();
    }
    if view.request.status != RequestStatus::Open {
        return "The request is closed.".to_owned();
    }
    if !one.quote.holds_on(view.today) {
        return "The quote is over. Ask the provider for a new one.".to_owned();
    }
    let fault =
        one.lines.iter().find_map(|line| line.cost.as_ref().err().map(|why| format!("“{}”: {why}", line.line.title)));
    fault.unwrap_or_default()
}

/// Why not?
pub fn decline(ctx: &Ctx, view: &RequestView, one: &QuoteView, typed: &str, errors: &FieldErrors) -> Page {
    let back = address(&view.request);
    let page = Page::new("Say no to this quote?").caption(one.provider.name.as_str()).nav("/requests");
    page.back(back.as_str(), "The request").errors(errors).body(html! {
        (lines(one))
        @if one.quote.status == QuoteStatus::Sent {
            (paragraph("The provider reads why, and may send you a better one. They don’t learn who you are."))
            form method="post" action=(format!("{back}/quotes/{}/decline", one.quote.id)) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "Why doesn’t it suit?", typed).rows(3).longest(500))
                (actions(html! { (Button::submit("Say no").warning().once()) (link(&back, "Keep it")) }))
            }
        } @else { p.govuk-body { "This quote is over: " (one.quote.status.label().to_lowercase()) "." } }
    })
}
