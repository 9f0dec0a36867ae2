//! A basket as its page shows it: what each line costs, what fits, the week, and what will be left.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::budgets::model::{HeldAs, Pot};
use crate::budgets::overview::Due;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::{BasketLineId, HolderId, Money, PlanLineId, PotId, ProviderId, Quantity};
use crate::orders::error::BasketError;
use crate::orders::model::beyond::RequestState;
use crate::orders::model::calendar::{self, Entry, Slot, SlotKind};
use crate::orders::model::fit::{Fit, WayOn, ways_on, would_fit};
use crate::orders::model::{BasketLine, Costing, cancelling};
use crate::orders::store::{deliveries, lines};
use crate::plans::model::PlanLine;

use super::basket::plan_lines;
use super::beyond::Asking;
use super::lay::{Assessed, Assessment, assess, assess_on};
use super::pricing::rates;

/// A basket as its page shows it.
#[derive(Clone, Debug)]
pub struct BasketView {
    /// Whose it is.
    pub holder: HolderSummary,
    /// Its lines by provider, in the order they were added.
    pub groups: Vec<ProviderGroup>,
    /// What it is paid from; none without a budget.
    pub pot: Option<PotView>,
    /// A usual week, with what runs already.
    pub week: Vec<(Weekday, Vec<Slot>)>,
    /// Hours a week that are new.
    pub new_hours: Quantity,
    /// Lines at the same time, in sentences.
    pub clashes: Vec<String>,
    /// What the lines that fit do to each plan line.
    pub effect: Vec<EffectRow>,
    /// What the lines that fit cost together.
    pub total: Money,
    /// What they cost in a usual week; none when all are one-offs.
    pub weekly: Option<Money>,
    /// Whether whoever looks may place the order, or only propose it.
    pub may_order: bool,
    /// Other parts of the budget that could pay for what doesn't fit.
    pub elsewhere: Vec<Elsewhere>,
}

/// Another part of the budget, with what it could pay for.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// Which pot.
    pub pot: PotId,
    /// How it is held.
    pub held_as: HeldAs,
    /// The titles of the lines.
    pub titles: Vec<String>,
    /// What they cost together.
    pub total: Money,
}

/// The pot that pays.
#[derive(Clone, Debug)]
pub struct PotView {
    /// Which one.
    pub id: PotId,
    /// Whether another one could pay instead.
    pub others: bool,
    /// What is left to use.
    pub available: Money,
    /// The last day of the budget.
    pub ends_on: NaiveDate,
    /// How it is held.
    pub held_as: HeldAs,
    /// Where spending would run ahead of the money that arrives, in sentences.
    pub ahead: Vec<String>,
}

/// All lines with one provider.
#[derive(Clone, Debug)]
pub struct ProviderGroup {
    /// Which provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub name: String,
    /// Its address on the site.
    pub slug: String,
    /// How many people rated it, and the sum of their four marks each.
    pub rating: (u32, u64),
    /// Their lines.
    pub lines: Vec<LineView>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct LineView {
    /// The line.
    pub line: BasketLine,
    /// The listing's title.
    pub title: String,
    /// The listing's category.
    pub category: String,
    /// The plan line's title; none is outside the plan.
    pub plan_line: Option<String>,
    /// When calling off is free.
    pub cancelling: String,
    /// How it fares.
    pub state: LineState,
}

/// How a line fares.
#[derive(Clone, Debug)]
pub enum LineState {
    /// It can be paid.
    Fits(Costing),
    /// It can't, and these are the ways on.
    Over {
        /// What it costs.
        costing: Costing,
        /// How much more that is than will be left.
        by: Money,
        /// "13 Saturdays would fit."
        would_fit: String,
        /// What to change.
        ways: Vec<WayOn>,
    },
    /// The money is there, but it is beyond the plan, and the council has to say yes first.
    AskFirst {
        /// What it costs.
        costing: Costing,
        /// How it is beyond the plan, and what was asked already.
        asking: Asking,
    },
    /// There is no budget to pay it from.
    NoBudget(Costing),
    /// It is full; why, in a sentence. There is a waiting list.
    Full(String),
    /// It can't be ordered as it is; why, in a sentence.
    Refused(String),
}

impl LineView {
    /// What it costs, where that can be said.
    pub fn costing(&self) -> Option<&Costing> {
        match &self.state {
            LineState::Fits(costing)
            | LineState::Over { costing, .. }
            | LineState::AskFirst { costing, .. }
            | LineState::NoBudget(costing) => Some(costing),
            LineState::Full(_) | LineState::Refused(_) => None,
        }
    }

    /// Whether it can be ordered.
    pub fn fits(&self) -> bool {
        matches!(self.state, LineState::Fits(_))
    }

