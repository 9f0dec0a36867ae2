//! What several people order together: one order for each, whose visits are the same visits. Runs inside the caller's
//! transaction; the caller has checked authority, and holds the locks of all their pots.
//!
//! Invariant: what the shares of a visit cost is what the visit costs, to the penny, as ordered and as recorded.

use chrono::NaiveDateTime;

use super::beyond::LetBy;
use super::deliveries as visits;
use super::messages::{self, To};
use super::moves::{self, Act, Made};
use super::package::{Draft, For, Line, check_fits, make};
use super::place::{check_limits, take_spaces};
use super::pricing::nation_of;
use crate::accounts::service::people;
use crate::accounts::{By, Scope};
use crate::budgets::model::Pot;
use crate::db::{Db, DbError, LockKey};
use crate::directory::model::price::shared_price_for;
use crate::directory::model::{PriceUnit, Vat};
use crate::directory::service::Orderable;
use crate::kernel::dates::london;
use crate::kernel::{DeliveryId, HolderId, Money, Nation, OrderId, PlanLineId, SharedOrderId, TimeBand, words};
use crate::orders::error::{ActError, PlaceOrderError};
use crate::orders::model::costing::cost;
use crate::orders::model::share::split;
use crate::orders::model::{
    AgreedBy, AgreedPrice, CostFault, Costing, Delivery, DeliveryStatus, LineRequest, Order, OrderLine, OrderStatus,
    PlannedDelivery, Rate, Window,
};
use crate::orders::store::shares::{self, Share};
use crate::orders::store::{deliveries, lines, orders};

/// What a listing charges a group of this size for one unit, all of them together.
pub(super) fn together(
    listing: &Orderable,
    unit: PriceUnit,
    size: usize,
) -> impl Fn(TimeBand, chrono::NaiveDate) -> Option<Rate> + '_ {
    move |band, on| {
        let price = shared_price_for(&listing.prices, unit, band, i32::try_from(size).ok()?, on)?;
        let whole = price.amount.checked_mul(i64::try_from(size).ok()?)?;
        Some(Rate { price: whole, minimum: price.minimum, band: price.band })
    }
}

/// The sizes of groups that a listing has a price for on a day, with what each pays for one unit on a weekday.
pub fn steps(listing: &Orderable, unit: PriceUnit, on: chrono::NaiveDate) -> Vec<(i32, Money)> {
    let of_size = |size: i32| {
        shared_price_for(&listing.prices, unit, TimeBand::Weekday, size, on).map(|price| (size, price.amount))
    };
    (1..=crate::directory::model::price::LARGEST_GROUP).filter_map(of_size).collect()
}

/// What a group of this size pays together.
///
/// # Errors
/// [`CostFault`]; [`CostFault::NoPrice`] when the listing has no price for so many.
pub fn cost_together(
    listing: &Orderable,
    request: &LineRequest,
    window: &Window,
    size: usize,
) -> Result<Costing, CostFault> {
    cost(request, window, together(listing, request.unit, size))
}

/// What each pays of it, by their parts; none when somebody would pay nothing.
pub fn shares_of(whole: &Costing, parts: &[u32]) -> Option<Vec<Costing>> {
    let mut each = vec![Vec::with_capacity(whole.deliveries.len()); parts.len()];
    for visit in &whole.deliveries {
        let shared = split(visit.amount, parts).into_iter().zip(split(visit.unit_price, parts));
        for (own, (amount, unit_price)) in each.iter_mut().zip(shared) {
            if amount <= Money::ZERO || unit_price <= Money::ZERO {
                return None;
            }
            own.push(PlannedDelivery { unit_price, amount, ..*visit });
        }
    }
    let costing = |deliveries: Vec<PlannedDelivery>| {
        let total = Money::sum(deliveries.iter().map(|visit| visit.amount))?;
        let mut own = Costing { deliveries, total, round: None, every_weeks: whole.every_weeks };
        if whole.round.is_some() {
            own.round = Money::sum(own.usual().iter().map(|visit| visit.amount));
        }
        Some(own)
    };
    each.into_iter().map(costing).collect()
}

/// One person's share of what is ordered.
pub struct NewShare<'a> {
    /// For whom.
    pub holder: HolderId,
    /// Paid from.
    pub pot: &'a Pot,
    /// The part of their plan.
    pub plan_line: Option<PlanLineId>,
    /// Who said yes for them.
    pub by: By,
    /// How many parts of the whole.
    pub parts: u32,
    /// What they pay.
    pub costing: Costing,
    /// A random number for their order's reference.
    pub seed: u64,
}

/// What is ordered together.
#[derive(Clone, Copy)]
pub struct Together<'a> {
    /// Which shared order.
    pub shared: SharedOrderId,
    /// What.
    pub listing: &'a Orderable,
    /// How much and when.
    pub request: &'a LineRequest,
    /// How many order it.
    pub size: usize,
    /// Now, in UTC.
    pub now: NaiveDateTime,
    /// The site's address, for mails.
    pub site: &'a str,
}

