//! Each request's visit: who comes, for whom they act, and what the layout shows around their page.
//!
//! The one middleware that knows both `accounts` and `web`: it reads the session cookie, checks the session row, puts
//! the [`Actor`] and the [`Ctx`] into the request, and renews the token as it is used.
//! No statement for somebody signed out; for somebody signed in at most six, and one while nothing changes.

use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use tracing::Instrument as _;

use crate::accounts::guard::SessionOver;
use crate::accounts::officer::COUNCIL_ROLES;
use crate::accounts::service::sessions;
use crate::accounts::{Actor, Duty, Role, token};
use crate::app::App;
use crate::db::{DbError, Lately};
use crate::find::shortlist::model::Owner;
use crate::find::shortlist::{cookie as kept, service as shortlist};
use crate::kernel::ListingId;
use crate::web::context::without_tokens;
use crate::web::csrf;
use crate::web::flash;
use crate::web::page::{Acting, Context, Ctx, NavItem, Shelf, Who};
use crate::web::prefs::Prefs;

/// The id of this request, as the log knows it.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The name of the session cookie: `__Host-` binds it to HTTPS and to this host; browsers refuse that name on the
/// plain HTTP of a developer's machine.
fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-handpick" } else { "handpick" }
}

fn visitor_cookie_name(https: bool) -> &'static str {
    if https { "__Host-handpick-visitor" } else { "handpick-visitor" }
}

fn cookie(name: &'static str, value: String, https: bool, keep: Option<time::Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, value).path("/").http_only(true).secure(https).same_site(SameSite::Lax);
    if let Some(keep) = keep {
        cookie = cookie.max_age(keep);
    }
    cookie.finish()
}

/// Gives the browser its token for a session just opened.
pub fn remember_session(app: &App, response: &mut HttpResponse, session: &str) {
    if let Some(cookie) = session_cookie(app, session)
        && response.add_cookie(&cookie).is_err()
    {
        tracing::warn!("a session cookie could not be set");
    }
}

/// Takes the token away again.
pub fn forget_session(app: &App, response: &mut HttpResponse) {
    let https = app.config.is_https();
    let gone = cookie(session_cookie_name(https), String::new(), https, Some(time::Duration::ZERO));
    if response.add_cookie(&gone).is_err() {
        tracing::warn!("a session cookie could not be taken away");
    }
}

/// The cookie that carries a session's token.
pub fn session_cookie(app: &App, session: &str) -> Option<Cookie<'static>> {
    let https = app.config.is_https();
    let token = token::issue(app.config.secret_key.bytes(), session, app.clock.now()).ok()?;
    let keep = time::Duration::minutes(token::IDLE_MINUTES);
    Some(cookie(session_cookie_name(https), token, https, Some(keep)))
}

/// The address a request comes from, for limits and the log: the visitor's, as far as our own proxies tell it.
pub fn address(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr() else { return "unknown".to_owned() };
    let Some(app) = request.app_data::<actix_web::web::Data<App>>() else { return peer.ip().to_string() };
    let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
    let forwarded: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    app.config.trusted_proxies.visitor(peer.ip(), forwarded.into_iter()).to_string()
}

#[derive(Clone)]
struct Found {
    actor: Rc<Actor>,
    /// They may act for somebody.
    helps: bool,
    basket: u32,
    shelf: Vec<ListingId>,
}

/// Who came lately, by their session, as one HTTP thread read it.
#[derive(Default)]
pub struct Seen(Lately<String, Found>);

