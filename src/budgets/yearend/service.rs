//! Year end: a council's policy, what it would come to, and doing it. For finance officers, of their own council's people.

use chrono::{NaiveDate, NaiveDateTime};

use super::model::{Books, Ended, Facts, Policy, Preview, Settled, Settlement, YearEnd, sentences, settle};
use super::overpaid::{InBudget, overpaid};
use super::store::{self, Place, Which};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, Role};
use crate::app::App;
use crate::audit;
use crate::budgets::emails;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, NewFunding, Pot, Stream};
use crate::budgets::pots::service::fences::{self, Stands};
use crate::budgets::pots::store as pots;
use crate::budgets::service::{alerts, enrol};
use crate::budgets::store as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::{OrganisationId, PotId, UserId};
use crate::mail;

/// The most pots that one page lists and one press settles.
pub const MOST: i64 = 300;
/// How many rows of a file are read at a time.
const PAGE: i64 = 100;
/// How many of those that are done are shown.
const NEWEST: i64 = 20;

fn council(actor: &Actor) -> Result<OrganisationId, BudgetError> {
    Ok(actor.organisation(Role::FinanceOfficer)?)
}

/// The policy, what it would come to today, and what was done.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody who is no finance officer.
pub async fn view(app: &App, actor: &Actor) -> Result<YearEnd, BudgetError> {
    let (council, today) = (council(actor)?, app.clock.today());
    app.db
        .read(move |db| {
            let said = store::policy(db, council)?;
            let policy = said.unwrap_or_default();
            let (ended, _) = store::ended(db, council, (today, Which::After(None, MOST)))?;
            let (done, _) = store::done(db, council, (None, NEWEST))?;
            Ok(YearEnd { policy, chosen: said.is_some(), to_do: previews(&policy, ended)?, done })
        })
        .await
}

/// Where a file of everything goes on.
#[derive(Clone, Debug)]
pub enum From {
    /// With those to settle.
    ToDo(Option<Place>),
    /// With those that are settled.
    Done(Option<i64>),
}

/// Some rows of a file of everything.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Of those to settle.
    ToDo(Vec<Preview>),
    /// Of those that are settled.
    Done(Vec<Settled>),
}

/// The next rows of a file of everything, and where it goes on; none at its end. Each time it takes as many statements,
/// however many rows there are, and a few for each pot with money that is only for something.
///
/// # Errors
/// As [`view`].
pub async fn next_rows(app: &App, actor: &Actor, from: From) -> Result<(Rows, Option<From>), BudgetError> {
    let (council, today) = (council(actor)?, app.clock.today());
    app.db
        .read(move |db| match from.clone() {
            From::ToDo(after) => {
                let policy = store::policy(db, council)?.unwrap_or_default();
                let (ended, on) = store::ended(db, council, (today, Which::After(after, PAGE)))?;
                let on = on.map_or(From::Done(None), |on| From::ToDo(Some(on)));
                Ok((Rows::ToDo(previews(&policy, ended)?), Some(on)))
            }
            From::Done(before) => {
                let (done, on) = store::done(db, council, (before, PAGE))?;
                Ok((Rows::Done(done), on.map(|on| From::Done(Some(on)))))
            }
        })
        .await
}

fn previews(policy: &Policy, ended: Vec<Ended>) -> Result<Vec<Preview>, DbError> {
    ended.into_iter().map(|ended| Ok(Preview { would: worked_out(policy, &ended)?, ended })).collect()
}

/// What would become of what is left of a pot now.
fn worked_out(policy: &Policy, ended: &Ended) -> Result<Settlement, DbError> {
    let days = ended.span.1.signed_duration_since(ended.span.0).num_days() + 1;
    would_be(policy, (ended.pot, ended.left, ended.amount, days), &ended.books)
}

fn would_be(
    policy: &Policy,
    (pot, left, amount, days): (PotId, Money, Money, i64),
    books: &Books,
) -> Result<Settlement, DbError> {
    let (own, others, before) = (books.own, books.others, books.before);
    let overpaid = overpaid(&books.beside, pot, policy.give_back);
    let (amount, fenced) = (books.part_of(amount), books.fenced);
    let facts = Facts { left, own, others, overpaid, amount, days, fenced, before };
    settle(policy, &facts).ok_or_else(|| DbError::Other("the end of a year comes to more than can be held".to_owned()))
}

