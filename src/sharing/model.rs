//! Shared orders and those who share them: what they are, and what may become of them. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::By;
use crate::kernel::ids::{HolderId, ListingId, OrderId, PlanLineId, SharedInviteId, SharedMemberId, SharedOrderId};
use crate::kernel::{Money, text_enum};
use crate::orders::model::LineRequest;

/// The fewest who can share.
pub const FEWEST: usize = 2;
/// The most who can share.
pub const MOST: usize = 50;
/// The most links that wait at a time.
pub const MOST_INVITES: usize = 50;
/// The longest name for a link, in characters.
pub const LONGEST_LABEL: usize = 80;
/// Days that a shared order waits for everybody's yes.
pub const GATHERS_DAYS: u64 = 28;
/// Days that a link works.
pub const INVITE_DAYS: i64 = 14;

text_enum! {
    /// How far a shared order has come.
    pub enum SharedStatus {
        /// People join, and say yes; nothing is ordered.
        Gathering = "gathering" => "Waiting for everybody’s yes",
        /// Everybody has said yes: each has an order.
        Running = "running" => "Running",
        /// Somebody gave notice, and the others have to say yes to a new share.
        Leaving = "leaving" => "Somebody is leaving",
        /// It is over.
        Ended = "ended" => "Ended",
        /// Whoever began it took it back before it was ordered.
        CalledOff = "called_off" => "Called off",
        /// Not everybody said yes in time.
        Lapsed = "lapsed" => "Ran out",
    }
}

impl SharedStatus {
    /// Whether a shared order in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        use SharedStatus::{CalledOff, Ended, Gathering, Lapsed, Leaving, Running};
        matches!(
            (self, next),
            (Gathering, Running | CalledOff | Lapsed) | (Running, Leaving | Ended) | (Leaving, Running | Ended)
        )
    }

    /// Whether nothing more becomes of it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::CalledOff | Self::Lapsed)
    }
}

text_enum! {
    /// How far one person has come.
    pub enum MemberStatus {
        /// They are known to the others, and have not said yes to the share as it is.
        Joined = "joined" => "Has not said yes yet",
        /// They have said yes.
        Agreed = "agreed" => "Has said yes",
        /// They gave notice.
        Leaving = "leaving" => "Is leaving",
        /// They are out.
        Left = "left" => "Has left",
    }
}

impl MemberStatus {
    /// Whether a person in this state may come to be in the next. A yes is for one share: when that changes, it is asked
    /// for again.
    pub const fn may_become(self, next: Self) -> bool {
        use MemberStatus::{Agreed, Joined, Leaving, Left};
        matches!((self, next), (Joined, Agreed | Left) | (Agreed, Joined | Leaving | Left) | (Leaving, Left))
    }
}

/// What several people order together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedOrder {
    /// Which one.
    pub id: SharedOrderId,
    /// What.
    pub listing_id: ListingId,
    /// How much and when.
    pub request: LineRequest,
    /// How far it has come.
    pub status: SharedStatus,
    /// Goes up when anything changes that everybody has to say yes to.
    pub terms: i32,
    /// Who began it.
    pub started_by: HolderId,
    /// The last day to say yes.
    pub lapses_on: NaiveDate,
    /// From when on somebody is out, while they are leaving; in UTC.
    pub leaving_from: Option<NaiveDateTime>,
}

/// One of those who share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which one.
    pub id: SharedMemberId,
    /// Of what.
    pub shared_id: SharedOrderId,
    /// Who.
    pub holder_id: HolderId,
    /// How many parts of the whole.
    pub parts: u32,
    /// How far they have come.
    pub status: MemberStatus,
    /// The part of their plan that it is for.
    pub plan_line: Option<PlanLineId>,
    /// Who joined or said yes for them.
    pub by: By,
    /// Their order.
    pub order_id: Option<OrderId>,
    /// The sum of their last yes; none before one, and for a yes from before sums were kept.
    pub yes: Option<Money>,
}

impl Member {
    /// Whether they said yes to another sum than their share is now: that yes doesn't count.
    pub fn said_yes_to_another(&self, now: Money) -> bool {
        self.status == MemberStatus::Agreed && self.yes.is_some_and(|yes| yes != now)
    }
}

/// A link that lets one person join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Which link.
    pub id: SharedInviteId,
    /// To what.
    pub shared_id: SharedOrderId,
    /// What whoever made it calls it.
    pub label: String,
    /// Until when it works.
    pub expires_at: NaiveDateTime,
    /// When it was used.
    pub used_at: Option<NaiveDateTime>,
}

impl Invite {
    /// Whether it lets somebody join now.
    pub fn works(&self, now: NaiveDateTime) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_an_end_and_everything_else_can_reach_one() {
        for from in SharedStatus::ALL {
            let next = SharedStatus::ALL.iter().filter(|to| from.may_become(**to)).count();
            assert_eq!(next == 0, from.is_over(), "{from}");
        }
    }

    #[test]
    fn whoever_has_left_stays_out() {
        assert!(MemberStatus::ALL.iter().all(|to| !MemberStatus::Left.may_become(*to)));
        assert!(!MemberStatus::Joined.may_become(MemberStatus::Leaving));
    }
}
