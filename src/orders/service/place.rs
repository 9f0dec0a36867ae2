//! Placing a basket: all of what was agreed to, or nothing.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::accounts::service::people;
use crate::accounts::{Actor, Mandate, Scope};
use crate::app::App;
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::directory::service::spaces;
use crate::kernel::dates::london;
use crate::kernel::reference::order_reference;
use crate::kernel::{BasketLineId, HolderId, ListingId, Money, PotId};
use crate::orders::error::PlaceOrderError;
use crate::orders::model::BasketLine;
use crate::orders::store::{basket, orders};

use super::authority::mandate_now;
use super::basket::MOST_LINES;
use super::messages;
use super::package::{Draft, For, Made, Wanted, check_fits, draft, grand_total, make};
use super::pricing::nation_at;

const ACTION: &str = "order.place";
/// The span of a mandate's second limit.
pub(super) const FOUR_WEEKS: chrono::TimeDelta = chrono::TimeDelta::weeks(4);
/// Tries with other references when one happens to be taken.
const REFERENCE_TRIES: u32 = 3;

/// What the page showed, so that nobody orders what they have not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The lines to be ordered; others stay in the basket.
    pub lines: Vec<BasketLineId>,
    /// What they cost together.
    pub total: Money,
    /// The pot that pays for them; none for whichever is chosen.
    pub pot: Option<PotId>,
}

/// Asks to place the basket.
#[derive(Clone, Debug)]
pub struct PlaceOrder {
    /// From the form; the same key again gives the first answer again. 8 to 64 characters.
    pub key: String,
    /// "I have read this, and I want these orders."
    pub agreed: bool,
    /// What the page showed; none orders the whole basket at today's prices.
    pub seen: Option<Seen>,
}

/// What was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The reference that all its orders share.
    pub package_reference: String,
    /// Each order's own reference.
    pub orders: Vec<String>,
}

/// Orders what is in the basket: one order with each provider, paid from the holder's pot, all or none of it.
///
/// # Errors
/// [`PlaceOrderError`]; then nothing was ordered.
pub async fn place(app: &App, actor: &Actor, command: PlaceOrder) -> Result<Placed, PlaceOrderError> {
    let holder = actor.holder(Scope::Order)?;
    let today = app.clock.today();
    if !command.agreed {
        return Err(PlaceOrderError::NotAgreed);
    }
    let (actor, command) = (Arc::new(actor.clone()), Arc::new(command));
    let mut tries = 0;
    let placed = loop {
        tries += 1;
        let placing = Arc::new(Placing {
            actor: Arc::clone(&actor),
            command: Arc::clone(&command),
            holder,
            today,
            pot: OnceLock::new(),
            now: app.clock.now(),
            seeds: (0..MOST_LINES).map(|_| app.random.u64()).collect(),
            site: app.config.public_url.clone(),
        });
        let asks = Arc::clone(&placing);
        match app.db.write_locked_by(move |db| asks.locks(db), move |db| placing.run(db)).await {
            Err(PlaceOrderError::Db(error)) if error.is_constraint("reference") && tries < REFERENCE_TRIES => {}
            other => break other?,
        }
    };
    app.wake.notify_one();
    Ok(placed)
}

/// All that the transaction needs; it may run more than once.
struct Placing {
    actor: Arc<Actor>,
    command: Arc<PlaceOrder>,
    holder: HolderId,
    today: NaiveDate,
    /// The pot whose lock is held, where there are locks; it is read in the transaction where there are none.
    pot: OnceLock<Pot>,
    now: chrono::NaiveDateTime,
    seeds: Vec<u64>,
    site: String,
}

impl Placing {
    /// Whom it queues with: whoever spends from the same pot, or wants a space of the same listing.
    fn locks(&self, db: &mut Db) -> Result<Vec<LockKey>, DbError> {
        let Some(pot) = budgets::current_pot(db, self.holder, self.today)? else { return Ok(Vec::new()) };
        let pot = self.pot.get_or_init(|| pot);
        let spaces = basket::counted(db, self.holder)?;
        Ok(spaces.into_iter().map(|listing| LockKey::Listing(listing.0)).chain([LockKey::Pot(pot.id.0)]).collect())
    }

    /// The pot that pays.
    fn pot(&self, db: &mut Db) -> Result<Pot, PlaceOrderError> {
        if let Some(locked) = self.pot.get() {
            return Ok(locked.clone());
        }
        budgets::current_pot(db, self.holder, self.today)?.ok_or(PlaceOrderError::NoBudget)
    }

