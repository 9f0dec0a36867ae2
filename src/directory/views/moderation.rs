//! Pages for moderators: what waits, a listing to approve or send back, an accreditation
//! to verify or refuse, a provider to verify or suspend.

use maud::{Markup, html};

use super::state_tag;
use crate::directory::forms::moderation::{ReviewForm, VerifyForm};
use crate::directory::model::evidence::Evidence;
use crate::directory::model::{Accreditation, Listing, ListingState, Provider, ProviderState};
use crate::directory::service::ReviewQueue;
use crate::kernel::dates::{london, long_date, short_date};
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{
    Button, LegendSize, SummaryList, Table, Verdict, actions, csrf_field, empty_state, icon, link, lu, panel,
    paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Everything that waits.
pub fn queue(queue: &ReviewQueue) -> Markup {
    let all = queue.listings.len() + queue.accreditations.len() + queue.claims.len();
    html! {
        @if all == 0 {
            (empty_state(lu::LuCircleCheck, "Nothing waits for you", &paragraph("Come back later.")))
        } @else {
            (Verdict::warm(format!("{} to check.", words::count(all, "thing", "things"))).icon(lu::LuClipboardList))
        }
        @if !queue.listings.is_empty() { (panel("listings", "Listings", &listings(&queue.listings))) }
        @if !queue.accreditations.is_empty() {
            (panel("accreditations", "Accreditations", &accreditations(&queue.accreditations)))
        }
        @if !queue.claims.is_empty() { (panel("providers", "Providers", &claims(&queue.claims))) }
    }
}

fn listings(waiting: &[(Listing, Provider)]) -> Markup {
    let rows = waiting.iter().map(|(listing, provider)| {
        let title = link(&format!("/moderation/listings/{}", listing.id), &listing.title);
        let since = short_date(london(listing.updated_at).date());
        vec![title, text(&provider.name), text(categories::name(&listing.category)), text(since)]
    });
    let table = Table::new("Listings to check").column("Listing").column("Provider").column("Category");
    html! { (table.column("Waiting since").rows(rows)) }
}

fn accreditations(waiting: &[(Accreditation, Provider)]) -> Markup {
    let rows = waiting.iter().map(|(held, provider)| {
        let what = format!("{} of {}", held.scheme.label(), provider.name);
        vec![link(&format!("/moderation/accreditations/{}", held.id), what), text(&held.reference)]
    });
    html! { (Table::new("Accreditations to check").column("What").column("Number").rows(rows)) }
}

fn claims(waiting: &[Provider]) -> Markup {
    let rows = waiting.iter().map(|provider| {
        let why = if provider.source.is_some() { "Says this public record is theirs" } else { "New here" };
        vec![link(&format!("/moderation/providers/{}", provider.id), &provider.name), text(why), text(&provider.place)]
    });
    html! { (Table::new("Providers to check").column("Provider").column("Why").column("Where").rows(rows)) }
}

/// One listing, with what its category asks for and hasn't been seen.
pub fn listing(
    ctx: &Ctx,
    listing: &Listing,
    provider: &Provider,
    unseen: &[&str],
    form: &ReviewForm,
    errors: &FieldErrors,
) -> Markup {
    html! {
        @if !unseen.is_empty() {
            (Verdict::warm(format!("We haven’t seen their {} yet.", words::list(unseen)))
                .more("This category asks for it. Check it first, then approve the listing."))
        }
        (SummaryList::new()
            .fact("Provider", link(&provider.path(), &provider.name))
            .fact("State", state_tag(listing.state))
            .fact("Category", categories::name(&listing.category))
            .fact("Summary", text(&listing.summary))
            .fact("Description", super::listing_parts::paragraphs(&listing.description)))
        p.govuk-body { (icon(lu::LuEye)) " " (link(&listing.path(), "See the whole listing as it will look")) }
        @if listing.state == ListingState::InReview { (decide(ctx, listing, form, errors)) }
        @else { p.govuk-body { "It doesn’t wait to be checked." } }
    }
}

fn decide(ctx: &Ctx, listing: &Listing, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        form method="post" action=(format!("/moderation/listings/{}", listing.id)) novalidate {
            (csrf_field(ctx))
            (fields.radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium)
                .choice_with_hint("approve", "Approve", "People can find and order it at once.")
                .choice_with_hint("send_back", "Send back", "The provider is told why, and can change it."))
            (fields.textarea("reason", "If you send it back: why?", &form.reason).rows(4)
                .hint("The provider reads this. Say what to change."))
            (actions(html! { (Button::submit("Save decision").once()) (link("/moderation", "Cancel")) }))
        }
    }
}

