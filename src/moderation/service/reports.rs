//! Taking a report from anybody, and deciding on what was reported.

use chrono::NaiveDateTime;

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::Provider;
use crate::directory::model::decisions::{Decision, Ruling};
use crate::directory::service::decisions::{self, Decided, Deciding};
use crate::directory::service::{taking_off, to_check};
use crate::kernel::ids::{ListingId, OrganisationId, ProviderId, RatingId};
use crate::mail;
use crate::moderation::model::{NewReport, Report, ReportOutcome, Reported};
use crate::moderation::store::reports::{self, About};
use crate::moderation::{ModerationError, emails};
use crate::ratings::model::RatingState;
use crate::ratings::service::moderating as ratings;
use crate::safeguarding::model::{NewConcern, Source};
use crate::safeguarding::service as safeguarding;

/// How much of a provider's history is beside a report.
const BESIDE: i64 = 8;

/// What somebody wants to report.
#[derive(Clone, Debug)]
pub struct Reportable {
    /// What it is called.
    pub about: String,
    /// Its page.
    pub path: String,
    /// Whose it is.
    pub provider: Provider,
    /// The council to ring, with its number, where it is on Handpick.
    pub council: Option<(String, Option<String>)>,
}

/// What anybody may report: what anybody can see.
fn find(db: &mut Db, kind: Reported, id: i64) -> Result<to_check::Reportable, DbError> {
    match kind {
        Reported::Listing => to_check::reportable_listing(db, ListingId(id)),
        Reported::Provider => to_check::reportable_provider(db, ProviderId(id)),
        Reported::Rating => {
            let (rating, provider) = ratings::rating(db, RatingId(id))?;
            if rating.state != RatingState::Shown {
                return Err(DbError::NotFound);
            }
            let provider = to_check::reportable_provider(db, provider)?;
            Ok(to_check::Reportable { about: rating.listing_title, ..provider })
        }
    }
}

/// The council of whoever reports, if they have one here, or else the council that the provider lies in.
fn council(db: &mut Db, actor: Option<&Actor>, provider: &Provider) -> Result<Option<OrganisationId>, DbError> {
    if let Some(holder) = actor.and_then(|actor| actor.holder(Scope::View).ok())
        && let Some(council) = people::holder_summary(db, holder)?.council_id
    {
        return Ok(Some(council));
    }
    safeguarding::council_of_place(db, provider.council_code.as_deref())
}

/// What a report would be about, for its form.
///
/// # Errors
/// [`ModerationError::Refused`] when there is no such thing for everybody.
pub async fn reportable(
    app: &App,
    actor: Option<&Actor>,
    kind: Reported,
    id: i64,
) -> Result<Reportable, ModerationError> {
    let actor = actor.cloned();
    app.db
        .read(move |db| {
            let found = find(db, kind, id)?;
            let council = match council(db, actor.as_ref(), &found.provider)? {
                Some(council) => Some(people::organisation_contact(db, council)?),
                None => None,
            };
            Ok(Reportable { about: found.about, path: found.path, provider: found.provider, council })
        })
        .await
}