/// Middleware, for `actix_web::middleware::from_fn`.
///
/// # Errors
/// What inner services answer; a database that can't be reached becomes the page "Handpick is busy".
pub async fn middleware(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let Some(app) = request.app_data::<actix_web::web::Data<App>>().map(|data| App::clone(data)) else {
        return Err(crate::web::error::Error::internal("the program's state is missing").into());
    };
    let id = format!("{:016x}", app.random.u64());
    let span = tracing::info_span!("request", id, method = %request.method(), path = without_tokens(request.path()), status = tracing::field::Empty);
    async move {
        let https = app.config.is_https();
        let named = request
            .cookie(session_cookie_name(https))
            .and_then(|cookie| token::read(app.config.secret_key.bytes(), cookie.value(), app.clock.now()));
        let mut found = match &named {
            Some(named) => match find(&app, request.app_data::<Seen>(), &named.session).await {
                Ok(found) => found,
                Err(error) => {
                    // Answered rather than returned, so that `error::pages` around this can draw the page.
                    let page = HttpResponse::from_error(crate::web::error::Error::from(error));
                    return Ok(request.into_response(page).map_into_boxed_body());
                }
            },
            None => None,
        };
        let visitor = request.cookie(visitor_cookie_name(https)).map(|cookie| cookie.value().to_owned());
        let new_visitor = (found.is_none() && visitor.is_none()).then(|| app.random.token());
        let over = found.is_none() && request.cookie(session_cookie_name(https)).is_some();
        let subject = match (&found, &named) {
            (Some(found), Some(named)) => subject(&found.actor, &named.session),
            _ => visitor.or_else(|| new_visitor.clone()).unwrap_or_default(),
        };
        let renewed = match (&found, &named) {
            (Some(_), Some(named)) if named.renew => session_cookie(&app, &named.session),
            _ => None,
        };
        let brought = kept::read(request.request(), app.config.secret_key.bytes());
        let taken_in = take_in(&app, found.as_mut(), &brought).await;
        let context = context(&app, request.request(), found.as_ref(), &subject, &id);
        request.extensions_mut().insert(Ctx::new(context));
        request.extensions_mut().insert(RequestId(id.clone()));
        if over {
            request.extensions_mut().insert(SessionOver);
        }
        if let Some(found) = found {
            request.extensions_mut().insert(found.actor);
        }
        let mut response = next.call(request).await?.map_into_boxed_body();
        let cookies = Cookies { renewed, visitor: new_visitor, taken_in };
        dress(&app, response.response_mut(), cookies, &id);
        tracing::Span::current().record("status", response.status().as_u16());
        tracing::debug!("answered");
        Ok(response)
    }
    .instrument(span)
    .await
}

/// What a form's token is for: one opened while acting for one person, or while working for one organisation, must never
/// be taken as one for another.
fn subject(actor: &Actor, session: &str) -> String {
    match (&actor.acting_for, actor.workplaces().first()) {
        (Some(mandate), _) => format!("{session}:{}", mandate.id),
        (None, Some((organisation, _))) => format!("{session}:works-for:{organisation}"),
        (None, None) => session.to_owned(),
    }
}

/// Cookies that an answer takes along.
struct Cookies {
    /// The session's token, made anew.
    renewed: Option<Cookie<'static>>,
    /// A number for a browser that has none yet.
    visitor: Option<String>,
    /// What the browser kept is in the database now.
    taken_in: bool,
}

/// Puts cookies and the request's id on an answer.
fn dress(app: &App, head: &mut HttpResponse<impl MessageBody>, cookies: Cookies, id: &str) {
    let https = app.config.is_https();
    let own_session = head.cookies().any(|cookie| cookie.name() == session_cookie_name(https));
    if let Some(renewed) = cookies.renewed.filter(|_| !own_session) {
        let _ = head.add_cookie(&renewed);
    }
    if cookies.taken_in {
        let _ = head.add_cookie(&kept::write(&[], app.config.secret_key.bytes(), https));
    }
    if let Some(visitor) = cookies.visitor {
        let _ = head.add_cookie(&cookie(visitor_cookie_name(https), visitor, https, None));
    }
    if let Ok(value) = actix_web::http::header::HeaderValue::from_str(id) {
        head.headers_mut().insert(actix_web::http::header::HeaderName::from_static("x-request-id"), value);
    }
}

