//! The message that a plan should be looked at again.

use chrono::NaiveDate;

use super::model::Sign;
use crate::kernel::dates::long_date;
use crate::mail::Email;

/// That there are signs; for the person's side and for care managers.
pub(super) fn signs(to: &str, name: &str, signs: &[Sign], due: NaiveDate, site: &str) -> Email {
    let list = signs.iter().fold(String::new(), |list, sign| list + "- " + &sign.words + "\n");
    let path = signs.first().map(|sign| format!("/plans/{}/review", sign.draft)).unwrap_or_default();
    let text = format!(
        "It may be time to look at the support plan of {name} again. We noticed:\n\n{list}\nThis may be quite right. \
         Nothing was stopped or taken away. Please talk about it, and write down how things go by {}:\n{site}{path}\n",
        long_date(due)
    );
    Email { to: to.to_owned(), subject: format!("Time for a look at the plan of {name}?"), text }
}
