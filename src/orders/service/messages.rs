//! Who is written to when something happens to an order. Mails are queued in the transaction of what happened.

use chrono::NaiveDateTime;

use super::authority::SETTLERS;
use super::lapses::Lapsed;
use super::package::{Draft, Made};
use crate::accounts::model::CommunicationNeeds;
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty, HolderSummary, Scope};
use crate::db::{Db, DbError};
use crate::directory::model::rises::Rise;
use crate::directory::service as directory;
use crate::kernel::OrderId;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::mail::{self, Email};
use crate::orders::emails::{self, About};
use crate::orders::model::{Delivery, Order};
use crate::orders::store::{lines, orders};

/// What every message about an order needs.
struct Facts {
    order: Order,
    provider: String,
    provider_emails: Vec<String>,
    holder: HolderSummary,
    lines: Vec<String>,
}

impl Facts {
    fn of(db: &mut Db, order: OrderId) -> Result<Self, DbError> {
        let order = orders::by_id(db, order)?;
        let provider = directory::provider_summary(db, order.provider_id)?;
        let provider_emails = match provider.organisation_id {
            Some(organisation) => people::staff_emails(db, organisation, Duty::Visits)?,
            None => Vec::new(),
        };
        let holder = people::holder_summary(db, order.holder_id)?;
        let lines = lines::of_orders(db, &[order.id])?;
        let lines = lines
            .iter()
            .map(|line| format!("{}: {}. {} in all", line.title, line.request.when_words(), line.total))
            .collect();
        Ok(Self { order, provider: provider.name, provider_emails, holder, lines })
    }

    fn about<'a>(&'a self, site: &'a str) -> About<'a> {
        About {
            site,
            reference: &self.order.reference,
            provider: &self.provider,
            holder: &self.holder.name,
            lines: &self.lines,
        }
    }

    /// The holder, if they have an address, and whoever ordered for them and still may.
    fn holders_side(&self, db: &mut Db, now: NaiveDateTime) -> Result<Vec<String>, DbError> {
        let did_it = self.order.mandate_id.map(|mandate| (self.order.placed_by, mandate));
        people::holders_side(db, self.order.holder_id, did_it, (Scope::Order, london(now).date()))
    }
}

fn send(db: &mut Db, to: &[String], now: NaiveDateTime, email: impl Fn(&str) -> Email) -> Result<(), DbError> {
    let emails: Vec<Email> = to.iter().map(|to| email(to)).collect();
    mail::queue_all(db, &emails, now)
}

