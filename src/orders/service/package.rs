//! Making the orders of a package: priced, grouped by provider, committed. Runs inside the caller's transaction.
//!
//! Invariant: an order line exists exactly when its whole cost moved from available to committed.

use chrono::NaiveDateTime;

use crate::accounts::By;
use crate::audit;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{Allowance, Pot};
use crate::budgets::rules::HighestPrices;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::model::PriceUnit;
use crate::directory::service::{self as directory, Orderable};
use crate::kernel::dates::london;
use crate::kernel::reference::order_reference;
use crate::kernel::{HolderId, ListingId, Money, Nation, OrderId, OrganisationId, PlanLineId, words};
use crate::orders::error::PlaceOrderError;
use crate::orders::model::fit::would_fit;
use crate::orders::model::{AgreedPrice, CostFault, Costing, LineRequest, Window};
use crate::orders::store::{agreed as agreed_prices, deliveries, lines, orders};
use crate::search::categories;

use super::beyond::{self, LetBy};
use super::pricing::priced;

/// One thing wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub listing: ListingId,
    /// The plan line it serves; none is outside the plan.
    pub plan_line: Option<PlanLineId>,
    /// How much and when.
    pub request: LineRequest,
}

/// What a package is made for.
pub(super) struct For<'a> {
    pub holder: HolderId,
    /// Whose bank holidays count.
    pub nation: Nation,
    pub pot: &'a Pot,
    pub by: By,
    pub now: NaiveDateTime,
    /// A random number for each order's reference; there are at least as many as lines.
    pub seeds: &'a [u64],
}

/// A line, priced.
#[expect(clippy::struct_field_names, reason = "`plan_line` is the domain's word")]
pub(super) struct Line {
    pub listing: Orderable,
    pub plan_line: Option<PlanLineId>,
    pub request: LineRequest,
    pub costing: Costing,
    /// Where the price isn't the listing's.
    pub agreed: Option<AgreedPrice>,
}

/// What will become one order: all lines with one provider.
pub(super) struct Draft {
    pub lines: Vec<Line>,
    pub total: Money,
}

impl Draft {
    /// The provider's name.
    pub fn provider_name(&self) -> &str {
        self.lines.first().map_or("", |line| line.listing.provider_name.as_str())
    }

    /// Whose staff deliver.
    pub fn provider_organisation(&self) -> Option<OrganisationId> {
        self.lines.first().and_then(|line| line.listing.provider_organisation)
    }
}

/// Prices what is wanted and groups it by provider, in the order of the lines. Every line must be orderable.
pub(super) fn draft(db: &mut Db, package: &For<'_>, wanted: &[Wanted]) -> Result<Vec<Draft>, PlaceOrderError> {
    let now = london(package.now);
    let budget = Some((package.pot.starts_on, package.pot.ends_on));
    let window = Window { now, budget, nation: package.nation };
    let mut drafts: Vec<Draft> = Vec::new();
    for want in wanted {
        let listing = directory::orderable(db, want.listing, now.date())?;
        if let Some(why) = &listing.refusal {
            return Err(PlaceOrderError::Unavailable { title: listing.title, why: why.clone() });
        }
        let costing = priced(&listing, &want.request, &window)
            .map_err(|fault| PlaceOrderError::Line { title: listing.title.clone(), fault })?;
        let line = Line { listing, plan_line: want.plan_line, request: want.request, costing, agreed: None };
        match drafts.iter_mut().find(|draft| provider(draft) == Some(line.listing.provider_id)) {
            Some(draft) => draft.lines.push(line),
            None => drafts.push(Draft { lines: vec![line], total: Money::ZERO }),
        }
    }
    for draft in &mut drafts {
        draft.total = total(draft.lines.iter().map(|line| line.costing.total), || draft_title(&draft.lines))?;
    }
    Ok(drafts)
}

fn provider(draft: &Draft) -> Option<crate::kernel::ProviderId> {
    draft.lines.first().map(|line| line.listing.provider_id)
}

fn draft_title(lines: &[Line]) -> String {
    lines.first().map(|line| line.listing.title.clone()).unwrap_or_default()
}