/// The draft of one share, checked: the mandate that said yes for them, its limits, the pot's rules and money.
fn check_share(db: &mut Db, what: &Together<'_>, share: &NewShare<'_>) -> Result<(Draft, LetBy), PlaceOrderError> {
    if let Some(why) = &what.listing.refusal {
        return Err(PlaceOrderError::Unavailable { title: what.listing.title.clone(), why: why.clone() });
    }
    let first = share.costing.deliveries.first().ok_or(PlaceOrderError::Empty)?;
    let agreed = AgreedPrice { by: AgreedBy::Share, unit_price: first.unit_price, vat: vat_of(what, first) };
    let line = Line {
        listing: what.listing.clone(),
        plan_line: share.plan_line,
        request: *what.request,
        costing: share.costing.clone(),
        agreed: Some(agreed),
    };
    let drafts = [Draft { total: line.costing.total, lines: vec![line] }];
    if let Some(id) = share.by.mandate {
        let mandate = people::mandate(db, id)?;
        let holds = mandate.holds_on(london(what.now).date())
            && mandate.scopes.has(Scope::Order)
            && mandate.user_id == share.by.user
            && mandate.holder_id == share.holder;
        if !holds {
            return Err(PlaceOrderError::MandateEnded);
        }
        if let Some(organisation) = what.listing.provider_organisation
            && people::is_member(db, share.by.user, organisation)?
        {
            return Err(PlaceOrderError::ConflictOfInterest { provider: what.listing.provider_name.clone() });
        }
        check_limits(db, &mandate, &drafts, what.now)?;
    }
    let nation = nation_of(db, share.holder)?;
    let let_by = check_fits(db, &package((what, nation), share, &[share.seed]), &drafts)?;
    let [draft] = drafts;
    Ok((draft, let_by))
}

fn package<'a>((what, nation): (&Together<'_>, Nation), share: &NewShare<'a>, seeds: &'a [u64]) -> For<'a> {
    For { holder: share.holder, nation, pot: share.pot, by: share.by, now: what.now, seeds }
}

/// The VAT of the price that so many pay.
fn vat_of(what: &Together<'_>, visit: &PlannedDelivery) -> Vat {
    let size = i32::try_from(what.size).unwrap_or(i32::MAX);
    shared_price_for(&what.listing.prices, what.request.unit, visit.band, size, visit.on)
        .map_or(Vat::Exempt, |price| price.vat)
}

/// Whether one share could be ordered now.
///
/// # Errors
/// Why not.
pub fn check(db: &mut Db, what: &Together<'_>, share: &NewShare<'_>) -> Result<(), PlaceOrderError> {
    check_share(db, what, share).map(drop)
}

