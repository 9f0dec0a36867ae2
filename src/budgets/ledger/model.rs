//! The words of the ledger: accounts, postings, and which moves between accounts make sense. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::By;
use crate::kernel::ids::{DeliveryId, FundingStreamId, OrderLineId, PlanLineId, PotId, TransferId};
use crate::kernel::{Money, text_enum};

use super::LedgerError;

/// The most that one transfer may move: one hundred million pounds. Far below what an account can hold.
pub const LARGEST_TRANSFER: Money = Money::from_pence(crate::kernel::money::LARGEST_TYPED_PENCE);

/// The longest idempotency key, in characters; the database refuses longer ones.
pub const LONGEST_KEY: usize = 100;

text_enum! {
    /// Where a pot's money is. Each pot has one account of each kind.
    pub enum AccountKind {
        /// Free to be ordered with.
        Available = "available" => "Left to use",
        /// Ordered, not delivered yet.
        Committed = "committed" => "Committed",
        /// Delivered and confirmed, not invoiced yet.
        Delivered = "delivered" => "Delivered",
        /// On an invoice, not paid yet.
        Invoiced = "invoiced" => "Invoiced",
        /// Paid to a provider.
        Paid = "paid" => "Paid",
        /// Taken back by whoever put it in.
        Recovered = "recovered" => "Taken back",
    }
}

impl AccountKind {
    /// Whether money here counts as spent: it was used, whether or not an invoice has come.
    pub const fn is_spent(self) -> bool {
        matches!(self, Self::Delivered | Self::Invoiced | Self::Paid)
    }
}

text_enum! {
    /// Why money moves.
    pub enum Reason {
        /// A funding stream puts money in.
        Fund = "fund" => "Money added",
        /// An order was placed.
        Commit = "commit" => "Ordered",
        /// What was ordered won't be needed.
        Release = "release" => "No longer needed",
        /// A delivery was confirmed.
        Deliver = "deliver" => "Delivered",
        /// A charge for a late cancellation, or for more than was ordered and agreed to.
        Charge = "charge" => "Charged",
        /// An invoice was made.
        Invoice = "invoice" => "Invoiced",
        /// The provider was paid.
        Pay = "pay" => "Paid",
        /// Money was taken back by whoever put it in.
        Recover = "recover" => "Taken back",
        /// An earlier transfer was undone by an opposite one.
        Reverse = "reverse" => "Put right",
    }
}

impl Reason {
    /// Whether money may move this way for this reason; `None` is a funding stream, outside the pot.
    pub fn allows(self, from: Option<AccountKind>, to: AccountKind) -> bool {
        use AccountKind::{Available, Committed, Delivered, Invoiced, Paid, Recovered};
        match (self, from) {
            (Self::Fund, None) => to == Available,
            (_, None) | (Self::Fund, Some(_)) => false,
            (Self::Commit, Some(from)) => (from, to) == (Available, Committed),
            (Self::Release, Some(from)) => (from, to) == (Committed, Available),
            (Self::Deliver, Some(from)) => (from, to) == (Committed, Delivered),
            (Self::Charge, Some(from)) => matches!(from, Committed | Available) && to == Delivered,
            (Self::Invoice, Some(from)) => (from, to) == (Delivered, Invoiced),
            // People who hold a direct payment may pay without an invoice in here.
            (Self::Pay, Some(from)) => matches!(from, Delivered | Invoiced) && to == Paid,
            (Self::Recover, Some(from)) => (from, to) == (Available, Recovered),
            (Self::Reverse, Some(from)) => from != to,
        }
    }
}

/// One movement of money, to be made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Names this movement for ever: the same key again changes nothing. Such as `commit:order_line:7`.
    pub key: String,
    /// In which pot.
    pub pot: PotId,
    /// From which account; none when a funding stream puts money in.
    pub from: Option<AccountKind>,
    /// To which account.
    pub to: AccountKind,
    /// The funding stream that puts money in; none for every other movement.
    pub funding: Option<FundingStreamId>,
    /// How much; above zero.
    pub amount: Money,
    /// Why.
    pub reason: Reason,
    /// The plan line it counts against; none for money outside the plan.
    pub plan_line: Option<PlanLineId>,
    /// The line of an order it is for.
    pub order_line: Option<OrderLineId>,
    /// The delivery it is for.
    pub delivery: Option<DeliveryId>,
    /// Who did it; none for the program itself.
    pub by: Option<By>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// A few words for people, as "Help at home, Tuesday 24 November 2026".
    pub memo: String,
}

