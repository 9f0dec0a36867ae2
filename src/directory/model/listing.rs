//! A listing, its terms and times, and its way through the states.

use chrono::{NaiveDateTime, Weekday};

use super::commands::{ListingCommand, tidy_line};
use super::picture::Picture;
use super::price::Price;
use super::words::{CareGroup, Delivery, ListingState, OutcomeFamily};
use crate::kernel::week_times::WeekTimes;
use crate::kernel::{ListingId, ProviderId, TimeOfDay, Weekdays};

/// When it is offered. An end before the beginning is on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListingTime {
    /// On which days.
    pub weekdays: Weekdays,
    /// When it begins.
    pub from: TimeOfDay,
    /// When it ends.
    pub to: TimeOfDay,
}

/// The lists of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingTerms {
    /// Who it is for.
    pub care_groups: Vec<CareGroup>,
    /// What it helps with.
    pub outcomes: Vec<OutcomeFamily>,
    /// How people get it.
    pub delivery: Vec<Delivery>,
    /// As people name them: "British Sign Language".
    pub languages: Vec<String>,
    /// Access features: "Step-free entrance".
    pub access: Vec<String>,
    /// What the price covers.
    pub included: Vec<String>,
    /// What has to be paid besides.
    pub not_included: Vec<String>,
    /// Postcode districts it delivers to: "M33".
    pub districts: Vec<String>,
    /// Codes of councils it delivers to: "E08000009".
    pub councils: Vec<String>,
}

impl ListingTerms {
    /// The lists that hold free texts, by field.
    #[must_use]
    pub fn free_lists(&self) -> [(&'static str, &[String]); 6] {
        [
            ("languages", &self.languages),
            ("access", &self.access),
            ("included", &self.included),
            ("not_included", &self.not_included),
            ("districts", &self.districts),
            ("councils", &self.councils),
        ]
    }

    /// The same without empty or repeated entries.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let upper = |entries: &[String]| tidied_list(entries.iter().map(|entry| entry.replace(' ', "").to_uppercase()));
        let free = |entries: &[String]| tidied_list(entries.iter().map(|entry| tidy_line(entry)));
        Self {
            care_groups: once(&self.care_groups),
            outcomes: once(&self.outcomes),
            delivery: once(&self.delivery),
            languages: free(&self.languages),
            access: free(&self.access),
            included: free(&self.included),
            not_included: free(&self.not_included),
            districts: upper(&self.districts),
            councils: upper(&self.councils),
        }
    }
}

fn tidied_list(entries: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for entry in entries {
        if !entry.is_empty() && !kept.contains(&entry) {
            kept.push(entry);
        }
    }
    kept
}

fn once<T: Copy + Ord>(entries: &[T]) -> Vec<T> {
    let mut kept = entries.to_vec();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// A listing with everything that its page, search and an order need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which one.
    pub id: ListingId,
    /// Whose it is.
    pub provider_id: ProviderId,
    /// For its address: `/listings/{id}-{slug}`.
    pub slug: String,
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
    /// The share of a price that is due when a delivery is cancelled late.
    pub late_charge_percent: i32,
    /// Where people go for it, when that isn't the provider's own address.
    pub venue: Option<String>,
    /// Every price there is: past, present and announced.
    pub prices: Vec<Price>,
    /// Where it is on its way.
    pub state: ListingState,
    /// What the moderator said when it was sent back.
    pub review_note: Option<String>,
    /// When a moderator last looked.
    pub reviewed_at: Option<NaiveDateTime>,
    /// When it first went live.
    pub published_at: Option<NaiveDateTime>,
    /// How many people rated it.
    pub rating_count: u32,
    /// The sum of the four dimensions over all ratings.
    pub rating_sum: u64,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When it last changed.
    pub updated_at: NaiveDateTime,
    /// The number of what it says now; it grows with each change that is kept.
    pub version: i32,
    /// Its pictures, in the order they are shown.
    pub pictures: Vec<Picture>,
}

impl Listing {
    /// Its own address: `/listings/12-help-at-home`.
    #[must_use]
    pub fn path(&self) -> String {
        listing_path(self.id, &self.slug)
    }

    /// The shrunk mean rating in hundredths of a star.
    #[must_use]
    pub fn rating_hundredths(&self) -> Option<u32> {
        super::rating::shrunk(self.rating_count, self.rating_sum)
    }

