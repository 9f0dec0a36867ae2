//! A request as a provider sees it, and writing a quote for it. Nothing here knows whose request it is.

use chrono::Days;
use maud::{Markup, html};

use super::{cost_words, facts, heading, price_words, quote_tag, status_tag, talk, visits_words};
use crate::directory::model::{PriceUnit, Vat};
use crate::kernel::dates::long_date;
use crate::kernel::{OnBankHolidays, ScheduleKind};
use crate::orders::service::agreed;
use crate::orders::{LineForm, When};
use crate::requests::forms::{QuoteLineForm, SendForm};
use crate::requests::model::{Quote, QuoteLine, QuoteStatus, Request, RequestStatus, Side};
use crate::requests::service::ProviderView;
use crate::web::components::{
    Button, DateText, PostForm, Verdict, actions, csrf_field, details, empty_state, link, lu, panel, paragraph,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Days that a quote holds, to begin a form with.
const USUAL_DAYS: Days = Days::new(21);

fn address(request: &Request) -> String {
    format!("/provider/requests/{}", request.id)
}

/// The request, what was quoted and what was said.
pub fn show(ctx: &Ctx, view: &ProviderView, typed: &str, errors: &FieldErrors) -> Page {
    let request = &view.request;
    let page = Page::new(format!("{}, request {}", heading(request), request.id));
    let page = page.caption("What somebody asks for").nav("/provider/requests");
    page.back("/provider/requests", "What people ask for").errors(errors).body(html! {
        p.govuk-body { (status_tag(request.status)) }
        (panel("request", "What they would like", &html! { p.govuk-body { (request.words) } (facts(request)) }))
        (ours(ctx, view))
        (panel("talk", "Questions and answers", &questions(ctx, view, typed, errors)))
    })
}

fn ours(ctx: &Ctx, view: &ProviderView) -> Markup {
    let to = address(&view.request);
    let newest = view.quotes.iter().find(|quote| quote.status != QuoteStatus::Draft);
    let older: Vec<&Quote> =
        view.quotes.iter().filter(|one| one.status != QuoteStatus::Draft && Some(*one) != newest).collect();
    let body = html! {
        @if let Some(order) = &view.order {
            (Verdict::good("They accepted your quote.").more_markup(html! { "It is " (link(&format!("/orders/{order}"), format!("order {order}"))) "." }))
        }
        @if let Some(quote) = newest { (one(view, quote)) } @else { p.govuk-body { "You haven’t sent one." } }
        @if view.may_quote() {
            (actions(html! {
                @if view.draft().is_some() { (Button::link(format!("{to}/quote"), "Go on with your quote")) }
                @else if newest.is_none() { (Button::link(format!("{to}/quote/line"), "Write a quote")) }
                @else { (PostForm::new(ctx, format!("{to}/quote/change"), Button::submit("Write a new version").secondary())) }
                @if view.sent().is_some() { (link(&format!("{to}/quote/withdraw"), "Take the quote back")) }
            }))
        } @else if view.request.status == RequestStatus::Open { p.app-note { "The last day for quotes has passed." } }
        @if !older.is_empty() { (details("Earlier versions", &html! { @for quote in older { (one(view, quote)) } })) }
    };
    panel("quote", "Your quote", &body)
}

fn one(view: &ProviderView, quote: &Quote) -> Markup {
    html! {
        h3.govuk-heading-s { "Version " (quote.version) }
        p.govuk-body { (quote_tag(quote.status)) }
        (lines(view, quote, None))
        @if !quote.notes.is_empty() { p.govuk-body { "You said: " (quote.notes) } }
        @if let Some(until) = quote.valid_until { p.govuk-body { "It holds until " (long_date(until)) "." } }
        @if let Some(reason) = &quote.reason { p.govuk-body { "They said no: " (reason) } }
    }
}

/// The lines, with a way to take one out of a draft.
fn lines(view: &ProviderView, quote: &Quote, draft: Option<&Ctx>) -> Markup {
    html! {
        ul.govuk-list.govuk-list--spaced {
            @for line in &quote.lines {
                li {
                    b { (line.title) } br;
                    (line.request.when_words()) ". " (price_words(line)) br;
                    (cost(view, line))
                    @if let Some(ctx) = draft {
                        (PostForm::new(ctx, format!("{}/quote/lines/{}/remove", address(&view.request), line.id), Button::submit("Take it out").plain().about(line.title.as_str())))
                    }
                }
            }
        }
    }
}

/// What a line comes to, as far as a provider can know: how long it goes on depends on the person's budget.
fn cost(view: &ProviderView, line: &QuoteLine) -> Markup {
    let offered = agreed::AgreedLine {
        listing: line.listing_id,
        title: line.title.clone(),
        request: line.request,
        unit_price: line.price,
        vat: line.vat,
    };
    let weekly = matches!(line.request.schedule.kind, ScheduleKind::Weekly { .. });
    html! {
        @match agreed::cost_of(&offered, &view.window) {
            Ok(costing) if weekly && line.request.schedule.ends_on.is_none() => {
                (cost_words(&costing)) ", for as long as their budget lasts."
            },
            Ok(costing) => { (visits_words(line, &costing)) " " (costing.total) " in all." },
            Err(_) => { "Its first day has passed." },
        }
    }
}

fn questions(ctx: &Ctx, view: &ProviderView, typed: &str, errors: &FieldErrors) -> Markup {
    html! {
        @if view.messages.is_empty() { p.govuk-body { "Nothing has been asked." } }
        @else { (talk(&view.messages, Side::Provider, "")) }
        @if view.request.status == RequestStatus::Open {
            form method="post" action=(format!("{}/messages", address(&view.request))) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "Ask a question", typed).rows(3).longest(1_000)
                    .hint("They see your name. Other providers don’t see it."))
                (Button::submit("Send the question").secondary().once())
            }
        }
    }
}

