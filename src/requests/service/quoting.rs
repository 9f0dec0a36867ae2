//! What a provider does about a request: looks, writes a quote line by line, sends it, sends a better one, takes it back.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::messages::{self, Who};
use crate::accounts::{Actor, Duty, Refused};
use crate::app::App;
use crate::db::{Db, LockKey};
use crate::directory::model::ProviderState;
use crate::directory::service::{self as directory, Orderable};
use crate::geo;
use crate::kernel::Nation;
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::{ProviderId, QuoteLineId, RequestId};
use crate::orders::model::{CostFault, Window};
use crate::orders::service::agreed;
use crate::requests::error::RequestError;
use crate::requests::model::quote::{LONGEST_VALID_DAYS, MOST_LINES};
use crate::requests::model::{Audience, Message, NewQuoteLine, Quote, QuoteStatus, Request};
use crate::requests::store::{messages as said, quotes, requests};

/// A request as a provider sees it. Nothing of the holder is read for it.
#[derive(Clone, Debug)]
pub struct ProviderView {
    /// The request; pages show nothing of whose it is.
    pub request: Request,
    /// Who looks.
    pub provider: ProviderId,
    /// The provider's own quotes, newest version first; a draft among them.
    pub quotes: Vec<Quote>,
    /// The order that a quote became, by its reference.
    pub order: Option<String>,
    /// What was said between the two.
    pub messages: Vec<Message>,
    /// The provider's listings that a line can hang on.
    pub listings: Vec<Orderable>,
    /// When lines may be, as far as the provider can know.
    pub window: Window,
}

impl ProviderView {
    /// The quote that is being written.
    pub fn draft(&self) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.status == QuoteStatus::Draft)
    }

    /// The quote that waits for an answer.
    pub fn sent(&self) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.status == QuoteStatus::Sent)
    }

    /// Whether a quote may be written and sent today.
    pub fn may_quote(&self) -> bool {
        self.request.takes_quotes_on(self.window.now.date())
    }
}

/// The provider for whose quotes somebody looks.
pub(super) fn own_provider(db: &mut Db, actor: &Actor) -> Result<ProviderId, RequestError> {
    for organisation in actor.organisations_for(Duty::Listings) {
        if let Some(provider) = directory::provider_of_organisation(db, organisation)? {
            return Ok(provider);
        }
    }
    Err(Refused.into())
}

/// Whether the request is of a kind that the provider offers, where it delivers.
fn matches(app: &App, request: &Request, provider: ProviderId) -> bool {
    let asked = request.answers(vec![provider.0]);
    asked.and_then(|asked| app.search.total(&asked).ok()).is_some_and(|total| total > 0)
}

/// A request that somebody's provider may see: it was sent to it, it is for all who work there, or the provider has
/// quoted or asked about it.
///
/// # Errors
/// [`RequestError::NotFound`] otherwise: that it exists is private.
pub(super) async fn seen(app: &App, actor: &Actor, id: RequestId) -> Result<(ProviderId, Request), RequestError> {
    let looker = actor.clone();
    let (provider, request, known, chosen) = app
        .db
        .read(move |db| {
            let provider = own_provider(db, &looker)?;
            let request = requests::by_id(db, id)?;
            let known =
                !quotes::of_provider(db, id, provider)?.is_empty() || !said::of(db, id, Some(provider))?.is_empty();
            let suspended = directory::provider_summary(db, provider)?.state == ProviderState::Suspended;
            let chosen = !suspended && requests::chosen(db, id)?.contains(&provider);
            Ok::<_, RequestError>((provider, request, known, chosen))
        })
        .await?;
    let open = request.takes_quotes_on(app.clock.today());
    let to_all = request.audience == Audience::Area;
    if known || (open && (chosen || (to_all && matches(app, &request, provider)))) {
        Ok((provider, request))
    } else {
        Err(RequestError::NotFound)
    }
}

/// A request as a provider sees it.
///
/// # Errors
/// [`RequestError::NotFound`] when it isn't theirs to see.
pub async fn provider_view(app: &App, actor: &Actor, id: RequestId) -> Result<ProviderView, RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let mut own = quotes::of_provider(db, id, provider)?;
            own.reverse();
            let order = own.iter().find_map(|quote| quote.order_id);
            let order = order.map(|order| crate::orders::service::reference_of(db, order)).transpose()?;
            let messages = said::of(db, id, Some(provider))?;
            let listings = directory::doors::orderable_of(db, provider, london(now).date())?;
            let window = agreed::open_window(now, nation_of(&request));
            Ok(ProviderView { request: request.clone(), provider, quotes: own, order, messages, listings, window })
        })
        .await
}

/// Whose bank holidays count where a request is from.
fn nation_of(request: &Request) -> Nation {
    let council = geo::lookup(&request.area).ok().and_then(|place| place.council_code);
    council.as_deref().and_then(Nation::of_council).unwrap_or(Nation::England)
}

