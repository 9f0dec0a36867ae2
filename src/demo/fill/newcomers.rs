//! Staff with different roles at one provider, and somebody new who is half-way through telling us about themselves.

use super::{Known, Setting, address};
use crate::accounts::service::enrol as accounts;
use crate::accounts::{OrganisationKind, ProviderRole, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::demo::market::at_ten;
use crate::demo::{DemoError, shifted};
use crate::directory::model::profile::Profile;
use crate::directory::model::{AccreditationCommand, AccreditationScheme, ListingCommand, ListingState, ProviderKind};
use crate::directory::model::{ListingTerms, ProviderState};
use crate::directory::service::enrol::{self, Check, NewAccreditation, NewListing, NewProvider};

/// Where Grace manages, somebody writes the listings and somebody answers orders.
const COLLEAGUES: [(&str, &str, ProviderRole); 2] =
    [("listings", "Leo Hartley", ProviderRole::Listings), ("visits", "Jo Barker", ProviderRole::Visits)];

pub(super) fn write(app: &App, setting: &Setting, known: &Known) -> Result<(), DemoError> {
    let (setting, aire) = (setting.clone(), known.organisations.get("aire-valley").copied());
    app.db.write_blocking(move |db| {
        if let Some(organisation) = aire {
            for (local, name, role) in COLLEAGUES {
                let at = setting.before_year(100);
                let user = accounts::user(db, &address(local), name, &setting.password_hash, at)?;
                accounts::member(db, user, organisation, Role::ProviderStaff, at)?;
                accounts::staff_role(db, organisation, user, role)?;
            }
        }
        newcomer(db, &setting)
    })?;
    Ok(())
}

/// Signed up three days ago: who they are and where they go is there, a first listing is begun, one check waits.
fn newcomer(db: &mut Db, setting: &Setting) -> Result<(), DbError> {
    let at = at_ten(shifted(setting.today, -3));
    let user = accounts::user(db, &address("newprovider"), "Nadia Croft", &setting.password_hash, at)?;
    let organisation = accounts::organisation(db, OrganisationKind::Provider, "Meanwood Mornings", (None, None), at)?;
    accounts::member(db, user, organisation, Role::ProviderStaff, at)?;
    let provider = NewProvider {
        organisation_id: Some(organisation),
        name: "Meanwood Mornings".to_owned(),
        kind: ProviderKind::Person,
        workers: Some(1),
        state: ProviderState::Claimed,
        summary: "One person with time in the mornings, for a walk, the shops or a chat.".to_owned(),
        postcode: Some("LS6 4AB".to_owned()),
        place: "Meanwood, Leeds".to_owned(),
        phone: Some("07700 900461".to_owned()),
        ..NewProvider::default()
    };
    let id = enrol::provider(db, &provider, at)?;
    let areas = vec!["LS6".to_owned(), "LS7".to_owned()];
    enrol::profile(db, id, &Profile { districts: areas.clone(), ..Profile::default() }, at)?;
    let command = AccreditationCommand {
        scheme: AccreditationScheme::DBS,
        reference: "001234567890".to_owned(),
        level: Some("enhanced".to_owned()),
        scope: String::new(),
        evidence_file: None,
        expires_on: None,
        renews: None,
    };
    enrol::accreditation(db, &NewAccreditation { provider_id: id, command, check: Check::default() }, at)?;
    let listing = NewListing {
        provider_id: id,
        command: ListingCommand {
            title: "A walk and a chat in the morning".to_owned(),
            category: "leisure/befriending".to_owned(),
            notice_hours: 24,
            terms: ListingTerms { districts: areas, ..ListingTerms::default() },
            ..ListingCommand::default()
        },
        prices: Vec::new(),
        state: ListingState::Draft,
        published_at: None,
    };
    enrol::listing(db, &listing, at).map(drop)
}
