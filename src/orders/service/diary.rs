//! A calendar of visits: on a page, and as a file that other calendars follow at a secret address. The address names a
//! row and nothing else: what it shows is what the person who made it may see when it is asked for.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate, NaiveDateTime};
use sha2::{Digest, Sha256};

use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::dates::utc_of;
use crate::kernel::{HolderId, UserId};
use crate::orders::error::ActError;
use crate::orders::model::diary::{DiaryVisit, Span, Whose};
use crate::orders::model::ical::{self, Event};
use crate::orders::model::{DeliveryStatus, cancelling, units};
use crate::orders::store::{diary, feeds};

pub use crate::orders::store::feeds::Feed;

/// The most visits on one page.
const MOST: i64 = 3_000;
/// The most visits in one file.
const MOST_IN_A_FILE: i64 = 5_000;
/// How far back a file goes, in days.
const BACK: Days = Days::new(60);
/// How far ahead, in days.
const AHEAD: Days = Days::new(400);

const SHOWN: [DeliveryStatus; 5] = [
    DeliveryStatus::Scheduled,
    DeliveryStatus::Recorded,
    DeliveryStatus::Confirmed,
    DeliveryStatus::Missed,
    DeliveryStatus::Disputed,
];

/// A calendar that somebody may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Whose visits it shows.
    pub whose: Whose,
    /// "Priya Shah", "Aire Valley Home Support", "My people".
    pub name: String,
}

/// A calendar as its page shows it.
#[derive(Clone, Debug)]
pub struct Diary {
    /// Whose it is.
    pub choice: Choice,
    /// Others that whoever looks may choose.
    pub choices: Vec<Choice>,
    /// The days.
    pub span: Span,
    /// The visits of those days, in order.
    pub visits: Vec<DiaryVisit>,
    /// Today.
    pub today: NaiveDate,
    /// The calendar that follows it already.
    pub feed: Option<Feed>,
}

/// The calendars that somebody may look at; at least one, or [`ActError::NotAllowed`].
fn choices(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<Vec<Choice>, ActError> {
    if actor.acting_for.is_some() {
        let holder = actor.holder(Scope::View)?;
        return Ok(vec![Choice { whose: Whose::Holder(holder), name: people::holder_summary(db, holder)?.name }]);
    }
    let mut found = Vec::new();
    if let Some(holder) = actor.own_holder {
        found.push(Choice { whose: Whose::Holder(holder), name: people::holder_summary(db, holder)?.name });
    }
    for organisation in actor.organisations_for(Duty::Visits) {
        if let Some(provider) = directory::provider_of_organisation(db, organisation)? {
            let name = directory::provider_summary(db, provider)?.name;
            found.push(Choice { whose: Whose::Provider(organisation), name });
        }
    }
    if people::has_mandates(db, actor.user_id, today)? {
        found.push(Choice { whose: Whose::People, name: "My people".to_owned() });
    }
    if found.is_empty() { Err(ActError::NotAllowed(crate::accounts::Refused)) } else { Ok(found) }
}

/// The one of these that an address asks for: by its number, or the first.
fn chosen(mut choices: Vec<Choice>, number: &str) -> Result<(Choice, Vec<Choice>), ActError> {
    let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < choices.len());
    let choice = choices.get(at.unwrap_or(0)).cloned().ok_or(ActError::NotFound)?;
    if choices.len() == 1 {
        choices.clear();
    }
    Ok((choice, choices))
}

/// What a calendar covers, in the database's words.
fn of(db: &mut Db, user: UserId, whose: Whose, today: NaiveDate) -> Result<diary::Of, DbError> {
    Ok(match whose {
        Whose::Holder(holder) => diary::Of::Holders(vec![holder]),
        Whose::Provider(organisation) => match directory::provider_of_organisation(db, organisation)? {
            Some(provider) => diary::Of::Provider(provider),
            None => diary::Of::Holders(Vec::new()),
        },
        Whose::People => {
            let mandates = people::mandates_in_force(db, user, today)?;
            diary::Of::Holders(
                mandates
                    .iter()
                    .filter(|mandate| mandate.scopes.has(Scope::View))
                    .map(|mandate| mandate.holder_id)
                    .collect(),
            )
        }
    })
}

/// A calendar, for whoever may see it. `number` chooses one of several, from 1.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who have no visits to look at.
pub async fn diary(app: &App, actor: &Actor, number: &str, span: Span) -> Result<Diary, ActError> {
    let (actor, number, today) = (actor.clone(), number.to_owned(), app.clock.today());
    app.db
        .read(move |db| {
            let (choice, choices) = chosen(choices(db, &actor, today)?, &number)?;
            let of = of(db, actor.user_id, choice.whose, today)?;
            let visits = diary::visits(db, &of, span.days(), &SHOWN, MOST)?;
            let feed = feeds::of_user(db, actor.user_id)?.into_iter().find(|feed| feed.whose == choice.whose);
            Ok(Diary { choice, choices, span, visits, today, feed })
        })
        .await
}

