//! A holder's basket: what they, or someone with their mandate, may yet order. Nothing in it moves money.

use std::sync::Arc;

use crate::accounts::{Actor, Refused, Scope};
use crate::app::App;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, idempotency};
use crate::directory::model::PriceUnit;
use crate::directory::service::{self as directory, Orderable};
use crate::kernel::dates::london;
use crate::kernel::{BasketLineId, HolderId, ListingId, PlanLineId};
use crate::orders::error::BasketError;
use crate::orders::model::fit::{Change, Fit, ways_on};
use crate::orders::model::{BasketLine, Costing, LineRequest, Window};
use crate::orders::store::basket;
use crate::plans::model::PlanLine;
use crate::plans::service as plans;

use super::pricing::{nation_of, priced, rates, units_on};

/// The most lines a basket holds.
pub const MOST_LINES: usize = 50;
const ADD: &str = "basket.add";

/// Asks to put something in the basket.
#[derive(Clone, Debug)]
pub struct AddToBasket {
    /// From the form; the same key again adds nothing. 8 to 64 characters.
    pub key: String,
    /// What.
    pub listing: ListingId,
    /// The plan line it serves; none is outside the plan.
    pub plan_line: Option<PlanLineId>,
    /// How much and when.
    pub request: LineRequest,
}

/// The holder whose basket an actor may fill.
pub(super) fn basket_of(actor: &Actor) -> Result<HolderId, Refused> {
    actor.holder(Scope::Propose).or_else(|_| actor.holder(Scope::Order))
}

/// How many lines are in a holder's basket.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut Db, holder: HolderId) -> Result<i64, DbError> {
    basket::count(db, holder)
}

/// Puts a line in the basket, if it makes sense and can be ordered today.
///
/// # Errors
/// [`BasketError`]; then nothing was added.
pub async fn add(app: &App, actor: &Actor, command: AddToBasket) -> Result<(), BasketError> {
    let holder = basket_of(actor)?;
    let (by, user, now) = (actor.by(), actor.user_id, app.clock.now());
    let command = Arc::new(command);
    app.db
        .write(move |db| {
            match idempotency::claim(db, user, &command.key, ADD, now) {
                Ok(idempotency::Claim::New) => {}
                Ok(idempotency::Claim::Done(_)) => return Ok(()),
                Err(DbError::Constraint(_)) => return Err(BasketError::NoSuchWay),
                Err(error) => return Err(error.into()),
            }
            let AddToBasket { listing, plan_line, ref request, .. } = *command;
            check(db, holder, listing, plan_line, request, now)?;
            if usize::try_from(basket::count(db, holder)?).unwrap_or(usize::MAX) >= MOST_LINES {
                return Err(BasketError::Full);
            }
            let id = basket::insert(db, holder, (listing, plan_line), request, by, now)?;
            idempotency::settle(db, user, &command.key, ADD, &id.to_string())?;
            Ok(())
        })
        .await
}

/// Changes a line.
///
/// # Errors
/// [`BasketError`]; then nothing was changed.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: BasketLineId,
    plan_line: Option<PlanLineId>,
    request: LineRequest,
) -> Result<(), BasketError> {
    let holder = basket_of(actor)?;
    let now = app.clock.now();
    app.db
        .write(move |db| {
            let line = basket::by_id(db, holder, id)?;
            check(db, holder, line.listing_id, plan_line, &request, now)?;
            write(db, &line, plan_line, &request)
        })
        .await
}

fn write(
    db: &mut Db,
    line: &BasketLine,
    plan_line: Option<PlanLineId>,
    request: &LineRequest,
) -> Result<(), BasketError> {
    match basket::update(db, line.holder_id, line.id, plan_line, request)? {
        1 => Ok(()),
        _ => Err(BasketError::NotFound),
    }
}

/// Takes a line out. It may have gone already: that is no fault.
///
/// # Errors
/// [`BasketError::NotAllowed`], or the database.
pub async fn remove(app: &App, actor: &Actor, id: BasketLineId) -> Result<(), BasketError> {
    let holder = basket_of(actor)?;
    app.db.write(move |db| Ok::<_, BasketError>(basket::delete(db, holder, id).map(drop)?)).await
}

/// Makes one of the changes that were offered for a line that doesn't fit. It must still be on offer, so that the
/// line fits afterwards.
///
/// # Errors
/// [`BasketError::NoSuchWay`] when it is not; then nothing was changed.
pub async fn take_way(app: &App, actor: &Actor, id: BasketLineId, change: Change) -> Result<(), BasketError> {
    let holder = basket_of(actor)?;
    let now = app.clock.now();
    app.db
        .write(move |db| {
            let line = basket::by_id(db, holder, id)?;
            let basket = super::lay::assess(db, holder, now)?;
            let offered = basket.lines.iter().find(|assessed| assessed.line.id == id).is_some_and(|assessed| {
                match (&assessed.costing, assessed.fit) {
                    (Some(costing), Some(Fit::Over { left, .. })) => {
                        let rates = rates(&assessed.listing.prices, line.request.unit);
                        let ways = ways_on(&line.request, costing, left, &basket.window, rates);
                        ways.iter().any(|way| way.change == change)
                    }
                    _ => false,
                }
            });
            if !offered {
                return Err(BasketError::NoSuchWay);
            }
            write(db, &line, line.plan_line_id, &change.apply(line.request))
        })
        .await
}

