//! Providers that may be one: found, looked at, merged or told apart.

use handpick::accounts::{Actor, Role};
use handpick::app::App;
use handpick::directory::DirectoryError;
use handpick::directory::model::duplicates::{Likeness, MergeCommand, MergeField};
use handpick::directory::model::{ListingState, ProviderCommand, ProviderState};
use handpick::directory::service;
use handpick::directory::service::duplicates::{self, Offered};
use handpick::kernel::ids::{OrganisationId, ProviderId};

use super::import::Import;
use super::{Market, bridge, somebody};

const HOMES: &str = "\
name,type,address,postcode,telephone,website,area_name
Larch House,Residential homes,\"1 Larch Road, Urmston\",M41 5BU,0161 555 0101,http://larch.example,Trafford
";

async fn offered(app: &App, moderator: &Actor) -> Vec<Offered> {
    duplicates::list(app, moderator).await.unwrap()
}

/// An import, and who stands by: a provider's staff and a moderator.
struct Two {
    import: Import,
    staff: Actor,
    moderator: Actor,
    organisation: OrganisationId,
}

impl Two {
    fn app(&self) -> &App {
        &self.import.test.app
    }
}

fn larch() -> ProviderCommand {
    ProviderCommand {
        name: "Larch House Ltd".to_owned(),
        postcode: Some("M41 5BU".to_owned()),
        summary: "Our own home.".to_owned(),
        ..bridge()
    }
}

/// Larch House twice: from open data, and signed up by itself with a listing that is live.
async fn twice(db: crate::support::TestDb) -> (Two, Offered) {
    let market = Market::open(db).await;
    let own = service::create_provider(market.app(), &market.staff, market.organisation, larch()).await.unwrap();
    market.live_listing(own).await;
    let Market { test, staff, moderator, organisation } = market;
    let two = Two { import: Import::over(test), staff, moderator, organisation };
    two.import.import(HOMES);
    let pair = offered(two.app(), &two.moderator).await.pop().unwrap();
    (two, pair)
}

fn merge_into(stays: ProviderId) -> MergeCommand {
    MergeCommand { stays, from_other: Vec::new(), pause: Vec::new() }
}

