//! Asking the index, for somebody. A search runs no SQL; for somebody signed in the page reads their plan and pot
//! first. Nothing is remembered about who searched for what.

use chrono::{NaiveDate, NaiveDateTime};

use super::address::SearchAddress;
use super::person::Person;
use super::ways::{self, FEW, WayOn};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::budgets::{ledger, service as budgets};
use crate::db::{Db, DbError, Lately};
use crate::geo::{self, Place, PlaceError};
use crate::kernel::ids::{HolderId, UserId};
use crate::plans::service as plans;
use crate::requests::gaps::{self, Gap, GapOutcome};
use crate::requests::model::area_of;
use crate::search::{Near, SearchError, SearchRequest, SearchResults, Suggestion, SuggestionKind};

/// The most suggestions for the search field, places among them, and the fewest letters from which a place is one.
pub const SUGGESTED: usize = 8;
const PLACES: usize = 3;
const PLACE_FROM: usize = 3;

/// What a search found, and where.
#[derive(Clone, Debug)]
pub struct Found {
    /// The search as it was understood.
    pub address: SearchAddress,
    /// What the index answered.
    pub results: SearchResults,
    /// The place that was understood.
    pub place: Option<Place>,
    /// Why the place was not understood; results are then for anywhere.
    pub place_error: Option<String>,
    /// What else was left out, in sentences.
    pub problems: Vec<String>,
    /// Where to go from a search that found nothing, or hardly anything.
    pub ways: Vec<WayOn>,
    /// Ways to narrow it to what the person may and can buy.
    pub offers: Vec<Offer>,
}

impl Found {
    /// Whether nothing, or hardly anything, fits what was asked.
    pub fn is_little(&self) -> bool {
        self.results.total < FEW || self.results.relaxed
    }

    /// What is kept of a search that found nothing, for those who plan services: no more than this. None for one that
    /// found what was asked, and for further pages of it.
    pub fn gap(&self, today: NaiveDate) -> Option<Gap> {
        let outcome = match (self.results.total, self.results.relaxed) {
            (0, _) => GapOutcome::Nothing,
            (_, true) => GapOutcome::SomeWords,
            _ => return None,
        };
        if self.address.page_number() > 1 || self.place_error.is_some() {
            return None;
        }
        let place = self.place.as_ref();
        Some(Gap {
            on: today,
            words: gaps::clean(&self.address.q),
            area: place.map(area_of).unwrap_or_default(),
            council: place.and_then(|place| place.council_code.clone()).unwrap_or_default(),
            filters: self.address.filter_codes(gaps::LONGEST_FILTERS),
            outcome,
        })
    }
}

/// A way to narrow a search to what is the person's, with how many it would find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// By this line of the plan.
    Line {
        /// Its place in `Person::lines`.
        at: usize,
        /// How many fit it.
        count: u64,
    },
    /// By what the pot may buy.
    Pot(u64),
    /// By what is left each week.
    Budget(u64),
}

/// What searches knew of people lately, by the person who asks and the holder it is for, as one HTTP thread read it.
pub type Persons = Lately<(UserId, HolderId), Option<Person>>;

/// The plan and money of the holder whom the actor is, or acts for; none for anybody else. As it is remembered, if
/// nothing has changed since.
///
/// # Errors
/// When the database can't be read.
pub async fn person(app: &App, persons: Option<&Persons>, actor: Option<&Actor>) -> Result<Option<Person>, DbError> {
    let Some((actor, holder)) = actor.and_then(|actor| Some((actor, actor.holder(Scope::View).ok()?))) else {
        return Ok(None);
    };
    let name = actor.acting_for.as_ref().map(|mandate| mandate.holder_name.clone());
    let (now, today) = (app.clock.now(), app.clock.today());
    let (stamp, key) = (app.db.stamp(now, today), (actor.user_id, holder));
    if let Some(person) = persons.and_then(|persons| persons.get(stamp, &key, now)) {
        return Ok(person);
    }
    let person = app.db.read(move |db| read_person(db, holder, name, today)).await?;
    if let Some(persons) = persons {
        persons.keep(stamp, key, person.clone(), NaiveDateTime::MAX);
    }
    Ok(person)
}

/// The plan and money of a holder, for somebody who isn't here: none when they may not see it today.
///
/// # Errors
/// When the database can't be read.
pub fn person_for(db: &mut Db, user: UserId, holder: HolderId, today: NaiveDate) -> Result<Option<Person>, DbError> {
    if people::holder_of(db, user)? == Some(holder) {
        return read_person(db, holder, None, today);
    }
    let mandates = people::mandates_in_force(db, user, today)?;
    let of_theirs = mandates.into_iter().find(|mandate| mandate.holder_id == holder && mandate.scopes.has(Scope::View));
    of_theirs.map_or(Ok(None), |mandate| read_person(db, holder, Some(mandate.holder_name), today))
}

