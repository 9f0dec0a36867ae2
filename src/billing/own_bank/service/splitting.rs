//! A line that was for more than one thing is split into two, each said by itself, and may be split again; and joined again
//! as long as nothing was ever said of its parts.

use std::sync::Arc;

use super::{BankLine, LineState, own_line, record};
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::own_bank::store;
use crate::db::LockKey;
use crate::kernel::Money;

/// What is written beside a line that was split.
const SPLIT: &str = "Split into parts";

/// Splits a line into a first part of this much and the rest; the amount has no sign.
///
/// # Errors
/// [`BillingError::Changed`] when something was said of it already; [`BillingError::NeedsWords`] when the part isn't smaller
/// than the line.
pub async fn split(app: &App, actor: &Actor, id: i64, turns: i64, first: Money) -> Result<(), BillingError> {
    let (actor, today, now) = (Arc::new(actor.clone()), app.clock.today(), app.clock.now());
    let find = Arc::clone(&actor);
    let (_, pot, _) = app.db.read(move |db| own_line(db, &find, id, today)).await?;
    app.db
        .write_locked(vec![LockKey::Pot(pot.id.0)], move |db| {
            let (holder, _, was) = own_line(db, &actor, id, today)?;
            if was.turns != turns || was.state != LineState::Open || !store::parts(db, id)?.is_empty() {
                return Err(BillingError::Changed);
            }
            let out = was.amount.is_negative();
            let first = if out { first.checked_neg() } else { Some(first) };
            let rest = first.and_then(|first| was.amount.checked_sub(first));
            // Both parts have the line's own sign, or it isn't split.
            let (Some(first), Some(rest)) = (first, rest.filter(|rest| !rest.is_zero() && rest.is_negative() == out))
            else {
                return Err(BillingError::NeedsWords("Enter less than the whole line."));
            };
            let now_split =
                BankLine { state: LineState::Other, note: SPLIT.to_owned(), said_at: Some(now), ..was.clone() };
            if !store::turn(db, &was, &now_split)? {
                return Err(BillingError::Changed);
            }
            for part in [(1, first), (2, rest)] {
                store::insert_part(db, &was, part, actor.by(), now)?;
            }
            let detail = format!("Split a bank line of {} ({}) into {first} and {rest}", was.amount, was.words);
            Ok(record(db, actor.by(), (holder, id, "bank_line.split"), &detail, now)?)
        })
        .await
}

/// Joins the parts of a line again. Gives its number.
///
/// # Errors
/// [`BillingError::NeedsWords`] once something was said of a part, or a file goes with one.
pub async fn join(app: &App, actor: &Actor, id: i64) -> Result<(), BillingError> {
    let (actor, today, now) = (Arc::new(actor.clone()), app.clock.today(), app.clock.now());
    let find = Arc::clone(&actor);
    let (_, pot, _) = app.db.read(move |db| own_line(db, &find, id, today)).await?;
    app.db
        .write_locked(vec![LockKey::Pot(pot.id.0)], move |db| {
            let (holder, _, was) = own_line(db, &actor, id, today)?;
            let parts = store::parts(db, id)?;
            if parts.is_empty() {
                return Err(BillingError::Changed);
            }
            let ids: Vec<i64> = parts.iter().map(|part| part.id).collect();
            let mut said = parts.iter().any(|part| part.turns > 0) || !store::papers(db, &ids)?.is_empty();
            for part in &ids {
                said |= !store::parts(db, *part)?.is_empty();
            }
            if said {
                return Err(BillingError::NeedsWords(
                    "Something was said of a part already, or a file goes with it. Say of each part what it was for.",
                ));
            }
            store::delete_parts(db, id)?;
            // What an officer asked about the whole line went to its parts.
            let note = parts.first().map(|part| part.note.clone()).unwrap_or_default();
            let open = BankLine { state: LineState::Open, note, said_at: None, ..was.clone() };
            if !store::turn(db, &was, &open)? {
                return Err(BillingError::Changed);
            }
            let detail = format!("Joined the parts of a bank line of {} ({})", was.amount, was.words);
            Ok(record(db, actor.by(), (holder, id, "bank_line.joined"), &detail, now)?)
        })
        .await
}
