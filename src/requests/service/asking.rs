//! What a holder, or whoever acts for them, does with requests.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::messages::{self, Who};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::ProviderState;
use crate::directory::service as directory;
use crate::geo;
use crate::kernel::ids::{HolderId, PlanLineId, ProviderId, RequestId};
use crate::mail;
use crate::plans::service as plans;
use crate::requests::emails;
use crate::requests::error::RequestError;
use crate::requests::model::identifying::gives_away;
use crate::requests::model::{
    AskFor, MOST_CHOSEN, MOST_OPEN, MOST_WEEKS, Request, RequestStatus, USUAL_WEEKS, answering, area_of,
};
use crate::requests::store::{quotes, requests};
use crate::search::Sort;

/// The most providers that are written to when everybody in an area is asked; the others see it on their page.
const MOST_TOLD: usize = 20;
/// Listings that are looked through for providers to write to, or to choose from.
const LOOKED: usize = 50;

/// Somebody's requests.
#[derive(Clone, Debug)]
pub struct Mine {
    /// Whose, where somebody acts for them.
    pub name: Option<String>,
    /// Newest first.
    pub requests: Vec<MyRequest>,
    /// Whether whoever looks may ask and cancel.
    pub may_ask: bool,
}

/// A request with how many services might answer it today.
#[derive(Clone, Debug)]
pub struct MyRequest {
    /// The request.
    pub request: Request,
    /// Services of that kind that deliver there.
    pub near_by: u64,
    /// Quotes that wait for an answer.
    pub quotes: i64,
}

/// What can be chosen when somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The parts of the plan, with their titles.
    pub plan_lines: Vec<(PlanLineId, String)>,
    /// Providers of that kind of support who work there, nearest first.
    pub providers: Vec<(ProviderId, String)>,
}

fn name_of(actor: &Actor) -> Option<String> {
    actor.acting_for.as_ref().map(|mandate| mandate.holder_name.clone())
}