/// What the form for a line needs: as [`provider_view`], for a request that still takes quotes.
///
/// # Errors
/// [`RequestError::TooLate`] when its last day has passed; [`RequestError::NotFound`] when it isn't theirs to see.
pub async fn line_form(app: &App, actor: &Actor, id: RequestId) -> Result<ProviderView, RequestError> {
    let view = provider_view(app, actor, id).await?;
    if view.may_quote() { Ok(view) } else { Err(not_open(&view.request)) }
}

fn not_open(request: &Request) -> RequestError {
    use crate::requests::model::RequestStatus::Open;
    if request.status == Open { RequestError::TooLate } else { RequestError::Closed(request.status) }
}

/// What every change of a quote needs, read in the transaction itself.
struct Writing {
    request: Request,
    own: Vec<Quote>,
    today: NaiveDate,
}

impl Writing {
    fn read(db: &mut Db, (id, provider): (RequestId, ProviderId), now: NaiveDateTime) -> Result<Self, RequestError> {
        let (request, today) = (requests::by_id(db, id)?, london(now).date());
        if !request.takes_quotes_on(today) {
            return Err(not_open(&request));
        }
        Ok(Self { own: quotes::of_provider(db, id, provider)?, request, today })
    }

    fn draft(&self) -> Option<&Quote> {
        self.own.iter().find(|quote| quote.status == QuoteStatus::Draft)
    }

    fn sent(&self) -> Option<&Quote> {
        self.own.iter().find(|quote| quote.status == QuoteStatus::Sent)
    }

    fn next_version(&self) -> i32 {
        self.own.iter().map(|quote| quote.version).max().unwrap_or(0).saturating_add(1)
    }
}

/// Puts a line into the quote that is being written; begins one where there is none.
///
/// # Errors
/// [`RequestError`]; then nothing was written.
pub async fn add_line(
    app: &App,
    actor: &Actor,
    id: RequestId,
    line: NewQuoteLine,
) -> Result<Result<(), CostFault>, RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let (line, user, now) = (Arc::new(line), actor.user_id, app.clock.now());
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let writing = Writing::read(db, (id, provider), now)?;
            let listings = directory::doors::orderable_of(db, provider, writing.today)?;
            if !listings.iter().any(|listing| listing.listing_id == line.listing) {
                return Err(RequestError::Field("listing", "Choose one of your listings.".to_owned()));
            }
            let window = agreed::open_window(now, nation_of(&request));
            if let Err(fault) = agreed::cost_of(&offered(&line), &window) {
                return Ok(Err(fault));
            }
            let draft = match writing.draft() {
                Some(draft) if draft.lines.len() >= MOST_LINES => return Err(RequestError::TooManyLines),
                Some(draft) => draft.id,
                None => quotes::insert(db, (id, provider), writing.next_version(), "", user, now)?,
            };
            quotes::add_line(db, draft, &line)?;
            Ok(Ok(()))
        })
        .await
}

/// A line as ordering sees it.
fn offered(line: &NewQuoteLine) -> agreed::AgreedLine {
    agreed::AgreedLine {
        listing: line.listing,
        title: line.title.clone(),
        request: line.request,
        unit_price: line.price,
        vat: line.vat,
    }
}

/// Takes a line out of the quote that is being written. It may have gone already: that is no fault.
///
/// # Errors
/// [`RequestError`]; then nothing was written.
pub async fn remove_line(app: &App, actor: &Actor, id: RequestId, line: QuoteLineId) -> Result<(), RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let now = app.clock.now();
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let writing = Writing::read(db, (id, provider), now)?;
            if let Some(draft) = writing.draft() {
                quotes::remove_line(db, draft.id, line)?;
            }
            Ok(())
        })
        .await
}

/// Begins a new version of the quote that was sent, with the same lines. That one counts until the new one is sent.
///
/// # Errors
/// [`RequestError`]; then nothing was written.
pub async fn change_quote(app: &App, actor: &Actor, id: RequestId) -> Result<(), RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let (user, now) = (actor.user_id, app.clock.now());
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let writing = Writing::read(db, (id, provider), now)?;
            if writing.draft().is_some() {
                return Ok(());
            }
            let newest = writing.own.last().ok_or(RequestError::NotFound)?;
            let draft = quotes::insert(db, (id, provider), writing.next_version(), &newest.notes, user, now)?;
            for line in &newest.lines {
                let title = line.title.clone();
                let new = NewQuoteLine {
                    listing: line.listing_id,
                    title,
                    request: line.request,
                    price: line.price,
                    vat: line.vat,
                };
                quotes::add_line(db, draft, &new)?;
            }
            Ok(())
        })
        .await
}

