//! What those who share see of it: each their own money, the others' names and shares, and nothing of those who have not
//! joined.

use chrono::{NaiveDate, NaiveDateTime};

use super::group::Group;
use super::invites::token;
use super::leaving::{repriced, share_now};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::PriceUnit;
use crate::directory::service::Orderable;
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, MandateId, PlanLineId, SharedMemberId, SharedOrderId};
use crate::orders::model::{Costing, Window};
use crate::orders::service as orders;
use crate::orders::service::spending::OverPlan;
use crate::orders::service::{reshare, shares};
use crate::plans::service as plans;
use crate::sharing::error::ShareError;
use crate::sharing::model::{Invite, MemberStatus, SharedOrder, SharedStatus};
use crate::sharing::store;

/// What the form that begins a shared order needs.
#[derive(Clone, Debug)]
pub struct NewForm {
    /// What.
    pub listing: Orderable,
    /// When it may be.
    pub window: Window,
    /// The units with prices for groups, each with what one costs each, by how many share.
    pub steps: Vec<(PriceUnit, Vec<(i32, Money)>)>,
    /// The parts of the plan, with their titles.
    pub plan_lines: Vec<(PlanLineId, String)>,
}

/// A shared order in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The shared order.
    pub shared: SharedOrder,
    /// What is shared.
    pub title: String,
    /// How many are in it.
    pub people: usize,
    /// How far whoever looks has come.
    pub own: MemberStatus,
}

/// One of those who share.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// Which one.
    pub id: SharedMemberId,
    /// Their name.
    pub name: String,
    /// Whether it is whoever looks.
    pub own: bool,
    /// How many parts of the whole.
    pub parts: u32,
    /// How far they have come.
    pub status: MemberStatus,
    /// What they pay; none while that can't be said.
    pub costing: Option<Costing>,
}

/// A link that was made.
#[derive(Clone, Debug)]
pub struct InviteView {
    /// What whoever made it calls it.
    pub label: String,
    /// The address; none once it was used or is too old.
    pub address: Option<String>,
    /// Whether somebody used it.
    pub used: bool,
}

/// A shared order as one of those who share it sees it.
#[derive(Clone, Debug)]
pub struct SharedView {
    /// The shared order.
    pub shared: SharedOrder,
    /// What is shared.
    pub listing: Orderable,
    /// Those who are in, in the order they joined.
    pub members: Vec<MemberView>,
    /// Whether whoever looks began it.
    pub mine: bool,
    /// How far whoever looks has come.
    pub own: MemberStatus,
    /// The part of their plan that it is for.
    pub plan_line: Option<PlanLineId>,
    /// What all of it costs, or why that can't be said.
    pub whole: Result<Costing, String>,
    /// What one unit costs each, by how many share.
    pub steps: Vec<(i32, Money)>,
    /// While somebody is leaving: what the visits from then on cost whoever looks, before and after, or why that can't
    /// be said.
    pub after: Option<Result<(Money, Money), String>>,
    /// How the new share is beyond the plan; none when it isn't, and where nobody is leaving.
    pub over: Option<OverPlan>,
    /// Links that were made; only whoever began it sees them.
    pub invites: Vec<InviteView>,
    /// Other people of a broker, who may be let in.
    pub people: Vec<(MandateId, String)>,
    /// The parts of the plan, with their titles.
    pub plan_lines: Vec<(PlanLineId, String)>,
    /// The order of whoever looks, by its reference.
    pub order: Option<String>,
    /// The last day that counts for everybody, and whether that is because of a budget.
    pub last_day: NaiveDate,
    /// Whether whoever looks may ask others and change parts.
    pub may_ask: bool,
    /// Whether whoever looks may say yes.
    pub may_order: bool,
}

impl SharedView {
    /// What whoever looks is asked to say yes to: the sum that a yes is for.
    pub fn asked(&self) -> Option<Money> {
        if self.own != MemberStatus::Joined {
            return None;
        }
        match (self.shared.status, &self.after) {
            (SharedStatus::Gathering, _) => {
                let own = self.members.iter().find(|member| member.own)?;
                own.costing.as_ref().map(|costing| costing.total)
            }
            (SharedStatus::Leaving, Some(Ok((_, after)))) => Some(*after),
            _ => None,
        }
    }
}

/// Everything that somebody shares or shared.
///
/// # Errors
/// [`ShareError::NotAllowed`] for whoever is no holder and acts for none.
pub async fn mine(app: &App, actor: &Actor) -> Result<Vec<Summary>, ShareError> {
    let holder = actor.holder(Scope::View)?;
    let now = app.clock.now();
    app.db
        .read(move |db| {
            let mut found = Vec::new();
            for shared in store::of_holder(db, holder)? {
                let members = store::members(db, shared.id)?;
                let own = members.iter().find(|member| member.holder_id == holder);
                let own = own.map_or(MemberStatus::Left, |member| member.status);
                let people = members.iter().filter(|member| member.status != MemberStatus::Left).count();
                let title = Group::read(db, shared.id, now)?.listing.title;
                found.push(Summary { shared, title, people, own });
            }
            Ok(found)
        })
        .await
}