/// A movement within a pot: from where, to where, and why.
pub type Way = (AccountKind, AccountKind, Reason);

impl Posting {
    /// A movement within a pot that is for no order and no part of the plan.
    pub fn within(
        pot: PotId,
        (from, to, reason): Way,
        (key, amount): (String, Money),
        (by, at, memo): (Option<By>, NaiveDateTime, String),
    ) -> Self {
        Self {
            key,
            pot,
            from: Some(from),
            to,
            funding: None,
            amount,
            reason,
            plan_line: None,
            order_line: None,
            delivery: None,
            by,
            at,
            memo,
        }
    }

    /// Refuses what makes no sense, whatever the balances are.
    pub(super) fn check(&self) -> Result<(), LedgerError> {
        if self.amount <= Money::ZERO || self.amount > LARGEST_TRANSFER {
            return Err(LedgerError::BadAmount(self.amount));
        }
        if self.key.is_empty() || self.key.chars().count() > LONGEST_KEY {
            return Err(LedgerError::BadKey);
        }
        if !self.reason.allows(self.from, self.to) || self.funding.is_some() != self.from.is_none() {
            return Err(LedgerError::BadMove { reason: self.reason, from: self.from, to: self.to });
        }
        Ok(())
    }

    /// What makes two postings with one key the same. Who asked again, when and in what words doesn't matter.
    pub(super) fn essence(&self) -> Essence {
        Essence {
            pot: self.pot,
            from: self.from,
            to: self.to,
            funding: self.funding,
            amount: self.amount,
            reason: self.reason,
            plan_line: self.plan_line,
            order_line: self.order_line,
            delivery: self.delivery,
        }
    }
}

/// See [`Posting::essence`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Essence {
    pub pot: PotId,
    pub from: Option<AccountKind>,
    pub to: AccountKind,
    pub funding: Option<FundingStreamId>,
    pub amount: Money,
    pub reason: Reason,
    pub plan_line: Option<PlanLineId>,
    pub order_line: Option<OrderLineId>,
    pub delivery: Option<DeliveryId>,
}

/// What a pot's accounts hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// Free to be ordered with.
    pub available: Money,
    /// Ordered, not delivered yet.
    pub committed: Money,
    /// Delivered and confirmed, not invoiced yet.
    pub delivered: Money,
    /// On an invoice, not paid yet.
    pub invoiced: Money,
    /// Paid.
    pub paid: Money,
    /// Taken back.
    pub recovered: Money,
}

impl Balances {
    /// What one account holds.
    pub const fn of(&self, kind: AccountKind) -> Money {
        match kind {
            AccountKind::Available => self.available,
            AccountKind::Committed => self.committed,
            AccountKind::Delivered => self.delivered,
            AccountKind::Invoiced => self.invoiced,
            AccountKind::Paid => self.paid,
            AccountKind::Recovered => self.recovered,
        }
    }

    pub(super) fn of_mut(&mut self, kind: AccountKind) -> &mut Money {
        match kind {
            AccountKind::Available => &mut self.available,
            AccountKind::Committed => &mut self.committed,
            AccountKind::Delivered => &mut self.delivered,
            AccountKind::Invoiced => &mut self.invoiced,
            AccountKind::Paid => &mut self.paid,
            AccountKind::Recovered => &mut self.recovered,
        }
    }

    /// Delivered, invoiced or paid. `None` when it can't be held, which no ledger comes near.
    pub fn spent(&self) -> Option<Money> {
        Money::sum([self.delivered, self.invoiced, self.paid])
    }

    /// These and others, account by account. `None` when it can't be held.
    pub fn with(&self, other: &Self) -> Option<Self> {
        let mut sum = *self;
        for kind in AccountKind::ALL {
            *sum.of_mut(*kind) = self.of(*kind).checked_add(other.of(*kind))?;
        }
        Some(sum)
    }

    /// All accounts together: what was put in. `None` when it can't be held.
    pub fn total(&self) -> Option<Money> {
        Money::sum(AccountKind::ALL.iter().map(|kind| self.of(*kind)))
    }
}

