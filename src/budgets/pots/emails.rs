//! The messages about how money is held, in plain text.

use super::model::{Holding, Split};
use crate::kernel::dates::long_date;
use crate::mail::Email;

fn whose(name: Option<&str>) -> String {
    name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"))
}

/// A budget was split. `name` is whose it is, for those who help them.
pub fn agreed(to: &str, name: Option<&str>, split: &Split, said: &[String], site: &str) -> Email {
    let whose = whose(name);
    let list = said.iter().fold(String::new(), |list, sentence| list + "- " + sentence + "\n");
    let text = format!(
        "Here is how {whose} budget is held, from {} to {}. It is {} in all.\n\n{list}\nYou can see all the figures \
         here:\n{site}/budget\n",
        long_date(split.starts_on),
        long_date(split.ends_on),
        split.amount(),
    );
    Email { to: to.to_owned(), subject: format!("How {whose} budget is held"), text }
}

/// Somebody holds a part of a person's budget from now on.
pub fn entrusted(to: &str, person: &str, said: &str, held: &Holding, site: &str) -> Email {
    let may = match &held.person {
        Some((_, name)) => format!("{name} may {}.\n\n", held.scopes.words()),
        None => String::new(),
    };
    let text = format!("From {}:\n{said}\n\n{may}Sign in to see it:\n{site}\n", long_date(held.from_on));
    Email { to: to.to_owned(), subject: format!("Money for {person}’s support"), text }
}

/// A pot is held in another way from a day on.
pub fn switched(to: &str, name: Option<&str>, then: &Holding, (before, after): &(String, String), site: &str) -> Email {
    let whose = whose(name);
    let text = format!(
        "The way a part of {whose} budget is held changes on {}.\n\nUntil then:\n{before}\n\nFrom then on:\n{after}\n\n\
         Why: {}\n\nOrders that run go on as they are. What was invoiced before is paid as before. No money is lost \
         or gained.\n\nYou can see all the figures here:\n{site}/budget\n",
        long_date(then.from_on),
        then.reason,
    );
    Email { to: to.to_owned(), subject: format!("A change in how {whose} budget is held"), text }
}
