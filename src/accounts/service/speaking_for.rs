//! Who acts for somebody who doesn't sign in: a care manager of their council writes it down, with what they have seen
//! that says so, and ends it. Whoever signs in decides for themselves ([`super::mandates`]).

use std::sync::Arc;

use super::mandates::{Given, Grant, MandateError, receiver};
use super::people;
use super::sessions::fold_email;
use crate::accounts::emails;
use crate::accounts::model::{Actor, HolderSummary, Refused, Role, Scopes};
use crate::accounts::store::{mandates, users};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{MandateId, OrganisationId, UserId};
use crate::mail;

/// The longest note of what was seen, in characters.
const LONGEST: usize = 300;

/// Somebody of a council, with who may act for them.
#[derive(Clone, Debug)]
pub struct Helpers {
    /// Whom they act for.
    pub holder: HolderSummary,
    /// Their case is closed.
    pub closed: bool,
    /// Who may, or could before, newest first.
    pub given: Vec<Given>,
}

impl Helpers {
    /// Whether a care manager writes down who acts for them.
    pub fn written_here(&self) -> bool {
        self.holder.user_id.is_none() && !self.closed
    }
}

/// Somebody of the actor's council, who isn't the actor.
fn person(db: &mut Db, actor: &Actor, reference: &str) -> Result<(HolderSummary, OrganisationId), MandateError> {
    let council = actor.organisation(Role::CareManager)?;
    let id = match people::holder_by_reference(db, reference) {
        Err(DbError::NotFound) => return Err(Refused.into()),
        other => other?,
    };
    let holder = people::holder_summary(db, id)?;
    if holder.council_id != Some(council) || actor.own_holder == Some(id) || actor.acting_for.is_some() {
        return Err(Refused.into());
    }
    Ok((holder, council))
}

/// Who may act for one of the council's people.
///
/// # Errors
/// [`MandateError::Refused`] for anybody but a care manager of their council.
pub async fn helpers(app: &App, actor: &Actor, reference: &str) -> Result<Helpers, MandateError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .read(move |db| {
            let (holder, _) = person(db, &actor, &reference)?;
            let closed = people::closed_case(db, holder.id)?.is_some();
            let rows = mandates::given_by(db, holder.id)?;
            let given = rows.into_iter().map(|(mandate, name, email)| Given {
                mandate,
                name: Some(name).filter(|name| *name != email),
                email,
                last_used: None,
            });
            Ok(Helpers { given: given.collect(), holder, closed })
        })
        .await
}

/// Writes down that somebody may act for a person who doesn't sign in, and mails them.
///
/// # Errors
/// [`MandateError`]; then nothing was written down.
pub async fn write_down(
    app: &App,
    actor: &Actor,
    reference: &str,
    (wanted, seen): (Grant, String),
) -> Result<(), MandateError> {
    let seen = seen.trim().to_owned();
    if seen.is_empty() || seen.chars().count() > LONGEST {
        return Err(MandateError::NeedsWords("Write what you have seen, in 300 characters or fewer"));
    }
    let email = fold_email(&wanted.email);
    if email == actor.email {
        return Err(MandateError::Oneself);
    }
    app.limits.check("mandate", &actor.email, &wanted.address).map_err(MandateError::Limited)?;
    let given = Arc::new((actor.clone(), reference.to_owned(), wanted, email, seen));
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (actor, reference, wanted, email, seen) = &*given;
            let (holder, council) = person(db, actor, reference)?;
            if holder.user_id.is_some() || people::closed_case(db, holder.id)?.is_some() {
                return Err(MandateError::NotHere);
            }
            let (user, known) = receiver(db, email, now)?;
            // An officer who acts for somebody would have a hand on both sides.
            if people::is_member(db, user, council)? {
                return Err(MandateError::Colleague);
            }
            let theirs = mandates::of_user(db, user)?;
            if theirs.iter().any(|mandate| mandate.holder_id == holder.id && mandate.holds_on(today)) {
                return Err(MandateError::Already);
            }
            let new = mandates::NewMandate {
                holder_id: holder.id,
                user_id: user,
                scopes: Scopes::new(&wanted.scopes),
                order_limit: wanted.order_limit,
                four_week_limit: wanted.four_week_limit,
                starts_on: today,
                ends_on: wanted.ends_on,
                granted_by: actor.user_id,
            };
            let id = mandates::insert(db, &new, now)?;
            let mandate = mandates::by_id(db, id)?;
            let detail = format!("Wrote down that {email} acts for them. Seen: {seen}");
            record(db, (actor.user_id, &holder), id, ("mandate.granted", &detail), now)?;
            let council = people::organisation_name(db, council)?;
            mail::queue(db, &emails::mandate_written_down(email, &council, &mandate, known, &site), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Ends what lets somebody act for a person who doesn't sign in, at once, and mails them why. Twice does nothing more.
///
/// # Errors
/// [`MandateError`]; then nothing was changed.
pub async fn end(app: &App, actor: &Actor, (reference, id): (&str, MandateId), why: &str) -> Result<(), MandateError> {
    let why = why.trim().to_owned();
    if why.is_empty() || why.chars().count() > LONGEST {
        return Err(MandateError::NeedsWords("Write why, in 300 characters or fewer"));
    }
    let given = Arc::new((actor.clone(), reference.to_owned(), why));
    let now = app.clock.now();
    app.db
        .write(move |db| {
            let (actor, reference, why) = &*given;
            let (holder, council) = person(db, actor, reference)?;
            if holder.user_id.is_some() {
                return Err(MandateError::NotHere);
            }
            let theirs = mandates::of_holder(db, holder.id)?.into_iter().find(|mandate| mandate.id == id);
            let mandate = theirs.ok_or(Refused)?;
            if mandates::revoke(db, id, actor.user_id, now)? == 0 {
                return Ok(());
            }
            let email = users::by_id(db, mandate.user_id)?.email;
            let detail = format!("Ended that {email} acts for them: {why}");
            record(db, (actor.user_id, &holder), id, ("mandate.revoked", &detail), now)?;
            let council = people::organisation_name(db, council)?;
            mail::queue(db, &emails::mandate_ended(&email, (&council, &holder.name), why), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn record(
    db: &mut Db,
    (by, holder): (UserId, &HolderSummary),
    id: MandateId,
    (action, detail): (&str, &str),
    at: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    let (user, holder) = (Some(by), Some(holder.id));
    let (subject, subject_id) = ("mandates", id.0);
    audit::record(db, &audit::Entry { at, user, mandate: None, holder, action, subject, subject_id, detail })
}
