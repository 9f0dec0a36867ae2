//! The messages of waiting lists, in plain text.

use chrono::NaiveDateTime;

use crate::directory::model::Listing;
use crate::kernel::ListingId;
use crate::kernel::dates::{london, weekday_date};
use crate::mail::Email;

fn email(to: &str, subject: String, text: String) -> Email {
    Email { to: to.to_owned(), subject, text }
}

/// To somebody who waits: there is a space now, kept for them for a while.
pub fn space_offered(to: &str, listing: &Listing, provider: &str, until: NaiveDateTime, site: &str) -> Email {
    let (title, day) = (&listing.title, weekday_date(london(until).date()));
    let text = format!(
        "{provider} has a space for “{title}”, and it is your turn.\n\nThe space is kept for you until {day}. Order \
         before then if you want it:\n{site}{}\n\nIf you don’t want it any more, leave the list, and the next person \
         gets it:\n{site}/listings/{}/waiting\n",
        listing.path(),
        listing.id
    );
    email(to, format!("A space for “{title}”"), text)
}

/// To somebody whose kept space went to the next person.
pub fn offer_ran_out(to: &str, title: &str, listing: ListingId, site: &str) -> Email {
    let text = format!(
        "The space for “{title}” that was kept for you has gone to the next person.\n\nYou can join the list again, or \
         look at it here:\n{site}/listings/{listing}\n"
    );
    email(to, format!("The space for “{title}” is no longer kept for you"), text)
}
