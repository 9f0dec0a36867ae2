//! What officers type about pots, read into commands, or into messages beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Asks, MOST_STREAMS, PartStream, asks};
use super::service::{Switch, Typed};
use crate::accounts::Scope;
use crate::budgets::BudgetError;
use crate::budgets::arrivals::model::{Arrives, Collector};
use crate::budgets::model::{HeldAs, Stream};
use crate::kernel::Money;
use crate::kernel::ids::PotId;
use crate::search::categories;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Which way of holding a form is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WayQuery {
    pub held_as: String,
}

impl WayQuery {
    /// The way, if one was chosen that a council has.
    pub fn way(&self) -> Option<HeldAs> {
        self.held_as.parse().ok().filter(|way| *way != HeldAs::OwnMoney)
    }
}

/// How much the budget is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AmountForm {
    pub version: i64,
    pub amount: String,
}

impl AmountForm {
    /// The amount.
    pub fn read(&self) -> Result<Money, FieldErrors> {
        let mut errors = FieldErrors::new();
        let amount = errors.take("amount", Money::parse(&self.amount));
        if amount == Some(Money::ZERO) {
            errors.push("amount", "Enter how much the budget is");
        }
        match amount {
            Some(amount) if errors.is_empty() => Ok(amount),
            _ => Err(errors),
        }
    }
}

/// Which part to take out, of which version.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PartQuery {
    pub version: i64,
    pub part: usize,
}

/// Yes to what was seen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgreeForm {
    pub version: i64,
}

/// Which pot pays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChooseForm {
    pub pot: String,
}

impl ChooseForm {
    /// The pot; none when nothing was chosen.
    pub fn pot(&self) -> Option<PotId> {
        self.pot.parse().ok()
    }
}

/// How a part is held, by whom, and its money; or how a pot is to be held from a day on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PartForm {
    pub version: i64,
    pub held_as: String,
    pub email: String,
    pub provider: String,
    pub scope: Vec<String>,
    pub fee: String,
    pub category: Vec<String>,
    pub providers: String,
    pub stream_1: String,
    pub amount_1: String,
    pub only_1: Vec<String>,
    pub arrives_1: String,
    pub collector_1: String,
    pub stream_2: String,
    pub amount_2: String,
    pub only_2: Vec<String>,
    pub arrives_2: String,
    pub collector_2: String,
    pub stream_3: String,
    pub amount_3: String,
    pub only_3: Vec<String>,
    pub arrives_3: String,
    pub collector_3: String,
    pub from_day: String,
    pub from_month: String,
    pub from_year: String,
    pub reason: String,
    /// "yes" once what changes was seen.
    pub sure: String,
}

impl MoneyRow<'_> {
    fn read(&self, at: usize, errors: &mut FieldErrors) -> Option<PartStream> {
        let field = format!("amount_{at}");
        let amount = errors.take(&field, Money::parse(self.amount));
        let Ok(stream) = self.stream.parse::<Stream>() else {
            errors.push(format!("stream_{at}"), "Choose where this money comes from");
            return None;
        };
        let collector = self.collector.parse().ok().filter(|_| stream == Stream::OwnContribution);
        if stream == Stream::OwnContribution && collector.is_none() {
            errors.push(format!("collector_{at}"), "Choose who collects the contribution");
        }
        let amount = amount?;
        if amount.is_zero() {
            errors.push(field, "Enter an amount above nothing, or leave it empty");
            return None;
        }
        let only_for = self.only.iter().filter(|code| categories::is_known(code)).cloned().collect();
        let arrives = self.arrives.parse().ok().filter(|how| *how != Arrives::FrontLoaded);
        Some(PartStream { stream, pence: amount.pence(), only_for, arrives, collector })
    }
}

/// One source of money, as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct MoneyRow<'a> {
    /// From where.
    pub stream: &'a str,
    /// How much.
    pub amount: &'a str,
    /// What only; empty for anything.
    pub only: &'a [String],
    /// How it arrives.
    pub arrives: &'a str,
    /// Who collects it.
    pub collector: &'a str,
}

impl PartForm {
    /// A part to begin with.
    pub fn start(version: i64, way: HeldAs, rest: Money) -> Self {
        Self {
            version,
            held_as: way.as_str().to_owned(),
            scope: vec![Scope::Propose.as_str().to_owned(), Scope::Order.as_str().to_owned()],
            stream_1: Stream::AdultSocialCare.as_str().to_owned(),
            amount_1: rest.plain(),
            ..Self::default()
        }
    }