on_each_backend! {
    async fn two_that_are_alike_are_offered_once(db: TestDb) {
        let (market, pair) = twice(db).await;
        let import = &market.import;
        assert_eq!(pair.likeness, Likeness::SimilarName);
        assert_eq!((pair.first.name.as_str(), pair.second.name.as_str()), ("Larch House Ltd", "Larch House"));
        import.import(HOMES.replace("0101", "0199"));
        assert_eq!(offered(market.app(), &market.moderator).await.len(), 1);
        assert!(matches!(duplicates::list(market.app(), &market.staff).await, Err(DirectoryError::Refused)));
        assert!(matches!(duplicates::pair(market.app(), &market.staff, pair.id).await, Err(DirectoryError::Refused)));
        let other = merge_into(pair.first.id);
        assert!(matches!(duplicates::merge(market.app(), &market.staff, pair.id, other).await, Err(DirectoryError::Refused)));
    }

    async fn everything_moves_to_the_one_that_stays(db: TestDb) {
        let (market, pair) = twice(db).await;
        let import = &market.import;
        let open_data = pair.second.id;
        let command = MergeCommand { from_other: vec![MergeField::Name, MergeField::Phone], ..merge_into(pair.first.id) };
        let kept = duplicates::merge(market.app(), &market.moderator, pair.id, command).await.unwrap();
        assert_eq!((kept.name.as_str(), kept.summary.as_str()), ("Larch House", "Our own home."));
        assert_eq!((kept.phone.as_deref(), kept.website.as_deref()), (Some("0161 555 0101"), Some("http://larch.example")));
        assert_eq!((kept.organisation_id, kept.state), (Some(market.organisation), ProviderState::Claimed));
        let found = import.found();
        assert!(found.len() == 2 && found.iter().all(|found| found.provider_id == kept.id.0), "{found:?}");
        assert_eq!(duplicates::moved_to(market.app(), open_data).await.unwrap(), Some(kept.path()));
        assert_eq!(duplicates::moved_to(market.app(), kept.id).await.unwrap(), None);
        assert!(offered(market.app(), &market.moderator).await.is_empty());
        let again = duplicates::merge(market.app(), &market.moderator, pair.id, merge_into(kept.id)).await;
        assert!(matches!(again, Err(DirectoryError::AlreadyChecked)), "{again:?}");
        assert!(service::unsuspend(market.app(), &market.moderator, open_data).await.is_err(), "what went stays gone");
        // Its source goes on speaking to the one that stays, and leaves what was chosen there alone.
        let report = import.import(HOMES.replace("http://larch.example", "http://new.example"));
        assert_eq!((report.taken, report.changed), (0, 1), "{report}");
        assert_eq!(import.provider(kept.id.0).await.website.as_deref(), Some("http://new.example"));
        assert_eq!(import.provider(kept.id.0).await.summary, "Our own home.");
    }

    async fn the_staff_of_the_one_that_goes_run_the_one_that_stays(db: TestDb) {
        let (market, pair) = twice(db).await;
        let kept = duplicates::merge(market.app(), &market.moderator, pair.id, merge_into(pair.second.id)).await.unwrap();
        assert_eq!((kept.id, kept.organisation_id), (pair.second.id, Some(market.organisation)));
        let home = service::my_provider(market.app(), &market.staff).await.unwrap();
        assert_eq!((home.provider.map(|provider| provider.id), home.listings.len()), (Some(kept.id), 2));
    }

    async fn listings_that_say_the_same_can_be_paused_on_the_way(db: TestDb) {
        let (market, pair) = twice(db).await;
        let import = &market.import;
        let spare = import.found().into_iter().find(|found| found.provider_id == pair.second.id.0).unwrap();
        let pause = vec![handpick::kernel::ListingId(spare.listing_id)];
        let command = MergeCommand { pause, ..merge_into(pair.first.id) };
        duplicates::merge(market.app(), &market.moderator, pair.id, command).await.unwrap();
        assert_eq!(import.found().len(), 1);
        let home = service::my_provider(market.app(), &market.staff).await.unwrap();
        assert!(home.listings.iter().any(|listing| listing.card.state == ListingState::Paused));
    }

    async fn two_that_arent_the_same_arent_offered_again(db: TestDb) {
        let (market, pair) = twice(db).await;
        let import = &market.import;
        duplicates::dismiss(market.app(), &market.moderator, pair.id).await.unwrap();
        import.import(HOMES.replace("0101", "0199").replace("http://larch.example", "http://x.example"));
        assert!(offered(market.app(), &market.moderator).await.is_empty());
        assert!(matches!(duplicates::pair(market.app(), &market.moderator, pair.id).await, Err(DirectoryError::AlreadyChecked)));
    }

    async fn nobody_decides_about_their_own_organisation(db: TestDb) {
        let (market, pair) = twice(db).await;
        let mut own = market.moderator.clone();
        own.memberships.push(crate::directory::member_of(market.organisation, Role::ProviderStaff));
        assert!(duplicates::list(market.app(), &own).await.unwrap().is_empty());
        let merged = duplicates::merge(market.app(), &own, pair.id, merge_into(pair.first.id)).await;
        assert!(matches!(merged, Err(DirectoryError::ConflictOfInterest)), "{merged:?}");
    }

    async fn numbers_at_the_cqc_tell_two_places_apart(db: TestDb) {
        let market = Market::open(db).await;
        let (other, organisation) = somebody(&market.test, "otto@larch.example", Role::ProviderStaff);
        let numbered = |cqc: &str| ProviderCommand { cqc_location: Some(cqc.to_owned()), ..larch() };
        service::create_provider(market.app(), &market.staff, market.organisation, numbered("1-100")).await.unwrap();
        let id = service::create_provider(market.app(), &other, organisation, numbered("1-101")).await.unwrap();
        assert!(offered(market.app(), &market.moderator).await.is_empty());
        service::update_provider(market.app(), &other, id, numbered("1-100")).await.unwrap();
        assert_eq!(offered(market.app(), &market.moderator).await.pop().unwrap().likeness, Likeness::Cqc);
    }
}

/// Every table that names a provider is moved when two are merged, or stays for a reason.
#[test]
fn merging_forgets_no_table() {
    let stays = [
        ("imported_entries", "moved by its own store"),
        ("merged_providers", "it is about the one that goes"),
        ("bulk_uploads", "a file that waits is about the listings as they were, and is gone in a day"),
    ];
    let read = |path: &str| std::fs::read_to_string(format!("{}/src/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (schema, merging) = (read("db/schema/lib.rs"), read("directory/store/merging.rs"));
    let moved = merging.split("    move_rows!(").nth(1).unwrap().split(");").next().unwrap();
    for table in schema.split("diesel::table! {").skip(1) {
        let name = table.trim_start().split(' ').next().unwrap();
        let names_provider = table.split("}\n}").next().unwrap().contains(" provider_id ->");
        let known = stays.iter().any(|(stays, _)| *stays == name)
            || moved.split(',').any(|moved| moved.trim() == name)
            || merging.contains(&format!("{name}::table.filter({name}::provider_id.eq(from.0))"));
        assert!(!names_provider || known, "{name} names a provider and isn't moved when two are merged");
    }
}
