//! Money rules (a "resource allocation system"): how points become money. Pure; whole pence, no floating point.
//!
//! What is stored of a version is this, as JSON; a version in use never changes. [`Ras::work`] is the only place that
//! turns points into money: pages, papers and the what-if all ask it.

use serde::{Deserialize, Serialize};

use super::questionnaire::{Kind, Score};
use crate::directory::model::{CareGroup, OutcomeFamily};
use crate::kernel::{BasisPoints, Money, text_enum};

/// The most rows of a table.
pub const MOST_ROWS: usize = 100;
/// The most named adjustments.
pub const MOST_ADJUSTMENTS: usize = 40;

text_enum! {
    /// How a table turns points into money.
    #[derive(Default)]
    pub enum Shape {
        /// The same amount for each point.
        #[default]
        Linear = "linear" => "The same amount for each point",
        /// Rows of points and amounts, with straight lines between.
        Curve = "curve" => "A table of points and amounts, with straight lines between",
        /// An amount for each of three levels of each outcome.
        Outcomes = "outcomes" => "Amounts for each outcome: basic, standard, enhanced",
    }
}

/// A table: points to pounds a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Table {
    /// So many pence for each point, once there are enough.
    Linear {
        /// For each point, a year.
        each: Money,
        /// With fewer points there is no money.
        from: i64,
        /// Never more than this.
        most: Option<Money>,
    },
    /// Rows in the order of their points, the first at 0.
    Curve {
        /// The rows.
        rows: Vec<Row>,
    },
    /// Levels of the four outcomes.
    Outcomes {
        /// Health and wellbeing.
        health: Levels,
        /// Choice and control.
        choice: Levels,
        /// Education, training and work.
        economic: Levels,
        /// Social and community life.
        social: Levels,
    },
}

/// A row of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// So many points.
    pub points: i64,
    /// Give so much a year.
    pub amount: Money,
}

/// The three levels of an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// A little.
    pub basic: Level,
    /// More.
    pub standard: Level,
    /// Most.
    pub enhanced: Level,
}

/// A level of an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// From so many points.
    pub from: i64,
    /// So much a year.
    pub amount: Money,
}

impl Levels {
    /// The level that so many points reach, with its name.
    #[must_use]
    pub fn reached(&self, points: i64) -> Option<(&'static str, Money)> {
        let levels = [("enhanced", self.enhanced), ("standard", self.standard), ("basic", self.basic)];
        levels.into_iter().find(|(_, level)| points >= level.from).map(|(name, level)| (name, level.amount))
    }
}

/// How much is taken off for help from family and friends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Informal {
    /// From so many points of such help.
    pub from: i64,
    /// So much of what the table gives.
    pub off: BasisPoints,
}

/// What an adjustment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// This part of what the table gives is added.
    More(BasisPoints),
    /// This part of what the table gives is taken off.
    Less(BasisPoints),
    /// So much a year; below zero takes off.
    Amount(Money),
}

impl By {
    /// Whether it adds to the figure.
    #[must_use]
    pub fn raises(self) -> bool {
        match self {
            Self::More(_) => true,
            Self::Less(_) => false,
            Self::Amount(amount) => amount > Money::ZERO,
        }
    }

    /// What it comes to, of what the table gives.
    #[must_use]
    pub fn of(self, base: Money) -> Option<Money> {
        match self {
            Self::More(part) => Some(base.share(part)),
            Self::Less(part) => base.share(part).checked_neg(),
            Self::Amount(amount) => Some(amount),
        }
    }
}

/// An adjustment that the rules know by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// What cases know it by; stays when it changes.
    pub key: String,
    /// "Lives where travel takes long".
    pub words: String,
    /// What it changes.
    pub by: By,
}

/// An adjustment of one person's figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The named one it is; none for one of its own.
    pub key: Option<String>,
    /// What it is.
    pub words: String,
    /// What it changes, as it was when it was made.
    pub by: By,
    /// Why it was made, for the person to read.
    pub reason: String,
}

/// For whom a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Everybody without a table of their own.
    Everybody,
    /// A care group.
    Group(CareGroup),
    /// Unpaid carers.
    Carers,
}

