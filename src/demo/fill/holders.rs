//! One budget holder: account, communication needs, mandate, support plan, budget, pot and money.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::needs::{self, Assessed};
use super::{Known, Setting, address};
use crate::accounts::model::CommunicationNeeds;
use crate::accounts::service::enrol::{self as accounts, NewHolder, NewMandate};
use crate::accounts::{By, Scope, Scopes};
use crate::app::App;
use crate::budgets::arrivals::service::{self as arrivals, NewMoney};
use crate::budgets::arrivals::{Arrives, Collector};
use crate::budgets::service::{current_pot, enrol as budgets};
use crate::budgets::{Allowed, HeldAs, NewBudget, NewFunding, Pot, Stream};
use crate::db::{Db, DbError};
use crate::demo::chance::Chance;
use crate::demo::people::{Holder, Line};
use crate::demo::{DemoError, shifted};
use crate::kernel::reference::order_reference;
use crate::kernel::{HolderId, Money, PlanId, PlanLineId, Quantity, UserId};
use crate::plans::service::{current_plan, enrol as plans};
use crate::plans::{NewLine, NewOutcome, NewPlan, PlanStatus};

/// What orders for somebody need.
#[derive(Clone)]
pub(super) struct Purse {
    pub holder: HolderId,
    pub pot: Pot,
    /// Who acts: the person, and their broker where the mandate allows ordering.
    pub own: Option<By>,
    pub broker: Option<By>,
    /// The lines of the plan, by title.
    pub lines: Vec<(String, PlanLineId)>,
}

pub(super) fn write(app: &App, setting: &Setting, known: &Known, holder: &Holder) -> Result<Purse, DemoError> {
    let (setting, known, holder) = (setting.clone(), known.clone(), Arc::new(holder.clone()));
    app.db.write_blocking(move |db| one(db, &setting, &known, &holder))
}

fn one(db: &mut Db, setting: &Setting, known: &Known, new: &Holder) -> Result<Purse, DemoError> {
    let at = setting.before_year(45);
    let chance = Chance::of(&new.name);
    let user = match &new.email {
        Some(local) => Some(accounts::user(db, &address(local), &new.name, &setting.password_hash, at)?),
        None => None,
    };
    let council = new.council.as_deref().map(|key| known.organisation(key)).transpose()?;
    let row = NewHolder {
        reference: order_reference(chance.number()),
        user_id: user,
        council_id: council,
        name: new.name.clone(),
        born_on: Some(new.born),
        care_group: Some(new.care_group.as_str().to_owned()),
        address: Some(new.address.clone()),
        postcode: Some(new.postcode.clone()),
        phone: Some(format!("07700 900{:03}", chance.between(0, 999))),
    };
    let holder = accounts::holder(db, &row, at)?;
    communication(db, setting, holder, new)?;
    let care_manager = new.council.as_deref().map(|key| known.user(&format!("{key}-care"))).transpose()?;
    let broker = new.broker.as_deref().map(|key| known.user(key)).transpose()?;
    let granted_by = user.or(care_manager);
    let acting = match (broker, granted_by) {
        (Some(broker), Some(granted_by)) => mandate(db, setting, new, (holder, broker, granted_by))?,
        _ => None,
    };
    let assessed = council.zip(care_manager).map(|(council, care_manager)| Assessed {
        holder,
        council,
        group: new.care_group,
        user,
        care_manager,
    });
    let indicative = match &assessed {
        Some(who) => {
            let about = money(new.indicative.as_ref().unwrap_or(&new.budget))?;
            needs::assess(db, who, about, setting.before_year(44))?
        }
        None => None,
    };
    if let Some(who) = assessed.filter(|_| contributes(new.held, money(&new.budget).unwrap_or_default())) {
        needs::pays(db, setting, &who, CONTRIBUTION_A_WEEK)?;
    }
    let plan = plan(db, setting, new, (holder, indicative), (broker.or(user), care_manager))?;
    pot(db, setting, new, (holder, plan), care_manager, at)?;
    let nothing = || DemoError::Unknown(new.name.clone());
    let pot = current_pot(db, holder, setting.today)?.ok_or_else(nothing)?;
    let plan = current_plan(db, holder, setting.today)?.ok_or_else(nothing)?;
    Ok(Purse {
        holder,
        pot,
        own: user.map(|user| By { user, mandate: None }),
        broker: acting,
        lines: plan.lines.into_iter().map(|line| (line.title, line.id)).collect(),
    })
}

fn communication(db: &mut Db, setting: &Setting, holder: HolderId, new: &Holder) -> Result<(), DbError> {
    let Some(needs) = &new.needs else { return Ok(()) };
    let checked_on = shifted(setting.year.0, -40);
    let row = CommunicationNeeds {
        format: needs.format.clone(),
        language: needs.language.clone(),
        contact_by: needs.contact_by.clone(),
        contact_name: needs.contact_name.clone(),
        notes: needs.notes.clone(),
        checked_on,
        review_on: shifted(checked_on, 365),
    };
    accounts::communication_needs(db, holder, &row)
}

/// The broker's mandate; who acts under it, where it lets them order.
fn mandate(
    db: &mut Db,
    setting: &Setting,
    new: &Holder,
    (holder, broker, granted_by): (HolderId, UserId, UserId),
) -> Result<Option<By>, DemoError> {
    let Some(mandate) = &new.mandate else { return Ok(None) };
    let limit = |text: &Option<String>| text.as_deref().map(money).transpose();
    let row = NewMandate {
        holder_id: holder,
        user_id: broker,
        scopes: Scopes::new(&mandate.scopes),
        order_limit: limit(&mandate.order_limit)?,
        four_week_limit: limit(&mandate.four_weeks)?,
        starts_on: shifted(setting.year.0, -40),
        ends_on: Some(shifted(setting.today, mandate.ends)),
        granted_by,
    };
    let id = accounts::mandate(db, &row, setting.before_year(40))?;
    Ok(mandate.scopes.contains(&Scope::Order).then_some(By { user: broker, mandate: Some(id) }))
}

