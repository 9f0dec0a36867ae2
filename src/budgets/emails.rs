//! The messages about budgets, in plain text.

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
