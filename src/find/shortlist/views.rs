//! The shortlist's page, and the button on cards that fills it.

use chrono::NaiveDate;
use maud::{Markup, PreEscaped, html};

use super::model::{Kept, LONGEST_NOTE, Shortlist};
use crate::directory::model::{ListingState, Reason};
use crate::directory::service::Offer;
use crate::directory::views::sentences::main_price;
use crate::directory::views::{icon_of, tone_of};
use crate::geo;
use crate::kernel::dates::{london, long_date};
use crate::kernel::{ListingId, words};
use crate::web::components::{
    Button, NotificationBanner, PostForm, ResultCard, TagKind, Textarea, actions, csrf_field, empty_state, hidden,
    icon, inset, link, lu, price, rating, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};
use crate::web::put::put;

/// The form whose boxes stand on the cards: it opens the page that compares.
pub const COMPARE_FORM: &str = "compare";

/// "Add to shortlist", or that it is there and how to take it off. Comes back to the same place on the same page.
pub fn keep(ctx: &Ctx, listing: ListingId, title: &str, anchor: &str) -> Markup {
    let Some(shelf) = &ctx.shelf else { return html! {} };
    let there = shelf.listings.contains(&listing);
    let back = format!("{}{anchor}", ctx.path_and_query);
    let about = title.to_owned();
    html! {
        @if there {
            div.app-kept {
                p.app-small { (icon(lu::LuCheck)) " On your " (link("/shortlist", "shortlist")) }
                @if shelf.may_change {
                    (PostForm::new(ctx, format!("/shortlist/{listing}/remove"), Button::submit("Take off").plain().about(about))
                        .with("back", back))
                }
            }
        } @else if shelf.may_change {
            (PostForm::new(ctx, "/shortlist", Button::submit("Add to shortlist").secondary().about(about))
                .with("listing", listing).with("back", back))
        }
    }
}

/// The form of all buttons "Add to shortlist" of a list: one for all, before the first card.
pub fn keep_form(page: &mut String, ctx: &Ctx) {
    if ctx.shelf.as_ref().is_some_and(|shelf| shelf.may_change) {
        put!(page, "<form id=\"keep\" method=\"post\" action=\"/shortlist\">", [csrf_field(ctx)]);
        // The mark at the end stands for the place of the listing that is kept.
        put!(page, "<input type=\"hidden\" name=\"back\" value=\"", (&ctx.path_and_query), "#\"></form>");
    }
}

/// As [`keep`], on a card of a list that has [`keep_form`].
pub fn keep_in_list(page: &mut String, ctx: &Ctx, listing: ListingId, title: &str) {
    let Some(shelf) = &ctx.shelf else { return };
    if shelf.listings.contains(&listing) {
        put!(page, [keep(ctx, listing, title, &format!("#listing-{listing}"))]);
    } else if shelf.may_change {
        put!(
            page,
            "<button class=\"govuk-button govuk-button--secondary\" type=\"submit\" form=\"keep\" name=\"listing\""
        );
        put!(page, " value=\"", [listing.0], "\" data-module=\"govuk-button\">Add to shortlist");
        put!(page, "<span class=\"govuk-visually-hidden\"> ", (title), "</span></button>");
    }
}

/// A box to tick for the page that compares; its form is [`compare_bar`].
pub fn tick_to(page: &mut String, listing: ListingId, title: &str) {
    let id = listing.0;
    put!(
        page,
        "<div class=\"app-boxes app-tick\"><div><input type=\"checkbox\" id=\"compare-",
        [id],
        "\" name=\"listing\""
    );
    put!(page, " value=\"", [id], "\" form=\"", { COMPARE_FORM }, "\"><label for=\"compare-", [id], "\">Compare");
    put!(page, "<span class=\"govuk-visually-hidden\"> ", (title), "</span></label></div></div>");
}

/// The same as a piece of markup.
pub fn tick(listing: ListingId, title: &str) -> Markup {
    let mut page = String::new();
    tick_to(&mut page, listing, title);
    PreEscaped(page)
}

/// The button that compares what was ticked.
pub fn compare_bar() -> Markup {
    html! {
        form.app-compare-bar id=(COMPARE_FORM) method="get" action="/compare" {
            p.app-note id="compare-hint" { "Tick up to four services to see them side by side." }
            button.govuk-button.govuk-button--secondary type="submit" aria-describedby="compare-hint" { "Compare" }
        }
    }
}

