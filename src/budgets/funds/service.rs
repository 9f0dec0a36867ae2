//! Reading a fund's statement, and charging for managing it.

use chrono::NaiveDate;

use super::model::{Reader, Statement, Used, due};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, Refused, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::HeldAs;
use crate::budgets::pots;
use crate::budgets::pots::error::PotsError;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::PotId;
use crate::plans;

/// How money that no order is for is called.
const BESIDE: &str = "Managing the fund, and spending outside Handpick";

/// The funds that an organisation of the actor holds or held.
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
                    if pots::service::manages(db, &actor, pot)? {
                        all.push(read(db, &actor, pot, today)?);
                    }
                }
            }
            all.sort_by(|a, b| a.holder.name.cmp(&b.holder.name).then(a.pot.pot.id.cmp(&b.pot.pot.id)));
            Ok(all)
        })
        .await
}

/// The statement of one fund: for whoever holds it, the person, whoever acts for them, and their council.
///
/// # Errors
/// [`PotsError::Refused`] for everybody else, and for pots that no provider holds.
pub async fn statement(app: &App, actor: &Actor, pot: PotId) -> Result<Statement, PotsError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db.read(move |db| read(db, &actor, pot, today)).await
}

/// Whether somebody may see the statement of a fund, and what belongs to it.
///
/// # Errors
/// When the database can't be read.
pub fn may_see(db: &mut Db, actor: &Actor, pot: PotId, today: NaiveDate) -> Result<bool, DbError> {
    match read(db, actor, pot, today) {
        Ok(_) => Ok(true),
        Err(PotsError::Db(error @ (DbError::Contention | DbError::Pool(_) | DbError::Other(_)))) => Err(error),
        Err(_) => Ok(false),
    }
}

fn read(db: &mut Db, actor: &Actor, pot: PotId, today: NaiveDate) -> Result<Statement, PotsError> {
    let known = crate::budgets::store::pot_by_id(db, pot)?;
    let reader = if pots::service::manages(db, actor, pot)? {
        Reader::Manager
    } else if actor.holder(Scope::View) == Ok(known.holder_id) {
        Reader::Person
    } else {
        plans::service::may_see(db, actor, known.holder_id).map_err(|_| Refused)?;
        Reader::Council
    };
    let holder = people::holder_summary(db, known.holder_id)?;
    let found = pots::service::figures(db, &known)?.into_iter().find(|figures| figures.pot.id == pot);
    let figures = found.filter(|figures| figures.now.held_as == HeldAs::Isf).ok_or(Refused)?;
    let own = figures.now.organisation.as_ref().map(|(id, _)| *id);
    let uses = ledger::by_order_line_split(db, pot)?;
    let ids: Vec<i64> = uses.iter().filter_map(|(line, ..)| *line).map(|id| id.0).collect();
    let providers = store::providers_of(db, &ids)?;
    let mut went: Vec<Used> = Vec::new();
    for (line, committed, spent) in uses {
        let provider = line.and_then(|line| providers.iter().find(|(id, ..)| *id == line.0));
        let (name, is_own) =
            provider.map_or((BESIDE, true), |(_, name, of)| (name.as_str(), of.is_some() && *of == own));
        let at = if let Some(at) = went.iter().position(|one| one.name == name && one.own == is_own) {
            at
        } else {
            went.push(Used { name: name.to_owned(), own: is_own, committed: Money::ZERO, spent: Money::ZERO });
            went.len() - 1
        };
        if let Some(one) = went.get_mut(at) {
            let broken = || DbError::Other("the sum of a fund can't be held".to_owned());
            one.committed = one.committed.checked_add(committed).ok_or_else(broken)?;
            one.spent = one.spent.checked_add(spent).ok_or_else(broken)?;
        }
    }
    let (charged, sum) = charged(db, pot, figures.now.id)?;
    let fee = figures.now.fee.filter(|fee| *fee > Money::ZERO);
    let due = fee.map(|_| due(figures.now.from_on, figures.pot.ends_on, today, &charged)).unwrap_or_default();
    Ok(Statement { holder, reader, pot: figures, used: went, due, charged: sum })
}

/// The four weeks of a holding that were charged for, and what was charged from its pot in all.
fn charged(db: &mut Db, pot: PotId, holding: Option<i64>) -> Result<(Vec<i64>, Money), DbError> {
    let all = store::charged(db, pot, "fund-fee:")?;
    let taken = all.iter().filter(|(key, _)| key.ends_with(":charge"));
    let sum = Money::sum(taken.clone().map(|(_, pence)| Money::from_pence(*pence))).unwrap_or_default();
    let prefix = format!("fund-fee:{}:", holding.unwrap_or_default());
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
            let statement = read(db, &actor, pot, today)?;
            if statement.reader != Reader::Manager {
                return Err(Refused.into());
            }
            let (Some(fee), Some(holding)) = (statement.pot.now.fee, statement.pot.now.id) else {
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
