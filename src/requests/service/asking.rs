//! What a holder, or whoever acts for them, does with requests.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::geo;
use crate::kernel::ids::{HolderId, RequestId};
use crate::mail;
use crate::requests::emails;
use crate::requests::error::RequestError;
use crate::requests::model::{AskFor, MOST_OPEN, Request, RequestStatus, area_of};
use crate::requests::store::requests;

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
}

fn name_of(actor: &Actor) -> Option<String> {
    actor.acting_for.as_ref().map(|mandate| mandate.holder_name.clone())
}

/// Refuses when the mandate that is acted under no longer holds today, read anew.
fn still_allowed(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(), RequestError> {
    let Some(carried) = &actor.acting_for else { return Ok(()) };
    let mandate = people::mandate(db, carried.id)?;
    let holds = mandate.holds_on(today)
        && mandate.scopes.has(Scope::Propose)
        && mandate.user_id == actor.user_id
        && mandate.holder_id == carried.holder_id;
    if holds { Ok(()) } else { Err(RequestError::MandateEnded) }
}

/// Asks for something. The same words again, while they are open, give the request there is.
///
/// # Errors
/// [`RequestError`]; then nothing was asked.
pub async fn ask(app: &App, actor: &Actor, ask: AskFor) -> Result<RequestId, RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let (actor, ask, site) = (Arc::new(actor.clone()), Arc::new(ask), Arc::new(app.config.public_url.clone()));
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
            let id = requests::insert(db, holder, &ask, actor.by(), now)?;
            record(db, &actor, holder, id, ("request.made", "Asked providers for something they can’t find"), now)?;
            tell(db, &actor, holder, &ask, &site, now)?;
            Ok(id)
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

fn record(
    db: &mut Db,
    actor: &Actor,
    holder: HolderId,
    id: RequestId,
    (action, detail): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(actor.user_id),
            mandate: actor.by().mandate,
            holder: Some(holder),
            action,
            subject: "requests",
            subject_id: id.0,
            detail,
        },
    )
}

/// Writes to the holder, and to whoever asked for them.
fn tell(
    db: &mut Db,
    actor: &Actor,
    holder: HolderId,
    ask: &AskFor,
    site: &str,
    now: NaiveDateTime,
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

/// Takes a request back.
///
/// # Errors
/// [`RequestError::NotFound`] for somebody else's; [`RequestError::Closed`] when it was cancelled before.
pub async fn cancel(app: &App, actor: &Actor, id: RequestId) -> Result<(), RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let actor = Arc::new(actor.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            still_allowed(db, &actor, today)?;
            let request = requests::by_id(db, id)?;
            if request.holder_id != holder {
                return Err(RequestError::NotFound);
            }
            if requests::withdraw(db, id, now)? != 1 {
                return Err(RequestError::Closed);
            }
            Ok(record(db, &actor, holder, id, ("request.withdrawn", "Cancelled a request to providers"), now)?)
        })
        .await
}

/// Everything the holder asked for.
///
/// # Errors
/// [`RequestError::NotAllowed`] for whoever is no holder and acts for none.
pub async fn mine(app: &App, actor: &Actor) -> Result<Mine, RequestError> {
    let holder = actor.holder(Scope::View)?;
    let found = app.db.read(move |db| requests::of_holder(db, holder)).await?;
    let near_by = |request: Request| {
        let total = request.answers(Vec::new()).and_then(|asked| app.search.total(&asked).ok());
        MyRequest { near_by: total.unwrap_or(0), request }
    };
    let requests = found.into_iter().map(near_by).collect();
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