/// Refuses when the mandate that is acted under no longer holds today, read anew.
pub(super) fn still_allowed(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(), RequestError> {
    let Some(carried) = &actor.acting_for else { return Ok(()) };
    let mandate = people::mandate(db, carried.id)?;
    let holds = mandate.holds_on(today)
        && mandate.scopes.has(Scope::Propose)
        && mandate.user_id == actor.user_id
        && mandate.holder_id == carried.holder_id;
    if holds { Ok(()) } else { Err(RequestError::MandateEnded) }
}

/// The providers of a kind of support who work in an area, nearest first.
fn near(app: &App, category: Option<&str>, area: &str) -> Vec<ProviderId> {
    let Some(mut asked) = answering(category, area, Vec::new()) else { return Vec::new() };
    (asked.per_page, asked.sort) = (LOOKED, Sort::Nearest);
    let Ok(found) = app.search.search(&asked) else { return Vec::new() };
    let mut ids: Vec<ProviderId> = Vec::new();
    for hit in found.hits {
        let id = ProviderId(hit.listing.provider_id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// What can be chosen when somebody asks for this kind of support there.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever may not ask.
pub async fn choices(app: &App, actor: &Actor, category: &str, area: &str) -> Result<Choices, RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let today = app.clock.today();
    let category = Some(category).filter(|code| !code.is_empty());
    let near: Vec<ProviderId> = near(app, category, area).into_iter().take(MOST_CHOSEN).collect();
    app.db
        .read(move |db| {
            let lines = plans::current_lines(db, holder, today)?;
            let plan_lines = lines.into_iter().map(|line| (line.id, line.title)).collect();
            let mut providers = Vec::new();
            for provider in directory::doors::provider_summaries(db, &near)? {
                // Nobody would read what is sent to a provider without an organisation.
                if provider.organisation_id.is_some() {
                    providers.push((provider.id, provider.name));
                }
            }
            providers.sort_by_key(|(id, _)| near.iter().position(|near| near == id));
            Ok(Choices { plan_lines, providers })
        })
        .await
}

/// Refuses words that would tell who asks, plan lines that aren't theirs, and providers nobody can write to.
fn check(db: &mut Db, holder: HolderId, ask: &AskFor, today: NaiveDate) -> Result<(), RequestError> {
    let own = people::holder_summary(db, holder)?;
    let address = own.address.as_deref().unwrap_or_default();
    for (field, words) in [("words", &ask.words), ("times", &ask.times)] {
        if let Some(why) = gives_away(words, (&own.name, address)) {
            return Err(RequestError::Field(field, why));
        }
    }
    if let Some(wanted) = ask.plan_line
        && !plans::current_lines(db, holder, today)?.iter().any(|line| line.id == wanted)
    {
        return Err(RequestError::Field("plan_line", "Choose a part of the current plan.".to_owned()));
    }
    let known = directory::doors::provider_summaries(db, &ask.providers)?;
    let reached = known.iter().filter(|one| one.state != ProviderState::Suspended && one.organisation_id.is_some());
    if reached.count() != ask.providers.len() || ask.providers.len() > MOST_CHOSEN {
        return Err(RequestError::Field("providers", "Choose providers from the list, up to 20.".to_owned()));
    }
    Ok(())
}

/// Asks for something. The same words again, while they are open, give the request there is.
///
/// # Errors
/// [`RequestError`]; then nothing was asked.
pub async fn ask(app: &App, actor: &Actor, ask: AskFor) -> Result<RequestId, RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let told = match ask.providers.as_slice() {
        [] => near(app, ask.category.as_deref(), &ask.area).into_iter().take(MOST_TOLD).collect(),
        chosen => chosen.to_vec(),
    };
    let (actor, ask, told) = (Arc::new(actor.clone()), Arc::new(ask), Arc::new(told));
    let site = Arc::new(app.config.public_url.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    let id = app
        .db
        .write(move |db| {
            still_allowed(db, &actor, today)?;
            let open: Vec<Request> =
                requests::of_holder(db, holder)?.into_iter().filter(|one| one.status == RequestStatus::Open).collect();
            if let Some(same) = open.iter().find(|one| one.words == ask.words && one.area == ask.area) {
                return Ok(same.id);
            }
            if i64::try_from(open.len()).unwrap_or(i64::MAX) >= MOST_OPEN {
                return Err(RequestError::TooMany);
            }
            check(db, holder, &ask, today)?;
            let id = requests::insert(db, holder, &ask, actor.by(), (now, last_day(&ask, today)))?;
            let said = ("request.made", "Asked providers for something they can’t find");
            messages::record(db, Who::Holder(&actor), (holder, id), said, now)?;
            tell(db, &actor, holder, &ask, (&site, now))?;
            for provider in told.iter() {
                messages::offer_to(db, (id, *provider), (&ask.words, &ask.area), &site, now)?;
            }
            Ok(id)
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

/// The last day for quotes.
pub(super) fn last_day(ask: &AskFor, today: NaiveDate) -> NaiveDate {
    let weeks = ask.weeks.unwrap_or(USUAL_WEEKS).clamp(1, MOST_WEEKS);
    today.checked_add_days(Days::new(u64::from(weeks) * 7)).unwrap_or(today)
}

/// Writes to the holder, and to whoever asked for them.
fn tell(
    db: &mut Db,
    actor: &Actor,
    holder: HolderId,
    ask: &AskFor,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let summary = people::holder_summary(db, holder)?;
    let mut to = Vec::new();
    if let Some(user) = summary.user_id {
        to.push(people::user_contact(db, user)?.1);
    }
    if !to.contains(&actor.email) {
        to.push(actor.email.clone());
    }
    to.iter().try_for_each(|to| mail::queue(db, &emails::asked(to, &summary.name, ask, site), now))
}

/// Takes a request back. Providers whose quotes waited are told.
///
/// # Errors
/// [`RequestError::NotFound`] for somebody else's; [`RequestError::Closed`] when it was closed before.
pub async fn cancel(app: &App, actor: &Actor, id: RequestId) -> Result<(), RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let (actor, site) = (Arc::new(actor.clone()), app.config.public_url.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            still_allowed(db, &actor, today)?;
            let request = requests::by_id(db, id)?;
            if request.holder_id != holder {
                return Err(RequestError::NotFound);
            }
            if requests::close(db, id, RequestStatus::Withdrawn, now)? != 1 {
                return Err(RequestError::Closed(request.status));
            }
            let what = "The person who asked has cancelled the request. Thank you for your quote.";
            messages::close_quotes(db, id, None, what, (&site, now))?;
            let said = ("request.withdrawn", "Cancelled a request to providers");
            Ok(messages::record(db, Who::Holder(&actor), (holder, id), said, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Everything the holder asked for.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever is no holder and acts for none.
pub async fn mine(app: &App, actor: &Actor) -> Result<Mine, RequestError> {
    let holder = actor.holder(Scope::View)?;
    let (found, waiting) = app
        .db
        .read(move |db| {
            let found = requests::of_holder(db, holder)?;
            let ids: Vec<RequestId> = found.iter().map(|request| request.id).collect();
            Ok::<_, DbError>((found, quotes::waiting(db, &ids)?))
        })
        .await?;
    let with_more = |request: Request| {
        let open = request.status == RequestStatus::Open;
        let asked = request.answers(Vec::new()).filter(|_| open);
        let near_by = asked.and_then(|asked| app.search.total(&asked).ok()).unwrap_or(0);
        let quotes = waiting.iter().find(|(id, _)| *id == request.id).map_or(0, |(_, count)| *count);
        MyRequest { request, near_by, quotes }
    };
    let requests = found.into_iter().map(with_more).collect();
    Ok(Mine { name: name_of(actor), requests, may_ask: actor.holder(Scope::Propose).is_ok() })
}

/// One of the holder's requests.
///
/// # Errors
/// [`RequestError::NotFound`] for somebody else's.
pub async fn one(app: &App, actor: &Actor, id: RequestId) -> Result<Request, RequestError> {
    let holder = actor.holder(Scope::View)?;
    let request = app.db.read(move |db| requests::by_id(db, id)).await?;
    if request.holder_id == holder { Ok(request) } else { Err(RequestError::NotFound) }
}

/// The district of the holder's home, to begin a form with.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever may not ask.
pub async fn starting_area(app: &App, actor: &Actor) -> Result<String, RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let summary = app.db.read(move |db| people::holder_summary(db, holder)).await?;
    let place = summary.postcode.and_then(|postcode| geo::lookup(&postcode).ok());
    Ok(place.map(|place| area_of(&place)).unwrap_or_default())
}
