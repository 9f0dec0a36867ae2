//! Everything that waits for a moderator, in one list.

use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::db::Db;
use crate::directory::service as directory;
use crate::directory::service::to_check::{Door, MOST, Waits};
use crate::kernel::{PageNumber, Paged};
use crate::moderation::ModerationError;
use crate::moderation::model::{Kind, Reported, Waiting, sort};
use crate::moderation::store::{appeals, reports};
use crate::ratings::service::moderating as ratings;

use super::appeals::may_answer;

/// Things on one page.
const PER_PAGE: u32 = 25;

/// One page of the queue.
#[derive(Clone, Debug)]
pub struct Queue {
    /// What is on it: urgent first, then oldest first.
    pub items: Paged<Waiting>,
    /// How many of each kind wait.
    pub counts: Vec<(Kind, usize)>,
    /// How many wait in all.
    pub all: usize,
    /// The kind that is shown; none for all.
    pub kind: Option<Kind>,
    /// How many pairs of entries may be the same provider.
    pub duplicates: i64,
    /// How many more wait that belong to this moderator's own organisation.
    pub left_out: usize,
}

/// A page of what waits for this moderator. What belongs to their own organisation is left out, and counted.
///
/// # Errors
/// [`ModerationError::Refused`] for whoever is no moderator.
pub async fn queue(app: &App, actor: &Actor, kind: Option<Kind>, page: PageNumber) -> Result<Queue, ModerationError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (all, left_out) = everything(db, &actor)?;
            let counts = Kind::ALL.iter().map(|kind| (*kind, all.iter().filter(|item| item.kind == *kind).count()));
            let counts: Vec<(Kind, usize)> = counts.collect();
            let (number, duplicates) = (all.len(), directory::duplicates::waiting(db)?);
            let shown: Vec<Waiting> =
                all.into_iter().filter(|item| kind.is_none_or(|kind| item.kind == kind)).collect();
            let total = i64::try_from(shown.len()).unwrap_or(i64::MAX);
            let skip = usize::try_from(page.offset(PER_PAGE)).unwrap_or(usize::MAX);
            let items = shown.into_iter().skip(skip).take(PER_PAGE as usize).collect();
            Ok(Queue {
                items: Paged { items, total, page, per_page: PER_PAGE },
                counts,
                all: number,
                kind,
                duplicates,
                left_out,
            })
        })
        .await
}

/// Where the next thing that waits is decided; none when nothing waits.
///
/// # Errors
/// As [`queue`].
pub async fn next(app: &App, actor: &Actor) -> Result<Option<String>, ModerationError> {
    let actor = actor.clone();
    app.db.read(move |db| Ok(everything(db, &actor)?.0.into_iter().next().map(|item| item.href))).await
}

fn everything(db: &mut Db, actor: &Actor) -> Result<(Vec<Waiting>, usize), ModerationError> {
    if !actor.has(Role::Moderator) {
        return Err(Refused.into());
    }
    let (waits, mut left_out) = directory::to_check::waiting(db, actor)?;
    let mut all: Vec<Waiting> = waits.into_iter().map(of_directory).collect();
    for found in [reported(db, actor)?, held(db, actor)?, answers(db, actor)?] {
        left_out += found.1;
        all.extend(found.0);
    }
    sort(&mut all);
    Ok((all, left_out))
}

fn of_directory(waits: Waits) -> Waiting {
    let (kind, folder) = match waits.door {
        Door::Listing => (Kind::Listing, "listings"),
        Door::Accreditation => (Kind::Accreditation, "accreditations"),
        Door::Provider => (Kind::Provider, "providers"),
        Door::Claim => (Kind::Claim, "claims"),
    };
    Waiting {
        kind,
        href: format!("/moderation/{folder}/{}", waits.id),
        about: waits.about,
        provider: waits.provider,
        why: waits.why.to_owned(),
        since: waits.since,
        urgent: false,
    }
}

/// Several reports on one thing are one thing that waits, since the first of them.
fn reported(db: &mut Db, actor: &Actor) -> Result<(Vec<Waiting>, usize), ModerationError> {
    let mut found: Vec<((Reported, i64), Waiting, u32)> = Vec::new();
    let mut own: Vec<(Reported, i64)> = Vec::new();
    for report in reports::open(db, MOST)? {
        let key = (report.kind, report.id);
        if report.organisation.is_some_and(|organisation| actor.belongs_to(organisation)) {
            if !own.contains(&key) {
                own.push(key);
            }
            continue;
        }
        if let Some((_, waiting, count)) = found.iter_mut().find(|(known, _, _)| *known == key) {
            *count += 1;
            waiting.urgent |= report.complaint.is_urgent();
            waiting.why = format!("Reported {count} times");
            continue;
        }
        let waiting = Waiting {
            kind: Kind::Report,
            href: format!("/moderation/reports/{}/{}", report.kind.as_str(), report.id),
            about: match report.kind {
                Reported::Rating => format!("A review of {}", report.about),
                Reported::Listing | Reported::Provider => report.about,
            },
            provider: report.provider,
            why: report.complaint.label().to_owned(),
            since: report.at,
            urgent: report.complaint.is_urgent(),
        };
        found.push((key, waiting, 1));
    }
    Ok((found.into_iter().map(|(_, waiting, _)| waiting).collect(), own.len()))
}

fn held(db: &mut Db, actor: &Actor) -> Result<(Vec<Waiting>, usize), ModerationError> {
    let held = ratings::waiting(db, MOST)?;
    let mut ids: Vec<_> = held.iter().map(|rating| rating.provider).collect();
    ids.sort_unstable();
    ids.dedup();
    let providers = directory::doors::provider_summaries(db, &ids)?;
    let (mut found, mut own) = (Vec::new(), 0);
    for rating in held {
        let Some(provider) = providers.iter().find(|provider| provider.id == rating.provider) else { continue };
        if provider.organisation_id.is_some_and(|organisation| actor.belongs_to(organisation)) {
            own += 1;
            continue;
        }
        found.push(Waiting {
            kind: Kind::Rating,
            href: format!("/moderation/ratings/{}", rating.id),
            about: format!("A review of {}", rating.title),
            provider: provider.name.clone(),
            why: "Held back: its words suggest harm".to_owned(),
            since: rating.since,
            urgent: true,
        });
    }
    Ok((found, own))
}

fn answers(db: &mut Db, actor: &Actor) -> Result<(Vec<Waiting>, usize), ModerationError> {
    let mut found = Vec::new();
    for (id, decision, since) in appeals::waiting(db, MOST)? {
        let decision = directory::decisions::by_id(db, decision)?;
        match may_answer(db, actor, &decision) {
            Ok(_) => {}
            Err(ModerationError::OwnDecision | ModerationError::Directory(_)) => continue,
            Err(other) => return Err(other),
        }
        found.push(Waiting {
            kind: Kind::Appeal,
            href: format!("/moderation/appeals/{id}"),
            about: decision.about,
            provider: decision.provider,
            why: format!("Answers “{}”", decision.ruling.label()),
            since,
            urgent: false,
        });
    }
    Ok((found, 0))
}