/// Who comes: as it is remembered, if nothing has changed since, or read.
async fn find(app: &App, seen: Option<&Seen>, session: &str) -> Result<Option<Found>, DbError> {
    let (now, today) = (app.clock.now(), app.clock.today());
    // Asked before anything is read: what changes in between makes it another.
    let (stamp, key) = (app.db.stamp(now, today), session.to_owned());
    if let Some(found) = seen.and_then(|seen| seen.0.get(stamp, &key, now)) {
        return Ok(Some(found));
    }
    let asked = key.clone();
    let read = app
        .db
        .ask(move |db| {
            let Some(arrival) = sessions::arrival(db, &asked, now)? else {
                return Ok(None);
            };
            let sessions::Arrival { actor, until, helps, .. } = arrival;
            let basket = match actor.holder(crate::accounts::Scope::View) {
                Ok(holder) if actor.acting_for.is_some() => crate::orders::service::count(db, holder)?,
                Ok(_) => arrival.basket,
                Err(crate::accounts::Refused) => 0,
            };
            let shelf = shortlist::listings_of(db, &actor)?;
            Ok(Some((actor, helps, u32::try_from(basket).unwrap_or(0), shelf, until)))
        })
        .await?;
    let Some((actor, helps, basket, shelf, until)) = read else { return Ok(None) };
    let found = Found { actor: Rc::new(actor), helps, basket, shelf };
    if let Some(seen) = seen {
        seen.0.keep(stamp, key, found.clone(), until);
    }
    Ok(Some(found))
}

/// Moves what somebody kept before they signed in onto their own list. Whether the cookie has done its work.
async fn take_in(app: &App, found: Option<&mut Found>, brought: &[ListingId]) -> bool {
    let Some(found) = found.filter(|_| !brought.is_empty()) else { return false };
    if let Err(error) = shortlist::take_in(app, &found.actor, brought.to_vec()).await {
        tracing::warn!(%error, "a visitor's shortlist could not be moved; it is tried again");
        return false;
    }
    let actor = Actor::clone(&found.actor);
    match app.db.read(move |db| shortlist::listings_of(db, &actor)).await {
        Ok(shelf) => found.shelf = shelf,
        Err(error) => tracing::warn!(%error, "a shortlist could not be read again"),
    }
    true
}

/// What the reader keeps: theirs in the database, a visitor's in their cookie.
fn shelf(app: &App, request: &HttpRequest, found: Option<&Found>) -> Shelf {
    match found {
        Some(found) => Shelf { listings: found.shelf.clone(), may_change: Owner::changed_by(&found.actor).is_ok() },
        None => Shelf { listings: kept::read(request, app.config.secret_key.bytes()), may_change: true },
    }
}

fn context(app: &App, request: &HttpRequest, found: Option<&Found>, subject: &str, id: &str) -> Context {
    let actor = found.map(|found| &*found.actor);
    let shops = actor.is_some_and(|actor| actor.holder(crate::accounts::Scope::View).is_ok());
    Context {
        path: request.path().to_owned(),
        path_and_query: request.uri().path_and_query().map_or_else(|| request.path().to_owned(), ToString::to_string),
        csrf: csrf::token(app.config.secret_key.bytes(), subject),
        nonce: String::new(),
        prefs: Prefs::of(request),
        who: actor.map(|actor| Who {
            name: actor.name.clone(),
            organisation: actor.memberships.first().map(|membership| membership.organisation_name.clone()),
            elsewhere: actor.acting_for.is_none() && !actor.workplaces().is_empty(),
        }),
        nav: menu(actor, found.is_some_and(|found| found.helps))
            .into_iter()
            .map(|(href, label)| NavItem::new(href, label))
            .collect(),
        basket: found.filter(|_| shops).map(|found| found.basket),
        shelf: Some(shelf(app, request, found)),
        acting: actor
            .and_then(|actor| actor.acting_for.as_ref())
            .map(|mandate| Acting { name: mandate.holder_name.clone(), sentence: mandate.sentence() }),
        demo: app.is_demo(),
        flash: flash::take(request, app.config.secret_key.bytes()),
        phone: app.config.phone.clone(),
        request_id: id.to_owned(),
    }
}