/// A shared order, for one of those who share it.
///
/// # Errors
/// [`ShareError::NotFound`] for everybody else.
pub async fn view(app: &App, actor: &Actor, id: SharedOrderId) -> Result<SharedView, ShareError> {
    let holder = actor.holder(Scope::View)?;
    let (may_ask, may_order) = (actor.holder(Scope::Propose).is_ok(), actor.holder(Scope::Order).is_ok());
    let (now, user) = (app.clock.now(), actor.user_id);
    let (secret, site) = (app.config.secret_key.bytes().to_vec(), app.config.public_url.clone());
    app.db
        .read(move |db| {
            let group = Group::read(db, id, now)?;
            let (_, own) = group.own(holder)?;
            let each = group.each().ok();
            let members = members(db, &group, holder, each.as_deref())?;
            let mine = group.shared.started_by == holder;
            let gathering = group.shared.status == SharedStatus::Gathering;
            let stays = group.shared.status == SharedStatus::Leaving && own.status != MemberStatus::Leaving;
            let (after, over) = if stays { new_share(db, &group, holder, now)? } else { (None, None) };
            let sum = share_now(db, &group, holder)?;
            let stale = sum.is_some_and(|sum| own.said_yes_to_another(sum));
            let invites = if mine { invites(db, id, (&secret, &site), now)? } else { Vec::new() };
            let today = london(now).date();
            let mut others = Vec::new();
            if gathering {
                for mandate in people::mandates_in_force(db, user, today)? {
                    let in_it = group.place_of(mandate.holder_id).is_some();
                    if mandate.scopes.has(Scope::Propose) && !in_it {
                        others.push((mandate.id, mandate.holder_name));
                    }
                }
            }
            let plan_lines = plans::current_lines(db, holder, today)?;
            let order = own.order_id.map(|order| orders::reference_of(db, order)).transpose()?;
            Ok(SharedView {
                mine,
                own: if stale { MemberStatus::Joined } else { own.status },
                plan_line: own.plan_line,
                whole: group.each().and_then(|_| Ok(group.whole()?)).map_err(|error| error.to_string()),
                steps: shares::steps(&group.listing, group.shared.request.unit, today),
                after,
                over,
                invites,
                people: others,
                plan_lines: plan_lines.into_iter().map(|line| (line.id, line.title)).collect(),
                order,
                last_day: group.window.last_day(),
                may_ask,
                may_order,
                members,
                shared: group.shared,
                listing: group.listing,
            })
        })
        .await
}

/// What the visits after somebody has left cost, before and after, or why that can't be said; and how it is beyond the
/// plan.
type NewShare = (Option<Result<(Money, Money), String>>, Option<OverPlan>);

fn new_share(db: &mut Db, group: &Group, holder: HolderId, now: NaiveDateTime) -> Result<NewShare, DbError> {
    let own = match repriced(db, group)? {
        Ok(all) => all.into_iter().find(|one| one.holder == holder),
        Err(error) => return Ok((Some(Err(error.to_string())), None)),
    };
    let Some(own) = own else { return Ok((Some(Ok((Money::ZERO, Money::ZERO))), None)) };
    let over = reshare::over_plan_of(db, &own, now)?;
    Ok((Some(Ok((own.before, own.after))), over))
}

/// Those who are in, as the others see them.
fn members(db: &mut Db, group: &Group, holder: HolderId, each: Option<&[Costing]>) -> Result<Vec<MemberView>, DbError> {
    let mut members = Vec::with_capacity(group.members.len());
    for (place, member) in group.members.iter().enumerate() {
        members.push(MemberView {
            id: member.id,
            name: people::holder_summary(db, member.holder_id)?.name,
            own: member.holder_id == holder,
            parts: member.parts,
            status: member.status,
            costing: each.and_then(|each| each.get(place).cloned()),
        });
    }
    Ok(members)
}

/// The links that were made, with the addresses of those that still work.
fn invites(
    db: &mut Db,
    id: SharedOrderId,
    (secret, site): (&[u8], &str),
    now: NaiveDateTime,
) -> Result<Vec<InviteView>, DbError> {
    let view = |invite: Invite| {
        let address = invite.works(now).then(|| format!("{site}/shared/join/{}", token(secret, invite.id)));
        InviteView { label: invite.label, address, used: invite.used_at.is_some() }
    };
    Ok(store::invites(db, id)?.into_iter().map(view).collect())
}