/// The form to send a quote, to start from.
pub fn start(view: &ProviderView) -> SendForm {
    let today = view.window.now.date();
    let usual = today.checked_add_days(USUAL_DAYS).unwrap_or(today);
    let until = view.sent().and_then(|sent| sent.valid_until).filter(|until| *until >= today).unwrap_or(usual);
    let notes = view.draft().map_or("", |draft| draft.notes.as_str());
    let text = |day: chrono::NaiveDate| {
        use chrono::Datelike;
        DateText::new(day.day(), day.month(), day.year())
    };
    SendForm::start(notes, text(until))
}

/// The quote that is being written.
pub fn draft(ctx: &Ctx, view: &ProviderView, form: &SendForm, errors: &FieldErrors) -> Page {
    let to = address(&view.request);
    let page = Page::new("Your quote").caption(heading(&view.request)).nav("/provider/requests");
    let page = page.back(to.as_str(), "The request").errors(errors);
    let Some(draft) = view.draft().filter(|draft| !draft.lines.is_empty()) else {
        let more = html! { (actions(html! { (Button::link(format!("{to}/quote/line"), "Add a line")) (link(&to, "Go back")) })) };
        return page.body(empty_state(lu::LuFileText, "There is nothing in it yet", &more));
    };
    let fields = errors.fields();
    page.body(html! {
        p.govuk-body { (quote_tag(QuoteStatus::Draft)) " Version " (draft.version) "." }
        (panel("lines", "What you offer", &html! {
            (lines(view, draft, Some(ctx)))
            p.govuk-body { (link(&format!("{to}/quote/line"), "Add another line")) }
        }))
        @if view.sent().is_some() { (Verdict::lilac("You have sent a quote.").more("This one takes its place when you send it.")) }
        form method="post" action=(format!("{to}/quote")) novalidate {
            (csrf_field(ctx))
            (fields.textarea("notes", "What do you want to say with it? (you can leave this empty)", &form.notes).rows(4).longest(1_000))
            (fields.date("valid_until", "What is the last day that it holds?", form.until()))
            (paragraph("If they accept it, it is an order at once at these prices. You can take it back until then."))
            (actions(html! { (Button::submit("Send the quote").once()) }))
        }
        (PostForm::new(ctx, format!("{to}/quote/discard"), Button::submit("Throw this away").plain()))
    })
}

