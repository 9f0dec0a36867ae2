//! Who is written to when answers are sent in, and when the council decides about a figure or a contribution.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::service::people;
use crate::accounts::{HolderSummary, Role, Scope};
use crate::assessments::emails::{self, To};
use crate::assessments::model::AssessmentView;
use crate::assessments::model::contribution::{Contribution, Decide, End};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::{AssessmentId, UserId};
use crate::mail;

/// The person, and those who may look at their papers for them, but not whoever did it.
fn person_side(
    db: &mut Db,
    holder: &HolderSummary,
    (but, today): (UserId, NaiveDate),
) -> Result<Vec<(String, Option<String>)>, DbError> {
    let mut known = vec![but];
    let mut to = Vec::new();
    if let Some(user) = holder.user_id.filter(|user| *user != but) {
        known.push(user);
        to.push((people::user_contact(db, user)?.1, None));
    }
    for mandate in people::mandates_given(db, holder.id)? {
        let looks = mandate.holds_on(today) && mandate.scopes.has(Scope::View);
        if looks && !known.contains(&mandate.user_id) {
            known.push(mandate.user_id);
            to.push((people::user_contact(db, mandate.user_id)?.1, Some(holder.name.clone())));
        }
    }
    Ok(to)
}

/// Answers were sent in: the care managers are asked to read them, the person's side hears that they have arrived.
pub(super) fn sent(
    db: &mut Db,
    view: &AssessmentView,
    by: UserId,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let (holder, title) = (&view.holder, view.version.content.title.as_str());
    let link = format!("{site}/assessments/{}", view.assessment.id);
    if let Some(council) = holder.council_id {
        let (_, own) = people::user_contact(db, by)?;
        for to in people::emails_with_roles(db, council, &[Role::CareManager])? {
            if to != own {
                mail::queue(db, &emails::sent(&to, (&holder.name, title), &link), now)?;
            }
        }
    }
    for (address, name) in person_side(db, holder, (UserId(0), london(now).date()))? {
        let to = To { address: &address, name: name.as_deref() };
        mail::queue(db, &emails::arrived(&to, title, &link), now)?;
    }
    Ok(())
}

/// A figure was checked, or it has changed: the person's side hears what it is.
pub(super) fn figure(
    db: &mut Db,
    (holder, assessment): (&HolderSummary, AssessmentId),
    (gross, checked): (Money, bool),
    by: UserId,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let link = format!("{site}/assessments/{assessment}/figure");
    for (address, name) in person_side(db, holder, (by, london(now).date()))? {
        let to = To { address: &address, name: name.as_deref() };
        mail::queue(db, &emails::figure(&to, gross, checked, &link), now)?;
    }
    Ok(())
}

/// What is to be paid was decided: the person's side hears how much, from when, and why.
pub(super) fn contribution(
    db: &mut Db,
    holder: &HolderSummary,
    new: &Decide,
    by: UserId,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let amount = new.weekly.map_or_else(|| "the full cost".to_owned(), |weekly| format!("{weekly} a week"));
    let from = long_date(new.starts_on);
    let link = format!("{site}/assessment");
    for (address, name) in person_side(db, holder, (by, london(now).date()))? {
        let to = To { address: &address, name: name.as_deref() };
        mail::queue(db, &emails::contribution(&to, (&amount, &from, &new.reason), &link), now)?;
    }
    Ok(())
}

/// What was to be paid ends, or was taken back: the person's side hears it, and why.
pub(super) fn contribution_ended(
    db: &mut Db,
    holder: &HolderSummary,
    (one, end): (&Contribution, &End),
    by: UserId,
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    let amount = if one.full_cost { "the full cost".to_owned() } else { format!("{} a week", one.weekly) };
    let from = long_date(one.starts_on);
    let what = match end.last {
        Some(last) => format!("{amount}, from {from}, ends on {}. Nothing is asked after that day", long_date(last)),
        None => format!("{amount}, from {from}, is taken back, as if it had never been asked"),
    };
    let link = format!("{site}/assessment");
    for (address, name) in person_side(db, holder, (by, london(now).date()))? {
        let to = To { address: &address, name: name.as_deref() };
        mail::queue(db, &emails::contribution_ended(&to, (&what, &end.why), &link), now)?;
    }
    Ok(())
}