/// The same button below a long list, so that nobody has to go back up.
pub fn compare_below() -> Markup {
    html! {
        p.app-compare-bar {
            button.govuk-button.govuk-button--secondary type="submit" form=(COMPARE_FORM) aria-describedby="compare-hint" { "Compare what you ticked" }
        }
    }
}

/// From so many services on a list is long.
pub const LONG: usize = 4;

/// The name of a note's field.
pub fn note_field(listing: ListingId) -> String {
    format!("note-{listing}")
}

/// What was typed into a note that was refused, and why.
pub type Refused<'a> = (Option<(ListingId, &'a str)>, &'a FieldErrors);

/// The page.
pub fn page(
    ctx: &Ctx,
    list: &Shortlist,
    today: NaiveDate,
    removed: Option<ListingId>,
    (typed, errors): Refused<'_>,
) -> Page {
    let title = list.of.as_ref().map_or_else(|| "Your shortlist".to_owned(), |name| format!("{name}’s shortlist"));
    let body = html! {
        @if let Some(removed) = removed { (undo(ctx, removed)) }
        @if list.kept.is_empty() { (nothing()) } @else { (full(ctx, list, today, typed, errors)) }
    };
    Page::new(title).nav("/shortlist").errors(errors).body(body)
}

fn undo(ctx: &Ctx, removed: ListingId) -> Markup {
    html! {
        (NotificationBanner::success("It is off the shortlist."))
        (PostForm::new(ctx, format!("/shortlist/{removed}/restore"), Button::submit("Put it back").secondary()))
    }
}

fn nothing() -> Markup {
    let body = html! {
        p.govuk-body { "When you find support you like, choose “Add to shortlist”. It stays here, so that you can think about it and compare." }
        (Button::link("/search", "Find support"))
    };
    empty_state(lu::LuBookmark, "Nothing here yet", &body)
}

fn full(
    ctx: &Ctx,
    list: &Shortlist,
    today: NaiveDate,
    typed: Option<(ListingId, &str)>,
    errors: &FieldErrors,
) -> Markup {
    let services = words::count(list.kept.len(), "service", "services");
    html! {
        @if !list.notes {
            (inset(&html! {
                "This browser keeps your shortlist for 90 days. " (link("/sign-in?next=/shortlist", "Sign in to keep it for good"))
                ", and to write notes."
            }))
        }
        div.app-toolbar {
            h2.govuk-heading-m { (services) }
            (actions(html! {
                (link("/search", "Find more support"))
                button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print" }
            }))
        }
        @if list.kept.len() > 1 { (compare_bar()) }
        ol.app-results {
            @for kept in &list.kept {
                @let typed = typed.filter(|(listing, _)| *listing == kept.entry.listing).map(|(_, note)| note);
                li id=(format!("listing-{}", kept.entry.listing)) { (one(ctx, list, kept, today, typed, errors)) }
            }
        }
        @if list.kept.len() >= LONG { (compare_below()) }
    }
}

fn one(
    ctx: &Ctx,
    list: &Shortlist,
    kept: &Kept,
    today: NaiveDate,
    typed: Option<&str>,
    errors: &FieldErrors,
) -> Markup {
    match kept.offer.as_ref().filter(|offer| offer.is_public()) {
        Some(offer) => card(ctx, list, kept, offer, today, typed, errors),
        None => gone(ctx, list, kept),
    }
}

/// A listing that nobody may read now: why, without its words.
fn gone(ctx: &Ctx, list: &Shortlist, kept: &Kept) -> Markup {
    let (title, words) = match &kept.offer {
        Some(offer) => (
            format!("A service of {}", offer.provider.name),
            "It is being checked, so it is not on show at the moment. It may come back.".to_owned(),
        ),
        None => ("A service that is gone".to_owned(), "It is no longer on Handpick.".to_owned()),
    };
    html! {
        article.app-panel {
            h3.govuk-heading-m { (title) }
            p.govuk-body { (words) }
            @if !kept.entry.note.is_empty() { (note_shown(&kept.entry.note)) }
            (take_off(ctx, list, kept, &title))
        }
    }
}

