//! What a provider may ask for, checked: texts tidied, each fault named with its field.

use super::listing::{ListingTerms, ListingTime};
use super::words::{Delivery, ProviderKind};
use crate::geo::postcode::Postcode;
use crate::search::categories;

/// The longest title, in letters.
pub const LONGEST_TITLE: usize = 120;
/// The longest name of a provider, in letters.
pub const LONGEST_NAME: usize = 200;
/// The longest summary, in letters: what a result can show.
pub const LONGEST_SUMMARY: usize = 300;
/// The longest description, in letters.
pub const LONGEST_TEXT: usize = 10_000;
/// The longest entry of a list, in letters.
pub const LONGEST_ENTRY: usize = 200;
/// The most entries of one list.
pub const MOST_ENTRIES: usize = 60;
/// The longest notice for cancelling: four weeks.
pub const LONGEST_NOTICE_HOURS: i32 = 28 * 24;
/// As far as a provider may say it goes; beyond this it is a national service and delivers online or by post.
pub const FARTHEST_MILES: i32 = 500;

/// One thing that is wrong with what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which field, as the command names it: `title`, `prices.0.amount`.
    pub field: String,
    /// What to do about it, in a sentence.
    pub words: String,
}

impl Fault {
    /// A fault of this field.
    pub fn new(field: impl Into<String>, words: impl Into<String>) -> Self {
        Self { field: field.into(), words: words.into() }
    }
}

/// The longest place where a listing is given, in letters.
const LONGEST_VENUE: usize = 200;

/// A text as it is kept: trimmed, without control characters other than line ends, which are plain.
#[must_use]
pub fn tidy(text: &str) -> String {
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = plain.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    kept.trim().to_owned()
}

/// A text of one line as it is kept; white space is squeezed.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    let kept: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// None for an empty line.
#[must_use]
pub fn tidy_optional(text: Option<&str>) -> Option<String> {
    text.map(tidy_line).filter(|text| !text.is_empty())
}

/// A listing as its provider wants it. Prices are set by themselves: their changes need notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingCommand {
    /// What it is called.
    pub title: String,
    /// Two plain sentences for results.
    pub summary: String,
    /// All about it.
    pub description: String,
    /// Short sentences and easy words.
    pub easy_read: String,
    /// A code of `search::categories`.
    pub category: String,
    /// Its lists.
    pub terms: ListingTerms,
    /// When it is offered.
    pub times: Vec<ListingTime>,
    /// It delivers within this many miles of the provider's place.
    pub radius_miles: Option<i32>,
    /// Places free now; none when it isn't a matter of places.
    pub spaces_left: Option<i32>,
    /// How soon it can begin.
    pub starts_within_days: Option<i32>,
    /// Cancelling earlier than this costs nothing.
    pub notice_hours: i32,
    /// The share of a delivery's price that is due when it is cancelled later than that.
    pub late_charge_percent: i32,
    /// Where people go for it, when that isn't the provider's own address.
    pub venue: Option<String>,
}

impl ListingCommand {
    /// The same with its texts tidied; lists without empty or repeated entries.
    ///
    /// # Errors
    /// Every fault, in the order of the form.
    pub fn checked(&self) -> Result<Self, Vec<Fault>> {
        let tidied = self.tidied();
        let mut faults = Vec::new();
        tidied.check_texts(&mut faults);
        tidied.check_terms(&mut faults);
        tidied.check_figures(&mut faults);
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }

    fn tidied(&self) -> Self {
        Self {
            title: tidy_line(&self.title),
            summary: tidy_line(&self.summary),
            description: tidy(&self.description),
            easy_read: tidy(&self.easy_read),
            category: self.category.trim().to_owned(),
            terms: self.terms.tidied(),
            venue: tidy_optional(self.venue.as_deref()),
            ..self.clone()
        }
    }

    fn check_texts(&self, faults: &mut Vec<Fault>) {
        if self.title.is_empty() {
            faults.push(Fault::new("title", "Enter a title, like “Help at home in the evenings”."));
        }
        let texts = [
            ("title", &self.title, LONGEST_TITLE),
            ("summary", &self.summary, LONGEST_SUMMARY),
            ("description", &self.description, LONGEST_TEXT),
            ("easy_read", &self.easy_read, LONGEST_TEXT),
        ];
        for (field, text, longest) in texts {
            check_length(field, text, longest, faults);
        }
        check_length("venue", self.venue.as_deref().unwrap_or_default(), LONGEST_VENUE, faults);
        if !categories::is_known(&self.category) {
            faults.push(Fault::new("category", "Choose a category from the list."));
        }
    }

