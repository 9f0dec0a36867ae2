//! How a pot is held and by whom, a budget that is being split, and the sentences that say it. Pure.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::accounts::{Scope, Scopes};
use crate::budgets::arrivals::model::{Arrives, Collector};
use crate::budgets::model::{Allowance, HeldAs, Stream};
use crate::kernel::ids::{MandateId, OrganisationId, PlanId, PotId, UserId};
use crate::kernel::{Money, words};
use crate::search::categories;

/// The most parts that a budget is split into.
pub const MOST_PARTS: usize = 7;
/// The most sources of money that one part has.
pub const MOST_STREAMS: usize = 3;

/// How a pot is held from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Which row; none for a pot from before this was written down.
    pub id: Option<i64>,
    /// Which pot.
    pub pot: PotId,
    /// In which way.
    pub held_as: HeldAs,
    /// From which day on.
    pub from_on: NaiveDate,
    /// The person who holds it or helps with it, with their name.
    pub person: Option<(UserId, String)>,
    /// The organisation that holds it, with its name.
    pub organisation: Option<(OrganisationId, String)>,
    /// What the person may do.
    pub scopes: Scopes,
    /// What a voucher may buy.
    pub allows: Allowance,
    /// What the holder of an individual service fund may charge for managing it, in four weeks.
    pub fee: Option<Money>,
    /// Why it was decided; empty for the first.
    pub reason: String,
    /// Who decided it.
    pub made_by: Option<String>,
    /// When it was decided, in UTC.
    pub made_at: NaiveDateTime,
    /// The mandate that came of it.
    pub mandate: Option<MandateId>,
    /// When it came into force, in UTC; none while it is only planned.
    pub applied_at: Option<NaiveDateTime>,
}

/// For whom a sentence about money is written.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// The person themselves.
    Them,
    /// Anybody else: the person's name.
    Other(&'a str),
}

impl Holding {
    /// Whoever holds the money or manages it, by name.
    pub fn holder_name(&self) -> Option<&str> {
        let organisation = self.organisation.as_ref().map(|(_, name)| name.as_str());
        organisation.or_else(|| self.person.as_ref().map(|(_, name)| name.as_str()))
    }

    /// "£2,112 is kept by Leeds City Council, which pays for you."
    pub fn sentence(&self, amount: &str, council: Option<&str>, to: To<'_>) -> String {
        let council = council.unwrap_or("the council");
        let (your, you) = match to {
            To::Them => ("your".to_owned(), "you".to_owned()),
            To::Other(name) => (format!("{name}’s"), name.to_owned()),
        };
        let pays = match to {
            To::Them => "You pay for your support from it.".to_owned(),
            To::Other(name) => format!("{name} pays for their support from it."),
        };
        let name = self.holder_name();
        match self.held_as {
            HeldAs::DirectPayment => format!("{amount} is paid to {your} bank account. {pays}"),
            HeldAs::CouncilManaged => format!("{amount} is kept by {council}, which pays for {you}."),
            HeldAs::LeadProfessional => {
                let name = name.unwrap_or("a professional");
                format!("{amount} is looked after by {name}, who knows {you}. {council} pays the bills.")
            }
            HeldAs::Isf => {
                let name = name.unwrap_or("a provider");
                format!("{amount} is held by {name}, which pays for {you}. It can be spent with other providers too.")
            }
            HeldAs::Brokered => format!("{amount} is held by {}, who pays for {you}.", name.unwrap_or("a broker")),
            HeldAs::ThirdParty => {
                format!("{amount} is held for {you} by {}, who pays with it.", name.unwrap_or("somebody they trust"))
            }
            HeldAs::Voucher => {
                format!("{amount} is a voucher. It buys approved support only, and {council} pays for it.")
            }
            HeldAs::OwnMoney => format!("{amount} is {your} own money. {pays}"),
        }
    }
}

/// Whose name a way of holding asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nobody's: the person or the council holds it.
    Nobody,
    /// A person's.
    Person,
    /// A provider's, and perhaps that of somebody who works there.
    Provider,
}

/// Whose name this way of holding asks for.
pub fn asks(held_as: HeldAs) -> Asks {
    match held_as {
        HeldAs::DirectPayment | HeldAs::CouncilManaged | HeldAs::Voucher | HeldAs::OwnMoney => Asks::Nobody,
        HeldAs::LeadProfessional | HeldAs::Brokered | HeldAs::ThirdParty => Asks::Person,
        HeldAs::Isf => Asks::Provider,
    }
}

/// The ways a council's money is held: all but a self-funder's own.
pub fn ways() -> impl Iterator<Item = HeldAs> {
    HeldAs::ALL.iter().copied().filter(|way| *way != HeldAs::OwnMoney)
}

