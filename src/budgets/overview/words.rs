//! What the figures come to, in sentences.

use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::{count, list};

use super::{Overview, Pace};

/// How good or bad a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// All is well.
    Good,
    /// Worth knowing.
    Note,
    /// Needs a look.
    Look,
}

/// What it all comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How good or bad it is.
    pub mood: Mood,
    /// In a few words: "You are on track".
    pub lead: String,
    /// What it means, in a few sentences.
    pub more: String,
}

impl Overview {
    /// Says how it goes; `somebody` is the holder's name, for readers who are not the holder.
    pub fn verdict(&self, somebody: Option<&str>) -> Verdict {
        if self.today < self.starts_on {
            let lead = format!("{} budget starts on {}", whose(somebody), long_date(self.starts_on));
            return Verdict { mood: Mood::Note, lead, more: format!("There will be {} to use.", self.amount) };
        }
        if self.today > self.ends_on {
            let lead = format!("{} budget ended on {}", whose(somebody), long_date(self.ends_on));
            return Verdict { mood: Mood::Note, lead, more: format!("{} was not used.", self.left) };
        }
        let who = somebody.map_or_else(|| "You are".to_owned(), |name| format!("{name} is"));
        let (mood, lead) = match self.pace {
            Pace::OnTarget => (Mood::Good, format!("{who} on track")),
            Pace::Under => (Mood::Note, format!("{who} spending less than planned")),
            Pace::Over => (Mood::Look, format!("{who} spending faster than planned")),
        };
        let more = [Some(self.rate()), self.over_words(), self.outside_words(), self.awaited_words()];
        Verdict { mood, lead, more: more.into_iter().flatten().collect::<Vec<_>>().join(" ") }
    }

    /// "£42.10 a week left. At this rate £310.00 will be unspent on 5 April 2027."
    pub fn rate(&self) -> String {
        let end = long_date(self.ends_on);
        if self.left.is_zero() {
            return format!("All of the money is spent or committed until {end}.");
        }
        let unspent = self.amount.checked_sub(self.forecast).unwrap_or(self.left);
        match self.left_a_week {
            Some(a_week) => format!("{a_week} a week left. At this rate {unspent} will be unspent on {end}."),
            None => format!("At this rate {unspent} will be unspent on {end}."),
        }
    }

    fn over_words(&self) -> Option<String> {
        let over: Vec<String> =
            self.over().map(|(row, by)| format!("{} is {by} over what was planned", row.title)).collect();
        match over.len() {
            0 => None,
            1 => Some(format!("One thing to look at: {}.", list(&over))),
            things => Some(format!("{} to look at: {}.", count(things, "thing", "things"), list(&over))),
        }
    }

    fn outside_words(&self) -> Option<String> {
        let planned = self.rows.len() > 1;
        (planned && self.outside() > Money::ZERO).then(|| format!("{} is outside the plan.", self.outside()))
    }

    fn awaited_words(&self) -> Option<String> {
        (self.awaited > Money::ZERO).then(|| format!("{} more was agreed and has not arrived yet.", self.awaited))
    }

    /// The chart by its finding: "Spending is £527.00 below plan".
    pub fn finding(&self) -> String {
        let by = self.spent.checked_sub(self.planned_to_date).unwrap_or(Money::ZERO);
        if by.is_zero() {
            "Spending is exactly as planned".to_owned()
        } else if by.is_negative() {
            format!("Spending is {} below plan", by.checked_neg().unwrap_or(by).short())
        } else {
            format!("Spending is {} above plan", by.short())
        }
    }

    /// The whole chart in a sentence or two, for those who can't see it.
    pub fn chart_words(&self) -> String {
        format!(
            "{}. {} is spent by {}, of {} planned by then and {} for the whole time. With what is ordered, {} will be spent by {}.",
            self.finding(),
            self.spent.short(),
            long_date(self.today.clamp(self.starts_on, self.ends_on)),
            self.planned_to_date.short(),
            self.amount.short(),
            self.forecast.short(),
            long_date(self.ends_on)
        )
    }
}

fn whose(somebody: Option<&str>) -> String {
    somebody.map_or_else(|| "Your".to_owned(), |name| format!("{name}’s"))
}