    fn check_terms(&self, faults: &mut Vec<Fault>) {
        for (field, entries) in self.terms.free_lists() {
            if entries.len() > MOST_ENTRIES {
                faults.push(Fault::new(field, format!("Give {MOST_ENTRIES} at most.")));
            }
            if entries.iter().any(|entry| entry.chars().count() > LONGEST_ENTRY) {
                faults.push(Fault::new(field, format!("Keep each to {LONGEST_ENTRY} letters or fewer.")));
            }
        }
        if let Some(district) = self.terms.districts.iter().find(|district| !is_district(district)) {
            let words = format!("“{district}” is not the first half of a postcode, like M33 or LS6.");
            faults.push(Fault::new("districts", words));
        }
        if let Some(council) = self.terms.councils.iter().find(|code| crate::geo::council_name(code).is_none()) {
            faults.push(Fault::new("councils", format!("“{council}” is not a council we know. Choose from the list.")));
        }
        if self.times.len() > MOST_ENTRIES {
            faults.push(Fault::new("times", format!("Give {MOST_ENTRIES} at most.")));
        }
        if self.times.iter().any(|time| time.weekdays.is_empty()) {
            faults.push(Fault::new("times", "Choose the days for each time."));
        }
        if self.times.iter().any(|time| time.from == time.to) {
            faults.push(Fault::new("times", "The time it ends must differ from the time it begins."));
        }
    }

    fn check_figures(&self, faults: &mut Vec<Fault>) {
        let mut within = |field: &str, figure: Option<i32>, most: i32, words: String| {
            if figure.is_some_and(|figure| !(0..=most).contains(&figure)) {
                faults.push(Fault::new(field, words));
            }
        };
        let miles = format!("Enter a distance from 0 to {FARTHEST_MILES} miles.");
        within("radius_miles", self.radius_miles, FARTHEST_MILES, miles);
        within("spaces_left", self.spaces_left, 10_000, "Enter how many places are free, from 0 to 10,000.".to_owned());
        within("starts_within_days", self.starts_within_days, 365, "Enter a number of days from 0 to 365.".to_owned());
        let notice = format!("Enter a number of hours from 0 to {LONGEST_NOTICE_HOURS}.");
        within("notice_hours", Some(self.notice_hours), LONGEST_NOTICE_HOURS, notice);
        let charge = "Enter a share from 0 to 100 percent.".to_owned();
        within("late_charge_percent", Some(self.late_charge_percent), 100, charge);
    }

    /// What is still missing before a moderator should look at it.
    #[must_use]
    pub fn missing_before_review(&self, prices: usize, provider_has_place: bool) -> Vec<Fault> {
        let mut missing = Vec::new();
        if self.summary.is_empty() {
            missing.push(Fault::new("summary", "Enter a short summary: it is what people see first."));
        }
        if self.description.is_empty() {
            missing.push(Fault::new("description", "Describe what people get."));
        }
        if self.terms.delivery.is_empty() {
            missing.push(Fault::new("delivery", "Choose how people get it: at home, at a venue, online or by post."));
        }
        let has_area =
            self.radius_miles.is_some() || !self.terms.districts.is_empty() || !self.terms.councils.is_empty();
        if self.terms.delivery.contains(&Delivery::AtHome) && !has_area {
            missing.push(Fault::new("districts", "Say where you go: postcode areas, councils or a distance."));
        }
        let needs_place = self.radius_miles.is_some() || self.terms.delivery.contains(&Delivery::AtVenue);
        if needs_place && !provider_has_place {
            missing.push(Fault::new(
                "radius_miles",
                "Add your postcode to your own details first, so that we know where it is.",
            ));
        }
        if prices == 0 {
            missing.push(Fault::new("prices", "Add at least one price."));
        }
        missing
    }
}

