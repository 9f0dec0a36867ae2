//! A holder's own requests.

use maud::{Markup, html};

use super::facts;
use crate::kernel::words;
use crate::requests::forms::AskForm;
use crate::requests::model::{Request, RequestStatus};
use crate::requests::service::{Mine, MyRequest};
use crate::search::categories;
use crate::web::components::{
    Button, PostForm, TagKind, actions, confirmation, csrf_field, empty_state, link, lu, panel, paragraph, tag,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Everything that was asked for.
pub fn list(mine: &Mine) -> Page {
    let page = Page::new("What you asked for").nav("/requests").back("/search", "Find support").body(html! {
        (paragraph("When you can’t find something, ask for it. Providers near you can see what is wanted, and not who asked."))
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
    let body = html! {
        p.govuk-body { (tag(if open { TagKind::Ok } else { TagKind::Plain }, None, request.status.label())) }
        p.govuk-body { (request.words) }
        (facts(request))
        @if open && one.near_by > 0 {
            p.app-note { (words::count(one.near_by, "service", "services")) " of this kind work there now." }
        }
        @if open && may_ask {
            p.govuk-body {
                a.govuk-link href=(format!("/requests/{}/cancel", request.id)) {
                    "Cancel this request" span.govuk-visually-hidden { ": " (request.words) }
                }
            }
        }
    };
    panel(&format!("request-{}", request.id), &heading(request), &body)
}

/// "Meals in LS6"
fn heading(request: &Request) -> String {
    let kind = request.category.as_deref().map_or("Support", categories::name);
    format!("{kind} in {}", request.area)
}

/// The form that asks.
pub fn form(ctx: &Ctx, form: &AskForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let mut kinds =
        fields.select("category", "Type of support, if you know it", &form.category).option("", "I’m not sure");
    for category in categories::all() {
        let name = if category.is_top() { category.name.clone() } else { format!("– {}", category.name) };
        kinds = kinds.option(&category.code, name);
    }
    let days = DAYS.into_iter().fold(
        fields.checkboxes("days", "Which days?", &form.days).hint("Leave this empty if any day will do").small(),
        |boxes, day| boxes.choice(day, day),
    );
    Page::new("Ask for what you need").nav("/requests").back("/requests", "What you asked for").errors(errors).body(html! {
        (paragraph("Tell providers what you would like. Those who work near you will see this. They won’t see who asked."))
        form.app-panel.app-form-card method="post" action="/requests/new" novalidate {
            (csrf_field(ctx))
            (fields.textarea("words", "What would you like?", &form.words)
                .hint("Use your own words. Don’t give names, phone numbers or your address.").rows(5).longest(1_000))
            (kinds)
            (fields.input("area", "Postcode or town", &form.area)
                .hint("Others see only the first part, like LS6").autocomplete("postal-code").width(10))
            (days)
            (fields.input("limit", "Up to how much a week? (you can leave this empty)", &form.limit).prefix("£").width(5).mode("decimal"))
            (actions(html! { (Button::submit("Send my request").once()) }))
        }
    })
}

/// It is sent.
pub fn sent(request: &Request) -> Page {
    Page::new("We have your request").nav("/requests").body(html! {
        (confirmation("We have your request", "", ""))
        (paragraph(&request.words))
        (facts(request))
        (paragraph("Providers who work there can see it now, and so can the people at your council who plan services. Nobody sees who asked. We sent you an email about it."))
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
            (paragraph("Providers will no longer see it. You can ask again at any time."))
            (PostForm::new(ctx, format!("/requests/{}/cancel", request.id), Button::submit("Cancel my request").warning()))
            p.govuk-body { (link("/requests", "Keep it")) }
        } @else { (paragraph("This request was cancelled before.")) }
    })
}
