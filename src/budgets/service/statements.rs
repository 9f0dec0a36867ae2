//! Monthly statements: read by whoever may see the budget, closed once a month by the worker, and mailed.
//!
//! Invariants: a month is closed once, by a row that both databases keep from being changed; its mails are rows of the
//! same transaction. What a closed statement says is worked out from the ledger again whenever it is opened, and held
//! against that row: one that differs is never shown.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::budgets::emails;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::Balances;
use crate::budgets::model::Pot;
use crate::budgets::statement::{Closed, Cut, Figures, Month, Monthly, balances, parts};
use crate::budgets::store::statements as store;
use crate::db::{Db, DbError, LockKey, marks};
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, PotId, UserId};
use crate::{mail, plans};

/// Pots to a transaction when months are closed.
const CHUNK: usize = 50;
/// The mark that says up to which month all pots are closed.
const CLOSED_TO: &str = "statements_closed_to";

/// One month on the list.
#[derive(Clone, Copy, Debug)]
pub struct MonthRow {
    /// Which month.
    pub month: Month,
    /// Whether it is closed, so that its figures stay.
    pub closed: bool,
    /// What it comes to.
    pub figures: Figures,
}

/// A pot and its months, newest first.
#[derive(Clone, Debug)]
pub struct PotMonths {
    /// The pot.
    pub pot: Pot,
    /// Its months.
    pub months: Vec<MonthRow>,
}

/// Everything that the list of statements shows.
#[derive(Clone, Debug)]
pub struct StatementList {
    /// Whose they are.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// Whether the reader is on the holder's side, and not an officer.
    pub their_side: bool,
    /// Whether the reader is mailed when there is a new one; none for officers.
    pub mailed: Option<bool>,
    /// The pots, newest first.
    pub pots: Vec<PotMonths>,
}

/// One statement, with whose it is.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// Whose it is.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// Whether the reader is on the holder's side, and not an officer.
    pub their_side: bool,
    /// The statement.
    pub monthly: Monthly,
    /// What it comes to.
    pub figures: Figures,
    /// The months before and after it that have one.
    pub beside: (Option<Month>, Option<Month>),
}

impl StatementView {
    /// Whether it is in large print unless the reader says otherwise: where the holder's side reads it, and the holder
    /// needs that.
    pub fn large_by_default(&self) -> bool {
        self.their_side
            && self.holder.needs.as_ref().is_some_and(crate::accounts::CommunicationNeeds::wants_large_print)
    }
}

fn too_large() -> DbError {
    DbError::Other("a figure of a statement can't be held".to_owned())
}

/// Everything of a pot that its statements are made from.
struct Book {
    pot: Pot,
    closed: Vec<Closed>,
    first: Month,
    today: NaiveDate,
}

impl Book {
    /// None while no money has moved.
    fn read(db: &mut Db, pot: Pot, today: NaiveDate) -> Result<Option<Self>, DbError> {
        let Some((first, _)) = store::span(db, pot.id)? else { return Ok(None) };
        let closed = store::closed(db, pot.id)?;
        Ok(Some(Self { pot, closed, first: Month::of(london(first).date()), today }))
    }

    fn last_closed(&self) -> Option<&Closed> {
        self.closed.last()
    }

    /// The months that aren't closed, up to this one, oldest first.
    fn open_months(&self, to: Month) -> Vec<Month> {
        let from = self.last_closed().map_or(self.first, |closed| closed.month.next());
        std::iter::successors(Some(from), |month| Some(month.next())).take_while(|month| *month <= to).collect()
    }

    /// The cut at a month's end; none before the first money.
    fn cut(&self, month: Month) -> Option<Cut> {
        match self.last_closed() {
            Some(last) if month <= last.month => {
                self.closed.iter().rev().find(|closed| closed.month <= month).map(Closed::cut)
            }
            _ => (month >= self.first).then(|| Cut::open(month)),
        }
    }