/// Makes one order for each share: all of them or none.
///
/// # Errors
/// Whose share can't be ordered, by its place, and why; then the caller's transaction has to be undone.
pub fn place(
    db: &mut Db,
    what: &Together<'_>,
    all: &[NewShare<'_>],
) -> Result<Vec<(OrderId, String)>, (usize, PlaceOrderError)> {
    let mut made = Vec::with_capacity(all.len());
    for (place, share) in all.iter().enumerate() {
        made.push(place_one(db, what, share).map_err(|error| (place, error))?);
    }
    let told = tell_all(db, what, &made);
    told.map_err(|error| (0, error.into()))?;
    Ok(made)
}

fn place_one(db: &mut Db, what: &Together<'_>, share: &NewShare<'_>) -> Result<(OrderId, String), PlaceOrderError> {
    let (draft, let_by) = check_share(db, what, share)?;
    let drafts = [draft];
    let seeds = [share.seed];
    let nation = nation_of(db, share.holder)?;
    let made = make(db, &package((what, nation), share, &seeds), &drafts, let_by)?;
    take_spaces(db, (share.holder, what.now), &made, &drafts)?;
    let made = made.into_iter().next().ok_or(PlaceOrderError::Empty)?;
    for line in lines::of_orders(db, &[made.id])? {
        shares::insert(db, what.shared, line.id, share.parts)?;
    }
    Ok((made.id, made.reference))
}

/// The provider is asked once, and each holder's side gets a copy.
fn tell_all(db: &mut Db, what: &Together<'_>, made: &[(OrderId, String)]) -> Result<(), DbError> {
    let people = words::count(made.len(), "person orders", "people order");
    let asked = format!(
        "{people} “{}” together, each for a share. Your answer to this order is your answer to all of them. Please accept \
         or decline it on its page.",
        what.listing.title
    );
    let placed = "Everybody has said yes, so the shared order is placed. The money for this share is set aside. The \
                  provider will answer soon.";
    for (place, (order, _)) in made.iter().enumerate() {
        if place == 0 {
            let subject = "several people order together";
            messages::tell(db, *order, To::Provider, what.site, what.now, (subject, &asked))?;
        }
        messages::tell(db, *order, To::Holder, what.site, what.now, ("the shared order is placed", placed))?;
    }
    Ok(())
}

/// Refuses what can't be done to one share of an order alone.
pub(super) fn refuse_shared(db: &mut Db, order: OrderId) -> Result<(), ActError> {
    match shares::of_order(db, order)? {
        Some(shared) => Err(ActError::Shared(shared)),
        None => Ok(()),
    }
}

/// Whether an order is a share, and of what.
///
/// # Errors
/// When the database fails.
pub fn shared_of(db: &mut Db, order: OrderId) -> Result<Option<SharedOrderId>, DbError> {
    shares::of_order(db, order)
}

/// The orders that stand and fall with one: itself, and the other shares that aren't over.
pub(super) fn orders_with(db: &mut Db, order: OrderId) -> Result<Vec<Order>, DbError> {
    let Some(shared) = shares::of_order(db, order)? else { return Ok(vec![orders::by_id(db, order)?]) };
    let mut all = Vec::new();
    for share in shares::of(db, shared)? {
        let one = orders::by_id(db, share.order)?;
        if one.id == order || !one.status.is_over() {
            all.push(one);
        }
    }
    Ok(all)
}

/// The pot that pays for an order.
///
/// # Errors
/// When the database fails.
pub fn pot_of(db: &mut Db, order: OrderId) -> Result<crate::kernel::PotId, DbError> {
    Ok(orders::by_id(db, order)?.pot_id)
}

/// The locks of the pots that pay for an order and those it is shared with.
pub(super) fn pots_with(db: &mut Db, order: OrderId) -> Result<Vec<LockKey>, DbError> {
    Ok(orders_with(db, order)?.into_iter().map(|order| LockKey::Pot(order.pot_id.0)).collect())
}

/// One visit as it stands in one share.
pub(super) struct SharedVisit {
    pub order: Order,
    pub line: OrderLine,
    pub delivery: Delivery,
    parts: u32,
}

/// The visit in all its shares, itself among them; alone where it isn't shared. What was called off is left out.
pub(super) fn visits_with(db: &mut Db, id: DeliveryId) -> Result<Vec<SharedVisit>, DbError> {
    let (order, line, delivery) = visits::whole(db, id)?;
    let Some(shared) = shares::of_order(db, order.id)? else {
        return Ok(vec![SharedVisit { order, line, delivery, parts: 1 }]);
    };
    let mut found = Vec::new();
    for Share { line, order, parts, .. } in shares::of(db, shared)? {
        let same = |visit: &Delivery| (visit.on, visit.at) == (delivery.on, delivery.at);
        let off = |visit: &Delivery| visit.status == DeliveryStatus::Cancelled;
        let visits = deliveries::of_line(db, line)?;
        if let Some(own) = visits.into_iter().find(|visit| visit.id == id || (same(visit) && !off(visit))) {
            let (order, line) = (orders::by_id(db, order)?, lines::by_id(db, line)?);
            found.push(SharedVisit { order, line, delivery: own, parts });
        }
    }
    Ok(found)
}

/// Records a visit once for all its shares. What a share has settled, or looks into by itself, stays as it is.
pub(super) fn record(db: &mut Db, act: Act, id: DeliveryId, made: &Made<'_>) -> Result<(), ActError> {
    let mut all = visits_with(db, id)?;
    if let [only] = all.as_mut_slice() {
        return moves::record_delivery(db, act, &mut only.order, &only.line, &only.delivery, made);
    }
    let parts: Vec<u32> = all.iter().map(|visit| visit.parts).collect();
    let whole = Money::sum(all.iter().map(|visit| visit.delivery.unit_price));
    let ordered = all.first().is_some_and(|visit| visit.delivery.units == made.units);
    let costs = whole.and_then(|price| price.times(made.units)).map(|cost| split(cost, &parts)).unwrap_or_default();
    let state = all.iter().find(|visit| visit.delivery.id == id).map(|visit| visit.delivery.status);
    for (visit, cost) in all.iter_mut().zip(costs) {
        let with_it = visit.delivery.id == id || Some(visit.delivery.status) == state;
        if !with_it {
            continue;
        }
        let cost = if ordered { visit.delivery.amount } else { cost };
        let made = Made { cost: Some(cost), ..*made };
        moves::record_delivery(db, act, &mut visit.order, &visit.line, &visit.delivery, &made)?;
    }
    Ok(())
}

/// How far the orders of shared order have come: whether any isn't over, and whether the provider has answered.
///
/// # Errors
/// When the database fails.
pub fn standing(db: &mut Db, shared: SharedOrderId) -> Result<Vec<(OrderId, OrderStatus)>, DbError> {
    let mut found = Vec::new();
    for share in shares::of(db, shared)? {
        let order = orders::by_id(db, share.order)?;
        found.push((order.id, order.status));
    }
    Ok(found)
}