/// Money for a part, from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartStream {
    /// From where.
    pub stream: Stream,
    /// How much, in pence.
    pub pence: i64,
    /// The only categories it is for; empty for anything.
    pub only_for: Vec<String>,
    /// How it arrives; all at once where nothing was said.
    #[serde(default)]
    pub arrives: Option<Arrives>,
    /// Who collects it, where it is what the person contributes.
    #[serde(default)]
    pub collector: Option<Collector>,
}

/// Who holds a part, and how: what a switch asks for, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// In which way.
    pub held_as: HeldAs,
    /// The person.
    pub person: Option<UserId>,
    /// The organisation.
    pub organisation: Option<OrganisationId>,
    /// What the person may do.
    pub scopes: Vec<Scope>,
    /// What may be charged for managing, in pence in four weeks.
    pub fee_pence: Option<i64>,
    /// What a voucher may buy.
    pub allows: Allowance,
}

/// One part of a budget that is being split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How it is held.
    pub terms: Terms,
    /// Where its money comes from.
    pub streams: Vec<PartStream>,
}

impl Part {
    /// What it comes to.
    pub fn amount(&self) -> Option<Money> {
        Money::sum(self.streams.iter().map(|stream| Money::from_pence(stream.pence)))
    }
}

/// A budget that is being split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The plan it pays for.
    pub plan: PlanId,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// All of it, in pence.
    pub pence: i64,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl Split {
    /// All of it.
    pub fn amount(&self) -> Money {
        Money::from_pence(self.pence)
    }

    /// What no part has yet; below zero when the parts have too much. `None` when it can't be held.
    pub fn rest(&self) -> Option<Money> {
        let mut rest = self.amount();
        for part in &self.parts {
            rest = rest.checked_sub(part.amount()?)?;
        }
        Some(rest)
    }

    /// Whether it can be agreed: it has parts, and they come to the budget to the penny.
    pub fn adds_up(&self) -> bool {
        !self.parts.is_empty() && self.rest() == Some(Money::ZERO)
    }
}

/// "for meals and transport only"; none for money that may buy anything.
pub fn purpose(only_for: &[String]) -> Option<String> {
    if only_for.is_empty() {
        return None;
    }
    let names: Vec<String> = only_for.iter().map(|code| categories::name(code).to_lowercase()).collect();
    Some(format!("for {} only", words::list(&names)))
}

/// Money of one source, and what it may buy.
pub type Source = (Money, Vec<String>);

/// Whether money that is only for these may buy something of a category.
pub(super) fn buys(only_for: &[String], category: &str) -> bool {
    let top = category.split('/').next().unwrap_or(category);
    only_for.is_empty() || only_for.iter().any(|code| code == category || code == top)
}

/// How many different purposes are looked at: each more doubles the work.
const MOST_PURPOSES: usize = 16;

/// The sources with those that are for the same put together: every top-up and rise is one of its own. `None` when a sum
/// can't be held.
fn by_purpose(sources: &[Source]) -> Option<Vec<Source>> {
    let mut together: Vec<Source> = Vec::new();
    for (held, only_for) in sources {
        let mut only_for = only_for.clone();
        only_for.sort_unstable();
        match together.iter_mut().find(|(_, known)| *known == only_for) {
            Some((sum, _)) => *sum = sum.checked_add(*held)?,
            None => together.push((*held, only_for)),
        }
    }
    Some(together)
}

/// Whether money from these sources can pay for all of this, each by what it may buy; if not, why, in a sentence.
///
/// It can exactly when, for every choice of sources, what only they may buy costs no more than they have.
pub fn ring_fences(sources: &[Source], items: &[(String, Money)]) -> Option<String> {
    let sources = by_purpose(sources)?;
    let sources = sources.get(..sources.len().min(MOST_PURPOSES)).unwrap_or_default();
    if sources.iter().all(|(_, only_for)| only_for.is_empty()) {
        return None;
    }
    // The empty choice too: what no source may buy costs more than nothing.
    for chosen in 0..1_u32 << sources.len() {
        let is_in = |at: usize| chosen & (1 << at) != 0;
        let held = Money::sum(sources.iter().enumerate().filter(|(at, _)| is_in(*at)).map(|(_, (held, _))| *held))?;
        let confined = |category: &str| {
            sources.iter().enumerate().all(|(at, (_, only_for))| is_in(at) || !buys(only_for, category))
        };
        let needed = Money::sum(items.iter().filter(|(category, _)| confined(category)).map(|(_, cost)| *cost))?;
        let short = needed.checked_sub(held)?;
        if short > Money::ZERO {
            let fenced = sources.iter().enumerate().filter(|(at, _)| !is_in(*at));
            let fenced: Vec<String> = fenced
                .filter_map(|(_, (held, only_for))| Some(format!("{held} of it is {}", purpose(only_for)?)))
                .collect();
            return Some(if fenced.is_empty() {
                format!("That is {short} more than it has for this.")
            } else {
                format!("{}. For all else it has {held}, and with this {short} too little.", words::list(&fenced))
            });
        }
    }
    None
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
