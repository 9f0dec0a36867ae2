//! Providers: made, claimed, verified, suspended.

use handpick::accounts::Role;
use handpick::directory::DirectoryError;
use handpick::directory::model::{ProviderCommand, ProviderState};
use handpick::directory::service::{self, enrol};
use handpick::kernel::ids::{ListingId, ProviderId};

use super::{CLEANING, Market, bridge, claim, help_at_home, somebody};

/// An unclaimed provider from open data, with its live listing.
fn unclaimed(market: &Market) -> (ProviderId, ListingId) {
    let now = market.app().clock.now();
    market.test.write(move |db| {
        let source = handpick::directory::model::ProviderSource {
            name: "CQC".to_owned(),
            key: "cqc:1-1".to_owned(),
            licence: "Open Government Licence".to_owned(),
            hash: "1".to_owned(),
        };
        let new = enrol::NewProvider {
            name: "Ann Challis".to_owned(),
            postcode: Some("M41 9LT".to_owned()),
            source: Some(source),
            ..enrol::NewProvider::default()
        };
        let provider_id = enrol::provider(db, &new, now)?;
        let listing = enrol::NewListing {
            provider_id,
            command: help_at_home(CLEANING),
            prices: Vec::new(),
            state: handpick::directory::model::ListingState::Live,
            published_at: None,
        };
        Ok((provider_id, enrol::listing(db, &listing, now)?))
    })
}

async fn state(market: &Market, id: ProviderId) -> ProviderState {
    service::provider_page(market.app(), Some(&market.moderator), id).await.unwrap().provider.state
}

on_each_backend! {
    async fn an_organisation_has_one_provider(db: TestDb) {
        let market = Market::open(db).await;
        assert!(service::my_provider(market.app(), &market.staff).await.unwrap().provider.is_none());
        let id = market.provider().await;
        let again = service::create_provider(market.app(), &market.staff, market.organisation, bridge()).await;
        assert!(matches!(again, Err(DirectoryError::AlreadyHasProvider)));
        let home = service::my_provider(market.app(), &market.staff).await.unwrap();
        let provider = home.provider.unwrap();
        assert_eq!((provider.id, provider.state), (id, ProviderState::Claimed));
        assert_eq!((provider.postcode.as_deref(), provider.place.as_str()), (Some("M33 3NB"), "Trafford"));
        let found = market.app().db.read_blocking({
            let organisation = market.organisation;
            move |db| service::provider_of_organisation(db, organisation)
        });
        assert_eq!(found.unwrap(), Some(id));
        assert!(matches!(service::my_provider(market.app(), &market.moderator).await, Err(DirectoryError::Refused)));
    }

    async fn a_postcode_that_does_not_exist_is_refused(db: TestDb) {
        let market = Market::open(db).await;
        let command = ProviderCommand { postcode: Some("ZZ1 1ZZ".to_owned()), ..bridge() };
        let answer = service::create_provider(market.app(), &market.staff, market.organisation, command).await;
        let Err(DirectoryError::Invalid(faults)) = answer else { panic!("it was taken") };
        assert_eq!(faults[0].field, "postcode");
        assert!(service::my_provider(market.app(), &market.staff).await.unwrap().provider.is_none());
    }

    async fn a_claim_gives_nothing_until_a_moderator_agrees(db: TestDb) {
        let market = Market::open(db).await;
        let (id, listing) = unclaimed(&market);
        assert!(market.is_found(listing));
        assert!(market.refusal(listing).unwrap().contains("doesn’t take orders through Handpick yet"));
        let first = claim(&market.test, &market.staff, id).await.unwrap();
        assert_eq!(state(&market, id).await, ProviderState::Unclaimed);
        assert!(market.refusal(listing).unwrap().contains("doesn’t take orders through Handpick yet"));
        let answer = service::update_provider(market.app(), &market.staff, id, bridge()).await;
        assert!(matches!(answer, Err(DirectoryError::Refused)));
        let answer = service::withdraw(market.app(), &market.staff, listing).await;
        assert!(matches!(answer, Err(DirectoryError::Refused)));

        let (rival, _) = somebody(&market.test, "sam@other.example", Role::ProviderStaff);
        let second = claim(&market.test, &rival, id).await.unwrap();
        assert!(matches!(claim(&market.test, &rival, id).await, Err(DirectoryError::ClaimOpen)));
        let own = service::claims::accept_claim(market.app(), &market.staff, first).await;
        assert!(matches!(own, Err(DirectoryError::Refused)));

        service::claims::refuse_claim_of(market.app(), &market.moderator, first, "Not theirs").await.unwrap();
        assert_eq!(state(&market, id).await, ProviderState::Unclaimed);
        service::claims::accept_claim(market.app(), &market.moderator, second).await.unwrap();
        let again = service::claims::accept_claim(market.app(), &market.moderator, second).await;
        assert!(matches!(again, Err(DirectoryError::AlreadyHasProvider)));
        assert!(market.refusal(listing).unwrap().contains("hasn’t given a price yet"));
        service::update_provider(market.app(), &rival, id, bridge()).await.unwrap();
        let page = service::provider_page(market.app(), None, id).await.unwrap();
        assert_eq!((page.provider.name.as_str(), page.provider.state), ("Bridge Home Care", ProviderState::Verified));
        assert_eq!(page.provider.source.unwrap().key, "cqc:1-1");
    }

    async fn a_provider_that_signed_up_cannot_be_unclaimed(db: TestDb) {
        let market = Market::open(db).await;
        let id = market.provider().await;
        let answer = service::refuse_claim(market.app(), &market.moderator, id, "No").await;
        assert!(matches!(answer, Err(DirectoryError::WrongProviderState(ProviderState::Claimed))));
    }

    async fn a_suspended_provider_is_out_of_the_market(db: TestDb) {
        let market = Market::open(db).await;
        let id = market.provider().await;
        let listing = market.live_listing(id).await;
        assert!(matches!(service::suspend(market.app(), &market.staff, id, "").await, Err(DirectoryError::Refused)));
        let before = market.touched();
        service::suspend(market.app(), &market.moderator, id, "Reports of harm").await.unwrap();
        assert_eq!(market.touched(), before + 1);
        assert!(!market.is_found(listing));
        assert_eq!(market.refusal(listing).unwrap(), "Bridge Home Care can’t take new orders at the moment.");
        assert!(matches!(service::provider_page(market.app(), None, id).await, Err(DirectoryError::Refused)));
        assert!(matches!(service::listing_page(market.app(), None, listing).await, Err(DirectoryError::Refused)));
        service::pause(market.app(), &market.staff, listing).await.unwrap();
        let answer = service::resume(market.app(), &market.staff, listing).await;
        assert!(matches!(answer, Err(DirectoryError::Suspended)));
        service::unsuspend(market.app(), &market.moderator, id).await.unwrap();
        service::resume(market.app(), &market.staff, listing).await.unwrap();
        assert!(market.is_found(listing));
    }
}
