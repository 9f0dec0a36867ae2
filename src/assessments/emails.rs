//! The messages of assessments, in plain text. They say nothing of what was answered.

use crate::kernel::Money;
use crate::mail::Email;

/// To whom a message goes: their address, and whose assessment it is for those who aren't the person.
pub struct To<'a> {
    /// The address.
    pub address: &'a str,
    /// The person's name; none for the person.
    pub name: Option<&'a str>,
}

impl To<'_> {
    fn whose(&self) -> String {
        self.name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"))
    }

    fn email(&self, subject: String, text: String) -> Email {
        Email { to: self.address.to_owned(), subject, text }
    }
}

/// Answers were sent in; for care managers.
pub fn sent(to: &str, (name, title): (&str, &str), link: &str) -> Email {
    let text = format!(
        "The answers of {name} to “{title}” were sent in. Please read them, talk about what is open, and check what they \
         come to.\n\nSee them here:\n{link}\n"
    );
    Email { to: to.to_owned(), subject: format!("Answers sent in: {name}"), text }
}

/// Answers have arrived; for the person's side.
pub fn arrived(to: &To<'_>, title: &str, link: &str) -> Email {
    let whose = to.whose();
    let text = format!(
        "We have {whose} answers to “{title}”. The council reads them. It may ask to talk about some of them.\n\nYou can \
         read them here:\n{link}\n"
    );
    to.email("The answers have arrived".to_owned(), text)
}

/// A figure was checked, adjusted or worked out again; for the person's side.
pub fn figure(to: &To<'_>, gross: Money, checked: bool, link: &str) -> Email {
    let whose = to.whose();
    let done = if checked { "The council has checked" } else { "The council has changed" };
    let text = format!(
        "{done} {whose} indicative budget. It is {gross} a year.\n\nIt is a guide to plan with, before anything that may \
         have to be paid towards it. It can change when the plan is agreed.\n\nSee line by line why it is this:\n{link}\n"
    );
    let subject = if checked { "The indicative budget is checked" } else { "The indicative budget has changed" };
    to.email(subject.to_owned(), text)
}

/// What is to be paid towards it was decided; for the person's side.
pub fn contribution(to: &To<'_>, (amount, from, reason): (&str, &str, &str), link: &str) -> Email {
    let whose = to.whose();
    let text = format!(
        "The council has decided what is to be paid towards {whose} support: {amount}, from {from}.\n\nHow it was worked \
         out: {reason}\n\nIf that is not right, tell the council. You can read it here:\n{link}\n"
    );
    to.email("What is to be paid towards support".to_owned(), text)
}

/// What was to be paid towards it ends, or was taken back; for the person's side.
pub fn contribution_ended(to: &To<'_>, (what, why): (&str, &str), link: &str) -> Email {
    let whose = to.whose();
    let text = format!(
        "The council has changed what is to be paid towards {whose} support: {what}, unless the council decides \
         something else.\n\nWhy: {why}\n\nIf that is not right, tell the council. You can read it here:\n{link}\n"
    );
    to.email("What is to be paid towards support has changed".to_owned(), text)
}