/// Throws away the quote that is being written. One that was sent stays.
///
/// # Errors
/// [`RequestError`]; then nothing was changed.
pub async fn discard(app: &App, actor: &Actor, id: RequestId) -> Result<(), RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let own = quotes::of_provider(db, id, provider)?;
            if let Some(draft) = own.iter().find(|quote| quote.status == QuoteStatus::Draft) {
                quotes::discard(db, draft.id)?;
            }
            Ok(())
        })
        .await
}

/// Asks to send the quote that is being written.
#[derive(Clone, Debug)]
pub struct SendQuote {
    /// What is said with it; may be empty.
    pub notes: String,
    /// The last day it can be accepted.
    pub valid_until: NaiveDate,
}

/// Sends the quote that is being written. It takes the place of one that was sent before.
///
/// # Errors
/// [`RequestError`]; then nothing was sent.
pub async fn send(app: &App, actor: &Actor, id: RequestId, command: SendQuote) -> Result<(), RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let (command, user, now) = (Arc::new(command), actor.user_id, app.clock.now());
    let site = app.config.public_url.clone();
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let writing = Writing::read(db, (id, provider), now)?;
            let Some(draft) = writing.draft() else {
                return Err(RequestError::QuoteOver(
                    writing.own.last().map_or(QuoteStatus::Closed, |last| last.status),
                ));
            };
            if draft.lines.is_empty() {
                return Err(RequestError::NoLines);
            }
            check_day(command.valid_until, writing.today)?;
            let listings = directory::doors::orderable_of(db, provider, writing.today)?;
            let window = agreed::open_window(now, nation_of(&writing.request));
            for line in &draft.lines {
                let fault = |why: String| RequestError::Field("", format!("“{}” needs a change. {why}", line.title));
                if !listings.iter().any(|listing| listing.listing_id == line.listing_id) {
                    return Err(fault("Its listing can’t be ordered now.".to_owned()));
                }
                let cost = agreed::cost_of(&super::comparing::agreed_line(line), &window);
                cost.map_err(|error| fault(error.to_string()))?;
            }
            let before = writing.sent();
            if let Some(before) = before {
                quotes::end(db, before, QuoteStatus::Replaced, (None, None), now)?;
            }
            let notes = command.notes.trim();
            let sending = quotes::Sending { notes, valid_until: command.valid_until, by: user, now };
            if quotes::send(db, draft, &sending)? != 1 {
                return Err(RequestError::QuoteOver(QuoteStatus::Sent));
            }
            let name = directory::provider_summary(db, provider)?.name;
            let (action, what) = if before.is_some() {
                ("quote.replaced", format!("{name} has sent a new quote in place of the one before."))
            } else {
                ("quote.sent", format!("{name} has sent a quote."))
            };
            let holder = writing.request.holder_id;
            messages::record(db, Who::Provider(user), (holder, id), (action, &what), now)?;
            let what = format!("{what} It holds until {}.", long_date(command.valid_until));
            Ok(messages::tell_holder(db, &writing.request, ("You have a quote", &what), &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Refuses a last day that has passed or is too far away.
fn check_day(until: NaiveDate, today: NaiveDate) -> Result<(), RequestError> {
    let days = (until - today).num_days();
    let latest = today.checked_add_days(Days::new(LONGEST_VALID_DAYS.unsigned_abs())).unwrap_or(today);
    match days {
        days if days < 0 => Err(RequestError::Field("valid_until", "Choose today or a later day.".to_owned())),
        days if days > LONGEST_VALID_DAYS => {
            Err(RequestError::Field("valid_until", format!("Choose a day until {}.", long_date(latest))))
        }
        _ => Ok(()),
    }
}

/// Takes back the quote that waits for an answer.
///
/// # Errors
/// [`RequestError::QuoteOver`] when it was answered, or taken back, before.
pub async fn withdraw(app: &App, actor: &Actor, id: RequestId) -> Result<(), RequestError> {
    let (provider, request) = seen(app, actor, id).await?;
    let (user, now, site) = (actor.user_id, app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let request = requests::by_id(db, id)?;
            let own = quotes::of_provider(db, id, provider)?;
            let Some(sent) = own.iter().find(|quote| quote.status == QuoteStatus::Sent) else {
                return Err(own.last().map_or(RequestError::NotFound, |last| RequestError::QuoteOver(last.status)));
            };
            if quotes::end(db, sent, QuoteStatus::Withdrawn, (None, None), now)? != 1 {
                return Err(RequestError::QuoteOver(sent.status));
            }
            let what = format!("{} has taken back their quote.", directory::provider_summary(db, provider)?.name);
            let holder = request.holder_id;
            messages::record(db, Who::Provider(user), (holder, id), ("quote.withdrawn", &what), now)?;
            Ok(messages::tell_holder(db, &request, ("A quote is taken back", &what), &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
