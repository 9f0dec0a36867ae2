//! A provider's public page: who they are, what was checked, what they offer.

use chrono::{NaiveDate, NaiveDateTime};
use maud::{Markup, html};

use super::listing::Preview;
use super::{icon_of, listing_parts as parts, listing_side as side, ratings, sentences, small_link};
use crate::directory::model::listing::listing_path;
use crate::directory::model::profile::Profile;
use crate::directory::model::{Accreditation, ListingRatings, Provider, ProviderState};
use crate::directory::service::ListingCard;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::web::components::{
    Button, CategoryCard, Sums, Table, TagKind, Tone, Verdict, actions, link, lu, panel, rating, tag, text, thumb,
};
use crate::web::page::Page;

/// Everything the page shows.
pub struct ProviderPage<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// What it says of itself beyond search.
    pub profile: &'a Profile,
    /// Its live listings.
    pub listings: &'a [ListingCard],
    /// Today.
    pub today: NaiveDate,
    /// What people said of all its listings.
    pub ratings: &'a ListingRatings,
    /// Why not everybody sees this page.
    pub preview: Option<Preview>,
    /// The reader may change it.
    pub own: bool,
    /// The reader may check and suspend it.
    pub may_moderate: bool,
    /// The button by which the reader's organisation can say that this entry is theirs.
    pub claim: Option<Button>,
    /// Since when the open data that it came from no longer has it.
    pub gone: Option<NaiveDateTime>,
}

/// The whole page.
pub fn page(shown: &ProviderPage<'_>) -> Page {
    Page::new(shown.provider.name.as_str())
        .nav("/search")
        .crumbs([("/", "Home"), ("/search", "Find support")])
        .body(body(shown))
}

fn body(shown: &ProviderPage<'_>) -> Markup {
    let provider = shown.provider;
    html! {
        @if let Some(preview) = &shown.preview {
            (Verdict::lilac(preview.lead).icon(lu::LuEye).more(preview.words))
        }
        @if let Some(at) = shown.gone { (super::own::told::gone(at)) }
        @if provider.state == ProviderState::Unclaimed { (unclaimed(shown)) }
        div.app-listing {
            div.app-listing__head { (title(shown)) }
            aside.app-listing__side aria-label="Contact" { (panel("contact", "Contact", &contact(shown))) }
            div.app-listing__main {
                @if !shown.profile.about_us.is_empty() {
                    ul.govuk-list.govuk-list--bullet { @for line in shown.profile.about_us.lines() { li { (line) } } }
                }
                @if !provider.description.is_empty() {
                    section aria-labelledby="about" {
                        h2.govuk-heading-m id="about" { "About " (provider.name) }
                        (parts::paragraphs(&provider.description))
                    }
                }
                (listings(shown))
                (accreditations(shown))
                @if provider.organisation_id.is_some() && (shown.ratings.count > 0 || provider.rating_count == 0) {
                    (ratings::section(shown.ratings))
                }
            }
            aside.app-listing__about aria-label="Checks by others and worries" { (beside(shown)) }
        }
    }
}

fn unclaimed(shown: &ProviderPage<'_>) -> Markup {
    let provider = shown.provider;
    let more = html! {
        "We loaded it from public records, so it has no prices and can’t be ordered here. "
        @if let Some(source) = &provider.source { "Source: " (source.name) ". " (source.licence) " " }
        "Is it yours? " (link("/for-providers", "Find out how to take it over")) "."
    };
    html! {
        (Verdict::warm(format!("{} has not claimed this page yet.", provider.name)).icon(lu::LuInfo).more_markup(more))
        @if let Some(claim) = &shown.claim { (actions(html! { (claim) })) }
    }
}

fn title(shown: &ProviderPage<'_>) -> Markup {
    let provider = shown.provider;
    html! {
        div.app-title {
            (thumb(lu::LuHouse, Tone::Tint))
            div {
                h1.govuk-heading-l { (provider.name) }
                @if let Some(kind) = sentences::kind_words(provider) {
                    p.app-card__provider { (kind) @if !provider.place.is_empty() { ". " (provider.place) } }
                } @else if !provider.place.is_empty() { p.app-card__provider { (provider.place) } }
                p.app-card__facts {
                    @if let Some(hundredths) = provider.rating_hundredths() {
                        span { (rating((hundredths + 5) / 10, u64::from(provider.rating_count))) }
                    }
                    @if provider.is_micro() {
                        span { (tag(TagKind::Lilac, Some(lu::LuSprout), "Micro-provider: 5 workers or fewer")) }
                    }
                    @if provider.state == ProviderState::Verified {
                        span { (tag(TagKind::Ok, Some(lu::LuBadgeCheck), "We know who they are")) }
                    }
                }
            }
        }
        @if !provider.summary.is_empty() { p.govuk-body-l { (provider.summary) } }
    }
}

fn contact(shown: &ProviderPage<'_>) -> Markup {
    let provider = shown.provider;
    html! {
        (side::contact(provider))
        @if let Some(days) = provider.answers_in_days {
            p.app-small { "They usually answer in " (sentences::answers_in(days)) "." }
        }
        @if let Some(phone) = &shown.profile.other_phone { p.govuk-body { (phone) } }
        @if !shown.profile.opening_times.is_empty() { (parts::paragraphs(&shown.profile.opening_times)) }
        @if shown.own { (small_link(lu::LuPencil, "/provider/profile", "Change these details")) }
    }
}