impl Whom {
    /// As it stands in addresses and forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Carers => "unpaid-carers",
            Self::Group(group) => group.as_str(),
        }
    }

    /// Every value.
    pub fn all() -> impl Iterator<Item = Self> {
        let groups = CareGroup::ALL.iter().filter(|group| **group != CareGroup::Carers);
        [Self::Everybody, Self::Carers].into_iter().chain(groups.map(|group| Self::Group(*group)))
    }

    /// Reads [`Whom::code`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|whom| whom.code() == text)
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Everybody => "Everybody else",
            Self::Carers => "Unpaid carers",
            Self::Group(group) => group.label(),
        }
    }
}

/// All the money rules of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ras {
    /// What is said about them to the public.
    pub about: String,
    /// Tables, one at most for each.
    pub tables: Vec<(Whom, Table)>,
    /// In the order of points.
    pub informal: Vec<Informal>,
    /// What a care manager may adjust by name.
    pub named: Vec<Named>,
}

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFigure {
    /// No table for them.
    #[error("The money rules have no table for this yet.")]
    NoTable,
    /// More than can be held.
    #[error("The money rules give a figure that is too large to be right.")]
    TooLarge,
}

/// A figure with its parts. They add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// What the table gives for each outcome, or for all points together (the first).
    pub parts: [Money; 4],
    /// What the table gives in all.
    pub base: Money,
    /// For help from family and friends; zero or below.
    pub informal: Money,
    /// What each adjustment changes, in their order.
    pub adjustments: Vec<Money>,
    /// What brings it to nothing where it would be below; zero otherwise.
    pub floor: Money,
    /// The figure: pounds a year, before any contribution.
    pub gross: Money,
}

/// Exact division of pence, half away from zero.
fn divided(amount: i128, by: i128) -> Option<Money> {
    let doubled = amount.checked_mul(2)?;
    let rounded = (doubled.checked_add(if amount < 0 { -by } else { by })?) / by.checked_mul(2)?;
    i64::try_from(rounded).ok().map(Money::from_pence)
}

/// What a curve gives: on straight lines between its rows, and after the last the same.
fn on_curve(rows: &[Row], points: i64) -> Option<Money> {
    let after = rows.iter().position(|row| row.points > points);
    let Some(after) = after else { return Some(rows.last().map_or(Money::ZERO, |row| row.amount)) };
    let (Some(low), Some(high)) = (after.checked_sub(1).and_then(|before| rows.get(before)), rows.get(after)) else {
        return Some(Money::ZERO);
    };
    let rise = i128::from(high.amount.pence()) - i128::from(low.amount.pence());
    let more = divided(rise * i128::from(points - low.points), i128::from(high.points - low.points))?;
    low.amount.checked_add(more)
}

impl Table {
    /// Its shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        match self {
            Self::Linear { .. } => Shape::Linear,
            Self::Curve { .. } => Shape::Curve,
            Self::Outcomes { .. } => Shape::Outcomes,
        }
    }

    /// What it gives, by outcome where it tells them apart.
    #[must_use]
    pub fn parts(&self, score: &Score) -> Option<[Money; 4]> {
        let only = |amount: Money| [amount, Money::ZERO, Money::ZERO, Money::ZERO];
        match self {
            Self::Linear { each, from, most } => {
                let points = score.total();
                let amount = if points < *from { Money::ZERO } else { each.checked_mul(points)? };
                Some(only(most.map_or(amount, |most| amount.min(most))))
            }
            Self::Curve { rows } => on_curve(rows, score.total()).map(only),
            Self::Outcomes { .. } => {
                Some(OutcomeFamily::ALL.iter().enumerate().fold(only(Money::ZERO), |mut parts, (place, family)| {
                    let reached = self.levels(*family).and_then(|levels| levels.reached(score.of(*family)));
                    if let (Some(part), Some((_, amount))) = (parts.get_mut(place), reached) {
                        *part = amount;
                    }
                    parts
                }))
            }
        }
    }

    /// The levels of an outcome, where the table tells outcomes apart.
    #[must_use]
    pub fn levels(&self, family: OutcomeFamily) -> Option<&Levels> {
        let Self::Outcomes { health, choice, economic, social } = self else { return None };
        Some(match family {
            OutcomeFamily::Health => health,
            OutcomeFamily::Choice => choice,
            OutcomeFamily::Economic => economic,
            OutcomeFamily::Social => social,
        })
    }

    /// The row of a curve after which it falls, if it does: counted from 1.
    #[must_use]
    pub fn falls_after(&self) -> Option<usize> {
        let Self::Curve { rows } = self else { return None };
        rows.iter().zip(rows.iter().skip(1)).position(|(low, high)| high.amount < low.amount).map(|place| place + 1)
    }
}