pub(super) fn total(
    amounts: impl Iterator<Item = Money>,
    title: impl Fn() -> String,
) -> Result<Money, PlaceOrderError> {
    Money::sum(amounts).ok_or_else(|| PlaceOrderError::Line { title: title(), fault: CostFault::TooDear })
}

/// What all drafts cost together.
pub(super) fn grand_total(drafts: &[Draft]) -> Result<Money, PlaceOrderError> {
    total(drafts.iter().map(|draft| draft.total), || drafts.first().map(|d| draft_title(&d.lines)).unwrap_or_default())
}

pub(super) fn may_buy(allowance: &Allowance, listing: &Orderable) -> bool {
    allowance.allows(&listing.category, listing.provider_id)
}

/// Why a unit of this costs more than the pot may pay, in a sentence; none when it doesn't.
pub(super) fn too_dear(highest: &HighestPrices, unit: PriceUnit, costing: &Costing) -> Option<String> {
    costing.deliveries.iter().find_map(|visit| highest.refusal(unit, visit.unit_price))
}

/// "It may be spent on meals, and with Hot Plate."
pub(super) fn may_words(db: &mut Db, allowance: &Allowance) -> Result<String, DbError> {
    let categories: Vec<String> =
        allowance.categories.iter().map(|code| categories::name(code).to_lowercase()).collect();
    let mut with = Vec::new();
    for provider in &allowance.providers {
        with.push(directory::provider_summary(db, *provider)?.name);
    }
    Ok(match (categories.as_slice(), with.as_slice()) {
        ([], []) => "Ask who holds it what it may be spent on.".to_owned(),
        (categories, []) => format!("It may be spent on {}.", words::list(categories)),
        ([], with) => format!("It may be spent with {}.", words::list(with)),
        (categories, with) => {
            format!("It may be spent on {}, and with {}.", words::list(categories), words::list(with))
        }
    })
}

/// Refuses, in words that say what would fit, what the pot may not buy, and when the pot has less than the drafts cost.
/// Gives what the council agreed to, for [`make`] to use.
pub(super) fn check_fits(db: &mut Db, package: &For<'_>, drafts: &[Draft]) -> Result<LetBy, PlaceOrderError> {
    let limits = budgets::limits(db, package.pot.id)?;
    if let Some(allowance) = &limits.allowance {
        let mut lines = drafts.iter().flat_map(|draft| &draft.lines);
        if let Some(line) = lines.find(|line| !may_buy(allowance, &line.listing)) {
            return Err(PlaceOrderError::PotMayNotBuy {
                title: line.listing.title.clone(),
                may: may_words(db, allowance)?,
            });
        }
    }
    if let Some(fence) = &limits.fence {
        let lines = drafts.iter().flat_map(|draft| &draft.lines);
        let wanted: Vec<(String, Money)> =
            lines.map(|line| (line.listing.category.clone(), line.costing.total)).collect();
        if let Some(may) = fence.refusal(&wanted) {
            let title = drafts.first().map(|draft| draft_title(&draft.lines)).unwrap_or_default();
            return Err(PlaceOrderError::PotMayNotBuy { title, may });
        }
    }
    let lines = drafts.iter().flat_map(|draft| &draft.lines);
    for line in lines {
        if let Some(may) = too_dear(&limits.highest, line.request.unit, &line.costing) {
            return Err(PlaceOrderError::PotMayNotBuy { title: line.listing.title.clone(), may });
        }
    }
    let available = limits.available;
    let total = grand_total(drafts)?;
    match total.checked_sub(available) {
        Some(by) if by > Money::ZERO => {
            Err(PlaceOrderError::WouldOverspend { by, available, would_fit: what_would_fit(drafts, available) })
        }
        _ if limits.asks => beyond::hold_to(db, package, drafts),
        _ => Ok(LetBy::default()),
    }
}