    /// What it says now, as it would be asked for again.
    #[must_use]
    pub fn as_command(&self) -> ListingCommand {
        ListingCommand {
            title: self.title.clone(),
            summary: self.summary.clone(),
            description: self.description.clone(),
            easy_read: self.easy_read.clone(),
            category: self.category.clone(),
            terms: self.terms.clone(),
            times: self.times.clone(),
            radius_miles: self.radius_miles,
            spaces_left: self.spaces_left,
            starts_within_days: self.starts_within_days,
            notice_hours: self.notice_hours,
            late_charge_percent: self.late_charge_percent,
            venue: self.venue.clone(),
        }
    }

    /// As it would be with what is asked for, not saved: for a preview.
    #[must_use]
    pub fn with(&self, command: &ListingCommand) -> Self {
        let command = command.clone();
        Self {
            title: command.title,
            summary: command.summary,
            description: command.description,
            easy_read: command.easy_read,
            category: command.category,
            terms: command.terms,
            times: command.times,
            radius_miles: command.radius_miles,
            spaces_left: command.spaces_left,
            starts_within_days: command.starts_within_days,
            notice_hours: command.notice_hours,
            late_charge_percent: command.late_charge_percent,
            venue: command.venue,
            ..self.clone()
        }
    }

    /// Whether a moderator must look again before this change is seen: it alters what was approved, rather than times,
    /// places and figures.
    #[must_use]
    pub fn needs_review_for(&self, command: &ListingCommand) -> bool {
        let texts_of = |command: &ListingCommand| {
            let ListingCommand { title, summary, description, easy_read, category, terms, .. } = command.clone();
            (title, summary, description, easy_read, category, terms.included, terms.not_included)
        };
        texts_of(&self.as_command()) != texts_of(command)
    }
}

/// The address of a listing.
#[must_use]
pub fn listing_path(id: ListingId, slug: &str) -> String {
    if slug.is_empty() { format!("/listings/{id}") } else { format!("/listings/{id}-{slug}") }
}

/// What can be done with a listing's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Ask a moderator to look.
    Submit,
    /// Take it back before they have.
    TakeBack,
    /// Let it be seen.
    Approve,
    /// Ask for changes.
    SendBack,
    /// A change of its words made a moderator's look necessary again.
    Reopen,
    /// Take it out of sight for a while.
    Pause,
    /// Let it be seen again.
    Resume,
    /// Take it away for good.
    Withdraw,
}

impl Act {
    /// All of them, in the order of a listing's life.
    pub const ALL: &'static [Act] =
        &[Act::Submit, Act::TakeBack, Act::Approve, Act::SendBack, Act::Reopen, Act::Pause, Act::Resume, Act::Withdraw];

    /// Whether this is a moderator's to do, and never one of the provider's own people's.
    #[must_use]
    pub const fn is_moderators(self) -> bool {
        matches!(self, Self::Approve | Self::SendBack)
    }

    /// What the log calls it.
    #[must_use]
    pub const fn as_action(self) -> &'static str {
        match self {
            Self::Submit => "listing.submitted",
            Self::TakeBack => "listing.taken_back",
            Self::Approve => "listing.approved",
            Self::SendBack => "listing.sent_back",
            Self::Reopen => "listing.reopened",
            Self::Pause => "listing.paused",
            Self::Resume => "listing.resumed",
            Self::Withdraw => "listing.withdrawn",
        }
    }
}

