//! Looking at orders: one, or lists of them, each for whoever may see it.

use chrono::NaiveDate;

use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::audit::{self, Recorded};
use crate::db::{Db, DbError};
use crate::directory::model::version::Version;
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{HolderId, OrderId, OrderLineId, PageNumber, Paged, SharedOrderId};
use crate::orders::error::ActError;
use crate::orders::model::{AgreedPrice, Delivery, DeliveryStatus, LineState, Order, OrderLine, OrderStatus, Pause};
use crate::orders::store::orders::{Listed, Of};
use crate::orders::store::{agreed, deliveries, lines, orders, pauses};

use super::authority::{Viewer, own_council, own_provider, viewer};
use super::lapses::{self, Lapsed};
use super::proposals::{self, ProposalView};

/// Orders on one page of a list.
pub const PER_PAGE: u32 = 20;

/// An order in a list, with its lines.
#[derive(Clone, Debug)]
pub struct OrderSummary {
    /// The order.
    pub order: Order,
    /// The provider's name.
    pub provider_name: String,
    /// The holder's name.
    pub holder_name: String,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// How to reach the holder, in a line; empty when nothing is known. Read for providers with an order to answer.
    pub needs: String,
    /// Who ordered for the holder, when it was not the holder. Read for providers with an order to answer.
    pub placed_by: Option<String>,
    /// A check that the provider needs for it and that has run out. Read for lists.
    pub lapsed: Option<Lapsed>,
}

/// An order with all that its page shows.
#[derive(Clone, Debug)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// On which side whoever looks stands.
    pub viewer: Viewer,
    /// Whether they may confirm and cancel for the holder.
    pub may_act: bool,
    /// The provider's name.
    pub provider_name: String,
    /// The provider's telephone number.
    pub provider_phone: Option<String>,
    /// For whom.
    pub holder: HolderSummary,
    /// What was ordered, each with the title of the plan line it serves.
    pub lines: Vec<(OrderLine, Option<String>)>,
    /// The prices of lines that were agreed, and aren't the listing's.
    pub agreed: Vec<(OrderLineId, AgreedPrice)>,
    /// What several people order together, if this is a share of it.
    pub shared: Option<SharedOrderId>,
    /// Every delivery, by day.
    pub deliveries: Vec<Delivery>,
    /// A check that the provider needs for it and that has run out.
    pub lapsed: Option<Lapsed>,
    /// Other times that were proposed and wait for an answer.
    pub proposals: Vec<ProposalView>,
    /// The pause that rests now, or is to come.
    pub pause: Option<Pause>,
    /// Who did what.
    pub history: Vec<Recorded>,
    /// What time it is on London's clocks.
    pub now: chrono::NaiveDateTime,
}

impl OrderView {
    /// The line of a delivery.
    pub fn line_of(&self, delivery: &Delivery) -> Option<&OrderLine> {
        self.lines.iter().map(|(line, _)| line).find(|line| line.id == delivery.order_line_id)
    }

    /// How far a line has come.
    pub fn state_of(&self, line: OrderLineId) -> LineState {
        let paused = self.pause.as_ref().is_some_and(|pause| pause.from <= self.now.date());
        let own = self.deliveries.iter().filter(|delivery| delivery.order_line_id == line);
        LineState::of(self.order.status, paused, own.map(|delivery| delivery.status))
    }
}

/// An order, for the holder's side, its provider or the holder's council.
///
/// # Errors
/// [`ActError::NotFound`] for everybody else.
pub async fn order_view(app: &App, actor: &Actor, reference: &str) -> Result<OrderView, ActError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    app.db
        .read(move |db| {
            let order = orders::by_reference(db, &reference)?;
            let viewer = viewer(db, &actor, &order)?;
            let may_act = viewer == Viewer::Holder && actor.holder(Scope::Order).is_ok();
            let provider = directory::provider_summary(db, order.provider_id)?;
            let holder = people::holder_summary(db, order.holder_id)?;
            let titles = lines::plan_titles(db, order.id)?;
            let title = |line: &OrderLine| titles.iter().find(|(id, _)| *id == line.id).map(|(_, title)| title.clone());
            let lines = lines::of_orders(db, &[order.id])?;
            let lines: Vec<_> = lines.into_iter().map(|line| (line.clone(), title(&line))).collect();
            let agreed = agreed::of_lines(db, &lines.iter().map(|(line, _)| line.id).collect::<Vec<_>>())?;
            let shared = super::shares::shared_of(db, order.id)?;
            let deliveries = deliveries::of_order(db, order.id)?;
            let history = audit::history(db, "orders", order.id.0)?;
            let lapsed = lapses::of_order(db, &order, london(now).date())?;
            let proposals = proposals::views(db, &order, now)?;
            let running = !order.status.is_over();
            let mut pauses = pauses::of_order(db, order.id)?.into_iter();
            let pause = pauses.rfind(|pause| running && pause.is_open(london(now).date()));
            Ok(OrderView {
                proposals,
                pause,
                order,
                viewer,
                may_act,
                provider_name: provider.name,
                provider_phone: provider.phone,
                holder,
                lines,
                agreed,
                shared,
                deliveries,
                lapsed,
                history,
                now: london(now),
            })
        })
        .await
}

