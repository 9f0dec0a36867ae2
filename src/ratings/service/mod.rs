//! Rating, replying, and reading ratings.

pub mod moderating;

use chrono::NaiveDateTime;

use super::RateError;
use super::model::{Helped, NewRating, Rating, RatingState, Scores, first_state};
use super::store::{self, Of};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, Refused, Role, Scope};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory;
use crate::directory::model::{DimensionMean, ListingRatings, ShownRating, ShownReply};
use crate::kernel::ids::{HolderId, ListingId, OrderLineId, OrganisationId, ProviderId, RatingId, UserId};
use crate::safeguarding::model::{NewConcern, Source};
use crate::{geo, orders, plans, safeguarding};

/// Ratings read for one page.
const SHOWN: i64 = 20;

/// What the form is about.
#[derive(Clone, Debug)]
pub struct Rateable {
    /// The order's reference, to go back to.
    pub order_reference: String,
    /// Who provides it.
    pub provider_name: String,
    /// What was ordered.
    pub title: String,
    /// The outcome of the plan it serves, in the holder's words.
    pub outcome: Option<String>,
}

struct Checked {
    rateable: Rateable,
    listing: ListingId,
    provider: ProviderId,
    holder: HolderId,
}

/// What this person may rate, for the form.
///
/// # Errors
/// The refusals of [`rate`].
pub async fn rateable(app: &App, actor: &Actor, line: OrderLineId) -> Result<Rateable, RateError> {
    let actor = actor.clone();
    app.db.read(move |db| check(db, &actor, line).map(|checked| checked.rateable)).await
}

/// Rates one line of an order; says whether it is shown or held.
///
/// # Errors
/// [`RateError`]: not theirs, nothing confirmed yet, rated before, or a conflict of interest.
pub async fn rate(app: &App, actor: &Actor, line: OrderLineId, new: NewRating) -> Result<RatingState, RateError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    let state = app
        .db
        .write(move |db| {
            let checked = check(db, &actor, line)?;
            insert(db, &checked, line, actor.by(), &new, (Some(&site), now))
        })
        .await?;
    app.wake.notify_one();
    Ok(state)
}

fn insert(
    db: &mut Db,
    checked: &Checked,
    line: OrderLineId,
    by: By,
    new: &NewRating,
    (site, now): (Option<&str>, NaiveDateTime),
) -> Result<RatingState, RateError> {
    let state = first_state(&new.words);
    let about = store::About {
        line,
        listing: checked.listing,
        provider: checked.provider,
        holder: checked.holder,
        by,
        outcome: checked.rateable.outcome.clone(),
        state,
        now,
    };
    let id = store::insert(db, &about, new)?.ok_or(RateError::Already)?;
    if state == RatingState::Shown {
        directory::service::add_rating(db, checked.listing, checked.provider, new.scores.sum(), 1, now)?;
    } else {
        raise(db, checked, id, new, (site, now))?;
    }
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(by.user),
            mandate: by.mandate,
            holder: Some(checked.holder),
            action: "rating.given",
            subject: "ratings",
            subject_id: id.0,
            detail: &format!("Rated “{}”", checked.rateable.title),
        },
    )?;
    Ok(state)
}

/// Words that suggest harm go to the inbox of the holder's council: the one that pays, or else the one they live in.
fn raise(
    db: &mut Db,
    checked: &Checked,
    id: RatingId,
    new: &NewRating,
    (site, now): (Option<&str>, NaiveDateTime),
) -> Result<(), DbError> {
    let holder = people::holder_summary(db, checked.holder)?;
    let council = if let Some(council) = holder.council_id {
        Some(council)
    } else {
        let lives = holder.postcode.as_deref().and_then(|postcode| geo::lookup(postcode).ok());
        safeguarding::service::council_of_place(db, lives.and_then(|place| place.council_code).as_deref())?
    };
    let Some(council) = council else { return Ok(()) };
    let concern = NewConcern {
        council,
        source: Source::Rating,
        source_id: id.0,
        holder: Some(checked.holder),
        about: format!("{}, from {}", checked.rateable.title, checked.rateable.provider_name),
        path: format!("/listings/{}", checked.listing),
        words: new.words.clone(),
        contact: None,
    };
    safeguarding::service::raise(db, &concern, site, now)
}

