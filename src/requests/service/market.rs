//! What the market sees of requests and of searches that found nothing.

use chrono::Months;

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::db::DbError;
use crate::directory::service as directory;
use crate::kernel::ids::RequestId;
use crate::requests::error::RequestError;
use crate::requests::gaps::MONTHS_KEPT;
use crate::requests::model::{GapSummary, LEAST_SEARCHES, QuoteStatus, Request};
use crate::requests::store::{gaps, quotes, requests};

/// The newest open requests that are looked through for one page.
const MOST_LOOKED: i64 = 300;
/// Requests that a provider quoted for, on its page.
const MOST_QUOTED: usize = 100;
/// Gaps on one page.
const MOST_GAPS: i64 = 200;

/// A request as others see it, with how many services might answer it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request; pages show nothing of whose it is.
    pub request: Request,
    /// Services of that kind that deliver there.
    pub near_by: u64,
    /// Quotes that wait for an answer.
    pub quotes: i64,
}

/// What a council's commissioner sees.
#[derive(Clone, Debug)]
pub struct MarketView {
    /// The council.
    pub council: String,
    /// Whether only the council's own area is shown, and searches without a place.
    pub own_area: bool,
    /// What people looked for and didn't find, most often first.
    pub gaps: Vec<GapSummary>,
    /// What its people asked for, newest first.
    pub requests: Vec<Asked>,
}

/// A request as a provider sees it in a list.
#[derive(Clone, Debug)]
pub struct Open {
    /// The request; pages show nothing of whose it is.
    pub request: Request,
    /// How far the provider's own quote has come, if it began one.
    pub quote: Option<QuoteStatus>,
    /// Whether it was sent to this provider and not to all.
    pub chosen: bool,
}

/// Open requests that the actor's provider might answer: those sent to it, and those of a kind it offers, where it
/// delivers. And those that it has quoted for, whatever became of them.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever is no provider's staff.
pub async fn for_provider(app: &App, actor: &Actor) -> Result<Vec<Open>, RequestError> {
    if !actor.has(Role::ProviderStaff) {
        return Err(Refused.into());
    }
    let organisations: Vec<_> = actor.organisations(Role::ProviderStaff).collect();
    let (providers, chosen, open, quoted) = app
        .db
        .read(move |db| {
            let mut providers = Vec::new();
            for organisation in organisations {
                providers.extend(directory::provider_of_organisation(db, organisation)?);
            }
            let chosen = requests::open_chosen(db, &providers)?;
            let standings = quotes::standings(db, &providers)?;
            let mut quoted = Vec::new();
            for (id, status) in standings.into_iter().take(MOST_QUOTED) {
                quoted.push((requests::by_id(db, id)?, status));
            }
            Ok::<_, DbError>((providers, chosen, requests::open(db, MOST_LOOKED)?, quoted))
        })
        .await?;
    if providers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = providers.iter().map(|provider| provider.0).collect();
    let theirs = |request: &Request| {
        let asked = request.answers(ids.clone());
        asked.and_then(|asked| app.search.total(&asked).ok()).is_some_and(|total| total > 0)
    };
    let mut found: Vec<Open> =
        quoted.into_iter().map(|(request, quote)| Open { request, quote: Some(quote), chosen: false }).collect();
    let new = chosen.into_iter().map(|request| (request, true));
    for (request, chosen) in new.chain(open.into_iter().filter(theirs).map(|request| (request, false))) {
        match found.iter_mut().find(|known| known.request.id == request.id) {
            Some(known) => known.chosen |= chosen,
            None => found.push(Open { request, quote: None, chosen }),
        }
    }
    // What waits for this provider comes first; then what it has answered.
    found.sort_by_key(|open| (open.quote.is_some_and(|quote| quote != QuoteStatus::Draft), -open.request.id.0));
    Ok(found)
}

/// What a council's commissioner may know of what its people can't find.
///
/// # Errors
/// [`RequestError::NotAllowed`] for anybody else.
pub async fn for_council(app: &App, actor: &Actor) -> Result<MarketView, RequestError> {
    let council = actor.organisation(Role::Commissioner)?;
    let today = app.clock.today();
    let since = today.checked_sub_months(Months::new(MONTHS_KEPT)).unwrap_or(today);
    let (name, own_area, gaps, open, waiting) = app
        .db
        .read(move |db| {
            let code = people::council_code(db, council)?;
            let mut gaps = gaps::since(db, since, code.as_deref(), MOST_GAPS)?;
            // What hardly anybody typed could tell who did.
            gaps.retain(|gap| gap.searches >= LEAST_SEARCHES);
            let open = requests::open_of_council(db, council, MOST_LOOKED)?;
            let ids: Vec<RequestId> = open.iter().map(|request| request.id).collect();
            let waiting = quotes::waiting(db, &ids)?;
            Ok::<_, DbError>((people::organisation_name(db, council)?, code.is_some(), gaps, open, waiting))
        })
        .await?;
    let near_by = |request: Request| {
        let total = request.answers(Vec::new()).and_then(|asked| app.search.total(&asked).ok());
        let quotes = waiting.iter().find(|(id, _)| *id == request.id).map_or(0, |(_, count)| *count);
        Asked { near_by: total.unwrap_or(0), quotes, request }
    };
    Ok(MarketView { council: name, own_area, gaps, requests: open.into_iter().map(near_by).collect() })
}

/// Writes down the gaps counted since the last time. What can't be written is counted again.
///
/// # Errors
/// When the database can't be written.
pub async fn flush(app: &App) -> Result<usize, DbError> {
    let taken = app.gaps.take();
    if taken.is_empty() {
        return Ok(0);
    }
    let rows = taken.clone();
    let written =
        app.db.write(move |db| rows.iter().try_for_each(|(gap, searches)| gaps::add(db, gap, *searches))).await;
    if let Err(error) = written {
        for (gap, searches) in taken {
            app.gaps.add(gap, searches);
        }
        return Err(error);
    }
    Ok(taken.len())
}

/// Forgets gaps that are older than they are kept.
///
/// # Errors
/// When the database can't be written.
pub async fn forget_old(app: &App) -> Result<usize, DbError> {
    let today = app.clock.today();
    let first = today.checked_sub_months(Months::new(MONTHS_KEPT)).unwrap_or(today);
    app.db.write(move |db| gaps::forget_before(db, first)).await
}