/// The reference of an order, for whoever knows its number already. The caller has checked that it may be seen.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such order.
pub fn reference_of(db: &mut Db, id: OrderId) -> Result<String, DbError> {
    Ok(orders::by_id(db, id)?.reference)
}

/// What a listing said when something of it was ordered.
#[derive(Clone, Debug)]
pub struct SaidWhenOrdered {
    /// Of which order.
    pub reference: String,
    /// When that was placed.
    pub ordered_at: chrono::NaiveDateTime,
    /// What was ordered.
    pub title: String,
    /// What it said.
    pub version: Version,
    /// Whether it says something else now.
    pub changed: bool,
    /// The listing's address.
    pub listing_path: String,
}

/// What the listing of an order's line said when it was ordered, for whoever may see the order.
///
/// # Errors
/// [`ActError::NotFound`] for everybody else, and for an order from before that was kept.
pub async fn said_when_ordered(
    app: &App,
    actor: &Actor,
    reference: &str,
    line: OrderLineId,
) -> Result<SaidWhenOrdered, ActError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .read(move |db| {
            let order = orders::by_reference(db, &reference)?;
            viewer(db, &actor, &order)?;
            let line = lines::by_id(db, line)?;
            let known = line.listing_version.filter(|_| line.order_id == order.id).ok_or(ActError::NotFound)?;
            let (version, changed) = directory::versions::said(db, known)?;
            let listing_path = format!("/listings/{}", line.listing_id);
            let ordered_at = order.placed_at;
            Ok(SaidWhenOrdered { reference, ordered_at, title: line.title, version, changed, listing_path })
        })
        .await
}

/// The orders of a package that somebody placed, for its confirmation page.
///
/// # Errors
/// [`ActError::NotFound`] when there is no such package of the holder they speak for.
pub async fn placed_package(app: &App, actor: &Actor, package: &str) -> Result<Vec<OrderSummary>, ActError> {
    let holder = actor.holder(Scope::View).map_err(|_| ActError::NotFound)?;
    let package = package.to_owned();
    app.db
        .read(move |db| {
            let orders = orders::of_package(db, &package)?;
            if orders.is_empty() || orders.iter().any(|order| order.holder_id != holder) {
                return Err(ActError::NotFound);
            }
            let holder_name = people::holder_summary(db, holder)?.name;
            let mut listed = Vec::new();
            for order in orders {
                let provider_name = directory::provider_summary(db, order.provider_id)?.name;
                listed.push(Listed { order, provider_name, holder_name: holder_name.clone() });
            }
            Ok(with_lines(db, listed)?)
        })
        .await
}

fn with_lines(db: &mut Db, listed: Vec<Listed>) -> Result<Vec<OrderSummary>, DbError> {
    let ids: Vec<_> = listed.iter().map(|listed| listed.order.id).collect();
    let lines = lines::of_orders(db, &ids)?;
    let summary = |Listed { order, provider_name, holder_name }| {
        let lines = lines.iter().filter(|line| line.order_id == order.id).cloned().collect();
        OrderSummary { order, provider_name, holder_name, lines, needs: String::new(), placed_by: None, lapsed: None }
    };
    Ok(listed.into_iter().map(summary).collect())
}

fn page_of(db: &mut Db, of: Of, status: Option<OrderStatus>, page: PageNumber) -> Result<Paged<OrderSummary>, DbError> {
    let Paged { items, total, page, per_page } = orders::list(db, of, status, page, PER_PAGE)?;
    Ok(Paged { items: with_lines(db, items)?, total, page, per_page })
}