/// A new secret address for a calendar; the one before, if there was one, no longer works. It is shown this once.
///
/// # Errors
/// As [`diary()`].
pub async fn new_feed(app: &App, actor: &Actor, number: &str) -> Result<String, ActError> {
    let (actor, number, today, now) = (actor.clone(), number.to_owned(), app.clock.today(), app.clock.now());
    let token = app.random.token();
    let hash = digest(&token);
    app.db
        .write(move |db| {
            let (choice, _) = chosen(choices(db, &actor, today)?, &number)?;
            feeds::delete(db, actor.user_id, choice.whose)?;
            Ok::<_, ActError>(feeds::insert(db, actor.user_id, choice.whose, &hash, now)?)
        })
        .await?;
    Ok(format!("{}/calendar/{token}/visits.ics", app.config.public_url))
}

/// Takes a calendar's secret address away. That it has none is no fault.
///
/// # Errors
/// As [`diary()`].
pub async fn end_feed(app: &App, actor: &Actor, number: &str) -> Result<(), ActError> {
    let (actor, number, today) = (actor.clone(), number.to_owned(), app.clock.today());
    app.db
        .write(move |db| {
            let (choice, _) = chosen(choices(db, &actor, today)?, &number)?;
            Ok::<_, ActError>(feeds::delete(db, actor.user_id, choice.whose).map(drop)?)
        })
        .await
}

/// The file behind a secret address, for whoever knows it; none when there is no such address, or whoever made it may no
/// longer see those visits.
///
/// # Errors
/// When the database can't be read.
pub async fn file(app: &App, token: &str) -> Result<Option<String>, DbError> {
    let (hash, today, now) = (digest(token), app.clock.today(), app.clock.now());
    let site = app.config.public_url.clone();
    app.db
        .read(move |db| {
            let Some(feed) = feeds::by_hash(db, &hash)? else { return Ok(None) };
            let Some(name) = may_still(db, &feed, today)? else { return Ok(None) };
            let of = of(db, feed.user, feed.whose, today)?;
            // What is to come matters most: a large provider's file holds less of what was, and never begins too late.
            let ahead = (today, today.checked_add_days(AHEAD).unwrap_or(today));
            let mut visits = diary::visits(db, &of, ahead, DeliveryStatus::ALL, MOST_IN_A_FILE)?;
            if i64::try_from(visits.len()).is_ok_and(|held| held < MOST_IN_A_FILE) {
                let yesterday = today.pred_opt().unwrap_or(today);
                let back = (today.checked_sub_days(BACK).unwrap_or(today), yesterday);
                let mut before = diary::visits(db, &of, back, DeliveryStatus::ALL, MOST_IN_A_FILE)?;
                before.append(&mut visits);
                visits = before;
            }
            let events: Vec<Event> = visits.iter().filter_map(|visit| event(visit, feed.whose, &site)).collect();
            Ok(Some(ical::file(&format!("{name}: visits"), &events, now)))
        })
        .await
}

/// The name of what a feed shows, if whoever made it may see that today.
fn may_still(db: &mut Db, feed: &Feed, today: NaiveDate) -> Result<Option<String>, DbError> {
    match feed.whose {
        Whose::Holder(holder) => {
            let summary = people::holder_summary(db, holder)?;
            let own = summary.user_id == Some(feed.user);
            Ok((own || has_mandate(db, feed.user, holder, today)?).then_some(summary.name))
        }
        Whose::Provider(organisation) => {
            let name = people::organisation_name(db, organisation)?;
            Ok(people::is_staff_for(db, feed.user, organisation, Duty::Visits)?.then_some(name))
        }
        Whose::People => Ok(Some("My people".to_owned())),
    }
}

fn has_mandate(db: &mut Db, user: UserId, holder: HolderId, today: NaiveDate) -> Result<bool, DbError> {
    let held = people::mandates_in_force(db, user, today)?;
    Ok(held.iter().any(|mandate| mandate.holder_id == holder && mandate.scopes.has(Scope::View)))
}

/// A visit as other calendars take it; none at an hour that doesn't exist.
fn event(visit: &DiaryVisit, whose: Whose, site: &str) -> Option<Event> {
    let starts: NaiveDateTime = utc_of(cancelling::starts(visit.on, visit.at))?;
    let long = units::minutes(visit.unit, visit.units).map(chrono::TimeDelta::minutes);
    let with = match whose {
        Whose::Provider(_) | Whose::People => visit.holder.as_str(),
        Whose::Holder(_) => visit.provider.as_str(),
    };
    let state = visit.note().map(|note| format!("\n{note}")).unwrap_or_default();
    let amount = units::amount(visit.unit, visit.units);
    let host = site.split("://").last().unwrap_or("handpick").split(['/', ':']).next().unwrap_or("handpick");
    Some(Event {
        uid: format!("visit-{}@{host}", visit.id),
        starts,
        ends: long.and_then(|long| starts.checked_add_signed(long)),
        summary: format!("{}, {with}", visit.title),
        description: format!("{amount}, {} for {}. Order {}.{state}", visit.provider, visit.holder, visit.reference),
        url: format!("{site}/orders/{}", visit.reference),
        cancelled: matches!(visit.status, DeliveryStatus::Cancelled | DeliveryStatus::CancelledLate),
    })
}

/// SHA-256 in hexadecimal. An address has 256 random bits, so that it needs no slower hash.
fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