/// One accreditation.
pub fn accreditation(
    ctx: &Ctx,
    (held, files): (&Accreditation, &[Evidence]),
    provider: &Provider,
    form: &VerifyForm,
    errors: &FieldErrors,
) -> Markup {
    let fields = errors.fields();
    let evidence = held.evidence_file.as_deref().unwrap_or("Not given");
    html! {
        (SummaryList::new()
            .fact("Provider", link(&provider.path(), &provider.name))
            .fact("What", text(held.title()))
            .fact("Number", number(held))
            .fact("What it covers", text(if held.scope.is_empty() { "Not said" } else { &held.scope }))
            .fact("Evidence", text(evidence))
            .fact("Files", super::own::accreditations::files(files))
            .fact("Runs until", text(held.expires_on.map_or_else(|| "No end date given".to_owned(), long_date)))
            .fact("State", held.state.label()))
        form method="post" action=(format!("/moderation/accreditations/{}", held.id)) novalidate {
            (csrf_field(ctx))
            (fields.radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium)
                .choice_with_hint("verify", "Verify", "People see it on the provider’s page and listings.")
                .choice_with_hint("refuse", "Refuse", "Nobody sees it. The provider is told."))
            (fields.date("checked_on", "When did you see it?", form.checked_on()))
            (fields.date("expires_on", "When does it run out?", form.expires_on())
                .hint("Leave this empty if it doesn’t."))
            (fields.textarea("reason", "If you refuse it: why?", &form.reason).rows(3).hint("The provider reads this."))
            (actions(html! { (Button::submit("Save decision").once()) (link("/moderation", "Cancel")) }))
        }
    }
}

/// The number, with where to check it.
fn number(held: &Accreditation) -> Markup {
    html! {
        (held.reference)
        @if let Some(about) = held.scheme.about() {
            br; a.govuk-link href=(about.check_at) rel="noopener" { "Look it up: " (about.issuer) }
        }
    }
}

/// One provider: who they are, and whether they may be on the market.
pub fn provider(ctx: &Ctx, provider: &Provider, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let said = |value: &Option<String>| text(value.as_deref().unwrap_or("Not given"));
    let mut choices = fields.radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium);
    if provider.state == ProviderState::Claimed {
        choices = choices.choice_with_hint("verify", "Verify", "You know that they are who they say.");
        if provider.source.is_some() {
            choices = choices.choice_with_hint("refuse_claim", "Refuse the claim", "The page is unclaimed again.");
        }
    }
    choices = if provider.state == ProviderState::Suspended {
        choices.choice_with_hint("unsuspend", "Let them back", "People can find and order from them again.")
    } else {
        choices.choice_with_hint(
            "suspend",
            "Suspend",
            "Nobody can find them or place new orders. Orders they have go on.",
        )
    };
    html! {
        (SummaryList::new()
            .fact("Provider", link(&provider.path(), &provider.name))
            .fact("State", provider.state.label())
            .fact("Kind", provider.kind.label())
            .fact("Address", said(&provider.address))
            .fact("Postcode", said(&provider.postcode))
            .fact("Phone", said(&provider.phone))
            .fact("Email", said(&provider.email))
            .fact("Public record", text(provider.source.as_ref().map_or("None", |source| source.name.as_str()))))
        form method="post" action=(format!("/moderation/providers/{}", provider.id)) novalidate {
            (csrf_field(ctx))
            (choices)
            (fields.textarea("reason", "Why?", &form.reason).rows(3)
                .hint("For the record. Needed to refuse or suspend."))
            (actions(html! { (Button::submit("Save decision").once()) (link("/moderation", "Cancel")) }))
        }
    }
}