fn listings(shown: &ProviderPage<'_>) -> Markup {
    let cards: Vec<CategoryCard> = shown
        .listings
        .iter()
        .map(|card| CategoryCard {
            href: listing_path(card.id, &card.slug),
            title: card.title.clone(),
            note: note(card),
            icon: icon_of(&card.category),
            tone: super::tone_of(&card.category),
        })
        .collect();
    html! {
        section aria-labelledby="listings" {
            h2.govuk-heading-m id="listings" { "What they offer" }
            @if cards.is_empty() { p.govuk-body { "Nothing at the moment." } } @else { (CategoryCard::stack(&cards)) }
        }
    }
}

fn note(card: &ListingCard) -> String {
    let price = card
        .from
        .as_ref()
        .map_or_else(|| "No price given".to_owned(), |price| format!("From {} {}", price.amount, price.unit.per()));
    let rated = card.rating_hundredths.map(|hundredths| {
        let tenths = (hundredths + 5) / 10;
        let reviews = words::count(card.rating_count, "review", "reviews");
        format!("{}.{} out of 5, {reviews}", tenths / 10, tenths % 10)
    });
    let parts: Vec<String> = [Some(price), rated, sentences::spaces(card.spaces_left)].into_iter().flatten().collect();
    format!("{}.", parts.join(". "))
}

fn accreditations(shown: &ProviderPage<'_>) -> Markup {
    let held: Vec<&Accreditation> = shown.provider.shown_accreditations(shown.today).collect();
    let rows = held.iter().map(|held| {
        let what = html! { (held.scheme.label()) @if !held.scope.is_empty() { br; span.app-note { (held.scope) } } };
        let seen = match (&held.checked_by_name, held.checked_on) {
            (Some(by), Some(on)) => format!("{}, by {by}", long_date(on)),
            (None, Some(on)) => long_date(on),
            (Some(by), None) => by.clone(),
            (None, None) => "Yes".to_owned(),
        };
        vec![
            what,
            text(&held.reference),
            text(seen),
            text(held.expires_on.map_or_else(|| "No end date".to_owned(), long_date)),
        ]
    });
    html! {
        section aria-labelledby="checks" {
            h2.govuk-heading-m id="checks" { "Accreditations" }
            @if held.is_empty() {
                p.govuk-body { "We have not seen any yet. You can ask " (shown.provider.name) " what checks they have." }
            } @else {
                (Table::new("Accreditations")
                    .column("What").column("Number").column("We saw it").column("Runs until").rows(rows))
            }
        }
    }
}

fn beside(shown: &ProviderPage<'_>) -> Markup {
    let provider = shown.provider;
    let moderate = format!("/moderation/providers/{}", provider.id);
    let report = format!("/report/provider/{}", provider.id);
    html! {
        @if provider.cqc_rating.is_some() || provider.cqc_page().is_some() {
            (panel("cqc", "Care Quality Commission", &cqc(provider)))
        }
        @if shown.profile.charity_number.is_some() || shown.profile.company_number.is_some() || shown.profile.cqc_provider.is_some() {
            (panel("registers", "In public registers", &registers(shown.profile)))
        }
        @if !shown.profile.complaints.is_empty() {
            (panel("complaining", "How to complain to them", &parts::paragraphs(&shown.profile.complaints)))
        }
        @if let Some(source) = provider.source.as_ref().filter(|_| provider.state != ProviderState::Unclaimed) {
            (side::source_line(&source.name, &source.licence))
        }
        @if shown.may_moderate {
            (small_link(lu::LuShieldCheck, &moderate, "Verify or suspend this provider"))
        }
        (small_link(lu::LuFlag, &report, "Report a problem with this provider"))
        (small_link(lu::LuShield, "/safeguarding", "Report a worry about someone"))
    }
}

/// Numbers in public registers, each with the page where anybody can check it.
fn registers(profile: &Profile) -> Markup {
    let rows = [
        ("Charity", &profile.charity_number, profile.charity_page()),
        ("Company", &profile.company_number, profile.company_page()),
        ("CQC provider", &profile.cqc_provider, profile.cqc_page()),
    ];
    html! {
        ul.govuk-list {
            @for (what, number, page) in &rows {
                @if let (Some(number), Some(page)) = (number, page) {
                    li { (what) " " a.govuk-link href=(page) rel="noopener" { (number) } }
                }
            }
        }
    }
}

fn cqc(provider: &Provider) -> Markup {
    let mut facts = Sums::new();
    if let Some(rating) = &provider.cqc_rating {
        facts = facts.line("Rating", rating);
    }
    if let Some(on) = provider.cqc_checked_on {
        facts = facts.line("Last inspected", long_date(on));
    }
    html! {
        (facts)
        @if let Some(page) = provider.cqc_page() {
            p.govuk-body { a.govuk-link href=(page) rel="noopener" { "Read the report on the CQC’s website" } }
        }
        p.app-small { "The CQC inspects care providers in England. Its rating is never mixed into the stars." }
    }
}