    /// The same, with what the person contributes as a source of its own.
    pub fn start_from(version: i64, way: HeldAs, (rest, contribution): (Money, Option<(Money, Collector)>)) -> Self {
        let started = Self::start(version, way, rest);
        let Some((own, collector)) = contribution.filter(|(own, _)| *own <= rest) else { return started };
        Self {
            amount_1: rest.checked_sub(own).unwrap_or(rest).plain(),
            stream_2: Stream::OwnContribution.as_str().to_owned(),
            amount_2: own.plain(),
            arrives_2: Arrives::Weekly.as_str().to_owned(),
            collector_2: collector.as_str().to_owned(),
            ..started
        }
    }

    /// The rows of money, as typed.
    pub fn rows(&self) -> [MoneyRow<'_>; MOST_STREAMS] {
        let row = |stream, amount, only, arrives, collector| MoneyRow { stream, amount, only, arrives, collector };
        [
            row(&self.stream_1, &self.amount_1, &self.only_1, &self.arrives_1, &self.collector_1),
            row(&self.stream_2, &self.amount_2, &self.only_2, &self.arrives_2, &self.collector_2),
            row(&self.stream_3, &self.amount_3, &self.only_3, &self.arrives_3, &self.collector_3),
        ]
    }

    /// The day from which it holds, as typed.
    pub fn from(&self) -> DateText {
        DateText::typed(&self.from_day, &self.from_month, &self.from_year)
    }

    /// The way it is held.
    pub fn way(&self) -> Option<HeldAs> {
        WayQuery { held_as: self.held_as.clone() }.way()
    }

    fn terms(&self, errors: &mut FieldErrors) -> Option<Typed> {
        let way = self.way()?;
        let asked = asks(way);
        if asked == Asks::Person && self.email.trim().is_empty() {
            errors.push("email", "Enter the email address they sign in with");
        }
        if asked == Asks::Provider && self.provider.trim().is_empty() {
            errors.push("provider", "Enter the provider’s name");
        }
        let fee = match self.fee.trim() {
            "" => None,
            typed => errors.take("fee", Money::parse(typed)),
        };
        let providers: Vec<String> =
            self.providers.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let known: Vec<String> = self.category.iter().filter(|code| categories::is_known(code)).cloned().collect();
        if way == HeldAs::Voucher && known.is_empty() && providers.is_empty() {
            errors.push("category", "Choose at least one kind of support, or name a provider below");
        }
        if providers.len() > 50 {
            errors.push("providers", "Name 50 providers at most");
        }
        let scopes = self.scope.iter().filter_map(|scope| scope.parse().ok());
        let scopes = scopes.filter(|scope| matches!(scope, Scope::Propose | Scope::Order)).collect();
        Some(Typed {
            held_as: way,
            email: self.email.trim().to_owned(),
            provider: self.provider.trim().to_owned(),
            scopes,
            fee,
            categories: known,
            providers,
        })
    }

    /// A part of a split.
    pub fn part(&self) -> Result<(Typed, Vec<PartStream>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let typed = self.terms(&mut errors);
        let mut streams = Vec::new();
        for (at, row) in (1..).zip(self.rows()).filter(|(_, row)| !row.amount.trim().is_empty()) {
            streams.extend(row.read(at, &mut errors));
        }
        for (at, _) in (1..).zip(&streams).filter(|(_, one)| one.collector == Some(Collector::Provider)) {
            if self.way() != Some(HeldAs::Isf) {
                errors.push(format!("collector_{at}"), BudgetError::NobodyToCollect.to_string());
            }
        }
        if streams.is_empty() && errors.is_empty() {
            errors.push("amount_1", "Enter how much this part is");
        }
        match typed {
            Some(typed) if errors.is_empty() => Ok((typed, streams)),
            _ => Err(errors),
        }
    }

    /// A switch of a pot.
    pub fn switch(&self, pot: PotId) -> Result<Switch, FieldErrors> {
        let mut errors = FieldErrors::new();
        let typed = self.terms(&mut errors);
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let day = self
            .from_year
            .trim()
            .parse::<i32>()
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, number(&self.from_month)?, number(&self.from_day)?));
        if day.is_none() {
            errors.push("from", "Enter the day from which it is held in this way, for example 1 12 2026");
        }
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            errors.push("reason", "Say why, in 500 characters or fewer");
        }
        match (typed, day) {
            (Some(typed), Some(from_on)) if errors.is_empty() => {
                Ok(Switch { pot, typed, from_on, reason: reason.to_owned() })
            }
            _ => Err(errors),
        }
    }
}