/// The window that a holder's lines have to lie within.
pub(super) fn window(db: &mut Db, holder: HolderId, now: chrono::NaiveDateTime) -> Result<Window, DbError> {
    let now = london(now);
    let pot = budgets::current_pot(db, holder, now.date())?;
    let nation = nation_of(db, holder)?;
    Ok(Window { now, budget: pot.map(|pot| (pot.starts_on, pot.ends_on)), nation })
}

/// Why this holder can't order something now, in a sentence: it isn't offered, or it is full.
pub(super) fn refusal(db: &mut Db, listing: &Orderable, holder: HolderId) -> Result<Option<String>, DbError> {
    match &listing.refusal {
        Some(why) => Ok(Some(why.clone())),
        None => directory::spaces::full_for(db, listing, holder),
    }
}

/// Refuses a line that makes no sense, can't be ordered or names somebody else's plan line.
fn check(
    db: &mut Db,
    holder: HolderId,
    listing: ListingId,
    plan_line: Option<PlanLineId>,
    request: &LineRequest,
    now: chrono::NaiveDateTime,
) -> Result<(), BasketError> {
    let window = window(db, holder, now)?;
    let listing = directory::orderable(db, listing, window.now.date())?;
    if let Some(why) = refusal(db, &listing, holder)? {
        return Err(BasketError::Unavailable(why));
    }
    priced(&listing, request, &window)?;
    if let Some(wanted) = plan_line {
        let lines = plan_lines(db, holder, &window)?;
        if !lines.iter().any(|line| line.id == wanted) {
            return Err(BasketError::NotInPlan);
        }
    }
    Ok(())
}

/// The lines of the holder's current plan; none without a plan.
pub(super) fn plan_lines(db: &mut Db, holder: HolderId, window: &Window) -> Result<Vec<PlanLine>, DbError> {
    Ok(plans::current_plan(db, holder, window.now.date())?.map(|plan| plan.lines).unwrap_or_default())
}

/// What the form for choosing days and times needs.
#[derive(Clone, Debug)]
pub struct OrderForm {
    /// What can be ordered.
    pub listing: Orderable,
    /// It is full for this holder: they may wait for a space.
    pub full: Option<String>,
    /// The units it can be ordered by.
    pub units: Vec<PriceUnit>,
    /// The lines of the current plan.
    pub plan_lines: Vec<PlanLine>,
    /// When it may be.
    pub window: Window,
    /// The line that is being changed.
    pub line: Option<BasketLine>,
}

/// What can be chosen for a listing, for somebody who may fill a basket.
///
/// # Errors
/// [`BasketError::NotFound`] when there is no such listing.
pub async fn new_form(app: &App, actor: &Actor, listing: ListingId) -> Result<OrderForm, BasketError> {
    let holder = basket_of(actor)?;
    let now = app.clock.now();
    app.db.read(move |db| form(db, holder, listing, None, now)).await
}

/// What can be chosen for a line that is in the basket.
///
/// # Errors
/// [`BasketError::NotFound`] when there is no such line of theirs.
pub async fn change_form(app: &App, actor: &Actor, id: BasketLineId) -> Result<OrderForm, BasketError> {
    let holder = basket_of(actor)?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let line = basket::by_id(db, holder, id)?;
            form(db, holder, line.listing_id, Some(line), now)
        })
        .await
}

fn form(
    db: &mut Db,
    holder: HolderId,
    listing: ListingId,
    line: Option<BasketLine>,
    now: chrono::NaiveDateTime,
) -> Result<OrderForm, BasketError> {
    let window = window(db, holder, now)?;
    let listing = directory::orderable(db, listing, window.now.date())?;
    let units = units_on(&listing.prices, window.now.date());
    let plan_lines = plan_lines(db, holder, &window)?;
    let full = directory::spaces::full_for(db, &listing, holder)?;
    Ok(OrderForm { listing, full, units, plan_lines, window, line })
}

/// What a line would cost, for somebody who is still choosing; nothing is added.
///
/// # Errors
/// [`BasketError`], as when it were added.
pub async fn quote(app: &App, actor: &Actor, listing: ListingId, request: LineRequest) -> Result<Costing, BasketError> {
    let holder = basket_of(actor)?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let window = window(db, holder, now)?;
            let listing = directory::orderable(db, listing, window.now.date())?;
            match refusal(db, &listing, holder)? {
                Some(why) => Err(BasketError::Unavailable(why)),
                None => Ok(priced(&listing, &request, &window)?),
            }
        })
        .await
}
