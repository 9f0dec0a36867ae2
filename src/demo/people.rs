//! The people of the demo as they were written: budget holders with their plans and what they ordered, and those who
//! work for councils, broker organisations and the site.

use chrono::NaiveDate;
use serde::Deserialize;

use super::written::{self, File};
use super::{DemoError, Size};
use crate::accounts::{OrganisationKind, Role, Scope};
use crate::budgets::HeldAs;
use crate::directory::model::CareGroup;
use crate::find::saved::model::Mails;
use crate::plans::OutcomeFamily;
use crate::ratings::model::Helped;

/// How many holders the small demo has.
const SMALL: usize = 5;

/// Somebody with a personal budget.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holder {
    pub name: String,
    /// What they sign in with, before the host; none for somebody without an account.
    pub email: Option<String>,
    pub born: NaiveDate,
    pub care_group: CareGroup,
    pub address: String,
    pub postcode: String,
    /// None for somebody who pays for themselves.
    pub council: Option<String>,
    pub broker: Option<String>,
    pub mandate: Option<Mandate>,
    pub held: HeldAs,
    /// The council whose area they moved to: their case here is closed.
    #[serde(default)]
    pub moved: Option<String>,
    /// The only categories that the money may buy; none for any.
    #[serde(default)]
    pub allows: Vec<String>,
    pub budget: String,
    pub indicative: Option<String>,
    pub needs: Option<Needs>,
    pub outcomes: Vec<Outcome>,
    #[serde(default)]
    pub shortlist: Vec<Liked>,
    #[serde(default)]
    pub saved: Vec<Saved>,
}

/// A listing on their shortlist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Liked {
    /// The provider's key.
    pub by: String,
    pub listing: String,
    #[serde(default)]
    pub note: String,
    /// Put there by their broker.
    #[serde(default)]
    pub broker: bool,
}

/// A search they saved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    pub name: String,
    pub search: String,
    pub mails: Mails,
}

/// What their broker may do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mandate {
    pub scopes: Vec<Scope>,
    pub order_limit: Option<String>,
    pub four_weeks: Option<String>,
    /// Days from today.
    pub ends: i64,
}

/// Their communication needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Needs {
    pub format: Option<String>,
    pub language: Option<String>,
    pub contact_by: Option<String>,
    pub contact_name: Option<String>,
    pub notes: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outcome {
    pub words: String,
    pub family: OutcomeFamily,
    pub need: Option<String>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub title: String,
    pub category: String,
    pub detail: String,
    pub weekly: Option<String>,
    /// Hours a week.
    pub hours: Option<String>,
    pub amount: String,
    #[serde(default)]
    pub orders: Vec<Order>,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stands {
    /// Accepted, and delivered since.
    #[default]
    Accepted,
    /// Placed yesterday.
    Waiting,
}

/// Something ordered. `once` and `soon` are for one day; all else is weekly.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    pub by: String,
    pub listing: String,
    pub days: Option<String>,
    pub every: Option<u8>,
    pub at: String,
    pub units: String,
    /// Weeks after the budget year began.
    #[serde(default)]
    pub from: i64,
    pub weeks: Option<i64>,
    #[serde(default)]
    pub until_now: bool,
    /// Days after the budget year began.
    pub once: Option<i64>,
    /// Days from today.
    pub soon: Option<i64>,
    #[serde(default)]
    pub state: Stands,
    /// Nothing of the last week was confirmed yet.
    #[serde(default)]
    pub behind: bool,
    /// More visits in the same weeks.
    #[serde(default)]
    pub also: Vec<Also>,
    /// Nobody comes on bank holidays.
    #[serde(default)]
    pub no_bank_holidays: bool,
    /// What the holder says was wrong with the last visit that was recorded.
    pub doubted: Option<String>,
    pub rated: Option<Rated>,
}