    /// Whether it waits for the council's answer, so that nobody has to do anything here now.
    pub fn waits(&self) -> bool {
        let asked = |asking: &Asking| asking.request.as_ref().is_some_and(|one| one.state == RequestState::Asked);
        matches!(&self.state, LineState::AskFirst { asking, .. } if asked(asking))
    }
}

impl BasketView {
    /// All lines, by provider.
    pub fn lines(&self) -> impl Iterator<Item = &LineView> {
        self.groups.iter().flat_map(|group| &group.lines)
    }

    /// The lines that can be ordered.
    pub fn fitting(&self) -> impl Iterator<Item = &LineView> {
        self.lines().filter(|line| line.fits())
    }
}

/// What the orders do to a plan line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// The plan line; none for money outside the plan.
    pub title: Option<String>,
    /// What it has left now; none outside the plan.
    pub now: Option<Money>,
    /// What these orders take.
    pub takes: Money,
}

impl EffectRow {
    /// What will be left; below nothing when the line is overdrawn.
    pub fn left(&self) -> Option<Money> {
        self.now?.checked_sub(self.takes)
    }
}

/// The basket of whoever looks, or of the holder they act for.
///
/// # Errors
/// [`BasketError::NotAllowed`] for people who have no basket.
pub async fn view(app: &App, actor: &Actor) -> Result<BasketView, BasketError> {
    let holder = actor.holder(Scope::View)?;
    let may_order = actor.holder(Scope::Order).is_ok();
    let now = app.clock.now();
    app.db.read(move |db| Ok::<_, BasketError>(read(db, holder, may_order, now)?)).await
}

fn read(db: &mut Db, holder: HolderId, may_order: bool, now: NaiveDateTime) -> Result<BasketView, DbError> {
    let assessment = assess(db, holder, now)?;
    let plan = plan_lines(db, holder, &assessment.window)?;
    let mut entries = running(db, holder)?;
    entries.extend(assessment.lines.iter().filter_map(entry));
    let fitting: Vec<&Assessed> = assessment.lines.iter().filter(|line| line.can_be_ordered()).collect();
    let today = assessment.window.now.date();
    let ahead = assessment.pot.as_ref().map(|pot| ahead(db, pot, &fitting, today)).transpose()?.unwrap_or_default();
    let pot = match &assessment.pot {
        Some(pot) => Some(PotView {
            id: pot.id,
            others: budgets::pots_beside(db, pot)? > 0,
            available: assessment.available,
            ends_on: pot.ends_on,
            held_as: pot.held_as,
            ahead,
        }),
        None => None,
    };
    let effect = match &assessment.pot {
        Some(pot) => effect(db, pot, &plan, &fitting)?,
        None => Vec::new(),
    };
    let costings = || fitting.iter().filter_map(|line| line.costing.as_ref());
    let broken = || DbError::Other("a basket comes to more than can be held".to_owned());
    let total = Money::sum(costings().map(|costing| costing.total)).ok_or_else(broken)?;
    let weeklies: Vec<Money> = costings().filter_map(Costing::weekly).collect();
    let weekly = if weeklies.is_empty() { None } else { Money::sum(weeklies) };
    let new_hours = calendar::hours_a_week(entries.iter().filter(|entry| entry.kind == SlotKind::New));
    let (week, clashes) = (calendar::week(&entries), calendar::clashes(&entries));
    let groups = groups(db, &assessment, &plan)?;
    let holder = people::holder_summary(db, holder)?;
    let elsewhere = elsewhere(db, &assessment, holder.id, now)?;
    Ok(BasketView { holder, groups, pot, week, new_hours, clashes, effect, total, weekly, may_order, elsewhere })
}

/// Which other parts of the budget could pay for what doesn't fit; asked only where there are any of both.
fn elsewhere(
    db: &mut Db,
    assessment: &Assessment,
    holder: HolderId,
    now: NaiveDateTime,
) -> Result<Vec<Elsewhere>, DbError> {
    let fits = |line: &&Assessed| line.can_be_ordered();
    let fitting: Vec<BasketLineId> =
        assessment.lines.iter().filter(|line| line.fits()).map(|line| line.line.id).collect();
    let Some(pot) = assessment.pot.as_ref().filter(|_| fitting.len() < assessment.lines.len()) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for other in budgets::other_pots(db, pot)? {
        let (id, held_as) = (other.id, other.held_as);
        let there = assess_on(db, holder, now, (Some(other), &fitting))?;
        let could: Vec<&Assessed> = there.lines.iter().filter(fits).collect();
        let total = Money::sum(could.iter().filter_map(|line| line.costing.as_ref()).map(|costing| costing.total));
        if !could.is_empty() {
            let titles = could.iter().map(|line| line.listing.title.clone()).collect();
            found.push(Elsewhere { pot: id, held_as, titles, total: total.unwrap_or_default() });
        }
    }
    Ok(found)
}