    fn run(&self, db: &mut Db) -> Result<Placed, PlaceOrderError> {
        let pot = self.pot(db)?;
        // The first order's reference is that of them all, and what the key answers with.
        let package_reference = self.seeds.first().map(|seed| order_reference(*seed)).unwrap_or_default();
        let claim = (self.actor.user_id, self.command.key.as_str(), ACTION);
        match idempotency::claim_for(db, claim, Some(&package_reference), self.now) {
            Ok(idempotency::Claim::New) => {}
            Ok(idempotency::Claim::Done(package)) => return again(db, self.holder, package),
            Err(DbError::Constraint(_)) => return Err(PlaceOrderError::BadKey),
            Err(error) => return Err(error.into()),
        }
        if self.command.seen.as_ref().and_then(|seen| seen.pot).is_some_and(|seen| seen != pot.id) {
            return Err(PlaceOrderError::Changed);
        }
        let mandate = mandate_now(db, &self.actor, Scope::Order, london(self.now).date())?;
        let lines = self.lines(db)?;
        let wanted: Vec<Wanted> = lines
            .iter()
            .map(|line| Wanted { listing: line.listing_id, plan_line: line.plan_line_id, request: line.request })
            .collect();
        let holder = people::holder_summary(db, self.holder)?;
        let nation = nation_at(holder.postcode.clone(), holder.council_code.clone());
        let (by, now, seeds) = (self.actor.by(), self.now, self.seeds.as_slice());
        let package = For { holder: self.holder, nation, pot: &pot, by, now, seeds };
        let drafts = draft(db, &package, &wanted)?;
        self.check(db, &drafts, mandate.as_ref())?;
        let let_by = check_fits(db, &package, &drafts)?;
        let made = make(db, &package, &drafts, let_by)?;
        take_spaces(db, (self.holder, self.now), &made, &drafts)?;
        for line in &lines {
            if basket::delete(db, self.holder, line.id)? != 1 {
                return Err(PlaceOrderError::Changed);
            }
        }
        let told: Vec<(&Made, &Draft)> = made.iter().zip(&drafts).collect();
        messages::placed(db, &told, (&holder, &self.actor), &self.site, self.now)?;
        let orders: Vec<String> = made.into_iter().map(|order| order.reference).collect();
        Ok(Placed { package_reference, orders })
    }

    /// The lines to order: those that were seen, each of which must still be there, or all.
    fn lines(&self, db: &mut Db) -> Result<Vec<BasketLine>, PlaceOrderError> {
        let mut lines = basket::of_holder(db, self.holder)?;
        if let Some(seen) = &self.command.seen {
            lines.retain(|line| seen.lines.contains(&line.id));
            if lines.len() != seen.lines.len() {
                return Err(PlaceOrderError::Changed);
            }
        }
        if lines.is_empty() { Err(PlaceOrderError::Empty) } else { Ok(lines) }
    }

    /// What was seen, conflicts of interest, and the mandate's limits.
    fn check(&self, db: &mut Db, drafts: &[Draft], mandate: Option<&Mandate>) -> Result<(), PlaceOrderError> {
        let total = grand_total(drafts)?;
        if self.command.seen.as_ref().is_some_and(|seen| seen.total != total) {
            return Err(PlaceOrderError::Changed);
        }
        match mandate {
            Some(mandate) => check_mandate(db, &self.actor, mandate, drafts, self.now),
            None => Ok(()),
        }
    }
}

/// Each order takes a space of each of its listings whose spaces are counted. What is full, or kept for somebody else,
/// is refused; so is the order that came second for the last space.
pub(super) fn take_spaces(
    db: &mut Db,
    (holder, now): (HolderId, chrono::NaiveDateTime),
    made: &[Made],
    drafts: &[Draft],
) -> Result<(), PlaceOrderError> {
    for (order, draft) in made.iter().zip(drafts) {
        let mut taken: Vec<ListingId> = Vec::new();
        for line in &draft.lines {
            let listing = &line.listing;
            if listing.spaces_left.is_none() || taken.contains(&listing.listing_id) {
                continue;
            }
            let refused = |why: String| PlaceOrderError::Unavailable { title: listing.title.clone(), why };
            if let Some(why) = spaces::full_for(db, listing, holder)? {
                return Err(refused(why));
            }
            if !spaces::take(db, listing.listing_id, (order.id, holder), now)? {
                return Err(refused(spaces::FULL.to_owned()));
            }
            taken.push(listing.listing_id);
        }
    }
    Ok(())
}

/// Conflicts of interest, and the mandate's limits.
pub(super) fn check_mandate(
    db: &mut Db,
    actor: &Actor,
    mandate: &Mandate,
    drafts: &[Draft],
    now: chrono::NaiveDateTime,
) -> Result<(), PlaceOrderError> {
    for draft in drafts {
        let organisation = draft.lines.first().and_then(|line| line.listing.provider_organisation);
        if organisation.is_some_and(|organisation| actor.belongs_to(organisation)) {
            return Err(PlaceOrderError::ConflictOfInterest { provider: draft.provider_name().to_owned() });
        }
    }
    check_limits(db, mandate, drafts, now)
}

/// The mandate's limits: for an order, and for four weeks.
pub(super) fn check_limits(
    db: &mut Db,
    mandate: &Mandate,
    drafts: &[Draft],
    now: chrono::NaiveDateTime,
) -> Result<(), PlaceOrderError> {
    for draft in drafts {
        if let Some(limit) = mandate.order_limit.filter(|limit| draft.total > *limit) {
            let provider = draft.provider_name().to_owned();
            return Err(PlaceOrderError::OverOrderLimit { provider, total: draft.total, limit });
        }
    }
    if let Some(limit) = mandate.four_week_limit {
        let total = grand_total(drafts)?;
        let spent = super::on_top::spent_under(db, mandate.id, &[], now)?;
        let left = limit.checked_sub(spent).filter(|left| !left.is_negative()).unwrap_or(Money::ZERO);
        if total > left {
            return Err(PlaceOrderError::OverFourWeekLimit { limit, left, total });
        }
    }
    Ok(())
}

/// The answer to a key that was used before.
fn again(db: &mut Db, holder: HolderId, package_reference: String) -> Result<Placed, PlaceOrderError> {
    let orders = orders::of_package(db, &package_reference)?;
    if orders.is_empty() || orders.iter().any(|order| order.holder_id != holder) {
        return Err(PlaceOrderError::BadKey);
    }
    Ok(Placed { package_reference, orders: orders.into_iter().map(|order| order.reference).collect() })
}