/// One more visit; on the same days where none are said.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Also {
    pub days: Option<String>,
    pub at: String,
    pub units: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rated {
    /// Quality, reliability, dignity, value.
    pub stars: [u8; 4],
    pub words: String,
    pub helped: Helped,
    /// Shown beside it; the first name where it isn't said.
    pub name: Option<String>,
    pub reply: Option<String>,
}

#[derive(Deserialize)]
struct HolderFile {
    holder: Vec<Holder>,
}

const HOLDERS: [File; 3] = [
    ("people/tom.toml", include_str!("../../static/demo/people/tom.toml")),
    ("people/airevale.toml", include_str!("../../static/demo/people/airevale.toml")),
    ("people/calder-moor.toml", include_str!("../../static/demo/people/calder-moor.toml")),
];

/// The holders of a demo of this size.
pub(super) fn holders(size: Size) -> Result<Vec<Holder>, DemoError> {
    let mut all = Vec::new();
    for file in HOLDERS {
        all.extend(written::read::<HolderFile>(file)?.holder);
    }
    if size == Size::Small {
        all.truncate(SMALL);
    }
    Ok(all)
}

/// An organisation that isn't a provider.
pub(super) struct Office {
    /// What the other files call it.
    pub key: &'static str,
    pub name: &'static str,
    pub kind: OrganisationKind,
    /// The code of the area that is a council's.
    pub area: Option<&'static str>,
    /// Who works there.
    pub staff: &'static [Worker],
}

/// Somebody who works in an office.
pub(super) struct Worker {
    /// What the other files call them; what comes before the host of their address, too, unless `local` says.
    pub key: &'static str,
    pub local: &'static str,
    pub name: &'static str,
    pub roles: &'static [Role],
}

const fn worker(key: &'static str, local: &'static str, name: &'static str, roles: &'static [Role]) -> Worker {
    Worker { key, local, name, roles }
}

/// The site, the two councils and the two broker organisations, none of which exists.
pub(super) const OFFICES: [Office; 5] = [
    Office {
        key: "site",
        name: "Handpick",
        kind: OrganisationKind::Site,
        area: None,
        staff: &[worker("alison", "moderator", "Alison Reeve", &[Role::Moderator])],
    },
    Office {
        key: "airevale",
        name: "Airevale Council",
        kind: OrganisationKind::Council,
        area: Some("E08000035"),
        staff: &[
            worker("airevale-care", "care-manager", "Jo Wren", &[Role::CareManager]),
            worker("airevale-money", "finance", "Daniel Okafor", &[Role::FinanceOfficer]),
            worker("airevale-market", "helen.sowerby", "Helen Sowerby", &[Role::Commissioner, Role::PanelMember]),
            worker("airevale-care-2", "pritam.gill", "Pritam Gill", &[Role::CareManager]),
        ],
    },
    Office {
        key: "calder-moor",
        name: "Calder Moor Council",
        kind: OrganisationKind::Council,
        area: Some("E08000036"),
        staff: &[
            worker("calder-moor-care", "ian.metcalfe", "Ian Metcalfe", &[Role::CareManager]),
            worker("calder-moor-money", "wendy.akers", "Wendy Akers", &[Role::FinanceOfficer]),
            worker("calder-moor-market", "rashid.khan", "Rashid Khan", &[Role::Commissioner]),
        ],
    },
    Office {
        key: "circle",
        name: "Airevale Circle of Support",
        kind: OrganisationKind::Broker,
        area: None,
        staff: &[
            worker("tom", "broker", "Tom Adeyemi", &[Role::Broker]),
            worker("nkechi", "nkechi.obi", "Nkechi Obi", &[Role::Broker, Role::ProviderStaff]),
        ],
    },
    Office {
        key: "calder-brokers",
        name: "Calder Moor Brokers",
        kind: OrganisationKind::Broker,
        area: None,
        staff: &[
            worker("lesley", "lesley.crabtree", "Lesley Crabtree", &[Role::Broker]),
            worker("sunil", "sunil.rao", "Sunil Rao", &[Role::Broker]),
        ],
    },
];
