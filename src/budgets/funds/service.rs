//! Reading a fund's statement, and charging for managing it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::{Reader, Statement, Stretch, Sums, Used, due};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Refused, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::pots;
use crate::budgets::pots::error::PotsError;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::PotId;
use crate::plans;

/// How money that no order is for is called.
const BESIDE: &str = "Managing the fund, and spending outside Handpick";

/// The funds that an organisation of the actor holds or held, the newest statement of each.
///
/// # Errors
/// [`PotsError::Refused`] for anybody who manages no provider.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Statement>, PotsError> {
    if !actor.may_anywhere(Duty::Manage) {
        return Err(Refused.into());
    }
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let mut all = Vec::new();
            for organisation in actor.organisations_for(Duty::Manage) {
                for pot in pots::store::pots_of_organisation(db, organisation)? {
                    match read(db, &actor, (pot, None), today) {
                        Ok(statement) => all.push(statement),
                        Err(PotsError::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            all.sort_by(|a, b| a.holder.name.cmp(&b.holder.name).then(a.pot.pot.id.cmp(&b.pot.pot.id)));
            all.dedup_by_key(|statement| statement.pot.pot.id);
            Ok(all)
        })
        .await
}

/// The statement of one fund, for the time of a way of holding it or the newest: for whoever holds or held it then, the
/// person, whoever acts for them, and their council.
///
/// # Errors
/// [`PotsError::Refused`] for everybody else, and for pots that no provider holds or held.
pub async fn statement(app: &App, actor: &Actor, pot: PotId, holding: Option<i64>) -> Result<Statement, PotsError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db.read(move |db| read(db, &actor, (pot, holding), today)).await
}

/// Whether somebody may see what is paid from a fund now: whoever manages it, the person, whoever acts for them, and
/// their council.
///
/// # Errors
/// When the database can't be read.
pub fn may_see(db: &mut Db, actor: &Actor, pot: PotId, today: NaiveDate) -> Result<bool, DbError> {
    match read(db, actor, (pot, None), today) {
        Ok(statement) => Ok(statement.reader != Reader::Former),
        Err(PotsError::Db(error @ (DbError::Contention | DbError::Pool(_) | DbError::Other(_)))) => Err(error),
        Err(_) => Ok(false),
    }
}

fn read(
    db: &mut Db,
    actor: &Actor,
    (pot, wanted): (PotId, Option<i64>),
    today: NaiveDate,
) -> Result<Statement, PotsError> {
    let known = crate::budgets::store::pot_by_id(db, pot)?;
    let found = pots::service::figures(db, &known)?.into_iter().find(|figures| figures.pot.id == pot);
    let figures = found.ok_or(Refused)?;
    let mut stretches = Stretch::all(&figures.history);
    let is_reader = actor.holder(Scope::View) == Ok(known.holder_id);
    if !is_reader && plans::service::may_see(db, actor, known.holder_id).is_err() {
        // A provider sees the time in which it held the money itself.
        let own: Vec<_> = actor.organisations_for(Duty::Manage).collect();
        stretches.retain(|one| one.holding.organisation.as_ref().is_some_and(|(id, _)| own.contains(id)));
    }
    let is_wanted = |one: &&Stretch| wanted.is_none() || one.holding.id == wanted;
    let stretch = stretches.iter().rfind(is_wanted).cloned().ok_or(Refused)?;
    let reader = if stretch.until.is_none() && pots::service::manages(db, actor, pot)? {
        Reader::Manager
    } else if is_reader {
        Reader::Person
    } else if plans::service::may_see(db, actor, known.holder_id).is_ok() {
        Reader::Council
    } else {
        Reader::Former
    };
    let holder = people::holder_summary(db, known.holder_id)?;
    let (sums, used) = went(db, pot, &stretch)?;
    let (charged, sum) = charged(db, pot, stretch.holding.id)?;
    let fee = stretch.holding.fee.filter(|fee| *fee > Money::ZERO && stretch.until.is_none());
    let due = fee.map(|_| due(stretch.holding.from_on, figures.pot.ends_on, today, &charged)).unwrap_or_default();
    Ok(Statement { holder, reader, pot: figures, stretch, stretches, sums, used, due, charged: sum })
}

