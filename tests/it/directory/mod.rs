//! The directory's services, and the import of open data.

mod again;
mod cqc;
mod duplicates;
mod import;
mod listings;
mod open_referral;
mod prices;
mod providers;
mod shared_files;

use handpick::accounts::service::enrol as accounts;
use handpick::accounts::{Actor, Membership, OrganisationKind, ProviderRole, Role};
use handpick::app::App;
use handpick::directory::model::claim::{NewClaim, Proof};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, Delivery, ListingCommand, ListingTerms, NewPrice, PriceUnit,
    ProviderCommand, ProviderKind,
};
use handpick::directory::service;
use handpick::directory::service::accreditations::Seen;
use handpick::directory::service::evidence::Sent;
use handpick::kernel::ids::ClaimId;
use handpick::kernel::ids::{ListingId, OrganisationId, ProviderId, SessionId};
use handpick::kernel::{Money, TimeBand};
use handpick::search::IndexChange;

use crate::support::{TestApp, TestDb};

/// The category that needs a DBS check and registration.
pub const CARE: &str = "personal-care/washing-and-dressing";
/// A category that needs nothing.
pub const CLEANING: &str = "help-around-the-home/cleaning";

/// A provider's organisation and the site's, with somebody in each.
pub struct Market {
    pub test: TestApp,
    pub staff: Actor,
    pub moderator: Actor,
    pub organisation: OrganisationId,
}

impl Market {
    pub async fn open(db: TestDb) -> Self {
        let test = TestApp::start(db).await;
        let (staff, organisation) = somebody(&test, "nina@bridge.example", Role::ProviderStaff);
        let (moderator, _) = somebody(&test, "mo@handpick.example", Role::Moderator);
        Self { test, staff, moderator, organisation }
    }

    pub fn app(&self) -> &App {
        &self.test.app
    }

    /// The provider of the staff's organisation.
    pub async fn provider(&self) -> ProviderId {
        service::create_provider(self.app(), &self.staff, self.organisation, bridge()).await.unwrap()
    }

    /// A listing of theirs that is live.
    pub async fn live_listing(&self, provider: ProviderId) -> ListingId {
        let id = self.submitted_listing(provider, CLEANING).await;
        service::approve(self.app(), &self.moderator, id).await.unwrap();
        id
    }

    /// A listing of theirs that waits for a moderator.
    pub async fn submitted_listing(&self, provider: ProviderId, category: &str) -> ListingId {
        let (app, staff) = (self.app(), &self.staff);
        let id = service::create_listing(app, staff, provider, help_at_home(category)).await.unwrap();
        service::set_prices(app, staff, id, vec![hourly(TimeBand::Weekday, 2_150)]).await.unwrap();
        service::submit_listing(app, staff, id).await.unwrap();
        id
    }

    /// An accreditation that the moderator checked.
    pub async fn accredited(&self, provider: ProviderId, scheme: AccreditationScheme, expires: Option<&str>) {
        let command = accreditation(scheme, expires);
        let seen = Seen { on: self.app().clock.today(), expires_on: command.expires_on };
        let id = service::add_accreditation(self.app(), &self.staff, provider, command).await.unwrap();
        service::verify_accreditation(self.app(), &self.moderator, id, seen).await.unwrap();
    }

    /// What the index would be told about a listing now.
    pub fn indexed(&self, id: ListingId) -> IndexChange {
        let today = self.app().clock.today();
        let mut changes = self.app().db.read_blocking(move |db| service::search_docs(db, &[id], today)).unwrap();
        changes.pop().unwrap()
    }

    pub fn is_found(&self, id: ListingId) -> bool {
        matches!(self.indexed(id), IndexChange::Put(_))
    }

    /// Why it can't be ordered today.
    pub fn refusal(&self, id: ListingId) -> Option<String> {
        let today = self.app().clock.today();
        self.app().db.read_blocking(move |db| service::orderable(db, id, today)).unwrap().refusal
    }

    /// How many changes the index has been told of.
    pub fn touched(&self) -> usize {
        handpick::db::outbox::after(&self.app().db, 0, 10_000).unwrap().len()
    }
}

/// A new user with one role in a new organisation.
pub fn somebody(test: &TestApp, email: &str, role: Role) -> (Actor, OrganisationId) {
    let (user, now) = (test.user(email, "Nina Brown"), test.now());
    let name = email.to_owned();
    let organisation = test.write(move |db| {
        let id = accounts::organisation(db, role.organisation_kind(), &name, (None, None), now)?;
        accounts::member(db, user, id, role, now)?;
        Ok(id)
    });
    let membership = member_of(organisation, role);
    let actor = Actor {
        user_id: user,
        name: "Nina Brown".to_owned(),
        email: email.to_owned(),
        session_id: SessionId(1),
        memberships: vec![membership],
        own_holder: None,
        acting_for: None,
    };
    (actor, organisation)
}

pub fn member_of(organisation_id: OrganisationId, role: Role) -> Membership {
    let organisation_kind: OrganisationKind = role.organisation_kind();
    Membership {
        organisation_id,
        organisation_name: "Bridge".to_owned(),
        organisation_kind,
        role,
        provider_role: ProviderRole::Manager,
    }
}

pub fn bridge() -> ProviderCommand {
    ProviderCommand {
        name: "Bridge Home Care".to_owned(),
        kind: ProviderKind::Private,
        workers: Some(40),
        summary: "Care at home in Sale.".to_owned(),
        postcode: Some("m33 3nb".to_owned()),
        ..ProviderCommand::default()
    }
}

pub fn help_at_home(category: &str) -> ListingCommand {
    ListingCommand {
        title: "Help at home".to_owned(),
        summary: "Help with the house, from people you know.".to_owned(),
        description: "Cleaning, shopping and a chat.".to_owned(),
        category: category.to_owned(),
        terms: ListingTerms {
            delivery: vec![Delivery::AtHome],
            districts: vec!["M33".to_owned()],
            ..ListingTerms::default()
        },
        notice_hours: 24,
        late_charge_percent: 50,
        ..ListingCommand::default()
    }
}

pub fn hourly(band: TimeBand, pence: i64) -> NewPrice {
    NewPrice::new(PriceUnit::Hour, band, Money::from_pence(pence))
}

pub fn accreditation(scheme: AccreditationScheme, expires: Option<&str>) -> AccreditationCommand {
    AccreditationCommand {
        scheme,
        reference: scheme
            .about()
            .filter(|about| !about.example.is_empty())
            .map_or("A-1", |about| &about.example)
            .to_owned(),
        scope: String::new(),
        evidence_file: None,
        level: None,
        renews: None,
        expires_on: expires.map(|day| day.parse().unwrap()),
    }
}

/// A claim with a letter, which waits for a moderator.
pub async fn claim(
    test: &TestApp,
    actor: &Actor,
    id: ProviderId,
) -> Result<ClaimId, handpick::directory::DirectoryError> {
    let new = NewClaim { job: "Owner".to_owned(), words: String::new(), proof: Proof::Evidence };
    let letter = Sent { name: "letter.pdf".to_owned(), bytes: b"%PDF-1.7".to_vec() };
    service::claims::make(&test.app, actor, id, new, vec![letter]).await
}