    fn balances(&self, db: &mut Db, month: Month) -> Result<Balances, DbError> {
        let Some(cut) = self.cut(month) else { return Ok(Balances::default()) };
        balances(&store::moved(db, self.pot.id, cut)?).ok_or_else(too_large)
    }

    /// Every month that has a statement, newest first, with what it comes to.
    fn months(&self, db: &mut Db) -> Result<Vec<MonthRow>, DbError> {
        let mut rows = Vec::new();
        let mut opening = Balances::default();
        for closed in &self.closed {
            let figures = Figures::of(&opening, &closed.closing).ok_or_else(too_large)?;
            rows.push(MonthRow { month: closed.month, closed: true, figures });
            opening = closed.closing;
        }
        for month in self.open_months(Month::of(self.today)) {
            let closing = self.balances(db, month)?;
            if self.pot.ends_on >= month.first() || closing != opening {
                let figures = Figures::of(&opening, &closing).ok_or_else(too_large)?;
                rows.push(MonthRow { month, closed: false, figures });
            }
            opening = closing;
        }
        rows.reverse();
        Ok(rows)
    }

    /// The statement of a month. None when it has none.
    fn monthly(&self, db: &mut Db, month: Month) -> Result<Option<Monthly>, DbError> {
        let closed = self.closed.iter().find(|closed| closed.month == month);
        if closed.is_none() && !self.open_months(Month::of(self.today)).contains(&month) {
            return Ok(None);
        }
        let Some(cut) = self.cut(month) else { return Ok(None) };
        let opening = self.balances(db, month.previous())?;
        let moved = store::moved(db, self.pot.id, cut)?;
        let closing = balances(&moved).ok_or_else(too_large)?;
        let plan = match closed {
            Some(closed) => closed.plan_id,
            None => plan_of(db, &self.pot, self.today)?,
        };
        let lines = plan.map(|plan| plans::service::plan(db, plan)).transpose()?.map(|plan| plan.lines);
        let monthly = Monthly {
            pot: self.pot.clone(),
            month,
            closed_at: closed.map(|closed| closed.closed_at),
            to: if closed.is_some() { month.last() } else { month.last().min(self.today) },
            opening,
            closing,
            entries: store::entries(db, self.pot.id, (self.cut(month.previous()), cut))?,
            parts: parts(&lines.unwrap_or_default(), &moved).ok_or_else(too_large)?,
        };
        if closed.is_some_and(|closed| closed.closing != closing) || !monthly.adds_up() {
            return Err(DbError::Other(format!("the statement of pot {} for {month} doesn't add up", self.pot.id)));
        }
        Ok(Some(monthly))
    }
}

/// The plan that a pot pays for.
fn plan_of(db: &mut Db, pot: &Pot, day: NaiveDate) -> Result<Option<crate::kernel::ids::PlanId>, DbError> {
    match pot.plan_id {
        Some(plan) => Ok(Some(plan)),
        None => Ok(plans::service::current_plan(db, pot.holder_id, day)?.map(|plan| plan.id)),
    }
}

/// The statements of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`BudgetError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn list(app: &App, actor: &Actor) -> Result<StatementList, BudgetError> {
    let (holder, actor, today) = (actor.holder(Scope::View)?, actor.clone(), app.clock.today());
    app.db.read(move |db| list_of(db, &actor, holder, today)).await
}

/// The statements of a holder, by their reference, for an officer of their council.
///
/// # Errors
/// [`BudgetError::Refused`] when it isn't theirs to see, also when nobody has this reference.
pub async fn list_for(app: &App, actor: &Actor, reference: &str) -> Result<StatementList, BudgetError> {
    let (reference, actor, today) = (reference.to_owned(), actor.clone(), app.clock.today());
    app.db
        .read(move |db| match people::holder_by_reference(db, &reference) {
            Err(DbError::NotFound) => Err(crate::accounts::Refused.into()),
            other => list_of(db, &actor, other?, today),
        })
        .await
}