impl ListingState {
    /// The state after this act; none when it can't be done now.
    #[must_use]
    pub const fn after(self, act: Act) -> Option<Self> {
        match (self, act) {
            (Self::Draft, Act::Submit) | (Self::Live | Self::Paused, Act::Reopen) => Some(Self::InReview),
            (Self::InReview, Act::TakeBack | Act::SendBack) => Some(Self::Draft),
            (Self::InReview, Act::Approve) | (Self::Paused, Act::Resume) => Some(Self::Live),
            (Self::Live, Act::Pause) => Some(Self::Paused),
            (Self::Draft | Self::InReview | Self::Live | Self::Paused, Act::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// When it is offered, as codes for the filter: the words of time bands, without bank holidays.
#[must_use]
pub fn days_offered(times: &[ListingTime]) -> Vec<String> {
    const MORNING: u16 = 6 * 60;
    const EVENING: u16 = 18 * 60;
    const NIGHT: u16 = 22 * 60;
    const DAY: u16 = 24 * 60;
    let mut codes: Vec<&str> = Vec::new();
    for time in times {
        let weekend = [Weekday::Sat, Weekday::Sun].into_iter().any(|day| time.weekdays.contains(day));
        let in_week = time.weekdays.iter().any(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
        let (from, to) = (time.from.minutes(), time.to.minutes());
        let spans: &[(u16, u16)] = if from < to { &[(from, to)] } else { &[(from, DAY), (0, to)] };
        let meets = |start: u16, end: u16| spans.iter().any(|(from, to)| *from < end && start < *to);
        let found = [
            (in_week && meets(MORNING, EVENING), "weekday"),
            (in_week && meets(EVENING, NIGHT), "evening"),
            (in_week && (meets(NIGHT, DAY) || meets(0, MORNING)), "night"),
            (weekend, "weekend"),
        ];
        codes.extend(found.into_iter().filter(|(is, _)| *is).map(|(_, code)| code));
    }
    let mut kept: Vec<String> = Vec::new();
    for code in codes {
        if !kept.iter().any(|other| other == code) {
            kept.push(code.to_owned());
        }
    }
    kept
}

/// When it is offered, by day of the week and part of the day.
#[must_use]
pub fn week_times(times: &[ListingTime]) -> WeekTimes {
    times.iter().fold(WeekTimes::default(), |all, time| all.with(time.weekdays, time.from, time.to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(days: &[&str], from: &str, to: &str) -> ListingTime {
        ListingTime {
            weekdays: Weekdays::parse(days).unwrap(),
            from: TimeOfDay::parse(from).unwrap(),
            to: TimeOfDay::parse(to).unwrap(),
        }
    }

    #[test]
    fn a_listing_goes_from_draft_to_live_and_back_again() {
        use ListingState::{Draft, InReview, Live, Paused, Withdrawn};
        assert_eq!(Draft.after(Act::Submit), Some(InReview));
        assert_eq!(InReview.after(Act::Approve), Some(Live));
        assert_eq!(InReview.after(Act::SendBack), Some(Draft));
        assert_eq!(Live.after(Act::Pause), Some(Paused));
        assert_eq!(Paused.after(Act::Resume), Some(Live));
        assert_eq!(Live.after(Act::Withdraw), Some(Withdrawn));
        assert_eq!(Draft.after(Act::Approve), None);
        assert_eq!(Draft.after(Act::Resume), None);
    }

    #[test]
    fn what_is_withdrawn_stays_withdrawn() {
        assert!(Act::ALL.iter().all(|act| ListingState::Withdrawn.after(*act).is_none()));
    }

    #[test]
    fn days_are_named_by_the_bands_they_touch() {
        assert_eq!(days_offered(&[time(&["monday"], "09:00", "17:00")]), ["weekday"]);
        assert_eq!(days_offered(&[time(&["monday"], "17:00", "23:00")]), ["weekday", "evening", "night"]);
        assert_eq!(days_offered(&[time(&["saturday"], "10:00", "12:00")]), ["weekend"]);
        assert_eq!(days_offered(&[time(&["friday"], "22:00", "06:00")]), ["night"]);
        assert!(days_offered(&[]).is_empty());
    }

    #[test]
    fn lists_are_tidied() {
        let terms = ListingTerms {
            languages: vec![" Urdu ".to_owned(), String::new(), "Urdu".to_owned()],
            districts: vec!["m33".to_owned(), " M 33".to_owned()],
            delivery: vec![Delivery::Online, Delivery::AtHome, Delivery::Online],
            ..ListingTerms::default()
        };
        let tidied = terms.tidied();
        assert_eq!(tidied.languages, ["Urdu"]);
        assert_eq!(tidied.districts, ["M33"]);
        assert_eq!(tidied.delivery, [Delivery::AtHome, Delivery::Online]);
    }

    proptest! {
        #[test]
        fn only_a_moderator_makes_a_listing_live_for_the_first_time(acts in proptest::collection::vec(proptest::sample::select(Act::ALL), 0..30)) {
            let (mut state, mut approved) = (ListingState::Draft, false);
            for act in acts {
                if let Some(next) = state.after(act) {
                    approved = approved || act == Act::Approve;
                    state = next;
                }
                prop_assert!(approved || !matches!(state, ListingState::Live | ListingState::Paused));
            }
        }
    }
}
