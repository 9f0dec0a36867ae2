//! Who is written to when a draft moves on, and when something about it is due.

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::Known;
use crate::accounts::service::people;
use crate::accounts::{Actor, Role, Scope};
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::ids::UserId;
use crate::mail;
use crate::plans::emails::{self, Facts};
use crate::plans::model::draft::Draft;
use crate::plans::model::head::Head;
use crate::plans::model::small::shifts;
use crate::plans::model::state::{State, Step};
use crate::plans::model::sums::Sums;
use crate::plans::store::drafts;

/// The person, those who may read their papers for them today, and the officer who wrote the newest version for them.
pub(super) fn person_side(db: &mut Db, known: &Known, today: NaiveDate) -> Result<Vec<String>, DbError> {
    let mut users: Vec<UserId> = known.holder.user_id.into_iter().collect();
    for mandate in people::mandates_given(db, known.holder.id)? {
        if mandate.holds_on(today) && mandate.scopes.has(Scope::View) {
            users.push(mandate.user_id);
        }
    }
    let by = drafts::version(db, known.head.id, known.head.version)?.by;
    if let Some(council) = known.head.council_id.filter(|_| by.mandate.is_none())
        && people::is_member(db, by.user, council)?
    {
        users.push(by.user);
    }
    let mut to = Vec::new();
    for user in users {
        let (_, email) = people::user_contact(db, user)?;
        if !to.contains(&email) {
            to.push(email);
        }
    }
    Ok(to)
}

/// Those of the person's council who have this role.
pub(super) fn officers(db: &mut Db, head: &Head, role: Role) -> Result<Vec<String>, DbError> {
    match head.council_id {
        Some(council) => people::emails_with_roles(db, council, &[role]),
        None => Ok(Vec::new()),
    }
}

/// Writes to everybody whom a step concerns, but not to whoever took it.
pub(super) fn tell(
    db: &mut Db,
    actor: &Actor,
    known: &Known,
    (step, words, due): (Step, &str, Option<NaiveDate>),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let mut to = match step {
        Step::Submit | Step::Appeal | Step::Advise | Step::Approve => officers(db, &known.head, Role::CareManager)?,
        Step::Refer | Step::Recall => officers(db, &known.head, Role::PanelMember)?,
        // Whoever was asked about it need not answer.
        Step::TakeBack if known.head.state == State::WithPanel => {
            let mut to = officers(db, &known.head, Role::PanelMember)?;
            to.extend(officers(db, &known.head, Role::CareManager)?);
            to.sort_unstable();
            to.dedup();
            to
        }
        Step::TakeBack | Step::Adopt | Step::AskChanges | Step::Agree | Step::Refuse | Step::Drop => Vec::new(),
    };
    if matches!(
        step,
        Step::Refer | Step::Recall | Step::AskChanges | Step::Agree | Step::Refuse | Step::Submit | Step::Adopt
    ) {
        for email in person_side(db, known, london(now).date())? {
            if !to.contains(&email) {
                to.push(email);
            }
        }
    }
    // Whoever sends a plan gets a copy: it says by when the council answers.
    to.retain(|email| step == Step::Submit || *email != actor.email);
    let facts = Facts { name: &known.holder.name, path: &known.head.path(), words, due, site };
    to.iter().try_for_each(|to| mail::queue(db, &emails::moved(to, step, &facts), now))
}

/// Tells the person's care managers what a change that nobody had to agree did to the amounts.
pub(super) fn tell_amounts(
    db: &mut Db,
    actor: &Actor,
    known: &Known,
    (before, after): (&Draft, &Draft),
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let total = |draft: &Draft| Sums::of(draft, None).map(|sums| sums.total).unwrap_or_default();
    let said = emails::Amounts { shifts: &shifts(before, after), was: total(before), now: total(after) };
    let facts = Facts { name: &known.holder.name, path: &known.head.path(), words: "", due: None, site };
    let to = officers(db, &known.head, Role::CareManager)?;
    let mut others = to.iter().filter(|email| **email != actor.email);
    others.try_for_each(|to| mail::queue(db, &emails::used(to, &said, &facts), now))
}