fn card(
    ctx: &Ctx,
    list: &Shortlist,
    kept: &Kept,
    offer: &Offer,
    today: NaiveDate,
    typed: Option<&str>,
    errors: &FieldErrors,
) -> Markup {
    let (listing, provider) = (&offer.listing, &offer.provider);
    let shown = ResultCard {
        icon: icon_of(&listing.category),
        tone: tone_of(&listing.category),
        // What isn't live has no page for everybody.
        href: if listing.state == ListingState::Live { listing.path() } else { String::new() },
        title: text(&listing.title),
        provider: html! { (provider.name) @if !provider.place.is_empty() { ", " (provider.place) } },
        facts: facts(kept, offer),
        words: text(&listing.summary),
        tags: html! {
            @if let Some(by) = added_by(list, kept) { p.app-small { (icon(lu::LuUserCheck)) " " (by) } }
            (note(ctx, list, kept, &listing.title, typed, errors))
        },
        side: html! {
            @match main_price(listing, today) {
                Some(main) => { (price(main.amount, main.unit.per())) },
                None => { p.app-note { "No price given. Ask the provider." } },
            }
            (standing(offer))
            (take_off(ctx, list, kept, &listing.title))
            @if list.kept.len() > 1 { (tick(listing.id, &listing.title)) }
        },
        picture: None,
    };
    html! { (shown) }
}

fn facts(kept: &Kept, offer: &Offer) -> Vec<Markup> {
    let mut facts = Vec::new();
    if let Some(hundredths) = offer.listing.rating_hundredths() {
        facts.push(rating((hundredths + 5) / 10, u64::from(offer.listing.rating_count)));
    } else if offer.provider.organisation_id.is_some() {
        facts.push(text("No reviews yet"));
    }
    if let Some(metres) = kept.distance_m {
        facts.push(html! { (icon(lu::LuMapPin)) (geo::miles(metres)) " away" });
    }
    facts
}

/// Why it can't be ordered now, in words; nothing when it can.
fn standing(offer: &Offer) -> Markup {
    let lead = match offer.blocked {
        None => return html! {},
        Some(Reason::NotLive(_)) => "Not on offer now",
        Some(Reason::Unclaimed | Reason::AwaitsVerification) => "Not ordered here",
        Some(Reason::Suspended | Reason::Expired(..) | Reason::NotAccepted(_)) => "No new orders",
    };
    html! {
        (tag(TagKind::Warm, Some(lu::LuInfo), lead))
        @if let Some(reason) = offer.blocked { p.app-note { (reason.sentence(&offer.provider.name)) } }
    }
}

/// "Added by Tom Adeyemi for Priya Shah on 21 November 2026", where the reader didn't do it.
fn added_by(list: &Shortlist, kept: &Kept) -> Option<String> {
    let on = long_date(london(kept.entry.added_at).date());
    let by = kept.by.as_ref()?;
    Some(match (&list.of, kept.entry.mandate) {
        (Some(of), Some(_)) => format!("Added by {by} for {of} on {on}."),
        (None, Some(_)) => format!("Added by {by} for you on {on}."),
        (_, None) => format!("Added by {by} on {on}."),
    })
}

fn note_shown(note: &str) -> Markup {
    html! { p.govuk-body.app-own-words { span.govuk-visually-hidden { "Note: " } (note) } }
}

fn note(ctx: &Ctx, list: &Shortlist, kept: &Kept, title: &str, typed: Option<&str>, errors: &FieldErrors) -> Markup {
    let field = note_field(kept.entry.listing);
    let error = errors.get(&field);
    let label = if kept.entry.note.is_empty() { "Write a note" } else { "Change the note" };
    html! {
        @if !kept.entry.note.is_empty() { (note_shown(&kept.entry.note)) }
        @if list.notes && list.may_change {
            details.govuk-details.app-note-form open[error.is_some()] {
                summary.govuk-details__summary {
                    span.govuk-details__summary-text { (label) (hidden(format!(" about {title}"))) }
                }
                div.govuk-details__text {
                    form method="post" action=(format!("/shortlist/{}/note", kept.entry.listing)) {
                        (csrf_field(ctx))
                        (Textarea::new(&field, format!("Why do you like {title}?")).rows(3)
                            .longest(u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX))
                            .value(typed.unwrap_or(&kept.entry.note)).error(error))
                        (Button::submit("Save note").secondary().about(format!(" about {title}")))
                    }
                }
            }
        }
    }
}

fn take_off(ctx: &Ctx, list: &Shortlist, kept: &Kept, title: &str) -> Markup {
    let action = format!("/shortlist/{}/remove", kept.entry.listing);
    html! {
        @if list.may_change { (PostForm::new(ctx, action, Button::submit("Take off").plain().about(title))) }
    }
}