fn money(text: &str) -> Result<Money, DemoError> {
    Money::parse(text).map_err(|_| DemoError::Unknown(text.to_owned()))
}

fn hours(text: &str) -> Result<Quantity, DemoError> {
    Quantity::parse(text).map_err(|_| DemoError::Unknown(text.to_owned()))
}

fn plan(
    db: &mut Db,
    setting: &Setting,
    new: &Holder,
    (holder, indicative): (HolderId, Option<Money>),
    (written_by, agreed_by): (Option<UserId>, Option<UserId>),
) -> Result<PlanId, DemoError> {
    let line = |line: &Line| {
        Ok::<_, DemoError>(NewLine {
            title: line.title.clone(),
            category: Some(line.category.clone()),
            detail: line.detail.clone(),
            weekly: line.weekly.as_deref().map(money).transpose()?,
            hours: line.hours.as_deref().map(hours).transpose()?,
            amount: money(&line.amount)?,
        })
    };
    let outcome = |outcome: &crate::demo::people::Outcome| {
        Ok::<_, DemoError>(NewOutcome {
            words: outcome.words.clone(),
            family: outcome.family,
            need: outcome.need.clone(),
            lines: outcome.lines.iter().map(line).collect::<Result<_, _>>()?,
        })
    };
    let row = NewPlan {
        holder_id: holder,
        status: PlanStatus::Agreed,
        starts_on: setting.year.0,
        ends_on: setting.year.1,
        indicative,
        written_by,
        agreed: agreed_by.map(|by| (by, setting.before_year(24))),
        outcomes: new.outcomes.iter().map(outcome).collect::<Result<_, _>>()?,
        other_lines: Vec::new(),
    };
    Ok(plans::plan(db, &row, setting.before_year(38))?)
}

/// What a financial assessment asks of most people with more than this: £18.20 a week for a year.
const CONTRIBUTION: Money = Money::from_pence(94_640);
const CONTRIBUTION_A_WEEK: Money = Money::from_pence(1_820);
const CONTRIBUTES_ABOVE: Money = Money::from_pence(900_000);

/// Whether a financial assessment asks something of somebody with this budget.
fn contributes(held: HeldAs, budget: Money) -> bool {
    held != HeldAs::OwnMoney && budget > CONTRIBUTES_ABOVE
}

fn pot(
    db: &mut Db,
    setting: &Setting,
    new: &Holder,
    (holder, plan): (HolderId, PlanId),
    by: Option<UserId>,
    at: NaiveDateTime,
) -> Result<(), DemoError> {
    let amount = money(&new.budget)?;
    let (starts_on, ends_on) = setting.year;
    let row = NewBudget { holder_id: holder, plan_id: Some(plan), starts_on, ends_on, amount };
    let budget = budgets::budget(db, &row, at)?;
    let pot_id = budgets::pot(db, budget, new.held, at)?;
    for category in &new.allows {
        budgets::allow(db, pot_id, &Allowed::Category(category.clone()))?;
    }
    let own = new.held == HeldAs::OwnMoney;
    let first = if own { Stream::OwnTopUp } else { Stream::AdultSocialCare };
    let rest = amount.checked_sub(CONTRIBUTION).filter(|_| contributes(new.held, amount));
    let streams = match rest {
        Some(rest) => vec![(first, rest), (Stream::OwnContribution, CONTRIBUTION)],
        None => vec![(first, amount)],
    };
    let by = by.map(|user| By { user, mandate: None });
    for (stream, amount) in streams {
        if stream == Stream::OwnContribution {
            let (arrives, collector) = (Arrives::Weekly, Some(Collector::Council));
            let weekly = NewMoney { stream, amount, arrives, first: None, from: starts_on, collector };
            let when = (by, setting.before_year(20), setting.today);
            arrivals::fund(db, (pot_id, ends_on), &weekly, when).map_err(|error| broken(&error))?;
            continue;
        }
        let funding = NewFunding { pot_id, stream, amount, by };
        budgets::funding(db, &funding, setting.before_year(20)).map_err(|error| broken(&error))?;
    }
    if new.council.is_some() && new.broker.is_some() {
        last_year(db, setting, (holder, new.held), by)?;
    }
    Ok(())
}

fn broken(error: &dyn std::error::Error) -> DemoError {
    DemoError::Db(DbError::Other(error.to_string()))
}

/// What some have left from the year before, for a council to settle.
const LEFT: Money = Money::from_pence(41_260);

fn last_year(
    db: &mut Db,
    setting: &Setting,
    (holder_id, held): (HolderId, HeldAs),
    by: Option<By>,
) -> Result<(), DemoError> {
    let (starts_on, ends_on) = (shifted(setting.year.0, -365), shifted(setting.year.0, -1));
    let row = NewBudget { holder_id, plan_id: None, starts_on, ends_on, amount: LEFT };
    let at = setting.before_year(380);
    let budget = budgets::budget(db, &row, at)?;
    let pot_id = budgets::pot(db, budget, held, at)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount: LEFT, by };
    budgets::funding(db, &funding, at).map_err(|error| broken(&error))?;
    Ok(())
}
