//! What the market sees of requests and of searches that found nothing.

use chrono::Months;

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::db::DbError;
use crate::directory::service as directory;
use crate::requests::error::RequestError;
use crate::requests::gaps::MONTHS_KEPT;
use crate::requests::model::{GapSummary, LEAST_SEARCHES, Request};
use crate::requests::store::{gaps, requests};

/// The newest open requests that are looked through for one page.
const MOST_LOOKED: i64 = 300;
/// Gaps on one page.
const MOST_GAPS: i64 = 200;

/// A request as others see it, with how many services might answer it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request; pages show nothing of whose it is.
    pub request: Request,
    /// Services of that kind that deliver there.
    pub near_by: u64,
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

/// Open requests that the actor's provider might answer: of a kind it offers, where it delivers.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever is no provider's staff.
pub async fn for_provider(app: &App, actor: &Actor) -> Result<Vec<Request>, RequestError> {
    if !actor.has(Role::ProviderStaff) {
        return Err(Refused.into());
    }
    let organisations: Vec<_> = actor.organisations(Role::ProviderStaff).collect();
    let (providers, open) = app
        .db
        .read(move |db| {
            let mut providers = Vec::new();
            for organisation in organisations {
                providers.extend(directory::provider_of_organisation(db, organisation)?.map(|provider| provider.0));
            }
            Ok::<_, DbError>((providers, requests::open(db, MOST_LOOKED)?))
        })
        .await?;
    if providers.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = |request: &Request| {
        let asked = request.answers(providers.clone());
        asked.and_then(|asked| app.search.total(&asked).ok()).is_some_and(|total| total > 0)
    };
    Ok(open.into_iter().filter(theirs).collect())
}

/// What a council's commissioner may know of what its people can't find.
///
/// # Errors
/// [`RequestError::NotAllowed`] for anybody else.
pub async fn for_council(app: &App, actor: &Actor) -> Result<MarketView, RequestError> {
    let council = actor.organisation(Role::Commissioner)?;
    let today = app.clock.today();
    let since = today.checked_sub_months(Months::new(MONTHS_KEPT)).unwrap_or(today);
    let (name, own_area, gaps, open) = app
        .db
        .read(move |db| {
            let code = people::council_code(db, council)?;
            let mut gaps = gaps::since(db, since, code.as_deref(), MOST_GAPS)?;
            // What hardly anybody typed could tell who did.
            gaps.retain(|gap| gap.searches >= LEAST_SEARCHES);
            let open = requests::open_of_council(db, council, MOST_LOOKED)?;
            Ok::<_, DbError>((people::organisation_name(db, council)?, code.is_some(), gaps, open))
        })
        .await?;
    let near_by = |request: Request| {
        let total = request.answers(Vec::new()).and_then(|asked| app.search.total(&asked).ok());
        Asked { near_by: total.unwrap_or(0), request }
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
