//! The mail about new matches, in plain text. Its subject doesn't say what was searched for: others may see it.

use std::collections::HashSet;

use crate::kernel::words;
use crate::mail::Email;

/// The most services that one mail lists.
const MOST: usize = 10;

/// One search's new matches.
pub(super) struct Found {
    /// What the person calls the search.
    pub name: String,
    /// Its results, newest first.
    pub href: String,
    /// What is new.
    pub new: Vec<Item>,
}

/// A service.
pub(super) struct Item {
    pub listing: i64,
    pub title: String,
    pub provider: String,
    pub away: Option<String>,
    pub href: String,
}

impl Item {
    fn lines(&self) -> String {
        let away = self.away.as_ref().map(|away| format!(", {away} away")).unwrap_or_default();
        format!("- {}, from {}{away}\n  {}\n", self.title, self.provider, self.href)
    }
}

/// To whoever saved the searches. A service that several of them found is listed once.
#[allow(clippy::format_push_string, reason = "a mail is short, and this reads best")]
pub(super) fn new_matches(to: &str, name: &str, found: &[Found], (settings, stop): (&str, &str)) -> Email {
    let mut seen = HashSet::new();
    let mut room = MOST;
    let mut text = format!("Hello {name},\n\nThere is something new in what you look for on Handpick.\n");
    for search in found {
        let count = words::count(search.new.len(), "new service", "new services");
        text.push_str(&format!("\n{}: {count}\n\n", search.name));
        let mut left_out = 0_usize;
        for item in &search.new {
            if seen.contains(&item.listing) || room == 0 {
                left_out += 1;
            } else {
                seen.insert(item.listing);
                room -= 1;
                text.push_str(&item.lines());
            }
        }
        let all = if left_out == 0 { "See the whole search" } else { "See all of them" };
        text.push_str(&format!("\n{all}:\n{}\n", search.href));
    }
    text.push_str(&format!(
        "\nChange your saved searches, or how often we write:\n{settings}\n\nStop these emails:\n{stop}\n\nHandpick\n"
    ));
    Email { to: to.to_owned(), subject: "New services in your saved searches".to_owned(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(listing: i64) -> Item {
        Item {
            listing,
            title: format!("Service {listing}"),
            provider: "Aire Valley".to_owned(),
            away: Some("2 miles".to_owned()),
            href: format!("https://handpick.example/listings/{listing}-service"),
        }
    }

    #[test]
    fn it_lists_ten_at_most_and_each_once() {
        let found = [
            Found {
                name: "Help".to_owned(),
                href: "https://handpick.example/search?q=help".to_owned(),
                new: (1..=8).map(item).collect(),
            },
            Found {
                name: "More".to_owned(),
                href: "https://handpick.example/search?q=more".to_owned(),
                new: (8..=14).map(item).collect(),
            },
        ];
        let mail = new_matches("priya@example.org", "Priya", &found, ("https://s", "https://stop"));
        assert_eq!(mail.text.matches("/listings/").count(), 10, "{}", mail.text);
        assert_eq!(mail.text.matches("/listings/8-").count(), 1);
        assert!(mail.text.contains("More: 7 new services") && mail.text.contains("See all of them"));
        assert!(mail.text.contains("https://stop") && !mail.subject.contains("Help"));
    }
}