/// Takes a report from anybody. That somebody is at risk goes to the council too, at once.
///
/// # Errors
/// [`ModerationError::Limited`] after too many from one place; [`ModerationError::Refused`] when there is no such thing.
pub async fn make(
    app: &App,
    actor: Option<&Actor>,
    address: &str,
    (kind, id): (Reported, i64),
    new: NewReport,
) -> Result<(), ModerationError> {
    app.limits.check("report", address, address).map_err(ModerationError::Limited)?;
    let (actor, now, site) = (actor.cloned(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| Ok::<_, ModerationError>(take(db, actor.as_ref(), (kind, id), &new, (Some(&site), now))?))
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Takes it in the running transaction; `site` is this site's address, and none mails nobody.
pub(super) fn take(
    db: &mut Db,
    actor: Option<&Actor>,
    (kind, id): (Reported, i64),
    new: &NewReport,
    (site, now): (Option<&str>, NaiveDateTime),
) -> Result<(), DbError> {
    let found = find(db, kind, id)?;
    let about = About { kind, id, provider: found.provider.id, name: &found.about };
    let report = reports::insert(db, &about, new, actor.map(|actor| actor.user_id), now)?;
    if !new.complaint.is_urgent() {
        return Ok(());
    }
    let Some(council) = council(db, actor, &found.provider)? else { return Ok(()) };
    let holder = match actor.and_then(|actor| actor.holder(Scope::View).ok()) {
        Some(holder) if people::holder_summary(db, holder)?.council_id == Some(council) => Some(holder),
        _ => None,
    };
    let concern = NewConcern {
        council,
        source: Source::Report,
        source_id: report.0,
        holder,
        about: format!("{} ({})", found.about, found.provider.name),
        path: found.path,
        words: new.words.clone(),
        contact: new.email.clone(),
    };
    safeguarding::raise(db, &concern, site, now)
}

/// The open reports on one thing.
#[derive(Clone, Debug)]
pub struct Group {
    /// What kind of thing.
    pub kind: Reported,
    /// Its row.
    pub id: i64,
    /// What it is called.
    pub about: String,
    /// Where to look at it; none when it isn't there for everybody any more.
    pub path: Option<String>,
    /// Whose it is.
    pub provider: Provider,
    /// The words and the stars of a review.
    pub review: Option<(u32, String)>,
    /// What was reported, oldest first.
    pub reports: Vec<Report>,
    /// Whether the council of this place is on Handpick.
    pub has_council: bool,
    /// The provider's newest decisions.
    pub history: Vec<Decision>,
}

/// The open reports on one thing, for a moderator of another organisation.
///
/// # Errors
/// [`ModerationError::Refused`] when there are none, and a conflict of interest.
pub async fn group(app: &App, actor: &Actor, kind: Reported, id: i64) -> Result<Group, ModerationError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            if !actor.has(Role::Moderator) {
                return Err(Refused.into());
            }
            let (about, provider, reports) = reports::group(db, kind, id)?.ok_or(Refused)?;
            let provider = decisions::provider_to_decide(db, &actor, provider)?;
            let path = match find(db, kind, id) {
                Ok(found) => Some(found.path),
                Err(DbError::NotFound) => None,
                Err(other) => return Err(other.into()),
            };
            let review = match kind {
                Reported::Rating => {
                    let (rating, _) = ratings::rating(db, RatingId(id))?;
                    Some((rating.scores.stars(), rating.words))
                }
                Reported::Listing | Reported::Provider => None,
            };
            let has_council = council(db, None, &provider)?.is_some();
            let history = decisions::of_provider(db, provider.id, BESIDE)?;
            Ok(Group { kind, id, about, path, provider, review, reports, has_council, history })
        })
        .await
}

/// What a moderator does about what was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing has to change.
    Nothing,
    /// The provider is asked to put it right.
    PutRight,
    /// It is taken off at once: a listing paused, a review hidden, a provider suspended.
    TakeOff,
}

/// Decides on everything that was reported on one thing; who left an address is told in general words.
///
/// # Errors
/// [`ModerationError::Already`] when another moderator was quicker, and a conflict of interest.
pub async fn decide(
    app: &App,
    actor: &Actor,
    (kind, id): (Reported, i64),
    remedy: Remedy,
    words: String,
) -> Result<(), ModerationError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            if !actor.has(Role::Moderator) {
                return Err(Refused.into());
            }
            let by = Deciding { actor: &actor, now, site: &site };
            let (about, provider, _) = reports::group(db, kind, id)?.ok_or(ModerationError::Already)?;
            let provider = decisions::provider_to_decide(db, &actor, provider)?;
            let outcome = if remedy == Remedy::Nothing { ReportOutcome::NothingFound } else { ReportOutcome::Acted };
            let addresses = reports::addresses(db, kind, id)?;
            if reports::close(db, (kind, id), outcome, actor.user_id, now)? == 0 {
                return Err(ModerationError::Already);
            }
            let note = |db: &mut Db, ruling: Ruling| {
                let decided = Decided { on: (kind.subject(), id), about: &about, ruling, words: &words };
                decisions::record(db, by, &provider, decided).map(drop)
            };
            match (remedy, kind) {
                (Remedy::Nothing, _) => note(db, Ruling::NothingFound)?,
                (Remedy::PutRight, _) => note(db, Ruling::Warned)?,
                (Remedy::TakeOff, Reported::Listing) => taking_off::take_off(db, by, ListingId(id), &words)?,
                (Remedy::TakeOff, Reported::Provider) => taking_off::suspend(db, by, ProviderId(id), &words)?,
                (Remedy::TakeOff, Reported::Rating) => ratings::set_shown(db, by, RatingId(id), false, &words)?,
            }
            for to in addresses {
                mail::queue(db, &emails::outcome(&site, &to, outcome), now)?;
            }
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