/// What would become of what is free to use in all pots of a budget, if the year ended with it; none before the council
/// has said what its policy is. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn would(db: &mut Db, council: OrganisationId, pot: &Pot) -> Result<Option<(Policy, Settlement)>, DbError> {
    let Some(policy) = store::policy(db, council)? else { return Ok(None) };
    let mut sum = Settlement::default();
    let broken = || DbError::Other("the end of a year comes to more than can be held".to_owned());
    for one in budgets::pots_of_budget(db, pot.budget_id)?.into_iter().filter(|one| one.held_as != HeldAs::OwnMoney) {
        let mut books = store::books_of(db, one.id, one.budget_id)?;
        // It looks ahead to the end of the year: what is planned has come by then.
        books.beside = books.beside.into_iter().map(InBudget::once_all_has_come).collect();
        let left = ledger::balances(db, one.id)?.available;
        let days = one.ends_on.signed_duration_since(one.starts_on).num_days() + 1;
        let one = would_be(&policy, (one.id, left, one.amount, days), &books)?;
        sum = sum.with(&one).ok_or_else(broken)?;
    }
    Ok(Some((policy, sum)))
}

/// Changes the council's policy. What is done already stays.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody who is no finance officer.
pub async fn set_policy(app: &App, actor: &Actor, policy: Policy) -> Result<(), BudgetError> {
    let (council, user, now) = (council(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            store::set_policy(db, council, &policy, (user, now))?;
            let entry = audit::Entry {
                at: now,
                user: Some(user),
                mandate: None,
                holder: None,
                action: "year_end.policy",
                subject: "organisations",
                subject_id: council.0,
                detail: &policy.words(),
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}

/// Who does it and when.
#[derive(Clone)]
struct Act {
    council: OrganisationId,
    by: UserId,
    now: NaiveDateTime,
    today: NaiveDate,
    site: String,
}

/// Settles every pot of the page that needn't wait, each in a transaction of its own; says how many. What fails in the
/// middle leaves the others done, and is done the next time.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody who is no finance officer; [`BudgetError::NoPolicy`] before the council has one.
pub async fn carry_out(app: &App, actor: &Actor) -> Result<usize, BudgetError> {
    let view = view(app, actor).await?;
    if !view.chosen {
        return Err(BudgetError::NoPolicy);
    }
    let act = Act {
        council: council(actor)?,
        by: actor.user_id,
        now: app.clock.now(),
        today: app.clock.today(),
        site: app.config.public_url.clone(),
    };
    let mut done = 0;
    for preview in view.to_do.iter().filter(|preview| !preview.waits()) {
        let pot = preview.ended.pot;
        let next = preview.ended.next.into_iter();
        // What is given back is one sum of all pots of a budget.
        let beside = preview.ended.books.beside.iter().map(|one| one.pot);
        let locks = std::iter::once(pot).chain(beside).chain(next).map(|pot| LockKey::Pot(pot.0)).collect();
        let act = act.clone();
        done += usize::from(app.db.write_locked(locks, move |db| settle_one(db, &act, pot)).await?);
    }
    if done > 0 {
        app.wake.notify_one();
    }
    Ok(done)
}

/// Settles one pot by what is so now; false when there is nothing left of it, or it has to wait.
fn settle_one(db: &mut Db, act: &Act, pot: PotId) -> Result<bool, BudgetError> {
    let Some(policy) = store::policy(db, act.council)? else { return Ok(false) };
    let (found, _) = store::ended(db, act.council, (act.today, Which::One(pot)))?;
    let Some(ended) = found.into_iter().next() else { return Ok(false) };
    let fenced = fences::for_something(db, pot)?.left_in_all;
    let would = Settlement { fenced, ..worked_out(&policy, &ended)? };
    let number = ended.books.times + 1;
    if (Preview { ended: ended.clone(), would }).waits() {
        return Ok(false);
    }
    let end = long_date(ended.span.1);
    let parts = [
        ("give", would.given_back, "Their own money, given back".to_owned()),
        ("carry", would.carried, "Carried forward to the next year".to_owned()),
        ("recover", would.recovered, format!("Taken back: left at the end of the year on {end}")),
    ];
    let sources = carried_from(db, &ended, would.carried)?;
    for (what, amount, memo) in parts {
        take(db, act, &ended, (format!("year_end:{pot}:{number}:{what}"), amount, memo))?;
    }
    let mut begins = None;
    if let Some(next) = ended.next.filter(|_| would.carried > Money::ZERO) {
        carry(db, act, next, &sources, &end)?;
        begins = Some(store::starts_on(db, next)?);
    }
    store::insert(db, (&ended, number), &would, (act.by, act.now))?;
    let detail = format!(
        "Settled the year that ended on {end}: {} carried forward, {} given back, {} taken back",
        would.carried, would.given_back, would.recovered
    );
    let entry = audit::Entry {
        at: act.now,
        user: Some(act.by),
        mandate: None,
        holder: Some(ended.holder_id),
        action: "year_end.settled",
        subject: "pots",
        subject_id: pot.0,
        detail: &detail,
    };
    audit::record(db, &entry)?;
    let summary = people::holder_summary(db, ended.holder_id)?;
    let said = sentences(&would, &summary, begins);
    for (to, name) in alerts::readers(db, ended.holder_id, act.today)? {
        mail::queue(db, &emails::year_end(&to, name.as_deref(), (end.as_str(), said.as_slice()), &act.site), act.now)?;
    }
    Ok(true)
}

/// What is carried, and of whose money: each stream with what it is only for, and how much of what is left of it.
type Carried = (Stream, Vec<String>, Money);

/// From which streams so much is carried: from those that others put in, in their turn, as far as something is left of
/// each. What is only for something is carried as that.
fn carried_from(db: &mut Db, ended: &Ended, amount: Money) -> Result<Vec<Carried>, DbError> {
    let mut wanted = amount;
    let mut found: Vec<Carried> = Vec::new();
    let streams = fences::stand(db, ended.pot)?;
    // What the person contributes counts as used first: the rest of it is given back, and never carried.
    let of_others = |stream: Stream| !matches!(stream, Stream::OwnTopUp | Stream::OwnContribution);
    for Stands { stream, left, .. } in streams.iter().filter(|one| of_others(one.stream.stream)) {
        let part = wanted.min(*left);
        wanted = wanted.checked_sub(part).unwrap_or_default();
        add(&mut found, (stream.stream, &stream.only_for, part));
    }
    // What people added and contribute counts as used first or last by the policy: the difference is everybody's, and for
    // anything.
    let free = streams.iter().map(|one| &one.stream);
    let free = free.filter(|stream| of_others(stream.stream) && stream.only_for.is_empty());
    let most = free.max_by_key(|stream| stream.amount).map_or(Stream::AdultSocialCare, |most| most.stream);
    add(&mut found, (most, &[], wanted));
    Ok(found)
}

fn add(found: &mut Vec<Carried>, (stream, only_for, amount): (Stream, &[String], Money)) {
    if amount <= Money::ZERO {
        return;
    }
    match found.iter_mut().find(|one| one.0 == stream && one.1 == only_for) {
        Some(one) => one.2 = one.2.checked_add(amount).unwrap_or(one.2),
        None => found.push((stream, only_for.to_vec(), amount)),
    }
}

/// Puts what is carried into next year's pot, each part as the stream it was, for what it was for.
fn carry(db: &mut Db, act: &Act, next: PotId, sources: &[Carried], end: &str) -> Result<(), BudgetError> {
    let by = Some(By { user: act.by, mandate: None });
    for (stream, only_for, amount) in sources {
        let funding = NewFunding { pot_id: next, stream: *stream, amount: *amount, by };
        let memo = format!("{}, carried forward from the year that ended on {end}", stream.label());
        let id = enrol::funding_for(db, &funding, act.now, memo).map_err(money_fault)?;
        for category in only_for {
            pots::insert_purpose(db, id, category)?;
        }
    }
    Ok(())
}

/// Takes a part out of what is free to use; nothing is moved for an amount of nothing.
fn take(
    db: &mut Db,
    act: &Act,
    ended: &Ended,
    (key, amount, memo): (String, Money, String),
) -> Result<(), BudgetError> {
    if amount <= Money::ZERO {
        return Ok(());
    }
    let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
    let said = (Some(By { user: act.by, mandate: None }), act.now, memo);
    ledger::post(db, &Posting::within(ended.pot, way, (key, amount), said)).map(drop).map_err(money_fault)
}

fn money_fault(error: LedgerError) -> BudgetError {
    match error {
        LedgerError::Db(error) => error.into(),
        other => DbError::Other(other.to_string()).into(),
    }
}