/// A provider as its staff want it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderCommand {
    /// What people know it by.
    pub name: String,
    /// What sort of provider it is.
    pub kind: ProviderKind,
    /// How many people work there; five or fewer make a micro-provider.
    pub workers: Option<i32>,
    /// Two plain sentences for results.
    pub summary: String,
    /// All about it.
    pub description: String,
    /// Street and town.
    pub address: Option<String>,
    /// As "M33 3NB".
    pub postcode: Option<String>,
    /// Where it is, in words: "Headingley, Leeds". Empty for the postcode's council.
    pub place: String,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub website: Option<String>,
    /// The location's number at the Care Quality Commission.
    pub cqc_location: Option<String>,
    /// How soon it usually answers.
    pub answers_in_days: Option<i32>,
}

impl ProviderCommand {
    /// The same with its texts tidied.
    ///
    /// # Errors
    /// Every fault, in the order of the form.
    pub fn checked(&self) -> Result<Self, Vec<Fault>> {
        let tidied = Self {
            name: tidy_line(&self.name),
            summary: tidy_line(&self.summary),
            description: tidy(&self.description),
            address: tidy_optional(self.address.as_deref()),
            postcode: tidy_optional(self.postcode.as_deref()),
            place: tidy_line(&self.place),
            phone: tidy_optional(self.phone.as_deref()),
            email: tidy_optional(self.email.as_deref()),
            website: tidy_optional(self.website.as_deref()),
            cqc_location: tidy_optional(self.cqc_location.as_deref()),
            ..self.clone()
        };
        let faults = tidied.faults();
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.name.is_empty() {
            faults.push(Fault::new("name", "Enter the name people know you by."));
        }
        check_length("name", &self.name, LONGEST_NAME, &mut faults);
        check_length("summary", &self.summary, LONGEST_SUMMARY, &mut faults);
        check_length("description", &self.description, LONGEST_TEXT, &mut faults);
        check_length("place", &self.place, LONGEST_ENTRY, &mut faults);
        let lines = [
            ("address", &self.address),
            ("phone", &self.phone),
            ("email", &self.email),
            ("website", &self.website),
            ("cqc_location", &self.cqc_location),
        ];
        for (field, text) in lines {
            check_length(field, text.as_deref().unwrap_or_default(), LONGEST_ENTRY, &mut faults);
        }
        if self.workers.is_some_and(|workers| !(0..=1_000_000).contains(&workers)) {
            faults.push(Fault::new("workers", "Enter how many people work for you, like 4."));
        }
        if self.answers_in_days.is_some_and(|days| !(0..=60).contains(&days)) {
            faults.push(Fault::new("answers_in_days", "Enter a number of days from 0 to 60."));
        }
        if let Some(Err(error)) = self.postcode.as_deref().map(Postcode::parse) {
            faults.push(Fault::new("postcode", error.to_string()));
        }
        if self.email.as_deref().is_some_and(|email| !looks_like_email(email)) {
            faults.push(Fault::new("email", "Enter an e-mail address, like name@example.org."));
        }
        if self.cqc_location.as_deref().is_some_and(|number| !super::profile::is_cqc_number(number)) {
            faults.push(Fault::new(
                "cqc_location",
                "This is not the shape of a location number. It is like 1-466088203.",
            ));
        }
        // Anything but these two could run a script when the link is followed.
        if self.website.as_deref().is_some_and(|site| !is_web_address(site)) {
            faults.push(Fault::new("website", "Enter a web address that begins with https:// or http://."));
        }
        faults
    }
}

fn check_length(field: &str, text: &str, longest: usize, faults: &mut Vec<Fault>) {
    let letters = text.chars().count();
    if letters > longest {
        let over = crate::kernel::words::count(letters - longest, "letter", "letters");
        faults.push(Fault::new(field, format!("Shorten this by {over}: {longest} is the most.")));
    }
}

fn looks_like_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    }) && !text.contains(char::is_whitespace)
}

/// Whether a link to it is safe to show.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    host.is_some_and(|host| host.contains('.') && !host.starts_with('.')) && !text.contains(char::is_whitespace)
}

/// Whether it has the shape of the first half of a postcode: one or two letters, a digit, then a digit or a letter.
#[must_use]
pub fn is_district(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest: Vec<u8> = text.bytes().skip(letters).collect();
    (1..=2).contains(&letters)
        && match rest.as_slice() {
            [digit] => digit.is_ascii_digit(),
            [digit, last] => digit.is_ascii_digit() && (last.is_ascii_digit() || last.is_ascii_uppercase()),
            _ => false,
        }
}

#[cfg(test)]
#[path = "commands_tests.rs"]
mod tests;
