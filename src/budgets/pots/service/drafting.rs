//! A budget that is being split: begun from an agreed plan, a part at a time, kept until it is agreed.

use chrono::NaiveDate;

use super::looking::waiting;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, OrganisationKind, Role, Scope};
use crate::app::App;
use crate::budgets::arrivals::model::Collector;
use crate::budgets::model::{Allowance, HeldAs, Stream};
use crate::budgets::pots::error::PotsError;
use crate::budgets::pots::model::{Asks, MOST_PARTS, Part, Split, Terms, asks};
use crate::budgets::pots::store;
use crate::budgets::service::agreed::contributed;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::Money;
use crate::kernel::ids::ProviderId;
use crate::plans::Plan;

/// A split as its page shows it.
#[derive(Clone, Debug)]
pub struct Drafting {
    /// Whose.
    pub holder: HolderSummary,
    /// The plan that it pays for.
    pub plan: Plan,
    /// What there is so far; none before it is begun.
    pub split: Option<Split>,
    /// Its version; 0 before it is begun.
    pub version: i64,
    /// Who holds each part, by name.
    pub names: Vec<Option<String>>,
    /// What the person pays of it by what is decided, as far as no part has it, and who collects it.
    pub contribution: Option<(Money, Collector)>,
}

/// How a part is to be held, as typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// In which way.
    pub held_as: HeldAs,
    /// The address of the person; empty for none.
    pub email: String,
    /// The name of the provider; empty for none.
    pub provider: String,
    /// What the person may do.
    pub scopes: Vec<Scope>,
    /// What may be charged for managing it, in four weeks.
    pub fee: Option<Money>,
    /// What a voucher may buy: codes of categories.
    pub categories: Vec<String>,
    /// What a voucher may buy: providers, by name.
    pub providers: Vec<String>,
}

/// Looks up whom the typed words name.
///
/// # Errors
/// [`PotsError`] for people and providers who aren't there or can't hold it.
pub fn read_terms(db: &mut Db, holder: &HolderSummary, typed: &Typed) -> Result<Terms, PotsError> {
    let mut terms = Terms {
        held_as: typed.held_as,
        person: None,
        organisation: None,
        scopes: Vec::new(),
        fee_pence: None,
        allows: Allowance::default(),
    };
    let asked = asks(typed.held_as);
    if asked == Asks::Provider {
        let id = people::organisation_by_name(db, OrganisationKind::Provider, &typed.provider)?;
        terms.organisation = Some(id.ok_or(PotsError::NoProvider)?);
        terms.fee_pence = typed.fee.map(Money::pence);
    }
    let wanted = asked == Asks::Person || (asked == Asks::Provider && !typed.email.trim().is_empty());
    if wanted {
        let (user, _) = people::user_by_email(db, &typed.email)?.ok_or(PotsError::NobodyThere)?;
        if holder.user_id == Some(user) {
            return Err(PotsError::Oneself);
        }
        if typed.held_as == HeldAs::Brokered && !people::has_role(db, user, Role::Broker)? {
            return Err(PotsError::NotABroker);
        }
        if let Some(organisation) = terms.organisation
            && !people::is_member(db, user, organisation)?
        {
            return Err(PotsError::NotTheirs);
        }
        terms.person = Some(user);
        terms.scopes.clone_from(&typed.scopes);
    }
    if typed.held_as == HeldAs::Voucher {
        terms.allows.categories.clone_from(&typed.categories);
        terms.allows.providers = providers(db, &typed.providers)?;
    }
    Ok(terms)
}

