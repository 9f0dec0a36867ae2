//! The messages about budgets, in plain text.

use super::statement::{Figures, Month};
use crate::assessments::model::contribution::Asked;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::PotId;
use crate::mail::Email;

/// Parts of a plan that are nearly spent, all spent, or will cost more than planned. `name` is whose plan it is, for
/// those who help them; none for the holder.
pub fn alerts(to: &str, name: Option<&str>, sentences: &[String], site: &str) -> Email {
    let whose = name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"));
    let list = sentences.iter().fold(String::new(), |list, sentence| list + "- " + sentence + "\n");
    let text = format!(
        "We looked at {whose} budget. Here is what you may want to know:\n\n{list}\nNothing was stopped. You don’t \
         have to do anything. You can see all the figures here:\n{site}/budget\n\nWe tell you each of these only once.\n"
    );
    Email { to: to.to_owned(), subject: format!("About {whose} budget"), text }
}

/// A month's statement is ready. `name` is whose it is, for those who help them; none for the holder.
pub fn statement(to: &str, name: Option<&str>, pot: PotId, month: Month, figures: &Figures, site: &str) -> Email {
    let words = month.words();
    let (whose, verdict) = match name {
        None => ("Your".to_owned(), said(figures, "You", &words)),
        Some(name) => (format!("{name}’s"), said(figures, name, &words)),
    };
    let (first, last) = (long_date(month.first()), long_date(month.last()));
    let taken =
        if figures.taken_back.is_zero() { String::new() } else { format!("Taken back: {}\n", figures.taken_back) };
    let sums = format!(
        "Balance on {first}: {}\nMoney in: {}\nSpent: {}\n{taken}Balance on {last}: {}\n",
        figures.opening, figures.put_in, figures.spent, figures.closing
    );
    let before = name.map_or_else(String::new, |name| format!("First choose {name} here: {site}/broker\nThen:\n"));
    let text = format!(
        "{verdict}\n\n{sums}\nSee every payment, print it, or take it away as PDF, in large print or as a table:\n\
         {before}{site}/budget/statements/{pot}/{month}\n\nIf something looks wrong, please tell us. You can stop these \
         mails here:\n{site}/budget/statements\n"
    );
    Email { to: to.to_owned(), subject: format!("{whose} statement for {words}"), text }
}

/// What a closed month comes to, in a few sentences, the most important first.
pub fn said(figures: &Figures, who: &str, month: &str) -> String {
    let spent = if figures.spent.is_negative() {
        let back = figures.spent.checked_neg().unwrap_or(Money::ZERO);
        format!("{who} spent nothing in {month}, and {back} came back.")
    } else if figures.spent.is_zero() {
        format!("{who} spent nothing in {month}.")
    } else {
        format!("{who} spent {} in {month}.", figures.spent)
    };
    let left = format!("{} was not spent at the end of the month.", figures.closing);
    if figures.set_aside.is_zero() {
        format!("{spent} {left}")
    } else {
        format!(
            "{spent} {left} {} of it is set aside for orders, and {} is free to use.",
            figures.set_aside,
            figures.free()
        )
    }
}

/// To a finance officer: a plan was agreed for days on which the person has a budget already.
pub fn joins_a_budget(to: &str, name: &str, amount: Money, address: &str) -> Email {
    let text = format!(
        "A support plan of {name} was agreed. It costs {amount}.\n\nThere is a budget for some of its days already, so no \
         new one was made. Please look at it and join the two:\n{address}\n"
    );
    Email { to: to.to_owned(), subject: format!("A plan and a budget to join: {name}"), text }
}

/// To a finance officer: a plan was agreed, and how its money is held is to be said before there is a budget.
pub fn to_split(to: &str, name: &str, amount: Money, address: &str) -> Email {
    let text = format!(
        "A support plan of {name} was agreed. It costs {amount}.\n\nPlease say how the money is held, part by part. Nothing \
         can be ordered before:\n{address}\n"
    );
    Email { to: to.to_owned(), subject: format!("Please split a budget: {name}"), text }
}

/// To the person, or with their name to whoever acts for them: the council took money back.
pub fn taken_back(to: &str, name: Option<&str>, (amount, why): (Money, &str), site: &str) -> Email {
    let whose = name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"));
    let text = format!(
        "The council took {amount} back from {whose} budget.\n\nWhy: {why}\n\nWhat is ordered stays. You can see all the \
         figures here:\n{site}/budget\n"
    );
    Email { to: to.to_owned(), subject: format!("{amount} went back to the council"), text }
}

/// To a finance officer: a plan's cost changed, and its budget is in several parts.
pub fn changes_parts(to: &str, name: &str, more: Money, address: &str) -> Email {
    let (what, way) = match more.checked_neg() {
        Some(less) if more.is_negative() => (format!("{less} less"), "take it back from"),
        _ => (format!("{more} more"), "put it into"),
    };
    let text = format!(
        "The support plan of {name} costs {what} now. The budget is in several parts, so no money was moved.\n\nPlease {way} \
         the part that it is about:\n{address}\n"
    );
    Email { to: to.to_owned(), subject: format!("Please look at the budget of {name}: the plan changed"), text }
}

/// The plan costs more or less than before, and the budget follows; `more` is below nothing when there is less.
pub fn follows_the_plan(to: &str, name: Option<&str>, more: Money, site: &str) -> Email {
    let whose = name.map_or_else(|| "Your".to_owned(), |name| format!("{name}’s"));
    let what = match more.checked_neg() {
        Some(less) if more.is_negative() => {
            format!("{less} went back to the council, because the plan costs less now.")
        }
        _ if more.is_zero() => {
            "Nothing went back to the council, because the rest is spent, ordered or your own.".to_owned()
        }
        _ => format!("There is {more} more in it, because the plan costs more now."),
    };
    let text = format!(
        "{whose} support plan changed, and the budget with it. {what}\n\nYou can see all the figures here:\n{site}/budget\n"
    );
    Email { to: to.to_owned(), subject: format!("{whose} budget changed with the plan"), text }
}