/// "13 Saturdays would fit.", or which of several lines would.
fn what_would_fit(drafts: &[Draft], available: Money) -> String {
    let lines: Vec<&Line> = drafts.iter().flat_map(|draft| &draft.lines).collect();
    if let [line] = lines.as_slice() {
        return would_fit(&line.request, &line.costing, available);
    }
    let totals: Vec<Option<Money>> = lines.iter().map(|line| Some(line.costing.total)).collect();
    let fits = crate::orders::model::fit::fit(available, &totals);
    let fitting: Vec<String> = lines
        .iter()
        .zip(fits)
        .filter(|(_, fit)| matches!(fit, Some(crate::orders::model::Fit::Fits { .. })))
        .map(|(line, _)| format!("“{}”", line.listing.title))
        .collect();
    if fitting.is_empty() {
        "None of it would fit.".to_owned()
    } else {
        format!("{} would fit.", words::list(&fitting))
    }
}

/// An order that was made.
pub(super) struct Made {
    pub id: OrderId,
    pub reference: String,
}

/// Writes the orders and commits their cost. Either all of it happens or the caller's transaction is undone.
pub(super) fn make(
    db: &mut Db,
    package: &For<'_>,
    drafts: &[Draft],
    let_by: LetBy,
) -> Result<Vec<Made>, PlaceOrderError> {
    let_by.use_up(db)?;
    let references: Vec<String> = package.seeds.iter().map(|seed| order_reference(*seed)).collect();
    let package_reference = references.first().cloned().unwrap_or_default();
    let mut made = Vec::with_capacity(drafts.len());
    for (draft, reference) in drafts.iter().zip(references) {
        made.push(make_one(db, package, draft, reference, &package_reference)?);
    }
    if made.len() == drafts.len() {
        Ok(made)
    } else {
        Err(PlaceOrderError::Db(DbError::Other("there are too few references for these orders".to_owned())))
    }
}

fn make_one(
    db: &mut Db,
    package: &For<'_>,
    draft: &Draft,
    reference: String,
    package_reference: &str,
) -> Result<Made, PlaceOrderError> {
    let Some(provider) = provider(draft) else { return Err(PlaceOrderError::Empty) };
    let new = orders::NewOrder {
        reference: &reference,
        package_reference,
        holder: package.holder,
        provider,
        pot: package.pot.id,
        total: draft.total,
        by: package.by,
        at: package.now,
    };
    let id = orders::insert(db, &new)?;
    for line in &draft.lines {
        make_line(db, package, id, line)?;
    }
    let detail = format!("Ordered from {} for {}", draft.provider_name(), draft.total);
    audit::record(
        db,
        &audit::Entry {
            at: package.now,
            user: Some(package.by.user),
            mandate: package.by.mandate,
            holder: Some(package.holder),
            action: "order.placed",
            subject: "orders",
            subject_id: id.0,
            detail: &detail,
        },
    )?;
    Ok(Made { id, reference })
}

fn make_line(db: &mut Db, package: &For<'_>, order: OrderId, line: &Line) -> Result<(), PlaceOrderError> {
    let new = lines::NewLine {
        order,
        listing: line.listing.listing_id,
        plan_line: line.plan_line,
        title: &line.listing.title,
        request: line.request,
        notice_hours: line.listing.notice_hours,
        late_charge_percent: line.listing.late_charge_percent,
        total: line.costing.total,
        listing_version: match line.listing.version {
            Some(version) => version,
            None => directory::versions::ordered_under(db, line.listing.listing_id)?,
        },
    };
    let id = lines::insert(db, &new)?;
    if let Some(agreed) = &line.agreed {
        agreed_prices::insert(db, id, agreed)?;
    }
    deliveries::insert(db, order, id, &line.costing.deliveries)?;
    let posting = Posting {
        key: format!("commit:order_line:{id}"),
        pot: package.pot.id,
        from: Some(AccountKind::Available),
        to: AccountKind::Committed,
        funding: None,
        amount: line.costing.total,
        reason: Reason::Commit,
        plan_line: line.plan_line,
        order_line: Some(id),
        delivery: None,
        by: Some(package.by),
        at: package.now,
        memo: line.listing.title.clone(),
    };
    match ledger::post(db, &posting) {
        Ok(_) => Ok(()),
        Err(LedgerError::NotEnough { available, short_by }) => Err(PlaceOrderError::WouldOverspend {
            by: short_by,
            available,
            would_fit: would_fit(&line.request, &line.costing, available),
        }),
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}
