//! The messages of plans, in plain text.

use chrono::NaiveDate;

use super::model::small::Shift;
use super::model::state::{State, Step};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::mail::Email;

/// What a message says.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose plan.
    pub name: &'a str,
    /// The plan's address, without the site's.
    pub path: &'a str,
    /// What was said with the step.
    pub words: &'a str,
    /// By when the next thing is due.
    pub due: Option<NaiveDate>,
    /// The site's address.
    pub site: &'a str,
}

fn letter(to: &str, subject: String, lines: &[String], facts: &Facts<'_>) -> Email {
    let mut text = lines.iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
    text.push_str("\n\nRead the plan here:\n");
    text.push_str(facts.site);
    text.push_str(facts.path);
    text.push('\n');
    Email { to: to.to_owned(), subject, text }
}

/// That a step was taken with a plan.
pub fn moved(to: &str, step: Step, facts: &Facts<'_>) -> Email {
    let name = facts.name;
    let by = facts.due.map(|day| format!("This is due by {}.", long_date(day))).unwrap_or_default();
    let said = if facts.words.is_empty() { String::new() } else { format!("They say:\n{}", facts.words) };
    let (subject, lead) = match step {
        Step::Submit => (
            format!("Support plan sent: {name}"),
            format!("The support plan of {name} was sent to the council. The council checks it and answers."),
        ),
        Step::TakeBack => {
            (format!("Support plan taken back: {name}"), format!("The support plan of {name} was taken back."))
        }
        Step::AskChanges => (
            format!("Please change the support plan: {name}"),
            format!("The council read the support plan of {name}. It asks for changes before it can say yes."),
        ),
        Step::Refer => (
            format!("The risk panel will read a plan: {name}"),
            format!("The council asks its risk panel about the support plan of {name}."),
        ),
        Step::Recall => (
            format!("The risk panel need not read a plan: {name}"),
            format!(
                "The council took back what it asked its risk panel about the support plan of {name}. The council decides."
            ),
        ),
        Step::Advise => (
            format!("The risk panel answered: {name}"),
            format!("The risk panel answered about the support plan of {name}."),
        ),
        Step::Approve => (
            format!("A finance officer said yes to the cost: {name}"),
            format!("A finance officer said yes to what the support plan of {name} costs."),
        ),
        Step::Agree => (
            format!("Support plan agreed: {name}"),
            format!(
                "Good news. The council agreed the support plan of {name}. Support can be ordered as soon as the budget is set."
            ),
        ),
        Step::Refuse => (
            format!("Support plan not agreed: {name}"),
            format!(
                "The council did not agree the support plan of {name}. You can ask it to look again within 28 days."
            ),
        ),
        Step::Appeal => (
            format!("Please look at a plan again: {name}"),
            format!("The council is asked to look again at the support plan of {name}."),
        ),
        Step::Adopt => (
            format!("Support plan changed: {name}"),
            format!("The support plan of {name} was changed, within its rules. The council did not need to agree."),
        ),
        Step::Drop => (format!("Support plan thrown away: {name}"), format!("The draft for {name} was thrown away.")),
    };
    letter(to, subject, &[lead, said, by], facts)
}

/// What a change did to the amounts of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Amounts<'a> {
    /// Line by line.
    pub shifts: &'a [Shift],
    /// What the whole plan came to before.
    pub was: Money,
    /// What it comes to now.
    pub now: Money,
}

/// For care managers: that a small change is used, and what it did to the amounts. Nothing has to be done.
pub fn used(to: &str, amounts: &Amounts<'_>, facts: &Facts<'_>) -> Email {
    let name = facts.name;
    let lead = format!("A small change to the support plan of {name} is used. Nobody has to agree it.");
    let lines: Vec<String> = amounts.shifts.iter().map(|shift| format!("{shift}.")).collect();
    let moved = if lines.is_empty() { "No amount is another one.".to_owned() } else { lines.join("\n") };
    let whole = format!("The whole plan: {} before, {} now.", amounts.was, amounts.now);
    letter(to, format!("For your information: the plan of {name} changed"), &[lead, moved, whole], facts)
}

/// For care managers: that the person's side wrote a review, which counts once one of them has read it.
pub fn reviewed(to: &str, facts: &Facts<'_>) -> Email {
    let name = facts.name;
    let lead = format!("A review of the support plan of {name} was written by their side. Please read it.");
    let due = facts.due.map(|day| format!(" Until then the review is still due by {}.", long_date(day)));
    let then = format!("It counts as the review once you say that you have read it.{}", due.unwrap_or_default());
    letter(to, format!("A review to read: the plan of {name}"), &[lead, then], facts)
}

/// That something is due soon, or late.
pub fn due(to: &str, (state, late): (State, bool), facts: &Facts<'_>) -> Email {
    let name = facts.name;
    let day = facts.due.map(long_date).unwrap_or_default();
    let when = if late { format!("It was due on {day}.") } else { format!("It is due on {day}.") };
    let lead = match state {
        State::ChangesAsked => {
            format!("The council asked for changes to the support plan of {name}. Please make them.")
        }
        State::WithPanel => {
            format!("The risk panel is asked about the support plan of {name}. Please write down its answer.")
        }
        State::Agreed => {
            format!("It is time to review the support plan of {name}: what helped, and what should change?")
        }
        _ => format!("The support plan of {name} waits for an answer."),
    };
    let subject = if state == State::Agreed {
        format!("Review due: the plan of {name}")
    } else if late {
        format!("Late: the plan of {name}")
    } else {
        format!("Due soon: the plan of {name}")
    };
    letter(to, subject, &[lead, when], facts)
}