/// One message to the holder and whoever ordered for them.
fn to_holders_side(
    db: &mut Db,
    order: OrderId,
    site: &str,
    now: NaiveDateTime,
    email: impl Fn(&About<'_>, &str) -> Email,
) -> Result<(), DbError> {
    let facts = Facts::of(db, order)?;
    let to = facts.holders_side(db, now)?;
    let about = facts.about(site);
    send(db, &to, now, |to| email(&about, to))
}

/// Orders were placed: each provider is asked, the holder's side gets a copy of each. Whoever placed them knows all that
/// the mails say, so hardly anything is read again.
pub(super) fn placed(
    db: &mut Db,
    orders: &[(&Made, &Draft)],
    (holder, by): (&HolderSummary, &Actor),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let placed_by = by.acting_for.as_ref().map(|_| by.name.as_str());
    let needs = holder.needs.as_ref().map(CommunicationNeeds::line).unwrap_or_default();
    let mut holders_side = Vec::new();
    if let Some(user) = holder.user_id {
        holders_side.push(if user == by.user_id { by.email.clone() } else { people::user_contact(db, user)?.1 });
    }
    if placed_by.is_some() {
        holders_side.push(by.email.clone());
    }
    holders_side.dedup();
    let mut mails = Vec::new();
    for (made, draft) in orders {
        let lines: Vec<String> = draft
            .lines
            .iter()
            .map(|line| format!("{}: {}. {} in all", line.listing.title, line.request.when_words(), line.costing.total))
            .collect();
        let about = About {
            site,
            reference: &made.reference,
            provider: draft.provider_name(),
            holder: &holder.name,
            lines: &lines,
        };
        if let Some(organisation) = draft.provider_organisation() {
            let staff = people::staff_emails(db, organisation, Duty::Visits)?;
            mails.extend(staff.iter().map(|to| emails::new_order(&about, to, placed_by, &needs)));
        }
        mails.extend(holders_side.iter().map(|to| emails::placed(&about, to)));
    }
    mail::queue_all(db, &mails, now)
}

/// The provider said yes.
pub(super) fn accepted(db: &mut Db, order: OrderId, site: &str, now: NaiveDateTime) -> Result<(), DbError> {
    to_holders_side(db, order, site, now, emails::accepted)
}

/// The provider said no.
pub(super) fn declined(
    db: &mut Db,
    order: OrderId,
    reason: &str,
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    to_holders_side(db, order, site, now, |about, to| emails::declined(about, to, reason))
}

/// A check that the provider needs has run out; the order goes on.
pub(super) fn check_ran_out(
    db: &mut Db,
    order: OrderId,
    lapsed: &Lapsed,
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let (what, on) = (lapsed.lapse.scheme.inside(), long_date(lapsed.lapse.ended_on));
    to_holders_side(db, order, site, now, |about, to| emails::check_ran_out(about, to, what, &on))
}

/// An order, or one visit of it, was called off: the provider must not come.
pub(super) fn cancelled(
    db: &mut Db,
    order: OrderId,
    visit: Option<&Delivery>,
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let facts = Facts::of(db, order)?;
    let holder = &facts.holder.name;
    let what = match visit {
        Some(visit) => format!("The visit to {holder} on {} at {} is cancelled.", weekday_date(visit.on), visit.at),
        None => format!("{holder} has cancelled this order. Please make no more visits for it."),
    };
    let about = facts.about(site);
    send(db, &facts.provider_emails, now, |to| emails::cancelled(&about, to, &what))
}

/// Something that is ordered will cost more. Whoever looks after the order is told; for a holder without an account or
/// anybody who ordered for them, those who may act for them.
pub(super) fn price_rise(
    db: &mut Db,
    order: OrderId,
    (title, rises): (&str, &[Rise]),
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let facts = Facts::of(db, order)?;
    let to = facts.holders_side(db, now)?;
    let about = facts.about(site);
    send(db, &to, now, |to| emails::price_rise(&about, to, title, rises))
}

/// The holder says that something was wrong with a visit.
pub(super) fn disputed(
    db: &mut Db,
    delivery: &Delivery,
    words: &str,
    site: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let facts = Facts::of(db, delivery.order_id)?;
    let day = weekday_date(delivery.on);
    let about = facts.about(site);
    send(db, &facts.provider_emails, now, |to| emails::disputed(&about, to, &day, words))
}

/// Which side of an order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// The holder, and whoever ordered for them.
    Holder,
    /// The provider's staff.
    Provider,
    /// Those of the holder's council who look after money and people.
    Council,
}

/// One message to one side: a subject and what happened, in sentences.
pub(super) fn tell(
    db: &mut Db,
    order: OrderId,
    to: To,
    site: &str,
    now: NaiveDateTime,
    (subject, what): (&str, &str),
) -> Result<(), DbError> {
    let facts = Facts::of(db, order)?;
    let addresses = match (to, facts.holder.council_id) {
        (To::Holder, _) => facts.holders_side(db, now)?,
        (To::Provider, _) => facts.provider_emails.clone(),
        (To::Council, Some(council)) => people::emails_with_roles(db, council, &SETTLERS)?,
        (To::Council, None) => Vec::new(),
    };
    let about = facts.about(site);
    send(db, &addresses, now, |to| emails::news(&about, to, subject, what))
}
