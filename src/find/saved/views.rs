//! The pages of saved searches.

use maud::{Markup, html};

use super::model::{MOST, Mails, SavedSearch};
use super::routes::SaveForm;
use super::service::{Results, Shown};
use crate::find::address::SearchAddress;
use crate::find::person::Person;
use crate::find::views::labels::chips;
use crate::kernel::dates::long_date;
use crate::kernel::{SavedSearchId, words};
use crate::web::components::{
    Button, NotificationBanner, PostForm, actions, csrf_field, empty_state, hidden, inset, link, lu, paragraph,
    warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// All of a person's searches.
pub fn list(ctx: &Ctx, searches: &[Shown], removed: Option<SavedSearchId>) -> Page {
    let body = html! {
        @if let Some(removed) = removed {
            (NotificationBanner::success("The saved search is deleted."))
            (PostForm::new(ctx, format!("/saved-searches/{removed}/restore"), Button::submit("Put it back").secondary()))
        }
        @if let Some(acting) = &ctx.acting {
            (inset(&html! { "These are your own saved searches. " (acting.name) " can’t see them." }))
        }
        @if searches.is_empty() { (nothing()) } @else {
            p.govuk-body { (words::count(searches.len(), "search", "searches")) " of " (MOST) " you can save." }
            ul.app-orders { @for shown in searches { li { (one(ctx, shown)) } } }
        }
    };
    Page::new("Saved searches").nav("/search").back("/search", "Find support").body(body)
}

fn nothing() -> Markup {
    let body = html! {
        p.govuk-body { "When nothing is quite right yet, save your search. We write to you when something new matches." }
        (Button::link("/search", "Find support"))
    };
    empty_state(lu::LuBellRing, "No saved searches yet", &body)
}

fn one(ctx: &Ctx, shown: &Shown) -> Markup {
    let saved = &shown.saved;
    let about = format!(": {}", saved.name);
    html! {
        article.app-panel {
            h2.govuk-heading-m { a.govuk-link href=(saved.results_href()) { (saved.name) } }
            (filters_in_words(&saved.address, shown.person.as_ref()))
            @if shown.is_stale() { (warning_text(STALE)) } @else if saved.holder.is_some() {
                p.app-note { (for_whom(shown.person.as_ref())) }
            }
            p.app-note { (told(saved)) }
            (actions(html! {
                a.govuk-link href=(format!("/saved-searches/{}", saved.id)) { "Change" (hidden(&about)) }
                (PostForm::new(ctx, format!("/saved-searches/{}/remove", saved.id), Button::submit("Delete").plain().about(&saved.name)))
            }))
        }
    }
}

/// What is said of a search whose plan or budget is gone.
const STALE: &str = "The plan or budget that this search was narrowed to has changed, or you may no longer see it. We \
                     can’t tell you about new matches. Search again and save that, then delete this one.";

fn for_whom(person: Option<&Person>) -> String {
    match person.and_then(|person| person.name.as_ref()) {
        Some(name) => format!("For the plan and budget of {name}, as they are on the day we look."),
        None => "For your plan and budget, as they are on the day we look.".to_owned(),
    }
}

fn told(saved: &SavedSearch) -> String {
    match saved.mails {
        Mails::None => "We send you no emails about it.".to_owned(),
        Mails::Daily => format!("We write at most once a day. Last looked on {}.", long_date(saved.looked_on)),
        Mails::Weekly => format!("We write at most once a week. Last looked on {}.", long_date(saved.looked_on)),
    }
}

/// What a search asks beside its words and place.
fn filters_in_words(address: &SearchAddress, person: Option<&Person>) -> Markup {
    let chips = chips(address, &address.filters_on(), person);
    let typed = [("For", address.q.trim()), ("Near", address.near.trim())];
    html! {
        @if !chips.is_empty() || typed.iter().any(|(_, words)| !words.is_empty()) {
            ul.app-words {
                @for (name, words) in typed { @if !words.is_empty() { li { (name) " “" (words) "”" } } }
                @for (label, _) in &chips { li { (label) } }
            }
        }
    }
}

fn fields(form: &SaveForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let choices = Mails::ALL.iter().rev().map(|mails| (mails.as_str(), mails.label()));
    html! {
        (fields.input("name", "What do you want to call it?", &form.name).hint("Only you see this name."))
        (fields.radios("mails", "When something new matches, shall we write to you?", &form.mails).choices(choices))
    }
}

/// The form that saves a search.
pub fn new(
    ctx: &Ctx,
    (address, person): (&SearchAddress, Option<&Person>),
    form: &SaveForm,
    errors: &FieldErrors,
) -> Page {
    let body = html! {
        p.govuk-body { "You can come back to this search, and be told when something new matches it." }
        (filters_in_words(address, person))
        @if address.is_personal() { (paragraph(for_whom(person))) }
        @if ctx.acting.is_some() { (paragraph("It is saved for you. The person you act for can’t see it.")) }
        form method="post" action="/saved-searches" {
            (csrf_field(ctx))
            input type="hidden" name="search" value=(form.search);
            (fields(form, errors))
            (actions(html! { (Button::submit("Save this search").once()) (link(&address.href(), "Back to the results")) }))
        }
    };
    Page::new("Save this search").nav("/search").back(address.href(), "Back to the results").errors(errors).body(body)
}

/// The form that changes one.
pub fn edit(ctx: &Ctx, saved: &SavedSearch, form: &SaveForm, errors: &FieldErrors) -> Page {
    let body = html! {
        (filters_in_words(&saved.address, None))
        form method="post" action=(format!("/saved-searches/{}", saved.id)) {
            (csrf_field(ctx))
            (fields(form, errors))
            (Button::submit("Save"))
        }
    };
    Page::new("Change a saved search")
        .nav("/search")
        .back("/saved-searches", "Saved searches")
        .errors(errors)
        .body(body)
}

/// The results are for a plan that isn't the one in front of them now.
pub fn elsewhere(ctx: &Ctx, results: &Results) -> Page {
    let body = match results {
        Results::After(mandate, address) => html! {
            p.govuk-body { "This search is for the plan and budget of " (mandate.holder_name) ". You see the results while you act for them." }
            (PostForm::new(ctx, "/acting", Button::submit(format!("Act for {}", mandate.holder_name)))
                .with("mandate", mandate.id).with("next", address.href()))
        },
        Results::AfterStopping(address) => html! {
            p.govuk-body { "This search is for your own plan and budget. You see the results when you stop acting for somebody else." }
            (PostForm::new(ctx, "/acting/stop", Button::submit("Stop acting")).with("next", address.href()))
        },
        Results::At(_) | Results::Lost => html! {
            p.govuk-body { "This search was for somebody’s plan and budget, and you may no longer see those." }
            (Button::link("/search", "Find support"))
        },
    };
    Page::new("Whose plan this search is for").nav("/search").back("/saved-searches", "Saved searches").body(body)
}

/// What a mail's link opens.
pub fn stop(ctx: &Ctx) -> Page {
    let body = html! {
        p.govuk-body { "We write to you when something new matches your saved searches." }
        p.govuk-body { "Your searches stay. You can turn the emails on again when you are signed in." }
        form method="post" { (csrf_field(ctx)) (Button::submit("Stop these emails")) }
    };
    Page::new("Stop emails about saved searches?").body(body)
}

/// The emails are stopped.
pub fn stopped() -> Page {
    let body = html! {
        p.govuk-body { "We won’t write to you about saved searches any more." }
        p.govuk-body { (link("/saved-searches", "See your saved searches")) }
    };
    Page::new("The emails are stopped").body(body)
}
