//! Pages for moderators: a listing to approve or send back, an accreditation to verify or refuse, a provider to verify
//! or suspend; each with what was decided on the same provider before. The queue is in `crate::moderation`.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use super::own::told::gone;
use super::state_tag;
use crate::directory::forms::moderation::{ReviewForm, VerifyForm};
use crate::directory::model::decisions::{Change, Decision, Ruling};
use crate::directory::model::evidence::Evidence;
use crate::directory::model::{Accreditation, Listing, ListingState, Provider, ProviderState};
use crate::directory::service::decisions::Beside;
use crate::kernel::dates::{london, long_date, short_date};
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{
    Button, LegendSize, SummaryList, TagKind, Verdict, actions, csrf_field, icon, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// What was decided, as a tag.
pub fn ruling_tag(ruling: Ruling) -> Markup {
    let (kind, shown) = match ruling {
        Ruling::Approved
        | Ruling::PutBack
        | Ruling::Verified
        | Ruling::Unsuspended
        | Ruling::ClaimAccepted
        | Ruling::RatingShown => (TagKind::Ok, lu::LuCircleCheck),
        Ruling::SentBack | Ruling::Warned => (TagKind::Warm, lu::LuUndo2),
        Ruling::TakenOff
        | Ruling::Refused
        | Ruling::ClaimRefused
        | Ruling::RivalRefused
        | Ruling::Suspended
        | Ruling::RatingRemoved => (TagKind::Bad, lu::LuCircleX),
        Ruling::Merged => (TagKind::Plain, lu::LuCopy),
        Ruling::NothingFound | Ruling::KeptApart => (TagKind::Plain, lu::LuSearch),
    };
    tag(kind, Some(shown), ruling.label())
}

/// Earlier decisions on the same provider, newest first.
pub fn history(decisions: &[Decision]) -> Markup {
    let body = html! {
        @if decisions.is_empty() { (paragraph("Nothing was decided on this provider before.")) }
        @for decision in decisions {
            p.govuk-body {
                (ruling_tag(decision.ruling)) " " b { (decision.about) } br;
                span.app-note { (short_date(london(decision.at).date())) ", " (decision.by) }
                @if !decision.words.is_empty() { br; (decision.words) }
            }
        }
    };
    panel("history", "Decisions on this provider", &body)
}

/// What changed since a moderator last approved it.
fn changed(changes: &[Change], approved_at: NaiveDateTime) -> Markup {
    let on = long_date(london(approved_at).date());
    let body = html! {
        @if changes.is_empty() { (paragraph("Its words are the same. Days, places or prices may have changed.")) }
        @for change in changes {
            h3.govuk-heading-s { (change.part) }
            p.govuk-body {
                (change.start)
                @if !change.old.is_empty() { del { (change.old) } " " }
                @if !change.new.is_empty() { ins { (change.new) } " " }
                (change.end)
            }
        }
    };
    panel("changed", &format!("Changed since it was approved on {on}"), &body)
}

/// The end of a form that decides.
pub fn save() -> Markup {
    actions(html! {
        (Button::submit("Save decision").value("then", "queue").once())
        (Button::submit("Save and open the next").value("then", "next").secondary().once())
        (link("/moderation", "Cancel"))
    })
}

/// Usual reasons to tick, and words of one's own.
pub fn reasons(ruling: Ruling, form: &ReviewForm, own: &str, hint: &str, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        (fields.checkboxes("reasons", "Usual reasons", &form.reasons).small()
            .choices(ruling.usual_reasons().iter().copied()))
        (fields.textarea("reason", own, &form.reason).rows(4).hint(hint))
    }
}

fn beside_it(main: &Markup, beside: &Beside) -> Markup {
    html! {
        div.app-with-side {
            div.app-with-side__main {
                @if let Some(at) = beside.gone { (gone(at)) }
                (main)
            }
            div.app-with-side__side { (history(&beside.history)) }
        }
    }
}

/// One listing, with what its category asks for and hasn't been seen.
pub fn listing(
    ctx: &Ctx,
    listing: &Listing,
    provider: &Provider,
    unseen: &[&str],
    beside: &Beside,
    (form, errors): (&ReviewForm, &FieldErrors),
) -> Markup {
    let main = html! {
        @if beside.taken_off && listing.state == ListingState::Paused {
            (Verdict::bad("A moderator took this off the site."))
        }
        @if !unseen.is_empty() && listing.state == ListingState::InReview {
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
        @if let Some((changes, at)) = beside.changed.as_ref().filter(|_| listing.state == ListingState::InReview) {
            (changed(changes, *at))
        }
        @match listing.state {
            ListingState::InReview => { (decide(ctx, listing, form, errors)) },
            ListingState::Live => { (take_off(ctx, listing, form, errors)) },
            ListingState::Paused if beside.taken_off => { (put_back(ctx, listing)) },
            _ => { p.govuk-body { "It doesn’t wait to be checked." } },
        }
    };
    beside_it(&main, beside)
}

fn decide(ctx: &Ctx, listing: &Listing, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        form method="post" action=(format!("/moderation/listings/{}", listing.id)) novalidate {
            (csrf_field(ctx))
            (fields.radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium)
                .choice_with_hint("approve", "Approve", "People can find and order it at once.")
                .choice_with_hint("send_back", "Send back", "The provider is told why, and can change it."))
            (reasons(Ruling::SentBack, form, "If you send it back: why?", "The provider reads this. Say what to change.", errors))
            (save())
        }
    }
}

/// A listing that is on the site, taken off at once.
fn take_off(ctx: &Ctx, listing: &Listing, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    html! {
        h2.govuk-heading-m { "Take it off the site" }
        p.govuk-body { "People can no longer find or order it. Orders it has go on. The provider is told why. You can put it back." }
        form method="post" action=(format!("/moderation/listings/{}", listing.id)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="decision" value="take_off";
            (reasons(Ruling::TakenOff, form, "Why?", "The provider reads this. Say what to change.", errors))
            (actions(html! { (Button::submit("Take it off").warning().once()) (link("/moderation", "Cancel")) }))
        }
    }
}

fn put_back(ctx: &Ctx, listing: &Listing) -> Markup {
    html! {
        form method="post" action=(format!("/moderation/listings/{}", listing.id)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="decision" value="put_back";
            (actions(html! { (Button::submit("Put it back").once()) (link("/moderation", "Cancel")) }))
        }
    }
}

/// One accreditation.
pub fn accreditation(
    ctx: &Ctx,
    (held, files): (&Accreditation, &[Evidence]),
    provider: &Provider,
    beside: &Beside,
    (form, errors): (&VerifyForm, &FieldErrors),
) -> Markup {
    let fields = errors.fields();
    let evidence = held.evidence_file.as_deref().unwrap_or("Not given");
    let main = html! {
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
            (save())
        }
    };
    beside_it(&main, beside)
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
pub fn provider(
    ctx: &Ctx,
    provider: &Provider,
    beside: &Beside,
    (form, errors): (&ReviewForm, &FieldErrors),
) -> Markup {
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
    let main = html! {
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
            (reasons(Ruling::Suspended, form, "Why?", "The provider reads this. Needed to refuse or suspend.", errors))
            (save())
        }
    };
    beside_it(&main, beside)
}
