//! A listing's way from draft to live, and who may do what.

use handpick::accounts::Role;
use handpick::directory::DirectoryError;
use handpick::directory::model::{AccreditationScheme, ListingCommand, ListingState};
use handpick::directory::service::accreditations::Seen;
use handpick::directory::service::{self, Saved};
use handpick::kernel::TimeBand;
use handpick::kernel::ids::ListingId;
use handpick::search::IndexChange;

use super::{CARE, CLEANING, Market, accreditation, bridge, help_at_home, hourly, member_of, somebody};

async fn state(market: &Market, id: ListingId) -> ListingState {
    service::listing_page(market.app(), Some(&market.staff), id).await.unwrap().listing.state
}

on_each_backend! {
    async fn a_listing_is_seen_once_a_moderator_approved_it(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.submitted_listing(provider, CLEANING).await;
        assert!(!market.is_found(id));
        assert!(matches!(service::listing_page(market.app(), None, id).await, Err(DirectoryError::Refused)));
        service::approve(market.app(), &market.moderator, id).await.unwrap();
        let page = service::listing_page(market.app(), None, id).await.unwrap();
        assert_eq!((page.listing.title.as_str(), page.blocked), ("Help at home", None));
        let IndexChange::Put(document) = market.indexed(id) else { panic!("it isn't found") };
        assert_eq!((document.from_pence, document.price_unit.as_deref()), (Some(2_150), Some("hour")));
        assert_eq!((document.place.as_str(), document.districts), ("Trafford", vec!["M33".to_owned()]));
        assert!(document.can_order && document.easting.is_some() && document.rating_hundredths.is_none());
        assert_eq!(market.refusal(id), None);

        service::pause(market.app(), &market.staff, id).await.unwrap();
        assert!(!market.is_found(id));
        assert_eq!(market.refusal(id).unwrap(), "Bridge Home Care has paused this. Please try again later.");
        service::resume(market.app(), &market.staff, id).await.unwrap();
        assert!(market.is_found(id));
        service::withdraw(market.app(), &market.staff, id).await.unwrap();
        assert!(matches!(
            service::resume(market.app(), &market.staff, id).await,
            Err(DirectoryError::WrongState { from: ListingState::Withdrawn, .. })
        ));
        let acts = service::pages::listing_history(market.app(), &market.staff, id).await.unwrap();
        let acts: Vec<&str> = acts.iter().map(|act| act.action.as_str()).collect();
        assert_eq!(acts, [
            "listing.created", "listing.priced", "listing.submitted", "listing.approved", "listing.paused",
            "listing.resumed", "listing.withdrawn",
        ]);
    }

    async fn only_a_providers_own_staff_change_its_listings(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        let (stranger, _) = somebody(&market.test, "sam@other.example", Role::ProviderStaff);
        let (broker, _) = somebody(&market.test, "bo@broker.example", Role::Broker);
        for other in [&stranger, &broker, &market.moderator] {
            let app = market.app();
            let answers = [
                service::create_listing(app, other, provider, help_at_home(CLEANING)).await.map(drop),
                service::update_listing(app, other, id, help_at_home(CLEANING)).await.map(drop),
                service::set_prices(app, other, id, vec![hourly(TimeBand::Weekday, 1)]).await,
                service::pause(app, other, id).await,
                service::withdraw(app, other, id).await,
                service::update_provider(app, other, provider, bridge()).await,
                service::add_accreditation(app, other, provider, accreditation(AccreditationScheme::DBS, None)).await.map(drop),
                service::listing_for_edit(app, other, id).await.map(drop),
            ];
            assert!(answers.iter().all(|answer| matches!(answer, Err(DirectoryError::Refused))), "{answers:?}");
        }
        let missing = service::pause(market.app(), &market.staff, ListingId(999)).await;
        assert!(matches!(missing, Err(DirectoryError::Refused)));
        assert_eq!(state(&market, id).await, ListingState::Live);
    }

    async fn nobody_approves_for_an_organisation_they_belong_to(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.submitted_listing(provider, CLEANING).await;
        assert!(matches!(service::approve(market.app(), &market.staff, id).await, Err(DirectoryError::Refused)));
        let mut both = market.moderator.clone();
        both.memberships.push(member_of(market.organisation, Role::ProviderStaff));
        for answer in [
            service::approve(market.app(), &both, id).await,
            service::send_back(market.app(), &both, id, "No").await,
            service::verify_provider(market.app(), &both, provider).await,
        ] {
            assert!(matches!(answer, Err(DirectoryError::ConflictOfInterest)), "{answer:?}");
        }
        let queue = service::review_queue(market.app(), &both).await.unwrap();
        assert!(queue.listings.is_empty() && queue.claims.is_empty());
        let queue = service::review_queue(market.app(), &market.moderator).await.unwrap();
        assert_eq!((queue.listings.len(), queue.claims.len()), (1, 1));
        assert!(matches!(service::review_queue(market.app(), &market.staff).await, Err(DirectoryError::Refused)));
    }

    async fn an_unfinished_listing_is_not_taken_for_review(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let command = ListingCommand { title: "Help".to_owned(), category: CLEANING.to_owned(), ..ListingCommand::default() };
        let id = service::create_listing(market.app(), &market.staff, provider, command).await.unwrap();
        let Err(DirectoryError::NotReady(missing)) = service::submit_listing(market.app(), &market.staff, id).await else {
            panic!("it was taken");
        };
        let fields: Vec<&str> = missing.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["summary", "description", "delivery", "prices"]);
        assert_eq!(state(&market, id).await, ListingState::Draft);
    }

    async fn a_listing_sent_back_says_why_until_it_is_submitted_again(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.submitted_listing(provider, CLEANING).await;
        assert!(matches!(service::send_back(market.app(), &market.moderator, id, " ").await, Err(DirectoryError::Invalid(_))));
        service::send_back(market.app(), &market.moderator, id, "Please say who comes.").await.unwrap();
        let home = service::my_provider(market.app(), &market.staff).await.unwrap();
        assert_eq!(home.listings[0].review_note.as_deref(), Some("Please say who comes."));
        service::submit_listing(market.app(), &market.staff, id).await.unwrap();
        let home = service::my_provider(market.app(), &market.staff).await.unwrap();
        assert_eq!(home.listings[0].review_note, None);
        let answer = service::update_listing(market.app(), &market.staff, id, help_at_home(CLEANING)).await;
        assert!(matches!(answer, Err(DirectoryError::WrongState { from: ListingState::InReview, .. })));
        service::take_back(market.app(), &market.staff, id).await.unwrap();
        service::update_listing(market.app(), &market.staff, id, help_at_home(CLEANING)).await.unwrap();
    }

    async fn changed_words_are_looked_at_again_and_changed_figures_are_not(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        let mut command = help_at_home(CLEANING);
        command.spaces_left = Some(3);
        command.terms.districts.push("M41".to_owned());
        let saved = service::update_listing(market.app(), &market.staff, id, command.clone()).await.unwrap();
        assert_eq!((saved, market.is_found(id)), (Saved::Kept, true));
        "Something else altogether.".clone_into(&mut command.description);
        let saved = service::update_listing(market.app(), &market.staff, id, command.clone()).await.unwrap();
        assert_eq!((saved, market.is_found(id)), (Saved::BackInReview, false));
        let page = service::listing_page(market.app(), Some(&market.staff), id).await.unwrap();
        assert_eq!(page.listing.as_command(), command.checked().unwrap());
        service::approve(market.app(), &market.moderator, id).await.unwrap();
        assert!(market.is_found(id));
    }

    async fn care_goes_live_with_its_checks_and_stops_when_they_run_out(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.submitted_listing(provider, CARE).await;
        market.accredited(provider, AccreditationScheme::DBS, Some("2026-12-01")).await;
        let Err(DirectoryError::MissingAccreditations(missing)) = service::approve(market.app(), &market.moderator, id).await else {
            panic!("it was approved");
        };
        assert_eq!(missing, [AccreditationScheme::CQC]);
        market.accredited(provider, AccreditationScheme::CQC, None).await;
        service::approve(market.app(), &market.moderator, id).await.unwrap();
        let IndexChange::Put(document) = market.indexed(id) else { panic!("it isn't found") };
        assert_eq!((document.checks, document.can_order), (vec!["cqc".to_owned(), "dbs".to_owned()], true));

        let before = market.touched();
        market.test.wait(60 * 24 * 11);
        let (today, now) = (market.app().clock.today(), market.app().clock.now());
        assert_eq!(today.to_string(), "2026-12-02");
        let since = today.pred_opt().unwrap();
        assert_eq!(market.test.write(move |db| service::touch_due(db, since, today, now)), 1);
        assert_eq!(market.touched(), before + 1);
        let IndexChange::Put(document) = market.indexed(id) else { panic!("it isn't found") };
        assert_eq!((document.checks, document.can_order), (vec!["cqc".to_owned()], false));
        assert_eq!(
            market.refusal(id).unwrap(),
            "Bridge Home Care can’t take new orders: their DBS check ran out on 1 December 2026."
        );
    }

    async fn an_accreditation_is_checked_once(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let command = accreditation(AccreditationScheme::INSURANCE, Some("2027-03-31"));
        let id = service::add_accreditation(market.app(), &market.staff, provider, command).await.unwrap();
        let page = service::provider_page(market.app(), None, provider).await.unwrap();
        assert_eq!(page.provider.shown_accreditations(market.app().clock.today()).count(), 0);
        let seen = Seen { on: market.app().clock.today(), expires_on: "2027-03-31".parse().ok() };
        assert!(matches!(service::verify_accreditation(market.app(), &market.staff, id, seen).await, Err(DirectoryError::Refused)));
        service::verify_accreditation(market.app(), &market.moderator, id, seen).await.unwrap();
        let again = service::verify_accreditation(market.app(), &market.moderator, id, seen).await;
        assert!(matches!(again, Err(DirectoryError::AlreadyChecked)));
        let page = service::provider_page(market.app(), None, provider).await.unwrap();
        let shown = page.provider.shown_accreditations(market.app().clock.today()).next().unwrap();
        assert_eq!(shown.checked_by_name.as_deref(), Some("Nina Brown"));
        service::refuse_accreditation(market.app(), &market.moderator, id, "Too old").await.unwrap();
    }

    async fn hostile_texts_are_kept_as_texts(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let mut command = help_at_home(CLEANING);
        "'; DROP TABLE listings; --\0 <script>".clone_into(&mut command.title);
        "a\0b\u{202e}\u{1F9F9}".clone_into(&mut command.description);
        let id = service::create_listing(market.app(), &market.staff, provider, command).await.unwrap();
        let (listing, _) = service::listing_for_edit(market.app(), &market.staff, id).await.unwrap();
        assert_eq!(listing.title, "'; DROP TABLE listings; -- <script>");
        assert_eq!(listing.description, "ab\u{202e}\u{1F9F9}");
        assert_eq!(listing.path(), format!("/listings/{id}-drop-table-listings-script"));
    }
}