/// Where the money of a fund is, or was when the time was over, and who has what of it: what was spent before that time
/// is left out.
fn went(db: &mut Db, pot: PotId, stretch: &Stretch) -> Result<(Sums, Vec<Used>), DbError> {
    let broken = || DbError::Other("the sum of a fund can't be held".to_owned());
    let before = match stretch.since {
        Some(since) => ledger::by_order_line_split(db, pot, Some(since))?,
        None => BTreeMap::new(),
    };
    let lines = ledger::by_order_line_split(db, pot, stretch.until)?;
    let ids: Vec<i64> = lines.keys().filter_map(|line| line.map(|line| line.0)).collect();
    let providers = store::providers_of(db, &ids)?;
    let own = stretch.holding.organisation.as_ref().map(|(id, _)| *id);
    let (mut sums, mut used) = (Sums::default(), Vec::<Used>::new());
    for (line, now) in lines {
        let then = before.get(&line).copied().unwrap_or_default();
        let spent = now.spent.checked_sub(then.spent).ok_or_else(broken)?;
        let paid = now.paid.checked_sub(then.paid).ok_or_else(broken)?;
        let more = |sum: Money, more: Money| sum.checked_add(more).ok_or_else(broken);
        sums.left = more(sums.left, now.left)?;
        sums.committed = more(sums.committed, now.committed)?;
        (sums.spent, sums.paid) = (more(sums.spent, spent)?, more(sums.paid, paid)?);
        if now.committed.is_zero() && spent.is_zero() {
            continue;
        }
        let provider = line.and_then(|line| providers.iter().find(|(id, ..)| *id == line.0));
        let (name, is_own) =
            provider.map_or((BESIDE, true), |(_, name, of)| (name.as_str(), of.is_some() && *of == own));
        match used.iter_mut().find(|one| one.name == name && one.own == is_own) {
            Some(one) => {
                one.committed = more(one.committed, now.committed)?;
                one.spent = more(one.spent, spent)?;
            }
            None => used.push(Used { name: name.to_owned(), own: is_own, committed: now.committed, spent }),
        }
    }
    let all = Money::sum([sums.left, sums.committed, sums.spent]);
    Ok((Sums { entrusted: all.ok_or_else(broken)?, ..sums }, used))
}

/// The four weeks of a holding that were charged for, and what was charged for them.
fn charged(db: &mut Db, pot: PotId, holding: Option<i64>) -> Result<(Vec<i64>, Money), DbError> {
    let prefix = format!("fund-fee:{}:", holding.unwrap_or_default());
    let all = store::charged(db, pot, &prefix)?;
    let taken = all.iter().filter(|(key, _)| key.ends_with(":charge"));
    let sum = Money::sum(taken.clone().map(|(_, pence)| Money::from_pence(*pence))).unwrap_or_default();
    let numbers = taken.filter_map(|(key, _)| key.strip_prefix(&prefix)?.strip_suffix(":charge")?.parse().ok());
    Ok((numbers.collect(), sum))
}

/// Charges what was agreed for all four weeks that are over and not charged for. The same again charges nothing.
/// Returns what was charged.
///
/// # Errors
/// [`PotsError::MoreThanLeft`] when the fund has less left; then nothing was charged.
pub async fn charge(app: &App, actor: &Actor, pot: PotId) -> Result<Money, PotsError> {
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let statement = read(db, &actor, (pot, None), today)?;
            if statement.reader != Reader::Manager {
                return Err(Refused.into());
            }
            let (Some(fee), Some(holding)) = (statement.stretch.holding.fee, statement.stretch.holding.id) else {
                return Err(Refused.into());
            };
            let mut sum = Money::ZERO;
            for period in &statement.due {
                let ways = [
                    ("charge", AccountKind::Available, AccountKind::Delivered, Reason::Charge),
                    ("pay", AccountKind::Delivered, AccountKind::Paid, Reason::Pay),
                ];
                for (step, from, to, reason) in ways {
                    let key = format!("fund-fee:{holding}:{}:{step}", period.number);
                    let memo = format!("Managing the money, four weeks to {}", long_date(period.ends_on));
                    let said = (Some(actor.by()), now, memo);
                    match ledger::post(db, &Posting::within(pot, (from, to, reason), (key, fee), said)) {
                        Ok(_) => {}
                        Err(LedgerError::NotEnough { available, .. }) => {
                            return Err(PotsError::MoreThanLeft(available));
                        }
                        Err(error) => return Err(error.into()),
                    }
                }
                sum = sum.checked_add(fee).ok_or_else(|| DbError::Other("a charge can't be held".to_owned()))?;
            }
            if sum > Money::ZERO {
                let detail = format!("Charged {sum} for managing the money");
                let entry = audit::Entry {
                    at: now,
                    user: Some(actor.user_id),
                    mandate: None,
                    holder: Some(statement.holder.id),
                    action: "fund.charged",
                    subject: "pots",
                    subject_id: pot.0,
                    detail: &detail,
                };
                audit::record(db, &entry)?;
            }
            Ok(sum)
        })
        .await
}