/// A budget's year ended, and what was left of it was settled; `said` has a sentence for each part that moved.
pub fn year_end(to: &str, name: Option<&str>, (end, said): (&str, &[String]), site: &str) -> Email {
    let whose = name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"));
    let list = said.iter().fold(String::new(), |list, sentence| list + "- " + sentence + "\n");
    let text = format!(
        "The year of {whose} budget ended on {end}. Some money was left. This is what happened to it:\n\n{list}\nWhat is \
         ordered but not paid yet is still there, and is paid as agreed. You can see all the figures here:\n{site}/budget\n\n\
         If you think something is wrong, tell your council.\n"
    );
    Email { to: to.to_owned(), subject: format!("The year of {whose} budget has ended"), text }
}

/// Why what a person pays of a budget is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// What is asked of them changed.
    Contribution,
    /// The plan costs this now.
    Plan(Money),
    /// Finance put money in.
    PutIn,
}

/// What a budget comes to after what its person pays changed.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    /// The budget, as before.
    pub gross: Money,
    /// Why.
    pub cause: Cause,
    /// What the person pays of it.
    pub own: Money,
    /// What the council pays less than before; below zero for more.
    pub council: Money,
    /// What is asked and couldn't be moved.
    pub short: Money,
    /// What came in the weeks that are over beyond what was asked of them; below zero for too little.
    pub before: Money,
}

/// What is asked from when on, in sentences; of many changes the first.
pub fn by_the_week(weeks: &[Asked]) -> Vec<String> {
    let mut said = Vec::new();
    for same in weeks.chunk_by(|one, next| one.amount == next.amount && one.collector == next.collector).take(8) {
        let Some(first) = same.first() else { continue };
        let on = long_date(first.on);
        said.push(match (first.amount.is_zero(), first.collector) {
            (true, _) | (_, None) => format!("From {on}: nothing."),
            (false, Some(collector)) => format!("From {on}: {} a week. {}.", first.amount, collector.label()),
        });
    }
    said
}

fn listed(sentences: &[String]) -> String {
    sentences.iter().fold(String::new(), |list, sentence| list + "- " + sentence + "\n")
}

/// What somebody pays changed, and with it who pays what is still to come of the budget.
pub fn contribution_moved(
    to: &str,
    name: Option<&str>,
    (council, paid, weeks): (&str, &Paid, &[String]),
    site: &str,
) -> Email {
    let (whose, who) = match name {
        None => ("Your".to_owned(), "You pay".to_owned()),
        Some(name) => (format!("{name}’s"), format!("{name} pays")),
    };
    let less = paid.council;
    let council = if less.is_zero() {
        format!("{council} pays as much as before.")
    } else if less.is_negative() {
        format!("{council} pays {} more than before.", less.checked_neg().unwrap_or_default())
    } else {
        format!("{council} pays {less} less than before.")
    };
    let (gross, own, list) = (paid.gross, paid.own, listed(weeks));
    let (subject, why) = match paid.cause {
        Cause::Plan(cost) => (
            format!("{whose} contribution follows the plan"),
            format!("{whose} plan costs {cost} now, and what is paid towards it follows. {who} {own} of it in all."),
        ),
        Cause::PutIn => (
            format!("{whose} contribution follows the budget"),
            format!("The council put money in, and what is paid towards the budget follows. {who} {own} of it in all."),
        ),
        Cause::Contribution => (
            format!("{whose} budget follows the contribution"),
            format!(
                "{whose} contribution changed, and the budget follows it. The budget itself stays {gross}. {who} {own} of it \
                 in all. {council}"
            ),
        ),
    };
    let text = format!(
        "{why}\n\n{list}\nWhat has arrived so far stays as it is. You can see all the figures here:\n{site}/budget\n"
    );
    Email { to: to.to_owned(), subject, text }
}

/// To a finance officer: what a changed contribution did to a budget, and what it couldn't do.
pub fn contribution_in_budget(to: &str, name: &str, (paid, weeks): (&Paid, &[String]), address: &str) -> Email {
    let mut said = weeks.to_vec();
    if paid.short > Money::ZERO {
        said.push(format!(
            "{} of it could not be moved: the council pays no more of this budget that the person could pay instead. Please \
             look at what is asked.",
            paid.short
        ));
    }
    if paid.before > Money::ZERO {
        said.push(format!("In the weeks before, {} more came than was asked. That stays as it is.", paid.before));
    } else if paid.before.is_negative() {
        let less = paid.before.checked_neg().unwrap_or_default();
        said.push(format!("In the weeks before, {less} less came than was asked. It is not asked for again here."));
    }
    let changed = match paid.cause {
        Cause::Plan(cost) => format!("The plan of {name} costs {cost} now."),
        Cause::PutIn => format!("Money was put into the budget of {name}."),
        Cause::Contribution => format!("The contribution of {name} changed. The budget stays {}.", paid.gross),
    };
    let text = format!(
        "{changed} {name} pays {} of it in all:\n\n{}\nThe parts of the budget are here:\n{address}\n",
        paid.own,
        listed(&said)
    );
    Email { to: to.to_owned(), subject: format!("A budget follows a contribution: {name}"), text }
}