/// Rates a line without a form, for the demo: the caller holds the transaction and vouches for the rules.
///
/// # Errors
/// [`RateError::Already`] when the line was rated before.
pub fn enrol(
    db: &mut Db,
    line: OrderLineId,
    by: By,
    new: &NewRating,
    now: NaiveDateTime,
) -> Result<RatingId, RateError> {
    let (order, order_line, _) = orders::service::order_line(db, line)?;
    let provider = directory::service::provider_summary(db, order.provider_id)?;
    let checked = Checked {
        rateable: Rateable {
            order_reference: order.reference.clone(),
            provider_name: provider.name,
            title: order_line.title.clone(),
            outcome: outcome_of(db, order.holder_id, &order_line, now)?,
        },
        listing: order_line.listing_id,
        provider: order.provider_id,
        holder: order.holder_id,
    };
    insert(db, &checked, line, by, new, (None, now))?;
    store::of_line(db, line)?.ok_or(RateError::Db(DbError::NotFound))
}

/// Writes down the provider's one reply without a form, for the demo. False when there was one.
///
/// # Errors
/// When the row can't be written.
pub fn enrol_reply(
    db: &mut Db,
    rating: RatingId,
    by: UserId,
    words: &str,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    store::set_reply(db, rating, by, words, now)
}

fn check(db: &mut Db, actor: &Actor, line: OrderLineId) -> Result<Checked, RateError> {
    let holder = actor.holder(Scope::Order)?;
    let (order, order_line, confirmed) = match orders::service::order_line(db, line) {
        Err(DbError::NotFound) => return Err(Refused.into()),
        other => other?,
    };
    if order.holder_id != holder {
        return Err(Refused.into());
    }
    if store::of_line(db, line)?.is_some() {
        return Err(RateError::Already);
    }
    if confirmed == 0 {
        return Err(RateError::NotYet);
    }
    let provider = directory::service::provider_summary(db, order.provider_id)?;
    if conflicted(db, actor, provider.organisation_id, order_line.listing_id)? {
        return Err(RateError::Conflict);
    }
    let outcome = outcome_of(db, holder, &order_line, order.placed_at)?;
    Ok(Checked {
        rateable: Rateable {
            order_reference: order.reference,
            provider_name: provider.name,
            title: order_line.title,
            outcome,
        },
        listing: order_line.listing_id,
        provider: order.provider_id,
        holder,
    })
}

/// They belong to the organisation, or to a provider with live listings in the same top-level category.
fn conflicted(
    db: &mut Db,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    listing: ListingId,
) -> Result<bool, DbError> {
    if organisation.is_some_and(|organisation| actor.belongs_to(organisation)) {
        return Ok(true);
    }
    let own: Vec<OrganisationId> = actor.organisations(Role::ProviderStaff).collect();
    for organisation in own {
        if directory::service::offers_same_category(db, organisation, listing)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The words of the outcome that the line's plan line serves.
fn outcome_of(
    db: &mut Db,
    holder: HolderId,
    line: &orders::model::OrderLine,
    at: NaiveDateTime,
) -> Result<Option<String>, DbError> {
    let Some(plan_line) = line.plan_line_id else {
        return Ok(None);
    };
    let Some(plan) = plans::service::current_plan(db, holder, crate::kernel::dates::london(at).date())? else {
        return Ok(None);
    };
    let outcome = plan.lines.iter().find(|known| known.id == plan_line).and_then(|known| known.outcome_id);
    Ok(plan.outcomes.into_iter().find(|known| Some(known.id) == outcome).map(|known| known.words))
}

/// The provider's one reply.
///
/// # Errors
/// [`RateError::Replied`] when there is one; [`RateError::Refused`] unless they are that provider's staff.
pub async fn reply(app: &App, actor: &Actor, rating: RatingId, words: String) -> Result<(), RateError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let provider = match store::provider_of(db, rating) {
                Err(DbError::NotFound) => return Err(Refused.into()),
                other => other?,
            };
            if !staff_of(db, &actor, provider)? {
                return Err(Refused.into());
            }
            if !store::set_reply(db, rating, actor.user_id, &words, now)? {
                return Err(RateError::Replied);
            }
            audit::record(
                db,
                &audit::Entry {
                    at: now,
                    user: Some(actor.user_id),
                    mandate: None,
                    holder: None,
                    action: "rating.replied",
                    subject: "ratings",
                    subject_id: rating.0,
                    detail: "Replied to a rating",
                },
            )?;
            Ok(())
        })
        .await
}

