//! What support costs near somebody: services as they are on the site, and kinds of support with a typical price.

use super::authority::known;
use super::drafting::{Opened, save};
use super::reading::{DraftView, view_of};
use crate::accounts::Actor;
use crate::accounts::service::people;
use crate::app::App;
use crate::directory::model::PriceUnit;
use crate::geo;
use crate::kernel::ids::{DraftId, ListingId};
use crate::kernel::{Money, Quantity};
use crate::plans::error::DraftError;
use crate::plans::model::draft::{Cost, Part, Per, Written};
use crate::search::{Near, SearchRequest, categories};

/// Kinds of support that one search shows.
const KINDS: usize = 4;
/// Services that one search shows.
const SERVICES: usize = 10;
/// Services from which a typical price is taken.
const SAMPLE: usize = 50;
/// With fewer prices than this, none is typical.
const FEWEST: usize = 3;

/// Something that can be put into a plan with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What its form calls it: `listing-12`, `kind-meals`.
    pub code: String,
    /// The listing that it is; none for a kind of support.
    pub listing: Option<ListingId>,
    /// What the plan will call it.
    pub title: String,
    /// The provider's name, or from how many services the price was taken.
    pub note: String,
    /// The code of its category.
    pub category: String,
    /// The price.
    pub price: Money,
    /// For what.
    pub unit: PriceUnit,
}

/// What was found for a plan.
#[derive(Clone, Debug)]
pub struct FoundView {
    /// The draft.
    pub draft: DraftView,
    /// Kinds of support, with the price in the middle of those near the person.
    pub kinds: Vec<Offer>,
    /// Services.
    pub services: Vec<Offer>,
}

fn near(postcode: Option<&str>) -> Option<Near> {
    let place = geo::lookup(postcode?).ok()?;
    Some(Near {
        easting: place.easting,
        northing: place.northing,
        district: place.district,
        council: place.council_code,
    })
}

/// The price in the middle of the unit that most services of a kind have.
fn typical(app: &App, code: &str, near: Option<&Near>) -> Option<Offer> {
    let asked = SearchRequest {
        categories: vec![code.to_owned()],
        near: near.cloned(),
        per_page: SAMPLE,
        ..SearchRequest::default()
    };
    let hits = app.search.search(&asked).ok()?.hits;
    let priced: Vec<(PriceUnit, i64)> = hits
        .iter()
        .filter_map(|hit| Some((hit.listing.price_unit.as_deref()?.parse().ok()?, hit.listing.from_pence?)))
        .collect();
    let often = |unit: &PriceUnit| priced.iter().filter(|(other, _)| other == unit).count();
    let unit = *PriceUnit::ALL.iter().max_by_key(|unit| often(unit))?;
    let mut pence: Vec<i64> = priced.iter().filter(|(other, _)| *other == unit).map(|(_, pence)| *pence).collect();
    if pence.len() < FEWEST {
        return None;
    }
    pence.sort_unstable();
    let middle = *pence.get(pence.len() / 2)?;
    Some(Offer {
        code: format!("kind-{code}"),
        listing: None,
        title: categories::name(code).to_owned(),
        note: format!("the price in the middle of {} services", pence.len()),
        category: code.to_owned(),
        price: Money::from_pence(middle),
        unit,
    })
}

fn search(app: &App, words: &str, near: Option<&Near>) -> (Vec<Offer>, Vec<Offer>) {
    let asked = SearchRequest {
        words: words.chars().take(100).collect(),
        near: near.cloned(),
        per_page: SERVICES,
        ..SearchRequest::default()
    };
    let Ok(found) = app.search.search(&asked) else { return (Vec::new(), Vec::new()) };
    let mut codes: Vec<&str> = Vec::new();
    for hit in &found.hits {
        let code = hit.listing.category.as_str();
        if codes.len() < KINDS && !codes.contains(&code) {
            codes.push(code);
        }
    }
    let kinds = codes.into_iter().filter_map(|code| typical(app, code, near)).collect();
    let service = |hit: &crate::search::Hit| {
        Some(Offer {
            code: format!("listing-{}", hit.listing.listing_id),
            listing: Some(ListingId(hit.listing.listing_id)),
            title: hit.listing.title.clone(),
            note: hit.listing.provider_name.clone(),
            category: hit.listing.category.clone(),
            price: Money::from_pence(hit.listing.from_pence?),
            unit: hit.listing.price_unit.as_deref()?.parse().ok()?,
        })
    };
    (kinds, found.hits.iter().filter_map(service).collect())
}

/// What there is near the person for these words; nothing while there are none.
///
/// # Errors
/// [`DraftError::NotFound`] when the draft isn't theirs to read.
pub async fn find(app: &App, actor: &Actor, id: DraftId, words: String) -> Result<FoundView, DraftError> {
    let asking = actor.clone();
    let (draft, postcode) = app
        .db
        .read(move |db| {
            let known = known(db, &asking, id)?;
            let postcode = people::whereabouts(db, known.holder.id)?.0;
            Ok::<_, DraftError>((view_of(db, known)?, postcode))
        })
        .await?;
    if words.trim().is_empty() {
        return Ok(FoundView { draft, kinds: Vec::new(), services: Vec::new() });
    }
    let searching = app.clone();
    let work = move || search(&searching, &words, near(postcode.as_deref()).as_ref());
    let (kinds, services) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| DraftError::Db(crate::db::DbError::Other(error.to_string())))?;
    Ok(FoundView { draft, kinds, services })
}

/// Whether a price is for something that comes again each week.
pub fn is_weekly(unit: PriceUnit) -> bool {
    !matches!(unit, PriceUnit::Item | PriceUnit::OneOff)
}

/// Puts something that was found into a plan: this much of it, each week or once.
///
/// # Errors
/// [`DraftError::NotFound`] when these words don't find it any more; and as [`save`].
pub async fn add(
    app: &App,
    actor: &Actor,
    id: DraftId,
    (words, code, many): (String, String, Quantity),
) -> Result<(), DraftError> {
    let found = find(app, actor, id, words).await?;
    let offer = found.kinds.iter().chain(&found.services).find(|offer| offer.code == code);
    let offer = offer.ok_or(DraftError::NotFound)?;
    let amount = offer.price.times(many).ok_or(DraftError::TooMuch)?;
    let (per, detail) = if is_weekly(offer.unit) {
        (Per::Week, format!("{many} × {} {} each week", offer.price, offer.unit.per()))
    } else {
        (Per::Once, format!("{many} × {} {}", offer.price, offer.unit.per()))
    };
    let draft = &found.draft.version.draft;
    let mut costs = draft.costs.clone();
    let opened = Opened { seen: draft.saved(Part::Costs), ..Opened::default() };
    costs.push(Cost {
        key: draft.next_key(Part::Costs),
        line: None,
        wish: None,
        title: offer.title.clone(),
        category: Some(offer.category.clone()),
        listing: offer.listing,
        detail,
        amount,
        per,
    });
    save(app, actor, id, opened, Written::Costs(costs, draft.why_over.clone())).await.map(drop)
}