/// A line to start from: the listing of that kind, weekly on the days that were asked for.
pub fn start_line(view: &ProviderView) -> QuoteLineForm {
    let top = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
    let wanted = view.request.category.as_deref().map(top);
    let of_kind = view.listings.iter().find(|listing| Some(top(&listing.category)) == wanted);
    let listing = of_kind.or(view.listings.first());
    let price = listing.and_then(|listing| {
        listing.prices.iter().find(|price| price.group_size == 1 && price.holds_on(view.window.now.date()))
    });
    let line = LineForm {
        unit: price.map_or(PriceUnit::Hour, |price| price.unit).as_str().to_owned(),
        often: "weekly".to_owned(),
        every_weeks: "1".to_owned(),
        weekdays: view.request.weekdays.names().map(ToOwned::to_owned).collect(),
        holidays: OnBankHolidays::AsUsual.as_str().to_owned(),
        ..LineForm::default()
    };
    QuoteLineForm {
        listing: listing.map(|listing| listing.listing_id.to_string()).unwrap_or_default(),
        title: listing.map(|listing| listing.title.clone()).unwrap_or_default(),
        price: price.map(|price| price.amount.plain()).unwrap_or_default(),
        vat: price.map_or(Vat::Exempt, |price| price.vat).as_str().to_owned(),
        line,
    }
}

/// The form for a line.
pub fn line(ctx: &Ctx, view: &ProviderView, form: &QuoteLineForm, errors: &FieldErrors) -> Page {
    let to = address(&view.request);
    let action = format!("{to}/quote/line");
    let fields = errors.fields();
    let page = Page::new("Add a line to your quote").caption(heading(&view.request)).nav("/provider/requests");
    let page = page.back(to.as_str(), "The request").errors(errors);
    if view.listings.is_empty() {
        let more = html! { (paragraph("A quote’s line hangs on one of your listings that can be ordered.")) (Button::link("/provider/listings", "See your listings")) };
        return page.body(empty_state(lu::LuFileText, "You have no listing that can be ordered now", &more));
    }
    let when = When {
        typed: &form.line,
        fields,
        units: PriceUnit::ALL,
        shortest: None,
        window: &view.window,
        action: &action,
    };
    page.body(html! {
        p.govuk-body { "They asked: " (view.request.words) }
        form method="post" action=(action) novalidate {
            (csrf_field(ctx))
            (fields.select("listing", "Which of your listings is it?", &form.listing)
                .hint("Its kind of support, its checks and its terms for cancelling count. The price is what you say here.")
                .options(view.listings.iter().map(|listing| (listing.listing_id.to_string(), listing.title.clone()))))
            (fields.input("title", "What is it?", &form.title).hint("As it should stand on the order."))
            (when.all())
            (fields.input("price", "Price of one", &form.price).prefix("£").width(8).mode("decimal")
                .hint("For one hour, visit or whatever it is counted in. With all that must be paid, at any hour."))
            (fields.radios("vat", "VAT", &form.vat).choices(Vat::ALL.iter().map(|vat| (vat.as_str(), vat.label()))))
            (actions(html! { (Button::submit("Add to the quote")) (link(&to, "Go back")) }))
        }
    })
}

/// Is that what they want?
pub fn withdraw(ctx: &Ctx, view: &ProviderView) -> Page {
    let to = address(&view.request);
    let page = Page::new(format!("Take your quote for request {} back?", view.request.id))
        .caption(heading(&view.request))
        .nav("/provider/requests");
    page.back(to.as_str(), "The request").body(html! {
        @if let Some(sent) = view.sent() {
            h2.govuk-heading-m { "What you quoted" }
            (one(view, sent))
            (paragraph("They can’t accept it any more. You can send another one while the request is open."))
            (PostForm::new(ctx, format!("{to}/quote/withdraw"), Button::submit("Take it back").warning()))
            p.govuk-body { (link(&to, "Keep it")) }
        } @else { (paragraph("No quote of yours waits for an answer.")) }
    })
}