fn providers(db: &mut Db, names: &[String]) -> Result<Vec<ProviderId>, PotsError> {
    let mut found = Vec::new();
    for name in names {
        let id = directory::doors::provider_by_name(db, name)?.ok_or(PotsError::NoProvider)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

fn names(db: &mut Db, split: Option<&Split>) -> Result<Vec<Option<String>>, DbError> {
    let mut names = Vec::new();
    for part in split.map(|split| split.parts.as_slice()).unwrap_or_default() {
        names.push(match (part.terms.organisation, part.terms.person) {
            (Some(organisation), _) => Some(people::organisation_name(db, organisation)?),
            (None, Some(person)) => Some(people::user_contact(db, person)?.0),
            (None, None) => None,
        });
    }
    Ok(names)
}

/// Somebody's split as it stands.
///
/// # Errors
/// [`PotsError::NoPlan`] when no agreed plan waits for a budget.
pub async fn draft(app: &App, actor: &Actor, reference: &str) -> Result<Drafting, PotsError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    app.db.read(move |db| read(db, &actor, &reference, today)).await
}

pub(super) fn read(db: &mut Db, actor: &Actor, reference: &str, today: NaiveDate) -> Result<Drafting, PotsError> {
    let holder = super::person(db, actor, reference)?;
    if people::closed_case(db, holder.id)?.is_some() {
        return Err(PotsError::CaseClosed);
    }
    let plan = waiting(db, &holder, today)?.ok_or(PotsError::NoPlan)?;
    let kept = store::draft(db, holder.id)?;
    // A split that was begun for another plan is begun anew; its version still guards it.
    let version = kept.as_ref().map_or(0, |(_, version)| *version);
    let split = kept.map(|(split, _)| split).filter(|split| split.plan == plan.id);
    let names = names(db, split.as_ref())?;
    let amount = split.as_ref().map_or_else(|| plan.total().unwrap_or_default(), Split::amount);
    let (decided, collector) = contributed(db, holder.id, amount, (plan.starts_on, plan.ends_on))?;
    let taken = split.iter().flat_map(|split| &split.parts).flat_map(|part| &part.streams);
    let taken = taken.filter(|stream| stream.stream == Stream::OwnContribution).map(|stream| stream.pence).sum();
    let open = decided.checked_sub(Money::from_pence(taken)).filter(|open| *open > Money::ZERO);
    let contribution = open.map(|open| (open, collector));
    Ok(Drafting { holder, plan, split, version, names, contribution })
}

/// Refuses a budget of more than its plan costs: what was agreed is the plan, and nobody agrees more alone.
pub(super) fn within_plan(drafting: &Drafting, amount: Money) -> Result<(), PotsError> {
    let cost = drafting.plan.total().unwrap_or_default();
    if amount > cost { Err(PotsError::MoreThanPlan(cost)) } else { Ok(()) }
}

/// Says what the budget is; its parts stay.
///
/// # Errors
/// [`PotsError::MoreThanPlan`] above what the plan costs; [`PotsError::Changed`] when somebody else changed it in the meantime.
pub async fn begin(app: &App, actor: &Actor, reference: &str, seen: i64, amount: Money) -> Result<(), PotsError> {
    let set = move |_: &mut Db, drafting: &Drafting| {
        within_plan(drafting, amount)?;
        let parts = drafting.split.as_ref().map(|split| split.parts.clone()).unwrap_or_default();
        let plan = &drafting.plan;
        let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
        Ok(Split { plan: plan.id, starts_on, ends_on, pence: amount.pence(), parts })
    };
    change(app, actor, reference, seen, set).await
}

/// Adds a part.
///
/// # Errors
/// [`PotsError::MoreThanLeft`] when it would take more than is left; those of [`read_terms`].
pub async fn add_part(
    app: &App,
    actor: &Actor,
    reference: &str,
    seen: i64,
    (typed, part): (Typed, Vec<super::super::model::PartStream>),
) -> Result<(), PotsError> {
    let add = move |db: &mut Db, drafting: &Drafting| {
        let mut split = drafting.split.clone().ok_or(PotsError::Changed)?;
        let new = Part { terms: read_terms(db, &drafting.holder, &typed)?, streams: part.clone() };
        if split.parts.len() >= MOST_PARTS {
            return Err(PotsError::TooMany);
        }
        let left = split.rest().unwrap_or(Money::ZERO);
        if new.amount().is_none_or(|amount| amount > left) {
            return Err(PotsError::MoreThanLeft(left));
        }
        split.parts.push(new);
        Ok(split)
    };
    change(app, actor, reference, seen, add).await
}

/// Takes a part out, by its place from 0.
///
/// # Errors
/// [`PotsError::Changed`] when there is no such part any more.
pub async fn remove_part(app: &App, actor: &Actor, reference: &str, seen: i64, at: usize) -> Result<(), PotsError> {
    let remove = move |_: &mut Db, drafting: &Drafting| {
        let mut split = drafting.split.clone().ok_or(PotsError::Changed)?;
        if at >= split.parts.len() {
            return Err(PotsError::Changed);
        }
        split.parts.remove(at);
        Ok(split)
    };
    change(app, actor, reference, seen, remove).await
}

async fn change(
    app: &App,
    actor: &Actor,
    reference: &str,
    seen: i64,
    how: impl Fn(&mut Db, &Drafting) -> Result<Split, PotsError> + Send + 'static,
) -> Result<(), PotsError> {
    let (actor, reference, today, now) = (actor.clone(), reference.to_owned(), app.clock.today(), app.clock.now());
    let find = {
        let (actor, reference) = (actor.clone(), reference.clone());
        move |db: &mut Db| super::person(db, &actor, &reference)
    };
    let holder = app.db.read(find).await?;
    app.db
        .write_locked(vec![LockKey::Holder(holder.id.0)], move |db| {
            let drafting = read(db, &actor, &reference, today)?;
            if drafting.version != seen {
                return Err(PotsError::Changed);
            }
            let split = how(db, &drafting)?;
            let over = (seen > 0).then_some(seen);
            if store::keep_draft(db, drafting.holder.id, &split, over, actor.user_id, now)? {
                Ok(())
            } else {
                Err(PotsError::Changed)
            }
        })
        .await
}