fn staff_of(db: &mut Db, actor: &Actor, provider: ProviderId) -> Result<bool, DbError> {
    let summary = directory::service::provider_summary(db, provider)?;
    Ok(summary.organisation_id.is_some_and(|organisation| actor.has_in(Role::ProviderStaff, organisation)))
}

/// The newest ratings of the actor's own provider, with what can be replied to.
///
/// # Errors
/// [`RateError::Refused`] unless they are a provider's staff.
pub async fn for_staff(app: &App, actor: &Actor) -> Result<Vec<Rating>, RateError> {
    let organisation = actor.organisation(Role::ProviderStaff)?;
    app.db
        .read(move |db| match directory::service::provider_of_organisation(db, organisation)? {
            Some(provider) => Ok(store::shown(db, Of::Provider(provider), 100)?),
            None => Ok(Vec::new()),
        })
        .await
}

/// Ratings held back, for a moderator.
///
/// # Errors
/// [`RateError::Refused`] unless they are a moderator.
pub async fn held(app: &App, actor: &Actor) -> Result<Vec<Rating>, RateError> {
    if !actor.has(Role::Moderator) {
        return Err(Refused.into());
    }
    app.db.read(|db| Ok(store::held(db, 100)?)).await
}

/// What a listing's page shows.
///
/// # Errors
/// When the database fails.
pub fn for_listing(db: &mut Db, listing: ListingId, provider_name: &str) -> Result<ListingRatings, DbError> {
    shown_of(db, Of::Listing(listing), provider_name)
}

/// What a provider's page shows.
///
/// # Errors
/// When the database fails.
pub fn for_provider(db: &mut Db, provider: ProviderId, provider_name: &str) -> Result<ListingRatings, DbError> {
    shown_of(db, Of::Provider(provider), provider_name)
}

fn shown_of(db: &mut Db, of: Of, provider_name: &str) -> Result<ListingRatings, DbError> {
    let all = store::scores(db, of)?;
    let shown = if all.is_empty() { Vec::new() } else { store::shown(db, of, SHOWN)? };
    let mut distribution = [0_u64; 5];
    for (scores, _) in &all {
        if let Some(count) = distribution.get_mut(5_usize.saturating_sub(scores.stars() as usize)) {
            *count += 1;
        }
    }
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let mean = |name: &str, score: fn(&Scores) -> u8| {
        let sum: u32 = all.iter().map(|(scores, _)| u32::from(score(scores))).sum();
        DimensionMean { name: name.to_owned(), tenths: (sum * 10 + count / 2).checked_div(count).unwrap_or(0) }
    };
    let dimensions = if all.is_empty() {
        Vec::new()
    } else {
        vec![
            mean("Quality", |scores| scores.quality),
            mean("Reliability", |scores| scores.reliability),
            mean("Dignity and respect", |scores| scores.dignity),
            mean("Value", |scores| scores.value),
        ]
    };
    Ok(ListingRatings {
        count,
        distribution,
        dimensions,
        helped: u32::try_from(all.iter().filter(|(_, helped)| *helped).count()).unwrap_or(0),
        shown: shown.into_iter().map(|rating| shown_rating(rating, provider_name)).collect(),
    })
}

fn shown_rating(rating: Rating, provider_name: &str) -> ShownRating {
    let outcome = rating.outcome.map(|words| format!(" with “{words}”")).unwrap_or_default();
    ShownRating {
        id: rating.id,
        stars: rating.scores.stars(),
        by: rating.shown_name,
        on: crate::kernel::dates::london(rating.created_at).date(),
        words: rating.words,
        helped: match rating.helped {
            Helped::Yes => Some(format!("Helped{outcome}")),
            Helped::ALittle => Some(format!("Helped a little{outcome}")),
            Helped::No => Some(format!("Did not help{outcome}")),
            Helped::NotSaid => None,
        },
        reply: rating.reply.map(|words| ShownReply { by: provider_name.to_owned(), words }),
    }
}