fn marked(db: &mut Db, of: Of, page: PageNumber, today: NaiveDate) -> Result<Paged<OrderSummary>, DbError> {
    let mut paged = page_of(db, of, None, page)?;
    add_lapses(db, &mut paged.items, today)?;
    Ok(paged)
}

/// Marks the orders whose provider has let a check run out that they need. Few providers have, so few are looked at.
fn add_lapses(db: &mut Db, orders: &mut [OrderSummary], today: NaiveDate) -> Result<(), DbError> {
    let lapsed = directory::lapses::providers_with_lapses(db, today)?;
    for summary in orders.iter_mut().filter(|summary| lapsed.contains(&summary.order.provider_id)) {
        summary.lapsed = lapses::of_order(db, &summary.order, today)?;
    }
    Ok(())
}

/// The orders of the holder that somebody is or acts for, newest first.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who are no holder and act for none.
pub async fn list_for_holder(app: &App, actor: &Actor, page: PageNumber) -> Result<Paged<OrderSummary>, ActError> {
    let (holder, today) = (actor.holder(Scope::View)?, app.clock.today());
    app.db.read(move |db| Ok::<_, ActError>(marked(db, Of::Holder(holder), page, today)?)).await
}

/// A holder's newest orders, for pages about the person. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn newest_of_holder(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<OrderSummary>, DbError> {
    Ok(marked(db, Of::Holder(holder), PageNumber::FIRST, today)?.items)
}

/// The orders of the holders of somebody's council, newest first.
///
/// # Errors
/// [`ActError::NotAllowed`] for people without a council role.
pub async fn list_for_council(app: &App, actor: &Actor, page: PageNumber) -> Result<Paged<OrderSummary>, ActError> {
    let (council, today) = (own_council(actor)?, app.clock.today());
    app.db.read(move |db| Ok::<_, ActError>(marked(db, Of::Council(council), page, today)?)).await
}

/// The orders of somebody's provider in one state or all, newest first, with what the provider has to know about
/// each person whose order waits for an answer.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who are no provider's staff.
pub async fn list_for_provider(
    app: &App,
    actor: &Actor,
    status: Option<OrderStatus>,
    page: PageNumber,
) -> Result<Paged<OrderSummary>, ActError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let mut paged = page_of(db, Of::Provider(provider), status, page)?;
            add_people(db, &mut paged.items)?;
            Ok(paged)
        })
        .await
}

/// Adds what a provider has to know about each person to answer their order; answered orders say it on their own page.
pub(super) fn add_people(db: &mut Db, orders: &mut [OrderSummary]) -> Result<(), DbError> {
    for summary in orders.iter_mut().filter(|summary| summary.order.status == OrderStatus::Placed) {
        let holder = people::holder_summary(db, summary.order.holder_id)?;
        summary.needs = holder.needs.map(|needs| needs.line()).unwrap_or_default();
        if summary.order.mandate_id.is_some() {
            summary.placed_by = Some(people::user_contact(db, summary.order.placed_by)?.0);
        }
    }
    Ok(())
}

/// The newest orders of one provider in a state; for the provider's own pages.
pub(super) fn of_provider(
    db: &mut Db,
    provider: crate::kernel::ProviderId,
    status: OrderStatus,
) -> Result<Paged<OrderSummary>, DbError> {
    let mut paged = page_of(db, Of::Provider(provider), Some(status), PageNumber::FIRST)?;
    add_people(db, &mut paged.items)?;
    Ok(paged)
}

/// An order line with its order and how many of its deliveries are confirmed: who may rate it is the caller's rule.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such line.
pub fn order_line(db: &mut Db, id: OrderLineId) -> Result<(Order, OrderLine, i64), DbError> {
    let line = lines::by_id(db, id)?;
    let order = orders::by_id(db, line.order_id)?;
    let confirmed = deliveries::confirmed_of_line(db, id)?;
    Ok((order, line, confirmed))
}

/// How many deliveries of a list wait for the holder's word.
pub fn waiting(deliveries: &[Delivery]) -> usize {
    deliveries.iter().filter(|delivery| delivery.status == DeliveryStatus::Recorded).count()
}
