//! Why ordering is refused. Each displays as a sentence for the person who asked; `routes` gives it its page.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::kernel::Money;

use super::model::beyond::{AskFirst, Beyond};
pub use super::model::{CostFault, LineFault};
use super::model::{DeliveryStatus, OrderStatus};

/// How something is beyond the plan, in the middle of a sentence.
fn beyond_words(ask: &AskFirst) -> String {
    match ask.beyond {
        Beyond::Outside => format!("“{}” is outside of the plan", ask.title),
        Beyond::Over(by) => format!("“{}” goes {by} over the plan with that", ask.title),
    }
}

/// Why a line doesn't go into a basket, or doesn't change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BasketError {
    /// Whoever asks has no basket, or no leave to fill this one.
    #[error("Only a budget holder, or someone with their permission, can fill a basket.")]
    NotAllowed(#[from] Refused),
    /// There is no such line, listing or plan line for them.
    #[error("That is no longer in your basket.")]
    NotFound,
    /// The line can't be costed as it is.
    #[error("{0}")]
    Line(#[from] CostFault),
    /// The listing can't be ordered now.
    #[error("{0}")]
    Unavailable(String),
    /// The plan line is not one of this holder's current plan.
    #[error("Choose a line of the current plan.")]
    NotInPlan,
    /// A basket holds at most [`super::service::basket::MOST_LINES`] lines.
    #[error("Your basket is full. Place the order, or take something out, before you add more.")]
    Full,
    /// The change was not one of those offered, or no longer helps.
    #[error("That choice no longer fits. Look at the choices again.")]
    NoSuchWay,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for BasketError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}

/// Why an order is not placed. Nothing was ordered and nothing was committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceOrderError {
    /// Whoever asks may not order for this holder.
    #[error("Only a budget holder, or someone with their permission to order, can place an order.")]
    NotAllowed(#[from] Refused),
    /// The mandate was revoked, ran out, or no longer allows ordering.
    #[error("Your permission to order for this person has ended. Nothing was ordered.")]
    MandateEnded,
    /// The box was not ticked.
    #[error("Tick the box to say that you have read this and want these orders.")]
    NotAgreed,
    /// There is nothing to order.
    #[error("There is nothing in the basket to order.")]
    Empty,
    /// Nothing to pay from.
    #[error("There is no budget to pay from yet, so nothing was ordered.")]
    NoBudget,
    /// The basket, or a price in it, is not what the page showed.
    #[error("Your basket has changed since you looked at it. Check it again. Nothing was ordered.")]
    Changed,
    /// A listing can't be ordered now.
    #[error("“{title}” can’t be ordered now. {why} Nothing was ordered.")]
    Unavailable {
        /// The listing's title.
        title: String,
        /// Why, in a sentence.
        why: String,
    },
    /// A line no longer makes sense, for example because its first day has passed.
    #[error("“{title}” needs a change. {fault} Nothing was ordered.")]
    Line {
        /// The listing's title.
        title: String,
        /// What is wrong with it.
        fault: CostFault,
    },
    /// The pot may buy only some kinds of support.
    #[error("This budget may not be spent on “{title}”. {may} Nothing was ordered.")]
    PotMayNotBuy {
        /// The listing's title.
        title: String,
        /// What it may be spent on, in a sentence.
        may: String,
    },
    /// More than the pot has left.
    #[error("These orders cost {by} more than the {available} that is left. {would_fit} Nothing was ordered.")]
    WouldOverspend {
        /// How much more.
        by: Money,
        /// What is left.
        available: Money,
        /// What would fit, in a sentence.
        would_fit: String,
    },
    /// More than the mandate allows in one order.
    #[error(
        "The order with {provider} costs {total}. You may order up to {limit} at a time for this person. \
         Nothing was ordered."
    )]
    OverOrderLimit {
        /// The provider's name.
        provider: String,
        /// What the order costs.
        total: Money,
        /// The mandate's limit.
        limit: Money,
    },
    /// More than the mandate allows in four weeks.
    #[error(
        "You may order up to {limit} in four weeks for this person, and {left} of that is left. These orders cost \
         {total}. Nothing was ordered."
    )]
    OverFourWeekLimit {
        /// The mandate's limit.
        limit: Money,
        /// What is left of it.
        left: Money,
        /// What the orders cost together.
        total: Money,
    },
    /// It is beyond the plan, and the pot's rules say that the council is asked first.
    #[error(
        "“{title}” is not in the plan, or goes over it. Your council has to agree to it first. Nothing was ordered."
    )]
    AskFirst {
        /// The listing's title.
        title: String,
        /// What there is to ask, of all that is ordered.
        asks: Vec<AskFirst>,
    },
    /// A broker works for the provider.
    #[error("You work for {provider}, so you can’t order from them for somebody else. Nothing was ordered.")]
    ConflictOfInterest {
        /// The provider's name.
        provider: String,
    },
    /// The form's key is missing or was used for something else.
    #[error("This form can’t be used again. Go back to your basket and try again. Nothing was ordered.")]
    BadKey,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why nothing was done to an order or a delivery.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// There is no such order or delivery for whoever asks.
    #[error("We can’t find that order.")]
    NotFound,
    /// They may see it, and not do this.
    #[error("You can’t do this to this order.")]
    NotAllowed(#[from] Refused),
    /// The mandate was revoked, ran out, or doesn't allow it.
    #[error("Your permission to do this for this person has ended. Nothing was changed.")]
    MandateEnded,
    /// Whoever speaks for somebody else, or for a council, works for the provider who would be paid.
    #[error("You work for this provider, so somebody else has to do this. Nothing was changed.")]
    ConflictOfInterest,
    /// The order has moved on.
    #[error("This order is {} now, so that can’t be done. Nothing was changed.", .0.label().to_lowercase())]
    OrderMovedOn(OrderStatus),
    /// The delivery has moved on.
    #[error("This visit is marked “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    DeliveryMovedOn(DeliveryStatus),
    /// It has not begun.
    #[error("This visit is still to come, so it can’t be recorded yet.")]
    NotYet,
    /// It has begun, so it can't be called off.
    #[error("This visit has started, so it can’t be cancelled. If something was wrong with it, tell us below.")]
    Started,
    /// A reason is needed, for people to understand.
    #[error("{0}")]
    NeedsReason(&'static str),
    /// The units recorded make no sense.
    #[error("{0}")]
    BadUnits(String),
    /// More was delivered than ordered, and the holder has not said yes to paying for it.
    #[error("This visit came to {0} more than you ordered. Tick the box to say yes to that, or say what is wrong.")]
    NeedsYes(Money),
    /// There is not enough left to pay for what was delivered beyond the order.
    #[error(
        "There is not enough left to pay the {0} more than you ordered. Say what is wrong, and we will look into it."
    )]
    NotEnough(Money),
    /// The days and times that were proposed can't be.
    #[error("{0}")]
    Line(#[from] CostFault),
    /// Other times were proposed already, and not answered.
    #[error("There is a suggestion for this already. It has to be answered, or taken back, first.")]
    AlreadyProposed,
    /// What was proposed is what there is.
    #[error("These are the days and times that it has already. Change something, or go back.")]
    NothingChanges,
    /// There is not enough left for what was agreed.
    #[error("That costs {by} more than the {available} that is left. Nothing was changed.")]
    WouldOverspend {
        /// How much more.
        by: Money,
        /// What is left.
        available: Money,
    },
    /// The pot may not pay for it.
    #[error("This budget may not pay for that of “{title}”. {may} Nothing was changed.")]
    PotMayNotBuy {
        /// What was ordered.
        title: String,
        /// What it may buy, in a sentence.
        may: String,
    },
    /// The provider has recorded something else since.
    #[error(
        "This visit is recorded as {recorded} now, {amount}. Look at it again before you say yes. Nothing was changed."
    )]
    RecordedAnew {
        /// How much is recorded now.
        recorded: String,
        /// What that costs.
        amount: Money,
    },
    /// Somebody of the provider has recorded it, or the holder disputes it, since the page was opened.
    #[error(
        "This visit has been recorded, or something was said about it, since you opened the page. Look at it again. Nothing was changed."
    )]
    RecordedMeanwhile,
    /// It costs more than was shown.
    #[error("This costs {0} now: more than when you looked. Nothing was changed.")]
    CostsMore(Money),
    /// More than the mandate allows.
    #[error("That is more than you may spend for this person: your limit is {0}. Nothing was changed.")]
    OverLimit(Money),
    /// It is beyond the plan, and the pot's rules say that the council is asked first.
    #[error("{}. Your council has to agree to it first. Nothing was changed.", beyond_words(.0))]
    AskFirst(Box<AskFirst>),
    /// The same, for whoever is on the other side: what the plan holds is not theirs to know.
    #[error("Their council has to agree to this first, and hasn’t. They can ask for it. Nothing was changed.")]
    WaitsForCouncil,
    /// The money isn't there any more, or they may not spend so much, for whoever is on the other side: how much there is
    /// isn't theirs to know.
    #[error("There isn’t enough money for this now. They have to ask for something else. Nothing was changed.")]
    NotPayable,
    /// It is a share of what several people order together.
    #[error(
        "You share this with others, so this can’t be done for you alone. You can leave the shared order, with its notice. \
         Nothing was changed."
    )]
    Shared(crate::kernel::SharedOrderId),
    /// It rests.
    #[error("This order is paused. End the pause first. Nothing was changed.")]
    Paused,
    /// The days, or what they are for, make no sense: which field of the form it is about, and a sentence.
    #[error("{1}")]
    BadDays(&'static str, &'static str),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl PlaceOrderError {
    /// What there is to ask the council first.
    pub fn asks(&self) -> &[AskFirst] {
        if let Self::AskFirst { asks, .. } = self { asks } else { &[] }
    }
}

impl ActError {
    /// What there is to ask the council first.
    pub fn asks(&self) -> &[AskFirst] {
        if let Self::AskFirst(ask) = self { std::slice::from_ref(&**ask) } else { &[] }
    }
}

impl From<DbError> for ActError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}

/// Why the council wasn't asked, or didn't answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpendingError {
    /// Not theirs to ask or to answer.
    #[error("You can’t do this.")]
    NotAllowed(#[from] Refused),
    /// There is no such thing for whoever asks.
    #[error("We can’t find that.")]
    NotFound,
    /// It can be ordered without asking, or can't be ordered at all.
    #[error("You don’t need to ask about this.")]
    NothingToAsk,
    /// It was asked already.
    #[error("Your council is asked about this already. You will get a mail when it has answered.")]
    Asked,
    /// It was answered or taken back meanwhile.
    #[error("This was answered or taken back in the meantime. Look at it again.")]
    Answered,
    /// Words are missing or too long.
    #[error("{0}")]
    NeedsReason(&'static str),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SpendingError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}