/// What ends the menu of a council's officers, and the menu of a provider's staff: what their role covers.
fn staff_menu(actor: &Actor) -> Vec<(&'static str, &'static str)> {
    let mut items = Vec::new();
    if COUNCIL_ROLES.iter().any(|role| actor.has(*role)) {
        items.push(("/council/staff", "Staff"));
    }
    if !actor.has(Role::ProviderStaff) {
        return items;
    }
    if actor.may_anywhere(Duty::Visits) {
        items.extend([
            ("/provider", "Today"),
            ("/provider/orders", "Orders"),
            ("/provider/visits", "Visits"),
            ("/calendar", "Calendar"),
            ("/provider/invoices", "Invoices"),
        ]);
    }
    if actor.may_anywhere(Duty::Listings) {
        items.extend([("/provider/listings", "Listings"), ("/provider/requests", "Requests")]);
    }
    items.push(("/provider/ratings", "Ratings"));
    if actor.may_anywhere(Duty::Manage) {
        items.extend([
            ("/provider/accreditations", "Accreditations"),
            ("/provider/funds", "Money you hold"),
            ("/provider/start", "Your organisation"),
            ("/provider/staff", "Staff"),
        ]);
    }
    items
}

/// What care managers and finance officers have in common.
const OFFICERS: [(&str, &str); 5] = [
    ("/council", "People"),
    ("/council/plans", "Plans"),
    ("/council/reviews", "Reviews"),
    ("/council/disputes", "Disputes"),
    ("/council/spending-requests", "Requests"),
];

/// The menu for this kind of person.
fn menu(actor: Option<&Actor>, helps: bool) -> Vec<(&'static str, &'static str)> {
    const HOLDER: [(&str, &str); 8] = [
        ("/search", "Find support"),
        ("/assessment", "My needs"),
        ("/plan", "My plan"),
        ("/budget", "My budget"),
        ("/orders", "My orders"),
        ("/calendar", "Calendar"),
        ("/requests", "My requests"),
        ("/invoices", "My invoices"),
    ];
    const THEIRS: [(&str, &str); 8] = [
        ("/broker", "My people"),
        ("/search", "Find support"),
        ("/assessment", "Their needs"),
        ("/plan", "Their plan"),
        ("/budget", "Their budget"),
        ("/orders", "Their orders"),
        ("/calendar", "Calendar"),
        ("/invoices", "Their invoices"),
    ];
    let Some(actor) = actor else {
        return vec![("/search", "Find support"), ("/how-it-works", "How it works"), ("/help", "Help and advice")];
    };
    if actor.acting_for.is_some() {
        return THEIRS.to_vec();
    }
    let mut items = Vec::new();
    if actor.has(Role::Moderator) {
        items.push(("/moderation", "To check"));
    }
    if actor.has(Role::CareManager) || actor.has(Role::FinanceOfficer) {
        items.extend(OFFICERS);
    } else if actor.has(Role::PanelMember) {
        items.push(("/council/plans", "Plans"));
    }
    if actor.has(Role::FinanceOfficer) {
        items.extend([
            ("/council/invoices", "Invoices"),
            ("/council/payments", "Payments"),
            ("/council/money", "Follow the money"),
            ("/council/year-end", "End of the year"),
        ]);
    }
    if actor.has(Role::FinanceOfficer) || actor.has(Role::Commissioner) {
        items.push(("/council/money-rules", "Money rules"));
    }
    if actor.has(Role::Commissioner) {
        items.push(("/council/gaps", "Gaps"));
    }
    if actor.has(Role::CareManager) || actor.has(Role::Commissioner) {
        items.extend([("/council/questionnaires", "Questions"), ("/council/safeguarding", "Safeguarding")]);
    }
    items.extend(staff_menu(actor));
    if helps || actor.has(Role::Broker) {
        items.push(("/broker", "My people"));
        if actor.own_holder.is_none() && !actor.may_anywhere(Duty::Visits) {
            items.push(("/calendar", "Calendar"));
        }
    }
    if actor.own_holder.is_some() || items.is_empty() {
        items.extend(HOLDER.iter().filter(|item| !items.contains(item)).copied().collect::<Vec<_>>());
    } else {
        items.push(("/search", "Find support"));
    }
    items
}
