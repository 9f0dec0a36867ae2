//! Orders of what was agreed elsewhere: a quote that is accepted. They are made as all orders are: the same fit, the
//! same ledger, the same limits. Only the price is the agreement's. Runs inside the caller's transaction.

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::mandate_now;
use super::messages::{self, To};
use super::moves::{self, Act};
use super::package::{Draft, For, Line, check_fits, make, total};
use super::place::{check_mandate, take_spaces};
use super::pricing::nation_of;
use crate::accounts::{Actor, By, Scope};
use crate::budgets::model::Pot;
use crate::db::{Db, DbError};
use crate::directory::model::Vat;
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{HolderId, ListingId, Money, Nation, OrderId, OrderLineId, PlanLineId, Quantity, TimeBand, UserId};
use crate::orders::error::{ActError, PlaceOrderError};
use crate::orders::model::costing::cost;
use crate::orders::model::{AgreedBy, AgreedPrice, CostFault, Costing, LineRequest, Rate, Window};
use crate::orders::store::{agreed, orders};

/// The least that can be agreed at a time: any.
const ANY: Quantity = Quantity::from_hundredths(1);

/// One line of an agreement.
#[derive(Clone, Debug)]
pub struct AgreedLine {
    /// The listing that it hangs on: its kind of support, its provider's checks and its terms count.
    pub listing: ListingId,
    /// What it is, in the agreement's words.
    pub title: String,
    /// How much and when.
    pub request: LineRequest,
    /// The price of one unit, whatever the hour.
    pub unit_price: Money,
    /// How VAT is in it.
    pub vat: Vat,
}

/// What an agreement is for.
#[derive(Clone, Copy)]
pub struct Agreement<'a> {
    /// Who says yes, for the holder or as the holder.
    pub actor: &'a Actor,
    /// For whom.
    pub holder: HolderId,
    /// Paid from.
    pub pot: &'a Pot,
    /// The plan line that it serves; none is outside the plan.
    pub plan_line: Option<PlanLineId>,
    /// What; all of one provider.
    pub lines: &'a [AgreedLine],
    /// What the page showed that it costs; anything else is refused.
    pub seen: Money,
    /// Who said yes for the provider, when they made the offer.
    pub provider: UserId,
    /// Random numbers for references; one is enough.
    pub seeds: &'a [u64],
    /// Now, in UTC.
    pub now: NaiveDateTime,
    /// The site's address, for mails.
    pub site: &'a str,
}

/// An order that was made of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Which order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
    /// What it costs.
    pub total: Money,
}

/// A price that holds whatever the hour.
pub(super) fn flat(price: Money) -> impl Fn(TimeBand, NaiveDate) -> Option<Rate> {
    move |band, _| Some(Rate { price, minimum: ANY, band })
}

/// What a line costs at an agreed price, in a holder's budget, or before one is known.
///
/// # Errors
/// [`CostFault`].
pub fn cost_of(line: &AgreedLine, window: &Window) -> Result<Costing, CostFault> {
    cost(&line.request, window, flat(line.unit_price))
}

/// When a holder's lines may be.
///
/// # Errors
/// When the database fails.
pub fn window_of(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<Window, DbError> {
    super::basket::window(db, holder, now)
}

/// When lines may be for somebody whose budget isn't known to whoever offers: a year from now, by this nation's
/// holidays.
pub fn open_window(now: NaiveDateTime, nation: Nation) -> Window {
    Window { now: london(now), budget: None, nation }
}

/// Makes the order of an agreement, accepted by its provider: both have said yes.
///
/// # Errors
/// [`PlaceOrderError`]; then the caller's transaction has to be undone.
pub fn place(db: &mut Db, agreement: &Agreement<'_>) -> Result<Agreed, PlaceOrderError> {
    let Agreement { actor, holder, pot, now, .. } = *agreement;
    let mandate = mandate_now(db, actor, Scope::Order, london(now).date())?;
    let nation = nation_of(db, holder)?;
    let package = For { holder, nation, pot, by: actor.by(), now, seeds: agreement.seeds };
    let drafts = [draft(db, &package, agreement)?];
    let [ref only] = drafts;
    if only.total != agreement.seen {
        return Err(PlaceOrderError::Changed);
    }
    if let Some(mandate) = &mandate {
        check_mandate(db, actor, mandate, &drafts, now)?;
    }
    let let_by = check_fits(db, &package, &drafts)?;
    let total = only.total;
    let made = make(db, &package, &drafts, let_by)?;
    take_spaces(db, (holder, now), &made, &drafts)?;
    let made = made.into_iter().next().ok_or(PlaceOrderError::Empty)?;
    let mut order = orders::by_id(db, made.id)?;
    let by = By { user: agreement.provider, mandate: None };
    moves::accept(db, Act { by: Some(by), now }, &mut order).map_err(|error| match error {
        ActError::Db(error) => PlaceOrderError::Db(error),
        other => PlaceOrderError::Db(DbError::Other(other.to_string())),
    })?;
    messages::accepted(db, made.id, agreement.site, now)?;
    let what = format!(
        "Your quote is accepted, so this is an order now. Nothing more needs an answer.\n\nIt is for {}. The visits \
         are with your others.",
        crate::accounts::service::people::holder_summary(db, holder)?.name
    );
    messages::tell(db, made.id, To::Provider, agreement.site, now, ("your quote is accepted", &what))?;
    Ok(Agreed { order: made.id, reference: made.reference, total })
}

fn draft(db: &mut Db, package: &For<'_>, agreement: &Agreement<'_>) -> Result<Draft, PlaceOrderError> {
    let now = london(package.now);
    let budget = Some((package.pot.starts_on, package.pot.ends_on));
    let window = Window { now, budget, nation: nation_of(db, package.holder)? };
    let mut lines: Vec<Line> = Vec::with_capacity(agreement.lines.len());
    for line in agreement.lines {
        let mut listing = directory::orderable(db, line.listing, now.date())?;
        if let Some(why) = listing.refusal {
            return Err(PlaceOrderError::Unavailable { title: line.title.clone(), why });
        }
        if lines.first().is_some_and(|first| first.listing.provider_id != listing.provider_id) {
            return Err(PlaceOrderError::Db(DbError::Other("an agreement is with one provider".to_owned())));
        }
        let costing =
            cost_of(line, &window).map_err(|fault| PlaceOrderError::Line { title: line.title.clone(), fault })?;
        listing.title.clone_from(&line.title);
        let agreed = Some(AgreedPrice { by: AgreedBy::Quote, unit_price: line.unit_price, vat: line.vat });
        lines.push(Line { listing, plan_line: agreement.plan_line, request: line.request, costing, agreed });
    }
    let title = || agreement.lines.first().map(|line| line.title.clone()).unwrap_or_default();
    let total = total(lines.iter().map(|line| line.costing.total), title)?;
    if lines.is_empty() { Err(PlaceOrderError::Empty) } else { Ok(Draft { lines, total }) }
}

/// The prices that were agreed for these lines; those at the listing's price are left out.
///
/// # Errors
/// When the database fails.
pub fn prices(db: &mut Db, lines: &[OrderLineId]) -> Result<Vec<(OrderLineId, AgreedPrice)>, DbError> {
    agreed::of_lines(db, lines)
}