fn list_of(db: &mut Db, actor: &Actor, holder: HolderId, today: NaiveDate) -> Result<StatementList, BudgetError> {
    let holder = plans::service::may_see(db, actor, holder)?;
    let their_side = actor.holder(Scope::View) == Ok(holder.id);
    let mut pots = Vec::new();
    for pot in store::pots_of(db, holder.id)? {
        if let Some(book) = Book::read(db, pot, today)? {
            let months = book.months(db)?;
            pots.push(PotMonths { pot: book.pot, months });
        }
    }
    let stopped = store::stops(db, holder.id)?.contains(&actor.user_id);
    let own = actor.own_holder == Some(holder.id);
    Ok(StatementList { holder, own, their_side, mailed: their_side.then_some(!stopped), pots })
}

/// A month of a pot.
///
/// # Errors
/// [`BudgetError::Refused`] when it isn't theirs to see, also when there is no such statement.
pub async fn statement(app: &App, actor: &Actor, pot: PotId, month: Month) -> Result<StatementView, BudgetError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = store::holder_of(db, pot)?.ok_or(crate::accounts::Refused)?;
            let holder = plans::service::may_see(db, &actor, holder)?;
            let found = store::pots_of(db, holder.id)?.into_iter().find(|one| one.id == pot);
            let book = match found {
                Some(pot) => Book::read(db, pot, today)?,
                None => None,
            };
            let book = book.ok_or(crate::accounts::Refused)?;
            let monthly = book.monthly(db, month)?.ok_or(crate::accounts::Refused)?;
            let months: Vec<Month> = book.months(db)?.iter().map(|row| row.month).collect();
            let before = months.iter().copied().find(|one| *one < month);
            let after = months.iter().rev().copied().find(|one| *one > month);
            let figures = monthly.figures().ok_or_else(too_large)?;
            let own = actor.own_holder == Some(holder.id);
            let their_side = actor.holder(Scope::View) == Ok(holder.id);
            Ok(StatementView { holder, own, their_side, monthly, figures, beside: (before, after) })
        })
        .await
}

/// Every statement of a pot, oldest first, those of closed months and those that can still grow. The caller has checked
/// that they may be seen.
///
/// # Errors
/// When the database can't be read, or a statement doesn't add up.
pub fn all_of(db: &mut Db, pot: PotId, today: NaiveDate) -> Result<Vec<Monthly>, DbError> {
    let Some(holder) = store::holder_of(db, pot)? else { return Ok(Vec::new()) };
    let Some(pot) = store::pots_of(db, holder)?.into_iter().find(|one| one.id == pot) else { return Ok(Vec::new()) };
    let Some(book) = Book::read(db, pot, today)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for row in book.months(db)?.iter().rev() {
        all.extend(book.monthly(db, row.month)?);
    }
    Ok(all)
}

/// Says whether the actor is mailed when the holder whom they are, or act for, has a new statement.
///
/// # Errors
/// [`BudgetError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn choose_mail(app: &App, actor: &Actor, wanted: bool) -> Result<(), BudgetError> {
    let (holder, actor, now) = (actor.holder(Scope::View)?, actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            plans::service::may_see(db, &actor, holder)?;
            if wanted {
                store::go_on(db, actor.user_id, holder)?;
            } else {
                store::stop(db, actor.user_id, holder, now)?;
            }
            Ok(())
        })
        .await
}