/// What runs already, for the week.
fn running(db: &mut Db, holder: HolderId) -> Result<Vec<Entry>, DbError> {
    let lines = lines::running(db, holder)?;
    let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
    let to_come = deliveries::to_come(db, &ids)?;
    let entry = |line: crate::orders::model::OrderLine| {
        let visits: Vec<_> = to_come.iter().filter(|(id, _)| *id == line.id).map(|(_, visit)| *visit).collect();
        // A line with nothing left to come is over, whatever its dates say.
        let kind = SlotKind::Running;
        (!visits.is_empty()).then_some(Entry { title: line.title, request: line.request, visits, kind })
    };
    Ok(lines.into_iter().filter_map(entry).collect())
}

fn entry(line: &Assessed) -> Option<Entry> {
    let costing = line.costing.as_ref()?;
    let kind = if line.can_be_ordered() { SlotKind::New } else { SlotKind::Waiting };
    let visits = costing.deliveries.iter().map(|visit| (visit.on, visit.at, visit.units)).collect();
    Some(Entry { title: line.listing.title.clone(), request: line.line.request, visits, kind })
}

/// Where spending would run ahead of the money that arrives, with the lines that fit.
fn ahead(db: &mut Db, pot: &Pot, fitting: &[&Assessed], today: NaiveDate) -> Result<Vec<String>, DbError> {
    let visits = fitting.iter().filter_map(|line| line.costing.as_ref()).flat_map(|costing| &costing.deliveries);
    let more: Vec<Due> = visits.map(|visit| Due { on: visit.on, amount: visit.amount }).collect();
    budgets::ahead_with(db, pot, today, &more)
}

/// What each plan line has left, for those that the fitting lines touch.
fn effect(db: &mut Db, pot: &Pot, plan: &[PlanLine], fitting: &[&Assessed]) -> Result<Vec<EffectRow>, DbError> {
    let mut takes: BTreeMap<Option<PlanLineId>, Money> = BTreeMap::new();
    for line in fitting {
        let known = line.line.plan_line_id.filter(|id| plan.iter().any(|line| line.id == *id));
        let sum = takes.entry(known).or_default();
        let total = line.costing.as_ref().map_or(Money::ZERO, |costing| costing.total);
        *sum = sum.checked_add(total).unwrap_or(*sum);
    }
    let spend = budgets::spends(db, pot)?;
    let mut rows = Vec::new();
    for line in plan {
        let Some(takes) = takes.get(&Some(line.id)) else { continue };
        let used = spend.iter().find(|spend| spend.plan_line == Some(line.id));
        let used = used.and_then(|spend| spend.committed.checked_add(spend.spent)).unwrap_or(Money::ZERO);
        rows.push(EffectRow { title: Some(line.title.clone()), now: line.amount.checked_sub(used), takes: *takes });
    }
    if let Some(outside) = takes.get(&None) {
        rows.push(EffectRow { title: None, now: None, takes: *outside });
    }
    Ok(rows)
}

fn groups(db: &mut Db, assessment: &Assessment, plan: &[PlanLine]) -> Result<Vec<ProviderGroup>, DbError> {
    let mut groups: Vec<ProviderGroup> = Vec::new();
    for assessed in &assessment.lines {
        let line = line_view(assessed, assessment, plan);
        let provider = assessed.listing.provider_id;
        if let Some(group) = groups.iter_mut().find(|group| group.provider_id == provider) {
            group.lines.push(line);
            continue;
        }
        let summary = directory::provider_summary(db, provider)?;
        groups.push(ProviderGroup {
            provider_id: provider,
            name: summary.name,
            slug: summary.slug,
            rating: (summary.rating_count, summary.rating_sum),
            lines: vec![line],
        });
    }
    Ok(groups)
}

fn line_view(assessed: &Assessed, assessment: &Assessment, plan: &[PlanLine]) -> LineView {
    let Assessed { line, listing, costing, refusal, full, fit, asking } = assessed;
    let state = match (costing, fit) {
        (Some(costing), _) if assessment.pot.is_none() => LineState::NoBudget(costing.clone()),
        (Some(costing), Some(Fit::Fits { .. })) => match asking {
            Some(asking) => LineState::AskFirst { costing: costing.clone(), asking: asking.clone() },
            None => LineState::Fits(costing.clone()),
        },
        (Some(costing), Some(Fit::Over { by, left })) => {
            let rates = rates(&listing.prices, line.request.unit);
            LineState::Over {
                by: *by,
                would_fit: would_fit(&line.request, costing, *left),
                ways: ways_on(&line.request, costing, *left, &assessment.window, rates),
                costing: costing.clone(),
            }
        }
        _ if *full => LineState::Full(refusal.clone().unwrap_or_default()),
        _ => LineState::Refused(refusal.clone().unwrap_or_default()),
    };
    LineView {
        line: line.clone(),
        title: listing.title.clone(),
        category: listing.category.clone(),
        plan_line: line.plan_line_id.and_then(|id| plan.iter().find(|line| line.id == id)).map(|l| l.title.clone()),
        cancelling: cancelling::words(listing.notice_hours, listing.late_charge_percent),
        state,
    }
}
