//! The public pages of listings and providers: what the directory says, with people's ratings and what it would do to
//! the reader's own budget.
//!
//! No feature: it stands above them, beside the router, because ratings and budgets know the directory and it may not
//! know them. The pages themselves are `directory::views`.

mod fit;
mod home;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path, Query, ServiceConfig, get};
use maud::html;
use serde::Deserialize;

use crate::accounts::guard::MaybeActor;
use crate::accounts::{Actor, Duty, Scope};
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::model::{ListingRatings, ListingState, ProviderState};
use crate::directory::service::{self, ListingPage, ProviderPage};
use crate::directory::views::{listing as listing_view, provider as provider_view};
use crate::find::shortlist::views as keeping;
use crate::kernel::{ListingId, ProviderId};
use crate::ratings::service as ratings;
use crate::web::components::Button;
use crate::web::error::Error;
use crate::web::page::Ctx;

/// The addresses `/listings/{id}-{slug}` and `/providers/{id}-{slug}`.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/listings/{address}", get().to(listing)).route("/providers/{address}", get().to(provider));
}

/// What the address of a listing may say after the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Anything but nothing and "0" asks for the easy-read twin.
    #[serde(rename = "easy-read")]
    easy_read: String,
}

/// The number that an address begins with: 12 in "12-help-at-home".
fn number<T: std::str::FromStr>(address: &str) -> Result<T, Error> {
    address.split('-').next().unwrap_or_default().parse().map_err(|_| Error::not_found())
}

/// Addresses outlive titles: an old or mistyped one leads to the right one, for good.
fn moved_to(path: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::MOVED_PERMANENTLY).insert_header((header::LOCATION, path)).finish()
}

/// GET /listings/{id}-{slug}
async fn listing(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    path: Path<String>,
    Query(shown): Query<Shown>,
) -> Result<HttpResponse, Error> {
    let actor = actor.as_deref();
    let id: ListingId = number(&path)?;
    let found = service::listing_page(&app, actor, id).await?;
    let preview = listing_preview(&found)?;
    let easy_read = !matches!(shown.easy_read.as_str(), "" | "0");
    let right = found.listing.path();
    if format!("/listings/{path}") != right {
        return Ok(moved_to(&if easy_read { format!("{right}?easy-read=1") } else { right }));
    }
    let ratings = listing_ratings(&app, &found).await?;
    let reader = home::reader(&app, actor, &found).await?;
    let refusal = match preview {
        Some(_) => Some("You can’t order from a preview.".to_owned()),
        None => found.blocked.map(|reason| reason.sentence(&found.provider.name)).or_else(|| no_basket(actor)),
    };
    let more = if preview.is_some() {
        html! {}
    } else {
        keeping::keep(&ctx, id, &found.listing.title, "")
    };
    let page = listing_view::page(&listing_view::ListingPage {
        listing: &found.listing,
        provider: &found.provider,
        others: found.others.len(),
        today: app.clock.today(),
        ratings: &ratings,
        home: reader.home.as_ref(),
        fit: reader.fit.as_ref(),
        refusal: refusal.as_deref(),
        preview,
        own: found.is_own,
        may_moderate: found.may_moderate,
        easy_read,
        more,
        gone: found.gone,
    });
    Ok(page.respond(&ctx))
}

/// Why somebody who is signed in has no basket to put this in. Whoever isn't is asked to sign in on the way.
fn no_basket(actor: Option<&Actor>) -> Option<String> {
    let actor = actor?;
    if actor.holder(Scope::Propose).or_else(|_| actor.holder(Scope::Order)).is_ok() {
        return None;
    }
    Some(match &actor.acting_for {
        Some(mandate) => format!("What {} lets you do doesn’t include choosing support.", mandate.holder_name),
        None => "Only people with a budget, and those who act for them, can order.".to_owned(),
    })
}

/// Why this page isn't everybody's; none when it is. Whoever may not see it is told that there is none.
fn listing_preview(found: &ListingPage) -> Result<Option<listing_view::Preview>, Error> {
    let suspended = found.provider.state == ProviderState::Suspended;
    if found.listing.state == ListingState::Live && !suspended {
        return Ok(None);
    }
    if !(found.is_own || found.may_moderate) {
        return Err(DirectoryError::Refused.into());
    }
    let lead = if found.is_own { "Only you can see this." } else { "Only the provider and moderators can see this." };
    let words = match found.listing.state {
        _ if suspended => "The provider is suspended.",
        ListingState::Draft => "It is a draft. This is how it will look.",
        ListingState::InReview => "It waits to be checked. This is how it will look.",
        ListingState::Paused => "It is paused. People can’t find or order it.",
        ListingState::Withdrawn => "It is withdrawn. People can’t find or order it.",
        ListingState::Live => "",
    };
    Ok(Some(listing_view::Preview { lead, words }))
}

/// What people said of a listing.
async fn listing_ratings(app: &App, found: &ListingPage) -> Result<ListingRatings, Error> {
    let (id, name) = (found.listing.id, found.provider.name.clone());
    Ok(app.db.read(move |db| ratings::for_listing(db, id, &name)).await?)
}

/// What people said of a provider.
async fn provider_ratings(app: &App, found: &ProviderPage) -> Result<ListingRatings, Error> {
    let (id, name) = (found.provider.id, found.provider.name.clone());
    Ok(app.db.read(move |db| ratings::for_provider(db, id, &name)).await?)
}

/// GET /providers/{id}-{slug}
async fn provider(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let actor = actor.as_deref();
    let id: ProviderId = number(&path)?;
    let found = match service::provider_page(&app, actor, id).await {
        Ok(found) if found.provider.state != ProviderState::Suspended => found,
        other => match service::duplicates::moved_to(&app, id).await? {
            Some(path) => return Ok(moved_to(&path)),
            None => other?,
        },
    };
    let right = found.provider.path();
    if format!("/providers/{path}") != right {
        return Ok(moved_to(&right));
    }
    let ratings = provider_ratings(&app, &found).await?;
    let page = provider_view::page(&provider_view::ProviderPage {
        provider: &found.provider,
        profile: &found.profile,
        listings: &found.listings,
        today: app.clock.today(),
        ratings: &ratings,
        preview: provider_preview(&found),
        own: found.is_own,
        may_moderate: found.may_moderate,
        claim: claim_button(actor, &found),
        gone: found.gone,
    });
    Ok(page.respond(&ctx))
}

fn provider_preview(found: &ProviderPage) -> Option<listing_view::Preview> {
    let suspended = found.provider.state == ProviderState::Suspended;
    suspended.then_some(listing_view::Preview {
        lead: "This provider is suspended.",
        words: "Only its own staff and moderators can see this page.",
    })
}

/// Where a provider's managers say that an unclaimed entry is theirs.
fn claim_button(actor: Option<&Actor>, found: &ProviderPage) -> Option<Button> {
    let unclaimed = found.provider.state == ProviderState::Unclaimed;
    let manages = actor.is_some_and(|actor| actor.may_anywhere(Duty::Manage));
    let path = format!("/providers/{}/claim", found.provider.id);
    (unclaimed && manages).then(|| Button::link(path, "This is my organisation").secondary())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_with_its_number() {
        assert_eq!(number::<ListingId>("12-help-at-home").ok(), Some(ListingId(12)));
        assert_eq!(number::<ListingId>("12").ok(), Some(ListingId(12)));
        for none in ["", "help", "-12", "0-help", "1x-help", "99999999999999999999"] {
            assert!(number::<ListingId>(none).is_err(), "{none}");
        }
    }
}