/// Closes every month that is over, and mails the newest. The worker calls it often; it looks once a month. Returns how
/// many statements were closed.
///
/// # Errors
/// When the database fails; what was closed stays closed.
pub async fn close(app: &App) -> Result<usize, DbError> {
    let (now, site) = (app.clock.now(), app.config.public_url.clone());
    let month = Month::of(app.clock.today()).previous();
    if app.db.read(|db| marks::get(db, CLOSED_TO)).await?.as_deref() == Some(month.to_string().as_str()) {
        return Ok(0);
    }
    let pots = app.db.read(move |db| store::to_close(db, month)).await?;
    let mut closed = 0;
    for some in pots.chunks(CHUNK) {
        // The lock keeps transfers out that have a number already and aren't committed yet.
        let locks = some.iter().map(|pot| LockKey::Pot(pot.0)).collect();
        let (some, site) = (some.to_vec(), site.clone());
        let work = move |db: &mut Db| {
            some.iter().map(|pot| close_pot(db, *pot, month, (now, Some(&site)))).sum::<Result<usize, DbError>>()
        };
        closed += app.db.write_locked(locks, work).await?;
    }
    app.db.write(move |db| marks::set(db, CLOSED_TO, &month.to_string())).await?;
    if closed > 0 {
        app.wake.notify_one();
    }
    Ok(closed)
}

/// Closes a pot's months up to one, and mails that one where the site's address is given.
fn close_pot(db: &mut Db, pot: PotId, to: Month, (now, site): (NaiveDateTime, Option<&str>)) -> Result<usize, DbError> {
    let Some(holder) = store::holder_of(db, pot)? else { return Ok(0) };
    let Some(pot) = store::pots_of(db, holder)?.into_iter().find(|one| one.id == pot) else { return Ok(0) };
    let Some((_, newest)) = store::span(db, pot.id)? else { return Ok(0) };
    let Some(book) = Book::read(db, pot, to.last())? else { return Ok(0) };
    let mut count = 0;
    let mut opening = book.last_closed().map(|closed| closed.closing).unwrap_or_default();
    for month in book.open_months(to) {
        let moved = store::moved(db, book.pot.id, Cut { before: month.ends_at(), newest })?;
        let closing = balances(&moved).ok_or_else(too_large)?;
        if book.pot.ends_on < month.first() && closing == opening {
            continue;
        }
        let plan_id = plan_of(db, &book.pot, month.last())?;
        let closed = Closed { month, newest, plan_id, closing, closed_at: now };
        if store::close(db, book.pot.id, &closed)? {
            count += 1;
            // Months of long ago that are closed all at once are on the page; nobody is mailed a year of them.
            if let Some(site) = site.filter(|_| month == to) {
                let figures = Figures::of(&opening, &closing).ok_or_else(too_large)?;
                tell(db, &book.pot, month, &figures, site, now)?;
            }
        }
        opening = closing;
    }
    Ok(count)
}

/// Mails the holder, and whoever may look at their budget for them, unless they want no mails about it.
fn tell(
    db: &mut Db,
    pot: &Pot,
    month: Month,
    figures: &Figures,
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let holder = people::holder_summary(db, pot.holder_id)?;
    let stopped = store::stops(db, holder.id)?;
    let mut known: BTreeSet<UserId> = stopped.into_iter().collect();
    let mut readers = Vec::new();
    if let Some(user) = holder.user_id
        && known.insert(user)
    {
        readers.push((user, None));
    }
    for mandate in people::mandates_given(db, holder.id)? {
        let may = mandate.holds_on(london(now).date()) && mandate.scopes.has(Scope::View);
        if may && known.insert(mandate.user_id) {
            readers.push((mandate.user_id, Some(holder.name.as_str())));
        }
    }
    for (user, name) in readers {
        let (_, to) = people::user_contact(db, user)?;
        mail::queue(db, &emails::statement(&to, name, pot.id, month, figures, site), now)?;
    }
    Ok(())
}

/// Closes every month that is over of all pots, and mails nobody: for the demo, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub fn close_quietly(db: &mut Db, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let month = Month::of(today).previous();
    let mut closed = 0;
    for pot in store::to_close(db, month)? {
        closed += close_pot(db, pot, month, (now, None))?;
    }
    marks::set(db, CLOSED_TO, &month.to_string())?;
    Ok(closed)
}
