//! A holder's own requests.

use maud::{Markup, html};

use super::{facts, heading, status_tag};
use crate::kernel::words;
use crate::requests::model::{Audience, Request, RequestStatus};
use crate::requests::service::{Mine, MyRequest};
use crate::web::components::{
    Button, PostForm, Verdict, actions, confirmation, empty_state, entry, link, lu, paragraph,
};
use crate::web::page::{Ctx, Page};

/// Everything that was asked for.
pub fn list(mine: &Mine) -> Page {
    let page = Page::new("What you asked for").nav("/requests").back("/search", "Find support").body(html! {
        (paragraph("When you can’t find something, ask for it. Providers near you, or those you choose, see what is wanted and not who asked. They answer with quotes."))
        @if mine.requests.is_empty() {
            (empty_state(lu::LuMessageCircle, "Nothing asked for yet", &paragraph("Try a search first. If it isn’t there, ask for it.")))
        }
        @if mine.may_ask { (actions(html! { (Button::link("/requests/new", "Ask for something")) })) }
        @for one in &mine.requests { (card(one, mine.may_ask)) }
    });
    match &mine.name {
        Some(name) => page.caption(name.as_str()),
        None => page,
    }
}

fn card(one: &MyRequest, may_ask: bool) -> Markup {
    let request = &one.request;
    let open = request.status == RequestStatus::Open;
    let page = format!("/requests/{}", request.id);
    let body = html! {
        p.govuk-body { (status_tag(request.status)) }
        p.govuk-body { (request.words) }
        (facts(request))
        @if one.quotes > 0 {
            (Verdict::lilac(format!("{} for you.", words::count(one.quotes, "quote is waiting", "quotes are waiting"))))
        } @else if open && one.near_by > 0 {
            p.app-note { (words::count(one.near_by, "service", "services")) " of this kind work there now." }
        }
        p.govuk-body {
            a.govuk-link href=(page) {
                @if one.quotes > 1 { "Compare the quotes" } @else { "See quotes and questions" }
                span.govuk-visually-hidden { ": " (request.words) }
            }
        }
        @if open && may_ask {
            p.govuk-body {
                a.govuk-link href=(format!("{page}/cancel")) {
                    "Cancel this request" span.govuk-visually-hidden { ": " (request.words) }
                }
            }
        }
    };
    entry(&format!("request-{}", request.id), &heading(request), &body)
}

/// It is sent.
pub fn sent(request: &Request) -> Page {
    Page::new("We have your request").nav("/requests").body(html! {
        (confirmation("We have your request", "", ""))
        (paragraph(&request.words))
        (facts(request))
        @if request.audience == Audience::Chosen {
            (paragraph("The providers that you chose can see it now, and so can the people at your council who plan services. Nobody sees who asked. We sent you an email about it."))
        } @else {
            (paragraph("Providers who work there can see it now, and so can the people at your council who plan services. Nobody sees who asked. We sent you an email about it."))
        }
        (paragraph("When a provider sends a quote or has a question, we send you an email."))
        p.govuk-body { (link("/requests", "See what you asked for")) }
        p.govuk-body { (link("/search", "Go on searching")) }
    })
}

/// Is that what they want?
pub fn cancel(ctx: &Ctx, request: &Request) -> Page {
    let open = request.status == RequestStatus::Open;
    Page::new("Cancel this request?").nav("/requests").back("/requests", "What you asked for").body(html! {
        (paragraph(&request.words))
        (facts(request))
        @if open {
            (paragraph("Providers will no longer see it, and quotes that wait are closed. You can ask again at any time."))
            (PostForm::new(ctx, format!("/requests/{}/cancel", request.id), Button::submit("Cancel my request").warning()))
            p.govuk-body { (link("/requests", "Keep it")) }
        } @else { (paragraph("This request is closed already.")) }
    })
}
