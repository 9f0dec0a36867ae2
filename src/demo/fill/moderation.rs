//! What waits for the moderator, and what they decided before: reports, a claim, an answer, and the log.

use chrono::{NaiveDateTime, TimeDelta};

use super::{Known, Setting, address};
use crate::accounts::service::enrol as accounts;
use crate::accounts::{OrganisationKind, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::claim::{NewClaim, Proof};
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::service::decisions::{self, Enrol};
use crate::directory::service::enrol as directory;
use crate::kernel::{ListingId, ProviderId, UserId};
use crate::moderation::model::{Complaint, NewReport, Reported};
use crate::moderation::service::enrol;

/// A decision on a listing or on its provider: whose, which listing, what, why, how many days ago.
type Past = (&'static str, Option<&'static str>, Ruling, &'static str, i64);

const PAST: [Past; 9] = [
    (
        "aire-valley",
        Some("Evening help to get ready for bed"),
        Ruling::SentBack,
        "It isn’t clear what people get for their money. Say how long an evening visit takes.",
        41,
    ),
    ("aire-valley", Some("Evening help to get ready for bed"), Ruling::Approved, "", 39),
    (
        "bright-days",
        Some("To the day centre and back, every week"),
        Ruling::Warned,
        "What it says isn’t right. The return journey is at four, and the page says three.",
        33,
    ),
    ("kirkstall-hub", Some("Lunch club with transport"), Ruling::NothingFound, "", 27),
    (
        "fresh-start",
        Some("Regular cleaning in east Leeds"),
        Ruling::TakenOff,
        "It misleads people about the price or about what they get. Windows are not in the price.",
        24,
    ),
    ("fresh-start", Some("Regular cleaning in east Leeds"), Ruling::PutBack, "", 22),
    ("larkfield", None, Ruling::Verified, "", 18),
    ("late-shift", Some("Five-a-side for everyone"), Ruling::Approved, "", 12),
    (
        "aire-valley",
        Some("A visit to take your medicine"),
        Ruling::Warned,
        "Please say on the page who may give which medicines.",
        4,
    ),
];

/// What people reported: of whom, which listing, what is wrong, in their words, how many hours ago.
const REPORTS: [(&str, Option<&str>, Complaint, &str, i64); 4] = [
    (
        "fresh-start",
        Some("Regular cleaning in east Leeds"),
        Complaint::Wrong,
        "They told me that they don’t come to Garforth any more. The page still says so.",
        76,
    ),
    (
        "fresh-start",
        Some("Regular cleaning in east Leeds"),
        Complaint::Other,
        "Nobody answers the telephone on Mondays.",
        30,
    ),
    ("late-shift", None, Complaint::Wrong, "The club has moved to the old library.", 52),
    (
        "bright-days",
        Some("To the day centre and back, every week"),
        Complaint::AtRisk,
        "A man in a chair was not strapped in this morning. The driver said it was only round the corner.",
        3,
    ),
];

/// Writes all of it. A small market lacks some of those it is about.
pub(super) fn write(app: &App, setting: &Setting, known: &Known) -> Result<(), DbError> {
    let (setting, known) = (setting.clone(), known.clone());
    app.db.write_blocking(move |db| {
        let moderator = known.user("alison")?;
        for past in PAST {
            if let Some((provider, on)) = subject(&known, past.0, past.1) {
                let at = setting.now - TimeDelta::days(past.4);
                let id =
                    decisions::enrol(db, provider, &Enrol { on, ruling: past.2, words: past.3, by: moderator, at })?;
                if past.4 == 4 {
                    let grace = known.user("aire-valley")?;
                    let words = "The third sentence says so already. Could you look again?";
                    enrol::answer(db, id, words, grace, setting.now - TimeDelta::days(2))?;
                }
            }
        }
        for (provider, listing, complaint, words, hours) in REPORTS {
            let about = subject(&known, provider, listing).map(|(_, on)| match on {
                (Subject::Listing, id) => (Reported::Listing, id),
                (_, id) => (Reported::Provider, id),
            });
            if let Some(about) = about {
                let new = NewReport { complaint, words: words.to_owned(), email: None };
                enrol::report(db, about, &new, setting.now - TimeDelta::hours(hours))?;
            }
        }
        let Some(page) = known.providers.get("u-millrace") else { return Ok(()) };
        claim(db, &setting, *page, moderator)
    })
}

fn subject(known: &Known, provider: &str, listing: Option<&str>) -> Option<(ProviderId, (Subject, i64))> {
    let id = *known.providers.get(provider)?;
    let Some(listing) = listing else { return Some((id, (Subject::Provider, id.0))) };
    let (ListingId(listing), _) = *known.listings.get(&(provider.to_owned(), listing.to_owned()))?;
    Some((id, (Subject::Listing, listing)))
}

/// Two say that a page from a public record is theirs: one was refused, one waits.
fn claim(db: &mut Db, setting: &Setting, page: ProviderId, moderator: UserId) -> Result<(), DbError> {
    let at: NaiveDateTime = setting.now - TimeDelta::days(6);
    let user = accounts::user(db, &address("mill.race"), "Mina Thwaite", &setting.password_hash, at)?;
    let organisation = accounts::organisation(db, OrganisationKind::Provider, "Mill Race Friends", (None, None), at)?;
    accounts::member(db, user, organisation, Role::ProviderStaff, at)?;
    let new = NewClaim {
        job: "Treasurer".to_owned(),
        words: "We took the centre over from the council in spring.".to_owned(),
        proof: Proof::Evidence,
    };
    directory::claim(db, page, (organisation, user), &new, at)?;
    let (on, words) = ((Subject::Provider, page.0), "We could not find out that you are who you say.");
    let past = Enrol { on, ruling: Ruling::RivalRefused, words, by: moderator, at: at + TimeDelta::days(3) };
    decisions::enrol(db, page, &past).map(drop)
}