/// What a plan line has of a pot's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineSpend {
    /// Which plan line; none for money outside the plan.
    pub plan_line: Option<PlanLineId>,
    /// Ordered, not delivered yet.
    pub committed: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
}

/// What one line of an order has of a pot's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineUse {
    /// Which line; none for money that no order is for.
    pub order_line: Option<OrderLineId>,
    /// The plan line it counts against.
    pub plan_line: Option<PlanLineId>,
    /// Ordered or spent.
    pub used: Money,
}

/// Where a pot's money was at an instant, or the part of it that one line of an order moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Went {
    /// Free to be ordered with; below nothing for what an order line took.
    pub left: Money,
    /// Ordered, not delivered.
    pub committed: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
    /// Paid, of what is spent.
    pub paid: Money,
}

/// What became spent on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpend {
    /// The day in London on which it was confirmed.
    pub on: NaiveDate,
    /// How much; below zero when an earlier mistake was put right.
    pub spent: Money,
}

/// One transfer as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Which transfer.
    pub id: TransferId,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Why.
    pub reason: Reason,
    /// From which account; none when money was put in.
    pub from: Option<AccountKind>,
    /// To which account.
    pub to: AccountKind,
    /// How much.
    pub amount: Money,
    /// The plan line it counts against, in words.
    pub plan_line: Option<String>,
    /// Who did it; none for the program itself.
    pub by: Option<String>,
    /// Whether they did it for somebody else, under a mandate.
    pub under_mandate: bool,
    /// A few words about it.
    pub memo: String,
}

impl Movement {
    /// What it put into what is left to use.
    pub fn money_in(&self) -> Option<Money> {
        (self.to == AccountKind::Available).then_some(self.amount)
    }

    /// What it took out of what is left to use.
    pub fn money_out(&self) -> Option<Money> {
        (self.from == Some(AccountKind::Available)).then_some(self.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting() -> Posting {
        Posting {
            key: "commit:order_line:7".to_owned(),
            pot: PotId(1),
            from: Some(AccountKind::Available),
            to: AccountKind::Committed,
            funding: None,
            amount: Money::from_pence(1),
            reason: Reason::Commit,
            plan_line: None,
            order_line: None,
            delivery: None,
            by: None,
            at: NaiveDateTime::default(),
            memo: String::new(),
        }
    }

    #[test]
    fn a_posting_that_makes_sense_is_taken() {
        assert!(posting().check().is_ok());
    }

    #[test]
    fn amounts_and_keys_have_bounds() {
        for pence in [0, -1, i64::MIN, i64::MAX] {
            let posting = Posting { amount: Money::from_pence(pence), ..posting() };
            assert!(matches!(posting.check(), Err(LedgerError::BadAmount(_))), "{pence}");
        }
        for key in [String::new(), "k".repeat(101)] {
            assert!(matches!(Posting { key, ..posting() }.check(), Err(LedgerError::BadKey)));
        }
    }

    #[test]
    fn money_comes_into_a_pot_from_a_funding_stream_only() {
        let from_nowhere = Posting { from: None, ..posting() };
        assert!(matches!(from_nowhere.check(), Err(LedgerError::BadMove { .. })));
        let fund = Posting { from: None, to: AccountKind::Available, reason: Reason::Fund, ..posting() };
        assert!(matches!(fund.check(), Err(LedgerError::BadMove { .. })));
        assert!(Posting { funding: Some(FundingStreamId(1)), ..fund }.check().is_ok());
        let both = Posting { funding: Some(FundingStreamId(1)), ..posting() };
        assert!(matches!(both.check(), Err(LedgerError::BadMove { .. })));
    }

    #[test]
    fn nothing_skips_a_step_or_moves_onto_itself() {
        use AccountKind::{Available, Committed, Delivered, Invoiced, Paid};
        assert!(!Reason::Commit.allows(Some(Available), Delivered));
        assert!(!Reason::Deliver.allows(Some(Available), Delivered));
        assert!(!Reason::Pay.allows(Some(Committed), Paid));
        assert!(!Reason::Invoice.allows(Some(Committed), Invoiced));
        for reason in Reason::ALL {
            for kind in AccountKind::ALL {
                assert!(!reason.allows(Some(*kind), *kind), "{reason} {kind}");
            }
        }
    }
}
