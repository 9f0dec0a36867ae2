//! Bringing running budgets in line with what is asked of their person.

use chrono::{NaiveDate, NaiveDateTime};

use super::model::{self, Holds, Move, moves, next_parts, spread};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{By, Role};
use crate::app::App;
use crate::assessments::model::contribution::{Asked, ContributionChanged, by_week};
use crate::assessments::service::contributions;
use crate::audit;
use crate::budgets::arrivals::service as arrivals;
use crate::budgets::arrivals::{Arrives, Collector};
use crate::budgets::emails::{self, Cause, Paid};
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, NewFunding, Pot, Stream};
use crate::budgets::service::{alerts, enrol};
use crate::budgets::store as pots;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, PotId};
use crate::mail;
use crate::plans;
use crate::plans::model::sums::weeks_between;

/// When it happens, and who decided what is asked or what the plan costs; none for the program.
#[derive(Clone)]
struct At {
    today: NaiveDate,
    now: NaiveDateTime,
    by: Option<By>,
    site: String,
    cause: Cause,
}

fn fault(error: LedgerError) -> DbError {
    match error {
        LedgerError::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

fn too_large() -> DbError {
    DbError::Other("a figure of a budget can't be held".to_owned())
}

/// What is asked of somebody week by week of this much over these days.
///
/// # Errors
/// When the database can't be read.
pub(in crate::budgets) fn in_weeks(
    db: &mut Db,
    holder: HolderId,
    gross: Money,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Asked>, DbError> {
    let all = contributions::contributions_of(db, holder)?;
    Ok(by_week(gross, &all, days.0, weeks_between(days)))
}

/// Puts what a person pays into a pot, a stream for each who collects. Gives how much that is.
///
/// # Errors
/// When the database can't be written.
pub(in crate::budgets) fn put_in(
    db: &mut Db,
    pot: PotId,
    weeks: &[Asked],
    (by, now, today): (Option<By>, NaiveDateTime, NaiveDate),
) -> Result<Money, DbError> {
    let weeks = weeks.iter().filter(|week| week.amount > Money::ZERO);
    let weeks: Vec<_> = weeks.map(|week| (week.on, week.amount, model::collector(week))).collect();
    add(db, pot, &weeks, (by, now, today))
}

fn add(
    db: &mut Db,
    pot: PotId,
    weeks: &[(NaiveDate, Money, Collector)],
    at: (Option<By>, NaiveDateTime, NaiveDate),
) -> Result<Money, DbError> {
    let mut sum = Money::ZERO;
    for collector in Collector::ALL {
        let parts = weeks.iter().filter(|(_, _, one)| one == collector);
        let parts: Vec<_> = parts.map(|(on, amount, _)| (*on, *amount)).collect();
        if parts.is_empty() {
            continue;
        }
        let how = (Arrives::Weekly, Some(*collector));
        let amount = arrivals::fund_parts(db, (pot, Stream::OwnContribution), how, &parts, at)?;
        sum = sum.checked_add(amount).ok_or_else(too_large)?;
    }
    Ok(sum)
}

/// Brings the running budgets of somebody whose contribution changed in line with it. Run as a job; twice is once.
///
/// # Errors
/// When the database can't be reached; the job then runs again.
pub async fn follow(app: &App, changed: ContributionChanged) -> Result<(), DbError> {
    let at = At {
        today: app.clock.today(),
        now: app.clock.now(),
        by: Some(By { user: changed.by, mandate: None }),
        site: app.config.public_url.clone(),
        cause: Cause::Contribution,
    };
    let holder = changed.holder;
    let theirs = app.db.read(move |db| pots::statements::pots_of(db, holder)).await?;
    let locks = theirs.into_iter().filter(|pot| pot.ends_on >= at.today).map(|pot| LockKey::Pot(pot.id.0));
    app.db
        .write_locked(locks.chain([LockKey::Holder(holder.0)]).collect(), move |db| {
            // In a closed case nothing is paid any more.
            if people::closed_case(db, holder)?.is_some() {
                return Ok(());
            }
            let mut theirs = pots::statements::pots_of(db, holder)?;
            theirs.retain(|pot| pot.ends_on >= at.today && !pot.closed && pot.held_as != HeldAs::OwnMoney);
            theirs.sort_by_key(|pot| (pot.starts_on, pot.budget_id, pot.id));
            for budget in theirs.chunk_by(|one, next| one.budget_id == next.budget_id) {
                align(db, budget, &at)?;
            }
            Ok(())
        })
        .await
}

/// Brings the budget of a pot in line with what its plan costs now, after that changed or money was put in. Nothing where
/// nothing is asked of the person.
///
/// # Errors
/// When the database can't be written.
pub(in crate::budgets) fn follow_budget(
    db: &mut Db,
    pot: &Pot,
    (by, cause): (Option<By>, Cause),
    (site, today, now): (&str, NaiveDate, NaiveDateTime),
) -> Result<(), DbError> {
    if contributions::contributions_of(db, pot.holder_id)?.is_empty() {
        return Ok(());
    }
    let mut all = pots::pots_of_budget(db, pot.budget_id)?;
    all.retain(|one| !one.closed && one.held_as != HeldAs::OwnMoney);
    align(db, &all, &At { today, now, by, site: site.to_owned(), cause })
}

/// Brings one budget in line.
fn align(db: &mut Db, budget: &[Pot], at: &At) -> Result<(), DbError> {
    let Some(first) = budget.first() else { return Ok(()) };
    let days = (first.starts_on, first.ends_on);
    let gross = gross(db, first)?;
    let all = in_weeks(db, first.holder_id, gross, days)?;
    let mut holds = Vec::new();
    for pot in budget {
        let own = spread(store::parts(db, pot.id, Stream::OwnContribution)?, &all);
        holds.push(Holds { pot: pot.id, own, council: replaceable(db, pot.id)? });
    }
    let weeks = to_come(&all, &holds, gross, at.today);
    let Some(begins) = weeks.first().map(|week| week.on) else { return Ok(()) };
    let (moved, short) = moves(&weeks, &holds);
    let none = moved.iter().all(|one| one.drops.is_empty() && one.adds.is_empty());
    // What couldn't be moved is said when it is asked for, and not each time that finance puts money in.
    if none && (short.is_zero() || at.cause == Cause::PutIn) {
        return Ok(());
    }
    let sum = |of: &dyn Fn(&Move) -> Money| Money::sum(moved.iter().map(of)).ok_or_else(too_large);
    let (up, down) = (sum(&Move::added)?, sum(&Move::dropped)?);
    // Another cost of the plan changes how much is paid; when it is paid was said before, and stays.
    if at.cause != Cause::Contribution && short.is_zero() && up == down {
        return Ok(());
    }
    for (holds, one) in holds.iter().zip(&moved) {
        apply(db, holds.pot, one, at)?;
    }
    let parts = || holds.iter().flat_map(|pot| &pot.own);
    let were = Money::sum(parts().map(|part| part.left)).ok_or_else(too_large)?;
    let own = were.checked_add(up).and_then(|own| own.checked_sub(down)).ok_or_else(too_large)?;
    let came = Money::sum(parts().filter(|part| part.on < begins).map(|part| part.left)).ok_or_else(too_large)?;
    let asked = Money::sum(all.iter().filter(|week| week.on < begins).map(|week| week.amount)).ok_or_else(too_large)?;
    let before = came.checked_sub(asked).ok_or_else(too_large)?;
    let paid =
        Paid { gross, cause: at.cause, own, council: up.checked_sub(down).ok_or_else(too_large)?, short, before };
    tell(db, first, (&paid, &emails::by_the_week(&weeks)), at)
}

/// What the person's part is worked out of: what the plan costs that a budget follows, else the budget.
fn gross(db: &mut Db, pot: &Pot) -> Result<Money, DbError> {
    let Some(followed) = pots::followed(db, pot.budget_id)? else { return Ok(pot.amount) };
    let plan = pot.plan_id.map(|plan| plans::service::plan(db, plan)).transpose()?;
    Ok(plan.and_then(|plan| plan.total()).unwrap_or(followed))
}

/// What the council pays of a pot that is for anything, less what it took back besides.
fn replaceable(db: &mut Db, pot: PotId) -> Result<Money, DbError> {
    let parts = store::parts(db, pot, Stream::AdultSocialCare)?;
    let pays = Money::sum(parts.iter().map(|part| part.left)).ok_or_else(too_large)?;
    let back = ledger::balances(db, pot)?.recovered.checked_sub(store::moved(db, pot)?).ok_or_else(too_large)?;
    Ok(pays.checked_sub(back.max(Money::ZERO)).unwrap_or_default().max(Money::ZERO))
}

/// What is asked of the weeks that begin today or later. Who pays all of a budget pays all that hasn't come of it, also
/// where it became more in the meantime.
fn to_come(all: &[Asked], holds: &[Holds], gross: Money, today: NaiveDate) -> Vec<Asked> {
    let mut weeks: Vec<Asked> = all.iter().filter(|week| week.on >= today).copied().collect();
    if let Some(begins) = weeks.first().map(|week| week.on)
        && all.iter().all(|week| week.full)
    {
        let own = || holds.iter().flat_map(|pot| &pot.own);
        let came = own().filter(|part| part.on < begins || part.arrived);
        let came = Money::sum(came.map(|part| part.left)).unwrap_or_default();
        let rest = gross.checked_sub(came).unwrap_or_default().max(Money::ZERO);
        // What has come for a week stays: nothing more is asked of one that begins today, and the rest of each later one.
        let here = |on: NaiveDate| Money::sum(own().filter(|part| part.on == on && part.arrived).map(|part| part.left));
        for week in &mut weeks {
            week.amount = here(week.on).unwrap_or_default();
        }
        let open: Vec<_> = weeks.iter_mut().filter(|week| week.on > today || week.amount.is_zero()).collect();
        let count = u32::try_from(open.len()).ok().and_then(std::num::NonZeroU32::new);
        let shares = count.map(|count| rest.split(count)).unwrap_or_default();
        for (week, share) in open.into_iter().zip(shares) {
            week.amount = week.amount.checked_add(share).unwrap_or(share);
        }
    }
    weeks
}

/// Moves it in one pot. What comes in is put in first, so that nothing that is free is missed for a moment.
fn apply(db: &mut Db, pot: PotId, one: &Move, at: &At) -> Result<(), DbError> {
    let (up, down) = (one.added(), one.dropped());
    if up.is_zero() && down.is_zero() {
        return Ok(());
    }
    let place = ledger::length(db, pot)?;
    let said = (at.by, at.now, at.today);
    add(db, pot, &one.adds, said)?;
    let council = store::parts(db, pot, Stream::AdultSocialCare)?;
    if down > up {
        let amount = down.checked_sub(up).ok_or_else(too_large)?;
        // It comes as the rest of the council's money does: at once, or week by week as the person's would have.
        if council.iter().any(|part| !part.arrived) {
            let weeks = in_place_of(&one.drops, amount);
            let stream = (pot, Stream::AdultSocialCare);
            arrivals::fund_parts(db, stream, (Arrives::Weekly, None), &weeks, said)?;
        } else {
            let new = NewFunding { pot_id: pot, stream: Stream::AdultSocialCare, amount, by: at.by };
            enrol::funding(db, &new, at.now).map_err(fault)?;
        }
    }
    for (part, amount) in &one.drops {
        store::move_part(db, part, *amount)?;
    }
    let key = |what: &str| format!("contribution:{pot}:{place}:{what}");
    take_out(db, pot, (key("own"), down), ("What the person was to pay, and isn’t asked any more", at))?;
    if up > down {
        let amount = up.checked_sub(down).ok_or_else(too_large)?;
        for (part, amount) in next_parts(&council, amount) {
            store::move_part(db, &part, amount)?;
        }
        take_out(db, pot, (key("council"), amount), ("What the person pays now instead of the council", at))?;
    }
    Ok(())
}

/// The weeks in which the council pays so much in place of what was dropped: the last ones, each what the person would.
fn in_place_of(drops: &[(model::Part, Money)], amount: Money) -> Vec<(NaiveDate, Money)> {
    let mut drops: Vec<_> = drops.iter().map(|(part, dropped)| (part.on, *dropped)).collect();
    drops.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    let (mut rest, mut weeks) = (amount, Vec::<(NaiveDate, Money)>::new());
    for (on, dropped) in drops {
        let taken = rest.min(dropped);
        rest = rest.checked_sub(taken).unwrap_or_default();
        match weeks.last_mut().filter(|(last, _)| *last == on) {
            Some((_, sum)) => *sum = sum.checked_add(taken).unwrap_or(*sum),
            None if taken > Money::ZERO => weeks.push((on, taken)),
            None => {}
        }
    }
    weeks.reverse();
    weeks
}

fn take_out(db: &mut Db, pot: PotId, (key, amount): (String, Money), (memo, at): (&str, &At)) -> Result<(), DbError> {
    if amount.is_zero() {
        return Ok(());
    }
    let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
    let said = (at.by, at.now, memo.to_owned());
    ledger::post(db, &Posting::within(pot, way, (key, amount), said)).map(drop).map_err(fault)
}

/// Writes it down, and tells the person, whoever helps them, and finance.
fn tell(db: &mut Db, pot: &Pot, (paid, weeks): (&Paid, &[String]), at: &At) -> Result<(), DbError> {
    let holder = people::holder_summary(db, pot.holder_id)?;
    let council = holder.council_name.clone().unwrap_or_else(|| "the council".to_owned());
    if !paid.council.is_zero() || paid.short.is_zero() {
        for (to, name) in alerts::readers(db, pot.holder_id, at.today)? {
            let email = emails::contribution_moved(&to, name.as_deref(), (&council, paid, weeks), &at.site);
            mail::queue(db, &email, at.now)?;
        }
    }
    if let Some(council) = holder.council_id {
        for to in people::emails_with_roles(db, council, &[Role::FinanceOfficer])? {
            let person = format!("{}/council/people/{}/pots", at.site, holder.reference);
            mail::queue(db, &emails::contribution_in_budget(&to, &holder.name, (paid, weeks), &person), at.now)?;
        }
    }
    let detail = format!("The budget follows the contribution: {} of {} is paid by the person", paid.own, paid.gross);
    let entry = audit::Entry {
        at: at.now,
        user: at.by.map(|by| by.user),
        mandate: None,
        holder: Some(pot.holder_id),
        action: "budget.contribution",
        subject: "budgets",
        subject_id: pot.budget_id.0,
        detail: &detail,
    };
    audit::record(db, &entry)
}