fn read_person(
    db: &mut Db,
    holder: HolderId,
    name: Option<String>,
    today: NaiveDate,
) -> Result<Option<Person>, DbError> {
    let lines = plans::current_lines(db, holder, today)?;
    let (mut pot, mut spends) = (None, Vec::new());
    if let Some(current) = budgets::current_pot(db, holder, today)? {
        let available = ledger::balances(db, current.id)?.available;
        spends = budgets::spends(db, &current)?;
        pot = Some((available, current.ends_on, budgets::allowance(db, current.id)?));
    }
    let known = !lines.is_empty() || pot.is_some();
    Ok(known.then(|| Person::new(name, lines, pot, &spends, today)))
}

/// The place an address names: none where it names none, a sentence where it can't be understood.
fn place_of(address: &SearchAddress) -> Result<Option<Place>, String> {
    match geo::lookup(&address.near) {
        Ok(place) => Ok(Some(place)),
        Err(PlaceError::Empty) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// The index's terms for a place.
#[must_use]
pub fn near(place: &Place) -> Near {
    Near {
        easting: place.easting,
        northing: place.northing,
        district: place.district.clone(),
        council: place.council_code.clone(),
    }
}

/// What the index is asked for an address, with its place and what is ticked of the person's.
#[must_use]
pub fn request(app: &App, address: &SearchAddress, person: Option<&Person>) -> SearchRequest {
    request_at(app, address, place_of(address).ok().flatten().as_ref(), person)
}

fn request_at(app: &App, address: &SearchAddress, place: Option<&Place>, person: Option<&Person>) -> SearchRequest {
    SearchRequest {
        near: place.map(near),
        only: person.map(|person| person.only(address)).unwrap_or_default(),
        ..address.request(app.clock.today())
    }
}

/// Searches. Takes under a few milliseconds, so it runs where it is called.
///
/// # Errors
/// When the index can't be read.
pub fn search(app: &App, address: &SearchAddress, person: Option<&Person>) -> Result<Found, SearchError> {
    let mut problems = address.problems(app.clock.today());
    let understood = match person {
        Some(person) => person.understood(address),
        None => address.for_anybody(),
    };
    if understood != *address {
        problems.push("We left out what belongs to a plan or a budget: it isn’t one of yours.".to_owned());
    }
    let address = understood;
    let (place, place_error) = match place_of(&address) {
        Ok(place) => (place, None),
        Err(sentence) => (None, Some(sentence)),
    };
    let together = app.search.asker();
    let mut asked = request_at(app, &address, place.as_ref(), person);
    let mut results = together.search(&asked)?;
    if results.hits.is_empty() && results.total > 0 {
        // A page past the last one, as a number typed by hand: the last one it is.
        asked.page = usize::try_from(results.total).unwrap_or(usize::MAX).div_ceil(asked.per_page.max(1));
        results = together.search(&asked)?;
    }
    let total_of = |other: &SearchAddress| {
        // Most of what is tried stands at the same place.
        let there = if other.near == address.near { place.clone() } else { place_of(other).ok().flatten() };
        together.total(&request_at(app, other, there.as_ref(), person))
    };
    let ways = if results.total < FEW || results.relaxed {
        let likely = ways::likely_categories(&asked);
        ways::ways_on(&address, results.total, total_of, &likely)?
    } else {
        Vec::new()
    };
    let offers = person.map(|person| offers(&address, person, total_of)).transpose()?.unwrap_or_default();
    Ok(Found { address, results, place, place_error, problems, ways, offers })
}

/// What the person can narrow by, with what each would give.
fn offers(
    address: &SearchAddress,
    person: &Person,
    total_of: impl Fn(&SearchAddress) -> Result<u64, SearchError>,
) -> Result<Vec<Offer>, SearchError> {
    let mut offers = Vec::new();
    for (at, line) in person.lines.iter().enumerate() {
        let count = total_of(&address.with(|a| a.line = line.id.to_string()))?;
        offers.push(Offer::Line { at, count });
    }
    if person.allowance.is_some() {
        offers.push(Offer::Pot(total_of(&address.with(|a| "1".clone_into(&mut a.pot)))?));
    }
    if person.left.is_some() {
        offers.push(Offer::Budget(total_of(&address.with(|a| "1".clone_into(&mut a.budget)))?));
    }
    Ok(offers)
}

/// What somebody may be about to type into the search field: categories, services and providers, and places. At most
/// [`SUGGESTED`]; takes under a few milliseconds, so it runs where it is called.
#[must_use]
pub fn suggest(app: &App, typed: &str) -> Vec<Suggestion> {
    let mut found = app.search.suggest(typed, SUGGESTED);
    let typed = typed.trim();
    if typed.chars().count() >= PLACE_FROM {
        let places = geo::suggest(typed, PLACES);
        found.truncate(SUGGESTED.saturating_sub(places.len()));
        found.extend(places.into_iter().map(|place| Suggestion {
            text: place.text.to_owned(),
            kind: SuggestionKind::Place,
            code: None,
        }));
    }
    found
}
