//! The messages when a case is closed. Whoever mourns is written to with care, and not thanked or asked for anything.

use chrono::NaiveDate;

use super::model::Why;
use crate::kernel::dates::long_date;
use crate::mail::Email;

/// To a provider whose orders end; `council`: the person has one.
pub fn to_provider(to: &str, (person, council): (&str, bool), why: Why, orders: &[String], site: &str) -> Email {
    let list = orders.join(", ");
    let said = match why {
        Why::Deceased => format!("We are sorry to tell you that {person} has died."),
        Why::Moved if council => {
            format!("{person} has moved, and their council here no longer pays for their support.")
        }
        // Who pays for somebody's care tells how ill they are: not every provider needs to know.
        Why::Nhs | Why::Ended | Why::Other if council => format!("{person}’s council has closed their budget."),
        Why::Moved | Why::Nhs | Why::Ended | Why::Other => format!("{person} has stopped using Handpick."),
    };
    let (paid, asks) = if council {
        ("What you delivered before is paid.", "Their council answers your questions.")
    } else if why == Why::Deceased {
        ("Whoever settles for them pays what you delivered before.", "We answer your questions.")
    } else {
        ("They, or whoever settles for them, pay what you delivered before.", "We answer your questions.")
    };
    let text = format!(
        "{said}\n\nThese orders end today: {list}. Visits to come are called off by the notice of each order. {paid} \
         Please record it:\n{site}/provider/visits\n\nPlease don’t write to the person or \
         their family about this. {asks}\n"
    );
    let subject =
        if why == Why::Deceased { format!("{person}’s orders") } else { format!("{person}’s orders end") };
    Email { to: to.to_owned(), subject, text }
}

/// To somebody who could act for the person.
pub fn to_helper(to: &str, person: &str, why: Why, council: &str) -> Email {
    let text = match why {
        Why::Deceased => format!(
            "We are very sorry that {person} has died.\n\n{council} has ended the orders and closed the budget. You don’t \
             have to do anything here. If you have questions, or if something was paid that shouldn’t have been, \
             {council} will help you.\n"
        ),
        _ => format!(
            "{council} has closed {person}’s budget here. The orders end, and you can no longer act for {person} on \
             Handpick. If you have questions, {council} will help you.\n"
        ),
    };
    Email { to: to.to_owned(), subject: format!("About {person}"), text }
}

/// To the person themselves. Never to somebody who died. `paid`: they were to pay something towards their support. `own`:
/// they paid for everything themselves.
pub fn to_person(
    to: &str,
    why: Why,
    (from, paid): (NaiveDate, bool),
    goes_to: &str,
    (council, own): (&str, bool),
) -> Email {
    let who = if goes_to.is_empty() { "Somebody else".to_owned() } else { goes_to.to_owned() };
    let day = long_date(from);
    let said = match why {
        _ if own => format!("Your support through Handpick ended on {day}."),
        Why::Moved => {
            format!("You have lived in another council’s area since {day}. {who} is responsible for your support now.")
        }
        Why::Nhs => format!("The NHS has paid for all of your care since {day}. {who} arranges it with you now."),
        _ => format!("You have had no support from us since {day}."),
    };
    let paying = if paid {
        format!("You don’t have to pay anything towards your support after {day}. ")
    } else {
        String::new()
    };
    let (left, before) = if own {
        ("is yours", "You still pay for what was delivered before")
    } else {
        ("went back", "What was delivered before is paid")
    };
    let text = format!(
        "{said}\n\n{council} has closed your budget here. Your orders end by their notice, and what was left {left}. \
         {before}. {paying}If this is wrong, or if you have questions, {council} will help you.\n"
    );
    Email { to: to.to_owned(), subject: "Your budget is closed".to_owned(), text }
}

/// To the person, or whoever acts for them: it was a mistake.
pub fn reopened(to: &str, person: &str, council: &str, site: &str) -> Email {
    let text = format!(
        "{council} had closed {person}’s budget, and has opened it again. The money is back. Orders that had ended have to \
         be placed again:\n{site}/budget\n\nWe are sorry for the trouble. If you have questions, {council} will help you.\n"
    );
    Email { to: to.to_owned(), subject: format!("{person}’s budget is open again"), text }
}