impl Table {
    /// The outcomes of a table of levels where a higher level gives less than a lower one, with the names of both.
    #[must_use]
    pub fn falling_levels(&self) -> Vec<(OutcomeFamily, &'static str, &'static str)> {
        let mut falling = Vec::new();
        for family in OutcomeFamily::ALL {
            let Some(levels) = self.levels(*family) else { continue };
            let all = [("basic", levels.basic), ("standard", levels.standard), ("enhanced", levels.enhanced)];
            for ((low, less), (high, more)) in all.iter().zip(all.iter().skip(1)) {
                if more.amount < less.amount {
                    falling.push((*family, *low, *high));
                }
            }
        }
        falling
    }
}

impl Ras {
    /// The table for somebody: of their group, or everybody's; unpaid carers have only their own.
    #[must_use]
    pub fn table(&self, kind: Kind, group: Option<CareGroup>) -> Option<(Whom, &Table)> {
        let find =
            |wanted: Whom| self.tables.iter().find(|(whom, _)| *whom == wanted).map(|(whom, table)| (*whom, table));
        match kind {
            Kind::Quality => None,
            Kind::Carers => find(Whom::Carers),
            Kind::Adults => group.and_then(|group| find(Whom::Group(group))).or_else(|| find(Whom::Everybody)),
        }
    }

    /// How much of what the table gives is taken off for so much help from family and friends.
    #[must_use]
    pub fn informal_off(&self, points: i64) -> Option<BasisPoints> {
        self.informal.iter().rev().find(|step| points >= step.from).map(|step| step.off)
    }

    /// What an adjustment changes under these rules: a named one as they say, any other as it was made.
    #[must_use]
    pub fn now(&self, adjustment: &Adjustment) -> By {
        let named = adjustment.key.as_ref().and_then(|key| self.named.iter().find(|named| named.key == *key));
        named.map_or(adjustment.by, |named| named.by)
    }

    /// The figure for somebody, with its parts.
    ///
    /// # Errors
    /// [`NoFigure`].
    pub fn work(
        &self,
        (kind, group): (Kind, Option<CareGroup>),
        score: &Score,
        adjustments: &[Adjustment],
    ) -> Result<Worked, NoFigure> {
        let (_, table) = self.table(kind, group).ok_or(NoFigure::NoTable)?;
        let parts = table.parts(score).ok_or(NoFigure::TooLarge)?;
        let base = Money::sum(parts).ok_or(NoFigure::TooLarge)?;
        let informal = self.informal_off(score.informal).map_or(Money::ZERO, |off| base.share(off));
        let informal = informal.checked_neg().ok_or(NoFigure::TooLarge)?;
        let changed: Option<Vec<Money>> = adjustments.iter().map(|one| self.now(one).of(base)).collect();
        let changed = changed.ok_or(NoFigure::TooLarge)?;
        let whole = Money::sum([base, informal].into_iter().chain(changed.iter().copied()));
        let whole = whole.ok_or(NoFigure::TooLarge)?;
        let floor = if whole.is_negative() { whole.checked_neg().ok_or(NoFigure::TooLarge)? } else { Money::ZERO };
        let gross = whole.checked_add(floor).ok_or(NoFigure::TooLarge)?;
        Ok(Worked { parts, base, informal, adjustments: changed, floor, gross })
    }
}
